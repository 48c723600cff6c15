"""Analyses what a library covers and where it has gaps, for its staff."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from index.library.open import Library
from index.library.topics import topics
from index.model import Page

EXAMPLES = 3
"""Pages of a topic that are named."""

PageSize: TypeAlias = tuple[str | None, int]
"""A page's title, and how many answers it has."""


@dataclass(frozen=True, slots=True)
class WarnedPage:
    """A page with the warnings of its reader."""

    page_id: str
    title: str | None
    source: str
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A page that announces another number of answers than were found on it."""

    page_id: str
    title: str | None
    announced: int
    found: int


@dataclass(frozen=True, slots=True)
class TopicGroup:
    """Pages on one topic: how many, how many answers they hold, and the titles of the most typical
    ones, of which the first names the topic."""

    pages: int
    answers: int
    titles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """What a library holds.

    `announced` and `announced_found` count the answers of pages that say how many they have.
    An answer that was saved more than once is one in `answers`; `copies` are how many more there
    are. `duplicates` are the ids of answers with the same words, blanks aside. `longest` is the
    id of the longest answer, and its characters.
    """

    pages: int
    answers: int
    announced: int
    announced_found: int
    unnamed: int
    empty_pages: int
    longest: tuple[str, int] | None
    mismatches: tuple[Mismatch, ...]
    warned: tuple[WarnedPage, ...]
    warnings: int
    duplicates: tuple[tuple[str, ...], ...]
    topics: tuple[TopicGroup, ...]
    copies: int = 0


def coverage_of(library: Library) -> Coverage:
    """Read every page of a library, once.

    Raises:
        DamagedLibrary: a page cannot be read.
    """
    mismatches: list[Mismatch] = []
    warned: list[WarnedPage] = []
    pages: dict[str, PageSize] = {}
    same_words: dict[int, list[str]] = {}
    answers = announced = announced_found = unnamed = 0
    longest: tuple[str, int] | None = None
    for page in library.pages():
        title = page.quoted(page.title)
        pages[page.id] = (title, len(page.answers))
        answers += len(page.answers)
        if page.announced is not None:
            announced += page.announced
            announced_found += len(page.answers)
            if page.announced != len(page.answers):
                mismatches.append(Mismatch(page.id, title, page.announced, len(page.answers)))
        if page.warnings:
            warned.append(WarnedPage(page.id, title, page.source, page.warnings))
        unnamed += sum(answer.doctor.name is None for answer in page.answers)
        for answer_id, words in _bodies(page):
            same_words.setdefault(hash(" ".join(words.split())), []).append(answer_id)
            if longest is None or len(words) > longest[1]:
                longest = (answer_id, len(words))
    return Coverage(
        pages=len(pages),
        answers=answers - len(library.copies.shown),
        announced=announced,
        announced_found=announced_found,
        unnamed=unnamed,
        empty_pages=sum(count == 0 for _, count in pages.values()),
        longest=longest,
        mismatches=tuple(mismatches),
        warned=tuple(warned),
        warnings=sum(len(one.warnings) for one in warned),
        duplicates=tuple(tuple(ids) for ids in same_words.values() if len(ids) > 1),
        topics=tuple(_groups(library, pages)),
        copies=len(library.copies.shown),
    )


def _bodies(page: Page) -> Iterator[tuple[str, str]]:
    for answer in page.answers:
        yield answer.id, page.quote(answer.body)


def _groups(library: Library, pages: Mapping[str, PageSize]) -> Iterator[TopicGroup]:
    for topic in topics(library):
        titles = (pages[page_id][0] for page_id in topic.page_ids)
        named = tuple(dict.fromkeys(title for title in titles if title))[:EXAMPLES]
        answers = sum(pages[page_id][1] for page_id in topic.page_ids)
        yield TopicGroup(len(topic.page_ids), answers, named)
