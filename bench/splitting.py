"""What splitting a message into its questions costs and brings.

    python bench/splitting.py DATA_DIR --half dev [--cache DIR]

Asks the program for the one-line summary of each long message that it takes for several questions:
by the whole message, and by its parts. Prints nDCG@10 for the whole, for the best part, and for the
parts' hits in turn, as a page shows them. The summary is of the whole message, so that no part can
be ahead of it by much; a part that lost its topic falls far behind.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from math import log2
from pathlib import Path
from tempfile import gettempdir

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bot.query.correct import Spelling  # noqa: E402  the checkout's own code, installed or not
from bot.query.search_query import as_one_query, queries_in  # noqa: E402
from bot.reply.reply import LONGEST_QUESTION  # noqa: E402
from index.encoders.encoder import Encoder  # noqa: E402
from index.encoders.sentence_encoder import SentenceEncoder  # noqa: E402
from index.library.build import build  # noqa: E402
from index.library.open import Library  # noqa: E402

DEPTH = 10


@dataclass(frozen=True, slots=True)
class Summaries:
    """The library of all summaries."""

    library: Library
    encoder: Encoder
    spelling: Spelling
    record_of: dict[str, str]

    @classmethod
    def of(cls, data: Path, cache: Path) -> "Summaries":
        """Build it, if the cache has none."""
        cache.mkdir(parents=True, exist_ok=True)
        rows = _rows(data / "dev" / "corpus_meqsum.jsonl")
        records = cache / "summaries.jsonl"
        lines = (json.dumps({"id": row["id"], "answer_text": row["text"]}) for row in rows)
        records.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        build(cache / "summaries", [records], SentenceEncoder())
        library = Library.open(cache / "summaries")
        answers = [answer for page in library.pages() for answer in page.answers]
        record_of = {answer.id: str(answer.record_id) for answer in answers}
        return cls(library, library.encoder(), Spelling.of(library), record_of)

    def found(self, wordings: Sequence[str]) -> list[str]:
        """The records found, best first."""
        hits = self.library.find(wordings, self.encoder, DEPTH).hits
        return [self.record_of[hit.passage.answer_id] for hit in hits]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--half", default="dev")
    parser.add_argument(
        "--cache", type=Path, default=Path(gettempdir()) / "doctor-answers-splitting"
    )
    options = parser.parse_args()
    summaries = Summaries.of(options.data, options.cache)
    folder = options.data / options.half
    right = dict(_right(folder / f"qrels_meqsum_{options.half}.tsv"))
    rows = []
    for row in _rows(folder / f"queries_meqsum_{options.half}.jsonl"):
        message, record = row["text"][:LONGEST_QUESTION], right[row["id"]]
        parts = queries_in(message, summaries.spelling)
        if len(parts) > 1:
            whole = summaries.found(as_one_query(message, summaries.spelling).wordings)
            lists = [summaries.found(part.wordings) for part in parts]
            best = max(gain(found, record) for found in lists)
            rows.append((gain(whole, record), best, gain(in_turn(lists), record)))
    print(f"{len(rows)} messages with several questions; nDCG@10")
    for name, values in zip(
        ("whole message", "best part", "parts in turn"), zip(*rows, strict=True), strict=True
    ):
        print(f"{name:14} {sum(values) / len(values):.3f}")


def in_turn(lists: Sequence[Sequence[str]]) -> list[str]:
    """The first of each list, then the second of each, and so on, each record once."""
    flat = (record for rank in zip_longest(*lists) for record in rank if record is not None)
    return list(dict.fromkeys(flat))


def gain(found: Sequence[str], record: str) -> float:
    """nDCG@10 where one record is right."""
    return 1 / log2(found.index(record) + 2) if record in found[:DEPTH] else 0.0


def _right(file: Path) -> Iterator[tuple[str, str]]:
    for line in file.read_text(encoding="utf-8").splitlines():
        question, record, grade = line.split("\t")
        if grade.isdigit() and int(grade) > 0:
            yield question, record


def _rows(file: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").split("\n") if line]


if __name__ == "__main__":
    main()
