"""What the address of a list of doctors asks for: a topic, what narrows it, and a period."""

from dataclasses import dataclass

from starlette.datastructures import QueryParams

from bot.reply.facets import FACET_NAMES, TEXT_FIELDS, Selection
from bot.reply.period import Period
from bot.reply.saying import ADDRESSED
from index.pages.facts import day_of


@dataclass(frozen=True, slots=True)
class AskedList:
    """A list that is asked for; `topic` is None where everybody is listed."""

    topic: str | None
    selection: Selection
    period: Period


def asked_in(asked: QueryParams) -> AskedList:
    """The list that the query string of an address asks for; what is none of ours is left out."""
    selection = Selection(
        {
            facet: frozenset(values)
            for facet in FACET_NAMES
            if (values := asked.getlist(f"in_{facet}"))
        },
        {name: letters for name in TEXT_FIELDS if (letters := asked.get(name, "").strip()[:100])},
        frozenset(how for how in ADDRESSED if how in asked.getlist("in_addressed")),
    )
    topic = asked.get("topic", "").strip()[:300] or None
    period = Period(*(day_of(asked.get(name, "")[:20]) for name in ("since", "until")))
    return AskedList(topic, selection, period)
