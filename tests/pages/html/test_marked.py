"""Web pages with markup by schema.org: who said what is in it, the words are those shown."""

import json
from datetime import date
from pathlib import Path

import pytest

from index.errors import UnreadablePage
from index.model import Doctor, Page, Role, Span
from index.pages.decided import read_saved_page
from index.pages.html.assembled import FoundAnswer, FoundPage, assembled
from index.pages.line_reader.text import read_page
from tests.conftest import SEEDS
from tests.pages.html.wrappings import with_markup

QUESTION = "How long after botox may I lie down?"
DETAILS = "I had it today at noon. My sister says four hours."
FIRST = "Four hours is the usual advice. I tell my own patients to stay upright until dinner."
SECOND = "There is little evidence for any wait. Ask whoever treated you & do as they say."
OKAFOR = Doctor("Ruth Okafor", "MD", "byline", "Reno, NV", "Dermatology")
ROE = Doctor("Dr. Jane Roe", None, "byline", None, None)


def read(folder: Path, html: str) -> Page:
    file = folder / "a.html"
    file.write_text(html, encoding="utf-8", newline="")
    return read_saved_page(file, "a", "a.html")


def json_answer(text: str, author: object, **more: object) -> dict[str, object]:
    return {"@type": "Answer", "text": text, "author": author, **more}


RUTH = {
    "@type": "Person",
    "name": "Ruth Okafor",
    "honorificSuffix": "MD",
    "medicalSpecialty": "https://schema.org/Dermatology",
    "address": {"@type": "PostalAddress", "addressLocality": "Reno", "addressRegion": "NV"},
}
JANE = {"@type": "Physician", "name": "Dr. Jane Roe", "url": "javascript:alert(1)"}
SHOWN = f"""
<nav><a href=/>Home</a></nav><h1>{QUESTION}</h1><div>{DETAILS}</div>
<p>{FIRST}</p><ul><li>Ruth Okafor, MD<li>Dermatology<li>Reno, NV</ul>
<p>{SECOND.replace("&", "&amp;").replace("any", "<i>any</i>")}</p><p>Dr. Jane Roe</p>
"""


def json_page(question: object, shown: str = SHOWN, head: str = "") -> str:
    script = json.dumps(question).replace("<", "\\u003c")
    return (
        f'<html lang="en-US"><head><meta charset="utf-8">{head}'
        f'<script type="application/ld+json">{script}</script></head><body>{shown}</body></html>'
    )


def qa_page(*answers: object, accepted: object = None, **more: object) -> dict[str, object]:
    question = {"@type": "Question", "name": QUESTION, "text": DETAILS, **more}
    question["suggestedAnswer"] = list(answers)
    if accepted is not None:
        question["acceptedAnswer"] = accepted
    return {"@context": "https://schema.org", "@type": "QAPage", "mainEntity": question}


BOTH = qa_page(
    json_answer(SECOND, JANE, datePublished="2020-02-30"),
    accepted=json_answer(
        FIRST, RUTH, dateCreated="2016-03-03T10:00:00Z", url="/a/1#2", inLanguage="en"
    ),
    answerCount=2,
)
CANONICAL = '<link rel="canonical" href="https://example.org/q/7">'


def said(page: Page) -> list[tuple[str, Doctor]]:
    return [(page.quote(answer.body), answer.doctor) for answer in page.answers]


@pytest.mark.smoke
def test_json_ld_says_who_said_what(tmp_path: Path) -> None:
    page = read(tmp_path, json_page(BOTH, head=CANONICAL))
    assert said(page) == [(FIRST, OKAFOR), (SECOND, ROE)]
    assert page.quoted(page.title) == QUESTION and page.quoted(page.question) == DETAILS
    assert page.announced == 2
    first, second = page.answers
    assert (page.quoted(first.byline), page.quoted(second.byline)) == (
        "Ruth Okafor, MD",
        "Dr. Jane Roe",
    )
    assert (first.answered_on, first.url, first.language) == (
        date(2016, 3, 3),
        "https://example.org/a/1#2",
        "en",
    )
    assert (second.answered_on, second.url, second.language) == (
        None,
        "https://example.org/q/7",
        "en-US",
    )
    assert "".join(page.quote(line.span) for line in page.lines) == page.text
    roles = {page.quote(line.span).strip(): line.role for line in page.lines}
    assert roles[FIRST] is Role.BODY and roles["Home"] is Role.FURNITURE


