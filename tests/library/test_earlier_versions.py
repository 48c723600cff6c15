"""A library that version 0.1.0 built still opens, answers, and can be built upon.

version-0.1.0.zip holds the three seeds, built with WordsEncoder by the program as it was before its
folders were rearranged; a doctor was removed from it.
"""

import json
import shutil
from pathlib import Path

import pytest

from bot.reply.reply import reply_to
from index.library.build import build, preview
from index.library.open import Library
from index.library.remove import remove
from index.library.repair import damage_of
from index.pages.redact import was_redacted
from index.storage.history import newest_list
from index.storage.tombstones import Tombstones
from tests.conftest import SEEDS
from tests.words_encoder import WordsEncoder

REMOVED = "Jared Mallalieu"


@pytest.fixture
def earlier(tmp_path: Path) -> Path:
    """The folder of the library that the earlier version left."""
    shutil.unpack_archive(Path(__file__).with_name("version-0.1.0.zip"), tmp_path)
    return tmp_path / "library"


def test_it_opens_sound_and_answers(earlier: Path) -> None:
    library = Library.open(earlier)
    assert list(library.problems()) == []
    assert library.unfinished is None and damage_of(earlier).problems == ()
    reply = reply_to("can I exercise after botox?", library, WordsEncoder())
    assert reply.cards
    for card in reply.cards:
        assert card.quote == card.page.text[card.answer.body.start : card.answer.body.end]


def test_what_was_removed_from_it_does_not_come_in_again(earlier: Path) -> None:
    for anew in (False, True):
        report = build(earlier, [SEEDS], WordsEncoder(), anew=anew)
        assert report.skipped == []
        named = {doctor.name for _, doctor in Library.open(earlier).doctors()}
        assert REMOVED not in named
        assert len(named) > 20


def test_whom_its_list_leaves_out_for_the_name_alone_is_told_and_can_be_let_in(
    earlier: Path, tmp_path: Path
) -> None:
    words = ("Rest for a week.", "Walk a little.")
    rows = [
        {"id": f"q#{n}", "question_id": "q", "answer_text": one, "author": f"{REMOVED}, MD"}
        | {"author_place": "Reno", "author_specialty": "Dentist"}
        for n, one in enumerate(words, start=1)
    ]
    file = tmp_path / "later.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    encoder = WordsEncoder()
    seen = preview(earlier, [file], encoder)
    for told in (seen.plan.left_out, build(earlier, [file], encoder).doubts):
        (namesake,) = told
        assert namesake.startswith(f"{REMOVED} (Dentist · Reno): 2 answers are left out of ")
        assert namesake.endswith("build PATH --readmit 'q#1' --readmit 'q#2'")
    assert build(earlier, [file], encoder).doubts == list(seen.plan.left_out), "at each build"
    report = build(earlier, [file, SEEDS], encoder, readmit=["q#1"])
    assert [one.partition(": ")[0] for one in report.doubts] == [
        f"{REMOVED} (Dentist · Reno)",
        f"{REMOVED} (General Surgeon · Annapolis)",
    ]
    page = Library.open(earlier).page("q")
    assert [(one.id, page.quote(one.body)) for one in page.answers] == [("q#1", words[0])]
    assert damage_of(earlier).problems == ()


def test_the_page_that_it_redacted_is_known_as_redacted(earlier: Path) -> None:
    redacted = [page.id for page in Library.open(earlier).pages() if was_redacted(page)]
    assert len(redacted) == 1


def test_what_did_not_change_is_not_encoded_again(earlier: Path, tmp_path: Path) -> None:
    encoder = WordsEncoder()
    report = build(earlier, [SEEDS], encoder)
    assert (report.added, report.removed, report.embedded) == ([], [], 0)
    assert encoder.seen == []


def test_its_list_is_counted_from_the_first_change_on(earlier: Path) -> None:
    assert Tombstones.read(earlier).change == 0
    name = next(doctor.name for _, doctor in Library.open(earlier).doctors() if doctor.name)
    remove(earlier, WordsEncoder(), doctors=[name])
    assert Tombstones.read(earlier).change == 1
    assert newest_list(earlier) == Tombstones.read(earlier).mark
    assert {REMOVED, name}.isdisjoint(one.name for _, one in Library.open(earlier).doctors())
    assert damage_of(earlier).problems == ()
