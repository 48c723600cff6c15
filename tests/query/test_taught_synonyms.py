"""Words that staff taught: for finding only, never a product's, and in a file that stays whole."""

import tomllib
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.query.correct import Correction, Spelling
from bot.query.search_query import queries_in
from bot.query.synonyms import Expansion, Term, terms, terms_in
from bot.query.taught_synonyms import LONGEST, NAME, taught_in, teach, unteach
from bot.reply.reply import reply_to
from index.library.open import Library
from index.storage.current import CURRENT
from tests.show.test_card import HOSTILE
from tests.words_encoder import WordsEncoder

PEBBLES = Term("nodules", "taught", ("pebbles",), (), (), False)
PRODUCTS = ["Botox", "botox shots", "JUVEDERM", "dysport in the lips", "my Botox"]


def file_of(folder: Path) -> str:
    return (folder / NAME).read_text(encoding="utf-8")


def files_in(folder: Path) -> list[str]:
    """The names of the files in a folder; but for those of every library."""
    return [file.name for file in folder.iterdir() if file.name not in (".lock", CURRENT)]


# Teaching.


def test_a_library_was_taught_nothing_at_first(tmp_path: Path) -> None:
    assert taught_in(tmp_path) == ()
    assert files_in(tmp_path) == []


def test_what_is_taught_stands_in_the_file_with_who_and_the_day(tmp_path: Path) -> None:
    before = datetime.now(UTC).date().isoformat()
    assert teach(tmp_path, "pebbles", "nodules", "Ann Lee") == PEBBLES
    after = datetime.now(UTC).date().isoformat()
    lines = '[[term]]\nname = "nodules"\nkind = "taught"\nsaid = ["pebbles"]\n\n'
    assert file_of(tmp_path) in {f"# Ann Lee, {day}\n{lines}" for day in (before, after)}
    assert taught_in(tmp_path) == (PEBBLES,)
    assert files_in(tmp_path) == [NAME]


def test_more_is_added_and_the_same_once_only(tmp_path: Path) -> None:
    for said, meant in [("pebbles", "nodules"), ("11s", "glabella"), ("pebbles", "nodules")]:
        teach(tmp_path, said, meant, "ann")
    assert [(term.said, term.name) for term in taught_in(tmp_path)] == [
        (("pebbles",), "nodules"),
        (("11s",), "glabella"),
    ]
    assert file_of(tmp_path).count("[[term]]") == 2


def test_blanks_are_put_right(tmp_path: Path) -> None:
    assert teach(tmp_path, "  small \n pebbles ", "\u00a0nodules", "ann").said == ("small pebbles",)
    assert taught_in(tmp_path)[0].name == "nodules"


@pytest.mark.parametrize("product", PRODUCTS)
def test_a_products_name_stands_for_nothing_else_and_nothing_else_for_it(
    product: str, tmp_path: Path
) -> None:
    for said, meant in [(product, "nodules"), ("pebbles", product)]:
        with pytest.raises(ValueError, match=r"names a product, and a product stands for no other"):
            teach(tmp_path, said, meant, "ann")
    assert files_in(tmp_path) == []


@pytest.mark.parametrize(
    "words", ["", "  ", "'", "x" * (LONGEST + 1), "a\x00b", "a\u202eb", "…", "?!"]
)
def test_what_is_no_word_is_refused(words: str, tmp_path: Path) -> None:
    for said, meant in [(words, "nodules"), ("pebbles", words)]:
        with pytest.raises(ValueError, match=r"^write a word or a few, of up to 60 letters$"):
            teach(tmp_path, said, meant, "ann")
    assert files_in(tmp_path) == []


@pytest.mark.parametrize(("said", "meant"), [("nodules", "Nodules"), ("crow's", "crows")])
def test_a_word_does_not_stand_for_itself(said: str, meant: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"^both are the same$"):
        teach(tmp_path, said, meant, "ann")


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE)
def test_after_hostile_words_the_file_is_still_one_that_is_read(
    hostile: str, tmp_path: Path
) -> None:
    teach(tmp_path, "pebbles", "nodules", hostile)
    words = " ".join(hostile.split())[:LONGEST].strip()
    for said, meant in [(words, "lumps"), ("grains", words)]:
        try:
            teach(tmp_path, said, meant, hostile)
        except ValueError as error:
            assert not words.isprintable(), error
    assert tomllib.loads(file_of(tmp_path))["term"][0]["name"] == "nodules"
    found = {(term.said, term.name) for term in taught_in(tmp_path)}
    wanted = {(("pebbles",), "nodules")}
    if words.isprintable():
        wanted |= {((words,), "lumps"), (("grains",), words)}
    assert found == wanted


# Forgetting.


def test_what_is_forgotten_is_gone_and_the_rest_stays(tmp_path: Path) -> None:
    for said in ("pebbles", "Small Stones", "grains"):
        teach(tmp_path, said, "nodules", "ann")
    teach(tmp_path, "small stones", "lumps", "ann")
    assert unteach(tmp_path, "SMALL  stones")
    assert [term.said for term in taught_in(tmp_path)] == [("pebbles",), ("grains",)]
    assert "tones" not in file_of(tmp_path)
    assert not unteach(tmp_path, "small stones")
    assert unteach(tmp_path, "pebbles") and unteach(tmp_path, "grains")
    assert taught_in(tmp_path) == ()
    assert "[[term]]" not in file_of(tmp_path)


