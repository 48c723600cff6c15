"""Analyses what a library covers and where it has gaps, for its staff."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias
from urllib.parse import urlsplit

from bot.staff.saved_again import saved_again
from index.identity import folded_person
from index.library.open import Library
from index.model import Answer, Page
from index.pages.packed.addresses import file_of

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
class Coverage:
    """What a library holds.

    `announced` and `announced_found` count the answers of pages that say how many they have.
    An answer that was saved more than once is one in `answers`; `copies` are how many more there
    are. `rewritten` are the ids of answers that were saved from one address with other words, those
    with the earliest day first. `duplicates` are the ids of answers with the same words, blanks
    aside. `longest` is the id of the longest answer, and its characters.
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
    copies: int = 0
    rewritten: tuple[tuple[str, ...], ...] = ()


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
    at_address: dict[tuple[str, str], list[tuple[Answer, int]]] = {}
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
            said = hash(" ".join(words.split()))
            same_words.setdefault(said, []).append(answer_id)
            if longest is None or len(words) > longest[1]:
                longest = (answer_id, len(words))
        for answer in page.answers:
            if (saved := _saved_from(answer)) is not None:
                said = hash(" ".join(page.quote(answer.body).split()))
                at_address.setdefault(saved, []).append((answer, said))
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
        copies=len(library.copies.shown),
        rewritten=tuple(
            _in_order(answers)
            for saved in at_address.values()
            for answers in saved_again(saved, lambda one: _words(library, one))
        ),
    )


def _saved_from(answer: Answer) -> tuple[str, str] | None:
    """What all savings of one answer share, whatever its words: the address, without what only
    follows readers about, and the doctor's name."""
    name, url = answer.doctor.name, answer.url
    page = None if url is None else file_of(url)
    if page is None or name is None or url is None:
        return None
    return f"{page}#{urlsplit(url).fragment}", folded_person(name)


def _words(library: Library, answer: Answer) -> str:
    return library.page(Page.id_of(answer.id)).quote(answer.body)


def _in_order(answers: Sequence[Answer]) -> tuple[str, ...]:
    """Their ids, those with the earliest day first."""
    ordered = sorted(answers, key=lambda one: (one.answered_on or date.max, one.id))
    return tuple(one.id for one in ordered)


def _bodies(page: Page) -> Iterator[tuple[str, str]]:
    for answer in page.answers:
        yield answer.id, page.quote(answer.body)
