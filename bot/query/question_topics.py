"""Finds the topics of a question, and the other words in it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.query.products import substances
from bot.query.synonyms import Mention, mentions
from bot.query.topic_words import (
    ASKING,
    BEHIND,
    CLAUSE,
    DOING,
    JOINERS,
    KNOWN,
    MEDICINE,
    TREATMENT,
    VERBS,
    WORD,
)
from index.folding import folded
from index.patterns import pattern

ASKS_BEHIND = pattern(
    r"\W*(?:at|in|for|by|to|from|with|after|before|until|on)\s+(?:what|which|how|whom)\b",
    re.IGNORECASE,
)
"""A preposition before the word that asks."""

DONE_TO_IT = pattern(
    r"\b(?:is|are|was|were|can|could|should|will|would|must|do|does)\s+"
    r"(?:it|this|that|they|these|those)\s+(?:(?:be|get|have\s+to\s+be|need\s+to\s+be)\s+)?\Z",
    re.IGNORECASE,
)
"""What stands before that which is done to a thing that is not named: "how are they removed"."""


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
class MentionedTopic:
    """A topic of a text, at `text[start:end]`; `kind` is that of its term in synonyms.toml, or
    None where no list knows it."""

    name: str
    kind: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ParsedText:
    """A text, its topics, and its other words, all in reading order."""

    text: str
    topics: tuple[MentionedTopic, ...]
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
        found = WORD.search(self.text)
        return "" if found is None else _key(found.group())

    @property
    def is_fragment(self) -> bool:
        """Whether it is no whole sentence, as in "with fillers?"."""
        return not self.says(VERBS | ASKING)

    @property
    def asks(self) -> bool:
        """Whether it asks; "I have a headache" does not, and "at what dose" does."""
        is_inverted = self.first in VERBS | ASKING or ASKS_BEHIND.match(self.text) is not None
        return self.is_fragment or is_inverted

    def says(self, words: set[str]) -> bool:
        """Whether one of those words is among its other words."""
        return any(word.is_of(words) for word in self.words)

    def names(self, kind: str) -> set[str]:
        """Its topics of a kind."""
        return {topic.name for topic in self.topics if topic.kind == kind}


def parsed(text: str) -> ParsedText:
    """A text with its topics."""
    words = list(_words(text))
    topics = _topics(text, words)
    inside = {n for topic in topics for n in range(topic.start, topic.end)}
    return ParsedText(text, tuple(topics), tuple(w for w in words if w.start not in inside))


def _words(text: str) -> Iterator[Word]:
    clause, end, opened = 0, 0, ""
    for found in WORD.finditer(text):
        key = folded(found.group())
        apart = CLAUSE.search(text, end, found.start())
        # In "can kids do it" the second verb begins no clause.
        if apart or (key in JOINERS and not (key == "do" and opened in VERBS)):
            clause, opened = found.start(), key
        end = found.end()
        yield Word(key, found.start(), end, clause)


def _key(word: str) -> str:
    return word.replace("'", "").replace("’", "").casefold()


def keys_in(text: str) -> list[str]:
    """The words of a text, without capitals and apostrophes."""
    return [folded(word) for word in WORD.findall(text)]


def _topics(text: str, words: Sequence[Word]) -> list[MentionedTopic]:
    listed = [
        MentionedTopic(one.term.name, one.term.kind, _start(text, one), one.end)
        for one in mentions(text)
    ]
    taken = {n for topic in listed for n in range(topic.start, topic.end)}
    runs: list[list[Word]] = []
    for word in words:
        if not word.key or word.is_of(KNOWN) or word.key[0].isdigit() or word.start in taken:
            continue
        if runs and text[runs[-1][-1].end : word.start].isspace():
            runs[-1].append(word)
        else:
            runs.append([word])
    unlisted = [_unlisted(text, run) for run in runs]
    return sorted([*listed, *unlisted], key=lambda topic: topic.start)


def _start(text: str, one: Mention) -> int:
    if one.term.kind != "activity":
        return one.start
    found = DOING.search(text, max(one.start - 20, 0), one.start)
    return found.start() if found else one.start


def _unlisted(text: str, run: Sequence[Word]) -> MentionedTopic:
    last, start = run[-1].key, run[0].start
    is_behind = BEHIND.search(text, max(start - 30, 0), start)
    is_treatment = TREATMENT.fullmatch(last) and not DONE_TO_IT.search(
        text, max(start - 40, 0), start
    )
    kind = "treatment" if is_treatment or is_behind else None
    kind = "medicine" if MEDICINE.fullmatch(last) else kind
    name = " ".join(word.key for word in run)
    kind = kind or substances().get(name) or substances().get(name.removesuffix("s"))
    return MentionedTopic(name, kind, run[0].start, run[-1].end)
