"""Ours, asked what the peers are asked: by the commands that people use, and by the chat page's own
finder. A build from nothing loads the model and exports it, and both count in its seconds: what
earlier builds keep for the user is not found by it."""

import contextlib
import io
import json
import os
import sys
import tempfile
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


def ask(store: str, question: str) -> dict[str, Any]:
    """One question, and the best answer to it."""
    best = command("--library", store, "ask", question, "--json")["answers"][0]
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
    elif name == "ask":
        found = ask(first, second)
    else:
        questions = json.loads(Path(second).read_text(encoding="utf-8"))
        found = timed(opened(Path(first)), questions)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
