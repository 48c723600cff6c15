"""The table tells what was tried, and nothing that was not."""

from tests.faults.tally import FAULTS, Tally


def test_the_table_adds_up_what_was_tried() -> None:
    counted = Tally()
    counted.record(4, tries=1000)
    counted.record(1, tries=3, lost=1)
    counted.record(4, tries=500, wrong=2)
    first, second = counted.table().splitlines()[2:]
    assert first == f"| 1 | {FAULTS[1]} | 3 | 1 | 0 |"
    assert second == f"| 4 | {FAULTS[4]} | 1,500 | 0 | 2 |"


def test_a_row_that_was_not_tried_now_stays_as_it_was() -> None:
    before = Tally()
    before.record(1, tries=7)
    before.record(10, tries=2)
    now = Tally()
    now.record(1, tries=9)
    now.record(2)
    assert now.into(before.table()).splitlines()[2:] == [
        f"| 1 | {FAULTS[1]} | 9 | 0 | 0 |",
        f"| 2 | {FAULTS[2]} | 1 | 0 | 0 |",
        f"| 10 | {FAULTS[10]} | 2 | 0 | 0 |",
    ]
