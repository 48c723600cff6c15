"""Resolves a follow-up question ("and what about fillers?") into one that is complete by itself.

Only by words, so that a patient sees, edits or clears what was carried over. A question with its
own topic is not changed: to bring an old topic into a new question is worse than to find too
little. What is carried helps to find; it is no evidence that this question was addressed, so the
words of its own are told apart.
"""

import re
from dataclasses import dataclass
from typing import Literal

from bot.query.carried import (
    CONDITION,
    MOST_BARE_WORDS,
    ONLY_IF,
    FullForm,
    corrected_form,
    full_form,
    is_compared,
    is_told,
    tells_age,
)
from bot.query.courtesy import is_courtesy
from bot.query.pointing import (
    ARTICLES,
    asks_for_object,
    asks_sayers,
    is_complete,
    is_remedy,
    points_back,
    subjects,
)
from bot.query.previous_question import previous_question, told_with_question
from bot.query.question_topics import ParsedText, keys_in, parsed
from bot.query.revision import revision_of
from bot.query.topic_words import (
    ASKED,
    CLOSERS,
    DEGREES,
    DONE,
    FORMS,
    OF_TREATMENT,
    PLACES,
    SINCE,
    SUBJECTS,
    VERBS,
)
from index.patterns import pattern

LONGEST_LEANING = 140
"""Characters of a question that may refer to another; a longer one names its topic, too."""
MOST_WORDS_OF_A_THING = 3
"""Unknown words, at most, of one thing and nothing else: "vitamin c serum?"."""
MOST_OWN_WORDS = 4
"""A question with more unknown words than this has its own topic, whatever it refers to."""
GREETING = pattern(
    r"\A(?:(?:ok(?:ay)?|thanks|thank you|thx|hi|hello|hey|great|alright|yes|no|hm+)\b[\s,.!;:-]+)*",
    re.IGNORECASE,
)
TIE = pattern(
    r"\A(?:(?:(?:and|n|or|but|so|also|then|plus|well|even(?=\s+(?:if|when|while)\b))\b|&)[\s,?!.…]*)+",
    re.IGNORECASE,
)
"""What ties a question to the one before it, as "n" does for "and" on a phone."""
NAMED_FIRST = pattern(r"([^,;?]+)[,;?]\s*((?:how|what|when|can|could|is|are|does|do|will)\b.+)")
"""What is asked about, and then what is asked of it: "what about peels, do they hurt?"."""
WHAT_ABOUT = pattern(r"\A(?:what|how)\s+(?:(?:about|of)\b\s*|(?=if\b))", re.IGNORECASE)
LEAVE = pattern(
    r"\A(?:(?:when|how\s+soon)\s+)?(?:can|could|should|may|must|will)\s+i\b"
    r"|\A(?:is|are)\b.*\b(?:ok|okay|allowed|alright|fine|permitted)\W*\Z"
    r"|\A(?:is|would)\s+it\s+(?:be\s+)?(?:ok|okay|safe|bad|dangerous|alright|fine)\s+(?:to|if\s+i)\b"
    r"|\A(?:(?:is|are)\s+there|any)\b"
    r"|\A(?:will|would|does|do|can|is|are)\s+[\w'’-]+\W*\Z",
    re.IGNORECASE | re.DOTALL,
)
"""Whether one may do something, or risks something, which is asked of a treatment: "can I drink
coffee?"."""
OWN_MEDICINE = pattern(
    r"\A(?:do|should|must|can|may|shall)\s+i\s+(?:(?:have|need)\s+to\s+)?"
    r"(?:stop|pause|skip|keep|continue|take)\s+(?:on\s+)?(?:taking\s+|using\s+)?my\b[^,.;]*\Z",
    re.IGNORECASE,
)
LATER = pattern(
    r"\A(?:(?:after|in|within)\s+)?(?:about\s+)?(?:the|an?|one|two|three|few|couple|\d+)\s+"
    r"(?:few\s+|couple\s+(?:of\s+)?|next\s+|same\s+|following\s+)?"
    r"(?:hours?|days?|weeks?|months?|night|morning|evening)\b(?:\s+(?:later|after|on))?[\s,]*",
    re.IGNORECASE,
)
"""When something is done, before what is asked: "after 24 hours can I …"."""
STATE = pattern(
    r"\Ai\s*(?:['’]?m|am)\b[^.?!]{1,60}?[\s,.;]\s*(?:so\s+)?"
    r"(?:is|does|do|would|will|can|could|should)\s+(?:it|that|this|i)\b",
    re.IGNORECASE,
)
"""Who the patient is, and whether that matters: "I am pregnant, is that ok?"."""
TOLD = pattern(r"\Ai\s*(?:['’]?m|am|take|smoke)\b", re.IGNORECASE)
"""A patient's state, told to a question: "I take blood thinners"."""
WHICH = pattern(r"\A(?:which|how\s+(?:many|much))\s+", re.IGNORECASE)
WHAT = pattern(r"\A(?:at\s+|in\s+)?what\s+[\w'-]+\W*\Z", re.IGNORECASE)
"""Asks of what sort something is, in no whole sentence: "what strength?"."""
OF_ITSELF = set("cause symptom treatment mean".split())
"""What is asked of an effect itself, whatever it came from."""


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
    if not before or len(standalone.searched) > LONGEST_LEANING or is_courtesy(question):
        return standalone
    revision = revision_of(standalone.searched, before)
    opening, core = _split_opening(standalone.searched if revision is None else revision.meant)
    if opening == "what about" and _asks_of_what_it_names(core):
        return FollowUp(question, core, None)
    new = parsed(core)
    old = previous_question(before, fragments=not new.is_fragment)
    if revision is not None and old.topics:
        if is_complete(new) and not new.is_fragment:
            return FollowUp(question, new.text, None)
        if new.is_fragment or not new.asks:  # "wait, is it safe?" takes nothing back
            form = corrected_form(new, old, revision.denied)
            return _of(question, form.with_told(told_with_question(before)))
    if not _leans(opening, new, old):
        return standalone
    told = told_with_question(before)
    return _of(question, full_form(new, old, told).with_told(told))


