"""What was removed stays removed: where the list of it and a generation differ, nothing that is on
the list is shown, and the library is not called sound; whatever was killed, or restored from a
backup."""

import csv
import gc
import json
import re
import shutil
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from zipfile import ZipFile

import pytest
from fastapi.testclient import TestClient
from gradio.routes import App as GradioApp

from bot.cli import main
from bot.reply.reply import Reply, reply_to
from bot.reply.service import KEPT_UP, AnswerService
from bot.web.app import make_app
from index.errors import DamagedList, Outdated, OutdatedList, OwnChanges
from index.identity import folded_text
from index.library.add import Review, add
from index.library.build import build
from index.library.check import read_page
from index.library.generation import Generation
from index.library.lock import changing
from index.library.open import Library
from index.library.pull import pull
from index.library.push import push
from index.library.readmit import readmit, removed_marks
from index.library.remove import remove
from index.library.repair import damage_of, repair
from index.model import Page
from index.pages.read import ReadPage, read
from index.storage.bucket import Bucket
from index.storage.current import current_generation
from index.storage.history import NAME as HISTORY
from index.storage.history import History, newest_list
from index.storage.manifest import ListMark, Manifest
from index.storage.own_files import HASHES
from index.storage.saved_searches import NAME as SEARCHES
from index.storage.saved_searches import SavedSearch, write_searches
from index.storage.tombstones import LIST, Tombstones
from index.storage.uploads import Uploads
from tests.faults.library import LIMIT, Place, in_child, served, served_by
from tests.faults.tally import Tally
from tests.faults.test_taking_out import CLAIRE, OWN, begun, left_of_her
from tests.pages.test_text_unseen import BONDING, FILLER, VENEERS, page_of
from tests.words_encoder import WordsEncoder

SECONDS = 5.0
"""After which no byte of what was removed is left, open files included."""
FINISHED_WITHIN = 10.0
"""Seconds in which a running program finishes a removal that somebody left unfinished."""
PATIENCE = 60.0
"""Seconds for which it is looked at how long that takes, to tell it."""


