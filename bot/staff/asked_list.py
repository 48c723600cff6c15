"""What the address of a list of doctors asks for: opened again, it shows the same list."""

from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from bot.reply.facets import EVERYTHING, FACET_NAMES, TEXT_FIELDS, Selection
from bot.reply.period import ALWAYS, Period
from bot.reply.saying import ADDRESSED
from index.pages.facts import day_of

LONGEST_TOPIC, LONGEST_LETTERS = 300, 100


@dataclass(frozen=True, slots=True)
class AskedList:
    """A topic, or None for all, and what the list is narrowed by."""

    topic: str | None = None
    selection: Selection = EVERYTHING
    period: Period = ALWAYS

    @classmethod
    def of(cls, asked: QueryParams) -> "AskedList":
        """What an address asks for; what is none of ours is left out."""
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
        topic = asked.get("topic", "").strip()[:LONGEST_TOPIC] or None
        period = Period(*(day_of(asked.get(name, "")[:20]) for name in ("since", "until")))
        return cls(topic, selection, period)

    @property
    def query(self) -> str:
        """The query string of the list's address."""
        pairs = [("topic", self.topic)] if self.topic else []
        pairs += list(self.selection.letters.items())
        pairs += [("in_addressed", how) for how in ADDRESSED if how in self.selection.addressed]
        pairs += [
            (f"in_{facet}", value)
            for facet, values in self.selection.chosen.items()
            for value in sorted(values)
        ]
        days = (("since", self.period.since), ("until", self.period.until))
        pairs += [(name, day.isoformat()) for name, day in days if day is not None]
        return urlencode(pairs)
