"""Fits what the words around a sign weigh: `python bench/weighed_surroundings.py [--write]`.

It is a logistic regression over the words of the labelled messages of the tests and of those that
were written for fitting: a message tells of danger or does not. It has no intercept: few words, or
unknown ones, say neither. So that what stands beside a danger weighs little, each message is fitted
again with a piece of a harmless one by the same author, and with a whole one, and each statement of
a danger's signs alone and with one. How good it is, is measured by leaving out all messages of
several authors, one group after the other. How far under 0 the words around a sign must be, is set
so that of the dangers of authors left out, which the other modifiers and weights leave, no more
than MOST_LOST are lost; printed is also how many are where a harmless message of the same author
stands behind each. With --write, the weights of all authors go into
bot/safety/weighed_surroundings.json.
"""

import argparse
import json
import random
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench.fitted_words import FittedWords  # noqa: E402
from bench.safety import (  # noqa: E402
    DANGER,
    Labelled,
    folds,
    own_sets,
    table,
    write,
    written_for_fitting,
    written_for_the_reader,
)
from bench.weighed_context import FoundSigns, joined, piece_of, with_pieces  # noqa: E402
from bot.safety import weighed_surroundings  # noqa: E402
from bot.safety.annotated import AnnotatedMessage  # noqa: E402
from bot.safety.context import Context, SignMention, is_taken_back  # noqa: E402
from bot.safety.signs import mentions_in  # noqa: E402
from bot.safety.weighed_context import is_nobodys  # noqa: E402
from bot.safety.weighed_words import WeighedWords  # noqa: E402

OPPOSITES = ROOT / "tests" / "safety" / "opposites.jsonl"
MOST_LOST = 0.001
"""The share of dangers that the weights may lose of those that all else leaves."""
LEAST = 0.14
"""Weights of words below are left out."""
AT_ONCE = 200
"""Messages that a process reads at once."""


class Weighed(NamedTuple):
    """A mention of a sign: what is weighed of its surroundings and of its statement; whether all
    else leaves it, whether nothing may take it back, and whether little stands around it."""

    surroundings: frozenset[str]
    statement: frozenset[str]
    is_left: bool
    is_outright: bool
    is_short: bool


class Scored(NamedTuple):
    """A mention, and the scores of its surroundings and of its statement."""

    mention: Weighed
    around: float
    own: float

    @property
    def gravity(self) -> float:
        """Under which score of harmless surroundings it stands."""
        stands = self.mention.is_outright or self.mention.is_short
        return np.inf if stands or self.own >= 0 else self.around


Sets = Mapping[str, Sequence[Labelled]]


