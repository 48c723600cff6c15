"""An evaluation as a table and as a picture."""

from dataclasses import replace
from xml.etree import ElementTree

from bot.reply.evaluate import Evaluation
from bot.show.evaluation import COLUMNS, FOUND, MISSED, evaluation_svg, evaluation_text, rows_of

TOLD = Evaluation(
    when="2026-01-02T03:04:05+00:00", generation=7, encoder="words", pages=1200, answers=3400,
    threshold=10.0, questions=4, first=0.5, among_three=0.75, among_ten=1.0, reciprocal=0.6,
    answered=0.5, answered_without=0.25, found=(9.0, 11.0, 11.1), missed=(5.0,),
)  # fmt: skip
SPACE = "{http://www.w3.org/2000/svg}"


def test_a_table_has_a_row_for_each_figure_and_a_column_for_each_library() -> None:
    before = replace(TOLD, first=0.25, judged=8, judged_found=None, judged_false=0.125)
    rows = {first: rest for first, *rest in rows_of([TOLD, before])}
    assert rows["own answers come first"] == ["50.0%", "25.0%"]
    assert rows["pages, answers"] == ["1,200, 3,400"] * 2
    assert rows["judged: of those called answered, about something else"] == ["–", "12.5%"]
    assert rows["questions judged"] == ["0", "8"]
    assert not any("right answer" in name for name in rows)
    lines = evaluation_text([TOLD, before], ["now", "before"]).split("\n")
    assert lines[0].split() == ["now", "before"]
    assert len(lines) == len(rows) + 1


def test_a_picture_has_a_bar_for_what_was_found_and_missed_and_the_threshold_between() -> None:
    drawn = ElementTree.fromstring(evaluation_svg(TOLD))
    bars = [one for one in drawn.iter(f"{SPACE}rect") if one.get("fill") in (FOUND, MISSED)]
    heights = sorted(float(one.attrib["height"]) for one in bars)
    assert len(bars) == 3  # 11.0 and 11.1 share a column
    assert heights[0] == heights[1] == heights[2] / 2
    (missed,) = (one for one in bars if one.get("fill") == MISSED)
    base, threshold = drawn.iter(f"{SPACE}line")
    left, right = float(base.attrib["x1"]), float(base.attrib["x2"])
    assert float(threshold.attrib["x1"]) == left + round((10 - 5) / (11.1 - 5) * (right - left), 1)
    assert left < float(missed.attrib["x"]) < left + (right - left) / COLUMNS


def test_a_picture_of_nothing_has_no_bars() -> None:
    drawn = ElementTree.fromstring(evaluation_svg(replace(TOLD, found=(), missed=())))
    assert [one.get("fill") for one in drawn.iter(f"{SPACE}rect")] == ["#ffffff"]
