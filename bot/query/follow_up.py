"""A question that leans on the one before ("and what about fillers?") → words that stand alone.

By words only, so that a patient sees, edits or clears what was carried. A question with a topic
of its own is left alone: to bring an old topic into a new one is worse than to find too little.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from bot.query.synonyms import Mention, mentions

LONGEST_LEANING = 140
"""Characters of a question that may lean on another; who writes more tells the topic, too."""
LONGEST_SEARCHED = 300
"""Characters that are searched for a question that leans, at most."""
MOST_OWN_WORDS = 4
"""A question that speaks of more than these has a topic of its own, wherever it points."""
LONGEST_CARRIED = 150
"""Characters of the question before that are carried, at most."""


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What is searched for a question that may lean on the one before.

    `carried` are the words of the one before; None where the question stands alone.
    """

    question: str
    searched: str
    carried: str | None


def follow_up(question: str, before: str | None) -> FollowUp:
    """What to search for a question. `before` is what was searched for the one before."""
    alone = FollowUp(question, question.strip(), None)
    if len(alone.searched) > LONGEST_LEANING:
        return alone
    opening, core = _opened(alone.searched)
    new, old = _read(core), _read(_essence(before or ""))
    if _is_courtesy(alone.searched) or not _leans(opening, new, old):
        return alone
    searched, carried = _swapped(new, old) or _under_topic(new, old) or _appended(new, old)
    return FollowUp(question, searched, carried)


# Words. What stands in none of these lists is a topic.

POINTERS = set("it its thats this that these those they them their theirs theyre ones".split())
CLOSERS = set("too either instead then afterwards afterward after before beforehand also".split())
"""Point back where they end a question."""
VERBS = set("is are am was were be do does did can could should would will shall may might".split())
VERBS |= set("have has had isnt arent dont doesnt didnt cant couldnt shouldnt wont".split())
ASKING = set("what whats when where why who which how hows whom whose".split())
PREPOSITIONS = set("at on in for with without after before during between from near by".split())
PREPOSITIONS |= set("within until despite under over around even only just not especially".split())
TIME = set(
    "about ago already apart couple day directly earlier early eight evening exactly fast "
    "faster few first five four full half hour immediately late later less long longer many "
    "minute month more morning most much next night nine now often once one quick quickly "
    "roughly same second seven several six soon sooner still straight ten three time today "
    "tomorrow tonight twelve twice two week weekend whole year yesterday yet".split()
)
EMPTY = set(
    "a able actually again all allowed although always an and another any anybody anyone "
    "anything applies apply ask back because been being both but case come count doctor doing "
    "done down each eg else etc ever every everybody everyone everything fine generally get "
    "getting given go goes going gone got having he her here his however i id if im into ive "
    "keep kind know let like likely make maybe me mine must my myself need never nothing of off "
    "onto or other otherwise ought our out part patient people per perhaps person please "
    "possible put quite really said say she since so some someone something sometimes sort sure "
    "take taken taking tell than the there thing think though to told true try type u up use "
    "used using usually very want way we well whether while you your".split()
)
"""Say nothing of a topic."""
ASKED = set(
    "advice advise affect age agree alternative amount appointment area avoid bad become begin "
    "best better cause change cheap cheaper common complication continue cost danger dangerous "
    "difference different disagree disappear dose drink drug eat effect effective enough "
    "evidence expect expensive explain fade feel good happen happened harm harmful heal healing "
    "help helpful hurt improve increase injected injection last lasting level look lose man "
    "matter mean medication medicine men move necessary normal normally notice old older option "
    "pain painful permanent pill prepare prevent price problem procedure proof rare reason "
    "recommend recommendation recommended recover recovery reduce regular regularly repeat "
    "research result resume return right risk risky ruin safe safely safer safety see serious "
    "session shower side sign sleep spoil spot spread start started stop studies study suggest "
    "symptom tablet temporary touch treated treatment unsafe visible visit wait wear woman women "
    "work working worried worry worse worst worth wrong young".split()
)
"""What may be asked of any topic."""
MARKERS = set(
    "thanks thank thx ok okay no nope yes yeah yep hi hello hey bye goodbye great cool nice "
    "perfect wow alright understand understood".split()
)
COURTESY = MARKERS | set("you very much so a lot all i see got it good well then for the".split())
COURTESY |= set("your help answer answers sure right fine never mind nothing else thats".split())

