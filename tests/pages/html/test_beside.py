"""Web pages that print another than the author whom their markup, or a recipe, names."""

import json
from pathlib import Path

import pytest

from index.model import Page
from index.pages.decided import read_saved_page

WORDS = {
    "Ruth Okafor": "Yes, you can run after a day, and drink a lot of water.",
    "Paul Smith": "No, do not run at all for two weeks or longer than that.",
    "Jane Foster": "You may walk on the same day, and run on the next one.",
    "Hugo Barlow": "I tell all my patients to rest for as long as they can.",
}
RUTH, PAUL, JANE, HUGO = WORDS


def page_of(folder: Path, authors: dict[str, str], shown: str, kind: str = "JSON-LD") -> Page:
    """A page that shows something; `authors` are those of the markup, by whose words they are."""
    answers = [
        {
            "@type": "Answer",
            "text": WORDS[one],
            "author": {"@type": "Physician", "name": f"{author}, MD"},
        }
        for one, author in authors.items()
    ]
    question = {"@type": "Question", "name": "Can I run?", "suggestedAnswer": answers}
    told = json.dumps({"@type": "QAPage", "mainEntity": question})
    html = (
        f'<script type="application/ld+json">{told}</script><h1>Can I run?</h1>{shown}'
        "<p>More questions</p><p>All answers are general and replace no visit to a doctor.</p>"
    )
    file = folder / "a.html"
    file.write_text(html, encoding="utf-8")
    return read_saved_page(file, "a", "a.html")


def above(*people: str) -> str:
    """Bylines above the words."""
    return "".join(
        f"<div><p>{one}, MD</p><p>Boston Dermatologist</p><p>{WORDS[one]}</p>"
        "<p>3 people found this helpful</p></div>"
        for one in people
    )


def below(*people: str) -> str:
    """Bylines below the words."""
    return "".join(
        f"<div><p>{WORDS[one]}</p><p>3 people found this helpful</p>"
        f"<p>{one}, MD</p><p>Boston Dermatologist</p></div>"
        for one in people
    )


def names(page: Page) -> list[str | None]:
    return [answer.doctor.name for answer in page.answers]


@pytest.mark.parametrize("shown", [above, below])
@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_who_is_printed_on_the_same_side_of_all_words_is_named(
    shown: object, count: int, tmp_path: Path
) -> None:
    assert callable(shown)
    people = list(WORDS)[:count]
    page = page_of(tmp_path, {one: one for one in people}, shown(*people))
    assert names(page) == people


@pytest.mark.parametrize("shown", [above, below])
def test_two_authors_who_are_printed_the_other_way_round_name_nobody(
    shown: object, tmp_path: Path
) -> None:
    assert callable(shown)
    page = page_of(tmp_path, {RUTH: PAUL, PAUL: RUTH}, shown(RUTH, PAUL))
    assert names(page) == [None, None]
    first, second = (answer.doubt or "" for answer in page.answers)
    assert "its words names Ruth Okafor, and not Paul Smith" in first
    assert "its words names Paul Smith, and not Ruth Okafor" in second
    assert sum(one.startswith("to be checked: answer") for one in page.warnings) == 2


@pytest.mark.parametrize("shown", [above, below])
def test_authors_that_are_all_one_too_far_name_nobody(shown: object, tmp_path: Path) -> None:
    assert callable(shown)
    people = list(WORDS)
    following = dict(zip(people, [*people[1:], people[0]], strict=True))
    assert names(page_of(tmp_path, following, shown(*people))) == [None] * 4
    previous = dict(zip(people, [people[-1], *people[:-1]], strict=True))
    assert names(page_of(tmp_path, previous, shown(*people))) == [None] * 4


@pytest.mark.parametrize("shown", [above, below])
def test_one_author_whom_the_page_prints_otherwise_is_not_named(
    shown: object, tmp_path: Path
) -> None:
    assert callable(shown)
    authors = {RUTH: RUTH, PAUL: HUGO, JANE: JANE}
    page = page_of(tmp_path, authors, f"{shown(RUTH, PAUL, JANE)}<p>Ask Hugo Barlow, MD</p>")
    assert names(page) == [RUTH, None, JANE]


def test_a_byline_below_the_only_answer_contradicts_a_name_above_it(tmp_path: Path) -> None:
    shown = f"<p>Ruth Okafor, MD</p><p>{WORDS[RUTH]}</p><p>Paul Smith, MD</p>"
    file_end = "<p>Boston Dermatologist</p>" + "<p>Links</p>" * 9
    assert names(page_of(tmp_path, {RUTH: RUTH}, shown + file_end)) == [None]


def test_a_colleague_s_remark_below_an_answer_contradicts_nothing(tmp_path: Path) -> None:
    remark = "<p>Paul Smith, MD</p><p>I agree with all of that, and say so, too.</p>"
    assert names(page_of(tmp_path, {RUTH: RUTH}, above(RUTH) + remark)) == [RUTH]


