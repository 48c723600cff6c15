"""What stands behind a doctor's name is explained as printed; what is unknown stays unknown."""

import re
from collections import Counter
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.credentials import Credential, entries, explained
from bot.text.languages import LANGUAGES
from bot.text.lexicon import LexiconEntry
from index.pages.line_reader.text import read_page
from tests.table_of_answers import ANSWERS

PRINTED = [word for entry in entries() for word in entry.words]
MEANINGS = [meaning for entry in entries() for meaning in entry.meanings.values()]
LONGEST_SENTENCE = 25
ADVICE = re.compile(
    r"\b(?:you|your|yours|should|must|avoid|recommend\w*|advis\w*|ought|better|best|leading|elite"
    r"|usted|debe\w*|evit\w*|recomiend\w*|aconsej\w*|conviene|mejor|mejores)\b",
    re.IGNORECASE,
)


def words(credentials: str) -> list[str]:
    return [one.words for one in explained(credentials)]


def unknown(credentials: str) -> list[str]:
    return [one.words for one in explained(credentials) if one.meaning is None]


def meaning(credentials: str) -> str:
    (one,) = explained(credentials)
    assert one.meaning is not None
    return one.meaning


# The file.


@pytest.mark.parametrize("entry", entries(), ids=lambda entry: entry.name)
def test_every_form_of_the_file_is_explained_as_one_credential(entry: LexiconEntry) -> None:
    for word, language in product(entry.words, LANGUAGES):
        assert explained(word, language) == (Credential(word, entry.meanings[language]),)


@pytest.mark.parametrize("entry", entries(), ids=lambda entry: entry.name)
def test_every_form_is_found_between_others(entry: LexiconEntry) -> None:
    for word in entry.words:
        printed = f"Xyz, {word}, Qrs"
        assert explained(printed)[1] == Credential(word, entry.meanings["en"])
        assert unknown(printed) == ["Xyz", "Qrs"]


def test_no_form_stands_for_two_credentials() -> None:
    owners = Counter(
        form
        for entry in entries()
        for form in {re.sub(r"[\s.,]", "", word).casefold() for word in entry.words}
    )
    assert [form for form, times in owners.items() if times > 1] == []


def test_most_of_what_stands_behind_doctors_names_is_known() -> None:
    assert len(entries()) >= 90


def test_a_meaning_is_short_and_plain_in_every_language() -> None:
    for entry in entries():
        assert set(entry.meanings) == set(LANGUAGES)
        assert len(set(entry.meanings.values())) == len(LANGUAGES), entry.name
    for meaning in MEANINGS:
        assert meaning == meaning.strip()
        assert meaning[0].isupper()
        assert meaning.endswith(".")
        for sentence in re.split(r"(?<=\.)\s", meaning):
            assert 1 <= len(sentence.split()) <= LONGEST_SENTENCE, sentence


def test_a_meaning_praises_nobody_and_advises_nothing() -> None:
    assert [meaning for meaning in MEANINGS if ADVICE.search(meaning) or "!" in meaning] == []


# What is printed.


@pytest.mark.smoke
def test_every_credential_of_the_seeds_is_explained(seeds: Path) -> None:
    pages = [read_page(file, file.stem, file.name) for file in sorted(seeds.glob("*.txt"))]
    printed = {
        answer.doctor.credentials
        for page in pages
        for answer in page.answers
        if answer.doctor.credentials is not None
    }
    assert printed >= {"MD, PhD, FRCSC", "DO, FAAD"}
    assert printed == {row.credentials for row in ANSWERS if row.credentials is not None}
    for credentials in printed:
        assert words(credentials) == credentials.split(", ")
        assert unknown(credentials) == []


