"""How well the right answers are found, beside two peers in the same run.

    python bench/quality.py DATA_DIR --half dev [--tasks forum,liveqa] [--json FILE] [--cache DIR]
        [--encoder NAME] [--rerank NAME]

Builds a library of each corpus through the program's own build, asks it every question through
its own search, and prints nDCG@10 (linear gain), Recall@10 and Hit@1 with 95% bootstrap intervals.
The peers read the same texts and the same vectors: BM25 (bm25s, English stop words, Snowball
stems), and vectors with BM25 by equal-weight reciprocal rank fusion, as hybrid search is usually
done. Means are over the questions that have a relevant answer.

Each set is also cut into two halves by the questions' ids, and ours is printed for each; what is
fitted on one half, as the threshold where 95% are answered, is measured on the other. `pairs`
measures whether texts are close that people hold for the same, and `names`, `follow_ups` and
`bands` are small sets of our own (bench/sets.py).

Libraries, finished parts and what was found for each question stay in the cache folder, so that a
run that was cut off goes on at the question where it was, and `--tasks` measures one part after the
other; a part is measured anew when the code or the data behind it changed.
"""

import argparse
import hashlib
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

import bm25s
import ir_measures
import numpy as np
import Stemmer
from numpy.typing import NDArray
from tqdm import tqdm

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.measures import (  # noqa: E402
    DEPTH,
    HALVES,
    OUT_OF_SCOPE,
    area_under_curve,
    carried,
    equal_fusion,
    half_of,
    ranks,
    separation,
)
from bench.sets import SETS, set_part  # noqa: E402
from bot.query.correct import Spelling  # noqa: E402
from bot.query.search_query import as_one_query  # noqa: E402  the checkout's own code, installed or not
from bot.reply.band import band_of  # noqa: E402
from index.encoders.cross_encoder import Reranker  # noqa: E402
from index.encoders.sentence_encoder import DEFAULT, SentenceEncoder  # noqa: E402
from index.library.addressed import strength  # noqa: E402
from index.library.build import build  # noqa: E402
from index.library.open import Library  # noqa: E402
from index.library.search import Evidence, SearchResult  # noqa: E402
from index.storage.manifest import FORMAT  # noqa: E402

SCORED = 10
"""The first of those found, which the measures look at."""
RESAMPLES = 1000

Run: TypeAlias = dict[str, dict[str, float]]
"""For each question's id, the records found with a score that orders them."""


@dataclass(frozen=True, slots=True)
class Task:
    """A set of judged questions. `titles`: whether the corpus's titles may serve as context."""

    name: str
    corpus: str
    fields: tuple[str, ...]
    least_grade: int
    titles: bool


TASKS = (
    Task("forum", "forum", ("text", "title"), 1, titles=False),  # a title is the question itself
    Task("liveqa", "medquad", ("text", "summary"), 2, titles=True),
    Task("mediqa", "mediqa", ("text",), 2, titles=True),
    Task("mqp", "mqp", ("text",), 1, titles=True),
    Task("meqsum", "meqsum", ("text",), 1, titles=True),
)