def test_the_seeds_with_markup_have_their_28_answers(tmp_path: Path) -> None:
    count = 0
    for file in sorted(SEEDS.glob("*.txt")):
        seed = read_page(file, "a", file.name)
        found = read(tmp_path, with_markup(seed))
        assert found.announced == len(found.answers) == len(seed.answers)
        for ours, theirs in zip(found.answers, seed.answers, strict=True):
            assert found.quote(ours.body).split() == seed.quote(theirs.body).split()
            name = theirs.doctor.name
            assert (ours.doctor.name, ours.answered_on) == (name, date(2016, 3, 3))
            if name is not None:
                assert ours.doctor.specialty == theirs.doctor.specialty
                assert ours.doctor.credentials == theirs.doctor.credentials
        count += len(found.answers)
    assert count == 28


MICRODATA = f"""<html lang=en><body><div itemscope itemtype="https://schema.org/QAPage">
<div itemprop="mainEntity" itemscope itemtype="https://schema.org/Question">
<h1 itemprop="name">{QUESTION}</h1><p itemprop="text">{DETAILS}</p>
<span itemprop="answerCount">2</span> answers
<div itemprop="acceptedAnswer" itemscope itemtype="https://schema.org/Answer">
 <div itemprop="text"><p>{FIRST}</p></div>
 <span itemprop="author" itemscope itemtype="https://schema.org/Physician">
  <a itemprop="url" href="https://example.org/okafor"><span itemprop="name">Ruth Okafor</span></a>,
  <span itemprop="honorificSuffix">MD</span> <i itemprop="medicalSpecialty">Dermatology</i>
  <b itemprop="address" itemscope itemtype="https://schema.org/PostalAddress">
   <span itemprop="addressLocality">Reno</span>, <span itemprop="addressRegion">NV</span></b>
 </span> <time itemprop="dateCreated" datetime="2016-03-03">3 March</time>
 <span itemprop="upvoteCount">4</span>
</div>
<div itemprop="suggestedAnswer" itemscope itemtype="https://schema.org/Answer">
 <div itemprop="text">{SECOND.replace("&", "&amp;")}</div>
 <p itemprop="author">Dr. Jane Roe</p>
</div></div></div>"""


def test_microdata_says_who_said_what(tmp_path: Path) -> None:
    page = read(tmp_path, MICRODATA)
    assert said(page) == [(FIRST, OKAFOR), (SECOND, ROE)]
    assert page.quoted(page.title) == QUESTION and page.quoted(page.question) == DETAILS
    assert page.answers[0].answered_on == date(2016, 3, 3)
    assert page.quoted(page.answers[0].byline) == "Ruth Okafor, MD Dermatology Reno, NV"


def test_rdfa_says_the_same(tmp_path: Path) -> None:
    html = MICRODATA.replace(
        'itemscope itemtype="https://schema.org/', 'vocab="https://schema.org/" typeof="'
    ).replace("itemprop=", "property=")
    page = read(tmp_path, html)
    assert "itemprop" not in html and said(page) == [(FIRST, OKAFOR), (SECOND, ROE)]


def test_a_page_of_frequent_questions_has_each_answer_under_its_question(tmp_path: Path) -> None:
    entities = [
        {"@type": "Question", "name": name, "acceptedAnswer": {"@type": "Answer", "text": text}}
        for name, text in (("Is it safe?", f"<p>{FIRST}</p>"), ("And later?", SECOND))
    ]
    shown = f"<h2>Is it safe?</h2><p>{FIRST}</p><h2>And later?</h2><p>{SECOND}</p><p>Dr. Jane Roe"
    found = {"@type": "FAQPage", "mainEntity": entities, "author": JANE}
    page = read(tmp_path, json_page({"@graph": [found]}, shown))
    assert said(page) == [(FIRST, Doctor()), (SECOND, Doctor())]
    assert [page.quoted(one.headline) for one in page.answers] == ["Is it safe?", "And later?"]


