"""A line that tells something of a doctor is no byline of whom markup names."""

import json
from pathlib import Path

import pytest

from index.pages.decided import read_saved_page

WORDS = "Wait four weeks before you run, please, and ask at your visit."


def named(folder: Path, line: str) -> str | None:
    """Whom a page names whose markup says Ruth Okafor, and which prints a line below the words."""
    author = {"@type": "Physician", "name": "Ruth Okafor", "honorificSuffix": "MD"}
    answer = {"@type": "Answer", "text": WORDS, "author": author}
    asked = {"@type": "Question", "name": "Can I run?", "suggestedAnswer": [answer]}
    markup = {"@context": "https://schema.org", "@type": "QAPage", "mainEntity": asked}
    file = folder / "a.html"
    file.write_text(
        f'<script type="application/ld+json">{json.dumps(markup)}</script>'
        f"<h1>Can I run?</h1><p>{WORDS}</p><p>{line}</p>",
        encoding="utf-8",
    )
    (read,) = read_saved_page(file, "a", "a.html").answers
    return read.doctor.name


@pytest.mark.parametrize(
    "line",
    [
        "Ruth Okafor, MD (reviewer)",
        "Ruth Okafor, MD (Editor)",
        "Ruth Okafor, MD (unverified)",
        "Ruth Okafor, MD disagrees",
        "Ruth Okafor disagrees",
        "Ruth Okafor, MD, FACS liked this",
        "Ruth Okafor, MD upvoted",
        "Ruth Okafor, MD and staff",
        "Ruth Okafor, MD et al.",
        "Ruth Okafor, MD fan",
        "Ruth Okafor, MD (parody)",
        "Ruth Okafor, MD [satire]",
        "Ruth Okafor, MD (in character)",
        "Ruth Okafor, MD – fan account",
        "Ruth Okafor, MD, not a real doctor",
    ],
)
def test_what_is_told_of_a_doctor_makes_no_byline(line: str, tmp_path: Path) -> None:
    assert named(tmp_path, line) is None


@pytest.mark.parametrize(
    "line",
    [
        "Ruth Okafor, MD",
        "Ruth Okafor, MD (Board certified)",
        "Ruth Okafor, MD (she/her)",
        "Ruth Okafor, MD (not currently practicing)",
        "Ruth Okafor, MD answered:",
        "Ruth Okafor, MD wrote on March 3, 2016",
        "Ruth Okafor, MD on March 3, 2016",
        "Ruth Okafor, MD plastic surgeon in Reno",
        "Ruth Okafor, MD, board certified",
        "Ruth Okafor, MD - 12 answers",
        "Dr. Ruth Okafor, Reno Dermatologist",
        "Ruth Okafor, MD (Dermatologist)",
        "Ruth Okafor, MD (Boston)",
        "Ruth Okafor, MD (Glow Skin Clinic)",
        "Ruth Okafor, MD (12 reviews)",
        "Ruth Okafor, MD (verified doctor)",
        "Ruth Okafor, MD (3 days ago)",
    ],
)
def test_a_byline_may_say_more_than_a_name(line: str, tmp_path: Path) -> None:
    assert named(tmp_path, line) == "Ruth Okafor"
