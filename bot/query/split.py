"""Splits a patient's message into its questions, so that each can be searched on its own.

Everything is a slice of the message. What is not clearly two questions stays one: a wrong split
loses more than a missing one, as the whole message finds both.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bot.query.pieces import MessagePiece, named_in, pieces_of, treatments_in
from bot.query.question_patterns import (
    ANNOUNCES,
    ASKS_ABOUT,
    HEADER,
    REPORTED,
    SITE,
    STATEMENT,
    WONDERS,
)
from index.model import Span

MOST_PARTS = 5
"""Parts of one message, at most; the last one takes every question that is left."""
LONGEST_CONTEXT = 200
"""Characters of context before a question, at most: it carries the topic, not the story."""
LONGEST_TITLE = 6
"""A first sentence of no more content words than this is taken for the title."""
LONGEST_SUBJECT = 100
"""Characters of a mail's subject line, at most."""
ASKED = frozenset({"question", "pointing"})
"""The roles of pieces in which something is asked."""
MOST_SUBJECT_WORDS = 8
"""Content words of a mail's subject line, at most."""


@dataclass(frozen=True, slots=True)
class MessagePart:
    """One question of a message. `asked` is a slice of it; `searched` is what is searched for it:
    the same words, after the sentences of the message that name their topic."""

    asked: str
    searched: str


def parts_of(message: str) -> tuple[MessagePart, ...]:
    """The questions of a message in reading order; a message with one or none is one part."""
    pieces = [piece for piece in pieces_of(message) if piece.role != "empty"]
    pieces = _with_subject(message, _announced(message, pieces))
    questions = _limited(_questions(pieces))
    if len(questions) < 2:
        whole = message.strip()
        return (MessagePart(whole, whole),)
    return tuple(_part(message, pieces, first, last) for first, last in questions)


def _part(message: str, pieces: Sequence[MessagePiece], first: int, last: int) -> MessagePart:
    asked = message[pieces[first].span.start : pieces[last].span.end]
    context = _context(message, pieces, first)
    subject = _subject(message, pieces)
    if subject is not None and first > 0:
        named = {stem for other in pieces[first : last + 1] for stem in other.stems}
        if not named.issuperset(pieces[0].stems):
            room = LONGEST_CONTEXT - len(subject)
            others = [words for words in context if words != subject and len(words) < room]
            context = [subject, *others[-1:]]
    return MessagePart(asked, " ".join([*context, asked]))


def _announced(message: str, pieces: Sequence[MessagePiece]) -> list[MessagePiece]:
    """The pieces of a message; what only says that questions follow is none of them."""
    last = max((n for n, piece in enumerate(pieces) if piece.role in ASKED), default=0)
    return [
        replace(piece, role="statement") if n < last and _announces(message, pieces, n) else piece
        for n, piece in enumerate(pieces)
    ]


def _announces(message: str, pieces: Sequence[MessagePiece], n: int) -> bool:
    """Whether a piece only says what is asked in those after it, at once or after a story."""
    piece = pieces[n]
    pattern = ASKS_ABOUT if pieces[n + 1].role == "statement" else ANNOUNCES
    is_asking = piece.role == "question" and not piece.opens
    return is_asking and pattern.search(message, piece.span.start, piece.span.end) is not None


# The subject line of a mail.


def _with_subject(message: str, pieces: Sequence[MessagePiece]) -> list[MessagePiece]:
    """The pieces of a message, its subject line as a statement: what a mail asks is in its body.

    A first sentence in the order of a question's words is one, unless it is asked again.
    """
    if pieces and _is_of_site(message, pieces[0]):
        pieces = pieces[1:]
    pieces = _without_headers(message, pieces)
    asks = [piece for piece in pieces[1:] if piece.role == "question"]
    if not asks or pieces[0].role == "statement" or not _may_be_subject(message, pieces[0]):
        return list(pieces)
    first, following = pieces[0], pieces[1]
    if message[first.span.end : following.span.start].strip() or _wonders(message, first):
        return list(pieces)
    again = any(_asks_again(one, first) for one in asks)
    told = not first.opens and following.role == "statement"
    return [replace(first, role="statement"), *pieces[1:]] if again or told else list(pieces)


