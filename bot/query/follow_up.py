"""Resolves a follow-up question ("and what about fillers?") into one that is complete by itself.

Only by words, so that a patient sees, edits or clears what was carried over. A question with its
own topic is not changed: to bring an old topic into a new question is worse than to find too
little.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from bot.query.question_topics import MentionedTopic, ParsedText, Word, keys_in, parsed
from bot.query.topic_words import (
    ASKED,
    ASKING,
    CLAUSE,
    CLOSERS,
    MARKERS,
    PREPOSITIONS,
    SUBJECTS,
    TIME,
    VERBS,
)

LONGEST_LEANING = 140
"""Characters of a question that may refer to another; a longer one names its topic, too."""
LONGEST_SEARCHED = 300
"""Characters that are searched for a follow-up, at most."""
MOST_OWN_WORDS = 4
"""A question with more unknown words than this has its own topic, whatever it refers to."""
LONGEST_CARRIED = 150
"""Characters of the previous question that are carried over, at most."""

COURTESY = MARKERS | set("you very much so a lot all i see got it good well then for the".split())
COURTESY |= set("your help answer answers sure right fine never mind nothing else thats".split())
GREETING = re.compile(
    r"\A(?:(?:ok(?:ay)?|thanks|thank you|thx|hi|hello|hey|great|alright|yes|no|hm+)\b[\s,.!;:-]+)*",
    re.IGNORECASE,
)
TIE = re.compile(r"\A(?:(?:and|or|but|so|also|then|plus|well)\b[\s,?!.…]*)+", re.IGNORECASE)
WHAT_ABOUT = re.compile(r"\A(?:what|how)\s+(?:(?:about|of)\b\s*|(?=if\b))", re.IGNORECASE)
SENTENCE_END = re.compile(r"(?<=[.?!])\s+|\n+")
JOINT = re.compile(r"\s*(?:,|/|&|\b(?:and|or|with)\b)?\s*(?:\b(?:and|or)\b\s*)?", re.IGNORECASE)
EXPLETIVE = set("to that if when whether take takes been".split())
"""After an "it" that refers to nothing."""
OF_ITSELF = set("cause symptom treatment mean".split())
"""What is asked of an effect itself, whatever it came from."""
BEFORE_THAT = VERBS | PREPOSITIONS | set("why than like of about doing if".split())
"""Before a word "that" which is no conjunction."""


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What is searched for a question that may refer to the previous one.

    `carried` are words of the previous one; None where the question is complete by itself.
    """

    question: str
    searched: str
    carried: str | None


def follow_up(question: str, before: str | None) -> FollowUp:
    """What to search for a question. `before` is what was searched for the previous one."""
    standalone = FollowUp(question, question.strip(), None)
    if len(standalone.searched) > LONGEST_LEANING:
        return standalone
    opening, core = _split_opening(standalone.searched)
    new, old = parsed(core), parsed(_topic_sentences(before or ""))
    if _is_courtesy(standalone.searched) or not _leans(opening, new, old):
        return standalone
    rewritten = _with_new_topics(new, old) or _with_old_topics(new, old) or _appended(new, old)
    searched, carried = rewritten
    return FollowUp(question, searched, carried)


# Whether a question is a follow-up.

Opening = Literal["none", "and", "what about"]


def _split_opening(text: str) -> tuple[Opening, str]:
    """How a question begins, and what is left of it without greeting and opening."""
    text = GREETING.sub("", text, count=1)
    core = TIE.sub("", text, count=1)
    asked = WHAT_ABOUT.sub("", core, count=1)
    if asked != core or (core != text and core.casefold().startswith("if ")):
        return "what about", asked
    return ("and" if core != text else "none"), core


def _is_courtesy(question: str) -> bool:
    words = set(keys_in(question))
    return words <= COURTESY and bool(words & MARKERS) and not question.endswith("?")


