"""Whatever the umask is: files of ours are their owner's alone, and so are folders."""

import io
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.feedback.unanswered import UnansweredQuestions
from bot.feedback.votes import Votes
from bot.query.taught_synonyms import teach
from bot.staff.audit import Audit
from bot.staff.incoming import StagedUploads
from index.library.build import build
from index.library.open import Library
from index.library.remove import remove
from index.storage.uploads import Uploads
from tests.faults.library import Place
from tests.faults.tally import Tally
from tests.faults.test_taking_out import CLAIRE, begun
from tests.pages.test_text_unseen import FILLER
from tests.words_encoder import WordsEncoder


@pytest.fixture(params=[0o000, 0o022, 0o077], ids=["000", "022", "077"])
def umask(request: pytest.FixtureRequest) -> Iterator[int]:
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


def open_to_others(*places: Path) -> list[str]:
    every = [path for place in places for path in (place, *place.rglob("*"))]
    return [
        f"{path} {stat.S_IMODE(path.stat().st_mode):o}"
        for path in every
        if stat.S_IMODE(path.stat().st_mode) != (0o700 if path.is_dir() else 0o600)
    ]


def test_files_are_600_and_folders_700(umask: int, quick_path: Path, tally: Tally) -> None:
    place = begun(quick_path / "place")
    teach(place.library, "zebra", "veneers", "anna")
    Audit(place.library).note("anna", "taught a word")
    remove(place.library, WordsEncoder(), doctors=[CLAIRE])
    place.write("c", FILLER._replace(body="Another."))
    place.build()
    found = open_to_others(place.library)
    tally.record(29, wrong=len(found))
    assert found == []
    assert (place.library / "pages" / "own.txt").is_file()


def test_a_generation_is_closed_while_it_is_written(
    umask: int, quick_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []

    def spied(generation: Path, *rest: object) -> dict[str, object]:
        seen.extend(open_to_others(generation))
        return {}

    monkeypatch.setattr("index.library.writer.marks", spied)
    place = Place(quick_path / "place")
    place.write("a", FILLER)
    build(place.library, [place.pages], WordsEncoder())
    assert seen == []


def test_votes_questions_and_uploads_are_their_owners(umask: int, tmp_path: Path) -> None:
    place = begun(tmp_path / "place")
    (tmp_path / "kept").mkdir(mode=0o700)
    votes, questions = tmp_path / "kept" / "votes.sqlite", tmp_path / "kept" / "questions.sqlite"
    Votes.open(votes).add("a#1", "helpful")
    UnansweredQuestions.open(questions).add("why is the sky blue?")
    uploads = StagedUploads()
    token = uploads.stage([("c.txt", io.BytesIO(b"one\n"))], Library.open(place.library))
    upload = uploads.of(token)
    assert upload is not None and upload.files
    (tmp_path / "kept").chmod(0o700)
    assert open_to_others(tmp_path / "kept", upload.folder) == []
    uploads.close()


def test_what_an_earlier_version_left_open_is_closed_by_the_next_change(quick_path: Path) -> None:
    place = begun(quick_path / "place")
    for path in (place.library, *place.library.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    votes = quick_path / "votes.sqlite"
    Votes.open(votes).add("a#1", "helpful")
    votes.chmod(0o644)
    Votes.open(votes)
    assert stat.S_IMODE(votes.stat().st_mode) == 0o600
    build(place.library, [Uploads(place.library).folder], WordsEncoder())
    assert open_to_others(place.library) == []


def test_what_else_lies_in_the_folder_stays_as_it_is(quick_path: Path) -> None:
    """Somebody may have named a folder of theirs, or /tmp."""
    folder = quick_path / "theirs"
    folder.mkdir()
    folder.chmod(0o755)
    theirs = folder / "letter.txt"
    theirs.write_text("Dear all")
    theirs.chmod(0o644)
    teach(folder, "zebra", "veneers", "anna")
    assert [stat.S_IMODE(one.stat().st_mode) for one in (folder, theirs)] == [0o755, 0o644]
    assert stat.S_IMODE((folder / "terms.toml").stat().st_mode) == 0o600
