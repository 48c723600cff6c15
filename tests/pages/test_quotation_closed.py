"""A quotation that closes with a dash and another's name is not the answering doctor's."""

import json
from pathlib import Path

import pytest

from index.model import Page
from index.pages.line_reader.text import parse_page
from index.pages.rows.record_files import read_records

OWN = "You may run after a week, and walk before that."
SAID = "You may run at once, whatever they say."
CLOSING = [
    f'"{SAID}"\n- Bob Beta',
    f"“{SAID}”\n– Bob Beta",
    f"«{SAID}»\n— Dr. Bob Beta",
    f"{OWN[:-1]}: “{SAID}”\n-- Bob Beta, MD",
]
OF_ONE_S_OWN = [
    f'"{SAID}"\n- Ruth Okafor',
    'My rule is "ice first"\n- rest for a day',
    f"{OWN}\n- Ice and rest",
]


def page(words: str) -> str | None:
    """Whom a page of text names."""
    text = (
        "Can I run?\n\nI had a facelift.\n\nDoctor Answers 2\n\nAbout running\n\n"
        f"{OWN}\n\n{words}\n\n{OWN}\n\nRuth Okafor, MD\nReno Dermatologist\n\nWait for a month\n\n"
        "Wait for a month, and walk until then.\n\nPaul Green, MD\nBoston Dentist\n"
    )
    found = parse_page(text, page_id="a", source="a.txt", digest="")
    return next(one.doctor.name for one in found.answers if words[:20] in found.quote(one.body))


def record(folder: Path, words: str) -> str | None:
    """Whom a record names."""
    file = folder / "a.jsonl"
    told = {"id": "1", "answer_text": f"{OWN}\n\n{words}\n\n{OWN}", "author": "Ruth Okafor, MD"}
    file.write_text(json.dumps(told), encoding="utf-8")
    (found,) = read_records(file, file.name)
    assert isinstance(found, Page)
    return found.answers[0].doctor.name


@pytest.mark.parametrize("words", CLOSING)
def test_words_with_a_quotation_that_closes_with_another_s_name_are_nobodys(
    words: str, tmp_path: Path
) -> None:
    assert page(words) is None
    assert record(tmp_path, words) is None


@pytest.mark.parametrize("words", OF_ONE_S_OWN)
def test_a_dash_below_one_s_own_words_makes_no_doubt(words: str, tmp_path: Path) -> None:
    assert record(tmp_path, words) == "Ruth Okafor"
