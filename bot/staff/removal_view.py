"""HTML of the confirmation before something is removed from the library."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from bot.show.card import page_address
from bot.show.wording import name_of
from bot.staff.layout import rendered
from bot.staff.login import Session
from index.library.open import FoundAnswer

BEGINNING = 160
"""Characters of an answer by which it is known again."""


@dataclass(frozen=True, slots=True)
class AnswerBeginning:
    """An answer by its doctor and its first words."""

    id: str
    name: str
    address: str
    beginning: str
    is_cut: bool


def removal_html(
    what: str, found: Sequence[FoundAnswer], fields: Mapping[str, str], session: Session
) -> Markup:
    """The answers that would be removed, and the button that does it.

    Args:
        what: in words, what was chosen.
        fields: what the button sends.
    """
    return rendered(
        "removal.html",
        session=session,
        what=what,
        fields=fields,
        answers=[_shown(one) for one in found],
    )


def _shown(one: FoundAnswer) -> AnswerBeginning:
    words = one.page.quote(one.answer.body)
    return AnswerBeginning(
        id=one.answer.id,
        name=name_of(one.answer.doctor),
        address=page_address(one.page, one.answer.number),
        beginning=words[:BEGINNING],
        is_cut=len(words) > BEGINNING,
    )
