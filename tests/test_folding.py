"""Text as it is compared: small, plain and without apostrophes, alike everywhere."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.query.correct import Spelling
from bot.query.search_query import queries_in
from bot.query.synonyms import mentions
from bot.text.glossary import defined
from index.folding import folded, folded_letters, seen
from index.identity import folded_name
from index.search.lexical import Lexical, LexicalEntry
from index.words import plain, words_in


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Can't", "cant"),
        ("CAN’T", "cant"),
        ("can`t can´t", "cant cant"),
        ("Párpado CAÍDO", "parpado caido"),
        ("niño", "nino"),
        ("Straße", "strasse"),
        ("", ""),
        ("😂", "😂"),
    ],
)
def test_case_accents_and_apostrophes_make_no_difference(text: str, expected: str) -> None:
    assert folded(text) == expected


@given(st.text(alphabet=st.characters(max_codepoint=0x17F)))
def test_a_text_that_is_folded_stays_as_it_is(text: str) -> None:
    assert folded(folded(text)) == folded(text)


WRITTEN = [
    ("Juvéderm", "juvederm"),
    ("Juve\u0301derm", "juvederm"),
    ("ju\u00advé\u00adderm", "juvederm"),
    ("JUVE\u0301\u00adDERM", "juvederm"),
    ("bo\u00adtox", "botox"),
    ("bo\u200btox", "botox"),
    ("ｂｏｔｏｘ", "botox"),
    ("crow's", "crow"),
    ("crow\u02bcs", "crow"),
    ("O’Neil", "oneil"),
    ("O\u02bcNeil", "oneil"),
    ("Søren", "soren"),
]


@pytest.mark.parametrize(("written", "plainly"), WRITTEN)
def test_a_word_is_the_same_in_answers_names_filters_and_questions(
    written: str, plainly: str
) -> None:
    assert plain(written) == plainly
    assert words_in(f"after {written}, now") == {"after", "now", plainly}
    assert folded_name(written) == folded(written) == plainly + "s" * ("row" in written)


@pytest.mark.parametrize("written", ["Juve\u0301derm", "ju\u00advéderm", "JUVÉDERM", "juvederm"])
def test_an_entry_of_our_files_is_found_however_it_is_written(written: str) -> None:
    text = f"After {written}\u00ad, now"
    (mention,) = mentions(text)
    assert mention.term.name == "Juvederm"
    assert text[mention.start : mention.end] == written


@pytest.mark.parametrize("written", ["fore\u00adhead", "Fore\u200bhead", "bléph", "ble\u0301ph"])
def test_words_are_searched_alike_on_both_sides(written: str, tmp_path: Path) -> None:
    lexical = Lexical.create(tmp_path / "words")
    lexical.change([LexicalEntry(1, "", "", f"the {written}."), LexicalEntry(2, "", "", "nose")])
    asked = folded(written)
    assert [number for number, _ in lexical.search(asked, 2)] == [1]
    assert [number for number, _ in lexical.search(written, 2)] == [1]
    assert [lexical.holding(one) for one in lexical.phrases([asked])] == [{1}]
    assert lexical.count_holding(f"{written} nose") == 0


def test_what_cannot_be_seen_is_not_searched() -> None:
    (query,) = queries_in("fore\u00adhead and juve\u0301derm?", Spelling({}, frozenset()))
    assert query.searched == "forehead and juvéderm?"


@given(st.text(alphabet=st.characters(max_codepoint=0x2100)))
def test_every_letter_knows_its_place(text: str) -> None:
    plainly, places = folded_letters(text)
    assert len(plainly) == len(places)
    assert all(0 <= start < end <= len(text) for start, end in places)
    assert places == sorted(places)


@given(st.text(alphabet=st.characters(max_codepoint=0x17F)))
def test_what_is_seen_folds_to_the_same(text: str) -> None:
    assert folded(seen(text)) == folded(text)


def test_marks_of_other_alphabets_make_other_letters() -> None:
    assert folded("й") != folded("и")
    assert [one.words for one in defined("бo\u00adtox, e\u0301dema")] == ["e\u0301dema"]
