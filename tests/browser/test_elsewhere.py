"""The page where a browser finds it elsewhere: through a proxy, and in a frame of another site."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Frame, Page, expect

from bot.staff.login import line_for
from tests.browser.conftest import context_of
from tests.faults.visitors import free_port, served
from tests.web.proxies import HOSTING, before, public_address

pytestmark = [pytest.mark.browser]
QUESTION = "can I exercise after botox?"
NAME, PASSWORD = "anna", "correct horse battery"


def ask_in(page: Page | Frame) -> None:
    """Ask a question, and read what is shown for it."""
    expect(page.locator("#starting")).to_be_hidden()
    page.wait_for_function("() => window.doctorAnswers")
    page.get_by_role("textbox", name="Your question").fill(QUESTION)
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator("#chat .card").first).to_be_visible()
    expect(page.locator("#chat .trouble")).to_have_count(0)


def test_through_nginx_below_a_path_with_tls_the_page_and_the_desk_work(
    browser: Browser, library_folder: Path, tmp_path: Path
) -> None:
    port = free_port()
    staff = tmp_path / "staff.txt"
    staff.write_text(line_for(NAME, PASSWORD), encoding="utf-8")
    options = ["--staff", str(staff), "--trusted-proxies", "127.0.0.1"]
    with (
        served(library_folder, 0.0, *options, "--public-address", public_address(port)) as program,
        before(program.port, "nginx", tmp_path, port) as address,
        browser.new_context(ignore_https_errors=True) as window,
    ):
        page = window.new_page()
        failed: list[str] = []
        page.on("response", lambda one: failed.append(one.url) if one.status >= 400 else None)
        page.on("request", lambda one: failed.append(one.url) if address not in one.url else None)
        page.goto(address)
        ask_in(page)
        with window.expect_page() as opened:
            page.locator("#chat .card footer a").first.click()
        expect(opened.value.locator("#marked")).to_be_visible()
        with window.expect_page() as opened:
            page.locator("#chat .card a.print").first.click()
        assert opened.value.url.startswith(f"{address}/answer/")
        page.goto(f"{address}/staff")
        page.get_by_label("Name").fill(NAME)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.get_by_role("link", name="Coverage").click()
        expect(page.get_by_role("heading", name="Coverage")).to_be_visible()
        page.get_by_role("button", name="Sign out").click()
        assert page.url == f"{address}/staff/enter"
        assert failed == []


class Silent(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Nothing."""


@contextmanager
def site(folder: Path) -> Iterator[str]:
    """Another site, of files in a folder; its origin."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Silent, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


def snippet() -> str:
    """What the document says to put into a page."""
    (found,) = re.findall(r"^```html\n(.*?)^```", HOSTING.read_text("utf-8"), re.M | re.S)
    assert len(found.splitlines()) <= 5
    return str(found)


def test_a_site_that_was_named_shows_the_page_in_a_frame_and_no_other_does(
    browser: Browser, library_folder: Path, tmp_path: Path
) -> None:
    with (
        site(tmp_path) as named,
        site(tmp_path) as other,
        served(library_folder, 0.0, "--embed", named) as program,
        context_of(browser) as window,
    ):
        framed = snippet().replace("https://example.org/doctors", program.address)
        (tmp_path / "index.html").write_text(f"<h1>A clinic</h1>{framed}", encoding="utf-8")
        whole = f'<iframe src="{program.address}/"></iframe>'
        (tmp_path / "whole.html").write_text(whole, encoding="utf-8")
        page = window.new_page()
        page.goto(named)
        (frame,) = page.frames[1:]
        ask_in(frame)
        expect(frame.locator(".top h1")).to_be_hidden()
        # What nobody may do without stays: what this is not, and whom to call.
        expect(frame.locator(".caution")).to_be_visible()
        expect(frame.locator(".lifeline").first).to_be_visible()
        assert frame.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
        assert window.cookies() == []
        for address in (other, f"{named}/whole.html"):
            page.goto(address)
            page.wait_for_load_state("networkidle")
            assert "chrome-error" in page.frames[1].url, address


def test_the_page_alone_keeps_its_heading_and_nobody_is_named_by_default(
    browser: Browser, library_folder: Path
) -> None:
    with served(library_folder) as program, context_of(browser) as window:
        page = window.new_page()
        page.goto(program.address)
        expect(page.locator(".top h1")).to_be_visible()
        missing = page.goto(f"{program.address}/embed")
        assert missing is not None and missing.status == 404
