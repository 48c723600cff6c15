"""A message as tokens: its words as they were meant, each with its place."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from bot.safety.disguise import meant, torn, unmasked
from bot.safety.run_together import SHORTEST as LEAST_PARTED
from bot.safety.run_together import parted, spelled_out
from bot.safety.spelling import intended, is_spanish
from index.folding import folded

TITLES = {"dr", "dra", "doctor", "doctora", "mr", "mrs", "ms", "prof"}
WORD = re.compile(r"\d+|[^\W\d_]+(?:['’`´][^\W\d_]+)*|[😂🤣]")
MOST_PIECES = 12
"""Pieces into which a word may be torn."""
LEAST_SPELLED, MOST_SPELLED = 3, 120
"""Letters with a blank between them that may be words."""
SENTENCE_BREAK = re.compile(r"[.!?;…](?!\d)|(?<![,:] )[¿¡]|\n\s*\n")
QUOTED = re.compile(
    r"(?<![\w'])(?:\"[^\"\n]{2,200}\"|“[^”\n]{2,200}”|«[^»\n]{2,200}»|"
    r"['‘](?:[^'’\n]|(?<=\w)['’](?=\w)){2,120}['’])(?!\w)"
)
"""Words between quotation marks; an apostrophe within a word is none."""
LEAST_UNQUOTED = 4
"""Words of a message that stand outside quotation marks, at least: else it is all its writer's."""
MOST_NAMES = 0.4
"""The share of words with a capital from which capitals name nothing."""
LONGEST_SENTENCE = 250
"""Words after which a sentence without a mark ends, before one of `JOINTS`, or else after twice as
many: nothing beyond them takes a sign back, and no sign is read beside thousands of words."""
JOINTS = frozenset("and but so then i y pero entonces yo".split())
CLAUSE_BREAK = re.compile(r"[,:\n()/–—-]")


class Word(NamedTuple):
    """A word as it is read, at a place of the text."""

    text: str
    start: int
    end: int


class Token(NamedTuple):
    """A word at `message[start:end]`, as it is compared; `sentence` and `clause` count the breaks
    before it, over the whole message.

    It `is_quoted` between quotation marks, and `is_name` where it is part of a name of several
    words ("Suicide Bridge").
    """

    text: str
    start: int
    end: int
    sentence: int
    clause: int
    is_quoted: bool = False
    is_name: bool = False


class TokenSpan(NamedTuple):
    """Tokens from number `first` up to, not including, `last`."""

    first: int
    last: int

    def overlaps(self, other: "TokenSpan") -> bool:
        """Whether a token belongs to both."""
        return self.first < other.last and other.first < self.last


def tokens_of(message: str) -> tuple[Token, ...]:
    """The words, numbers and laughing faces of a message, in reading order."""
    return tuple(_tokens(message))


def _tokens(message: str) -> Iterator[Token]:
    plain = unmasked(message)
    quoted = _quoted(plain.text)
    sentence = clause = begun = end = 0
    before = ""
    words = list(_with_torn(list(_words(plain.text))))
    in_spanish = is_spanish(word.text for word in words)
    words = list(_with_parted(plain.text, words, in_spanish))
    names = _names(plain.text, words)
    for number, (word, start, stop) in enumerate(words):
        between = plain.text[end:start]
        new_sentence = _is_overlong(number - begun, word)
        if between != " ":  # as between most words
            new_sentence = new_sentence or SENTENCE_BREAK.search(between) is not None
            clause += not new_sentence and CLAUSE_BREAK.search(between) is not None
        if new_sentence:
            sentence, clause, begun = sentence + 1, clause + 1, number
        end = stop
        # A name is no slip of another word: "Dr. Lang's page" does not speak of lungs.
        before = folded(word) if before in TITLES else intended(word, in_spanish)
        is_quoted = bool(quoted) and any(first <= start < last for first, last in quoted)
        place = plain.place(start, stop)
        yield Token(before, *place, sentence, clause, is_quoted, number in names)


def _is_overlong(long: int, word: str) -> bool:
    """Whether a sentence of so many words ends before a word though no mark says so."""
    most = LONGEST_SENTENCE if word.lower() in JOINTS else 2 * LONGEST_SENTENCE
    return long >= most


