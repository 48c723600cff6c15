"""The pages that can be read in two ways, at the desk: a person sees the result before it is kept,
and keeps it beside the page."""

import os
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote, urlencode
from zipfile import ZipFile

import pytest
from httpx2 import Response

from bot.staff.checking import Choice, Form, Row, form_in, form_of
from bot.staff.checking_view import MOST_BYLINES, MOST_ROWS
from bot.staff.routes import checking
from index.library.build import build
from index.model import Doctor, Page, Role
from index.pages.decided import decided_page, decision_of, read_saved_page
from index.pages.decisions import decision_beside, decision_file, decision_in, read_decision
from index.pages.redact import has_same_content
from index.storage.uploads import Uploads
from tests.conftest import SEEDS
from tests.pages.test_decisions import JOHN, ROE, TWO_NAMES, digest_of, parsed, read_by
from tests.pages.test_text_unseen import FILLER, SIGNED, VENEERS, page_of
from tests.show.test_card import elements
from tests.staff.test_desk import ANN, Clinic, alert, text_of
from tests.words_encoder import WordsEncoder

NOW = datetime(2026, 11, 27, tzinfo=UTC)
AS_JOHN = {
    "line-18-18": "site",
    "line-19-19": "byline-above",
    "line-20-20": "byline-above",
}


class Desk(Clinic):
    """A desk before a library of one page in doubt, and one that is plain."""

    def __init__(self, root: Path, staff: str = "") -> None:
        self.pages = root / "pages"
        self.pages.mkdir()
        self.file = self.pages / "moves.txt"
        self.file.write_bytes(TWO_NAMES.encode())
        plain = page_of(VENEERS, FILLER, SIGNED, votes=True)
        (self.pages / "plain.txt").write_bytes(plain.encode())
        build(root / "library", [self.pages], WordsEncoder())
        super().__init__(root / "library", staff)

    def page(self, page_id: str = "moves") -> Page:
        return self.service.library.page(page_id)

    def sent(self, got: Response, **changed: str) -> Response:
        """Send the form of a page as it is, with some fields changed."""
        assert got.status_code == 200, got.text
        return self.client.post("/staff/checking/page", data={**fields_in(got.text), **changed})

    def decide(self, choices: Mapping[str, str] = AS_JOHN, by: str = "Anna") -> Response:
        """See the result of some choices, and keep it."""
        shown = self.sent(self.get("/checking/page", page="moves"), do="show", by=by, **choices)
        return self.sent(shown, do="keep")


def fields_in(markup: str) -> dict[str, str]:
    """What a browser would send of the form of a page's lines."""
    found: dict[str, str] = {}
    name = ""
    for one in elements(markup):
        if one.tag == "select":
            name = one.attributes["name"] or ""
        elif one.tag == "option" and "selected" in one.attributes:
            found[name] = one.attributes["value"] or ""
        elif one.tag == "input" and one.attributes.get("name"):
            found[one.attributes["name"] or ""] = one.attributes.get("value") or ""
    return found


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    with desk.client:
        yield desk


# What a form says.


@pytest.mark.parametrize("file", sorted(SEEDS.glob("*.txt")), ids=lambda file: file.stem)
def test_the_prefilled_form_reads_a_page_as_it_is_read(file: Path) -> None:
    page = read_saved_page(file, "a", "a.txt")
    decision = form_of(page, NOW).decision(page.digest, "Anna", NOW)
    found = decided_page(page.text, decision, page_id="a", source="a.txt", digest=page.digest)
    assert has_same_content(found, page)
    assert (found.title, found.question, found.notice) == (page.title, page.question, page.notice)


def test_the_prefilled_form_of_a_decided_page_decides_the_same() -> None:
    page = read_by(TWO_NAMES, JOHN)
    decision = form_of(page, NOW).decision(page.digest, "Anna", NOW)
    assert decision == decision_of(page, "Anna", NOW)


def test_lines_in_doubt_have_a_row_each() -> None:
    form = form_of(parsed(TWO_NAMES), NOW)
    assert [(row.first, row.last) for row in form.rows][-4:] == [
        (16, 16),
        (18, 18),
        (19, 19),
        (20, 20),
    ]


