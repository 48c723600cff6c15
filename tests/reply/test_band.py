"""How near is near enough: the sum of evidence, its two thresholds, and the seeds' questions."""

import math

import pytest

from bot.query.correct import Spelling
from bot.reply.band import Band, band_of
from bot.reply.doctors import doctors_on
from bot.reply.reply import Reply, reply_to
from index.encoders.sentence_encoder import SentenceEncoder
from index.library.addressed import (
    ANSWERED,
    CLOSENESS_WEIGHT,
    KNOWN_WEIGHT,
    MATCHED_WEIGHT,
    RELATED,
    TOPIC_WEIGHT,
    strength,
)
from index.library.open import Library
from index.library.search import Evidence
from tests.band_questions import LONGER_NEAR_MISSES, ODD_WORDS, SHORT_NEAR_MISSES
from tests.seed_questions import ADDRESSED, ELSEWHERE, NEVER_ANSWERED, OFF_TOPIC, PLAIN


def test_strength_is_the_weighted_sum_of_the_evidence() -> None:
    evidence = Evidence(closeness=1.25, topic=1.75, known=0.5, matched=0.25)
    assert strength(evidence) == pytest.approx(8.6 * 1.25 + 2.2 * 1.75 + 1.3 * 0.5 + 2.8 * 0.25)
    assert strength(Evidence(0, 0, 0)) == 0


@pytest.mark.parametrize(
    ("evidence", "weight"),
    [
        (Evidence(1, 0, 0), CLOSENESS_WEIGHT),
        (Evidence(0, 1, 0), TOPIC_WEIGHT),
        (Evidence(0, 0, 1), KNOWN_WEIGHT),
        (Evidence(0, 0, 0, 1), MATCHED_WEIGHT),
    ],
)
def test_each_part_of_the_evidence_counts_by_its_own_weight(
    evidence: Evidence, weight: float
) -> None:
    assert strength(evidence) == weight > 0


@pytest.mark.parametrize(
    ("found", "band"),
    [
        (-5.0, "nothing"),
        (0.0, "nothing"),
        (math.nextafter(RELATED, 0), "nothing"),
        (RELATED, "related"),
        (math.nextafter(RELATED, 99), "related"),
        (math.nextafter(ANSWERED, 0), "related"),
        (ANSWERED, "answered"),
        (math.nextafter(ANSWERED, 99), "answered"),
        (99.0, "answered"),
    ],
)
def test_the_sum_decides_the_band(
    found: float, band: Band, monkeypatch: pytest.MonkeyPatch
) -> None:
    evidence = Evidence(closeness=0, topic=found / TOPIC_WEIGHT, known=0)
    assert strength(evidence) == pytest.approx(found, rel=1e-12)
    monkeypatch.setattr("bot.reply.band.strength", lambda _: found)
    assert band_of(evidence) == band


def test_a_library_may_have_a_threshold_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.reply.band.strength", lambda _: 9.0)
    assert band_of(Evidence(0, 0, 0), answered_from=9.0) == "answered"
    assert band_of(Evidence(0, 0, 0), answered_from=9.1) == "related"
    assert band_of(Evidence(0, 0, 0), 9.1, related_from=9.1) == "nothing"


def test_no_part_of_the_evidence_makes_a_question_answered_by_itself() -> None:
    """What everyone here speaks of in words known here is not yet near to any answer."""
    assert band_of(Evidence(closeness=0, topic=1, known=1, matched=1)) != "answered"
    assert band_of(Evidence(closeness=1, topic=0, known=0)) != "answered"


# The seeds, with the real encoder.


@pytest.fixture(scope="module")
def replies(real_library: Library, real_encoder: SentenceEncoder) -> dict[str, Reply]:
    spelling = Spelling.of(real_library)
    return {
        question: reply_to(question, real_library, real_encoder, spelling=spelling)
        for question in (*ADDRESSED, *ELSEWHERE)
    }


