"""A library of the seeds, opened: what it finds, what it holds, and what it refuses."""

import hashlib
import json
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict
from itertools import pairwise
from math import log
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest

from index.encoders.encoder import IntArray, Vectors
from index.encoders.sentence_encoder import SentenceEncoder
from index.errors import DamagedLibrary, LibraryError, NoLibrary, WrongEncoder, WrongFormat
from index.library.build import build
from index.library.generation import STORE, VECTORS, WHITENING
from index.library.open import RERANKED, Library, exists
from index.library.search import Evidence
from index.model import Hit
from index.search.chunk import clue
from index.search.dense import Dense
from index.search.segment import Segment, segment_names
from index.search.whitening import PRIOR_NEAR, Whitening
from index.storage.current import CURRENT, point_at
from index.storage.manifest import FORMAT, NAME, READABLE, Manifest, marks
from tests.conftest import SEEDS
from tests.table_of_answers import ANSWERS, PAGES
from tests.words_encoder import ROUNDED, WordsEncoder

IDS = [f"{row.page_id}#{row.number}" for row in ANSWERS]
SEGMENT, SEGMENT_ANSWERS = f"{VECTORS}/000001.faiss", f"{VECTORS}/000001.answers.npy"
QUESTION = "Is it safe to exercise facial muscles one week after Botox?"


def answer_ids(hits: Sequence[Hit]) -> list[str]:
    return [hit.passage.answer_id for hit in hits]


# The law.


def test_every_answer_equals_the_slice_of_the_file_on_disk(library: Library) -> None:
    for page in library.pages():
        on_disk = (SEEDS / f"{page.id}.txt").read_bytes()
        assert page.digest == hashlib.sha256(on_disk).hexdigest()
        text = on_disk.decode("utf-8")
        for answer in page.answers:
            assert page.quote(answer.body) == text[answer.body.start : answer.body.end]


def test_every_answer_comes_back_with_its_own_doctor(library: Library) -> None:
    for row in ANSWERS:
        found = library.answer(f"{row.page_id}#{row.number}")
        body = found.page.quote(found.answer.body)
        assert (body[:40], body[-40:], len(body)) == (
            row.body_start,
            row.body_end,
            row.body_length,
        )
        assert asdict(found.answer.doctor) == {
            "name": row.name,
            "credentials": row.credentials,
            "named_by": row.named_by,
            "place": row.place,
            "specialty": row.specialty,
            "rating": row.rating,
            "reviews": row.reviews,
            "status": row.status,
        }


def test_the_doctors_are_those_of_the_pages(library: Library) -> None:
    assert dict(library.doctors()) == {
        answer.id: answer.doctor for page in library.pages() for answer in page.answers
    }


# Looking up.


def test_pages_come_in_the_order_of_their_ids(library: Library) -> None:
    assert [page.id for page in library.pages()] == sorted(PAGES)


def test_an_answer_brings_the_page_it_stands_on(library: Library) -> None:
    for answer_id in IDS:
        found = library.answer(answer_id)
        assert found.answer.id == answer_id
        assert found.answer in found.page.answers
        assert found.page == library.page(answer_id.split("#")[0])


@pytest.mark.parametrize("unknown", ["", "nobody", "000_935efed495dcb89e", "x#1", "' OR 1=1 --"])
def test_an_unknown_answer_is_a_key_error(unknown: str, library: Library) -> None:
    with pytest.raises(KeyError, match=r".*"):
        library.answer(unknown)


@pytest.mark.parametrize("unknown", ["", "nobody", "000_935efed495dcb89e#1", "%"])
def test_an_unknown_page_is_a_key_error(unknown: str, library: Library) -> None:
    with pytest.raises(KeyError, match=r".*"):
        library.page(unknown)


def test_titles_come_from_the_pages_with_most_answers_first(library: Library) -> None:
    titles = {row.title: row.found for row in PAGES.values()}
    assert set(library.titles(9)) == set(titles)
    assert [titles[title] for title in library.titles(9)] == sorted(titles.values(), reverse=True)
    assert library.titles(1) == library.titles(9)[:1]


# Searching.


def test_a_doctors_own_words_find_their_answer(library: Library, encoder: WordsEncoder) -> None:
    for answer_id in IDS:
        found = library.answer(answer_id)
        (best, *_) = library.search(found.page.quote(found.answer.body), encoder)
        assert best.passage.answer_id == answer_id


def test_every_answer_is_found_once_by_its_best_passage(
    library: Library, encoder: WordsEncoder
) -> None:
    hits = library.search(QUESTION, encoder, k=100)
    assert sorted(answer_ids(hits)) == sorted(IDS)
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)
    for hit in hits:
        assert library.answer(hit.passage.answer_id).answer.body.holds(hit.passage.span)


