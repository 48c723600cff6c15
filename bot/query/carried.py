"""Writes the full form of a question that refers to the previous one, from the words of both."""

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from bot.query.adjectives import PEOPLE, describes, places_described
from bot.query.pointing import (
    HELPING,
    asks_help,
    asks_sayers,
    is_begun,
    is_cause,
    is_elliptic,
    is_given,
    is_named,
    is_remedy,
    is_substance,
    is_used,
    points,
    points_back,
    subjects,
)
from bot.query.previous_question import LONGEST_CARRIED, cut, named_whole, slices, with_areas
from bot.query.question_patterns import STATEMENT
from bot.query.question_topics import MentionedTopic, ParsedText, Word, keys_in, parsed
from bot.query.synonyms import mentions
from bot.query.things_used import (
    circumstance,
    circumstance_before,
    said_to_be_used,
    under_no_circumstance,
)
from bot.query.topic_words import (
    ASKED,
    ASKING,
    CLAUSE,
    COMPARED,
    DEGREES,
    DONE,
    OF_PATIENT,
    OF_SHOPS,
    OF_TREATMENT,
    POINTERS,
    PREPOSITIONS,
    SINCE,
    SUBJECTS,
    TIME,
    VERBS,
    WORD,
)
from bot.text.english import is_english
from index.patterns import pattern

LONGEST_SEARCHED = 300
"""Characters that are searched for a follow-up, at most."""
MOST_BARE_WORDS = 2
"""Unknown words, at most, of a "coffee?" that is asked of the previous question's subject."""
JOINT = pattern(r"\s*(?:,|/|&|\b(?:and|or|with)\b)?\s*(?:\b(?:and|or)\b\s*)?", re.IGNORECASE)
ONLY_IF = pattern(
    r"\A(?:if|when(?!\s+(?:can|could|should|would|will|is|are|was|were|do|does|did|to)\b))\b"
    r"(?!.*(?:,|\bthen\b|\b(?:can|could|should|is|are|does|do|will)\s+(?:i|it|they)\b))",
    re.IGNORECASE | re.DOTALL,
)
"""A condition without what is asked under it: "if I have a cold?"."""
CONDITION = PREPOSITIONS | {"while", "if", "when"}
"""What begins a condition of the previous question: "while breastfeeding?"."""
TIME_TOLD = pattern(
    r"\b(?:(?:an?|one|two|three|four|five|six|seven|ten|few|couple|last|next|\d{1,3})\s+"
    r"(?:of\s+)?(?:hour|hr|day|week|wk|month|year|yr)s?(?:\s+(?:ago|later|before|after))?"
    r"|the\s+(?:(?:same|next|following|very)\s+)?(?:day|night|morning|evening)"
    r"(?:\s+(?:after|before|of))?"
    r"|yesterday|today|tomorrow|tonight|this\s+(?:morning|afternoon|evening|week|weekend))\b",
    re.IGNORECASE,
)
TIME_BEHIND = pattern(r"\s+(?:after|before|ago|of)\Z", re.IGNORECASE)
ALIKE = pattern(
    r"\A(?:(?:the\s+)?same\s+(?:for|with|at|after|thing)\s+)?"
    r"(?:(?:if|when)\s+)?(?:it\s*['’]?s\s+|it\s+(?:is|was)\s+)?(?:(?:been|just|only|already)\s+)*",
    re.IGNORECASE,
)
"""What asks the same again, before what is changed: "same for", "if it's been"."""
AGE_TOLD = pattern(
    r"\A(?:i|he|she|we|they|(?:my|our|his|her)(?:\s+[\w-]+){1,2}?)"
    r"(?:\s*['’]?(?:m|s|re)|\s+(?:am|is|are))\s+"
    r"(?:(?:only|just|already|about|almost|over|under)\s+)*(?P<age>\d{1,3})"
    r"(?:\s*(?:y/?o|(?:years?|yrs?)(?:[\s-]+old)?))?\W*\Z",
    re.IGNORECASE,
)
"""Tells how old somebody is, and nothing else: "my mother is 70"."""
COUNTS_NOTHING = pattern(
    rf"\s+(?:{'|'.join(sorted(PREPOSITIONS))})\b|"
    r"\s*(?:[?.!,;:)]|\Z|y/?o\b|(?:years?|yrs?)[\s-]+old\b|(?:too|and|or|if|to|an?\s+(?:\w+\s+)?age)\b)",
    re.IGNORECASE,
)
"""Behind a number that is an age, where no "units" follow and no "days"."""
NOW = set("now today since still already".split())
OWN = set("i im ive my we".split())
"""Who tells something of their own body."""
MANY = set("they them these those".split())
OUTCOMES = set("effect risk result symptom complication sign problem option alternative".split())
"""What such a word refers to where the previous question names it."""
TAKEN = pattern(
    r"\b(?:tak(?:e|ing)|us(?:e|ing)|avoid(?:ing)?|stop(?:ping)?|start(?:ing)?|skip(?:ping)?"
    r"|paus(?:e|ing)|continu(?:e|ing))\s+(?:(?:an?|any|my|some|the|taking|using)\s+)*\Z",
    re.IGNORECASE,
)
"""What stands before a medicine that one takes or stops."""
HOW_MUCH = (["how", "many"], ["how", "much"])
LINK = pattern(r"\A(?:(?:for|in|on|with|about|also|the|an?)\s+)+", re.IGNORECASE)
"""Before the people or the adjective that take the place of others: "and for men?"."""
NUMBER = pattern(r"(?<![\w.,:/$€£-])\d{1,3}(?![\w.,:/%-]*\w)")
"""A number that is no part of a word, a time or a price."""
SAID = pattern(r"\b(?:said|says?|told|tells?|thinks?|thought|advised|recommended)\b", re.IGNORECASE)
"""Somebody says something, and brings no thing."""
WITH = pattern(r"\b(?:with|by|using|through)\s+(?:(?:an?|my|the)\s+)?\Z", re.IGNORECASE)
"""What stands before the means by which something is done."""
STAND_IN = pattern(r"\s+(?:ones?|too|either|then|instead|as\s+well)\Z", re.IGNORECASE)
"""Behind an adjective, for what it describes: "shallow ones?"."""