def test_no_question_stands_on_both_lists() -> None:
    assert len({*ADDRESSED, *ELSEWHERE}) == len(ADDRESSED) + len(ELSEWHERE)
    assert set(PLAIN) < set(ADDRESSED)
    assert set(NEVER_ANSWERED) | set(OFF_TOPIC) < set(ELSEWHERE)


@pytest.mark.model
def test_what_the_doctors_addressed_is_answered(replies: dict[str, Reply]) -> None:
    bands = {question: replies[question].band for question in ADDRESSED}
    missed = [question for question, band in bands.items() if band != "answered"]
    assert len(missed) <= 0.2 * len(ADDRESSED), missed
    assert [question for question, band in bands.items() if band == "nothing"] == []
    assert [question for question in PLAIN if bands[question] != "answered"] == []
    assert all(replies[question].cards for question in ADDRESSED)


@pytest.mark.model
def test_what_no_doctor_addressed_is_seldom_taken_for_answered(replies: dict[str, Reply]) -> None:
    wrong = [question for question in ELSEWHERE if replies[question].band == "answered"]
    assert len(wrong) <= 0.1 * len(ELSEWHERE), wrong


@pytest.mark.model
@pytest.mark.parametrize("question", NEVER_ANSWERED)
def test_cost_pregnancy_insurance_and_other_fields_are_never_answered(
    question: str, replies: dict[str, Reply]
) -> None:
    assert replies[question].band != "answered"


@pytest.mark.model
@pytest.mark.parametrize("question", OFF_TOPIC)
def test_what_has_nothing_to_do_with_the_pages_brings_nothing(
    question: str, replies: dict[str, Reply]
) -> None:
    reply = replies[question]
    assert (reply.band, reply.cards) == ("nothing", ())


@pytest.mark.model
@pytest.mark.parametrize(
    "second",
    ["what is the capital of France?", "how long do wisdom teeth bleed?", "can I get it pregnant?"],
)
def test_a_question_is_not_answered_by_the_one_before_it_in_the_message(
    second: str, real_library: Library, real_encoder: SentenceEncoder
) -> None:
    reply = reply_to(f"Can I exercise after Botox? {second}", real_library, real_encoder)
    assert [part.band == "answered" for part in reply.parts] == [True, False]


@pytest.mark.model
@pytest.mark.parametrize("topic", ["eyelid", "4 hours", "smokers", "hot tubs", "nerve endings"])
def test_a_topic_that_doctors_name_is_related_to_the_answers_that_name_it(
    topic: str, real_library: Library, real_encoder: SentenceEncoder
) -> None:
    reply = reply_to(topic, real_library, real_encoder)
    listed = doctors_on(topic, real_library, real_encoder).cards
    assert reply.band != "nothing"
    assert {card.answer.id for card in reply.cards} & {card.answer.id for card in listed}


@pytest.mark.model
@pytest.mark.parametrize("topic", ["zebra", "migraine", "who is it", "what should I know"])
def test_a_topic_that_nobody_names_brings_nothing(
    topic: str, real_library: Library, real_encoder: SentenceEncoder
) -> None:
    reply = reply_to(topic, real_library, real_encoder)
    assert (reply.band, reply.cards) == ("nothing", ())


# Odd words and near misses, to which no weight was fitted, though both thresholds were moved with
# them in view (docs/measured/silence.md has the figures).


@pytest.mark.model
def test_odd_words_and_near_misses_are_told_no_worse_than_was_measured(
    real_library: Library, real_encoder: SentenceEncoder
) -> None:
    spelling = Spelling.of(real_library)

    def share(questions: tuple[str, ...], band: Band) -> float:
        bands = [reply_to(q, real_library, real_encoder, spelling=spelling).band for q in questions]
        return bands.count(band) / len(bands)

    assert share(ODD_WORDS, "answered") >= 0.28  # 12 of 40
    assert share(ODD_WORDS, "nothing") <= 0.03  # 1 of 40
    assert share(SHORT_NEAR_MISSES, "answered") <= 0.28  # 4 of 15
    assert share(LONGER_NEAR_MISSES, "answered") <= 0.04  # 1 of 30
