"""Decisions in a library: they last, they ask again where a page changed, and they bring nothing
back that was removed."""

import json
import shutil
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from zipfile import ZipFile

import pytest

from index.library.build import build
from index.library.decide import decide, lined_page
from index.library.decide_records import decide_records, records_page
from index.library.open import Library
from index.library.remove import remove
from index.library.report import Report
from index.model import Page, Role
from index.pages.decided import decision_digest, read_saved_page
from index.pages.decisions import Decision, decision_beside, decision_file
from index.pages.line_reader.page_warnings import TO_BE_CHECKED, doubts_in, is_decided
from index.pages.rows.record_decisions import RecordDecision, Who
from index.storage.uploads import Uploads
from tests.library.test_remove import files_with
from tests.pages.crawled import gzipped, page, record
from tests.pages.test_decisions import HEAD, JOHN, ROE, TWO_NAMES, decided, digest_of, run
from tests.words_encoder import WordsEncoder

ICE = b"Ice helps in the first days"
UNNAMED = decided(*HEAD, run(18, 20, Role.BYLINE), unnamed=frozenset({2}))


class Clinic:
    """A folder with the page that names two, and a library of it."""

    def __init__(self, root: Path) -> None:
        self.pages = root / "pages"
        self.library = root / "library"
        self.file = self.pages / "sub" / "veins.txt"
        self.file.parent.mkdir(parents=True)
        self.file.write_bytes(TWO_NAMES.encode())

    def build(self) -> Report:
        return build(self.library, [self.pages], WordsEncoder())

    def page(self) -> Page:
        library = Library.open(self.library)
        assert list(library.problems()) == []
        page = library.page("sub/veins")
        library.close()
        return page

    def names(self) -> dict[str, str | None]:
        return {answer.id: answer.doctor.name for answer in self.page().answers}

    def remove(self, **what: list[str]) -> Report:
        return remove(self.library, WordsEncoder(), **what)  # type: ignore[arg-type]


@pytest.fixture
def clinic(tmp_path: Path) -> Clinic:
    clinic = Clinic(tmp_path)
    clinic.build()
    return clinic


def test_a_doubt_outlives_the_store(clinic: Clinic) -> None:
    page = clinic.page()
    assert [one.doubt is not None for one in page.answers] == [False, True]
    assert doubts_in(page.warnings) == {2: page.answers[1].doubt}


def test_a_decision_that_comes_changes_or_goes_makes_the_page_read_anew(clinic: Clinic) -> None:
    assert clinic.build().unchanged == ["sub/veins"]
    JOHN.write(clinic.file)
    report = clinic.build()
    assert (report.changed, report.skipped) == (["sub/veins"], [])
    assert clinic.names() == {"sub/veins#1": "Laura Finch", "sub/veins#2": "John Roe"}
    assert clinic.build().unchanged == ["sub/veins"]
    UNNAMED.write(clinic.file)
    assert clinic.build().changed == ["sub/veins"]
    assert clinic.names() == {"sub/veins#1": "Laura Finch", "sub/veins#2": None}
    assert clinic.build().unchanged == ["sub/veins"]
    decision_file(clinic.file).unlink()
    assert clinic.build().changed == ["sub/veins"]
    assert not is_decided(clinic.page())


def test_a_decision_outlives_a_library_built_anew(clinic: Clinic) -> None:
    JOHN.write(clinic.file)
    build(clinic.library, [clinic.pages], WordsEncoder(), anew=True)
    assert clinic.page().answers[1].doctor == ROE


def test_a_changed_page_asks_again(clinic: Clinic) -> None:
    JOHN.write(clinic.file)
    clinic.build()
    clinic.file.write_bytes(TWO_NAMES.replace("Ice", "Cold").encode())
    assert clinic.build().changed == ["sub/veins"]
    assert clinic.names()["sub/veins#2"] is None
    assert any("earlier version" in one for one in clinic.page().warnings)


