"""What was measured, as pictures: a bar for each system, and lines over the size of the library."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from bench.speed_peers.tables import MEGABYTE, figures, percentile

if TYPE_CHECKING:
    from matplotlib.axes import Axes

OURS, THEIRS, INK, FAINT = "#0f766e", "#b6bcc4", "#1f2933", "#7b8794"
LIGHT = "#7cc4bd"
"""Ours, where a second shade is needed."""


class Bars(NamedTuple):
    """A picture of bars: its file, what they show, which figure of a system, and its unit."""

    file: str
    shows: str
    figure: str
    unit: str
    size: float = 1.0


BARS = (
    Bars("cold_start.png", "From the command to the first answer", "cold", "s"),
    Bars(
        "ingest.png",
        "Embedding, indexing, saving; ours with its model's loading and export",
        "ingest",
        "s",
    ),
    Bars("memory.png", "Peak of memory while answering", "answering", "MB", MEGABYTE),
    Bars("disk.png", "What is saved on disk, the model left out", "disk", "MB", MEGABYTE),
)


class Line(NamedTuple):
    """A line over the size of the library: whose it is, its label and its colour."""

    system: str
    label: str
    colour: str


class Panel(NamedTuple):
    """One small picture of growth: its title, and for each line the figure it shows."""

    title: str
    lines: Mapping[Line, str]


OWN, FLAT = Line("ours", "ours", OURS), Line("flat", "FAISS, flat", FAINT)
OTHER = Line("ours", "", LIGHT)
PANELS = (
    Panel(
        "Building and adding, s",
        {
            OWN._replace(label="building"): "seconds_build",
            OTHER._replace(label="100 answers more"): "seconds_add",
        },
    ),
    Panel("Opening, s", {OWN: "seconds_open", FLAT: "seconds_open"}),
    Panel(
        "A question, from words to cards, ms",
        {
            OWN._replace(label="p95"): "milliseconds 0.95",
            OTHER._replace(label="p50"): "milliseconds 0.5",
        },
    ),
    Panel(
        "Search alone, ms",
        {
            OWN._replace(label="vectors p50"): "dense 0.5",
            OTHER._replace(label="words p95"): "lexical 0.95",
            FLAT: "milliseconds 0.5",
        },
    ),
    Panel("Memory when opened, MB", {OWN: "resident MB", FLAT: "resident MB"}),
    Panel("Disk, MB", {OWN: "disk MB", FLAT: "disk MB"}),
)


def draw(results: Mapping[str, Any], folder: Path) -> None:
    """Write every picture for which there are figures."""
    import matplotlib as mpl

    mpl.use("agg")
    mpl.rcParams.update(
        {
            "font.family": "DejaVu Sans",
            "font.size": 11,
            "text.color": INK,
            "axes.edgecolor": FAINT,
            "xtick.color": FAINT,
            "ytick.color": FAINT,
            "savefig.dpi": 160,
        }
    )
    folder.mkdir(parents=True, exist_ok=True)
    systems = results.get("systems", {})
    found = {row["label"]: figures(row) for row in systems.values()}
    measured = {label: one for label, one in found.items() if one is not None}
    ours = systems.get("ours", {}).get("label", "")
    if measured:
        for bars in BARS:
            values = {
                label: getattr(one, bars.figure) / bars.size for label, one in measured.items()
            }
            _bars(values, ours, f"{bars.shows}, {bars.unit}", folder / bars.file)
        middle = {label: one.p50 for label, one in measured.items()}
        high = {label: one.p95 for label, one in measured.items()}
        shows = "A question, from its words to eight texts: p50, and a tick at p95, ms"
        _bars(middle, ours, shows, folder / "question.png", ticks=high)
    if len(results.get("growth", {})) > 1:
        _growth(results["growth"], folder / "growth.png")


def _bars(
    values: Mapping[str, float],
    ours: str,
    shows: str,
    file: Path,
    ticks: Mapping[str, float] | None = None,
) -> None:
    from matplotlib import pyplot as plt

    labels = sorted(values, key=lambda label: values[label], reverse=True)
    figure, axes = plt.subplots(figsize=(7.2, 0.6 + 0.46 * len(labels)), layout="constrained")
    colours = [OURS if label == ours else THEIRS for label in labels]
    axes.barh(labels, [values[label] for label in labels], color=colours, height=0.66)
    longest = max([*values.values(), *(ticks or {}).values()])
    for row, label in enumerate(labels):
        weight = "bold" if label == ours else "normal"
        end, text = values[label], _short(values[label])
        if ticks is not None:
            end, text = max(end, ticks[label]), f"{text}  /  {_short(ticks[label])}"
            axes.plot([values[label], ticks[label]], [row, row], color=colours[row], linewidth=1.4)
            axes.plot([ticks[label]] * 2, [row - 0.2, row + 0.2], color=colours[row], linewidth=2.2)
        axes.text(end + longest * 0.012, row, text, va="center", color=INK, weight=weight)
    axes.set_title(shows, loc="left", fontsize=11, color=INK)
    axes.set_xlim(0, longest * 1.16)
    axes.spines[:].set_visible(False)
    axes.xaxis.set_visible(False)
    axes.tick_params(axis="y", length=0, labelcolor=INK)
    for tick in axes.get_yticklabels():
        tick.set_fontweight("bold" if tick.get_text() == ours else "normal")
    figure.savefig(file)
    plt.close(figure)


def _growth(found: Mapping[str, Any], file: Path) -> None:
    from matplotlib import pyplot as plt

    sizes = [int(size) for size in found]
    figure, grid = plt.subplots(2, 3, figsize=(12, 6.6), layout="constrained")
    for axes, panel in zip(grid.flat, PANELS, strict=True):
        ends: list[tuple[float, Line]] = []
        for line, name in panel.lines.items():
            values = [_value(one[line.system], name) for one in found.values()]
            axes.plot(sizes, values, color=line.colour, marker="o", markersize=4, linewidth=2)
            ends.append((values[-1], line))
        axes.set(xscale="log", yscale="log")
        _label_ends(axes, sizes, ends)
        axes.set_title(panel.title, loc="left", fontsize=11, color=INK)
        axes.set_xticks(sizes, [_size(size) for size in sizes])
        axes.minorticks_off()
        axes.yaxis.set_major_formatter(lambda value, _: _short(value))
        axes.grid(axis="y", color="#e4e7eb", linewidth=0.8)
        axes.set_axisbelow(True)
        axes.spines[["top", "right", "left"]].set_visible(False)
        axes.spines["bottom"].set_bounds(sizes[0], sizes[-1])
        axes.tick_params(length=0)
    figure.supxlabel("answers in the library", fontsize=11, color=FAINT)
    figure.savefig(file)
    plt.close(figure)


def _label_ends(axes: "Axes", sizes: Sequence[int], ends: Sequence[tuple[float, Line]]) -> None:
    """Write each line's name and last value behind its end, no two upon each other."""
    low, high = axes.get_ylim()
    if high / low < 10:  # so little growth that a tenfold scale shows it best
        middle = (low * high) ** 0.5
        low, high = middle / 10**0.5, middle * 10**0.5
        axes.set_ylim(low, high)
    apart = (high / low) ** 0.09
    at = 0.0
    for value, line in sorted(ends, key=lambda end: end[0]):
        at = max(value, at * apart)
        text = f"  {line.label} {_short(value)}"
        colour = INK if line.colour == LIGHT else line.colour
        axes.text(sizes[-1], at, text, va="center", color=colour, fontsize=10)
    axes.set_xlim(sizes[0] / 1.3, sizes[-1] * (sizes[-1] / sizes[0]) ** 0.75)


def _value(one: Mapping[str, Any], name: str) -> float:
    """A figure by its name; `dense 0.95` is a percentile, `disk MB` millions of bytes."""
    name, _, part = name.partition(" ")
    if part == "MB":
        return float(one[name]) / MEGABYTE
    return percentile(one[name], float(part)) if part else float(one[name])


def _size(answers: int) -> str:
    """A number of answers in few letters, so that the ticks do not run into each other."""
    return next(
        (
            f"{answers / unit:g}{letter}"
            for unit, letter in ((10**6, "M"), (1000, "k"))
            if answers >= unit
        ),
        str(answers),
    )


def _short(value: float) -> str:
    """A number in two digits or three."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}" if value >= 10 else f"{value:.2g}"
