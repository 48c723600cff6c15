"""Topics: like pages together, each once, and named by the most typical."""

import json
from pathlib import Path

import pytest

from index.library.build import build
from index.library.open import Library
from index.library.topics import MOST, Topic, topics
from tests.table_of_answers import PAGES
from tests.words_encoder import WordsEncoder

ABOUT = {
    "teeth-1": "veneers crowns enamel",
    "teeth-2": "veneers crowns enamel gums",
    "teeth-3": "veneers crowns enamel gums braces whitening",
    "lips-1": "filler hyaluronic swelling",
    "lips-2": "filler hyaluronic swelling bruise",
    "knee": "cartilage meniscus ligament",
}


def library_of(folder: Path, about: dict[str, str]) -> Library:
    file = folder / "records.jsonl"
    rows = [
        {
            "id": f"r-{page_id}",
            "question_id": page_id,
            "question_title": words,
            "answer_text": words,
        }
        for page_id, words in about.items()
    ]
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    build(folder / "library", [file], WordsEncoder())
    return Library.open(folder / "library")


def test_like_pages_are_put_together_and_the_largest_topic_comes_first(tmp_path: Path) -> None:
    found = topics(library_of(tmp_path, ABOUT), 3)
    assert [set(topic.page_ids) for topic in found] == [
        {"teeth-1", "teeth-2", "teeth-3"},
        {"lips-1", "lips-2"},
        {"knee"},
    ]
    assert found[0].page_id == "teeth-2", "the one in the middle names the topic"
    assert found[0].page_ids[-1] == "teeth-3"


def test_the_same_library_always_has_the_same_topics(tmp_path: Path) -> None:
    library = library_of(tmp_path, ABOUT)
    assert topics(library) == topics(library) == topics(Library.open(library.folder))


@pytest.mark.parametrize("count", [None, 1, 2, 6, 7, 100])
def test_every_page_belongs_to_one_topic_however_many_are_asked_for(
    count: int | None, tmp_path: Path
) -> None:
    found = topics(library_of(tmp_path, ABOUT), count)
    assert sorted(page_id for topic in found for page_id in topic.page_ids) == sorted(ABOUT)
    assert len(found) <= min(count or 2, len(ABOUT))


def test_about_the_square_root_of_half_the_pages_is_the_number(tmp_path: Path) -> None:
    about = {f"page-{n:02}": f"word{n} other{n} third{n}" for n in range(50)}
    assert len(topics(library_of(tmp_path, about), 5)) <= 5  # √(50 / 2)
    assert MOST == 40


def test_no_topic_holds_most_of_a_library(tmp_path: Path) -> None:
    """Nearly all pages are about teeth: they are told apart by what about them."""
    of_teeth = [f"teeth {part} {part}" for part in ("veneers", "crowns", "braces", "gums")]
    about = {f"teeth-{n:02}": f"{of_teeth[n % 4]} word{n}" for n in range(24)}
    library = library_of(tmp_path, {**about, "knee": "cartilage meniscus", "lips": "filler"})
    found = topics(library)
    assert sorted(one for topic in found for one in topic.page_ids) == sorted(
        [*about, "knee", "lips"]
    )
    assert max(len(topic.page_ids) for topic in found) <= 26 / 2


def test_a_topic_is_named_by_the_words_that_set_it_apart(tmp_path: Path) -> None:
    about = {**ABOUT, **{f"{name}-again": f"{words} the" for name, words in ABOUT.items()}}
    found = {topic.terms[0]: topic for topic in topics(library_of(tmp_path, about), 3)}
    by_page = {one: topic.terms for topic in found.values() for one in topic.page_ids}
    assert {"crowns", "enamel"} <= set(by_page["teeth-1"]) <= set(ABOUT["teeth-3"].split())
    assert {"filler", "hyaluronic", "swelling"} <= set(by_page["lips-1"])
    assert set(by_page["knee"]) == {"cartilage", "meniscus", "ligament"}


def test_no_function_word_and_no_address_names_a_topic(tmp_path: Path) -> None:
    ours = "she hers himself nosotros https://example.org/cartilage www.example.net"
    about = {**ABOUT, "knee": f"{ABOUT['knee']} {ours}"}
    found = topics(library_of(tmp_path, about), 3)
    (knee,) = (topic for topic in found if "knee" in topic.page_ids)
    assert set(knee.terms) <= set(ABOUT["knee"].split())


def test_what_most_of_it_says_names_a_topic_that_is_alone(library: Library) -> None:
    (topic,) = topics(library)
    assert set(topic.terms[:2]) == {"exercise", "botox"}


def test_no_doctor_and_no_place_names_a_topic(library: Library) -> None:
    (topic,) = topics(library)
    assert topic.terms and not set(topic.terms) & library.names()


def test_pages_of_the_same_words_are_one_topic(tmp_path: Path) -> None:
    about = {f"page-{n}": "just the same words" for n in range(4)}
    (topic,) = topics(library_of(tmp_path, about), 1)
    assert topic.page_ids == tuple(about)


def test_one_page_is_one_topic(tmp_path: Path) -> None:
    assert topics(library_of(tmp_path, {"one": "a word"})) == (Topic(("one",), ("word",)),)


def test_an_empty_library_has_none(tmp_path: Path, encoder: WordsEncoder) -> None:
    (tmp_path / "pages").mkdir()
    build(tmp_path / "library", [tmp_path / "pages"], encoder)
    assert topics(Library.open(tmp_path / "library")) == ()


def test_the_seeds_speak_of_one_thing(library: Library) -> None:
    (topic,) = topics(library)
    assert sorted(topic.page_ids) == sorted(PAGES)
