"""HTML of the library's topics: the list, a plot of the doctors by topic, and one topic."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from bot.staff.doctors_view import doctor_address
from bot.staff.layout import rendered, saved_page_address
from bot.staff.paging import Column, ListAddress, Paging, Sorting, headings
from bot.staff.topics import CountedTopic, LibraryTopics
from bot.text.languages import language_of
from index.library.open import Library
from index.model import Page, Span
from index.search.chunk import sentences

COLUMNS = (
    Column("name", "Topic"),
    Column("pages", "Pages", largest_first=True),
    Column("answers", "Answers", largest_first=True),
    Column("doctors", "Doctors", largest_first=True),
)
EXAMPLES = 20
"""Most typical pages of a topic among which one is looked for that prints a question."""
CELL, LEFT, TOP, LETTER = 34, 250, 120, 26
"""Sizes of the plot: of a cell, of the names beside and above, and letters of a name at most."""


@dataclass(frozen=True, slots=True)
class TopicRow:
    """A topic in a line, with the question of the most typical page that prints one: its title, or
    how the question begins; empty where none of the first does."""

    name: str
    address: str
    doctors_address: str
    question: str
    language: str
    question_address: str
    pages: int
    answers: int
    doctors: int


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the plot: where it is, how large its dot, and what it says."""

    x: int
    y: int
    radius: str
    count: int


def topic_address(one: CountedTopic) -> str:
    """Where one topic is shown."""
    return ListAddress("/topic", [("of", one.topic.page_id)]).having()


def group_address(one: CountedTopic) -> str:
    """Where the doctors are who answered on the pages of a topic."""
    return ListAddress("", [("group", one.topic.page_id)]).having()


def topics_html(
    found: LibraryTopics, library: Library, sorting: Sorting | None, page: str
) -> Markup:
    """All topics, and the plot of those of most pages."""
    address = ListAddress("/topics", [("sort", sorting.sent)] if sorting else [])
    ordered = list(found.topics)
    if sorting is not None:
        ordered.sort(key=lambda one: _key(one, sorting.by), reverse=sorting.reverse)
    paging = Paging.of(page, len(ordered), address)
    shown = ordered[paging.skip : paging.until]
    return rendered(
        "topics.html",
        paging=paging,
        headings=[
            *headings(COLUMNS, sorting, address),
        ],
        topics=[_row(one, library) for one in shown],
        plot=_plot(shown, found.specialties) if found.specialties else None,
        specialties=found.specialties,
        by_specialty=[(one.name, topic_address(one), one.by_specialty) for one in shown],
    )


def _key(one: CountedTopic, by: str) -> tuple[int, str]:
    if by == "name":
        return 0, one.name.casefold()
    return {"pages": len(one.topic.page_ids), "answers": one.answers, "doctors": one.doctors}[
        by
    ], ""


def _row(one: CountedTopic, library: Library) -> TopicRow:
    page, asked = _example(one, library)
    return TopicRow(
        one.name,
        topic_address(one),
        group_address(one),
        "" if asked is None else page.quote(asked),
        "" if asked is None else language_of(page.quote(asked), page.text),
        saved_page_address(page.id, page.answers[0].number if page.answers else 1),
        len(one.topic.page_ids),
        one.answers,
        one.doctors,
    )


def _example(one: CountedTopic, library: Library) -> tuple[Page, Span | None]:
    """The most typical page that prints its question, and where: the title, or the beginning."""
    first = library.page(one.topic.page_id)
    questioned: tuple[Page, Span] | None = None
    for page_id in one.topic.page_ids[:EXAMPLES]:
        page = library.page(page_id)
        if page.title is not None:
            return page, page.title
        if questioned is None and page.question is not None:
            begins = sentences(page, page.question)
            questioned = page, begins[0] if begins else page.question
    return questioned or (first, None)


def _plot(shown: Sequence[CountedTopic], specialties: Sequence[str]) -> Mapping[str, object]:
    """The doctors of each specialty on each topic as dots: an empty cell is a gap."""
    most = max((count for one in shown for count in one.by_specialty), default=0) or 1
    return {
        "width": LEFT + CELL * len(specialties) + 90,
        "height": TOP + CELL * len(shown) + 10,
        "left": LEFT,
        "top": TOP,
        "columns": [
            (LEFT + CELL * n + CELL // 2, _short(name)) for n, name in enumerate(specialties)
        ],
        "rows": [(TOP + CELL * n + CELL // 2, _short(one.name)) for n, one in enumerate(shown)],
        "cells": list(_cells(shown, most)),
        "gaps": sum(not count for one in shown for count in one.by_specialty),
    }


def _cells(shown: Sequence[CountedTopic], most: int) -> Iterator[Cell]:
    for row, one in enumerate(shown):
        for column, count in enumerate(one.by_specialty):
            radius = 3 + (CELL / 2 - 4) * (count / most) ** 0.5 if count else 0
            x, y = LEFT + CELL * column + CELL // 2, TOP + CELL * row + CELL // 2
            yield Cell(x, y, f"{radius:.1f}", count)


def _short(words: str) -> str:
    return words if len(words) <= LETTER else f"{words[: LETTER - 1].rstrip(' ·')}…"


def topic_html(
    one: CountedTopic,
    library: Library,
    titles: Mapping[str, str],
    doctors: Sequence[tuple[str, str, str, int]],
    page: str,
) -> Markup:
    """One topic: the doctors with most answers on it, and its pages, the most typical first.

    Args:
        titles: of all pages, by their ids.
        doctors: the person in addresses, name, specialty and number of answers of each.
    """
    address = ListAddress("/topic", [("of", one.topic.page_id)])
    paging = Paging.of(page, len(one.topic.page_ids), address)
    shown = one.topic.page_ids[paging.skip : paging.until]
    return rendered(
        "topic.html",
        row=_row(one, library),
        terms=one.topic.terms,
        paging=paging,
        pages=[(saved_page_address(page_id, 1), titles.get(page_id, page_id)) for page_id in shown],
        doctors=[
            (doctor_address(person), name, specialty, answers)
            for person, name, specialty, answers in doctors
        ],
    )
