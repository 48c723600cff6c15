"""Ours, asked what the peers are asked: by the commands that people use, and by the chat page's own
finder. A build from nothing loads the model and exports it, and both count in its seconds: what
earlier builds keep for the user is not found by it. One question from cold is the command itself,
with nothing around it."""

import contextlib
import io
import json
import os
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bench.speed_peers.contract import Ask, Passage, timed


def command(*arguments: str) -> dict[str, Any]:
    """What a command of the program prints as JSON."""
    from bot.cli import main

    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        status = main(arguments)
    if status > 1:
        raise SystemExit(f"doctor-answers {' '.join(arguments)}: exit status {status}")
    found: dict[str, Any] = json.loads(printed.getvalue())
    return found


def build(texts: str, store: str) -> dict[str, Any]:
    """Build a library from nothing, with no model that an earlier build exported."""
    with tempfile.TemporaryDirectory() as empty:
        os.environ["XDG_CACHE_HOME"] = empty
        found = command("--library", store, "build", texts, "--json", "--quiet")
    return {"seconds_build": found["seconds"], "passages": found["embedded"]}


def ask_command(store: Path, question: str) -> list[str | Path]:
    """The command that asks one question, with this checkout's code in what pip makes of it."""
    script = "import sys; from bot.start import main; sys.exit(main())"
    return [sys.executable, "-c", script, "--library", store, "ask", question, "--json"]


def best_of(reply: Mapping[str, Any]) -> dict[str, Any]:
    """The best answer in what that command prints."""
    best = reply["answers"][0]
    return {"id": best["id"], "text": best["body"]}


def opened(store: Path) -> Ask:
    """A library kept ready, as the chat page keeps it."""
    from bot.reply.service import AnswerService

    service = AnswerService.open(store)
    service.load()
    service.wait()

    def found(question: str) -> list[Passage]:
        cards = service.reply(question).cards
        return [Passage(card.answer.record_id or card.answer.id, card.quote) for card in cards]

    return found


def main() -> None:
    """Do what the command line asks for, and print what was found."""
    name, first, second = sys.argv[1:]
    if name == "build":
        found = build(first, second)
    else:
        questions = json.loads(Path(second).read_text(encoding="utf-8"))
        found = timed(opened(Path(first)), questions)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