class Corpus:
    """A corpus as a library of the program, and as the peers read it."""

    def __init__(
        self,
        data: Path,
        cache: Path,
        task: Task,
        encoder: SentenceEncoder,
        reranker: Reranker | None = None,
    ) -> None:
        records = cache / f"{task.corpus}.jsonl"
        lines = map(json.loads, _lines(data / "dev" / f"corpus_{task.corpus}.jsonl"))
        texts = [_record(line, titles=task.titles) for line in lines]
        records.write_text("".join(json.dumps(text) + "\n" for text in texts), encoding="utf-8")
        # A library of another encoder or format cannot be taken over: it gets a folder of its own.
        made_by = hashlib.blake2b(f"{encoder.name} {FORMAT}".encode(), digest_size=4).hexdigest()
        folder = cache / f"library-{task.corpus}-{made_by}"
        with tqdm(desc=f"building {task.corpus}", unit=" passages") as bar:

            def show(done: int, total: int) -> None:
                bar.total = total
                bar.update(done - bar.n)

            build(folder, [records], encoder, progress=show)
        self.reranker = reranker
        self.library = Library.open(folder)
        self.encoder = self.library.encoder()
        self.spelling = Spelling.of(self.library)
        found = [answer for page in self.library.pages() for answer in page.answers]
        self.record_of = {answer.id: str(answer.record_id) for answer in found}
        self.ids = [text["id"] for text in texts]
        self._stemmer = Stemmer.Stemmer("english")
        self._bm25 = bm25s.BM25()
        self._bm25.index(self._tokens([text["answer_text"] for text in texts]), show_progress=False)

    def _tokens(self, texts: Sequence[str]) -> list[list[str]]:
        tokens: list[list[str]] = bm25s.tokenize(
            list(texts),
            stopwords="en",
            stemmer=self._stemmer,
            return_ids=False,
            show_progress=False,
        )
        return tokens

    def found(self, question: str, reranker: Reranker | None = None) -> SearchResult:
        """What the program finds, a message that asks several things being asked as a whole."""
        wordings = as_one_query(question, self.spelling).wordings
        return self.library.find(wordings, self.encoder, DEPTH, reranker=reranker)

    def ours(self, question: str, reranker: Reranker | None = None) -> list[str]:
        """The records the program finds, best first."""
        hits = self.found(question, reranker).hits
        return [self.record_of[hit.passage.answer_id] for hit in hits]

    def as_typed(self, question: str) -> list[str]:
        """The records the program finds with no slip mended and no word expanded."""
        hits = self.library.search(question, self.encoder, DEPTH)
        return [self.record_of[hit.passage.answer_id] for hit in hits]

    def words(self, question: str) -> list[str]:
        """The records BM25 finds, best first."""
        (tokens,) = self._tokens([question])
        if not tokens:
            return []
        scores = self._bm25.get_scores(tokens)
        order = np.argsort(-scores, kind="stable")[:DEPTH]
        return [self.ids[n] for n in order if scores[n] > 0]

    def vectors(self, question: str) -> list[str]:
        """The records whose nearest passage is nearest, best first."""
        hits = self.library.nearest(question, self.encoder, DEPTH)
        return [self.record_of[hit.passage.answer_id] for hit in hits]


def _lines(file: Path) -> Iterator[str]:
    with file.open(encoding="utf-8", newline="\n") as opened:
        yield from opened


def _record(line: dict[str, Any], *, titles: bool) -> dict[str, Any]:
    record = {"id": line["id"], "answer_text": line.get("answer_text") or line["text"]}
    if titles and line.get("question_title"):
        record["question_title"] = line["question_title"]
    return record


# Systems and measures.


def rankings(corpus: Corpus, question: str) -> dict[str, list[str]]:
    """The first that the program and its peers find, by name."""
    words, vectors = corpus.words(question), corpus.vectors(question)
    found = {
        "BM25": words,
        "vectors": vectors,
        "equal RRF": equal_fusion(vectors, words),
        "ours, as typed": corpus.as_typed(question),
        "doctor-answers": corpus.ours(question),
    }
    if corpus.reranker is not None:
        found["reranked"] = corpus.ours(question, corpus.reranker)
    return {name: ranking[:SCORED] for name, ranking in found.items()}


def measured(run: Run, judged: Run, least_grade: int) -> dict[str, dict[str, float]]:
    """For each measure: its mean, and the ends of its 95% bootstrap interval."""
    wanted = {
        question: {record: int(grade) for record, grade in grades.items()}
        for question, grades in judged.items()
        if question in run and max(grades.values()) >= least_grade
    }
    measures = {
        "nDCG@10": ir_measures.nDCG @ 10,
        "Recall@10": ir_measures.R(rel=least_grade) @ 10,
        "Hit@1": ir_measures.Success(rel=least_grade) @ 1,
    }
    values: dict[str, dict[str, float]] = {name: dict.fromkeys(wanted, 0.0) for name in measures}
    by_measure = {str(measure): name for name, measure in measures.items()}
    scored = {question: run[question] for question in wanted}
    for one in ir_measures.iter_calc(list(measures.values()), wanted, scored):
        values[by_measure[str(one.measure)]][one.query_id] = one.value
    return {name: _interval(np.array(list(per.values()))) for name, per in values.items()}


def _interval(values: NDArray[np.float64]) -> dict[str, float]:
    random = np.random.default_rng(0)
    means = random.choice(values, (RESAMPLES, len(values))).mean(axis=1)
    low, high = np.percentile(means, [2.5, 97.5])
    return {"mean": float(values.mean()), "low": float(low), "high": float(high)}


# Parts.


