"""The words of a command: what is wrong is told in one sentence that ends with what to do."""

import argparse
import socket
from pathlib import Path

import pytest

from bot.arguments import port
from bot.cli import main, runner
from bot.commands import parser
from bot.web.serve import port_to_have
from index.storage.shards import SHARD_PASSAGES


def told(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    """Status, standard output and standard error of a command."""
    try:
        status = main(arguments)
    except SystemExit as end:
        status = int(end.code or 0)
    printed = capsys.readouterr()
    return status, printed.out, printed.err


def test_alone_it_prints_its_help(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = told([], capsys)
    assert (status, err) == (0, "")
    assert "usage: doctor-answers" in out
    assert "--version" in out


def test_it_says_its_version(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = told(["--version"], capsys)
    assert status == 0
    name, number = out.split()
    assert name == "doctor-answers"
    assert number[0].isdigit()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["buld", "x"], "doctor-answers: there is no buld; did you mean build?"),
        (["doctor", "massage"], "doctor-answers: there is no doctor; did you mean doctors?"),
        (["ask", "hi", "--jsn"], "doctor-answers: there is no --jsn; did you mean --json?"),
        (
            ["serve", "--port", "99999"],
            "doctor-answers serve: argument --port: must be a number from 0 to 65535; "
            "see: doctor-answers serve --help",
        ),
        (
            ["doctors", "x", "--stars", "9"],
            "doctor-answers doctors: argument --stars: invalid choice: '9'",
        ),
        (["remove", "--page"], "doctor-answers remove: argument --page: expected one argument"),
    ],
)
def test_a_slip_is_told_in_one_sentence_with_what_was_meant(
    arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, err = told(arguments, capsys)
    assert (status, out) == (2, "")
    assert err.startswith(sentence)
    assert err.count("\n") == 1


@pytest.mark.parametrize("number", ["-1", "65536", "80a", "", "٣", "1.5"])
def test_what_is_no_port_is_refused(number: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError):
        port(number)


@pytest.mark.parametrize("command", [["ask", "how", "long"], ["doctors", "x"], ["serve"]])
def test_a_library_that_was_named_and_is_not_there_is_never_the_demo(
    command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "mine"
    status, out, err = told(["--library", str(folder), *command], capsys)
    assert (status, out) == (2, "")
    assert "there is no library here; make one with: " in err
    assert "add --demo" in err
    assert not folder.exists()


def test_a_question_needs_no_quotes(
    library_folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.run.asking._reply", lambda question, *_: pytest.fail(question))
    with pytest.raises(pytest.fail.Exception, match=r"^can I exercise after botox$"):
        main(["--library", str(library_folder), "ask", *"can I exercise after botox".split()])


def test_a_port_that_is_taken_is_said_before_any_address(
    library_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]
        where = ["--library", str(library_folder), "serve", "--port", str(taken)]
        status, out, err = told(where, capsys)
    assert (status, out) == (2, "")
    assert err.startswith(f"doctor-answers: port {taken} is in use; try --port ")
    assert "http://" not in err


def test_a_port_in_use_is_said_before_a_library_is_built(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        folder = tmp_path / "library"
        where = ["--library", str(folder), "serve", "--demo", "--port", port]
        status, _, err = told(where, capsys)
    assert (status, err.count("\n"), folder.exists()) == (2, 1, False)
    assert "is in use; try --port " in err


def test_a_host_that_is_none_is_said() -> None:
    for host in ("no such place", "192.0.2.1"):
        told = rf"cannot be at {host}, port 0 \([\w ]+\); try another --host or --port$"
        with pytest.raises(ValueError, match=told):
            port_to_have(host, 0)


def test_a_port_that_the_system_gives_is_the_one_that_is_shown() -> None:
    port = port_to_have("127.0.0.1", 0)
    assert port > 0
    assert port_to_have("127.0.0.1", port) == port


def test_every_command_has_somebody_who_carries_it_out() -> None:
    (commands,) = (one for one in parser()._actions if isinstance(one.choices, dict))
    carried_out = [runner(name).__name__ for name in commands.choices or ()]
    assert carried_out == [f"run_{name.replace('-', '_')}" for name in commands.choices or ()]


def test_a_shard_may_hold_as_many_passages_as_are_used_without_asking(
    capsys: pytest.CaptureFixture[str],
) -> None:
    given = parser().parse_args(["build", "--shard-passages", str(SHARD_PASSAGES)])
    assert given.shard_passages == SHARD_PASSAGES
    status, _, err = told(["build", "--shard-passages", "0"], capsys)
    assert status == 2
    assert "must be 1 or more" in err


@pytest.mark.parametrize(
    "arguments",
    [
        ["ask", "my husband collapsed", "--k", "0"],
        ["ask", "my husband collapsed", "--fast"],
        ["aks", "my", "husband", "collapsed"],
        ["my husband collapsed"],
    ],
)
def test_a_refused_command_tells_of_danger_all_the_same(
    arguments: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOCTOR_ANSWERS_EMERGENCY", "112")
    status, out, err = told(arguments, capsys)
    assert (status, out) == (2, "")
    assert "Get help now: call 112" in err


def test_a_refused_command_without_danger_is_one_sentence(
    capsys: pytest.CaptureFixture[str],
) -> None:
    _, _, err = told(["ask", "can I run", "--k", "0"], capsys)
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ["verify", "i cant breathe after botox"],
        ["pages", "my", "throat", "is", "closing"],
        ["remove", "--doctor", "I want to kill myself"],
        ["doctors", "my husband collapsed"],
    ],
)
def test_a_command_that_fails_tells_of_danger_in_a_line(
    arguments: list[str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DOCTOR_ANSWERS_EMERGENCY", "112")
    status, out, err = told(["--library", str(tmp_path / "none"), *arguments], capsys)
    assert (status, out) == (2, "")
    assert err.count("\n") == 2
    assert "all 112" in err


@pytest.mark.parametrize(
    "arguments",
    [["pages", "suicide/pages"], ["verify", "trouble swallowing.json"], ["doctors", "anaphylaxis"]],
)
def test_a_command_that_fails_and_names_a_danger_is_one_sentence(
    arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, _, err = told(["--library", str(tmp_path / "none"), *arguments], capsys)
    assert (status, err.count("\n")) == (2, 1)
