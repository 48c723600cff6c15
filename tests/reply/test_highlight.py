"""Which sentences are lit: those that hold what was asked, word by word."""

import json
from collections.abc import Sequence
from math import log

import numpy as np
import pytest

from bot.reply.highlight import (
    LEAST_RARITY,
    MOST_HIGHLIGHTED,
    UNKNOWN_WEIGHT,
    WITHIN_BEST,
    closeness,
    highlighted,
    is_signature,
)
from index.encoders.encoder import Vectors
from index.encoders.sentence_encoder import SentenceEncoder
from index.library.build import build
from index.library.open import Library
from tests.words_encoder import WordsEncoder


def words_apart() -> list[str]:
    """Words that the encoder tells apart, from each other and from nothing."""
    syllables = (f"{a}{b}{c}" for a in "bdfgklm" for b in "aeiou" for c in "nrstl")
    by_bin: dict[int, str] = {}
    for word in syllables:
        by_bin.setdefault(WordsEncoder().bin_of(word), word)
    return [word for number, word in by_bin.items() if number]


A, B, C, D, E, NEVER, *OTHERS = words_apart()
ANSWERS = [
    f"{A}.",
    f"{A} {B}.",
    f"{A} {B} {C}.",
    f"{A} {B} {C} {D}.",
    *(f"{one}." for one in OTHERS),
]
HELD = {A: 4, B: 3, C: 2, D: 1}