GREETING = re.compile(
    r"\A(?:(?:ok(?:ay)?|thanks|thank you|thx|hi|hello|hey|great|alright|yes|no|hm+)\b[\s,.!;:-]+)*",
    re.IGNORECASE,
)
TIE = re.compile(r"\A(?:(?:and|or|but|so|also|then|plus|well)\b[\s,]*)+", re.IGNORECASE)
WHAT_ABOUT = re.compile(r"\A(?:what|how)\s+(?:(?:about|of)\b\s*|(?=if\b))", re.IGNORECASE)
SUBJECTS = {"treatment", "medicine"}
"""Kinds that a question can be about by themselves; the others are asked of one of these."""
TREATMENT = re.compile(
    r".*(?:ectomy|plasty|otomy|oscopy)|removal|surgery|extractions?|implants?|augmentation"
    r"|replacement|removed|extracted|pulled|lift|tuck|grafts?|transplant|therapy"
)
MEDICINE = re.compile(
    r".*(?:profen|cillin|mycin|cycline|floxacin|azole|statin|triptan|sartan|olol|dipine|caine)"
    r"|aspirin|paracetamol|acetaminophen|antibiotics?|painkillers?"
)
"""Stems of generic names, as the WHO gives them out (INN stem book)."""

KNOWN = POINTERS | CLOSERS | VERBS | ASKING | PREPOSITIONS | TIME | EMPTY | ASKED | MARKERS
EXPLETIVE = set("to that if when whether take takes been".split())
"""Behind a word "it" that points to nothing."""
OF_ITSELF = set("cause symptom treatment mean".split())
"""What is asked of an effect itself, whatever it came from."""
BEFORE_THAT = VERBS | PREPOSITIONS | set("why than like of about doing if".split())
"""Before a word "that" which is no conjunction."""

WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
CLAUSE = re.compile(r"[.,;:!?()–\n]")
SENTENCE_END = re.compile(r"(?<=[.?!])\s+|\n+")
JOINT = re.compile(r"\s*(?:,|/|&|\b(?:and|or|with)\b)?\s*(?:\b(?:and|or)\b\s*)?", re.IGNORECASE)
JOINERS = set("and or but so because if while since until though although".split())
JOINERS |= ASKING | VERBS - {"be", "have", "has", "had"}
"""Words that begin another clause, if only roughly."""
DOING = re.compile(
    r"\b(?:drink|have|get|go|do|use|wear|take|eat|apply)\s+(?:to\s+)?"
    r"(?:(?:an?|the|some|any|my)\s+)?$",
    re.IGNORECASE,
)
"""A verb that belongs to the activity behind it: drink alcohol, have a massage."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text, without capitals and apostrophes, and where its clause begins."""

    key: str
    start: int
    end: int
    clause: int

    def is_of(self, words: set[str]) -> bool:
        """Whether it is one of those words, or the plural of one."""
        return self.key in words or self.key.removesuffix("s") in words


@dataclass(frozen=True, slots=True)
class CarriedTopic:
    """What a text speaks of. `kind` is None where no list knows it."""

    name: str
    kind: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class LeaningReading:
    """A text, its topics, and the words beside them."""

    text: str
    topics: tuple[CarriedTopic, ...]
    words: tuple[Word, ...]

    @property
    def kinds(self) -> set[str]:
        """The kinds of its topics, as far as they are known."""
        return {topic.kind for topic in self.topics if topic.kind}

    @property
    def unknown(self) -> int:
        """How many words its topics have that no list knows."""
        return sum(len(topic.name.split()) for topic in self.topics if topic.kind is None)

    @property
    def first(self) -> str:
        """Its first word."""
        return next(iter(_keys(self.text)), "")

    @property
    def is_fragment(self) -> bool:
        """Whether it is no whole sentence, as in "with fillers?"."""
        return not self.says(VERBS | ASKING)

    @property
    def asks(self) -> bool:
        """Whether it asks, where "I have a headache" tells."""
        return self.is_fragment or self.first in VERBS | ASKING

    def says(self, words: set[str]) -> bool:
        """Whether one of those words stands beside its topics."""
        return any(word.is_of(words) for word in self.words)

    def names(self, kind: str) -> set[str]:
        """Its topics of a kind."""
        return {topic.name for topic in self.topics if topic.kind == kind}


def _read(text: str) -> LeaningReading:
    words = list(_words(text))
    topics = _topics(text, words)
    inside = {n for topic in topics for n in range(topic.start, topic.end)}
    return LeaningReading(text, tuple(topics), tuple(w for w in words if w.start not in inside))


def _words(text: str) -> Iterator[Word]:
    clause, end = 0, 0
    for found in WORD.finditer(text):
        key = re.sub("['’]", "", found.group()).casefold()
        if key in JOINERS or CLAUSE.search(text, end, found.start()):
            clause = found.start()
        end = found.end()
        yield Word(key, found.start(), end, clause)


