"""Where the phrases of the rules stand among a message's tokens."""

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.safety.rules import END, SENTENCE_WIDE, Phrase, PhraseIndex, Step, rules
from bot.safety.tokens import Token, TokenSpan, tokens_of

YEAR = re.compile(r"(?:19|20)\d\d")
SUBJUNCTIVE = re.compile(r"\w+(?:ie(?:ra|se)n?|\w{2}ara)")
"""A Spanish verb of what is only supposed ("si me saliera"), as folded."""
WORDS_KEPT = 10_000
"""Words whose groups are cached."""
MESSAGES_KEPT = 8
"""Messages whose tokens are cached: what reads one for the rules and beside them reads it once."""
MANY = 10
"""From how many on pills are too many, whatever they are."""


@dataclass(frozen=True, slots=True)
class GroupedTokens:
    """Tokens, and for each of them the groups that begin there, with how many tokens their members
    may have. No gap within a clause goes on behind one of `stops`."""

    tokens: Sequence[Token]
    groups: Sequence[Mapping[str, Sequence[int]]]
    stops: Container[int] = ()

    @classmethod
    def of(cls, tokens: Sequence[Token]) -> "GroupedTokens":
        """All the groups of tokens, without stops."""
        return cls(tokens, [_groups_at(tokens, n) for n in range(len(tokens))])

    def without(self, spans: Iterable[TokenSpan]) -> "GroupedTokens":
        """The same, in which the tokens of those spans belong to no group, with its stops."""
        removed = {n for span in spans for n in range(*span)}
        groups = [{} if n in removed else one for n, one in enumerate(self.groups)]
        stops = frozenset(n for n, one in enumerate(groups) if "{stop}" in one)
        return GroupedTokens(self.tokens, groups, stops)

    def has(self, group: str, first: int, last: int) -> bool:
        """Whether a member of a group begins at one of those tokens."""
        return any(group in groups for groups in self.groups[first:last])

    def found(self, phrases: PhraseIndex) -> Iterator[tuple[Phrase, TokenSpan]]:
        """The phrases that stand in the message, each from every token where it may begin to where
        it ends at the earliest."""
        present = {END}.union(*self.groups)
        possible = phrases.possible(present)
        for n, groups in enumerate(self.groups):
            for group in groups.keys() & possible.keys():
                for phrase in possible[group]:
                    if (last := self._end_of(phrase, n)) is not None:
                        yield phrase, TokenSpan(n, last)

    def _end_of(self, phrase: Phrase, n: int) -> int | None:
        """Where a phrase that begins at a token ends at the earliest, if it stands there."""
        first, *later = phrase.steps
        ends = {n + long for long in self.groups[n][first.group]}
        for step in later:
            ends = {end for at in ends for end in self._ends_of(step, at)}
            if not ends:
                return None
        return min(ends)

    def _ends_of(self, step: Step, at: int) -> Iterator[int]:
        """Where a step may end that begins at a token, or behind as many others as it allows."""
        if step.group == END:
            if at == len(self.tokens) or self._begins_a_clause(at):
                yield at
            return
        within_clause = step.gap < SENTENCE_WIDE
        before = self.tokens[at - 1]
        for n in range(at, min(at + step.gap + 1, len(self.tokens))):
            token = self.tokens[n]
            if token.sentence != before.sentence:
                return
            if within_clause and n > at and token.clause != before.clause:
                return
            for long in self.groups[n].get(step.group, ()):
                yield n + long
            if within_clause and n in self.stops:
                return

    def _begins_a_clause(self, n: int) -> bool:
        # Every break of a sentence is one of a clause, too.
        return self.tokens[n].clause != self.tokens[n - 1].clause


@lru_cache(MESSAGES_KEPT)
def grouped_tokens_of(message: str) -> GroupedTokens:
    """The tokens of a message with all their groups, without stops."""
    return GroupedTokens.of(tokens_of(message))


def _groups_at(tokens: Sequence[Token], n: int) -> Mapping[str, Sequence[int]]:
    """The groups that begin at a token, each with how many tokens its members there have."""
    text = tokens[n].text
    alone = _groups_of(text)
    following = tokens[n + 1].text if n + 1 < len(tokens) else ""
    longer = rules().members.of(text).get(following, ()) if following else ()
    found = dict(alone) if longer else alone
    for member in longer:
        last = n + 1 + len(member.following)
        if tuple(token.text for token in tokens[n + 1 : last]) == member.following:
            for group in member.groups:
                found[group] = (*found.get(group, ()), last - n)
    return found


@lru_cache(WORDS_KEPT)
def _groups_of(text: str) -> dict[str, tuple[int, ...]]:
    """The groups to which a word belongs by itself; a common letter belongs to a hundred."""
    alone = rules().members.of(text).get("", ())
    groups = [group for member in alone for group in member.groups]
    if text.isdecimal():
        groups += [*rules().number_groups, *_groups_of_number(text)]
    if SUBJUNCTIVE.fullmatch(text):
        groups.append("{subjunctive}")
    return dict.fromkeys(groups, (1,))


def _groups_of_number(digits: str) -> tuple[str, ...]:
    if YEAR.fullmatch(digits):
        return ("{year}",)
    return ("{many}",) if len(digits) < 4 and int(digits) >= MANY else ()