@dataclass(frozen=True, slots=True)
class FullForm:
    """A question that is complete by itself. `carried` are the words of the previous one in it.
    `judged` is what has to be addressed, where that is less: the question's own words and what it
    is about, without what was asked of that before. `asks_again` tells that it is the previous
    question, whole or with something in another's place."""

    searched: str
    carried: str
    judged: str | None = None
    asks_again: bool = False

    def with_told(self, told: str) -> "FullForm":
        """The same after what was told before the previous question, if that is asked again and the
        new question does not say it itself."""
        searched, carried = f"{told} {self.searched}", f"{told} {self.carried}"
        is_short = len(searched) <= LONGEST_SEARCHED and len(carried) <= LONGEST_CARRIED
        if not (told and self.asks_again and is_short) or self._tells(told):
            return self
        return replace(self, searched=searched, carried=carried)

    def _tells(self, told: str) -> bool:
        names = {one.name for one in parsed(told).topics}
        return bool(names) and names <= {one.name for one in parsed(self.searched).topics}


def full_form(new: ParsedText, old: ParsedText, told: str = "") -> FullForm:
    """The full form of a question that refers to another, before which something was told."""
    return (
        (_with_other_time(new, old) if new.is_fragment else None)
        or _with_age(new, old, told)
        or _with_other_number(new, old)
        or _with_told_otherwise(new, old, told)
        or (replace(_appended(new, old), judged=None) if asks_sayers(new) else None)
        or _with_used(new, old)
        or _with_problem(new, old)
        or _with_other_remedy(new, old)
        or _with_referent(new, old)
        or _since_subject(new, old)
        or (_with_other_word(new, old) if new.is_fragment else None)
        or _with_new_condition(new, old)
        or _with_new_topics(new, old)
        or _with_own(new, old)
        or _with_measure(new, old)
        or _with_subjects(new, old)
        or _with_other_thing(new, old)
        or _with_old_topics(new, old)
        or _appended(new, old)
    )


def corrected_form(new: ParsedText, old: ParsedText, denied: str) -> FullForm:
    """The previous question with what is meant in the place of what was said. `denied` are the
    words of it that are taken back, where they are named."""
    return (
        _in_place(new, old, _denied_place(old, denied))
        or _with_other_time(new, old)
        or _with_new_topics(new, old)
        or _in_place(new, old, _likely_place(new, old))
        or _appended(new, old)
    )


