"""Shows an evaluation: as a table for the terminal, as JSON, and as a picture."""

from collections.abc import Sequence
from dataclasses import asdict

from bot.reply.evaluate import Evaluation
from bot.show.templates import rendered
from bot.text.languages import ENGLISH

WIDTH, HEIGHT, MARGIN = 640, 240, 40
"""The picture's size and its margins, in pixels."""
COLUMNS = 32
"""Columns of the histogram."""
FOUND, MISSED, LINE = "#2a6f97", "#c8553d", "#222222"

SHARES = (
    ("first", "own answers come first"),
    ("among_three", "… are among the first three"),
    ("among_ten", "… are among the first ten"),
    ("reciprocal", "mean of 1 / rank"),
    ("answered", "called answered"),
    ("answered_without", "called answered, their page left out"),
    ("judged_found", "judged: a right answer is among the first three"),
    ("judged_answered", "judged: of those with a right answer, called answered"),
    ("judged_false", "judged: of those called answered, about something else"),
)
"""The figures of an evaluation, and what they say."""


def rows_of(evaluations: Sequence[Evaluation]) -> list[tuple[str, ...]]:
    """A row for each figure: what it is, and its value in each evaluation."""
    told = [asdict(one) for one in evaluations]
    rows = [
        ("pages, answers", *(f"{one.pages:,}, {one.answers:,}" for one in evaluations)),
        ("questions of pages tried", *(f"{one.questions:,}" for one in evaluations)),
        *(
            (words, *(_share(one[name]) for one in told))
            for name, words in SHARES
            if any(one[name] is not None for one in told)
        ),
        ("“answered” begins at", *(f"{one.threshold:.2f}" for one in evaluations)),
    ]
    if any(one.judged for one in evaluations):
        rows.append(("questions judged", *(f"{one.judged:,}" for one in evaluations)))
    return rows


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.1%}"


def evaluation_text(evaluations: Sequence[Evaluation], names: Sequence[str]) -> str:
    """A table with a column for each library."""
    rows = [("", *names), *rows_of(evaluations)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = []
    for first, *rest in rows:
        cells = (cell.rjust(width) for cell, width in zip(rest, widths[1:], strict=True))
        lines.append("  ".join([first.ljust(widths[0]), *cells]).rstrip())
    return "\n".join(lines)


def evaluation_svg(evaluation: Evaluation) -> str:
    """The strengths of evidence of the questions whose answers were found, and of the others, with
    the threshold, as a picture. Nothing in it comes from a page."""
    values = [*evaluation.found, *evaluation.missed, evaluation.threshold]
    low, high = min(values), max(values)
    step = (high - low) / COLUMNS or 1.0
    found, missed = (_counts(of, low, step) for of in (evaluation.found, evaluation.missed))
    most = max(*found, *missed, 1)
    bars = [
        _bar(column, count, most, colour, shift)
        for counts, colour, shift in ((found, FOUND, 0), (missed, MISSED, 1))
        for column, count in enumerate(counts)
        if count
    ]
    at = MARGIN + (evaluation.threshold - low) / (step * COLUMNS) * (WIDTH - 2 * MARGIN)
    return rendered(
        "evaluation.svg",
        ENGLISH,
        width=WIDTH,
        height=HEIGHT,
        margin=MARGIN,
        base=HEIGHT - MARGIN,
        line=LINE,
        bars=bars,
        at=f"{at:.1f}",
        found=f"{len(evaluation.found):,}",
        found_colour=FOUND,
        missed=f"{len(evaluation.missed):,}",
        missed_colour=MISSED,
        threshold=f"{evaluation.threshold:.2f}",
        low=f"{low:.1f}",
        high=f"{high:.1f}",
    )


def _counts(values: Sequence[float], low: float, step: float) -> list[int]:
    counts = [0] * COLUMNS
    for value in values:
        counts[min(int((value - low) / step), COLUMNS - 1)] += 1
    return counts


def _bar(column: int, count: int, most: int, colour: str, shift: int) -> dict[str, str]:
    """The attributes of a column's rectangle."""
    width = (WIDTH - 2 * MARGIN) / COLUMNS
    height = count / most * (HEIGHT - 2 * MARGIN)
    left = MARGIN + column * width + shift * width / 2
    sizes = {
        "x": left,
        "y": HEIGHT - MARGIN - height,
        "width": width / 2 - 1,
        "height": height,
    }
    return {"colour": colour, **{name: f"{size:.1f}" for name, size in sizes.items()}}
