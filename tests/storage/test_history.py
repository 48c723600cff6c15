"""The history tells of every committed change, by ids alone, and survives a cut line."""

import json
import re
from pathlib import Path

import pytest

from index.library.build import build
from index.library.remove import remove
from index.library.repair import repair
from index.storage.history import NAME, Event, History, append
from tests.library.test_build import Place
from tests.pages.test_text_unseen import BONDING, FILLER, VENEERS
from tests.words_encoder import WordsEncoder

EVENT = Event("2025-01-01T00:00:00+00:00", "Ann", 1, 0.5, 2, 3, ("a",), (), ("b",), ("a#1",))


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
