"""The history tells of every committed change, by ids alone, and survives a cut line."""

import errno
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from index.errors import NotFinished, NotWritten
from index.library.build import build
from index.library.lock import changing
from index.library.remove import remove
from index.library.repair import repair
from index.storage.current import current_generation
from index.storage.history import NAME, Event, History, append, note
from tests.library.test_build import Place
from tests.pages.test_text_unseen import BONDING, FILLER, VENEERS
from tests.words_encoder import WordsEncoder

EVENT = Event("2025-01-01T00:00:00+00:00", "Ann", 1, 0.5, 2, 3, ("a",), (), ("b",), ("a#1",))


def full_disk(*_: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def killed(*_: object) -> None:
    raise KeyboardInterrupt


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def test_every_committed_change_is_told(place: Place) -> None:
    encoder = WordsEncoder()
    place.write("a.txt", VENEERS, BONDING)
    place.write("b.txt", FILLER)
    build(place.library, [place.pages], encoder, by="Ann")
    place.write("a.txt", VENEERS, BONDING._replace(body="Changed."))
    (place.pages / "b.txt").unlink()
    place.write("c.txt", FILLER)
    build(place.library, [place.pages], encoder)
    remove(place.library, encoder, doctors=["Claire Beaumont"], by="Bo")
    events = History.read(place.library).events
    assert [(one.by, one.generation, one.pages, one.answers) for one in events] == [
        ("Ann", 1, 2, 3),
        ("command line", 2, 2, 3),
        ("Bo", 3, 2, 2),
    ]
    assert [(one.added, one.changed, one.removed, one.taken_out) for one in events] == [
        (("a", "b"), (), (), ()),
        (("c",), ("a",), ("b",), ()),
        ((), ("a",), (), ("a#1",)),
    ]
    for one in events:
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", one.when)
        assert one.seconds > 0


def test_it_holds_no_name_and_no_word(place: Place) -> None:
    place.write("a.txt", VENEERS, BONDING)
    place.build()
    remove(place.library, WordsEncoder(), doctors=["Claire Beaumont"], answers=["a#2"])
    written = (place.library / NAME).read_text()
    for words in ("Claire", "Beaumont", "Whitlock", "porcelain", "Composite"):
        assert words.lower() not in written.lower()


def test_a_change_that_was_killed_before_it_was_told_is_told_by_the_next(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.write("a.txt", VENEERS)
    place.build()
    place.write("b.txt", FILLER)
    with monkeypatch.context() as broken:
        broken.setattr("index.library.writer.settle_history", killed)
        broken.setattr("index.library.lock.settle_history", lambda *_: None)
        with pytest.raises(KeyboardInterrupt):
            place.build()
    assert [one.added for one in History.read(place.library).events] == [("a",)]
    for _ in range(2):
        with changing(place.library):
            pass
        assert [one.added for one in History.read(place.library).events] == [("a",), ("b",)]


def test_a_change_that_was_told_and_killed_then_is_not_told_twice(place: Place) -> None:
    place.write("a.txt", VENEERS)
    place.build()
    (last,) = History.read(place.library).events
    note(current_generation(place.library), last)
    with changing(place.library):
        pass
    assert History.read(place.library).events == (last,)


def test_a_change_that_was_never_served_is_not_told(place: Place) -> None:
    place.write("a.txt", VENEERS)
    place.build()
    note(place.library / "generation-000002", replace(EVENT, generation=2))
    with changing(place.library):
        pass
    assert [one.generation for one in History.read(place.library).events] == [1]


def test_a_disk_that_fills_up_when_a_change_is_served_takes_nothing_from_the_history(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.write("a.txt", VENEERS)
    with monkeypatch.context() as broken:
        broken.setattr("index.storage.history.append_line", full_disk)
        place.build()
    place.write("b.txt", FILLER)
    place.build()
    assert [one.added for one in History.read(place.library).events] == [("a",), ("b",)]


def test_what_fails_once_a_change_is_served_is_not_said_to_have_changed_nothing(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.write("a.txt", VENEERS)
    with monkeypatch.context() as broken:
        broken.setattr("index.library.build.keep_crawls", full_disk)
        with pytest.raises(NotFinished, match="the library was changed"):
            place.build()
    assert [one.added for one in History.read(place.library).events] == [("a",)]
    with monkeypatch.context() as broken:
        broken.setattr("index.library.lock.sweep", full_disk)
        with pytest.raises(NotWritten, match="nothing was changed"):
            place.build()


def test_a_build_that_changes_nothing_is_not_told(place: Place) -> None:
    place.write("a.txt", VENEERS)
    place.build()
    place.build()
    assert len(History.read(place.library).events) == 1


def test_it_goes_on_when_the_library_is_made_anew(place: Place) -> None:
    place.write("a.txt", VENEERS)
    place.build()
    build(place.library, [place.pages], WordsEncoder(), anew=True)
    assert [one.generation for one in History.read(place.library).events] == [1, 2]


def test_a_repair_is_told(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.library.repair.load_encoder", lambda name: WordsEncoder())
    place.write("a.txt", VENEERS)
    place.build()
    space = place.library / place.current() / "space.npz"
    space.write_bytes(b"damaged")
    repair(place.library)
    assert [one.by for one in History.read(place.library).events] == ["command line", "repair"]


def test_without_a_file_nothing_happened(tmp_path: Path) -> None:
    assert History.read(tmp_path) == History(())


@pytest.mark.parametrize("cut", [1, 20, 120])
def test_a_line_that_was_cut_is_left_out_and_spoils_no_other(cut: int, tmp_path: Path) -> None:
    append(tmp_path, EVENT)
    append(tmp_path, EVENT)
    data = (tmp_path / NAME).read_bytes()
    (tmp_path / NAME).write_bytes(data[: len(data) // 2 + cut])
    assert History.read(tmp_path).events == (EVENT,)
    append(tmp_path, EVENT)
    assert History.read(tmp_path).events == (EVENT, EVENT)


@pytest.mark.parametrize("line", [b"{}", b"[]", b"3", b"\xff", b'{"when": 3}', b"\0\0\0\0"])
def test_what_is_no_event_is_left_out(line: bytes, tmp_path: Path) -> None:
    append(tmp_path, EVENT)
    with (tmp_path / NAME).open("ab") as file:
        file.write(line + b"\n")
    append(tmp_path, EVENT)
    assert History.read(tmp_path).events == (EVENT, EVENT)


def test_every_line_is_json(tmp_path: Path) -> None:
    odd = Event("x", "A\nn\u2028n", 1, 0.0, 0, 0, ("é\n", "\udce9"), (), (), ())
    append(tmp_path, odd)
    (line,) = (tmp_path / NAME).read_bytes().splitlines()
    assert json.loads(line.decode("utf-8", "surrogatepass"))["by"] == odd.by
