"""Spanish words are read as English ones for finding, and shown; English words never are."""

import pytest

from bot.query.correct import Spelling
from bot.query.search_query import queries_in
from bot.query.spanish_words import Gloss, glossed, spanish_words
from bot.reply.reply import reply_to
from bot.show.export import reply_json
from bot.show.terminal import reply_text
from bot.show.wording import changes_of
from index.library.open import Library
from tests.words_encoder import WordsEncoder


@pytest.mark.parametrize(
    ("question", "searched"),
    [
        ("despues de botox puedo hacer ejercicio", "after botox can I exercise"),
        ("despue\u0301s de botox puedo hacer ejer\u00adcicio?", "after botox can I exercise"),
        ("Después de Dysport, ¿masaje?", "after Dysport massage"),
        ("mi párpado está caído", "droopy eyelid"),
        ("botox y embarazo", "botox and pregnancy"),
        ("me puse botox ayer y me duele la cabeza", "botox yesterday and headache"),
        ("tengo un bulto en el labio desde hace dos semanas", "lump lips weeks"),
    ],
)
def test_a_spanish_question_is_read_in_english(question: str, searched: str) -> None:
    found = glossed(question)
    assert found is not None
    assert found.searched == searched


@pytest.mark.parametrize(
    ("question", "searched"),
    [
        ("can i use crema after botox", "can i use cream after botox"),
        ("hinchazon after lip filler", "swelling after lip filler"),
        ("moretones from botox", "bruising from botox"),
        ("is botox seguro in pregnancy", "is botox safe in pregnancy"),
    ],
)
def test_a_spanish_word_among_english_ones_is_replaced(question: str, searched: str) -> None:
    found = glossed(question)
    assert found is not None
    assert found.searched == searched


@pytest.mark.parametrize(
    "question",
    [
        "can I exercise after botox",
        "does a lifting of the brow last",
        "sol gel and lipo",
        "tazorac peeling",
        "hematoma after a biopsy",
        "seguros",
        "",
    ],
)
def test_an_english_question_is_not_read(question: str) -> None:
    assert glossed(question) is None


def test_the_doctors_own_words_are_not_read() -> None:
    assert glossed("can i use crema after botox", frozenset({"crema"})) is None


def test_every_word_is_found_as_it_is_written() -> None:
    for word in spanish_words():
        assert word.isascii()
        assert word == word.lower()


def test_a_quoted_word_is_searched_as_typed() -> None:
    spelling = Spelling({}, frozenset())
    (query,) = queries_in('can i use "crema" after botox', spelling)
    assert query.glosses == ()
    (query,) = queries_in("can i use crema after botox", spelling)
    (change,) = changes_of(query)
    assert queries_in(change.question, spelling)[0].glosses == ()


def test_the_command_the_page_and_json_show_it(library: Library) -> None:
    reply = reply_to("despues de botox puedo hacer ejercicio", library, WordsEncoder())
    (part,) = reply.parts
    assert part.asked.glosses == (Gloss("hacer ejercicio", "exercise"),)
    assert part.asked.wordings[-1] == "after botox can I exercise"
    assert part.cards
    told = "hacer ejercicio was read as Spanish, and also searched as exercise."
    assert told in reply_text(reply)
    assert [change.message for change in changes_of(part.asked)] == [told]
    assert reply_json(reply)["parts"][0]["glosses"] == [
        {"words": "hacer ejercicio", "meant": "exercise"}
    ]
