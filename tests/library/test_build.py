"""Building: only what changed is read anew, and whatever interrupts leaves the old one served."""

import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from index.encoders.encoder import Vectors
from index.errors import DamagedLibrary, LibraryBusy, WrongEncoder
from index.library.build import build
from index.library.generation import STORE, VECTORS
from index.library.open import Library, exists
from index.library.report import Report
from index.model import Doctor
from index.pages import decided
from index.pages.kinds import OF_WORD
from index.pages.line_reader import authors, text
from index.pages.line_reader.answers import drafts
from index.pages.rows import record_files
from index.storage.current import CURRENT
from tests.conftest import SEEDS
from tests.pages.test_text_unseen import BONDING, FILLER, VENEERS, ReadAnswer, page_of
from tests.table_of_answers import PAGES
from tests.words_encoder import WordsEncoder


class Place:
    """A folder of pages, and a library of them."""

    def __init__(self, root: Path) -> None:
        self.pages = root / "pages"
        self.library = root / "library"
        self.pages.mkdir()

    def write(self, name: str, *answers: ReadAnswer, title: str | None = None) -> Path:
        file = self.pages / name
        file.parent.mkdir(parents=True, exist_ok=True)
        text = page_of(*answers, votes=True, title=title or f"About {name}?")
        file.write_bytes(text.encode())
        return file

    def build(self, encoder: WordsEncoder | None = None, *paths: Path) -> Report:
        return build(self.library, paths or [self.pages], encoder or WordsEncoder())

    def opened(self) -> Library:
        return Library.open(self.library)

    def bodies(self) -> dict[str, str]:
        """What is served: every answer's words, by its id."""
        library = self.opened()
        found = {
            answer.id: page.quote(answer.body)
            for page in library.pages()
            for answer in page.answers
        }
        assert list(library.problems()) == []
        library.close()
        return found

    def generations(self) -> list[str]:
        return sorted(path.name for path in self.library.glob("generation-*"))

    def current(self) -> str:
        return (self.library / CURRENT).read_text().split()[0]


BUILT = {"a#1": VENEERS.body, "a#2": BONDING.body, "b#1": FILLER.body}
CHANGED = FILLER._replace(body="Hyaluronic acid lasts for a year. I had said nine months.")


def page_ids_of(report: Report) -> dict[str, list[str]]:
    return {
        "added": report.added,
        "changed": report.changed,
        "removed": report.removed,
        "unchanged": report.unchanged,
        "skipped": [source for source, _ in report.skipped],
    }


def expected(**lists: list[str]) -> dict[str, list[str]]:
    return {"added": [], "changed": [], "removed": [], "unchanged": [], "skipped": []} | lists


# What a build does.


@pytest.mark.smoke
def test_the_seeds_are_built_in_full(tmp_path: Path, encoder: WordsEncoder) -> None:
    report = build(tmp_path / "library", [SEEDS], encoder)
    assert page_ids_of(report) == expected(added=sorted(PAGES))
    library = Library.open(tmp_path / "library")
    assert report.embedded == library.manifest.passages == len(encoder.seen)
    assert library.manifest.pages == len(PAGES)
    assert library.manifest.answers == sum(row.found for row in PAGES.values())


def test_a_second_build_embeds_nothing_and_makes_no_generation(
    built: Place, encoder: WordsEncoder
) -> None:
    before = built.current()
    report = built.build(encoder)
    assert page_ids_of(report) == expected(unchanged=["a", "b"])
    assert (report.embedded, encoder.seen) == (0, [])
    assert (built.current(), built.generations()) == (before, ["generation-000001"])


def test_a_page_that_was_only_touched_is_unchanged(built: Place, encoder: WordsEncoder) -> None:
    os.utime(built.pages / "a.txt", (0, 0))
    assert page_ids_of(built.build(encoder)) == expected(unchanged=["a", "b"])


