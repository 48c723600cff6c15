"""Replies, doctors, pages and reports as text: honest lines, and no control of the terminal."""

import io
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from bot.reply.band import Band
from bot.reply.doctors import DoctorRow, DoctorsReply
from bot.reply.reply import Notice, Reply, ReplyPart
from bot.safety.alerts import alerts_of
from bot.safety.rules import Level
from bot.safety.signs import Sign
from bot.show.changes import report_text
from bot.show.export import reply_json
from bot.show.terminal import HELD_BACK, doctors_text, page_text, reply_text
from bot.show.visible import shown
from bot.show.wording import NO_DATES, WELCOMES, WHAT_IT_IS_NOT, changes_of
from index.library.report import Report
from index.model import Doctor
from tests.show.test_card import (
    card_of,
    changed_everywhere,
    page_of,
    part_of,
    parts_everywhere,
    reply_of,
    with_others,
)

ODD = "a\x1b[2Jb\rc\x07d\x9be\x00f\x7fg\x85h"
DRAWN = "a␛[2Jb␍c␇d�e␀f�g�h"
KEPT = "tab\tline\nno\u00a0break “é” 👩‍⚕️ \u05d0"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.show.visible.sys", SimpleNamespace(stdout=Terminal()))


@pytest.fixture
def pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.show.visible.sys", SimpleNamespace(stdout=io.StringIO()))


def odd_reply() -> Reply:
    doctor = Doctor(ODD, ODD, "byline", ODD, ODD, 4.0, 1, ODD)
    page = page_of([ODD], [doctor], headlines=[ODD], title=ODD, page_id=ODD, source=ODD)
    return reply_of(card_of(page), notices=(Notice("notice", ODD),), question=ODD)


def every_text() -> dict[str, str]:
    reply = odd_reply()
    (card,) = reply.cards
    report = Report(skipped=[(ODD, ODD)])
    return {
        "reply": reply_text(reply),
        "parts": reply_text(parts_everywhere(ODD)),
        "doctors": doctors_text(
            DoctorsReply(ODD, (DoctorRow(card.answer.doctor, (card,), 1, 1, ()),))
        ),
        "page": page_text(card.page),
        "report": report_text(report, Path("library")),
    }


@pytest.mark.usefixtures("terminal")
def test_on_a_terminal_control_characters_are_drawn() -> None:
    assert shown(ODD) == DRAWN
    for text in every_text().values():
        assert DRAWN in text
        assert all(character in "\t\n" or character.isprintable() for character in text)


@pytest.mark.usefixtures("pipe")
def test_in_a_pipe_every_character_is_left_alone() -> None:
    assert shown(ODD) == ODD
    for text in every_text().values():
        assert ODD in text
        assert DRAWN not in text


@pytest.mark.usefixtures("terminal")
def test_on_a_terminal_all_other_characters_are_left_alone() -> None:
    assert shown(KEPT) == KEPT


@pytest.mark.usefixtures("terminal")
@pytest.mark.parametrize("code", [*range(0x20), *range(0x7F, 0xA0)])
def test_no_control_character_reaches_a_terminal(code: int) -> None:
    drawn = shown(chr(code))
    assert len(drawn) == 1
    assert (drawn == chr(code)) == (chr(code) in "\t\n")


