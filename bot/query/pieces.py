"""Cuts a patient's message into sentences, and sentences that ask two things into halves.

Every piece is a slice of the message.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, TypeAlias

import sentencex

from bot.query.adjectives import describes
from bot.query.courtesy import courtesy_of
from bot.query.question_patterns import (
    AFTER_COMMA,
    ALSO,
    ASKED_BESIDE,
    ASKED_BY_ANOTHER,
    ASKING,
    AUXILIARY_FIRST,
    BEFORE_TOPIC,
    BEHIND_TOPIC,
    CLOSING,
    COMMON,
    CONTINUES,
    COURTESY,
    DANGLING,
    DO_SEVERAL,
    EMPTY,
    ENDS_ASKING,
    FINITE,
    FIRST,
    HAS_LETTER,
    HINT,
    INDIRECT,
    INDIRECT_ASKED,
    JOINT,
    LEAD,
    LIST_MARK,
    MARK,
    NO_VERB_YET,
    NUMBER,
    ONE_CLAUSE,
    OPENING,
    OR_I,
    OTHER_CLAUSE,
    PLACEHOLDER,
    POINTING,
    POINTS,
    RELATIVE,
    RELATIVE_FIRST,
    REPORTED,
    RHETORICAL,
    RUN_ON,
    STATEMENT,
    SURROUNDING,
    TAGGED,
    TOPIC_ONLY,
    TRAILING_MARKS,
    UNIT,
    UNSAID,
    WELL_WISH,
    WONDERING,
    WORD,
)
from bot.query.synonyms import Mention, mentions
from bot.query.topic_words import KNOWN, PREPOSITIONS
from index.model import Span
from index.search.chunk import UNUSUAL_BLANK

NEAR = 300
"""Characters around an "and" that are read, so that a hostile message takes no longer."""
WRAPPED = 50
"""A line this long that continues in lower case was broken by a mail program, not by a person."""

FIRST_WORD = 4
"""Characters of a question's first word, at least, which may be one that begins a clause, too."""
CLAUSE_END = re.compile(r"[,;:]\s+")
NO_NOUN = re.compile(r"(?:ing|ed|en|ly|not)\Z", re.IGNORECASE)
"""The end of words that are hardly a noun."""
NEAR_TOPIC = 40
"""Characters behind a verb that are read for the thing which is its subject."""
ADVERBIAL = PREPOSITIONS | set("the a an my every each once twice daily weekly monthly too".split())
"""Behind what somebody does: "and do facials every week"."""
LONGEST_THANKS = 40
"""Characters of thanks, at most."""
MOST_SIGNED = 3
"""Words of a signature behind a comma, at most: "please advise, front desk"."""

BETWEEN = re.compile(r"\s*(?:,|/|&|\b(?:and|or|vs|versus)\b)?\.?\s*", re.IGNORECASE)
"""What may stand between treatments that are named in one."""

PieceRole: TypeAlias = Literal["statement", "question", "pointing", "empty"]
"""The role of a piece: "pointing" asks about its neighbours ("Is this normal?"), "empty" asks
nothing that could be searched ("Can anyone help?")."""


@dataclass(frozen=True, slots=True)
class MessagePiece:
    """A sentence, or the half of one that asks something else; `stems` are its content words.
    `points_first` tells whether it points before it names a treatment ("can I combine it with
    filler?"), `opens` tells whether it begins in the order of a question's words."""

    span: Span
    role: PieceRole
    stems: tuple[str, ...]
    treatments: frozenset[str]
    points: bool
    points_first: bool
    opens: bool


def pieces_of(message: str) -> list[MessagePiece]:
    """The pieces of a message, in reading order."""
    plain = _plain(message)
    return [
        _piece(plain, span, marked)
        for sentence in _sentences(plain)
        for span, marked in _marked(plain, _without_mark(plain, sentence))
    ]


_SAME_LENGTH = str.maketrans({"’": "'", "‘": "'", "？": "?", "؟": "?", "！": "!", "…": "."})
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_LINE_BREAK = re.compile(r"\r?\n|\r")


