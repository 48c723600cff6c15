"""What docs/python.md, docs/api.md and docs/mcp.md show is run, and gives what they show."""

import doctest
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.web.api.keys import ApiKeys
from tests.conftest import SEEDS
from tests.faults.visitors import Program, free_port, started

ROOT = SEEDS.parent
DOCS = ROOT / "docs"
ADDRESS = "http://127.0.0.1:7860"
"""What stands in the documents for where the program is."""


def blocks(document: str, language: str) -> list[str]:
    text = (DOCS / document).read_text(encoding="utf-8")
    found = re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    assert found
    return found


@pytest.fixture(scope="module")
def folder(real_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library for which keys may be made."""
    return Path(shutil.copytree(real_folder, tmp_path_factory.mktemp("doors") / "library"))


@pytest.fixture(scope="module")
def running(folder: Path) -> Iterator[Program]:
    """The command as it is, in a process of its own."""
    port = free_port()
    command = ["-m", "bot.cli", "--library", str(folder), "serve", "--port", str(port)]
    with started(command, port) as program:
        yield program


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a shell command of a document in a folder."""
    call = f'doctor-answers() {{ {sys.executable} -m bot.cli "$@"; }}\n'
    return subprocess.run(
        ["/bin/bash", "-ec", call + command],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "HOME": str(folder), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def holds(found: Any, shown: Any) -> bool:
    """Whether everything that is shown is found, objects by their keys and lists by their start."""
    if isinstance(shown, dict):
        return all(name in found and holds(found[name], one) for name, one in shown.items())
    if isinstance(shown, list):
        return len(found) >= len(shown) and all(
            holds(one, other) for one, other in zip(found, shown, strict=False)
        )
    return bool(found == shown)


def test_what_is_shown_must_be_found() -> None:
    found = {"a": [{"b": 1, "c": 2}, 3], "d": None}
    assert holds(found, {"a": [{"b": 1}]})
    assert not holds(found, {"a": [{"b": 2}]})
    assert not holds(found, {"e": None})
    assert not holds({"a": []}, found)


@pytest.mark.model
@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_every_request_of_the_document_gives_what_it_shows(
    running: Program, folder: Path, tmp_path: Path
) -> None:
    requests = [one for one in blocks("api.md", "sh") if one.startswith("curl")]
    shown = blocks("api.md", "json")
    assert len(requests) == len(shown) >= 5

    def asked(request: str, expected: str, key: str = "") -> None:
        done = run(f"KEY={key}\n{request.replace(ADDRESS, running.address)}", tmp_path)
        assert done.returncode == 0, (request, done.stdout, done.stderr)
        assert holds(json.loads(done.stdout), json.loads(expected)), (request, done.stdout)

    with_key = [one for one in zip(requests, shown, strict=True) if "$KEY" in one[0]]
    assert len(with_key) == 1
    for request, expected in zip(requests, shown, strict=True):
        if "$KEY" not in request:
            asked(request, expected)
    keys = ApiKeys(folder)
    key = keys.make("desk", "staff")
    for request, expected in with_key:
        asked(request, expected, key)
    keys.file.unlink()  # as before any was made


def test_the_commands_of_the_document_make_keys_and_revoke_them(
    library_copy: Path,
) -> None:
    (commands,) = [one for one in blocks("api.md", "sh") if "curl" not in one]
    done = run(commands, library_copy.parent)
    assert (done.returncode, done.stderr) == (0, "")
    *keys, listed, other = done.stdout.splitlines()
    assert [len(key) for key in keys] == [43, 43]
    assert [listed, other] == ["leaflet: read", "desk: staff"]


@pytest.mark.model
def test_the_client_of_the_document_is_answered(running: Program) -> None:
    (script,) = blocks("mcp.md", "python")
    done = subprocess.run(
        [sys.executable, "-c", script.replace(ADDRESS, running.address)],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert json.loads(done.stdout)["handling"] == "verbatim; do not paraphrase as advice"


def test_the_command_that_a_program_is_told_starts_the_tools(library_copy: Path) -> None:
    (told,) = blocks("mcp.md", "json")
    server = json.loads(told)["mcpServers"]["doctor-answers"]
    assert server["command"] == "doctor-answers"
    hello = {
        "protocolVersion": "2025-06-18",
        "capabilities": {},
        "clientInfo": {"name": "test", "version": "1"},
    }
    sent = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": hello}
    done = subprocess.run(
        [sys.executable, "-m", "bot.cli", *server["args"]],
        input=json.dumps(sent) + "\n",
        cwd=library_copy.parent,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert json.loads(done.stdout)["result"]["serverInfo"]["name"] == "doctor-answers"


@pytest.mark.model
def test_every_example_in_python_gives_what_it_shows(
    real_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(real_folder, tmp_path / "library")
    monkeypatch.chdir(tmp_path)
    text = "\n".join(blocks("python.md", "python"))
    examples = doctest.DocTestParser().get_doctest(text, {}, "python.md", "python.md", 0)
    assert len(examples.examples) > 15
    told: list[str] = []
    runner = doctest.DocTestRunner(optionflags=doctest.IGNORE_EXCEPTION_DETAIL)
    runner.run(examples, out=told.append)
    assert runner.failures == 0, "".join(told)


@pytest.mark.model
def test_the_example_of_the_readme_runs(
    real_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(real_folder, tmp_path / "library")
    monkeypatch.chdir(tmp_path)
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    (script,) = re.findall(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    names: dict[str, Any] = {}
    exec(script, names)
    assert names["reply"].cards
