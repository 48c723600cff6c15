"""Finds what a question points at with "it" or "that", and whether the question names it itself."""

import re
from collections.abc import Sequence

from bot.query.question_topics import MentionedTopic, ParsedText, Word
from bot.query.topic_words import (
    ASKED,
    ASKING,
    CAUSE,
    CLOSERS,
    OF_SHOPS,
    OF_SUBSTANCE,
    PREPOSITIONS,
    SUBJECTS,
    TIME,
    VERBS,
)
from index.patterns import pattern

EXPLETIVE = set("to that if when whether take takes been".split())
"""After an "it" that refers to nothing."""
BEFORE_THAT = VERBS | PREPOSITIONS | set("why than like of about doing if".split())
"""Before a word "that" which is no conjunction."""
WANTED = OF_SHOPS | set("use using want".split())
"""Before a "one" that is a thing or a treatment, beside what is given."""
GIVEN = set(
    "get getting got have having had take taking taken try need needed use using used".split()
)
"""Before an "it" that is a treatment or a medicine."""
USED = pattern(
    r"\b(?:us(?:e|ed|ing)|appl(?:y|ied|ying)|wear(?:ing)?|wore|put(?:ting)?)\s+\Z", re.IGNORECASE
)
"""Before an "it" that is a thing or a medicine which one uses."""
BEGUN = pattern(
    r"\b(?:(?:re)?start(?:ed|ing)?|resum(?:e|ed|ing)|stop(?:ped|ping)?|continu(?:e|ed|ing))\s+\Z",
    re.IGNORECASE,
)
"""The same, if the thing was said to be used."""
BE_USED = pattern(r"\s+be\s+(?:used|applied|worn|put\s+on)\b", re.IGNORECASE)
WITH_IT = pattern(
    r"\A\W*(?:(?:and|but|ok(?:ay)?|so)\s+)*(?:with|for|after|before)\s+(?:(?:an?|my|the)\s+)?\Z",
    re.IGNORECASE,
)
"""Before the treatment with which a question begins that asks of what was named before it."""
TELL = pattern(
    r"\A\W*(?:(?:now|please|pls|just|can\s+you|could\s+you)\s+)*(?:tell|teach|show)\s+(?:me|us)\b",
    re.IGNORECASE,
)
"""Asks to be told of something, which is named behind it: "tell me about thread lifts"."""
HELPS = pattern(
    r"\A(?:do|does|did|would|will|can|could|might)\b[^,;.?!]*\b(?:help|work)\W*\Z"
    r"|\A(?:is|are|would)\b[^,;.?!]*\b(?:any\s+good|good|effective|an\s+option)\W*\Z",
    re.IGNORECASE,
)
"""Asks whether something helps, and says nothing of what it is for."""
SAYERS = pattern(
    r"\Awhat\s+(?:do|does|did|would|will)\s+[^,;.?!]{2,60}?\s+"
    r"(?:say|think|recommend|suggest|advise)\W*\Z",
    re.IGNORECASE,
)
OBJECT_ASKED = pattern(
    r"\A(?:who|whom|what)\b[^,;.?!]*?\b(?:i|we|you|they|he|she)\s+(?P<done>[a-z]+)\W*\Z",
    re.IGNORECASE,
)
"""Asks for whom or what is done something to; the last word is what is done."""
ARTICLES = set("a an the my".split())
HELPING = set("help work effective".split())
IS_IT = re.compile(r"\b(?:is|isnt|isn['’]t|are|was|were)\s+\Z", re.IGNORECASE)
DOES = pattern(
    r"\b(?:do|does|did|can|could|will|would|should|might|may)(?:n['’]?t)?\s+\Z", re.IGNORECASE
)
OBJECT = pattern(r"\s+(?:an?|the|my|any|me|you|people)\b", re.IGNORECASE)
"""Stands behind a verb, and not behind a noun."""
ENDS = re.compile(r"\s*(?:or\s+(?:what|not)\b)?[\s?.!]*\Z", re.IGNORECASE)
"""Of a question, behind what is asked of a "that"."""


def is_complete(new: ParsedText) -> bool:
    """Whether it names what it is about together with what is asked of it."""
    if not new.kinds & SUBJECTS:
        return False
    if TELL.match(new.text):
        return True
    if new.kinds & {"activity", "effect"} or new.says(ASKED | ASKING):
        return True
    return (new.unknown > 0 or "area" in new.kinds) and new.says(VERBS)


def asks_sayers(new: ParsedText) -> bool:
    """Whether it asks what somebody says, and not on what: "what do surgeons say?"."""
    return SAYERS.match(new.text) is not None


def is_remedy(new: ParsedText, old: ParsedText) -> bool:
    """Whether it asks if a treatment helps, and not for what, when the previous question was how to
    be rid of something, or what else helps: "does laser work?", "does laser"."""
    is_one = not new.unknown or (len(new.topics) == 1 and asks_help(new))
    helps = (asks_help(new) or is_elliptic(new)) and new.kinds <= SUBJECTS and is_one
    return (
        helps
        and any(one.kind not in SUBJECTS for one in old.topics)
        and (not old.kinds & SUBJECTS or old.says(HELPING))
    )


def asks_help(new: ParsedText) -> bool:
    """Whether it asks if something helps, and says nothing of what it is for."""
    return HELPS.match(new.text) is not None


def is_elliptic(new: ParsedText) -> bool:
    """Whether it has one verb and one topic, of which nothing is said: "does laser"."""
    is_alone = len(new.topics) == 1 and new.first in VERBS
    return is_alone and all(word.key in VERBS | ARTICLES for word in new.words[1:])