def _leans(opening: Opening, new: ParsedText, old: ParsedText) -> bool:
    """Whether the new question cannot be understood without the old one."""
    if not old.topics or not (new.words or new.topics) or new.unknown > MOST_OWN_WORDS:
        return False
    if _points_back(new):
        return True
    if _is_complete(new):
        return False
    if _begins_as_follow_up(opening, new) or _ends_as_follow_up(new) or not new.topics:
        return True
    if new.unknown or not new.asks or new.says(OF_ITSELF):
        return False
    # A treatment alone repeats the previous question for it; an activity, an area or an effect
    # alone is asked about the previous treatment.
    own = new.kinds & SUBJECTS
    return own == new.kinds & old.kinds if own else bool(old.kinds & SUBJECTS)


def _is_complete(new: ParsedText) -> bool:
    """Whether it names what it is about together with what is asked of it."""
    if not new.kinds & SUBJECTS:
        return False
    if new.kinds & {"activity", "effect"} or new.says(ASKED | ASKING):
        return True
    return (new.unknown > 0 or "area" in new.kinds) and new.says(VERBS)


def _points_back(new: ParsedText) -> bool:
    """Whether a word refers to something that no clause before it names."""
    return any(
        _points(new, n) and not any(topic.end <= word.clause for topic in new.topics)
        for n, word in enumerate(new.words)
    )


def _points(new: ParsedText, n: int) -> bool:
    word = new.words[n]
    following = new.words[n + 1 :]
    behind = [one.key for one in following]
    if word.key in {"its", "their"} and any(one.end <= word.start for one in new.topics):
        return False  # "How long does honey keep its taste?"
    if word.key in {"it", "its"}:
        return not _is_expletive(behind) or all(one.end <= word.start for one in new.topics)
    if word.key in {"this", "that", "thats", "these", "those"}:
        return not _is_determiner(new, word, following) and not _is_conjunction(new, n)
    if word.key in {"they", "them", "their", "theirs", "theyre"}:
        return new.unknown < 2 and not _is_complete(new)
    if word.key == "same":
        rest = new.text[word.end :].strip(" ?!.")
        return not rest or rest.startswith(("for ", "with ", "thing"))
    return word.key == "ones"


def _is_expletive(behind: Sequence[str]) -> bool:
    """Whether "it" before those words refers to nothing: "is it safe to", "it takes"."""
    return bool(EXPLETIVE.intersection(behind[:4])) or ("for" in behind[:3] and "to" in behind)


def _is_determiner(new: ParsedText, word: Word, following: Sequence[Word]) -> bool:
    """Whether its noun follows: "this mole", "these days", "those who"."""
    named = any(
        one.start > word.end and not new.text[word.end : one.start].strip() for one in new.topics
    )
    return named or any(one.is_of(TIME | {"who", "that", "with"}) for one in following[:1])


def _is_conjunction(new: ParsedText, n: int) -> bool:
    """Whether a word "that" joins: "is it true that", "sites that are"."""
    word = new.words[n]
    if word.key != "that" or not new.text[: word.start].strip():
        return False
    before = new.words[n - 1] if n else None
    joined = before is None or new.text[before.end : word.start].strip()
    return bool(joined) or (before is not None and before.key not in BEFORE_THAT)


def _begins_as_follow_up(opening: Opening, new: ParsedText) -> bool:
    if opening == "what about":
        return True
    if opening == "and":
        first_person = new.first in VERBS and "i" in keys_in(new.text)[:2]
        most = 1 if new.says(ASKED) else 2  # "but is coffee bad for the heart?" says it all
        return new.unknown == 0 or first_person or (new.asks and new.unknown <= most)
    bare = new.is_fragment and new.unknown <= 3 and not new.says(ASKED)
    return bare and new.first in PREPOSITIONS


def _ends_as_follow_up(new: ParsedText) -> bool:
    last = keys_in(new.text)[-2:]
    return new.asks and new.unknown <= 2 and (last[-1] in CLOSERS or last == ["as", "well"])


# What is carried over.