@pytest.mark.parametrize("k", [0, 1, 3, 28, 1000])
def test_a_search_finds_as_many_as_asked_for(
    k: int, library: Library, encoder: WordsEncoder
) -> None:
    everything = answer_ids(library.search(QUESTION, encoder, k=100))
    assert answer_ids(library.search(QUESTION, encoder, k=k)) == everything[:k]


def test_closeness_is_the_true_cosine(library: Library, encoder: WordsEncoder) -> None:
    (vector,) = encoder.encode_query([QUESTION])
    hits = library.search(QUESTION, encoder, k=100)
    for hit in hits:
        found = library.answer(hit.passage.answer_id)
        (other,) = encoder.encode_document([clue(found.page, found.answer, hit.passage, encoder)])
        assert hit.closeness == pytest.approx(float(np.dot(vector, other)), abs=ROUNDED)


def test_the_nearest_by_vectors_alone_are_ordered_by_the_true_cosine(
    library: Library, encoder: WordsEncoder
) -> None:
    hits = library.nearest(QUESTION, encoder, k=100)
    by_search = {hit.passage.answer_id: hit for hit in library.search(QUESTION, encoder, k=100)}
    assert {hit.passage.answer_id for hit in hits} == set(by_search) == set(IDS)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert all(hit.score == pytest.approx(hit.closeness, abs=1e-6) for hit in hits)
    # The best passage by cosine is at least as near as the one that words helped to choose.
    assert all(hit.closeness >= by_search[hit.passage.answer_id].closeness - 1e-6 for hit in hits)


@pytest.mark.parametrize("wanted", [IDS[:1], IDS[-1:], IDS[3:9], IDS])
def test_a_search_among_some_answers_finds_those_only(
    wanted: list[str], library: Library, encoder: WordsEncoder
) -> None:
    found = answer_ids(library.search(QUESTION, encoder, k=100, among=wanted))
    assert sorted(found) == sorted(wanted)


def test_the_farthest_answer_is_found_when_it_is_asked_for(
    library: Library, encoder: WordsEncoder
) -> None:
    last = library.search(QUESTION, encoder, k=100)[-1]
    (only,) = library.search(QUESTION, encoder, k=1, among=[last.passage.answer_id])
    assert only.passage.answer_id == last.passage.answer_id
    assert only.closeness == pytest.approx(last.closeness)


@pytest.mark.parametrize("among", [[], ["nobody#1"], ["", "%"]])
def test_a_search_among_nobody_finds_nothing(
    among: list[str], library: Library, encoder: WordsEncoder
) -> None:
    assert library.search(QUESTION, encoder, among=among) == []


@pytest.mark.parametrize("question", ["", " ", "?", "😀", "\0", "the", "x" * 100_000, '"(" AND *'])
def test_an_unusual_question_breaks_nothing(
    question: str, library: Library, encoder: WordsEncoder
) -> None:
    assert set(answer_ids(library.search(question, encoder, k=3))) <= set(IDS)


def test_the_same_question_gives_the_same_order(library: Library, encoder: WordsEncoder) -> None:
    assert library.search(QUESTION, encoder, k=28) == library.search(QUESTION, encoder, k=28)


def test_an_empty_library_finds_nothing(tmp_path: Path, encoder: WordsEncoder) -> None:
    (tmp_path / "pages").mkdir()
    build(tmp_path / "library", [tmp_path / "pages"], encoder)
    library = Library.open(tmp_path / "library")
    assert library.search(QUESTION, encoder) == []
    assert list(library.pages()) == []
    assert library.titles(3) == []
    assert list(library.problems()) == []


def test_an_encoder_of_the_same_dimension_is_refused(library: Library) -> None:
    other = WordsEncoder(salt="another")
    with pytest.raises(WrongEncoder) as caught:
        library.search(QUESTION, other)
    own = WordsEncoder()
    assert caught.value.found == f"{other.name} ({other.fingerprint[:12]})"
    assert caught.value.wanted == f"{own.name} ({own.fingerprint[:12]})"
    assert str(caught.value).endswith(
        f"rebuild it with: doctor-answers --library {library.folder} build PATH --anew"
    )


@pytest.mark.model
def test_the_real_library_gives_every_answer_its_true_cosine(
    real_library: Library, real_encoder: SentenceEncoder
) -> None:
    encoder = real_encoder
    (vector,) = encoder.encode_query([QUESTION])
    hits = real_library.search(QUESTION, encoder, k=100)
    assert sorted(answer_ids(hits)) == sorted(IDS)
    for hit in hits[:5]:
        found = real_library.answer(hit.passage.answer_id)
        (other,) = encoder.encode_document([clue(found.page, found.answer, hit.passage, encoder)])
        assert hit.closeness == pytest.approx(float(np.dot(vector, other)), abs=ROUNDED)
    assert list(real_library.problems()) == []


# Several wordings, and what they tell.


