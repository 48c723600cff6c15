"""Danger in words that are no message, such as a topic: who looks something up names it ("trouble
swallowing", "suicide"), and who writes in danger tells it of somebody ("I can't swallow")."""

from bot.safety.alerts import AMERICAN, Alert, alerts_of
from bot.safety.annotated import OF_SOMEBODY, AnnotatedMessage
from bot.safety.rules import rules
from bot.safety.signs import Sign, signs_in, without_doubtful

TELLING = ("{cant}", "{family}", "patient_experiencer", "now", "recently")
"""Groups and triggers whose words tell of somebody, though they may name nobody ("can't breathe",
"breathing problems since yesterday")."""


def alerts_told(words: str, number: str = AMERICAN) -> tuple[Alert, ...]:
    """The notices for a crisis or an emergency that words tell of somebody, without doubt; none
    where they only name one. `number` is the emergency number of where the readers are."""
    return alerts_of(words, signs_told(words), number)


def signs_told(words: str) -> tuple[Sign, ...]:
    """The signs of a crisis or an emergency that words tell of somebody, without doubt."""
    signs = [
        one for one in without_doubtful(signs_in(words)) if one.level in ("crisis", "emergency")
    ]
    is_told = any(rules().signs[one.name].outright for one in signs) or (
        bool(signs) and _tells_of_somebody(words)
    )
    return tuple(signs) if is_told else ()


def _tells_of_somebody(words: str) -> bool:
    message = AnnotatedMessage.of(words)
    spoken_of = {token.text for token in message.tokens}
    return not spoken_of.isdisjoint(OF_SOMEBODY) or message.anywhere(*TELLING)
