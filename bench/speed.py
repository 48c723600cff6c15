"""How fast it is, beside five peers on the same texts and the same model, in one run.

    python bench/speed.py [--texts DIR] [--answers 1000] [--growth 1000,10000,100000]
        [--rounds 3] [--short] [--work DIR] [--only NAME,..] [--json FILE] [--plots DIR]

Every system builds a store of the same answers, is asked once as a cold process, and is then asked
a hundred questions while it stays loaded; each as a process of its own, the systems taking turns in
every round. Beside that: the encoders alone, what the machine can do at most, and how ours grows
with the library, beside exact search by hand over the same vectors. Ratios come first: on a busy
machine they carry, where the figures behind them do not.

The peers are installed by pip into environments of their own in the work folder (7 GB), which are
kept for the next run; one that cannot be installed, or fails, is said so in its row. Linux only.
With --short there is one round, growth ends at 10,000 answers, and no picture is drawn: with the
environments kept it takes less than ten minutes, and is for seeing whether a release became slower.
"""

import argparse
import json
import os
import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

# Nothing large may be imported here: a child's peak of memory would count it (see `measure.run`).
from bench.speed_peers.environments import python_of, version_of  # noqa: E402
from bench.speed_peers.measure import Failed, Outcome, disk, run  # noqa: E402
from bench.speed_peers.ours import ask_command, best_of  # noqa: E402
from bench.speed_peers.tables import tables  # noqa: E402

DATA = ROOT.parent / "shared" / "data" / "dev"
SENTENCES = 20_000
"""Sentences that the texts of the growth part are made of, at most."""
SHORT_GROWTH = [1_000, 10_000]
"""Answers of the growth part of a short run."""


@dataclass(frozen=True, slots=True)
class System:
    """One of those measured: its name here, what it is called in the tables, its module in
    `speed_peers`, and the packages it needs, the one that gives its version first."""

    name: str
    label: str
    module: str
    requirements: tuple[str, ...] = ()


OURS = System("ours", "doctor-answers", "ours")
PEERS = (
    System("by-hand", "FAISS by hand", "by_hand", ("sentence-transformers", "faiss-cpu")),
    System("txtai", "txtai", "with_txtai", ("txtai",)),
    System(
        "langchain",
        "LangChain",
        "with_langchain",
        ("langchain-community", "langchain-huggingface", "sentence-transformers", "faiss-cpu"),
    ),
    System("chroma", "Chroma", "with_chroma", ("chromadb", "sentence-transformers")),
    System(
        "llamaindex",
        "LlamaIndex",
        "with_llamaindex",
        (
            "llama-index-core",
            "llama-index-embeddings-huggingface",
            "llama-index-vector-stores-faiss",
            "faiss-cpu",
        ),
    ),
)
SYSTEMS = {system.name: system for system in (OURS, *PEERS)}
PARTS = ("encoder", "limits", "growth")


