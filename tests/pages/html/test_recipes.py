"""Recipes: a site's pages read by CSS selectors; and how one is proposed."""

from datetime import date
from pathlib import Path

import pytest

from bot.cli import main
from index.errors import UnreadablePage
from index.model import Doctor, Page
from index.pages.decided import hash_with_decision, read_saved_page
from index.pages.html import selector_trial
from index.pages.html.recipes import parsed_recipe, shipped_recipes
from index.pages.html.saved import web_page
from index.pages.read import ReadPage, read

REAL = Path("/work/shared/data/html/healthtap_sample_2020.html")
WORDS = (
    "Four hours is the usual advice. I tell my patients to stay upright.",
    "There is little evidence for any wait at all. Ask whoever treated you.",
    "Please do not lie face down on the first evening, nor rub the area.",
)
DOCTORS = (
    ("Ruth Okafor, MD", "Reno Dermatologist", "4.9 out of 5 stars", "March 3, 2016"),
    ("Jane Roe, DO", "Boston Plastic Surgeon", "", "2 Sept 2019"),
    ("John Doe, MD", "", "", "yesterday"),
)
RECIPE = """
name = "Ask"
sites = ["example.org"]
title = "h1"
question = ".q"
box = "article"
answer = ".words p"
author = ".who"
specialty = ".what"
stars = ".stars"
date = ".when"
leave_out = [".ad"]
"""


def site(head: str = "", *, left_out: str = "<p class=ad>Buy now!</p>") -> str:
    boxes = "".join(
        f"<article><div class=head><b class=who>{name}</b><i class=what>{about}</i>"
        f"<span class=stars>{stars}</span><span class=when>{when}</span></div>"
        f"<div class=words>{left_out}<p>{words}</p><p>Good luck.</p>{left_out}</div></article>"
        for (name, about, stars, when), words in zip(DOCTORS, WORDS, strict=True)
    )
    return f"<head>{head}</head><body><h1>May I lie down?</h1><p class=q>After botox.</p>{boxes}"


def saved(folder: Path, html: str, recipe: str = RECIPE) -> Page:
    (folder / "ask.recipe.toml").write_text(recipe, encoding="utf-8")
    file = folder / "a.html"
    file.write_text(html, encoding="utf-8")
    return read_saved_page(file, "a", "a.html")


def test_a_recipe_beside_a_page_reads_it(tmp_path: Path) -> None:
    page = saved(tmp_path, site())
    assert [page.quote(one.body) for one in page.answers] == [
        f"{words}\n\nGood luck." for words in WORDS
    ]
    assert [one.doctor for one in page.answers] == [
        Doctor("Ruth Okafor", "MD", "byline", "Reno", "Dermatologist", 4.9),
        Doctor("Jane Roe", "DO", "byline", "Boston", "Plastic Surgeon"),
        Doctor("John Doe", "MD", "byline"),
    ]
    assert [one.answered_on for one in page.answers] == [date(2016, 3, 3), date(2019, 9, 2), None]
    assert [one.dated for one in page.answers] == [None, None, None]
    assert (page.quoted(page.title), page.quoted(page.question)) == (
        "May I lie down?",
        "After botox.",
    )
    assert page.quoted(page.answers[2].byline) == "John Doe, MD"
    assert "".join(page.quote(line.span) for line in page.lines) == page.text


def test_a_recipe_reads_pages_of_its_site_and_of_no_known_site(tmp_path: Path) -> None:
    for host in ("www.example.org", "example.org"):
        page = saved(tmp_path, site(f'<link rel=canonical href="https://{host}/q">'))
        assert (len(page.answers), page.answers[0].url) == (3, f"https://{host}/q")
    with pytest.raises(UnreadablePage, match="no line"):
        saved(tmp_path, site('<link rel=canonical href="https://badexample.org/q">'))


def test_words_that_are_torn_by_what_is_left_out_are_no_answer(tmp_path: Path) -> None:
    html = site().replace("upright.</p>", "upright.</p><p class=ad>Buy now!</p>")
    assert [one.doctor.name for one in saved(tmp_path, html).answers] == ["Jane Roe", "John Doe"]


def test_a_box_with_two_authors_waits_to_be_checked(tmp_path: Path) -> None:
    html = site().replace("Jane Roe, DO</b>", "Jane Roe, DO</b><b class=who>Ann Poe, MD</b>")
    page = saved(tmp_path, html)
    assert [one.doctor.name for one in page.answers] == ["Ruth Okafor", None, "John Doe"]
    assert "two authors" in (page.answers[1].doubt or "")


