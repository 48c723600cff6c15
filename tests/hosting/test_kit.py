"""The offline kit: made once, then installed and started with the network cut."""

import re
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from bot.hosting.kit import PYTHON, left_here, make_kit
from bot.hosting.packages import BUILDING, lines_for, packages_to_answer
from bot.hosting.platforms import PLATFORMS, this_platform
from index.library.open import Library
from index.storage.tombstones import Tombstones
from tests.conftest import SEEDS

MB = 1_000_000
OF_STAFF = ("audit.jsonl", "judgements.jsonl", "saved-searches.jsonl")
ROOT = SEEDS.parent

# What is needed.


@pytest.mark.parametrize("name", PLATFORMS)
def test_answering_needs_neither_torch_nor_what_only_torch_needs(name: str) -> None:
    required = ["gradio>=6", "onnxruntime", "torch", "sentence-transformers", "tantivy"]
    found = packages_to_answer(required, PLATFORMS[name])
    names = {Requirement(one).name for one in found}
    assert {"gradio", "numpy", "onnxruntime", "starlette", "tantivy"} <= names
    assert not names & {*BUILDING, "transformers", "scikit-learn", "sympy", "safetensors"}
    assert ("colorama" in names) == (name == "windows")  # click needs it there alone
    assert list(found) == sorted(found)


def test_each_platform_is_given_its_own_packages() -> None:
    packages = {
        "linux": ("a==1", "b==2"),
        "macos": ("a==1", "b==2"),
        "windows": ("a==1", "c==3"),
    }
    assert lines_for(packages) == [
        "a==1",
        'b==2 ; sys_platform == "linux" and platform_machine == "x86_64" or '
        'sys_platform == "darwin" and platform_machine == "arm64"',
        'c==3 ; sys_platform == "win32" and platform_machine == "AMD64"',
    ]
    assert [Requirement(one).name for one in lines_for(packages)] == ["a", "b", "c"]
    assert lines_for({"linux": ("a==1", "b==2")}) == ["a==1", "b==2"]


# What is refused.


def test_a_folder_that_is_there_is_left_alone(library_folder: Path, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="is there already"):
        make_kit(tmp_path, library_folder, ["linux"])
    assert list(tmp_path.iterdir()) == []


def test_a_library_without_an_encoder_of_its_own_makes_no_kit(
    library_folder: Path, tmp_path: Path
) -> None:
    with pytest.raises(ValueError, match=r"no exported encoder.*build PATH --anew$"):
        make_kit(tmp_path / "kit", library_folder, ["linux"])
    assert list(tmp_path.iterdir()) == []


def test_a_library_of_which_a_removal_was_not_finished_makes_no_kit(
    library_copy: Path, tmp_path: Path
) -> None:
    with closing(Library.open(library_copy)) as opened:
        page = next(iter(opened.stored()))
    Tombstones.read(library_copy).adding(pages=[page]).write(library_copy)
    with pytest.raises(ValueError, match=r"would hold what was removed: .* with: doctor-answers"):
        make_kit(tmp_path / "kit", library_copy, ["linux"])
    assert not (tmp_path / "kit").exists()


def test_what_a_link_among_the_uploads_leads_to_does_not_go_along(tmp_path: Path) -> None:
    pages, elsewhere = tmp_path / "library" / "pages", tmp_path / "elsewhere"
    pages.mkdir(parents=True)
    elsewhere.mkdir()
    (elsewhere / "b.txt").write_text("of one who was removed", encoding="utf-8")
    (pages / "a.txt").write_text("a page", encoding="utf-8")
    (pages / "b.txt").symlink_to(elsewhere / "b.txt")
    (pages / "c").symlink_to(elsewhere)
    (pages / "d.txt").symlink_to(tmp_path / "nowhere")
    shutil.copytree(tmp_path / "library", tmp_path / "kit", ignore=left_here)
    assert [one.name for one in (tmp_path / "kit" / "pages").iterdir()] == ["a.txt"]


