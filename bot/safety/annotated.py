"""A message in which everything is marked that the rules know: signs, hints at them, triggers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, TypeAlias

from bot.safety.matching import GroupedTokens
from bot.safety.rules import PhraseKind, rules
from bot.safety.tokens import Token, TokenSpan, tokens_of

SpansByName: TypeAlias = Mapping[str, Sequence[TokenSpan]]
"""Where phrases stand, by the name of the sign or the trigger that they belong to."""


Scope: TypeAlias = Literal["clause", "sentence", "before", "message"]
"""How far from a sign a trigger may begin: in the same clauses, in the same sentence, there but not
behind the sign's first word, or anywhere in the message."""


@dataclass(frozen=True)
class AnnotatedMessage:
    """A message's tokens, and where the phrases of signs, hints, exceptions and triggers stand.

    What is asked of it by a `span` is asked within the sentence, or the clause, of that span; a
    clause is the part of a sentence between commas and their like.
    """

    grouped: GroupedTokens
    spans: Mapping[PhraseKind, SpansByName]
    _by_sentence: Mapping[tuple[PhraseKind, str, int], Sequence[TokenSpan]] = field(repr=False)

    @classmethod
    def of(cls, message: str) -> "AnnotatedMessage":
        """A message with everything marked in it but figures of speech, which are left out."""
        whole = GroupedTokens.of(tokens_of(message))
        grouped = whole.without(span for _, span in whole.found(rules().sayings))
        spans: dict[PhraseKind, dict[str, list[TokenSpan]]] = {}
        by_sentence: dict[tuple[PhraseKind, str, int], list[TokenSpan]] = {}
        for phrase, span in grouped.found(rules().phrases):
            spans.setdefault(phrase.kind, {}).setdefault(phrase.name, []).append(span)
            key = (phrase.kind, phrase.name, grouped.tokens[span.first].sentence)
            by_sentence.setdefault(key, []).append(span)
        return cls(grouped, spans, by_sentence)

    @property
    def tokens(self) -> Sequence[Token]:
        """The message's words."""
        return self.grouped.tokens

    def all_of(self, kind: PhraseKind, name: str) -> Sequence[TokenSpan]:
        """Where the phrases of a sign or of a trigger stand, in the whole message."""
        return self.spans.get(kind, {}).get(name, ())

    # Triggers, by their scope.

    def triggers(self, name: str, scope: Scope, span: TokenSpan) -> Sequence[TokenSpan]:
        """Where a trigger begins within that scope of a span."""
        if scope == "message":
            return self.all_of("trigger", name)
        if scope == "before":
            return self.before(name, span)
        return self.in_clause(span, name) if scope == "clause" else self.in_sentence(name, span)

    def anywhere(self, *names: str) -> bool:
        """Whether one of these triggers or groups stands anywhere in the message."""
        return not self._names.isdisjoint(names)

    def covered_by(self, trigger: str) -> frozenset[int]:
        """The numbers of all tokens that belong to a trigger."""
        return frozenset(n for span in self.all_of("trigger", trigger) for n in range(*span))

    def in_sentence(self, trigger: str, span: TokenSpan) -> Sequence[TokenSpan]:
        """Where a trigger begins in the sentence of a span."""
        return self.of_sentence(trigger, self.tokens[span.first].sentence)

    def of_sentence(self, trigger: str, sentence: int) -> Sequence[TokenSpan]:
        """Where a trigger begins in the sentence of that number."""
        return self._by_sentence.get(("trigger", trigger, sentence), ())

    def before(self, trigger: str, span: TokenSpan) -> list[TokenSpan]:
        """Where a trigger begins in the sentence of a span, not after it."""
        return [one for one in self.in_sentence(trigger, span) if one.first <= span.first]

    def in_clause(self, span: TokenSpan, *triggers: str) -> list[TokenSpan]:
        """Where these triggers begin in the clauses of a span."""
        return self._of_clause(
            [one for trigger in triggers for one in self.in_sentence(trigger, span)], span
        )

    def exceptions(self, sign: str, span: TokenSpan) -> list[TokenSpan]:
        """Where phrases that make a sign harmless begin in the clauses of a span."""
        sentence = self.tokens[span.first].sentence
        return self._of_clause(self._by_sentence.get(("exception", sign, sentence), ()), span)

    def _of_clause(self, spans: Sequence[TokenSpan], span: TokenSpan) -> list[TokenSpan]:
        first, last = self.tokens[span.first].clause, self.tokens[span.last - 1].clause
        return [one for one in spans if first <= self.tokens[one.first].clause <= last]

    @cached_property
    def _names(self) -> frozenset[str]:
        groups = (group for groups in self.grouped.groups for group in groups)
        return frozenset([*groups, *self.spans.get("trigger", {})])
