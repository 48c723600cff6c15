"""Facets, by which staff filter a list of answers, with the number of answers of each choice.

A facet is something by which answers differ: the doctor's specialty, say. Within a facet any of the
chosen values matches; a field must contain all of the letters given for it. Both look at an
answer's own record only, and neither at how it is written: "boston" is "Boston", and "Zurich" is
"Zürich".
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b
from typing import Literal, TypeAlias, get_args

from bot.reply.saying import Addressed
from index.identity import doctor_key, folded_name, folded_person
from index.model import Doctor, Page

FacetName: TypeAlias = Literal["specialty", "place", "doctor", "page", "stars", "named"]
FACET_NAMES: tuple[FacetName, ...] = get_args(FacetName)
TextField: TypeAlias = Literal["specialty", "place", "name"]
"""A field of a doctor that may be searched for letters."""
TEXT_FIELDS: tuple[TextField, ...] = get_args(TextField)
FOLDED: tuple[FacetName, ...] = ("specialty", "place")
"""Facets whose values are one however they are written; each is shown as most pages print it."""
NOT_ON_PAGE = ""
"""The value of a facet that the page does not give."""
STARS = ("5", "4 to 4.9", "3 to 3.9", "below 3")
"""How ratings are grouped, the best first."""
MOST = 12
"""Values of a facet that are offered: those of most answers, and all that are chosen."""

Attributed: TypeAlias = tuple[str, Doctor]
"""An answer's id, and the doctor who gave it."""
KnownKeys: TypeAlias = dict[Doctor, str | None]
"""The hash of each doctor's key; None where there is none."""
UNKNOWN = "unknown"
"""Stands for a hash that was not worked out yet; no hash is this."""


@dataclass(frozen=True, slots=True)
class Selection:
    """What is chosen: for each facet the values that match, all of them if none is chosen;
    and for specialty, place and name the letters that they must contain, however these are written.
    `addressed` are the ways to address a topic that are listed, all of them if none is chosen.
    """

    chosen: Mapping[FacetName, frozenset[str]] = field(default_factory=dict)
    letters: Mapping[TextField, str] = field(default_factory=dict)
    addressed: frozenset[Addressed] = frozenset()

    def __bool__(self) -> bool:
        return any(self.chosen.values()) or bool(self.letters) or bool(self.addressed)

    def admits(self, one: Attributed, keys: KnownKeys | None = None) -> bool:
        """Whether an answer matches; `keys` are as in `value_of`."""
        return self.contains_letters(one[1]) and all(
            _compared(facet, value_of(facet, one, keys)) in _all_compared(facet, values)
            for facet, values in self.chosen.items()
            if values
        )

    def contains_letters(self, doctor: Doctor) -> bool:
        """Whether a doctor's fields contain all the letters that they must."""
        return all(
            _contains(name, getattr(doctor, name), letters)
            for name, letters in self.letters.items()
        )

    def counting(self, values: Mapping[FacetName, str]) -> Sequence[FacetName]:
        """The facets for which an answer counts: those where it matches all other facets.

        Args:
            values: the answer's own, for each facet, as they are compared.
        """
        refusing = [
            facet
            for facet, chosen in self.chosen.items()
            if chosen and values[facet] not in _all_compared(facet, chosen)
        ]
        if not refusing:
            return FACET_NAMES
        return refusing if len(refusing) == 1 else ()


EVERYTHING = Selection()


@dataclass(frozen=True, slots=True)
class FacetChoice:
    """A value of a facet: how many answers have it among those that match all other facets.

    `value` is used in addresses and stays the same from one build to the next. `label` is what a
    reader is shown of it; None where it is chosen and no answer of the list has it.
    """

    value: str
    label: str | None
    answers: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """A facet with its values, those of most answers first; `left_out` values are not offered."""

    name: FacetName
    choices: tuple[FacetChoice, ...]
    left_out: int


def facets(
    among: Iterable[Attributed], selection: Selection, most: int = MOST
) -> tuple[Facet, ...]:
    """The facets of some answers, each counted among the answers that match all other
    facets: a choice shows how many it would leave."""
    counted: dict[FacetName, Counter[str]] = {facet: Counter() for facet in FACET_NAMES}
    printed: dict[FacetName, Counter[str]] = {facet: Counter() for facet in FOLDED}
    first: dict[str, Attributed] = {}
    keys: KnownKeys = {}
    for one in among:
        values = {facet: value_of(facet, one, keys) for facet in FACET_NAMES}
        for facet in FOLDED:
            printed[facet][values[facet]] += 1
            values[facet] = _compared(facet, values[facet])
        if values["doctor"] != NOT_ON_PAGE:
            first.setdefault(values["doctor"], one)
        if not selection.contains_letters(one[1]):
            continue
        for facet in selection.counting(values):
            counted[facet][values[facet]] += 1
    labels = {NOT_ON_PAGE: NOT_ON_PAGE, **_doctor_labels(first)}
    for facet in FOLDED:
        counted[facet] = _spelled(facet, counted[facet], printed[facet])
    return tuple(
        _facet(
            facet,
            counts,
            selection.chosen.get(facet, frozenset()),
            labels.get if facet == "doctor" else str,
            most,
        )
        for facet, counts in counted.items()
    )


