"""The service keeps up with the library while it answers, and never shows what was taken out."""

import gc
import shutil
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from bot.query.taught_synonyms import teach
from bot.reply.reply import Reply, reply_to
from bot.reply.service import MOST_TRIES, AnswerService, ServedGeneration, read_word_lists
from bot.safety.signs import Sign, signs_in
from index.encoders.encoder import Vectors
from index.encoders.onnx_encoder import OnnxEncoder
from index.errors import DamagedLibrary, DamagedList, LibraryBusy, LibraryError
from index.library.build import build
from index.library.generation import STORE
from index.library.open import Library
from index.library.remove import remove
from index.model import Page
from index.storage.current import CURRENT, current_generation
from index.storage.tombstones import LIST, Tombstones
from tests.library.test_build import Place
from tests.pages.test_text_unseen import BONDING, FILLER, VENEERS
from tests.tiny_model import Make
from tests.words_encoder import WordsEncoder

CLAIRE = "Claire Beaumont"
QUESTION = "How many years do porcelain veneers last?"


@pytest.fixture
def place(tmp_path: Path) -> Place:
    made = Place(tmp_path)
    made.write("a.txt", VENEERS, BONDING)
    made.write("b.txt", FILLER)
    made.build()
    return made


@pytest.fixture
def service(place: Place, encoder: WordsEncoder) -> AnswerService:
    found = AnswerService(Library.open(place.library), encoder)
    found.load()
    found.wait()
    return found


