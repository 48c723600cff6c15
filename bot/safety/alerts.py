"""The fixed notices that go before every answer where a message holds signs of danger, and whom to
call whatever is asked.

But for the patient's words that they quote, they never change with the message; only whether they
are shown does.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.safety.rules import LEVELS, Level
from bot.safety.signs import Sign
from bot.text.languages import ENGLISH, language_for, translations

AMERICAN = "911"
"""The number that the pages give. With it go the crisis lines of the United States."""
CRISIS_LINE = "988"
"""The crisis line of the United States."""


@dataclass(frozen=True, slots=True)
class Call:
    """Something to press on a telephone: its words, and the address (tel: or sms:) behind them."""

    words: str
    address: str


@dataclass(frozen=True, slots=True)
class Alert:
    """A notice: its level, a word for that, what to do, whom to call, and the patient's words that
    it is shown for.

    Beside a crisis no words are quoted: nobody should read the hardest ones again.
    """

    level: Level
    heading: str
    title: str
    text: str
    calls: tuple[Call, ...]
    told_by: tuple[str, ...]


def alerts_of(
    message: str, signs: Sequence[Sign], number: str = AMERICAN, language: str = ENGLISH
) -> tuple[Alert, ...]:
    """The notices for the signs in a message, the most urgent first.

    A lesser one is left out beside a more urgent one: it would only take attention from it. What is
    about an animal stands beside what is about a person, but for a crisis or an emergency. `number`
    is the emergency number of where the readers are. On an English page they are told in the
    language of the message, where it is one of ours.
    """
    if not signs:
        return ()
    language = language_for(message, language)
    sure = [sign for sign in signs if not sign.is_possible]
    words = {
        level: tuple(dict.fromkeys(message[s.start : s.end] for s in sure if s.level == level))
        for level in LEVELS
    }
    if words["crisis"]:
        others = (_emergency((), number, language),) if words["emergency"] else ()
        return (_crisis(number, language), *others)
    if words["emergency"]:
        return (_emergency(words["emergency"], number, language),)
    possible = tuple(_possible(s.level, number, language) for s in signs if s.is_possible)
    vet = (_vet(words["vet"], language),) if words["vet"] else ()
    if words["urgent"]:
        return (*possible, _urgent(words["urgent"], number, language), *vet)
    clinic = (_clinic(words["clinic"], number, language),) if words["clinic"] else ()
    return (*possible, *clinic, *vet)


def lines_to_call(number: str = AMERICAN, language: str = ENGLISH) -> tuple[tuple[str, Call], ...]:
    """Whom to call in an emergency, and in a crisis where that is known: for each a sentence with
    the gap `{number}`, and the call that fills it."""
    say = translations(language).gettext
    emergency = (say("Emergency: call {number}"), Call(number, _telephone(number)))
    if number != AMERICAN:
        return (emergency,)
    crisis = Call(CRISIS_LINE, _telephone(CRISIS_LINE))
    return emergency, (say("Crisis: call or text {number}"), crisis)


def _crisis(number: str, language: str) -> Alert:
    say = translations(language).gettext
    calls: tuple[Call, ...] = ()
    if number == AMERICAN:
        text = say(
            "It sounds as if things are very hard right now. This page cannot help with that, but "
            "people can. Call or text 988: somebody listens, day and night, free of charge. Or "
            "text HOME to 741741. If a life is in danger now, call 911."
        )
        words = say("Text {number}").format(number=CRISIS_LINE)
        calls = (_call(CRISIS_LINE, language), Call(words, f"sms:{CRISIS_LINE}"))
    else:
        text = say(
            "It sounds as if things are very hard right now. This page cannot help with that, but "
            "people can. Call the crisis line of where you are: somebody listens. If a life is in "
            "danger now, call {number}."
        ).format(number=number)
    return Alert(
        "crisis",
        say("There is help"),
        say("You do not have to be alone with this: talk to somebody now"),
        text,
        (*calls, _call(number, language)),
        (),
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


def _possible(level: Level, number: str, language: str) -> Alert:
    """A notice for what only may be a sign: the answers stay where they are."""
    say = translations(language).gettext
    if level == "crisis":
        known = (_call(CRISIS_LINE, language),) if number == AMERICAN else ()
        return Alert(
            level,
            say("If things are very hard"),
            say("You do not have to be alone with this"),
            say(
                "If you, or somebody you write about, thinks of dying or of being hurt, talk to "
                "somebody now. If a life is in danger, call {number}."
            ).format(number=number),
            (*known, _call(number, language)),
            (),
        )
    if level == "urgent":
        return _urgent((), number, language)
    return Alert(
        level,
        say("Possibly an emergency"),
        say("This may be a sign of an emergency"),
        say(
            "If it is new, sudden or getting worse, or if it is hard to swallow, to speak, to "
            "breathe or to see, call {number} now. Do not wait for an answer here."
        ).format(number=number),
        (_call(number, language),),
        (),
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
        "clinic",
        say("Non-urgent, as far as words can tell"),
        say("Ask the clinic that treated you"),
        say(
            "Worries soon after a treatment belong with the clinic that gave it. If it becomes "
            "hard to swallow, to speak, to breathe or to see, call {number} at once."
        ).format(number=number),
        (),
        told_by,
    )


def _vet(told_by: tuple[str, ...], language: str) -> Alert:
    """A notice for what an animal has: the answers here are of people's doctors."""
    say = translations(language).gettext
    return Alert(
        "vet",
        say("About an animal"),
        say("Ask a vet now"),
        say(
            "The answers here are about people. For an animal, call a vet or an animal poison line "
            "now. If a person is in danger too, write that first."
        ),
        (),
        told_by,
    )


def _call(number: str, language: str) -> Call:
    words = translations(language).gettext("Call {number}").format(number=number)
    return Call(words, _telephone(number))


def _telephone(number: str) -> str:
    return f"tel:{number.replace(' ', '')}"
