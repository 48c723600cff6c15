"""What FAISS finds is what comparing every vector finds, in the same order; and what a library of
the version before holds is found again, without encoding anything anew."""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest

from bot.reply.reply import reply_to
from index.encoders.encoder import Encoder, IntArray, Vectors
from index.errors import DamagedLibrary, repair_command
from index.library.build import build
from index.library.generation import VECTORS
from index.library.open import Library
from index.library.remove import remove
from index.library.repair import damage_of, repair
from index.search import segments
from index.search.dense import Dense, Ranking, read_removed
from index.search.segment import Segment, segment_names
from index.storage.current import current_generation
from index.storage.manifest import FORMAT
from tests.band_questions import ODD_WORDS
from tests.conftest import SEEDS
from tests.library.earlier_vectors import make_vectors_earlier
from tests.search.test_inverted_file import MeaningEncoder, texts, write_records
from tests.seed_questions import ADDRESSED
from tests.words_encoder import WordsEncoder


class EveryVector:
    """`Dense`, by comparing every vector with numpy."""

    def __init__(self, folder: Path) -> None:
        found = [Segment.read(folder, name) for name in segment_names(folder)]
        ids = np.concatenate([one.ids for one in found])
        kept = ~np.isin(ids, read_removed(folder))
        self.ids = ids[kept]
        self._answers = np.concatenate([one.answers for one in found])[kept]
        self._vectors = np.concatenate([one.vectors(np.arange(len(one))) for one in found])[kept]
        self.dimension = self._vectors.shape[1]

    def __len__(self) -> int:
        return len(self.ids)

    def vectors(self, ids: Iterable[int]) -> Vectors:
        return np.asarray(self._vectors[np.searchsorted(self.ids, np.array([*ids], dtype=int))])

    def siblings(self, ids: Iterable[int]) -> tuple[IntArray, IntArray, Vectors]:
        firsts = self._answers[np.searchsorted(self.ids, np.array([*ids], dtype=int))]
        rows = np.flatnonzero(np.isin(self._answers, firsts))
        return self.ids[rows], self._answers[rows], self._vectors[rows]

    def search(self, query: Vectors, k: int, among: Collection[int] | None = None) -> Ranking:
        rows = np.arange(len(self)) if among is None else np.isin(self.ids, [*among]).nonzero()[0]
        cosines, ids = self._vectors[rows] @ query, self.ids[rows]
        order = np.lexsort((ids, -cosines))[:k]
        return list(zip(ids[order].tolist(), cosines[order].tolist(), strict=True))

    def by_answer(
        self, queries: Vectors, least: float = -1, among: Sequence[int] = ()
    ) -> tuple[IntArray, Vectors]:
        cosines = (self._vectors @ queries.T).max(axis=1)
        firsts = np.unique(self._answers)
        best = np.array([cosines[self._answers == one].max() for one in firsts], dtype=np.float32)
        wanted = (best >= least) | np.isin(firsts, self.siblings(among)[1])
        return firsts[wanted], best[wanted]


def by_every_vector(library: Library) -> Library:
    """The same library, its vectors compared one by one."""
    plain = cast(Dense, EveryVector(library.generation / VECTORS))
    return Library(replace(library.parts, dense=plain))


def told(question: str, library: Library, encoder: Encoder) -> list[Any]:
    """The whole reply to a question: bands, answers in their order, lit words, and what is said."""
    reply = reply_to(question, library, encoder)
    return [
        (
            part.band,
            [(card.answer.id, card.highlights, card.excerpt) for card in part.cards],
            [card.closeness for card in part.cards],
            [found.answer.id for found in part.related],
            reply.notices,
        )
        for part in reply.parts
    ]


