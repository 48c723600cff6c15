"""Every field of every answer on the three seed pages, as a reader marked them by hand."""

import hashlib
from itertools import groupby

import pytest

from index.model import Answer, Page
from index.pages.line_reader.text import read_page
from tests.conftest import SEEDS
from tests.table_of_answers import ANSWERS, PAGES, PageRow, Row

LONGEST_MARK = 40
"""Characters of a body's first and last words in the table."""


def seed(page_id: str) -> Page:
    return read_page(SEEDS / f"{page_id}.txt", page_id, f"seeds/{page_id}.txt")


@pytest.fixture(scope="module")
def pages() -> dict[str, Page]:
    return {page_id: seed(page_id) for page_id in PAGES}


def as_row(page: Page, answer: Answer) -> Row:
    body, doctor = page.quote(answer.body), answer.doctor
    return Row(
        page_id=page.id,
        number=answer.number,
        headline=page.quoted(answer.headline),
        body_start=body[:LONGEST_MARK],
        body_end=body[-LONGEST_MARK:],
        body_length=len(body),
        byline=page.quoted(answer.byline),
        name=doctor.name,
        credentials=doctor.credentials,
        named_by=doctor.named_by,
        place=doctor.place,
        specialty=doctor.specialty,
        rating=doctor.rating,
        reviews=doctor.reviews,
        status=doctor.status,
    )


@pytest.mark.parametrize("row", ANSWERS, ids=lambda row: f"{row.page_id[:3]}-{row.number}")
def test_an_answer_is_what_a_reader_sees(row: Row, pages: dict[str, Page]) -> None:
    page = pages[row.page_id]
    answer = page.answers[row.number - 1]
    assert as_row(page, answer) == row
    assert answer.id == f"{row.page_id}#{row.number}"
    assert answer.record_id is None


@pytest.mark.smoke
@pytest.mark.parametrize("page_id", PAGES)
def test_a_page_is_what_a_reader_sees(page_id: str, pages: dict[str, Page]) -> None:
    page, row = pages[page_id], PAGES[page_id]
    question, notice = page.quoted(page.question) or "", page.quoted(page.notice) or ""
    assert row == PageRow(
        title=page.quoted(page.title) or "",
        question_start=question[: len(row.question_start)],
        question_end=question[-len(row.question_end) :],
        announced=-1 if page.announced is None else page.announced,
        found=len(page.answers),
        notice_start=notice[: len(row.notice_start)],
    )


@pytest.mark.smoke
def test_the_seeds_hold_these_answers_and_no_others(pages: dict[str, Page]) -> None:
    expected = {
        page_id: [row.number for row in rows]
        for page_id, rows in groupby(ANSWERS, key=lambda row: row.page_id)
    }
    assert expected == {
        page.id: [answer.number for answer in page.answers] for page in pages.values()
    }
    assert {path.stem for path in SEEDS.iterdir()} == set(PAGES)


@pytest.mark.parametrize("page_id", PAGES)
def test_the_text_is_the_files_and_the_digest_its_bytes(
    page_id: str, pages: dict[str, Page]
) -> None:
    data = (SEEDS / f"{page_id}.txt").read_bytes()
    assert pages[page_id].text == data.decode("utf-8")
    assert pages[page_id].digest == hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize("page_id", PAGES)
def test_what_is_announced_and_not_found_is_warned_of(page_id: str, pages: dict[str, Page]) -> None:
    row, warnings = PAGES[page_id], pages[page_id].warnings
    said = f"the page announces {row.announced} answers, {row.found} are on it"
    assert (said in warnings) == (row.announced != row.found)


@pytest.mark.parametrize("row", ANSWERS, ids=lambda row: f"{row.page_id[:3]}-{row.number}")
def test_what_an_answer_lacks_is_warned_of(row: Row, pages: dict[str, Page]) -> None:
    prefix = f"answer {row.number}: "
    expected = {
        "no headline": row.headline is None,
        "no byline": row.byline is None,
        "the doctor is not named": row.name is None,
        "named by the signature only": row.named_by == "signature",
    }
    warnings = pages[row.page_id].warnings
    own = {warning.removeprefix(prefix) for warning in warnings if warning.startswith(prefix)}
    assert own == {oddity for oddity, lacks in expected.items() if lacks}


def test_the_seeds_hold_what_a_careless_reader_alters() -> None:
    text = "".join(path.read_bytes().decode("utf-8") for path in SEEDS.iterdir())
    assert "\u00a0" in text
    assert "é" in text