def test_whose_lines_are_follows_from_their_order() -> None:
    rows = (
        Row(1, 1, Choice.TITLE),
        Row(3, 3, Choice.BYLINE_BELOW),
        Row(4, 5, Choice.NEW_WORDS),
        Row(6, 6, Choice.WORDS),
        Row(7, 7, Choice.HEADLINE),
        Row(8, 8, Choice.VOTES),
        Row(9, 9, Choice.NEW_WORDS),
        Row(10, 10, Choice.BYLINE_ABOVE),
        Row(11, 11, Choice.NEW_WORDS),
        Row(12, 12, Choice.BYLINE),
    )
    decision = Form(rows).decision("d", "Anna", NOW)
    assert [(run.first, run.last, run.role, run.answer) for run in decision.runs] == [
        (1, 1, Role.TITLE, None),
        (3, 3, Role.BYLINE, 1),
        (4, 6, Role.BODY, 1),
        (7, 7, Role.HEADLINE, 2),
        (8, 8, Role.VOTES, None),
        (9, 9, Role.BODY, 2),
        (10, 10, Role.BYLINE, 2),
        (11, 11, Role.BODY, 3),
        (12, 12, Role.BYLINE, None),
    ]
    assert decision.unnamed == {3}


def test_an_answer_may_be_given_the_byline_of_another() -> None:
    page = parsed(TWO_NAMES)
    form = form_of(page, NOW)
    first, second = read_by(
        TWO_NAMES, Form(form.rows, {16: "line-11"}).decision(page.digest, "Anna", NOW)
    ).answers
    assert first.doctor == second.doctor
    assert first.byline == second.byline


@pytest.mark.parametrize("who", ["unnamed", "line-19"])
def test_a_byline_is_taken_from_an_answer_that_is_not_its_doctors(who: str) -> None:
    page = parsed(TWO_NAMES)
    rows = [Row(18, 18, Choice.SITE) if row.first == 18 else row for row in form_of(page, NOW).rows]
    form = Form(tuple(rows), {9: who})
    decision = form.decision(page.digest, "Anna", NOW)
    first = read_by(TWO_NAMES, decision).answers[0]
    assert first.doctor == (Doctor() if who == "unnamed" else ROE)


def test_a_row_is_split_into_its_lines() -> None:
    form = Form((Row(1, 1, Choice.TITLE), Row(3, 7, Choice.NEW_WORDS)))
    assert form.split([1, 3, 5, 7], 3).rows == (
        Row(1, 1, Choice.TITLE),
        Row(3, 3, Choice.NEW_WORDS),
        Row(5, 5, Choice.WORDS),
        Row(7, 7, Choice.WORDS),
    )


# At the desk.


def test_the_list_tells_which_pages_are_to_be_checked_and_why(desk: Desk) -> None:
    got = desk.get("/checking")
    text = text_of(got)
    assert "1 page can be read in two ways" in text
    assert "Answer 2 (line 16) names nobody, as two names stand in one byline" in text
    assert "plain" not in text
    (badge,) = [one.text for one in elements(got.text) if one.attributes.get("class") == "badge"]
    assert badge == "1"


def test_a_page_shows_every_line_with_its_role_and_evidence(desk: Desk) -> None:
    got = desk.get("/checking/page", page="moves")
    lines = {
        one.attributes["data-line"]: one.text
        for one in elements(got.text)
        if "data-line" in one.attributes
    }
    assert lines == {str(n): line for n, line in enumerate(TWO_NAMES.split("\n"), start=1) if line}
    assert "two names stand in one byline, Mary Lane and John Roe" in text_of(got)


def test_the_result_is_shown_before_anything_is_kept(desk: Desk) -> None:
    got = desk.sent(desk.get("/checking/page", page="moves"), do="show", by="Anna", **AS_JOHN)
    text = " ".join(text_of(got).split())
    assert "John Roe, MD Dermatologist · Tampa" in text
    assert "now: Doctor not named on the page" in text
    assert "Keep this decision" in text
    assert not decision_file(desk.file).exists()
    assert desk.desk.change.state is None


def test_nothing_is_kept_that_was_not_shown(desk: Desk) -> None:
    first = desk.get("/checking/page", page="moves")
    assert "Keep this decision" not in text_of(first)
    unseen = desk.sent(first, do="keep", by="Anna", **AS_JOHN)
    shown = desk.sent(unseen, do="keep", **{"line-18-18": "nobodys"})
    assert (unseen.status_code, shown.status_code) == (200, 200)
    assert not decision_file(desk.file).exists()


