"""Messages that ask for the answers of one specialty, or for all of one doctor's."""

import json

import pytest

from bot.reply.narrowing import narrowing_in, printed
from bot.reply.reply import reply_to
from bot.show.conversation import reply_html
from bot.show.export import reply_json
from bot.show.terminal import reply_text
from bot.show.wording import count_of_part, following, named_notes, narrowed_note
from index.library.build import build
from index.library.open import Library
from index.model import Doctor
from tests.words_encoder import WordsEncoder

ROE = {"author": "Jane Roe", "author_credentials": "MD", "author_specialty": "Dermatologist"}
DOE = {"author": "John Doe", "author_credentials": "MD", "author_specialty": "Plastic Surgeon"}
WHERE = {"author_place": "Boston"}
ASKED = "May I swim after the peel?"


def record(number: int, author: dict[str, str], words: str, title: str) -> str:
    return json.dumps(
        {
            "id": f"r{number}",
            "question_id": f"q{number}",
            "question_title": title,
            "question_body": "I wonder.",
            "answer_text": words,
            **author,
        }
    )


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    folder = tmp_path_factory.mktemp("narrowing")
    swim = "You may swim a week after the peel, and no earlier."
    records = [
        record(1, ROE | WHERE, swim, ASKED),
        record(2, DOE | WHERE, f"Swim when the peel has healed. {swim}", "Is swimming bad?"),
        record(3, ROE | WHERE, "A scar fades within a year of the cut.", "Do scars fade?"),
        record(4, DOE | WHERE, "Sutures come out after seven days.", "When do sutures go?"),
    ]
    (folder / "records.jsonl").write_text("\n".join(records), encoding="utf-8")
    report = build(folder / "library", [folder / "records.jsonl"], WordsEncoder())
    assert report.skipped == []
    return Library.open(folder / "library")


def answers_by(name: str, library: Library) -> frozenset[str]:
    return frozenset(answer for answer, doctor in library.doctors() if doctor.name == name)


@pytest.mark.parametrize(
    "message",
    [
        f"Only Dermatologist: {ASKED}",
        f"only  DERMATOLOGIST: {ASKED}",
        f"Solo dermatologist: {ASKED}",
        f"  Only Dermatologist: {ASKED}\n",
    ],
)
def test_only_a_specialty_is_its_answers_and_the_question_behind_the_colon(
    message: str, library: Library
) -> None:
    found = narrowing_in(message, library)
    assert found is not None
    assert (found.whose, found.question) == ("Dermatologist", ASKED)
    assert found.answers == answers_by("Jane Roe", library)


@pytest.mark.parametrize(
    "message",
    [
        ASKED,
        f"Only astronauts: {ASKED}",
        f"Only : {ASKED}",
        "Only Dermatologist:",
        "Only Dermatologist: ",
        "Only dermatologists can tell: is it one?",
        "More by Jane",
        "More by Jane Roe, MD",
        "More by ",
        f"Only {'x' * 5000}: {ASKED}",
    ],
)
def test_what_names_nobody_of_the_library_just_so_is_a_question_like_any_other(
    message: str, library: Library
) -> None:
    assert narrowing_in(message, library) is None


def test_more_by_a_doctor_is_all_of_this_doctors_answers(library: Library) -> None:
    doctor = next(one for _, one in library.doctors() if one.name == "Jane Roe")
    for message in (f"More by {printed(doctor)}", f"Más de {printed(doctor)}"):
        found = narrowing_in(message, library)
        assert found is not None
        assert (found.whose, found.question) == (printed(doctor), None)
        assert found.answers == answers_by("Jane Roe", library)
        reply = reply_to(message, library, WordsEncoder())
        assert {card.answer.id for card in reply.cards} == found.answers
        assert reply.narrowing == found