# What is carried over.


def _with_referent(new: ParsedText, old: ParsedText) -> FullForm | None:
    """The new question with the treatment that its "it" stands for: one gets a treatment, and what
    it costs is its price, whatever else was asked of it."""
    named = [one for one in subjects(old) if one.kind in SUBJECTS]
    if len({one.name for one in named}) != 1:
        return None
    for n, word in enumerate(new.words):
        is_asked = is_given(new, n) or is_cause(new, n) or new.says(OF_TREATMENT)
        # "Can it migrate?" may be asked of a massage, but not "will it migrate if I run?".
        says_more = any(one.kind or one.start > word.end + 1 for one in new.topics)
        is_asked |= is_substance(new, n) and says_more and "effect" not in old.kinds
        if word.key in {"it", "they", "them"} and is_asked:
            if not points(new, n) or is_named(new, n):
                continue
            referent = cut(named_whole(old, named[-1]))
            searched = new.text[: word.start] + referent + new.text[word.end :]
            return FullForm(searched, referent) if len(searched) <= LONGEST_SEARCHED else None
    return None


def _with_used(new: ParsedText, old: ParsedText) -> FullForm | None:
    """The new question with the thing that its "it" stands for, which one uses, and with what it
    was to be used after: "how soon can I use it" is asked of the cream, not of the peel."""
    for n, word in enumerate(new.words):
        if word.key not in {"it", "they", "them"} or is_named(new, n):
            continue
        kinds = {*SUBJECTS, None} if is_used(new, word) else {"medicine", None}
        referent = ""
        if is_used(new, word) or is_begun(new, word):
            referent = said_to_be_used(old) or under_no_circumstance(old, kinds)
        if referent:
            return _with_circumstance(new, word, referent, circumstance(new, old))
    return None


def _with_circumstance(new: ParsedText, word: Word, referent: str, since: str) -> FullForm | None:
    """A question with what one of its words stands for, and with what that was to be used after."""
    begin, end = new.text[: word.start], new.text[word.end :]
    searched = begin + referent + (f"{end.rstrip(' ?!.')} {since}?" if since else end)
    carried = f"{referent} … {since}" if since else referent
    return FullForm(searched, carried) if len(searched) <= LONGEST_SEARCHED else None


def _since_subject(new: ParsedText, old: ParsedText) -> FullForm | None:
    """What came since the previous question's subject, or is compared with it."""
    about = [one for one in subjects(old) if one.kind in SUBJECTS]
    if not about or not (SINCE.search(new.text) or is_compared(new) or is_told(new)):
        return None
    carried = cut(", ".join(slices(old, with_areas(old, about))))
    return FullForm(f"{carried}: {new.text}", carried)


def _with_problem(new: ParsedText, old: ParsedText) -> FullForm | None:
    """A treatment of which it is asked whether it helps, and what the previous question wanted help
    with: "acne scars: does laser work?"."""
    if not is_remedy(new, old):
        return None
    carried = cut(", ".join(slices(old, [one for one in old.topics if one.kind not in SUBJECTS])))
    return FullForm(f"{carried}: {new.text}", carried)


def _with_other_remedy(new: ParsedText, old: ParsedText) -> FullForm | None:
    """The previous question whether something helps, with what is named alone in its place: "acne
    scars: does laser" and "retinol cream?"."""
    helping = [one for one in old.topics if one.kind in SUBJECTS]
    asked = parsed(old.text.rpartition(": ")[2])
    is_asked = (
        len(helping) == 1 and len(old.topics) > 1 and (is_elliptic(asked) or asks_help(asked))
    )
    if not (is_asked and new.is_fragment and new.topics and new.kinds <= SUBJECTS):
        return None
    if new.first in CONDITION:
        return None
    return _in_place(new, old, (helping[0].start, helping[0].end))


def is_compared(new: ParsedText) -> bool:
    """Whether a treatment alone is compared, with none that is named: "is Dysport better?"."""
    is_alone = len(new.topics) == 1 and new.kinds <= SUBJECTS and new.unknown <= 1
    return is_alone and COMPARED.search(new.text) is not None and not new.says({"than"})