def test_a_kept_decision_stands_beside_the_page_and_in_the_library(desk: Desk) -> None:
    report = desk.done(desk.decide())
    assert (report.changed, report.added, report.removed) == (["moves"], [], [])
    assert desk.page().answers[1].doctor == ROE
    decision = decision_beside(desk.file)
    assert decision is not None
    assert (decision.by, decision.digest) == ("Anna", digest_of(TWO_NAMES))
    assert abs((datetime.now(UTC) - decision.when).total_seconds()) < 100
    assert "Nothing to decide" in text_of(desk.get("/checking"))
    assert "Read as decided by Anna" in text_of(desk.get("/checking/page", page="moves"))
    assert desk.audit[-1]["did"] == "decided" and desk.audit[-1]["pages"] == ["moves"]
    assert build(desk.folder, [desk.pages], WordsEncoder()).unchanged == ["moves", "plain"]


def test_who_signed_in_decides(tmp_path: Path) -> None:
    desk = Desk(tmp_path, ANN)
    with desk.client:
        desk.sign_in()
        desk.done(desk.decide(by="Somebody else"))
    decision = decision_beside(desk.file)
    assert decision is not None and decision.by == "ann"


def test_without_a_login_a_decision_needs_a_name(desk: Desk) -> None:
    got = desk.decide(by=" ")
    assert alert(got) == "Say who decides: the decision is kept with that name."
    assert not decision_file(desk.file).exists()


def test_what_does_not_fit_is_said_and_not_kept(desk: Desk) -> None:
    both = dict.fromkeys(AS_JOHN, "byline-above")
    got = desk.sent(desk.get("/checking/page", page="moves"), do="show", by="Anna", **both)
    assert alert(got) == (
        "This does not fit yet: the byline of answer 2 names two doctors, Mary Lane and John Roe."
    )
    assert desk.sent(got, do="keep").status_code == 200
    assert not decision_file(desk.file).exists()


def test_who_gave_an_answer_is_not_forgotten_where_something_else_does_not_fit(desk: Desk) -> None:
    first = desk.get("/checking/page", page="plain")
    (who,) = [name for name, value in fields_in(first.text).items() if value == "signed"]
    wrong = desk.sent(first, do="show", by="Anna", **{"line-1-1": "words", who: "unnamed"})
    assert "does not fit yet" in alert(wrong)
    assert "now: Dr. Green" not in text_of(wrong)
    right = desk.sent(wrong, do="show", **{"line-1-1": "title"})
    assert fields_in(right.text)[who] == "unnamed"
    assert "now: Dr. Green" in text_of(right)


def test_a_form_that_is_none_of_ours_is_refused(desk: Desk) -> None:
    first = desk.get("/checking/page", page="moves")
    for bad in ({"line-1-1": "prophet"}, {"line-x-1": "title"}):
        assert desk.sent(first, do="show", **bad).status_code == 403
    assert desk.get("/checking/page", page="none").headers["location"] == "/staff/checking"


def test_rows_are_taken_line_by_line(desk: Desk) -> None:
    got = desk.sent(desk.get("/checking/page", page="moves"), do="split:11")
    assert {"line-11-11", "line-12-12"} <= fields_in(got.text).keys()


def test_a_decision_is_taken_back(desk: Desk) -> None:
    desk.done(desk.decide())
    desk.done(desk.post("/checking/forget", page="moves"))
    assert desk.page().answers[1].doctor == Doctor()
    assert not decision_file(desk.file).exists()


def test_only_the_decided_page_is_read_anew(desk: Desk) -> None:
    (desk.pages / "plain.txt").write_bytes(page_of(FILLER, votes=True).encode())
    (desk.pages / "new.txt").write_bytes(page_of(VENEERS, votes=True).encode())
    report = desk.done(desk.decide())
    assert (report.changed, report.added, report.unchanged) == (["moves"], [], [])
    assert len(desk.page("plain").answers) == 3


def test_a_page_that_changed_meanwhile_is_not_decided_about(desk: Desk) -> None:
    desk.file.write_bytes(TWO_NAMES.replace("Ice", "Icy").encode())
    got = desk.get("/checking/page", page="moves")
    assert "A decision cannot be kept here: its file" in text_of(got)
    assert "build first" in text_of(got)


