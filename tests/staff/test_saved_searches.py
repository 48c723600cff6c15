"""Saved searches at the desk: what came, changed and went between two generations, who is new, and
the feed at a private address."""

import csv
import io
import json
import stat
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from bot.staff.feed import ATOM, NAMELESS, NOT_XML, feed_title
from bot.staff.followed import MOST_SEARCHES, keep_in_step, save_search, searches_in_step
from bot.staff.followed_view import asked_words
from index.identity import doctor_key
from index.library.add import Review, add
from index.library.lock import changing
from index.library.open import Library
from index.library.remove import REMOVED, remove
from index.model import Doctor
from index.storage.current import current_generation
from index.storage.saved_searches import (
    MOST_CHANGES,
    NAME,
    SavedSearch,
    SearchChange,
    SeenAnswer,
    read_searches,
    write_searches,
)
from index.storage.tombstones import Tombstones
from tests.show.test_card import HOSTILE, elements
from tests.staff.forms import forms_in
from tests.staff.test_desk import Clinic, alert, answer_of, ended, lines_of, text_of
from tests.words_encoder import WordsEncoder

ROE = {"author": "Bo Roe, MD", "author_specialty": "Dentist", "author_place": "Boston"}
ENDINGS = ("atom", "csv", "xml")
LEE = {"author": "Ann Lee, MD", "author_specialty": "Dentist", "author_place": "Denver"}


@pytest.fixture
def clinic(library_copy: Path) -> Iterator[Clinic]:
    clinic = Clinic(library_copy)
    with clinic.client:
        yield clinic


def record(page_id: str, words: str, **more: Any) -> dict[str, Any]:
    return answer_of(page_id, words, **more)


def put(clinic: Clinic, *records: dict[str, Any], name: str = "a.jsonl") -> None:
    """Bring the library's pages of one file up to date with some records."""
    clinic.add((name, lines_of(*records)))


def save(clinic: Clinic, name: str = "Pebbles", query: str = "topic=pebbles") -> SavedSearch:
    got = clinic.post("/searches/save", name=name, query=query)
    assert got.status_code == 303, alert(got)
    return read_searches(clinic.folder)[-1]


def looked_at(clinic: Clinic) -> SavedSearch:
    (one,) = searches_in_step(clinic.service)
    return one


def shown(clinic: Clinic, number: int = 1, **asked: str) -> str:
    return " ".join(text_of(clinic.get(f"/searches/{number}", **asked)).split())


def address_of_feed(clinic: Clinic) -> str:
    """Make a private address, as the desk shows it: without its ending."""
    got = clinic.post("/searches/key", number="1")
    (code, _) = [one.text for one in elements(got.text) if one.tag == "code"]
    return code.removesuffix(".atom")


def stranger(clinic: Clinic) -> TestClient:
    return clinic.browser()


def fetch(clinic: Clinic, address: str) -> Response:
    return stranger(clinic).get(address)


def entries(got: Response) -> list[tuple[str, str]]:
    """The titles and contents of a feed's entries."""
    root = ElementTree.fromstring(got.content)
    return [
        (one.findtext(f"{{{ATOM}}}title") or "", one.findtext(f"{{{ATOM}}}content") or "")
        for one in root.iter(f"{{{ATOM}}}entry")
    ]


# What came, changed and went.


def test_a_list_of_doctors_is_saved_with_what_it_finds(clinic: Clinic) -> None:
    put(clinic, record("q", "Pebbles melt within a week.", **ROE))
    (form,) = forms_in(clinic.get(topic="pebbles").text, "/searches/save")
    assert form.fields["query"] == "topic=pebbles"
    sent = clinic.client.post(form.action, data={**form.fields, "name": " My  pebbles "})
    assert sent.headers["location"] == "/staff/searches/1"
    found = looked_at(clinic)
    assert (found.name, found.by, found.query) == ("My pebbles", "this machine", "topic=pebbles")
    assert list(found.seen) == ["q#1"]
    assert found.seen["q#1"].seal == clinic.service.library.seals(["q#1"])["q#1"]
    assert found.generation == clinic.service.library.manifest.generation
    assert stat.S_IMODE((clinic.folder / NAME).stat().st_mode) == 0o600
    text = (clinic.folder / NAME).read_text("utf-8")
    assert "Roe" not in text
    assert "melt" not in text


