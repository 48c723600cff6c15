"""HTML of what comes before a removal: which doctor is meant, and the confirmation."""

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from bot.show.wording import name_of
from bot.staff.layout import rendered, saved_page_address
from bot.staff.login import Session
from index.library.open import FoundAnswer
from index.library.people import NamedPeople, Person
from index.library.remove import Going

BEGINNING = 160
"""Characters of an answer by which it is known again."""
MOST_STAYING = 50
"""Doctors of the same name or a like one who are listed."""


@dataclass(frozen=True, slots=True)
class AnswerBeginning:
    """An answer by its doctor and its first words."""

    id: str
    name: str
    address: str
    beginning: str
    is_cut: bool


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A doctor who may be meant: name and what distinguishes them, the number of answers, and what
    the button that chooses them sends."""

    name: str
    about: str
    answers: int
    fields: Mapping[str, str]


def removal_html(
    what: str,
    found: Going,
    fields: Mapping[str, str],
    session: Session,
    named: NamedPeople | None = None,
) -> Markup:
    """The answers that would be removed or left out in doubt, and the button that does it.

    Args:
        what: in words, what was chosen.
        fields: what the button sends.
        named: the doctors whom a name means, if one was chosen.
    """
    return rendered(
        "removal.html",
        session=session,
        what=what,
        fields=fields,
        answers=[_shown(one) for one in found.answers],
        doubted=[_shown(one) for one in found.doubted],
        lost=found.lost,
        people=[] if named is None else [_row(one) for one in named.meant],
        **_staying(named),
    )


def whom_html(named: NamedPeople, session: Session) -> Markup:
    """The doctors whom a name means, to choose among them."""
    return rendered(
        "whom.html",
        session=session,
        name=named.name,
        people=[_row(one) for one in named.meant],
        **_staying(named),
    )


def _staying(named: NamedPeople | None) -> dict[str, object]:
    """What the templates show of those who have the same name or a like one."""
    found = () if named is None else (*named.others, *named.alike)
    staying = [_row(one) for one in found[:MOST_STAYING]]
    return {"staying": staying, "more": len(found) - len(staying)}


def _row(person: Person) -> PersonRow:
    doctor = person.doctor
    return PersonRow(
        name=name_of(doctor),
        about=" · ".join(person.about),
        answers=len(person.answers),
        fields={"doctor": doctor.name or "", "person": person.answers[0]},
    )


def _shown(one: FoundAnswer) -> AnswerBeginning:
    words = one.page.quote(one.answer.body)
    return AnswerBeginning(
        id=one.answer.id,
        name=name_of(one.answer.doctor),
        address=saved_page_address(one.page.id, one.answer.number),
        beginning=words[:BEGINNING],
        is_cut=len(words) > BEGINNING,
    )
