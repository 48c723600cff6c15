"""The patient's page behind the screen: the course of a turn, and what is no longer shown."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

import pytest
from fastapi.testclient import TestClient

from bot.feedback.unanswered import UnansweredQuestion, UnansweredQuestions
from bot.feedback.votes import Votes
from bot.reply.reply import Reply
from bot.reply.service import AnswerService
from bot.safety.rules import Level
from bot.safety.signs import Sign, signs_in
from bot.show.wording import WELCOMES
from bot.staff.audit import Audit
from bot.staff.login import Staff
from bot.staff.routes import COOKIE, Desk
from bot.web.app import UNUSABLE, make_app
from bot.web.chat import Conversation, Turn, messages_of
from index.library.build import build
from index.library.open import Library
from index.library.remove import remove
from tests.conftest import SEEDS
from tests.show.test_card import HOSTILE, classed, elements
from tests.words_encoder import WordsEncoder

EXERCISE = "can I exercise after botox?"
NONSENSE = "zebra"
CRISIS = "I want to kill myself, zebra"
EMERGENCY = f"I cant breathe! {EXERCISE}"
GREEN = "004_7b62c1b3ba7f1990#7"
HERE = "http://127.0.0.1"


@pytest.fixture
def service(library_copy: Path) -> AnswerService:
    made = AnswerService(Library.open(library_copy), WordsEncoder())
    made.load()
    return made


@pytest.fixture
def unanswered(tmp_path: Path) -> UnansweredQuestions:
    return UnansweredQuestions.open(tmp_path / "questions.db")


def asked(
    service: AnswerService,
    question: str,
    unanswered: UnansweredQuestions | None = None,
    before: str | None = None,
) -> Turn:
    """A question's turn as it is in the end."""
    conversation = Conversation(service, unanswered=unanswered)
    *_, (turn, _) = conversation.steps(question, before, "en")
    return turn


def shown(turn: Turn) -> set[str]:
    """The ids of the answers that a turn shows."""
    named = (element.attributes.get("data-answer") for element in elements(turn.shown))
    return {one for one in named if one is not None}


def still_valid(turn: Turn, service: AnswerService, language: str = "en") -> Turn:
    return Conversation(service).still_valid(turn, language)


# A turn.


def test_a_turn_carries_the_seals_of_all_that_it_shows(service: AnswerService) -> None:
    turn = asked(service, EXERCISE)
    assert shown(turn)
    assert set(turn.seals) == shown(turn)
    assert turn.seals == service.library.seals(list(turn.seals))
    assert turn.searched == EXERCISE


def test_a_question_that_found_nothing_is_the_topic_of_the_next(service: AnswerService) -> None:
    """An "it" after it must not mean what was asked earlier."""
    turn = asked(service, NONSENSE)
    assert (turn.searched, turn.seals, shown(turn)) == (NONSENSE, {}, set())


def test_thanks_get_a_friendly_line_and_leave_the_topic_as_it_is(service: AnswerService) -> None:
    turn = asked(service, "thank you so much!", before=EXERCISE)
    assert (turn.searched, turn.seals) == (None, {})
    assert WELCOMES["thanks"] in str(turn.shown)
    assert classed(turn.shown, "band") == []


def test_alerts_are_shown_before_anything_is_searched(service: AnswerService) -> None:
    (first, _), *_ = Conversation(service, "112").steps(CRISIS, None, "en")
    assert "112" in first.alerts
    assert shown(first) == set()


