"""Tells a greeting, thanks or a farewell, in which nothing is asked, from a question."""

import re
from collections.abc import Set as AbstractSet
from typing import Literal, TypeAlias

from bot.query.question_patterns import OPENING as QUESTION
from bot.query.question_topics import keys_in
from bot.query.topic_words import MARKERS

Courtesy: TypeAlias = Literal["thanks", "farewell", "greeting", "agreement"]
"""What a message does that asks nothing; one that does several is the first of these."""
FAREWELLS = set("bye goodbye byebye adios adiós".split())
GREETINGS = set("hi hello hey hiya howdy greetings welcome hola buenos buenas good".split())
THANKS = set("thanks thank thx ty thankyou cheers gracias bless appreciated appreciate".split())
GOES_WITH_THEM = set(
    "you u very much so many a lot all i see got it that this thats is was good well then for the "
    "your help helpful answer answers information info time advice sure right fine never mind "
    "nothing else again have had nice one day morning afternoon evening night there doctor doctors "
    "doc docs dr everyone everybody team guys folks sir madam friend and to now really again kind "
    "of take care see ya later soon best wishes regards muchas muy dias días tardes noches be will "
    "needed kindly god lovely weekend week "
    "would my dear too".split()
)
ALONE = MARKERS | GREETINGS | FAREWELLS | THANKS
COURTESY = ALONE | GOES_WITH_THEM
LONGEST = 200
"""Characters of a greeting, at most."""
OPENING = re.compile(
    r"(?:how\s+(?:are|r)\s+(?:you|u)(?:\s+(?:doing|today|all))*|what'?s\s+up"
    r"|(?:is\s+)?any\s?(?:one|body)\s+(?:here|there)|are\s+you\s+there"
    r"|(?:can|could|may)\s+i\s+ask\s+(?:you\s+)?(?:something|(?:a|some)\s+(?:quick\s+)?questions?)"
    r"|(?:can|could|will)\s+(?:you|any\s?one|some\s?one)\s+(?:please\s+)?help(?:\s+me)?"
    r"|i\s+have\s+(?:a|some)\s+(?:quick\s+)?questions?)(?:\s+please)?",
    re.IGNORECASE,
)
"""What is said before a question is asked."""


def courtesy_of(message: str) -> Courtesy | None:
    """What a message does that asks nothing that could be searched; None of any other."""
    text = message.strip()
    if len(text) > LONGEST:
        return None
    without, openings = OPENING.subn(" ", text.replace("’", "'"))
    keys = set(keys_in(without))
    if _asks(text, without, keys, opens=openings > 0):
        return None
    if keys & THANKS:
        return "thanks"
    if keys & FAREWELLS or keys >= {"good", "night"}:
        return "farewell"
    return "greeting" if openings or keys & GREETINGS else "agreement"


def _asks(text: str, without: str, keys: AbstractSet[str], *, opens: bool) -> bool:
    """Whether a text asks something that could be searched, by its words `without` what is said
    before a question."""
    if not keys:
        return not opens
    if not keys <= COURTESY or not (opens or ALONE & keys):
        return True
    if QUESTION.search(without):  # "is it ok" asks, with or without a question mark
        return True
    # "ok?" and "good for you?" refer to what was asked before; "hello?" does not.
    named = GREETINGS - {"good"} | FAREWELLS | THANKS
    return text.endswith("?") and not opens and not named & keys


def is_courtesy(message: str) -> bool:
    """Whether a message greets, thanks or agrees, and asks nothing that could be searched."""
    return courtesy_of(message) is not None
