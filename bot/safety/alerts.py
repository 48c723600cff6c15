"""The fixed notices that go before every answer where a message holds signs of danger.

But for the patient's words that they quote, they never change with the message; only whether they
are shown does.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bot.safety.signs import Sign
from bot.text.languages import ENGLISH, translations

AMERICAN = "911"
"""The number that the pages give. With it go the crisis lines of the United States."""


@dataclass(frozen=True, slots=True)
class Call:
    """Something to press on a telephone: its words, and the address (tel: or sms:) behind them."""

    words: str
    address: str


@dataclass(frozen=True, slots=True)
class Alert:
    """A notice: its level, that level in words, what to do, whom to call, and the patient's words
    that it is shown for."""

    level: Literal["emergency", "urgent", "non-urgent"]
    heading: str
    title: str
    text: str
    calls: tuple[Call, ...]
    told_by: tuple[str, ...]


def alerts_of(
    message: str, signs: Sequence[Sign], number: str = AMERICAN, language: str = ENGLISH
) -> tuple[Alert, ...]:
    """The notices for the signs in a message, the most urgent first.

    A lesser one is left out beside an emergency: it would only take attention from it. `number` is
    the emergency number of where the readers are.
    """
    words = {
        level: tuple(dict.fromkeys(message[s.start : s.end] for s in signs if s.level == level))
        for level in ("crisis", "emergency", "urgent", "clinic")
    }
    if words["crisis"] or words["emergency"]:
        crisis = (_crisis(words["crisis"], number, language),) if words["crisis"] else ()
        others = (_emergency(words["emergency"], number, language),) if words["emergency"] else ()
        return (*crisis, *others)
    if words["urgent"]:
        return (_urgent(words["urgent"], number, language),)
    return (_clinic(words["clinic"], number, language),) if words["clinic"] else ()


def _crisis(told_by: tuple[str, ...], number: str, language: str) -> Alert:
    say = translations(language).gettext
    calls: tuple[Call, ...] = ()
    if number == AMERICAN:
        text = say(
            "Call or text 988: somebody listens, day and night, free of charge. Or text HOME to "
            "741741. If a life is in danger now, call 911."
        )
        calls = (
            Call(say("Call {number}").format(number="988"), "tel:988"),
            Call(say("Text {number}").format(number="988"), "sms:988"),
        )
    else:
        text = say(
            "Call the crisis line of where you are: somebody listens. If a life is in danger now, "
            "call {number}."
        ).format(number=number)
    return Alert(
        "emergency",
        say("Emergency"),
        say("You do not have to be alone with this: talk to somebody now"),
        text,
        (*calls, _call(number, language)),
        told_by,
    )


def _emergency(told_by: tuple[str, ...], number: str, language: str) -> Alert:
    say = translations(language).gettext
    return Alert(
        "emergency",
        say("Emergency"),
        say("Get help now: call {number}").format(number=number),
        say(
            "What you write can be a sign of an emergency. Call {number} or go to the nearest "
            "emergency department now. Do not wait for an answer here."
        ).format(number=number),
        (_call(number, language),),
        told_by,
    )


def _urgent(told_by: tuple[str, ...], number: str, language: str) -> Alert:
    say = translations(language).gettext
    return Alert(
        "urgent",
        say("Urgent"),
        say("Have it looked at today"),
        say(
            "Call the clinic that treated you, or a doctor, today. If it becomes hard to swallow, "
            "to speak, to breathe or to see, call {number} at once."
        ).format(number=number),
        (),
        told_by,
    )


def _clinic(told_by: tuple[str, ...], number: str, language: str) -> Alert:
    say = translations(language).gettext
    return Alert(
        "non-urgent",
        say("Non-urgent, as far as words can tell"),
        say("Ask the clinic that treated you"),
        say(
            "Worries soon after a treatment belong with the clinic that gave it. If it becomes "
            "hard to swallow, to speak, to breathe or to see, call {number} at once."
        ).format(number=number),
        (),
        told_by,
    )


def _call(number: str, language: str) -> Call:
    words = translations(language).gettext("Call {number}").format(number=number)
    return Call(words, f"tel:{number.replace(' ', '')}")
