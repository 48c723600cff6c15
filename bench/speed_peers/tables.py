"""What was measured, as Markdown: ratios first, then the figures behind them."""

from collections.abc import Iterator, Mapping, Sequence
from statistics import median
from typing import Any, NamedTuple

MEGABYTE = 1_000_000
MODEL_MFLOP = 21.2
"""Millions of operations that all-MiniLM-L6-v2 costs a token."""
DIMENSION, FLOAT = 384, 4


class Figures(NamedTuple):
    """What one system took; the medians of its rounds. Seconds, milliseconds and bytes."""

    cold: float
    p50: float
    p95: float
    ingest: float
    command: float
    building: float
    answering: float
    disk: float


NAMES = {
    "cold": ("cold answer", "faster", "slower"),
    "p50": ("question p50", "faster", "slower"),
    "p95": ("question p95", "faster", "slower"),
    "ingest": ("ingest", "faster", "slower"),
    "command": ("whole build command", "faster", "slower"),
    "building": ("memory, building", "less", "more"),
    "answering": ("memory, answering", "less", "more"),
    "disk": ("disk", "less", "more"),
}
"""For each figure its title, and what ours is if the peer's is higher, and if it is lower."""


def figures(row: Mapping[str, Any]) -> Figures | None:
    """A system's figures, or None if it did not come to its end."""
    if "trouble" in row or not (row["build"] and row["ask"] and row["questions"]):
        return None
    milliseconds = [one for turn in row["questions"] for one in turn["milliseconds"]]
    return Figures(
        cold=_median(row["ask"], "seconds"),
        p50=percentile(milliseconds, 0.5),
        p95=percentile(milliseconds, 0.95),
        ingest=_median(row["build"], "seconds_build"),
        command=_median(row["build"], "seconds"),
        building=_median(row["build"], "peak"),
        answering=_median(row["questions"], "peak"),
        disk=_median(row["build"], "disk"),
    )


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which that share of the values lies."""
    ordered = sorted(values)
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)]


def _median(turns: Sequence[Mapping[str, Any]], name: str) -> float:
    return float(median(turn[name] for turn in turns))


def ratio(theirs: float, ours: float, better: str = "faster", worse: str = "slower") -> str:
    """How many times better or worse ours is."""
    times, word = (theirs / ours, better) if theirs >= ours else (ours / theirs, worse)
    return f"× {times:.1f} {word}"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """A table in Markdown, the figures to the right."""
    yield f"| {' | '.join(head)} |"
    yield "|---|" + "---:|" * (len(head) - 1)
    for row in rows:
        yield f"| {' | '.join(row)} |"


def tables(results: Mapping[str, Any]) -> Iterator[str]:
    """Everything that was measured."""
    yield (
        f"{results['answers']:,} answers, {results['rounds']} rounds, {results['cores']} cores, "
        f"OMP_NUM_THREADS: {results['threads']}. Medians of the rounds."
    )
    limits = results.get("limits")
    if "systems" in results:
        yield from _systems(results["systems"], least_milliseconds(results))
    if limits is not None:
        yield (
            f"\n## At most\n\n{limits['gflops']:.0f} billion float32 operations a second, by a "
            f"product of matrices, {limits['gigabytes_per_second']:.1f} GB/s read from memory."
        )
    if "encoder" in results:
        yield from _encoder(results["encoder"], limits)
    if results.get("growth"):
        yield from _growth(results["growth"], limits)
    for part, trouble in results.get("troubles", {}).items():
        yield f"\n{part} was not measured: {trouble}"


def least_milliseconds(results: Mapping[str, Any]) -> float | None:
    """What a question of usual length takes at least on this machine: its tokens through the
    encoder at the rate of a product of matrices, and one read of every vector; or None where that
    was not measured."""
    limits, encoder = results.get("limits"), results.get("encoder")
    if not limits or not encoder:
        return None
    encoding = encoder["ours"][0]["question_tokens"] * MODEL_MFLOP / limits["gflops"]
    reading = results["answers"] * DIMENSION * FLOAT / 1e6 / limits["gigabytes_per_second"]
    return float(encoding + reading)


def _systems(systems: Mapping[str, Any], least: float | None) -> Iterator[str]:
    found = {name: figures(row) for name, row in systems.items()}
    ours = found.get("ours")
    titles = [title for title, _, _ in NAMES.values()]
    if ours is not None and len(found) > 1:
        yield "\n## Ours beside each peer\n"
        rows = [
            [systems[name]["label"], *_ratios(one, ours)]
            for name, one in found.items()
            if one is not None and name != "ours"
        ]
        yield from table(["ours, beside", *titles], rows)
    yield "\n## Figures\n"
    units = ["s", "ms", "ms", "s", "s", "MB", "MB", "MB"]
    head = [f"{title}, {unit}" for title, unit in zip(titles, units, strict=True)]
    rows = [_row(systems, name, one, least) for name, one in found.items()]
    yield from table(["", "version", "passages", *head, "same best answer", "of the limit"], rows)
    yield (
        "\nCold answer: the whole command, from its start to its end. Question: from its words to "
        "the texts of eight answers, all loaded. Ingest: embedding, indexing and saving; a peer's "
        "without its imports and the loading of its model, ours with the writing of its model "
        "for a quick start. Whole build command: with everything, for all. Same best "
        "answer: the share of questions to which the best answer is that of exact search by hand; "
        "ours ranks by words too, and puts distinct doctors first. Of the limit: what a question "
        "would take if its encoder did nothing but multiply at full speed and every vector were "
        "read once, beside its p50"
        + (f"; {least:.2f} ms here." if least is not None else ", where both were measured.")
    )
    if ours is not None:
        model = systems["ours"]["build"][-1]["model"] / MEGABYTE
        yield (
            "\nDisk is without the model. Ours keeps an exported one with each library, "
            f"{model:.0f} MB; the peers read theirs, 91 MB, from its package."
        )


def _ratios(theirs: Figures, ours: Figures) -> list[str]:
    return [
        ratio(getattr(theirs, name), getattr(ours, name), better, worse)
        for name, (_, better, worse) in NAMES.items()
    ]


def _row(
    systems: Mapping[str, Any], name: str, one: Figures | None, least: float | None
) -> list[str]:
    row = systems[name]
    head = [row["label"], row.get("version", "")]
    if one is None:
        return [*head, f"not measured ({row.get('trouble', '')})", *[""] * (len(NAMES) + 2)]
    seconds_and_bytes = [
        f"{one.cold:.2f}",
        f"{one.p50:.1f}",
        f"{one.p95:.1f}",
        f"{one.ingest:.1f}",
        f"{one.command:.1f}",
        *(f"{size / MEGABYTE:.1f}" for size in (one.building, one.answering, one.disk)),
    ]
    passages, same = f"{row['build'][0]['passages']:,}", _same(systems, name)
    of_the_limit = "" if least is None else f"{least / one.p50:.0%}"
    return [*head, passages, *seconds_and_bytes, same, of_the_limit]


def _same(systems: Mapping[str, Any], name: str) -> str:
    exact = systems.get("by-hand", {}).get("questions")
    if not exact:
        return ""
    pairs = list(zip(systems[name]["questions"][0]["best"], exact[0]["best"], strict=True))
    return f"{sum(one == other for one, other in pairs) / len(pairs):.0%}"


def _encoder(found: Mapping[str, Any], limits: Mapping[str, float] | None) -> Iterator[str]:
    def seconds(name: str) -> float:
        return _median(found[name], "seconds")

    def each(name: str, share: float) -> float:
        return percentile([one for turn in found[name] for one in turn["milliseconds"]], share)

    texts, tokens = found["ours"][0]["texts"], found["ours"][0]["tokens"]
    yield "\n## The encoders alone\n"
    rows = []
    for name, label in (("defaults", "sentence-transformers, defaults"), ("ours", "ours")):
        gflops = tokens * MODEL_MFLOP / 1000 / seconds(name)
        share = "" if limits is None else f"{gflops / limits['gflops']:.0%}"
        figures = [
            f"{each(name, 0.5):.1f}",
            f"{each(name, 0.95):.1f}",
            f"{texts / seconds(name):.1f}",
        ]
        rows.append([label, *figures, f"{tokens / seconds(name):,.0f}", f"{gflops:.0f}", share])
    better = (
        ratio(each("defaults", 0.5), each("ours", 0.5)),
        ratio(each("defaults", 0.95), each("ours", 0.95)),
        ratio(seconds("defaults"), seconds("ours")),
    )
    head = ["question p50, ms", "p95, ms", "passages a second", "tokens a second", "GFLOP/s"]
    yield from table(["", *head, "of the limit"], [["ours is", *better, "", "", ""], *rows])
    cosine = min(turn["least_cosine"] for turn in found["ours"])
    yield f"\nThe cosine of the two vectors of a passage is at least {cosine:.5f}."


def _growth(found: Mapping[str, Any], limits: Mapping[str, float] | None) -> Iterator[str]:
    yield (
        "\n## Growth\n\nHere the vector of an answer is put together from its sentences' vectors, "
        "each encoded once by the model, as encoding so many answers takes hours; seconds of "
        "building and adding leave encoding out. Questions are encoded by the model. "
        "Beside it exact search by hand (FAISS, flat) over the same vectors, its time that of the "
        "search alone, with the texts in a JSON file. Vectors: the eight nearest to the question; "
        "found: how many of those that exact search finds.\n"
    )
    rows = []
    for size, one in found.items():
        ours, flat = one["ours"], one["flat"]
        cells = (
            ratio(flat["seconds_open"], ours["seconds_open"]),
            ratio(flat["resident"], ours["resident"], "less", "more"),
            ratio(percentile(flat["milliseconds"], 0.5), percentile(ours["dense"], 0.5)),
            ratio(flat["disk"], ours["disk"], "less", "more"),
        )
        rows.append([f"{int(size):,}", *cells])
    head = ["opening", "memory, opened", "vector search p50", "disk"]
    yield from table(["ours beside flat, answers", *head], rows)
    yield ""
    head = ["build, s", "add 100, s", "add 100 as one file, s", "open, s", "ready, s"]
    head += ["memory, opened, MB", "memory, asked, MB", "question p50, ms", "p95, ms"]
    head += ["words p95, ms", "vectors p50, ms", "found", "disk, MB"]
    rows = [[f"{int(size):,}", *_grown(one["ours"])] for size, one in found.items()]
    yield from table(["ours, answers", *head], rows)
    yield ""
    head = ["load, s", "memory, loaded, MB", "vectors p50, ms", "p95, ms", "disk, MB"]
    rows = [[f"{int(size):,}", *_flat(one["flat"])] for size, one in found.items()]
    yield from table(["flat, answers", *head], rows)
    if limits is not None:
        size, one = list(found.items())[-1]
        read = one["ours"]["passages"] * DIMENSION * FLOAT / 1e9
        shares = (
            f"{label} {read / (percentile(times, 0.5) / 1000):.1f} GB/s, "
            f"{read / (percentile(times, 0.5) / 1000) / limits['gigabytes_per_second']:.0%}"
            for label, times in (
                ("flat", one["flat"]["milliseconds"]),
                ("ours", one["ours"]["dense"]),
            )
        )
        yield (
            f"\nVector search at {int(size):,} answers, as if every float32 were read, and the "
            f"share of what memory gives: {'; '.join(shares)}. More than all of it means that less "
            "was read, or that all lies in the processor's cache."
        )


def _grown(one: Mapping[str, Any]) -> list[str]:
    return [
        f"{one['seconds_build']:.1f}",
        f"{one['seconds_add']:.2f}",
        f"{one['seconds_add_file']:.2f}",
        f"{one['seconds_open']:.3f}",
        f"{one['seconds_ready']:.2f}",
        f"{one['resident'] / MEGABYTE:.0f}",
        f"{one['resident_asked'] / MEGABYTE:.0f}",
        f"{percentile(one['milliseconds'], 0.5):.1f}",
        f"{percentile(one['milliseconds'], 0.95):.1f}",
        f"{percentile(one['lexical'], 0.95):.2f}",
        f"{percentile(one['dense'], 0.5):.2f}",
        f"{one['recall']:.1%}",
        f"{one['disk'] / MEGABYTE:.1f}",
    ]


def _flat(one: Mapping[str, Any]) -> list[str]:
    return [
        f"{one['seconds_open']:.3f}",
        f"{one['resident'] / MEGABYTE:.0f}",
        f"{percentile(one['milliseconds'], 0.5):.2f}",
        f"{percentile(one['milliseconds'], 0.95):.2f}",
        f"{one['disk'] / MEGABYTE:.1f}",
    ]