def library_of(folder: Path, *texts: str, max_tokens: int = 64) -> tuple[Library, WordsEncoder]:
    """A library of one answer per text on pages of their own, which have no titles."""
    encoder = WordsEncoder(max_tokens=max_tokens)
    file = folder / "records.jsonl"
    rows = [{"id": f"r{n}", "answer_text": text} for n, text in enumerate(texts)]
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    build(folder / "library", [file], encoder)
    return Library.open(folder / "library"), encoder


def test_a_question_without_any_wording_is_refused(library: Library, encoder: WordsEncoder) -> None:
    with pytest.raises(ValueError, match="there is no question"):
        library.find([], encoder)


def test_a_search_gives_the_hits_of_the_only_wording(
    library: Library, encoder: WordsEncoder
) -> None:
    assert library.search(QUESTION, encoder, 5) == library.find([QUESTION], encoder, 5).hits


WINE = ("Rest today.", "No wine tonight.", "Alcohol thins blood.", "Lips bruise easily.")


def test_another_wording_brings_up_what_the_first_does_not(tmp_path: Path) -> None:
    library, encoder = library_of(tmp_path, *WINE)
    (first, *others) = library.find(["wine"], encoder).hits
    assert first.passage.answer_id == "r1#1"
    assert all(hit.closeness == 0 for hit in others)
    both = library.find(["wine", "alcohol"], encoder).hits
    assert set(answer_ids(both[:2])) == {"r1#1", "r2#1"}
    assert answer_ids(library.find(["alcohol", "wine"], encoder).hits) == answer_ids(both)


def test_each_wording_is_searched_by_its_stemmed_words_as_well(tmp_path: Path) -> None:
    library, encoder = library_of(
        tmp_path, "Massaging.", "Massaging, massaging, massaging!", "Rest."
    )
    hits = library.find(["sauna", "massages"], encoder).hits
    assert all(hit.closeness == 0 for hit in hits)
    # To the encoder the first two are the same; by stemmed words the second says it more often.
    scores = {hit.passage.answer_id: hit.score for hit in hits}
    assert scores["r1#1"] > scores["r0#1"]


def test_the_order_of_the_wordings_changes_nothing(tmp_path: Path) -> None:
    library, encoder = library_of(tmp_path, *WINE)
    asked = ["no wine tonight", "wine", "alcohol thins blood", "blood"]
    forth, back = (library.find(one, encoder).hits for one in (asked, asked[::-1]))
    assert answer_ids(forth) == answer_ids(back)
    assert [hit.score for hit in forth] == pytest.approx([hit.score for hit in back])


def test_closeness_is_the_best_of_any_wording(tmp_path: Path) -> None:
    library, encoder = library_of(tmp_path, *WINE)
    found = library.find(["wine", "alcohol thins everything", "lips"], encoder)
    assert {hit.passage.answer_id: hit.closeness for hit in found.hits} == pytest.approx(
        {"r0#1": 0, "r1#1": 1 / 3**0.5, "r2#1": 2 / (3**0.5 * 3**0.5), "r3#1": 1 / 3**0.5},
        abs=ROUNDED,
    )
    assert found.evidence.closeness == pytest.approx(2 / 3 / found.near, abs=2 * ROUNDED)


def test_the_evidence_of_a_small_library_is_worked_out_by_hand(tmp_path: Path) -> None:
    library, encoder = library_of(tmp_path, "Rest then exercise.", "Exercise helps.", "Skip wine.")
    found = library.find(["exercise rest sauna"], encoder)
    # Nearest to each other are the first two, with one word in common; the third has none.
    near = (1 / 6**0.5 + 1 / 6**0.5 + 0 + 10 * 0.71) / (3 + 10)
    # Any two of the nine pairs: each with itself, and the first two both ways.
    common = ((1 + 1 + 1 + 2 / 6**0.5) / 3 + 10 * 0.17) / (3 + 10)
    cosines = [2 / (3**0.5 * 3**0.5), 1 / (3**0.5 * 2**0.5), 0]
    rarity = {held: log(1 + (3 - held + 0.5) / (held + 0.5)) for held in (0, 1, 2)}
    assert found.near == pytest.approx(near, abs=ROUNDED)
    assert found.evidence.closeness == pytest.approx(max(cosines) / near, abs=2 * ROUNDED)
    assert found.evidence.topic == pytest.approx(sum(cosines) / 3 / common, abs=5 * ROUNDED)
    assert found.evidence.known == pytest.approx(
        (rarity[2] + rarity[1]) / (rarity[2] + rarity[1] + rarity[0])
    )
    # The best answer has both words that are known here; the second has one of them.
    assert found.evidence.matched == found.evidence.known
    second = library.find(["exercise sauna helps"], encoder).evidence
    assert second.matched == pytest.approx(
        (rarity[2] + rarity[1]) / (rarity[2] + rarity[1] + rarity[0])
    )
    apart = library.find(["rest rest helps wine"], encoder).evidence
    assert apart.known == 1
    assert apart.matched == pytest.approx(1 / 3)


