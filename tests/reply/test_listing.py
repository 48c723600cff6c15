"""A list of doctors in parts and in any order: always the same list."""

import json

import pytest

from bot.reply.doctors import ORDERS, Listing, OnTopic, Order, OrderedBy, doctors_on
from bot.reply.facets import Selection
from index.library.build import build
from index.library.open import Library
from tests.words_encoder import WordsEncoder

ROWS = [
    ("Zoe Adams", "Dentist", "Reno", 4.0, 1),
    ("adam Zeller", "Urologist", None, None, 3),
    ("Érica Moss", None, "Austin", 5.0, 2),
    ("Moss Erlich", "Cardiologist", "Zürich", 3.5, 2),
]
"""Name, specialty, place, stars, and number of answers of each doctor."""
IN_ORDER: dict[OrderedBy, list[str]] = {
    "name": ["adam Zeller", "Érica Moss", "Moss Erlich", "Zoe Adams"],
    "specialty": ["Moss Erlich", "Zoe Adams", "adam Zeller", "Érica Moss"],
    "place": ["Érica Moss", "Zoe Adams", "Moss Erlich", "adam Zeller"],
    "rating": ["Moss Erlich", "Zoe Adams", "Érica Moss", "adam Zeller"],
    "answers": ["Zoe Adams", "Moss Erlich", "Érica Moss", "adam Zeller"],
    "pages": ["Zoe Adams", "Moss Erlich", "Érica Moss", "adam Zeller"],
}
"""What is missing comes last, whichever way: Érica's specialty, adam's place and stars."""
MISSING = {"specialty": "Érica Moss", "place": "adam Zeller", "rating": "adam Zeller"}


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Library:
    folder = tmp_path_factory.mktemp("listing")
    rows = [
        {
            "id": f"{name[0]}-{n}",
            "question_id": f"{name[0]}-page-{n}",
            "answer_text": f"Rest for {n} days, says {name}." if n else "Massage helps, and rest.",
            "author": name,
            "author_specialty": specialty,
            "author_place": place,
            "author_rating": rating,
        }
        for name, specialty, place, rating, answers in ROWS
        for n in range(answers)
    ]
    told = [{key: value for key, value in row.items() if value is not None} for row in rows]
    file = folder / "records.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in told), encoding="utf-8")
    build(folder / "library", [file], WordsEncoder())
    return Library.open(folder / "library")


def names(listing: Listing) -> list[str | None]:
    return [row.doctor.name for row in listing.reply().rows]


@pytest.mark.parametrize("by", ORDERS)
def test_a_list_is_ordered_by_any_column_and_what_is_missing_comes_last(
    by: OrderedBy, clinic: Library
) -> None:
    encoder = WordsEncoder()
    up = names(Listing(clinic, encoder, order=Order(by)))
    down = names(Listing(clinic, encoder, order=Order(by, reverse=True)))
    assert up == IN_ORDER[by]
    if by in MISSING:
        assert up[-1] == down[-1] == MISSING[by]
        assert down[:-1] == up[:-1][::-1]
    else:
        assert {up[0], up[-1]} == {down[0], down[-1]} and up[0] == down[-1]


def test_on_a_topic_those_who_say_it_stay_before_the_others_in_any_order(library: Library) -> None:
    encoder = WordsEncoder()
    found = OnTopic("massage or exercise", library, encoder)
    reply = Listing(library, encoder, found, order=Order("name", reverse=True)).reply()
    ways = [reply.addressed(row) for row in reply.rows]
    assert ways == sorted(ways, key=("said", "partly", "near").index)
    nearest = doctors_on("massage or exercise", library, encoder)
    assert {row.doctor for row in reply.rows} == {row.doctor for row in nearest.rows}


@pytest.mark.parametrize("topic", [None, "exercise"])
def test_the_parts_of_a_list_are_the_list(topic: str | None, library: Library) -> None:
    encoder = WordsEncoder()
    found = None if topic is None else OnTopic(topic, library, encoder)
    listing = Listing(library, encoder, found)
    whole = doctors_on(topic, library, encoder)
    parts = [listing.reply(skip, 3) for skip in range(0, len(listing), 3)]
    assert tuple(row for part in parts for row in part.rows) == whole.rows
    assert [part.left_out for part in parts] == [
        max(len(whole.rows) - 3 * n, 0) for n in range(1, len(parts) + 1)
    ]
    assert all(part.facets == whole.facets and part.counts == whole.counts for part in parts)
    assert listing.answers == len(whole.cards)
    assert listing.doctors == sum(bool(row.doctor.name) for row in whole.rows)


def test_a_row_counts_more_answers_than_it_has_cards(clinic: Library) -> None:
    reply = Listing(clinic, WordsEncoder()).reply(0, 1, cards=1)
    (row,) = reply.rows
    assert (row.doctor.name, row.answers, row.pages, len(row.cards)) == ("adam Zeller", 3, 3, 1)
    assert reply.left_out == 3


def test_what_is_told_of_the_doctors_is_counted_by_answers_or_by_doctors(clinic: Library) -> None:
    def specialty(doctor: object) -> str:
        return getattr(doctor, "specialty", None) or "?"

    listing = Listing(clinic, WordsEncoder())
    assert listing.told(specialty)[0] == ("Urologist", 3)
    assert sorted(listing.told(specialty, named=True)) == [
        ("?", 1), ("Cardiologist", 1), ("Dentist", 1), ("Urologist", 1),
    ]  # fmt: skip
    one = Listing(clinic, WordsEncoder(), selection=Selection({"place": frozenset(["zurich"])}))
    assert one.told(specialty) == [("Cardiologist", 2)]
