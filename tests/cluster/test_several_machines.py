"""A cluster of several machines that share nothing but the network: what one lacks travels through
the cluster, or is told with its name."""

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from index.cluster import nodes
from index.cluster.connect import connected
from index.cluster.encode import GROUP, EncodingWork
from index.cluster.loading import carried_by_cluster
from index.cluster.nodes import asked_nodes
from index.encoders.onnx_encoder import CARD, MODEL, TOKENIZER, TOKENS, EncoderCard, OnnxEncoder
from index.errors import NoCluster, UnfitNode
from index.library.build import build
from index.library.open import Library
from index.pages.read import files_at
from index.storage.tombstones import Tombstones
from tests.cluster.machines import Machines, have_token, machines, may_hide_folders, write_parts
from tests.cluster.test_build_on_cluster import rows_of, vectors_of
from tests.words_encoder import WordsEncoder

ANSWERS = 600
HERE = Path(__file__).parents[2]
HIDING = "no folder can be hidden from a process here, as unshare --mount is not allowed"


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two files of answers."""
    return write_parts(tmp_path_factory.mktemp("pages"), ANSWERS, 2)


@pytest.fixture(scope="module")
def cluster() -> Iterator[Machines]:
    """A cluster of one node, which a client may join, too."""
    with machines(client_port=free_port()) as made:
        yield made


def free_port() -> int:
    with socket.socket() as opened:
        opened.bind(("127.0.0.1", 0))
        return int(opened.getsockname()[1])


def built_by(address: str, library: Path, pages: Path) -> str:
    """What a process tells that joins a cluster and builds with it."""
    told = subprocess.run(
        [sys.executable, "-m", "tests.cluster.building", address, library, pages],
        cwd=HERE,
        env={**os.environ, "PYTHONPATH": str(HERE)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stderr
    return told.stdout


def assert_same(made: Path, plain: Path) -> None:
    one, other = Library.open(made), Library.open(plain)
    assert rows_of(one) == rows_of(other)
    assert vectors_of(one) == vectors_of(other)


@dataclass(frozen=True)
class PreparedEncoder:
    """Where an encoder's four files are, though they hold no model."""

    folder: Path

    def write(self) -> OnnxEncoder:
        card = EncoderCard("a", "b" * 64, 2, 8, 0, (), "", "", "probe", (0.0, 1.0))
        for name in (MODEL, TOKENIZER, TOKENS):
            (self.folder / name).write_bytes(name.encode() * 1000)
        card.write(self.folder)
        return OnnxEncoder.open(self.folder)


def test_machines_that_share_nothing_build_together(
    cluster: Machines, pages: Path, tmp_path: Path
) -> None:
    """A machine that sees neither pages, library nor encoder encodes; one outside asks for it."""
    if not may_hide_folders():
        pytest.skip(HIDING)
    exported, library = tmp_path / "exported", tmp_path / "library"
    exported.mkdir()
    encoder = PreparedEncoder(exported).write()
    library.mkdir()
    with connected(cluster.address):
        cluster.add_elsewhere([pages, library, exported], tmp_path / "home")
        load = carried_by_cluster(exported)
        work = EncodingWork(files_at([pages]), load, Tombstones(), {})
        asked = asked_nodes(work, encoder)
        assert {one.unread for one in asked} == {None, str(pages / "part0.jsonl")}
        (kept,) = (tmp_path / "home/cache/doctor-answers/encoders").glob("carried-*")
        for name in (MODEL, TOKENIZER, TOKENS, CARD):
            assert (kept / name).read_bytes() == (exported / name).read_bytes()
        with pytest.raises(UnfitNode, match="is another model than this machine's"):
            asked_nodes(EncodingWork(work.sources, WordsEncoder, Tombstones(), {}), encoder)
    client = f"ray://127.0.0.1:{cluster.client_port}"
    shutil.rmtree(kept)
    with connected(client):
        work = EncodingWork(work.sources, carried_by_cluster(exported), Tombstones(), {})
        assert len(asked_nodes(work, encoder)) == 2
        assert (kept / MODEL).read_bytes() == (exported / MODEL).read_bytes()
    build(tmp_path / "plain", [pages], WordsEncoder())
    told = json.loads(built_by(cluster.address, library, pages).splitlines()[-1])
    assert (told["made"], told["left"]) == (-(-ANSWERS // GROUP), 0)
    assert [file for _, file in told["blind"]] == [str(pages / "part0.jsonl")]
    assert_same(library, tmp_path / "plain")

    # A relative path is of this process's folder, wherever workers run.
    relative = Path(os.path.relpath(pages, HERE))
    told = json.loads(built_by(client, tmp_path / "outside", relative).splitlines()[-1])
    assert (told["made"], told["left"]) == (-(-ANSWERS // GROUP), 0)
    with contextlib.chdir(HERE):
        build(tmp_path / "relative", [relative], WordsEncoder())
    assert_same(tmp_path / "outside", tmp_path / "relative")


def test_pages_that_no_machine_reads_are_told(
    pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = {"version": nodes.own_version(), "trouble": None, "unread": "/pages/a.txt"}
    answer["fingerprint"] = WordsEncoder().fingerprint
    node = {"NodeID": "1", "NodeManagerAddress": "10.0.0.2", "NodeManagerHostname": "two"}
    monkeypatch.setattr(nodes, "_nodes", lambda: [node])
    monkeypatch.setattr(nodes, "_ask", lambda *told: None)
    monkeypatch.setattr(nodes, "_told", lambda *told: answer)
    work = EncodingWork(files_at([pages]), WordsEncoder, Tombstones(), {})
    with pytest.raises(UnfitNode, match=r"the node 10\.0\.0\.2 \(two\).* cannot read /pages/a.txt"):
        asked_nodes(work, WordsEncoder())
    answer["version"] = "0.0.1"
    with pytest.raises(UnfitNode, match=r"it has doctor-answers 0\.0\.1, and this machine has"):
        asked_nodes(work, WordsEncoder())


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("127.0.0.1:1", "nothing answers at 127.0.0.1:1"),
        ("ray://127.0.0.1:1", "nothing answers at ray://127.0.0.1:1"),
        ("pages", "'pages' is none of auto, HOST:PORT, ray://HOST:PORT"),
    ],
)
def test_a_cluster_that_is_not_there_is_told_at_once(address: str, told: str) -> None:
    have_token()
    with pytest.raises(NoCluster, match=told), connected(address):
        pass