def assert_same(one: Library, other: Library, encoder: Encoder, questions: Sequence[str]) -> None:
    ids = [answer_id for answer_id, _ in one.doctors()]
    for question in questions:
        for (band, *found), (wanted_band, *wanted) in zip(
            told(question, one, encoder), told(question, other, encoder), strict=True
        ):
            assert (band, found[0], found[2:]) == (wanted_band, wanted[0], wanted[2:]), question
            assert found[1] == pytest.approx(wanted[1], abs=1e-6)
        for among in (None, ids[::3], ids[:1], []):
            hits, wanted_hits = (
                library.find([question], encoder, 50, among) for library in (one, other)
            )
            assert [hit.passage for hit in hits.hits] == [hit.passage for hit in wanted_hits.hits]
            assert hits.near == wanted_hits.near
            assert hits.evidence.closeness == pytest.approx(wanted_hits.evidence.closeness)
            scores = [hit.score for hit in wanted_hits.hits]
            assert [hit.score for hit in hits.hits] == pytest.approx(scores, abs=1e-5)
        near = one.closeness([question], encoder, 0.3, ids[::5])
        assert near == pytest.approx(other.closeness([question], encoder, 0.3, ids[::5]), abs=1e-6)
        assert len(near) >= len(ids[::5])


def test_to_every_question_on_the_seeds_the_same_answers_in_the_same_order(
    library: Library,
) -> None:
    questions = [*ADDRESSED, *ODD_WORDS]
    assert_same(library, by_every_vector(library), WordsEncoder(), questions)


