"""Shows an evaluation: as a table for the terminal, as JSON, and as a picture."""

from collections.abc import Sequence
from dataclasses import asdict

from bot.reply.evaluate import Evaluation

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
    base = HEIGHT - MARGIN
    text = 'font-family="sans-serif" font-size="12"'
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">',
            "<title>Strength of evidence, found and not found, and where “answered” begins</title>",
            f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
            *bars,
            f'<line x1="{MARGIN}" y1="{base}" x2="{WIDTH - MARGIN}" y2="{base}" stroke="{LINE}"/>',
            f'<line x1="{at:.1f}" y1="{MARGIN - 8}" x2="{at:.1f}" y2="{base}" stroke="{LINE}" '
            'stroke-dasharray="4 3"/>',
            f'<text x="{MARGIN}" y="16" {text} fill="{FOUND}">found: {len(evaluation.found):,}'
            f'<tspan dx="16" fill="{MISSED}">not found: {len(evaluation.missed):,}</tspan>'
            f'<tspan dx="16" fill="{LINE}">“answered” from {evaluation.threshold:.2f}</tspan>'
            "</text>",
            f'<text x="{MARGIN}" y="{HEIGHT - 14}" {text} fill="{LINE}">{low:.1f}</text>',
            f'<text x="{WIDTH - MARGIN}" y="{HEIGHT - 14}" {text} fill="{LINE}" '
            f'text-anchor="end">{high:.1f}</text>',
            "</svg>\n",
        ]
    )


def _counts(values: Sequence[float], low: float, step: float) -> list[int]:
    counts = [0] * COLUMNS
    for value in values:
        counts[min(int((value - low) / step), COLUMNS - 1)] += 1
    return counts


def _bar(column: int, count: int, most: int, colour: str, shift: int) -> str:
    width = (WIDTH - 2 * MARGIN) / COLUMNS
    height = count / most * (HEIGHT - 2 * MARGIN)
    left = MARGIN + column * width + shift * width / 2
    return (
        f'<rect x="{left:.1f}" y="{HEIGHT - MARGIN - height:.1f}" width="{width / 2 - 1:.1f}" '
        f'height="{height:.1f}" fill="{colour}"/>'
    )
