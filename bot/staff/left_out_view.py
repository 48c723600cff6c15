"""HTML of the answers that are left out as they may be by somebody who was removed."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from bot.show.wording import name_of
from bot.staff.layout import rendered
from bot.staff.login import Session
from index.library.left_out import LeftOut

MOST = 200
"""People who are listed; the others are when some of these were decided about."""


@dataclass(frozen=True, slots=True)
class LeftOutRow:
    """Somebody whose answers are left out, in a row: name and what else is printed, the answers, of
    which one is told by its id, the files, and the day on which somebody was removed who may be the
    same."""

    name: str
    about: str
    answers: int
    answer: str
    sources: tuple[str, ...]
    day: str
    is_for_its_name: bool
    is_reworded: bool


def left_out_html(found: Sequence[LeftOut], session: Session) -> Markup:
    """Whose answers are left out, each with the way to let them in. No words of theirs are shown:
    they may be those of somebody who asked to be gone."""
    return rendered(
        "left_out.html",
        session=session,
        rows=[_row(one) for one in found[:MOST]],
        more=max(len(found) - MOST, 0),
    )


def let_in_html(found: LeftOut, session: Session) -> Markup:
    """What letting in somebody's answers means, and the button that does it."""
    return rendered("let_in.html", session=session, one=_row(found))


def _row(one: LeftOut) -> LeftOutRow:
    doctor = one.doctor
    return LeftOutRow(
        name=name_of(doctor),
        about=" · ".join(part for part in (doctor.specialty, doctor.place) if part),
        answers=len(one.answer_ids),
        answer=one.answer_ids[0],
        sources=one.sources,
        day=one.day,
        is_for_its_name=one.is_for_its_name,
        is_reworded=one.is_reworded,
    )