@pytest.mark.parametrize(
    ("recipe", "reason"),
    [
        ("box = [", "no TOML"),
        ('box = "a"', "answer is missing"),
        ('box = "a"\nanswer = "b"\nscript = "c"', "script is none of"),
        ('box = 7\nanswer = "b"', "box must be text"),
        ('box = "a["\nanswer = "b"', "box is no selector"),
        ('box = "a"\nanswer = "b"\nleave_out = "c"', "leave_out must be texts"),
        ("\udcff", "no UTF-8"),
    ],
)
def test_a_recipe_that_cannot_be_used_is_said_and_left(
    recipe: str, reason: str, tmp_path: Path
) -> None:
    (tmp_path / "bad.recipe.toml").write_bytes(recipe.encode("utf-8", "surrogateescape"))
    page = saved(tmp_path, site())
    assert len(page.answers) == 3
    assert any("bad.recipe.toml" in one and reason in one for one in page.warnings)


def test_a_recipe_that_would_never_end_is_said_and_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(selector_trial, "SECONDS", 2.0)
    html = site() + "<p><b>x</b></p>" * 20_000
    plain, costly = RECIPE, RECIPE.replace('"h1"', '"*:has(~ * ~ i)"')
    told = "the recipe ask.recipe.toml: its selectors take more than"
    assert not any(told in one for one in saved(tmp_path, html, plain).warnings)
    with pytest.raises(UnreadablePage):  # no other way reads it
        saved(tmp_path, html, costly)
    assert any(told in one for one in web_page_warnings(tmp_path))


def web_page_warnings(folder: Path) -> tuple[str, ...]:
    page = (folder / "a.html").read_bytes()
    return web_page(page, "a.html", "a.html", [folder / "ask.recipe.toml"]).warnings


def test_a_selector_that_is_no_plain_one_is_used_where_it_ends(tmp_path: Path) -> None:
    recipe = RECIPE.replace('"article"', '"article:has(.who):not(:has(article))"')
    assert len(saved(tmp_path, site(), recipe).answers) == 3


def test_a_recipe_that_comes_has_its_page_read_anew(tmp_path: Path) -> None:
    file = tmp_path / "a.html"
    file.write_text(site(), encoding="utf-8")
    before = hash_with_decision(file)
    (tmp_path / "ask.recipe.toml").write_text(RECIPE, encoding="utf-8")
    assert hash_with_decision(file) != before
    (found,) = read([tmp_path])
    assert isinstance(found, ReadPage) and len(found.page.answers) == 3


def test_a_proposed_recipe_reads_the_pages_that_it_was_made_of(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    html = site('<link rel=canonical href="https://www.example.org/q">', left_out="").replace(
        "<article>", '<article class="answer box-17">'
    )
    (tmp_path / "a.html").write_text(html, encoding="utf-8")
    assert main(["recipe", str(tmp_path / "a.html")]) == 0
    told = capsys.readouterr().out
    recipe = parsed_recipe(told, "told")
    assert (recipe.box, recipe.author, recipe.sites) == (
        "article.answer",
        "b.who",
        ("example.org",),
    )
    assert "# a: May I lie down?" in told and "#   #1 Ruth Okafor, MD · " in told
    page = saved(tmp_path, html, told)
    assert [page.quote(one.body) for one in page.answers] == [
        f"{words}\n\nGood luck." for words in WORDS
    ]
    assert [one.doctor.name for one in page.answers] == ["Ruth Okafor", "Jane Roe", "John Doe"]


def test_where_nothing_repeats_no_recipe_is_proposed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.html").write_text("<p>Hello.</p>", encoding="utf-8")
    assert main(["recipe", str(tmp_path / "a.html")]) == 2
    assert "nothing on these pages repeats" in capsys.readouterr().err
    (tmp_path / "a.txt").write_text("Hello.", encoding="utf-8")
    assert main(["recipe", str(tmp_path / "a.txt")]) == 2
    assert "no web page" in capsys.readouterr().err


def test_the_recipes_that_come_with_the_program_can_be_used() -> None:
    assert "HealthTap, 2020" in {recipe.name for recipe in shipped_recipes()}


@pytest.mark.skipif(not REAL.exists(), reason="the real page is not here")
def test_a_real_page_is_read_by_its_recipe() -> None:
    page = read_saved_page(REAL, "real", "real.html")
    (answer,) = page.answers
    words = page.quote(answer.body)
    assert words.startswith("Self isolation. ") and words.endswith("Hope he feel better soon.")
    assert words.count("\n") == 4 and "video" not in words
    assert answer.doctor == Doctor("Dr. Jan frederik Kirsten", named_by="byline")
    assert page.quoted(answer.byline) == "Dr. Jan frederik Kirsten"
    assert page.quoted(answer.headline) == "Flu"
    assert (page.quoted(page.title) or "").startswith("My husband works everywhere")
    assert (answer.url or "").startswith("https://www.healthtap.com/user_questions/7141393-")


def test_a_date_without_a_day_is_kept_as_printed_and_is_no_day(tmp_path: Path) -> None:
    html = site().replace("yesterday", "Answered in March 2016").replace("2 Sept 2019", "3/4/2019")
    page = saved(tmp_path, html)
    assert [one.answered_on for one in page.answers] == [date(2016, 3, 3), None, None]
    assert [one.dated for one in page.answers] == [None, "3/4/2019", "March 2016"]
