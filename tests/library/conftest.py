"""What the tests of building and planning share: a folder of pages, and a library of them."""

from pathlib import Path

import pytest

from tests.library.test_build import Place
from tests.pages.test_text_unseen import BONDING, FILLER, VENEERS


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


@pytest.fixture
def built(place: Place) -> Place:
    """Two pages, built; Claire Beaumont's answer is the first on the first."""
    place.write("a.txt", VENEERS, BONDING)
    place.write("b.txt", FILLER)
    place.build()
    return place