def is_told(new: ParsedText) -> bool:
    """Whether a patient tells what is so now, or begins with an effect and asks of it, and names
    nothing that it came from: "my eyelid is drooping now", "bruised, when does that go?"."""
    if new.kinds & (SUBJECTS | {"activity"}) or new.unknown > MOST_BARE_WORDS or not new.topics:
        return False
    if new.first in VERBS | ASKING | CONDITION or (new.is_fragment and new.first not in OWN):
        return False
    begins = new.topics[0].start == 0 and new.topics[0].kind == "effect"
    return (begins and new.says(POINTERS)) or (new.says(NOW) and new.says(OWN))


def _with_other_word(new: ParsedText, old: ParsedText) -> FullForm | None:
    """The previous question with other people, or with another adjective, in the place of its
    own: "and for men?", "and grey?", "on oily skin?"."""
    word = STAND_IN.sub("", LINK.sub("", new.text.strip(" ?!.,"), count=1), count=1)
    if new.kinds or not word:
        return None
    if PEOPLE.fullmatch(word):
        places = [one.span() for one in PEOPLE.finditer(old.text)]
    else:
        places = places_described(old.text, keys_in(word))
    if not places:
        return None
    start, stop = places[-1]
    if word.lower() == old.text[start:stop].lower():
        return None
    begin, end = old.text[:start], old.text[stop:]
    noun = WORD.match(end.lstrip()) if len(keys_in(word)) == 1 else None
    said = f"{word} {noun[0]}" if noun and not PEOPLE.fullmatch(word) else word
    about = [
        one
        for one in subjects(old)
        if one.kind and not (one.start <= stop and start <= one.end + 1)
    ]
    judged = f"{cut(', '.join(slices(old, about)))}: {said}" if about else None
    return FullForm(begin + word + end, f"{begin}…{end}", judged, asks_again=True)


def _with_new_condition(new: ParsedText, old: ParsedText) -> FullForm | None:
    """The previous question with another condition behind the same preposition: "at 60?" after
    "at 18". What one does something after is its subject, and none."""
    if not new.is_fragment or new.first not in PREPOSITIONS or new.kinds & SUBJECTS:
        return None
    places = [(word.start, word.end) for word in old.words if word.key == new.first]
    if not places:
        return None
    start, behind = places[-1]
    ends = [one.start for one in old.words if one.start >= behind and one.key in CONDITION]
    end = min(ends, default=len(old.text.rstrip(" ?!.")))
    subject = any(start < one.start < end for one in subjects(old))
    if subject or bool(new.topics) != any(start < one.start < end for one in old.topics):
        return None
    space = " " if ends else ""
    searched = old.text[:start] + new.text.rstrip(" ?!.") + space + old.text[end:]
    carried = f"{old.text[:start]}…{space}{old.text[end:]}"
    return FullForm(searched, carried, asks_again=True)


def _with_new_topics(new: ParsedText, old: ParsedText) -> FullForm | None:
    """The previous question, its topics replaced by the new ones of the same kind."""
    kinds = [kind for kind in sorted(new.kinds & old.kinds) if new.names(kind) != old.names(kind)]
    if not kinds or new.says(ASKED) or any(_comes_with(new, old, kind) for kind in kinds):
        return None
    if any(_may_replace_either(new, old, kind) for kind in kinds):
        return None
    whole = (new.topics[0].start, new.topics[-1].end)
    if new.first in CONDITION and CLAUSE.search(new.text, *whole):  # "with lupus, fillers?"
        return None
    searched = carried = ""
    end = 0
    for place, kind in sorted((place, one) for one in kinds for place in _topic_places(old, one)):
        start, stop = whole if len(kinds) == 1 else _topic_places(new, kind)[0]
        # With a treatment goes the area before it, unless that is replaced by itself.
        first = next(one for one in old.topics if one.start == place[0])
        before = place[0] if "area" in kinds else first.end - len(named_whole(old, first))
        searched += old.text[end:before] + new.text[start:stop]
        carried += old.text[end:before] + "…"
        end = place[1]
    rest = old.text[end:]
    searched += _with_time(rest, new)
    if len(searched) > LONGEST_SEARCHED:
        return None
    return FullForm(searched, carried + rest, asks_again=True)


