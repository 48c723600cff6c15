"""Other ways of writing a word, which count only where the library has them."""

import pytest

from bot.query.word_forms import apart, in_figures, other_forms, with_slip

HELD = dict.fromkeys(
    "celiac coeliac tumor tumour anemia anaemia fiber fibre foot feet tooth teeth fungus fungi "
    "diagnosis diagnoses vertebra vertebrae woman women gall stones shoe she hat absorb "
    "description".split(),
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
        ("absorption", ("absorb",)),
        ("describe", ("description",)),
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


@pytest.mark.parametrize(
    ("word", "written"),
    [
        ("four", ("4",)),
        ("Four", ("4",)),
        ("4", ("four",)),
        ("24", ()),
        ("one", ()),
        ("1", ()),
        ("forty", ()),
        ("hours", ()),
    ],
)
def test_small_numbers_are_sought_in_figures_and_in_words(
    word: str, written: tuple[str, ...]
) -> None:
    assert in_figures(word) == written


@pytest.mark.parametrize(
    ("word", "slips"),
    [
        ("Platysma", ("platsyma",)),  # which nobody here spelled rightly
        ("facexer", ("faceexer",)),
        ("massage", ()),  # "message" is English
        ("perineal", ()),  # either may be right
        ("ibuprofen", ("ibuprofin",)),
        ("juvederm", ()),
        ("facet", ()),
    ],
)
def test_a_word_is_sought_as_doctors_wrote_it_with_a_slip(
    word: str, slips: tuple[str, ...]
) -> None:
    held = {"platsyma": 1, "facexer": 2, "faceexer": 1, "massage": 9, "message": 1, "perineal": 1}
    held |= {"peroneal": 1, "ibuprofen": 40, "ibuprofin": 3, "ibuprofens": 9, "juvaderm": 5}
    assert with_slip(word, held) == slips
