"""What the words around a sign weigh, and that its own statement goes before them."""

import json
import time
from statistics import median

import pytest

from bot.safety.annotated import AnnotatedMessage
from bot.safety.context import Context, SignMention
from bot.safety.signs import mentions_in, signs_in
from bot.safety.weighed_surroundings import (
    AROUND,
    FILE,
    SurroundingsWeights,
    is_nobodys_there,
    statement_of,
    surroundings_of,
)
from tests.safety_messages import MESSAGES

MOST_BYTES = 1_000_000
MOST_SECONDS = 0.002
"""For the mentions of a message of usual length; a busy machine gets five times as long."""


def mention(message: str) -> tuple[AnnotatedMessage, SignMention]:
    annotated = AnnotatedMessage.of(message)
    (one, *_) = mentions_in(Context(annotated))
    return annotated, one


def test_the_surroundings_of_a_sign_end_so_many_words_from_it() -> None:
    filler = " ".join(["lovely"] * (AROUND - 1))
    annotated, one = mention(f"clinic {filler} trouble breathing {filler} weather photo")
    around = surroundings_of(annotated, one.span)
    assert {"clinic", "trouble", "weather"} <= around
    assert "photo" not in around


def test_its_statement_is_weighed_alone_too() -> None:
    annotated, one = mention("my wedding is saturday. i have trouble breathing. what a day")
    assert {"trouble", "breathing"} <= statement_of(annotated, one.span)
    assert not {"wedding", "day"} & statement_of(annotated, one.span)


def test_words_that_weigh_much_count_less_among_many() -> None:
    weights = SurroundingsWeights({"play": -4.0}, -2.0)
    few = frozenset({"play"})
    assert weights.score(few) < weights.score(few | {str(n) for n in range(200)}) < 0
    assert weights.score(frozenset({"unknown"})) == 0, "what is not known says nothing"


@pytest.mark.parametrize(
    "message",
    [
        "My teenage daughter is in a play where everyone drinks poison at the end, it's Romeo and "
        "Juliet at school. How do I cover her spots for the show?",
        "Could you recommend a good textbook chapter on anaphylaxis? I teach first aid and the "
        "class asks how somebody with trouble breathing looks in the exam.",
    ],
)
def test_what_is_played_or_taught_is_nobodys(message: str) -> None:
    assert not [one for one in signs_in(message) if one.level in ("crisis", "emergency")]


@pytest.mark.parametrize("beside", ["In our school play Romeo drinks poison. ", "lol. ", ""])
def test_a_danger_that_its_own_statement_tells_stands_beside_anything(beside: str) -> None:
    danger = "I went blind in my left eye after the filler"
    annotated = AnnotatedMessage.of(f"{beside}{danger}. What a lovely play it was, jaja")
    found = [one for one in mentions_in(Context(annotated)) if one.rule.name == "vision"]
    assert found and not is_nobodys_there(annotated, found[0].span)


def test_the_weights_are_few_enough_to_be_read() -> None:
    assert FILE.stat().st_size <= MOST_BYTES
    written = json.loads(FILE.read_text(encoding="utf-8"))
    assert written["harmless"] < 0, "what is weighed must be far from any danger"


def test_a_message_costs_little() -> None:
    spent = []
    for one in MESSAGES[:150]:
        annotated = AnnotatedMessage.of(one.text)
        found = list(mentions_in(Context(annotated)))
        begun = time.perf_counter()
        for every in found:
            is_nobodys_there(annotated, every.span)
        if found:
            spent.append(time.perf_counter() - begun)
    assert median(spent) <= 5 * MOST_SECONDS