def test_the_evidence_is_the_best_of_any_wording(tmp_path: Path) -> None:
    library, encoder = library_of(tmp_path, *WINE)
    alone = [library.find([text], encoder).evidence for text in ("sauna", "no wine", "alcohol")]
    assert library.find(["sauna", "no wine", "alcohol"], encoder).evidence == Evidence(
        closeness=max(one.closeness for one in alone),
        topic=max(one.topic for one in alone),
        known=max(one.known for one in alone),
        matched=max(one.matched for one in alone),
    )
    assert alone[0] == Evidence(0, 0, 0)


def test_what_must_be_addressed_as_well_weakens_the_evidence(tmp_path: Path) -> None:
    library, encoder = library_of(tmp_path, *WINE)
    both = library.find(["no wine", "alcohol"], encoder, judged=["alcohol"])
    wine, alcohol = (library.find([one], encoder).evidence for one in ("no wine", "alcohol"))
    assert both.hits == library.find(["no wine", "alcohol"], encoder).hits
    assert both.evidence == Evidence(
        closeness=min(wine.closeness, alcohol.closeness),
        topic=min(wine.topic, alcohol.topic),
        known=min(wine.known, alcohol.known),
    )
    assert library.find(["no wine", "sauna"], encoder, judged=["sauna"]).evidence.closeness == 0


def test_an_empty_library_tells_nothing(tmp_path: Path, encoder: WordsEncoder) -> None:
    (tmp_path / "pages").mkdir()
    build(tmp_path / "library", [tmp_path / "pages"], encoder)
    found = Library.open(tmp_path / "library").find([QUESTION], encoder)
    assert (found.hits, found.evidence, found.near) == ([], Evidence(0, 0, 0), PRIOR_NEAR)


def test_a_late_passage_is_helped_by_the_topic_of_its_answer(tmp_path: Path) -> None:
    late = "You may exercise again after one whole day."
    elsewhere = "You may exercise again after one day."
    library, encoder = library_of(
        tmp_path,
        f"Botox relaxes muscles and botox softens deep lines. {late}",
        f"Veneers cover teeth and brighten any dull smile. {elsewhere}",
        max_tokens=16,
    )
    first, second = library.find(["may I exercise after botox"], encoder).hits
    assert [
        library.answer(hit.passage.answer_id).page.quote(hit.passage.span)
        for hit in (first, second)
    ] == [late, elsewhere]
    # By itself the other one is nearer.
    assert first.closeness == pytest.approx(3 / (5**0.5 * 8**0.5), abs=ROUNDED)
    assert second.closeness == pytest.approx(3 / (5**0.5 * 7**0.5), abs=ROUNDED)


# A reranker.


class Backwards:
    """Scores texts the higher the later they come, and remembers what it was given."""

    def __init__(self) -> None:
        self.question = ""
        self.texts: list[str] = []

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        self.question, self.texts = question, list(texts)
        return [float(n) for n in range(len(texts))]


@pytest.mark.parametrize(("k", "read"), [(1, RERANKED), (8, RERANKED), (32, 32), (99, 35)])
def test_a_reranker_has_the_last_word_on_the_best(k: int, read: int, tmp_path: Path) -> None:
    library, encoder = library_of(tmp_path, *(f"Rest {n} days after Botox." for n in range(35)))
    asked = ["rest after botox", "botox rest"]
    before = library.find(asked, encoder, 99)
    reranker = Backwards()
    after = library.find(asked, encoder, k, reranker=reranker)
    assert answer_ids(after.hits) == answer_ids(before.hits[:read])[::-1][:k]
    assert [hit.score for hit in after.hits] == [float(n) for n in range(read)][::-1][:k]
    assert (after.evidence, after.near) == (before.evidence, before.near)
    assert reranker.question == asked[0]
    assert len(reranker.texts) == read


def test_a_reranker_reads_clues_and_leaves_the_closeness(
    library: Library, encoder: WordsEncoder
) -> None:
    before = library.find([QUESTION], encoder, 5)
    reranker = Backwards()
    after = library.find([QUESTION], encoder, 99, reranker=reranker)
    assert answer_ids(after.hits[-5:]) == answer_ids(before.hits)[::-1]
    assert [hit.closeness for hit in after.hits[-5:]] == [
        hit.closeness for hit in before.hits[::-1]
    ]
    for text, hit in zip(reranker.texts, before.hits, strict=False):
        found = library.answer(hit.passage.answer_id)
        assert text == clue(found.page, found.answer, hit.passage, encoder)
    assert library.search(QUESTION, encoder, 3, None, Backwards()) == after.hits[:3]


