"""A correction puts what is meant in the place of what was said, and drops that."""

import pytest

from bot.query.follow_up import follow_up
from bot.query.revision import Revision, revision_of
from tests.follow_ups import BOTOX

FILLER = "Can I exercise after filler?"


@pytest.mark.parametrize(
    ("before", "correction", "searched"),
    [
        (BOTOX, "no, I meant filler", FILLER),
        (BOTOX, "nope, filler", FILLER),
        (BOTOX, "oh sorry, i mean filler", FILLER),
        (BOTOX, "filler, not botox", FILLER),
        (BOTOX, "not botox but filler", FILLER),
        (BOTOX, "filler instead of Botox", FILLER),
        (BOTOX, "oops wrong one, after filler", FILLER),
        (BOTOX, "I had filler, not Botox", FILLER),
        (BOTOX, "actually swimming", "Can I swimming after Botox?"),
        (BOTOX, "I meant before Botox", "Can I exercise before Botox?"),
        (BOTOX, "sorry, kybella", "Can I exercise after kybella?"),
        ("Can I nap after Botox?", "sorry, shower", "Can I shower after Botox?"),
        ("how long do lip fillers last", "cheek fillers I mean", "how long do cheek fillers last"),
        (
            "how long does the swelling last after a nose job",
            "i meant bruising, not swelling",
            "how long does the bruising last after a nose job",
        ),
        (
            "Is PRP good for hair loss?",
            "no, i meant microneedling",
            "Is microneedling good for hair loss?",
        ),
        (BOTOX, "wait, is it safe for kids?", "exercise after Botox: is it safe for kids?"),
        ("can I rub lip filler", "sorry, forehead Botox", "can I rub forehead Botox"),
        (
            "can I swim after botox",
            "correction: after filler, can I exercise",
            "after filler, can I exercise",
        ),
    ],
)
def test_what_is_meant_takes_the_place_of_what_was_said(
    before: str, correction: str, searched: str
) -> None:
    assert follow_up(correction, before).searched == searched


@pytest.mark.parametrize(
    "message",
    [
        "and filler?",
        "no swelling yet, is that normal for me",
        "is it not safe?",
        "why not?",
        "does it not work for men",
        "not a doctor, but is it true that wine thins blood",
        "sorry",
    ],
)
def test_what_takes_nothing_back_is_no_correction(message: str) -> None:
    assert revision_of(message, BOTOX) is None


def test_only_words_that_were_asked_can_be_taken_back() -> None:
    assert revision_of("filler, not botox", BOTOX) == Revision("filler", "botox")
    assert revision_of("filler, not lasers", BOTOX) is None


def test_where_nothing_was_asked_before_nothing_is_corrected() -> None:
    assert follow_up("no, I meant filler", None).searched == "no, I meant filler"