def test_pages_that_an_earlier_version_read_otherwise_are_read_again(
    built: Place, encoder: WordsEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_as_now = drafts

    def naming_nobody(*given: Any) -> Any:
        made = read_as_now(*given)
        return replace(made, answers=tuple(replace(one, doctor=Doctor()) for one in made.answers))

    monkeypatch.setattr(text, "drafts", naming_nobody)
    assert page_ids_of(built.build(encoder)) == expected(unchanged=["a", "b"])
    monkeypatch.setattr(decided, "READ_BY", "text of another version")
    report = built.build(encoder)
    assert page_ids_of(report) == expected(changed=["a", "b"])
    assert {doctor.name for _, doctor in Library.open(built.library).doctors()} == {None}
    assert report.embedded == 0
    assert page_ids_of(built.build(encoder)) == expected(unchanged=["a", "b"])


def test_records_whose_authors_an_earlier_version_read_otherwise_are_read_again(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = {"id": "r", "answer_text": "Wait four hours.", "author": "Glow Skin Clinic"}
    place.pages.joinpath("r.jsonl").write_text(json.dumps(row), encoding="utf-8")
    monkeypatch.setattr(authors, "_is_no_person", lambda author: False)
    assert page_ids_of(place.build()) == expected(added=["r"])
    monkeypatch.undo()
    authors.read_author.cache_clear()  # another version is another process
    assert page_ids_of(place.build()) == expected(unchanged=["r"])
    monkeypatch.setattr(record_files, "READ_BY", "text of another version")
    assert page_ids_of(place.build()) == expected(changed=["r"])
    assert {doctor.name for _, doctor in Library.open(place.library).doctors()} == {None}


def test_of_a_changed_page_only_the_changed_passages_are_embedded(
    built: Place, encoder: WordsEncoder
) -> None:
    words = "Bonding is quick."
    built.write("a.txt", VENEERS, BONDING._replace(body=words))
    report = built.build(encoder)
    assert page_ids_of(report) == expected(changed=["a"], unchanged=["b"])
    assert report.embedded == 1
    assert encoder.seen == [f"About a.txt?\n{BONDING.headline}\n{words}"]
    assert built.bodies() == BUILT | {"a#2": words}


def test_a_page_whose_doctor_changed_shows_the_new_one(built: Place, encoder: WordsEncoder) -> None:
    byline = "Joan Castellanos, MD\nBoise Dermatologist"
    built.write("b.txt", FILLER._replace(byline=byline))
    report = built.build(encoder)
    assert (report.changed, encoder.seen) == (["b"], [])
    doctor = built.opened().answer("b#1").answer.doctor
    assert (doctor.credentials, doctor.place, doctor.rating) == ("MD", "Boise", None)


def test_an_added_page_is_found_beside_the_old_ones(built: Place, encoder: WordsEncoder) -> None:
    built.write("sub/c.txt", CHANGED)
    report = built.build(encoder)
    assert page_ids_of(report) == expected(added=["sub/c"], unchanged=["a", "b"])
    assert built.bodies() == BUILT | {"sub/c#1": CHANGED.body}
    (hit, *_) = built.opened().search(CHANGED.body, encoder)
    assert hit.passage.answer_id == "sub/c#1"


def test_a_removed_page_is_gone_everywhere(built: Place, encoder: WordsEncoder) -> None:
    (built.pages / "b.txt").unlink()
    report = built.build(encoder)
    assert page_ids_of(report) == expected(removed=["b"], unchanged=["a"])
    assert encoder.seen == []
    assert built.bodies() == {"a#1": VENEERS.body, "a#2": BONDING.body}
    library = built.opened()
    with pytest.raises(KeyError):
        library.page("b")
    with pytest.raises(KeyError):
        library.answer("b#1")
    hits = library.search(FILLER.body, encoder, k=100)
    assert sorted(hit.passage.answer_id for hit in hits) == ["a#1", "a#2"]
    assert dict(library.doctors()).keys() == {"a#1", "a#2"}
    passages = library.manifest.passages
    assert (len(library.parts.lexical), len(library.parts.dense.ids)) == (passages, passages)
    assert library.parts.lexical.search("hyaluronic", 9) == []


def test_a_renamed_page_has_its_new_name_only(built: Place, encoder: WordsEncoder) -> None:
    (built.pages / "b.txt").rename(built.pages / "c.txt")
    report = built.build(encoder)
    assert page_ids_of(report) == expected(added=["c"], removed=["b"], unchanged=["a"])
    assert encoder.seen == []
    assert built.bodies().keys() == {"a#1", "a#2", "c#1"}


def test_every_page_removed_leaves_an_empty_library(built: Place, encoder: WordsEncoder) -> None:
    shutil.rmtree(built.pages)
    built.pages.mkdir()
    assert built.build().removed == ["a", "b"]
    assert built.bodies() == {}
    assert built.opened().search("filler", encoder) == []


def test_a_page_elsewhere_stays(built: Place, tmp_path: Path, encoder: WordsEncoder) -> None:
    other = tmp_path / "other"
    shutil.copytree(SEEDS, other)
    report = built.build(encoder, other)
    assert page_ids_of(report) == expected(added=sorted(PAGES))
    assert built.bodies().items() >= BUILT.items()
    report = built.build(encoder, built.pages)
    assert page_ids_of(report) == expected(unchanged=["a", "b"])


def test_a_folder_whose_name_begins_alike_is_elsewhere(built: Place, tmp_path: Path) -> None:
    alike = tmp_path / "pages2"
    alike.mkdir()
    built.build(None, alike)
    (built.pages / "b.txt").rename(alike / "c.txt")
    built.build(None, alike)
    assert built.bodies().keys() == {"a#1", "a#2", "b#1", "c#1"}


def test_a_page_removed_from_a_folder_behind_a_link_is_gone(place: Place, tmp_path: Path) -> None:
    place.write("a.txt", VENEERS)
    place.write("b.txt", FILLER)
    (tmp_path / "link").symlink_to(place.pages)
    place.build(None, tmp_path / "link")
    (place.pages / "b.txt").unlink()
    report = place.build(None, tmp_path / "link")
    assert page_ids_of(report) == expected(removed=["b"], unchanged=["a"])
    assert place.bodies().keys() == {"a#1"}


def test_a_link_removed_from_a_folder_takes_its_page_along(place: Place) -> None:
    place.write("a.txt", VENEERS)
    target = place.pages / ".target.txt"
    target.write_text(page_of(FILLER, votes=True))
    (place.pages / "b.txt").symlink_to(target)
    place.build()
    (place.pages / "b.txt").unlink()
    assert page_ids_of(place.build()) == expected(removed=["b"], unchanged=["a"])


def test_a_page_that_moved_between_folders_stays(built: Place, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (built.pages / "b.txt").rename(other / "b.txt")
    built.build(None, built.pages, other)
    assert built.bodies() == BUILT
    built.build(None, built.pages)
    assert built.bodies() == BUILT


def test_a_page_of_the_same_name_elsewhere_does_not_take_anothers_place(
    built: Place, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "b.txt").write_text(page_of(CHANGED, votes=True))
    report = built.build(None, other)
    assert "b" not in report.changed
    assert built.bodies()["b#1"] == FILLER.body


def test_an_unreadable_page_is_skipped_with_its_reason(place: Place) -> None:
    place.write("a.txt", VENEERS)
    (place.pages / "b.txt").write_bytes(b"\xff")
    (place.pages / "c.docx").write_text("<p>")
    report = place.build()
    assert page_ids_of(report)["added"] == ["a"]
    assert report.skipped == [
        (str(place.pages / "b.txt"), "not UTF-8 text (byte 0xff at 0); save it as UTF-8"),
        (str(place.pages / "c.docx"), f"files ending in .docx are not read; {OF_WORD}"),
    ]


def test_a_page_that_became_unreadable_stays_as_it_was(built: Place, encoder: WordsEncoder) -> None:
    (built.pages / "b.txt").write_bytes(b"\xff")
    report = built.build(encoder)
    assert page_ids_of(report) == expected(unchanged=["a"], skipped=[str(built.pages / "b.txt")])
    assert built.bodies() == BUILT


def test_a_page_that_became_unreadable_stays_while_others_change(built: Place) -> None:
    (built.pages / "b.txt").write_bytes(b"")
    built.write("a.txt", VENEERS)
    assert built.build().changed == ["a"]
    assert built.bodies() == {"a#1": VENEERS.body, "b#1": FILLER.body}


def test_records_with_a_bad_line_keep_what_they_had(place: Place) -> None:
    file = place.pages / "r.jsonl"
    one = b'{"id": "one", "answer_text": "Wait."}\n'
    file.write_bytes(one + b'{"id": "two", "answer_text": "Go."}\n')
    place.build()
    file.write_bytes(one + b'{"id": "two", "answer_text": \n')
    report = place.build()
    assert page_ids_of(report) == expected(unchanged=["one"], skipped=[f"{file}:2"])
    assert place.bodies() == {"one#1": "Wait.", "two#1": "Go."}
    file.write_bytes(one)
    assert page_ids_of(place.build()) == expected(removed=["two"], unchanged=["one"])


def test_records_come_back_with_their_own_names(place: Place) -> None:
    (place.pages / "r.jsonl").write_bytes(
        b'{"id": "one", "answer_text": "  Wait.\\r\\n", "question_id": "q", "author": "Ann Lee"}\n'
        b'{"id": "two", "answer_text": "Go.", "question_id": "q", "author": "Bo Li"}\n'
    )
    place.build()
    assert place.bodies() == {"q#1": "  Wait.\r\n", "q#2": "Go."}
    doctors = {answer_id: doctor.name for answer_id, doctor in place.opened().doctors()}
    assert doctors == {"q#1": "Ann Lee", "q#2": "Bo Li"}
    page = place.opened().page("q")
    assert [answer.record_id for answer in page.answers] == ["one", "two"]


def test_identical_texts_are_encoded_once(place: Place, encoder: WordsEncoder) -> None:
    place.write("a.txt", VENEERS, VENEERS, title="One title?")
    place.write("b.txt", VENEERS, BONDING, title="One title?")
    report = place.build(encoder)
    assert sorted(encoder.seen) == sorted(set(encoder.seen))
    assert report.embedded == 2
    assert place.opened().manifest.passages == 4
    hits = place.opened().search(VENEERS.body, encoder, k=9)
    near = {hit.passage.answer_id: hit.closeness for hit in hits}
    assert near["a#1"] == near["a#2"] == near["b#1"] > near["b#2"]


def test_answers_keep_their_ids_across_builds(tmp_path: Path, encoder: WordsEncoder) -> None:
    pages, library = tmp_path / "pages", tmp_path / "library"
    shutil.copytree(SEEDS, pages)
    build(library, [pages], encoder)
    before = {page.id: page for page in Library.open(library).pages()}
    (pages / "new.txt").write_text(page_of(VENEERS, votes=True))
    (pages / "004_7b62c1b3ba7f1990.txt").unlink()
    build(library, [pages], encoder)
    after = {page.id: page for page in Library.open(library).pages()}
    for page_id in ("000_935efed495dcb89e", "003_13a95f21a5b80d88"):
        assert after[page_id] == before[page_id]


def test_every_answer_equals_its_slice_after_many_builds(built: Place) -> None:
    for round_number in range(4):
        built.write("b.txt", CHANGED._replace(body=f"Round {round_number}. 😀\u00a0Juvéderm."))
        built.write(f"n{round_number}.txt", BONDING)
        built.build()
        for page in built.opened().pages():
            text = (built.pages / f"{page.id}.txt").read_bytes().decode("utf-8")
            for answer in page.answers:
                assert page.quote(answer.body) == text[answer.body.start : answer.body.end]


def test_built_in_steps_or_at_once_a_library_holds_the_same(
    built: Place, tmp_path: Path, encoder: WordsEncoder
) -> None:
    built.write("b.txt", CHANGED)
    built.write("c.txt", BONDING)
    built.build()
    build(tmp_path / "anew", [built.pages], encoder)
    anew = Library.open(tmp_path / "anew")
    stepwise = built.opened()
    assert list(stepwise.pages()) == list(anew.pages())
    for question in (VENEERS.body, CHANGED.body, "photos"):
        near = {hit.passage: hit.closeness for hit in stepwise.search(question, encoder, k=99)}
        assert near == pytest.approx(
            {hit.passage: hit.closeness for hit in anew.search(question, encoder, k=99)}
        )


def test_progress_tells_of_every_passage_that_is_encoded(place: Place) -> None:
    file = place.pages / "r.jsonl"
    file.write_text(
        "".join(f'{{"id": "r{n}", "answer_text": "Words number {n}."}}\n' for n in range(600))
    )
    steps: list[tuple[int, int]] = []
    build(
        place.library,
        [place.pages],
        WordsEncoder(),
        progress=lambda done, total: steps.append((done, total)),
    )
    assert steps == [(256, 600), (512, 600), (600, 600)]


def test_numbers_that_no_page_has_stop_no_build(place: Place) -> None:
    file = place.write("a.txt", VENEERS)
    text = file.read_text().replace("Doctor Answers 1", f"Doctor Answers {'9' * 20}")
    file.write_text(text.replace("61 reviews", f"{'9' * 20} reviews"))
    place.write("b.txt", FILLER)
    place.build()
    assert FILLER.body in place.bodies().values()


# Anew.


def test_anew_begins_with_an_empty_library(built: Place, encoder: WordsEncoder) -> None:
    shutil.rmtree(built.pages)
    built.pages.mkdir()
    built.write("c.txt", FILLER)
    report = build(built.library, [built.pages], encoder, anew=True)
    assert page_ids_of(report) == expected(added=["c"])
    assert built.bodies() == {"c#1": FILLER.body}


@pytest.mark.parametrize(
    "name",
    [
        STORE,
        f"{VECTORS}/000001.faiss",
        f"{VECTORS}/000001.answers.npy",
        "manifest.json",
        "words/meta.json",
    ],
)
def test_a_damaged_library_is_mended_anew_and_only_so(
    name: str, built: Place, encoder: WordsEncoder
) -> None:
    (built.library / built.current() / name).write_bytes(b"damaged")
    with pytest.raises(DamagedLibrary):
        built.build(encoder)
    build(built.library, [built.pages], encoder, anew=True)
    assert built.bodies() == BUILT


@pytest.mark.parametrize("written", ["", "generation-000099", "\0"])
def test_a_damaged_current_is_mended_anew(
    written: str, built: Place, encoder: WordsEncoder
) -> None:
    (built.library / CURRENT).write_text(written)
    with pytest.raises(DamagedLibrary):
        built.opened()
    build(built.library, [built.pages], encoder, anew=True)
    assert built.bodies() == BUILT


def test_a_generation_that_is_gone_is_mended_anew(built: Place, encoder: WordsEncoder) -> None:
    shutil.rmtree(built.library / built.current())
    with pytest.raises(DamagedLibrary):
        built.opened()
    build(built.library, [built.pages], encoder, anew=True)
    assert built.bodies() == BUILT


def test_another_encoder_needs_a_library_anew(built: Place) -> None:
    other = WordsEncoder(salt="another")
    with pytest.raises(WrongEncoder):
        built.build(other)
    assert built.bodies() == BUILT
    build(built.library, [built.pages], other, anew=True)
    assert built.opened().manifest.fingerprint == other.fingerprint
    with pytest.raises(WrongEncoder):
        built.opened().search("veneers", WordsEncoder())


# Two builders.


class Meddler(WordsEncoder):
    """Starts a second build while the first one encodes."""

    def __init__(self, place: Place) -> None:
        super().__init__()
        self.place = place
        self.met: list[LibraryBusy] = []

    def encode_document(self, texts: Sequence[str]) -> Vectors:
        with pytest.raises(LibraryBusy) as caught:
            self.place.build(WordsEncoder())
        self.met.append(caught.value)
        return super().encode_document(texts)


def test_a_second_builder_is_told_and_the_first_goes_on(place: Place) -> None:
    place.write("a.txt", VENEERS)
    meddler = Meddler(place)
    place.build(meddler)
    assert {error.folder for error in meddler.met} == {place.library}
    assert place.bodies() == {"a#1": VENEERS.body}


def test_a_library_is_read_while_another_builds(built: Place, encoder: WordsEncoder) -> None:
    with FileLock(built.library / ".lock"):
        with pytest.raises(LibraryBusy):
            built.build()
        assert built.bodies() == BUILT
    assert page_ids_of(built.build()) == expected(unchanged=["a", "b"])


# Interruptions.


class Interrupted(Exception):
    """Stands for a kill."""


class Failing(WordsEncoder):
    def encode_document(self, texts: Sequence[str]) -> Vectors:
        raise Interrupted


def interrupt(monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    def fail(*arguments: object, **options: object) -> None:
        raise Interrupted

    monkeypatch.setattr(call, fail)


def test_an_interrupted_encoder_leaves_the_old_library_and_the_next_build_succeeds(
    built: Place,
) -> None:
    built.write("b.txt", CHANGED)
    with pytest.raises(Interrupted):
        built.build(Failing())
    assert built.bodies() == BUILT
    assert built.build().changed == ["b"]
    assert built.bodies() == BUILT | {"b#1": CHANGED.body}
    assert list(built.library.glob("making-*")) == []


@pytest.mark.parametrize(
    "call",
    [
        "index.library.writer.GenerationWriter._opened_words",
        "index.library.writer.marks",
        "index.library.writer.GenerationWriter.commit",
        "index.library.writer.flush",
        "index.durable.os.replace",
        "index.library.writer.VectorCache",
        "index.library.writer.hard_link",
        "index.search.lexical.Lexical.changing",
        "index.storage.manifest.Manifest.write",
        "index.search.segments.add",
        "index.search.segments.compact",
        "index.search.segments.make_inverted_file",
        "index.search.segments.remove",
        "index.search.segments.take_over",
        "index.search.whitening.Whitening.write",
    ],
)
def test_a_build_interrupted_anywhere_leaves_the_old_library_and_the_next_succeeds(
    call: str, built: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    built.write("b.txt", CHANGED)
    with monkeypatch.context() as patched:
        interrupt(patched, call)
        with pytest.raises(Interrupted):
            built.build()
        assert built.bodies() == BUILT
    assert built.build().changed == ["b"]
    assert built.bodies() == BUILT | {"b#1": CHANGED.body}
    assert built.current() == built.generations()[-1]
    assert list(built.library.glob("making-*")) == []


@pytest.mark.parametrize(
    "call", ["index.library.writer.GenerationWriter.commit", "index.durable.os.replace"]
)
def test_an_interrupted_first_build_leaves_no_library_and_the_next_succeeds(
    call: str, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.write("a.txt", VENEERS)
    with monkeypatch.context() as patched:
        interrupt(patched, call)
        with pytest.raises(Interrupted):
            place.build()
    assert not exists(place.library)
    place.build()
    assert place.bodies() == {"a#1": VENEERS.body}
    assert place.generations()[-1] == place.current()


def test_leftovers_are_swept(built: Place) -> None:
    left = built.library / "making-000002"
    (left / "words").mkdir(parents=True)
    (left / "words" / "part").write_bytes(b"unfinished")
    unnamed = built.library / "generation-000002"
    unnamed.mkdir()
    (unnamed / STORE).write_bytes(b"never named")
    (built.library / f".{CURRENT}.0123abcd.new").write_text("generation-0000")
    built.write("b.txt", CHANGED)
    built.build()
    assert built.bodies() == BUILT | {"b#1": CHANGED.body}
    assert not left.exists()
    assert built.generations() == ["generation-000001", "generation-000002"]


def test_leftovers_are_swept_even_if_nothing_changed(built: Place) -> None:
    (built.library / "making-000002").mkdir()
    (built.library / "generation-000002").mkdir()
    built.build()
    assert list(built.library.glob("making-*")) == []
    assert built.generations() == ["generation-000001"]


def test_two_generations_stay_at_most(built: Place) -> None:
    for number in range(2, 6):
        built.write("b.txt", CHANGED._replace(body=f"Version {number} of it."))
        built.build()
        assert built.generations() == [
            f"generation-{number - 1:06d}",
            f"generation-{number:06d}",
        ]
        assert built.current() == f"generation-{number:06d}"


def test_a_reader_goes_on_while_the_next_generation_is_built(
    built: Place, encoder: WordsEncoder
) -> None:
    reader = built.opened()
    built.write("b.txt", CHANGED)
    built.build()
    found = reader.answer("b#1")
    assert found.page.quote(found.answer.body) == FILLER.body
    assert reader.search(FILLER.body, encoder)[0].passage.answer_id == "b#1"


def test_other_files_in_the_folder_are_left_alone(built: Place) -> None:
    note = built.library / "note.txt"
    note.write_text("mine")
    built.write("b.txt", CHANGED)
    built.build()
    assert note.read_text() == "mine"
