"""Medical words of an answer are found where they stand, and explained in plain words beside it."""

import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.query.synonyms import terms
from bot.text.glossary import defined, glossary
from bot.text.languages import LANGUAGES
from bot.text.lexicon import LexiconEntry

WRITTEN = [form for word in glossary() for form in word.words]
MEANINGS = [meaning for word in glossary() for meaning in word.meanings.values()]
LONGEST_SENTENCE = 25
ADVICE = re.compile(
    r"\b(?:you|your|should|must|ought|avoid\w*|recommend\w*|advis\w*|suggest\w*|consult\w*"
    r"|needs? to|have to|has to|see a doctor|safe|safer|dangerous to"
    r"|usted|debe|deben|deber\w*|evite\w*|recomiend\w*|recomend\w*|aconsej\w*|suger\w*|consulte"
    r"|conviene|tome|acuda|tiene que|hay que|necesita|seguro)\b",
    re.IGNORECASE,
)


def found(text: str) -> list[str]:
    return [one.words for one in defined(text)]


def of(name: str) -> LexiconEntry:
    (word,) = (word for word in glossary() if word.name == name)
    return word


# The file.


@pytest.mark.parametrize("word", glossary(), ids=lambda word: word.name)
def test_every_form_of_the_file_is_found_as_what_it_means(word: LexiconEntry) -> None:
    for form in word.words:
        for written in (form, form.upper(), form.capitalize()):
            text = f"So ({written}), then."
            (one,) = defined(text)
            assert text[one.start : one.end] == one.words == written
            assert one.meaning == word.meanings["en"]


def test_no_form_stands_for_two_words_or_twice() -> None:
    owners = Counter(form.casefold() for form in WRITTEN)
    assert [form for form, times in owners.items() if times > 1] == []


def test_there_are_words_enough() -> None:
    assert len(glossary()) >= 220


def test_a_meaning_is_short_in_every_language() -> None:
    for word in glossary():
        assert set(word.meanings) == set(LANGUAGES)
        assert len(set(word.meanings.values())) == len(LANGUAGES), word.name
    for meaning in MEANINGS:
        assert meaning == meaning.strip()
        assert meaning[0].isupper()
        assert meaning.endswith(".")
        sentences = re.split(r"(?<=\.)\s", meaning)
        assert len(sentences) <= 2, meaning
        assert all(1 <= len(sentence.split()) <= LONGEST_SENTENCE for sentence in sentences)


def test_the_english_meanings_are_easy_to_read() -> None:
    said = [re.findall(r"[a-z]+", word.meanings["en"].lower()) for word in glossary()]
    assert sum(map(len, said)) / len(said) < 15
    letters = [len(word) for meaning in said for word in meaning]
    assert sum(letters) / len(letters) < 5


def test_a_meaning_tells_nobody_what_to_do_or_how_much_to_take() -> None:
    assert [meaning for meaning in MEANINGS if ADVICE.search(meaning)] == []
    assert [meaning for meaning in MEANINGS if re.search(r"\d|[%!?]", meaning)] == []


def test_no_makers_product_is_named() -> None:
    makers = {term.name.casefold() for term in terms() if term.brand}
    named = {said for text in [*WRITTEN, *MEANINGS] for said in re.findall(r"\w+", text.casefold())}
    assert makers & named == set()


def test_the_spanish_meaning_is_spanish() -> None:
    assert of("ptosis").meanings["es"].startswith("Ptosis: caída")
    (one,) = defined("a ptosis", "es")
    assert one.meaning == of("ptosis").meanings["es"]


# What a text holds.


def test_words_come_in_reading_order_with_their_places() -> None:
    text = "Edema and ecchymosis near the glabella; edema again, then PTOSIS."
    assert [(one.words, text[one.start : one.end]) for one in defined(text)] == [
        (word, word) for word in ("Edema", "ecchymosis", "glabella", "PTOSIS")
    ]


def test_each_word_is_explained_once_where_it_stands_first_in_whichever_form() -> None:
    assert found("Hematomas, a haematoma, a HEMATOMA") == ["Hematomas"]
    assert found("the DAO, or depressor anguli oris") == ["DAO"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("capsular contracture", ["capsular contracture"]),
        ("a contracture that is capsular", ["contracture"]),
        ("orbicularis oculi, orbicularis", ["orbicularis oculi", "orbicularis"]),
        ("platysmal bands of the platysma", ["platysmal bands", "platysma"]),
        ("cystic fibrosis", ["cystic fibrosis"]),
        ("fractional CO2 laser", ["fractional CO2 laser"]),
        ("hyaluronic acid and hyaluronidase", ["hyaluronic acid", "hyaluronidase"]),
        ("deep vein thrombosis", ["deep vein thrombosis"]),
        ("microdermabrasion", ["microdermabrasion"]),
    ],
)
def test_a_longer_word_hides_the_shorter_one_in_it(text: str, words: list[str]) -> None:
    assert found(text) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("nodules", ["nodules"]),
        ("two biopsies", ["biopsies"]),
        ("the masseter's size", ["masseter"]),
        ("Bell’s palsy, BELLS PALSY", ["Bell’s palsy"]),
        ("hyaluronic\u00a0\n acid", ["hyaluronic\u00a0\n acid"]),
        ("edema/erythema", ["edema", "erythema"]),
        ("“off-label”", ["off-label"]),
        ("MÜLLER'S MUSCLE", ["MÜLLER'S MUSCLE"]),
        ("Mu\u0308ller\u02bcs muscle", ["Mu\u0308ller\u02bcs muscle"]),
        ("ble\u00adpharo\u00adplasty", ["ble\u00adpharo\u00adplasty"]),
        ("e\u0301dema.", ["e\u0301dema"]),
        ("b\u0131opsy", ["b\u0131opsy"]),
        ("IPL; NSAIDs.", ["IPL", "NSAIDs"]),
    ],
)
def test_plurals_capitals_marks_and_blanks_do_not_hide_a_word(text: str, words: list[str]) -> None:
    assert found(text) == words


@pytest.mark.parametrize(
    "text",
    [
        "collagenous",
        "precollagen",
        "pre-collagen",
        "collagen-like",
        "l'edema",
        "lipogram",
        "edema2",
        "edema_",
        "the skin of my face",
        "migration",
        "filler",
        "set and settle",
        "",
    ],
)
def test_a_part_of_a_word_and_an_everyday_word_are_not_explained(text: str) -> None:
    assert found(text) == []


def test_nothing_is_capped() -> None:
    names = [word.name for word in glossary()]
    assert found(". ".join(names)) == names


pieces = st.sampled_from([*WRITTEN, "and", "skin", "-", "'s", ".", "\n", "é"])


@given(st.lists(pieces, max_size=12), st.sampled_from([" ", "", ", "]))
def test_definitions_lie_apart_and_are_slices_of_the_text(parts: list[str], joint: str) -> None:
    text = joint.join(parts)
    found = defined(text)
    ends = [end for one in found for end in (one.start, one.end)]
    assert ends == sorted(ends)
    assert all(text[one.start : one.end] == one.words for one in found)
    assert len({one.meaning for one in found}) == len(found)


@given(st.text(max_size=200), st.sampled_from(LANGUAGES))
def test_any_text_may_be_asked_about(text: str, language: str) -> None:
    assert all(text[one.start : one.end] == one.words for one in defined(text, language))


@pytest.mark.parametrize("piece", ["hyaluronic ", "hyaluronic", " ", "'", "-", "a ", "é", "lipo-"])
def test_a_long_text_is_read_to_its_end(piece: str) -> None:
    assert found(f"{piece * 20000} , edema")[-1] == "edema"
