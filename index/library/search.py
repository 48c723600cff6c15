"""Searches a generation: ranks passages by meaning and by words, fuses, and groups by answer."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from dataclasses import dataclass, field

import numpy as np

from index.encoders.encoder import IntArray, Vectors
from index.errors import DamagedLibrary
from index.library.generation import Generation
from index.model import Hit, Page, Passage
from index.search.dense import Ranking
from index.search.fuse import Scores, fuse
from index.search.lexical import OWN_WORDS, UNHEADED, Lexical
from index.search.whitening import evenly_spaced

POOL = 150
"""Passages that each ranker gives to the fusion; twice as many found no more."""
DENSE_WEIGHT, LEXICAL_WEIGHT = 0.87, 0.13
"""Measured on patients' questions: ahead of vectors alone, and far ahead of equal weights."""
SCORED_AT_ONCE = 20_000
"""Passages whose vectors are read at a time where all are."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """The evidence whether a question was addressed here, on this library's own scale.

    `closeness` is the best cosine, over that of neighbouring passages here; `topic` the mean cosine
    to all passages, over that between passages here. `known` is the share of the question's words,
    rare ones counting more, that any doctor here used, from 0 to 1, and `matched` the share that
    the best answer alone has.
    """

    closeness: float
    topic: float
    known: float
    matched: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Trial:
    """What is changed to try a library on a page's own question: passages that are `left_out`, by
    id, and the `vectors` of others of the page's passages, each of shape (dimension,), made without
    its title, whose words do not count then either. Nor do those of the headlines of `unheaded`
    ones, which are the title once more."""

    left_out: AbstractSet[int] = frozenset()
    vectors: Mapping[int, Vectors] = field(default_factory=dict)
    unheaded: AbstractSet[int] = frozenset()

    def search(self, lexical: Lexical, text: str, k: int) -> Ranking:
        """The passages with a vector here that share words with a text."""
        headed = lexical.search(text, k, self.vectors.keys() - self.unheaded, OWN_WORDS)
        return headed + lexical.search(text, k, self.unheaded, UNHEADED)


@dataclass(frozen=True, slots=True, eq=False)
class SearchResult:
    """The hits for a question, best first, the evidence, and how close neighbouring passages are
    here (a cosine)."""

    hits: list[Hit]
    evidence: Evidence
    near: float


def find(
    generation: Generation,
    wordings: Sequence[str],
    vectors: Vectors,
    k: int,
    among: Sequence[str] | None = None,
    judged: Collection[str] = (),
    trial: Trial | None = None,
) -> SearchResult:
    """The k answers nearest to a question, each by its best passage, best first.

    Args:
        wordings: the question, and other wordings of it; a passage may be near to any.
        vectors: theirs, shape (wordings, dimension).
        among: search these answers only, by id; filters come before ranking.
        judged: those of the wordings that must be addressed, as well as one of the others.
        trial: what is changed to try the library on its own questions.
    """
    allowed = None if among is None else set(generation.store.passage_ids(among))
    pool = max(POOL, 5 * k)
    trial = trial or Trial()
    hidden = generation.store.withheld | trial.left_out | trial.vectors.keys()
    most = pool + len(hidden)  # so that none of those that are shown is missed
    near = _best([generation.dense.search(vector, most, allowed) for vector in vectors])
    shared = _best([generation.lexical.search(text, most, allowed) for text in wordings])
    near, shared = (_shown(found, hidden, pool) for found in (near, shared))
    if trial.vectors:
        near |= {one: float((vectors @ vector).max()) for one, vector in trial.vectors.items()}
        shared |= _best([trial.search(generation.lexical, text, most) for text in wordings])
    pooled = np.array(sorted(near.keys() | shared.keys()), np.int64)
    ids, answers, known = _whole_answers(generation, pooled)
    rows = np.searchsorted(ids, pooled)
    for number, vector in trial.vectors.items():
        known[ids == number] = vector
    cosines = known @ vectors.T
    scores = _compared(generation, vectors, ids, answers, known, is_kept=not trial.vectors)
    by_words = np.fromiter(shared, np.int64), np.fromiter(shared.values(), np.float64)
    by_both: list[Scores] = [(pooled, scores[rows]), by_words]
    ranking = fuse(pooled, by_both, [DENSE_WEIGHT, LEXICAL_WEIGHT])
    owner = dict(zip(pooled.tolist(), answers[rows].tolist(), strict=True))
    best = _best_per_answer(ranking, owner, max(k, 1))
    closeness = cosines.max(axis=1, initial=-1.0)[rows].tolist()
    hits = _hits(generation, best[:k], dict(zip(owner, closeness, strict=True)))
    whitening = generation.whitening
    first = owner[best[0][0]] if best else None
    groups = [
        [n for n, one in enumerate(wordings) if (one in judged) is own] for own in (False, True)
    ]
    nearest, topics = cosines.max(axis=0, initial=0.0).tolist(), (vectors @ whitening.mean).tolist()
    of_first = ids[answers == first].tolist()
    fields = UNHEADED if first in trial.unheaded else OWN_WORDS
    shares = [
        generation.lexical.shares(text, of_first, fields, trial.left_out) for text in wordings
    ]
    evidence = [
        Evidence(
            closeness=max(nearest[n] for n in group) / whitening.near,
            topic=max(topics[n] for n in group) / whitening.common,
            known=max(shares[n][0] for n in group),
            matched=max(shares[n][1] for n in group),
        )
        for group in groups
        if group
    ]
    return SearchResult(hits, _weakest(evidence), whitening.near)


def _weakest(evidence: Sequence[Evidence]) -> Evidence:
    """The least of each, where several things have to be addressed."""
    if len(evidence) == 1:
        return evidence[0]
    return Evidence(
        closeness=min(one.closeness for one in evidence),
        topic=min(one.topic for one in evidence),
        known=min(one.known for one in evidence),
        matched=min(one.matched for one in evidence),
    )


def nearest(generation: Generation, vector: Vectors, k: int) -> list[Hit]:
    """The k answers nearest by vectors alone, for comparing; the score is the cosine.

    Args:
        vector: the question's, shape (dimension,).
    """
    hidden = generation.store.withheld
    found = dict(generation.dense.search(vector, 5 * k + len(hidden)))
    ranking = list(_shown(found, hidden, 5 * k).items())
    numbers = np.array([number for number, _ in ranking], np.int64)
    ids, answers, _ = _whole_answers(generation, numbers)
    owner = dict(zip(ids.tolist(), answers.tolist(), strict=True))
    return _hits(generation, _best_per_answer(ranking, owner, k), dict(ranking))


def closeness(
    generation: Generation, vectors: Vectors, least: float, among: Collection[str]
) -> dict[str, float]:
    """How near answers are to the nearest of some vectors, shape (wordings, dimension), by their
    best passage: the cosine of every answer that has at least `least`, and of those in `among`.
    """
    asked = generation.store.passage_ids(list(among))
    with _with_all_vectors(generation):
        firsts, cosines = generation.dense.by_answer(vectors, least, asked)
    wanted = ~np.isin(firsts, np.array(list(generation.store.withheld), dtype=np.int64))
    ids = firsts[wanted].tolist()
    answers = generation.store.answers_of(ids)
    for number in ids:
        if number not in answers:
            raise _of_no_passage(generation, number)
    near = zip(ids, cosines[wanted].tolist(), strict=True)
    return {answers[number]: cosine for number, cosine in near}


def saying(
    generation: Generation, wordings: Collection[str], fields: Sequence[str] = OWN_WORDS
) -> set[str]:
    """The ids of the answers that say one of some words or phrases in those fields of the index."""
    lexical = generation.lexical
    phrases = lexical.phrases(wordings)
    ids: set[int] = set()
    unsure: set[int] = set()
    for phrase in phrases:
        (ids if len(phrase) == 1 else unsure).update(lexical.holding(phrase, fields))
    # The index does not know which words are next to each other.
    several = {phrase for phrase in phrases if len(phrase) > 1}
    for number, texts in generation.store.texts(unsure - ids).items():
        if any(lexical.says(getattr(texts, name), several) for name in fields):
            ids.add(number)
    answers = generation.store.answers_of(ids)
    return {answers[number] for number in ids if number in answers}


def page_vectors(generation: Generation, most: int) -> tuple[list[str], Vectors]:
    """The pages' ids and the mean vectors of their passages, of length 1, shape (pages, dimension);
    of at most so many passages, evenly chosen."""
    dense = generation.dense
    ids = dense.ids[~np.isin(dense.ids, list(generation.store.withheld))]
    ids = ids[evenly_spaced(len(ids), most)]
    vectors = dense.vectors(ids)
    passages = _passages(generation, ids.tolist())
    pages = [Page.id_of(passages[number].answer_id) for number in ids.tolist()]
    named = sorted(set(pages))
    rows = np.searchsorted(named, pages)
    sums = np.zeros((len(named), dense.dimension), dtype=np.float32)
    np.add.at(sums, rows, vectors)
    sums /= np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-12)
    return named, sums


def page_scores(generation: Generation, centres: Vectors) -> tuple[list[str], Vectors]:
    """The pages' ids, and how near the passages of each are to some vectors on average, shape
    (pages, centres)."""
    ids, pages = generation.store.passage_pages()
    named = sorted(set(pages))
    number_of = {page_id: number for number, page_id in enumerate(named)}
    rows = np.array([number_of[page_id] for page_id in pages], dtype=np.int64)
    sums = np.zeros((len(named), len(centres)), dtype=np.float32)
    for start in range(0, len(ids), SCORED_AT_ONCE):
        some = slice(start, start + SCORED_AT_ONCE)
        np.add.at(sums, rows[some], vectors_of(generation, ids[some]) @ centres.T)
    passages = np.bincount(rows, minlength=len(named)).astype(np.float32)
    return named, sums / passages[:, None]


def vectors_of(generation: Generation, ids: Sequence[int] | IntArray) -> Vectors:
    """The vectors of those passages, shape (ids, dimension).

    Raises:
        DamagedLibrary: one has none.
    """
    with _with_all_vectors(generation):
        return generation.dense.vectors(ids)


@contextmanager
def _with_all_vectors(generation: Generation) -> Iterator[None]:
    """Take a passage without a vector for damage of the generation."""
    try:
        yield
    except LookupError as error:
        raise generation.damaged(f"a passage has no vector ({error})") from error


def _passages(generation: Generation, ids: Sequence[int]) -> dict[int, Passage]:
    passages = generation.store.passages(ids)
    for number in ids:
        if number not in passages:
            raise _of_no_passage(generation, number)
    return passages


def _of_no_passage(generation: Generation, number: int) -> DamagedLibrary:
    return generation.damaged(f"vector {number} belongs to no passage")


def _whole_answers(generation: Generation, ids: IntArray) -> tuple[IntArray, IntArray, Vectors]:
    """All passages of the answers of some passages: their ids, the id of the first passage of
    each one's answer, and their vectors, shape (passages, dimension)."""
    with _with_all_vectors(generation):
        return generation.dense.siblings(ids)


