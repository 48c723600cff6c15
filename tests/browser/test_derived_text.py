"""The text that is derived from a web page is the text that Chromium shows."""

import pytest
from playwright.sync_api import Browser

from index.pages.html.derived import derived, parsed
from tests.browser.conftest import CHROMIUM, NO_CHROMIUM
from tests.conftest import SEEDS
from tests.pages.html.made import made
from tests.pages.html.test_style_sheets import CERTAIN, page_of
from tests.pages.html.wrappings import WRAPPINGS

PAGES = 240

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason=NO_CHROMIUM),
]


def lines(text: str) -> list[str]:
    """The lines of a text that are not blank, however much white space is in them."""
    return [" ".join(line.split()) for line in text.split("\n") if line.strip()]


def marked(html: str) -> str:
    """A page whose quotation marks are written: Chromium draws those of `<q>`, and leaves them
    out of `innerText`."""
    return html.replace("<q>", "<q>“").replace("</q>", "”</q>")


def test_made_pages_and_wrapped_seeds_have_the_lines_that_chromium_shows(
    browser: Browser,
) -> None:
    pages = ["".join(made(seed).html) for seed in range(PAGES)]
    seeds = [file.read_bytes().decode("utf-8") for file in sorted(SEEDS.glob("*.txt"))]
    pages += [wrap(text) for wrap in WRAPPINGS.values() for text in seeds]
    pages += [page_of(sheet, body) for sheet, body, _ in CERTAIN]
    with browser.new_context(offline=True) as context:
        tab = context.new_page()
        for number, html in enumerate(pages):
            tab.set_content(marked(html.replace("<script>document.write", "<script>void")))
            shown = tab.evaluate("document.body.innerText")
            found = derived(parsed(html, "a.html")).text
            assert lines(found) == lines(shown), f"page {number}:\n{html}"
    assert len(pages) >= 200