def test_nothing_is_forgotten_where_nothing_was_taught(tmp_path: Path) -> None:
    assert not unteach(tmp_path, "pebbles")
    assert files_in(tmp_path) == []


def test_of_what_somebody_wrote_by_hand_only_the_word_itself_is_forgotten(tmp_path: Path) -> None:
    two = '[[term]]\nname = "{0}"\nkind = "taught"\nsaid = ["{1}"]\n'
    text = f"# by hand\n{two.format('nodules', 'pebbles')}{two.format('lumps', 'grains')}"
    (tmp_path / NAME).write_text(text, encoding="utf-8")
    assert unteach(tmp_path, "pebbles")
    assert [(term.said, term.name) for term in taught_in(tmp_path)] == [(("grains",), "lumps")]


# A file that is not as it was written.


@pytest.mark.parametrize(
    "text",
    [
        "[[term]\nname = 1",
        '[[term]]\nkind = "taught"\n',
        'term = "words"\n',
        '[[other]]\nname = "nodules"\n',
        '[[term]]\nname = "nodules"\nkind = "taught"\nsaid = 3\n',
        "[[term]]\nname = 3\nkind = 4\nsaid = [5]\n",
    ],
)
def test_a_damaged_file_is_refused_with_its_place_and_what_to_do(text: str, tmp_path: Path) -> None:
    (tmp_path / NAME).write_text(text, encoding="utf-8")
    for trying in (
        lambda: taught_in(tmp_path),
        lambda: teach(tmp_path, "pebbles", "nodules", "ann"),
        lambda: unteach(tmp_path, "pebbles"),
    ):
        with pytest.raises(ValueError, match=r"; mend that line, or delete it$") as told:
            trying()
        assert str(told.value).startswith(f"{tmp_path / NAME}: ")
    assert file_of(tmp_path) == text


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ValueError, match=r"; mend that line, or delete it$"):
        taught_in(tmp_path)


# What is found by it.


def test_a_taught_word_is_searched_as_the_doctors_say_it_and_that_is_listed(
    library: Library, encoder: WordsEncoder
) -> None:
    taught = (Term("exercise", "taught", ("wiggle practice",), (), (), False),)
    question = "is wiggle practice fine?"
    (plain,) = queries_in(question, Spelling.of(library))
    assert (plain.wordings, plain.expansions) == ((question,), ())
    (asked,) = queries_in(question, Spelling.of(library, taught), None, taught)
    assert (asked.asked, asked.searched) == (question, question)
    assert asked.expansions == (Expansion("wiggle practice", ("exercise",)),)
    assert asked.wordings == (question, "is exercise fine?")
    reply = reply_to(question, library, encoder, taught=taught)
    (part,) = reply.parts
    assert part.asked.expansions == asked.expansions
    assert reply.question == question
    for card in reply.cards:
        assert card.quote == card.page.text[card.answer.body.start : card.answer.body.end]


def test_what_is_quoted_is_searched_as_it_stands_whatever_was_taught(library: Library) -> None:
    taught = (PEBBLES,)
    (asked,) = queries_in('are "pebbles" bad?', Spelling.of(library, taught), None, taught)
    assert (asked.wordings, asked.expansions) == (("are pebbles bad?",), ())


def test_a_taught_word_is_no_slip_of_another(library: Library) -> None:
    question = "my botx tired me"
    assert Spelling.of(library).correct(question) == (
        "my botox tired me",
        (Correction("botx", "botox"),),
    )
    taught = (Term("fatigue", "taught", ("botx",), (), (), False),)
    assert Spelling.of(library, taught).correct(question) == (question, ())


def test_what_was_taught_goes_before_the_words_of_the_file(library: Library) -> None:
    ours = next(term for term in terms() if term.said and not term.brand)
    taught = (Term("something else", "taught", ours.said[:1], (), (), False),)
    (asked,) = queries_in(f"is {ours.said[0]} fine", Spelling.of(library, taught), None, taught)
    assert asked.expansions == (Expansion(ours.said[0], ("something else",)),)


def test_what_one_library_was_taught_is_not_known_to_another(library: Library) -> None:
    queries_in("are pebbles bad?", Spelling.of(library), None, (PEBBLES,))
    (asked,) = queries_in("are pebbles bad?", Spelling.of(library))
    assert asked.expansions == ()


@pytest.mark.parametrize("text", ["", "\n\n", "# nothing yet\n"])
def test_an_empty_file_holds_no_term(text: str) -> None:
    assert terms_in(text) == ()


def test_words_that_are_taught_at_the_same_time_are_all_kept(tmp_path: Path) -> None:
    said = [f"word{n}" for n in range(12)]
    with ThreadPoolExecutor(12) as threads:
        list(threads.map(lambda word: teach(tmp_path, word, "massage", "anna"), said))
    assert sorted(word for term in taught_in(tmp_path) for word in term.said) == sorted(said)
