"""Where "doctors addressed this" begins: fits the weights of bot/reply/band.py, shows how they
carry.

    python bench/bands.py DATA_DIR --half dev [--cache DIR]

Two libraries that could hardly be less alike are asked: thousands of answers of a forum on all of
medicine (DATA_DIR), and the three pages in seeds/, all on one treatment. Evidence is measured on
each library's own scale. A logistic regression is fitted to both together, and the threshold is
laid where 95% of the forum's in-scope questions are answered. Then the weights in
bot/reply/band.py are shown on both, beside the threshold on closeness alone that the forum would
suggest.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from tqdm import tqdm

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.quality import IN_SCOPE, TASKS, Corpus  # noqa: E402
from bot.reply.band import ANSWERED, RELATED, strength  # noqa: E402
from index.encoders.sentence_encoder import SentenceEncoder  # noqa: E402
from index.library.build import build  # noqa: E402
from index.library.open import Library  # noqa: E402
from index.library.search import Evidence  # noqa: E402
from tests.seed_questions import ADDRESSED, ELSEWHERE  # noqa: E402

WEIGHT = {IN_SCOPE: 1.5, "medical_other": 1.0, "off_topic": 0.3}
"""What a question of each label counts, so that the many off-topic ones do not lead."""

Evidences: TypeAlias = dict[str, list[Evidence]]


def main() -> None:
    """Measure, fit, and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path, metavar="DATA_DIR")
    parser.add_argument("--half", default="dev")
    parser.add_argument("--cache", type=Path, default=Path("bench-cache"), metavar="DIR")
    options = parser.parse_args()
    options.cache.mkdir(parents=True, exist_ok=True)
    encoder = SentenceEncoder()
    forum = _forum(options.data, options.half, options.cache, encoder)
    seeds = _seeds(options.cache, encoder)
    weights = _fitted(forum, seeds)
    inside = [weights @ _row(evidence) for evidence in forum[IN_SCOPE]]
    print(f"\nfitted: closeness {weights[0]:.1f}, topic {weights[1]:.1f}, known {weights[2]:.1f}")
    print(f"        answered from {np.percentile(inside, 5):.2f}")
    alone = float(np.percentile([evidence.closeness for evidence in forum[IN_SCOPE]], 5))
    print(f"\n{'':<22}{'questions':>10}{'answered':>10}{'related':>10}{'nothing':>10}  alone")
    for label, found in {**forum, **seeds}.items():
        strengths = np.array([strength(evidence) for evidence in found])
        answered, nothing = (strengths >= ANSWERED).mean(), (strengths < RELATED).mean()
        by_closeness = np.mean([evidence.closeness >= alone for evidence in found])
        print(
            f"{label:<22}{len(found):>10}{answered:>10.1%}{1 - answered - nothing:>10.1%}"
            f"{nothing:>10.1%}  {by_closeness:.1%}"
        )


def _forum(data: Path, half: str, cache: Path, encoder: SentenceEncoder) -> Evidences:
    corpus = Corpus(data, cache, TASKS[0], encoder)
    lines = (data / half / f"queries_abstain_{half}.jsonl").read_text(encoding="utf-8")
    queries = [json.loads(line) for line in lines.split("\n") if line]
    found: Evidences = {}
    for query in tqdm(queries, desc="forum", unit=" questions"):
        found.setdefault(query["label"], []).append(corpus.found(query["text"]).evidence)
    return found


def _seeds(cache: Path, encoder: SentenceEncoder) -> Evidences:
    build(cache / "library-seeds", [ROOT / "seeds"], encoder, anew=True)
    library = Library.open(cache / "library-seeds")

    def ask(questions: Sequence[str]) -> list[Evidence]:
        return [library.find([question], encoder).evidence for question in questions]

    return {"seeds, addressed": ask(ADDRESSED), "seeds, elsewhere": ask(ELSEWHERE)}


def _fitted(forum: Evidences, seeds: Evidences) -> NDArray[np.float64]:
    """Weights of closeness, topic and known."""
    groups = [(forum[label], label == IN_SCOPE, weight) for label, weight in WEIGHT.items()]
    groups += [(found, label == "seeds, addressed", 1.0) for label, found in seeds.items()]
    rows = np.array([_row(evidence) for found, _, _ in groups for evidence in found])
    truth = np.repeat([inside for _, inside, _ in groups], [len(found) for found, _, _ in groups])
    counts = np.repeat([weight for _, _, weight in groups], [len(found) for found, _, _ in groups])
    model = LogisticRegression(C=10, max_iter=5000).fit(rows, truth, sample_weight=counts)
    return np.asarray(model.coef_[0], dtype=np.float64)


def _row(evidence: Evidence) -> NDArray[np.float64]:
    return np.array([evidence.closeness, evidence.topic, evidence.known])


if __name__ == "__main__":
    main()