def test_of_an_address_only_what_asks_for_a_list_is_kept(clinic: Clinic) -> None:
    one = save(clinic, query="x=1&place=boston&in_stars=5&topic=+pebbles+&since=never&form=key")
    assert one.query == "topic=pebbles&place=boston&in_stars=5"


def test_a_list_of_a_topic_of_the_library_is_not_saved_as_a_wider_one(clinic: Clinic) -> None:
    got = clinic.post("/searches/save", name="n", query="topic=massage&group=000_935efed495dcb89e")
    assert "narrowed to a topic of the library" in alert(got)
    assert not (clinic.folder / NAME).exists()


def test_each_answer_that_came_changed_or_went_is_told(clinic: Clinic) -> None:
    put(
        clinic,
        record("kept", "Pebbles stay for ever.", **ROE),
        record("changed", "Pebbles melt within a week.", **ROE),
        record("gone", "Pebbles are hard to see.", **ROE),
    )
    save(clinic)
    assert "Nothing yet." in shown(clinic)
    put(
        clinic,
        record("kept", "Pebbles stay for ever.", **ROE),
        record("changed", "Pebbles melt within a month.", **ROE),
        record("came", "Pebbles roll.", **LEE),
        record("gone", "This is about veneers.", **ROE),
    )
    one = looked_at(clinic)
    (change,) = one.changes
    assert (change.came, tuple(change.changed), tuple(change.went)) == (
        ("came#1",), ("changed#1",), ("gone#1",)
    )  # fmt: skip
    assert (change.before, change.after) == (one.generation - 1, one.generation)
    got = shown(clinic)
    assert "1 answer came, 1 answer changed, 1 answer went" in got
    assert "Came Ann Lee, MD Pebbles roll." in got
    assert "Before Pebbles melt within a week. Now Pebbles melt within a month." in got
    assert "Pebbles stay for ever." not in got


def test_what_went_from_the_search_and_stays_in_the_library_is_told_apart(clinic: Clinic) -> None:
    put(clinic, record("q", "Pebbles melt.", **ROE))
    save(clinic)
    put(clinic, record("q", "This is about veneers.", **ROE))
    got = shown(clinic)
    assert "q#1 is in the library, and is not found by this search any more." in got


def test_the_words_before_are_shown_only_while_a_generation_has_just_these(clinic: Clinic) -> None:
    put(clinic, record("q", "Pebbles melt within a week.", **ROE))
    save(clinic)
    put(clinic, record("q", "Pebbles melt within a month.", **ROE))
    assert "within a week" in shown(clinic)
    put(clinic, record("other", "This is about veneers.", **LEE), name="b.jsonl")
    got = shown(clinic)
    assert "how it was before is no longer kept" in got
    assert "within a week" not in got
    assert "within a month" in got


def test_a_generation_in_which_nothing_differs_is_no_change(clinic: Clinic) -> None:
    put(clinic, record("q", "Pebbles melt.", **ROE))
    save(clinic)
    put(clinic, record("other", "This is about veneers.", **LEE), name="b.jsonl")
    one = looked_at(clinic)
    assert one.changes == ()
    assert one.generation == clinic.service.library.manifest.generation


def test_filters_are_part_of_a_search(clinic: Clinic) -> None:
    put(clinic, record("q", "Pebbles melt.", **ROE))
    save(clinic, query="topic=pebbles&place=denver")
    put(clinic, record("r", "Pebbles roll.", **LEE), record("s", "Pebbles fall.", **ROE),
        name="b.jsonl")  # fmt: skip
    assert looked_at(clinic).changes[0].came == ("r#1",)
    assert "“pebbles” · Place contains “denver”" in shown(clinic)


def test_what_a_search_asks_for_is_told_in_words() -> None:
    assert asked_words("") == "everything"
    told = asked_words(
        "topic=a+b&in_specialty=Dentist&in_specialty=&in_doctor=x&in_stars=below+3&in_stars=5"
        "&in_addressed=said&since=2020-01-02&until=2021-01-02"
    )
    assert told == (
        "“a b” · Say it · Specialty: not on the page, Dentist · Doctor: 1 chosen · "
        "Rating of the doctor: 5, below 3 · from 2020-01-02 · to 2021-01-02"
    )


