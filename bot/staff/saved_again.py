"""Which answers were saved from one address again, with other words.

One doctor may give several answers at one address. Two are one answer whose words differ only where
no page has both, and half of what the shorter says stands in the other, word by word. Where an
answer may be one of two that a page has, it is neither.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations

from index.library.copies import are_one
from index.model import Answer, Page

RUN = 3
"""Words in a row that are compared: single ones stand in any two answers."""
ALIKE = 0.5
"""The share of the shorter answer's runs that the other must have."""
MOST_TEXTS = 20
"""Different answers at one address, by one doctor: more are compared with none."""


def saved_again(
    saved: Sequence[tuple[Answer, int]], words_of: Callable[[Answer], str]
) -> Iterator[list[Answer]]:
    """The answers that are one, whose words differ, among those of one doctor at one address.

    Args:
        saved: each with a number that is the same where the words are, blanks aside.
    """
    by_words: dict[int, list[Answer]] = {}
    for answer, said in saved:
        by_words.setdefault(said, []).append(answer)
    if not 1 < len(by_words) <= MOST_TEXTS:
        return
    texts = list(by_words.values())
    runs = [_runs(words_of(text[0])) for text in texts]
    groups = [{n} for n in range(len(texts))]
    for one, other in combinations(range(len(texts)), 2):
        if _are_apart(texts[one], texts[other]) and _are_alike(runs[one], runs[other]):
            joined = groups[one] | groups[other]
            for n in joined:
                groups[n] = joined
    for group in {min(one): one for one in groups}.values():
        answers = [answer for n in sorted(group) for answer in texts[n]]
        if len(group) > 1 and are_one(answers):
            yield answers


def _are_apart(some: Sequence[Answer], others: Sequence[Answer]) -> bool:
    """Whether no page has both: whoever gave two answers on a page changed neither."""
    return {Page.id_of(one.id) for one in some}.isdisjoint(Page.id_of(one.id) for one in others)


def _runs(words: str) -> frozenset[tuple[str, ...]]:
    said = words.casefold().split()
    run = min(RUN, len(said))
    return frozenset(tuple(said[at : at + run]) for at in range(len(said) - run + 1))


def _are_alike(some: frozenset[tuple[str, ...]], others: frozenset[tuple[str, ...]]) -> bool:
    return len(some & others) >= ALIKE * min(len(some), len(others))
