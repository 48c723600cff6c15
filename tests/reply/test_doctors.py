"""Which doctors addressed a topic: the topic's words, the filters, and who is one doctor."""

import json
from pathlib import Path

import pytest

from bot.query.synonyms import Term
from bot.reply.choices import Addressed
from bot.reply.doctors import NEAR_TITLED, DoctorRow, DoctorsReply, doctors_on
from bot.reply.facets import Selection, TextField, value_of
from bot.reply.reply import reply_to
from index.encoders.sentence_encoder import SentenceEncoder
from index.errors import WrongEncoder
from index.library.build import build
from index.library.open import Library
from index.model import Doctor
from tests.table_of_answers import ANSWERS
from tests.words_encoder import WordsEncoder

ON_EVERY_PAGE = "botox"


def ids_of(reply: DoctorsReply) -> list[str]:
    return [card.answer.id for row in reply.rows for card in row.cards]


def own_words(library: Library) -> dict[str, str]:
    """What each doctor wrote, headline included, in small letters."""
    return {
        answer.id: f"{page.quoted(answer.headline) or ''} {page.quote(answer.body)}".casefold()
        for page in library.pages()
        for answer in page.answers
    }


def library_of(folder: Path, records: list[dict[str, str]]) -> Library:
    file = folder / "records.jsonl"
    rows = [{"id": f"r{n}", **record} for n, record in enumerate(records)]
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    build(folder / "library", [file], WordsEncoder())
    return Library.open(folder / "library")


# The topic.


@pytest.mark.smoke
@pytest.mark.parametrize(("topic", "stem"), [("massage", "massag"), ("Dysport", "dysport")])
def test_every_doctor_who_used_the_word_is_found(
    topic: str, stem: str, library: Library, encoder: WordsEncoder
) -> None:
    reply = doctors_on(topic, library, encoder)
    using = {answer_id for answer_id, words in own_words(library).items() if stem in words}
    assert using
    assert using <= set(ids_of(reply))
    others = [card for row in reply.rows for card in row.cards if card.answer.id not in using]
    assert all((card.closeness or 0) >= NEAR_TITLED for card in others)


def test_a_topic_that_nobody_addressed_brings_no_row(
    library: Library, encoder: WordsEncoder
) -> None:
    reply = doctors_on("porcelain veneers", library, encoder)
    assert (reply.topic, reply.rows, reply.left_out) == ("porcelain veneers", (), 0)
    assert all(facet.choices == () for facet in reply.facets)


@pytest.mark.smoke
def test_a_quote_is_the_whole_answer_as_it_stands_on_the_page(
    library: Library, encoder: WordsEncoder
) -> None:
    reply = doctors_on(ON_EVERY_PAGE, library, encoder)
    for row in reply.rows:
        for card in row.cards:
            found = library.answer(card.answer.id)
            assert card.quote == found.page.quote(found.answer.body)
            assert card.answer.doctor == found.answer.doctor


@pytest.mark.parametrize("topic", ["", "  \n", "\u00a0"])
def test_a_topic_without_words_is_refused(
    topic: str, library: Library, encoder: WordsEncoder
) -> None:
    with pytest.raises(ValueError, match="empty"):
        doctors_on(topic, library, encoder)


def test_another_encoder_is_refused(library: Library) -> None:
    with pytest.raises(WrongEncoder):
        doctors_on(ON_EVERY_PAGE, library, WordsEncoder(salt="other"))


# Filters.

FILTERS: list[dict[TextField, str]] = [
    {"specialty": "dermatolog"},
    {"specialty": "SURGEON"},
    {"specialty": "plastic surgeon"},
    {"place": "new york"},
    {"place": "York"},
    {"name": "green"},
    {"name": "STEVEN"},
    {"specialty": "dermatolog", "place": "toronto"},
    {"specialty": "plastic", "place": "a", "name": "castillo"},
]


def kept(doctor: Doctor, letters: dict[TextField, str]) -> bool:
    return all(
        wanted.casefold() in (getattr(doctor, field) or "").casefold()
        for field, wanted in letters.items()
    )


@pytest.mark.parametrize("letters", FILTERS, ids=str)
def test_a_filter_keeps_who_fits_and_never_changes_what_is_on_the_topic(
    letters: dict[TextField, str], library: Library, encoder: WordsEncoder
) -> None:
    everybody = doctors_on(ON_EVERY_PAGE, library, encoder)
    some = doctors_on(ON_EVERY_PAGE, library, encoder, Selection(letters=letters))
    assert some.rows
    assert len(some.rows) < len(everybody.rows)
    assert {c.answer.id for row in some.rows for c in row.cards} == {
        card.answer.id
        for row in everybody.rows
        for card in row.cards
        if kept(card.answer.doctor, letters)
    }


