"""Folders that a library is kept in step with: what is new, changed or gone there is taken in."""

import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from index.library.build import build
from index.library.lock import changing
from index.library.open import Library
from index.library.watch import Outcome, WatchedFolders
from tests.words_encoder import WordsEncoder

LONG_ENOUGH = 60.0
"""Seconds: on a busy machine all takes longer than it should."""
PAGE = """Red eyes

My eyes are red. What helps?

Answers (1)

{words}

Ruth Okafor, MD
Reno Ophthalmologist
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "saved"
    made.mkdir()
    write(made / "eyes.txt", "Cold water helps red eyes.")
    return made


@pytest.fixture
def library(tmp_path: Path, folder: Path) -> Path:
    build(tmp_path / "library", [folder], WordsEncoder())
    return tmp_path / "library"


def write(file: Path, words: str) -> None:
    file.write_text(PAGE.format(words=words), encoding="utf-8")


def words_in(library: Path) -> dict[str, str]:
    """The words of the first answer of each page, by the page's id."""
    with closing(Library.open_newest(library)) as opened:
        pages = [opened.page(one) for one in opened.stored()]
    return {page.id: page.quote(page.answers[0].body) for page in pages}


def wait_for(found: Callable[[], bool]) -> None:
    end = time.monotonic() + LONG_ENOUGH
    while not found():
        assert time.monotonic() < end, "nothing came of it"
        time.sleep(0.1)


@contextmanager
def following(library: Path, *folders: Path) -> Iterator[tuple[WatchedFolders, list[Outcome]]]:
    """Folders that a thread follows, and what it told."""
    watched, told, stop = WatchedFolders(library, folders), list[Outcome](), threading.Event()

    def follow() -> None:
        for outcome in watched.follow(WordsEncoder, stop):
            told.append(outcome)  # one by one, as they come

    thread = threading.Thread(target=follow)
    thread.start()
    try:
        wait_for(lambda: watched.last is not None)
        yield watched, told
    finally:
        stop.set()
        thread.join(LONG_ENOUGH)
        assert not thread.is_alive()


def test_what_is_new_changed_and_gone_is_taken_in(library: Path, folder: Path) -> None:
    with following(library, folder) as (_watched, told):
        assert not told  # nothing had changed since the build
        write(folder / "ears.txt", "Warm oil helps.")
        wait_for(lambda: words_in(library).get("ears") == "Warm oil helps.")
        write(folder / "eyes.txt", "Tears from the chemist's help.")
        wait_for(lambda: words_in(library)["eyes"] == "Tears from the chemist's help.")
        (folder / "ears.txt").unlink()
        wait_for(lambda: set(words_in(library)) == {"eyes"})
        wait_for(lambda: len(told) == 3)
    reports = [one.report for one in told if one.report is not None]
    assert [(one.added, one.changed, one.removed) for one in reports] == [
        (["ears"], [], []),
        ([], ["eyes"], []),
        ([], [], ["ears"]),
    ]


def test_the_last_page_of_a_folder_that_stays_is_gone_when_it_is_deleted(
    library: Path, folder: Path
) -> None:
    with following(library, folder) as (_watched, _):
        (folder / "eyes.txt").unlink()
        wait_for(lambda: not words_in(library))


def test_a_file_is_not_read_while_it_is_written(library: Path, folder: Path) -> None:
    whole = PAGE.format(words="Sleep well, and drink water, and rest your eyes often.")
    seen = set()
    with following(library, folder):
        with (folder / "slow.txt").open("w", encoding="utf-8") as file:
            for start in range(0, len(whole), 10):
                file.write(whole[start : start + 10])
                file.flush()
                time.sleep(0.3)
                seen |= set(words_in(library))
        assert seen == {"eyes"}
        wait_for(lambda: "slow" in words_in(library))
    assert words_in(library)["slow"].endswith("rest your eyes often.")


def test_a_page_that_is_saved_again_stays_until_all_of_it_is_there(
    library: Path, folder: Path
) -> None:
    write(folder / "eyes.txt", "Other words.")
    report = build(library, [folder], WordsEncoder(), still=3600)
    assert (report.changed, report.removed) == ([], [])
    assert [reason for _, reason in report.skipped] == [
        "it is being written; it is read as soon as it stands still"
    ]
    assert words_in(library)["eyes"] == "Cold water helps red eyes."


def test_an_archive_that_is_written_is_not_unpacked(library: Path, folder: Path) -> None:
    (folder / "half.zip").write_bytes(b"PK\x03\x04 and no more yet")
    report = build(library, [folder], WordsEncoder(), still=3600)
    assert {reason for _, reason in report.skipped} == {
        "it is being written; it is read as soon as it stands still"
    }


def test_the_day_of_a_file_may_be_to_come(library: Path, folder: Path) -> None:
    write(folder / "eyes.txt", "Other words.")
    os.utime(folder / "eyes.txt", (time.time() + 86_400,) * 2)
    assert build(library, [folder], WordsEncoder(), still=3600).changed == ["eyes"]


