"""What docs/scale.md works out follows from what was measured, and stands there as worked out."""

import re

import pytest

from docs import scale
from tests.conftest import SEEDS

BENCH = (SEEDS.parent / "bench" / "README.md").read_text(encoding="utf-8")


def test_the_tables_are_as_they_are_worked_out_now() -> None:
    text = scale.SCALE.read_text(encoding="utf-8")
    assert scale.filled(text) == text, "run: python docs/scale.py"


@pytest.mark.parametrize("name", scale.MEASURED)
def test_every_measured_figure_stands_where_it_is_said_to(name: str) -> None:
    figure = scale.MEASURED[name]
    row, column = re.fullmatch(r"\[.+?\]\(.+?\), (.+?): (.+)", figure.source).groups()  # type: ignore[union-attr]
    found = {
        head: cell
        for table in reversed(re.findall(r"(?:^\|.*\n)+", BENCH, re.MULTILINE))  # ours stand first
        for head, cell in cells(table, row.removesuffix(" answers"))
    }
    assert found[column].replace(",", "") == f"{figure.value:g}"


def cells(table: str, row: str) -> list[tuple[str, str]]:
    """The cells of a row that begins with these words, each with the head of its column."""
    heads, _, *rows = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in table.split("\n") if line
    ]
    return [pair for one in rows if one[0] == row for pair in zip(heads, one, strict=True)]


def test_what_is_worked_out_for_a_million_is_what_was_measured() -> None:
    assert scale.disk(1_000_000) == 2767.3e6
    assert scale.core_ms(1_000_000) == 19.4
    assert scale.core_ms(2_000_000) == 19.4 + (8.89 + 1.35)
    assert scale.writing_hours(100_000_000) == pytest.approx(100 * 652.5 / 3600)
    assert scale.machines_for_memory(100_000_000) == 6  # 226.6 GB in 44.8 GB each: 5.06
