"""Judging at the desk: a verdict is kept in the form that `evaluate` reads, and never on other
words than were read."""

import json
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from httpx2 import Response

from bot.cli import main
from bot.reply.evaluate import Judgement, read_judgements
from index.library.lock import changing
from index.library.remove import remove
from index.storage.judgements import NAME, JudgedQuestion, Judgements, Mark
from tests.show.test_card import HOSTILE, elements
from tests.staff.forms import forms_in
from tests.staff.test_desk import ANN, Clinic, alert, answer_of, lines_of, text_of
from tests.words_encoder import WordsEncoder

QUESTION = "is deep massage safe after botox?"
KRANT = "003_13a95f21a5b80d88#6"


@pytest.fixture
def clinic(library_copy: Path) -> Iterator[Clinic]:
    clinic = Clinic(library_copy)
    with clinic.client:
        yield clinic


def judge(clinic: Clinic, answer: str, verdict: str, question: str = QUESTION) -> Response:
    """Press the button of a verdict, with all that its form sends."""
    shown = clinic.post("/judging", question=question)
    for form in forms_in(shown.text):
        if (form.fields.get("answer"), form.fields.get("verdict")) == (answer, verdict):
            return clinic.client.post(form.action, data=form.fields)
    raise AssertionError(f"no button says {verdict} of {answer}")


def lines(clinic: Clinic) -> list[dict[str, Any]]:
    file = clinic.folder / NAME
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def verdicts(clinic: Clinic) -> dict[str, str]:
    return {one: mark.verdict for one, mark in Judgements.read(clinic.folder).on(QUESTION).items()}


def test_a_typed_question_shows_its_answers_word_for_word(clinic: Clinic) -> None:
    shown = clinic.post("/judging", question=QUESTION)
    ids = [
        one.attributes["data-answer"]
        for one in elements(shown.text)
        if "data-answer" in one.attributes
    ]
    assert KRANT in ids
    assert len(ids) <= 10
    for answer_id in ids:
        found = clinic.service.library.answer(answer_id or "")
        assert " ".join(found.page.quote(found.answer.body).split()) in " ".join(
            text_of(shown).split()
        )


def test_a_verdict_is_kept_and_can_be_changed_and_taken_back(clinic: Clinic) -> None:
    judge(clinic, KRANT, "no")
    assert verdicts(clinic) == {KRANT: "no"}
    got = judge(clinic, KRANT, "yes")
    assert "Given: Answers this question" in text_of(got)
    seal = clinic.service.library.seals([KRANT])[KRANT]
    assert lines(clinic) == [
        {"question": QUESTION, "answers": [KRANT], "verdicts": ["yes"], "seals": [seal]}
    ]
    assert stat.S_IMODE((clinic.folder / NAME).stat().st_mode) == 0o600
    assert "1 answers it" in text_of(clinic.get("/judging"))
    judge(clinic, KRANT, "none")
    assert not (clinic.folder / NAME).exists()
    assert [(one["did"], one["answer"], one["verdict"]) for one in clinic.audit[-3:]] == [
        ("judged", KRANT, verdict) for verdict in ("no", "yes", "none")
    ]


