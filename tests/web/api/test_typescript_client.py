"""A client in another language, made of /openapi.json by a generator: types and all.

It is of `openapi-typescript` and `openapi-fetch`, in the versions of its package-lock.json. Where
there is no Node.js, or npm reaches no registry, this is skipped.
"""

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from bot.web.api.keys import ApiKeys
from tests.faults.visitors import Program, served

CLIENT = Path(__file__).with_name("typescript")
LONGEST = 600
"""Seconds for what takes ten; a compiler on a machine that is busy."""
NODE, NPM = shutil.which("node"), shutil.which("npm")

pytestmark = pytest.mark.skipif(
    NODE is None or NPM is None, reason="no Node.js with npm: apt-get install nodejs npm"
)


@pytest.fixture(scope="module")
def library(library_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library that has keys of its own."""
    return Path(shutil.copytree(library_folder, tmp_path_factory.mktemp("keyed") / "library"))


@pytest.fixture(scope="module")
def key(library: Path) -> str:
    return ApiKeys(library).make("clinic", "staff")


@pytest.fixture(scope="module")
def program(library: Path) -> Iterator[Program]:
    with served(library, 0.0) as running:
        yield running


@pytest.fixture(scope="module")
def compiled(program: Program, key: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The client, compiled against the document that the program gives; its script."""
    folder = tmp_path_factory.mktemp("client") / "typescript"
    shutil.copytree(CLIENT, folder, ignore=shutil.ignore_patterns("node_modules"))
    if run(folder, str(NPM), "view", "typescript@5.9.3", "version").returncode != 0:
        pytest.skip("npm reaches no registry")
    installed = run(folder, str(NPM), "ci", "--ignore-scripts", "--no-audit", "--no-fund")
    assert installed.returncode == 0, installed.stderr
    document = httpx2.get(f"{program.address}/openapi.json", headers=keyed(key)).text
    (folder / "openapi.json").write_text(document, encoding="utf-8")
    for command in (["openapi-typescript", "openapi.json", "-o", "document.d.ts"], ["tsc"]):
        made = run(folder, *[f"node_modules/.bin/{command[0]}", *command[1:]])
        assert made.returncode == 0, made.stdout + made.stderr
    return folder / "client.js"


def keyed(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


def run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=LONGEST, check=False
    )


def test_a_generated_client_asks_pages_through_doctors_and_verifies(
    program: Program, key: str, compiled: Path
) -> None:
    asked = [program.address, "Can I exercise after Botox?", "botox", key]
    found = run(compiled.parent, str(NODE), compiled.name, *asked)
    assert found.returncode == 0, found.stderr
    told = json.loads(found.stdout)
    listed = told.pop("listed")
    query = {"topic": "botox", "limit": "50"}
    doctors = f"{program.address}/api/v1/doctors"
    whole = httpx2.get(doctors, params=query, headers=keyed(key)).json()
    assert listed == [one["id"] for row in whole["doctors"] for one in row["answers"]]
    assert told.pop("pages") == -(-len(whole["doctors"]) // 3) > 1
    assert told == {
        "band": "answered",
        "alerts": 0,
        "verified": True,
        "whole": True,
        "sliced": True,
        "unchanged": 304,
        "other": False,
        "refused": 404,
    }


def test_what_the_document_does_not_have_is_not_compiled(compiled: Path) -> None:
    script = compiled.with_suffix(".ts")
    whole = script.read_text(encoding="utf-8")
    for own, wrong in (
        ("body: { question, k: 3 }", "body: { query: question }"),
        ("one.body }", "one.words }"),
        ('"/api/v1/verify"', '"/api/v1/check"'),
    ):
        assert own in whole
        script.write_text(whole.replace(own, wrong, 1), encoding="utf-8")
        assert run(compiled.parent, "node_modules/.bin/tsc", "--noEmit").returncode != 0, wrong
    script.write_text(whole, encoding="utf-8")
