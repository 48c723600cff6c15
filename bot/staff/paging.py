"""Long lists in pages: which rows are shown, where the others are, and by which column they are
ordered. All of it is in the address, so that a list can be kept and sent."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias
from urllib.parse import urlencode

from bot.show.addresses import address_of
from bot.staff.layout import ROOT

PER_PAGE = 50
"""Rows of a list that are shown at once."""
AROUND = 2
"""Pages before and after the one that is shown, to which a link leads."""

Order: TypeAlias = Literal["ascending", "descending", "none"]
Pairs: TypeAlias = Sequence[tuple[str, str]]
"""What is asked in an address, in order."""


@dataclass(frozen=True, slots=True)
class ListAddress:
    """Where a list is: its path below the desk, and what is asked of it."""

    path: str
    pairs: Pairs = ()

    def having(self, **changed: str | None) -> str:
        """The address with some of what is asked otherwise, or (None) not asked."""
        left = [(name, value) for name, value in self.pairs if name not in changed]
        left += [(name, value) for name, value in changed.items() if value is not None]
        query = urlencode(left)
        return f"{address_of(ROOT)}{self.path}{'?' if query else ''}{query}"


@dataclass(frozen=True, slots=True)
class Paging:
    """The rows of a list that are shown, from `skip` on, and the pages around them; `number` counts
    from 1."""

    number: int
    total: int
    address: ListAddress
    per: int = PER_PAGE

    @classmethod
    def of(cls, asked: str, total: int, address: ListAddress, per: int = PER_PAGE) -> "Paging":
        """The page that an address asks for; the last one where there are fewer."""
        last = max(1, -(-total // per))
        wanted = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 8 else 1
        return cls(min(max(wanted, 1), last), total, address, per)

    @property
    def skip(self) -> int:
        """Rows before the first that is shown."""
        return (self.number - 1) * self.per

    @property
    def last(self) -> int:
        """The number of the last page."""
        return max(1, -(-self.total // self.per))

    @property
    def until(self) -> int:
        """The number of the last row that is shown, counted from 1."""
        return min(self.skip + self.per, self.total)

    def to(self, number: int) -> str:
        """The address of another page."""
        return self.address.having(page=None if number == 1 else str(number))

    @property
    def numbers(self) -> Iterator[int | None]:
        """The pages to which links lead, with None for those between."""
        near = range(self.number - AROUND, self.number + AROUND + 1)
        before = 0
        for number in sorted({1, self.last, *near} & set(range(1, self.last + 1))):
            if number > before + 1:
                yield None
            yield number
            before = number


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: what it is called in addresses and on the page, and whether its largest
    come first when somebody orders by it."""

    name: str
    label: str
    largest_first: bool = False
    can_order: bool = True


@dataclass(frozen=True, slots=True)
class Sorting:
    """By which column a list is ordered, and whether the last come first."""

    by: str
    reverse: bool = False

    @classmethod
    def of(cls, asked: str, columns: Sequence[Column]) -> "Sorting | None":
        """What an address asks for, as "name" or "-name"; None if it is none of the columns."""
        by = asked.removeprefix("-")
        is_there = any(one.name == by and one.can_order for one in columns)
        return cls(by, asked.startswith("-")) if is_there else None

    @property
    def sent(self) -> str:
        """How an address asks for it."""
        return f"{'-' if self.reverse else ''}{self.by}"


@dataclass(frozen=True, slots=True)
class Heading:
    """The head of a column: where it leads (None: nowhere), and how the list is ordered by it."""

    name: str
    label: str
    address: str | None
    ordered: Order


def headings(
    columns: Sequence[Column], sorting: Sorting | None, address: ListAddress, asked: str = "sort"
) -> list[Heading]:
    """The heads of a table's columns; each orders the list by it, and once more the other way.

    Args:
        asked: how the address asks for an order.
    """
    return [_heading(one, sorting, address, asked) for one in columns]


def _heading(column: Column, sorting: Sorting | None, address: ListAddress, asked: str) -> Heading:
    if not column.can_order:
        return Heading(column.name, column.label, None, "none")
    if sorting is None or sorting.by != column.name:
        then = Sorting(column.name, column.largest_first)
        ordered: Order = "none"
    else:
        then = Sorting(column.name, not sorting.reverse)
        ordered = "descending" if sorting.reverse else "ascending"
    where = address.having(**{asked: then.sent, "page": None})
    return Heading(column.name, column.label, where, ordered)


def hidden(pairs: Pairs, *but: str) -> Pairs:
    """What a form sends along so that the rest of an address stays as it is."""
    return [(name, value) for name, value in pairs if name not in but]