def test_a_folder_that_is_taken_off_takes_no_page_away(library: Path, folder: Path) -> None:
    with following(library, folder) as (watched, told):
        folder.rename(folder.with_name("elsewhere"))
        wait_for(lambda: watched.last is not None and watched.last.lost == (folder,))
        assert set(words_in(library)) == {"eyes"}
        folder.mkdir()  # where a drive will be
        (folder / ".DS_Store").write_bytes(b"")
        time.sleep(3)
        assert set(words_in(library)) == {"eyes"}
        write(folder / "ears.txt", "Warm oil helps.")
        wait_for(lambda: set(words_in(library)) == {"ears"})
    assert "keeps its pages until something is in it" in told[0].troubles[0]


def test_a_folder_that_is_empty_at_first_takes_no_page_away(library: Path, folder: Path) -> None:
    shutil.rmtree(folder)
    folder.mkdir()
    with following(library, folder) as (watched, told):
        wait_for(lambda: bool(told))
        assert watched.last is not None
        assert watched.last.lost == (folder,)
    assert set(words_in(library)) == {"eyes"}


def test_a_folder_that_is_taken_off_while_another_change_is_waited_for_takes_no_page_away(
    library: Path, folder: Path
) -> None:
    with following(library, folder) as (watched, _):
        with changing(library):
            write(folder / "ears.txt", "Warm oil helps.")
            time.sleep(4)
            folder.rename(folder.with_name("elsewhere"))
            folder.mkdir()
        wait_for(lambda: watched.last is not None and watched.last.lost == (folder,))
    assert set(words_in(library)) == {"eyes"}


def test_whoever_changes_the_library_is_waited_for(library: Path, folder: Path) -> None:
    with following(library, folder) as (_, told):
        with changing(library):
            write(folder / "ears.txt", "Warm oil helps.")
            time.sleep(4)
            assert set(words_in(library)) == {"eyes"}
        wait_for(lambda: set(words_in(library)) == {"eyes", "ears"})
    assert [one.error for one in told] == [None]


def test_the_librarys_own_files_and_hidden_ones_begin_nothing(tmp_path: Path, folder: Path) -> None:
    library = folder / "library"
    build(library, [folder / "eyes.txt"], WordsEncoder())
    with following(library, folder) as (watched, _told):
        before = watched.last
        (folder / ".hidden.txt").write_text("nothing", encoding="utf-8")
        (library / "evaluation.json").write_text("{}", encoding="utf-8")
        time.sleep(3)
        assert watched.last is before


def test_what_could_not_be_read_is_told_once(library: Path, folder: Path) -> None:
    with following(library, folder) as (_, told):
        (folder / "letter.docx").write_bytes(b"no page")
        wait_for(lambda: len(told) == 1)
        write(folder / "ears.txt", "Warm oil helps.")
        wait_for(lambda: len(told) == 2)
        (folder / "ears.txt").touch()
        time.sleep(3)
        assert len(told) == 2
    assert "docx" in told[0].skipped[0][1]


def test_links_to_folders_end_no_watching_and_are_told(library: Path, folder: Path) -> None:
    (folder / "system").symlink_to("/proc")  # nobody can watch all that is in it
    (folder / "loop").symlink_to(folder)
    with following(library, folder) as (_, told):
        wait_for(lambda: bool(told))
        reasons = {reason for _, reason in told[0].skipped}
        assert reasons == {"a link to a folder is not followed; name that folder, too"}
        write(folder / "ears.txt", "Warm oil helps.")
        wait_for(lambda: set(words_in(library)) == {"eyes", "ears"})


def test_folders_that_come_later_are_watched_to_the_bottom(library: Path, folder: Path) -> None:
    with following(library, folder):
        (folder / "new" / "inner").mkdir(parents=True)
        write(folder / "new" / "inner" / "ears.txt", "Warm oil helps.")
        wait_for(lambda: "new/inner/ears" in words_in(library))
        write(folder / "new" / "inner" / "ears.txt", "Rest helps.")
        wait_for(lambda: words_in(library)["new/inner/ears"] == "Rest helps.")
        (folder / "new").rename(folder / "other")
        wait_for(lambda: set(words_in(library)) == {"eyes", "other/inner/ears"})


def test_a_folder_of_the_librarys_own_is_refused(library: Path) -> None:
    (library / "pages").mkdir()
    with pytest.raises(ValueError, match="the library's own"):
        WatchedFolders(library, [library / "pages"])
    with pytest.raises(ValueError, match="no such folder"):
        WatchedFolders(library, [library.with_name("nowhere")])


def test_a_folder_within_another_is_refused(library: Path, folder: Path) -> None:
    inner = folder / "inner"
    inner.mkdir()
    with pytest.raises(ValueError, match="is within"):
        WatchedFolders(library, [folder, inner])
