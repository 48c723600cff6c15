"""The questions in a patient's message, so that each can be searched on its own.

Everything is a slice of the message. What is not plainly two questions stays one: a wrong split
loses more than a missing one, as the whole message finds both.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, TypeAlias

import sentencex

from bot.query.question_patterns import (
    AFTER_COMMA,
    AROUND,
    ASKING,
    AUXILIARY_FIRST,
    CLOSES,
    CLOSING,
    COMMON,
    COURTESY,
    DANGLING,
    EMPTY,
    ENDS_ASKING,
    FIRST,
    GOES_ON,
    HINT,
    INDIRECT,
    INDIRECT_ASKED,
    JOINT,
    LEAD,
    LIST_MARK,
    MARK,
    NUMBER,
    OPENING,
    OR_I,
    PLACEHOLDER,
    POINTING,
    POINTS,
    RELATIVE,
    SAYS,
    TELLS,
    UNIT,
    WONDERING,
    WORD,
)
from bot.query.synonyms import Mention, mentions
from index.model import Span
from index.search.chunk import ODD_BLANK

MOST = 5
"""Parts of one message, at most; the last one takes every question that is left."""
NEAR = 300
"""Characters around an "and" that are looked at, so that a hostile message takes no longer."""
CONTEXT = 200
"""Characters of context before a question, at most: it carries the topic, not the story."""
TITLE = 6
"""A first sentence of no more words than this that mean something is taken for the title."""
WRAPPED = 50
"""A line this long that goes on in small letters was broken by a mail program, not by a person."""

Role: TypeAlias = Literal["told", "asked", "pointing", "empty"]
"""What a piece does: "pointing" asks of what stands beside it ("Is this normal?"), "empty" asks
nothing that could be searched ("Can anyone help?")."""


@dataclass(frozen=True, slots=True)
class MessagePart:
    """One question of a message. `asked` is a slice of it; `searched` is what is searched for it:
    the same words, after the sentences of the message that name what they speak of."""

    asked: str
    searched: str


@dataclass(frozen=True, slots=True)
class _Piece:
    """A sentence, or the half of one that asks something else; `stems` tell what it speaks of."""

    span: Span
    role: Role
    stems: tuple[str, ...]
    treatments: frozenset[str]
    points: bool


def parts_of(message: str) -> tuple[MessagePart, ...]:
    """The questions of a message in reading order; a message with one or none is one part."""
    pieces = [piece for piece in _pieces(message) if piece.role != "empty"]
    questions = _within_the_most(_questions(pieces))
    if len(questions) < 2:
        whole = message.strip()
        return (MessagePart(whole, whole),)
    return tuple(_part(message, pieces, first, last) for first, last in questions)


def _part(message: str, pieces: Sequence[_Piece], first: int, last: int) -> MessagePart:
    asked = message[pieces[first].span.start : pieces[last].span.end]
    return MessagePart(asked, " ".join([*_context(message, pieces, first), asked]))


# Which pieces are parts.


def _questions(pieces: Sequence[_Piece]) -> list[tuple[int, int]]:
    """First and last piece of each question that is a part of its own.

    One that only points ("What should I do?") is a part if it opens the message or follows
    something told; right after a question it belongs to that question.
    """
    found: list[tuple[int, int]] = []
    known: list[tuple[str, ...]] = []
    for n, piece in enumerate(pieces):
        if piece.role == "asked" and not any(_repeats(piece.stems, one) for one in known):
            found.append((n, n))
            # A few are enough to compare with: a message of a thousand questions stays quick.
            known = [*known, piece.stems][:MOST]
        elif piece.role == "pointing":
            if found and found[-1][1] == n - 1:
                found[-1] = (found[-1][0], n)
            elif n == 0 or pieces[n - 1].role == "told":
                found.append((n, n))
    return found


def _repeats(stems: Sequence[str], earlier: Sequence[str]) -> bool:
    """Whether a question says nothing that an earlier one did not, in the same order; one word
    of it may be there by chance."""
    rest = iter(earlier)
    return stems == earlier or (len(stems) > 1 and all(stem in rest for stem in stems))


def _within_the_most(questions: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    if len(questions) <= MOST:
        return list(questions)
    return [*questions[: MOST - 1], (questions[MOST - 1][0], questions[-1][1])]


# What a question lacks, and where the message says it.


@dataclass(frozen=True, slots=True)
class _Topic:
    """What a message is about: the treatments it tells of, else the words it comes back to."""

    treatments: frozenset[str]
    stems: Counter[str]

    def weight(self, piece: _Piece) -> int:
        """How often the message comes back to the words of a piece."""
        return sum(max(self.stems[stem] - 1, 0) for stem in set(piece.stems))


def _topic(pieces: Sequence[_Piece]) -> _Topic:
    told = [piece for piece in pieces if piece.role == "told"]
    counts = Counter(stem for piece in pieces for stem in set(piece.stems))
    if told and len(told[0].stems) <= TITLE:
        counts.update(told[0].stems)
    back = Counter({stem: count for stem, count in counts.items() if count > 1})
    every = back or Counter({stem for piece in told for stem in piece.stems})
    return _Topic(_treatments(told), every if told else Counter())


def _treatments(pieces: Iterable[_Piece]) -> frozenset[str]:
    return frozenset(name for piece in pieces for name in piece.treatments)


def _context(message: str, pieces: Sequence[_Piece], n: int) -> list[str]:
    """Up to two slices, in reading order, that name what the question speaks of; a treatment that
    only another question names has a colon after it."""
    topic = _topic(pieces)
    known = _treatments(pieces[:n])
    if not _lacks(pieces[n], topic, known):
        return []
    beside = [*range(n - 1, -1, -1), *range(n + 1, len(pieces))]
    beside = [other for other in beside if pieces[other].stems]
    beside = [other for other in beside if other < n or pieces[other].role == "told"]
    alone = [other for other in beside if not _lacks(pieces[other], topic, known)]
    if any(other < n and pieces[other].role == "told" for other in beside):
        # What comes after the question names its topic only if nothing before it may.
        beside, alone = ([other for other in some if other < n] for some in (beside, alone))
    near = [other for other in beside if other in alone[:1] or _meant(pieces[other], topic)]
    told = [other for other in beside if pieces[other].role == "told"]
    named = alone[:1] or told[:1]
    chosen = set(named)
    # "It" is what was spoken of last, even where that sentence needs its own topic, too.
    if pieces[n].points and near and (near[0] < n or not alone):
        chosen.add(near[0])
    told_by = [_telling(message, pieces[other], pieces[n]) for other in sorted(chosen)]
    if len(told_by) > 1 and sum(map(len, told_by)) >= CONTEXT:
        told_by = [_telling(message, pieces[(named or near)[0]], pieces[n])]
    return list(dict.fromkeys(words for words in told_by if words))


def _telling(message: str, piece: _Piece, question: _Piece) -> str:
    """What a piece tells of the topic of a question: a sentence as it stands, and of another
    question its treatment alone. With all of it, what that one asks would be searched, and found,
    once more; so where it names no treatment, nothing is taken over by a question that has words
    of its own."""
    if piece.role != "told":
        text = message[piece.span.start : piece.span.end]
        named = _treatments_in(text)
        if named:
            return f"{text[named[-1].start : named[-1].end]}:"
        if len(question.stems) > 1 and not question.points:
            return ""
    span = _shortened(message, piece.span)
    return message[span.start : span.end]


def _meant(piece: _Piece, topic: _Topic) -> bool:
    """Whether "it" after this piece may be what the piece speaks of."""
    return piece.role == "told" or not (piece.points or topic.treatments)


def _lacks(piece: _Piece, topic: _Topic, known: frozenset[str]) -> bool:
    """Whether a piece does not say by itself what it speaks of; `known` are the treatments that
    were named before the question."""
    if not piece.stems:
        return True
    told = piece.role == "told"
    # One word shared with the story once may be chance ("rate"); two are not.
    on_topic = topic.weight(piece) >= 2
    if piece.points and not (told and on_topic):
        return not piece.treatments
    if topic.treatments:
        return not topic.treatments & piece.treatments
    if told:
        return not any(stem in topic.stems for stem in piece.stems)
    if topic.stems:
        return not on_topic
    return not piece.treatments and (bool(known) or len(piece.stems) < 2)


def _treatments_in(text: str) -> list[Mention]:
    return [one for one in mentions(text) if one.term.kind == "treatment"]


def _shortened(message: str, span: Span) -> Span:
    """A slice of at most CONTEXT characters, of whole words: from the treatment it names on, else
    its end, which is nearest to the question."""
    if span.end - span.start <= CONTEXT:
        return span
    text = message[span.start : span.end]
    named = [one.start for one in _treatments_in(text)]
    start = min(named[-1] if named else len(text), len(text) - CONTEXT)
    if start not in named:
        start = text.find(" ", start, start + CONTEXT // 2) + 1 or start
    end = min(start + CONTEXT, len(text))
    if end < len(text):
        end = max(text.rfind(" ", start + CONTEXT // 2, end), 0) or end
    return Span(span.start + start, span.start + end)


# From a message to its pieces.


def _pieces(message: str) -> list[_Piece]:
    plain = _plain(message)
    return [
        _piece(plain, span, marked)
        for sentence in _sentences(plain)
        for span, marked in _marked(plain, _without_mark(plain, sentence))
    ]


_ONE_FOR_ONE = str.maketrans({"’": "'", "‘": "'", "？": "?", "؟": "?", "！": "!", "…": "."})
_HALF_A_CHARACTER = re.compile(r"[\ud800-\udfff]")
_LINE_BREAK = re.compile(r"\r?\n|\r")


def _plain(message: str) -> str:
    """The message as the patterns read it, one character for another, so that offsets stay."""
    text = _HALF_A_CHARACTER.sub("\ufffd", ODD_BLANK.sub(" ", message)).translate(_ONE_FOR_ONE)
    start = 0
    joined: list[str] = []
    for found in _LINE_BREAK.finditer(text):
        line = text[start : found.start()]
        goes_on = text[found.end() : found.end() + 1].islower() and line[-1:] not in ".?!:;"
        wrapped = goes_on and len(line) >= WRAPPED and not _opens(text, found.end())
        joined += [line, " " * len(found.group()) if wrapped else found.group()]
        start = found.end()
    return "".join([*joined, text[start:]])


def _sentences(plain: str) -> Iterator[Span]:
    """Sentences without the white space around them; a line ends one, and so does a mark that no
    blank follows."""
    edges = {0, len(plain)}
    for line in re.finditer(r"[^\r\n]+", plain):
        edges |= {line.start(), line.end()}
        for bound in sentencex.get_sentence_boundaries("en", line.group()):
            edges.add(line.start() + bound["end_index"])
        edges -= {line.start() + found.end() for found in UNIT.finditer(line.group())}
        edges |= {line.start() + found.end() for found in MARK.finditer(line.group())}
        edges |= {line.start() + at for at in _numbers(line.group())}
    held = Span(0, 0)
    for start, end in pairwise(sorted(edges)):
        found = _trimmed(plain, start, end)
        if SAYS.search(plain, found.start, found.end) or held == Span(0, 0):
            if held.end:
                yield held
            held = found
        elif CLOSES.fullmatch(plain, found.start, found.end):
            held = Span(held.start, found.end)
    if held.end > held.start:
        yield held


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
        yield half, half.start > sentence.start or (marked and asks)


def _halves(plain: str, sentence: Span) -> Iterator[Span]:
    """A sentence cut where a second question begins, without the "and" between."""
    begun = bool(FIRST.match(plain, sentence.start)) or _opens(plain, sentence.start)
    start = sentence.start
    for joint in JOINT.finditer(plain, sentence.start, sentence.end):
        behind = max(start, joint.start() - NEAR)
        begun = begun or bool(WONDERING.search(plain, behind, joint.start()))
        if begun and joint.start() > start and _second(plain, start, joint, sentence.end):
            yield _trimmed(plain, start, joint.start())
            start = joint.end()
        begun = begun or _opens(plain, joint.end())
    yield _trimmed(plain, start, sentence.end)


def _second(plain: str, start: int, joint: re.Match[str], end: int) -> bool:
    """Whether a question of its own begins after a joint."""
    first, at = plain[max(start, joint.start() - NEAR) : joint.start()], joint.end()
    if (
        DANGLING.search(first)
        or len(first.split()) < 3
        or len(plain[at : min(end, at + NEAR)].split()) < 3
    ):
        return False
    word = (joint["word"] or "").lower()
    if word == "or":
        return bool(OR_I.match(plain, at))
    if not word:
        return bool(AFTER_COMMA.match(plain, at))
    indirect = INDIRECT_ASKED if ASKING.search(first) else INDIRECT
    if RELATIVE.match(plain, at):
        return False
    return _opens(plain, at) or bool(indirect.match(plain, at))


def _piece(plain: str, span: Span, marked: bool) -> _Piece:
    text = plain[span.start : span.end]
    return _Piece(
        span,
        _role(text, marked),
        tuple(word[:5].casefold() for word in WORD.findall(text) if word.lower() not in COMMON),
        frozenset(one.term.name for one in _treatments_in(text)),
        bool(POINTS.search(PLACEHOLDER.sub(" ", text))),
    )


def _role(text: str, marked: bool) -> Role:
    opened = _opens(text, 0) or any(
        AFTER_COMMA.match(text, one.end()) for one in JOINT.finditer(text)
    )
    asking = bool(ASKING.search(text))
    lead = LEAD.match(text)
    core = text[lead.end() if lead else 0 :].strip(AROUND)
    if EMPTY.fullmatch(core) or (CLOSING.match(text) and not (opened or marked)):
        return "empty"
    asks = asking or (marked and (bool(HINT.search(text)) or not TELLS.match(text)))
    if not opened and (COURTESY.search(text) or not asks):
        return "told"
    if POINTING.fullmatch(core) or (marked and _goes_on(text, opened)):
        return "pointing"
    if all(word.lower() in COMMON for word in WORD.findall(core)):
        return "pointing" if marked or opened else "empty"
    return "asked"


def _goes_on(text: str, opened: bool) -> bool:
    """Whether a marked piece is the rest of the question before it."""
    found = GOES_ON.match(text)
    return bool(found and (not opened or found[1].lower() == "or"))


def _opens(plain: str, at: int) -> bool:
    """Whether a question begins here by the order of its words."""
    lead = LEAD.match(plain, at)
    return bool(OPENING.match(plain, lead.end() if lead else at))
