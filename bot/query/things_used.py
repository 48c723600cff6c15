"""Finds the thing that a question says one uses, and the treatment that it is used after."""

import re
from collections.abc import Set as AbstractSet

from bot.query.previous_question import named_whole
from bot.query.question_topics import MentionedTopic, ParsedText, keys_in
from bot.query.topic_words import PREPOSITIONS, SUBJECTS
from index.patterns import pattern

CIRCUMSTANCE = pattern(
    r"\b(?:after|before|with|following|since|post|during|without|between|on|in|at|for|from|under"
    r"|around|near|by)\s+(?:(?:an?|my|the|some|getting|having)\s+)*\Z",
    re.IGNORECASE,
)
"""What stands before that under which something is asked: "after a peel"."""
OWN_CIRCUMSTANCE = pattern(
    r"\b(?:while|during|without|with)\b|\b(?:after|before|since)\s+(?!i\b)", re.IGNORECASE
)
"""The same in the question that follows: "can I use it while pregnant"."""
USING = pattern(
    r"\b(?:us(?:e|ing|ed)|appl(?:y|ying|ied)|wear(?:ing)?|put(?:ting)?\s+on|(?:re)?start|stop|resume"
    r"|keep\s+using)\s+(?:(?:an?|my|the|some|any|this|that)\s+)*",
    re.IGNORECASE,
)
"""What stands before a thing that one uses."""
DOER = pattern(r"\b(?:i|you|we|they)\s+\Z", re.IGNORECASE)
"""Before a verb."""


def said_to_be_used(old: ParsedText) -> str:
    """The one thing that a question says one uses: "my night guard" of "can I wear my …"."""
    found: dict[str, str] = {}
    for one in old.topics:
        for used in USING.finditer(old.text, 0, one.start):
            between = keys_in(old.text[used.end() : one.start])
            is_its_object = len(between) < 2 and PREPOSITIONS.isdisjoint(between)
            if is_its_object and one.kind in {*SUBJECTS, None}:
                found.setdefault(one.name, old.text[used.end() : one.end])
    return next(iter(found.values())) if len(found) == 1 else ""


def under_no_circumstance(old: ParsedText, kinds: AbstractSet[str | None]) -> str:
    """The one thing of some kinds in a question that stands behind no "after" or "with": "is the
    gua sha safe after filler"."""
    found = {
        one.name: _without_verb(old, one)
        for one in old.topics
        if one.kind in kinds and not circumstance_before(old, one)
    }
    return next(iter(found.values())) if len(found) == 1 else ""


def circumstance(new: ParsedText, old: ParsedText) -> str:
    """The treatment after or with which a thing was to be used, with the word before it; empty
    where the new question has its own."""
    if new.kinds & SUBJECTS or OWN_CIRCUMSTANCE.search(new.text):
        return ""
    for n, one in enumerate(old.topics):
        found = circumstance_before(old, one)
        if found and one.kind in SUBJECTS:
            end = one.end
            for other in old.topics[n + 1 :]:  # "masseter Botox"
                end = end if old.text[end : other.start].strip() else other.end
            return old.text[found.start() : end]
    return ""


def _without_verb(old: ParsedText, one: MentionedTopic) -> str:
    """A thing as it is named, without the verb that no list knows, "pause retinol": a word right
    behind a person is what that person does."""
    named = named_whole(old, one)
    is_done = one.kind is None and DOER.search(old.text, 0, one.start)
    _, _, thing = named.partition(" ")
    return thing if is_done and thing else named


def circumstance_before(old: ParsedText, one: MentionedTopic) -> re.Match[str] | None:
    """The word before something that says it is what another thing comes after or with."""
    return CIRCUMSTANCE.search(old.text, 0, one.end - len(named_whole(old, one)))