class Found:
    """What was found for each question, written to a file as soon as it is known: a run that was
    cut off finds it there. A line that was cut off itself is found anew."""

    def __init__(self, file: Path) -> None:
        file.touch()
        whole = file.read_bytes().rpartition(b"\n")
        os.truncate(file, len(whole[0] + whole[1]))
        self._known: dict[str, dict[str, Any]] = dict(map(json.loads, _lines(file)))
        self._file = file

    def of(self, key: str, find: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        """What is known for a key; found now, and written, where nothing is."""
        if key not in self._known:
            self._known[key] = find()
            with self._file.open("a", encoding="utf-8", newline="\n") as lines:
                lines.write(json.dumps([key, self._known[key]]) + "\n")
        return self._known[key]


def ranking_part(task: Task, corpus: Corpus, data: Path, half: str, known: Found) -> dict[str, Any]:
    """Every system on every form of a task's questions."""
    queries = list(map(json.loads, _lines(data / half / f"queries_{task.name}_{half}.jsonl")))
    judged = judgements(data / half / f"qrels_{task.name}_{half}.tsv")
    queries = [query for query in queries if query["id"] in judged]
    found: dict[str, Any] = {}
    for field in task.fields:
        runs: dict[str, Run] = {}
        for query in tqdm(queries, desc=f"{task.name} {field}", unit=" questions"):
            if (query.get(field) or "").strip():
                find = partial(rankings, corpus, query[field])
                for name, ranking in known.of(f"{field} {query['id']}", find).items():
                    scores = {record: 1 / rank for rank, record in enumerate(ranking, 1)}
                    runs.setdefault(name, {})[query["id"]] = scores
        found[field] = {name: measured(run, judged, task.least_grade) for name, run in runs.items()}
        ours = runs["doctor-answers"]
        for half_name in HALVES:
            part = {one: hits for one, hits in ours.items() if half_of(one) == half_name}
            if any(max(judged[one].values()) >= task.least_grade for one in part):
                title = f"ours, {half_name} half"
                found[field][title] = measured(part, judged, task.least_grade)
    return found


def judgements(file: Path) -> Run:
    judged: Run = {}
    for line in _lines(file):
        question, record, grade = line.rstrip("\r\n").split("\t")
        if question != "query-id":
            judged.setdefault(question, {})[record] = float(grade)
    return judged


def silence_part(corpus: Corpus, data: Path, half: str, known: Found) -> dict[str, Any]:
    """How well "no doctor addressed this" is told, on a library of the forum's answers: by the
    closeness of the best hit alone, and by all evidence, as the program does."""
    queries = list(map(json.loads, _lines(data / half / f"queries_abstain_{half}.jsonl")))
    told: dict[str, dict[str, list[float]]] = {"closeness alone": {}, "doctor-answers": {}}
    bands: dict[str, dict[str, int]] = {}
    by_half: dict[str, dict[str, list[float]]] = {name: {} for name in HALVES}
    for query in tqdm(queries, desc="abstain", unit=" questions"):
        find = partial(_evidence, corpus, query["text"])
        evidence = Evidence(**known.of(query["id"], find))
        told["closeness alone"].setdefault(query["label"], []).append(evidence.closeness)
        told["doctor-answers"].setdefault(query["label"], []).append(strength(evidence))
        by_half[half_of(query["id"])].setdefault(query["label"], []).append(strength(evidence))
        counts = bands.setdefault(query["label"], {"answered": 0, "related": 0, "nothing": 0})
        library = corpus.library
        counts[band_of(evidence, library.answered_from, library.related_from)] += 1
    return {
        "bands": bands,
        "carried": carried(by_half),
        **{name: separation(by_label) for name, by_label in told.items()},
    }


def _evidence(corpus: Corpus, question: str) -> dict[str, float]:
    return asdict(corpus.found(question).evidence)


PAIRS = (
    ("mqp", "dev", "question_1", "question_2", "label"),
    ("rqe", "dev", "question_1", "question_2", "label"),
    ("stsb", "test", "sentence1", "sentence2", "score"),
)
"""Files of pairs, the fields of the two texts, and that of the judgement."""


def pairs_part(data: Path, half: str, encoder: SentenceEncoder) -> dict[str, float]:
    """How well the closeness of two texts tells whether people hold them for the same: AUROC, or
    for graded pairs the rank correlation (Spearman). Files that are not there are left out."""
    found: dict[str, float] = {}
    for name, of, left, right, told in PAIRS:
        file = data / half / f"pairs_{name}_{half if of == 'dev' else of}.jsonl"
        if not file.exists():
            continue
        pairs = list(map(json.loads, _lines(file)))
        one, other = (encoder.encode_query([pair[key] for pair in pairs]) for key in (left, right))
        near = np.asarray((one * other).sum(axis=1), dtype=np.float64)
        judged = np.array([float(pair[told]) for pair in pairs])
        if set(judged.tolist()) <= {0.0, 1.0}:
            found[f"{name}, AUROC"] = area_under_curve(near[judged == 1], near[judged == 0])
        else:
            found[f"{name}, Spearman"] = float(np.corrcoef(ranks(near), ranks(judged))[0, 1])
    return found


# The whole.


def main() -> None:
    """Measure, print, and write JSON if asked to."""
    options = _options()
    options.cache.mkdir(parents=True, exist_ok=True)
    encoder = SentenceEncoder(options.encoder)
    reranker = Reranker(options.rerank) if options.rerank else None
    results: dict[str, Any] = {}
    for name in options.tasks:
        state = _state(options.data, options.half, options.encoder, options.rerank)
        part = options.cache / f"part-{name}-{options.half}-{state}.json"
        if not part.exists():
            known = Found(part.with_suffix(".jsonl"))
            found = _part(name, options, encoder, reranker, known)
            part.write_text(json.dumps(found, indent=1), encoding="utf-8")
        results[name] = json.loads(part.read_text(encoding="utf-8"))
        print("\n".join(_table(name, results[name])), flush=True)
    if options.json:
        options.json.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


def _part(
    name: str,
    options: argparse.Namespace,
    encoder: SentenceEncoder,
    reranker: Reranker | None,
    known: Found,
) -> dict[str, Any]:
    if name in SETS:
        return dict(set_part(name, options.cache, encoder))
    if name == "pairs":
        return dict(pairs_part(options.data, options.half, encoder))
    task = next((task for task in TASKS if task.name == name), TASKS[0])
    corpus = Corpus(options.data, options.cache, task, encoder, reranker)
    if name == "abstain":
        return silence_part(corpus, options.data, options.half, known)
    return ranking_part(task, corpus, options.data, options.half, known)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path, metavar="DATA_DIR")
    parser.add_argument("--half", default="dev")
    every = [*(task.name for task in TASKS), "abstain", "pairs", *SETS]
    parser.add_argument("--tasks", type=lambda text: text.split(","), default=every)
    parser.add_argument("--encoder", default=DEFAULT, metavar="NAME", help="instead of the default")
    parser.add_argument("--rerank", default="", metavar="NAME", help="a cross-encoder, as one more")
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument("--cache", type=Path, default=Path("bench-cache"), metavar="DIR")
    options = parser.parse_args()
    unknown = set(options.tasks) - set(every)
    if unknown:
        parser.error(f"unknown tasks {sorted(unknown)}; there are {every}")
    return options


