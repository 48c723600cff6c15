"""The commands that bring the program to others: what they print, and what a shell makes of it."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from bot import cli
from bot.commands import SHELLS, parser
from bot.hosting import kit
from bot.hosting.kit import Kit
from bot.hosting.platforms import this_platform


@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        (["ser"], ["serve"]),
        (["serve", "--publ"], ["--public-address"]),
        (["kit", "--for", "win"], ["windows"]),
        (["doctors", "--addressed", "n"], ["near"]),
    ],
)
def test_a_shell_completes_commands_options_and_choices(
    typed: list[str], completed: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("no bash")
    assert cli.main(["completion", "bash"]) == 0
    (tmp_path / "script").write_text(capsys.readouterr().out, encoding="utf-8")
    ask = f"""
    source {tmp_path / "script"}
    COMP_WORDS=(doctor-answers {" ".join(typed)})
    COMP_CWORD={len(typed)}
    _shtab_doctor_answers
    printf '%s\\n' "${{COMPREPLY[@]}}"
    """
    done = subprocess.run([bash, "-c", ask], capture_output=True, encoding="utf-8", check=True)
    assert (done.stdout.split(), done.stderr) == (completed, "")


@pytest.mark.parametrize("shell", SHELLS)
def test_every_shell_is_told_of_every_command(
    shell: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["completion", shell]) == 0
    told = capsys.readouterr().out
    (commands,) = (one for one in parser()._actions if isinstance(one.choices, dict))
    assert [name for name in commands.choices or () if name not in told] == []


def test_a_kit_is_made_for_this_machine_if_no_other_is_named(
    library_folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    named: list[object] = []

    def make(folder: Path, library: Path, names: tuple[str, ...]) -> Kit:
        named.append((folder, library, names))
        return Kit(folder, 75, 287_400_000)

    monkeypatch.setattr(kit, "make_kit", make)
    folder = tmp_path / "kit"
    command = ["--library", str(library_folder), "kit", str(folder)]
    assert cli.main(command) == 0
    assert capsys.readouterr().out == (
        f"{folder}: 75 packages and a library, 287 MB; start it with start.sh\n"
    )
    twice = ["--for", "windows", "--for", "linux", "--for", "windows", "--json"]
    assert cli.main([*command, *twice]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told == {"folder": str(folder), "packages": 75, "size": 287_400_000}
    assert named == [
        (folder, library_folder, (this_platform(),)),
        (folder, library_folder, ("windows", "linux")),
    ]