def _comes_with(new: ParsedText, old: ParsedText, kind: str) -> bool:
    """Whether what is new comes after, before or with something of the previous question, and
    takes no place in it: "after fillers?" after "can I have Botox?", "can it be done by laser?"."""
    first = next(one for one in new.topics if one.kind == kind)
    if not new.is_fragment:
        before = [word.key for word in new.words if word.start < first.start]
        return "them" in before or (
            "it" in before and WITH.search(new.text, 0, first.start) is not None
        )
    last = next(one for one in reversed(old.topics) if one.kind == kind)
    begins = new.first in PREPOSITIONS - DEGREES and circumstance_before(new, first) is not None
    return begins and circumstance_before(old, last) is None


def _may_replace_either(new: ParsedText, old: ParsedText, kind: str) -> bool:
    """Whether a treatment may take the place of that which was to be had, or of that which it was
    to be had after: "laser?" after "can I get a peel after Botox?"."""
    last = next(one for one in reversed(old.topics) if one.kind == kind)
    is_said = new.first in PREPOSITIONS or circumstance_before(old, last) is None
    alike = {kind} if mentions(new.text) else {kind, None}
    return not is_said and any(
        one.kind in alike and one.name != last.name and circumstance_before(old, one) is None
        for one in old.topics
        if one.end < last.start
    )


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
    return word.is_of(TIME) or word.key[:1].isdigit()


def _with_subjects(new: ParsedText, old: ParsedText) -> FullForm | None:
    """A thing or an activity of its own, asked of what the previous question is about, without
    what was asked of that: "coffee after Botox?"."""
    about, things = _circumstances(old)
    if not about or not _is_of_its_own(new) or SAID.search(new.text):
        return None
    if new.is_fragment and len(about) == 1 and _is_name(about[0]) and _is_brand(new):
        return _in_place(new, old, (about[0].start, about[0].end))
    others = [
        one
        for one in old.topics
        if one in things or (one not in about and one.kind in {"activity", None})
    ]
    effects = [one for one in old.topics if one.kind == "effect"]
    if effects and not others and new.is_fragment:  # "can Botox cause headaches?" "dizziness?"
        return _in_place(new, old, (effects[-1].start, effects[-1].end))
    rest = old.text[others[-1].end :] if others else ""
    if set(keys_in(rest)[:1]) & PREPOSITIONS and _is_bare(new):
        return FullForm(new.text.rstrip(" ?!.") + rest, f"…{rest}")
    if not others and not new.says(OF_TREATMENT):
        return None
    if new.first == "which":  # one of several, of which no list may know one
        about = [one for one in old.topics if one.kind in {*SUBJECTS, None}]
    elif new.says(OF_TREATMENT) and keys_in(new.text)[:2] in HOW_MUCH:
        about = [one for one in old.topics if one in about or _is_treated(one, old)]
    carried = cut(", ".join(slices(old, with_areas(old, about))))
    return FullForm(f"{carried}: {new.text}", carried)


def _circumstances(old: ParsedText) -> tuple[list[MentionedTopic], list[MentionedTopic]]:
    """What a question is about, and the medicines that it asks of for after that: "azelaic acid
    after a laser"."""
    about = subjects(old)
    since = [one for one in about if circumstance_before(old, one)]
    things = [
        one
        for one in about
        if one.kind == "medicine" and one not in since and not TAKEN.search(old.text, 0, one.start)
    ]
    return (since, things) if since and things else (about, [])


def _is_treated(one: MentionedTopic, old: ParsedText) -> bool:
    """Whether something is what a treatment is given in, or is to help with: how much of it is
    needed depends on that."""
    return one.kind == "area" or (one.kind in {"effect", None} and old.says(HELPING))


def _with_own(new: ParsedText, old: ParsedText) -> FullForm | None:
    """The previous question with another thing of one's own in the place of its only one: "my
    eyebrows?" after "can I bleach my hair"."""
    owned = [one for one in old.topics if old.text[: one.start].lower().endswith(" my ")]
    if not (new.is_fragment and new.first == "my" and len(new.topics) == len(owned) == 1):
        return None
    (other,), (own,) = new.topics, owned
    if other.kind != own.kind or own.kind in SUBJECTS:
        return None
    described, _, _ = old.text[own.start : own.end].rpartition(" ")
    is_kept = described and all(map(describes, keys_in(described))) and " " not in other.name
    return _in_place(new, old, (own.start + len(described) + 1 if is_kept else own.start, own.end))


