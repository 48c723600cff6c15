"""A library on Serve, for tests: what every process of Ray imports."""

from pathlib import Path

from index.library.open import Library
from tests.search.test_inverted_file import MeaningEncoder


def load(_: Library) -> MeaningEncoder:
    return MeaningEncoder()
