"""How a topic is read: its words and phrases, what stands for them, and its operators."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.query.synonyms import Term
from bot.query.topic_query import TopicQuery, topic_query

HELD = dict.fromkeys("gall stones teeth tooth".split(), 1)


def read(topic: str) -> TopicQuery:
    return topic_query(topic, HELD)


def first_words(query: TopicQuery) -> list[list[str]]:
    """For each side its clauses, each as the first way of saying each of its terms."""
    return [
        [
            ("not " if clause.excluded else "") + " + ".join(term.ways[0] for term in clause.terms)
            for clause in side
        ]
        for side in query.sides
    ]


@pytest.mark.parametrize(
    ("topic", "sides"),
    [
        ("zebra", [["zebra"]]),
        ("scientific studies", [["scientific + studies"]]),
        ("pain in the jaw after a crown", [["pain + jaw + crown"]]),
        ("diffusion or migration", [["diffusion"], ["migration"]]),
        ("wrinkles AND lines", [["wrinkles", "lines"]]),
        ("bone not marrow", [["bone", "not marrow"]]),
        ("bone and not red marrow", [["bone", "not red + marrow"]]),
        ("bone and jaw or tooth pain not crown", [["bone", "jaw"], ["tooth + pain", "not crown"]]),
        ('"be well" jaw', [["be well + jaw"]]),
        ("“be well”", [["be well"]]),
        ('"bone or jaw"', [["bone or jaw"]]),
        ("jaw jaw", [["jaw"]]),
        ("candor", [["candor"]]),
        ("and jaw", [["jaw"]]),
        ("jaw or", [["jaw"]]),
        ("jaw or not jaw", [["jaw"]]),  # a side that asks for nothing is left out
        ("not jaw", []),  # nothing is asked for
        ("how long", [["long"]]),
        ("what is it", [["what + is + it"]]),
        ("or", []),
        ('""', []),
        ("?!", []),
    ],
)
def test_words_phrases_and_operators(topic: str, sides: list[list[str]]) -> None:
    assert first_words(read(topic)) == sides


@pytest.mark.parametrize(
    ("topic", "wordings"),
    [
        ("diffusion or migration", ("diffusion", "migration")),
        ("wrinkles and lines", ("wrinkles lines",)),
        ("bone not marrow", ("bone",)),
        ('the "be well" of it', ("the be well of it",)),
        ("?!", ()),
        ("not bone", ()),
    ],
)
def test_what_is_near_in_meaning_is_sought_without_operators(
    topic: str, wordings: tuple[str, ...]
) -> None:
    assert read(topic).wordings == wordings


@pytest.mark.parametrize(
    ("topic", "among", "not_among"),
    [
        ("fillers", {"filler", "Juvederm", "Restylane", "Radiesse", "hyaluronic acid"}, {"Botox"}),
        ("hyaluronic acid", {"Juvederm", "Restylane"}, {"Radiesse", "Sculptra", "filler"}),
        ("Juvéderm", {"Juvederm"}, {"Restylane", "hyaluronic acid", "filler"}),
        ("Dysport", {"abobotulinumtoxina"}, {"Botox", "botulinum toxin", "Xeomin"}),
        ("Botox", {"onabotulinumtoxina"}, {"Dysport", "botulinum toxin"}),
        ("neuromodulator", {"botulinum toxin", "Botox", "Dysport"}, {"filler"}),
        ("smile lines", {"laugh lines", "crow's feet", "nasolabial folds"}, {"forehead"}),
        ("gallstones", {"gall stones"}, set()),
        ("wisdom teeth", {"tooth", "wisdomteeth"}, set()),
        ("x-ray", {"x-ray", "xray"}, set()),
        ("x ray", {"x", "ray", "xray"}, set()),
    ],
)
def test_what_says_a_word(topic: str, among: set[str], not_among: set[str]) -> None:
    ways = set(read(topic).ways)
    assert among <= ways
    assert not ways & not_among


def test_a_phrase_in_quotes_is_said_by_nothing_else() -> None:
    assert read('"fillers"').ways == ("fillers",)


@pytest.mark.parametrize(
    ("topic", "meant", "among"),
    [
        ("jaw slimming", "masseter", {"masseter"}),
        ("jaw slimming", "massage", {"massage", "rubbing"}),
        ("massage", "massage", {"jaw slimming", "rubbing"}),
        ("massaging", "rubbing", {"jaw slimming", "massage"}),
    ],
)
def test_a_taught_word_says_what_it_means_and_the_other_way_round(
    topic: str, meant: str, among: set[str]
) -> None:
    taught = Term(meant, "taught", ("jaw slimming",), (), (), False)
    assert set(topic_query(topic, {}, (taught,)).ways) >= {*among, topic}


def test_what_is_excluded_is_no_way_of_saying_the_topic() -> None:
    query = read("bone not marrow")
    assert query.ways == ("bone",)
    assert [clause.words for clause in query.excluded] == ["marrow"]


@given(st.lists(st.sampled_from(["and", "or", "not", '"', "“", "jaw", "hot tub", "?", " "])))
def test_any_order_of_operators_is_read(pieces: list[str]) -> None:
    query = read(" ".join(pieces))
    assert all(any(not clause.excluded for clause in side) for side in query.sides)
    assert bool(query.wordings) == bool(query.sides)