def _spelled(facet: FacetName, counts: Counter[str], printed: Counter[str]) -> Counter[str]:
    """The same counts, by the commonest spelling of each value."""
    commonest: dict[str, str] = {}
    for spelling, _ in printed.most_common():
        commonest.setdefault(_compared(facet, spelling), spelling)
    return Counter({commonest[value]: count for value, count in counts.items()})


def _facet(
    facet: FacetName,
    counts: Counter[str],
    chosen: frozenset[str],
    label_of: Callable[[str], str | None],
    most: int,
) -> Facet:
    there = {_compared(facet, value): value for value in counts}
    chosen = frozenset(there.get(_compared(facet, value), value) for value in chosen)
    labels = {value: label_of(value) for value in {*counts, *chosen}}
    values = sorted(
        labels, key=lambda value: (-counts[value], (labels[value] or value).casefold(), value)
    )
    if facet == "stars":
        values.sort(key=lambda value: (*STARS, NOT_ON_PAGE, value).index(value))
    offered = [value for n, value in enumerate(values) if n < most or value in chosen]
    choices = tuple(
        FacetChoice(value, labels[value], counts[value], value in chosen) for value in offered
    )
    return Facet(facet, choices, len(values) - len(offered))


def value_of(facet: FacetName, one: Attributed, keys: KnownKeys | None = None) -> str:
    """The value of a facet that an answer has, as its page gives it.

    Args:
        keys: doctors whose key was worked out before; others are added.
    """
    answer_id, doctor = one
    if facet == "page":
        return Page.id_of(answer_id)
    if facet == "doctor":
        return _person(one, {} if keys is None else keys)
    if facet == "stars":
        return _stars(doctor.rating)
    if facet == "named":
        return "named" if doctor.name else "unnamed"
    return (doctor.specialty if facet == "specialty" else doctor.place) or NOT_ON_PAGE


def _person(one: Attributed, keys: KnownKeys) -> str:
    """What the answers of one person share: a hash of the doctor's key, so that it is short and no
    name is in an address; the answer's own id where there is a name and no key."""
    answer_id, doctor = one
    if not doctor.name:
        return NOT_ON_PAGE
    value = keys.get(doctor, UNKNOWN)
    if value == UNKNOWN:
        key = doctor_key(doctor)
        value = keys[doctor] = None if key is None else _hash("\0".join(key))
    return value or answer_id


def _hash(text: str) -> str:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def _doctor_labels(first: Mapping[str, Attributed]) -> dict[str, str]:
    """What is shown for each doctor: name and credentials as first printed, and as much of the
    rest as distinguishes two that would read the same.

    Args:
        first: the first answer of each doctor, by the doctor's value.
    """
    labels = {value: _joined(", ", one.name, one.credentials) for value, (_, one) in first.items()}
    for more in (_specialty_and_place, _answer_id):
        read = Counter(folded_name(label) for label in labels.values())
        labels = {
            value: _joined(" · ", label, more(first[value]))
            if read[folded_name(label)] > 1
            else label
            for value, label in labels.items()
        }
    return labels


def _specialty_and_place(one: Attributed) -> str:
    return _joined(" · ", one[1].specialty, one[1].place, one[1].status)


def _answer_id(one: Attributed) -> str:
    return one[0]


def _joined(between: str, *parts: str | None) -> str:
    return between.join(part for part in parts if part)


def selected(among: Iterable[Attributed], selection: Selection) -> Sequence[str]:
    """The ids of the answers that match, in the order given."""
    keys: KnownKeys = {}
    return [one[0] for one in among if selection.admits(one, keys)]


def _stars(rating: float | None) -> str:
    if rating is None:
        return NOT_ON_PAGE
    least = {5.0: "5", 4.0: "4 to 4.9", 3.0: "3 to 3.9"}
    return next((name for stars, name in least.items() if rating >= stars), "below 3")


def _compared(facet: FacetName, value: str) -> str:
    """A value as it is compared with others of its facet."""
    return (folded_name(value) or value) if facet in FOLDED else value


@lru_cache(1 << 8)
def _all_compared(facet: FacetName, values: frozenset[str]) -> frozenset[str]:
    """Chosen values as they are compared: they are the same for every answer of a list."""
    return frozenset(_compared(facet, value) for value in values)


def _contains(name: TextField, value: str | None, letters: str) -> bool:
    if value is None:
        return False
    wanted = folded_name(letters) or letters.strip()
    return wanted in folded_name(value) or (name == "name" and wanted in folded_person(value))