def test_a_line_that_names_another_with_the_author_as_reviewer_names_nobody(
    tmp_path: Path,
) -> None:
    shown = f"<p>Paul Smith, MD, reviewed by Ruth Okafor, MD</p><p>{WORDS[RUTH]}</p>"
    assert names(page_of(tmp_path, {RUTH: RUTH}, shown)) == [None]


MICRODATA = f"""<div itemscope itemtype="https://schema.org/QAPage">
<div itemprop="mainEntity" itemscope itemtype="https://schema.org/Question">
<h1 itemprop="name">Can I run?</h1>
<div itemprop="suggestedAnswer" itemscope itemtype="https://schema.org/Answer">
<span itemprop="author" itemscope itemtype="https://schema.org/Person">
<span itemprop="name">Ruth Okafor, MD</span></span>
<div itemprop="text"><p>{WORDS[RUTH]}</p>SIGNED</div></div></div></div>"""
RDFA = (
    MICRODATA.replace("itemprop", "property")
    .replace("itemscope itemtype", "typeof")
    .replace("https://schema.org/", "")
)


@pytest.mark.parametrize("html", [MICRODATA, RDFA])
@pytest.mark.parametrize(
    "signed",
    [
        "<p>Best,<br>Dr. Paul Smith</p>",
        "<footer>Paul Smith, MD, Dermatologist</footer>",
        "<p>Paul Smith, MD<br>Boston Dermatologist</p>",
        "<p>Paul Smith, MD writes:</p><p>No, do not run at all.</p>",
    ],
)
def test_words_that_say_they_are_anothers_name_nobody(
    html: str, signed: str, tmp_path: Path
) -> None:
    file = tmp_path / "a.html"
    file.write_text(html.replace("SIGNED", signed), encoding="utf-8")
    page = read_saved_page(file, "a", "a.html")
    assert names(page) == [None]
    assert "Smith" in (page.answers[0].doubt or "")
    file.write_text(html.replace("SIGNED", "<p>As Dr. Smith says, rest.</p>"), encoding="utf-8")
    assert names(read_saved_page(file, "a", "a.html")) == [RUTH]


def test_a_recipe_s_author_is_contradicted_as_markup_s_is(tmp_path: Path) -> None:
    (tmp_path / "a.recipe.toml").write_text('box = ".a"\nanswer = ".w"\nauthor = ".d"\n')
    file = tmp_path / "a.html"
    said = "<p>Best,<br>Dr. Paul Smith</p>"
    for signed, named in ((said, None), ("", RUTH)):
        box = f"<div class=d>Ruth Okafor, MD</div><div class=w><p>{WORDS[RUTH]}</p>{signed}</div>"
        file.write_text(f"<h1>Can I run?</h1><div class=a>{box}</div>", encoding="utf-8")
        assert names(read_saved_page(file, "a", "a.html")) == [named]


SWALLOWED = {
    "a comment": "<div>Reply from Grateful mom</div><div>My doctor says it is bad for you.</div>",
    "a thread": "<div>↳ Tom</div><div>And what about swimming?</div>",
    "links": "<div>People also asked</div><div>Is running better than walking?</div>",
    "a review": "<div>★★★★★</div><div>“The best of all doctors, truly.”</div><div>– Tom</div>",
    "a dated remark": "<div>Tom Young · 2 years ago</div><div>It made it worse for me.</div>",
}


@pytest.mark.parametrize("within", SWALLOWED)
def test_what_markup_took_of_users_with_the_words_is_under_no_name(
    within: str, tmp_path: Path
) -> None:
    def answer(name: str, more: str) -> str:
        return (
            "<div itemprop=suggestedAnswer itemscope itemtype='https://schema.org/Answer'>"
            f"<div itemprop=text><p>{WORDS[name]}</p><div>{more}</div></div>"
            "<div itemprop=author itemscope itemtype='https://schema.org/Physician'>"
            f"<span itemprop=name>{name}, MD</span></div></div>"
        )

    html = (
        "<h1>Can I run?</h1><div itemscope itemtype='https://schema.org/Question'>"
        "<h2 itemprop=name>Can I run?</h2>"
        f"{answer(RUTH, SWALLOWED[within])}{answer(PAUL, '')}</div>"
    )
    file = tmp_path / "a.html"
    file.write_text(html, encoding="utf-8")
    page = read_saved_page(file, "a", "a.html")
    assert names(page) == [None, PAUL]
    assert any(one.startswith("to be checked: answer 1") for one in page.warnings)


NAMED_WITHIN = (
    "<p>Written by Joe Fox</p>",
    "<p>Answered by Jane Foster, MD</p>",
    "<p>Jane Foster, MD</p><p>Miami Internist</p>",
    "<p>on behalf of Jane Foster, MD</p>",
)


