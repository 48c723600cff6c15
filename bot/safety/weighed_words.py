"""What of a message's words is weighed by what was fitted on labelled messages."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.safety.matching import WORDS_KEPT, GroupedTokens, grouped_tokens_of

GRAMMAR = frozenset(
    f"{{{name}}}"
    for name in (
        "stop termination adding subject opening own or turned because joining present past may "
        "effort other person musing term states document media cases called dice healer garment "
        "overstate trifle get_to rescue"
    ).split()
)
"""Groups of the rules that are no words of one meaning, or that the weights were fitted without."""


USUAL = 100
"""What is weighed of a message of usual length, in number."""
FEWEST = 10
"""Below so many, a message weighs as if it had so many."""
PART, STEP = 24, 12
"""Words of a part of a message, and how many the next one begins behind it."""


@dataclass(frozen=True, slots=True)
class WeighedWords:
    """What of a message's words is weighed: of the `whole`, and of each of its parts alone,
    windows that overlap: of a long message one may be grave."""

    whole: frozenset[str]
    parts: tuple[frozenset[str], ...]

    @classmethod
    def of(cls, message: str) -> "WeighedWords":
        """The words as the rules compare them, and their pairs: neighbours, and those with one word
        between. Then the same where a word of one of the rules' groups is that group, so that
        "pills in hand" is like "pastillas en la mano"; of these only what holds a group, and pairs
        with two words between, too."""
        grouped = grouped_tokens_of(message)
        words = [token.text for token in grouped.tokens]
        by_group = [group_of(n, grouped) or word for n, word in enumerate(words)]
        whole = _weighed(words, by_group)
        if 0 < len(words) <= PART:
            return cls(whole, (whole,))
        parts = (_weighed(words[one], by_group[one]) for one in _parts(len(words)))
        return cls(whole, tuple(parts))


def share_of(words: Collection[str]) -> float:
    """What each of several words counts: less the more there are, so that a long message does not
    gather weight by its length."""
    return float((USUAL / max(len(words), FEWEST)) ** 0.5)


def _weighed(words: Sequence[str], by_group: Sequence[str]) -> frozenset[str]:
    with_group = (one for one in _pairs(by_group, apart=3) if "{" in one)
    return frozenset([*words, *_pairs(words, apart=2), *by_group, *with_group])


def _parts(long: int) -> Iterator[slice]:
    """The parts of so many words, which overlap; one where there are few."""
    first = 0
    while first + PART < long:
        yield slice(first, first + PART)
        first += STEP
    if long:
        yield slice(first, long)


def _pairs(words: Sequence[str], apart: int) -> Iterator[str]:
    """Pairs of words up to so many places apart, a mark for each between them."""
    for step in range(1, apart + 1):
        between = " _" * (step - 1)
        yield from (
            f"{one}{between} {other}" for one, other in zip(words, words[step:], strict=False)
        )


def group_of(n: int, grouped: GroupedTokens) -> str | None:
    """The first by name of the groups of words with one meaning that begin at a token."""
    return _first_of_one_meaning(tuple(grouped.groups[n]))


@lru_cache(WORDS_KEPT)
def _first_of_one_meaning(groups: tuple[str, ...]) -> str | None:
    return min(filter(_has_one_meaning, groups), default=None)


def _has_one_meaning(group: str) -> bool:
    return group.startswith("{") and "/" not in group and group not in GRAMMAR
