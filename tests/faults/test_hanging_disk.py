"""A library on a disk that does not answer, as over a network that broke, keeps no notice back."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.reply.reply import Reply
from bot.safety.signs import signs_in
from bot.show.terminal import alerts_text, reply_text
from index.storage.current import CURRENT


@pytest.mark.parametrize("message", ["My throat is closing", "No puedo respirar"])
def test_who_asks_at_a_terminal_is_told_of_danger_at_once(message: str, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / CURRENT)  # to read it waits for ever
    command = [sys.executable, "-m", "bot.cli", "--library", str(tmp_path), "ask", message]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as asking:
        try:
            told, _ = asking.communicate(timeout=5)
        except subprocess.TimeoutExpired as waiting:
            told = (waiting.stdout or b"").decode()
        finally:
            asking.kill()
    assert "911" in told


def test_what_was_told_is_not_told_again() -> None:
    message = "My throat is closing"
    reply = Reply(message, (), (), signs_in(message), trouble=OSError())
    first = alerts_text(reply)
    assert first
    assert reply_text(reply) == "\n\n".join([*first, reply_text(reply, told=first)])
