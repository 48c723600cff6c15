"""What a library holds, and where it has gaps: for the staff who look after it."""

from collections.abc import Iterator
from dataclasses import dataclass

from index.library.open import Library
from index.library.topics import topics
from index.model import Page

LISTED = 100
"""Pages and groups of each kind that are listed; how many there are is always told."""
EXAMPLES = 3
"""Pages of a topic that are named."""


@dataclass(frozen=True, slots=True)
class Noted:
    """A page of which something is to be said, and what: its warnings."""

    page_id: str
    title: str | None
    source: str
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Short:
    """A page that announces another number of answers than were found on it."""

    page_id: str
    title: str | None
    announced: int
    found: int


@dataclass(frozen=True, slots=True)
class Group:
    """Pages on one topic: how many, how many answers they hold, and the titles of the most typical
    ones, of which the first names the topic."""

    pages: int
    answers: int
    titles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """What a library holds.

    `announced` and `announced_found` count the answers of pages that tell how many they have.
    `duplicates` are the ids of answers with the very same words, but for blanks. `longest` is the
    id of the longest answer, and its characters.
    """

    pages: int
    answers: int
    announced: int
    announced_found: int
    unnamed: int
    empty_pages: int
    longest: tuple[str, int] | None
    short: tuple[Short, ...]
    noted: tuple[Noted, ...]
    warnings: int
    duplicates: tuple[tuple[str, ...], ...]
    topics: tuple[Group, ...]


def coverage_of(library: Library) -> Coverage:
    """Read every page of a library, once.

    Raises:
        DamagedLibrary: a page cannot be read.
    """
    short: list[Short] = []
    noted: list[Noted] = []
    told: dict[str, tuple[str | None, int]] = {}
    said: dict[int, list[str]] = {}
    answers = announced = announced_found = unnamed = 0
    longest: tuple[str, int] | None = None
    for page in library.pages():
        title = page.quoted(page.title)
        told[page.id] = (title, len(page.answers))
        answers += len(page.answers)
        if page.announced is not None:
            announced += page.announced
            announced_found += len(page.answers)
            if page.announced != len(page.answers):
                short.append(Short(page.id, title, page.announced, len(page.answers)))
        if page.warnings:
            noted.append(Noted(page.id, title, page.source, page.warnings))
        unnamed += sum(answer.doctor.name is None for answer in page.answers)
        for answer_id, words in _bodies(page):
            said.setdefault(hash(" ".join(words.split())), []).append(answer_id)
            if longest is None or len(words) > longest[1]:
                longest = (answer_id, len(words))
    same = [tuple(ids) for ids in said.values() if len(ids) > 1]
    return Coverage(
        pages=len(told),
        answers=answers,
        announced=announced,
        announced_found=announced_found,
        unnamed=unnamed,
        empty_pages=sum(count == 0 for _, count in told.values()),
        longest=longest,
        short=tuple(short),
        noted=tuple(noted),
        warnings=sum(len(one.warnings) for one in noted),
        duplicates=tuple(same),
        topics=tuple(_groups(library, told)),
    )


def _bodies(page: Page) -> Iterator[tuple[str, str]]:
    for answer in page.answers:
        yield answer.id, page.quote(answer.body)


def _groups(library: Library, told: dict[str, tuple[str | None, int]]) -> Iterator[Group]:
    for topic in topics(library):
        titles = (told[page_id][0] for page_id in topic.page_ids)
        named = tuple(dict.fromkeys(title for title in titles if title))[:EXAMPLES]
        answers = sum(told[page_id][1] for page_id in topic.page_ids)
        yield Group(len(topic.page_ids), answers, named)