# Who is new.


def test_who_is_new_is_told_by_the_doctor_and_not_by_the_answer(clinic: Clinic) -> None:
    put(clinic, record("q", "Pebbles melt.", **ROE))
    one = save(clinic)
    put(clinic, record("r", "Pebbles roll.", **ROE), record("s", "Pebbles fall.", **LEE),
        record("t", "Pebbles lie.", **LEE), name="b.jsonl")  # fmt: skip
    got = shown(clinic, since=one.made[:10])
    assert "1 doctor since" in got
    new = got[got.index("1 doctor since") : got.index("This search")]
    assert "Ann Lee" in new
    assert "Bo Roe" not in new
    assert "No named doctor who is new" in shown(clinic, since="2999-01-01")


SEEN = SeenAnswer("seal", "key", "name")


@pytest.mark.parametrize(
    ("other", "may_be"),
    [
        (SeenAnswer("x", "key", "name"), True),
        (SeenAnswer("x", "other", "name"), False),
        (SeenAnswer("x", "-", "name"), True),
        (SeenAnswer("x", "-", "another"), False),
        (SeenAnswer("x", "-", "-"), False),
    ],
)
def test_a_doctor_without_a_key_may_be_whoever_has_the_name(
    other: SeenAnswer, may_be: bool
) -> None:
    assert SEEN.may_be_same_doctor(other) is may_be
    assert other.may_be_same_doctor(SEEN) is may_be


def test_of_a_doctor_only_hashes_are_kept() -> None:
    doctor = Doctor(name="Bo Roe", specialty="Dentist", named_by="byline")
    assert doctor_key(doctor) is not None
    made = SeenAnswer.of("seal", doctor)
    assert {len(made.key), len(made.name)} == {32}
    assert SeenAnswer.of("seal", Doctor()) == SeenAnswer("seal", "-", "-")


def change_on(day: str, **what: Any) -> SearchChange:
    return SearchChange(f"{day}T10:00:00+00:00", 1, 2, **what)


def test_what_was_found_before_a_day_is_worked_out_backwards() -> None:
    one = SavedSearch(
        1, "n", "", "by", "2026-01-01", 3,
        {"a": SEEN, "c": SEEN},
        (change_on("2026-01-02", came=("b", "c")), change_on("2026-01-05", went={"b": SEEN})),
    )  # fmt: skip
    assert set(one.seen_before("2026-01-06")) == {"a", "c"}
    assert set(one.seen_before("2026-01-05")) == {"a", "b", "c"}
    assert set(one.seen_before("2026-01-02")) == {"a"}
    assert one.came_since("2026-01-02") == ["c"]


def test_an_answer_that_is_shown_in_the_place_of_its_copy_neither_came_nor_went() -> None:
    one = SavedSearch(1, "n", "", "by", "2026-01-01", 3, {"a": SEEN})
    assert one.looked_at({"b": SEEN}, 4, "2026-01-02", {"a": "b"}).changes == ()


def test_so_many_changes_are_kept_and_no_more() -> None:
    one = SavedSearch(1, "n", "", "by", "2026-01-01", 0)
    for number in range(MOST_CHANGES + 3):
        one = one.looked_at({str(number): SEEN}, number + 1, "2026-01-02", {})
    assert len(one.changes) == MOST_CHANGES
    assert one.changes[-1].came == (str(MOST_CHANGES + 2),)
    assert SavedSearch.read(one.line) == one


# What is removed for good.


def test_of_what_was_removed_for_good_only_the_number_stays(clinic: Clinic) -> None:
    put(clinic, record("q", "Pebbles melt.", **ROE), record("r", "Pebbles roll.", **LEE))
    save(clinic)
    put(clinic, record("s", "Pebbles fall.", **ROE), name="b.jsonl")
    assert looked_at(clinic).changes[0].came == ("s#1",)
    address = address_of_feed(clinic)
    remove(clinic.folder, WordsEncoder(), doctors=["Bo Roe"])
    kept = (clinic.folder / NAME).read_text("utf-8")
    assert "q#1" not in kept
    assert "s#1" not in kept
    got = shown(clinic)
    assert "2 answers of which nothing more is kept." in got
    feed, table = fetch(clinic, f"{address}.atom"), fetch(clinic, f"{address}.csv")
    for told in (got, feed.text, table.text, clinic.get("/searches/1/changes.csv").text):
        for gone in ("Roe", "melt", "fall", "q#1", "s#1"):
            assert gone not in told
    assert [title for title, _ in entries(feed)][:1] == ["2 answers went"]