def test_what_was_judged_at_the_desk_is_evaluated_by_the_command(
    clinic: Clinic, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    judge(clinic, KRANT, "yes")
    monkeypatch.setattr("bot.run.checking.Library.encoder", lambda library: WordsEncoder())
    assert main(["--library", str(clinic.folder), "evaluate", "--json", "--quiet"]) == 0
    (told,) = json.loads(capsys.readouterr().out).values()
    found = clinic.service.reply(QUESTION, 10, signs=())
    among_three = KRANT in [card.answer.id for card in found.cards[:3]]
    assert (told["judged"], told["judged_found"]) == (1, float(among_three))
    assert told["judged_answered"] == float(found.band == "answered")
    assert main(
        ["--library", str(clinic.folder), "evaluate", "--json", "--judged",
         str(clinic.folder / NAME)]
    ) == 0  # fmt: skip
    (named,) = json.loads(capsys.readouterr().out).values()
    assert {**named, "when": ""} == {**told, "when": ""}


def test_a_question_that_found_nothing_is_judged_from_the_list(clinic: Clinic) -> None:
    clinic.unanswered.add(QUESTION)
    (form,) = forms_in(clinic.get("/coverage").text, "/judging")
    assert form.fields["question"] == QUESTION
    assert KRANT in clinic.client.post(form.action, data=form.fields).text


def test_a_question_is_in_no_address(clinic: Clinic) -> None:
    for got in (clinic.post("/judging", question=QUESTION), judge(clinic, KRANT, "yes")):
        assert got.status_code == 200
        addresses = [
            one.attributes.get(name) or ""
            for one in elements(got.text)
            for name in ("href", "action")
        ]
        assert not any("massage" in one for one in addresses)
    assert KRANT not in clinic.get("/judging", question=QUESTION).text


def test_words_that_changed_since_they_were_shown_are_not_judged(clinic: Clinic) -> None:
    clinic.add(("a.jsonl", lines_of(answer_of("q", "Pebbles melt within a week."))))
    question = "do pebbles melt?"
    old = clinic.service.library.seals(["q#1"])["q#1"]
    judge(clinic, "q#1", "yes", question)
    clinic.add(("a.jsonl", lines_of(answer_of("q", "Pebbles never melt within a week."))))
    fields = {"question": question, "answer": "q#1", "seal": old, "verdict": "no"}
    got = clinic.post("/judging/mark", **fields)
    assert "changed since it was shown" in alert(got)
    assert Judgements.read(clinic.folder).on(question) == {"q#1": Mark("yes", old)}
    assert "It was judged before it was changed." in text_of(got)
    assert "1 verdict out of date" in text_of(clinic.get("/judging"))
    assert read_judgements(clinic.folder / NAME, clinic.service.library) == []


def test_a_removed_doctors_answers_leave_what_was_judged(clinic: Clinic) -> None:
    judge(clinic, KRANT, "yes")
    other = next(
        card.answer.id
        for card in clinic.service.reply(QUESTION, 10, signs=()).cards
        if card.answer.doctor.name != "Jessica J. Krant"
    )
    judge(clinic, other, "no")
    remove(clinic.folder, WordsEncoder(), doctors=["Jessica J. Krant"])
    assert verdicts(clinic) == {other: "no"}
    assert KRANT not in (clinic.folder / NAME).read_text("utf-8")
    page_id = other.rpartition("#")[0]
    remove(clinic.folder, WordsEncoder(), pages=[page_id])
    assert not (clinic.folder / NAME).exists()


def test_marks_of_what_left_before_go_with_the_next_removal(clinic: Clinic) -> None:
    """Nothing tells any more whose an answer was that is no longer here."""
    with changing(clinic.folder):
        Judgements((JudgedQuestion("q", {"gone#1": Mark("yes", "seal"), KRANT: Mark("no", None)}),)
                   ).write(clinic.folder)  # fmt: skip
    remove(clinic.folder, WordsEncoder(), doctors=["Jared Mallalieu"])
    assert Judgements.read(clinic.folder).on("q") == {KRANT: Mark("no", None)}


def test_lines_written_by_hand_stay_as_they_are(clinic: Clinic) -> None:
    by_hand = {"question": "q", "answers": [KRANT], "verdicts": ["partly"], "note": "ünsure"}
    (clinic.folder / NAME).write_text(json.dumps(by_hand) + "\n\n", "utf-8")
    judge(clinic, KRANT, "yes")
    assert lines(clinic)[0] == by_hand
    assert read_judgements(clinic.folder / NAME, clinic.service.library) == [
        Judgement("q", {KRANT: "partly"}),
        Judgement(QUESTION, {KRANT: "yes"}),
    ]


@pytest.mark.parametrize("line", ["{", "[]", '{"question": 1, "answers": [], "verdicts": []}', "7"])
def test_a_line_that_is_none_is_named_and_nothing_is_overwritten(line: str, clinic: Clinic) -> None:
    (clinic.folder / NAME).write_text(f"{line}\n", "utf-8")
    assert "line 1" in alert(clinic.get("/judging"))
    seal = clinic.service.library.seals([KRANT])[KRANT]
    fields = {"question": "q", "answer": KRANT, "seal": seal, "verdict": "yes"}
    assert clinic.post("/judging/mark", **fields).status_code == 500
    assert (clinic.folder / NAME).read_text("utf-8") == f"{line}\n"


@pytest.mark.parametrize(
    "changed",
    [{"verdict": "maybe"}, {"verdict": ""}, {"question": " "}, {"seal": ""}, {"answer": "no#1"}],
)
def test_odd_forms_keep_nothing(changed: dict[str, str], clinic: Clinic) -> None:
    seal = clinic.service.library.seals([KRANT])[KRANT]
    fields = {"question": QUESTION, "answer": KRANT, "seal": seal, "verdict": "yes", **changed}
    clinic.post("/judging/mark", **fields)
    assert not (clinic.folder / NAME).exists()


@pytest.mark.parametrize("question", [*HOSTILE.values(), "?", " "])
def test_any_question_is_drawn_as_text(question: str, clinic: Clinic) -> None:
    got = clinic.post("/judging", question=question)
    assert got.status_code in (200, 303)
    scripts = [one for one in elements(got.text) if one.tag in ("script", "img")]
    assert [one.attributes.get("src") for one in scripts] in ([], ["/staff/keys.js"])


def test_the_desk_says_who_judged(library_copy: Path) -> None:
    clinic = Clinic(library_copy, ANN)
    with clinic.client:
        clinic.sign_in()
        judge(clinic, KRANT, "yes")
        assert clinic.audit[-1]["by"] == "ann"


def test_a_question_can_be_forgotten_with_all_verdicts(clinic: Clinic) -> None:
    judge(clinic, KRANT, "yes")
    got = clinic.post("/judging/forget", question=f" {QUESTION}  ")
    assert (got.status_code, got.headers["location"]) == (303, "/staff/judging")
    assert "No question yet." in text_of(clinic.get("/judging"))
