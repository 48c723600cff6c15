"""The list of what was taken out: it keeps hashes and no names, and is never taken for shorter."""

import hashlib
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import DamagedList
from index.identity import folded_name
from index.library.build import build
from index.model import Doctor
from index.pages.line_reader.text import parse_page
from index.pages.read import ReadPage, read
from index.storage.tombstones import LIST, MOST_CHANGES_ELSEWHERE, Tombstones
from tests.pages.test_text_unseen import BONDING, FILLER, VENEERS, page_of
from tests.words_encoder import WordsEncoder

NAME = "Claire Beaumont"


def test_the_list_comes_back_as_it_was_written(tmp_path: Path) -> None:
    tombstones = Tombstones().adding(
        pages=["a"], answers=["It is safe."], doctors=[NAME], day="2024-02-29"
    )
    tombstones.write(tmp_path)
    assert Tombstones.read(tmp_path) == tombstones
    assert tombstones.day("doctor", NAME) == "2024-02-29"


def test_the_list_keeps_no_name_and_no_word(tmp_path: Path) -> None:
    Tombstones().adding(pages=["page-a"], answers=["It is safe."], doctors=[NAME]).write(tmp_path)
    first, change, *lines = (tmp_path / LIST).read_text().splitlines()
    assert change == "# change 1"
    assert first.startswith("# ") and "delete its line" in first
    assert [line.split()[0] for line in lines] == ["page", "answer", "doctor"]
    assert all(re.fullmatch(r"\w+ [0-9a-f]{64} \d{4}-\d\d-\d\d", line) for line in lines)


def test_without_a_file_nothing_was_taken_out(tmp_path: Path) -> None:
    assert Tombstones.read(tmp_path) == Tombstones()
    assert not Tombstones().holds("page", "a")


@pytest.mark.parametrize(
    "name",
    [
        "claire beaumont",
        "CLAIRE  BEAUMONT",
        "Claire\u00a0Beaumont ",
        "Claire\tBeaumont",
        "Ｃlaire Beaumont",
    ],
)
def test_a_doctor_is_known_however_the_name_is_written(name: str) -> None:
    assert Tombstones().adding(doctors=[NAME]).holds("doctor", name)


@pytest.mark.parametrize(
    "earlier", ["Dr. Zoë Green", "dr. zoe green", "dr. zoë green", "zoe green", "zoë green"]
)
def test_a_name_that_was_removed_by_an_earlier_version_stays_removed(earlier: str) -> None:
    written = hashlib.blake2b(earlier.casefold().encode(), digest_size=32).hexdigest()
    tombstones = Tombstones({("doctor", written): "2024-01-01"})
    assert tombstones.holds("doctor", "Dr. Zoë Green")


@pytest.mark.parametrize("name", ["Dr. Claire Beaumont", "Prof. Dr. CLAIRE BEAUMONT"])
def test_a_doctor_is_known_with_any_title(name: str) -> None:
    assert Tombstones().adding(doctors=[NAME]).holds("doctor", name)
    assert Tombstones().adding(doctors=[name]).holds("doctor", NAME)


def test_an_author_who_was_removed_with_letters_in_the_name_stays_removed(tmp_path: Path) -> None:
    earlier = hashlib.blake2b(b"claire beaumont, md", digest_size=32).hexdigest()
    tombstones = Tombstones({("doctor", earlier): "2024-01-01"})
    (tmp_path / "a.jsonl").write_text(
        '{"id": "1", "answer_text": "Wait.", "author": "Claire Beaumont, MD"}\n'
        '{"id": "2", "answer_text": "Rest.", "author": "Claire Beaumont, DO"}\n',
        encoding="utf-8",
    )
    first, second = (one.page for one in read([tmp_path]) if isinstance(one, ReadPage))
    assert first.answers[0].doctor.name == second.answers[0].doctor.name == NAME
    assert tombstones.covers(first, first.answers[0])
    assert not tombstones.covers(second, second.answers[0])


@pytest.mark.parametrize("name", ["Claire Beaumonts", "Beaumont", "Clair Beaumont", ""])
def test_another_name_is_another_doctors(name: str) -> None:
    assert not Tombstones().adding(doctors=[NAME]).holds("doctor", name)


@given(st.text())
def test_folding_a_name_twice_changes_nothing_more(name: str) -> None:
    assert folded_name(folded_name(name)) == folded_name(name)


def test_a_page_an_answer_and_a_doctor_of_one_hash_are_three_things() -> None:
    tombstones = Tombstones().adding(pages=["same"])
    assert tombstones.holds("page", "same")
    assert not tombstones.holds("answer", "same") and not tombstones.holds("doctor", "same")


def test_words_that_an_earlier_version_removed_stay_so() -> None:
    words = "Wait  a day,\nthen run."
    earlier = hashlib.blake2b(words.encode(), digest_size=32).hexdigest()
    tombstones = Tombstones({("answer", earlier): "2024-01-01"})
    assert tombstones.holds("answer", words)
    again = tombstones.adding(answers=[words])
    assert list(again.days.values()) == ["2024-01-01"]
    assert again.holds("answer", "Wait a day, then\r\nrun.")


