"""What staff narrow a list of answers down to, and how many answers each choice leaves.

A side is something by which answers differ: the doctor's specialty, say. Of each side any of
several values may be chosen; of letters, all must be held. Both look at an answer's own record.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias, get_args

from index.model import Doctor, Page

FacetName: TypeAlias = Literal["specialty", "place", "doctor", "page", "stars", "named"]
FACET_NAMES: tuple[FacetName, ...] = get_args(FacetName)
Lettered: TypeAlias = Literal["specialty", "place", "name"]
NOT_ON_PAGE = ""
"""The value of a side that the page does not tell."""
STARS = ("5", "4 to 4.9", "3 to 3.9", "below 3")
"""How stars are put together; only what is rated alike to a tenth is the same otherwise."""
MOST = 12
"""Values of a side that are offered at first: those of most answers, and all that are chosen."""

Attributed: TypeAlias = tuple[str, Doctor]
"""An answer's id, and the doctor who gave it."""


@dataclass(frozen=True, slots=True)
class Selection:
    """What is chosen: for each side the values that are let through, none of them if all are; and
    for specialty, place and name the letters that they must hold, small or capital."""

    chosen: Mapping[FacetName, frozenset[str]] = field(default_factory=dict)
    letters: Mapping[Lettered, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return any(self.chosen.values()) or bool(self.letters)

    def takes(self, one: Attributed, leaving_out: FacetName | None = None) -> bool:
        """Whether an answer is let through; one side may be left out of it."""
        _, doctor = one
        return all(
            value_of(side, one) in values
            for side, values in self.chosen.items()
            if values and side != leaving_out
        ) and all(_holds(getattr(doctor, name), letters) for name, letters in self.letters.items())


@dataclass(frozen=True, slots=True)
class FacetChoice:
    """A value of a side: how many answers have it among those that all other sides let through."""

    value: str
    answers: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """A side with its values, those of most answers first; `left_out` are values not offered."""

    side: FacetName
    choices: tuple[FacetChoice, ...]
    left_out: int


def facets(
    among: Iterable[Attributed], selection: Selection, most: int = MOST
) -> tuple[Facet, ...]:
    """The sides of some answers, counted so that a choice tells what it would leave: each side as
    the choices of all other sides leave it."""
    counted: dict[FacetName, Counter[str]] = {side: Counter() for side in FACET_NAMES}
    for one in among:
        for side in FACET_NAMES:
            if selection.takes(one, leaving_out=side):
                counted[side][value_of(side, one)] += 1
    return tuple(
        _facet(side, counts, selection.chosen.get(side, frozenset()), most)
        for side, counts in counted.items()
    )


def _facet(side: FacetName, counts: Counter[str], chosen: frozenset[str], most: int) -> Facet:
    values = sorted({*counts, *chosen}, key=lambda value: (-counts[value], value.casefold()))
    if side == "stars":
        values.sort(key=lambda value: (*STARS, NOT_ON_PAGE, value).index(value))
    offered = [value for n, value in enumerate(values) if n < most or value in chosen]
    choices = tuple(FacetChoice(value, counts[value], value in chosen) for value in offered)
    return Facet(side, choices, len(values) - len(offered))


def value_of(side: FacetName, one: Attributed) -> str:
    """The value of a side that an answer has, as its page tells it."""
    answer_id, doctor = one
    if side == "page":
        return Page.id_of(answer_id)
    if side == "doctor":
        return ", ".join(part for part in (doctor.name, doctor.credentials) if part and doctor.name)
    if side == "stars":
        return _stars(doctor.rating)
    if side == "named":
        return "named" if doctor.name else "unnamed"
    return (doctor.specialty if side == "specialty" else doctor.place) or NOT_ON_PAGE


def selected(among: Iterable[Attributed], selection: Selection) -> Sequence[str]:
    """The ids of the answers that are let through, in the order given."""
    return [one[0] for one in among if selection.takes(one)]


def _stars(rating: float | None) -> str:
    if rating is None:
        return NOT_ON_PAGE
    least = {5.0: "5", 4.0: "4 to 4.9", 3.0: "3 to 3.9"}
    return next((name for stars, name in least.items() if rating >= stars), "below 3")


def _holds(value: str | None, letters: str) -> bool:
    return value is not None and letters.casefold() in value.casefold()