def test_while_a_removal_is_unfinished_its_words_are_in_no_feed(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(clinic, record("q", "Pebbles melt.", **ROE))
    save(clinic)
    put(clinic, record("s", "Pebbles fall.", **LEE), name="b.jsonl")
    address = address_of_feed(clinic)
    assert "fall" in fetch(clinic, f"{address}.atom").text

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("index.library.remove.build_locked", killed)
    with pytest.raises(KeyboardInterrupt):
        remove(clinic.folder, WordsEncoder(), doctors=["Ann Lee"])
    for ending in ("atom", "csv"):
        got = fetch(clinic, f"{address}.{ending}")
        assert got.status_code == 200
        assert "fall" not in got.text
        assert "Lee" not in got.text
    assert "fall" not in shown(clinic)


def test_a_search_named_after_somebody_who_was_removed_has_a_feed_without_the_name(
    clinic: Clinic,
) -> None:
    put(clinic, record("q", "Pebbles melt.", **ROE))
    save(clinic, name="“Bo Roe”: pebbles")
    address = address_of_feed(clinic)
    assert "Bo Roe" in fetch(clinic, f"{address}.atom").text
    report = remove(clinic.folder, WordsEncoder(), doctors=["Bo Roe"])
    assert any(NAME in one and REMOVED in one for one in report.remaining)
    got = fetch(clinic, f"{address}.atom").text
    assert "Roe" not in got
    assert f"<title>{NAMELESS}</title>" in got


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("All of “Bo Roe’s” pebbles", NAMELESS),
        ("bo roe", NAMELESS),
        ("Pebbles (Bo Roe, MD)", NAMELESS),
        ("Bo and Roe", "Bo and Roe"),
        ("Pebbles", "Pebbles"),
    ],
)
def test_a_title_is_looked_up_among_the_names_that_were_removed(name: str, shown: str) -> None:
    listed = Tombstones().adding(people=[Doctor(name="Bo Roe", specialty="Dentist")])
    assert feed_title(SavedSearch(1, name, "", "by", "2026-01-01", 1), listed) == shown


# The feed.


def test_a_feed_is_read_without_signing_in_and_shows_words_with_who_said_them(
    clinic: Clinic,
) -> None:
    put(clinic, record("q", "Pebbles melt.", **ROE))
    save(clinic)
    put(clinic, record("r", "Pebbles <b>roll</b> & fall.\rSo.", **LEE), name="b.jsonl")
    address = address_of_feed(clinic)
    got = fetch(clinic, f"{address}.atom")
    assert got.status_code == 200
    assert got.headers["content-type"] == "application/atom+xml; charset=utf-8"
    assert "noindex" in got.headers["x-robots-tag"]
    assert "no-store" in got.headers["cache-control"]
    assert got.headers["referrer-policy"] == "no-referrer"
    ((title, content),) = entries(got)
    assert title == "1 answer came"
    (quote,) = [one.text for one in elements(content) if one.tag == "blockquote"]
    assert quote == "Pebbles <b>roll</b> & fall.\rSo."
    (link,) = [one for one in elements(content) if one.tag == "a"]
    assert (link.text, link.attributes["href"]) == (
        "Ann Lee, MD",
        "http://127.0.0.1/page/r/1#marked",
    )
    assert address.rpartition("/")[2] not in got.text
    root = ElementTree.fromstring(got.content)
    assert root.findtext(f"{{{ATOM}}}title") == "Pebbles"
    for name in ("id", "updated"):
        assert root.findtext(f"{{{ATOM}}}{name}")


