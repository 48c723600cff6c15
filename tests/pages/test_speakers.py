"""Where a line says that somebody else begins to speak, what follows is no doctor's."""

import json
from html import escape
from pathlib import Path

import pytest

from index.model import Doctor, Page
from index.pages.decided import read_saved_page
from index.pages.line_reader.lines import lines_of
from index.pages.line_reader.page_warnings import TO_BE_CHECKED
from index.pages.line_reader.speakers import speakers
from index.pages.read import ReadPage, read
from tests.pages.test_quotations import (
    ANOTHERS,
    BYLINES,
    FIRST,
    SECOND,
    TOP,
    holder,
    page_with,
    parsed,
)

OWN = "It is safe for most people, as a rule."
RUTH = Doctor("Ruth Okafor", "DO")
OTHERS = {
    "label": f"Moderator: {ANOTHERS}",
    "label in brackets": f"[Mod note] {ANOTHERS}",
    "in brackets": f"[Mod note: {ANOTHERS}]",
    "label on its line": f"[Moderator]\n{ANOTHERS}",
    "note of an editor": f"Editor's note: {ANOTHERS}",
    "in parentheses": f"(Editor's note: {ANOTHERS})",
    "note from an editor": f"Note from the editor: {ANOTHERS}",
    "short label": f"Pt: {ANOTHERS}",
    "label in Spanish": f"Paciente: {ANOTHERS}",
    "label in bold": f"**Patient:** {ANOTHERS}",
    "heading": f"Patient comment\n\n{ANOTHERS}",
    "update": f"Update from the clinic: {ANOTHERS}",
    "update on its line": f"Update from the clinic\n\n{ANOTHERS}",
    "team": f"The Clear Skin team: {ANOTHERS}",
    "dialogue": f"Patient: Can I bend it?\nDoctor: {ANOTHERS}",
    "questions": f"Q: Can I bend it?\nA: {ANOTHERS}",
    "lettered questions": f"Q. Can I bend it?\nA. {ANOTHERS}",
    "turns": f"Bob: Can I bend it?\nSue: No.\nBob: {ANOTHERS}",
    "own turn": f"Bob Ray: Can I bend it?\nDr. Okafor: No.\nSue: {ANOTHERS}",
    "sender": f"From: Bob Ray\n\n{ANOTHERS}",
    "letter": f"-----Original Message-----\n{ANOTHERS}",
    "forwarded": f"---------- Forwarded message ---------\n\n{ANOTHERS}",
    "on a day": f"On Tue, Bob Ray wrote: {ANOTHERS}",
    "over two lines": f"On Tue, Mar 3, 2016 Bob Ray <bob@ray.com>\nwrote:\n\n{ANOTHERS}",
    "replying": f"Replying to Bob Ray\n\n{ANOTHERS}",
    "replying to an account": f"Replying to @bob: {ANOTHERS}",
    "account": f"u/bobray\n\n{ANOTHERS}",
    "quoted": f"> {ANOTHERS}",
    "quoted twice": f"&gt; {ANOTHERS}",
    "commented": f"Dr. Ray commented\n\n{ANOTHERS}",
    "posted by": f"Posted by Bob Ray\n\n{ANOTHERS}",
    "thread": f"Bob Ray\n2h ago\n\n{ANOTHERS}",
    "thread with gaps": f"Bob Ray\n\n2 hours ago\n\n{ANOTHERS}",
    "thread in a line": f"Bob Ray · 2h ago · Reply\n{ANOTHERS}",
}


def named_record(words: str, folder: Path) -> Page:
    """The page of a record whose author is named in a field."""
    file = folder / "r.json"
    row = {"id": "1", "answer_text": words, "author": "Ruth Okafor, DO"}
    file.write_text(json.dumps([row]), encoding="utf-8")
    (found,) = read([file])
    assert isinstance(found, ReadPage)
    return found.page


def marked_page(words: str, folder: Path) -> Page:
    """A page whose markup names the author of an answer."""
    paragraphs = (
        "<p>" + "<br>".join(map(escape, one.split("\n"))) + "</p>" for one in words.split("\n\n")
    )
    file = folder / "a.html"
    file.write_text(
        '<h1>Can I fly?</h1><div itemscope itemtype="https://schema.org/QAPage">'
        '<div itemprop="mainEntity" itemscope itemtype="https://schema.org/Question">'
        '<h2 itemprop="name">Can I fly after it?</h2>'
        '<div itemprop="suggestedAnswer" itemscope itemtype="https://schema.org/Answer">'
        '<div itemprop="author" itemscope itemtype="https://schema.org/Physician">'
        '<span itemprop="name">Ruth Okafor, DO</span></div>'
        f'<div itemprop="text">{"".join(paragraphs)}</div></div></div></div>',
        encoding="utf-8",
    )
    return read_saved_page(file, "a", "a.html")


@pytest.mark.parametrize("insert", OTHERS.values(), ids=OTHERS)
def test_what_another_speaker_says_is_under_no_name(insert: str, tmp_path: Path) -> None:
    words = f"{OWN}\n\n{insert}\n\n{SECOND}"
    pages = (
        page_with(insert),
        page_with(f"{OWN}\n\n{insert}"),
        page_with(f"{OWN}\n\n{insert}", above=True),
        named_record(words, tmp_path),
        marked_page(words, tmp_path),
    )
    for page in pages:
        assert holder(page, ANOTHERS) is None
        told = (TO_BE_CHECKED, "belongs to nobody")
        assert any(words in one for words in told for one in page.warnings)


HERS = [
    "Dr. Ray and I wrote a paper on it, and Dr. Ray commented on that.",
    "Note: do not bend it.",
    "Update: it is fine to bend it.",
    "Edit: I meant the left leg.",
    "From: what you describe, it is fine.",
    "Support: wear a bandage for a week.",
    "Patients: please call us about it.",
    "Editor's notes are of use here.",
    "A: yes, that is right.",
    "A. Rest.\nB. Drink.",
    "In response to your question: it is fine.",
    "On Tuesday, I wrote: it is fine to bend it.",
    "Hi Bob: it takes a week.",
    "Vitamin D: take a little of it each day.",
    "Ice: twenty minutes of it.\nHeat: never.\nRest: as long as you can.",
    "Message from experience: rest.",
    "2 weeks ago I had such a patient.",
    "> 38 °C is a fever.",
    "Dr. Okafor: it is fine to bend it.",
]


@pytest.mark.parametrize("words", HERS)
def test_what_a_doctor_says_is_no_speaker(words: str, tmp_path: Path) -> None:
    whole = f"{OWN}\n\n{words}\n\n{SECOND}"
    assert list(speakers(lines_of(whole), RUTH)) == []
    assert holder(named_record(whole, tmp_path), words) == "Ruth Okafor"


@pytest.mark.parametrize("label", ["Paul Green: ", "Paul Green:\n\n", "Dr. Green: "])
def test_another_of_the_pages_doctors_as_a_label_speaks(label: str) -> None:
    for above in (True, False):
        assert holder(page_with(f"{OWN}\n\n{label}{ANOTHERS}", above=above), ANOTHERS) is None


def test_answers_that_all_have_a_date_below_the_headline_keep_their_names() -> None:
    page = parsed(
        f"{TOP}Leg Care\n2 days ago\n\n{FIRST}\n\n{BYLINES[0]}\n\n"
        f"Skin Care\n3 days ago\n\n{SECOND}\n\n{BYLINES[1]}\n"
    )
    assert [one.doctor.name for one in page.answers] == ["Paul Green", "Ruth Okafor"]