def _without_headers(message: str, pieces: Sequence[MessagePiece]) -> list[MessagePiece]:
    """The pieces of a mail without the lines above it; what the line of its subject says stays, as
    a statement where the mail asks something."""
    body = list(pieces)
    while body and (header := HEADER.match(message, body[0].span.start, body[0].span.end)):
        first, *rest = body
        is_line = rest and "\n" in message[first.span.end : rest[0].span.start]
        if not is_line or not any(piece.role in ASKED for piece in rest):
            return body
        if header["subject"] is not None:
            said = replace(first, role="statement", span=Span(header.end(), first.span.end))
            return [said, *rest] if header.end() < first.span.end else rest
        body = rest
    return body


def _wonders(message: str, piece: MessagePiece) -> bool:
    """Whether a piece asks something in a sentence about the asking, "I would like to know how …";
    "I want to know about filler" is a title."""
    text = message[piece.span.start : piece.span.end]
    return WONDERS.search(text) is not None or REPORTED.search(text) is not None


def _asks_again(later: MessagePiece, first: MessagePiece) -> bool:
    """Whether a question is the one of the subject line, written out: all of its words, or most
    of them where the line is no question."""
    stems = set(first.stems)
    shared = len(stems.intersection(later.stems))
    return shared == len(stems) if first.opens else later.opens and 2 * shared > len(stems)


def _may_be_subject(message: str, piece: MessagePiece) -> bool:
    text = message[piece.span.start : piece.span.end]
    return len(text) <= LONGEST_SUBJECT and 0 < len(piece.stems) <= MOST_SUBJECT_WORDS


def _subject(message: str, pieces: Sequence[MessagePiece]) -> str | None:
    """The subject line of a message, which names the topic of all its questions."""
    first = pieces[0]
    text = message[first.span.start : first.span.end]
    if first.role != "statement" or not _may_be_subject(message, first):
        return None
    return None if STATEMENT.match(text) else text


def _is_of_site(message: str, piece: MessagePiece) -> bool:
    """Whether a piece is the title that a site writes over every mail."""
    is_site = SITE.search(message, piece.span.start, piece.span.end) is not None
    return is_site and piece.role == "statement" and _may_be_subject(message, piece)


# Which pieces are parts.


def _questions(pieces: Sequence[MessagePiece]) -> list[tuple[int, int]]:
    """First and last piece of each question that is a part of its own.

    One that only refers to others ("What should I do?") is a part if it opens the message or
    follows a statement; right after a question it belongs to that question.
    """
    found: list[tuple[int, int]] = []
    known: list[tuple[str, ...]] = []
    for n, piece in enumerate(pieces):
        if piece.role == "question" and not any(_repeats(piece.stems, one) for one in known):
            found.append((n, n))
            # A few are enough to compare with: a message of a thousand questions stays quick.
            known = [*known, piece.stems][:MOST_PARTS]
        elif piece.role == "pointing":
            if found and found[-1][1] == n - 1:
                found[-1] = (found[-1][0], n)
            elif n == 0 or pieces[n - 1].role == "statement":
                found.append((n, n))
    # "What happened?" before all else is the question that comes after what happened.
    opening = len(found) > 1 and found[0] == (0, 0) and pieces[0].role == "pointing"
    return found[1:] if opening and pieces[1].role == "statement" else found


def _repeats(stems: Sequence[str], earlier: Sequence[str]) -> bool:
    """Whether all words of a question are in an earlier one, in the same order; a single word may
    be there by chance."""
    rest = iter(earlier)
    return stems == earlier or (len(stems) > 1 and all(stem in rest for stem in stems))