def _state(data: Path, half: str, *models: str) -> str:
    """A hash of the models, the code and the questions that a part depends on."""
    digest = hashlib.blake2b(" ".join(models).encode(), digest_size=6)
    code = [
        *(ROOT / "index").rglob("*.py"),
        *(ROOT / "bot" / "query").iterdir(),
        *(ROOT / "bot" / "reply").iterdir(),
        *(ROOT / "bench" / name for name in ("quality.py", "measures.py", "sets.py")),
        *(ROOT / "tests").glob("*_questions.py"),
        ROOT / "tests" / "follow_ups.py",
    ]
    for file in sorted([*code, *(data / half).glob(f"*_{half}.*")]):
        if file.is_file():
            digest.update(file.read_bytes())
    return digest.hexdigest()


def _table(name: str, found: dict[str, Any]) -> Iterable[str]:
    if name == "pairs" or name in SETS:
        yield f"\n{name}"
        for what, value in found.items():
            yield f"{what:<40}{value:>8.3f}"
        return
    if name == "abstain":
        yield f"\n{'abstain':<40}{'AUROC':>8}  false answers at 95% answered"
        for label in OUT_OF_SCOPE:
            for system in ("closeness alone", "doctor-answers"):
                one = found[system][label]
                false = one["false answers at 95% answered"]
                yield f"{f'{label}, {system}':<40}{one['AUROC']:>8.3f}  {false:.1%}"
        for label, counts in found["bands"].items():
            total = sum(counts.values())
            shares = ", ".join(f"{band} {count / total:.1%}" for band, count in counts.items())
            yield f"{label:<40}{total:>8}  {shares}"
        for half, answered in found["carried"].items():
            shares = ", ".join(f"{label} {share:.1%}" for label, share in answered.items())
            yield f"{half} half, threshold of the other: {shares}"
        return
    for field, by_system in found.items():
        yield f"\n{name + ' ' + field:<22}" + "".join(
            f"{measure:>24}" for measure in ("nDCG@10", "Recall@10", "Hit@1")
        )
        for system, measures in by_system.items():
            cells = (
                f"{one['mean']:.3f} [{one['low']:.3f}, {one['high']:.3f}]"
                for one in measures.values()
            )
            yield f"{system:<22}" + "".join(f"{cell:>24}" for cell in cells)


if __name__ == "__main__":
    main()
