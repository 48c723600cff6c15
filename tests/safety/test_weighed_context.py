"""What the words around a sign weigh: of which words, and where they weigh nothing."""

import json
import math
import time
from statistics import median

import pytest

from bot.safety.annotated import AnnotatedMessage
from bot.safety.context import Context
from bot.safety.signs import mentions_in
from bot.safety.tokens import TokenSpan
from bot.safety.weighed_context import (
    FILE,
    ContextWeights,
    context_weights,
    doubt_of,
    features_of,
    most_doubt,
)
from tests.safety_messages import MESSAGES

MOST_BYTES = 1_500_000
MOST_SECONDS = 0.002
"""For the mentions of a message of usual length; a busy machine gets five times as long."""
EVERYDAY = (
    ". my wedding is saturday",
    " how long will this last",
    ". is that normal",
    " and i am diabetic",
    ". My wife is a nurse and works with strokes",
)
"""Words behind a sign that are none of its statement."""


def features(message: str) -> set[frozenset[str]]:
    """What is weighed of each mention of a sign."""
    annotated = AnnotatedMessage.of(message)
    return {
        features_of(annotated, one.rule.name, one.span) for one in mentions_in(Context(annotated))
    }


def test_a_feature_tells_the_side_of_the_sign() -> None:
    (found,) = features("my aunt has trouble breathing today")
    assert {"before aunt", "in breathing", "behind today", "-2 aunt", "+1 today"} <= found
    assert "behind aunt" not in found
    assert "before today" not in found


@pytest.mark.parametrize("words", EVERYDAY)
def test_words_of_another_statement_are_not_weighed(words: str) -> None:
    own = features("my aunt has trouble breathing")
    assert own
    assert own <= features(f"my aunt has trouble breathing{words}")


def test_nobody_has_a_sign_whose_score_is_over_0() -> None:
    weights = ContextWeights({"before leaflet": 2.0, "before my": -1.5}, -1.0)
    assert weights.score(frozenset({"before leaflet"})) > 0
    assert weights.score(frozenset({"before leaflet", "before my"})) < 0
    assert weights.score(frozenset({"unknown"})) == -1.0


def test_nothing_is_weighed_where_the_message_says_that_it_is_so() -> None:
    def is_taken_back(message: str) -> bool:
        annotated = AnnotatedMessage.of(message)
        (one,) = mentions_in(Context(annotated))
        return doubt_of(annotated, one.rule.name, one.span) > 0

    asthma = "Had asthma since I was four, blue inhaler, wheeze when the birches bloom"
    assert is_taken_back(asthma)
    assert not is_taken_back(f"{asthma}. I have it now")


@pytest.mark.parametrize(
    "message",
    [
        "my tongue is swelling. I have an exam on botox next week, do you know a good book?",
        "sudden loss of vision one eye. no pain. 67. no treatments ever, just found this page",
        "a poster on double vision",
    ],
)
def test_a_sudden_sign_or_one_that_stands_alone_is_not_weighed(message: str) -> None:
    annotated = AnnotatedMessage.of(message)
    found = mentions_in(Context(annotated))
    assert {most_doubt(annotated, one.span) for one in found} <= {-math.inf}


def test_a_sign_of_which_nothing_is_said_stands() -> None:
    annotated = AnnotatedMessage.of("double vision and my voice is as loud as ever")
    (one, *_) = mentions_in(Context(annotated))
    assert most_doubt(annotated, one.span) == -math.inf
    assert (
        most_doubt(
            AnnotatedMessage.of("a poster on double vision hangs in the hall of our school"),
            TokenSpan(3, 5),
        )
        > 0
    )


def test_its_weights_are_few_enough_to_be_read() -> None:
    assert FILE.stat().st_size <= MOST_BYTES
    assert set(json.loads(FILE.read_text(encoding="utf-8"))) == {"bias", "weights"}


def test_a_message_costs_little() -> None:
    context_weights()
    spent = []
    for message in MESSAGES[:150]:
        annotated = AnnotatedMessage.of(message.text)
        mentions = list(mentions_in(Context(annotated)))
        begun = time.perf_counter()
        for one in mentions:
            doubt_of(annotated, one.rule.name, one.span)
        spent.append(time.perf_counter() - begun)
    assert median(spent) <= 5 * MOST_SECONDS
