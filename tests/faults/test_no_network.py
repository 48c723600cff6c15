"""Everything works without a network, and nothing ever reaches for one."""

import json
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

import pytest

from index.encoders.kept_exports import HASHES, kept_exports
from index.encoders.onnx_encoder import FILES
from tests.faults.tally import Tally
from tests.faults.watched import ROOT, Watched

HOST = "127.0.0.1"
NO_TEXT = {".pyc", ".png", ".mo"}
"""Endings of files among the sources that nobody reads as text; all others must be."""


def test_reaching_out_is_noticed(tmp_path: Path) -> None:
    watched = Watched(tmp_path)
    reach = "import socket; socket.create_connection(('192.0.2.1', 80), 1)"
    done = subprocess.run(
        [sys.executable, "-c", reach],
        env=watched.environment,
        capture_output=True,
        check=False,
    )
    assert b"ConnectionRefusedError" in done.stderr
    assert watched.reached("outside") == ["outside socket.getaddrinfo 192.0.2.1"]


def test_reaching_out_past_python_is_noticed(tmp_path: Path) -> None:
    """A socket's peer is told by the system, whatever library opened it."""
    watched = Watched(tmp_path)
    reach = "import socket, time; s = socket.socket(type=socket.SOCK_DGRAM); "
    reach += "s.connect(('192.0.2.1', 53)); time.sleep(1)"
    running = subprocess.Popen([sys.executable, "-S", "-c", reach])
    with watched.sockets_of(running.pid):
        if running.wait(30):
            pytest.skip("no route at all to anywhere")
    assert watched.reached("outside") == ["outside a socket 010200C0:0035"]


@pytest.mark.model
def test_building_asking_and_listing_reach_for_no_network(watched: Watched, tally: Tally) -> None:
    built = watched.run("build", "--json")
    assert len(json.loads(built.stdout)["unchanged"]) == 3
    for arguments in (["ask", "can I exercise after botox?"], ["doctors", "massage"], ["check"]):
        done = watched.run(*arguments)
        assert (done.returncode, done.stderr) == (0, ""), arguments
        tally.record(23)
    assert watched.reached("outside") == []
    tally.record(23)


@pytest.mark.model
def test_of_a_users_home_only_the_cache_of_encoders_is_written_to(
    watched: Watched, monkeypatch: pytest.MonkeyPatch, tally: Tally
) -> None:
    home = watched.root / "home"
    for arguments in (["build"], ["ask", "can I exercise after botox?"], ["check"]):
        assert watched.run(*arguments).returncode == 0, arguments
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setenv("HOME", str(home))
    cache = kept_exports()
    assert cache.is_relative_to(home)
    (kept,) = cache.iterdir()
    assert {file.name for file in kept.iterdir()} == {*FILES, HASHES}
    written = {file for file in home.rglob("*") if not file.is_relative_to(kept)}
    assert written == {folder for folder in kept.parents if folder.is_relative_to(home)} - {home}
    tally.record(23)


@pytest.mark.model
def test_serving_reaches_for_nothing_but_its_own_port(watched: Watched, tally: Tally) -> None:
    with socket.socket() as free:
        free.bind((HOST, 0))
        port = free.getsockname()[1]
    printed = watched.root / "serving.log"
    server = watched.start("serve", "--port", str(port), output=printed)
    try:
        address = f"http://{HOST}:{port}"
        with watched.sockets_of(server.pid):
            assert b'"ready":true' in until_ready(server, f"{address}/ready"), printed.read_text()
            assert b"Doctor Answers" in got(address)
            assert b"The page as saved" in got(f"{address}/page/000_935efed495dcb89e/1")
    finally:
        server.terminate()
        server.wait(30)
    assert watched.reached("outside") == []
    assert watched.reached("inside")
    tally.record(23)


def got(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=10) as response:
        return bytes(response.read())