def test_words_are_known_however_blanks_part_them_whoever_gave_them() -> None:
    doctor = Doctor(NAME, "MD", "byline")
    parted = "Wait a day,\n\nthen run."
    authored = Tombstones().adding(authored=[(parted, doctor)])
    assert authored.covers_words("Wait a day, then run.", doctor)
    assert not authored.covers_words("Wait a day, then run.", Doctor("Paul Smith"))
    assert not authored.covers_words("Wait a day, then run on.", doctor)


def test_the_day_of_a_mark_stays_the_first() -> None:
    first = Tombstones().adding(pages=["a"], day="2024-01-01")
    assert first.adding(pages=["a"], day="2025-01-01").day("page", "a") == "2024-01-01"


def test_what_is_taken_out_of_a_page_is_told_by_name_or_by_words() -> None:
    text = page_of(VENEERS, BONDING, FILLER, votes=True)
    page = parse_page(text, page_id="a", source="a.txt", digest="0" * 64)
    tombstones = Tombstones().adding(doctors=[NAME], answers=[FILLER.body])
    rest = tombstones.without(page)
    assert rest is not None
    assert [answer.id for answer in rest.answers] == ["a#2"]
    assert [tombstones.covers(page, answer) for answer in page.answers] == [True, False, True]


def test_a_page_of_which_nothing_was_taken_out_is_the_same_page() -> None:
    text = page_of(VENEERS, votes=True)
    page = parse_page(text, page_id="a", source="a.txt", digest="0" * 64)
    assert Tombstones().adding(doctors=["Ann Lee"], pages=["b"]).without(page) is page
    assert Tombstones().adding(pages=["a"]).without(page) is None


def test_a_byline_without_words_goes_with_its_doctor() -> None:
    text = page_of(BONDING, votes=False).replace(
        "18 reviews\n", f"18 reviews\n\n{VENEERS.byline}\n"
    )
    page = parse_page(text, page_id="a", source="a.txt", digest="0" * 64)
    assert NAME in page.text
    rest = Tombstones().adding(doctors=[NAME]).without(page)
    assert rest is not None
    assert NAME not in rest.text + str(rest.warnings)
    assert "61 reviews" not in rest.text
    assert [rest.quote(answer.body) for answer in rest.answers] == [BONDING.body]


WHOLE_ANSWER_WEIGHT = f"# comment\npage {'a' * 64} 2024-01-01\n"
DAMAGED = {
    "a cut line": WHOLE_ANSWER_WEIGHT + f"doctor {'b' * 64} 2024-0",
    "a cut hash": WHOLE_ANSWER_WEIGHT + f"doctor {'b' * 20} 2024-01-01\n",
    "another word": WHOLE_ANSWER_WEIGHT + f"nurse {'b' * 64} 2024-01-01\n",
    "no text": "\0\0\0\0\n",
    "zeros for a line": WHOLE_ANSWER_WEIGHT + "\0" * 40 + "\n",
}


@pytest.mark.parametrize("written", DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_list_is_refused_and_nothing_is_built(written: str, tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text(page_of(VENEERS, votes=True))
    (tmp_path / "library").mkdir()
    (tmp_path / "library" / LIST).write_text(written)
    for anew in (False, True):
        with pytest.raises(DamagedList) as caught:
            build(tmp_path / "library", [file], WordsEncoder(), anew=anew)
        assert caught.value.evidence in str(caught.value)
    assert list((tmp_path / "library").glob("generation-*")) == []


def test_a_list_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    (tmp_path / LIST).write_bytes(b"page \xff\n")
    with pytest.raises(DamagedList):
        Tombstones.read(tmp_path)


def test_blank_lines_and_comments_say_nothing(tmp_path: Path) -> None:
    (tmp_path / LIST).write_text(f"# one\n\n  \n{WHOLE_ANSWER_WEIGHT}")
    assert list(Tombstones.read(tmp_path).days) == [("page", "a" * 64)]


def test_a_count_that_no_list_has_had_is_damage_and_not_a_remark(tmp_path: Path) -> None:
    assert Tombstones.written_as(b"# change 999999999999999\n", tmp_path).change == 10**15 - 1
    for count in (10**15, 10**18 - 1, 10**40):
        with pytest.raises(DamagedList, match="more changes"):
            Tombstones.written_as(f"# change {count}\n".encode(), tmp_path)
    # One from elsewhere leaves room for all changes to come.
    highest = f"# change {10**12 - 1}\n".encode()
    elsewhere = Tombstones.written_as(highest, tmp_path, MOST_CHANGES_ELSEWHERE)
    following = elsewhere.joined([Tombstones({("page", "a" * 64): "2026-01-01"})])
    assert following.change == 10**12
    with pytest.raises(DamagedList):
        Tombstones.written_as(b"# change 1000000000000\n", tmp_path, MOST_CHANGES_ELSEWHERE)
