"""What a page's own style sheets hide is no text of it; what they may show stays."""

import time

import pytest

from index.pages.html.derived import derived, parsed

TWO = "<p class='a b' id=c>one</p><p class=d>two</p>"
CERTAIN = [
    (".a { display: none }", TWO, "two"),
    ("p.a.b#c{color:red;DISPLAY : None !important}", TWO, "two"),
    (".x, div > .d, body .a {display:none}", TWO, "two"),
    ("/* .d{display:none} */ .a{display:none}", TWO, "two"),
    (".z::after{content:'} .d{display:none}'} .a{display:none}", TWO, "two"),
    (".a{display:none} .a{display:block}", TWO, "one\n\ntwo"),
    (".a{display:block} .a{display:none}", TWO, "two"),
    ("#c{display:block} .a{display:none}", TWO, "one\n\ntwo"),
    ("#c{display:block} .a{display:none!important}", TWO, "two"),
    (".a{display:none} p{display:block}", TWO, "two"),
    (".a{display:none} .a:hover{display:block}", TWO, "two"),
    (".a{display:none} @media print{.d{display:none}}", TWO, "two"),
    (".a{display:none}", "<p class=a style='display:block'>one<p>two", "one\n\ntwo"),
    (".a{display:none}", "<div class=a><p>one<p style='display:block'>two</div>three", "three"),
    (
        ".h{display:none} @media (min-width:1px){.m\\:b{display:block}}",
        "<p class='h m:b'>one<p class=h>two",
        "one",
    ),
    (
        "@import 'x.css'; .a{display:none}",
        TWO,
        "two",
    ),
]
"""Style sheets, a page, and the text that it has with them."""
KEPT = [
    "@media (max-width: 1px) {.a{display:none}}",
    ".a:not(.z){display:none}",
    ".a[id]{display:none}",
    ".a{display:none} .d + .e, :is(.q, .a){display:block}",
    ".a{display:none} p:first-child{display:block}",
    ".a{display:none} !!{display:block}",
    ".a{display:none} @media (max-width: 1px) {#c{display:block}}",
    ".a{visibility:hidden}",
    ".a{display:none",
]
"""Style sheets of which it is not sure that they hide anything of `TWO`."""


def page_of(sheet: str, body: str, media: str = "") -> str:
    return f"<head><style {media}>{sheet}</style></head><body>{body}</body>"


def text_of(html: str) -> str:
    return derived(parsed(html, "a.html")).text


@pytest.mark.parametrize(("sheet", "body", "text"), CERTAIN)
def test_what_a_style_sheet_hides_is_no_text(sheet: str, body: str, text: str) -> None:
    assert text_of(page_of(sheet, body)) == text


@pytest.mark.parametrize("sheet", KEPT)
def test_what_it_does_not_hide_for_certain_stays(sheet: str) -> None:
    assert text_of(page_of(sheet, TWO)) == "one\n\ntwo"


def test_a_sheet_for_paper_hides_nothing_and_the_page_as_a_whole_is_never_hidden() -> None:
    assert text_of(page_of(".a{display:none}", TWO, "media=print")) == "one\n\ntwo"
    assert text_of(page_of(".a{display:none}", TWO, "media=screen")) == "two"
    assert text_of(page_of("body, html{display:none}", TWO)) == "one\n\ntwo"


@pytest.mark.parametrize(
    "sheet",
    [
        "{" * 400_000,
        "{}" * 400_000,
        "a," * 400_000 + "{display:none}",
        "'" * 400_000 + "display",
        "/*" * 400_000 + "display",
        "display:" * 100_000 + "{display:none}",
        ".a" + " " * 400_000 + "b{display:none}",
        "a " * 200_000 + "!{display:none}",
        "".join(f".a{n} * * * p{{display:none}}" for n in range(1_900)),
    ],
)
def test_no_style_sheet_takes_long(sheet: str) -> None:
    body = "<div><p class=a>x</div>" * 20_000
    plain = time.process_time()
    text = text_of(page_of("", body))
    began = time.process_time()
    assert text_of(page_of(f".z{{display:none}} {sheet}", body)) == text
    assert time.process_time() - began < 5 + 3 * (began - plain)
