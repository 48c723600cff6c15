"""What of a message's words is weighed by what was fitted on labelled messages."""

from collections.abc import Iterator, Sequence

from bot.safety.matching import GroupedTokens
from bot.safety.tokens import tokens_of

GRAMMAR = frozenset(
    f"{{{name}}}"
    for name in (
        "stop termination adding subject opening own or turned because joining present past may "
        "effort other person musing term states document media cases called dice"
    ).split()
)
"""Groups of the rules that are no words of one meaning, or that the weights were fitted without."""


def words_of(message: str) -> frozenset[str]:
    """What of a message's words is weighed: the words as the rules compare them, and their pairs:
    neighbours, and those with one word between. Then the same where a word of one of the rules'
    groups is that group, so that "pills in hand" is like "pastillas en la mano"; of these only what
    holds a group, and pairs with two words between, too."""
    grouped = GroupedTokens.of(tokens_of(message))
    words = [token.text for token in grouped.tokens]
    by_group = [_group_of(n, grouped) or word for n, word in enumerate(words)]
    with_group = (one for one in _pairs(by_group, apart=3) if "{" in one)
    return frozenset([*words, *_pairs(words, apart=2), *by_group, *with_group])


def _pairs(words: Sequence[str], apart: int) -> Iterator[str]:
    """Pairs of words up to so many places apart, a mark for each between them."""
    for step in range(1, apart + 1):
        between = " _" * (step - 1)
        yield from (
            f"{one}{between} {other}" for one, other in zip(words, words[step:], strict=False)
        )


def _group_of(n: int, grouped: GroupedTokens) -> str | None:
    """The first by name of the groups of words with one meaning that begin at a token."""
    named = (one for one in grouped.groups[n] if one.startswith("{") and "/" not in one)
    return min((one for one in named if one not in GRAMMAR), default=None)