def test_a_decision_in_an_archive_counts(tmp_path: Path) -> None:
    archive = tmp_path / "pages.zip"
    with ZipFile(archive, "w") as opened:
        opened.writestr("veins.txt", TWO_NAMES)
        opened.writestr("veins.decision.toml", JOHN.toml)
    report = build(tmp_path / "library", [archive], WordsEncoder())
    assert (report.added, report.skipped) == (["pages/veins"], [])
    library = Library.open(tmp_path / "library")
    assert library.page("pages/veins").answers[1].doctor == ROE
    library.close()
    assert build(tmp_path / "library", [archive], WordsEncoder()).unchanged == ["pages/veins"]


PAGE_IN_CRAWL = "example.org/veins"


def crawl_of(folder: Path, text: str = TWO_NAMES) -> Path:
    """A crawl with the page that names two, and another page."""
    kept = record("https://example.org/veins", f"<html><body><pre>{text}</pre></body>".encode())
    other = record("https://example.org/feet", page("Rest them, and come to see me next week."))
    crawl = folder / "crawl.warc.gz"
    crawl.write_bytes(gzipped([other, kept]))
    return crawl


def about_crawl(library: Path, made: Decision) -> Decision:
    """A decision about the lines of the page, as it is in the crawl."""
    with closing(Library.open(library)) as opened:
        return replace(made, digest=decision_digest(opened.page(PAGE_IN_CRAWL)))


def second_name(library: Path) -> str | None:
    with closing(Library.open(library)) as opened:
        assert list(opened.problems()) == []
        return opened.page(PAGE_IN_CRAWL).answers[1].doctor.name


def test_a_page_in_a_crawl_is_decided_about_and_stays_so(tmp_path: Path) -> None:
    library, crawl = tmp_path / "library", crawl_of(tmp_path)
    build(library, [crawl], WordsEncoder())
    assert second_name(library) is None
    with closing(Library.open(library)) as opened:
        found = lined_page(opened, PAGE_IN_CRAWL)
        assert (found.reason, len(found.page.answers)) == (None, 2)
        assert found.page.answers[1].doubt is not None
    report = decide(library, PAGE_IN_CRAWL, about_crawl(library, JOHN), WordsEncoder(), by="Anna")
    assert (report.changed, report.skipped) == ([PAGE_IN_CRAWL], [])
    kept = tmp_path / "crawl.warc.gz.decisions" / "example.org" / "veins.decision.toml"
    assert kept.is_file()
    assert second_name(library) == "John Roe"
    assert build(library, [crawl], WordsEncoder()).changed == []
    build(library, [crawl], WordsEncoder(), anew=True)
    assert second_name(library) == "John Roe"
    crawl_of(tmp_path, TWO_NAMES.replace("Ice", "Cold"))
    assert build(library, [crawl], WordsEncoder()).changed == [PAGE_IN_CRAWL]
    assert second_name(library) is None, "a changed page asks again"
    crawl_of(tmp_path)
    build(library, [crawl], WordsEncoder())
    assert second_name(library) == "John Roe"
    decide(library, PAGE_IN_CRAWL, None, WordsEncoder(), by="Anna")
    assert second_name(library) is None and not kept.exists()


def test_the_decisions_of_an_archive_are_for_their_place_in_it_alone(tmp_path: Path) -> None:
    archive, library = tmp_path / "pages.zip", tmp_path / "library"
    with ZipFile(archive, "w") as opened:
        opened.writestr("veins.txt", TWO_NAMES)
        opened.writestr("b/veins.txt", TWO_NAMES)
        opened.writestr("b/veins.decision.toml", JOHN.toml)
    outside = tmp_path / "outside"
    outside.mkdir()
    JOHN.write(outside / "veins.txt")
    folder = tmp_path / "pages.zip.decisions"
    (folder / "b").mkdir(parents=True)
    UNNAMED.write(folder / "b" / "veins.txt")
    JOHN.write(folder / "c.txt")
    (folder / "veins.decision.toml").symlink_to(outside / "veins.decision.toml")
    assert build(library, [tmp_path / "pages.zip"], WordsEncoder()).skipped == []
    with closing(Library.open(library)) as made:
        assert not is_decided(made.page("pages/veins")), "a link was followed"
        assert is_decided(made.page("pages/b/veins"))
        assert made.page("pages/b/veins").answers[1].doctor.name is None


