"""At the desk, in a browser: judging, a saved search with its feed, and taking a change back."""

import json
import time
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page, expect

from bot.staff.login import line_for
from index.library.add import Review, add
from index.storage.judgements import Judgements
from tests.browser.conftest import DESKTOP, PHONE, Opened
from tests.browser.test_chat import SCHEMES, show_in, violations
from tests.browser.test_staff import DEEP, PASSWORD, Clinic, clinic_in, finished, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.model]

ROE = {"author": "Bo Roe, MD", "author_specialty": "Dermatologist", "author_place": "Boston"}
SOFT = "Massage the lips gently for a week."
HARD = "Massage the lips gently for two weeks."


@pytest.fixture
def clinic(real_folder: Path, tmp_path: Path, outliving: ExitStack) -> Clinic:
    anna = line_for("anna", PASSWORD)
    return outliving.enter_context(clinic_in(tmp_path / "library", real_folder, anna))


def put(clinic: Clinic, page_id: str, words: str, by: Mapping[str, str] = ROE) -> None:
    """Add a page, as staff do."""
    file = clinic.folder.parent / "lips.jsonl"
    record = {"id": f"{page_id}#1", "question_id": page_id, "answer_text": words, **by}
    file.write_text(json.dumps(record) + "\n", encoding="utf-8")
    encoder = clinic.desk.service.encoder
    add(clinic.folder, {file: [page_id]}, encoder, review=Review.of(clinic.library), by="anna")
    made = clinic.library.manifest.generation
    while clinic.desk.service.library.manifest.generation != made:  # opened in another thread
        time.sleep(0.05)


def with_roe_removed(clinic: Clinic, page: Page) -> Page:
    """The desk after all by Bo Roe was removed there."""
    put(clinic, "lips", SOFT)
    sign_in(page, clinic)
    page.goto(f"{clinic.address}/staff?name=Bo+Roe")
    page.locator("summary", has_text="Read the answer").click()
    page.get_by_role("button", name="Remove everything by Bo Roe").click()
    page.get_by_role("button", name="Remove permanently").click()
    finished(page)
    return page


def fits(page: Page) -> None:
    """Nothing sticks out of a phone or a desktop, and axe finds nothing, in light and dark."""
    for size in (PHONE, DESKTOP):
        for scheme in SCHEMES:
            show_in(page, size, scheme, at_the_end=False)
            assert violations(page) == [], (size, scheme)
            width = page.evaluate("document.documentElement.scrollWidth")
            assert width <= size[0], (size, scheme)


def verdicts(clinic: Clinic) -> list[str]:
    return [one.verdict for one in Judgements.read(clinic.folder).on(DEEP).values()]


def test_an_answer_is_judged_by_a_press_and_the_verdict_taken_back(
    clinic: Clinic, opened: Opened
) -> None:
    page = opened()
    sign_in(page, clinic)
    page.get_by_role("navigation").get_by_role("link", name="Judging").click()
    fits(page)
    page.get_by_label("A patient’s question").fill(DEEP)
    page.keyboard.press("Enter")
    first = page.locator("article.judged").first
    answer_id = first.get_attribute("data-answer") or ""
    found = clinic.library.answer(answer_id)
    assert first.locator("blockquote").text_content() == found.page.quote(found.answer.body)
    first.get_by_role("button", name="Answers this question").click()
    expect(page.locator("article.judged").first).to_have_attribute("data-verdict", "yes")
    assert verdicts(clinic) == ["yes"]
    assert DEEP not in page.url
    fits(page)
    page.locator("article.judged").first.get_by_role("button", name="Does not answer it").click()
    assert verdicts(clinic) == ["no"]
    page.locator("article.judged").first.get_by_role("button", name="Take the verdict").click()
    page.wait_for_load_state()  # or the program ends before all of the page has come
    assert verdicts(clinic) == []


def test_a_saved_search_tells_what_changed_and_its_feed_is_read_until_it_is_revoked(
    clinic: Clinic, opened: Opened
) -> None:
    put(clinic, "lips", SOFT)
    page = opened()
    sign_in(page, clinic)
    page.goto(f"{clinic.address}/staff?topic=massage")
    page.get_by_label("Save this search as").fill("Massage")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", name="Massage", level=1)).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("Nothing yet.")
    put(clinic, "lips", HARD)
    page.reload()
    expect(page.get_by_role("main")).to_contain_text("1 answer changed")
    assert page.locator("ins").all_text_contents() == ["two", "weeks"]
    before, now = page.locator(".version blockquote").all_text_contents()
    assert (before, now) == (SOFT, HARD)
    fits(page)
    page.get_by_role("button", name="Make a private address").click()
    address = page.locator("code.address").first.text_content() or ""
    fits(page)
    with urlopen(address) as feed:
        assert HARD in feed.read().decode()
    page.get_by_role("navigation").get_by_role("link", name="Saved searches").click()
    fits(page)
    page.get_by_role("link", name="Massage").click()
    page.get_by_role("button", name="Revoke the private address").click()
    expect(page.get_by_role("button", name="Make a private address")).to_be_visible()
    with pytest.raises(HTTPError, match="404"):
        urlopen(address)


def test_the_last_change_is_seen_answer_by_answer_and_taken_back(
    clinic: Clinic, opened: Opened
) -> None:
    put(clinic, "lips", SOFT)
    put(clinic, "lips", HARD)
    page = opened()
    sign_in(page, clinic)
    page.get_by_role("navigation").get_by_role("link", name="Changes").click()
    fits(page)
    page.get_by_role("button", name="Take the last change back").click()
    assert page.locator(".version blockquote").all_text_contents() == [HARD, SOFT]
    fits(page)
    page.get_by_role("button", name="Take the last change back").click()
    finished(page)
    found = clinic.library.answer("lips#1")
    assert found.page.quote(found.answer.body) == SOFT


def test_who_was_removed_is_let_in_again_only_after_a_confirmation(
    clinic: Clinic, opened: Opened
) -> None:
    page = with_roe_removed(clinic, opened())
    page.get_by_role("navigation").get_by_role("link", name="Changes").click()
    expect(page.get_by_role("main")).to_contain_text("cannot be taken back")
    page.get_by_label("A doctor’s name").fill("Bo Roe")
    page.get_by_role("button", name="Look up").click()
    fits(page)
    page.get_by_role("button", name="Let in again").first.click()
    expect(page.get_by_role("main")).to_contain_text("everything by this doctor")
    fits(page)
    page.get_by_role("button", name="Let this doctor in again").click()
    finished(page)
    put(clinic, "lips", SOFT)
    assert clinic.library.answer("lips#1").answer.doctor.name == "Bo Roe"


def test_who_is_left_out_in_doubt_is_let_in_by_a_person(clinic: Clinic, opened: Opened) -> None:
    page = with_roe_removed(clinic, opened())
    put(clinic, "chin", HARD, {"author": "Bo Roe"})
    page.get_by_role("navigation").get_by_role("link", name="To be checked").click()
    page.get_by_role("link", name="left out in doubt").click()
    expect(page.get_by_role("main")).to_contain_text("Bo Roe")
    expect(page.get_by_role("main")).not_to_contain_text(HARD)
    fits(page)
    page.get_by_role("button", name="This is another doctor").click()
    fits(page)
    page.get_by_role("button", name="Let in: this is another doctor").click()
    finished(page)
    assert clinic.library.answer("chin#1").answer.doctor.name == "Bo Roe"