def test_the_csv_has_a_mark_and_takes_no_cell_for_a_formula(clinic: Clinic) -> None:
    put(clinic, record("q", "Pebbles melt.", **ROE))
    save(clinic)
    put(clinic, record("q", "This is about veneers.", **ROE),
        record("r", "=Pebbles roll.", **LEE))  # fmt: skip
    got = fetch(clinic, f"{address_of_feed(clinic)}.csv")
    assert got.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(got.content.decode("utf-8-sig"))))
    assert [(one["change"], one["id"], one["name"]) for one in rows] == [
        ("came", "r#1", "Ann Lee"), ("went", "q#1", "")
    ]  # fmt: skip
    assert rows[0]["quote"].lstrip("'") == "=Pebbles roll."
    assert not rows[0]["quote"].startswith("=")
    assert clinic.get("/searches/1/changes.csv").content == got.content


def test_words_that_xml_cannot_carry_are_left_out_of_the_feed_and_said(clinic: Clinic) -> None:
    put(clinic, record("q", "Pebbles melt.", **ROE))
    save(clinic)
    put(clinic, record("r", "Pebbles roll \ufffe.", **LEE), name="b.jsonl")
    found = clinic.service.library.answer("r#1")
    assert NOT_XML.search(found.page.quote(found.answer.body))
    got = fetch(clinic, f"{address_of_feed(clinic)}.atom")
    ((_, content),) = entries(got)
    assert "that a feed cannot carry" in content
    assert "roll" not in content


def test_the_address_is_kept_as_a_hash_and_never_shown_again(clinic: Clinic) -> None:
    save(clinic)
    key = address_of_feed(clinic).rpartition("/")[2]
    assert len(key) == 43
    for file in clinic.folder.rglob("*"):
        if file.is_file():
            assert key.encode() not in file.read_bytes()
    assert key not in clinic.get("/searches/1").text
    assert key not in clinic.get("/searches").text
    assert [(one["did"], one["search"]) for one in clinic.audit[-2:]] == [
        ("saved a search", 1), ("made a private address", 1)
    ]  # fmt: skip


def test_a_revoked_replaced_or_guessed_address_opens_nothing(clinic: Clinic) -> None:
    save(clinic)
    first = address_of_feed(clinic)
    second = address_of_feed(clinic)
    assert fetch(clinic, f"{first}.atom").status_code == 404
    assert fetch(clinic, f"{second}.atom").status_code == 200
    clinic.post("/searches/revoke", number="1")
    guessed = f"{second[:-1]}{'a' if second[-1] != 'a' else 'b'}"
    tried = [f"{one}.{ending}" for one in (first, second, guessed) for ending in ENDINGS]
    refused = [fetch(clinic, one) for one in tried]
    assert {(one.status_code, one.text) for one in refused} == {(404, "There is no such page.")}
    kept = address_of_feed(clinic)
    clinic.post("/searches/delete", number="1")
    assert fetch(clinic, f"{kept}.atom").status_code == 404
    assert not (clinic.folder / NAME).exists()


def test_a_feed_is_brought_up_to_date_when_it_is_read(clinic: Clinic) -> None:
    put(clinic, record("q", "Pebbles melt.", **ROE))
    save(clinic)
    address = address_of_feed(clinic)
    assert entries(fetch(clinic, f"{address}.atom")) == []
    put(clinic, record("r", "Pebbles roll.", **LEE), name="b.jsonl")
    assert [title for title, _ in entries(fetch(clinic, f"{address}.atom"))] == ["1 answer came"]


class Waited:
    """A lock that tells when somebody waits for it."""

    def __init__(self) -> None:
        self.waits = threading.Event()
        self._lock = threading.Lock()

    def acquire(self, *, blocking: bool) -> bool:
        if blocking:
            self.waits.set()
        return self._lock.acquire(blocking=blocking)

    def release(self) -> None:
        self._lock.release()