@pytest.mark.model
def test_a_kit_that_cannot_be_finished_leaves_nothing(
    real_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")  # so that no package is found
    monkeypatch.setenv("PIP_FIND_LINKS", "")
    with pytest.raises(ValueError, match=r"^pip wheel failed \(ERROR.*try again with a network$"):
        make_kit(tmp_path / "kit", real_folder, ["linux"])
    assert list(tmp_path.iterdir()) == []


# The kit itself.


@pytest.fixture(scope="module")
def kit(real_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("kit")
    library = Path(shutil.copytree(real_folder, folder / "own"))
    for name in OF_STAFF:
        (library / name).write_text("{}\n", encoding="utf-8")
    (library / "api-keys").write_text("a programs' key", encoding="utf-8")
    try:
        made = make_kit(folder / "kit", library, [this_platform()])
    except ValueError as error:
        if "try again with a network" not in str(error):
            raise
        pytest.skip("no package index can be reached")
    assert made.size < 600 * MB
    assert made.packages == len(list((made.folder / "wheels").glob("*.whl"))) > 60
    yield made.folder
    shutil.rmtree(folder)


def cut_off() -> list[str]:
    """The beginning of a command that has no network but its own loopback."""
    unshare, ip = shutil.which("unshare"), shutil.which("ip")
    apart = [unshare or "unshare", "--map-root-user", "--net"]
    up = ["sh", "-c", f'{ip} link set lo up && exec "$@"', "sh"]
    if None in (unshare, ip) or subprocess.run([*apart, *up, "true"], check=False).returncode:
        pytest.skip("this system lets nobody make a network namespace")
    return [*apart, *up]


START = """
set -eu
cd "$1"
sh start.sh --port 7999 --no-staff 2>../log & pid=$!
trap 'kill $pid' EXIT
until curl -sf http://127.0.0.1:7999/ >page.html 2>/dev/null; do sleep 0.1; kill -0 $pid; done
cut -d ' ' -f 14-17 </proc/$pid/stat
program/bin/python -c 'import importlib.util as u; print(u.find_spec("torch"))'
program/bin/doctor-answers --library library ask does massage move botox --k 1
"""
"""Start, and say how many hundredths of a second of work it took until the first page came."""


@pytest.mark.model
@pytest.mark.skipif(sys.platform != "linux", reason="cuts the network as Linux does")
def test_it_installs_and_answers_without_a_network_and_from_an_empty_home(
    kit: Path, tmp_path: Path
) -> None:
    if shutil.which("curl") is None:
        pytest.skip("no curl: apt-get install curl")
    apart = cut_off()
    bare = {"PATH": f"{Path(sys.executable).parent}:/usr/local/bin:/usr/bin:/bin:/usr/sbin"}
    environment = {**bare, "HOME": str(tmp_path)}
    for started in ("first", "again"):
        done = subprocess.run(
            [*apart, "sh", "-c", START, "sh", str(kit)],
            env=environment,
            capture_output=True,
            encoding="utf-8",
            timeout=900,
            check=False,
        )
        said = (kit.parent / "log").read_text(encoding="utf-8")
        assert done.returncode == 0, done.stderr + said
        assert ("Installing" in said) == (started == "first")
        times, torch, *answer = done.stdout.splitlines()
        assert torch == "None"
        assert "Jared Mallalieu, DO" in "\n".join(answer)
        assert "Doctor Answers" in (kit / "page.html").read_text(encoding="utf-8")
    assert sum(map(int, times.split()[:2])) < 10 * 100  # of work; what it takes depends on the rest


@pytest.mark.model
def test_its_library_is_the_same_and_nothing_of_the_staff_goes_along(kit: Path) -> None:
    library = Library.open(kit / "library")
    assert list(library.problems()) == [] and len(list(library.doctors())) > 10
    library.close()
    for name in (*OF_STAFF, "own-files"):
        assert not list((kit / "library").rglob(name))
    assert not list((kit / "library").rglob(".lock"))
    assert not list((kit / "library").rglob("api-keys"))
    assert stat.S_IMODE(kit.stat().st_mode) == 0o700  # what it installs, nobody else may write


@pytest.mark.model
def test_its_scripts_name_the_python_that_its_wheels_are_for(kit: Path) -> None:
    tag = f"cp{PYTHON.replace('.', '')}"
    assert any(f"-{tag}-" in wheel.name for wheel in (kit / "wheels").iterdir())
    for name, end in (("start.sh", "\n"), ("start.command", "\n"), ("start.bat", "\r\n")):
        text = (kit / name).read_bytes().decode("utf-8")
        assert PYTHON in text and "@PYTHON@" not in text
        assert text.count("\n") == text.count(end)
        assert (kit / name).stat().st_mode & 0o111


@pytest.mark.model
def test_the_container_installs_the_kit_by_the_line_that_it_has(
    kit: Path, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    """The last line of the building stage, run as it stands in a clean folder."""
    if not pytestconfig.getoption("--long"):
        pytest.skip("takes a minute, and installs what the start did; --long")
    lines = (ROOT / "Dockerfile").read_text(encoding="utf-8").splitlines()
    (line,) = (one.removeprefix("RUN ") for one in lines if "--find-links /kit/wheels" in one)
    here = line.replace("/kit/", f"{kit}/").replace("/program", str(tmp_path / "program"))
    here = re.sub(r"^python ", f"{sys.executable} ", here)
    subprocess.run([*cut_off(), "sh", "-c", here], check=True, capture_output=True, timeout=900)
    version = subprocess.run(
        [tmp_path / "program" / "bin" / "doctor-answers", "--version"],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert version.stdout.startswith("doctor-answers ")