def _plain(message: str) -> str:
    """The message as the patterns read it, one character for another, so that offsets stay."""
    text = _SURROGATE.sub("\ufffd", UNUSUAL_BLANK.sub(" ", message)).translate(_SAME_LENGTH)
    start = 0
    joined: list[str] = []
    for found in _LINE_BREAK.finditer(text):
        line = text[start : found.start()]
        continues = text[found.end() : found.end() + 1].islower() and line[-1:] not in ".?!:;"
        wrapped = continues and len(line) >= WRAPPED and not _opens(text, found.end())
        joined += [line, " " * len(found.group()) if wrapped else found.group()]
        start = found.end()
    return "".join([*joined, text[start:]])


def _sentences(plain: str) -> Iterator[Span]:
    """Sentences without the white space around them; the end of a line ends one, and so does a mark
    without a blank after it."""
    edges = {0, len(plain)}
    for line in re.finditer(r"[^\r\n]+", plain):
        edges |= {line.start(), line.end()}
        for bound in sentencex.get_sentence_boundaries("en", line.group()):
            edges.add(line.start() + bound["end_index"])
        edges -= {line.start() + found.end() for found in UNIT.finditer(line.group())}
        edges |= {line.start() + found.end() for found in MARK.finditer(line.group())}
        edges |= {line.start() + at for at in _numbers(line.group())}
    current = Span(0, 0)
    for start, end in pairwise(sorted(edges)):
        found = _trimmed(plain, start, end)
        if HAS_LETTER.search(plain, found.start, found.end) or current == Span(0, 0):
            if current.end:
                yield current
            current = found
        elif TRAILING_MARKS.fullmatch(plain, found.start, found.end):
            current = Span(current.start, found.end)
    if current.end > current.start:
        yield current


def _numbers(line: str) -> Iterator[int]:
    """Where the items of a list begin: "1) ... 2) ...", but not within brackets, "(type 2)"."""
    for found in NUMBER.finditer(line):
        if line.rfind("(", 0, found.start()) <= line.rfind(")", 0, found.start()):
            yield found.start()


def _trimmed(plain: str, start: int, end: int) -> Span:
    text = plain[start:end]
    start += len(text) - len(text.lstrip())
    return Span(start, start + len(text.strip()))


def _without_mark(plain: str, sentence: Span) -> Span:
    found = LIST_MARK.match(plain, sentence.start, sentence.end)
    return Span(found.end(), sentence.end) if found else sentence


def _marked(plain: str, sentence: Span) -> Iterator[tuple[Span, bool]]:
    """The halves of a sentence, and whether its question mark is one for each of them."""
    marked = bool(ENDS_ASKING.search(plain, sentence.start, sentence.end))
    for half in _halves(plain, sentence):
        asks = half.end == sentence.end or bool(AUXILIARY_FIRST.match(plain, half.start))
        is_first = half.start == sentence.start and half.end < sentence.end
        asks_first = is_first and _begins_with_noun(plain[half.start : half.end])
        yield half, half.start > sentence.start or (marked and asks) or asks_first


def _begins_with_noun(first: str) -> bool:
    """Whether the first of two questions begins with a verb and what seems to be its subject: "are
    threads sore", but not "is swollen" and "will call you"."""
    found = BEFORE_TOPIC.match(first)
    word = WORD.match(first, found.end()) if found else None
    if word is None or word[0].lower() in KNOWN or NO_NOUN.search(word[0]):
        return False
    return len(first[word.end() :].split()) > 0 and not describes(word[0].lower())