def _quoted(text: str) -> list[tuple[int, int]]:
    """Where words stand between quotation marks, if they are not all that is said."""
    found = [match.span() for match in QUOTED.finditer(text)]
    outside = len(text.split()) - sum(len(text[one:other].split()) for one, other in found)
    return found if outside >= LEAST_UNQUOTED else []


def _names(text: str, words: Sequence[Word]) -> frozenset[int]:
    """The numbers of the words of names: two or more with a capital, next to each other, none of
    which begins a sentence."""
    capitals = [_has_capital(text, one) for one in words]
    if sum(capitals) > MOST_NAMES * len(words):
        return frozenset()
    pairs = (n for n in range(len(words) - 1) if capitals[n] and capitals[n + 1])
    joined = (n for n in pairs if words[n + 1].start == words[n].end + 1)
    return frozenset(number for n in joined for number in (n, n + 1))


def _has_capital(text: str, word: Word) -> bool:
    typed = text[word.start : word.end]
    if not (typed[0].isupper() and typed[1:].islower()):
        return False
    before = text[max(word.start - 3, 0) : word.start].rstrip(" \t'\"“‘«¿¡(")
    return not (word.start < 2 or before[-1:] in {".", "!", "?", "\n", ":"})


def _words(text: str) -> Iterator[Word]:
    """Every word with its place; one whose letters are disguised, as the word that was meant."""
    for chunk in re.finditer(r"\S+", text):
        word = meant(chunk[0]) or (chunk[0] if chunk[0].isalpha() else None)
        if word is not None:
            yield Word(word, chunk.start(), chunk.end())
            continue
        for found in WORD.finditer(chunk[0]):
            yield Word(found[0], chunk.start() + found.start(), chunk.start() + found.end())


def _with_torn(words: Sequence[Word]) -> Iterator[Word]:
    """The words, those that were torn put together again: one blank stands between their pieces."""
    small = [one.text.lower() for one in words]
    at = tried = 0
    while at < len(words):
        if at >= tried:  # of letters in a row each is read once: who sends pages of them waits, too
            tried = at + _letters_in_a_row(words, at)
            if spelled := _spelled_out(small[at:tried]):
                yield from _placed(spelled, [one.start for one in words[at:tried]])
                at = tried
                continue
            tried = max(tried, at + 1)
        found = torn(_in_a_row(words, small, at))
        number, text = found or (1, words[at].text)
        yield Word(text, words[at].start, words[at + number - 1].end)
        at += number


def _spelled_out(letters: Sequence[str]) -> tuple[str, ...]:
    is_row = LEAST_SPELLED <= len(letters) <= MOST_SPELLED
    return spelled_out("".join(letters)) if is_row else ()


def _letters_in_a_row(words: Sequence[Word], at: int) -> int:
    """How many single letters stand there, one blank between each two."""
    end = at
    while end < len(words) and words[end].end == words[end].start + 1 and words[end].text.isalpha():
        if end > at and words[end].start != words[end - 1].end + 1:
            break
        end += 1
    return end - at


def _with_parted(text: str, words: Sequence[Word], in_spanish: bool) -> Iterator[Word]:
    """The words, those that run together apart; a name is one word."""
    before = ""
    for word in words:
        is_name = before in TITLES or _has_capital(text, word)
        parts = () if is_name else tuple(_parts(text, word, in_spanish))
        yield from parts or (word,)
        before = word.text.lower()


def _parts(text: str, word: Word, in_spanish: bool) -> Iterator[Word]:
    """The words that run together in one, each in its place."""
    if word.end - word.start < LEAST_PARTED:
        return
    places = [n for n in range(word.start, word.end) if text[n].isalpha()]
    letters = folded("".join(text[n] for n in places))
    if len(letters) == len(places) and folded(word.text) == letters:
        yield from _placed(parted(letters, in_spanish), places)


def _placed(words: Sequence[str], places: Sequence[int]) -> Iterator[Word]:
    """Words whose letters stand at those places, one after the other."""
    at = 0
    for word in words:
        yield Word(word, places[at], places[at + len(word) - 1] + 1)
        at += len(word)


def _in_a_row(words: Sequence[Word], small: Sequence[str], at: int) -> Iterator[str]:
    """A word in small letters and those behind it, as long as one blank stands between them."""
    yield small[at]
    for n in range(at + 1, min(len(words), at + MOST_PIECES)):
        if words[n].start != words[n - 1].end + 1:
            return
        yield small[n]
