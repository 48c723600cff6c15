"""Whether what a build promises of where "answered" begins holds for questions that laid nothing.

    python bench/promises.py DATA_DIR [--pages 1200] [--draws 200] [--cache DIR]

Two libraries of pages with titles are built, of a forum's and of a health library's (DATA_DIR), and
every page's own question is tried as a build tries it. Again and again as many pages as a build
tries are drawn by a hash of their ids; they lay thresholds at several levels, and all others are
asked at these: how many of what must be found are missed, and how many of what must not are called
answered. Promised is that in at least 95 of 100 draws no more are than the level says. Last come
questions of other kinds at the threshold that the build itself laid: what patients wrote below the
titles, and the other library's questions.
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.measures import drawn, interval  # noqa: E402
from index.encoders.sentence_encoder import SentenceEncoder  # noqa: E402  the checkout's own code
from index.library.addressed import strength  # noqa: E402
from index.library.build import build  # noqa: E402
from index.library.calibrate import (  # noqa: E402
    DOUBT,
    FALSE,
    MISSED,
    MOST_TRIED,
    NEAREST_TRIED,
    highest_keeping,
    lowest_keeping,
)
from index.library.open import Library  # noqa: E402
from index.library.own_questions import own_questions  # noqa: E402
from index.search.whitening import evenly_spaced  # noqa: E402

LEVELS = (0.05, 0.12, 0.2, 0.3)
"""The shares that are promised; the build promises two of them."""
CORPORA = ("forum", "medquad")

Strengths: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Tried:
    """Pages by id, and the strengths of their questions with the page there and left out."""

    ids: list[str]
    within: Strengths
    without: Strengths


@dataclass(frozen=True, slots=True)
class Kept:
    """A share in each draw: the mean, the ends between which 95 of 100 lie, and in how many of all
    draws, as a share, it was no more than promised."""

    mean: float
    low: float
    high: float
    kept: float


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path, metavar="DATA_DIR")
    parser.add_argument("--pages", type=int, default=1200)
    parser.add_argument("--draws", type=int, default=200)
    parser.add_argument("--cache", type=Path, default=Path("bench-cache"), metavar="DIR")
    options = parser.parse_args()
    options.cache.mkdir(parents=True, exist_ok=True)
    records = {name: _records(options.data, name, options.pages) for name in CORPORA}
    for name, other in (CORPORA, CORPORA[::-1]):
        library = _library(options.cache / f"promises-{name}", records[name])
        tried = _tried(library, desc=name)
        print(f"\n{name}: {len(tried.ids)} questions, {MOST_TRIED} of them drawn each time")
        for level in LEVELS:
            print(f"  at most {level:.0%} missed: {_told(missed(tried, level, options.draws))}")
        for level in LEVELS:
            told = _told(called_answered(tried, level, options.draws))
            print(f"  at most {level:.0%} called answered without their page: {told}")
        _print_as_built(library, tried, records[name], _titles(records[other]))


def missed(tried: Tried, level: float, draws: int) -> Kept:
    """The shares of those not drawn that are missed at a threshold that promises no more."""
    return _kept(tried, level, draws, lambda rows: _share_missed(tried, rows, level))


def called_answered(tried: Tried, level: float, draws: int) -> Kept:
    """The shares of those not drawn that are called answered without their page at a threshold that
    promises no more."""
    return _kept(tried, level, draws, lambda rows: _share_answered(tried, rows, level))


Rows: TypeAlias = tuple[list[int], list[int]]
"""Those drawn, and the others."""


def _share_missed(tried: Tried, rows: Rows, level: float) -> float:
    laid = highest_keeping(tried.within[rows[0]].tolist(), level, DOUBT)
    return 0.0 if laid is None else float((tried.within[rows[1]] < laid).mean())


def _share_answered(tried: Tried, rows: Rows, level: float) -> float:
    laid = lowest_keeping(tried.without[rows[0]].tolist(), level, DOUBT)
    return 0.0 if laid is None else float((tried.without[rows[1]] >= laid).mean())


def _kept(tried: Tried, level: float, draws: int, share: Callable[[Rows], float]) -> Kept:
    shares = np.array([share(drawn(tried.ids, MOST_TRIED, draw)) for draw in range(draws)])
    low, high = np.percentile(shares, [2.5, 97.5])
    return Kept(float(shares.mean()), float(low), float(high), float((shares <= level).mean()))


def _told(kept: Kept) -> str:
    ends = f"{kept.low:.1%} to {kept.high:.1%}"
    return f"{kept.mean:.1%} ({ends}); kept in {kept.kept:.1%} of the draws"


# The threshold that the build itself laid.


def _print_as_built(
    library: Library, tried: Tried, records: Sequence[dict[str, Any]], others: Sequence[str]
) -> None:
    laid = library.manifest.calibration
    threshold = library.answered_from
    found, false = (laid.found, laid.false) if laid is not None else (None, None)
    print(f"  the build's threshold is {threshold:.2f}; promised: found {found}, false {false}")
    page_ids = library.parts.store.page_ids()
    chosen = {page_ids[row] for row in evenly_spaced(len(page_ids), MOST_TRIED).tolist()}
    rest = np.array([one not in chosen for one in tried.ids])
    messages = {one["question_id"]: one["question_body"] for one in records}
    bodies = _tried(library, "messages", {one: body for one, body in messages.items() if body})
    encoder = library.encoder()
    elsewhere = [strength(library.find([one], encoder).evidence) for one in others]
    for name, strengths, promised in (
        ("pages not tried: titles, missed", -tried.within[rest], MISSED),
        ("pages not tried: titles without their page, answered", tried.without[rest], FALSE),
        ("what stands below the titles, missed", -bodies.within, MISSED),
        ("the same without its page, answered", bodies.without, FALSE),
        ("the other library's titles, answered", np.array(elsewhere), FALSE),
    ):
        is_missed = "missed" in name
        wrong = strengths > -threshold if is_missed else strengths >= threshold
        if len(wrong):
            ends = " to ".join(f"{end:.1%}" for end in interval(int(wrong.sum()), len(wrong)))
            share = f"{wrong.mean():.1%} ({ends}) of {len(wrong)}"
            print(f"    {name}: {share}; {promised:.0%} promised")


# Libraries.


def _records(data: Path, corpus: str, pages: int) -> list[dict[str, Any]]:
    """The records of so many pages that have a title, evenly chosen."""
    titled = [
        one for one in _read(data / "dev" / f"corpus_{corpus}.jsonl") if one["question_title"]
    ]
    ids = list(dict.fromkeys(one["question_id"] for one in titled))
    chosen = {ids[row] for row in evenly_spaced(len(ids), pages).tolist()}
    return [one for one in titled if one["question_id"] in chosen]


def _read(file: Path) -> Iterator[dict[str, Any]]:
    with file.open(encoding="utf-8", newline="\n") as lines:
        yield from map(json.loads, lines)


def _titles(records: Sequence[dict[str, Any]]) -> list[str]:
    return list(dict.fromkeys(one["question_title"] for one in records))


def _library(folder: Path, records: Sequence[dict[str, Any]]) -> Library:
    file = folder.with_suffix(".jsonl")
    names = ("id", "question_id", "question_title", "answer_text")
    lines = (json.dumps({name: one[name] for name in names}) + "\n" for one in records)
    file.write_text("".join(lines), encoding="utf-8")
    with tqdm(desc=f"building {folder.name}", unit=" passages") as bar:

        def show(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        build(folder, [file], SentenceEncoder(), progress=show)
    return Library.open(folder)


def _tried(library: Library, desc: str, messages: dict[str, str] | None = None) -> Tried:
    asked = own_questions(
        library.parts, library.encoder(), library.manifest.pages, NEAREST_TRIED, messages
    )
    found = list(tqdm(asked, desc=desc, unit=" questions"))
    within, without = (
        np.array([strength(one) for one in some], dtype=np.float64)
        for some in ([one.within for one in found], [one.without for one in found])
    )
    return Tried([one.page_id for one in found], within, without)


if __name__ == "__main__":
    main()
