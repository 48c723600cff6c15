"""Where "doctors addressed this" begins: fits the weights of index/library/addressed.py on several
corpora, each left out by turns, and shows how those in the program carry.

    python bench/bands.py DATA_DIR --half dev [--cache DIR] [--corpora forum,medquad,seeds]

Three libraries that could hardly be less alike are asked: thousands of answers of a forum on all of
medicine and a health library's (DATA_DIR), and the three pages in seeds/, all on one treatment.
Evidence is measured on each library's own scale. The truth is what people judged by reading
(judged_HALF.jsonl, where it is there), whose forum a question came from, and for the health library
whether the answers that were rated right are there or left out. A logistic regression is fitted to
all of them together, in which each weighs the same, and once without each. The health library takes
most of the time; what is measured on the others needs none of it.
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from tqdm import tqdm

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.measures import (  # noqa: E402
    HALVES,
    IN_SCOPE,
    JUDGED,
    area_under_curve,
    half_of,
    judged_carried,
)
from bench.quality import TASKS, Corpus, judgements  # noqa: E402
from index.encoders.sentence_encoder import SentenceEncoder  # noqa: E402
from index.library.addressed import ANSWERED, strength  # noqa: E402
from index.library.build import build  # noqa: E402
from index.library.open import Library  # noqa: E402
from index.library.search import Evidence, Trial, find  # noqa: E402
from tests.band_questions import LONGER_NEAR_MISSES, ODD_WORDS, SHORT_NEAR_MISSES  # noqa: E402
from tests.seed_questions import ADDRESSED, ELSEWHERE  # noqa: E402

CORPORA = ("forum", "medquad", "seeds")
FOUND = 0.95
"""The share of in-scope questions that are answered where thresholds are compared."""

Table: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Asked:
    """Questions of one kind to one corpus, with the evidence for each, and whether it was addressed
    there; None is not known, or not to be fitted on. `related_from` is where the library has
    something related."""

    corpus: str
    kind: str
    evidence: list[Evidence]
    addressed: bool | None
    related_from: float
    ids: tuple[str, ...] = ()
    """The questions' ids, where they are cut into halves by these."""


