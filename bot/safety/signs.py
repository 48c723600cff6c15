"""Signs of a crisis, an emergency or an urgent worry in a patient's message, by rules alone.

rules.toml holds the rules and explains them; here they are only carried out. A sign that a message
mentions is one unless the words around that mention take it back.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from math import inf

from bot.safety.among_words import UNSEEN, words_alone
from bot.safety.annotated import AnnotatedMessage
from bot.safety.context import ALARMS, Context, SignMention, is_taken_back
from bot.safety.rules import LEVELS, Level, SignRule, rules
from bot.safety.weighed_context import DOUBTFUL, doubt_of

BROKEN = re.compile("[\ud800-\udfff\ufffd]")
"""Characters of which a part was lost on the way."""
BETWEEN = re.compile(r"[.…\n][.…\s]*")
"""What stands between words and may be a pause, from its first dot or line on."""
DOTTED_WORD = r"\w[\w'’]{0,40}+"
DOTTED = re.compile(
    rf"(?<![\w.-]){DOTTED_WORD}([./-]){DOTTED_WORD}(?:\1{DOTTED_WORD}){{0,100}}+(?![.-]{{0,40}}\w)"
)
"""Two words or more with one sign between each two in place of a blank ("I.can't.breathe"): so
many at most, of so many letters, as nobody else is answered while a pattern is tried."""
STRESSED = re.compile(r"(?<![\w.!])[\w'’]{1,40}+([.!])(?:\s{1,3}[\w'’]{1,40}+\1){2,100}+")
"""Three words or more with a mark behind each, as who is upset stresses them ("I. can't.
breathe.")."""
FILLERS = re.compile("[\u115f\u1160\u2800\u3164\uffa0]")
"""Letters of other scripts that nobody sees, and that stand for a blank as well as for nothing."""


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign of rules.toml that the patient's words `message[start:end]` are, and its level.

    One that only the second reader tells `is_possible`, and no words of the message are it. `doubt`
    is how much the words around it leave in doubt that somebody has it: 0 at most.
    """

    name: str
    level: Level
    start: int
    end: int
    is_possible: bool = False
    doubt: float = field(default=-inf, compare=False)

    @property
    def is_doubtful(self) -> bool:
        """Whether more than the words around it should be asked."""
        return self.doubt > DOUBTFUL


def signs_in(message: str) -> tuple[Sign, ...]:
    """The signs in a message, most urgent first, then in reading order; each name once, where it is
    first mentioned and not taken back, nor doubtful if it is told without doubt elsewhere.

    A broken character or an unseen letter may stand between two words or within one, and a pause
    between two sentences or within one, so both are read.
    """
    message = words_alone(message)
    readings = (
        _signs_if_joined(message),
        _signs_if_parted(message),
        _signs_across_pauses(message),
        _signs_of(message),
    )
    every = sorted((sign for signs in readings for sign in signs), key=_doubt_beside, reverse=True)
    found = {sign.name: sign for sign in every}
    return tuple(sorted(found.values(), key=lambda sign: (LEVELS.index(sign.level), sign.start)))


def _signs_if_joined(message: str) -> Iterable[Sign]:
    """The signs of a message whose broken characters stand within words, and not between them."""
    joined = BROKEN.sub(UNSEEN, message)
    return () if joined == message else _signs_of(joined)


def _signs_if_parted(message: str) -> Iterable[Sign]:
    """The signs of a message whose unseen letters stand between words, and not within them."""
    parted = FILLERS.sub(" ", message)
    return () if parted == message else _signs_of(parted)


def _signs_across_pauses(message: str) -> Iterator[Sign]:
    """The signs of a message read without its pauses, but for those that it also mentions when it
    is read with them: what stands in one sentence is judged there."""
    held = _without_pauses(message)
    if held == message:
        return
    context = Context(AnnotatedMessage.of(message))
    tokens = context.message.tokens
    judged = {(one.rule.name, tokens[one.span.first].start) for one in mentions_in(context)}
    yield from (sign for sign in _signs_of(held) if (sign.name, sign.start) not in judged)


def _without_pauses(message: str) -> str:
    """A message as if nobody stopped within a sentence, as who has no breath does ("I can't...
    breathe"): it goes on in small letters."""

    def blank(found: re.Match[str]) -> str:
        goes_on = message[found.end() : found.end() + 1]
        is_pause = _is_pause(found[0]) and goes_on.isalpha() and not goes_on.isupper()
        return " " * len(found[0]) if is_pause else found[0]

    flowing = STRESSED.sub(lambda found: found[0].replace(found[1], " "), message)
    return BETWEEN.sub(blank, DOTTED.sub(_with_blanks, flowing))


def _with_blanks(dotted: re.Match[str]) -> str:
    is_number = dotted[0].count(dotted[1]) == 1 and any(map(str.isdigit, dotted[0]))  # "1.5"
    return dotted[0] if is_number else dotted[0].replace(dotted[1], " ")


def _is_pause(between: str) -> bool:
    dots = between.count(".") + 2 * between.count("…")
    return dots > 1 or (not dots and between.count("\n") > 1)


def _doubt_beside(sign: Sign) -> float:
    """What decides between mentions of one sign: what is in no doubt is alike."""
    return max(sign.doubt, DOUBTFUL)


def _signs_of(message: str) -> Iterable[Sign]:
    return _first_mentions(Context(AnnotatedMessage.of(message)))


def without_doubtful(signs: Iterable[Sign]) -> tuple[Sign, ...]:
    """Those signs that the words around them leave in no doubt."""
    return tuple(sign for sign in signs if not sign.is_doubtful)


def level_of(signs: Sequence[Sign]) -> Level | None:
    """The level of the most urgent of those signs that are more than possible; None where there is
    none."""
    sure = (sign.level for sign in signs if not sign.is_possible)
    return min(sure, key=LEVELS.index, default=None)


def _first_mentions(context: Context) -> Iterable[Sign]:
    """For each sign: the first of its mentions of which least is in doubt, if nothing takes that
    back."""
    found: dict[str, Sign] = {}
    for one in mentions_in(context):
        name = one.rule.name
        if name not in found or found[name].is_doubtful:
            sign = _sign(one, context.message, _doubt(one, context))
            if sign.doubt <= 0:
                found[name] = min(found.get(name, sign), sign, key=_doubt_beside)
    return found.values()


def _doubt(mention: SignMention, context: Context) -> float:
    """How much is in doubt that somebody has what a mention names: over 0 a modifier takes it back,
    or of an alarm all the words around it together."""
    if is_taken_back(mention, context):
        return inf
    is_alarm = mention.rule.level in ALARMS
    return doubt_of(context.message, mention.rule.name, mention.span) if is_alarm else -inf


def _sign(mention: SignMention, message: AnnotatedMessage, doubt: float) -> Sign:
    first, last = message.tokens[mention.span.first], message.tokens[mention.span.last - 1]
    rule = mention.rule
    return Sign(rule.name, rule.level, first.start, last.end, doubt=doubt)


def mentions_in(context: Context) -> Iterator[SignMention]:
    """Every mention of a sign in a message, also those that the words around them take back."""
    message = context.message
    said = message.spans.get("sign", {}).keys() | message.spans.get("hint", {}).keys()
    for rule in rules().signs.values() if said else ():
        is_said = rule.name in said
        if is_said and all(message.anywhere(*either.split("/")) for either in rule.beside):
            yield from _mentions(rule, context)


def _mentions(rule: SignRule, context: Context) -> list[SignMention]:
    """Everywhere that a message mentions a sign, in reading order; hints count only where it speaks
    of a new treatment."""
    said = [SignMention(rule, span) for span in context.message.all_of("sign", rule.name)]
    hints = context.message.all_of("hint", rule.name) if context.is_about_a_new_treatment else ()
    hinted = [SignMention(rule, span, is_hint=True) for span in hints]
    return sorted([*said, *hinted], key=lambda mention: mention.span)