def _with_measure(new: ParsedText, old: ParsedText) -> FullForm | None:
    """The previous question about a price, followed by that for which it is asked: "per
    syringe?"."""
    is_measure = new.is_fragment and not new.topics and new.says(OF_TREATMENT)
    return _appended(new, old) if is_measure and old.says(OF_TREATMENT) else None


def _with_other_thing(new: ParsedText, old: ParsedText) -> FullForm | None:
    """The previous question with a thing that is named alone, in the place of the only medicine
    that one takes or stops in it: "should I stop aspirin before Botox?" "fish oil?"."""
    is_alone = len(new.topics) == 1 and new.is_fragment and new.kinds <= {"medicine"}
    if not is_alone or new.words:
        return None
    taken = [
        one for one in old.topics if one.kind == "medicine" and TAKEN.search(old.text, 0, one.start)
    ]
    if len({one.name for one in taken}) != 1:
        return None
    return _in_place(new, old, (taken[-1].start, taken[-1].end))


def _is_of_its_own(new: ParsedText) -> bool:
    """Whether it brings a thing or an activity, or asks for the price of a treatment, and not for
    more of what was asked ("how many glasses?")."""
    if new.first in CONDITION or points_back(new):
        return False
    if keys_in(new.text)[:2] == ["how", "many"] and not new.says(OF_TREATMENT):
        return False
    is_done = new.is_fragment and new.says(DONE)
    kinds = {one.kind for one in new.topics if one not in _areas_of_things(new)}
    brings = bool(new.topics) and kinds <= {"activity", "medicine", None}
    return new.says(OF_TREATMENT) or is_done or brings


def _areas_of_things(new: ParsedText) -> list[MentionedTopic]:
    """Areas that are part of a thing's name: the neck of a "neck pillow"."""
    return [
        one
        for one, other in pairwise(new.topics)
        if one.kind == "area" and not other.kind and new.text[one.end : other.start].isspace()
    ]


def _is_bare(new: ParsedText) -> bool:
    """Whether what one does it after may follow it: "coffee?", "can I drink coffee?"."""
    return not new.says(OF_TREATMENT) and STATEMENT.match(new.text) is None


def _with_old_topics(new: ParsedText, old: ParsedText) -> FullForm | None:
    """The new question after the topics of the previous one that it does not replace."""
    if not new.says(ASKED) and not (new.topics and new.says(VERBS | ASKING)):
        return None
    is_condition = new.is_fragment and new.first in CONDITION
    if is_condition or ONLY_IF.match(new.text) or (new.says(MANY) and old.says(OUTCOMES)):
        return None
    replaced = set() if new.kinds & SUBJECTS else new.kinds
    left = [topic for topic in old.topics if topic.kind not in replaced]
    carried = cut(", ".join(slices(old, left or old.topics)))
    return FullForm(f"{carried}: {new.text}", carried, _judged(new, old))


def _appended(new: ParsedText, old: ParsedText) -> FullForm:
    """The previous question, followed by the new one."""
    joint = " " if old.text.endswith((".", "?", "!", ":", ",")) else ": "
    searched = f"{old.text}{joint}{new.text}"
    return FullForm(searched, old.text, _judged(new, old), asks_again=True)


def _judged(new: ParsedText, old: ParsedText) -> str | None:
    """A question with nothing of the previous one but its subject; None where it only asks more
    about the same ("why?")."""
    if not new.topics and not new.says(OF_PATIENT | OF_TREATMENT | OF_SHOPS):
        return None
    about = with_areas(old, subjects(old))
    return f"{cut(', '.join(slices(old, about) or [old.text]))}: {new.text}"


# Corrections.


def _denied_place(old: ParsedText, denied: str) -> tuple[int, int] | None:
    """Where the previous question says what is taken back."""
    found = re.search(rf"(?<!\w){re.escape(denied)}(?!\w)", old.text, re.IGNORECASE)
    return found.span() if denied and found else None


def _with_other_time(new: ParsedText, old: ParsedText) -> FullForm | None:
    """The previous question with another time in the place of its own: "2 weeks ago"."""
    time = STAND_IN.sub("", ALIKE.sub("", new.text.strip(" ?!.,"), count=1), count=1)
    said, before = TIME_TOLD.fullmatch(time), TIME_TOLD.search(old.text)
    if not (said and before):
        return None
    begin, end = old.text[: before.start()], old.text[before.end() :]
    behind = TIME_BEHIND.search(before[0])
    if behind and not TIME_BEHIND.search(said[0]):  # "2 days after fillers", "same after a week?"
        end = behind[0] + end
    return FullForm(begin + said[0] + end, f"{begin}…{end}", asks_again=True)


