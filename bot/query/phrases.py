"""Tells whether a word of a question is meant by itself, or is a part of a longer phrase.

"A plane" is for flying, a "deep plane facelift" is not; whoever "works out" exercises, and what
"works out" succeeds. Where it cannot be told, the word is taken for a part of something else.
"""

import re

from bot.query.topic_words import ASKED, KNOWN

BEHIND = (KNOWN - ASKED - {"of"}) | set(
    "safe unsafe bad dangerous harmful helpful normal allowed good ruin affect affects cause "
    "causes hurt help helps move moves spread reduce increase prevent wear wait".split()
)
"""What may stand behind a word that is a phrase by itself; "wine treatment" is something else."""
WORD_BEHIND = re.compile(r"[^\S\n]+([\w'’-]+)")
READ = 60
"""Characters on either side that are read."""
ADVERBS = set(
    "not never ever just still even only really always also please then hard gently lightly".split()
)
PEOPLE = set("i you we they people patients patient anyone someone one and or".split())
ALLOWED = set(
    "ok okay safe fine bad good able allowed possible best better when how soon long wait back "
    "used start started continue resume return want wanted need needed like have had has try "
    "tried not me us patients people".split()
)
"""Before "to": it is a person who does what follows."""
MEANT = {"going", "supposed", "expected", "meant", "about"}
"""Before "to": it is a person if one is named before."""
DOING = set(
    "after before by from avoid start started stop resume while of about am im been when "
    "since without despite keep and or on was were".split()
)
"""Before an "-ing": it is a person who does it."""
ASKED_OF_PEOPLE = set("do dont can cant cannot should shouldnt must may could".split())
"""What begins a question or a rule that leaves out the person."""
NOT_DONE = set("how what why which whether if well fine ok okay badly perfectly great".split())
"""Behind "work out": it is something that succeeds, or is reckoned."""


def stands_alone(text: str, start: int, end: int, before_known: bool) -> bool:
    """Whether `text[start:end]` is a phrase by itself: no other content word is next to it.

    Args:
        before_known: whether the word before it is known to be a thing of its own.
    """
    before, behind = _words_before(text, start), WORD_BEHIND.match(text, end)
    known = not before or before[-1] in KNOWN or before[-1].isdigit()
    return (known or before_known) and (behind is None or _key(behind[1]) in BEHIND)


def is_done(text: str, start: int, end: int) -> bool:
    """Whether `text[start:end]`, a verb, is what a person does."""
    behind = WORD_BEHIND.match(text, end)
    if behind is not None and _key(behind[1]) in NOT_DONE:
        return False
    before = _words_before(text, start)
    while before and before[-1] in ADVERBS:
        before.pop()
    if not before:
        return True
    *earlier, last = before
    if last == "to" and not text[start:end].split(maxsplit=1)[0].endswith("ing"):
        to_whom = earlier[-1] if earlier else "how"
        return to_whom in ALLOWED or (to_whom in MEANT and bool({"i", "we"} & set(earlier)))
    if text[start:end].split(maxsplit=1)[0].lower().endswith("ing"):
        is_first = last == "is" and not earlier
        return is_first or last == "to" or (last in DOING and _has_person(last, earlier))
    return last in PEOPLE or (last in ASKED_OF_PEOPLE and not earlier)


def _has_person(last: str, earlier: list[str]) -> bool:
    return last not in {"was", "were", "been"} or bool({"i", "we"} & set(earlier))


def _words_before(text: str, start: int) -> list[str]:
    """The words before a place in the same stretch, up to a mark, nearest last."""
    stretch = re.split(r"[^\w\s'’-]|\n", text[max(start - READ, 0) : start])[-1]
    return [_key(word) for word in re.findall(r"[\w'’-]+", stretch)]


def _key(word: str) -> str:
    return re.sub("['’]", "", word).lower()
