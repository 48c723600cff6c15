"""HTML of the staff's list of doctors who addressed a topic."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from markupsafe import Markup

from bot.reply.doctors import DoctorRow, DoctorsReply
from bot.reply.facets import NOT_ON_PAGE, Facet, FacetChoice, FacetName, Selection, TextField
from bot.reply.period import ALWAYS, Period
from bot.reply.reply import Card
from bot.reply.saying import ADDRESSED
from bot.show.addresses import address_of
from bot.show.card import headline_html, marked, title_html
from bot.show.wording import (
    THEY_SAY,
    answered_on,
    counted_by_saying,
    date_note,
    name_of,
    signed_only,
)
from bot.staff.asked_list import AskedList
from bot.staff.layout import ROOT, counted, rendered, saved_page_address
from bot.staff.login import Session
from bot.text.languages import ENGLISH, language_of
from index.identity import spellings
from index.model import Span

FACET_TITLES: dict[FacetName, str] = {
    "specialty": "Specialty",
    "place": "Place",
    "doctor": "Doctor",
    "page": "Page",
    "stars": "Rating of the doctor",
    "named": "Named on the page",
}
TEXT_FIELD_LABELS: dict[TextField, str] = {
    "name": "Name contains",
    "specialty": "Specialty contains",
    "place": "Place contains",
}
HOW_TITLE = "How they address it"
FILES = {
    "csv": "CSV, for a spreadsheet",
    "json": "JSON",
    "jsonl": "Records, to add to another library",
}
"""The forms in which a list can be downloaded, by the ending of the file."""
COLUMNS = ("Doctor", "Specialty", "Place", "Rating", "Answers", "Pages")
SENTENCE = "Sentence on the topic"
"""The column that a list on a topic has, too."""
MISSING = "not on the page"
UNNAMED = "not named on the page"
NOT_LISTED = "not among these answers"
"""What is shown of a doctor who is chosen and has no answer on the topic."""
MOST_BARS = 12
"""Rows of a plot; what is rarer is in the table."""


@dataclass(frozen=True, slots=True)
class ChoiceBox:
    """A box to tick: what it sends, and what is shown beside it."""

    value: str
    label: str
    answers: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class FacetBoxes:
    """The boxes of one facet; they are folded away while none is ticked."""

    name: FacetName | Literal["addressed"]
    title: str
    choices: tuple[ChoiceBox, ...]
    left_out: int

    @property
    def is_open(self) -> bool:
        """Whether the boxes are in view."""
        return any(one.chosen for one in self.choices)


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words of a page as they may be shown, with those of the topic marked, and the language that
    they are in; of those that say nothing of it also the `question` that they answer."""

    words: Markup
    language: str
    question: Markup | None


@dataclass(frozen=True, slots=True)
class FullAnswer:
    """An answer in full, with the words of the topic marked; `addressed` is how it addresses it,
    where the answer above it does so in another way, `closeness` that of one that says nothing of
    it."""

    id: str
    headline: Markup
    words: Markup
    language: str
    address: str
    title: Markup
    dated: str | None
    closeness: float | None
    addressed: str | None


@dataclass(frozen=True, slots=True)
class RosterRow:
    """A doctor's row: its cells by their columns, and the answers below it.

    `plain_name` has no credentials, and is empty where nobody is named; `spellings` are the other
    ways in which it is printed; `sentence` is None in a list without a topic.
    """

    name: str
    plain_name: str
    note: str | None
    spellings: tuple[str, ...]
    cells: tuple[tuple[str, str], ...]
    sentence: Quotation | None
    answers: tuple[FullAnswer, ...]

    @property
    def is_named(self) -> bool:
        """Whether the page names the doctor."""
        return bool(self.plain_name)


@dataclass(frozen=True, slots=True)
class RosterSection:
    """Rows under one line; without a topic there is none."""

    title: str | None
    rows: tuple[RosterRow, ...]


def doctors_html(
    reply: DoctorsReply,
    selection: Selection,
    titles: Mapping[str, str],
    session: Session,
    period: Period = ALWAYS,
) -> Markup:
    """The form that narrows the list, the list itself, and plots of it.

    Args:
        titles: of pages, by their ids.
    """
    has_topic = reply.topic is not None
    return rendered(
        "doctors.html",
        session=session,
        topic=reply.topic or "",
        text_fields=[
            (field, label, selection.letters.get(field, ""))
            for field, label in TEXT_FIELD_LABELS.items()
        ],
        facets=[*_how_boxes(reply, selection), *_facet_boxes(reply, titles)],
        count=_count(reply),
        left_out=reply.left_out,
        files=list(_files(query_of(reply.topic, selection, period))),
        query=query_of(reply.topic, selection, period),
        columns=[*COLUMNS, SENTENCE] if has_topic else COLUMNS,
        sections=list(_sections(reply)),
        since=period.since or "",
        until=period.until or "",
        date_note=date_note(reply.cards),
        specialties=_most_common(card.answer.doctor.specialty for card in reply.cards),
        doctor_places=_most_common(row.doctor.place for row in reply.rows if row.doctor.name),
    )


