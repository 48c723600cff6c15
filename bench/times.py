"""How well times are told to be a wait or a duration: precision, recall, and the wrong ones.

    python bench/times.py FILE.jsonl

Each line of the file is a sentence with the times that should become buttons, in its own words:
{"sentence": "Wait 4 hours.", "chips": ["4 hours"]}
"""

import argparse
import json
import sys
from collections import Counter
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bot.reply.waits import waits_in  # noqa: E402


class Judged(NamedTuple):
    """A sentence, with the times that were found rightly, found wrongly, and missed."""

    sentence: str
    right: Counter[str]
    wrong: Counter[str]
    missed: Counter[str]


def main() -> None:
    """Judge every sentence, and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("file", type=Path, metavar="FILE.jsonl")
    lines = parser.parse_args().file.read_text(encoding="utf-8").splitlines()
    judged = [judge(**json.loads(line)) for line in lines if line.strip()]
    for one in judged:
        for name, times in (("wrong", one.wrong), ("missed", one.missed)):
            if times:
                print(f"{name:<7} {', '.join(times.elements())} | {one.sentence}")
    right, wrong, missed = (
        sum(times.total() for times in column)
        for column in zip(*(one[1:] for one in judged), strict=True)
    )
    exact = sum(not one.wrong and not one.missed for one in judged)
    print(f"\n{exact} of {len(judged)} sentences as labelled")
    print(f"precision {_share(right, right + wrong)}, {right} of {right + wrong} shown")
    print(f"recall    {_share(right, right + missed)}, {right} of {right + missed} labelled")


def judge(sentence: str, chips: list[str]) -> Judged:
    """What is found in a sentence, beside what should be."""
    found = Counter(_plain(sentence[start:end]) for start, end, _ in waits_in(sentence))
    expected = Counter(map(_plain, chips))
    return Judged(sentence, found & expected, found - expected, expected - found)


def _plain(words: str) -> str:
    return " ".join(words.casefold().split())


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.3f}" if whole else "–"


if __name__ == "__main__":
    main()