@pytest.mark.parametrize("field", ["specialty", "place", "name"])
def test_what_the_page_does_not_say_fits_no_filter(
    field: TextField, library: Library, encoder: WordsEncoder
) -> None:
    silent = {f"{row.page_id}#{row.number}" for row in ANSWERS if getattr(row, field) is None}
    assert silent & set(ids_of(doctors_on(ON_EVERY_PAGE, library, encoder)))
    anybody = doctors_on(ON_EVERY_PAGE, library, encoder, Selection(letters={field: ""}))
    assert anybody.rows
    assert not silent & set(ids_of(anybody))


@pytest.mark.parametrize("letters", [{"place": "Reykjavik"}, {"name": "Dr. Nobody"}], ids=str)
def test_a_filter_that_nobody_fits_brings_no_row(
    letters: dict[TextField, str], library: Library, encoder: WordsEncoder
) -> None:
    assert doctors_on(ON_EVERY_PAGE, library, encoder, Selection(letters=letters)).rows == ()


# Who is one doctor.


def test_unnamed_doctors_stay_apart(library: Library, encoder: WordsEncoder) -> None:
    reply = doctors_on(ON_EVERY_PAGE, library, encoder)
    unnamed = [row for row in reply.rows if row.doctor.name is None]
    nobodies = {f"{row.page_id}#{row.number}" for row in ANSWERS if row.name is None}
    assert len(nobodies) > 1
    assert sorted(len(row.cards) for row in unnamed) == [1] * len(unnamed)
    assert {row.cards[0].answer.id for row in unnamed} == nobodies & set(ids_of(reply))
    assert len(unnamed) > 1


def test_unnamed_doctors_of_one_page_stay_apart(tmp_path: Path, encoder: WordsEncoder) -> None:
    same = {"question_id": "q", "answer_text": "Massage it."}
    reply = doctors_on("massage", library_of(tmp_path, [same, same]), encoder)
    assert [_ids(row) for row in reply.rows] == [["q#1"], ["q#2"]]


def test_a_signature_and_a_byline_of_a_like_name_are_two_doctors(
    library: Library, encoder: WordsEncoder
) -> None:
    reply = doctors_on(ON_EVERY_PAGE, library, encoder, Selection(letters={"name": "green"}))
    assert {(row.doctor.name, tuple(_ids(row))) for row in reply.rows} == {
        ("Dr. Green", ("000_935efed495dcb89e#7",)),
        ("Michele S. Green", ("004_7b62c1b3ba7f1990#7",)),
    }


SIGNED_PAGE = """May I massage the area?

Somebody told me not to.

Doctor Answers 1

{headline}

Massage is fine after the first day. Best, Dr. Green

{byline}"""


def test_the_same_mere_signature_on_two_pages_is_nobody_in_particular(
    tmp_path: Path, encoder: WordsEncoder
) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    for name in ("one", "two"):
        text = SIGNED_PAGE.format(headline=f"Page {name}", byline="").strip() + "\n"
        (pages / f"{name}.txt").write_text(text, encoding="utf-8")
    build(tmp_path / "library", [pages], encoder)
    reply = doctors_on("massage", Library.open(tmp_path / "library"), encoder)
    assert [row.doctor.named_by for row in reply.rows] == ["signature", "signature"]
    assert sorted(map(_ids, reply.rows)) == [["one#1"], ["two#1"]]


def test_the_same_doctor_on_two_pages_is_one_row(tmp_path: Path, encoder: WordsEncoder) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    byline = "Jane Roe, MD\nDenver Plastic Surgeon\n{stars} out of 5 stars {reviews} reviews"
    for name, stars, reviews in (("one", "4.8", "20"), ("two", "4.9", "31")):
        text = SIGNED_PAGE.format(
            headline=f"Page {name}", byline=byline.format(stars=stars, reviews=reviews)
        )
        text = text.replace("Dr. Green", "Dr. Roe").replace("first day", f"day {name}")
        (pages / f"{name}.txt").write_text(text + "\n", encoding="utf-8")
    build(tmp_path / "library", [pages], encoder)
    (row,) = doctors_on("massage", Library.open(tmp_path / "library"), encoder).rows
    assert (row.doctor.name, row.doctor.place) == ("Jane Roe", "Denver")
    assert sorted(_ids(row)) == ["one#1", "two#1"]


