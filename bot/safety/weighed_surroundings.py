"""What the words around a sign weigh: whether a message tells of danger there at all.

The modifiers of context.py, and the weights of a sign's own statement, know what is said of a sign;
that it is the play one is in, the exam one learns for or a pun tells more often what stands further
off. So the words around a sign are weighed as well, by weights that `bench/weighed_surroundings.py`
fitted on labelled messages, in half of which something harmless stands beside what is told. Nothing
is taken back that its own statement alone would tell: everyday words beside it silence no danger.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import repeat
from pathlib import Path

from bot.safety.annotated import AnnotatedMessage
from bot.safety.tokens import TokenSpan
from bot.safety.weighed_words import share_of, weighed_of

FILE = Path(__file__).with_name("weighed_surroundings.json")
AROUND = 24
"""Words before and behind a sign that are its surroundings."""


FEWEST_AROUND = 12
"""Of fewer words the surroundings say too little."""


@dataclass(frozen=True, slots=True)
class SurroundingsWeights:
    """Words tell of danger where they weigh over 0 together, and of something else under it; few
    words or unknown ones say neither. What is under `harmless` is far enough."""

    words: Mapping[str, float]
    harmless: float

    def score(self, words: frozenset[str]) -> float:
        """How far over 0 words are; under 0, how far below."""
        return share_of(words) * sum(map(self.words.get, words, repeat(0.0)))


def is_nobodys_there(message: AnnotatedMessage, span: TokenSpan) -> bool:
    """Whether the words around a sign tell of something else, and its statement of no danger."""
    if not is_weighed(message, span):
        return False
    weights = surroundings_weights()
    around = weights.score(surroundings_of(message, span))
    return around < weights.harmless and weights.score(statement_of(message, span)) < 0


def is_weighed(message: AnnotatedMessage, span: TokenSpan) -> bool:
    """Whether enough stands around a sign to say anything of it."""
    first, last = _around(message, span)
    return last - first >= FEWEST_AROUND


def surroundings_of(message: AnnotatedMessage, span: TokenSpan) -> frozenset[str]:
    """What is weighed of the words around a sign, and of its own."""
    return weighed_of(message.grouped, _around(message, span))


def _around(message: AnnotatedMessage, span: TokenSpan) -> TokenSpan:
    last = min(span.last + AROUND, len(message.tokens))
    return TokenSpan(max(span.first - AROUND, 0), last)


def statement_of(message: AnnotatedMessage, span: TokenSpan) -> frozenset[str]:
    """What is weighed of a sign's statement."""
    return weighed_of(message.grouped, message.statement_of(span))


@cache
def surroundings_weights() -> SurroundingsWeights:
    """The weights of the file."""
    written = json.loads(FILE.read_text(encoding="utf-8"))
    return SurroundingsWeights(written["words"], float(written["harmless"]))
