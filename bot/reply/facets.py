"""Facets, by which staff filter a list of answers, with the number of answers of each choice.

A facet is something by which answers differ: the doctor's specialty, say. Within a facet any of the
chosen values matches; a field must contain all of the letters given for it. Both look at an
answer's own record only, and neither at how it is written: "boston" is "Boston", and "Zurich" is
"Zürich".
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from types import MappingProxyType
from typing import Literal, TypeAlias, get_args

import numpy as np

from bot.reply.choices import STARS, Addressed
from index.encoders.encoder import IntArray
from index.identity import doctor_key, folded_name, folded_person, folded_text
from index.library.roster import Column, Mask, Roster
from index.model import Doctor, Page

FacetName: TypeAlias = Literal["specialty", "place", "doctor", "page", "year", "stars", "named"]
FACET_NAMES: tuple[FacetName, ...] = get_args(FacetName)
TextField: TypeAlias = Literal["specialty", "place", "name"]
"""A field of a doctor that may be searched for letters."""
TEXT_FIELDS: tuple[TextField, ...] = get_args(TextField)
FOLDED: tuple[FacetName, ...] = ("specialty", "place")
"""Facets whose values are one however they are written; each is shown as most pages print it."""
NOT_ON_PAGE = ""
"""The value of a facet that the page does not give."""
MOST = 12
"""Values of a facet that are offered: those of most answers, and all that are chosen."""

Attributed: TypeAlias = tuple[str, Doctor]
"""An answer's id, and the doctor who gave it."""


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

    def contains_letters(self, doctor: Doctor) -> bool:
        """Whether a doctor's fields contain all the letters that they must."""
        return all(
            _contains(name, getattr(doctor, name), letters)
            for name, letters in self.letters.items()
        )


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
    roster: Roster, selection: Selection, most: int = MOST, among: Mask | None = None
) -> tuple[Facet, ...]:
    """The facets of some answers, each counted among the answers that match all other
    facets: a choice shows how many it would leave.

    Args:
        among: which answers are meant; all of them if none is given.
    """
    counted = _Counted(roster, selection, among)
    return tuple(counted.facet(name, most) for name in FACET_NAMES)


def values_of(
    roster: Roster,
    name: FacetName,
    selection: Selection,
    among: Mask,
    letters: str = "",
    labels: Mapping[str, str] | None = None,
) -> Sequence[FacetChoice]:
    """All values of one facet that have an answer, or are chosen, those of most answers first.

    Args:
        letters: the values must contain them, however they are written.
        labels: what a reader is shown of a value, where that is not as `facets` has it.
    """
    facet = _Counted(roster, selection, among).facet(name, len(roster) + 1)
    named = [replace(one, label=(labels or {}).get(one.value, one.label)) for one in facet.choices]
    wanted = folded_name(letters) or letters.strip()
    return [one for one in named if wanted in folded_text(one.label or "")]


def selected(roster: Roster, selection: Selection, among: Mask | None = None) -> Mask:
    """Which answers match.

    Args:
        among: which answers are meant; all of them if none is given.
    """
    return _Counted(roster, selection, among).matching()


class _Counted:
    """Some answers of a roster, counted by what is chosen."""

    def __init__(self, roster: Roster, selection: Selection, among: Mask | None) -> None:
        self.roster = roster
        self.among = np.ones(len(roster), np.bool_) if among is None else among
        self.chosen = {name: values for name, values in selection.chosen.items() if values}
        self._letters = self.among
        if selection.letters:
            self._letters = self.among & roster.where(selection.contains_letters)
        self._having = {name: self._has_one_of(name, of) for name, of in self.chosen.items()}

    def _has_one_of(self, name: FacetName, values: frozenset[str]) -> Mask:
        column = _compared_column(name, self.roster)
        wanted = {_compared(name, value) for value in values}
        admitted = np.fromiter((one in wanted for one in column.values), np.bool_)
        return np.asarray(admitted[column.codes]) if len(self.roster) else self.among

    def matching(self, but: FacetName | None = None) -> Mask:
        """Which answers match, whatever their value of one facet is."""
        masks = (mask for name, mask in self._having.items() if name != but)
        return np.asarray(np.logical_and.reduce([self._letters, *masks]))

    def facet(self, name: FacetName, most: int) -> Facet:
        """A facet with the values of most answers, and all that are chosen."""
        column = _compared_column(name, self.roster)
        size = len(column.values)
        counts = np.bincount(column.codes[self.matching(but=name)], minlength=size)
        chosen = {_compared(name, value): value for value in self.chosen.get(name, ())}
        picked = np.zeros(size, np.bool_)
        if chosen:
            picked[:] = [one in chosen for one in column.values]
        labels, ranks = self._labels(name)
        there = np.flatnonzero((counts > 0) | picked)
        ordered = there[np.lexsort((ranks[there], -counts[there]))]
        offered = [code for n, code in enumerate(ordered.tolist()) if n < most or picked[code]]
        choices = [
            FacetChoice(
                labels[code] if name in FOLDED else column.values[code],
                labels[code],
                int(counts[code]),
                bool(picked[code]),
            )
            for code in offered
        ]
        absent = chosen.keys() - set(column.values) if chosen else set()
        for value in sorted(chosen[one] for one in absent):
            choices.append(FacetChoice(value, None if name == "doctor" else value, 0, True))
        choices = [self._if_among(name, one) for one in choices]
        if name == "stars":
            choices.sort(key=lambda one: (*STARS, NOT_ON_PAGE, one.value).index(one.value))
        if name == "year":
            choices.sort(key=lambda one: one.value, reverse=True)
            if all(one.value == NOT_ON_PAGE and not one.chosen for one in choices):
                choices = []  # nothing to choose from, where no page gives a day
        return Facet(name, tuple(choices), len(ordered) - len(offered))

    def _if_among(self, name: FacetName, choice: FacetChoice) -> FacetChoice:
        """A doctor who is chosen and has no answer among these is not named."""
        if name != "doctor" or choice.answers or choice.label is None:
            return choice
        column = _compared_column(name, self.roster)
        of_doctor = column.codes == column.values.index(choice.value)
        return choice if (of_doctor & self.among).any() else replace(choice, label=None)

    def _labels(self, name: FacetName) -> tuple[Sequence[str], IntArray]:
        """What is shown of each value, and its place in the order of the letters."""
        if name not in FOLDED:
            return self.roster.kept(
                ("labels", name), lambda: _with_ranks(_shown(name, self.roster))
            )
        compared, column = _compared_column(name, self.roster), self.roster.column(PRINTED[name])
        printed = np.bincount(column.codes[self.among], minlength=len(column.values))
        commonest: dict[str, str] = {}
        for code in np.argsort(-printed, kind="stable").tolist():
            spelling = column.values[code]
            commonest.setdefault(_compared(name, spelling), spelling)
        return _with_ranks([commonest[value] for value in compared.values])


