"""The library for other programs: the names that stay, and what each way to ask gives."""

import inspect
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

import bot.answers
from bot.answers import AnswerLibrary, Claim, LibraryBusy, NoLibrary, claims_in
from bot.query.taught_synonyms import NAME as TAUGHT_SYNONYMS
from bot.query.taught_synonyms import teach
from bot.reply.doctors import doctors_on
from bot.reply.reply import reply_to
from bot.reply.service import AnswerService
from bot.show.export import doctors_json, reply_json
from bot.show.terminal import reply_text
from bot.show.wording import OLDER, SIGNS_ALONE
from index.library.open import Library
from index.library.remove import remove
from tests.conftest import SEEDS
from tests.library.test_build import Place
from tests.pages.test_text_unseen import BONDING, FILLER, VENEERS
from tests.words_encoder import WordsEncoder

QUESTION = "Can I exercise after Botox?"
CRISIS = "I want to kill myself"
EMERGENCY = "I cannot breathe since my botox"
STABLE = {
    "Alert", "Answer", "AnswerLibrary", "Card", "Claim", "DamagedLibrary", "Difference", "Doctor",
    "DoctorAnswersError", "DoctorRow", "DoctorsReply", "Facet", "FoundAnswer", "LibraryBusy",
    "LibraryError", "NoClaims", "NoLibrary", "Notice", "Page", "Reply", "ReplyPart", "Span",
    "Verdict", "alerts_of", "claims_in",
}  # fmt: skip
"""What other programs import. Names may come; one that goes breaks them."""


@pytest.fixture
def answers(library_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AnswerLibrary]:
    monkeypatch.setattr(Library, "encoder", lambda library: WordsEncoder())
    with AnswerLibrary.open(library_folder) as opened:
        yield opened


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    monkeypatch.setattr(Library, "encoder", lambda library: WordsEncoder())
    made = Place(tmp_path)
    made.write("a.txt", VENEERS, BONDING)
    made.write("b.txt", FILLER)
    made.build()
    return made


# Names and types.


def test_the_names_that_others_import_are_there() -> None:
    assert set(bot.answers.__all__) >= STABLE
    assert bot.answers.__all__ == sorted(bot.answers.__all__)
    for name in bot.answers.__all__:
        assert inspect.getdoc(getattr(bot.answers, name)), name


def test_every_argument_of_the_library_is_typed() -> None:
    for name, method in inspect.getmembers(AnswerLibrary, inspect.isfunction):
        if not name.startswith("_"):
            given = inspect.get_annotations(method)
            assert set(given) == {*inspect.signature(method).parameters, "return"} - {"self"}, name


def test_both_packages_say_that_they_are_typed() -> None:
    for package in ("bot", "index"):
        assert (SEEDS.parent / package / "py.typed").is_file()


# Asking.


def test_a_question_is_answered_as_the_reply_is_made(
    answers: AnswerLibrary, library: Library
) -> None:
    reply = answers.ask(QUESTION, 3)
    assert reply_json(reply) == reply_json(reply_to(QUESTION, library, WordsEncoder(), 3))
    assert len(reply.cards) == 3
    for card in reply.cards:
        body = card.answer.body
        assert card.quote == card.page.text[body.start : body.end]