def _halves(plain: str, sentence: Span) -> Iterator[Span]:
    """A sentence cut where a second question begins, without the "and" between."""
    begun = bool(FIRST.match(plain, sentence.start)) or _opens(plain, sentence.start)
    reported = REPORTED.search(plain, sentence.start, min(sentence.end, sentence.start + NEAR))
    start = sentence.start
    for joint in JOINT.finditer(plain, sentence.start, sentence.end):
        behind = max(start, joint.start() - NEAR)
        begun = begun or bool(WONDERING.search(plain, behind, joint.start()))
        begun = begun or (reported is not None and reported.end() <= joint.start())
        also = " ".join((joint["word"] or "").lower().split()) in ALSO
        also = also and bool(AFTER_COMMA.match(plain, joint.end()))
        if (
            (begun or also)
            and joint.start() > start
            and _begins_question(plain, start, joint, sentence.end)
        ):
            yield _trimmed(plain, start, joint.start())
            start = joint.end()
        begun = begun or also or _opens(plain, joint.end())
    yield _trimmed(plain, start, sentence.end)


def _begins_question(plain: str, start: int, joint: re.Match[str], end: int) -> bool:
    """Whether a question of its own begins after a joint."""
    first, at = plain[max(start, joint.start() - NEAR) : joint.start()], joint.end()
    if (
        DANGLING.search(first)
        or TOPIC_ONLY.fullmatch(first)
        or len(first.split()) < 3
        or len(plain[at : min(end, at + NEAR)].split()) < 3
    ):
        return False
    word = (joint["word"] or "").lower()
    if word == "or":
        return bool(OR_I.match(plain, at))
    if not word:
        return _begins_behind_comma(first, plain, at)
    indirect = INDIRECT_ASKED if ASKING.search(first) else INDIRECT
    if RELATIVE.match(plain, at):
        return False
    return (
        _opens(plain, at)
        or bool(indirect.match(plain, at) or ASKED_BESIDE.match(plain, at))
        or _opens_with_topic(plain, at)
        or _has_own_subject(first, plain, at)
    )


def _begins_behind_comma(first: str, plain: str, at: int) -> bool:
    """Whether a question of its own begins behind a comma; where another stands before that, also
    with a subject that is no pronoun."""
    if AFTER_COMMA.match(plain, at):
        return NO_VERB_YET.match(first) is None
    *before, clause = CLAUSE_END.split(first)
    is_within = before and RELATIVE_FIRST.match(clause)
    if is_within or not _opens_at_all(clause) or OTHER_CLAUSE.search(clause, FIRST_WORD):
        return False
    verb = FINITE.match(plain, at)
    return _opens_with_topic(plain, at) or bool(verb and verb["word"].lower() not in KNOWN)


def _opens_at_all(first: str) -> bool:
    """Whether a text begins in the order of a question's words."""
    return _opens(first, 0) or _opens_with_topic(first, 0, at_start=True)


def _opens_with_topic(plain: str, at: int, *, at_start: bool = False) -> bool:
    """Whether a question begins here with the name of a thing, of which something is asked: "is
    Botox or Dysport better". Before "do" it is several things, which do something.

    Args:
        at_start: whether nothing stands before, so that a word of no list may: "masseter Botox".
    """
    lead = LEAD.match(plain, at)
    verb = BEFORE_TOPIC.match(plain, lead.end() if lead else at)
    if verb is None:
        return False
    text = plain[verb.end() : verb.end() + NEAR_TOPIC]
    named = next(iter(mentions(text)), None)
    if named is None or named.term.kind == "activity":
        return False
    before = text[: named.start].split()
    if before and (not at_start or len(before) > 1 or before[0].lower() in KNOWN):
        return False
    said = text[: named.end].lower()
    behind = BEHIND_TOPIC.match(text, named.end)
    if behind is None or said.endswith("ing"):  # "is swelling badly"
        return False
    return verb["do"] is None or (said.endswith("s") and behind["word"].lower() not in ADVERBIAL)


def _has_own_subject(first: str, plain: str, at: int) -> bool:
    """Whether a verb behind "and" has a subject of its own, as a second one in a question has that
    is no part of a clause within it: "should I ice it and will arnica help"."""
    several = DO_SEVERAL.match(plain, at)
    if several and several["word"].lower() not in ADVERBIAL:
        return several["one"].lower() in first.lower()  # "a scar … and do scars fade"
    verb = FINITE.match(plain, at)
    if verb is None or verb["word"].lower() in KNOWN:
        return False
    opened = ONE_CLAUSE.match(first) if _opens_at_all(first) else None
    return opened is not None and OTHER_CLAUSE.search(first, opened.end()) is None