def test_records_in_an_archive_are_decided_about(tmp_path: Path) -> None:
    archive, library = tmp_path / "lists.zip", tmp_path / "library"
    signed = {"answer_text": "Wait for it.\n\nDr. Jane Roe", "author": "Ruth Okafor, MD"}
    row = {"id": "r-1", "question_id": "r", **signed}
    with ZipFile(archive, "w") as opened:
        opened.writestr("a/list.jsonl", json.dumps(row))
    build(library, [archive], WordsEncoder())
    with closing(Library.open(library)) as made:
        found = records_page(made, "r")
    assert found.reason is None
    (one,) = found.records
    when = datetime(2026, 11, 27, tzinfo=UTC)
    name = "Ruth Okafor, MD"
    chosen = RecordDecision(one.record.id, one.digest, "Anna", when, Who.DOCTOR, name)
    decide_records(library, "r", [chosen], WordsEncoder(), by="Anna")
    assert (tmp_path / "lists.zip.decisions" / "a" / "list.jsonl.decision.toml").is_file()
    build(library, [archive], WordsEncoder(), anew=True)
    with closing(Library.open(library)) as made:
        assert made.page("r").answers[0].doctor.name == "Ruth Okafor"


def test_what_was_removed_of_a_crawl_stays_removed_under_a_later_decision(tmp_path: Path) -> None:
    library, crawl = tmp_path / "library", crawl_of(tmp_path)
    build(library, [crawl], WordsEncoder())
    made = about_crawl(library, JOHN)
    decide(library, PAGE_IN_CRAWL, made, WordsEncoder(), by="Anna")
    remove(library, WordsEncoder(), doctors=["John Roe"])
    build(library, [crawl], WordsEncoder())
    with closing(Library.open(library)) as opened:
        assert [one.id for one in opened.page(PAGE_IN_CRAWL).answers] == [f"{PAGE_IN_CRAWL}#1"]
    assert files_with(library, ICE) == []


# What was removed stays removed.


def test_a_doctor_who_was_decided_upon_is_removed_whatever_is_decided_later(
    clinic: Clinic,
) -> None:
    JOHN.write(clinic.file)
    clinic.build()
    assert clinic.remove(doctors=["John Roe"]).taken_out == ["sub/veins#2"]
    cut = (run(16, 16, Role.BODY, 2), run(18, 20, Role.BYLINE))
    lower = [one for one in HEAD if one.first not in (14, 16)]
    as_laura = decided(*HEAD, cut[1], elsewhere=(run(11, 12, Role.BYLINE, 2),))
    longer = decided(*lower, run(14, 16, Role.BODY, 2), cut[1], unnamed=frozenset({2}))
    for later in (JOHN, UNNAMED, as_laura, longer):
        later.write(clinic.file)
        clinic.build()
        assert list(clinic.names()) == ["sub/veins#1"], later
        assert files_with(clinic.library, ICE) == []
    decision_file(clinic.file).unlink()
    clinic.build()
    assert list(clinic.names()) == ["sub/veins#1"]
    build(clinic.library, [clinic.pages], WordsEncoder(), anew=True)
    assert list(clinic.names()) == ["sub/veins#1"]
    assert files_with(clinic.library, ICE) == []


def test_a_copy_of_the_page_brings_nothing_back_under_another_decision(clinic: Clinic) -> None:
    long = TWO_NAMES.replace("by itself.", "by itself, as I tell all of my patients here.")
    clinic.file.write_bytes(long.encode())
    by_roe = replace(JOHN, digest=digest_of(long))
    by_roe.write(clinic.file)
    clinic.build()
    clinic.remove(doctors=["John Roe"])
    copy = clinic.file.with_name("copy.txt")
    copy.write_bytes(long.encode())
    clinic.build()
    assert files_with(clinic.library, ICE) == []
    replace(UNNAMED, digest=digest_of(long)).write(copy)
    clinic.build()
    assert files_with(clinic.library, ICE) == []