def test_what_a_doctor_said_is_listed_to_its_end(library: Library) -> None:
    doctor = next(one for _, one in library.doctors() if one.name == "Jane Roe")
    message: str | None = f"More by {printed(doctor)}"
    listed, told = [], []
    while message is not None:
        reply = reply_to(message, library, WordsEncoder(), k=1)
        listed += [card.answer.id for card in reply.cards]
        told.append(narrowed_note(reply))
        next_ones = following(reply)
        message = None if next_ones is None else next_ones.question
        if next_ones is not None:
            assert next_ones.offer == f"1 more by {printed(doctor)}"
            assert next_ones.offer in reply_text(reply)
            assert f'data-question="{next_ones.question}"' in reply_html(reply)
    assert listed == sorted(answers_by("Jane Roe", library))
    assert told == [
        f"Answers by {printed(doctor)}: 1 of 2.",
        f"Answers by {printed(doctor)}: 2 to 2 of 2.",
    ]
    behind = reply_to(f"Más de {printed(doctor)}, a partir del número 9", library, WordsEncoder())
    assert (behind.cards, following(behind)) == ((), None)


def test_a_doctor_is_printed_with_all_that_tells_namesakes_apart() -> None:
    doctor = Doctor("Jane Roe", "MD", "byline", "Boston", "Dermatologist", 4.5, 9, "retired")
    assert printed(doctor) == "Jane Roe, MD · Dermatologist · Boston · retired"


def test_only_answers_of_that_specialty_are_shown(library: Library) -> None:
    everybody = reply_to(ASKED, library, WordsEncoder())
    assert {card.answer.doctor.name for card in everybody.cards} == {"Jane Roe", "John Doe"}
    reply = reply_to(f"Only Plastic Surgeon: {ASKED}", library, WordsEncoder())
    assert {card.answer.doctor.name for card in reply.cards} == {"John Doe"}
    (part,) = reply.parts
    assert (part.asked.asked, reply.question) == (ASKED, f"Only Plastic Surgeon: {ASKED}")


def test_a_card_tells_how_many_more_answers_the_doctor_gave(library: Library) -> None:
    reply = reply_to(ASKED, library, WordsEncoder())
    assert [card.others for card in reply.cards] == [1] * len(reply.cards)


def test_what_is_related_is_on_no_page_that_is_shown(library: Library) -> None:
    reply = reply_to(ASKED, library, WordsEncoder(), k=1)
    (part,) = reply.parts
    (card,) = part.cards
    assert card.page.quoted(card.page.title) == ASKED
    titles = [one.page.quoted(one.page.title) for one in part.related]
    assert titles[0] == "Is swimming bad?"  # the nearest
    assert ASKED not in titles


def test_who_is_asked_by_name_is_shown_though_nothing_near_was_said(library: Library) -> None:
    question = "What does Dr. Roe say about zirconium?"
    reply = reply_to(question, library, WordsEncoder())
    (part,) = reply.parts
    assert part.band == "related" and part.is_far
    assert {card.answer.id for card in part.cards} == answers_by("Jane Roe", library)
    assert part.own == len(part.cards) == 2
    assert named_notes(part) == [
        "Nothing close to this was found in what Jane Roe, MD said here. This is what there is:"
    ]
    assert count_of_part(part) == "No doctor here addressed exactly this question."
    assert reply_json(reply)["parts"][0]["far"] is True
    assert reply_json(reply.in_part())["parts"][0]["far"] is False  # the rest is not known
    assert reply_json(reply_to(ASKED, library, WordsEncoder()))["parts"][0]["far"] is False


def test_who_is_not_here_brings_nobody(library: Library) -> None:
    reply = reply_to("What does Dr. Poe say about zirconium?", library, WordsEncoder())
    assert (reply.band, reply.cards) == ("nothing", ())


def test_what_is_not_near_is_not_called_the_closest(library: Library) -> None:
    shown = reply_html(reply_to("What does Dr. Roe say about zirconium?", library, WordsEncoder()))
    assert 'class="band"' not in shown and "addressed exactly this question" in shown