def test_a_medical_page_names_its_authors_by_reference(tmp_path: Path) -> None:
    graph = [
        {"@id": "#ruth", **RUTH},
        {"@type": "MedicalWebPage", "mainEntity": {"@id": "#q"}},
        {"@id": "#q", "@type": "Question", "name": QUESTION, "suggestedAnswer": json_answer(
            FIRST, {"@id": "#ruth"})},
    ]  # fmt: skip
    assert said(read(tmp_path, json_page({"@graph": graph}))) == [(FIRST, OKAFOR)]


@pytest.mark.parametrize(
    "text",
    [
        FIRST.replace("usual", "usuaI"),
        FIRST.removesuffix("."),
        FIRST + " Call me.",
        "Four hours is the usual advice.",
        FIRST.upper(),
        "",
    ],
)
def test_words_that_the_page_does_not_show_letter_for_letter_are_left_out(
    text: str, tmp_path: Path
) -> None:
    page = read(tmp_path, json_page(qa_page(json_answer(text, RUTH), json_answer(SECOND, JANE))))
    assert said(page) == [(SECOND, ROE)]
    assert any("1 answer of the markup was left out" in one for one in page.warnings)
    with pytest.raises(UnreadablePage, match="whose words are not shown"):
        read(tmp_path, json_page(qa_page(json_answer(text, RUTH))))


def test_hidden_words_are_left_out(tmp_path: Path) -> None:
    html = MICRODATA.replace('<div itemprop="text"><p>', '<div itemprop="text" hidden><p>')
    assert said(read(tmp_path, html)) == [(SECOND, ROE)]


def test_a_name_that_the_page_does_not_print_names_nobody(tmp_path: Path) -> None:
    shown = SHOWN.replace("Ruth Okafor", "Our doctor")
    page = read(tmp_path, json_page(BOTH, shown))
    assert said(page) == [(FIRST, Doctor()), (SECOND, ROE)]
    assert "answer 1: the page does not print the author 'Ruth Okafor'" in page.warnings


def test_what_the_page_does_not_print_of_a_doctor_is_left_out(tmp_path: Path) -> None:
    shown = SHOWN.replace("<li>Dermatology<li>Reno, NV", "")
    (first, _) = said(read(tmp_path, json_page(BOTH, shown)))
    assert first == (FIRST, Doctor("Ruth Okafor", "MD", "byline"))


@pytest.mark.parametrize(
    ("author", "reason"),
    [
        ({"@type": "Person", "name": "Ruth Okafor"}, "nothing says that it is a doctor"),
        ([RUTH, JANE], "more than one author"),
    ],
)
def test_an_author_in_doubt_waits_to_be_checked(
    author: object, reason: str, tmp_path: Path
) -> None:
    page = read(tmp_path, json_page(qa_page(json_answer(FIRST, author))))
    (answer,) = page.answers
    assert answer.doctor == Doctor() and reason in (answer.doubt or "")
    assert any(one.startswith("to be checked: answer 1 (line") for one in page.warnings)


@pytest.mark.parametrize(
    "author",
    [
        {"@type": "Organization", "name": "Ruth Okafor"},
        {"@type": "Person", "name": "Reno Skin Clinic", "honorificSuffix": "MD"},
        {"@type": "Person", "name": "Anonymous", "honorificSuffix": "MD"},
        None,
    ],
)
def test_who_is_nobody_names_nobody(author: object, tmp_path: Path) -> None:
    shown = SHOWN + "<p>Reno Skin Clinic</p><p>Anonymous</p>"
    page = read(tmp_path, json_page(qa_page(json_answer(FIRST, author)), shown))
    assert said(page) == [(FIRST, Doctor())]


def test_two_kinds_of_markup_that_name_two_authors_name_nobody(tmp_path: Path) -> None:
    script = json.dumps(qa_page(json_answer(FIRST, JANE)))
    html = MICRODATA + f'<script type="application/ld+json">{script}</script>'
    page = read(tmp_path, html)
    assert [one.doctor.name for one in page.answers] == [None, "Dr. Jane Roe"]
    assert "two kinds of markup" in (page.answers[0].doubt or "")