ROE = {
    "question_id": "q1",
    "answer_text": "Massage it.",
    "author": "Jane Roe",
    "author_place": "Denver",
}


@pytest.mark.parametrize(
    ("other", "rows"),
    [
        ({}, 1),
        ({"author_credentials": "MD"}, 2),
        ({"author": "Jane M. Roe"}, 2),
        ({"author": "jane  ROE"}, 1),
        ({"author": "Jané Roe"}, 1),
        ({"author_place": "Boston"}, 2),
        ({"author_place": None}, 2),
        ({"author": "J\u0430ne Roe"}, 2),  # a Cyrillic letter
        ({"author": "Jane\u200b Roe"}, 1),
    ],
    ids=str,
)
def test_only_the_same_byline_makes_one_doctor(
    other: dict[str, str], rows: int, tmp_path: Path, encoder: WordsEncoder
) -> None:
    library = library_of(tmp_path, [ROE, {**ROE, "question_id": "q2", **other}])
    reply = doctors_on("massage", library, encoder)
    assert len(reply.rows) == rows
    assert sorted(ids_of(reply)) == ["q1#1", "q2#1"]


def _ids(row: DoctorRow) -> list[str]:
    return [card.answer.id for card in row.cards]


@pytest.mark.model
def test_six_doctors_of_the_seeds_spoke_of_massage(
    real_library: Library, real_encoder: SentenceEncoder
) -> None:
    reply = doctors_on("massage", real_library, real_encoder)
    assert {row.doctor.name for row in reply.rows} >= {
        "Tariq Ahmad", "Jared Mallalieu", "J. Jason Wendel", "Jessica J. Krant",
        "Mark J. Lucarelli", "Madeline Krauss",
    }  # fmt: skip
    using = {answer_id for answer_id, said in own_words(real_library).items() if "massag" in said}
    assert using <= set(ids_of(reply))


# Everybody.


def test_without_a_topic_every_answer_is_there_once_with_its_own_doctor(
    library: Library, encoder: WordsEncoder
) -> None:
    reply = doctors_on(None, library, encoder)
    assert (reply.topic, reply.left_out) == (None, 0)
    assert sorted(ids_of(reply)) == sorted(f"{row.page_id}#{row.number}" for row in ANSWERS)
    names = {f"{row.page_id}#{row.number}": row.name for row in ANSWERS}
    for row in reply.rows:
        for card in row.cards:
            assert card.answer.doctor == row.doctor
            assert row.doctor.name == names[card.answer.id]
            assert card.quote == library.page(card.page.id).quote(card.answer.body)
            assert (card.score, card.closeness, card.highlights) == (None, None, ())


def test_without_a_topic_those_with_most_answers_come_first(
    tmp_path: Path, encoder: WordsEncoder
) -> None:
    records = [
        {
            "question_id": page,
            "answer_text": f"Rest {page}.",
            "author": author,
            "author_place": "Denver",
        }
        for page, author in [("a", "One"), ("b", "Three"), ("c", "Two"), ("d", "Three"),
                             ("e", "Two"), ("f", "Three")]
    ]  # fmt: skip
    reply = doctors_on(None, library_of(tmp_path, records), encoder)
    assert [(row.doctor.name, _ids(row), row.pages) for row in reply.rows] == [
        ("Three", ["b#1", "d#1", "f#1"], 3),
        ("Two", ["c#1", "e#1"], 2),
        ("One", ["a#1"], 1),
    ]


@pytest.mark.parametrize("topic", [None, ON_EVERY_PAGE, "massage"])
def test_what_is_left_out_is_counted_and_changes_no_count(
    topic: str | None, library: Library, encoder: WordsEncoder
) -> None:
    whole = doctors_on(topic, library, encoder)
    assert whole.left_out == 0
    for most in (0, 1, 4, len(whole.rows), len(whole.rows) + 1):
        some = doctors_on(topic, library, encoder, most=most)
        assert some.rows == whole.rows[:most]
        assert some.left_out == max(0, len(whole.rows) - most)
        assert some.facets == whole.facets


def test_an_empty_library_has_nobody(tmp_path: Path, encoder: WordsEncoder) -> None:
    library = library_of(tmp_path, [])
    for topic in (None, "massage"):
        reply = doctors_on(topic, library, encoder)
        assert (reply.rows, reply.left_out) == ((), 0)


# Filters come before ranking.