def _piece(plain: str, span: Span, marked: bool) -> MessagePiece:
    text = plain[span.start : span.end]
    named = treatments_in(text)
    opens = _opens(text, 0)
    points = POINTS.search(PLACEHOLDER.sub(lambda found: " " * len(found[0]), text))
    return MessagePiece(
        span,
        _role(text, marked, opens=opens),
        tuple(word[:5].casefold() for word in WORD.findall(text) if word.lower() not in COMMON),
        frozenset(one.term.name for one in named),
        points is not None and not (named and REPORTED.search(text)),
        points is not None and bool(named) and points.start() < named[0].start,
        opens,
    )


def _role(text: str, marked: bool, *, opens: bool) -> PieceRole:
    opened = (
        opens
        or _opens_with_topic(text, 0, at_start=True)
        or any(AFTER_COMMA.match(text, one.end()) for one in JOINT.finditer(text))
        or bool(RUN_ON.search(text))
    )
    asking = bool(ASKING.search(text))
    lead = LEAD.match(text)
    core = text[lead.end() if lead else 0 :].strip(SURROUNDING)
    if EMPTY.fullmatch(core) or WELL_WISH.fullmatch(core):
        return "empty"
    if not (opened or marked) and _is_courteous(text, core):
        return "empty"
    asks = asking or (marked and (bool(HINT.search(text)) or not STATEMENT.match(text)))
    if _only_seems_to_ask(text, core, opened=opened) or (not opened and not asks):
        return "statement"
    if POINTING.fullmatch(core) or (marked and _continues(text, opened)):
        return "pointing"
    if all(word.lower() in COMMON for word in WORD.findall(core)):
        return "pointing" if marked or opened else "empty"
    return "question"


def _is_courteous(text: str, core: str) -> bool:
    """Whether a piece thanks, or asks for an answer without saying to what."""
    asked, _, signed = core.partition(",")
    is_signed = len(signed.split()) <= MOST_SIGNED and EMPTY.fullmatch(asked) is not None
    if is_signed or CLOSING.match(text) or UNSAID.search(text):
        return True
    return len(text) <= LONGEST_THANKS and courtesy_of(text) == "thanks"


def _only_seems_to_ask(text: str, core: str, *, opened: bool) -> bool:
    """Whether what looks like a question is a turn of phrase, or was asked by somebody else."""
    if RHETORICAL.fullmatch(core) or ASKED_BY_ANOTHER.search(text):
        return True
    is_tagged = TAGGED.search(text) is not None and not any(mentions(text))
    return not opened and (is_tagged or COURTESY.search(text) is not None)


def _continues(text: str, opened: bool) -> bool:
    """Whether a marked piece continues the question before it."""
    found = CONTINUES.match(text)
    return bool(found and (not opened or found[1].lower() == "or"))


def _opens(plain: str, at: int) -> bool:
    """Whether a question begins here by the order of its words."""
    lead = LEAD.match(plain, at)
    is_true = lead is not None and lead[0].rstrip().lower().endswith("is it true")
    return is_true or bool(OPENING.match(plain, lead.end() if lead else at))


def named_in(text: str) -> str:
    """The treatment that a text names last, with the area before it and the others that it is
    joined to: "lip filler", "Botox and Dysport"."""
    found = list(mentions(text))
    while found and found[-1].term.kind != "treatment":
        found.pop()
    if not found:
        return ""
    start, end = found[-1].start, found[-1].end
    for one in reversed(found[:-1]):
        if BETWEEN.fullmatch(text, one.end, start) is None:
            break
        start = one.start
    return text[start:end]


def treatments_in(text: str) -> list[Mention]:
    """The treatments that a text names, in reading order."""
    return [one for one in mentions(text) if one.term.kind == "treatment"]
