"""Words that say whose they are, against what a field, markup or a recipe says."""

import json
from pathlib import Path

import pytest

from index.model import Doctor
from index.pages.line_reader.attributions import attributed_to_another
from index.pages.line_reader.lines import lines_of
from index.pages.read import ReadPage, read

RUTH = Doctor("Ruth Okafor", "MD")

ANOTHERS = {
    "signed below a farewell": "Yes, after a day.\n\nBest,\nDr. Paul Smith",
    "signed in a line": "Yes, after a day.\n\nSincerely, Dr. Smith",
    "a byline at the end": "Run after a week.\n\nPaul Smith, MD, Dermatologist",
    "a byline of two lines": "Yes, after a day.\n\nPaul Smith, MD\nBoston Dermatologist",
    "a byline right below": "Yes, after a day.\nPaul Smith, MD",
    "a byline in the midst": "Yes.\n\nPaul Smith, MD\nBoston Dermatologist\n\nNo, do not run.",
    "signed in the midst": "Yes, after a day.\n\nBest,\nDr. Paul Smith\n\nNo, do not run.",
    "announced": "Yes, after a day.\n\nPaul Smith, MD writes:\n\nNo, do not run at all.",
    "announced without letters": "Yes.\n\nPaul Smith writes:\n\nNo, do not run at all.",
    "answered by": "Answer by Paul Smith, MD: run after a week and no sooner.",
    "answered by, without letters": "Answered by Paul Smith\n\nRun after a week.",
    "says who it is": "Hi, this is Dr. Paul Smith. Run after a week.",
    "is here": "Dr. Paul Smith here. Run after a week.",
    "in a cell beside words": "Yes.\n\nIt heals in a week or so.\tPaul Smith, MD, Reno",
    "in a cell before words": "Yes.\n\nDr. Paul Smith\tIt heals in a week, or so I think.",
    "behind a cell that says who": "Yes, after a day.\n\nAuthor\tPaul Smith",
    "behind a cell in German": "Ja, nach einem Tag.\n\nArzt:\tPaul Smith",
    "signed by two": "Run after a week.\n\nBest,\nRuth Okafor, MD\nPaul Smith, MD",
}


@pytest.mark.parametrize("words", ANOTHERS.values(), ids=ANOTHERS)
def test_words_that_say_they_are_anothers_contradict_the_author(words: str) -> None:
    found = attributed_to_another(lines_of(words), RUTH)
    assert found is not None and "Smith" in found


HERS = {
    "a colleague says": "As Dr. Smith says, wait for a week. I agree with Dr. Lane.",
    "a partner": "See my partner Paul Smith, MD, who does this every day.",
    "thanks": "Thank you for asking, Dr. Smith.",
    "signed": "Run after a week.\n\nBest of luck,\nRuth O. Okafor, M.D., F.A.C.S.\nReno",
    "signed by first name": "Run after a week.\n\nBest,\nDr. Ruth",
    "announces herself": "Ruth Okafor, MD writes:\n\nRun after a week.",
    "says who it is": "Hi, this is Dr. Okafor. Run after a week.",
    "in a cell": "Run after a week.\n\nAuthor\tRuth Okafor\nReno\tRuth Okafor, MD",
    "cells of no names": "Doctor\tCosts\nSurgeon\t$ 80\nDay One\tRest and drink",
    "a list": "Before you run:\n- wait\n- drink",
    "a label": "Important: do not run for a day.",
    "a place": "I am in Reno. This is Dr. Smith's field.",
}


@pytest.mark.parametrize("words", HERS.values(), ids=HERS)
def test_a_mention_and_the_authors_own_name_contradict_nothing(words: str) -> None:
    assert attributed_to_another(lines_of(words), RUTH) is None


def test_nobody_is_contradicted_where_nobody_is_named() -> None:
    assert attributed_to_another(lines_of("Yes.\n\nBest,\nDr. Paul Smith"), Doctor()) is None


@pytest.mark.parametrize("words", ANOTHERS.values(), ids=ANOTHERS)
def test_such_a_record_waits_to_be_checked_with_the_line(words: str, tmp_path: Path) -> None:
    file = tmp_path / "r.json"
    row = {"id": "1", "answer_text": words, "author": "Ruth Okafor, MD"}
    file.write_text(json.dumps([row]), encoding="utf-8")
    (found,) = read([file])
    assert isinstance(found, ReadPage)
    (answer,) = found.page.answers
    assert answer.doctor.name is None and answer.doubt is not None and "Smith" in answer.doubt
    assert any(
        one.startswith("to be checked: answer 1: author 'Ruth") for one in found.page.warnings
    )
