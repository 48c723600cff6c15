"""What machines that build together lose, and cost, when they are killed and when they are not.

    python bench/cluster.py [--part NAME ..] [--answers 50000] [--moments 20] [--builds 4]
        [--timed 20000] [--rounds 3] [--encoder words|model] [--seed 1] [--data DIR]

The answers are generated. Several raylets on this machine stand for several machines. Every build
is a process of its own, and its library is compared with that of a plain build, row by row. The
parts:

- `killed`: a node is killed at random moments of builds, and another one added;
- `again`: the program that asked is killed once so many files of vectors are there, and run
  again: what it makes then, and finds;
- `overhead`: `--ray` on this machine beside a plain build, in turns;
- `workers`: one worker, and two;
- `shards`: the cost of an answer in a library of 1, 4 and 16 shards, and of a question to it;
- `same`: whether 1, 2, 5 and 16 shards say to every question what the same pages in one do: the
  seeds (whose three pages make three at most), the seeds among generated answers, and, where
  `--data` has the public sets, among a forum's;
- `fronts`: the memory of a front of `serve --ray`, at a fourth of the answers and at all of them.

`words` counts words in place of a model, so that builds take seconds; `model` is the program's own.
Needs Linux, and what `[ray]` and `[test]` install; `same` needs no Ray.
"""

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from functools import partial
from multiprocessing import get_context
from multiprocessing.managers import BaseManager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bot.answers import AnswerLibrary  # noqa: E402
from bot.cluster.service import ScatteredService  # noqa: E402
from bot.reply.service import AnswerService  # noqa: E402
from bot.show.export import reply_json  # noqa: E402
from index.cluster.build import build_on_cluster  # noqa: E402
from index.cluster.router import Router  # noqa: E402
from index.cluster.shard import OpenShards  # noqa: E402
from index.encoders.encoder import Encoder  # noqa: E402
from index.encoders.sentence_encoder import DEFAULT, SentenceEncoder  # noqa: E402
from index.library.build import BuildRequest, Prepared, build  # noqa: E402
from index.library.open import Library  # noqa: E402
from index.storage.shards import shard_folders  # noqa: E402
from tests.band_questions import ODD_WORDS  # noqa: E402
from tests.cluster.machines import Machines, machines, unheard  # noqa: E402
from tests.cluster.test_build_on_cluster import rows_of  # noqa: E402
from tests.conftest import SEEDS  # noqa: E402
from tests.seed_questions import ADDRESSED, ELSEWHERE  # noqa: E402
from tests.words_encoder import WordsEncoder  # noqa: E402

FILES = 16
"""Among which the answers are divided."""
WORDS, LENGTH = 5000, 60
"""Different words of all answers, and words of each."""
RUNS = 10
"""How often a build is begun again at most."""
DOCTORS = 4000
"""Who gave the answers of which a front keeps the doctors."""
ASKED = 50
"""Questions to a front."""
SAME_SHARDS = (1, 2, 5, 16)
"""In how many a library is divided, that must say what an undivided one does."""
UNLIKE = ("other answers", "other order", "other bands", "else other")
"""In what a reply may differ; the last where it is in none of the others."""
PHRASES, WARM = 500, 20
"""Questions to generated answers, and those of them that are asked before time is taken."""
COMPARED = ("pages", "answers", "passages")
"""The tables of a store whose rows are compared."""


def main() -> None:
    """Measure what is asked for."""
    options = _options()
    if options.child:
        _build_here(json.loads(options.child))
        return
    if options.front:
        _answer_here(options.front)
        return
    parts: dict[str, Callable[[argparse.Namespace, Path], None]] = {
        "killed": _killed,
        "again": _again,
        "overhead": _overhead,
        "workers": _workers,
        "shards": _shards,
        "same": _same,
        "fronts": _fronts,
    }
    load = os.getloadavg()[0]
    print(f"{os.cpu_count()} processors, load {load:.1f}; encoder: {options.encoder}", flush=True)
    for name in options.part or parts:
        with TemporaryDirectory(prefix="doctor-answers-") as work:
            parts[name](options, Path(work))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--part", action="append", default=[])
    parser.add_argument("--answers", type=int, default=50_000, help="of builds that are killed")
    parser.add_argument("--moments", type=int, default=20)
    parser.add_argument("--builds", type=int, default=4, help="that the moments are divided among")
    parser.add_argument(
        "--timed", type=int, default=20_000, help="answers of builds that are timed"
    )
    parser.add_argument("--rounds", type=int, default=3, help="of a plain build and --ray")
    parser.add_argument("--encoder", choices=("words", "model"), default="words")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--data", type=Path, metavar="DIR", help="with corpus_forum.jsonl")
    for hidden in ("--child", "--front"):
        parser.add_argument(hidden, help=argparse.SUPPRESS)
    return parser.parse_args()