def test_a_reranker_reads_only_those_among_whom_is_searched(
    library: Library, encoder: WordsEncoder
) -> None:
    reranker = Backwards()
    hits = library.search(QUESTION, encoder, 9, IDS[:4], reranker)
    assert sorted(answer_ids(hits)) == sorted(IDS[:4])
    assert len(reranker.texts) == 4
    assert library.search(QUESTION, encoder, 9, [], reranker) == []


# How vectors lie.


def space_of(folder: Path) -> Whitening:
    return Whitening.read(generation_of(folder) / WHITENING)


def test_a_library_holds_how_its_own_vectors_lie(library: Library) -> None:
    dense = Dense.read(generation_of(library.folder) / VECTORS)
    ids, vectors = dense.ids.tolist(), dense.vectors(dense.ids)
    space = space_of(library.folder)
    assert space.mean == pytest.approx(vectors.mean(axis=0), abs=1e-6)
    assert space.trust == len(ids) / (len(ids) + 5000)
    passages = sqlite3.connect(generation_of(library.folder) / STORE).execute(
        "SELECT page_id, passages.id FROM passages JOIN answers ON answers.id = answer_id"
    )
    page_of = {number: page_id for page_id, number in passages}
    nearest = [
        max(float(a @ b) for m, b in zip(ids, vectors, strict=True) if page_of[m] != page_of[n])
        for n, a in zip(ids, vectors, strict=True)
    ]
    assert space.near == pytest.approx((sum(nearest) + 10 * 0.71) / (len(ids) + 10), abs=1e-6)


def test_how_vectors_lie_does_not_depend_on_the_way_they_came(
    tmp_path: Path, library: Library, encoder: WordsEncoder
) -> None:
    pages, folder = tmp_path / "pages", tmp_path / "library"
    pages.mkdir()
    first, second, third = sorted(SEEDS.glob("*.txt"))
    steps: list[list[Path]] = [[third, first], [third], [third, second], [first, second, third]]
    spaces = []
    for step in steps:
        for page in pages.iterdir():
            page.unlink()
        for page in step:
            shutil.copyfile(page, pages / page.name)
        build(folder, [pages], encoder)
        spaces.append(space_of(folder))
    assert all(one.near != other.near for one, other in pairwise(spaces))
    last, fresh = spaces[-1], space_of(library.folder)
    assert (last.trust, last.near, last.common) == pytest.approx(
        (fresh.trust, fresh.near, fresh.common), abs=1e-6
    )
    assert last.mean == pytest.approx(fresh.mean, abs=1e-6)
    assert last.stretch @ last.stretch.T == pytest.approx(fresh.stretch @ fresh.stretch.T, rel=1e-4)


# Opening.


def test_a_sound_library_has_no_troubles(library: Library) -> None:
    assert list(library.problems()) == []


