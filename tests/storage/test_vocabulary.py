"""The doctors' words behave like a dict and a set, whether they are looked up or read whole."""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace
from pathlib import Path

import pytest

from index.library.build import build
from index.library.generation import STORE
from index.library.open import Library
from index.storage.store import Store
from index.storage.vocabulary import Names, Vocabulary
from tests.pages.test_text_unseen import BONDING, FILLER, VENEERS, page_of
from tests.words_encoder import WordsEncoder

STRANGERS = ["", " ", "zebra", "Botox", "BOTOX", "botox ", "juvéderm", "'", "%", "a\0b"]


@pytest.fixture
def store(library: Library) -> Iterator[Store]:
    opened = Store.read(library.generation / STORE)
    yield opened
    opened.close()


def read_whole(words: Vocabulary | Names) -> bool:
    return "_all" in vars(words)


def test_a_word_is_looked_up_without_reading_all_of_them(store: Store) -> None:
    vocabulary, names = Vocabulary(store), Names(store)
    counts = store.vocabulary()
    assert vocabulary["botox"] == counts["botox"] > 1
    assert vocabulary.get("zebra") is None
    assert "massage" in vocabulary
    assert "krant" in names
    assert not read_whole(vocabulary)
    assert not read_whole(names)


@pytest.mark.parametrize("whole", [False, True])
def test_looked_up_or_read_whole_the_counts_are_the_same(whole: bool, store: Store) -> None:
    counts, named = store.vocabulary(), store.names()
    vocabulary, names = Vocabulary(store), Names(store)
    if whole:
        assert (len(vocabulary), len(names)) == (len(counts), len(named))
    for word in [*counts, *named, *STRANGERS]:
        assert vocabulary.get(word, 0) == counts.get(word, 0)
        assert (word in vocabulary) == (word in counts)
        assert (word in names) == (word in named)
    for word in {*STRANGERS, *named} - counts.keys():
        with pytest.raises(KeyError):
            vocabulary[word]
    assert (read_whole(vocabulary), read_whole(names)) == (whole, whole)


def test_the_vocabulary_is_like_a_dict(store: Store) -> None:
    counts = store.vocabulary()
    vocabulary: Mapping[str, int] = Vocabulary(store)
    assert (vocabulary, dict(vocabulary), len(vocabulary)) == (counts, counts, len(counts))
    assert sorted(vocabulary) == sorted(counts)
    assert set(vocabulary.items()) == set(counts.items())
    assert vocabulary.keys() | {"zebra"} == counts.keys() | {"zebra"}
    assert vocabulary.keys() - {"botox"} == counts.keys() - {"botox"}
    assert 0 not in vocabulary.values()


def test_the_names_are_like_a_set(store: Store) -> None:
    named = store.names()
    names: AbstractSet[str] = Names(store)
    assert names == named
    assert {*names} == {*named}
    assert (len(names), sorted(names)) == (len(named), sorted(named))
    assert names | {"zebra"} == {"zebra"} | names == named | {"zebra"}
    assert names & {"zebra", "krant"} == {"krant"}
    assert names - {"krant"} == named - {"krant"}
    assert {"krant", "zebra"} - names == {"zebra"}
    assert {"krant"} <= names
    assert names.isdisjoint({"zebra"})


def test_a_word_of_a_name_is_no_word_of_an_answer_and_the_other_way_round(store: Store) -> None:
    vocabulary, names = Vocabulary(store), Names(store)
    for word in ("massage", "exercise"):
        assert word in vocabulary
        assert word not in names
    only_names = {*names} - vocabulary.keys()
    assert "panama" in only_names


LOOKED_UP = ("bonding", "about", "two", "hyaluronic")


@pytest.mark.parametrize("whole", [False, True])
def test_a_word_is_gone_with_the_last_page_that_holds_it(whole: bool, tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    told = {"one": [VENEERS, BONDING], "two": [BONDING], "three": [FILLER]}
    for name, answers in told.items():
        text = page_of(*answers, votes=True, title=f"About {name}?")
        (pages / f"{name}.txt").write_text(text, encoding="utf-8")

    def counts() -> dict[str, int]:
        build(tmp_path / "library", [pages], WordsEncoder())
        vocabulary = Library.open(tmp_path / "library").vocabulary()
        if whole:
            return {word: count for word, count in vocabulary.items() if word in LOOKED_UP}
        return {word: vocabulary[word] for word in LOOKED_UP if word in vocabulary}

    assert counts() == {"bonding": 2, "about": 4, "two": 1, "hyaluronic": 1}
    (pages / "two.txt").unlink()
    assert counts() == {"bonding": 1, "about": 3, "hyaluronic": 1}
    (pages / "one.txt").unlink()
    assert counts() == {"about": 2, "hyaluronic": 1}


def test_words_that_an_earlier_version_told_otherwise_leave_with_their_page(
    library: Library, tmp_path: Path
) -> None:
    """Version 0.1.0 took what stands on either side of a soft hyphen for two words."""
    page, other, *_ = library.pages()
    hyphened = replace(page, id="hyphened", text=page.text.replace("Botox", "Bo\u00adto"))
    store = Store.create(tmp_path / STORE)
    store.add(other, "other.txt", [])
    without = store.vocabulary(), store.names()
    store.add(hyphened, "hyphened.txt", [])
    store._connection.execute("INSERT INTO words VALUES ('bo', 3, 0), ('tox', 3, 0)")
    store.remove("hyphened")
    assert (store.vocabulary(), store.names()) == without
    store.close()