def _of(question: str, form: FullForm) -> FollowUp:
    return FollowUp(question, form.searched, form.carried, form.judged)


# Whether a question is a follow-up.


def _asks_of_what_it_names(core: str) -> bool:
    named = NAMED_FIRST.match(core)
    return named is not None and bool(parsed(named[1]).topics) and parsed(named[2]).asks


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
    if points_back(new) or is_remedy(new, old) or asks_sayers(new):
        return True
    since = SINCE.search(new.text) and not new.kinds & SUBJECTS
    if tells_age(new) or is_compared(new) or since or is_told(new) or _is_of_own_medicine(new, old):
        return bool(old.kinds & SUBJECTS)
    return not is_complete(new) and _is_lacking(opening, new, old)


def _is_of_own_medicine(new: ParsedText, old: ParsedText) -> bool:
    """Whether it asks what becomes of a patient's own medicine when that of a treatment was asked:
    "do I have to stop my antibiotics?"."""
    if not OWN_MEDICINE.match(new.text) or "treatment" not in old.kinds:
        return False
    return new.kinds == {"medicine"} or (not new.kinds and "taking" in keys_in(new.text))


def _is_lacking(opening: Opening, new: ParsedText, old: ParsedText) -> bool:
    """Whether a question that does not name all that it is about takes it from the old one."""
    if _begins_as_follow_up(opening, new) or _ends_as_follow_up(new) or not new.topics:
        return True
    if asks_for_object(new):
        return True
    if _is_asked_of_subject(new, old):
        return bool(subjects(old))
    return not new.unknown and new.asks and not new.says(OF_ITSELF) and _is_alike(new, old)


def _is_alike(new: ParsedText, old: ParsedText) -> bool:
    """Whether it repeats the previous question: a treatment alone asks it for that one; an
    activity, an area or an effect alone is asked about the previous treatment."""
    own = new.kinds & SUBJECTS
    return own == new.kinds & old.kinds if own else bool(old.kinds & SUBJECTS)


def _is_asked_of_subject(new: ParsedText, old: ParsedText) -> bool:
    """Whether it names a thing and nothing else ("coffee?"), or asks whether one may do it, and
    says in no words of its own after or with what."""
    if "treatment" in new.kinds:
        return False
    if STATE.match(new.text) or (TOLD.match(new.text) and not new.says(CONDITION - {"not"})):
        return new.unknown <= MOST_BARE_WORDS
    is_bare = new.is_fragment and new.text.endswith("?")  # "people with diabetes?"
    later = LATER.match(new.text)
    limits = CONDITION - PLACES - DEGREES - ({"after", "in", "within"} if later else set())
    if new.says(limits) and not is_bare:
        return False
    if LEAVE.match(new.text[later.end() if later else 0 :]):
        return new.unknown <= MOST_BARE_WORDS
    is_marked = new.text.endswith("?") or not old.text.endswith("?") or new.says(ARTICLES)
    return _is_asked_of_treatment(new) or _only_names(new, is_marked=is_marked)


def _is_asked_of_treatment(new: ParsedText) -> bool:
    """Whether it asks what a treatment costs, or needs: "how many units for the forehead?"."""
    return new.says(OF_TREATMENT) and new.asks and new.unknown == 0


def _only_names(new: ParsedText, *, is_marked: bool) -> bool:
    """Whether it is a thing and nothing else, or asks which: "coffee?", "which brand is best?".

    Args:
        is_marked: whether it has a question mark, or lacks it as the previous question does; or an
            article, as a part of a sentence has and what is typed to be searched has not.
    """
    if WHAT.match(new.text):
        return new.unknown == 1
    chosen = WHICH.match(new.text)
    if chosen and new.unknown == 1:  # "which brand is best?"
        return any(one.kind is None and one.start == chosen.end() for one in new.topics)
    if not new.is_fragment or new.says(ASKED - DONE - FORMS):  # "hot drinks?"
        return False
    if not is_marked:
        return new.unknown <= 1
    return new.unknown <= (MOST_WORDS_OF_A_THING if len(new.topics) == 1 else MOST_BARE_WORDS)


def _begins_as_follow_up(opening: Opening, new: ParsedText) -> bool:
    if opening == "what about":
        return True
    if opening == "and":
        first_person = new.first in VERBS and "i" in keys_in(new.text)[:2]
        most = 1 if new.says(ASKED) else 2  # "but is coffee bad for the heart?" says it all
        is_part = new.is_fragment and "treatment" not in new.kinds  # "and wear a helmet"
        return is_part or new.unknown == 0 or first_person or (new.asks and new.unknown <= most)
    bare = new.is_fragment and new.unknown <= 3 and not new.says(ASKED)
    return bare and new.first in CONDITION


def _ends_as_follow_up(new: ParsedText) -> bool:
    last = keys_in(new.text)[-2:]
    return new.asks and new.unknown <= 2 and (last[-1] in CLOSERS or last == ["as", "well"])