@pytest.mark.model
def test_with_the_model_too(real_library: Library) -> None:
    questions = [*ADDRESSED, *ODD_WORDS][::3]
    assert_same(real_library, by_every_vector(real_library), real_library.encoder(), questions)


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of a thousand answers in several segments, a few of which were removed."""
    root = tmp_path_factory.mktemp("grown")
    every = texts(1000, 12, seed=7)
    for first, last in ((0, 700), (700, 950), (950, 1000)):
        write_records(root / f"from-{first}.jsonl", every[:last], first)
        build(root / "library", [root / f"from-{first}.jsonl"], MeaningEncoder())
    (gone, *_) = (answer_id for answer_id, _ in Library.open(root / "library").doctors())
    remove(root / "library", MeaningEncoder(), answers=[gone])
    write_records(root / "from-950.jsonl", every[:1000], 960)
    build(root / "library", [root / "from-950.jsonl"], MeaningEncoder())
    return root / "library"


def test_in_a_generated_library_too_with_segments_and_removals(grown: Path) -> None:
    library = Library.open(grown)
    assert len(segment_names(library.generation / VECTORS)) > 1
    assert len(read_removed(library.generation / VECTORS)) > 0
    questions = [" ".join(text.split()[:5]) for text in texts(1000, 12, seed=8)[::50]]
    assert_same(library, by_every_vector(library), MeaningEncoder(), questions)


def test_a_segment_is_not_added_to_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(segments, "LARGEST", 100)
    write_records(tmp_path / "records.jsonl", texts(150, 9, seed=6))
    build(tmp_path / "library", [tmp_path / "records.jsonl"], MeaningEncoder())
    write_records(tmp_path / "more.jsonl", texts(190, 9, seed=6), 150)
    monkeypatch.setattr("index.library.writer.WINDOW", 30)
    build(tmp_path / "library", [tmp_path / "more.jsonl"], MeaningEncoder())
    build(tmp_path / "anew", [tmp_path], MeaningEncoder(), anew=True)
    for folder, sizes in (("library", [150, 40]), ("anew", [120, 70])):
        vectors = current_generation(tmp_path / folder) / VECTORS
        found = [len(Segment.read(vectors, name)) for name in segment_names(vectors)]
        assert found == sizes
        library = Library.open(tmp_path / folder)
        assert list(library.problems()) == []
        assert_same(library, by_every_vector(library), MeaningEncoder(), ["fake news"])


# Libraries of the version before.


FILES = {4: {"000001.npy", "000001.ids.npy"}, 5: {"000001.faiss", "000001.answers.npy"}}
"""What the folder of vectors holds, by the number of the format."""


@pytest.fixture(params=FILES)
def number(request: pytest.FixtureRequest) -> int:
    found: int = request.param
    return found


@pytest.fixture
def earlier(library_copy: Path, number: int) -> Path:
    make_vectors_earlier(library_copy, number)
    return library_copy


def files_of(library: Path) -> set[str]:
    return {file.name for file in (current_generation(library) / VECTORS).iterdir()}


def test_an_earlier_library_opens_sound_and_gives_the_same_answers(
    earlier: Path, library: Library, number: int
) -> None:
    assert files_of(earlier) == FILES[number]
    opened = Library.open(earlier)
    assert opened.manifest.format == number
    assert list(opened.problems()) == [] and damage_of(earlier).problems == ()
    assert_same(opened, library, WordsEncoder(), ADDRESSED[::4])


def test_the_next_build_takes_it_over_and_encodes_nothing_though_no_page_changed(
    earlier: Path, library: Library
) -> None:
    encoder = WordsEncoder()
    report = build(earlier, [SEEDS], encoder)
    assert (report.added, report.changed, report.removed) == ([], [], [])
    assert (report.embedded, encoder.seen) == (0, [])
    assert files_of(earlier) == FILES[5]
    assert Segment.read(current_generation(earlier) / VECTORS, "000001").is_of_now
    taken = Library.open(earlier)
    assert taken.manifest.format == FORMAT
    assert list(taken.problems()) == []
    assert_same(taken, library, WordsEncoder(), ADDRESSED[::4])
    build(earlier, [SEEDS], encoder)
    assert Library.open(earlier).manifest.generation == taken.manifest.generation


def test_a_page_that_comes_later_is_all_that_is_encoded(earlier: Path, tmp_path: Path) -> None:
    row = {"id": "r1", "answer_text": "Rest for a week after it."}
    (tmp_path / "more.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    encoder = WordsEncoder()
    assert build(earlier, [tmp_path / "more.jsonl"], encoder).embedded == len(encoder.seen) == 1
    assert {file.rpartition(".")[2] for file in files_of(earlier)} == {"faiss", "npy"}
    assert not any(file.endswith(".ids.npy") for file in files_of(earlier))
    assert damage_of(earlier).problems == ()


def test_what_is_removed_from_it_is_gone_from_its_vectors(earlier: Path) -> None:
    before = Library.open(earlier)
    (doctor,) = {one.name for _, one in before.doctors() if one.name == "Jared Mallalieu"}
    gone = [answer_id for answer_id, one in before.doctors() if one.name == doctor]
    ids = before.parts.store.passage_ids(gone)
    removed = [bytes_of(vector) for vector in before.vectors(ids)]
    before.close()
    remove(earlier, WordsEncoder(), doctors=[str(doctor)])
    held = b"".join(file.read_bytes() for file in earlier.rglob("*") if file.is_file())
    kept = {bytes_of(vector) for vector in Library.open(earlier).vectors(everything(earlier))}
    assert removed and not [
        one for both in removed if both not in kept for one in both if one in held
    ]


def bytes_of(vector: Vectors) -> tuple[bytes, bytes]:
    """A vector as the earlier version has it on disk, and as this one has."""
    return vector.tobytes(), vector.astype(np.float16).tobytes()


def everything(library: Path) -> list[int]:
    return Library.open(library).parts.store.passage_ids()


@pytest.mark.parametrize(("number", "name"), [(n, one) for n in FILES for one in sorted(FILES[n])])
def test_where_it_is_hurt_it_is_refused_with_the_command_that_mends_it(
    name: str, earlier: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = current_generation(earlier) / VECTORS / name
    file.write_bytes(file.read_bytes()[:-8])
    with pytest.raises(DamagedLibrary) as caught:
        Library.open(earlier)
    assert name in str(caught.value) and repair_command(earlier) in str(caught.value)
    monkeypatch.setattr("index.library.repair.load_encoder", lambda name: WordsEncoder())
    assert repair(earlier).embedded > 0
    assert damage_of(earlier).problems == ()
    assert files_of(earlier) == FILES[5]
