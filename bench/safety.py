"""How well signs of danger are told in messages, by the rules, by the second reader, and by both.

    python bench/safety.py [--rules] [--alone] [--wrong SET] [--known] [FILE.jsonl …]

The sets are those of the tests, each by another author, and any files that are named: JSON Lines of
{"text", "level"}. A message of danger counts as found if anything from "urgent" up is said to it; a
false alarm is the same said to any other. All sets but those whose name begins with "blind" were at
hand when rules and reader were made, so that new messages fare less well; the blind ones were
measured before anybody looked at them (docs/measured/danger.md), and are at hand since.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from statistics import median
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bot.safety.second_reader import Reading, second_reader  # noqa: E402
from bot.safety.signs import signs_in  # noqa: E402
from index.encoders.sentence_encoder import SentenceEncoder  # noqa: E402
from tests.safety_messages import MESSAGES  # noqa: E402

KNOWN = ROOT / "tests" / "safety" / "told_wrongly.jsonl"
FOLDS = 6
"""Groups of authors, who are left out of what is fitted one group after the other."""
DANGER = ("crisis", "emergency", "urgent")
MOST_URGENT_FIRST = (*DANGER, "clinic", "vet", "none")


class Labelled(NamedTuple):
    """A message and its level."""

    text: str
    level: str


Reader = Callable[[Sequence[Labelled]], list[str]]
"""What is told of each message: a level."""


def main() -> None:
    """Print a table for each reader, with a row for each set."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE.jsonl")
    parser.add_argument("--rules", action="store_true", help="without the second reader")
    parser.add_argument("--wrong", help="print what is told wrongly of a set", metavar="SET")
    parser.add_argument("--alone", action="store_true", help="only the files that are named")
    parser.add_argument("--known", action="store_true", help="write what the rules tell wrongly")
    options = parser.parse_args()
    if options.known:
        KNOWN.write_text("".join(known_lines()), encoding="utf-8")
    own = {} if options.alone else own_sets()
    sets = {**own, **{file.stem: read(file) for file in options.files}}
    readers: dict[str, Reader] = {"rules": by_rules}
    if not options.rules:
        readers |= {"second reader": by_vectors, "both": by_both}
    for title, reader in readers.items():
        told = {name: reader(messages) for name, messages in sets.items()}
        print(f"\n{title}\n\n" + "\n".join(table(sets, told)))
    if options.wrong:
        wrong = list(readers.values())[-1](sets[options.wrong])
        for message, level in zip(sets[options.wrong], wrong, strict=True):
            if (message.level in DANGER) != (level in DANGER):
                print(f"{message.level} told as {level}: {message.text}")
    seconds = [_seconds(Labelled(one.text, one.level)) for one in MESSAGES]
    print(f"\nrules: median {median(seconds) * 1000:.1f} ms, longest {max(seconds) * 1000:.1f} ms")


def known_lines() -> Iterator[str]:
    """What the rules tell wrongly of the messages of the tests, as lines of JSON."""
    for name, messages in own_sets().items():
        for message, told in zip(messages, by_rules(messages), strict=True):
            if (message.level in DANGER) != (told in DANGER):
                row = {"set": name, "level": message.level, "told": told, "text": message.text}
                yield json.dumps(row, ensure_ascii=False) + "\n"


def own_sets() -> dict[str, list[Labelled]]:
    """The labelled messages of the tests, by the author."""
    folder = ROOT / "tests" / "safety" / "messages"
    return {
        "ours": [Labelled(one.text, one.level) for one in MESSAGES],
        "others": read(ROOT / "tests" / "safety_by_others.jsonl"),
        **{file.stem: read(file) for file in sorted(folder.glob("*.jsonl"))},
    }


def written_for_fitting() -> list[Labelled]:
    """Messages that were written to fit weights by, and by which nothing is measured."""
    return read(ROOT / "bench" / "written_for_fitting.jsonl")


def written_for_the_reader() -> list[Labelled]:
    """Further ones, mostly crises told sideways, dangers in few words, and ordinary messages."""
    return read(ROOT / "bench" / "written_for_the_reader.jsonl")


def folds(authors: Sequence[str]) -> list[frozenset[str]]:
    """The authors who are left out together: each of them once."""
    return [frozenset(authors[n::FOLDS]) for n in range(min(FOLDS, len(authors)))]


def write(file: Path, written: Mapping[str, object]) -> None:
    """Write weights into a file, as a line of JSON."""
    file.write_text(json.dumps(written, ensure_ascii=False) + "\n", encoding="utf-8")


def read(file: Path) -> list[Labelled]:
    """The messages of a file."""
    rows = map(json.loads, file.read_text(encoding="utf-8").splitlines())
    return [Labelled(row["text"], row["level"]) for row in rows]


def table(
    sets: Mapping[str, Sequence[Labelled]], told: Mapping[str, Sequence[str]]
) -> Iterator[str]:
    """Rows of a table: what was found of each level of danger, and the false alarms."""
    yield "| set | " + " | ".join(f"{level} found" for level in DANGER) + " | false alarms |"
    yield "|---|" + "---:|" * (len(DANGER) + 1)
    for name, messages in sets.items():
        cells = [_share(messages, told[name], {level}) for level in DANGER]
        cells.append(_share(messages, told[name], {"clinic", "none"}))
        yield f"| {name} | {' | '.join(cells)} |"


def _share(messages: Sequence[Labelled], told: Sequence[str], levels: set[str]) -> str:
    """How many messages of some levels are told as dangers."""
    pairs = [one for m, one in zip(messages, told, strict=True) if m.level in levels]
    found = sum(one in DANGER for one in pairs)
    return f"{found} of {len(pairs)} ({found / len(pairs):.1%})" if pairs else "–"


def by_rules(messages: Sequence[Labelled]) -> list[str]:
    """What the rules tell."""
    found = (signs_in(one.text) for one in messages)
    return [signs[0].level if signs else "none" for signs in found]


def by_vectors(messages: Sequence[Labelled]) -> list[str]:
    """What the second reader tells."""
    return [one.level or "none" for one in readings(messages)]


def readings(messages: Sequence[Labelled]) -> list[Reading]:
    """What the second reader reads messages as."""
    encoder = sentence_encoder()
    reader = second_reader(encoder.fingerprint)
    if reader is None:
        sys.exit("the second reader is fitted for another encoder; run bench/second_reader.py")
    vectors = encoder.encode_query([one.text for one in messages])
    pairs = zip(messages, vectors, strict=True)
    return [reader.read(message.text, vector) for message, vector in pairs]


@cache
def sentence_encoder() -> SentenceEncoder:
    """The encoder, loaded once."""
    return SentenceEncoder()


def by_both(messages: Sequence[Labelled]) -> list[str]:
    """What is told by both, the most urgent of it."""
    pairs = zip(messages, readings(messages), strict=True)
    told = ([one.level for one in r.told_with(signs_in(m.text))] for m, r in pairs)
    return [min(levels, key=MOST_URGENT_FIRST.index, default="none") for levels in told]


def _seconds(message: Labelled) -> float:
    begun = time.perf_counter()
    signs_in(message.text)
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
