"""Work out what very large libraries take, from what was measured, and write it into docs/scale.md.

`python docs/scale.py` does it; a test works it out again. What was measured stands in `MEASURED`,
with its place; what is assumed, and is yours to change, in `ASSUMED`.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil
from pathlib import Path

SCALE = Path(__file__).resolve().parent / "scale.md"
BEGIN, END = "<!-- worked out: written by `python docs/scale.py` -->", "<!-- end of it -->"
SIZES = (1_000_000, 100_000_000, 1_000_000_000)
"""Answers: what was measured, and what is worked out from it."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure: what it is, its value, its unit, and where it comes from."""

    what: str
    value: float
    unit: str
    source: str


GROWTH = "[Growth](../bench/README.md#growth), 1,000,000 answers"
ALONE = "[The encoders alone](../bench/README.md#the-encoders-alone), ours"
FRONT = "[A front](../bench/README.md#a-front), 40,000 answers"
MEASURED = {
    "bytes": Figure("disk for a passage", 2767.3, "bytes", f"{GROWTH}: disk, MB"),
    "memory": Figure(
        "memory for a passage, once it is asked", 2266.0, "bytes",
        f"{GROWTH}: memory, asked, MB",
    ),
    "question": Figure("a question, p50", 19.4, "ms", f"{GROWTH}: question p50, ms"),
    "words": Figure("search by words, p95", 8.89, "ms", f"{GROWTH}: words p95, ms"),
    "vectors": Figure("search by meaning, p50", 1.35, "ms", f"{GROWTH}: vectors p50, ms"),
    "encoded": Figure(
        "passages encoded in a second, two cores", 117.5, "a second",
        f"{ALONE}: passages a second",
    ),
    "written": Figure("writing, without encoding", 652.5, "s", f"{GROWTH}: build, s"),
    "front": Figure(
        "memory of a front for an answer", 1071.0, "bytes", f"{FRONT}: bytes an answer"
    ),
}  # fmt: skip
ASSUMED = {
    "passages": Figure("passages of an answer", 1.0, "", "as measured: answers of one passage"),
    "shard": Figure("passages of a shard", 5_000_000, "", "`build --shard-passages`, its default"),
    "ram": Figure("memory of a machine", 64e9, "bytes", "16 cores and 64 GB"),
    "cores": Figure("cores of a machine", 16, "", "16 cores and 64 GB"),
    "used": Figure("of its memory and cores that is used", 0.7, "", "the rest is for peaks"),
    "price": Figure("a machine's hour", 0.80, "$", "of that size; yours to fill in"),
    "builders": Figure("machines that encode", 20, "", "yours to fill in"),
    "code": Figure("a vector's code, by product quantization", 48, "bytes", "8 numbers in a byte"),
    "id": Figure("a passage's id beside it", 8, "bytes", "as in FAISS"),
    "load": Figure("questions a second that are asked", 50, "", "yours to fill in"),
}


def of(name: str) -> float:
    """The value of a figure."""
    return (MEASURED | ASSUMED)[name].value


def passages(answers: int) -> float:
    """Passages."""
    return answers * of("passages")


def disk(answers: int) -> float:
    """Disk, in bytes, of one generation."""
    return passages(answers) * of("bytes")


def memory(answers: int) -> float:
    """Memory, in bytes, with all that is asked about in it."""
    return passages(answers) * of("memory")


def front_memory(answers: int) -> float:
    """Memory, in bytes, of a front of `serve --ray`, whatever the machines that hold the shards."""
    return answers * of("front")


def shards(answers: int) -> int:
    """Shards."""
    return ceil(passages(answers) / of("shard"))


def machines_for_memory(answers: int) -> int:
    """Machines that hold it in memory once."""
    return ceil(memory(answers) / (of("ram") * of("used")))


def core_ms(answers: int) -> float:
    """Milliseconds of a core that a question takes in all shards together: what it takes at a
    million, and for every further million what its two searches take."""
    more = max(0.0, passages(answers) / 1e6 - 1)
    return of("question") + (of("words") + of("vectors")) * more


def capacity(answers: int) -> float:
    """Questions a second that the cores of these machines answer."""
    cores = machines_for_memory(answers) * of("cores") * of("used")
    return cores * 1000 / core_ms(answers)