@pytest.fixture(autouse=True)
def words_encoder(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stands for the model that is loaded by name."""
    for place in ("bot.run.changing", "index.library.open"):
        monkeypatch.setattr(f"{place}.SentenceEncoder", lambda _="words": WordsEncoder())


def out(place: Place, *doctors: str, **what: list[str]) -> None:
    remove(place.library, WordsEncoder(), doctors=list(doctors), **what)  # type: ignore[arg-type]


def listed_only(place: Place) -> None:
    """As a removal leaves it that was killed right after its first step."""
    with closing(Library.open_newest(place.library)) as library:
        doctors = [doctor for _, doctor in library.doctors() if doctor.name == CLAIRE]
    Tombstones.read(place.library).adding(people=doctors).write(place.library)


def nothing_of_her(library: Library) -> None:
    """By no way in is anything of her found."""
    assert CLAIRE not in {name for _, name in served_by(library).values()}
    assert CLAIRE not in {doctor.name for _, doctor in library.doctors()}
    assert library.saying(["night guard"]) == library.titled(["night guard"]) == set()
    assert "beaumont" not in library.names() and "beaumont" not in set(library.names())
    assert "guard" not in library.vocabulary() and "guard" not in dict(library.vocabulary())
    gone = {hit.passage.answer_id for hit in library.nearest("night guard", WordsEncoder(), 99)}
    gone |= library.closeness(["night guard"], WordsEncoder(), 0.0).keys()
    for page in library.pages():
        left = {answer.id for answer in page.answers}
        assert not any(words.decode() in page.text for words in OWN)
        gone -= left
    assert gone == set()


# A removal that was begun.


def test_what_is_on_the_list_is_found_by_no_way_in(quick_path: Path, tally: Tally) -> None:
    place = begun(quick_path / "place")
    whole, kept = served(place.library), place.copy("kept")
    out(place, CLAIRE)
    after = served(place.library)
    listed_only(kept)
    library = Library.open(kept.library)
    tally.record(27, wrong=int(served_by(library) != after))
    assert served_by(library) == after != whole
    nothing_of_her(library)
    assert library.unfinished is not None and "finish the removal" in library.unfinished
    assert library.find(["veneers"], WordsEncoder(), 99).hits
    vectors = library.page_vectors(99)
    assert len(vectors[0]) == len(vectors[1])
    assert list(library.problems()) == [library.unfinished]


def test_only_pages_that_were_removed_are_read_where_all_that_was_removed_are_pages(
    quick_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = begun(quick_path / "place")
    with closing(Library.open(place.library)) as library:
        gone, *others = list(library.stored())
    Tombstones.read(place.library).adding(pages=[gone]).write(place.library)
    read: list[str] = []

    def counted(generation: Generation, page_id: str) -> Page:
        read.append(page_id)
        return read_page(generation, page_id)

    monkeypatch.setattr("index.library.removals.read_page", counted)
    with closing(Library.open(place.library)) as library:
        assert others and {page.id for page in library.pages()} == set(others)
    assert read == [gone]


def table_of(page: Page, file: Path) -> Path:
    """A page's answers as a table from elsewhere, which names the page otherwise."""
    with file.open("w", encoding="utf-8", newline="") as rows:
        table = csv.writer(rows)
        table.writerow(["Thread", "Title", "Answer", "Doctor"])
        for answer in page.answers:
            said = " ".join(page.quote(answer.body).split())
            table.writerow(["t-1", page.quoted(page.title), said, answer.doctor.name])
    return file


def test_a_removed_page_stays_so_with_another_id(quick_path: Path) -> None:
    place = begun(quick_path / "place")
    with closing(Library.open(place.library)) as library:
        page = next(one for one in library.pages() if len(one.answers) > 1)
    table = table_of(page, place.library.parent / "threads.csv")
    remove(place.library, WordsEncoder(), pages=[page.id])
    build(place.library, [place.pages, table], WordsEncoder())
    with closing(Library.open(place.library)) as library:
        left = {said.quoted(said.title) for said in library.pages()}
    assert left and page.quoted(page.title) not in left
    listed = Tombstones.read(place.library)
    (again,) = [one.page for one in read([table]) if isinstance(one, ReadPage)]
    assert listed.day_of_page(again) == listed.day("page", page.id) is not None
    build(place.library, [place.pages, table], WordsEncoder(), readmit=[again.id])
    with closing(Library.open(place.library)) as library:
        back = {
            said.id
            for said in library.pages()
            if said.quoted(said.title) == again.quoted(again.title)
        }
    assert back == {again.id}
    build(place.library, [place.pages, table], WordsEncoder(), readmit=[page.id])
    with closing(Library.open(place.library)) as library:
        assert page.id in {said.id for said in library.pages()}


def test_what_a_page_was_saved_as_once_more_goes_with_it(quick_path: Path) -> None:
    place = begun(quick_path / "place")
    with closing(Library.open(place.library)) as library:
        page = next(one for one in library.pages() if len(one.answers) > 1)
    table = table_of(page, place.library.parent / "threads.csv")
    build(place.library, [place.pages, table], WordsEncoder())
    remove(place.library, WordsEncoder(), pages=[page.id])
    with closing(Library.open(place.library)) as library:
        left = {said.quoted(said.title) for said in library.pages()}
    assert left and page.quoted(page.title) not in left


REPEATED = "Never press on it for a whole month, or the lump will wander off under your skin."
OWN_WORDS = "I would press on it whenever I liked, as it does nothing bad to you at all, I think."
REPETITIONS = (
    "Featured answer: “{}”", "{}", "{} Read more", "Never press on it for a whole month, or …",
    "NEVER PRESS ON IT FOR A WHOLE MONTH, OR THE LUMP WILL WANDER OFF",
    "… will wander off under your skin.",
)  # fmt: skip


@pytest.mark.parametrize("repeated", REPETITIONS)
@pytest.mark.parametrize("by", ["doctors", "answers"])
def test_what_a_site_prints_of_it_once_more_goes_with_it(
    repeated: str, by: str, quick_path: Path
) -> None:
    """A site shows its best answer on top once more, in a line that is nobody's."""
    library, pages = quick_path / "library", quick_path / "pages"
    pages.mkdir(parents=True)
    answers = [
        {"text": words, "author": {"@type": "Physician", "name": f"{name}, MD"}}
        for words, name in ((REPEATED, "Hugo Barlow"), (OWN_WORDS, "Ann Lee"))
    ]
    question = {"@type": "Question", "name": "Can I press it?", "suggestedAnswer": answers}
    (pages / "a.html").write_text(
        f'<script type="application/ld+json">{json.dumps(question)}</script>'
        f"<h1>Can I press it?</h1><p>{repeated.format(REPEATED)}</p>"
        f"<p>{REPEATED}</p><p>Hugo Barlow, MD</p>"
        f"<p>{OWN_WORDS}</p><p>Ann Lee, MD</p><p>All of it is general, and no visit.</p>",
        encoding="utf-8",
    )
    build(library, [pages], WordsEncoder())
    what = {"doctors": "Hugo Barlow", "answers": "a#1"}[by]
    with closing(Library.open(library)) as opened:
        (page,) = opened.pages()
        (number,) = (one.number for one in page.answers if page.quote(one.body) == REPEATED)
    remove(library, WordsEncoder(), **{by: [what.replace("#1", f"#{number}")]})  # type: ignore[arg-type]
    with closing(Library.open(library)) as opened:
        (page,) = opened.pages()
    assert [page.quote(one.body) for one in page.answers] == [OWN_WORDS]
    left = page.text.lower()
    assert "wander" not in left and "whole month" not in left
    assert "all of it is general" in left and "can i press it?" in left


def her_words(library: Library) -> str:
    return next(
        page.quote(one.body)
        for page in library.pages()
        for one in page.answers
        if one.doctor.name == CLAIRE
    )


HER_NAME = (
    "Mr. {}, DO", "DO {}", "{} D. O.", "{}¹, DO", "{} ✓, DO", "Answered by {}, DO", "{},"
    " Dental Surgeon", "{}: DO", "the staff", "Paul Brandt, MD", "",
)  # fmt: skip
HER_WORDS: tuple[Callable[[str], str], ...] = (
    str, str.upper, lambda said: said.replace(" ", " "),
    lambda said: said.replace("'", "’"), lambda said: said.replace("e", "e­", 1),
    lambda said: said.replace(" ", " \u200b"),
)  # fmt: skip


@pytest.mark.parametrize("words", HER_WORDS)
def test_the_words_of_who_was_removed_come_in_under_no_name(
    words: Callable[[str], str], quick_path: Path, tally: Tally
) -> None:
    place = begun(quick_path / "place")
    with closing(Library.open(place.library)) as library:
        (her,) = [
            one for page in library.pages() for one in page.answers if one.doctor.name == CLAIRE
        ][:1]
        said = library.answer(her.id).page.quote(her.body)
    assert len(said.split()) > 12
    out(place, CLAIRE)
    rows = [
        {"id": f"x{n}", "answer_text": words(said), "author": name.format(CLAIRE)}
        for n, name in enumerate(HER_NAME)
    ]
    file = place.pages / "again.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    report = build(place.library, [place.pages], WordsEncoder())
    with closing(Library.open(place.library)) as library:
        back = [
            one.id
            for page in library.pages()
            for one in page.answers
            if folded_text(page.quote(one.body)) == folded_text(said)
        ]
    tally.record(27, tries=len(rows), wrong=len(back))
    assert back == []
    assert len(report.doubts) + len(report.taken_out) >= len(rows)


def other_words(said: str, name: str) -> list[tuple[str, str]]:
    """An answer and its doctor's name, changed a little in many ways."""
    letters = [n for n, letter in enumerate(said) if letter.isalpha()][::5]
    ways = [(f"{said[:n]}x{said[n + 1 :]}", name) for n in letters]
    ways += [(f"{said} Again.", name), (f"Well: {said}", name), (said.partition(". ")[2], name)]
    first, last = name.split()
    ways += [(ways[0][0], other) for other in (f"{last}, {first}", f"{first[0]}. {last}", "")]
    return ways


def test_what_was_removed_stays_removed_whatever_letter_of_it_changes(
    quick_path: Path, tally: Tally
) -> None:
    place = begun(quick_path / "place")
    file = place.pages / "again.jsonl"
    said = "Most of my patients wear theirs for years. One of them came back after ten."

    def written(words: str, name: str) -> None:
        row = {"id": "again", "answer_text": words, "author": name, "author_place": "Boston"}
        file.write_text(json.dumps(row) + "\n", encoding="utf-8")

    written(said, "Paul Brandt")
    place.build()
    remove(place.library, WordsEncoder(), answers=["again#1"])
    whole = served(place.library)
    for words, name in other_words(said, "Paul Brandt"):
        written(words, name)
        report = build(place.library, [place.pages], WordsEncoder())
        wrong = served(place.library) != whole or len(report.doubts) != 1
        tally.record(41, wrong=int(wrong))
        assert not wrong, (words, name)


def test_another_who_says_the_same_stays_where_one_is_removed(quick_path: Path) -> None:
    place = begun(quick_path / "place")
    with closing(Library.open(place.library)) as library:
        (her,) = [
            one for page in library.pages() for one in page.answers if one.doctor.name == CLAIRE
        ][:1]
        said = library.answer(her.id).page.quote(her.body)
    row = {"id": "x", "answer_text": said, "author": "Paul Brandt", "author_place": "Boston"}
    (place.pages / "again.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    place.build()
    out(place, CLAIRE)
    place.build()
    with closing(Library.open(place.library)) as library:
        assert "Paul Brandt" in {doctor.name for _, doctor in library.doctors()}
        assert CLAIRE not in {doctor.name for _, doctor in library.doctors()}


def test_check_does_not_call_it_sound_and_repair_finishes_it(
    quick_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = begun(quick_path / "place")
    listed_only(place)
    command = ["--library", str(place.library), "--quiet"]
    assert main([*command, "check"]) == 1
    assert "finish the removal with" in capsys.readouterr().out
    assert main([*command, "ask", "how long do veneers last", "--json"]) in (0, 1)
    told = capsys.readouterr()
    assert CLAIRE not in told.out and "finish the removal with" in told.err
    assert left_of_her(place)
    assert main([*command, "check", "--repair"]) == 0
    assert main([*command, "check"]) == 0
    assert left_of_her(place) == []
    assert History.read(place.library).events[-1].by == "repair"


def test_a_running_service_shows_nothing_of_it_at_once_and_finishes_it(quick_path: Path) -> None:
    place = begun(quick_path / "place")
    service = AnswerService.open(place.library)
    service.load()
    assert CLAIRE in str(service.reply("how long do veneers last?").cards)
    with changing(place.library):  # somebody's removal, which is killed here
        listed_only(place)
        nothing_of_her(service.library)
        assert CLAIRE not in str(service.reply("how long do veneers last?").cards)
    began = time.monotonic()
    while left_of_her(place) and time.monotonic() < began + PATIENCE:
        time.sleep(0.1)
    taken = time.monotonic() - began
    assert left_of_her(place) == []
    assert taken < FINISHED_WITHIN, f"{taken:.1f} s"
    assert damage_of(place.library).problems == ()


def test_an_answer_that_began_before_the_removal_is_not_shown_after_it(
    quick_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = begun(quick_path / "place")
    service = AnswerService.open(place.library)
    service.load()
    service.wait()

    def slow(*arguments: Any, **others: Any) -> Reply:
        reply = reply_to(*arguments, **others)
        if not Tombstones.read(place.library).days:
            listed_only(place)
        return reply

    monkeypatch.setattr("bot.reply.service.reply_to", slow)
    assert CLAIRE not in str(service.reply("how long do veneers last?").cards)


def test_an_answer_that_nobody_fetched_is_told_to_nobody_after_the_removal(
    quick_path: Path, tally: Tally
) -> None:
    """A reader's connection may be gone for as long as it likes; the answer waits for it."""
    place = begun(quick_path / "place")
    service = AnswerService.open(place.library)
    service.load()
    service.wait()
    app = make_app(service)
    mounted = (getattr(one, "app", None) for one in app.routes)
    (queue,) = [one.get_blocks()._queue for one in mounted if isinstance(one, GradioApp)]
    question = {"data": ["how long do veneers last?", None], "fn_index": 0}
    with TestClient(app) as reader:

        def ask(window: str) -> None:
            asked = reader.post("/gradio_api/queue/join", json=question | {"session_hash": window})
            assert asked.status_code == 200
            ends = time.monotonic() + LIMIT
            while queue.event_ids_to_events and time.monotonic() < ends:
                time.sleep(0.05)

        def fetched(window: str) -> str:
            address = "/gradio_api/queue/data"
            return reader.get(address, params={"session_hash": window}).text

        ask("fetched")
        assert CLAIRE in fetched("fetched")
        ask("late")
        out(place, CLAIRE)
        told = fetched("late")
        tally.record(40, wrong=int(CLAIRE in told))
        assert CLAIRE not in told
        ask("late")
        told = fetched("late")
        assert "process_completed" in told and CLAIRE not in told


# Files of what was removed that are still open.


def open_and_deleted(folder: Path) -> list[str]:
    """The deleted files below a folder that this process still holds, by descriptor or mapped."""
    held = set()
    for one in Path("/proc/self/fd").iterdir():
        try:
            held.add(str(one.readlink()))
        except OSError:
            continue
    held |= set(re.findall(r"/\S.*$", Path("/proc/self/maps").read_text(), re.MULTILINE))
    return sorted(one for one in held if one.endswith(" (deleted)") and str(folder) in one)


@pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="only Linux tells")
def test_a_running_service_lets_go_of_every_deleted_file(quick_path: Path, tally: Tally) -> None:
    place = begun(quick_path / "place")
    service = AnswerService.open(place.library)
    service.load()
    service.reply("how long do veneers last?")
    gc.collect()
    gc.disable()  # nothing may depend on when that happens to run
    try:
        assert in_child(lambda: out(place, CLAIRE)).status == 0
        assert open_and_deleted(place.library)
        time.sleep(SECONDS)  # and nobody asks
        left = open_and_deleted(place.library)
    finally:
        gc.enable()
    tally.record(27, wrong=len(left))
    assert left == []
    assert service.library.manifest.generation == 3
    assert KEPT_UP < SECONDS / 2


# Backups.


def backup_of(place: Place) -> Path:
    return Path(shutil.copytree(place.library, place.root / "backup"))


def restore(place: Place, backup: Path, *kept: str) -> None:
    """Put a backup in the library's place, but for these files."""
    saved = {name: (place.library / name).read_bytes() for name in kept}
    shutil.rmtree(place.library)
    shutil.copytree(backup, place.library)
    for name, data in saved.items():
        (place.library / name).write_bytes(data)


def test_an_older_library_beside_a_newer_list_shows_nothing_of_it(
    quick_path: Path, tally: Tally
) -> None:
    place = begun(quick_path / "place")
    backup = backup_of(place)
    out(place, CLAIRE)
    after = served(place.library)
    for kept in ([LIST], [LIST, HISTORY]):
        restore(place, backup, *kept)
        assert left_of_her(place)
        tally.record(27, wrong=int(served(place.library) != after))
        assert served(place.library) == after
        assert damage_of(place.library).repairable
        repair(place.library)
        assert left_of_her(place) == [] and served(place.library) == after
        assert damage_of(place.library).problems == ()


def test_an_older_list_beside_its_library_is_told_and_put_back(
    quick_path: Path, tally: Tally
) -> None:
    place = begun(quick_path / "place")
    out(place, CLAIRE)
    older = (place.library / LIST).read_bytes()
    out(place, "Joan Castellanos")
    newer = (place.library / LIST).read_bytes()
    after = served(place.library)
    for old in (older, b""):
        (place.library / LIST).write_bytes(old)
        assert served(place.library) == after, "the generation was made by the newer one"
        with pytest.raises(OutdatedList, match="change"):
            place.build()
        damage = damage_of(place.library)
        assert damage.repairable and "older" in damage.problems[0]
        repair(place.library)
        tally.record(27, wrong=int((place.library / LIST).read_bytes() != newer))
        assert (place.library / LIST).read_bytes() == newer
        assert damage_of(place.library).problems == ()
        place.build()
        assert served(place.library) == after


def readmit_one(place: Place) -> None:
    readmit(place.library, removed_marks(place.library)[0].id, WordsEncoder())


CHANGES: dict[str, Callable[[Place], object]] = {
    "remove": lambda place: out(place, "Andre Whitlock"),
    "remove-again": lambda place: out(place, CLAIRE),
    "readmit": lambda place: build(
        place.library, [place.pages], WordsEncoder(), readmit=["own", "c"]
    ),
    "let-in": readmit_one,
    "push": lambda place: push(place.library, Bucket.at(str(place.root / "bucket"))),
    "pull": lambda place: pull(
        place.library, Bucket.at(str(place.root / "bucket")), replacing=True
    ),
}


@pytest.mark.parametrize("with_library", [False, True], ids=["list", "library-and-list"])
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_no_change_makes_an_older_list_the_newest(
    change: Callable[[Place], object], with_library: bool, quick_path: Path, tally: Tally
) -> None:
    """Each counts the list's changes on: what only the newer one had would come in again."""
    place = begun(quick_path / "place")
    place.write("c", BONDING._replace(body="It is not for everybody."))
    place.build()
    out(place, pages=["c"])
    backup = backup_of(place)
    out(place, CLAIRE)
    other = place.copy("other")
    remove(other.library, WordsEncoder(), doctors=["Joan Castellanos"])
    push(other.library, Bucket.at(str(place.root / "bucket")))
    if with_library:
        restore(place, backup, HISTORY)
    else:
        shutil.copy(backup / LIST, place.library / LIST)
    older = (place.library / LIST).read_bytes()
    with pytest.raises((OutdatedList, OwnChanges)):
        change(place)
    assert (place.library / LIST).read_bytes() == older
    with pytest.raises(OutdatedList):
        place.build()
    if not with_library:
        repair(place.library)
        place.build()
        tally.record(27, wrong=len(left_of_her(place)))
        assert left_of_her(place) == []


def test_an_older_library_with_its_list_is_refused_with_what_to_do(
    quick_path: Path, tally: Tally, capsys: pytest.CaptureFixture[str]
) -> None:
    place = begun(quick_path / "place")
    out(place, "Joan Castellanos")
    backup = backup_of(place)
    out(place, CLAIRE)
    newer = (place.library / LIST).read_bytes()
    restore(place, backup, HISTORY)
    for refused in (lambda: Library.open(place.library), place.build):
        with pytest.raises(OutdatedList, match=r"the history knew change 2; .*: a#1, own#2"):
            refused()
    tally.record(27)
    command = ["--library", str(place.library), "--quiet"]
    assert main([*command, "check"]) == 1
    assert "--accept-list" in capsys.readouterr().out.splitlines()[-1]
    assert main([*command, "ask", "veneers"]) == 2
    with pytest.raises(OutdatedList):
        AnswerService.open(place.library)
    (place.library / LIST).write_bytes(newer)  # from somewhere
    assert CLAIRE not in {name for _, name in served(place.library).values()}
    restore(place, backup, HISTORY)
    assert main([*command, "check", "--accept-list"]) == 0
    assert main([*command, "remove", "--answer", "a#1", "--answer", "own#2"]) == 0
    assert CLAIRE not in {name for _, name in served(place.library).values()}
    assert main([*command, "check"]) == 0


def test_another_librarys_list_of_the_same_change_is_refused(quick_path: Path) -> None:
    place = begun(quick_path / "place")
    other = place.copy("other")
    out(place, CLAIRE)
    own = (place.library / LIST).read_bytes()
    out(other, "Joan Castellanos")
    assert Tombstones.read(place.library).change == Tombstones.read(other.library).change == 1
    restore(place, other.library, HISTORY)
    with pytest.raises(OutdatedList, match="change 1"):
        Library.open(place.library)
    (place.library / LIST).write_bytes(own)
    assert CLAIRE not in {name for _, name in served(place.library).values()}


def test_manifest_and_history_say_by_which_list_they_were_made(quick_path: Path) -> None:
    place = begun(quick_path / "place")
    assert newest_list(place.library) == ListMark()
    for n, name in enumerate((CLAIRE, "Joan Castellanos"), start=1):
        out(place, name)
        mark = Tombstones.read(place.library).mark
        assert mark.change == n and len(mark.digest) == 64
        assert Manifest.read(current_generation(place.library)).listed == mark
        assert newest_list(place.library) == mark
        event = History.read(place.library).events[-1]
        assert (event.list_change, event.list_digest) == (mark.change, mark.digest)


def test_an_id_that_reads_like_the_historys_end_is_not_taken_for_it(quick_path: Path) -> None:
    place = Place(quick_path / "place")
    place.write('x", "list_change": 9, "list_digest": "a"}', VENEERS)
    place.build()
    assert newest_list(place.library) == ListMark()
    assert served(place.library)


def test_a_list_that_was_edited_is_told_until_a_build_applies_it(quick_path: Path) -> None:
    place = begun(quick_path / "place")
    out(place, CLAIRE)
    file = place.library / LIST
    file.write_text("".join(line for line in file.read_text().splitlines(True) if "#" in line))
    damage = damage_of(place.library)
    assert "no longer lists" in damage.problems[0] and damage.mend is not None
    assert damage.mend.endswith("build PATH")
    place.build()
    assert CLAIRE in {name for _, name in served(place.library).values()}
    assert damage_of(place.library).problems == ()
    assert Tombstones.read(place.library).change == 2


def test_a_list_that_cannot_be_read_shows_nothing(quick_path: Path) -> None:
    place = begun(quick_path / "place")
    (place.library / LIST).write_text("person somebody\n")
    with pytest.raises(DamagedList):
        Library.open(place.library)
    assert damage_of(place.library).problems


# A page that is put in again.


def staged(place: Place) -> tuple[Path, Review]:
    """An upload of page "own", and what was shown of it."""
    upload = place.write("own", FILLER, VENEERS)
    with closing(Library.open(place.library)) as library:
        return upload, Review.of(library)


@pytest.mark.parametrize("killed", [True, False])
def test_an_upload_from_before_a_removal_is_asked_about_again(
    killed: bool, quick_path: Path, tally: Tally
) -> None:
    place = begun(quick_path / "place")
    upload, review = staged(place)
    if killed:
        Tombstones.read(place.library).adding(pages=["own"]).write(place.library)
    else:
        out(place, pages=["own"])
    with closing(Library.open(place.library)) as library:
        assert review.is_outdated(library)
    with pytest.raises(Outdated, match="review it again"):
        add(place.library, {upload: ["own"]}, WordsEncoder(), review=review, by="anna")
    tally.record(27, wrong=int("own#1" in served(place.library)))
    assert "own#1" not in served(place.library)


# Names that stand where no answer does.


def test_a_name_in_an_id_or_a_files_name_is_told(quick_path: Path) -> None:
    place = Place(quick_path / "place")
    place.write("dr-claire_beaumont-veneers", BONDING)
    place.write("BeaumontClaire", BONDING._replace(body="Another."))
    place.write("a", VENEERS)
    place.build()
    report = remove(place.library, WordsEncoder(), doctors=[CLAIRE])
    told = "\n".join(report.remaining)
    assert "page 'dr-claire_beaumont-veneers' has somebody who was removed in its id" in told
    assert "dr-claire_beaumont-veneers.txt has somebody who was removed in its name" in told
    assert f"{HISTORY} has somebody who was removed in an id" in told
    assert "page 'a' has somebody who was removed" not in told


def test_a_name_in_a_search_is_told_however_its_letters_are_written(
    quick_path: Path, tally: Tally
) -> None:
    """A search is kept as an address asks for it: "Jos%C3%A9+Garc%C3%ADa"."""
    place = Place(quick_path / "place")
    jose = replace(VENEERS.doctor, name="José García")
    byline = (VENEERS.byline or "").replace(CLAIRE, "José García")
    place.write("a", VENEERS._replace(doctor=jose, byline=byline), BONDING)
    place.build()
    query = urlencode({"topic": "veneers", "name": "José García"})
    with closing(Library.open(place.library)) as library:
        generation = library.manifest.generation
    made = SavedSearch(1, "veneers", query, "anna", "2026-01-01", generation, {})
    write_searches(place.library, [made])
    report = remove(place.library, WordsEncoder(), doctors=["José García"])
    told = [one for one in report.remaining if SEARCHES in one]
    tally.record(40, wrong=int(not told))
    assert told == [
        f"{place.library / SEARCHES} has somebody who was removed in an id or a word: delete it "
        "there, if it must go"
    ]


def test_a_page_that_comes_later_with_a_removed_name_in_its_id_is_told(
    quick_path: Path, tally: Tally
) -> None:
    """It is shown with the id, under other doctors' answers."""
    place = begun(quick_path / "place")
    out(place, CLAIRE)
    place.write("dr-claire_beaumont-bonding", BONDING._replace(body="Another."))
    place.write("claire", BONDING._replace(body="A third."))
    report = build(place.library, [place.pages], WordsEncoder())
    tally.record(40, wrong=int(len(report.remaining) != 1))
    assert report.remaining == [
        "page 'dr-claire_beaumont-bonding' may have the name of somebody who was removed in its "
        "id: rename its file or record, and build"
    ]


@pytest.mark.parametrize("where", ["more/b.txt", "more.zip"])
def test_what_nothing_is_cut_out_of_is_told_and_kept_nowhere_else(
    where: str, quick_path: Path, tally: Tally
) -> None:
    """A folder or an archive that somebody put beside the library's own files: it is read, and
    nobody rewrites it."""
    place = begun(quick_path / "place")
    own = Uploads(place.library).folder
    text = page_of(FILLER, VENEERS._replace(body="Bonding lasts ten to fifteen years."), votes=True)
    if where.endswith(".zip"):
        with ZipFile(own / where, "w") as packed:
            packed.writestr("b.txt", text)
    else:
        (own / "more").mkdir()
        (own / where).write_text(text)
    build(place.library, [own], WordsEncoder())
    report = remove(place.library, WordsEncoder(), doctors=[CLAIRE])
    assert [one for one in report.remaining if where in one] == [
        f"{own.absolute() / where} still holds these words; out of an archive, and of what lies in "
        "a folder beside the library's own files, nothing is cut: delete them there"
    ]
    kept = {one.name for one in place.library.glob("generation-*/own-files/*")}
    assert kept == {"own.txt", HASHES}
    (own / where).unlink()
    left = left_of_her(place)
    tally.record(40, wrong=len(left))
    assert left == []


def test_words_of_a_removed_answer_in_an_id_are_told(quick_path: Path) -> None:
    """Earlier versions made ids of rows without a question of an answer's words."""
    place = Place(quick_path / "place")
    page_id = "never-inject-there-0123456789"
    row = {"id": page_id, "answer_text": "Never inject there!", "author": f"{CLAIRE}, MD"}
    other = {"id": "wait-0123456789", "answer_text": "I wait.", "author": "Ann Lee, MD"}
    rows = [row | {"author_place": "Reno"}, other | {"author_place": "Reno"}]
    (place.pages / "x.jsonl").write_text("".join(json.dumps(one) + "\n" for one in rows))
    place.build()
    report = remove(place.library, WordsEncoder(), doctors=[CLAIRE])
    told = [one for one in report.remaining if "words of a removed answer" in one]
    history = place.library / HISTORY
    command = f"doctor-answers --library {place.library} remove --page {page_id}"
    assert told == [
        f"page {page_id!r} has words of a removed answer in its id; remove it with: {command}",
        f"{history} has words of a removed answer in an id: delete them there",
    ]


def test_a_removed_pages_name_is_told_of_where_it_was_noted(quick_path: Path) -> None:
    place = Place(quick_path / "place")
    place.write("claire-beaumont", VENEERS)
    place.write("b", FILLER)
    place.build()
    report = remove(place.library, WordsEncoder(), pages=["claire-beaumont"])
    assert any(HISTORY in line and "somebody who was removed" in line for line in report.remaining)