def test_a_rare_specialty_is_found_behind_any_number_of_nearer_answers(
    tmp_path: Path, encoder: WordsEncoder
) -> None:
    many = [
        {"answer_text": f"Massage massage massage, {n}.", "author": f"Doctor {n}",
         "author_specialty": "Dermatologist"}
        for n in range(400)
    ]  # fmt: skip
    rare = {
        "answer_text": "Walk on sand, change your shoes, look after heels and toes and arches, and "
        "when all of that has been done for a month, a massage may be thought of.",
        "author": "Jane Roe",
        "author_specialty": "Podiatrist",
    }
    library = library_of(tmp_path, [*many, rare])
    everybody = doctors_on("massage", library, encoder)
    assert ids_of(everybody)[-1] == "r400#1", "it is the farthest of all"
    assert len(everybody.rows) == 401
    last = everybody.cards[-1].answer
    jane = (last.id, last.doctor)
    for selection in (
        Selection({"specialty": frozenset(["Podiatrist"])}),
        Selection(letters={"specialty": "podia"}),
        Selection({"doctor": frozenset([value_of("doctor", jane)])}),
    ):
        reply = doctors_on("massage", library, encoder, selection, most=1)
        assert (ids_of(reply), reply.left_out) == (["r400#1"], 0)
        assert reply.rows[0].cards[0].closeness == everybody.cards[-1].closeness


def test_a_chosen_specialty_leaves_its_own_answers_of_the_topic(
    library: Library, encoder: WordsEncoder
) -> None:
    everybody = ids_of(doctors_on("massage", library, encoder))
    for specialty in ("Plastic Surgeon", "Dermatologic Surgeon"):
        some = ids_of(
            doctors_on(
                "massage", library, encoder, Selection({"specialty": frozenset([specialty])})
            )
        )
        assert len(some) == 2
        assert set(some) < set(everybody)


@pytest.mark.model
def test_among_the_seeds_no_specialty_is_lost_on_any_topic(
    real_library: Library, real_encoder: SentenceEncoder
) -> None:
    for topic in ("exercise", "massage", "botox", "how long to wait"):
        whole = doctors_on(topic, real_library, real_encoder)
        for choice in whole.facets[0].choices:
            selection = Selection({"specialty": frozenset([choice.value])})
            some = doctors_on(topic, real_library, real_encoder, selection)
            assert len(some.cards) == choice.answers
            assert {card.answer.id for card in some.cards} <= {
                card.answer.id for card in whole.cards
            }


# How an answer addresses a topic.


MIXED = {
    "both": "Zebra stripes fade slowly. Wash them in stripes.",
    "some": "Stripes fade.",
    "title": "Paint it.",
    "neither": "Walk on sand.",
}


@pytest.fixture
def mixed(tmp_path: Path) -> Library:
    titles = dict.fromkeys(("title", "neither"), "zebra stripes")
    return library_of(
        tmp_path,
        [
            {"question_id": name, "answer_text": text, "author": f"Doctor {name}",
             "author_place": "Denver", "question_title": titles.get(name, "")}
            for name, text in MIXED.items()
        ],
    )  # fmt: skip


def test_who_says_it_comes_first_then_who_says_some_of_it_then_who_is_near(
    mixed: Library, encoder: WordsEncoder
) -> None:
    reply = doctors_on("zebra stripes", mixed, encoder)
    assert [(row.doctor.name, reply.addressed(row)) for row in reply.rows] == [
        ("Doctor both", "said"),
        ("Doctor some", "partly"),
        ("Doctor title", "near"),
        ("Doctor neither", "near"),
    ]
    assert reply.counts == {"said": 1, "partly": 1, "near": 2}


@pytest.mark.parametrize(
    ("addressed", "names"),
    [
        (["said"], ["both"]),
        (["near"], ["title", "neither"]),
        (["partly", "said"], ["both", "some"]),
    ],
)
def test_one_way_to_address_a_topic_may_be_chosen_and_the_others_are_still_counted(
    addressed: list[Addressed], names: list[str], mixed: Library, encoder: WordsEncoder
) -> None:
    selection = Selection(addressed=frozenset(addressed))
    reply = doctors_on("zebra stripes", mixed, encoder, selection)
    assert [row.doctor.name for row in reply.rows] == [f"Doctor {name}" for name in names]
    assert reply.counts == {"said": 1, "partly": 1, "near": 2}
    assert sum(choice.answers for choice in reply.facets[0].choices) == len(names)