@pytest.mark.parametrize("line", NAMED_WITHIN)
def test_who_is_named_within_the_element_of_an_answer_may_have_written_it(
    line: str, tmp_path: Path
) -> None:
    def answer(name: str, above: str = "") -> str:
        return (
            f'<div itemprop="suggestedAnswer" itemscope itemtype="https://schema.org/Answer">{above}'
            f'<div itemprop="text"><p>{WORDS[name]}</p></div><p itemprop="author" itemscope '
            f'itemtype="https://schema.org/Physician"><b itemprop="name">{name}, MD</b></p></div>'
        )

    def page(above: str) -> Page:
        file = tmp_path / "a.html"
        file.write_text(
            '<div itemscope itemtype="https://schema.org/Question"><h1 itemprop="name">Can I run?'
            f"</h1>{answer(RUTH, above)}{answer(PAUL)}</div>",
            encoding="utf-8",
        )
        return read_saved_page(file, "a", "a.html")

    assert names(page("")) == [RUTH, PAUL]
    assert names(page(line)) == [None, PAUL]


def test_the_only_answer_of_the_markup_is_nobodys_between_two_bylines(tmp_path: Path) -> None:
    shown = f"<p>{RUTH}, MD</p><p>{WORDS[RUTH]}</p><p>{PAUL}, MD</p><p>{WORDS[PAUL]}</p>"
    (answer,) = page_of(tmp_path, {RUTH: PAUL}, shown).answers
    assert answer.doctor.name is None and (answer.doubt or "").endswith(f"and not {PAUL}")


LONG = (
    "Please wait for at least two whole weeks before anybody presses on the place again, as it may "
    "still move until then."
)


def on_a_line_with(line: str, folder: Path) -> Page:
    """A page whose answer by Ruth Okafor is a part of a line."""
    answer = {"text": LONG, "author": {"@type": "Physician", "name": "Ruth Okafor, MD"}}
    question = {"@type": "Question", "name": "Can I run?", "acceptedAnswer": answer}
    told = json.dumps({"@type": "QAPage", "mainEntity": question})
    file = folder / "a.html"
    file.write_text(
        f'<script type="application/ld+json">{told}</script><h1>Can I run?</h1>'
        f"<div><p>{line.format(LONG)}</p><p>Ruth Okafor, MD</p></div>",
        encoding="utf-8",
    )
    return read_saved_page(file, "a", "a.html")


@pytest.mark.parametrize(
    "line",
    [
        "Paul Smith, MD: {}", "<b>Paul Smith, MD</b> {}", "<b>Paul Smith</b> {}", "{} — Paul Smith",
        "{} <cite>Paul Smith, MD</cite>", "{} (Dr. Smith)", "“{}” says Dr. Paul Smith.",
        "<b>bob77:</b> {}", "bob77 wrote: {}", "Answered by Paul Smith, MD {}",
        "{} Paul Smith, MD told us.",
    ],
)  # fmt: skip
def test_who_is_named_on_the_line_of_which_the_words_are_a_part(line: str, tmp_path: Path) -> None:
    page = on_a_line_with(line, tmp_path)
    assert [page.quote(one.body) for one in page.answers] == [LONG]
    assert names(page) == [None] and "to be checked" in " ".join(page.warnings)


@pytest.mark.parametrize(
    "line", ["{}", "Ruth Okafor, MD: {}", "{} Read more", "{} 3 people found this helpful",
             "Answer: {}", "{} — Ruth Okafor", "<b>Ruth Okafor</b> {}"],
)  # fmt: skip
def test_a_line_that_names_the_author_or_nobody_beside_the_words(line: str, tmp_path: Path) -> None:
    assert names(on_a_line_with(line, tmp_path)) == [RUTH]


def test_what_a_row_of_a_table_has_of_another_beside_the_words(tmp_path: Path) -> None:
    row = "<table><tr><td>Paul Smith, MD</td><td>{}</td></tr></table>"
    assert names(on_a_line_with(f"</p>{row}<p>", tmp_path)) == [None]


def test_a_key_of_json_that_stands_twice_has_two_values(tmp_path: Path) -> None:
    """Most programs take the last one and drop the first."""
    answer = {"text": LONG, "author": {"@type": "Physician", "name": "Ruth Okafor, MD"}}
    told = json.dumps({"@type": "Question", "name": "Can I run?", "acceptedAnswer": answer})
    second = '"author": {"@type": "Physician", "name": "Paul Smith, MD"}, "author":'
    for ld, expected in ((told, RUTH), (told.replace('"author":', second), None)):
        file = tmp_path / "a.html"
        file.write_text(
            f'<script type="application/ld+json">{ld}</script><h1>Can I run?</h1>'
            f"<div><p>{LONG}</p><p>Ruth Okafor, MD</p></div>",
            encoding="utf-8",
        )
        assert names(read_saved_page(file, "a", "a.html")) == [expected]
