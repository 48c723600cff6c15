"""Resolves a follow-up question ("and what about fillers?") into one that is complete by itself.

Only by words, so that a patient sees, edits or clears what was carried over. A question with its
own topic is not changed: to bring an old topic into a new question is worse than to find too
little. What is carried helps to find; it is no evidence that this question was addressed, so the
words of its own are told apart.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bot.query.courtesy import is_courtesy
from bot.query.previous_question import cut, named_whole, previous_question, slices
from bot.query.question_patterns import STATEMENT
from bot.query.question_topics import MentionedTopic, ParsedText, Word, keys_in, parsed
from bot.query.revision import Revision, revision_of
from bot.query.topic_words import (
    ASKED,
    ASKING,
    CLOSERS,
    OF_PATIENT,
    OF_TREATMENT,
    PREPOSITIONS,
    SUBJECTS,
    TIME,
    VERBS,
)
from bot.text.english import english

LONGEST_LEANING = 140
"""Characters of a question that may refer to another; a longer one names its topic, too."""
LONGEST_SEARCHED = 300
"""Characters that are searched for a follow-up, at most."""
MOST_OWN_WORDS = 4
"""A question with more unknown words than this has its own topic, whatever it refers to."""
MOST_BARE_WORDS = 2
"""Unknown words, at most, of a "coffee?" that is asked of the previous question's subject."""