def test_signs_of_danger_are_looked_for_once_a_question(
    service: AnswerService, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_for: list[str] = []

    def counted(question: str) -> tuple[Sign, ...]:
        looked_for.append(question)
        return signs_in(question)

    monkeypatch.setattr("bot.web.chat.signs_in", counted)
    monkeypatch.setattr("bot.reply.reply.signs_in", counted)
    question = f"I cant breathe! {EXERCISE}"
    turn = asked(service, question)
    assert looked_for == [question]
    assert "“cant breathe”" in turn.alerts
    assert service.reply(question).signs == signs_in(question)
    assert looked_for == [question] * 2


@pytest.mark.parametrize("level", ["emergency", "crisis"])
def test_what_is_in_doubt_waits_for_the_second_reader(
    level: Level, service: AnswerService, monkeypatch: pytest.MonkeyPatch
) -> None:
    signs = (Sign("sign", level, 0, 3, doubt=0.0),)
    monkeypatch.setattr("bot.web.chat.signs_in", lambda _: signs)
    service.wait()
    (first, _), (last, _) = Conversation(service).steps(EXERCISE, None, "en")
    assert (first.alerts, last.alerts != "") == ("", True)
    assert ("<button" in last.asked, last.shown == "") == (level != "crisis", level == "crisis")


def test_what_is_in_doubt_is_told_at_once_where_the_second_reader_is_not_here(
    library_copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = AnswerService(Library.open(library_copy), WordsEncoder())  # and its encoder unloaded
    signs = (Sign("sign", "emergency", 0, 3, doubt=0.0),)
    monkeypatch.setattr("bot.web.chat.signs_in", lambda _: signs)
    (first, _) = next(Conversation(service).steps(EXERCISE, None, "en"))
    assert "Get help now" in first.alerts


def test_what_was_told_of_a_message_stays_whatever_the_second_reader_says(
    library_copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = AnswerService(Library.open(library_copy), WordsEncoder())  # and its encoder unloaded
    signs = (Sign("sign", "emergency", 0, 3, doubt=0.0),)
    reply = service.reply

    def without_signs(*given: Any, **named: Any) -> Reply:
        return replace(reply(*given, **named), signs=())

    monkeypatch.setattr("bot.web.chat.signs_in", lambda _: signs)
    monkeypatch.setattr(service, "reply", without_signs)
    steps = Conversation(service).steps(EXERCISE, None, "en")
    first, _ = next(steps)
    service.load()
    ((last, _),) = steps
    assert "Get help now" in first.alerts
    assert last.alerts == first.alerts
    assert "<details" in last.shown, "the answers are folded away, as after any emergency"


def test_what_is_in_doubt_is_told_where_the_library_cannot_be_used(
    service: AnswerService, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> NoReturn:
        raise OSError("the disk is gone")

    signs = (Sign("sign", "emergency", 0, 3, doubt=0.0),)
    monkeypatch.setattr("bot.web.chat.signs_in", lambda _: signs)
    monkeypatch.setattr(service, "reply", broken)
    assert "Get help now" in asked(service, EXERCISE).alerts


def test_in_a_crisis_there_is_the_card_alone_and_it_waits_for_nothing(library_copy: Path) -> None:
    service = AnswerService(Library.open(library_copy), WordsEncoder())  # and its encoder unloaded
    ((turn, spoken),) = Conversation(service).steps(CRISIS, EXERCISE, "en")
    assert classed(turn.alerts, "title") == [
        "You do not have to be alone with this: talk to somebody now"
    ]
    assert "kill" not in turn.alerts
    assert "kill" in turn.asked
    assert "<button" not in turn.asked
    assert (turn.shown, turn.searched, turn.seals, spoken) == ("", None, {}, "")
    roles = [message["role"] for message in messages_of([turn])]
    assert roles == ["user", "assistant"]


def test_what_an_animal_has_is_a_vets_and_holds_nothing_back(service: AnswerService) -> None:
    *_, (turn, _spoken) = Conversation(service).steps(
        f"my dog ate chocolate. {EXERCISE}", None, "en"
    )
    assert classed(turn.alerts, "title") == ["Ask a vet now"]
    assert shown(turn) == set(turn.seals) != set()
    assert 'class="folded"' not in turn.shown


def test_after_an_emergency_the_answers_are_folded_away(service: AnswerService) -> None:
    *_, (turn, spoken) = Conversation(service).steps(EMERGENCY, None, "en")
    assert "“cant breathe”" in turn.alerts
    assert shown(turn) == set(turn.seals) != set()
    assert [one.tag for one in elements(turn.shown)][:3] == ["section", "details", "summary"]
    assert "open" not in elements(turn.shown)[1].attributes
    assert classed(turn.shown, "band") == []
    assert spoken == "What doctors told other patients is folded away below."


def test_after_an_emergency_for_which_nothing_was_found_there_is_its_alert_alone(
    service: AnswerService,
) -> None:
    turn = asked(service, "I cant breathe zebra")
    assert turn.shown == ""
    assert "Get help now" in turn.alerts


def test_the_next_question_is_answered_as_always_and_leans_on_what_was_searched(
    service: AnswerService,
) -> None:
    then = "and what about fillers?"
    before = asked(service, EMERGENCY).searched
    assert before == EMERGENCY
    turn = asked(service, then, before=before)
    assert turn.alerts == ""
    assert classed(turn.shown, "band")
    assert turn.searched == service.reply(then, before=EMERGENCY).searched[-1]


@pytest.mark.parametrize("question", ["", " \n "])
def test_no_question_is_asked_for_one(
    question: str, service: AnswerService, unanswered: UnansweredQuestions
) -> None:
    conversation = Conversation(service, unanswered=unanswered)
    ((turn, spoken),) = conversation.steps(question, None, "en")
    assert spoken == "Please write a question."
    assert (turn.searched, turn.alerts) == (None, "")
    assert unanswered.most_asked() == []


# What was removed meanwhile.


def test_a_turn_whose_answers_are_all_here_is_shown_again_as_it_was(service: AnswerService) -> None:
    turn = asked(service, EXERCISE)
    assert still_valid(turn, service) == turn
    nothing = asked(service, NONSENSE)
    assert still_valid(nothing, service) == nothing


def test_a_turn_with_an_answer_that_was_removed_is_not_shown_again(
    service: AnswerService, encoder: WordsEncoder
) -> None:
    turn = asked(service, EXERCISE)
    gone = sorted(shown(turn))[0]
    words = service.library.answer(gone).page.quote(service.library.answer(gone).answer.body)
    assert words[:60] in " ".join(element.text for element in elements(turn.shown))
    remove(service.library.folder, encoder, answers=[gone])
    now = still_valid(turn, service)
    assert (now.asked, now.alerts) == (turn.asked, turn.alerts)
    assert (now.searched, now.seals, shown(now)) == (None, {}, set())
    assert "Some of these answers have since been changed or removed" in now.shown
    assert words[:60] not in now.shown
    assert "no longer shown" in messages_of([now])[-1]["content"][0]["value"]


def test_a_turn_with_an_answer_whose_words_changed_is_not_shown_again(
    service: AnswerService, tmp_path: Path, encoder: WordsEncoder
) -> None:
    turn = asked(service, EXERCISE)
    page_id = sorted(shown(turn))[0].partition("#")[0]
    text = (SEEDS / f"{page_id}.txt").read_bytes()
    changed = tmp_path / f"{page_id}.txt"
    changed.write_bytes(text.replace(b"Botox", b"botox"))
    build(service.library.folder, [changed], encoder, replacing={page_id})
    assert shown(still_valid(turn, service)) == set()


def test_what_is_said_of_it_is_in_the_readers_language(
    service: AnswerService, encoder: WordsEncoder
) -> None:
    turn = asked(service, EXERCISE)
    remove(service.library.folder, encoder, answers=[sorted(shown(turn))[0]])
    english, spanish = (still_valid(turn, service, language).shown for language in ("en", "es"))
    assert english != spanish
    assert "taken out" not in spanish


def test_the_next_question_finds_nothing_of_what_was_removed(
    service: AnswerService, encoder: WordsEncoder
) -> None:
    ids = sorted(shown(asked(service, EXERCISE)))
    remove(service.library.folder, encoder, answers=ids)
    assert not shown(asked(service, EXERCISE)) & set(ids)


# Unanswered questions.


def test_a_question_is_kept_only_where_nothing_was_found(
    service: AnswerService, unanswered: UnansweredQuestions
) -> None:
    asked(service, EXERCISE, unanswered)
    assert unanswered.most_asked() == []
    asked(service, NONSENSE, unanswered)
    asked(service, NONSENSE, unanswered)
    assert [(one.question, one.times) for one in unanswered.most_asked()] == [(NONSENSE, 2)]


def test_of_several_questions_only_the_unanswered_are_kept(
    service: AnswerService, unanswered: UnansweredQuestions
) -> None:
    reply = service.reply("Do zebras gallop? Can I exercise after Botox?")
    assert [part.band == "nothing" for part in reply.parts] == [True, False]
    asked(service, "Do zebras gallop? Can I exercise after Botox?", unanswered)
    assert [one.question for one in unanswered.most_asked()] == ["Do zebras gallop?"]


def test_nothing_of_a_crisis_is_kept(
    service: AnswerService, unanswered: UnansweredQuestions
) -> None:
    asked(service, CRISIS, unanswered)
    assert unanswered.most_asked() == []
    assert b"zebra" not in unanswered.file.read_bytes()


def test_nothing_is_kept_where_nobody_wants_that(service: AnswerService, tmp_path: Path) -> None:
    asked(service, NONSENSE)
    assert list(tmp_path.glob("*.db")) == []


def test_no_reply_is_lost_where_a_question_cannot_be_kept(
    service: AnswerService, unanswered: UnansweredQuestions, caplog: pytest.LogCaptureFixture
) -> None:
    unanswered.file.write_bytes(b"no database any more")
    question = "Do zebras gallop? Can I exercise after Botox?"
    turn = asked(service, question, unanswered)
    assert shown(turn)
    assert turn.shown == asked(service, question).shown
    assert "file is not a database" in caplog.text


# The application.


class Opened:
    """The whole application before a browser."""

    def __init__(self, service: AnswerService, root: Path) -> None:
        self.votes = Votes.open(root / "votes.db")
        self.unanswered = UnansweredQuestions.open(root / "vain.db")
        self.desk = Desk(service, Staff({}), self.unanswered, Audit(root))
        self.app = make_app(service, self.votes, "112", self.unanswered, self.desk)
        self.client = TestClient(self.app, HERE, client=("127.0.0.1", 1234))
        self.client.cookies.set(COOKIE, self.desk.sessions.begin("this machine"))


@pytest.fixture
def opened(service: AnswerService, tmp_path: Path) -> Iterator[Opened]:
    made = Opened(service, tmp_path)
    with made.client:
        yield made


def test_an_answer_that_is_gone_is_reported_to_open_windows_and_shown_on_no_page(
    opened: Opened, service: AnswerService, encoder: WordsEncoder
) -> None:
    def gone(*ids: str) -> object:
        return opened.client.post("/gone", json={"answers": list(ids)}).json()

    page, _, number = GREEN.partition("#")
    addresses = [f"/page/{page}/{number}", f"/answer/{page}/{number}"]
    before = opened.client.get("/ready").json()
    assert gone(GREEN, "other#1") == ["other#1"]
    assert [opened.client.get(address).status_code for address in addresses] == [200, 200]
    assert all("a fabulous injection" in opened.client.get(one).text for one in addresses)
    remove(service.library.folder, encoder, answers=[GREEN])
    assert gone(GREEN, "004_7b62c1b3ba7f1990#6") == [GREEN]
    for address in addresses:
        response = opened.client.get(address)
        assert response.status_code == 404
        assert "It may have been removed from the library." in response.text
    others = opened.client.get(f"/page/{page}/6").text
    assert "a fabulous injection" not in others and "Michele S. Green" not in others
    after = opened.client.get("/ready").json()
    assert (before["ready"], after["generation"] > before["generation"]) == (True, True)


def test_a_library_that_cannot_be_opened_is_said_to_be_so(
    opened: Opened, service: AnswerService
) -> None:
    shutil.rmtree(service.library.folder)
    for found in (
        opened.client.get("/ready"),
        opened.client.post("/gone", json={"answers": [GREEN]}),
    ):
        assert (found.status_code, found.text) == (503, UNUSABLE)


def test_a_page_that_was_removed_is_shown_nowhere(
    opened: Opened, service: AnswerService, encoder: WordsEncoder
) -> None:
    page = GREEN.partition("#")[0]
    remove(service.library.folder, encoder, pages=[page])
    for number in range(1, 9):
        assert opened.client.get(f"/page/{page}/{number}").status_code == 404
        assert opened.client.get(f"/answer/{page}/{number}").status_code == 404
    assert page not in opened.client.get("/staff").text


def test_the_windows_that_ask_what_is_gone_are_not_asked_too_much(opened: Opened) -> None:
    for body in ({"answers": ["a#1"] * 1001}, {"answers": ["x" * 1001]}, {"answers": "a#1"}, {}):
        assert opened.client.post("/gone", json=body).status_code == 422
    assert opened.client.post("/gone", json={"answers": []}).json() == []
    hostile = list(HOSTILE.values())
    assert opened.client.post("/gone", json={"answers": hostile}).json() == hostile


def test_an_answer_that_is_gone_gets_no_vote(
    opened: Opened, service: AnswerService, encoder: WordsEncoder
) -> None:
    def voted() -> int:
        sent = opened.client.post("/vote", json={"answer": GREEN, "vote": "helpful"})
        return sent.status_code

    assert voted() == 204
    remove(service.library.folder, encoder, answers=[GREEN])
    assert voted() == 404
    assert [(row.answer, row.times) for row in opened.votes.counted()] == [(GREEN, 1)]


def test_what_watches_over_the_program_may_ask_without_a_body(opened: Opened) -> None:
    for path in ("/healthz", "/readyz"):
        response = opened.client.head(path)
        assert (response.status_code, response.content) == (200, b"")
        assert opened.client.get(path).status_code == 200


def test_the_number_stands_above_the_page_in_each_language_whatever_it_is(opened: Opened) -> None:
    page = opened.client.get("/").text
    with_script, without_script = page.split("<noscript>")
    for words in ("Emergency: call ", "Emergencia: "):
        assert with_script.count(words) == 1
    assert without_script.count("Emergency: call ") == 1  # in the browser's language alone
    assert "tel:112" in page
    assert "tel:988" not in page  # an American line
    assert "lifeline" not in opened.client.get("/staff").text


def test_a_question_that_waits_gets_the_card_of_a_crisis_without_its_words(opened: Opened) -> None:
    alerts = opened.client.post("/signs", json={"question": CRISIS}).text
    assert 'data-level="crisis"' in alerts
    assert "kill" not in alerts
    assert "zebra" not in alerts


def test_the_desk_is_there_only_if_there_is_one(opened: Opened, service: AnswerService) -> None:
    assert opened.client.get("/staff").status_code == 200
    without = TestClient(make_app(service), HERE, client=("127.0.0.1", 1234))
    for path in ("/staff", "/staff/doctors.json", "/staff/pages"):
        response = without.get(path)
        assert response.status_code == 404


def test_the_desks_own_headers_are_on_no_page_of_the_patients(opened: Opened) -> None:
    desk = opened.client.get("/staff").headers
    assert desk["cache-control"] == "no-store"
    for path in ("/", f"/page/{GREEN.replace('#', '/')}", "/ready"):
        response = opened.client.get(path)
        assert response.status_code == 200
        assert response.headers.get("cache-control") != "no-store"
        assert response.headers["content-security-policy"] != desk["content-security-policy"]


def test_uploads_that_nobody_decided_on_are_gone_when_the_program_ends(
    service: AnswerService, tmp_path: Path
) -> None:
    opened = Opened(service, tmp_path)
    with opened.client as client:
        page = client.get("/staff/pages").text
        (key,) = {
            one.attributes["value"] or ""
            for one in elements(page)
            if one.attributes.get("name") == "form"
        }
        client.post("/staff/pages", data={"form": key}, files=[("files", ("a.txt", b"words"))])
        (upload,) = opened.desk.uploads._open.values()
        assert upload.folder.is_dir()
    assert not upload.folder.exists()
    assert opened.desk.uploads._open == {}


def test_a_kept_question_is_what_was_asked_and_nothing_more(
    service: AnswerService, unanswered: UnansweredQuestions
) -> None:
    asked(service, f"{NONSENSE} ann@example.com", unanswered)
    (one,) = unanswered.most_asked()
    assert one == UnansweredQuestion(f"{NONSENSE} […]", 1, one.day)


@pytest.mark.parametrize(
    ("origin", "kept"), [(HERE, 1), (None, 1), ("https://clinic.example", 0), ("null", 0)]
)
def test_a_question_that_another_sites_page_sends_is_not_kept(
    origin: str | None, kept: int, opened: Opened
) -> None:
    headers = {} if origin is None else {"Origin": origin}
    told = opened.client.post("/asked", data={"question": NONSENSE}, headers=headers)
    assert told.status_code == 200
    assert len(opened.unanswered.most_asked()) == kept