@pytest.mark.parametrize(
    "within",
    [
        '<div itemprop="comment" itemscope itemtype="https://schema.org/Comment">'
        '<p itemprop="text">I would not.</p><b itemprop="author">Ann Poe, MD</b></div>',
        '<p itemprop="author">Ruth Okafor, MD</p>',
    ],
)
def test_what_is_somebody_elses_within_the_words_names_nobody(within: str, tmp_path: Path) -> None:
    page = read(tmp_path, MICRODATA.replace(f"<p>{FIRST}</p>", f"<p>{FIRST}</p>{within}"))
    assert [one.doctor.name for one in page.answers] == [None, "Dr. Jane Roe"]
    assert "within the words" in (page.answers[0].doubt or "")


def test_an_answer_that_quotes_another_has_its_own_place(tmp_path: Path) -> None:
    """The first is quoted, as a block, in the second; each stands where it was given."""
    quoting = f"{FIRST} {SECOND}"
    shown = f"<p>{FIRST}</p><p>{SECOND}</p><p>Dr. Jane Roe</p><p>{FIRST}</p><p>Ruth Okafor, MD</p>"
    answers = (json_answer(FIRST, RUTH), json_answer(quoting, JANE))
    page = read(tmp_path, json_page(qa_page(*answers), shown))
    names = {" ".join(words.split()): doctor.name for words, doctor in said(page)}
    assert names == {FIRST: "Ruth Okafor", quoting: "Dr. Jane Roe"}
    once = shown.replace(f"<p>{FIRST}</p><p>Ruth", "<p>Ruth")
    page = read(tmp_path, json_page(qa_page(*answers), once))
    assert [doctor.name for _, doctor in said(page)] == ["Dr. Jane Roe"]


def test_answers_that_overlap_are_left_out() -> None:
    bodies = [Span(0, 20), Span(2, 5), Span(8, 9), Span(21, 30)]
    found = FoundPage(tuple(FoundAnswer(body) for body in bodies), "named", title=Span(4, 6))
    page = assembled("0123456789 " * 3, found, page_id="a", source="a", digest="")
    assert [one.body for one in page.answers] == [Span(21, 30)]
    assert sum("overlaps another; left out" in one for one in page.warnings) == 3
    assert page.title == Span(4, 6)


@pytest.mark.parametrize(
    ("told", "day"),
    [
        ("2016-03-03", date(2016, 3, 3)),
        ("2016-03-03 10:11:12 +0100", date(2016, 3, 3)),
        ("2016-02-30", None),
        ("0001-01-01T00:00:00", None),
        ("03/04/2016", None),
        ("2016-03", None),
        ("2016-03-03x", None),
        ("", None),
    ],
)
def test_a_day_is_one_that_is_written_in_one_way_only(
    told: str, day: date | None, tmp_path: Path
) -> None:
    page = read(tmp_path, json_page(qa_page(json_answer(FIRST, RUTH, dateCreated=told))))
    assert page.answers[0].answered_on == day


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "ftp://example.org/",
        "https://user:secret@example.org/",
        "https://",
        "https://example.org:99999/",
        "http://[::1",
        "https://example.org/\u202egpj.exe",
        "https://example.org/a b",
        "https://example.org/" + "a" * 3000,
    ],
)
def test_only_links_of_the_web_are_taken(link: str, tmp_path: Path) -> None:
    page = read(tmp_path, json_page(qa_page(json_answer(FIRST, RUTH, url=link))))
    assert page.answers[0].url is None


@pytest.mark.parametrize(
    ("head", "link"),
    [
        ('<link rel="canonical" href="https://a.example/1">', "https://a.example/1"),
        ('<base href="https://b.example/q/"><link rel="canonical" href="2">', "https://b.example/q/2"),
        ('<link rel="canonical" href="/q/2">', None),
        ('<base href="javascript:alert(1)//"><link rel="canonical" href="/q/2">', None),
        # Where a page names two places as its own, it says neither.
        (
            '<link rel="canonical" href="https://a.example/1">'
            '<link rel="canonical" href="https://b.example/2">',
            None,
        ),
    ],
)  # fmt: skip
def test_an_answer_without_a_link_has_the_only_one_of_its_page(
    head: str, link: str | None, tmp_path: Path
) -> None:
    page = read(tmp_path, json_page(qa_page(json_answer(FIRST, RUTH)), head=head))
    assert page.answers[0].url == link


