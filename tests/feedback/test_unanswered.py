"""Questions with no answer: the question, the day and how often, and nothing of who asked."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.feedback.unanswered import LONGEST, UnansweredQuestion, UnansweredQuestions
from tests.feedback.test_votes import kept
from tests.show.test_card import HOSTILE

MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)
TEETH = "Do veneers hurt?"


@pytest.fixture
def unanswered(tmp_path: Path) -> UnansweredQuestions:
    return UnansweredQuestions.open(tmp_path / "questions.db")


# Counting.


def test_a_new_file_holds_no_question(unanswered: UnansweredQuestions) -> None:
    assert unanswered.file.is_file()
    assert unanswered.most_asked() == []


def test_those_asked_most_often_come_first_then_those_asked_last_then_by_letters(
    unanswered: UnansweredQuestions,
) -> None:
    for question, day in [
        ("once, on monday", MONDAY),
        ("often", TUESDAY),
        ("often", MONDAY),
        ("often", MONDAY),
        ("b once, on tuesday", TUESDAY),
        ("a once, on tuesday", TUESDAY),
    ]:
        unanswered.add(question, day)
    assert unanswered.most_asked() == [
        UnansweredQuestion("often", 3, "2026-03-03"),
        UnansweredQuestion("a once, on tuesday", 1, "2026-03-03"),
        UnansweredQuestion("b once, on tuesday", 1, "2026-03-03"),
        UnansweredQuestion("once, on monday", 1, "2026-03-02"),
    ]
    assert unanswered.most_asked(1) == [UnansweredQuestion("often", 3, "2026-03-03")]


def test_of_very_many_the_oldest_go_and_those_asked_often_stay_longest(
    unanswered: UnansweredQuestions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.feedback.unanswered.MOST_KEPT", 5)
    for question in ("old, often", "old, often", "old"):
        unanswered.add(question, MONDAY)
    for n in range(4):
        unanswered.add(f"flood {n}", TUESDAY)
    assert [one.question for one in unanswered.most_asked()] == [
        "old, often", *(f"flood {n}" for n in range(4))
    ]  # fmt: skip
    for n in range(3):
        unanswered.add(TEETH, TUESDAY)
        unanswered.add(TEETH, TUESDAY)
        unanswered.add(f"more of the flood {n}", TUESDAY)
    kept = unanswered.most_asked()
    assert len(kept) == 5 and kept[0] == UnansweredQuestion(TEETH, 6, "2026-03-03")


def test_the_file_stays_as_small_however_much_is_asked(
    unanswered: UnansweredQuestions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.feedback.unanswered.MOST_KEPT", 50)
    sizes = []
    for n in range(300):
        unanswered.add(f"{n} " + "🦷" * LONGEST, TUESDAY)
        sizes.append(unanswered.file.stat().st_size)
    assert max(sizes[100:]) <= 1.5 * max(sizes[:100]) < 400_000


def test_a_question_without_a_day_is_of_today_in_universal_time(
    unanswered: UnansweredQuestions,
) -> None:
    before = datetime.now(UTC).date().isoformat()
    unanswered.add(TEETH)
    (row,) = unanswered.most_asked()
    assert before <= row.day <= datetime.now(UTC).date().isoformat()


def test_a_file_that_is_opened_again_keeps_its_questions(unanswered: UnansweredQuestions) -> None:
    unanswered.add(TEETH, MONDAY)
    again = UnansweredQuestions.open(unanswered.file)
    again.add(TEETH, MONDAY)
    assert unanswered.most_asked() == [UnansweredQuestion(TEETH, 2, "2026-03-02")]


def test_no_question_is_lost_between_threads(unanswered: UnansweredQuestions) -> None:
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda n: unanswered.add(f"{n % 2}", MONDAY), range(80)))
    assert unanswered.most_asked() == [
        UnansweredQuestion("0", 40, "2026-03-02"),
        UnansweredQuestion("1", 40, "2026-03-02"),
    ]


# What is kept.


def test_nothing_is_kept_but_question_day_and_how_often(unanswered: UnansweredQuestions) -> None:
    unanswered.add(TEETH, MONDAY)
    unanswered.add(TEETH, MONDAY)
    assert kept(unanswered.file) == {
        "vain": [("question", "day", "times"), (TEETH, "2026-03-02", 2)],
    }
    assert [file.name for file in unanswered.file.parent.iterdir()] == [unanswered.file.name]
    before = UnansweredQuestions.open(unanswered.file.with_name("empty.db"))
    told, ours = (
        set(re.findall(rb"[ -~]{6,}", one.file.read_bytes())) for one in (unanswered, before)
    )
    assert [words for words in told - ours if TEETH.encode() + b"2026-03-02" not in words] == []


@pytest.mark.parametrize(
    ("question", "kept_of_it"),
    [
        ("Write to ann@example.com, please", "Write to […] please"),
        ("mail:<ann.lee+x@mail.example.org>", "[…]"),
        ("See https://example.com/me?id=7 and www.example.com now", "See […] and […] now"),
        ("HTTP://EXAMPLE.COM", "[…]"),
        ("Call 555-123-4567 or +1 (555) 123 4567 soon", "Call […] or […] soon"),
        ("born 12/03/1984, call 0049/30/123456", "born […], call […]"),
        ("born 12.03.1984, insured 123456789", "born […], insured […]"),
        ("20 units of Botox 3 days ago for $400", "20 units of Botox 3 days ago for $400"),
        ("10-20-30 units?", "10-20-30 units?"),
        ("  two \n\t blanks\u00a0", "two blanks"),
    ],
)
def test_addresses_links_and_long_numbers_are_struck_out(
    question: str, kept_of_it: str, unanswered: UnansweredQuestions
) -> None:
    unanswered.add(question, MONDAY)
    assert [row.question for row in unanswered.most_asked()] == [kept_of_it]
    for piece in ("example", "4567", "123456789", "1984"):
        assert piece.encode() not in unanswered.file.read_bytes()


def test_what_would_be_struck_out_is_not_halved_by_the_longest_that_is_kept(
    unanswered: UnansweredQuestions,
) -> None:
    unanswered.add("x" * (LONGEST - 6) + " ann@example.com", MONDAY)
    (row,) = unanswered.most_asked()
    assert row.question == "x" * (LONGEST - 6) + " […]"
    unanswered.add("y" * 10_000, MONDAY)
    assert {len(row.question) for row in unanswered.most_asked()} == {LONGEST - 6 + 4, LONGEST}


def test_the_words_of_a_hostile_question_are_kept_as_words(unanswered: UnansweredQuestions) -> None:
    questions = [*HOSTILE.values(), "'); drop table vain; --"]
    for question in questions:
        unanswered.add(question, MONDAY)
    found = {row.question for row in unanswered.most_asked(99)}
    assert "'); drop table vain; --" in found
    assert HOSTILE["script"] in found
    assert all(" ".join(one.split()) == one for one in found)


# Forgetting.


def test_a_question_is_forgotten_on_every_day_and_others_stay(
    unanswered: UnansweredQuestions,
) -> None:
    unanswered.add(TEETH, MONDAY)
    unanswered.add(TEETH, TUESDAY)
    unanswered.add("What else?", MONDAY)
    unanswered.forget("Do veneers")
    assert len(unanswered.most_asked()) == 2
    unanswered.forget(TEETH)
    assert unanswered.most_asked() == [UnansweredQuestion("What else?", 1, "2026-03-02")]
    assert b"veneers" not in unanswered.file.read_bytes()


def test_all_are_forgotten_at_once(unanswered: UnansweredQuestions) -> None:
    unanswered.add(TEETH, MONDAY)
    unanswered.add("What else?", MONDAY)
    unanswered.forget()
    assert unanswered.most_asked() == []
    assert b"veneers" not in unanswered.file.read_bytes()
    assert b"What else" not in unanswered.file.read_bytes()


# Where nothing can be kept.


def test_a_file_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"; name another file with --questions$"):
        UnansweredQuestions.open(tmp_path / "missing" / "questions.db")


def test_a_file_that_is_gone_is_told_and_not_made_anew(unanswered: UnansweredQuestions) -> None:
    unanswered.file.unlink()
    with pytest.raises(OSError):
        unanswered.add(TEETH, MONDAY)