def test_what_counts_is_lit_and_is_a_slice_of_the_page(
    mixed: Library, encoder: WordsEncoder
) -> None:
    reply = doctors_on("zebra stripes", mixed, encoder)
    told = {}
    for card in reply.cards:
        saying = reply.sayings[card.answer.id]
        assert saying.shown is not None and card.answer.body.holds(saying.shown)
        words = [card.page.text[span.start : span.end] for span in saying.words]
        told[card.page.id] = (words, card.page.quote(saying.shown))
        assert card.highlights == saying.words
    assert told == {
        "both": (["Zebra", "stripes", "stripes"], "Zebra stripes fade slowly."),
        "some": (["Stripes"], "Stripes fade."),
        "title": ([], "Paint it."),
        "neither": ([], "Walk on sand."),
    }


def test_a_title_does_not_make_an_answer_near_that_is_far(
    tmp_path: Path, encoder: WordsEncoder
) -> None:
    far = {
        "question_id": "far",
        "question_title": "zebra",
        "answer_text": " ".join(f"word{n}" for n in range(40)),
    }
    near = {"question_id": "near", "question_title": "zebra", "answer_text": "Stripes."}
    assert ids_of(doctors_on("zebra", library_of(tmp_path, [far, near]), encoder)) == ["near#1"]


def test_what_is_excluded_is_not_near_either(mixed: Library, encoder: WordsEncoder) -> None:
    assert "title#1" in ids_of(doctors_on("zebra stripes", mixed, encoder))
    assert "title#1" not in ids_of(doctors_on("zebra stripes not paint", mixed, encoder))


@pytest.mark.parametrize("topic", ["not zebra", "or", "?!"])
def test_a_topic_that_asks_for_nothing_lists_nobody(
    topic: str, mixed: Library, encoder: WordsEncoder
) -> None:
    reply = doctors_on(topic, mixed, encoder)
    assert (reply.rows, reply.counts) == ((), {})
    with pytest.raises(WrongEncoder):
        doctors_on(topic, mixed, WordsEncoder(salt="other"))


def test_a_taught_word_counts_as_what_it_means(mixed: Library, encoder: WordsEncoder) -> None:
    assert ids_of(doctors_on("gee gee", mixed, encoder)) == []
    taught = (Term("zebra", "taught", ("gee gee",), (), (), False),)
    reply = doctors_on("gee gee", mixed, encoder, taught=taught)
    assert reply.counts["said"] == 1
    assert reply.rows[0].doctor.name == "Doctor both"


def test_a_headline_is_the_doctors_word_and_is_shown_where_nothing_else_says_it(
    tmp_path: Path, encoder: WordsEncoder
) -> None:
    record = {"question_id": "q", "headline": "On zebras", "answer_text": "Walk on sand."}
    reply = doctors_on("zebra", library_of(tmp_path, [record]), encoder)
    (card,) = reply.cards
    saying = reply.sayings["q#1"]
    assert saying.shown == card.answer.headline
    assert [card.page.quote(word) for word in saying.words] == ["zebras"]
    assert card.highlights == ()


FILE = Path(__file__).with_name("topics_of_the_seeds.jsonl")
TOPICS = [json.loads(line) for line in FILE.read_text(encoding="utf-8").splitlines()]
"""Topics with the answers of the seeds that say them, by reading."""
UNKNOWN = {
    ("diffusion or migration", "000_935efed495dcb89e#9"),
    ("smoking", "004_7b62c1b3ba7f1990#8"),
}
"""What is said in words that nothing here takes for the topic's: "spread", "smokers"."""


def test_a_topic_finds_every_answer_of_the_seeds_that_says_it(
    library: Library, encoder: WordsEncoder
) -> None:
    missed = set()
    for one in TOPICS:
        reply = doctors_on(one["topic"], library, encoder)
        said = {answer for answer, told in reply.sayings.items() if told.addressed != "near"}
        missed |= {(one["topic"], answer) for answer in set(one["said"]) - said}
        assert said <= {*one["said"], *one["near"]}, one["topic"]
    assert missed <= UNKNOWN


@pytest.mark.parametrize("topic", ["eyelid", "hot tub sauna", "Dysport"])
def test_a_question_that_only_names_a_topic_is_answered_by_those_who_say_it(
    topic: str, library: Library, encoder: WordsEncoder
) -> None:
    listed = doctors_on(topic, library, encoder)
    said = {one for one, saying in listed.sayings.items() if saying.addressed == "said"}
    asked = reply_to(topic, library, encoder)
    assert said
    assert {card.answer.id for card in asked.cards[: len(said)]} == said
    assert asked.band != "nothing"