@pytest.mark.parametrize(
    ("told", "language"),
    [
        ("es", "es"),
        ("EN_us", "en-US"),
        ("ZH-hant-tw", "zh-Hant-TW"),
        ({"@type": "Language", "name": "Spanish", "alternateName": "es"}, "es"),
        ("", "de"),
        # Another language than the page's, though nobody can tell which.
        ("Spanish", None),
        ("es, en", None),
        ("und", None),
        ({"@type": "Language", "name": "Spanish"}, None),
    ],
)
def test_an_answer_is_in_its_pages_language_only_if_it_names_none_of_its_own(
    told: object, language: str | None, tmp_path: Path
) -> None:
    html = json_page(qa_page(json_answer(FIRST, RUTH, inLanguage=told)))
    page = read(tmp_path, html.replace('<html lang="en-US">', '<html lang="de">'))
    assert page.answers[0].language == language


@pytest.mark.parametrize(
    "script",
    ["{", "[" * 100_000, '{"@type": "QAPage", "mainEntity": 7}', "null", '"text"', "[[[]]]", "NaN",
     '{"@type": {"a": []}, "mainEntity": [null, {"acceptedAnswer": "x"}]}'],
)  # fmt: skip
def test_odd_markup_is_none(script: str, tmp_path: Path) -> None:
    html = f'<script type="application/ld+json">{script}</script>{SHOWN}'
    with pytest.raises(UnreadablePage, match="no line"):
        read(tmp_path, html)
    again = MICRODATA + f'<script type="application/ld+json">{script}</script>'
    assert said(read(tmp_path, again)) == [(FIRST, OKAFOR), (SECOND, ROE)]


def test_votes_and_dates_without_a_day_are_kept_as_the_markup_says_them(tmp_path: Path) -> None:
    first = json_answer(FIRST, RUTH, upvoteCount=12, dateCreated="2016-03")
    second = json_answer(SECOND, JANE, upvoteCount="many", dateCreated="soon")
    page = read(tmp_path, json_page(qa_page(first, second)))
    assert [(one.upvotes, one.dated, one.answered_on) for one in page.answers] == [
        (12, "2016-03", None),
        (None, None, None),
    ]


@pytest.mark.parametrize(
    ("author", "printed"),
    [
        ({"@type": "Person", "name": ["Ruth Okafor, MD", "Paul Smith, MD"]}, "Ruth Okafor, MD"),
        ({"@type": "SoftwareApplication", "name": "Ruth Okafor, MD"}, "Ruth Okafor, MD"),
        ({"@type": "Person", "name": "Ruth Okafor, MD"}, "Ruth Okafor, MD and Paul Smith, MD"),
        ({"@type": "Person", "name": "Ruth Okafor, MD"}, "Ruth Okafor, MD's nurse"),
        ({"@type": "Person", "name": "Ruth Okafor, MD"}, "Paul Smith for Ruth Okafor, MD"),
        (RUTH, "Ruth Okafor Smith, MD"),
        (RUTH, "Ruth Okafor-Smith, MD"),
    ],
)
def test_an_author_whose_markup_or_line_names_another_names_nobody(
    author: object, printed: str, tmp_path: Path
) -> None:
    markup = qa_page(json_answer(FIRST, author))
    shown = f"<h1>{QUESTION}</h1><p>{FIRST}</p><p>{printed}</p>"
    page = read(tmp_path, json_page(markup, shown))
    assert [(page.quote(one.body), one.doctor.name) for one in page.answers] == [(FIRST, None)]
    assert any("nobody" in one or "author" in one for one in page.warnings)