def _with_other_number(new: ParsedText, old: ParsedText) -> FullForm | None:
    """The previous question with another number in the place of its only one: "19?"."""
    number = NUMBER.fullmatch(STAND_IN.sub("", new.text.strip(" ?!.,"), count=1))
    places = [found.span() for found in NUMBER.finditer(old.text)]
    if number is None or len(places) != 1:
        return None
    begin, end = old.text[: places[0][0]], old.text[places[0][1] :]
    return FullForm(begin + number[0] + end, f"{begin}…{end}", asks_again=True)


def _with_age(new: ParsedText, old: ParsedText, told: str) -> FullForm | None:
    """The previous question for somebody of another age: "my mother is 70" after "can I get Botox
    at 25?", or after "I am 25. Can I get Botox?"."""
    said = AGE_TOLD.match(new.text)
    if said is None:
        return None
    places = _ages(old.text)
    if len(places) == 1:
        begin, end = old.text[: places[0][0]], old.text[places[0][1] :]
        return FullForm(begin + said["age"] + end, f"{begin}…{end}", asks_again=True)
    places = [] if places else _ages(told)
    if len(places) != 1:
        return replace(_appended(new, old), judged=None)
    begin, end = told[: places[0][0]], f"{told[places[0][1] :]} {old.text}"
    return FullForm(begin + said["age"] + end, f"{begin}…{end}")


def _ages(text: str) -> list[tuple[int, int]]:
    """Where a text has numbers that may be ages."""
    return [
        found.span() for found in NUMBER.finditer(text) if COUNTS_NOTHING.match(text, found.end())
    ]


def tells_age(new: ParsedText) -> bool:
    """Whether it tells how old somebody is, and nothing else."""
    return AGE_TOLD.match(new.text) is not None


def _with_told_otherwise(new: ParsedText, old: ParsedText, told: str) -> FullForm | None:
    """The previous question after what was told before it, with another time, number or medicine
    there: "3 weeks?" after "I marry in 2 weeks, can I get Botox?"."""
    if not told or not new.is_fragment:
        return None
    before = parsed(told)
    other = _with_other_time(new, before) or _with_other_number(new, before)
    taken = [one for one in before.topics if one.kind == "medicine"]
    is_medicine = new.kinds == {"medicine"} and len(new.topics) == 1 and new.first not in CONDITION
    if is_medicine and len(taken) == 1 and "medicine" not in old.kinds:
        other = _in_place(new, before, (taken[0].start, taken[0].end))
    if other is None:
        return None
    return FullForm(f"{other.searched} {old.text}", f"{other.carried} {old.text}")


def _likely_place(new: ParsedText, old: ParsedText) -> tuple[int, int] | None:
    """The topic that words of no list, or of another kind, most likely stand for."""
    if not new.topics and not (new.is_fragment and new.says(OF_PATIENT)):
        return None
    if new.first in CONDITION:
        return _behind_preposition(new, old)
    places = about = subjects(old)
    if not (new.kinds & SUBJECTS or (about and _is_brand(new))):
        places = [one for one in old.topics if one not in about] or about
    unlisted = [one for one in places if one.kind is None]
    brands = [one for one in places if _is_name(one)] if places is about else []
    last = next(reversed(brands[:1] or unlisted or places), None)
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
    return 0 < len(text.topics) <= MOST_BARE_WORDS and all(map(_is_name, text.topics))


def _is_name(topic: MentionedTopic) -> bool:
    words = topic.name.split()
    is_known = topic.kind is not None
    return not is_known and not any(
        is_english(word) or is_english(word.removesuffix("s")) for word in words
    )


def _in_place(new: ParsedText, old: ParsedText, place: tuple[int, int] | None) -> FullForm | None:
    if place is None:
        return None
    words = new.text.strip(" ?!.")
    if new.topics and new.first not in CONDITION:
        words = new.text[new.topics[0].start : new.topics[-1].end]
    begin, end = old.text[: place[0]], old.text[place[1] :]
    return FullForm(begin + words + end, f"{begin}…{end}", asks_again=True)