def _keys(text: str) -> list[str]:
    return [word.key for word in _words(text)]


def _topics(text: str, words: Sequence[Word]) -> list[CarriedTopic]:
    listed = [
        CarriedTopic(one.term.name, one.term.kind, _start(text, one), one.end)
        for one in mentions(text)
    ]
    taken = {n for topic in listed for n in range(topic.start, topic.end)}
    runs: list[list[Word]] = []
    for word in words:
        if word.is_of(KNOWN) or word.key[0].isdigit() or word.start in taken:
            continue
        if runs and text[runs[-1][-1].end : word.start].isspace():
            runs[-1].append(word)
        else:
            runs.append([word])
    return sorted([*listed, *map(_unlisted, runs)], key=lambda topic: topic.start)


def _start(text: str, one: Mention) -> int:
    if one.term.kind != "activity":
        return one.start
    found = DOING.search(text, max(one.start - 20, 0), one.start)
    return found.start() if found else one.start


def _unlisted(run: Sequence[Word]) -> CarriedTopic:
    last = run[-1].key
    kind = "treatment" if TREATMENT.fullmatch(last) else None
    kind = "medicine" if MEDICINE.fullmatch(last) else kind
    return CarriedTopic(" ".join(word.key for word in run), kind, run[0].start, run[-1].end)


# Whether a question leans.

Opening = Literal["none", "and", "what about"]


def _opened(text: str) -> tuple[Opening, str]:
    """How a question begins, and what is left of it without greeting and opening."""
    text = GREETING.sub("", text, count=1)
    core = TIE.sub("", text, count=1)
    asked = WHAT_ABOUT.sub("", core, count=1)
    if asked != core or (core != text and core.casefold().startswith("if ")):
        return "what about", asked
    return ("and" if core != text else "none"), core


def _is_courtesy(question: str) -> bool:
    words = set(_keys(question))
    return words <= COURTESY and bool(words & MARKERS) and not question.endswith("?")


def _leans(opening: Opening, new: LeaningReading, old: LeaningReading) -> bool:
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
    # A treatment alone asks what was asked of another; an activity, an area or an effect alone
    # is asked of the treatment before.
    own = new.kinds & SUBJECTS
    return own == new.kinds & old.kinds if own else bool(old.kinds & SUBJECTS)


def _is_complete(new: LeaningReading) -> bool:
    """Whether it names what it is about together with what is asked of it."""
    if not new.kinds & SUBJECTS:
        return False
    if new.kinds & {"activity", "effect"} or new.says(ASKED | ASKING):
        return True
    return (new.unknown > 0 or "area" in new.kinds) and new.says(VERBS)


def _points_back(new: LeaningReading) -> bool:
    """Whether a word points to something that no clause before it names."""
    return any(
        _points(new, n) and not any(topic.end <= word.clause for topic in new.topics)
        for n, word in enumerate(new.words)
    )


def _points(new: LeaningReading, n: int) -> bool:
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
    """Whether "it" before those words points to nothing: "is it safe to", "it takes"."""
    return bool(EXPLETIVE.intersection(behind[:4])) or ("for" in behind[:3] and "to" in behind)


def _is_determiner(new: LeaningReading, word: Word, following: Sequence[Word]) -> bool:
    """Whether its noun follows: "this mole", "these days", "those who"."""
    named = any(
        one.start > word.end and not new.text[word.end : one.start].strip() for one in new.topics
    )
    return named or any(one.is_of(TIME | {"who", "that", "with"}) for one in following[:1])


def _is_conjunction(new: LeaningReading, n: int) -> bool:
    """Whether a word "that" joins: "is it true that", "sites that are"."""
    word = new.words[n]
    if word.key != "that" or not new.text[: word.start].strip():
        return False
    before = new.words[n - 1] if n else None
    joined = before is None or new.text[before.end : word.start].strip()
    return bool(joined) or (before is not None and before.key not in BEFORE_THAT)


def _begins_as_follow_up(opening: Opening, new: LeaningReading) -> bool:
    if opening == "what about":
        return True
    if opening == "and":
        first_person = new.first in VERBS and "i" in _keys(new.text)[:2]
        most = 1 if new.says(ASKED) else 2  # "but is coffee bad for the heart?" says it all
        return new.unknown == 0 or first_person or (new.asks and new.unknown <= most)
    bare = new.is_fragment and new.unknown <= 3 and not new.says(ASKED)
    return bare and new.first in PREPOSITIONS