@pytest.mark.parametrize("printed", ["Ruth Okafor, MD, Reno", "By Ruth Okafor, MD"])
def test_an_author_whom_a_line_names_alone_is_named(printed: str, tmp_path: Path) -> None:
    markup = qa_page(json_answer(FIRST, RUTH))
    shown = f"<h1>{QUESTION}</h1><p>{FIRST}</p><p>{printed}</p>"
    page = read(tmp_path, json_page(markup, shown))
    assert [one.doctor.name for one in page.answers] == ["Ruth Okafor"]


@pytest.mark.parametrize(
    "more",
    [
        {"jobTitle": "Physician Assistant"},
        {"jobTitle": ["Author", "Medical Editor"]},
        {"roleName": "Reviewer"},
        {"hasOccupation": {"@type": "Occupation", "name": "Nurse"}},
    ],
)
def test_an_author_whose_markup_says_no_doctor_waits_to_be_checked(
    more: dict[str, object], tmp_path: Path
) -> None:
    page = read(tmp_path, json_page(qa_page(json_answer(FIRST, RUTH | more))))
    (answer,) = page.answers
    assert answer.doctor == Doctor() and "no doctor" in (answer.doubt or "")


@pytest.mark.parametrize("title", ["Dermatologist", "Assistant Professor of Surgery", "Author"])
def test_a_job_that_denies_no_doctor_takes_nothing(title: str, tmp_path: Path) -> None:
    page = read(tmp_path, json_page(qa_page(json_answer(FIRST, RUTH | {"jobTitle": title}))))
    assert [one.doctor.name for one in page.answers] == ["Ruth Okafor"]


@pytest.mark.parametrize("beside", ["authors", "creator", "contributor"])
def test_another_who_is_said_to_have_written_names_nobody(beside: str, tmp_path: Path) -> None:
    markup = qa_page(json_answer(FIRST, RUTH, **{beside: [RUTH, JANE]}))
    (answer,) = read(tmp_path, json_page(markup)).answers
    assert answer.doctor == Doctor() and "more than one author" in (answer.doubt or "")


@pytest.mark.parametrize(
    ("beside", "who"),
    [("authors", ["Ruth Okafor, MD"]), ("editor", JANE), ("reviewedBy", JANE)],
)
def test_whoever_did_not_write_is_no_second_author(
    beside: str, who: object, tmp_path: Path
) -> None:
    page = read(tmp_path, json_page(qa_page(json_answer(FIRST, RUTH, **{beside: who}))))
    assert [one.doctor.name for one in page.answers] == ["Ruth Okafor"]


@pytest.mark.parametrize("work", ["contributor", "editor", "reviewedBy"])
def test_who_only_contributed_or_edited_or_reviewed_is_no_author(work: str, tmp_path: Path) -> None:
    answer = {"@type": "Answer", "text": FIRST, work: RUTH}
    page = read(tmp_path, json_page(qa_page(answer)))
    assert [one.doctor for one in page.answers] == [Doctor()]


def test_words_that_two_scripts_give_to_two_authors_name_nobody(tmp_path: Path) -> None:
    hers = json.dumps(qa_page(json_answer(FIRST, RUTH)))
    head = f'<script type="application/ld+json">{hers}</script>'
    page = read(tmp_path, json_page(qa_page(json_answer(FIRST, JANE)), head=head))
    assert [one.doctor.name for one in page.answers] == [None]
    assert page.answers[0].doubt is not None


@pytest.mark.parametrize("subject", ['about="#other"', 'resource="#other"'])
def test_an_author_who_is_said_of_another_thing_is_not_the_answers(
    subject: str, tmp_path: Path
) -> None:
    author = '<p property="author" typeof="Person"><b property="name">Ruth Okafor, MD</b></p>'
    html = (
        '<div vocab="https://schema.org/" typeof="QAPage"><div property="mainEntity" '
        f'typeof="Question"><h1 property="name">{QUESTION}</h1><div property="suggestedAnswer" '
        f'typeof="Answer"><p property="text">{FIRST}</p><div>{author}</div></div></div></div>'
    )
    (own,) = read(tmp_path, html).answers
    assert own.doctor.name == "Ruth Okafor"
    (others,) = read(tmp_path, html.replace("<div><p prop", f"<div {subject}><p prop")).answers
    assert others.doctor.name is None
