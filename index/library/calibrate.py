"""Lays a library's thresholds for "answered" and "related", with a guarantee.

Two things are wanted of a threshold: that what is addressed is said to be (a page's question, its
title left out of what its answers are found by), and that what is not addressed is not (the same
question with its page left out). Each is a bound on a risk that changes in one direction with the
threshold, so each holds on one side of an order statistic of what was tried (Learn then Test,
Angelopoulos et al. 2021, with exact binomial tails). Of the thresholds that keep both bounds the
one nearest to the fitted one is taken; where none keeps both, the fitted one, with what it keeps.

"Related" is laid apart, by questions on no medical matter: it begins at the lowest strength that
hardly any of them reaches, in a large library higher than in a small one, but within bounds. To
show what is near costs little where a question belongs here, even if no doctor addressed just that.
"""

from collections.abc import Sequence
from dataclasses import replace
from math import exp, inf, lgamma, log, nextafter

from index.encoders.encoder import Encoder
from index.library.addressed import ANSWERED, MEASURE, RELATED, strength
from index.library.generation import Generation
from index.library.off_topic import off_topic_strengths
from index.library.own_questions import own_questions
from index.storage.manifest import Calibration

MOST_TRIED = 200
"""Pages whose questions are tried at a build."""
NEAREST_TRIED = 2
"""Answers of each that are encoded without its title, those nearest to the question. With all ten
of a page the strengths between which a threshold lies were the same, or higher by .25 at most, and
the trial took four times as long; fewer only ever promise less."""
MISSED, FALSE = 0.12, 0.2
"""The largest share of a library's own questions that may be missed, and of those with their page
left out that may be taken for answered; other pages may well answer some of these."""
CONFIDENCE = 0.9
"""How sure both bounds together are, over the choice of the questions."""
DOUBT = (1 - CONFIDENCE) / 2
"""The chance of each bound to be wrong."""
OFF_TOPIC = 0.01
"""The largest share of questions on no medical matter to which something may be told related."""
RELATED_DOUBT = 1 - CONFIDENCE
"""The chance of this bound to be wrong."""
LEAST_RELATED, MOST_RELATED = 4.0, 7.0
"""The strengths between which "related" begins. Below, questions of other fields than the library's
would bring its answers; above, questions that doctors addressed would bring nothing."""
CHANGED = 0.1
"""The share of its pages that may come, change or go before a library is tried again."""


def calibrated(
    generation: Generation,
    encoder: Encoder,
    pages: int,
    before: Calibration | None,
    changed: int = 0,
) -> Calibration:
    """The calibration of a library that holds so many pages; that of the build before where the
    library has hardly changed.

    Args:
        changed: how many pages came, changed or went since the build before.
    """
    if before is not None and before.measure == MEASURE and before.related is not None:
        kept = replace(before, changed=before.changed + changed)
        if _is_near(kept, pages):
            return kept
    off_topic = off_topic_strengths(generation, encoder)
    if _allowed(min(pages, MOST_TRIED), MISSED, DOUBT) is None:
        return calibration_of((), (), pages, off_topic)  # nothing could be said by trying
    tried = list(own_questions(generation, encoder, MOST_TRIED, NEAREST_TRIED))
    within = [strength(one.within) for one in tried]
    without = [strength(one.without) for one in tried]
    return calibration_of(within, without, pages, off_topic)


def _is_near(kept: Calibration, pages: int) -> bool:
    """Whether a library that holds so many pages has hardly changed since it was tried. As many
    pages may have come as went: so each is counted, and not only how many there are."""
    return max(kept.changed, abs(pages - kept.pages)) <= CHANGED * kept.pages


def calibration_of(
    within: Sequence[float],
    without: Sequence[float],
    pages: int = 0,
    off_topic: Sequence[float] = (),
) -> Calibration:
    """The calibration by the strengths of questions with their page, and with it left out, and by
    those of questions on no medical matter."""
    highest = highest_keeping(within, MISSED, DOUBT)
    lowest = lowest_keeping(without, FALSE, DOUBT)
    threshold = ANSWERED
    if highest is not None and lowest is not None and max(lowest, RELATED) <= highest:
        threshold = min(max(ANSWERED, lowest, RELATED), highest)
    reached = lowest_keeping(off_topic, OFF_TOPIC, RELATED_DOUBT)
    related = RELATED
    if reached is not None:
        related = min(max(reached, LEAST_RELATED), MOST_RELATED, threshold)
    return Calibration(
        measure=MEASURE,
        pages=pages,
        questions=len(within),
        threshold=threshold,
        found=1 - MISSED if highest is not None and threshold <= highest else None,
        false=FALSE if lowest is not None and threshold >= lowest else None,
        confidence=CONFIDENCE,
        related=related,
        off_topic=OFF_TOPIC if reached is not None and related >= reached else None,
    )


def highest_keeping(strengths: Sequence[float], share: float, doubt: float) -> float | None:
    """The highest threshold below which, but for so much doubt, no more than a share of all such
    strengths lie; None where there are too few to say."""
    allowed = _allowed(len(strengths), share, doubt)
    return None if allowed is None else sorted(strengths)[allowed]


def lowest_keeping(strengths: Sequence[float], share: float, doubt: float) -> float | None:
    """The lowest threshold from which, but for so much doubt, no more than a share of all such
    strengths lie; None where there are too few to say."""
    highest = highest_keeping([-one for one in strengths], share, doubt)
    return None if highest is None else nextafter(-highest, inf)


def _allowed(count: int, share: float, doubt: float) -> int | None:
    """How many of so many may go wrong, if a true share of at least `share` is to show as few with
    a chance of at most `doubt`; None where even none would not do."""
    chance = 0.0
    for wrong in range(count + 1):
        chance += exp(
            lgamma(count + 1)
            - lgamma(wrong + 1)
            - lgamma(count - wrong + 1)
            + wrong * log(share)
            + (count - wrong) * log(1 - share)
        )
        if chance > doubt:
            return wrong - 1 if wrong else None
    return None