def _topic_sentences(before: str) -> str:
    """The sentences that have a topic; of a long text, the last question and what it is about."""
    sentences = (parsed(sentence.strip()) for sentence in SENTENCE_END.split(before))
    on_topic = [one for one in sentences if one.topics]
    text = " ".join(one.text for one in on_topic)
    if len(text) <= LONGEST_CARRIED:
        return text
    last = next((one for one in reversed(on_topic) if one.text.endswith("?")), on_topic[0])
    elsewhere = [] if last.kinds & SUBJECTS else [*map(_subjects, on_topic)]
    about = [subject for subjects in elsewhere for subject in subjects][:1]
    return _cut(": ".join([*about, last.text]), LONGEST_CARRIED)


def _subjects(sentence: ParsedText) -> list[str]:
    topics = [one for one in sentence.topics if one.kind in SUBJECTS]
    return [sentence.text[one.start : one.end] for one in topics]


def _cut(text: str, limit: int) -> str:
    """A text cut to a number of characters, between words where there are blanks."""
    return text if len(text) <= limit else text[:limit].rsplit(None, 1)[0]


def _with_new_topics(new: ParsedText, old: ParsedText) -> tuple[str, str] | None:
    """The previous question, its topics replaced by the new ones of the same kind."""
    kinds = [kind for kind in sorted(new.kinds & old.kinds) if new.names(kind) != old.names(kind)]
    if not kinds or new.says(ASKED):
        return None
    whole = (new.topics[0].start, new.topics[-1].end)
    searched = carried = ""
    end = 0
    for place, kind in sorted((place, one) for one in kinds for place in _topic_places(old, one)):
        start, stop = whole if len(kinds) == 1 else _topic_places(new, kind)[0]
        searched += old.text[end : place[0]] + new.text[start:stop]
        carried += old.text[end : place[0]] + "…"
        end = place[1]
    rest = old.text[end:]
    searched += _with_time(rest, new)
    return (searched, carried + rest) if len(searched) <= LONGEST_SEARCHED else None


def _topic_places(old: ParsedText, kind: str) -> list[tuple[int, int]]:
    """Every place of the last topic of a kind; "Botox or fillers" is one place."""
    found: list[list[MentionedTopic]] = []
    for topic in old.topics:
        if topic.kind != kind:
            continue
        joined = found and JOINT.fullmatch(old.text, found[-1][-1].end, topic.start)
        found.append([*found.pop(), topic] if joined else [topic])
    last = {topic.name for topic in found[-1]}
    return [
        (run[0].start, run[-1].end) for run in found if not last.isdisjoint(one.name for one in run)
    ]


def _with_time(rest: str, new: ParsedText) -> str:
    """The rest of a question, with the time that the new one names after its topics."""
    behind = [word for word in new.words if word.start >= new.topics[-1].end]
    if not (behind and behind[0].key in PREPOSITIONS and any(map(_is_time, behind))):
        return rest
    time = new.text[behind[0].start : behind[-1].end]
    return f"{rest.rstrip('?')} {time}?"


def _is_time(word: Word) -> bool:
    return word.is_of(TIME) or word.key[0].isdigit()


def _with_old_topics(new: ParsedText, old: ParsedText) -> tuple[str, str] | None:
    """The new question after the topics of the previous one that it does not replace."""
    if not new.says(ASKED) and not (new.topics and new.says(VERBS | ASKING)):
        return None
    replaced = set() if new.kinds & SUBJECTS else new.kinds
    left = [topic for topic in old.topics if topic.kind not in replaced]
    carried = _cut(", ".join(_slices(old, left or old.topics)), LONGEST_CARRIED)
    return f"{carried}: {new.text}", carried


def _slices(old: ParsedText, left: Sequence[MentionedTopic]) -> list[str]:
    """The topics with the words between them, where no left-out topic is between."""
    runs = [[old.topics[0]]] if old.topics[0] in left else []
    for one, other in pairwise(old.topics):
        if other in left:
            joined = one in left and not CLAUSE.search(old.text, one.end, other.start)
            runs.append([*runs.pop(), other] if joined else [other])
    return [old.text[run[0].start : run[-1].end] for run in runs]


def _appended(new: ParsedText, old: ParsedText) -> tuple[str, str]:
    """The previous question, followed by the new one."""
    joint = " " if old.text.endswith((".", "?", "!", ":", ",")) else ": "
    return f"{old.text}{joint}{new.text}", old.text