@pytest.mark.usefixtures("terminal")
@pytest.mark.parametrize("code", [*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
def test_nothing_turns_the_direction_of_a_terminal(code: int) -> None:
    assert shown(f"a{chr(code)}b") == "a\ufffdb"


@pytest.mark.usefixtures("pipe")
@pytest.mark.parametrize("lines", ["two\nlines", "\n", "library: 3 added\n  skipped a: b"])
def test_no_name_writes_a_line_of_its_own(lines: str) -> None:
    doctor = Doctor(lines, lines, "byline", lines, lines, 4.0, 1, lines)
    page = page_of(["The words."], [doctor], title=lines, page_id=lines, source=lines)
    plain = page_of(["The words."], [Doctor("a", "a", "byline", "a", "a", 4.0, 1, "a")], title="a")
    ours, theirs = card_of(page), card_of(plain)
    for drawn, like in (
        (reply_text(reply_of(ours)), reply_text(reply_of(theirs))),
        (
            doctors_text(DoctorsReply("a", (DoctorRow(doctor, (ours,), 1, 1, ()),))),
            doctors_text(
                DoctorsReply("a", (DoctorRow(plain.answers[0].doctor, (theirs,), 1, 1, ()),))
            ),
        ),
        (page_text(page), page_text(plain)),
        (
            report_text(Report(skipped=[(lines, lines)]), Path("library")),
            report_text(Report(skipped=[("a", "a")]), Path("library")),
        ),
    ):
        assert drawn.count("\n") == like.count("\n")


@pytest.mark.usefixtures("pipe")
def test_halves_of_characters_are_printed_as_question_marks() -> None:
    assert shown("a\udcffb") == "a?b"


def test_a_name_that_deceives_the_eye_is_said_to() -> None:
    said = said_of(Doctor("Jane\u200b Roe", "MD", "byline"))
    assert "1. Jane\u200b Roe, MD\n   This name, or what is printed with it, contains" in said


def said_of(doctor: Doctor) -> str:
    return reply_text(reply_of(card_of(page_of(["The words."], [doctor]))))


def test_an_unnamed_doctor_is_said_to_be_unnamed() -> None:
    said = said_of(Doctor(place="Cambridge", specialty="Facial Plastic Surgeon"))
    assert "1. Doctor not named on the page\n   Facial Plastic Surgeon · Cambridge\n" in said
    assert "1 answer by a doctor not named on the page, word for word." in said


def test_a_doctor_named_by_the_signature_only_is_said_to_be() -> None:
    said = said_of(Doctor(name="Dr. Green", named_by="signature"))
    assert "1. Dr. Green\n   named in the answer's signature\n" in said
    assert "signature" not in said_of(Doctor(name="Dr. Green", named_by="byline"))


@pytest.mark.parametrize(
    ("rating", "reviews", "stars"),
    [
        (4.9, 1234, "4.9 out of 5 stars, 1,234 reviews"),
        (5.0, 1, "5.0 out of 5 stars, 1 review"),
        (3.0, None, "3.0 out of 5 stars"),
    ],
)
def test_stars_are_said_to_rate_the_doctor(rating: float, reviews: int | None, stars: str) -> None:
    said = said_of(Doctor("Jane Roe", "MD", "byline", rating=rating, reviews=reviews))
    assert f"\n   {stars} (of the doctor, not of this answer)\n" in said


def test_a_doctor_without_rating_has_no_stars() -> None:
    assert "stars" not in said_of(Doctor("Jane Roe", "MD", "byline"))


def test_a_doctor_who_no_longer_practices_is_said_not_to() -> None:
    said = said_of(Doctor("Hardik Soni", "MD", "byline", status="not currently practicing"))
    assert "1. Hardik Soni, MD\n   not currently practicing\n" in said


def test_a_reply_has_the_whole_words_below_the_doctor() -> None:
    body = "First \u00a0line.\n\nSecond  line."
    page = page_of([body], [Doctor("Jane Roe", "MD", "byline")], headlines=["Head"], title="Title")
    said = reply_text(reply_of(card_of(page), question="what?"))
    assert said == (
        "Searched: what?\n"
        "1 answer by 1 doctor, word for word.\n\n"
        "1. Jane Roe, MD\n"
        "   answer to: Title\n"
        f"   page#1, pages/page.txt\n\n"
        f"Head\n\n{body}\n\n{NO_DATES}\n\n{WHAT_IT_IS_NOT}"
    )


def test_a_greeting_gets_a_friendly_line_and_no_count() -> None:
    text = reply_text(Reply("hello", (), ()))
    assert text == f"{WELCOMES['greeting']}\n\n{WHAT_IT_IS_NOT}"


def test_nothing_found_is_said_without_any_answer() -> None:
    assert reply_text(reply_of(question="what?")) == (
        f"Searched: what?\nNo doctor here addressed this question.\n\n{WHAT_IT_IS_NOT}"
    )


def test_a_related_answer_is_said_to_be_only_near() -> None:
    near = reply_of(card_of(page_of(["words"], [Doctor("Jane Roe", "MD", "byline")])))
    said = reply_text(replace(near, parts=(replace(near.parts[0], band="related"),)))
    assert (
        "No doctor here addressed exactly this question. Doctors addressed something related: "
        "1 answer by 1 doctor.\n" in said
    )


def test_two_answers_of_one_doctor_count_as_one_doctor() -> None:
    roe, doe = (Doctor(name, "MD", "byline", "Denver") for name in ("Jane Roe", "John Doe"))
    page = page_of(["one", "two", "three", "four"], [roe, roe, doe, Doctor()])
    said = reply_text(reply_of(*(card_of(page, number) for number in (1, 2, 3, 4))))
    assert "4 answers by 2 doctors and 1 not named on the page, word for word.\n" in said


def test_doctors_come_with_their_answers_below() -> None:
    page = page_of(["one", "two"], [Doctor("Jane Roe", "MD", "byline"), Doctor()], title=None)
    rows = tuple(
        DoctorRow(page.answers[n - 1].doctor, (card_of(page, n),), 1, 1, ()) for n in (1, 2)
    )
    assert doctors_text(DoctorsReply("topic", rows)) == (
        "Jane Roe, MD\n    0.75  page#1  a question without a title\n"
        "Doctor not named on the page\n    0.75  page#2  a question without a title"
    )
    assert doctors_text(DoctorsReply("topic", ())) == "No doctor here addressed this topic."


def test_what_was_changed_stands_before_the_answers_with_the_way_back() -> None:
    asked = changed_everywhere("words")
    page = page_of(["body"], [Doctor("Jane Roe", "MD", "byline")])
    said = reply_text(Reply("words", (ReplyPart(asked, "answered", (card_of(page),)),), ()))
    assert said.startswith(
        "Searched: words words\n"
        "1 answer by 1 doctor, word for word.\n\n"
        'Read together with your previous question. Search for “words” on its own: "words"\n'
        "Showing results for words. Search for words instead: "
    )
    lines = said.splitlines()
    for change in changes_of(asked):
        assert lines.index(f"{change.message} {change.offer}: {change.question}") < lines.index(
            "1. Jane Roe, MD"
        )


def test_each_question_of_a_message_has_its_answers_numbered_through() -> None:
    roe, doe = (Doctor(name, "MD", "byline", "Denver") for name in ("Jane Roe", "John Doe"))
    page = page_of(["one", "two"], [roe, doe])
    first, second = card_of(page, 1), card_of(page, 2)
    parts = (part_of("a?", first), part_of("b?"), part_of("c?", second, first))
    said = reply_text(Reply("message", parts, ()))
    assert said.startswith(
        "Searched: a? | b? | c?\n"
        "2 of 3 questions answered: 2 answers by 2 doctors, word for word.\n\n"
        "“a?”\n1 answer by 1 doctor, word for word.\n\n1. Jane Roe, MD\n"
    )
    heads = ("“", "1.", "2.", "3.", "No doctor")
    assert [line for line in said.splitlines() if line.startswith(heads)] == [
        "“a?”",
        "1. Jane Roe, MD",
        "“b?”",
        "No doctor here addressed this question.",
        "“c?”",
        "2. John Doe, MD",
        "3. Jane Roe, MD",
    ]


def test_an_answer_on_another_product_says_so_above_its_words() -> None:
    card = with_others(card_of(page_of(["body"])), brands=("Botox",))
    said = reply_text(reply_of(card))
    assert (
        "page.txt\n   This answer names Botox, not the product you asked about.\n\nbody\n" in said
    )
    assert "This answer names" not in reply_text(reply_of(card_of(page_of(["body"]))))


def test_folded_answers_are_named_below_the_words() -> None:
    pages = [page_of(["body"], page_id=name) for name in ("p", "q")]
    said = reply_text(reply_of(with_others(card_of(page_of(["body"])), alike=pages)))
    assert "\n\nbody\n\n   (and 2 more like this: p#1, q#1)\n\n" in said
    assert "like this" not in reply_text(reply_of(card_of(page_of(["body"]))))


def test_a_report_lists_what_was_skipped_and_why() -> None:
    report = Report(
        added=["a", "b"], removed=["c"], skipped=[("x.doc", "not read")], embedded=7, seconds=1.25
    )
    assert report_text(report, Path("library")) == (
        "library: 2 added, 0 changed, 1 removed, 0 unchanged, 1 skipped; 7 passages embedded; "
        "1.2 s\n  skipped x.doc: not read"
    )


# Signs of danger.


def signed(reply: Reply, level: Level) -> Reply:
    return replace(reply, signs=(Sign("sign", level, 0, len(reply.question)),))


@pytest.mark.usefixtures("pipe")
@pytest.mark.parametrize("anyway", [False, True])
def test_in_a_crisis_there_is_the_help_alone(anyway: bool) -> None:
    (alert,) = alerts_of("", [Sign("sign", "crisis", 0, 0)])
    in_crisis = Reply("the hardest words", (), (), (Sign("sign", "crisis", 0, 3),))
    assert reply_text(in_crisis, anyway=anyway) == f"{alert.title}.\n{alert.text}"
    assert "988" not in reply_text(in_crisis, "112")


def three_doctors() -> Reply:
    """Answers that name times, to two questions."""
    doctors = [Doctor(name, "MD", "byline", "Boston", "Surgeon") for name in ("A B", "C D", "E F")]
    page = page_of(["Wait 4 hours.", "Wait two days.", "Wait a week."], doctors)
    cards = [card_of(page, number, (page.answers[number - 1].body,)) for number in (1, 2, 3)]
    parts = (part_of("one", *cards), part_of("two", cards[0]), part_of("three"))
    return Reply("one two three", parts, (Notice("notice", "The notice."),))


@pytest.mark.usefixtures("pipe")
def test_after_an_emergency_answers_are_held_back_and_it_is_said_how_to_see_them() -> None:
    held = reply_text(signed(three_doctors(), "emergency"))
    alert, line = held.split("\n\n")
    assert alert.startswith("! EMERGENCY: Get help now: call 911\n")
    assert alert.endswith("\n! Shown because you wrote: “one two three”")
    assert line == HELD_BACK
    assert "--anyway" in line
    assert "\n" not in line


@pytest.mark.usefixtures("pipe")
def test_where_nothing_was_found_after_an_emergency_nothing_is_said_to_be_held_back() -> None:
    assert "\n\n" not in reply_text(signed(reply_of(), "emergency"))
    assert "No doctor here addressed this question." in reply_text(
        signed(reply_of(), "emergency"), anyway=True
    )


@pytest.mark.usefixtures("pipe")
def test_answers_that_are_wanted_anyway_are_not_weighed_and_no_time_is_picked_out() -> None:
    plain = reply_text(three_doctors())
    wanted = reply_text(signed(three_doctors(), "emergency"), anyway=True)
    weighing = ("questions answered", "word for word", "Times they mention", "No doctor here")
    for words in weighing:
        assert words in plain
        assert words not in wanted
    alert, _, rest = wanted.partition("\n\n")
    assert alert.startswith("! EMERGENCY")
    assert set(rest.splitlines()) < set(plain.splitlines())
    for words in ("Wait 4 hours.", "1. A B, MD", "4. A B, MD", "The notice.", WHAT_IT_IS_NOT):
        assert words in rest.splitlines()


@pytest.mark.usefixtures("pipe")
@pytest.mark.parametrize(("level", "timed"), [("urgent", False), ("clinic", True), ("vet", True)])
def test_after_a_lesser_sign_the_answers_follow_but_beside_a_warning_no_time_is_picked_out(
    level: Level, timed: bool
) -> None:
    plain = reply_text(three_doctors()).splitlines()
    wanted = [line for line in plain if timed or not line.startswith("Times they mention: ")]
    assert (len(wanted) < len(plain)) == (not timed)
    for anyway in (False, True):
        alert, _, rest = reply_text(signed(three_doctors(), level), anyway=anyway).partition("\n\n")
        assert alert.startswith("! ")
        assert rest.splitlines() == wanted


@pytest.mark.usefixtures("pipe")
@pytest.mark.parametrize(("band", "level"), [("answered", "urgent"), ("related", None)])
def test_json_keeps_its_times_and_says_that_they_are_not_to_be_shown(
    band: Band, level: Level | None
) -> None:
    reply = three_doctors()
    part = replace(reply.parts[0], band=band)
    reply = replace(reply, parts=(part,))
    reply = reply if level is None else signed(reply, level)
    (found,) = reply_json(reply)["parts"]
    assert found["spread"]["times_shown"] is False
    assert [one["words"] for one in found["spread"]["times"]] == ["4 hours", "two days", "a week"]
    assert "Times they mention" not in reply_text(reply)
    (shown,) = reply_json(replace(three_doctors(), parts=three_doctors().parts[:1]))["parts"]
    assert shown["spread"]["times_shown"] is True