def test_a_feed_that_is_read_while_a_generation_is_opened_has_what_came_with_it(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(clinic, record("q", "Pebbles melt.", **ROE))
    save(clinic)
    address = address_of_feed(clinic)
    library = clinic.service.library
    replacing, opening = Waited(), threading.Event()

    def slowly(folder: Path) -> Library:
        opening.set()
        assert replacing.waits.wait(60)
        return Library.open(folder)

    monkeypatch.setattr(clinic.service, "_replacing", replacing)
    monkeypatch.setattr(clinic.service, "_opened", slowly)
    file = clinic.folder.parent / "b.jsonl"
    file.write_bytes(lines_of(record("r", "Pebbles roll.", **LEE)))
    add(clinic.folder, {file: ["r"]}, WordsEncoder(), review=Review.of(library), by="another")
    keeper = threading.Thread(target=clinic.service.keep_up)
    keeper.start()
    assert opening.wait(60)
    try:
        found = entries(fetch(clinic, f"{address}.atom"))
    finally:
        replacing.waits.set()
        keeper.join()
    assert [title for title, _ in found] == ["1 answer came"]


def test_a_change_at_the_desk_is_over_when_what_came_of_it_is_served(clinic: Clinic) -> None:
    upload = clinic.upload(("a.jsonl", lines_of(record("q", "Pebbles melt.", **ROE))))
    clinic.post("/pages/add", upload=upload.rpartition("/")[2])
    ended(clinic.desk)
    served = clinic.service._served.library.generation
    assert served == current_generation(clinic.folder)


# What goes wrong.


@pytest.mark.parametrize("name", ["", " ", "x" * 101, "a\x00b"])
def test_an_odd_name_saves_nothing(name: str, clinic: Clinic) -> None:
    clinic.post("/searches/save", name=name, query="topic=pebbles")
    assert not (clinic.folder / NAME).exists()


def test_too_many_searches_or_answers_are_refused(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.staff.followed.MOST_SEEN", 3)
    got = clinic.post("/searches/save", name="All", query="")
    assert "narrow it first" in alert(got)
    monkeypatch.undo()
    one = save(clinic)
    with changing(clinic.folder):
        write_searches(clinic.folder, [replace(one, number=n) for n in range(MOST_SEARCHES)])
    assert "delete one first" in alert(clinic.post("/searches/save", name="More", query=""))


def test_while_somebody_changes_the_library_the_searches_are_as_they_were(clinic: Clinic) -> None:
    put(clinic, record("q", "Pebbles melt.", **ROE))
    before = save(clinic)
    put(clinic, record("r", "Pebbles roll.", **LEE), name="b.jsonl")
    with changing(clinic.folder):
        assert searches_in_step(clinic.service) == [before]
    keep_in_step(clinic.service)
    assert read_searches(clinic.folder)[0].changes[0].came == ("r#1",)


def test_a_search_that_was_deleted_while_it_was_compared_stays_deleted(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(clinic, record("q", "Pebbles melt.", **ROE))
    save(clinic)
    put(clinic, record("r", "Pebbles roll.", **LEE), name="b.jsonl")
    looks = SavedSearch.looked_at

    def deleted_meanwhile(one: SavedSearch, *args: Any) -> SavedSearch:
        with changing(clinic.folder):
            write_searches(clinic.folder, [])
        return looks(one, *args)

    monkeypatch.setattr(SavedSearch, "looked_at", deleted_meanwhile)
    assert searches_in_step(clinic.service) == []
    assert read_searches(clinic.folder) == []


@pytest.mark.parametrize("line", ["{", "[]", "7", json.dumps({"number": 1})])
def test_a_line_that_is_none_is_named_and_the_feed_says_no_more_than_that(
    line: str, clinic: Clinic
) -> None:
    (clinic.folder / NAME).write_text(f"{line}\n", "utf-8")
    assert "line 1" in alert(clinic.get("/searches"))
    got = fetch(clinic, f"/feeds/{'a' * 43}.atom")
    assert (got.status_code, NAME in got.text) == (503, False)


@pytest.mark.parametrize("name", [*HOSTILE.values()][:20])
def test_any_name_is_drawn_as_text(name: str, clinic: Clinic) -> None:
    try:
        made = save_search(clinic.service, name, "topic=pebbles", "by")
    except ValueError:
        return
    for got in (clinic.get("/searches"), clinic.get(f"/searches/{made.number}")):
        assert got.status_code == 200
        scripts = [one for one in elements(got.text) if one.tag in ("script", "img")]
        assert [one.attributes.get("src") for one in scripts] == ["/staff/keys.js"]
    address = address_of_feed(clinic)
    ElementTree.fromstring(fetch(clinic, f"{address}.atom").content)