def asks_for_object(new: ParsedText) -> bool:
    """Whether it asks to whom or what somebody does something, and says no more: "who should I
    call"."""
    done = OBJECT_ASKED.match(new.text)
    return done is not None and [one.start for one in new.topics] == [done.start("done")]


def subjects(text: ParsedText) -> list[MentionedTopic]:
    """What a text asks about: its treatments and medicines; if it names none that a list knows,
    what no list knows."""
    listed = [one for one in text.topics if one.kind in SUBJECTS]
    return listed or [one for one in text.topics if one.kind is None]


def points_back(new: ParsedText) -> bool:
    """Whether a word refers to something that no clause before it names."""
    return any(points(new, n) and not is_named(new, n) for n in range(len(new.words)))


def is_named(new: ParsedText, n: int) -> bool:
    """Whether a clause before a word names what it may refer to: nobody gets a person."""
    before = [one for one in new.topics if one.end <= new.words[n].clause]
    if new.words[n].key in {"this", "that"}:  # "with fillers, how long for that"
        before = [one for one in before if not WITH_IT.search(new.text, 0, one.start)]
    is_treatment = is_given(new, n) or is_cause(new, n)
    return any(one.kind in SUBJECTS for one in before) if is_treatment else bool(before)


def is_given(new: ParsedText, n: int) -> bool:
    """Whether a word stands for what is given to a patient: "can my mother get it"."""
    return n > 0 and new.words[n - 1].key in GIVEN


def is_used(new: ParsedText, word: Word) -> bool:
    """Whether a word stands for what a patient uses: "can I use it", "can it be worn"."""
    before, behind = USED.search(new.text, 0, word.start), BE_USED.match(new.text, word.end)
    return before is not None or behind is not None


def is_begun(new: ParsedText, word: Word) -> bool:
    """Whether a word stands for what a patient begins or stops to do, or to use."""
    return BEGUN.search(new.text, 0, word.start) is not None


def is_cause(new: ParsedText, n: int) -> bool:
    """Whether a word stands for what something came from: "is that from it?"."""
    return _is_within(new, n, CAUSE)


def is_substance(new: ParsedText, n: int) -> bool:
    """Whether a word stands for what was injected: "will it migrate?"."""
    return _is_within(new, n, OF_SUBSTANCE)


def _is_within(new: ParsedText, n: int, pattern: re.Pattern[str]) -> bool:
    word = new.words[n]
    return any(one.start() <= word.start < one.end() for one in pattern.finditer(new.text))


def points(new: ParsedText, n: int) -> bool:
    """Whether the nth of the words that name no topic refers to something."""
    is_treatment = is_given(new, n) or is_substance(new, n)
    return (is_treatment and new.words[n].key in {"it", "they", "them"}) or _refers(new, n)


def _refers(new: ParsedText, n: int) -> bool:
    word = new.words[n]
    following = new.words[n + 1 :]
    behind = [one.key for one in following]
    if word.key in {"its", "their"} and any(one.end <= word.start for one in new.topics):
        return False  # "How long does honey keep its taste?"
    if word.key in {"it", "its"}:
        return not _is_expletive(behind) or all(one.end <= word.start for one in new.topics)
    if word.key in {"this", "that", "thats", "these", "those"}:
        return not _is_determiner(new, word, following) and not _is_conjunction(new, n)
    if word.key == "one":
        is_wanted = n > 0 and (is_given(new, n) or new.words[n - 1].key in WANTED)
        return is_wanted and (not behind or behind[0] in PREPOSITIONS | CLOSERS)
    return _refers_to_several(new, n)


def _refers_to_several(new: ParsedText, n: int) -> bool:
    word = new.words[n]
    if word.key in {"they", "them", "their", "theirs", "theyre"}:
        is_first = word.key == "them" and all(one.start > word.start for one in new.topics)
        return is_first or (new.unknown < 2 and not is_complete(new))
    if word.key == "same":
        rest = new.text[word.end :].strip(" ?!.")
        return not rest or rest.startswith(("for ", "with ", "thing", "question"))
    return word.key in {"ones", "mine"}


def _is_expletive(behind: Sequence[str]) -> bool:
    """Whether "it" before those words refers to nothing: "is it safe to", "it takes"."""
    return bool(EXPLETIVE.intersection(behind[:4])) or ("for" in behind[:3] and "to" in behind)


def _is_determiner(new: ParsedText, word: Word, following: Sequence[Word]) -> bool:
    """Whether its noun follows: "this mole", "these days", "those who". What is all that is said of
    it is none: "is that ugly?"."""
    named = [
        one
        for one in new.topics
        if one.start > word.end and not new.text[word.end : one.start].strip()
    ]
    if named and IS_IT.search(new.text, 0, word.start) and ENDS.match(new.text, named[0].end):
        return False
    if named and word.key in {"this", "that"} and _is_verb(new, word, named[0]):
        return False
    return bool(named) or any(
        one.is_of(TIME | {"who", "that"}) or (one.key == "with" and word.key == "those")
        for one in following[:1]
    )


def _is_verb(new: ParsedText, word: Word, behind: MentionedTopic) -> bool:
    """Whether what stands behind a word is what that does: "does that leave a scar"."""
    is_done = DOES.search(new.text, 0, word.start) is not None and behind.kind is None
    return is_done and OBJECT.match(new.text, behind.end) is not None


def _is_conjunction(new: ParsedText, n: int) -> bool:
    """Whether a word "that" joins: "is it true that", "sites that are"."""
    word = new.words[n]
    if word.key != "that" or not new.text[: word.start].strip():
        return False
    before = new.words[n - 1] if n else None
    joined = before is None or new.text[before.end : word.start].strip()
    return bool(joined) or (before is not None and before.key not in BEFORE_THAT)
