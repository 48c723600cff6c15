"""Long lists in pages: which rows are shown, and where the others are."""

import pytest

from bot.staff.page_list import PageList
from bot.staff.paging import Column, Heading, ListAddress, Paging, Sorting, headings
from index.storage.store import PageListing

LIST = ListAddress("/pages", [("contains", "a b"), ("sort", "-answers"), ("page", "3")])
COLUMNS = (
    Column("title", "Page"),
    Column("answers", "Answers", largest_first=True),
    Column("what", "What", can_order=False),
)


@pytest.mark.parametrize(
    ("asked", "total", "number", "rows"),
    [
        ("", 0, 1, (0, 0)),
        ("1", 50, 1, (0, 50)),
        ("2", 51, 2, (50, 51)),
        ("9", 120, 3, (100, 120)),
        ("0", 120, 1, (0, 50)),
        ("-1", 120, 1, (0, 50)),
        ("x", 120, 1, (0, 50)),
        ("²", 120, 1, (0, 50)),
        ("9" * 5000, 120, 1, (0, 50)),
    ],
)
def test_a_page_shows_its_rows_whatever_is_asked(
    asked: str, total: int, number: int, rows: tuple[int, int]
) -> None:
    paging = Paging.of(asked, total, LIST)
    assert (paging.number, (paging.skip, paging.until)) == (number, rows)


def test_every_row_of_a_list_is_on_one_page() -> None:
    for total in (1, 49, 50, 51, 6_432):
        last = Paging.of("1", total, LIST).last
        pages = [Paging.of(str(number), total, LIST) for number in range(1, last + 1)]
        assert [n for one in pages for n in range(one.skip, one.until)] == list(range(total))


def test_links_lead_to_the_pages_around_and_to_both_ends() -> None:
    assert list(Paging.of("1", 50, LIST).numbers) == [1]
    assert list(Paging.of("1", 1000, LIST).numbers) == [1, 2, 3, None, 20]
    assert list(Paging.of("10", 1000, LIST).numbers) == [1, None, 8, 9, 10, 11, 12, None, 20]
    assert list(Paging.of("20", 1000, LIST).numbers) == [1, None, 18, 19, 20]


def test_the_address_of_another_page_asks_for_the_same_list() -> None:
    paging = Paging.of("3", 1000, LIST)
    assert paging.to(4) == "/staff/pages?contains=a+b&sort=-answers&page=4"
    assert paging.to(1) == "/staff/pages?contains=a+b&sort=-answers"


def test_a_heading_orders_by_its_column_and_once_more_the_other_way() -> None:
    first = headings(COLUMNS, None, LIST)
    assert first == [
        Heading("title", "Page", "/staff/pages?contains=a+b&sort=title", "none"),
        Heading("answers", "Answers", "/staff/pages?contains=a+b&sort=-answers", "none"),
        Heading("what", "What", None, "none"),
    ]
    down = headings(COLUMNS, Sorting("answers", reverse=True), LIST)[1]
    assert (down.address, down.ordered) == (
        "/staff/pages?contains=a+b&sort=answers",
        "descending",
    )
    up = headings(COLUMNS, Sorting("answers"), LIST)[1]
    assert (up.address, up.ordered) == ("/staff/pages?contains=a+b&sort=-answers", "ascending")


@pytest.mark.parametrize("asked", ["", "-", "what", "-what", "nothing", "title;drop", "--title"])
def test_what_is_no_column_orders_nothing(asked: str) -> None:
    assert Sorting.of(asked, COLUMNS) is None


def test_what_is_one_does_either_way() -> None:
    assert Sorting.of("title", COLUMNS) == Sorting("title")
    assert Sorting.of("-title", COLUMNS) == Sorting("title", reverse=True)
    assert Sorting("title", reverse=True).sent == "-title"


PAGES = PageList(
    [
        PageListing("a-1", "Zebra?", 3, "b.txt"),
        PageListing("a-2", None, 0, "A.txt"),
        PageListing("b-1", "Élan and a_2", 3, "c.txt"),
    ]
)


@pytest.mark.parametrize(
    ("letters", "ids"),
    [
        ("", ["a-1", "a-2", "b-1"]),
        ("ZEBRA", ["a-1"]),
        ("a-", ["a-1", "a-2"]),
        ("élan", ["b-1"]),
        ("_", ["b-1"]),
        ("%", []),
        ("'; drop table pages; --", []),
    ],
)
def test_pages_are_found_by_letters_of_their_title_or_id(letters: str, ids: list[str]) -> None:
    assert [one.page_id for one in PAGES.find(letters)] == ids


@pytest.mark.parametrize(
    ("sort", "ids"),
    [
        ("title", ["a-2", "a-1", "b-1"]),
        ("answers", ["a-2", "a-1", "b-1"]),
        ("-answers", ["a-1", "b-1", "a-2"]),
        ("source", ["a-2", "a-1", "b-1"]),
        ("-source", ["b-1", "a-1", "a-2"]),
    ],
)
def test_pages_are_ordered_by_any_column(sort: str, ids: list[str]) -> None:
    by = Sorting(sort.removeprefix("-"), sort.startswith("-"))
    assert [one.page_id for one in PAGES.find("", by)] == ids


def test_a_page_without_a_title_is_called_by_its_id() -> None:
    assert PAGES.titles == {"a-1": "Zebra?", "a-2": "a-2", "b-1": "Élan and a_2"}
