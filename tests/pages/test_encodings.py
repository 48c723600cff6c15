"""What a file's bytes say: an encoding beyond doubt, or a refusal; and words damaged before."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import UnreadablePage
from index.pages.encodings import damage_in, decoded

WESTERN = [
    "It’s normal – don’t worry.",
    "José, Zoë Müller",
    "He said: “Wait a week.” Then – nothing.",
    "Élodie a été opérée",
    "Juvéderm® costs €500 or £450; keep it at 5 °C",
    "two weeks… then three",
]


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        ("Pavel Kučera, MD", "cp1250"),
        ("Gergő Kovács, MD", "cp1250"),
        ("Proszę. Będę zdrowa.", "cp1250"),
        ("A bőr jó.", "cp1250"),
        ("Noć je duga.", "cp1250"),
        ("Bu ağrı geçer.", "cp1254"),
        ("Ångström", "cp1252"),
        ("Señor Peña", "cp1252"),
        ("à Besançon", "cp1252"),
    ],
)
def test_a_letter_that_another_code_page_has_otherwise_is_refused(text: str, codec: str) -> None:
    with pytest.raises(UnreadablePage, match="save it as UTF-8"):
        decoded(text.encode(codec), "a.txt")


@pytest.mark.parametrize("text", WESTERN)
def test_windows_1252_is_told_by_its_letters_and_marks(text: str) -> None:
    found = decoded(text.encode("cp1252"), "a.txt")
    assert (found.text, found.codec) == (text, "cp1252")
    assert found.warnings == ("read as Windows-1252, converted to Unicode",)


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        ("Привет, это нормально", "cp1251"),
        ("не", "cp1251"),
        ("Antonín Dvořák", "cp1250"),
        ("Lech Wałęsa", "cp1250"),
        ("José Muñoz", "cp850"),
        ("José Muñoz", "mac-roman"),
        ("It’s", "mac-roman"),
        ("“Wait”", "mac-roman"),
        ("“wait a week”", "mac-roman"),
        ("today.\u00a0Because", "mac-roman"),
        ("’s-Hertogenbosch", "mac-roman"),
        ("Ruth\u00a0Okafor", "cp437"),
        ("Müller", "mac-roman"),
        ("Αθήνα", "cp1253"),
        ("日本語のテキスト", "shift-jis"),
        ("日本語のテキスト", "euc-jp"),
        ("中文文本", "gbk"),
        ("แปลภาษา", "cp874"),
        ("שלום", "cp1255"),
        ("مرحبا بكم", "cp1256"),
    ],
)
def test_another_code_page_is_refused(text: str, codec: str) -> None:
    with pytest.raises(UnreadablePage, match="not UTF-8 text"):
        decoded(text.encode(codec), "a.txt")


@pytest.mark.parametrize(
    "data",
    [
        "José".encode() + " José".encode("cp1252"),  # both at once
        b"caf\xc3",  # cut in the midst of a character
        b"\xef\xbb\xbfcaf\xe9",  # it says that it is UTF-8
        b"a \x81 b caf\xe9",
        b"a\0b",
        "abc".encode("utf-16-le"),
        "abc".encode("utf-32"),
        b"\xff\xfe\x00\xd8a\x00",
        b"\xff\xfea",
    ],
)
def test_what_is_nothing_beyond_doubt_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadablePage, match="save"):
        decoded(data, "a.txt")


@given(
    st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])),
    st.sampled_from(["utf-8-sig", "utf-16"]),
)
def test_no_word_of_a_marked_file_is_lost_or_changed(text: str, codec: str) -> None:
    data = text.encode(codec)
    found = decoded(data, "a.txt")
    assert found.text == text
    assert found.mark + found.text.encode(found.codec) == data


@given(st.binary())
def test_whatever_is_read_can_be_written_as_the_same_bytes(data: bytes) -> None:
    try:
        found = decoded(data, "a.txt")
    except UnreadablePage:
        return
    assert found.mark + found.text.encode(found.codec) == data


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])))
def test_utf_8_is_never_taken_for_anything_else(text: str) -> None:
    data = ("a" + text).encode()
    assert decoded(data, "a.txt").text == "a" + text


@given(st.text(st.sampled_from("aeiou é’“”ñ…–ü"), min_size=1))
def test_text_that_was_read_as_windows_1252_is_damaged(text: str) -> None:
    damaged = text.encode().decode("cp1252", "replace")
    if "\ufffd" not in damaged and damaged != text:
        assert damage_in(damaged)
    assert damage_in(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Donâ€™t bend down", ["â€™"]),
        ("Donâ€™t bend, José", ["â€™"]),
        ("JosÃ© Ã…ngstrÃ¶m", ["Ã©", "Ã¶"]),
        ("Ã…ngstrom", ["Ã…"]),
        ("MuÌˆller", ["Ìˆ"]),
        ("Petra\u00c2\u00a0Lindqvist", ["\u00c2\u00a0"]),
        ("costs â‚¬500", ["â‚¬"]),
        ("fine ðŸ˜€", ["ðŸ˜€"]),
        ("Gauß’s law", []),
        ("“AMANHÔ, não", []),
        ("SÃO PAULO", []),
        ("«MANHû", []),
        ("Ångström, Müller, naïve…", []),
    ],
)
def test_damage_is_told_from_words(text: str, found: list[str]) -> None:
    assert damage_in(text) == found
