"""Which answers of a library are one answer that was saved more than once.

Only what is sure makes two answers one: the same words, blanks aside, under the same title (or, on
pages without one, at the same address), by a doctor of the same name. Where anything else that is
printed of these doctors differs, or one page has the words twice, each stays an answer of its own.

One reading of a page may name the doctor whom another does not. They are one answer where the
question is the same, too, and only one doctor is named for these words. No name goes anywhere by
that: the reading that has it is shown, with its own page.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields

from index.identity import folded_name, folded_person, letters_of
from index.model import Answer, Doctor, Page


@dataclass(frozen=True, slots=True)
class Copies:
    """The answers that were saved more than once: for each that is shown the ids of its copies, and
    for each copy the one that is shown for it."""

    of: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    shown: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def among(
        cls, alike: Iterable[Sequence[Answer]], named_or_not: Iterable[Sequence[Answer]] = ()
    ) -> "Copies":
        """The copies among answers, group by group.

        Args:
            alike: answers that have the same words, title and name.
            named_or_not: answers that have the same words, title and question, some of them named.
        """
        of = {}
        for group in _joined([one for one in alike if are_one(one)], named_or_not):
            first, *others = sorted(group, key=_poverty)
            of[first.id] = tuple(one.id for one in others)
        return cls(of, {copy: shown for shown, copies in of.items() for copy in copies})

    def shown_for(self, answer_id: str) -> str:
        """The id of the answer that is shown in the place of another; of any else its own."""
        return self.shown.get(answer_id, answer_id)


def _joined(
    groups: Iterable[Sequence[Answer]], named_or_not: Iterable[Sequence[Answer]]
) -> list[Sequence[Answer]]:
    """Groups of copies, those put together of which one names the doctor and another does not."""
    group_of = {answer.id: group for group in groups for answer in group}
    for group in named_or_not:
        every = {answer.id: answer for answer in group}
        for one in group:
            every |= {answer.id: answer for answer in group_of.get(one.id, ())}
        joined = list(every.values())
        if _name_one(joined) and are_one(joined):
            group_of |= dict.fromkeys(every, joined)
    return list({id(group): group for group in group_of.values()}.values())


def _name_one(group: Sequence[Answer]) -> bool:
    """Whether all that name somebody name the same; signatures may say less of the name."""
    named = {one.doctor.name or "" for one in group if one.doctor.named_by == "byline"}
    signed = {one.doctor.name or "" for one in group if one.doctor.named_by == "signature"}
    names = {folded_person(one) for one in named}
    parts = {part for name in names for part in name.split()}
    return len(names) == 1 and all(parts.issuperset(folded_person(one).split()) for one in signed)


def are_one(group: Sequence[Answer]) -> bool:
    """Whether answers that are alike can be one, saved more than once: on a page each, and by
    doctors of whom nothing that is printed differs."""
    pages = {Page.id_of(one.id) for one in group}
    printed = zip(*(_printed(one.doctor) for one in group), strict=True)
    # What one page leaves out differs from nothing.
    agree = all(len({one for one in told if one}) <= 1 for told in printed)
    letters = [letters_of(one.doctor) for one in group]
    agree &= max(letters, key=len) == frozenset().union(*letters)
    return 1 < len(group) == len(pages) and agree


def _printed(doctor: Doctor) -> tuple[str, ...]:
    told = (doctor.place, doctor.specialty, doctor.status)
    return tuple(folded_name(one or "") for one in told)


def _poverty(answer: Answer) -> tuple[bool, bool, int, str]:
    """Smaller for the answer of which its page says more: first who gave it, and its day."""
    said = [getattr(answer, one.name) for one in fields(Answer)]
    said += [getattr(answer.doctor, one.name) for one in fields(Doctor)]
    poverty = sum(one is None for one in said)
    return answer.doctor.named_by != "byline", answer.answered_on is None, poverty, answer.id