def until_ready(server: subprocess.Popen[bytes], address: str) -> bytes:
    answer = b""
    for _ in range(600):
        if server.poll() is not None or b"true" in answer:
            break
        with suppress(OSError):
            answer = got(address)
        time.sleep(0.1)
    return answer


READY = """
import sys, time
from pathlib import Path
from bot.web.app import make_app
from bot.reply.service import AnswerService

service = AnswerService.open(Path(sys.argv[1]))
make_app(service)
service.load()
service.wait()
print(service.reply("can I exercise after botox?").band)
time.sleep(8)  # whoever reports to somebody does so after a while
"""


@pytest.mark.model
def test_no_system_call_reaches_out(
    long: bool, request: pytest.FixtureRequest, tally: Tally
) -> None:
    """What is not written in Python, as onnxruntime is, escapes Python's own hooks."""
    if not long:
        pytest.skip("takes half a minute; --long")
    watched: Watched = request.getfixturevalue("watched")
    strace = shutil.which("strace")
    if strace is None:
        pytest.skip("no strace: apt-get install strace")
    calls = watched.root / "calls.txt"
    done = subprocess.run(
        [
            *(strace, "-f", "-qq", "-e", "trace=connect,sendto,sendmsg,sendmmsg", "-o", str(calls)),
            *(sys.executable, "-c", READY, str(watched.root / "work" / "library")),
        ],
        cwd=watched.root / "work",
        env=watched.environment,
        capture_output=True,
        encoding="utf-8",
        timeout=180,
        check=False,
    )
    if "ptrace" in done.stderr:
        pytest.skip("this system lets nobody trace a process")
    assert (done.returncode, done.stdout) == (0, "answered\n")
    lines = calls.read_text().splitlines()
    assert [line for line in lines if "AF_INET" in line and "127.0.0.1" not in line] == []
    tally.record(23)


MISSING = """
import gradio  # imports huggingface_hub before anything of ours does
from index.encoders.sentence_encoder import SentenceEncoder
from index.errors import NoEncoder, NoReranker
from index.encoders.cross_encoder import Reranker

for load in (
    lambda: SentenceEncoder("nobody/nothing").encode_query(["a"]),
    lambda: Reranker("nobody/nothing").scores("a", ["b"]),
):
    try:
        load()
    except (NoEncoder, NoReranker) as error:
        print(type(error).__name__)
"""


@pytest.mark.model
def test_a_model_that_is_not_on_this_machine_is_not_looked_for_elsewhere(
    tmp_path: Path, tally: Tally
) -> None:
    watched = Watched(tmp_path)
    done = subprocess.run(
        [sys.executable, "-c", MISSING],
        env={**watched.environment, "GRADIO_ANALYTICS_ENABLED": "False"},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stdout.split() == ["NoEncoder", "NoReranker"]
    assert watched.reached("outside") == []
    tally.record(23, tries=2)


@pytest.mark.model
def test_the_program_works_where_there_is_no_network_at_all(watched: Watched, tally: Tally) -> None:
    unshare = shutil.which("unshare")
    apart = [unshare or "unshare", "--map-root-user", "--net"]
    if unshare is None or subprocess.run([*apart, "true"], check=False).returncode:
        pytest.skip("this system lets nobody make a network namespace")
    done = subprocess.run(
        [*apart, *watched.command("ask", "can I exercise after botox?")],
        cwd=watched.root / "work",
        env=watched.environment,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "word for word" in done.stdout
    tally.record(23)


def test_no_source_names_an_address_to_fetch_from() -> None:
    packages = [*ROOT.glob("index/**/*.*"), *ROOT.glob("bot/**/*.*")]
    sources = [file for file in packages if file.suffix not in NO_TEXT] + [ROOT / "app.py"]
    fetching = (
        "urllib.request",
        "import requests",
        "requests.get",
        "httpx",
        "aiohttp",
        "snapshot_download",
    )
    found = {
        (file.name, word)
        for file in sources
        for word in fetching
        if word in file.read_text(encoding="utf-8")
    }
    assert found == set()
