"""Other ways of writing a word, which count only where the library has them."""

import pytest

from bot.query.word_forms import apart, other_forms

HELD = dict.fromkeys(
    "celiac coeliac tumor tumour anemia anaemia fiber fibre foot feet tooth teeth fungus fungi "
    "diagnosis diagnoses vertebra vertebrae woman women gall stones shoe she hat".split(),
    1,
)


@pytest.mark.parametrize(
    ("words", "forms"),
    [
        ("celiac", ("coeliac",)),
        ("Coeliac", ("celiac",)),
        ("tumors", ()),  # the library has no "tumours"; the stemmer sees to endings
        ("tumor", ("tumour",)),
        ("anaemia", ("anemia",)),
        ("fiber", ("fibre",)),
        ("wisdom teeth", ("wisdom tooth",)),
        ("foot", ("feet",)),
        ("fungi", ("fungus",)),
        ("diagnosis", ("diagnoses",)),
        ("vertebrae", ("vertebra",)),
        ("women", ("woman",)),
        ("shoe", ()),  # too short to be "she" in another spelling
        ("leukemia", ()),
        ("", ()),
    ],
)
def test_other_forms_are_those_that_the_library_has(words: str, forms: tuple[str, ...]) -> None:
    assert other_forms(words, HELD) == forms


@pytest.mark.parametrize(
    ("word", "halves"),
    [
        ("gallstones", ("gall stones",)),
        ("Gallstones", ("gall stones",)),
        ("gallstone", ()),
        ("shehat", ("she hat",)),
        ("gall stones", ()),
        ("gall1stones", ()),
        ("hat", ()),
    ],
)
def test_a_word_is_taken_apart_into_words_that_the_library_has(
    word: str, halves: tuple[str, ...]
) -> None:
    assert apart(word, HELD) == halves