def _limited(questions: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    if len(questions) <= MOST_PARTS:
        return list(questions)
    return [*questions[: MOST_PARTS - 1], (questions[MOST_PARTS - 1][0], questions[-1][1])]


# The context that a question lacks, from the rest of the message.


@dataclass(frozen=True, slots=True)
class _MessageTopic:
    """The topic of a message: the treatments that its statements name, or else the words that it
    repeats."""

    treatments: frozenset[str]
    stems: Counter[str]

    def weight(self, piece: MessagePiece) -> int:
        """How often the message repeats the words of a piece."""
        return sum(max(self.stems[stem] - 1, 0) for stem in set(piece.stems))


def _topic(pieces: Sequence[MessagePiece]) -> _MessageTopic:
    statements = [piece for piece in pieces if piece.role == "statement"]
    counts = Counter(stem for piece in pieces for stem in set(piece.stems))
    if statements and len(statements[0].stems) <= LONGEST_TITLE:
        counts.update(statements[0].stems)
    repeated = Counter({stem: count for stem, count in counts.items() if count > 1})
    stems = repeated or Counter({stem for piece in statements for stem in piece.stems})
    return _MessageTopic(_treatments(statements), stems if statements else Counter())


def _treatments(pieces: Iterable[MessagePiece]) -> frozenset[str]:
    return frozenset(name for piece in pieces for name in piece.treatments)


def _context(message: str, pieces: Sequence[MessagePiece], n: int) -> list[str]:
    """Up to two slices, in reading order, that name the question's topic; a treatment that only
    another question names has a colon after it."""
    topic = _topic(pieces)
    known = _treatments(pieces[:n])
    if not _lacks_topic(pieces[n], topic, known):
        own = pieces[n - 1].span if n and pieces[n - 1].role == "statement" else None
        return (
            [message[own.start : own.end]] if own and own.end - own.start <= LONGEST_CONTEXT else []
        )
    neighbours = [*range(n - 1, -1, -1), *range(n + 1, len(pieces))]
    neighbours = [other for other in neighbours if pieces[other].stems]
    neighbours = [other for other in neighbours if other < n or pieces[other].role == "statement"]
    complete = [other for other in neighbours if not _lacks_topic(pieces[other], topic, known)]
    if any(other < n and pieces[other].role == "statement" for other in neighbours):
        # What comes after the question names its topic only if nothing before it may.
        neighbours, complete = (
            [other for other in some if other < n] for some in (neighbours, complete)
        )
    near = [
        other
        for other in neighbours
        if other in complete[:1] or _may_be_referent(pieces[other], topic)
    ]
    statements = [other for other in neighbours if pieces[other].role == "statement"]
    named = complete[:1] or statements[:1]
    chosen = set(named)
    # "It" is what was mentioned last, even where that sentence lacks its topic, too.
    if len(chosen) < 2 and n and pieces[n - 1].role == "statement" and pieces[n - 1].stems:
        chosen.add(n - 1)
    if len(chosen) < 2 and pieces[n].points and near and (near[0] < n or not complete):
        chosen.add(near[0])
    slices = [_context_from(message, pieces[other], pieces[n]) for other in sorted(chosen)]
    if len(slices) > 1 and sum(map(len, slices)) >= LONGEST_CONTEXT:
        slices = [_context_from(message, pieces[(named or near)[0]], pieces[n])]
    return list(dict.fromkeys(words for words in slices if words))


def _context_from(message: str, piece: MessagePiece, question: MessagePiece) -> str:
    """The context for a question from a piece that names its topic: a whole statement, and of
    another question its treatment alone. All of it would be searched, and its answers found, once
    more; so where it names no treatment, a question with words of its own gets nothing from it."""
    if piece.role != "statement":
        text = message[piece.span.start : piece.span.end]
        named = named_in(text)
        if named:
            return f"{named}:"
        if len(question.stems) > 1 and not question.points:
            return ""
    span = _shortened(message, piece.span)
    return message[span.start : span.end]


def _may_be_referent(piece: MessagePiece, topic: _MessageTopic) -> bool:
    """Whether "it" after this piece may refer to it."""
    return piece.role == "statement" or not (piece.points or topic.treatments)


def _lacks_topic(piece: MessagePiece, topic: _MessageTopic, known: frozenset[str]) -> bool:
    """Whether a piece does not name its topic itself; `known` are the treatments that were named
    before the question."""
    if not piece.stems:
        return True
    is_statement = piece.role == "statement"
    # One word shared with the story once may be chance ("rate"); two are not.
    on_topic = topic.weight(piece) >= 2
    if piece.points and not (is_statement and on_topic):
        return not piece.treatments or (piece.points_first and bool(known - piece.treatments))
    if topic.treatments:
        return not topic.treatments & piece.treatments
    if is_statement:
        return not any(stem in topic.stems for stem in piece.stems)
    if topic.stems:
        return not on_topic
    return not piece.treatments and (bool(known) or len(piece.stems) < 2)


def _shortened(message: str, span: Span) -> Span:
    """A slice of at most LONGEST_CONTEXT characters, of whole words: from the treatment it names
    on, else its end, which is nearest to the question."""
    if span.end - span.start <= LONGEST_CONTEXT:
        return span
    text = message[span.start : span.end]
    named = [one.start for one in treatments_in(text)]
    start = min(named[-1] if named else len(text), len(text) - LONGEST_CONTEXT)
    if start not in named:
        start = text.find(" ", start, start + LONGEST_CONTEXT // 2) + 1 or start
    end = min(start + LONGEST_CONTEXT, len(text))
    if end < len(text):
        end = max(text.rfind(" ", start + LONGEST_CONTEXT // 2, end), 0) or end
    return Span(span.start + start, span.start + end)