@pytest.mark.parametrize("folder", ["missing", "empty", "file"])
def test_where_there_is_no_library_the_message_says_how_to_make_one(
    folder: str, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(NoLibrary) as caught:
        Library.open(tmp_path / folder)
    assert str(caught.value).endswith(
        f"make one with: doctor-answers --library {tmp_path / folder} build PATH"
    )
    assert not exists(tmp_path / folder)


def generation_of(folder: Path) -> Path:
    return folder / (folder / CURRENT).read_text().split()[0]


def names_of(folder: Path) -> list[str]:
    """Every file of the served generation, as an error would name it."""
    generation = generation_of(folder)
    return sorted(
        file.relative_to(folder).as_posix()
        for file in generation.rglob("*")
        if file.is_file() and file.suffix != ".lock"
    )


def refuse(folder: Path, evidence: str) -> None:
    """Assert that opening names the damage and ends with the command that mends it."""
    with pytest.raises(DamagedLibrary) as caught:
        Library.open(folder)
    assert evidence in caught.value.evidence
    assert str(caught.value).endswith(
        f"rebuild it with: doctor-answers --library {folder} build PATH --anew"
    )


def removed(file: Path) -> None:
    file.unlink()


def emptied(file: Path) -> None:
    file.write_bytes(b"")


def halved(file: Path) -> None:
    data = file.read_bytes()
    file.write_bytes(data[: len(data) // 2])


def lengthened(file: Path) -> None:
    file.write_bytes(file.read_bytes() + b"\0")


def flipped_first(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[0] ^= 1
    file.write_bytes(data)


def flipped_within(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 16
    file.write_bytes(data)


def zeroed(file: Path) -> None:
    file.write_bytes(bytes(file.stat().st_size))


def made_a_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


@pytest.mark.parametrize(
    "hurt",
    [
        removed,
        emptied,
        halved,
        lengthened,
        flipped_first,
        flipped_within,
        zeroed,
        made_a_folder,
    ],
)
def test_a_hurt_file_is_named_with_what_mends_it(
    hurt: Callable[[Path], None], library_copy: Path, tmp_path: Path
) -> None:
    for name in names_of(library_copy):
        folder = Path(shutil.copytree(library_copy, tmp_path / "hurt"))
        hurt(folder / name)
        # Where a hash in the manifest is altered, the file that it is of no longer fits.
        in_a_hash = hurt is flipped_within and name.endswith(NAME)
        refuse(folder, generation_of(folder).name if in_a_hash else name)
        shutil.rmtree(folder)


def test_no_flipped_bit_of_the_manifest_goes_unseen(library_copy: Path) -> None:
    file = generation_of(library_copy) / NAME
    data = file.read_bytes()
    unseen = []
    files = data.index(b'"files"')
    for position in [*range(files), *range(files, len(data), 7)]:
        file.write_bytes(data[:position] + bytes([data[position] ^ 1]) + data[position + 1 :])
        try:
            library = Library.open(library_copy)
            library.check_encoder(WordsEncoder())
        except LibraryError:
            continue
        except WrongEncoder:
            pass
        start = data.rfind(b"\n", 0, position) + 1
        unseen.append(data[start : data.find(b"\n", position)].decode().strip())
    assert sorted(set(unseen)) == []


@pytest.mark.parametrize(
    "written", ["", "generation-000099", "../elsewhere", ".", "generation-000001/../..", "\0"]
)
def test_a_current_that_names_no_generation_is_refused(written: str, library_copy: Path) -> None:
    (library_copy / CURRENT).write_text(written)
    refuse(library_copy, CURRENT)


def test_a_current_that_is_no_text_is_refused(library_copy: Path) -> None:
    (library_copy / CURRENT).write_bytes(b"\xff\xfe")
    refuse(library_copy, CURRENT)


@pytest.mark.parametrize("found", [0, min(READABLE) - 1, max(READABLE) + 1, str(FORMAT), None])
def test_another_format_is_refused(found: object, library_copy: Path) -> None:
    file = generation_of(library_copy) / NAME
    file.write_text(json.dumps({**json.loads(file.read_text()), "format": found}))
    point_at(file.parent)
    with pytest.raises(WrongFormat) as caught:
        Library.open(library_copy)
    assert (caught.value.found, caught.value.wanted) == (found, FORMAT)


@pytest.mark.parametrize("written", ["null", "[]", "{}", '"text"', f'{{"format": {FORMAT}}}', "3"])
def test_a_manifest_of_another_shape_is_refused(written: str, library_copy: Path) -> None:
    (generation_of(library_copy) / NAME).write_text(written)
    refuse(library_copy, NAME)


def test_files_of_two_generations_are_not_mixed(
    library_copy: Path, tmp_path: Path, encoder: WordsEncoder
) -> None:
    other = tmp_path / "other"
    build(other, [SEEDS / "004_7b62c1b3ba7f1990.txt"], encoder)
    for name in (STORE, SEGMENT, SEGMENT_ANSWERS, WHITENING):
        folder = Path(shutil.copytree(library_copy, tmp_path / "mixed"))
        shutil.copyfile(generation_of(other) / name, generation_of(folder) / name)
        refuse(folder, name)
        shutil.rmtree(folder)


# What a manifest cannot tell.


def make_the_manifest_fit(folder: Path, **changes: object) -> None:
    generation = generation_of(folder)
    manifest = asdict(Manifest.read(generation))
    manifest.update(changes, files=marks(generation))
    Manifest(**manifest).write(generation)
    point_at(generation)


def alter(folder: Path, statement: str, *values: object) -> None:
    connection = sqlite3.connect(generation_of(folder) / STORE)
    changed = connection.execute(statement, values).rowcount
    connection.commit()
    connection.close()
    assert changed
    make_the_manifest_fit(folder)


ALTERED = "003_13a95f21a5b80d88#2"
SET = "UPDATE answers SET {} WHERE id = ?"


@pytest.mark.parametrize(
    "change",
    [
        "name = 'Ben Behnam'",
        "name = NULL",
        "credentials = 'DO'",
        "named_by = 'signature'",
        "place = 'Paris'",
        "specialty = 'Surgeon'",
        "rating = 5.0",
        "reviews = 3",
        "status = 'retired'",
        "record_id = 'r1'",
        "number = 99",
        "body_start = body_start + 1",
        "body_end = body_end - 1",
        "body_end = 999999",
        "headline_start = headline_start + 1",
        "headline_start = NULL, headline_end = NULL",
        "byline_start = byline_start + 1",
        "body_start = -1",
        "seal = ''",
        "page_id = '004_7b62c1b3ba7f1990'",
    ],
)
def test_an_altered_answer_does_not_fit_its_seal(change: str, library_copy: Path) -> None:
    alter(library_copy, SET.format(change), ALTERED)
    library = Library.open(library_copy)
    with pytest.raises(DamagedLibrary) as caught:
        library.answer(ALTERED)
    assert ALTERED in caught.value.evidence
    troubles = list(library.problems())
    assert any(f"answer {ALTERED}" in trouble for trouble in troubles)


def test_two_answers_that_swap_their_doctors_do_not_fit_their_seals(library_copy: Path) -> None:
    one, other = "004_7b62c1b3ba7f1990#2", "004_7b62c1b3ba7f1990#3"
    doctors = dict(Library.open(library_copy).doctors())
    for to, source in ((one, other), (other, one)):
        doctor = doctors[source]
        alter(
            library_copy,
            SET.format("name = ?, credentials = ?, place = ?, specialty = ?"),
            doctor.name,
            doctor.credentials,
            doctor.place,
            doctor.specialty,
            to,
        )
    library = Library.open(library_copy)
    assert list(library.problems()) == [
        f"answer {answer_id} does not fit its seal" for answer_id in (one, other)
    ]


def test_an_altered_word_of_a_page_does_not_fit_the_seal(library_copy: Path) -> None:
    alter(
        library_copy,
        "UPDATE pages SET text = replace(text, 'By 24 hours', 'By 42 hours') WHERE id = ?",
        ALTERED.split("#", maxsplit=1)[0],
    )
    library = Library.open(library_copy)
    assert list(library.problems()) == [
        f"the text of page {ALTERED.partition('#')[0]} does not fit its digest",
        f"answer {ALTERED} does not fit its seal",
    ]
    with pytest.raises(DamagedLibrary):
        library.answer(ALTERED)
    assert library.answer(IDS[0]).answer.id == IDS[0]


def test_a_passage_that_reaches_out_of_its_answer_is_found(library_copy: Path) -> None:
    alter(library_copy, "UPDATE passages SET end = end + 9999 WHERE answer_id = ?", ALTERED)
    troubles = list(Library.open(library_copy).problems())
    assert troubles
    assert {trouble.partition(" reaches ")[2] for trouble in troubles} == {
        f"out of answer {ALTERED}"
    }


def test_a_passage_of_another_answer_is_found(library_copy: Path) -> None:
    alter(library_copy, "UPDATE passages SET answer_id = ? WHERE id = 1", ALTERED)
    troubles = list(Library.open(library_copy).problems())
    assert troubles == [f"passage 1 reaches out of answer {ALTERED}"]


def test_a_missing_row_is_refused_at_once(library_copy: Path) -> None:
    alter(library_copy, "DELETE FROM passages WHERE id = 1")
    refuse(library_copy, STORE)


@pytest.mark.parametrize("name", ["pages", "answers", "passages"])
def test_a_manifest_that_counts_otherwise_is_refused(name: str, library_copy: Path) -> None:
    make_the_manifest_fit(library_copy, **{name: 99})
    refuse(library_copy, f"{name}, the manifest says 99")


def test_another_dimension_is_refused(library_copy: Path) -> None:
    make_the_manifest_fit(library_copy, dimension=63)
    refuse(library_copy, VECTORS)


def test_a_space_of_another_dimension_is_refused(library_copy: Path) -> None:
    vectors = np.eye(63, dtype=np.float32)
    Whitening.of(vectors, np.arange(63)).write(generation_of(library_copy) / WHITENING)
    make_the_manifest_fit(library_copy)
    refuse(library_copy, f"{WHITENING} has dimension 63, not 64")


def test_a_library_without_its_space_is_refused_though_the_manifest_fits(
    library_copy: Path,
) -> None:
    (generation_of(library_copy) / WHITENING).unlink()
    make_the_manifest_fit(library_copy)
    refuse(library_copy, WHITENING)


def rewrite(folder: Path, change: Callable[[IntArray, Vectors], None]) -> list[int]:
    """Change ids and vectors on disk in place, the manifest made to fit; the ids as they were."""
    generation = generation_of(folder)
    (name,) = segment_names(generation / VECTORS)
    segment = Segment.read(generation / VECTORS, name)
    numbers, vectors = segment.ids.copy(), segment.vectors(np.arange(len(segment)))
    change(numbers, vectors)
    for file in (SEGMENT, SEGMENT_ANSWERS):
        (generation / file).unlink()
    Segment.of(numbers, segment.answers, vectors).write(generation / VECTORS, name)
    make_the_manifest_fit(folder)
    ids: list[int] = segment.ids.tolist()
    return ids


def test_vectors_of_other_passages_are_found(library_copy: Path) -> None:
    def move_on(numbers: IntArray, vectors: Vectors) -> None:
        numbers += 1

    rewrite(library_copy, move_on)
    library = Library.open(library_copy)
    assert list(library.problems()) == [f"{VECTORS} and {STORE} do not hold the same passages"]
    with pytest.raises(DamagedLibrary):
        library.search(QUESTION, WordsEncoder(), k=100)


def test_a_vector_of_another_length_is_found(library_copy: Path) -> None:
    def lengthen(numbers: IntArray, vectors: Vectors) -> None:
        vectors[3] *= 2
        vectors[5] = np.nan

    ids = rewrite(library_copy, lengthen)
    troubles = list(Library.open(library_copy).problems())
    assert [trouble.partition(" has length ")[0] for trouble in troubles] == [
        f"vector {ids[3]} in {VECTORS}",
        f"vector {ids[5]} in {VECTORS}",
    ]


def test_what_is_no_index_is_refused_though_the_manifest_fits(
    library_copy: Path, tmp_path: Path
) -> None:
    for name in (STORE, SEGMENT, SEGMENT_ANSWERS, WHITENING, "words/meta.json"):
        folder = Path(shutil.copytree(library_copy, tmp_path / "hurt"))
        (generation_of(folder) / name).write_bytes(b"no index at all")
        make_the_manifest_fit(folder)
        with pytest.raises(DamagedLibrary):
            Library.open(folder)
        shutil.rmtree(folder)


# Sharing.


def test_threads_share_one_library(library: Library) -> None:
    def ask(answer_id: str) -> tuple[str, list[str]]:
        found = library.answer(answer_id)
        words = found.page.quote(found.answer.body)
        return found.answer.id, answer_ids(library.search(words, WordsEncoder(), k=1))

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(ask, IDS * 4))
    assert found == [(answer_id, [answer_id]) for answer_id in IDS * 4]


@contextmanager
def as_nobody() -> Iterator[None]:
    """Root may write everywhere, so it steps aside."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_library_is_searched_where_nothing_may_be_written(
    library_folder: Path, encoder: WordsEncoder
) -> None:
    with TemporaryDirectory() as name:
        folder = Path(shutil.copytree(library_folder, Path(name) / "library"))
        everything = [Path(name), folder, *folder.rglob("*")]
        for path in everything:
            path.chmod(0o555 if path.is_dir() else 0o444)
        try:
            with as_nobody():
                library = Library.open(folder)
                hits = library.search(QUESTION, encoder, k=100)
                library.close()
        finally:
            for path in everything:
                path.chmod(0o755)
    assert sorted(answer_ids(hits)) == sorted(IDS)


# What staff look up.


def test_a_page_is_what_its_passages_speak_of_on_the_whole(
    library: Library, encoder: WordsEncoder
) -> None:
    page_ids, vectors = library.page_vectors(10_000)
    assert page_ids == sorted(PAGES)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    (hit,) = library.search(QUESTION, encoder, k=1)
    for page_id, vector in zip(page_ids, vectors, strict=True):
        ids = [one for one in IDS if one.startswith(page_id)]
        numbers = library.parts.store.passage_ids(ids)
        whole = library.vectors(numbers).sum(axis=0)
        assert np.allclose(vector, whole / np.linalg.norm(whole), atol=1e-5)
    assert hit.passage.answer_id.rpartition("#")[0] in page_ids


def test_of_many_passages_evenly_chosen_ones_speak_for_their_pages(library: Library) -> None:
    page_ids, vectors = library.page_vectors(3)
    assert 1 <= len(page_ids) <= 3
    assert vectors.shape == (len(page_ids), library.manifest.dimension)
    assert set(page_ids) <= set(PAGES)
    assert library.page_vectors(3)[0] == page_ids


def test_every_page_is_listed_as_a_reader_counts_it(library: Library) -> None:
    listed = library.list_pages()
    assert [row.page_id for row in listed] == list(PAGES)
    for row in listed:
        wanted = PAGES[row.page_id]
        assert (row.title, row.answers) == (wanted.title, wanted.found)
        assert row.file == str(SEEDS / f"{row.page_id}.txt")


def test_answers_that_are_here_have_seals_and_others_have_none(library: Library) -> None:
    seals = library.seals([*IDS, "gone#1", ""])
    assert sorted(seals) == sorted(IDS)
    assert len(set(seals.values())) == len(IDS)
    assert library.seals([]) == {}


def test_a_seal_is_another_when_the_words_or_the_doctor_are(tmp_path: Path) -> None:
    pages = Path(shutil.copytree(SEEDS, tmp_path / "pages"))
    build(tmp_path / "library", [pages], WordsEncoder())
    before = Library.open(tmp_path / "library").seals(IDS)
    file = pages / "004_7b62c1b3ba7f1990.txt"
    text = file.read_bytes()
    changed = text.replace(b"Botox is a fabulous", b"Botox is a splendid").replace(
        b"Miami Plastic Surgeon", b"Tampa Plastic Surgeon"
    )
    assert len(changed) == len(text)
    file.write_bytes(changed)
    build(tmp_path / "library", [pages], WordsEncoder())
    after = Library.open(tmp_path / "library").seals(IDS)
    assert {one for one in IDS if before[one] != after[one]} == {
        "004_7b62c1b3ba7f1990#2",
        "004_7b62c1b3ba7f1990#7",
    }