def _ends_as_follow_up(new: LeaningReading) -> bool:
    last = _keys(new.text)[-2:]
    return new.asks and new.unknown <= 2 and (last[-1] in CLOSERS or last == ["as", "well"])


# What is carried.


def _essence(before: str) -> str:
    """The sentences that hold a topic; of a long story the last question and what it is about."""
    sentences = (_read(sentence.strip()) for sentence in SENTENCE_END.split(before))
    told = [one for one in sentences if one.topics]
    text = " ".join(one.text for one in told)
    if len(text) <= LONGEST_CARRIED:
        return text
    asked = next((one for one in reversed(told) if one.text.endswith("?")), told[0])
    elsewhere = [] if asked.kinds & SUBJECTS else [word for one in told for word in _subjects(one)]
    return _cut(": ".join([*elsewhere[:1], asked.text]), LONGEST_CARRIED)


def _subjects(told: LeaningReading) -> list[str]:
    return [told.text[one.start : one.end] for one in told.topics if one.kind in SUBJECTS]


def _cut(text: str, limit: int) -> str:
    """No more characters than that, and no word cut in two where there are blanks."""
    return text if len(text) <= limit else text[:limit].rsplit(None, 1)[0]


def _swapped(new: LeaningReading, old: LeaningReading) -> tuple[str, str] | None:
    """The question before, with the new topics in the place of its own of the same kind."""
    kinds = [kind for kind in sorted(new.kinds & old.kinds) if new.names(kind) != old.names(kind)]
    if not kinds or new.says(ASKED):
        return None
    whole = (new.topics[0].start, new.topics[-1].end)
    searched = carried = ""
    end = 0
    for place, kind in sorted((place, one) for one in kinds for place in _places(old, one)):
        start, stop = whole if len(kinds) == 1 else _places(new, kind)[0]
        searched += old.text[end : place[0]] + new.text[start:stop]
        carried += old.text[end : place[0]] + "…"
        end = place[1]
    rest = old.text[end:]
    searched += _with_time(rest, new)
    return (searched, carried + rest) if len(searched) <= LONGEST_SEARCHED else None


def _places(told: LeaningReading, kind: str) -> list[tuple[int, int]]:
    """Where the last topic of a kind stands, once or again; "Botox or fillers" is one place."""
    found: list[list[CarriedTopic]] = []
    for topic in told.topics:
        if topic.kind != kind:
            continue
        joined = found and JOINT.fullmatch(told.text, found[-1][-1].end, topic.start)
        found.append([*found.pop(), topic] if joined else [topic])
    last = {topic.name for topic in found[-1]}
    return [
        (run[0].start, run[-1].end) for run in found if not last.isdisjoint(one.name for one in run)
    ]


def _with_time(rest: str, new: LeaningReading) -> str:
    """The rest of a question with the time that the new one tells behind its topics."""
    behind = [word for word in new.words if word.start >= new.topics[-1].end]
    if not (behind and behind[0].key in PREPOSITIONS and any(map(_is_time, behind))):
        return rest
    told = new.text[behind[0].start : behind[-1].end]
    return f"{rest.rstrip('?')} {told}?"


def _is_time(word: Word) -> bool:
    return word.is_of(TIME) or word.key[0].isdigit()


def _under_topic(new: LeaningReading, old: LeaningReading) -> tuple[str, str] | None:
    """The new question under the topics of the one before that it does not replace."""
    if not new.says(ASKED) and not (new.topics and new.says(VERBS | ASKING)):
        return None
    replaced = set() if new.kinds & SUBJECTS else new.kinds
    kept = [topic for topic in old.topics if topic.kind not in replaced]
    carried = _cut(", ".join(_slices(old, kept or old.topics)), LONGEST_CARRIED)
    return f"{carried}: {new.text}", carried


def _slices(old: LeaningReading, kept: Sequence[CarriedTopic]) -> list[str]:
    """The topics with the words between them, as long as nothing left out stands between."""
    runs = [[old.topics[0]]] if old.topics[0] in kept else []
    for one, other in pairwise(old.topics):
        if other in kept:
            joined = one in kept and not CLAUSE.search(old.text, one.end, other.start)
            runs.append([*runs.pop(), other] if joined else [other])
    return [old.text[run[0].start : run[-1].end] for run in runs]


def _appended(new: LeaningReading, old: LeaningReading) -> tuple[str, str]:
    """The question before, and the new one behind it."""
    joint = " " if old.text.endswith((".", "?", "!", ":", ",")) else ": "
    return f"{old.text}{joint}{new.text}", old.text
