"""The copy of rules.toml: it is read in place of the file, and never in place of another one."""

import tomllib
from pathlib import Path

import pytest

from bot.safety.written_rules import COPY, FILE, ImpossiblePhrase, copy_of, written_rules

BEFORE = '[words]\npain = "pain, ache"\n'
AFTER = '[words]\npain = "pain, ache, agony"\n'


@pytest.fixture
def places(tmp_path: Path) -> tuple[Path, Path]:
    """A file of rules, and its copy."""
    file, copy = tmp_path / "rules.toml", tmp_path / "rules.json"
    file.write_text(BEFORE, encoding="utf-8", newline="\n")
    copy.write_text(copy_of(file), encoding="utf-8", newline="\n")
    return file, copy


def test_the_copy_that_comes_with_the_program_is_of_its_rules() -> None:
    """Else: python -m bot.safety.written_rules"""
    assert COPY.read_text(encoding="utf-8") == copy_of()


def test_the_copy_says_what_the_file_says_in_its_order() -> None:
    found, written = written_rules(), tomllib.loads(FILE.read_text(encoding="utf-8"))
    assert found == written
    assert list(found["words"]) == list(written["words"])
    assert list(found["sign"]) == list(written["sign"])


def test_a_copy_is_read_in_place_of_its_file(
    places: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tomllib, "loads", lambda _: pytest.fail("the file was read as TOML"))
    assert written_rules(*places) == {"words": {"pain": "pain, ache"}}


def test_other_line_ends_are_the_same_file(
    places: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    file, copy = places
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    monkeypatch.setattr(tomllib, "loads", lambda _: pytest.fail("the file was read as TOML"))
    assert written_rules(file, copy) == {"words": {"pain": "pain, ache"}}


def test_a_rule_is_in_force_though_the_copy_is_older(places: tuple[Path, Path]) -> None:
    file, copy = places
    file.write_text(AFTER, encoding="utf-8", newline="\n")
    assert written_rules(file, copy) == {"words": {"pain": "pain, ache, agony"}}


@pytest.mark.parametrize("held", [None, "", '{"made_of": "', "[]", "{}", "null", '"rules"'])
def test_rules_are_read_without_a_copy_and_beside_a_damaged_one(
    places: tuple[Path, Path], held: str | None
) -> None:
    file, copy = places
    if held is None:
        copy.unlink()
    else:
        copy.write_text(held, encoding="utf-8")
    assert written_rules(file, copy) == {"words": {"pain": "pain, ache"}}


def test_a_copy_that_was_cut_short_anywhere_is_not_read(places: tuple[Path, Path]) -> None:
    file, copy = places
    whole = copy.read_bytes()
    for length in range(len(whole)):
        copy.write_bytes(whole[:length])
        assert written_rules(file, copy) == {"words": {"pain": "pain, ache"}}


@pytest.mark.parametrize(
    ("table", "phrase"),
    [
        ("[sign.seizure]\nsays", "having a/.. seizure"),
        ("[sign.seizure]\nunless", "no seizure/."),
        ("[context]\nnegated", "none and/, nothing"),
        ("[sayings]\nharmless", "seize the/.. day"),
        ("[sign.seizure]\nunless", "a seizure + in a film"),
        ("[sign.seizure]\nunless", "film . seizure"),
    ],
)
def test_a_phrase_that_no_message_can_hold_is_an_error(
    places: tuple[Path, Path], table: str, phrase: str
) -> None:
    file, copy = places
    file.write_text(f'{table} = ["{phrase}"]\n', encoding="utf-8")
    for reads in (lambda: written_rules(file, copy), lambda: copy_of(file)):
        with pytest.raises(ImpossiblePhrase) as raised:
            reads()
        assert raised.value.phrase == phrase
