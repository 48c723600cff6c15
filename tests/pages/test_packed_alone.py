"""Files that are packed alone: read as what they hold, under the same ids."""

import gzip
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from bot.cli import main
from index.errors import UnreadablePage
from index.library.build import build, preview
from index.library.open import Library
from index.model import Page
from index.pages import kinds
from index.pages.read import ReadPage, read
from tests.conftest import SEEDS
from tests.pages.crawled import zstandard
from tests.words_encoder import WordsEncoder

SEED = sorted(SEEDS.glob("*.txt"))[0].read_bytes()
TABLE = b"question,answer,doctor,answer date\nWhy?,Rest it.,Ruth Lane,2016-03-03\n"
FILES = {
    "a.txt": SEED,
    "a.jsonl": b'{"id": "1", "answer_text": "Rest it."}\n',
    "a.ndjson": b'{"id": "1", "answer_text": "Rest it."}\n',
    "a.json": b'[{"id": "1", "answer_text": "Rest it."}]',
    "a.csv": TABLE,
    "a.tsv": TABLE.replace(b",", b"\t"),
}
PACKINGS: dict[str, Callable[[bytes], bytes]] = {".gz": gzip.compress, ".zst": zstandard}


def put(folder: Path, name: str, data: bytes) -> Path:
    file = folder / "in" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
    return file


def outcome(folder: Path) -> tuple[list[Page], list[str]]:
    found = list(read([folder / "in"]))
    return (
        [one.page for one in found if isinstance(one, ReadPage)],
        [one.reason for one in found if isinstance(one, UnreadablePage)],
    )


@pytest.mark.parametrize("packing", PACKINGS)
@pytest.mark.parametrize("name", FILES)
def test_what_is_packed_alone_is_read_as_what_it_holds(
    name: str, packing: str, tmp_path: Path
) -> None:
    put(tmp_path / "packed", f"below/{name}{packing}", PACKINGS[packing](FILES[name]))
    put(tmp_path / "plain", f"below/{name}", FILES[name])
    pages, told = outcome(tmp_path / "packed")
    assert [(one.id, one.text, one.answers) for one in pages] == [
        (one.id, one.text, one.answers) for one in outcome(tmp_path / "plain")[0]
    ]
    assert (len(pages), told) == (1, [])


def test_what_is_not_whole_or_too_large_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, "broken.csv.gz", gzip.compress(TABLE)[:-9])
    put(tmp_path, "none.csv.zst", TABLE)
    put(tmp_path, "grows.jsonl.gz", gzip.compress(b"a" * 1_000_000))
    monkeypatch.setitem(kinds.LARGEST, ".txt", 100)
    put(tmp_path, "long.txt.gz", gzip.compress(SEED))
    pages, told = outcome(tmp_path)
    assert pages == []
    broken, grows, long, none = told
    assert broken.startswith("it is damaged (") and none.startswith("it is damaged (")
    assert grows == "it would grow more than 100 times"
    assert long == "more bytes than 100 that are read; split it"


def test_what_is_said_of_its_columns_is_kept_beside_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    renamed = TABLE.replace(b"answer,doctor,answer date", b"A,Who,When")
    file = put(tmp_path, "a.csv.gz", gzip.compress(renamed))
    said = ["--map", "answer_text=A", "--map", "answered_on=When"]
    assert main(["pages", str(file), *said]) == 0
    assert f"kept in {file.with_name('a.map.toml')}" in capsys.readouterr().err
    (page,) = outcome(tmp_path)[0]
    assert page.answers[0].answered_on == date(2016, 3, 3)


def test_it_is_read_once_and_check_derives_it_again(tmp_path: Path) -> None:
    file = put(tmp_path, "a.csv.gz", gzip.compress(TABLE))
    library = tmp_path / "library"
    build(library, [file], WordsEncoder())
    plan = preview(library, [file], WordsEncoder()).plan
    assert plan.changes_nothing and len(plan.unchanged) == 1
    opened = Library.open(library)
    assert list(opened.problems()) == []
    opened.close()