@pytest.mark.parametrize(
    ("credentials", "printed"),
    [
        ("MD, FACS", ["MD", "FACS"]),
        ("M.D.", ["M.D."]),
        ("M. D., Ph. D.", ["M. D.", "Ph. D."]),
        ("F.A.C.S.", ["F.A.C.S."]),
        ("MBBChir, FRCS(Plast)", ["MBBChir", "FRCS(Plast)"]),
        ("MBBS, FRACS (Plas)", ["MBBS", "FRACS (Plas)"]),
        ("M.B.,B.S.", ["M.B.,B.S."]),
        ("MB BCh BAO, FRCSI", ["MB BCh BAO", "FRCSI"]),
        ("MD FRCS(C)", ["MD", "FRCS(C)"]),
        ("FRCS (Ed)", ["FRCS (Ed)"]),
        ("FRCS (Tr & Orth)", ["FRCS (Tr & Orth)"]),
        ("MS (ENT), DNB", ["MS (ENT)", "DNB"]),
        ("Dr. med.", ["Dr. med."]),
        ("Priv.-Doz. Dr. med.", ["Priv.-Doz.", "Dr. med."]),
        ("RN, BSN, CNOR", ["RN", "BSN", "CNOR"]),
        ("APRN, FNP-C", ["APRN", "FNP-C"]),
        ("MPAS, PA-C", ["MPAS", "PA-C"]),
        ("OTR/L", ["OTR/L"]),
        ("MD/PhD and MPH; MBA", ["MD", "PhD", "MPH", "MBA"]),
        ("BSc (Hons), MBChB", ["BSc", "(Hons)", "MBChB"]),
        ("md", ["md"]),
        ("DDS, MD", ["DDS", "MD"]),
    ],
)
def test_credentials_are_kept_apart_however_they_are_printed(
    credentials: str, printed: list[str]
) -> None:
    assert words(credentials) == printed
    assert unknown(credentials) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("M.D.", "MD"),
        ("Ph.D.", "phd"),
        ("FRCS(C)", "FRCSC"),
        ("FRCS (Ed)", "FRCSEd"),
        ("FRCP (C)", "FRCPC"),
        ("MB, BS", "MBBS"),
        ("FRCS(Plast)", "FRCS (Plast)"),
    ],
)
def test_two_ways_of_printing_one_credential_mean_the_same(one: str, other: str) -> None:
    assert meaning(one) == meaning(other)
    assert words(f"{one}, {other}") == [one]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("FRCS", "FRCSC"),
        ("FRCS", "FRCS (Plast)"),
        ("MS", "MS (ENT)"),
        ("PA", "PA-C"),
        ("DO", "DO-HNS"),
        ("Dr. med.", "Dr. med. dent."),
        ("MCh", "MBChB"),
    ],
)
def test_a_longer_form_is_not_taken_for_the_shorter_one_in_it(one: str, other: str) -> None:
    assert meaning(one) != meaning(other)
    assert words(f"{other}, {one}") == [other, one]


@pytest.mark.parametrize(
    "credentials",
    ["XYZ", "MDX", "FACSY", "D.O.M.", "MD-XY", "Plast", "RN3", "B.F.A.", "M\u0130A", "FACIAL"],
)
def test_what_is_unknown_is_never_guessed(credentials: str) -> None:
    assert explained(credentials) == (Credential(credentials, None),)


def test_a_bracket_that_is_unknown_stands_apart_from_a_degree_that_is_not() -> None:
    assert words("MBBS (Syd), FACD") == ["MBBS", "(Syd)", "FACD"]
    assert unknown("MBBS (Syd), FACD") == ["(Syd)"]


def test_a_comma_joins_no_degree_to_a_field() -> None:
    assert words("MS, ENT") == ["MS", "ENT"]
    assert unknown("MS, ENT") == ["ENT"]


def test_each_is_explained_once_where_it_stands_first() -> None:
    assert words("FACS, MD, M.D., Xyz, F.A.C.S., xyz") == ["FACS", "MD", "Xyz"]


@pytest.mark.parametrize("credentials", ["", "  ", ",", " ;,/ ", "...", "- –", "()("])
def test_where_nothing_is_printed_nothing_is_explained(credentials: str) -> None:
    assert explained(credentials) == ()


@pytest.mark.parametrize("letters", ["MS", "FACD", "FAAO", "FCCP", "FACR", "FAPA", "ABPS", "CNS"])
def test_letters_that_mean_several_things_are_said_to_do_so(letters: str) -> None:
    assert "alone do not say which" in meaning(letters)


@given(
    st.lists(st.sampled_from([*PRINTED, "Xyz", "(Syd)", "&", "."])),
    st.sampled_from([", ", " ", ",", "; ", "/", ""]),
)
def test_words_are_slices_in_printed_order(printed: list[str], joint: str) -> None:
    credentials = joint.join(printed)
    end = 0
    for one in explained(credentials):
        start = credentials.index(one.words, end)
        end = start + len(one.words)


@given(st.text(max_size=80), st.sampled_from(LANGUAGES))
def test_any_text_may_be_asked_about(text: str, language: str) -> None:
    assert all(one.words in text for one in explained(text, language))


@pytest.mark.parametrize("piece", ["MB ", "M. D. ", "(a ", " ", "MB BCh ", "FRCS (", ". ", "Xyz, "])
def test_a_long_text_is_read_to_its_end(piece: str) -> None:
    assert words(f"{piece * 5000} , FACS")[-1] == "FACS"
