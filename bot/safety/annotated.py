"""A message in which everything is marked that the rules know: signs, hints at them, triggers."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate, chain
from typing import Literal, TypeAlias

from bot.safety.matching import GroupedTokens, grouped_tokens_of
from bot.safety.rules import Phrase, PhraseKind, rules
from bot.safety.tokens import Token, TokenSpan

SpansByName: TypeAlias = Mapping[str, Sequence[TokenSpan]]
"""Where phrases stand, by the name of the sign or the trigger that they belong to."""

UNDATED = frozenset({"to_come", "grown"})
"""The triggers whose words date no sign: what lies ahead, and how old somebody is now."""
DATES = frozenset({"now", "recently", "treated"})
"""The triggers that are none within those words."""

FIRST_WORDS = 6
"""Words of a segment before what may still tell the time of what stands before it."""
ANOTHER = frozenset("i im ive my he hes his she shes her they their we our you".split())
"""Words among these with which it speaks of somebody, whose time it tells."""

QUESTIONS = frozenset("what whats how que cual cuales cuanto".split())
"""Words that begin a question, where they begin a statement of their own."""
TELLERS = frozenset("i im ive my yo me mi mis tengo estoy".split())
"""Words with which writers begin to speak of themselves."""
OF_SOMEBODY = TELLERS | frozenset("he she we hes shes were our his her el ella".split())
"""Words with which they begin to speak of somebody whom they know."""
RUNNING_ON = TELLERS | frozenset("haha hahaha hahah lol lmao jaja jajaja jajajaja".split())
"""Words that begin another thing, if a sign stands before them."""
OWNING = frozenset("my me mi mis".split())
"""Those among them that may as well go on with it."""
BESIDE = frozenset("also plus ademas tambien".split())
"""Words that join another thing to what was said."""
JOINTS = BESIDE | frozenset("and y e".split())
"""These, and those that join what may be another thing, or one more of a list."""
LEAST_ASKED = 3
"""Words of a question, at least."""
REACHING = frozenset(
    "do did am was were have has had must to of in on at by for from with without about into over "
    "under behind around near against like as than that what how why because before during and or "
    "the a all both only not no odds chance chances risk risks probability likelihood reason way "
    "time day thing dose amount think thinking believe feel know say says said tell tells told "
    "hope wish let make makes made give gives gave help helps cause causes put keep keeps get gets "
    "if when while after since until de en con sin por para que como si se sobre al y o porque "
    "mientras cuando hace hacer dar da riesgo posibilidad probabilidad razon vez dia dosis quitar "
    "bajar poner sale salir te le lo la les nos mas muy todo".split()
)
"""Words whose clause goes on with what stands behind them ("the odds my face droops")."""

Scope: TypeAlias = Literal["segment", "statement"]
"""How far from a sign a trigger may stand: in the same segments, or in the same statements."""


@dataclass(frozen=True)
class AnnotatedMessage:
    """A message's tokens, and where the phrases of signs, hints, exceptions and triggers stand.

    What is asked of it by a `span` is asked within the sentence, the clause or the segment of that
    span. A clause is the part of a sentence between commas and their like. As many messages have no
    commas, it is cut further: into statements, each of which begins with a word that joins one to
    another ("and", "how long"), and these into segments, which begin as any clause does ("since",
    "who", "i").
    """

    grouped: GroupedTokens
    spans: Mapping[PhraseKind, SpansByName]
    _by_sentence: Mapping[tuple[PhraseKind, str, int], Sequence[TokenSpan]] = field(repr=False)

    @classmethod
    def of(cls, message: str) -> "AnnotatedMessage":
        """A message with everything marked in it but figures of speech, which are left out."""
        whole = grouped_tokens_of(message)
        grouped = whole.without(span for _, span in whole.found(rules().sayings))
        spans: dict[PhraseKind, dict[str, list[TokenSpan]]] = {}
        by_sentence: dict[tuple[PhraseKind, str, int], list[TokenSpan]] = {}
        for phrase, span in _of_the_past(list(grouped.found(rules().phrases))):
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
        """Where a trigger stands within that scope of a span."""
        return self.in_segment(span, name) if scope == "segment" else self.in_statement(span, name)

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

    def in_segment(self, span: TokenSpan, *triggers: str) -> list[TokenSpan]:
        """Where these triggers stand that touch the segments of a span."""
        return self._touching(self._segments, self._of_its_sentence(span, triggers), span)

    def attached(self, trigger: str, span: TokenSpan) -> list[TokenSpan]:
        """Where a trigger stands that touches the segments of a span, or stands near the beginning
        of the next, as what tells the time of a thing stands behind it ("blind in one eye since
        birth", "weak legs since polio as a child")."""
        behind = [one for one in self.in_sentence(trigger, span) if self._follows(one, span)]
        return [*self.in_segment(span, trigger), *behind]

    def _follows(self, one: TokenSpan, span: TokenSpan) -> bool:
        """Whether a trigger begins the segment behind a span, or stands in its first words without
        a break before them."""
        parts = self._segments
        if parts[one.first] != parts[span.last - 1] + 1:
            return False
        start = parts.index(parts[one.first])
        if one.first == start:
            return True
        is_same = not self._breaks_a_clause(start) and start not in self._openings
        between = {token.text for token in self.tokens[start : one.first]}
        return is_same and one.first - start <= FIRST_WORDS and between.isdisjoint(ANOTHER)

    def in_statement(self, span: TokenSpan, *triggers: str) -> list[TokenSpan]:
        """Where these triggers stand that touch the statements of a span."""
        return self._touching(self._statements, self._of_its_sentence(span, triggers), span)

    def begins_a_sentence(self, n: int) -> bool:
        """Whether a token is the first of its sentence."""
        return not n or self.tokens[n].sentence != self.tokens[n - 1].sentence

    def illnesses(self, sign: str, span: TokenSpan) -> Sequence[TokenSpan]:
        """Where the sentence of a span names an illness of old that a sign belongs to."""
        return self._by_sentence.get(("known", sign, self.tokens[span.first].sentence), ())

    def begins_a_segment(self, n: int) -> bool:
        """Whether a token is the first of its segment."""
        return not n or self._segments[n] != self._segments[n - 1]

    def is_in_segments_of(self, n: int, span: TokenSpan) -> bool:
        """Whether a token is in the segments that a span reaches over."""
        return self._segments[span.first] <= self._segments[n] <= self._segments[span.last - 1]

    def statement_of(self, span: TokenSpan) -> TokenSpan:
        """The tokens of the statements that a span reaches over."""
        parts = self._statements
        first = bisect_left(parts, parts[span.first])
        return TokenSpan(first, bisect_right(parts, parts[span.last - 1]))

    def signs_beside(self, span: TokenSpan) -> list[TokenSpan]:
        """Where the words of any sign overlap a span."""
        return [one for one in self._sign_spans() if one.overlaps(span)]

    def exceptions(self, sign: str, span: TokenSpan) -> list[TokenSpan]:
        """Where phrases that make a sign harmless touch the segments of a span."""
        sentence = self.tokens[span.first].sentence
        exceptions = self._by_sentence.get(("exception", sign, sentence), ())
        parts = self._segments
        whole = [one for one in exceptions if parts[one.first] == parts[one.last - 1]]
        return self._touching(parts, whole, span)

    def _of_its_sentence(self, span: TokenSpan, triggers: Iterable[str]) -> list[TokenSpan]:
        return [one for trigger in triggers for one in self.in_sentence(trigger, span)]

    def _touching(
        self, parts: Sequence[int], spans: Iterable[TokenSpan], span: TokenSpan
    ) -> list[TokenSpan]:
        """Those that touch the parts of a span, or follow it at once ("since birth")."""
        first, last = parts[span.first], parts[span.last - 1]
        return [
            one
            for one in spans
            if (parts[one.first] <= last and parts[one.last - 1] >= first) or one.first == span.last
        ]

    def _of_clause(self, spans: Sequence[TokenSpan], span: TokenSpan) -> list[TokenSpan]:
        first, last = self.tokens[span.first].clause, self.tokens[span.last - 1].clause
        return [one for one in spans if first <= self.tokens[one.first].clause <= last]

    @cached_property
    def _segments(self) -> Sequence[int]:
        """The number of the segment of each token."""
        openings = [
            self._breaks_a_clause(n) or n in self._openings or self._has(n, "{opening}")
            for n in range(len(self.tokens))
        ]
        return list(accumulate(openings, initial=0))[1:]

    @cached_property
    def _statements(self) -> Sequence[int]:
        """The number of the statement of each token."""
        openings = [n in self._openings for n in range(len(self.tokens))]
        return list(accumulate(openings, initial=0))[1:]

    @cached_property
    def _openings(self) -> frozenset[int]:
        """The numbers of the tokens that begin statements. A question may run on into what its
        writers tell of themselves ("what is the price of botox my throat is closing")."""
        found, asks = [], False
        for n in range(len(self.tokens)):
            if self._opens_a_statement(n):
                found.append(n)
                asks = self.tokens[n].text in QUESTIONS or self._asks_of_a_treatment(n)
            elif self._tells_beside_a_question(n, asks, found[-1]):
                found.append(n)
                asks = False
            elif self._runs_on_behind_a_sign(n, found[-1]):
                found.append(n)
                asks = self._has(n, "{may}")
        return frozenset(found)

    def _tells_beside_a_question(self, n: int, asks: bool, start: int) -> bool:
        """Whether a token begins what is told beside the statement that begins at `start`."""
        if asks and self._begins_to_tell(n):
            return True
        return self._begins_a_sign(n) and self._is_said_beside(n, start)

    def _runs_on_behind_a_sign(self, n: int, start: int) -> bool:
        """Whether writers run on, without a mark, from a sign that they told of somebody to another
        thing ("my tongue is swelling i have an exam", "I can't breathe is the price still 200")."""
        words = self._words_of_sign_before.get(n, 0)
        if words < 2 or self.tokens[start].text not in OF_SOMEBODY:
            return False
        if self.tokens[n].text in OWNING:
            # "I blacked out my calendar" goes on
            return words > 2
        return self._has(n, "{may}") or self.tokens[n].text in RUNNING_ON

    @cached_property
    def _words_of_sign_before(self) -> Mapping[int, int]:
        """The words of the longest sign of one clause that ends before each token before which one
        does."""
        longest: dict[int, int] = {}
        for one in self._sign_spans():
            if self.tokens[one.first].clause == self.tokens[one.last - 1].clause:
                longest[one.last] = max(one.last - one.first, longest.get(one.last, 0))
        return longest

    def _begins_to_tell(self, n: int) -> bool:
        """Whether writers begin to speak of themselves, and the word before reaches no further."""
        if self.tokens[n].text not in TELLERS or self._has(n - 1, "{may}"):
            return False
        return self.tokens[n - 1].text not in REACHING

    def _begins_a_sign(self, n: int) -> bool:
        """Whether several words for a sign begin with a token, or with one of the two behind it in
        the same clause, as its subject goes before ("botox stole my voice")."""
        return any(self._has_sign_at(one, n) for one in range(n, min(n + 3, len(self.tokens))))

    def _has_sign_at(self, n: int, start: int) -> bool:
        return self._signs.get(n, 0) > 1 and not any(
            self._breaks_a_clause(one) or self._has(one, "{adding}") or self._has(one, "{may}")
            for one in range(start + 1, n + 1)
        )

    @cached_property
    def _signs(self) -> Mapping[int, int]:
        """The words of the longest sign that begins with each token with which one does."""
        longest: dict[int, int] = {}
        for one in self._sign_spans():
            longest[one.first] = max(one.last - one.first, longest.get(one.first, 0))
        return longest

    def _sign_spans(self) -> Iterator[TokenSpan]:
        """Where the words of any sign stand."""
        return chain.from_iterable(self.spans.get("sign", {}).values())

    def _is_said_beside(self, n: int, start: int) -> bool:
        """Whether a token follows an "also", or in a question a break or an "and", and its
        statement told of no sign yet: then another thing is told, and no list goes on."""
        joint = n - 1 if self.tokens[n - 1].text in JOINTS else n
        if joint == n and not self._breaks_a_clause(n):
            return False
        if joint - start < LEAST_ASKED or any(one in self._signs for one in range(start, joint)):
            return False
        return self._asks(start) or self.tokens[joint].text in BESIDE

    def _asks(self, start: int) -> bool:
        """Whether a statement asks."""
        first = range(start, min(start + 2, len(self.tokens)))
        return any(self._has(n, "{may}") or self.tokens[n].text in QUESTIONS for n in first)

    def _opens_a_statement(self, n: int) -> bool:
        """Whether what a token begins says another thing: it begins a sentence or a question, or
        has its own subject or verb behind a comma or an "and" ("and my arm", not "and pain")."""
        if self.begins_a_sentence(n):
            return True
        if self._has(n, "{joining}"):
            return not self._is_because_of(n)
        if self._has(n, "{adding}"):
            return n + 1 < len(self.tokens) and self._begins_a_clause_of_its_own(n + 1)
        if self._breaks_a_clause(n):
            return self._begins_a_clause_of_its_own(n)
        return self._asks_of_a_treatment(n)

    def _asks_of_a_treatment(self, n: int) -> bool:
        """Whether a question begins with its verb and a treatment ("will botox help")."""
        is_last = n + 1 == len(self.tokens)
        return self._has(n, "{may}") and not is_last and self._has(n + 1, "{treatment}")

    def _is_because_of(self, n: int) -> bool:
        """Whether a "because" is of a thing, and joins no other statement ("because of pain")."""
        return self._has(n, "{because}") and [one.text for one in self.tokens[n + 1 : n + 2]] == [
            "of"
        ]

    def _begins_a_clause_of_its_own(self, n: int) -> bool:
        return any(self._has(n, one) for one in ("{subject}", "{opening}", "{cannot}", "{past}"))

    def _breaks_a_clause(self, n: int) -> bool:
        return not n or self.tokens[n].clause != self.tokens[n - 1].clause

    def _has(self, n: int, group: str) -> bool:
        return group in self.grouped.groups[n]

    @cached_property
    def _names(self) -> Set[str]:
        groups = {group for groups in self.grouped.groups for group in groups if group[0] == "{"}
        return groups | self.spans.get("trigger", {}).keys()


def _of_the_past(found: Sequence[tuple[Phrase, TokenSpan]]) -> Iterator[tuple[Phrase, TokenSpan]]:
    """What was found, but for dates that tell nothing of what is or has been."""
    triggers = [(phrase.name, span) for phrase, span in found if phrase.kind == "trigger"]
    undated = [span for name, span in triggers if name in UNDATED]
    lasting = [span for name, span in triggers if name == "lasting"]
    for phrase, span in found:
        is_trigger = phrase.kind == "trigger"
        if is_trigger and phrase.name in DATES and any(one.overlaps(span) for one in undated):
            continue
        # "for a fortnight after" tells how long it was, and not when
        if is_trigger and phrase.name == "recently" and any(one.overlaps(span) for one in lasting):
            continue
        yield phrase, span
