"""An answer that somebody else signs by a full name, or who says so, is not the byline's."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from index.model import Page
from index.pages.line_reader.text import parse_page
from index.pages.read import ReadPage, read

OWN = "You may run after a week, and walk before that."
SIGNED_BY_ANOTHER = (
    "Best regards,\nKim Lee",
    "Best regards, Kim Lee",
    "Yours,\nKim Lee, office manager",
    "Mit freundlichen Grüßen\nKim Lee",
    "Atenciosamente,\nKim Lee",
)
SAYING_SO = (
    "I am Dr. Kim Lee and I practice in Dallas.",
    "My name is Kim Lee and I am a nurse here.",
)
OF_THE_DOCTOR = (
    "Best regards,\nRuth",
    "Best regards,\nRuth Okafor",
    "Yours, R. Okafor",
    "Yours,\nRuthie Okafor",
    "Sincerely,\nRuth Hill",
    "Best,\nReno Skin Clinic",
    "Best of luck,\nThe Office Team",
    "I am Dr. Okafor and I practice in Reno.",
)


def text(words: str) -> Page:
    page = (
        "Can I run after it?\n\nI had surgery.\n\nDoctor Answers 2\n\nAbout running\n\n"
        f"{OWN}\n\n{words}\n\nRuth Okafor, MD\nReno Dermatologist\n\nWait for a month\n\n"
        "Wait for a month, and walk until then.\n\nPaul Green, MD\nBoston Dentist\n"
    )
    return parse_page(page, page_id="a", source="a.txt", digest="")


def record(folder: Path, words: str) -> Page:
    rows = [{"id": "1", "answer_text": f"{OWN}\n\n{words}", "author": "Ruth Okafor, MD"}]
    (folder / "rows.json").write_text(json.dumps(rows), encoding="utf-8")
    (page,) = (one.page for one in read([folder]) if isinstance(one, ReadPage))
    return page


@pytest.fixture(params=[text, record])
def named(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str], str | None]:
    def of(words: str) -> str | None:
        page = text(words) if request.param is text else record(tmp_path, words)
        return page.answers[0].doctor.name

    return of


@pytest.mark.parametrize("words", (*SIGNED_BY_ANOTHER, *SAYING_SO))
def test_words_that_another_signs_name_nobody(
    words: str, named: Callable[[str], str | None]
) -> None:
    assert named(words) is None


@pytest.mark.parametrize("words", OF_THE_DOCTOR)
def test_words_that_their_doctor_may_sign_are_the_doctors(
    words: str, named: Callable[[str], str | None]
) -> None:
    assert named(words) == "Ruth Okafor"


@pytest.mark.parametrize(
    "author",
    [
        "Co-author: Paul Smith, MD",
        "Peer review: Paul Smith, MD",
        "cc: Paul Smith, MD",
        "Revisado por Paul Smith, MD",
        "Relu par Dr. Paul Smith",
        "校对：Paul Smith, MD",
    ],
)
def test_a_doctor_behind_other_words_in_the_field_of_an_author_is_not_named(
    author: str, tmp_path: Path
) -> None:
    row = {"id": "1", "answer_text": OWN, "author": author}
    (tmp_path / "rows.jsonl").write_text(json.dumps(row), encoding="utf-8")
    (page,) = (one.page for one in read([tmp_path]) if isinstance(one, ReadPage))
    assert page.answers[0].doctor.name is None


@pytest.mark.parametrize(
    "author", ["Smith, Dr. Paul", "Dr. Paul Smith", "paul smith", "Smith, Paul"]
)
def test_a_name_in_any_order_is_kept_as_it_is_printed(author: str, tmp_path: Path) -> None:
    row = {"id": "1", "answer_text": OWN, "author": author}
    (tmp_path / "rows.jsonl").write_text(json.dumps(row), encoding="utf-8")
    (page,) = (one.page for one in read([tmp_path]) if isinstance(one, ReadPage))
    assert page.answers[0].doctor.name == author