# The parts.


def _killed(options: argparse.Namespace, work: Path) -> None:
    chance = random.Random(options.seed)
    pages = _pages(work, options.answers)
    wanted = _rows(_plain(options, work / "plain", pages))
    print(f"\nA node is killed while {options.answers:,} answers are built:\n")
    _head("build", "killed after (s)", "seconds", "runs", "texts left", "rows lost", "rows doubled")
    with machines() as made:
        node = made.add()
        whole = _finished([_began(options, made, work / "whole", pages)])[1]
        n, left = 0, options.moments
        while left > 0:
            of_each = min(left, -(-options.moments // options.builds))
            moments = sorted(chance.uniform(0, whole) for _ in range(of_each))
            began, library = time.monotonic(), work / f"killed{n}"
            again = _Again(partial(_began, options, made, library, pages))
            struck = []
            for moment in moments:
                time.sleep(max(0.0, began + moment - time.monotonic()))
                if again.is_done():
                    break
                struck.append(f"{time.monotonic() - began:.0f}")
                made.kill(node)
                node = made.add()
            told, runs = again.until_done()
            lost, doubled = _compared(wanted, library)
            seconds = time.monotonic() - began
            n, left = n + 1, left - len(struck)
            _row(n, " ".join(struck), f"{seconds:.0f}", runs, told["left"], lost, doubled)


def _again(options: argparse.Namespace, work: Path) -> None:
    chance = random.Random(options.seed)
    pages = _pages(work, options.timed)
    wanted = _rows(_plain(options, work / "plain", pages))
    print(f"\nThe program is killed while {options.timed:,} answers are built, and run again:\n")
    _head("files", "killed at", "there", "made", "found", "rows lost", "rows doubled")
    with machines(processors=2) as made:
        needed = _finished([_began(options, made, work / "whole", pages)])[0]["made"]
        for n in range(max(1, options.moments // options.builds)):
            library, moment = work / f"again{n}", chance.randrange(1, needed)
            child = _began(options, made, library, pages)
            while child.poll() is None and _files_in(library) < moment:
                time.sleep(0.01)
            child.kill()
            child.communicate()
            there = _files_in(library)
            told, _ = _finished([_began(options, made, library, pages)])
            lost, doubled = _compared(wanted, library)
            _row(needed, moment, there, told["made"], told["found"], lost, doubled)


def _files_in(library: Path) -> int:
    """How many files of vectors a build has so far."""
    return len(list(library.glob("journal-*-*")))


def _overhead(options: argparse.Namespace, work: Path) -> None:
    pages = _pages(work, options.timed)
    print(f"\n{options.timed:,} answers, on this machine alone, each a process of its own:\n")
    _head("round", "plain (s)", "--ray (s)", "more")
    for n in range(1, options.rounds + 1):
        plain = _finished([_started(options, None, work / f"plain{n}", pages)])[1]
        ray = _finished([_started(options, "local", work / f"ray{n}", pages)])[1]
        _row(n, f"{plain:.1f}", f"{ray:.1f}", f"{ray / plain - 1:+.0%}")


def _workers(options: argparse.Namespace, work: Path) -> None:
    pages = _pages(work, options.timed)
    print(f"\n{options.timed:,} answers, by workers of a cluster that runs:\n")
    _head("workers", "encoding (s)", "all (s)", "most memory (MB)")
    encoding = []
    for workers in (1, 2):
        with machines(processors=workers) as made:
            child = _began(options, made, work / f"workers{workers}", pages)
            told, seconds = _finished([child])
        encoding.append(told["encoding"])
        _row(workers, f"{encoding[-1]:.1f}", f"{seconds:.1f}", f"{told['peak'] / 1e6:.0f}")
    print(f"\nTwo encode {encoding[0] / encoding[1]:.2f} times as fast as one.")


def _shards(options: argparse.Namespace, work: Path) -> None:
    pages = _pages(work, options.timed)
    passages = _plain(options, work / "plain", pages).manifest.passages
    print(f"\n{options.timed:,} answers, in shards:\n")
    _head(
        "shards", "ms an answer", "bytes an answer", "most memory of a worker (MB)",
        "a question, p50 (ms)", "p95 (ms)",
    )  # fmt: skip
    with machines(processors=2) as made:
        for shards in (1, 4, 16):
            library = work / f"shards{shards}"
            size = -(-passages // shards)
            child = _began(options, made, library, pages, size)
            told, seconds = _finished([child])
            held = sum(one.stat().st_size for one in library.rglob("*") if one.is_file())
            costs = (f"{1000 * seconds / options.timed:.2f}", f"{held / options.timed:,.0f}")
            questions = _phrases(options.timed, PHRASES)
            asked = _waits(Library.open(library), _encoder(options.encoder), questions)
            waits = (f"{float(np.percentile(asked, at)):.1f}" for at in (50, 95))
            _row(_shards_of(library), *costs, f"{told['peak'] / 1e6:.0f}", *waits)


def _same(options: argparse.Namespace, work: Path) -> None:
    first = _encoder(options.encoder)
    print("\nA library in shards beside one of the same pages that is not divided:\n")
    _head("pages", "answers", "shards", "read by", "asked", "answered", "same", *UNLIKE)
    for name, pages, questions in _corpora(options, work):
        build(work / f"{name}-whole", [pages], first)
        whole = Library.open(work / f"{name}-whole")
        encoder = whole.encoder() if options.encoder == "model" else first  # its own is faster
        answers = whole.parts.store.counts().answers
        made = _divided(whole, pages, encoder, work / name)
        wanted = _replies(AnswerService(whole, encoder), questions)
        answered = sum(bool(one["answers"]) for one in wanted)
        for shards, divided in made.items():
            for by, service in _readers(divided, encoder):
                pairs = [*zip(wanted, _replies(service, questions), strict=True)]
                unlike = Counter(kind for one, other in pairs for kind in _unlike(one, other))
                same = sum(one == other for one, other in pairs)
                shown = [len(pairs), answered, same, *(unlike[kind] for kind in UNLIKE)]
                _row(name, f"{answers:,}", shards, by, *(f"{one:,}" for one in shown))


def _fronts(options: argparse.Namespace, work: Path) -> None:
    print(f"\nA front of {DOCTORS:,} doctors' answers, whose shard is another process:\n")
    _head("answers", "memory opened (MB)", "asked (MB)", "with mapped files, at most (MB)")
    asked = []
    sizes = (options.timed // 4, options.timed)
    for answers in sizes:
        folder = work / f"fronts{answers}"
        folder.mkdir()
        library = folder / "library"
        _plain(options, library, _pages(folder, answers, named=True))
        told, _ = _finished([_child("--front", str(library))])
        asked.append(told["asked"])
        shown = (told["opened"], told["asked"], told["most"])
        _row(f"{answers:,}", *(f"{one / 1e6:.1f}" for one in shown))
    each = (asked[1] - asked[0]) / (sizes[1] - sizes[0])
    print(f"\nOf each answer it keeps {each:,.0f} bytes.")


# What they are made of.


def _corpora(options: argparse.Namespace, work: Path) -> Iterator[tuple[str, Path, list[str]]]:
    """Folders of pages, the seeds among them, and what is asked of each."""
    own = [*ADDRESSED, *ELSEWHERE, *ODD_WORDS]
    yield "the seeds", SEEDS, own
    (work / "generated").mkdir()
    generated = _pages(work / "generated", options.timed, named=True)
    shutil.copytree(SEEDS, generated / "seeds")
    yield "generated", generated, [*own, *_phrases(options.timed, PHRASES)]
    if options.data is None:
        print("The forum was left out: `--data DIR` names where it is.", file=sys.stderr)
        return
    forum = work / "forum"
    shutil.copytree(SEEDS, forum / "seeds")
    shutil.copy(options.data / "corpus_forum.jsonl", forum)
    files = ("queries_forum_dev.jsonl", "queries_abstain_dev.jsonl")
    lines = (line for name in files for line in (options.data / name).open(encoding="utf-8"))
    yield "the forum", forum, [*own, *(json.loads(line)["text"] for line in lines)]


def _phrases(answers: int, count: int) -> list[str]:
    """So many questions to generated answers, of one to six of their words."""
    chance = random.Random(answers + 1)
    lengths = [1 + n % 6 for n in range(count)]
    return [" ".join(f"word{chance.randrange(WORDS)}" for _ in range(n)) for n in lengths]


def _divided(whole: Library, pages: Path, encoder: Encoder, work: Path) -> dict[int, Path]:
    """The same pages in shards, by how many these are; each text is encoded once for all."""
    digests = whole.parts.store.clue_digests()
    known = [([*digests.values()], whole.parts.dense.vectors([*digests]))]
    made: dict[int, Path] = {}
    for wanted in SAME_SHARDS:
        folder, most = work.with_name(f"{work.name}-{wanted}"), -(-len(digests) // wanted)
        build(folder, [pages], encoder, shard_passages=most, prepared=Prepared(known))
        made.setdefault(_shards_of(folder), folder)
    return made


def _readers(folder: Path, encoder: Encoder) -> Iterator[tuple[str, AnswerService]]:
    """Who reads a library in shards: the program that has its files, and a front that asks them."""
    yield "one program", AnswerService(Library.open(folder), encoder)
    ask = OpenShards(folder).tell
    yield "a front", ScatteredService.over(folder, Router(ask, ask), load=lambda _: encoder)


def _replies(service: AnswerService, questions: Sequence[str]) -> list[dict[str, Any]]:
    """All that a service says to each question."""
    service.load_when_asked()
    asked = AnswerLibrary(service)
    told = [reply_json(asked.ask(one)) for one in questions]
    service.close()
    return told


def _unlike(wanted: dict[str, Any], told: dict[str, Any]) -> Iterator[str]:
    """In what a reply differs from another, of `UNLIKE`."""
    if wanted == told:
        return
    ids, others = ([card["id"] for card in one["answers"]] for one in (wanted, told))
    bands = [[one["band"], *(part["band"] for part in one["parts"])] for one in (wanted, told)]
    is_unlike = (sorted(ids) != sorted(others), ids != others, bands[0] != bands[1])
    found = [kind for kind, is_so in zip(UNLIKE, is_unlike, strict=False) if is_so]
    yield from found or UNLIKE[-1:]


def _waits(library: Library, encoder: Encoder, questions: Sequence[str]) -> list[float]:
    """How long each question takes, once others were asked, in ms."""
    service = AnswerService(library, encoder)
    service.load_when_asked()
    asked, waits = AnswerLibrary(service), []
    for n, question in enumerate([*questions[:WARM], *questions]):
        began = time.perf_counter()
        asked.ask(question)
        if n >= WARM:
            waits.append(1000 * (time.perf_counter() - began))
    service.close()
    return waits


def _shards_of(folder: Path) -> int:
    return len(shard_folders(Library.open(folder).generation))


def _pages(work: Path, answers: int, *, named: bool = False) -> Path:
    """Files of generated answers; with who gave them, where they are to be named."""
    chance = random.Random(answers)
    folder = work / "pages"
    folder.mkdir()
    for part in range(FILES):
        with (folder / f"part{part:02d}.jsonl").open("w") as written:
            for n in range(part, answers, FILES):
                said = " ".join(f"word{chance.randrange(WORDS)}" for _ in range(LENGTH))
                row = {"id": f"a{n}", "question_title": f"May {said[:20]}?", "answer_text": said}
                if named:
                    row["author"] = _doctor(n % DOCTORS)
                written.write(json.dumps(row) + "\n")
    return folder


def _doctor(number: int) -> str:
    """A name for each number, in letters."""
    letters = "".join("abcdefghij"[int(digit)] for digit in f"{number:04d}")
    return f"Ann {letters.title()}, MD"


def _encoder(name: str) -> Encoder:
    return WordsEncoder() if name == "words" else SentenceEncoder(DEFAULT)


def _plain(options: argparse.Namespace, folder: Path, pages: Path) -> Library:
    _finished([_started(options, None, folder, pages)])
    return Library.open(folder)


def _rows(library: Library) -> Counter[tuple[object, ...]]:
    found = rows_of(library)
    return Counter((name, *row) for name in COMPARED for row in found[name])


def _compared(wanted: Counter[tuple[object, ...]], folder: Path) -> tuple[int, int]:
    """How many rows are in a plain build's store alone, and in a library's alone."""
    found = _rows(Library.open(folder))
    return (wanted - found).total(), (found - wanted).total()


def _began(
    options: argparse.Namespace,
    made: Machines,
    library: Path,
    pages: Path,
    shard_passages: int | None = None,
) -> subprocess.Popen[str]:
    return _started(options, made.address, library, pages, shard_passages)


def _started(
    options: argparse.Namespace,
    address: str | None,
    library: Path,
    pages: Path,
    shard_passages: int | None = None,
) -> subprocess.Popen[str]:
    """Begin a build in a process of its own; without an address a plain one."""
    told = {
        "address": address,
        "library": str(library),
        "pages": str(pages),
        "encoder": options.encoder,
        "shard_passages": shard_passages,
    }
    return _child("--child", json.dumps(told))


def _child(option: str, told: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, __file__, option, told],
        env={**os.environ, "PYTHONPATH": str(ROOT), "CHILD_BEGAN": str(time.time())},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _finished(children: Sequence[subprocess.Popen[str]]) -> tuple[dict[str, Any], float]:
    """What the last of some builds told, and how long it took, in seconds."""
    told, why = children[-1].communicate()
    if children[-1].returncode != 0:
        raise SystemExit(why)
    found: dict[str, Any] = json.loads(told.splitlines()[-1])
    return found, float(found["seconds"])


class _Again:
    """A build that is begun again as often as it gives up."""

    def __init__(self, begin: Callable[[], subprocess.Popen[str]]) -> None:
        self._begin = begin
        self._child = begin()
        self._runs = 1

    def is_done(self) -> bool:
        """Whether it is done; one that gave up is begun again."""
        if self._child.poll() is None:
            return False
        if self._child.returncode == 0:
            return True
        self._child.communicate()
        self._child, self._runs = self._begin(), self._runs + 1
        return False

    def until_done(self) -> tuple[dict[str, Any], int]:
        """Wait for it: what it told, and how often it was begun."""
        while not self.is_done() and self._runs < RUNS:
            time.sleep(0.2)
        return _finished([self._child])[0], self._runs


def _build_here(told: dict[str, Any]) -> None:
    """A build in this process, which prints what it did, as JSON."""
    encoder, library, pages = _encoder(told["encoder"]), Path(told["library"]), Path(told["pages"])
    done: dict[str, Any] = {"left": 0, "peak": 0}
    with unheard():
        if told["address"] is None:
            build(library, [pages], encoder)
        else:
            load = WordsEncoder if told["encoder"] == "words" else None
            order = BuildRequest(shard_passages=told["shard_passages"])
            _, cluster = build_on_cluster(
                library, [pages], encoder, order, address=told["address"], load=load
            )
            done = asdict(cluster) | {"encoding": cluster.seconds}
    done["seconds"] = time.time() - float(os.environ["CHILD_BEGAN"])
    print(json.dumps(done))


class _Shards(BaseManager):
    """The process of a library's shards."""


_Shards.register("shards", OpenShards, exposed=["tell"])


def _answer_here(folder: str) -> None:
    """A front in this process, which is asked, and prints what memory it takes, as JSON."""
    library, encoder = Path(folder), WordsEncoder()
    with _Shards(ctx=get_context("spawn")) as kept:
        shards = kept.shards(library)  # type: ignore[attr-defined]
        router = Router(shards.tell, shards.tell)
        service = ScatteredService.over(library, router, load=lambda _: encoder)
        service.load_when_asked()
        opened = _memory("RssAnon")
        asked = AnswerLibrary(service)
        for n in range(ASKED):
            asked.ask(f"May word{n} and word{n + 1}?")
        told = {"opened": opened, "asked": _memory("RssAnon"), "most": _memory("VmHWM")}
        service.close()
    print(json.dumps(told | {"seconds": 0.0}))


def _memory(kind: str) -> int:
    """What Linux tells of this process's memory, in bytes."""
    lines = Path("/proc/self/status").read_text().splitlines()
    found = dict(line.split(":", 1) for line in lines)
    return int(found[kind].split()[0]) * 1024


def _head(*names: str) -> None:
    _row(*names)
    _row(*("---:" for _ in names))


def _row(*cells: object) -> None:
    print(f"| {' | '.join(map(str, cells))} |", flush=True)


if __name__ == "__main__":
    main()