class Bench:
    """One run: what is measured where, and what was found so far."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.work: Path = options.work.resolve()
        self.source = "-" if options.texts is None else str(options.texts.resolve())
        self.texts = self.work / "texts" / "texts.jsonl"
        self.questions = self.work / "texts" / "questions.json"
        self.pythons: dict[str, Path] = {"ours": Path(sys.executable)}
        self.results: dict[str, Any] = {
            "answers": options.answers,
            "rounds": options.rounds,
            "cores": len(os.sched_getaffinity(0)),
            "threads": os.environ.get("OMP_NUM_THREADS", "as each chooses"),
        }

    def module(self, name: str, *arguments: object, python: str = "ours") -> Outcome:
        """Run a module of `speed_peers` as a process of its own."""
        command = [self.pythons[python], "-m", f"bench.speed_peers.{name}", *map(str, arguments)]
        log = "-".join([name, *(Path(str(argument)).name for argument in arguments[:1])])
        return run(command, self.work / "logs" / f"{log}.log")

    def save(self) -> None:
        """Write what was found so far, if that is wanted."""
        if self.options.json:
            text = json.dumps(self.results, indent=1) + "\n"
            self.options.json.write_text(text, encoding="utf-8")

    # The systems.

    def systems(self, chosen: Sequence[System]) -> None:
        """Build, ask cold, and ask a hundred questions, in turns; who fails drops out."""
        found: dict[str, Any] = self.results.setdefault("systems", {})
        for system in chosen:
            found[system.name] = {"label": system.label, "build": [], "ask": [], "questions": []}
        self._turns(chosen, self._install)
        for _ in range(self.options.rounds):
            self._turns(chosen, self._build)
        self._turns(chosen, self._ask)  # the first one finds nothing in the machine's caches
        for system in chosen:
            found[system.name]["ask"].clear()
        for _ in range(self.options.rounds):
            self._turns(chosen, self._ask)
            self._turns(chosen, self._questions)

    def _turns(self, chosen: Sequence[System], step: Callable[[System], None]) -> None:
        for system in chosen:
            row = self.results["systems"][system.name]
            if "trouble" not in row:
                say(f"{system.label}: {step.__name__.strip('_')}")
                try:
                    step(system)
                except Failed as error:
                    row["trouble"] = f"{step.__name__.strip('_')}: {error}"
                    say(f"{system.label} failed: {error}")
        self.save()

    def _install(self, system: System) -> None:
        row = self.results["systems"][system.name]
        if system is OURS:
            row["version"] = "this checkout"
            return
        python = python_of(system.name, system.requirements, self.work)
        self.pythons[system.name] = python
        row["version"] = version_of(system.requirements[0], python, self.work)

    def _build(self, system: System) -> None:
        store = self._store(system)
        shutil.rmtree(store, ignore_errors=True)
        store.parent.mkdir(exist_ok=True)
        built = self.module(system.module, "build", self.texts, store, python=system.name)
        model = sum(map(disk, store.glob("generation-*/encoder")))  # only ours keeps one
        self._note(system, "build", built, disk=disk(store) - model, model=model)

    def _ask(self, system: System) -> None:
        with self.texts.open(encoding="utf-8") as lines:
            question = json.loads(lines.readline())["question_title"]
        store = self._store(system)
        if system is OURS:
            asked = run(ask_command(store, question), self.work / "logs" / "ours-ask.log")
            asked = replace(asked, found=best_of(asked.found))
        else:
            asked = self.module(system.module, "ask", store, question, python=system.name)
        if not asked.found["text"].strip():
            raise Failed("its best answer has no words")
        self._note(system, "ask", asked)

    def _questions(self, system: System) -> None:
        asked = self.module(
            system.module, "questions", self._store(system), self.questions, python=system.name
        )
        self._note(system, "questions", asked)

    def _store(self, system: System) -> Path:
        return self.work / "stores" / system.name

    def _note(self, system: System, step: str, outcome: Outcome, **more: int) -> None:
        noted = {**outcome.found, "seconds": outcome.seconds, "peak": outcome.peak, **more}
        self.results["systems"][system.name][step].append(noted)

    # The other parts.

    def limits(self) -> None:
        """What the machine can do."""
        self.results["limits"] = self.module("limits").found

    def encoder(self) -> None:
        """The encoders alone, in turns."""
        peer = SYSTEMS["by-hand"]
        python = python_of(peer.name, peer.requirements, self.work)
        self.pythons[peer.name] = python
        library, vectors = self._encoder_library(), self.work / "encoder-vectors.npy"
        files = (self.questions, self.texts, vectors)
        found: dict[str, list[Any]] = {"defaults": [], "ours": []}
        for _ in range(self.options.rounds):
            defaults = self.module("encoding", "defaults", *files, python=peer.name)
            found["defaults"].append(defaults.found)
            found["ours"].append(self.module("encoding", library, *files).found)
        self.results["encoder"] = found

    def growth(self) -> None:
        """Ours and exact search by hand, at each size."""
        library, folder = self._encoder_library(), self.work / "growth"
        sentences = min(SENTENCES, max(self.options.growth))
        self.module("growth", "prepare", folder, self.source, sentences, library)
        found: dict[str, Any] = self.results.setdefault("growth", {})
        for size in self.options.growth:
            say(f"growth: {size:,} answers")
            self.module("growth", "write", folder, self.source, sentences, size)
            built = self.module("growth", "build", folder, library, size).found
            self.module("flat", "build", folder, size)
            flat_disk = disk(folder / str(size) / "flat")
            flat = self.module("flat", "ask", folder, size).found
            asked = self.module("growth", "ask", folder, library, size).found
            added = self.module("growth", "add", folder, library, size).found
            found[str(size)] = {
                "ours": {**built, **asked, **added},
                "flat": {**flat, "disk": flat_disk},
            }
            self.save()

    def _encoder_library(self) -> Path:
        """A small library of ours, for the encoder that is in it."""
        library = self.work / "encoder-library"
        command = (sys.executable, "-m", "bot.cli", "--library", library, "--quiet")
        if not library.exists():
            run([*command, "build", "--json"], self.work / "logs" / "encoder-library.log")
        return library


def say(line: str) -> None:
    """One line on standard error, where it does not mix with the tables."""
    print(line, file=sys.stderr, flush=True)


def main() -> None:
    """Measure, print, and write JSON and pictures if asked to."""
    options = _options()
    bench = Bench(options)
    bench.work.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(bench.work / "encoder-library", ignore_errors=True)
    bench.module("texts", bench.source, options.answers, bench.texts.parent)
    chosen = [system for system in SYSTEMS.values() if system.name in options.only]
    if chosen:
        bench.systems(chosen)
    for name in PARTS:
        if name in options.only:
            say(name)
            try:
                getattr(bench, name)()
            except Failed as error:
                bench.results.setdefault("troubles", {})[name] = str(error)
        bench.save()
    print("\n".join(tables(bench.results)))
    if options.plots:
        from bench.speed_peers.plots import draw

        draw(bench.results, options.plots)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    every = (*SYSTEMS, *PARTS)
    data = DATA if DATA.is_dir() else None
    parser.add_argument("--texts", type=_folder, metavar="DIR", default=data, help="'' for none")
    parser.add_argument("--answers", type=int, default=1000, metavar="N")
    parser.add_argument(
        "--growth", type=_sizes, default=_sizes("1000,10000,100000"), metavar="N,.."
    )
    parser.add_argument("--rounds", type=int, default=3, metavar="N", help="of each measurement")
    parser.add_argument("--short", action="store_true", help="one round, no pictures")
    parser.add_argument("--work", type=Path, default=ROOT / "bench" / ".work", metavar="DIR")
    parser.add_argument(
        "--only", type=lambda text: text.split(","), default=every, metavar="NAME,.."
    )
    parser.add_argument("--json", type=Path, metavar="FILE")
    plots = ROOT / "bench" / "plots"
    parser.add_argument("--plots", type=_folder, default=plots, metavar="DIR", help="'' for none")
    options = parser.parse_args()
    if options.short:
        options.rounds, options.growth, options.plots = 1, SHORT_GROWTH, None
    unknown = set(options.only) - set(every)
    if unknown:
        parser.error(f"unknown {sorted(unknown)}; there are {', '.join(every)}")
    return options


def _folder(text: str) -> Path | None:
    return Path(text) if text else None


def _sizes(text: str) -> list[int]:
    return sorted(map(int, text.split(",")))


if __name__ == "__main__":
    main()
