"""Every command that a document shows in a block of `sh` is run as it stands there, or it is named
here why it is not. What documents show with its output (`console`) is run by docs/sessions.py, and
the requests in docs/api.md by test_doors.py."""

import re
import shlex
import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.conftest import SEEDS
from tests.faults.visitors import free_port, started
from tests.pages.html.test_recipes import site
from tests.pages.make_everything import text
from tests.test_doors import run

ROOT = SEEDS.parent
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
CALLED = ".venv/bin/doctor-answers"
"""How the README calls the program, which is not on the path there."""
ELSEWHERE = {
    r"curl ": "test_doors.py sends the requests",
    r"doctor-answers key": "test_doors.py makes keys",
    r"doctor-answers serve": "below, in a process that is stopped again",
    r"doctor-answers pages answers\.csv": "test_cli.py keeps decisions about records",
    r"doctor-answers (push|pull) s3:": "tests/faults/test_bucket.py has a server of S3",
    r"doctor-answers kit": "tests/hosting/test_kit.py makes one: it takes minutes",
    r"hosting/make-space": "tests/hosting/test_hosts.py makes one",
    r"python3 -m venv": "tests/test_wheel.py installs the program",
    r"(?:PAGES=\S+ )?docker ": "needs an engine for containers",
    r"doctor-answers build \S+ --ray": "tests/cluster builds with several nodes of one machine",
    r"(?:ray|scp|ssh) |install -d |chmod 600 |export RAY_|pip install 'doctor-answers\[ray\]'": (
        "needs two machines"
    ),
    r"sudo |cd /opt": "needs a server with systemd, and root",
}
"""Commands that are not run here, and why."""


def shown(documents: Iterable[Path] = DOCUMENTS) -> list[str]:
    """Every command in the blocks of `sh`, in the order of the documents."""
    blocks = [
        block
        for document in documents
        for block in re.findall(
            r"^```sh\n(.*?)^```", document.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
        )
    ]
    whole = "\n".join(blocks).replace("\\\n", " ").splitlines()
    return [line.replace(CALLED, "doctor-answers").strip() for line in whole if line.strip()]


def is_run_elsewhere(command: str) -> bool:
    return any(re.match(pattern, command) for pattern in ELSEWHERE)


def test_every_command_is_one_of_ours_or_said_to_be_run_elsewhere() -> None:
    odd = [
        one for one in shown() if not one.startswith("doctor-answers") if not is_run_elsewhere(one)
    ]
    assert odd == []
    assert [p for p in ELSEWHERE if not any(re.match(p, one) for one in shown())] == []


def test_requests_stand_in_the_one_document_whose_requests_are_sent() -> None:
    others = shown(one for one in DOCUMENTS if one.name != "api.md")
    assert [one for one in others if re.match(r"curl |doctor-answers key", one)] == []


def laid(folder: Path, library: Path) -> None:
    """What the documents take for granted: a library, pages, a table, quotes, saved web pages."""
    shutil.copytree(library, folder / "library")
    for name, of in (("my-pages/walks.txt", "fillers"), ("veins.txt", "sclerotherapy")):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text(of, "Ruth Okafor, MD"), encoding="utf-8")
    (folder / "mapped.csv").write_text("Q,A,Who\nWhy now?,They rarely do.,Ruth Lane\n")
    (folder / "saved").mkdir()
    saved = site(left_out="").replace("<article>", "<article class=answer>")
    for name in ("a.html", "b.html"):
        (folder / "saved" / name).write_text(saved, encoding="utf-8")
    (folder / ".local/share/bash-completion/completions").mkdir(parents=True)
    quotes = run("doctor-answers ask 'does massage move botox?' --json > my-quotes.json", folder)
    assert quotes.returncode == 0, quotes.stderr


@pytest.mark.model
def test_every_command_that_is_shown_runs(real_folder: Path, tmp_path: Path) -> None:
    laid(tmp_path, real_folder)
    commands = [one for one in dict.fromkeys(shown()) if not is_run_elsewhere(one)]
    assert len(commands) >= 10
    for command in commands:
        given = "echo a-long-password |" if " password " in command else ""
        done = run(f"{given} {command}", tmp_path)
        assert done.returncode == 0, (command, done.stdout, done.stderr)
    assert (tmp_path / "veins.decision.toml").is_file()
    assert (tmp_path / "mapped.map.toml").is_file()
    assert (tmp_path / "staff.txt").read_text(encoding="utf-8").startswith("anna:")
    assert "box = " in (tmp_path / "saved" / "ask.recipe.toml").read_text(encoding="utf-8")


@pytest.mark.model
def test_every_server_that_is_shown_starts(real_folder: Path, tmp_path: Path) -> None:
    laid(tmp_path, real_folder)
    run("echo a-long-password | doctor-answers password anna >> staff.txt", tmp_path)
    servers = [one for one in dict.fromkeys(shown()) if one.startswith("doctor-answers serve")]
    assert servers
    for command in servers:
        port = free_port()
        words = [
            str(tmp_path / word) if re.fullmatch(r"[\w-]+\.\w+", word) else word
            for word in shlex.split(command)[1:]
        ]
        library = ["--library", str(tmp_path / "library")]
        with started(["-m", "bot.cli", *library, *words, "--port", str(port)], port):
            pass  # it is ready to answer by then