def main() -> None:
    """Fit, print, and write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--write", action="store_true", help="write the weights")
    options = parser.parse_args()
    sets = own_sets()
    beside = {
        name: _with_others(ones, _harmless_of(ones), behind=True) for name, ones in sets.items()
    }
    scored, scored_beside = _left_out(sets, sets, beside)
    harmless = _far_enough(sets, scored)
    found = FoundSigns.of(sets)
    for title, nobodys in (
        ("without the surroundings", None),
        ("with them", _are_nobodys(scored, harmless)),
    ):
        told = found.told(modifiers=True, weights=True, nobodys=nobodys)
        every = [one for several in sets.values() for one in several]
        of_all = [level for several in told.values() for level in several]
        rows = table({**sets, "all": every}, {**told, "all": of_all})
        print(f"\nrules {title}, by author left out of the weights\n\n" + "\n".join(rows))
    lost, left = _lost(beside, scored_beside, harmless)
    print(f"\nwith a harmless message behind each: {lost} of {left} dangers lost")
    if options.write:
        words = _fit(sets, without=frozenset()).weights_of_words(LEAST)
        written = {"harmless": round(harmless, 4), "words": words}
        write(weighed_surroundings.FILE, written)


def by_rules_left_out(sets: Sets) -> dict[str, list[str]]:
    """What the rules tell of each message of a set by weights of all other authors."""
    (scored,) = _left_out(sets, sets)
    nobodys = _are_nobodys(scored, _far_enough(sets, scored))
    return FoundSigns.of(sets).told(modifiers=True, weights=True, nobodys=nobodys)


Scores = Mapping[str, Sequence[Sequence[Scored]]]
"""The mentions of each message of a set."""


def _left_out(sets: Sets, *measured: Sets) -> list[Scores]:
    """The mentions of signs in each of what is measured, scored by weights of all other authors."""
    mentions = [{name: _mentions(ones) for name, ones in several.items()} for several in measured]
    scored: list[dict[str, Sequence[Sequence[Scored]]]] = [{} for _ in measured]
    for several in folds(list(sets)):
        fitted = _fit(sets, without=several)
        for of_one, found in zip(scored, mentions, strict=True):
            for name in several:
                of_one[name] = [_scored(of_message, fitted) for of_message in found[name]]
    return [{name: of_one[name] for name in sets} for of_one in scored]


def _scored(mentions: Sequence[Weighed], fitted: FittedWords) -> list[Scored]:
    if not mentions:
        return []
    around = fitted.scores([one.surroundings for one in mentions])
    own = fitted.scores([one.statement for one in mentions])
    return list(map(Scored, mentions, around.tolist(), own.tolist()))


def _mentions(messages: Sequence[Labelled]) -> list[list[Weighed]]:
    with ProcessPoolExecutor() as processes:
        texts = [one.text for one in messages]
        return list(processes.map(_mentions_of, texts, chunksize=AT_ONCE))


def _mentions_of(text: str) -> list[Weighed]:
    """The mentions of signs of danger in a message."""
    context = Context(AnnotatedMessage.of(text))
    message = context.message
    return [
        Weighed(
            weighed_surroundings.surroundings_of(message, one.span),
            weighed_surroundings.statement_of(message, one.span),
            _is_left(one, context),
            one.rule.outright,
            not weighed_surroundings.is_weighed(message, one.span),
        )
        for one in mentions_in(context)
        if one.rule.level in DANGER
    ]


def _fit(sets: Sets, without: frozenset[str]) -> FittedWords:
    """A model of the messages of all authors but some."""
    known = [*written_for_fitting(), *written_for_the_reader(), *opposites()]
    for name, messages in sets.items():
        if name not in without:
            statements = list(_statements(messages))
            harmless = _harmless_of(messages)
            known += [*messages, *with_pieces(messages), *_with_pieces(harmless), *statements]
            known += _with_others([*messages, *statements], harmless)
    wholes = [WeighedWords.of(one.text).whole for one in known]
    is_danger = np.array([one.level in DANGER for one in known])
    return FittedWords.of(wholes, is_danger, has_intercept=False)


def opposites() -> list[Labelled]:
    """The pairs of the tests whose same words alarm only where somebody has a sign."""
    rows = map(json.loads, OPPOSITES.read_text(encoding="utf-8").splitlines())
    return [Labelled(row["text"], "emergency" if row["is_danger"] else "none") for row in rows]


def _harmless_of(messages: Sequence[Labelled]) -> list[Labelled]:
    """Those that tell of no danger."""
    return [one for one in messages if one.level not in DANGER]


def _with_others(
    messages: Sequence[Labelled], harmless: Sequence[Labelled], *, behind: bool = False
) -> list[Labelled]:
    """Each message with a harmless one before or behind it; by chance, but always the same."""
    chance, others = random.Random(5), []
    for text, level in messages if harmless else ():
        other = chance.choice(harmless).text
        first, second = (text, other) if behind or chance.random() < 0.5 else (other, text)
        others.append(Labelled(f"{first.rstrip(' .!?')}. {second}", level))
    return others


def _with_pieces(harmless: Sequence[Labelled]) -> list[Labelled]:
    """Each harmless message with a piece of one; by chance, but always the same."""
    chance = random.Random(0)
    return [
        Labelled(
            joined(text, piece_of(chance.choice(harmless).text.split(), chance), chance), level
        )
        for text, level in harmless
    ]


def _statements(messages: Sequence[Labelled]) -> Iterator[Labelled]:
    """The statements of the signs that all else leaves in messages of danger."""
    for text, level in messages:
        if level in DANGER:
            context = Context(AnnotatedMessage.of(text))
            message = context.message
            found = (one for one in mentions_in(context) if _is_left(one, context))
            spans = dict.fromkeys(message.statement_of(one.span) for one in found)
            for first, last in spans:
                start, end = message.tokens[first].start, message.tokens[last - 1].end
                yield Labelled(text[start:end], level)


def _is_left(mention: SignMention, context: Context) -> bool:
    """Whether it tells of danger, and all else leaves it."""
    rule, message = mention.rule, context.message
    is_taken = is_taken_back(mention, context) or is_nobodys(message, rule.name, mention.span)
    return rule.level in DANGER and not is_taken


def _far_enough(sets: Sets, scored: Scores) -> float:
    """The score under which surroundings are harmless: the highest that loses few enough."""
    gravest = _gravest(sets, scored)
    return float(np.quantile(gravest, MOST_LOST, method="lower"))


def _lost(sets: Sets, scored: Scores, harmless: float) -> tuple[int, int]:
    """How many of the dangers that all else leaves are lost, and of how many."""
    gravest = _gravest(sets, scored)
    return int(np.sum(gravest < harmless)), len(gravest)


def _gravest(sets: Sets, scored: Scores) -> NDArray[np.float64]:
    """Of each danger that all else leaves: the gravity of its gravest mention."""
    pairs = (
        (message, mentions)
        for name, messages in sets.items()
        for message, mentions in zip(messages, scored[name], strict=True)
    )
    left = (
        [one.gravity for one in mentions if one.mention.is_left]
        for message, mentions in pairs
        if message.level in DANGER
    )
    return np.array([max(of_message) for of_message in left if of_message])


def _are_nobodys(scored: Scores, harmless: float) -> NDArray[np.bool_]:
    """Which mentions are taken back, in the order of FoundSigns, shape (mentions,)."""
    every = (one for of_set in scored.values() for of_message in of_set for one in of_message)
    return np.array([one.gravity < harmless for one in every])


if __name__ == "__main__":
    main()