@pytest.fixture(scope="module")
def apart(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """A library in which the words stand in ever fewer answers, on pages without titles."""
    folder = tmp_path_factory.mktemp("apart")
    file = folder / "records.jsonl"
    rows = [{"id": f"r{n}", "answer_text": text} for n, text in enumerate(ANSWERS)]
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    build(folder / "library", [file], WordsEncoder())
    return Library.open(folder / "library")


def rarity(word: str) -> float:
    """BM25's inverse document frequency among answers and (empty) titles, raised from nothing."""
    held = HELD.get(word, 0)
    return LEAST_RARITY + log(1 + (2 * len(ANSWERS) - held + 0.5) / (held + 0.5))


def close(library: Library, wordings: Sequence[str], *sentences: str) -> list[float]:
    found = closeness(wordings, sentences, library, WordsEncoder())
    assert found.shape == (len(sentences),)
    return [float(number) for number in found]


# How much of a question a sentence holds.


def test_a_sentence_holds_of_a_question_its_words_the_rare_ones_counting_most(
    apart: Library,
) -> None:
    weights = [rarity(word) ** 2 for word in (A, B, C)]
    assert close(apart, [f"{A} {B} {C}"], f"{A}.", f"{B}.", f"{C} {D}.", f"{B} {A}.") == (
        pytest.approx(
            [
                sum(some) / sum(weights)
                for some in (weights[:1], weights[1:2], weights[2:], weights[:2])
            ]
        )
    )


def test_a_sentence_with_every_word_holds_all_and_one_without_any_nothing(apart: Library) -> None:
    assert close(apart, [f"{A} {D}"], f"{D} {B} {A}!", f"{B} {C}.") == pytest.approx([1, 0])


def test_how_often_and_in_what_order_a_word_is_said_counts_nothing(apart: Library) -> None:
    usual = close(apart, [f"{A} {B} {C}"], f"{A} {B}", f"{C}")
    assert close(apart, [f"{C}, {B} {A} {A.upper()} {A}?"], f"{B} {A} {B} {B}", f"{C} {C}") == usual
    assert close(apart, [f"{A} {B} {C}".upper()], f"{A} {B}".title(), f"{C}!") == usual


def test_what_a_sentence_says_besides_counts_nothing(apart: Library) -> None:
    (short, long) = close(apart, [f"{A} {D}"], f"{D}.", f"{D} {B} {C} {' '.join(OTHERS)}.")
    assert short == pytest.approx(long)


def test_a_word_that_nobody_here_uses_counts_in_part(apart: Library) -> None:
    known, unknown = rarity(D) ** 2, (UNKNOWN_WEIGHT * rarity(NEVER)) ** 2
    assert close(apart, [f"{D} {NEVER}"], f"{D}.", f"{NEVER}.") == pytest.approx(
        [known / (known + unknown), unknown / (known + unknown)]
    )


def test_of_several_wordings_the_nearest_counts(apart: Library) -> None:
    sentences = (f"{A} {B}.", f"{C}.", f"{D}.")
    each = [close(apart, [asked], *sentences) for asked in (f"{A} {C}", f"{B} {D}", f"{C}")]
    together = close(apart, [f"{A} {C}", f"{B} {D}", f"{C}"], *sentences)
    assert together == [max(found) for found in zip(*each, strict=True)]


@pytest.mark.parametrize("asked", ["", "?!", " \n", "😀"])
def test_a_question_without_words_is_held_by_nothing(asked: str, apart: Library) -> None:
    assert close(apart, [asked], f"{A}.", "") == [0, 0]
    assert close(apart, [asked, A], f"{A}.") == [1]


def test_a_sentence_without_words_holds_nothing(apart: Library) -> None:
    assert close(apart, [f"{A} {B}"], "…", f"{A} {B}", "", "😀!") == pytest.approx([0, 1, 0, 0])
    assert close(apart, ["the"], "…") == [0]


def test_no_sentences_hold_nothing(apart: Library) -> None:
    assert close(apart, [A]) == []
    assert close(apart, [], f"{A}.") == [0]


@pytest.mark.parametrize(
    ("sentence", "name", "is_one"),
    [
        ("Best, Dr. Green", "Dr. Green", True),
        ("Be well, Ann Green, MD, FACS", "Ann Green", True),
        ("Green tea is fine.", "Ann Green", False),
        ("I drink mine green", "Ann Brown", False),
        ("Best, Dr. Green", None, False),
        ("After all that I would say what I always say: ask Green", "Ann Green", False),
    ],
)
def test_a_signature_is_no_sentence_that_says_anything(
    sentence: str, name: str | None, is_one: bool
) -> None:
    assert is_signature(sentence, name) == is_one


def test_what_nearly_everybody_says_counts_less_than_what_was_asked_about(library: Library) -> None:
    question = "can I exercise after botox?"
    said = "Exercise is fine after Botox."
    for sentence in ("I can do a lot.", "I can.", "I do a lot.", "After that I left."):
        (on_the_topic, beside_it) = close(library, [question], said, sentence)
        assert on_the_topic > beside_it, sentence


# Which of them are lit.


def numbers(*found: float) -> Vectors:
    return np.array(found, dtype=np.float32)


@pytest.mark.parametrize(
    ("found", "chosen"),
    [
        ([], []),
        ([0.5], [0]),
        ([0.1, 0.9, 0.2], [1]),
        ([0.9, 0.1, 0.9], [0, 2]),
        ([0.9 - WITHIN_BEST / 2, 0.1, 0.9], [0, 2]),
        ([0.9 - 2 * WITHIN_BEST, 0.1, 0.9], [2]),
        ([0.9, 0.9 - WITHIN_BEST / 3, 0.9 - WITHIN_BEST / 2], [0, 1]),
        ([0.9 - WITHIN_BEST / 2, 0.9 - WITHIN_BEST / 3, 0.9], [1, 2]),
        ([0.5, 0.5, 0.5, 0.5], [0, 1]),
        ([0.0, 0.0], [0, 1]),
        ([0.1, *[0.5] * 40], [1, 2]),
    ],
)
def test_the_nearest_is_highlighted_and_another_that_is_hardly_further(
    found: list[float], chosen: list[int]
) -> None:
    assert highlighted(numbers(*found)) == chosen
    assert len(chosen) <= MOST_HIGHLIGHTED


# The real encoder.


@pytest.mark.model
@pytest.mark.parametrize(
    ("question", "nearer", "farther"),
    [
        ("does massage move botox?", "Do not rub the area.", "Call our office on Monday."),
        ("when may I work out again?", "Exercise after a day.", "The brow may look heavy."),
        ("how many weeks does it last?", "It works for months.", "Ask for photos of older work."),
    ],
)
def test_words_of_like_meaning_are_near(
    question: str,
    nearer: str,
    farther: str,
    real_library: Library,
    real_encoder: SentenceEncoder,
) -> None:
    for encoder in (real_encoder, real_library.encoder()):
        found = closeness([question], [nearer, farther], real_library, encoder)
        assert found[0] > found[1]


@pytest.mark.model
def test_the_export_lights_what_the_model_lights(
    real_library: Library, real_encoder: SentenceEncoder
) -> None:
    page = next(real_library.pages())
    sentences = [page.quote(answer.body) for answer in page.answers]
    one, other = (
        closeness(["does massage move botox?"], sentences, real_library, encoder)
        for encoder in (real_encoder, real_library.encoder())
    )
    assert one == pytest.approx(other, abs=1e-3)


@pytest.mark.parametrize(
    ("sentence", "says"),
    [
        ("Thank you for your question in regards to {}.", False),
        ("Hello and thank you so much for asking about {}!", False),
        ("Thanks for your question, {} is fine after a day.", True),
        ("Thank you for your question: {} is fine.", True),
        ("I thank you for {} and for more.", True),
    ],
)
def test_mere_thanks_for_a_question_are_never_lit(
    sentence: str, says: bool, apart: Library
) -> None:
    near = closeness([A], [sentence.format(A), f"{B} and {C}."], apart, WordsEncoder())
    assert bool(near[0] > 0) is says