def machines(answers: int) -> int:
    """Machines that hold it, and answer what is asked."""
    copies = ceil(of("load") / capacity(answers))
    return machines_for_memory(answers) * max(1, copies)


def encoding_core_hours(answers: int) -> float:
    """Hours of a core to encode everything once."""
    return passages(answers) / (of("encoded") / 2) / 3600


def encoding_hours(answers: int) -> float:
    """Hours that all who encode take."""
    return encoding_core_hours(answers) / (of("builders") * of("cores"))


def writing_hours(answers: int) -> float:
    """Hours in which one process writes the library."""
    return passages(answers) / 1e6 * of("written") / 3600


def coded_memory(answers: int) -> float:
    """Memory, in bytes, of codes for the vectors, with the passages' ids."""
    return passages(answers) * (of("code") + of("id"))


def dollars_a_million(answers: int) -> float:
    """What a million questions cost, asked without a pause."""
    hours = 1e6 / (capacity(answers) * machines(answers) / machines_for_memory(answers)) / 3600
    return hours * machines(answers) * of("price")


Row = tuple[str, str, str, Callable[[int], float]]
"""What a line tells, its formula, how its values are written, and what works them out."""
ROWS: tuple[Row, ...] = (
    ("passages, million", "answers × passages", ",.0f", lambda n: passages(n) / 1e6),
    ("disk of a generation, GB", "passages × bytes", ",.1f", lambda n: disk(n) / 1e9),
    ("disk while one is swapped, GB", "2 × disk", ",.1f", lambda n: 2 * disk(n) / 1e9),
    ("memory, GB", "passages × memory", ",.1f", lambda n: memory(n) / 1e9),
    ("memory of a front, GB", "answers × front", ",.1f", lambda n: front_memory(n) / 1e9),
    ("shards", "⌈passages ÷ shard⌉", ",.0f", shards),
    ("machines that hold it", "⌈memory ÷ (ram × used)⌉", ",.0f", machines_for_memory),
    (
        "a core's time for a question, ms",
        "question + (words + vectors) × (millions of passages − 1)",
        ",.1f",
        core_ms,
    ),
    (
        "questions a second, on these",
        "machines × cores × used × 1000 ÷ a core's time",
        ",.1f",
        capacity,
    ),
    ("machines for the load", "machines × ⌈load ÷ questions a second⌉", ",.0f", machines),
    (
        "a million questions, $",
        "machines × price × 10⁶ ÷ questions a second ÷ 3600",
        ",.2f",
        dollars_a_million,
    ),
    (
        "encoding, hours of a core",
        "passages ÷ (encoded ÷ 2) ÷ 3600",
        ",.0f",
        encoding_core_hours,
    ),
    ("encoding, hours", "hours of a core ÷ (builders × cores)", ",.1f", encoding_hours),
    ("writing by one process, hours", "millions × written ÷ 3600", ",.1f", writing_hours),
    ("memory of codes, GB", "passages × (code + id)", ",.1f", lambda n: coded_memory(n) / 1e9),
)


def markdown() -> str:
    """The tables, as Markdown."""
    rows = ["| name | what | value | from |", "|---|---|---:|---|"]
    for name, one in (MEASURED | ASSUMED).items():
        kind = "measured" if name in MEASURED else "**assumed**"
        value = f"{one.value:,.12g} {one.unit}".strip()
        rows.append(f"| {name} | {one.what} | {value} | {kind}: {one.source} |")
    heads = " | ".join(f"{n:,}" for n in SIZES)
    rows += ["", f"| | formula | {heads} |", f"|---|---|{'---:|' * len(SIZES)}"]
    for what, formula, form, worked in ROWS:
        values = " | ".join(format(worked(n), form) for n in SIZES)
        rows.append(f"| {what} | {formula} | {values} |")
    return "\n".join(rows)


def filled(text: str) -> str:
    """A document with the tables as they are worked out now."""
    block = f"{BEGIN}\n\n{markdown()}\n\n{END}"
    return re.sub(rf"{re.escape(BEGIN)}.*?{re.escape(END)}", lambda _: block, text, flags=re.DOTALL)


if __name__ == "__main__":
    SCALE.write_text(filled(SCALE.read_text(encoding="utf-8")), encoding="utf-8")
