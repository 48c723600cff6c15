"""One answer to print, and what is said where there is none: exact words, and no script but one."""

import re
from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256

import pytest

from bot.show.document import (
    HEADERS,
    POLICY,
    PRINT_HEADERS,
    PRINTING,
    answer_html,
    damaged_html,
    missing_html,
    saved_page_html,
)
from bot.text.languages import LANGUAGES
from index.library.open import Library
from index.model import Doctor, Page
from tests.show.test_card import (
    HOSTILE,
    PLAIN,
    Element,
    classed,
    elements,
    everywhere,
    page_of,
    skeleton,
    verbatim,
)

ROE = Doctor(
    "Jane Roe", "MD", "byline", "Boston", "Plastic Surgeon", 4.5, 12, "not currently practicing"
)
NOTICE = "These answers are for educational purposes only, so ask the physician who knows you."
BODY = "Wait for a day.\n\n  Then go on as before; most people do."
SPANISH = "Por lo general recomendamos esperar cuatro horas antes de hacer ejercicio."


@pytest.fixture(params=list(HOSTILE.values()), ids=list(HOSTILE))
def hostile(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def printed(page: Page, number: int = 1, language: str = "en") -> str:
    return answer_html(page, page.answers[number - 1], language)


def tagged(markup: str, tag: str) -> list[Element]:
    return [element for element in elements(markup) if element.tag == tag]


def paragraphs(markup: str) -> list[str]:
    """The texts of the paragraphs that have no class."""
    return [one.text for one in tagged(markup, "p") if "class" not in one.attributes]


def the_page() -> Page:
    return page_of(
        ["Another one said this.", BODY],
        [Doctor(), ROE],
        headlines=[None, "Exercise after it"],
        title="When can I exercise?",
        question="I had it done\ntoday.",
        notice=NOTICE,
        page_id="folder/page",
        source="pages/folder/page.txt",
    )


# One answer.


def test_an_answer_is_quoted_word_for_word_with_all_that_goes_with_it() -> None:
    markup = printed(the_page(), 2)
    assert verbatim(markup) == ["Exercise after it", BODY, "I had it done\ntoday.", NOTICE]
    assert classed(markup, "words") == [BODY]
    assert classed(markup, "headline") == ["Exercise after it"]
    assert classed(markup, "question") == ["I had it done\ntoday."]
    assert classed(markup, "notice") == [NOTICE]
    assert classed(markup, "source") == ["folder/page#2 · folder/page.txt"]
    assert paragraphs(markup) == [
        "Answer to: When can I exercise? (date not given on the page)",
        "This is not a doctor and gives no advice. The answers were given to other people. They "
        "complement, but never replace, what your own doctor tells you.",
    ]


def test_an_answer_stands_under_its_doctor() -> None:
    markup = printed(the_page(), 2)
    assert [one.text for one in tagged(markup, "h1")] == ["Jane Roe, MD"]
    assert [*classed(markup, "about"), *classed(markup, "stars")] == [
        "Plastic Surgeon · Boston · not currently practicing",
        "4.5 out of 5 stars, 12 reviews (of the doctor, not of this answer)",
    ]
    assert "Another one said this." not in markup


def test_an_unnamed_doctor_is_said_to_be_unnamed() -> None:
    assert [one.text for one in tagged(printed(the_page(), 1), "h1")] == [
        "Doctor not named on the page"
    ]
    assert classed(printed(the_page(), 1), "unnamed") == ["Doctor not named on the page"]
    assert classed(printed(the_page(), 1, "es"), "unnamed") == ["Médico sin nombre en la página"]


def test_a_name_that_stands_in_the_signature_only_says_so() -> None:
    page = page_of(["body"], [Doctor("Green", None, "signature")])
    assert classed(printed(page), "about") == ["named in the answer's signature"]


def test_every_answer_of_the_seeds_is_printed_word_for_word(library: Library) -> None:
    for page in library.pages():
        for answer in page.answers:
            markup = answer_html(page, answer)
            assert classed(markup, "words") == [page.quote(answer.body)]
            assert classed(markup, "notice") == [page.quoted(page.notice)]
            assert classed(markup, "headline") == [
                page.quote(part) for part in (answer.headline,) if part
            ]
            assert [one.text for one in tagged(markup, "title")] == [page.quoted(page.title)]


def test_the_patients_question_is_printed_unfolded() -> None:
    (folded,) = (
        one for one in tagged(printed(the_page(), 2), "details") if "I had it done" in one.text
    )
    assert "open" in folded.attributes


def test_what_the_page_does_not_say_is_left_out_or_said_to_be_missing() -> None:
    page = page_of(["body"], title=None, question=None, notice=None)
    markup = printed(page)
    assert verbatim(markup) == ["body"]
    assert paragraphs(markup)[0] == (
        "Answer to: a question without a title (date not given on the page)"
    )
    assert [one.text for one in tagged(markup, "title")] == ["page#1"]
    assert tagged(markup, "details") == []


def test_an_answer_in_spanish_says_the_same_in_spanish_and_quotes_the_same() -> None:
    english, spanish = printed(the_page(), 2), printed(the_page(), 2, "es")
    assert verbatim(spanish) == verbatim(english)
    assert classed(spanish, "source") == classed(english, "source")
    assert [one.text for one in tagged(spanish, "button")] == ["Imprimir"]
    assert [one.text for one in tagged(english, "button")] == ["Print"]
    assert paragraphs(spanish) == [
        "Respuesta a: When can I exercise? (la página no indica la fecha)",
        "Esto no es un médico y no da consejos. Las respuestas se dieron a otras personas. "
        "Complementan, pero nunca sustituyen, lo que le diga su propio médico.",
    ]
    assert classed(spanish, "stars") == [
        "4.5 de 5 estrellas, 12 reseñas (del médico, no de esta respuesta)"
    ]


def test_each_text_says_in_which_language_it_is_written() -> None:
    page = page_of([SPANISH], question=BODY, notice=NOTICE)
    for language in LANGUAGES:
        found = elements(printed(page, language=language))
        assert found[0].attributes["lang"] == language
        assert [one.attributes["lang"] for one in found if "data-verbatim" in one.attributes] == [
            "es",
            "en",
            "en",
        ]


# Where a page comes from.


@pytest.mark.parametrize(
    ("source", "page_id", "shown"),
    [
        ("/home/anna/pages/other.jsonl", "em", "other.jsonl"),
        ("pages/other.jsonl", "em", "other.jsonl"),
        ("/home/anna/pages/sub/visit.txt", "sub/visit", "sub/visit.txt"),
        ("../anna/sub/visit.html.gz", "sub/visit", "sub/visit.html.gz"),
        ("pages//visit.txt", "visit", "visit.txt"),
        ("visit.txt", "visit", "visit.txt"),
        ("/home/anna/pages.zip/sub/visit.txt", "sub/visit", "sub/visit.txt"),
        ("/home/anna/revisit.txt", "visit", "revisit.txt"),
        ("/home/anna/a.csv; /home/anna/b.csv", "em", "a.csv; b.csv"),
        ("https://example.org/home/anna/visit.html", "visit", None),
        ("as told by Ann/Bob", "em", None),
    ],
)
def test_readers_see_no_folder_of_this_machine(
    source: str, page_id: str, shown: str | None
) -> None:
    page = page_of(["Rest."], page_id=page_id, source=source)
    told = source if shown is None else shown
    assert classed(printed(page), "source") == [f"{page_id}#1 · {told}"]
    assert told in str(saved_page_html(page, page.answers[0]))
    assert shown is None or "anna" not in str(saved_page_html(page, page.answers[0]))


# Hostile words.


def test_hostile_words_in_every_field_stay_text(hostile: str) -> None:
    markup = printed(everywhere(hostile))
    assert skeleton(markup) == skeleton(printed(everywhere(PLAIN)))
    assert verbatim(markup) == [hostile] * 4
    assert classed(markup, "doctor") == [f"{hostile}, {hostile}"]
    assert classed(markup, "standing") == [" · ".join([hostile] * 3)]
    assert classed(markup, "source") == [f"{hostile}#1 · {hostile}"]
    assert paragraphs(markup)[0] == f"Answer to: {hostile} (date not given on the page)"
    assert "\r" not in markup


def test_hostile_words_reach_neither_the_style_nor_the_script(hostile: str) -> None:
    page, plain = everywhere(hostile), everywhere(PLAIN)
    for draw in (answer_html, saved_page_html):
        for tag in ("style", "script"):
            assert tagged(draw(page, page.answers[0]), tag) == tagged(
                draw(plain, plain.answers[0]), tag
            )


def test_every_name_and_title_is_isolated_from_the_direction_of_the_text_beside_it(
    hostile: str,
) -> None:
    isolated = [one.text for one in tagged(printed(everywhere(hostile)), "bdi")]
    assert isolated[:4] == [f"{hostile}, {hostile}", *[hostile] * 3]
    assert isolated[-3:] == [hostile, f"{hostile}#1", hostile]


# What a document may do.


def directives(policy: str) -> dict[str, list[str]]:
    parts = [part.split() for part in policy.split(";")]
    return {name: values for name, *values in parts}


def test_the_only_script_is_the_one_whose_hash_the_header_names() -> None:
    (script,) = tagged(printed(everywhere(PLAIN)), "script")
    assert script.attributes == {}
    assert script.text == PRINTING
    digest = b64encode(sha256(script.text.encode("utf-8")).digest()).decode("ascii")
    policy = directives(PRINT_HEADERS["Content-Security-Policy"])
    assert policy["script-src"] == [f"'sha256-{digest}'"]


def test_no_element_runs_anything_by_itself(hostile: str) -> None:
    page = everywhere(hostile)
    for markup in (printed(page), saved_page_html(page, page.answers[0])):
        names = {name for one in elements(markup) for name in one.attributes}
        assert [name for name in names if name.startswith("on") or name in {"src", "style"}] == []
        assert [one.attributes["href"] for one in elements(markup) if "href" in one.attributes] == [
            "data:,"
        ]


def test_a_document_to_print_may_do_nothing_more_than_a_saved_page_but_print() -> None:
    saved = directives(HEADERS["Content-Security-Policy"])
    to_print = directives(PRINT_HEADERS["Content-Security-Policy"])
    assert saved == directives(POLICY)
    assert saved == {
        "default-src": ["'none'"],
        "style-src": ["'unsafe-inline'"],
        "img-src": ["data:"],
    }
    assert {name: to_print[name] for name in to_print if name != "script-src"} == saved
    assert HEADERS["Vary"] == PRINT_HEADERS["Vary"] == "Accept-Language"
    assert set(HEADERS) == set(PRINT_HEADERS)


def test_a_saved_page_holds_no_script() -> None:
    page = everywhere(PLAIN)
    for markup in (saved_page_html(page, page.answers[0]), missing_html(), damaged_html()):
        assert tagged(markup, "script") == tagged(markup, "button") == []


def test_the_style_loads_nothing() -> None:
    (style,) = tagged(printed(everywhere(PLAIN)), "style")
    assert "{" in style.text
    assert re.findall(r"@import|url\(|https?:", style.text) == []


# Where there is no such page, and where none can be trusted.

SAID: list[tuple[Callable[[str], str], str, str]] = [
    (
        missing_html,
        "en",
        "There is no such page here. It may have been removed from the library.",
    ),
    (
        missing_html,
        "es",
        "Aquí no hay ninguna página así. Puede que se haya retirado de la biblioteca.",
    ),
    (
        damaged_html,
        "en",
        "The library cannot be used, so nothing is shown. The person who runs it has been told "
        "why.",
    ),
    (
        damaged_html,
        "es",
        "La biblioteca no se puede usar, así que no se muestra nada. Quien la administra ya "
        "conoce el motivo.",
    ),
]


@pytest.mark.parametrize(("draw", "language", "words"), SAID)
def test_why_nothing_is_shown_is_said_with_a_way_on_and_nothing_else(
    draw: Callable[[str], str], language: str, words: str
) -> None:
    markup = draw(language)
    way = {"en": "To the start page", "es": "Ir a la página de inicio"}[language]
    (told,) = tagged(markup, "main")
    assert told.text.splitlines() == ["Doctor Answers", words, way]
    (link,) = tagged(markup, "a")
    assert (link.text, link.attributes) == (way, {"href": "/"})
    assert [one.text for one in tagged(markup, "title")] == ["Doctor Answers"]
    assert tagged(markup, "html")[0].attributes == {"lang": language}


def test_english_is_spoken_where_no_language_is_named() -> None:
    page = the_page()
    assert missing_html() == missing_html("en")
    assert damaged_html() == damaged_html("en")
    assert answer_html(page, page.answers[1]) == printed(page, 2, "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_document_is_whole_and_says_how_it_is_encoded(language: str) -> None:
    page = the_page()
    for markup in (
        printed(page, 2, language),
        saved_page_html(page, page.answers[1], language),
        missing_html(language),
        damaged_html(language),
    ):
        assert markup.startswith(f'<!doctype html><html lang="{language}"><head>')
        assert markup.endswith("</main></body></html>")
        (charset,) = (one for one in tagged(markup, "meta") if "charset" in one.attributes)
        assert charset.attributes["charset"] == "utf-8"
        assert len(markup[: markup.index("charset")].encode("utf-8")) < 1000
