"""Two changes of one library's folder at once, in every order: whoever comes second is told and has
changed nothing, or waits; afterwards the library, its uploads and its list agree, as if one had
come after the other."""

import threading
from collections.abc import Callable
from contextlib import closing
from functools import cache
from itertools import product
from pathlib import Path

import pytest

from bot.cli import main
from bot.query.taught_synonyms import taught_in, teach, unteach
from index.errors import CannotUndo, LibraryBusy, Outdated
from index.library.add import Review, add
from index.library.build import build
from index.library.lock import changing
from index.library.open import Library
from index.library.remove import remove
from index.library.repair import damage_of
from index.library.undo import undo
from index.pages.read import ReadPage, read
from index.storage.tombstones import Tombstones
from index.storage.uploads import Uploads
from tests.faults.library import Place, served
from tests.faults.steps import Steps
from tests.faults.tally import Tally
from tests.faults.test_taking_out import CLAIRE, begun
from tests.pages.test_text_unseen import BONDING, FILLER, NOBODY, VENEERS, page_of
from tests.words_encoder import WordsEncoder

Act = Callable[[Place, Review], None]
"""What somebody does who saw the library as the review says; raises where it cannot be done now."""
Outcome = tuple[object, ...]


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Flushing changes nothing that is seen here; and who has to wait is told at once."""
    monkeypatch.setattr("index.library.writer.flush", lambda path: None)
    monkeypatch.setattr("bot.query.taught_synonyms.PATIENCE", 0.0)


def put(place: Place, review: Review, name: str, *told: object) -> None:
    upload = place.root / "staged" / f"{name}.txt"
    upload.parent.mkdir(exist_ok=True)
    upload.write_text(page_of(*told, votes=True, title=f"About {name}?"), encoding="utf-8")  # type: ignore[arg-type]
    add(place.library, {upload: [name]}, WordsEncoder(), review=review, by="anna")


def put_new(place: Place, review: Review) -> None:
    put(place, review, "c", BONDING._replace(body="Another bond."), VENEERS._replace(body="Wait."))


def put_again(place: Place, review: Review) -> None:
    put(place, review, "own", FILLER, VENEERS, NOBODY)


def remove_doctor(place: Place, review: Review) -> None:
    remove(place.library, WordsEncoder(), doctors=[CLAIRE])


def remove_page(place: Place, review: Review) -> None:
    remove(place.library, WordsEncoder(), pages=["own"])


def anew(place: Place, review: Review) -> None:
    build(place.library, [place.pages], WordsEncoder(), anew=True)


def teach_a_word(place: Place, review: Review) -> None:
    teach(place.library, "zebra stripes", "veneers", "anna")


def take_back(place: Place, review: Review) -> None:
    undo(place.library, WordsEncoder(), generation=review.generation)


ACTS = (put_new, put_again, remove_doctor, remove_page, anew, teach_a_word)
UNDONE = (put_new, put_again, remove_doctor)
PAIRS = (
    *product(ACTS, ACTS),
    *((take_back, act) for act in UNDONE),
    *((act, take_back) for act in UNDONE),
    (take_back, take_back),
)


def review_of(place: Place) -> Review:
    with closing(Library.open(place.library)) as library:
        return Review.of(library)


def done(act: Act, place: Place, review: Review) -> None:
    """Do it; whoever is told that the library changed looks again, and then does it."""
    try:
        act(place, review)
    except Outdated:
        act(place, review_of(place))
    except CannotUndo:
        assert act is take_back, "it is another change that would be taken back: left alone"


def outcome(place: Place) -> Outcome:
    """What came of it; library, uploads and list agree."""
    assert damage_of(place.library).problems == ()
    shown = served(place.library)
    listed = Tombstones.read(place.library)
    uploads = Uploads(place.library).folder
    in_files = {}
    for found in read([uploads]):
        assert isinstance(found, ReadPage)
        rest = listed.without(found.page)
        for answer in () if rest is None else rest.answers:
            in_files[answer.id] = (rest.quote(answer.body), answer.doctor.name)  # type: ignore[union-attr]
    with closing(Library.open(place.library)) as library:
        own = {
            answer_id
            for answer_id in shown
            if Path(library.stored()[answer_id.partition("#")[0]].file).is_relative_to(uploads)
        }
        for page in library.pages():
            assert listed.without(page) is page, "nothing on the list is left"
    assert {answer_id: shown[answer_id] for answer_id in own} == in_files
    return dict(shown), listed.withheld, taught_in(place.library)


@pytest.mark.parametrize(("first", "second"), PAIRS, ids=lambda act: act.__name__)
def test_two_changes_in_any_order_are_one_after_the_other(
    first: Act,
    second: Act,
    quick_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    tally: Tally,
    long: bool,
) -> None:
    place = begun(quick_path / "place")  # which knows its pages by their paths
    kept = place.copy("kept")

    @cache
    def one_after_the_other(*acts: Act) -> Outcome:
        place = kept.copy("place")
        review = review_of(place)
        for act in acts:
            done(act, place, review)
        return outcome(place)

    expected = (one_after_the_other(first, second), one_after_the_other(second, first))
    steps = Steps(monkeypatch)
    stops = 0
    # Every second point, and by turns: all of them in --long.
    for n in range(1, 99, 1 if long else 3):
        place = kept.copy("place")
        review = review_of(place)
        if not steps.begin(lambda: done(first, place, review), n):  # noqa: B023
            steps.finish()
            break
        stops += 1
        before = outcome_of_files(place)
        try:
            done(second, place, review)
            was_busy = False
        except LibraryBusy:
            was_busy = True
            assert outcome_of_files(place) == before, "busy means that nothing was changed"
        steps.finish()
        if was_busy:
            done(second, place, review)
        found = outcome(place)
        tally.record(28, wrong=int(found not in expected))
        assert found in expected, n
    assert stops > 1


def outcome_of_files(place: Place) -> dict[str, bytes]:
    """Everything in the folder, but for locks."""
    files = (file for file in place.library.rglob("*") if file.is_file())
    return {str(file): file.read_bytes() for file in files if not file.name.endswith(".lock")}


# Waiting, and what must not be lost.


def test_twenty_words_that_are_taught_at_once_are_all_kept(
    quick_path: Path, monkeypatch: pytest.MonkeyPatch, tally: Tally
) -> None:
    monkeypatch.setattr("bot.query.taught_synonyms.PATIENCE", 30.0)
    place = begun(quick_path / "place")
    words = [f"word {letter}" for letter in "abcdefghijklmnopqrst"]
    threads = [
        threading.Thread(target=teach, args=(place.library, word, "veneers", "anna"))
        for word in words
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = [said for term in taught_in(place.library) for said in term.said]
    tally.record(28, tries=20, lost=20 - len(found))
    assert sorted(found) == words


def test_a_word_is_not_taught_or_forgotten_during_a_change(quick_path: Path) -> None:
    place = begun(quick_path / "place")
    teach(place.library, "zebra", "veneers", "anna")
    before = outcome_of_files(place)
    with changing(place.library):
        with pytest.raises(LibraryBusy, match="nothing was changed"):
            teach(place.library, "lion", "veneers", "anna")
        with pytest.raises(LibraryBusy):
            unteach(place.library, "zebra")
    assert outcome_of_files(place) == before


@pytest.mark.parametrize("act", [put_new, remove_doctor])
def test_whoever_has_patience_waits_for_the_other_change(act: Act, quick_path: Path) -> None:
    place = begun(quick_path / "place")
    review = review_of(place)
    began, may_end = threading.Event(), threading.Event()

    def slow() -> None:
        with changing(place.library):
            began.set()
            may_end.wait(20)

    thread = threading.Thread(target=slow)
    thread.start()
    began.wait(20)
    with pytest.raises(LibraryBusy, match="nothing was changed"):
        act(place, review)
    threading.Timer(0.5, may_end.set).start()
    if act is put_new:
        upload = place.root / "staged" / "c.txt"
        assert upload.is_file(), "it is kept for another try"
        files = {upload: ["c"]}
        add(place.library, files, WordsEncoder(), review=review, by="anna", patience=20)
    else:
        remove(place.library, WordsEncoder(), doctors=[CLAIRE], patience=20)
    thread.join()
    assert outcome(place)


def test_a_library_that_is_made_anew_has_its_own_uploads(quick_path: Path) -> None:
    place = begun(quick_path / "place")
    before = outcome(place)
    anew(place, review_of(place))
    assert outcome(place) == before and "own#1" in served(place.library)


def test_a_decision_about_an_upload_waits_for_its_turn(
    quick_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = begun(quick_path / "place")
    page = Uploads(place.library).folder / "own.txt"
    command = ["--library", str(place.library), "pages"]
    assert main([*command, "--draft", str(page)]) == 0
    decision = place.root / "decision.toml"
    decision.write_text(capsys.readouterr().out, encoding="utf-8")
    before = outcome_of_files(place)
    with changing(place.library):
        assert main([*command, "--decide", str(decision), str(page)]) == 2
        assert "nothing was changed" in capsys.readouterr().err
    assert outcome_of_files(place) == before
    assert main([*command, "--decide", str(decision), str(page)]) == 0


def test_what_is_said_of_an_uploads_columns_waits_for_its_turn(
    quick_path: Path, tally: Tally, capsys: pytest.CaptureFixture[str]
) -> None:
    place = begun(quick_path / "place")
    table = Uploads(place.library).folder / "faq.csv"
    table.write_text("Q,A\nDo veins hurt?,They rarely do.\n", encoding="utf-8")
    command = ["--library", str(place.library), "pages", str(table), "--map", "answer_text=A"]
    before = outcome_of_files(place)
    with changing(place.library):
        assert main(command) == 2
        assert "nothing was changed" in capsys.readouterr().err
    assert outcome_of_files(place) == before
    assert main(command) == 0
    assert (table.parent / "faq.map.toml").is_file()
    tally.record(28)