@pytest.mark.parametrize("trouble", [LibraryBusy(Path("there")), RuntimeError("the encoder")])
def test_a_danger_is_told_where_the_library_cannot_be_used(
    trouble: Exception, answers: AnswerLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise trouble

    monkeypatch.setattr(AnswerService, "reply", fails)
    reply = answers.ask(EMERGENCY)
    assert (reply.level, reply.trouble, reply.parts) == ("emergency", trouble, ())
    assert not reply.is_courtesy
    told = reply_json(reply)
    assert told["alerts"][0]["level"] == "emergency"
    assert (told["welcome"], told["warning"]) == (None, SIGNS_ALONE)
    text = reply_text(reply)
    assert text.startswith("! EMERGENCY")
    assert text.endswith(SIGNS_ALONE)
    with pytest.raises(type(trouble)):
        answers.ask(QUESTION)


def test_answers_of_an_older_library_say_so_in_json(answers: AnswerLibrary) -> None:
    for question, warning in ((QUESTION, OLDER), ("thanks!", None), (CRISIS, None)):
        reply = answers.ask(question)
        assert reply_json(reply)["warning"] is None
        assert reply_json(reply, is_older=True)["warning"] == warning


def test_what_was_asked_before_keeps_no_danger_back(
    answers: AnswerLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_: object) -> None:
        raise LibraryBusy(Path("there"))

    monkeypatch.setattr(AnswerService, "spelling", property(fails))
    assert answers.ask(EMERGENCY, after=QUESTION).trouble is not None


def test_a_question_may_refer_to_the_one_before(answers: AnswerLibrary) -> None:
    alone = answers.ask("And what about massage?")
    referring = answers.ask("And what about massage?", after=QUESTION)
    assert alone.parts[0].asked.carried is None
    assert referring.parts[0].asked.carried is not None
    assert "Botox" in referring.parts[0].asked.searched


def test_nothing_is_carried_from_a_crisis(answers: AnswerLibrary) -> None:
    reply = answers.ask("And what about massage?", after=f"{CRISIS}, my botox is frozen")
    assert reply.parts[0].asked.carried is None


def test_a_crisis_waits_for_no_library(library_folder: Path) -> None:
    service = AnswerService(Library.open(library_folder), WordsEncoder())  # never loaded
    reply = AnswerLibrary(service).ask(CRISIS)
    assert (reply.level, reply.parts, reply.cards) == ("crisis", (), ())


@pytest.mark.parametrize("question", ["", " \n", "\u00a0"])
def test_an_empty_question_is_refused(question: str, answers: AnswerLibrary) -> None:
    with pytest.raises(ValueError, match="empty"):
        answers.ask(question)


def test_only_answers_of_a_period_are_found(answers: AnswerLibrary) -> None:
    assert answers.ask(QUESTION, since=date(2020, 1, 1)).cards == ()
    assert answers.doctors("botox", until=date(2020, 1, 1)).rows == ()


# Doctors.


def test_doctors_are_listed_as_the_reply_is_made(answers: AnswerLibrary, library: Library) -> None:
    whole = doctors_on("massage", library, WordsEncoder())
    assert doctors_json(answers.doctors("massage")) == doctors_json(whole)


@pytest.mark.parametrize("topic", [None, "botox"])
def test_a_list_that_is_asked_for_in_pieces_is_the_whole_list(
    topic: str | None, answers: AnswerLibrary
) -> None:
    whole = answers.doctors(topic)
    count = len(whole.rows)
    pieces = [answers.doctors(topic, skip=skip, most=4) for skip in range(0, count + 4, 4)]
    assert [row for piece in pieces for row in piece.rows] == list(whole.rows)
    assert [piece.left_out for piece in pieces] == [
        max(count - skip - 4, 0) for skip in range(0, count + 4, 4)
    ]
    assert all(piece.facets == whole.facets for piece in pieces)


def test_filters_are_those_of_the_list(answers: AnswerLibrary) -> None:
    rows = answers.doctors("botox", specialty="dermatolog", named=True).rows
    assert rows
    for row in rows:
        assert row.doctor.name
        assert "dermatolog" in (row.doctor.specialty or "").lower()
    unnamed = answers.doctors(named=False).rows
    assert unnamed
    assert {row.doctor.name for row in unnamed} == {None}


# Looking up.


def test_answers_and_pages_are_found_by_their_ids(answers: AnswerLibrary) -> None:
    found = answers.ask(QUESTION).cards[0]
    assert answers.answer(found.answer.id).answer == found.answer
    page = answers.page(found.page.id)
    assert page == found.page
    assert page.quote(found.answer.body) == found.quote


def test_what_is_not_here_is_a_key_error(answers: AnswerLibrary) -> None:
    with pytest.raises(KeyError):
        answers.answer("nobody#1")
    with pytest.raises(KeyError):
        answers.page("nobody")


def test_what_was_removed_is_not_found_any_more(place: Place) -> None:
    with AnswerLibrary.open(place.library) as opened:
        said = opened.answer("a#1")
        claim = Claim("a#1", said.page.quote(said.answer.body))
        assert opened.verify([claim])[0].verified
        remove(place.library, WordsEncoder(), answers=["a#1"])
        with pytest.raises(KeyError):
            opened.answer("a#1")
        (verdict,) = opened.verify([claim])
        assert verdict.trouble == "there is no such answer in this library"


def test_there_has_to_be_a_library(tmp_path: Path) -> None:
    with pytest.raises(NoLibrary):
        AnswerLibrary.open(tmp_path / "nothing")


def test_words_that_were_taught_and_cannot_be_read_are_an_error(place: Place) -> None:
    (place.library / TAUGHT_SYNONYMS).write_text("[[term", encoding="utf-8")
    with pytest.raises(ValueError, match=TAUGHT_SYNONYMS):
        AnswerLibrary.open(place.library)


# Verifying.


def test_a_quote_is_verified_or_its_first_difference_is_told(answers: AnswerLibrary) -> None:
    card = answers.ask(QUESTION).cards[0]
    true, false = answers.verify(
        [Claim(card.answer.id, card.quote), Claim(card.answer.id, f"X{card.quote}")]
    )
    assert true.verified
    assert false.difference is not None
    assert (false.difference.at, false.difference.claimed[:1]) == (0, "X")  # type: ignore[index]


def test_a_document_is_verified_by_its_claims(answers: AnswerLibrary) -> None:
    id = answers.ask(QUESTION).cards[0].answer.id
    claims = claims_in(f'[{{"answer": "{id}", "quote": "Never."}}]', "a leaflet")
    assert [one.verified for one in answers.verify(claims)] == [False]


# The version.


def test_the_version_is_another_one_after_each_change_and_only_then(place: Place) -> None:
    with AnswerLibrary.open(place.library) as opened:
        seen = [opened.version]
        assert opened.version == seen[0]
        place.write("c.txt", FILLER._replace(body="Wait for a day."))
        place.build()
        seen.append(opened.version)
        remove(place.library, WordsEncoder(), answers=["a#1"])
        seen.append(opened.version)
        teach(place.library, "veneer", "porcelain shell", by="anna")
        seen.append(opened.version)
        assert len(set(seen)) == len(seen)