def _compared(
    generation: Generation,
    asked: Vectors,
    ids: IntArray,
    answers: IntArray,
    vectors: Vectors,
    *,
    is_kept: bool,
) -> Vectors:
    """The scores of all passages of some answers, by the lengths that the library keeps of them if
    these are its own vectors."""
    if not len(ids):
        return np.empty(0, dtype=np.float32)
    whitening = generation.whitening
    kept = whitening.kept.of(ids) if is_kept and whitening.kept is not None else None
    return whitening.scores(asked, answers, vectors, kept or whitening.lengths(answers, vectors))


def _hits(generation: Generation, ranking: Ranking, closeness: Mapping[int, float]) -> list[Hit]:
    passages = _passages(generation, [number for number, _ in ranking])
    return [Hit(passages[number], score, closeness[number]) for number, score in ranking]


def _best(rankings: Sequence[Ranking]) -> dict[int, float]:
    """The best score that any wording gave each passage."""
    best = dict(rankings[0])
    for ranking in rankings[1:]:
        for number, score in ranking:
            best[number] = max(score, best.get(number, score))
    return best


def _shown(found: dict[int, float], hidden: AbstractSet[int], most: int) -> dict[int, float]:
    """The best scores of passages that are shown; all where nothing is hidden."""
    if not hidden:
        return found
    shown = [pair for pair in found.items() if pair[0] not in hidden]
    return dict(sorted(shown, key=lambda pair: -pair[1])[:most])


def _best_per_answer(ranking: Ranking, answers: Mapping[int, int], most: int) -> Ranking:
    """The first passage of each answer, of so many answers at most."""
    best: dict[int, tuple[int, float]] = {}
    for number, score in ranking:
        if len(best) == most:
            break
        best.setdefault(answers[number], (number, score))
    return list(best.values())
