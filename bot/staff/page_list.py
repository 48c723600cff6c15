"""The pages of a library, listed: found by letters, and ordered by any column."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from bot.staff.paging import Column, Sorting
from index.encoders.encoder import IntArray
from index.library.open import Library
from index.storage.store import PageListing

COLUMNS = (
    Column("title", "Page"),
    Column("answers", "Answers", largest_first=True),
    Column("source", "Source"),
)


@dataclass(frozen=True)
class PageList:
    """Every page of a library, by its id. Threads may share it."""

    listings: Sequence[PageListing]

    @classmethod
    def of(cls, library: Library) -> "PageList":
        """The pages of a library."""
        return cls(library.list_pages())

    @cached_property
    def _letters(self) -> Sequence[str]:
        return [f"{one.title or ''}\n{one.page_id}".casefold() for one in self.listings]

    @cached_property
    def titles(self) -> dict[str, str]:
        """What each page is called: its title, or its id."""
        return {one.page_id: one.title or one.page_id for one in self.listings}

    def find(self, letters: str, sorting: Sorting | None = None) -> Sequence[PageListing]:
        """The pages whose title or id contains some letters, in either case."""
        rows = np.arange(len(self.listings))
        if wanted := letters.casefold():
            rows = np.flatnonzero([wanted in one for one in self._letters])
        if sorting is not None:
            ranks = self._ranks[sorting.by][rows]
            rows = rows[np.argsort(-ranks if sorting.reverse else ranks, kind="stable")]
        return [self.listings[row] for row in rows.tolist()]

    @cached_property
    def _ranks(self) -> dict[str, IntArray]:
        """The place of each page in the order of a column."""
        by_title = [(one.title or one.page_id).casefold() for one in self.listings]
        by_source = [one.file.casefold() for one in self.listings]
        return {
            "title": _ranked(by_title),
            "answers": np.array([one.answers for one in self.listings], np.int64),
            "source": _ranked(by_source),
        }


def _ranked(values: Sequence[str]) -> IntArray:
    order = {value: n for n, value in enumerate(sorted(set(values)))}
    return np.array([order[value] for value in values], np.int64)
