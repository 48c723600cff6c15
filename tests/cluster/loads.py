"""Loads the encoder of tests where Ray's processes import it from."""

from index.library.open import Library
from tests.search.test_inverted_file import MeaningEncoder


def load(_: Library) -> MeaningEncoder:
    """The encoder of a library of these tests."""
    return MeaningEncoder()
