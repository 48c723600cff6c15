"""Who gave each answer of a library, as columns of numbers: a hundred thousand answers are counted,
narrowed and ordered in milliseconds."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from index.encoders.encoder import IntArray
from index.identity import doctor_key
from index.model import Doctor, Page

Rows = IntArray
"""Answers by their numbers in a roster, shape (answers,)."""
Mask = NDArray[np.bool_]
"""Whether each answer of a roster is meant, shape (answers,)."""
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Column:
    """A value of each answer: that of row n is `values[codes[n]]`."""

    values: Sequence[str]
    codes: IntArray


class Roster:
    """The answers of a library with the doctors who gave them, in the order given: row n is the
    answer `ids[n]`, by `doctors[printed[n]]`, a doctor as pages print one. Threads may share it."""

    def __init__(
        self, attributed: Iterable[tuple[str, Doctor]], days: Mapping[str, date] | None = None
    ) -> None:
        """`days` are those on which answers were given, by their ids, as far as pages say."""
        self._days = days or {}
        self.ids: list[str] = []
        numbers: dict[Doctor, int] = {}
        printed: list[int] = []
        for answer_id, doctor in attributed:
            self.ids.append(answer_id)
            printed.append(numbers.setdefault(doctor, len(numbers)))
        self.doctors = list(numbers)
        self.printed: IntArray = np.array(printed, dtype=np.int64)
        self._columns: dict[Callable[[Doctor], str], Column] = {}
        self._made: dict[Hashable, object] = {}

    def __len__(self) -> int:
        return len(self.ids)

    def attributed(self, row: int) -> tuple[str, Doctor]:
        """The answer of a row, by its id, and the doctor who gave it."""
        return self.ids[row], self.doctors[self.printed[row]]

    @cached_property
    def row_of(self) -> Mapping[str, int]:
        """The row of each answer, by its id."""
        return {one: row for row, one in enumerate(self.ids)}

    def rows_of(self, answer_ids: Iterable[str]) -> Rows:
        """The rows of those answers that are here, in the order given."""
        row_of = self.row_of
        found = (row_of.get(one, -1) for one in answer_ids)
        rows = np.fromiter(found, dtype=np.int64)
        return rows[rows >= 0]

    def mask_of(self, answer_ids: Iterable[str]) -> Mask:
        """Which answers are among those."""
        mask = np.zeros(len(self), dtype=np.bool_)
        mask[self.rows_of(answer_ids)] = True
        return mask

    def where(self, admits: Callable[[Doctor], bool]) -> Mask:
        """Which answers are by a doctor of a kind."""
        admitted = np.fromiter(map(admits, self.doctors), np.bool_, len(self.doctors))
        return np.asarray(admitted[self.printed]) if len(self) else admitted

    def column(self, value_of: Callable[[Doctor], str]) -> Column:
        """What a function makes of each doctor as printed, kept for the next time."""
        found = self._columns.get(value_of)
        if found is None:
            codes, values = _coded(map(value_of, self.doctors))
            found = self._columns[value_of] = Column(values, codes[self.printed])
        return found

    def kept(self, name: Hashable, make: Callable[[], Made]) -> Made:
        """What is made of this roster, kept by a name for the next time."""
        if name not in self._made:
            self._made[name] = make()
        return self._made[name]  # type: ignore[return-value]

    @cached_property
    def pages(self) -> Column:
        """The page of each answer, by its id."""
        codes, values = _coded(map(Page.id_of, self.ids))
        return Column(values, codes)

    @cached_property
    def years(self) -> Column:
        """The year in which each answer was given; the empty string where no day is known."""
        days = map(self._days.get, self.ids)
        codes, values = _coded("" if day is None else f"{day.year}" for day in days)
        return Column(values, codes)

    @cached_property
    def people(self) -> IntArray:
        """A number of the person who gave each answer: the same where the `doctor_key` is the same;
        an answer that has none is alone."""
        numbers: dict[Hashable, int] = {}
        keys = list(map(doctor_key, self.doctors))
        known = np.array(
            [-1 if key is None else numbers.setdefault(key, len(numbers)) for key in keys],
            dtype=np.int64,
        )
        found = known[self.printed] if len(self) else self.printed
        alone = np.flatnonzero(found < 0)
        found[alone] = len(numbers) + np.arange(len(alone))
        return np.asarray(found)

    def firsts(self, shown: Mapping[str, str]) -> IntArray:
        """For each row that of the answer that is shown in its place, mostly itself.

        Args:
            shown: the answers that are copies of others, with the id of the first.
        """
        firsts = np.arange(len(self))
        row_of = self.row_of
        for copy, first in shown.items():
            if copy in row_of and first in row_of:
                firsts[row_of[copy]] = row_of[first]
        return firsts


def _coded(values: Iterable[str]) -> tuple[IntArray, list[str]]:
    """Each value's number, and the values, each once."""
    numbers: dict[str, int] = {}
    codes = [numbers.setdefault(value, len(numbers)) for value in values]
    return np.array(codes, dtype=np.int64), list(numbers)
