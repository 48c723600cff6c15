"""Stars rate a doctor, not an answer: no order of answers depends on them."""

import random
import re
from collections.abc import Iterator
from contextlib import closing
from functools import cache
from pathlib import Path

import pytest

from bot.query.correct import Spelling
from bot.reply.reply import reply_to
from index.encoders.encoder import Encoder
from index.encoders.sentence_encoder import SentenceEncoder
from index.library.build import build
from index.library.open import Library
from index.model import Doctor
from tests.conftest import SEEDS
from tests.seed_questions import ADDRESSED, ELSEWHERE
from tests.words_encoder import WordsEncoder

STARS = re.compile(r"^(\d\.\d) out of 5 stars (\d+) reviews\n", re.MULTILINE)
QUESTIONS = ADDRESSED + ELSEWHERE
USUAL = 8
EVERY_ANSWER = 28
RATED = 18


def texts() -> dict[str, str]:
    """The seeds, by the names of their files."""
    return {file.name: file.read_bytes().decode("utf-8") for file in sorted(SEEDS.glob("*.txt"))}


def shuffled(seed: int) -> dict[str, str]:
    """The seeds with the numbers of their stars dealt to the doctors anew."""
    lines = [found[0] for text in texts().values() for found in STARS.finditer(text)]
    assert len(lines) == RATED
    random.Random(seed).shuffle(lines)
    dealt = iter(lines)
    return {name: STARS.sub(lambda _: next(dealt), text) for name, text in texts().items()}


def without_stars() -> dict[str, str]:
    return {name: STARS.sub("", text) for name, text in texts().items()}


def built(pages: dict[str, str], root: Path, encoder: Encoder) -> Library:
    """A library of those pages."""
    folder = root / "pages"
    folder.mkdir()
    for name, text in pages.items():
        (folder / name).write_bytes(text.encode("utf-8"))
    build(root / "library", [folder], encoder)
    return Library.open(root / "library")


def doctors(library: Library) -> dict[str, Doctor]:
    return {answer.id: answer.doctor for page in library.pages() for answer in page.answers}


def stars(library: Library) -> dict[str, tuple[float | None, int | None]]:
    return {one: (doctor.rating, doctor.reviews) for one, doctor in doctors(library).items()}


def but_for_stars(library: Library) -> dict[str, tuple[str | None, ...]]:
    return {
        one: (doctor.name, doctor.credentials, doctor.place, doctor.specialty, doctor.status)
        for one, doctor in doctors(library).items()
    }


Shown = dict[str, list[tuple[str, list[str]]]]


@cache
def shown(library: Library, encoder: Encoder, k: int) -> Shown:
    """For each question, its parts: the band, and the answers in order."""
    spelling = Spelling.of(library)
    replies = {
        question: reply_to(question, library, encoder, k, spelling=spelling)
        for question in QUESTIONS
    }
    return {
        question: [(part.band, [card.answer.id for card in part.cards]) for part in reply.parts]
        for question, reply in replies.items()
    }


def assert_much_is_shown(replies: Shown) -> None:
    """The comparison would say nothing if there were nothing to put in order."""
    orders = [tuple(ids) for parts in replies.values() for _, ids in parts if len(ids) > 2]
    assert len(orders) >= len(ADDRESSED)
    assert len(set(orders)) > len(orders) / 2


@pytest.fixture(scope="module")
def encoder() -> WordsEncoder:
    return WordsEncoder()


@pytest.fixture(scope="module")
def library(library_folder: Path) -> Iterator[Library]:
    with closing(Library.open(library_folder)) as opened:
        yield opened


@pytest.fixture(scope="module", params=[1, 2, 3])
def other(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Library]:
    """The seeds with other stars, built with WordsEncoder."""
    folder = tmp_path_factory.mktemp("other")
    with closing(built(shuffled(request.param), folder, WordsEncoder())) as opened:
        yield opened


def test_shuffled_stars_are_other_stars_for_the_same_doctors(
    library: Library, other: Library
) -> None:
    before, after = stars(library), stars(other)
    assert list(before) == list(after)
    assert sorted(filter(all, before.values())) == sorted(filter(all, after.values()))
    moved = [one for one in before if before[one] != after[one]]
    assert len(moved) >= RATED - 4
    assert but_for_stars(library) == but_for_stars(other)


@pytest.mark.parametrize("k", [USUAL, EVERY_ANSWER])
def test_no_order_changes_when_stars_are_shuffled(
    k: int, library: Library, other: Library, encoder: WordsEncoder
) -> None:
    assert stars(library) != stars(other)
    replies = shown(library, encoder, k)
    assert_much_is_shown(replies)
    assert shown(other, encoder, k) == replies


def test_no_order_changes_when_there_are_no_stars_at_all(
    library: Library, tmp_path: Path, encoder: WordsEncoder
) -> None:
    with closing(built(without_stars(), tmp_path, encoder)) as other:
        assert but_for_stars(library) == but_for_stars(other)
        assert set(stars(other).values()) == {(None, None)}
        assert len([one for one in stars(library).values() if all(one)]) == RATED
        replies = shown(library, encoder, EVERY_ANSWER)
        assert_much_is_shown(replies)
        assert shown(other, encoder, EVERY_ANSWER) == replies


@pytest.mark.model
def test_no_order_of_the_real_encoder_changes_when_stars_are_shuffled_or_missing(
    real_library: Library, real_encoder: SentenceEncoder, tmp_path: Path
) -> None:
    replies = shown(real_library, real_encoder, USUAL)
    assert_much_is_shown(replies)
    for name, pages in (("shuffled", shuffled(1)), ("none", without_stars())):
        (tmp_path / name).mkdir()
        with closing(built(pages, tmp_path / name, real_encoder)) as other:
            assert stars(other) != stars(real_library)
            assert shown(other, real_encoder, USUAL) == replies