GREETING = re.compile(
    r"\A(?:(?:ok(?:ay)?|thanks|thank you|thx|hi|hello|hey|great|alright|yes|no|hm+)\b[\s,.!;:-]+)*",
    re.IGNORECASE,
)
TIE = re.compile(r"\A(?:(?:and|or|but|so|also|then|plus|well)\b[\s,?!.…]*)+", re.IGNORECASE)
WHAT_ABOUT = re.compile(r"\A(?:what|how)\s+(?:(?:about|of)\b\s*|(?=if\b))", re.IGNORECASE)
LEAVE = re.compile(
    r"\A(?:(?:when|how\s+soon)\s+)?(?:can|could|should|may|must|will)\s+i\b"
    r"|\A(?:is|are)\b.*\b(?:ok|okay|allowed|alright|fine|permitted)\W*\Z"
    r"|\A(?:is|would)\s+it\s+(?:be\s+)?(?:ok|okay|safe|bad|dangerous|alright|fine)\s+(?:to|if\s+i)\b"
    r"|\A(?:(?:is|are)\s+there|any)\b"
    r"|\A(?:will|would|does|do|can|is|are)\s+[\w'’-]+\W*\Z",
    re.IGNORECASE | re.DOTALL,
)
"""Whether one may do something, or risks something, which is asked of a treatment: "can I drink
coffee?"."""
STATE = re.compile(
    r"\Ai\s*(?:['’]?m|am)\b[^.?!]{1,60}?[\s,.;]\s*(?:so\s+)?"
    r"(?:is|does|do|would|will|can|could|should)\s+(?:it|that|this|i)\b",
    re.IGNORECASE,
)
"""Who the patient is, and whether that matters: "I am pregnant, is that ok?"."""
ONLY_IF = re.compile(
    r"\Aif\b(?!.*(?:,|\bthen\b|\b(?:can|could|should|is|are|does|do|will)\s+(?:i|it|they)\b))",
    re.IGNORECASE | re.DOTALL,
)
"""A condition without what is asked under it: "if I have a cold?"."""
WHICH = re.compile(r"\A(?:which|how\s+(?:many|much))\s+", re.IGNORECASE)
JOINT = re.compile(r"\s*(?:,|/|&|\b(?:and|or|with)\b)?\s*(?:\b(?:and|or)\b\s*)?", re.IGNORECASE)
EXPLETIVE = set("to that if when whether take takes been".split())
"""After an "it" that refers to nothing."""
OF_ITSELF = set("cause symptom treatment mean".split())
"""What is asked of an effect itself, whatever it came from."""
BEFORE_THAT = VERBS | PREPOSITIONS | set("why than like of about doing if".split())
"""Before a word "that" which is no conjunction."""
CONDITION = PREPOSITIONS | {"while", "if"}
"""What begins a condition of the previous question: "while breastfeeding?"."""
MANY = set("they them these those".split())
OUTCOMES = set("effect risk result symptom complication sign problem option alternative".split())
"""What such a word refers to where the previous question names it."""
GIVEN = set("get getting got have having had take taking taken try need needed".split())
"""Before an "it" that is a treatment or a medicine."""


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What is searched for a question that may refer to the previous one.

    `carried` are words of the previous one; None where the question is complete by itself.
    `judged` is what has to be addressed, where that is less than what is searched: the question's
    own words and what it is about, without what was asked of that before.
    """

    question: str
    searched: str
    carried: str | None
    judged: str | None = None


def follow_up(question: str, before: str | None) -> FollowUp:
    """What to search for a question. `before` is what was searched for the previous one."""
    standalone = FollowUp(question, question.strip(), None)
    if len(standalone.searched) > LONGEST_LEANING or is_courtesy(question) or not before:
        return standalone
    revision = revision_of(standalone.searched, before)
    opening, core = _split_opening(standalone.searched if revision is None else revision.meant)
    new = parsed(core)
    old = previous_question(before, fragments=not new.is_fragment)
    if revision is not None and old.topics:
        return _revised(standalone, revision, new, old)
    if not _leans(opening, new, old):
        return standalone
    rewritten = (
        _with_referent(new, old)
        or _with_new_topics(new, old)
        or _with_subjects(new, old)
        or _with_old_topics(new, old)
        or _appended(new, old)
    )
    return FollowUp(question, *rewritten)


def _revised(
    standalone: FollowUp, revision: Revision, new: ParsedText, old: ParsedText
) -> FollowUp:
    """The previous question with what is meant in the place of what was said."""
    if _is_complete(new) and not new.is_fragment:
        return FollowUp(standalone.question, new.text, None)
    rewritten = (
        _in_place(new, old, _denied_place(old, revision.denied))
        or _with_new_topics(new, old)
        or _in_place(new, old, _likely_place(new, old))
        or _appended(new, old)
    )
    return FollowUp(standalone.question, *rewritten)


def _denied_place(old: ParsedText, denied: str) -> tuple[int, int] | None:
    """Where the previous question says what is taken back."""
    found = re.search(rf"(?<!\w){re.escape(denied)}(?!\w)", old.text, re.IGNORECASE)
    return found.span() if denied and found else None


def _likely_place(new: ParsedText, old: ParsedText) -> tuple[int, int] | None:
    """The topic that words of no list, or of another kind, most likely stand for."""
    if not new.topics and not (new.is_fragment and new.says(OF_PATIENT)):
        return None
    subjects = _subjects(old)
    if new.first in CONDITION:
        return _behind_preposition(new, old)
    if new.kinds & SUBJECTS or (subjects and _is_brand(new)):
        places = subjects
    else:
        places = [one for one in old.topics if one not in subjects] or subjects
    unlisted = [one for one in places if one.kind is None]
    last = next(reversed(unlisted or places), None)
    return None if last is None else (last.end - len(named_whole(old, last)), last.end)


def _behind_preposition(new: ParsedText, old: ParsedText) -> tuple[int, int] | None:
    """The same topic behind another preposition: "before Botox", where "after" was meant."""
    names = {one.name for one in new.topics}
    for word in old.words:
        for one in old.topics:
            near = not old.text[word.end : one.start].strip() and word.end < one.start
            if near and one.name in names and word.key in PREPOSITIONS:
                return word.start, one.end
    return None


def _is_brand(text: ParsedText) -> bool:
    """Whether it names only what is no English word, as treatments that no list knows are."""
    words = [word for one in text.topics for word in one.name.split()]
    return 0 < len(words) <= MOST_BARE_WORDS and not any(
        word in english() or word.removesuffix("s") in english() for word in words
    )


def _in_place(
    new: ParsedText, old: ParsedText, place: tuple[int, int] | None
) -> tuple[str, str] | None:
    if place is None:
        return None
    words = new.text.strip(" ?!.")
    if new.topics and new.first not in CONDITION:
        words = new.text[new.topics[0].start : new.topics[-1].end]
    begin, end = old.text[: place[0]], old.text[place[1] :]
    return begin + words + end, f"{begin}…{end}"


# Whether a question is a follow-up.

Opening = Literal["none", "and", "what about"]


def _split_opening(text: str) -> tuple[Opening, str]:
    """How a question begins, and what is left of it without greeting and opening."""
    text = GREETING.sub("", text, count=1)
    core = TIE.sub("", text, count=1)
    asked = WHAT_ABOUT.sub("", core, count=1)
    if asked != core or ONLY_IF.match(core):
        return "what about", asked
    return ("and" if core != text else "none"), core


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
    if _is_asked_of_subject(new):
        return bool(_subjects(old))
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


def _is_asked_of_subject(new: ParsedText) -> bool:
    """Whether it names a thing and nothing else ("coffee?"), or asks whether one may do it, and
    says in no words of its own after or with what."""
    if "treatment" in new.kinds:
        return False
    if STATE.match(new.text):
        return new.unknown <= MOST_BARE_WORDS
    is_bare = new.is_fragment and new.text.endswith("?")  # "people with diabetes?"
    if new.says(CONDITION) and not is_bare:
        return False
    if LEAVE.match(new.text):
        return new.unknown <= MOST_BARE_WORDS
    chosen = WHICH.match(new.text)
    if chosen and new.unknown == 1:  # "which brand is best?"
        return any(one.kind is None and one.start == chosen.end() for one in new.topics)
    most = MOST_BARE_WORDS if new.text.endswith("?") else 1
    return new.is_fragment and new.unknown <= most and not new.says(ASKED)


def _subjects(text: ParsedText) -> list[MentionedTopic]:
    """What a text asks about: its treatments and medicines; if it names none that a list knows,
    what no list knows."""
    listed = [one for one in text.topics if one.kind in SUBJECTS]
    return listed or [one for one in text.topics if one.kind is None]


def _points_back(new: ParsedText) -> bool:
    """Whether a word refers to something that no clause before it names."""
    return any(_points(new, n) and not _is_named(new, n) for n in range(len(new.words)))


def _is_named(new: ParsedText, n: int) -> bool:
    """Whether a clause before a word names what it may refer to: nobody gets a person."""
    before = [one for one in new.topics if one.end <= new.words[n].clause]
    return any(one.kind in SUBJECTS for one in before) if _is_given(new, n) else bool(before)


def _is_given(new: ParsedText, n: int) -> bool:
    """Whether a word stands for what is given to a patient: "can my mother get it"."""
    return n > 0 and new.words[n - 1].key in GIVEN


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
        return not rest or rest.startswith(("for ", "with ", "thing", "question"))
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
    return bare and new.first in CONDITION


def _ends_as_follow_up(new: ParsedText) -> bool:
    last = keys_in(new.text)[-2:]
    return new.asks and new.unknown <= 2 and (last[-1] in CLOSERS or last == ["as", "well"])


# What is carried over.


def _with_referent(new: ParsedText, old: ParsedText) -> tuple[str, str] | None:
    """The new question with the treatment that its "it" stands for: one gets a treatment, and what
    it costs is its price, whatever else was asked of it."""
    subjects = [one for one in _subjects(old) if one.kind in SUBJECTS]
    if len({one.name for one in subjects}) != 1:
        return None
    for n, word in enumerate(new.words):
        is_asked = _is_given(new, n) or new.says(OF_TREATMENT)
        if word.key in {"it", "they", "them"} and is_asked:
            if not _points(new, n) or _is_named(new, n):
                continue
            named = cut(named_whole(old, subjects[-1]))
            searched = new.text[: word.start] + named + new.text[word.end :]
            return (searched, named) if len(searched) <= LONGEST_SEARCHED else None
    return None


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
        (run[0].end - len(named_whole(old, run[0])), run[-1].end)
        for run in found
        if not last.isdisjoint(one.name for one in run)
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


def _with_subjects(new: ParsedText, old: ParsedText) -> tuple[str, str] | None:
    """A thing or an activity of its own, asked of what the previous question is about, without
    what was asked of that: "coffee after Botox?"."""
    is_of_treatment = new.says(OF_TREATMENT)
    if not (is_of_treatment or new.topics) or new.first in CONDITION or _points_back(new):
        return None
    if new.text.casefold().startswith("how many"):  # of what was asked: "how many glasses?"
        return None
    if new.kinds - {"activity", "medicine"} and not is_of_treatment:
        return None
    subjects = _subjects(old)
    if new.is_fragment and len(subjects) == 1 and _is_brand(new):
        return _in_place(new, old, (subjects[0].start, subjects[0].end))
    others = [one for one in old.topics if one not in subjects and one.kind in {"activity", None}]
    if not subjects or not (others or is_of_treatment):
        return None
    rest = old.text[others[-1].end :] if others else ""
    told = STATEMENT.match(new.text)
    if new.is_fragment and not is_of_treatment and not told and set(keys_in(rest)[:1]) & PREPOSITIONS:
        return new.text.rstrip(" ?!.") + rest, f"…{rest}"
    carried = cut(", ".join(slices(old, subjects)))
    return f"{carried}: {new.text}", carried


def _with_old_topics(new: ParsedText, old: ParsedText) -> tuple[str, str, str | None] | None:
    """The new question after the topics of the previous one that it does not replace."""
    if not new.says(ASKED) and not (new.topics and new.says(VERBS | ASKING)):
        return None
    is_condition = new.is_fragment and new.first in CONDITION
    if is_condition or ONLY_IF.match(new.text) or (new.says(MANY) and old.says(OUTCOMES)):
        return None
    replaced = set() if new.kinds & SUBJECTS else new.kinds
    left = [topic for topic in old.topics if topic.kind not in replaced]
    carried = cut(", ".join(slices(old, left or old.topics)))
    return f"{carried}: {new.text}", carried, _judged(new, old)


def _appended(new: ParsedText, old: ParsedText) -> tuple[str, str, str | None]:
    """The previous question, followed by the new one."""
    joint = " " if old.text.endswith((".", "?", "!", ":", ",")) else ": "
    return f"{old.text}{joint}{new.text}", old.text, _judged(new, old)


def _judged(new: ParsedText, old: ParsedText) -> str | None:
    """A question with nothing of the previous one but its subject; None where it only asks more
    about the same ("why?")."""
    if not new.topics and not new.says(OF_PATIENT | OF_TREATMENT):
        return None
    return f"{cut(', '.join(slices(old, _subjects(old)) or [old.text]))}: {new.text}"