@pytest.mark.parametrize("what", [{"doctors": ["Laura Finch"]}, {"answers": ["sub/veins#1"]}])
def test_no_decision_brings_back_what_was_removed_before(
    what: dict[str, list[str]], clinic: Clinic
) -> None:
    clinic.remove(**what)
    others = [one for one in HEAD if one.first not in (7, 9, 11)]
    as_roe = decided(
        *others,
        run(7, 9, Role.BODY, 1),
        run(11, 12, Role.FURNITURE),
        run(18, 18, Role.FURNITURE),
        run(19, 20, Role.BYLINE, 2),
        elsewhere=(run(19, 20, Role.BYLINE, 1),),
    )
    as_roe.write(clinic.file)
    clinic.build()
    assert clinic.names() == {"sub/veins#2": "John Roe"}
    assert files_with(clinic.library, b"Sleep on your back") == []


def test_an_answer_that_was_decided_upon_is_removed_alone(clinic: Clinic) -> None:
    shared = decided(*HEAD, run(18, 20, Role.BYLINE), elsewhere=(run(11, 12, Role.BYLINE, 2),))
    shared.write(clinic.file)
    clinic.build()
    assert clinic.remove(answers=["sub/veins#1"]).taken_out == ["sub/veins#1"]
    assert clinic.names() == {"sub/veins#2": "Laura Finch"}
    assert clinic.build().unchanged == ["sub/veins"]


# The library's own files.


@pytest.fixture
def own(tmp_path: Path) -> Clinic:
    """The page is among the library's own files, with the decision beside it."""
    clinic = Clinic(tmp_path)
    clinic.library.mkdir()
    JOHN.write(clinic.file)
    uploads = Uploads(clinic.library)
    uploads.add({clinic.file: ["veins"]})
    shutil.rmtree(clinic.pages)
    clinic.pages = uploads.folder
    clinic.file = uploads.folder / "veins.txt"
    clinic.build()
    return clinic


def own_page(own: Clinic) -> Page:
    library = Library.open(own.library)
    assert list(library.problems()) == []
    page = library.page("veins")
    library.close()
    return page


def test_a_decision_comes_with_its_page_into_the_librarys_own_files(own: Clinic) -> None:
    assert own_page(own).answers[1].doctor == ROE
    assert Uploads(own.library).files() == [own.file]
    assert decision_beside(own.file) == JOHN


def test_a_removal_rewrites_an_own_page_with_its_decision(own: Clinic) -> None:
    report = own.remove(doctors=["Laura Finch"])
    assert report.taken_out == ["veins#1"]
    assert files_with(own.library, b"Sleep on your back") == []
    assert files_with(own.library, b"Laura Finch") == []
    decision = decision_beside(own.file)
    assert decision is not None and (decision.by, decision.when) == (JOHN.by, JOHN.when)
    left = read_saved_page(own.file, "veins", "veins.txt")
    assert [(one.number, one.doctor) for one in left.answers] == [(2, ROE)]
    assert own.build().unchanged == ["veins"]
    assert build(own.library, [own.pages], WordsEncoder(), anew=True).added == ["veins"]
    assert [one.doctor for one in own_page(own).answers] == [ROE]


def test_the_decision_goes_with_an_own_page_that_is_removed(own: Clinic) -> None:
    own.remove(pages=["veins"])
    assert list(own.pages.iterdir()) == []


def test_the_doubt_about_a_removed_answer_is_not_kept(clinic: Clinic) -> None:
    clinic.remove(answers=["sub/veins#2"])
    assert files_with(clinic.library, ICE) == []
    assert not any(one.startswith(TO_BE_CHECKED) for one in clinic.page().warnings)
