"""Lines that tell whose words stand beside them, or whose account they stood under: where that is
not the doctor of the byline, nobody is named."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.model import Doctor, Page
from index.pages.decided import read_saved_page
from index.pages.line_reader.origins import origin
from tests.pages.test_quotations import ANOTHERS, BYLINES, FIRST, TOP, holder, parsed
from tests.pages.test_speakers import RUTH, marked_page, named_record

ANOTHERS_LINES = [
    "Source: lecture of Ann Gray, MD",
    "Source: Dr. Gray's lecture",
    "Text: Ann Gray",
    "Text adapted, with permission, from Ann Gray, MD",
    "Original answer: Dr. Gray",
    "Original author: Ann Gray",
    "Excerpt from a talk by Dr. Ann Gray",
    "Adapted from an article by Ann Gray",
    "Translated from the Spanish of Dr. Ana Gris",
    "Reprinted with permission of Ann Gray, MD",
    "Taken from Dr. Gray's blog",
    "From a lecture by Ann Gray, MD",
    "Dr. Ann Gray, lecture notes",
    "Fuente: conferencia de la Dra. Ana Gris",
    "Nach einem Vortrag von Dr. Anna Grau",
    "Extrait d'une conférence de Dr. Anne Gris",
    "Originally answered by Ann Gray",
    "Content reassigned to Ann Gray",
    "Content reassigned from Ann Gray to Ruth Okafor",
    "Account merged into Ann Gray",
    "Migrated from the account of Ann Gray",
    "Imported from Ann Gray's profile",
    "This is an excerpt from a talk by Dr. Gray.",
    "This answer was originally given by Ann Gray, MD.",
    "The account of Ann Gray was merged into this one.",
    "Copied from WebMD",
    "The words below are Dr. Gray's, not mine.",
    "These words are not my own.",
    "This was Ann Gray's reply to a similar question.",
    "Guest author: Ann Gray",
    "Correction: the author of this answer is Dr. Ann Gray.",
    "This reply was composed by our resident, Tom Hill, MD.",
    "Drafted by Tom Hill, PA-C; posted under Dr. Okafor's name.",
    "Von Dr. Anna Grau verfasst, hier nur eingestellt.",
    "Post ownership changed from Ann Gray",
    "Dr. Gray on elevation",
    "Guest: Ann Gray, MD",
    "Collected by Ruth Okafor from talks of Ann Gray",
    "With thanks to Ann Gray, whose words these are",
    "This answer belongs to Ann Gray, MD.",
    "I am only passing on what Dr. Gray told me.",
    "I copied this from Dr. Gray's page.",
    "I'm quoting Ann Gray, MD, here.",
    "What follows was said by Dr. Gray in a webinar.",
    "Quoted from a colleague's book",
]
OF_HERS = [
    "That is Dr. Gray's opinion, and mine is another.",
    "It is Dr. Gray's paper that found it.",
    "It is not my advice to wait.",
    "The scar is Dr. Gray's work, not mine.",
    "I have copied Dr. Gray's technique for years.",
    "I share Dr. Gray's opinion.",
    "My answer is not different from Dr. Gray's.",
    "Thanks to Dr. Gray, whose patient you are.",
    "Dr. Gray is on vacation.",
    "Sources: Plast Reconstr Surg 2014; Aesthet Surg J 2012",
    "Excerpt from my book",
    "Excerpt from Dr. Okafor's book",
    "Copied from my earlier answer",
    "Originally posted in 2014",
    "Originally answered by Ruth Okafor",
    "Content provided by our office",
]
OWN_LINES = [
    "Source: WebMD",
    "I agree with Dr. Gray",
    "Question for Dr. Gray",
    "Letter to Dr. Gray",
    "Summary of Tummy Tuck",
    "Treatment of Crohn's Disease",
    "Problems with Restylane Lyft",
    "From Tummy Tuck to Liposuction",
    "Words of Wisdom",
    "Previously treated by Dr. Gray",
    "Credit to Dr. Gray for a great result.",
    "Based on Dr. Gray's photos, I would wait.",
    "This was first described by Dr. Gray in 1998.",
    "This is a technique adapted from Dr. Gray's work.",
    "It is held in place by Steri Strips.",
    "Dr. Smith's paper on dental implants found bruising in ten of a hundred.",
    "Dr. Smith's paper on dental implants found bruising in ten of a hundred",
    "Dr. Gray's advice",
    "I have read the article by Dr. Gray, and agree.",
]


def text_pages(line: str) -> Iterator[Page]:
    """Pages with bylines below the words, and above: the line stands wherever it may."""
    first = f"Flying After Surgery\n\n{FIRST}\n\n{BYLINES[0]}\n\n"
    name, place = BYLINES[1].split("\n")
    headed = f"{TOP}{first}Rest matters most\n\n"
    yield parsed(f"{TOP}{first}{line}\n\n{ANOTHERS}\n\n{BYLINES[1]}\n")
    yield parsed(f"{headed}{line}\n\n{ANOTHERS}\n\n{BYLINES[1]}\n")
    yield parsed(f"{headed}{line}\n{ANOTHERS}\n\n{BYLINES[1]}\n")
    yield parsed(f"{headed}{ANOTHERS}\n\n{line}\n\n{BYLINES[1]}\n")
    yield parsed(f"{headed}{ANOTHERS}\n\n{line}\n{BYLINES[1]}\n")
    yield parsed(f"{headed}{ANOTHERS}\n\n{BYLINES[1]}\n{line}\n")
    yield parsed(f"{headed}{ANOTHERS}\n\n{name}\n{line}\n{place}\n")
    above = f"{TOP}{BYLINES[0]}\n\n{FIRST}\n\n"
    yield parsed(f"{above}{BYLINES[1]}\n\n{line}\n\n{ANOTHERS}\n")
    yield parsed(f"{above}{line}\n{BYLINES[1]}\n\n{ANOTHERS}\n")
    yield parsed(f"{above}{BYLINES[1]}\n\n{ANOTHERS}\n\n{line}\n")


def web_pages(line: str, folder: Path) -> Iterator[Page]:
    """Pages whose JSON-LD names the author; the line stands around the words and the byline."""
    author = {"@type": "Physician", "name": "Ruth Okafor, DO"}
    answer = {"@type": "Answer", "text": ANOTHERS, "author": author}
    told = {"@type": "Question", "name": "Can I fly?", "suggestedAnswer": [answer]}
    markup = json.dumps({"@context": "https://schema.org", "@type": "QAPage", "mainEntity": told})
    byline, words = "Ruth Okafor, DO", ANOTHERS
    for parts in (
        (line, words, byline),
        (words, line, byline),
        (words, byline, line),
        (line, byline, words),
        (byline, line, words),
        (byline, words, line),
    ):
        file = folder / "a.html"
        shown = "".join(f"<p>{part}</p>" for part in parts)
        file.write_text(
            f'<script type="application/ld+json">{markup}</script><h1>Can I fly?</h1>{shown}',
            encoding="utf-8",
        )
        yield read_saved_page(file, "a", "a.html")


@pytest.mark.parametrize("line", ANOTHERS_LINES)
def test_words_whose_line_tells_that_they_are_anothers_are_under_no_name(
    line: str, tmp_path: Path
) -> None:
    pages = (
        *text_pages(line),
        *web_pages(line, tmp_path),
        named_record(f"{line}\n\n{ANOTHERS}", tmp_path),
        named_record(f"{ANOTHERS}\n\n{line}", tmp_path),
        marked_page(f"{line}\n\n{ANOTHERS}", tmp_path),
        marked_page(f"{ANOTHERS}\n\n{line}", tmp_path),
    )
    assert [holder(page, ANOTHERS) for page in pages] == [None] * len(pages)


@pytest.mark.parametrize("line", [*OWN_LINES, *OF_HERS])
def test_a_line_that_gives_words_to_nobody_else_takes_nothing(line: str, tmp_path: Path) -> None:
    assert origin(line, RUTH) is None
    assert {holder(page, ANOTHERS) for page in web_pages(line, tmp_path)} == {"Ruth Okafor"}


@pytest.mark.parametrize("line", OWN_LINES)
def test_a_headline_that_names_somebody_gives_the_words_to_nobody_else(line: str) -> None:
    headed, *_ = text_pages(line)
    assert holder(headed, ANOTHERS) == "Ruth Okafor"


@pytest.mark.parametrize("who", ["My partner Dr. Gray writes", "As Ann Gray, MD, puts it"])
def test_whoever_is_announced_has_the_words_below(who: str, tmp_path: Path) -> None:
    told = f"{who}: {ANOTHERS}"
    assert holder(named_record(told, tmp_path), ANOTHERS) is None
    assert holder(marked_page(told, tmp_path), ANOTHERS) is None


@pytest.mark.parametrize("label", ["Written by", "Excerpted from", "Source:"])
def test_a_label_and_the_name_below_it_are_one_line(label: str, tmp_path: Path) -> None:
    pages = [*web_pages(f"{label}<br>Ann Gray, MD<br>Posted by", tmp_path)]
    assert [holder(page, ANOTHERS) for page in pages] == [None] * len(pages)


def test_a_name_that_was_changed_is_nobodys() -> None:
    headed = f"{TOP}First\n\n{FIRST}\n\n{BYLINES[0]}\n\nSecond\n\n{ANOTHERS}\n\n{BYLINES[1]}\n"
    assert holder(parsed(headed), ANOTHERS) == "Ruth Okafor"
    assert holder(parsed(f"{headed}Name changed at the author's request\n"), ANOTHERS) is None
    assert holder(parsed(f"{headed}(a pseudonym)\n"), ANOTHERS) is None


def test_what_is_told_is_whose_words_they_are() -> None:
    assert origin("Source: lecture of Ann Gray, MD", RUTH) == "says that words are from Ann Gray"
    assert origin("Source: lecture of Ann Gray, MD", Doctor("Ann Gray", "MD")) is None
    assert origin("Source: Ruth Okafor, DO", RUTH) is None