def _with_ranks(labels: Sequence[str]) -> tuple[Sequence[str], IntArray]:
    ranks = np.empty(len(labels), np.int64)
    ranks[sorted(range(len(labels)), key=lambda code: (labels[code].casefold(), code))] = np.arange(
        len(labels)
    )
    return labels, ranks


def _compared_column(name: FacetName, roster: Roster) -> Column:
    """The value of a facet that each answer has, as it is compared with others."""
    if name == "page":
        return roster.pages
    if name == "year":
        return roster.years
    if name == "doctor":
        return roster.kept("people", lambda: _people_column(roster))
    if name not in FOLDED:
        return roster.column(PRINTED[name])
    return roster.kept(("compared", name), lambda: _folded_column(name, roster))


def _folded_column(name: FacetName, roster: Roster) -> Column:
    printed = roster.column(PRINTED[name])
    numbers: dict[str, int] = {}
    codes = [numbers.setdefault(_compared(name, one), len(numbers)) for one in printed.values]
    return Column(list(numbers), np.array(codes, np.int64)[printed.codes])


def _people_column(roster: Roster) -> Column:
    _, firsts, codes = np.unique(roster.people, return_index=True, return_inverse=True)
    numbers: dict[str, int] = {}
    values = (value_of("doctor", roster.attributed(row)) for row in firsts.tolist())
    merged = [numbers.setdefault(value, len(numbers)) for value in values]
    return Column(list(numbers), np.array(merged, np.int64)[codes])


def _shown(name: FacetName, roster: Roster) -> Sequence[str]:
    """What a reader is shown of each value."""
    column = _compared_column(name, roster)
    if name != "doctor":
        return column.values
    _, rows = np.unique(column.codes, return_index=True)
    first = {
        value: roster.attributed(row)
        for value, row in zip(column.values, rows.tolist(), strict=True)
        if value != NOT_ON_PAGE
    }
    labels = {NOT_ON_PAGE: NOT_ON_PAGE, **_doctor_labels(first)}
    return [labels[value] for value in column.values]


def value_of(facet: FacetName, one: Attributed) -> str:
    """The value of a facet that an answer has, as its page gives it; the year is no doctor's."""
    answer_id, doctor = one
    if facet == "page":
        return Page.id_of(answer_id)
    if facet != "doctor":
        return PRINTED[facet](doctor)
    # What the answers of one person share: a hash of the doctor's key, so that it is short and no
    # name is in an address; the answer's own id where there is a name and no key.
    key = doctor_key(doctor)
    if key is None:
        return answer_id if doctor.name else NOT_ON_PAGE
    return _hash("\0".join(key))


def _specialty(doctor: Doctor) -> str:
    return doctor.specialty or NOT_ON_PAGE


def _place(doctor: Doctor) -> str:
    return doctor.place or NOT_ON_PAGE


def _stars(doctor: Doctor) -> str:
    if doctor.rating is None:
        return NOT_ON_PAGE
    least = {5.0: "5", 4.0: "4 to 4.9", 3.0: "3 to 3.9"}
    return next((name for stars, name in least.items() if doctor.rating >= stars), "below 3")


def _named(doctor: Doctor) -> str:
    return "named" if doctor.name else "unnamed"


PRINTED: Mapping[FacetName, Callable[[Doctor], str]] = MappingProxyType(
    {"specialty": _specialty, "place": _place, "stars": _stars, "named": _named}
)
"""The facets that are a doctor's own, and the value that a doctor as printed has."""


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


def _compared(facet: FacetName, value: str) -> str:
    """A value as it is compared with others of its facet."""
    return (folded_name(value) or value) if facet in FOLDED else value


def _contains(name: TextField, value: str | None, letters: str) -> bool:
    if value is None:
        return False
    wanted = folded_name(letters) or letters.strip()
    return wanted in folded_name(value) or (name == "name" and wanted in folded_person(value))
