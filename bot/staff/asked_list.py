"""What the address of a list of doctors asks for: opened again, it shows the same list."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from bot.reply.choices import ADDRESSED
from bot.reply.doctors import ORDERS, Order
from bot.reply.facets import EVERYTHING, FACET_NAMES, TEXT_FIELDS, Selection
from bot.reply.period import ALWAYS, Period
from bot.staff.paging import Column, Sorting
from index.pages.line_reader.days import day_of

LONGEST_TOPIC, LONGEST_LETTERS = 300, 100
COLUMNS = (
    Column("name", "Doctor"),
    Column("specialty", "Specialty"),
    Column("place", "Place"),
    Column("rating", "Rating", largest_first=True),
    Column("answers", "Answers", largest_first=True),
    Column("pages", "Pages", largest_first=True),
)
SENTENCE = Column("sentence", "Sentence on the topic", can_order=False)
"""The column that a list on a topic has, too."""
CHOSEN = (*COLUMNS[1:], SENTENCE)
"""The columns that can be left out: all but the doctor's name."""


@dataclass(frozen=True, slots=True)
class AskedList:
    """A topic, or None for all; what it is narrowed by; how it is ordered, None for the list's own
    order; and the columns that are left out. `group` is a page: the list is narrowed to the topic
    of the library that it is on."""

    topic: str | None = None
    selection: Selection = EVERYTHING
    period: Period = ALWAYS
    group: str = ""
    sorting: Sorting | None = None
    without: tuple[str, ...] = ()

    @classmethod
    def of(cls, asked: QueryParams) -> "AskedList":
        """What an address asks for."""
        selection = Selection(
            {
                facet: frozenset(values)
                for facet in FACET_NAMES
                if (values := asked.getlist(f"in_{facet}"))
            },
            {
                name: letters
                for name in TEXT_FIELDS
                if (letters := asked.get(name, "").strip()[:LONGEST_LETTERS])
            },
            frozenset(how for how in ADDRESSED if how in asked.getlist("in_addressed")),
        )
        without = asked.getlist("without")
        return cls(
            asked.get("topic", "").strip()[:LONGEST_TOPIC] or None,
            selection,
            Period(*(day_of(asked.get(name, "")[:20]) for name in ("since", "until"))),
            asked.get("group", "")[:LONGEST_TOPIC],
            Sorting.of(asked.get("sort", ""), COLUMNS),
            tuple(one.name for one in CHOSEN if one.name in without),
        )

    @property
    def order(self) -> Order | None:
        """How the doctors are ordered."""
        if self.sorting is None:
            return None
        by = next(one for one in ORDERS if one == self.sorting.by)
        return Order(by, self.sorting.reverse)

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns that are shown."""
        there = COLUMNS if self.topic is None else (*COLUMNS, SENTENCE)
        return tuple(one for one in there if one.name not in self.without)

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """What an address says to ask for this."""
        return list(self._pairs())

    @property
    def unordered(self) -> "AskedList":
        """The same doctors and answers, however they are ordered and shown."""
        return replace(self, sorting=None, without=())

    @property
    def query(self) -> str:
        """The same as the query of an address."""
        return urlencode(self.pairs)

    def _pairs(self) -> Iterator[tuple[str, str]]:
        if self.topic:
            yield "topic", self.topic
        yield from self.selection.letters.items()
        for how in ADDRESSED:
            if how in self.selection.addressed:
                yield "in_addressed", how
        for facet, values in self.selection.chosen.items():
            for value in sorted(values):
                yield f"in_{facet}", value
        for name, day in (("since", self.period.since), ("until", self.period.until)):
            if day is not None:
                yield name, day.isoformat()
        if self.group:
            yield "group", self.group
        if self.sorting is not None:
            yield "sort", self.sorting.sent
        for column in self.without:
            yield "without", column