def main() -> None:
    """Measure, fit, and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path, metavar="DATA_DIR")
    parser.add_argument("--half", default="dev")
    parser.add_argument("--cache", type=Path, default=Path("bench-cache"), metavar="DIR")
    parser.add_argument("--corpora", default=",".join(CORPORA), metavar="NAMES")
    options = parser.parse_args()
    options.cache.mkdir(parents=True, exist_ok=True)
    encoder = SentenceEncoder()
    asking: Mapping[str, Callable[[Path, SentenceEncoder], list[Asked]]] = {
        "forum": partial(_forum, options.data, options.half),
        "medquad": partial(_medquad, options.data, options.half),
        "seeds": _seeds,
    }
    named = options.corpora.split(",")
    groups = [one for name in named for one in asking[name](options.cache, encoder)]
    print(f"\n{'':<30}{'questions':>10}{'answered':>10}{'related':>10}{'nothing':>10}")
    for one in groups:
        strengths = np.array([strength(evidence) for evidence in one.evidence])
        answered = (strengths >= ANSWERED).mean()
        nothing = (strengths < one.related_from).mean()
        print(
            f"{f'{one.corpus}, {one.kind}':<30}{len(strengths):>10}{answered:>10.1%}"
            f"{1 - answered - nothing:>10.1%}{nothing:>10.1%}"
        )
    for half, told in _judged_by_halves(groups).items():
        shares = ", ".join(f"{kind} {share:.1%}" for kind, share in told.items())
        print(f"judged, {half} half, answered by the threshold of the other: {shares}")
    now = np.array([strength(Evidence(*row)) for row in np.eye(4).tolist()])
    _print_row("in the program", now, groups)
    _print_row("closeness alone", np.array([1.0, 0, 0, 0]), groups)
    _print_row("fitted to all", _fitted(groups), groups)
    for name in named if len(named) > 1 else ():
        weights = _fitted([one for one in groups if one.corpus != name])
        _print_row(f"fitted without {name}", weights, groups)


def _judged_by_halves(groups: Sequence[Asked]) -> dict[str, dict[str, float]]:
    halves: dict[str, dict[str, list[float]]] = {half: {} for half in HALVES}
    for one in groups:
        if one.kind in JUDGED:
            for question, evidence in zip(one.ids, one.evidence, strict=True):
                told = halves[half_of(question)].setdefault(one.kind, [])
                told.append(strength(evidence))
    return judged_carried(halves)


def _print_row(name: str, weights: Table, groups: Sequence[Asked]) -> None:
    """The weights, and how well they tell what was addressed from what was not, by corpus."""
    told = []
    for corpus in dict.fromkeys(one.corpus for one in groups):
        inside, outside = (
            np.concatenate(
                [
                    _rows(one.evidence) @ weights
                    for one in groups
                    if one.corpus == corpus and one.addressed is truth
                ]
                or [np.empty(0)]
            )
            for truth in (True, False)
        )
        if len(inside) and len(outside):
            told.append(f"{corpus} {area_under_curve(inside, outside):.3f}")
    by_kind = {one.kind: _rows(one.evidence) @ weights for one in groups if one.corpus == "forum"}
    if by_kind.keys() >= {IN_SCOPE, "medical_other"}:
        threshold = np.percentile(by_kind[IN_SCOPE], 100 * (1 - FOUND))
        false = (by_kind["medical_other"] >= threshold).mean()
        told.append(f"medical_other at {FOUND:.0%} answered {false:.1%}")
    if by_kind.keys() >= {"judged yes", "judged no"}:
        area = area_under_curve(by_kind["judged yes"], by_kind["judged no"])
        told.append(f"judged {area:.3f}")
    numbers = " ".join(f"{one:.1f}" for one in weights)
    print(f"\n{name} ({numbers}), AUROC: {', '.join(told)}")


def _forum(data: Path, half: str, cache: Path, encoder: SentenceEncoder) -> list[Asked]:
    corpus = Corpus(data, cache, TASKS[0], encoder)
    file = data / half / f"judged_{half}.jsonl"
    judged = {one["id"]: _best(one["verdicts"]) for one in _read(file)} if file.exists() else {}
    by_kind: dict[str, list[Evidence]] = {}
    ids: dict[str, list[str]] = {}
    for query in tqdm(_read(data / half / f"queries_abstain_{half}.jsonl"), desc="forum"):
        evidence = corpus.found(query["text"]).evidence
        kinds = [query["label"]]
        if query["id"] in judged:
            kinds.append(f"judged {judged[query['id']]}")
        for kind in kinds:
            by_kind.setdefault(kind, []).append(evidence)
            ids.setdefault(kind, []).append(query["id"])
    truth = {"judged yes": True, "judged no": False, "off_topic": False}
    if not judged:
        truth |= {IN_SCOPE: True, "medical_other": False}
    least = corpus.library.related_from
    return [
        Asked("forum", kind, found, truth.get(kind), least, tuple(ids[kind]))
        for kind, found in by_kind.items()
    ]


def _best(verdicts: Iterable[str]) -> str:
    return min(verdicts, key=("yes", "partly", "no").index, default="no")


def _medquad(data: Path, half: str, cache: Path, encoder: SentenceEncoder) -> list[Asked]:
    task = TASKS[1]
    corpus = Corpus(data, cache, task, encoder)
    answers = {record: answer_id for answer_id, record in corpus.record_of.items()}
    grades = judgements(data / half / f"qrels_{task.name}_{half}.tsv")
    within, without = [], []
    for query in tqdm(_read(data / half / f"queries_{task.name}_{half}.jsonl"), desc="medquad"):
        rated = grades.get(query["id"], {})
        if max(rated.values(), default=0) >= task.least_grade:
            within.append(corpus.found(query["text"]).evidence)
            ids = [answers[record] for record in rated if record in answers]
            without.append(_found_without(corpus, query["text"], ids))
    least = corpus.library.related_from
    return [
        Asked("medquad", "rated", within, True, least),
        Asked("medquad", "left out", without, False, least),
    ]


def _found_without(corpus: Corpus, question: str, answer_ids: Sequence[str]) -> Evidence:
    parts = corpus.library.parts
    left_out = frozenset(parts.store.passage_ids(answer_ids))
    vectors = corpus.encoder.encode_query([question])
    return find(parts, [question], vectors, 1, trial=Trial(left_out)).evidence


def _read(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").split("\n") if line]


def _seeds(cache: Path, encoder: SentenceEncoder) -> list[Asked]:
    build(cache / "library-seeds", [ROOT / "seeds"], encoder, anew=True)
    library = Library.open(cache / "library-seeds")
    kinds: Mapping[str, tuple[Sequence[str], bool | None]] = {
        "addressed": (ADDRESSED, True),
        "elsewhere": (ELSEWHERE, False),
        "in odd words": (ODD_WORDS, None),
        "short near misses": (SHORT_NEAR_MISSES, None),
        "longer near misses": (LONGER_NEAR_MISSES, None),
    }
    return [
        Asked(
            "seeds",
            kind,
            [library.find([one], encoder).evidence for one in questions],
            truth,
            library.related_from,
        )
        for kind, (questions, truth) in kinds.items()
    ]


def _fitted(groups: Sequence[Asked]) -> Table:
    """Weights of closeness, topic, known and matched; each corpus counts the same, and in each what
    was addressed as much as what was not."""
    known = [one for one in groups if one.addressed is not None and one.evidence]
    rows = np.concatenate([_rows(one.evidence) for one in known])
    truth = np.concatenate([[one.addressed] * len(one.evidence) for one in known])
    totals: dict[tuple[str, bool | None], int] = {}
    for one in known:
        side = (one.corpus, one.addressed)
        totals[side] = totals.get(side, 0) + len(one.evidence)
    counts = np.concatenate(
        [[100 / totals[one.corpus, one.addressed]] * len(one.evidence) for one in known]
    )
    model = LogisticRegression(C=10, max_iter=5000).fit(rows, truth, sample_weight=counts)
    return np.asarray(model.coef_[0], dtype=np.float64)


def _rows(found: Sequence[Evidence]) -> Table:
    rows = [[one.closeness, one.topic, one.known, one.matched] for one in found]
    return np.array(rows, dtype=np.float64).reshape(-1, 4)


if __name__ == "__main__":
    main()