def test_a_changed_page_is_on_the_list_again(desk: Desk) -> None:
    desk.done(desk.decide())
    desk.file.write_bytes(TWO_NAMES.replace("Ice", "Icy").encode())
    build(desk.folder, [desk.pages], WordsEncoder())
    again = Clinic(desk.folder)
    with again.client:
        text = text_of(again.get("/checking"))
    assert "The decision beside it is for an earlier version of the page" in text


def test_a_page_in_an_archive_gets_its_decision_beside_that(tmp_path: Path) -> None:
    archive = tmp_path / "pages.zip"
    with ZipFile(archive, "w") as opened:
        opened.writestr("moves.txt", TWO_NAMES)
    build(tmp_path / "library", [archive], WordsEncoder())
    clinic = Clinic(tmp_path / "library")
    with clinic.client:
        first = clinic.get("/checking/page", page="pages/moves")
        sent = {**fields_in(first.text), **AS_JOHN, "do": "show", "by": "Anna"}
        shown = clinic.client.post("/staff/checking/page", data=sent)
        assert "Keep this decision" in text_of(shown)
        kept = clinic.client.post(
            "/staff/checking/page", data={**fields_in(shown.text), "do": "keep"}
        )
        clinic.done(kept)
    decision = read_decision(tmp_path / "pages.zip.decisions" / "moves.decision.toml")
    assert decision.digest == digest_of(TWO_NAMES)
    assert build(tmp_path / "library", [archive], WordsEncoder()).unchanged == ["pages/moves"]


