"""The container, the service and the Space, as far as they can be tried without their hosts."""

import json
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from bot.arguments import origin
from bot.commands import parser
from bot.web.proxies import proxies_in
from bot.web.public_address import PublicAddress
from tests.conftest import SEEDS

ROOT = SEEDS.parent
DOCKERFILE = ROOT / "Dockerfile"
SERVICE = ROOT / "hosting" / "doctor-answers.service"
LARGEST_OF_A_SPACE = 10_000_000
"""Bytes of a file that is pushed to a Space without more ado."""


def instructions(file: Path) -> Iterator[tuple[str, str]]:
    """Each instruction of a Dockerfile, and what follows it."""
    for line in file.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            name, _, rest = line.partition(" ")
            yield name, rest


def commands_in(text: str) -> list[list[str]]:
    """The arguments of each call of the program."""
    found = re.findall(r"(?:^|[\s\"'])\S*/bin/doctor-answers ([^&|\n]+)", text)
    return [shlex.split(one.strip().strip('"]')) for one in found]


# The container.


def test_all_that_the_container_copies_is_there_and_is_sent(tmp_path: Path) -> None:
    sent = {
        line[1:] for line in (ROOT / ".dockerignore").read_text("utf-8").split() if line[0] == "!"
    }
    copied: set[str] = set()
    for name, rest in instructions(DOCKERFILE):
        if name == "COPY" and "--from" not in rest:
            copied |= set(rest.replace("${PAGES}", "seeds").split()[:-1])
    assert copied and copied <= sent
    assert [one for one in copied if not (ROOT / one).exists()] == []


def test_every_command_of_the_container_is_one_that_the_program_has() -> None:
    lines = [f"{name} {rest}" for name, rest in instructions(DOCKERFILE)]
    called = commands_in("\n".join(lines))
    (entry,) = (json.loads(rest) for name, rest in instructions(DOCKERFILE) if name == "ENTRYPOINT")
    (given,) = (json.loads(rest) for name, rest in instructions(DOCKERFILE) if name == "CMD")
    assert entry == ["/program/bin/doctor-answers"]
    assert [parser().parse_args(one).command for one in called] == ["build", "kit"]
    assert parser().parse_args(given).host == "0.0.0.0"


def test_the_running_stage_takes_nothing_of_the_building_one_but_the_kit() -> None:
    text = DOCKERFILE.read_text(encoding="utf-8")
    _, build, run = re.split(r"^FROM ", text, flags=re.MULTILINE)
    assert " AS build" in build.splitlines()[0]
    taken = re.findall(r"COPY --from=build (?:--\S+ )?(\S+)", run)
    assert taken == ["/program", "/kit/library"]
    assert "RUN pip" not in run and "USER 1000" in run
    assert "/build/" not in build.split("RUN python -m venv /program")[1]  # the kit's own wheels


def test_the_composed_service_may_write_in_its_volume_and_nowhere_else() -> None:
    composed = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
    page = composed["services"]["page"]
    assert page["read_only"] is True and page["tmpfs"] == ["/tmp"] and page["cap_drop"] == ["ALL"]
    (volume,) = page["volumes"]
    assert volume.partition(":")[0] in composed["volumes"]
    assert all(port.startswith("127.0.0.1:") for port in page["ports"])
    told = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    assert all(f"`{variable}`" in told for variable in page["environment"])
    assert (ROOT / page["build"]["context"] / "Dockerfile").exists()


def test_the_commands_for_a_container_are_ones_that_the_program_has() -> None:
    told = (ROOT / "docs" / "hosting.md").read_text(encoding="utf-8")
    found = re.findall(r"^docker compose run .* page (.+)$", told, re.MULTILINE)
    options = [parser().parse_args(shlex.split(one)).command for one in found]
    assert options == ["build", "password"]


# The service.


def test_the_service_starts_the_program_as_it_can_be_started() -> None:
    (started,) = re.findall(r"^ExecStart=(.+)$", SERVICE.read_text("utf-8"), re.MULTILINE)
    program, *arguments = shlex.split(started)
    assert program.endswith("/bin/doctor-answers")
    assert parser().parse_args(arguments).command == "serve"


def systemd_analyze(*arguments: str) -> str:
    found = shutil.which("systemd-analyze")
    if found is None:
        pytest.skip("no systemd-analyze: apt-get install systemd")
    done = subprocess.run([found, *arguments], capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_systemd_finds_nothing_wrong_with_the_service(tmp_path: Path) -> None:
    text = re.sub(r"(?m)^ExecStart=\S+", "ExecStart=/bin/true", SERVICE.read_text("utf-8"))
    (tmp_path / SERVICE.name).write_text(text, encoding="utf-8")
    assert SERVICE.name not in systemd_analyze("verify", str(tmp_path / SERVICE.name))


def test_the_service_is_exposed_to_little() -> None:
    told = systemd_analyze("security", "--offline=true", "--no-pager", str(SERVICE))
    (exposure,) = re.findall(r"Overall exposure level .*?: ([0-9.]+)", told)
    assert float(exposure) < 2.5


# The Space.


@pytest.fixture(scope="module")
def space(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("space") / "space"
    made = subprocess.run(
        ["sh", str(ROOT / "hosting" / "make-space"), str(folder)],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert made.stdout.endswith("push it to https://huggingface.co/new-space\n")
    return folder


def test_a_space_says_what_it_is(space: Path) -> None:
    _, front, body = (space / "README.md").read_text(encoding="utf-8").split("---\n", 2)
    said = yaml.safe_load(front)
    assert said["sdk"] == "docker" and said["license"] == "mit"
    assert ("EXPOSE", str(said["app_port"])) in list(instructions(space / "Dockerfile"))
    assert "not a doctor" in body


def test_a_space_has_all_that_its_container_copies(space: Path) -> None:
    taken = dict(instructions(space / "Dockerfile"))
    assert taken["ARG"] == "PAGES=pages"
    for name, rest in instructions(space / "Dockerfile"):
        if name == "COPY" and "--from" not in rest:
            for one in rest.replace("${PAGES}", "pages").split()[:-1]:
                assert (space / one).exists(), one
    assert {one.name for one in (space / "pages").iterdir()} == {
        one.name for one in SEEDS.iterdir()
    }
    large = [one for one in space.rglob("*") if one.stat().st_size > LARGEST_OF_A_SPACE]
    assert large == [] and list(space.rglob("__pycache__")) == []


def test_a_space_is_found_in_the_frame_that_its_host_shows_it_in(space: Path) -> None:
    entries = [rest for name, rest in instructions(space / "Dockerfile") if name == "ENTRYPOINT"]
    shell, _, line = json.loads(entries[-1])
    assert shell == "/bin/sh"
    named = line.replace("$SPACE_HOST", "anna-doctors.hf.space").removeprefix("exec ")
    options = parser().parse_args(shlex.split(named)[1:])
    assert options.embed == [origin("https://huggingface.co")] and options.no_staff
    assert str(PublicAddress.read(options.public_address)) == "https://anna-doctors.hf.space"
    assert proxies_in(options.trusted_proxies)
    assert list(instructions(space / "Dockerfile"))[-1] == ("CMD", "[]")


def test_a_folder_that_is_there_makes_no_space(tmp_path: Path) -> None:
    refused = subprocess.run(
        ["sh", str(ROOT / "hosting" / "make-space"), str(tmp_path)],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert refused.returncode == 2 and "is there already" in refused.stderr