@pytest.fixture(autouse=True)
def unflushed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Flushing to disk changes nothing that is seen here, and takes most of the time."""
    monkeypatch.setattr("index.library.writer.flush", lambda path: None)
    yield


def names_in(reply: Reply) -> set[str | None]:
    return {card.answer.doctor.name for card in reply.cards}


def bodies_in(reply: Reply) -> set[str]:
    return {card.quote for card in reply.cards}


def wordings_of(reply: Reply) -> list[str]:
    return [words for part in reply.parts for words in part.asked.wordings]


def test_without_a_build_the_library_stays_the_same_one(service: AnswerService) -> None:
    first = service.library
    assert names_in(service.reply(QUESTION)) >= {CLAIRE}
    assert service.library is first


def test_what_a_build_brings_is_found_without_a_restart(
    service: AnswerService, place: Place
) -> None:
    old, spelling = service.library, service.spelling
    words = "Porcelain veneers last for years and years."
    place.write("c.txt", VENEERS._replace(body=words))
    place.build()
    assert service.library is not old
    assert words in bodies_in(service.reply(QUESTION))
    assert service.spelling is not spelling
    assert service.library.manifest.generation == 2


def test_the_one_before_is_not_closed_under_a_question(
    service: AnswerService, place: Place
) -> None:
    old = service.library
    place.write("c.txt", FILLER._replace(body="Wait."))
    place.build()
    assert service.library is not old
    assert old.search(QUESTION, WordsEncoder())
    assert old.answer("a#1").page.id == "a"


def test_an_encoder_that_goes_on_is_not_loaded_again(service: AnswerService, place: Place) -> None:
    encoder = service.encoder
    place.write("c.txt", FILLER._replace(body="Wait."))
    place.build()
    assert service.library.manifest.generation == 2
    assert service.encoder is encoder


def test_another_encoder_comes_with_its_library(
    service: AnswerService, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = WordsEncoder(salt="other")
    monkeypatch.setattr(Library, "encoder", lambda self: other)
    build(place.library, [place.pages], other, anew=True)
    assert service.encoder is other
    assert names_in(service.reply(QUESTION)) >= {CLAIRE}


def test_a_new_library_that_cannot_be_opened_is_logged_once_and_the_old_one_goes_on(
    service: AnswerService, place: Place, caplog: pytest.LogCaptureFixture
) -> None:
    old = service.library
    place.write("a.txt", VENEERS, BONDING._replace(body="Changed."))
    place.build()
    with (current_generation(place.library) / STORE).open("ab") as file:
        file.write(b"more")
    for _ in range(3):
        assert service.library is old
    assert names_in(service.reply(QUESTION)) >= {CLAIRE}
    (record,) = caplog.records
    assert record.message.endswith("the page is served as before")
    assert record.exc_info and STORE in str(record.exc_info[1])


def test_a_current_that_is_damaged_or_gone_changes_nothing(
    service: AnswerService, place: Place, caplog: pytest.LogCaptureFixture
) -> None:
    old, written = service.library, (place.library / CURRENT).read_bytes()
    (place.library / CURRENT).write_bytes(b"\0\0\0")
    assert service.library is old
    (place.library / CURRENT).unlink()
    assert service.library is old
    (place.library / CURRENT).write_bytes(written)
    assert service.library is old
    assert len(caplog.records) == 2


def test_after_something_was_taken_out_no_damage_brings_it_back(
    service: AnswerService, place: Place
) -> None:
    remove(place.library, WordsEncoder(), doctors=[CLAIRE])
    with (current_generation(place.library) / STORE).open("ab") as file:
        file.write(b"more")
    for _ in range(2):
        with pytest.raises(LibraryError):
            service.reply(QUESTION)
        with pytest.raises(LibraryError):
            service.library.answer("a#1")
    build(place.library, [place.pages], WordsEncoder(), anew=True)
    assert CLAIRE not in names_in(service.reply(QUESTION))
    assert "Andre Whitlock" in names_in(service.reply("does composite bonding stain sooner?"))


def test_a_list_that_grew_is_obeyed_though_no_library_can_be_opened_any_more(
    service: AnswerService, place: Place
) -> None:
    assert CLAIRE in names_in(service.reply(QUESTION))
    store, listed = current_generation(place.library) / STORE, Tombstones.read(place.library)
    whole = store.read_bytes()
    store.write_bytes(whole + b"more")
    her = next(doctor for _, doctor in service.library.doctors() if doctor.name == CLAIRE)
    listed.adding(people=[her]).write(place.library)
    for _ in range(2):
        with pytest.raises(LibraryError):
            service.reply(QUESTION)
    store.write_bytes(whole)
    assert CLAIRE not in names_in(service.reply(QUESTION))


def test_nothing_is_shown_while_nobody_can_tell_what_was_removed(
    service: AnswerService, place: Place
) -> None:
    (place.library / LIST).write_text("person somebody\n", encoding="utf-8")
    for _ in range(2):
        with pytest.raises(DamagedList):
            service.reply(QUESTION)
    (place.library / LIST).unlink()
    assert CLAIRE in names_in(service.reply(QUESTION))


def test_a_library_that_is_gone_is_refused(service: AnswerService, place: Place) -> None:
    shutil.rmtree(place.library)
    with pytest.raises(LibraryError):
        service.reply(QUESTION)


def test_what_was_taught_is_known_at_once(service: AnswerService, place: Place) -> None:
    question = "how many years do tooth shells last?"
    assert not any("veneers" in words for words in wordings_of(service.reply(question)))
    teach(place.library, "tooth shells", "veneers", "Ann")
    assert any("veneers" in words for words in wordings_of(service.reply(question)))
    assert service.library.manifest.generation == 1


def test_words_that_cannot_be_read_are_logged_and_stop_nothing(
    service: AnswerService, place: Place, caplog: pytest.LogCaptureFixture
) -> None:
    (place.library / "terms.toml").write_text("not toml")
    remove(place.library, WordsEncoder(), doctors=[CLAIRE])
    assert CLAIRE not in names_in(service.reply(QUESTION))
    # whoever looks at the disk while nobody asks may tell of the removal, too
    assert any("terms.toml cannot be read" in record.message for record in caplog.records)


def test_no_reply_shows_a_doctor_after_everything_of_hers_was_taken_out(
    service: AnswerService, place: Place
) -> None:
    """Questions run in threads all the while. One that begins after `remove` returned shows
    nothing of her, and none that began before fails."""
    out, stop = threading.Event(), threading.Event()
    late: list[set[str | None]] = []
    early: list[set[str | None]] = []
    troubles: list[Exception] = []

    def ask() -> None:
        while not stop.is_set():
            is_late = out.is_set()
            try:
                found = names_in(service.reply(QUESTION))
                found |= {doctor.name for _, doctor in service.library.doctors()}
                (late if is_late else early).append(found)
            except Exception as error:  # noqa: BLE001  told in the end
                troubles.append(error)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    while len(early) < 20:
        threading.Event().wait(0.001)
    remove(place.library, WordsEncoder(), doctors=[CLAIRE])
    out.set()
    while len(late) < 60 and not troubles:
        threading.Event().wait(0.001)
    stop.set()
    for thread in threads:
        thread.join()
    assert troubles == []
    assert all(CLAIRE in names for names in early[:20])
    assert not any(CLAIRE in names for names in late)
    assert all("Andre Whitlock" in names for names in late)


def test_builds_one_after_the_other_disturb_no_question(
    service: AnswerService, place: Place
) -> None:
    stop = threading.Event()
    troubles: list[Exception] = []
    replies: list[set[str]] = []

    def ask() -> None:
        while not stop.is_set():
            try:
                replies.append(bodies_in(service.reply(QUESTION)))
            except Exception as error:  # noqa: BLE001  told in the end
                troubles.append(error)

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    versions = [f"Porcelain veneers last {years} years." for years in range(6)]
    for words in versions:
        place.write("a.txt", VENEERS._replace(body=words))
        place.build()
    stop.set()
    for thread in threads:
        thread.join()
    assert troubles == []
    assert versions[-1] in bodies_in(service.reply(QUESTION))
    assert all(len(found & {VENEERS.body, *versions}) == 1 for found in replies if found)


@pytest.mark.model
def test_an_encoder_whose_files_went_with_its_generation_is_opened_again(
    tmp_path: Path, tiny: Make
) -> None:
    from index.encoders.sentence_encoder import SentenceEncoder

    place = Place(tmp_path)
    place.write("a.txt", VENEERS, BONDING)
    build(place.library, [place.pages], SentenceEncoder(str(tiny())))
    service = AnswerService.open(place.library)
    encoder = service.encoder
    assert isinstance(encoder, OnnxEncoder)
    place.write("b.txt", FILLER)
    build(place.library, [place.pages], encoder)
    assert service.library.manifest.generation == 2
    assert service.encoder is encoder
    remove(place.library, service.library.encoder(), doctors=[CLAIRE])
    service.load()
    assert CLAIRE not in names_in(service.reply(QUESTION))
    assert service.encoder is not encoder


@pytest.mark.model
def test_the_words_of_the_doctors_are_looked_up_before_anybody_asks(
    tmp_path: Path, tiny: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    from index.encoders.sentence_encoder import SentenceEncoder

    place = Place(tmp_path)
    place.write("a.txt", VENEERS, BONDING)
    build(place.library, [place.pages], SentenceEncoder(str(tiny())))
    service = AnswerService.open(place.library)
    service.load()
    service.wait()
    looked_up: list[str] = []
    look_up = OnnxEncoder._look_up

    def counted(encoder: OnnxEncoder, words: Sequence[str]) -> Vectors:
        looked_up.extend(words)
        return look_up(encoder, words)

    monkeypatch.setattr(OnnxEncoder, "_look_up", counted)
    assert CLAIRE in names_in(service.reply(QUESTION))
    vocabulary = service.library.vocabulary()
    assert "porcelain" in vocabulary
    assert [word for word in looked_up if word in vocabulary] == []


def test_the_titles_of_the_library_are_read_before_anybody_asks(
    place: Place, encoder: WordsEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []

    def counted(message: str) -> tuple[Sign, ...]:
        read.append(message)
        return signs_in(message)

    monkeypatch.setattr("bot.reply.service.signs_in", counted)
    library = Library.open(place.library)
    service = AnswerService(library, encoder)
    service.load()
    service.wait()
    assert library.titles(3)
    assert set(library.titles(3)) <= set(read)


@pytest.mark.parametrize(("most", "read"), [(3, ["a", "b"]), (2, [])])
def test_the_answers_of_a_small_library_are_read_before_anybody_asks(
    most: int,
    read: list[str],
    place: Place,
    encoder: WordsEncoder,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.reply.service.ANSWERS_BEFOREHAND", most)
    library = Library.open(place.library)
    pages: list[str] = []

    def failing_at_first(page_id: str) -> Page:
        pages.append(page_id)
        raise DamagedLibrary(place.library, "a page is no page")

    monkeypatch.setattr(library, "page", failing_at_first)
    service = AnswerService(library, encoder)
    service.load()
    service.wait()
    assert pages == read
    assert service.reply(QUESTION).cards  # what could not be read before hinders no question


def test_once_it_is_ready_no_garbage_is_sought_in_what_it_loaded(
    place: Place, encoder: WordsEncoder
) -> None:
    gc.unfreeze()
    service = AnswerService(Library.open(place.library), encoder)
    service.load()
    service.wait()
    assert gc.get_freeze_count() > 10_000
    gc.unfreeze()


def test_builds_that_come_faster_than_an_answer_keep_nobody_waiting(
    service: AnswerService, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every generation is gone by the time that its answer is found."""
    served = service._newest()
    monkeypatch.setattr(service, "_newest", lambda: served)
    monkeypatch.setattr(ServedGeneration, "is_deleted", True)
    assert CLAIRE in names_in(service.reply(QUESTION)), "the newest holds the same"
    asked: list[str] = []

    def counted(question: str, *arguments: Any, **others: Any) -> Reply:
        asked.append(question)
        return reply_to(question, *arguments, **others)

    monkeypatch.setattr("bot.reply.service.reply_to", counted)
    remove(place.library, WordsEncoder(), doctors=[CLAIRE])
    with pytest.raises(LibraryBusy):
        service.reply(QUESTION)
    assert asked == [QUESTION] * MOST_TRIES


def test_lists_of_words_are_read_once_whichever_thread_comes_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    at_once, most = 0, 0

    def read(_: str) -> None:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        time.sleep(0.05)
        at_once -= 1

    monkeypatch.setattr("bot.reply.service.language_of", read)
    threads = [threading.Thread(target=read_word_lists) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 1