def test_a_page_beside_which_nothing_can_be_written_gets_its_decision_to_download(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = tmp_path / "pages.zip"
    with ZipFile(archive, "w") as opened:
        opened.writestr("moves.txt", TWO_NAMES)
    build(tmp_path / "library", [archive], WordsEncoder())
    clinic = Clinic(tmp_path / "library")
    monkeypatch.setattr("index.library.decide.os.access", lambda path, mode: False)
    with clinic.client:
        first = clinic.get("/checking/page", page="pages/moves")
        assert f"the folder {tmp_path} cannot be written; put the decision there as " in text_of(
            first
        )
        assert "pages.zip.decisions/moves.decision.toml" in text_of(first)
        sent = {**fields_in(first.text), **AS_JOHN, "do": "show", "by": "Anna"}
        shown = clinic.client.post("/staff/checking/page", data=sent)
        assert "Keep this decision" not in text_of(shown)
        sent = {**fields_in(shown.text), "do": "download"}
        got = clinic.client.post("/staff/checking/page", data=sent)
    assert got.headers["content-disposition"] == 'attachment; filename="moves.decision.toml"'
    decision = decision_in(got.content, "moves.decision.toml")
    assert decision.digest == digest_of(TWO_NAMES)
    with ZipFile(archive, "a") as opened:
        opened.writestr("moves.decision.toml", got.content)
    assert build(tmp_path / "library", [archive], WordsEncoder()).changed == ["pages/moves"]


def test_a_page_that_was_records_is_asked_about_by_records(desk: Desk) -> None:
    desk.add(("r.jsonl", b'{"id": "r#1", "answer_text": "Wait."}\n'))
    (page_id,) = [one for one in desk.service.library.stored() if one not in ("moves", "plain")]
    got = desk.get("/checking/page", page=page_id)
    assert got.headers["location"] == f"/staff/checking/records?page={quote(page_id, safe='')}"
    assert "No record of this page is in doubt" in text_of(
        desk.get("/checking/records", page=page_id)
    )


def test_nothing_in_doubt_is_shown_as_anybodys(desk: Desk) -> None:
    names = {doctor.name for _, doctor in desk.service.library.doctors()}
    assert names == {"Laura Finch", VENEERS.doctor.name, FILLER.doctor.name, "Dr. Green", None}
    assert "John Roe" not in desk.get("/doctors.csv").text.partition("page_question")[0]
    rows = [line for line in desk.get("/doctors.csv").text.splitlines() if "moves#2" in line]
    assert all("Mary Lane" not in row and "John Roe" not in row for row in rows)


# Long pages.


class LongDesk(Clinic):
    """A desk before a library of one page of more than 2,000 lines; two answers are in doubt."""

    def __init__(self, root: Path) -> None:
        (root / "pages").mkdir()
        answers = [VENEERS._replace(body=f"Wait {n} days.", headline=None) for n in range(340)]
        text = page_of(*answers, votes=True)
        lines = text.splitlines()
        bylines = [n for n, line in enumerate(lines) if line == NAMED]
        for n in (bylines[300], bylines[20]):
            lines.insert(n, "Mary Lane, DO")
        self.text = "\n".join(lines)
        self.in_doubt = (21, 301)
        self.file = root / "pages" / "long.txt"
        self.file.write_bytes(self.text.encode())
        build(root / "library", [root / "pages"], WordsEncoder())
        super().__init__(root / "library")

    def sent(self, got: Response, **changed: str) -> Response:
        """Send the form as it is, with some fields changed, as a browser without scripts does."""
        assert got.status_code == 200, got.text
        fields = {**fields_in(got.text), **changed}
        assert len(fields) < 1_000  # of more none is taken
        assert len(urlencode(fields)) < 64_000
        return self.client.post("/staff/checking/page", data=fields)

    def line_of(self, words: str, nth: int = 0) -> int:
        """The number of a line."""
        return [n for n, line in enumerate(self.text.splitlines(), 1) if line == words][nth]


NAMED = ", ".join(part for part in (VENEERS.doctor.name, VENEERS.doctor.credentials) if part)


@pytest.fixture
def long_desk(tmp_path: Path) -> Iterator[LongDesk]:
    desk = LongDesk(tmp_path)
    with desk.client:
        yield desk


def test_a_page_of_two_thousand_lines_is_decided_in_parts(long_desk: LongDesk) -> None:
    desk = long_desk
    assert len(desk.text.splitlines()) > 2_000
    assert {n for n, name in names_of(desk).items() if name is None} == set(desk.in_doubt)
    first = desk.get("/checking/page", page="long")
    upper, lower = (desk.line_of("Mary Lane, DO", n) for n in (0, 1))
    rows = [name for name in fields_in(first.text) if name.startswith("line-")]
    assert len(rows) == MOST_ROWS
    assert f"line-{upper}-{upper}" in rows
    assert f"line-{lower}-{lower}" not in rows
    (part,) = [
        one.attributes["value"] or ""
        for one in elements(first.text)
        if (one.attributes.get("value") or "").startswith("part:")
        and int((one.attributes["value"] or "")[5:]) <= lower
    ][-1:]
    second = desk.sent(first, do=part, by="Anna", **without_the_second_name(upper))
    assert f"line-{lower}-{lower}" in fields_in(second.text)
    assert f"{upper}-{upper}:site" in fields_in(second.text)["changes"].split()
    shown = desk.sent(second, do="show", **without_the_second_name(lower))
    desk.done(desk.sent(shown, do="keep"))
    assert set(names_of(desk).values()) == {VENEERS.doctor.name}
    decision = decision_beside(desk.file)
    assert decision is not None and decision.by == "Anna"


def without_the_second_name(line: int) -> dict[str, str]:
    """What is said of a byline whose first line is another's name."""
    rest = {f"line-{n}-{n}": "byline-above" for n in range(line + 1, line + 4)}
    return {f"line-{line}-{line}": "site", **rest}


def names_of(desk: Clinic) -> dict[int, str | None]:
    answers = desk.service.library.page("long").answers
    return {answer.number: answer.doctor.name for answer in answers}


def test_of_a_long_page_the_nearest_bylines_are_offered(long_desk: LongDesk) -> None:
    got = long_desk.get("/checking/page", page="long")
    options = Counter(
        one.attributes["value"]
        for one in elements(got.text)
        if one.tag == "option" and (one.attributes["value"] or "").startswith("line-")
    )
    selects = [
        one for one in elements(got.text) if (one.attributes.get("name") or "")[:4] == "who-"
    ]
    assert selects
    assert sum(options.values()) <= MOST_BYLINES * len(selects)
    assert f"line-{long_desk.line_of(NAMED)}" in options


def test_a_form_of_a_page_that_was_read_anew_meanwhile_changes_nothing(desk: Desk) -> None:
    first = desk.get("/checking/page", page="moves")
    desk.done(desk.decide())
    got = desk.sent(first, do="show", by="Ben", **{"line-3-3": "site"})
    assert alert(got).startswith("The page was read anew meanwhile")
    assert fields_in(got.text)["line-3-3"] == "question"


def test_what_was_changed_is_told_in_few_letters_and_read_again() -> None:
    base = Form((Row(1, 1, Choice.TITLE), Row(3, 7, Choice.NEW_WORDS)), {3: "signed"})
    form = Form(base.split([1, 3, 5, 7], 3).rows, {5: "line-1"})
    changes = form.changed_from(base)
    assert changes.text == "3-3:new-words 5-5:words 7-7:words 3=own 5=line-1"
    assert form_in(changes.text) == changes
    assert base.with_changes(changes) == form
    assert base.with_changes(base.changed_from(base)) == base
    assert [form_in(text) for text in ("3-3:prophet", "3=nobody", "x")] == [None, None, None]


# Numbers.

WITHOUT_THE_FIRST = {
    "line-7-7": "site",
    "line-9-9": "nobodys",
    "line-11-12": "byline",
    **AS_JOHN,
}


def test_answers_that_stay_keep_their_ids_and_those_that_go_are_told(desk: Desk) -> None:
    shown = desk.sent(
        desk.get("/checking/page", page="moves"), do="show", by="Anna", **WITHOUT_THE_FIRST
    )
    text = " ".join(text_of(shown).split())
    assert "What would be gone" in text
    assert "moves#1 Laura Finch, MD Sleep on your back for two nights." in text
    desk.done(desk.sent(shown, do="keep"))
    assert {one.id: one.doctor for one in desk.page().answers} == {"moves#2": ROE}
    desk.done(desk.post("/checking/forget", page="moves"))
    assert [one.id for one in desk.page().answers] == ["moves#1", "moves#2"]


def test_where_every_answer_stays_nothing_is_told_to_go(desk: Desk) -> None:
    shown = desk.sent(desk.get("/checking/page", page="moves"), do="show", by="Anna", **AS_JOHN)
    assert "What would be gone" not in text_of(shown)


# Uploads.


def test_the_review_says_that_a_page_is_to_be_checked(desk: Desk) -> None:
    shown = desk.client.get(desk.upload(("other.txt", TWO_NAMES.encode())))
    text = text_of(shown)
    assert "1 page can be read in two ways and will be on the list “To be checked”." in text
    assert "names nobody, as two names stand in one byline" in text


def test_a_decision_is_uploaded_with_its_page(desk: Desk) -> None:
    files = (("other.txt", TWO_NAMES.encode()), ("other.decision.toml", JOHN.toml.encode()))
    shown = desk.client.get(desk.upload(*files))
    assert "John Roe, MD" in text_of(shown)
    desk.add(*files)
    assert desk.page("other").answers[1].doctor == ROE
    assert decision_beside(Uploads(desk.folder).folder / "other.txt") == JOHN


def test_a_decision_without_its_page_is_not_taken(desk: Desk) -> None:
    shown = desk.client.get(desk.upload(("other.decision.toml", JOHN.toml.encode())))
    assert "other.decision.toml: a decision without its page" in " ".join(text_of(shown).split())


def test_an_upload_of_the_same_page_keeps_what_was_decided(desk: Desk) -> None:
    desk.add(("other.txt", TWO_NAMES.encode()), ("other.decision.toml", JOHN.toml.encode()))
    shown = desk.client.get(desk.upload(("other.txt", TWO_NAMES.encode())))
    assert "The library has this page already, word for word." in text_of(shown)
    changed = TWO_NAMES.replace("Ice", "Icy").encode()
    shown = desk.client.get(desk.upload(("other.txt", changed)))
    assert "earlier version of the page" in text_of(shown)


@pytest.mark.skipif(os.geteuid() == 0, reason="this user may write everything")
def test_a_folder_that_cannot_be_written_is_named(desk: Desk) -> None:
    desk.pages.chmod(0o500)
    try:
        assert "cannot be written" in text_of(desk.get("/checking/page", page="moves"))
    finally:
        desk.pages.chmod(0o700)


def test_the_titles_of_the_routes_are_those_of_the_navigation(desk: Desk) -> None:
    assert checking.TITLE in desk.get("/pages").text
    shutil.rmtree(desk.pages)
    assert "is no longer there" in text_of(desk.get("/checking/page", page="moves"))