def query_of(topic: str | None, selection: Selection, period: Period = ALWAYS) -> str:
    """The query string of a list's address: opened again, it shows the same list."""
    return AskedList(topic, selection, period).query


def _how_boxes(reply: DoctorsReply, selection: Selection) -> Iterator[FacetBoxes]:
    """The boxes of the ways to address a topic, where there is one."""
    ways = [how for how in ADDRESSED if how in reply.counts or how in selection.addressed]
    if ways:
        choices = (
            ChoiceBox(how, THEY_SAY[how], reply.counts.get(how, 0), how in selection.addressed)
            for how in ways
        )
        yield FacetBoxes("addressed", HOW_TITLE, tuple(choices), 0)


def _facet_boxes(reply: DoctorsReply, titles: Mapping[str, str]) -> Iterator[FacetBoxes]:
    return (_boxes(one, titles) for one in reply.facets if one.choices)


def _boxes(facet: Facet, titles: Mapping[str, str]) -> FacetBoxes:
    choices = tuple(
        ChoiceBox(one.value, _label(facet.name, one, titles), one.answers, one.chosen)
        for one in facet.choices
    )
    return FacetBoxes(facet.name, FACET_TITLES[facet.name], choices, facet.left_out)


def _label(facet: FacetName, choice: FacetChoice, titles: Mapping[str, str]) -> str:
    if choice.label is None:
        return NOT_LISTED
    if facet == "page":
        return titles.get(choice.value) or choice.label
    if choice.value == NOT_ON_PAGE:
        return MISSING
    return UNNAMED if (facet, choice.value) == ("named", "unnamed") else choice.label


def _count(reply: DoctorsReply) -> str:
    """How many doctors and answers there are, and on what."""
    named = sum(bool(row.doctor.name) for row in reply.rows)
    unnamed = len(reply.rows) - named
    count = counted(named, "doctor")
    if unnamed:
        count += f" and {counted(unnamed, 'answer')} whose doctor is not named on the page"
    count += f", {counted(len(reply.cards), 'answer')} in all"
    if reply.topic is None:
        return count
    return f"{counted_by_saying(reply)} {count}, on “{reply.topic}”"


def _sections(reply: DoctorsReply) -> Iterator[RosterSection]:
    """The rows, under a line of their own for each way to address the topic."""
    for how, rows in groupby(reply.rows, reply.addressed):
        title = None if how is None else THEY_SAY[how]
        yield RosterSection(title, tuple(_row(row, reply) for row in rows))


def _files(query: str) -> Iterator[tuple[str, str]]:
    for ending, words in FILES.items():
        yield f"{address_of(ROOT)}/doctors.{ending}{'?' if query else ''}{query}", words


def _row(row: DoctorRow, reply: DoctorsReply) -> RosterRow:
    doctor = row.doctor
    cells = (
        doctor.specialty or "",
        " · ".join(part for part in (doctor.place, doctor.status) if part),
        _rating(doctor.rating, doctor.reviews),
        f"{len(row.cards):,}",
        f"{row.pages:,}",
    )
    return RosterRow(
        name=name_of(doctor),
        plain_name=doctor.name or "",
        note=signed_only(doctor),
        spellings=row.spellings[1:],
        cells=tuple(zip(COLUMNS[1:], cells, strict=True)),
        sentence=_sentence(row.cards[0], reply),
        answers=tuple(_answers(row, reply)),
    )


def _rating(rating: float | None, reviews: int | None) -> str:
    if rating is None:
        return ""
    return f"{rating:.1f}" + ("" if reviews is None else f" ({counted(reviews, 'review')})")


def _sentence(card: Card, reply: DoctorsReply) -> Quotation | None:
    """The sentence that says the topic, or the nearest to it, in the doctor's words; None where
    there is no topic, or nothing is written."""
    saying = reply.sayings.get(card.answer.id)
    if saying is None or saying.shown is None:
        return None
    page = card.page
    language = language_of(page.quote(saying.shown), page.text)
    question = title_html(page, ENGLISH) if saying.addressed == "near" else None
    return Quotation(marked(page, saying.shown, saying.words), language, question)


def _answers(row: DoctorRow, reply: DoctorsReply) -> Iterator[FullAnswer]:
    """A doctor's answers; where some address the topic in another way, they say so."""
    above = reply.addressed(row)
    for card in row.cards:
        saying = reply.sayings.get(card.answer.id)
        if saying is None:
            yield _answer(card, (), None)
            continue
        differs = saying.addressed != above
        yield _answer(card, saying.words, THEY_SAY[saying.addressed] if differs else None)
        above = saying.addressed


def _answer(card: Card, words: tuple[Span, ...], addressed: str | None) -> FullAnswer:
    page, answer = card.page, card.answer
    return FullAnswer(
        id=answer.id,
        headline=headline_html(page, answer, words),
        words=marked(page, answer.body, words),
        language=language_of(card.quote, page.text),
        address=saved_page_address(page.id, answer.number),
        title=title_html(page, ENGLISH),
        dated=answered_on(answer),
        closeness=None if words else card.closeness,
        addressed=addressed,
    )


def _most_common(values: Iterator[str | None]) -> list[tuple[str, int]]:
    return spellings(value or MISSING for value in values)[:MOST_BARS]
