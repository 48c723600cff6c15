"""Words of our own: what was changed is said, and the question offered takes just that back."""

from dataclasses import replace

import pytest

from bot.query.correct import Spelling
from bot.query.search_query import SearchQuery, or_leaning, queries_in
from bot.reply.reply import Card, Reply
from bot.show.wording import SearchChange, alike_note, brand_note, changes_of, count_of
from index.library.open import Library
from index.model import Doctor
from tests.show.test_card import asked_of, card_of, page_of, part_of, reply_of, with_others

EXERCISE = "Can I exercise after Botox?"
JUVADERM = "does juvaderm move if I massage it"
ROE, DOE = (Doctor(name, "MD", "byline", "Denver") for name in ("Jane Roe", "John Doe"))


@pytest.fixture
def spelling(library: Library) -> Spelling:
    return Spelling.of(library)


def messages(asked: SearchQuery) -> list[str]:
    return [change.message for change in changes_of(asked)]


# What was changed, and how to take it back.


@pytest.mark.parametrize("message", [EXERCISE, f'"{JUVADERM}"', "what is the capital of France"])
def test_a_question_in_which_nothing_was_changed_shows_no_change(
    message: str, spelling: Spelling
) -> None:
    (asked,) = queries_in(message, spelling)
    assert changes_of(asked) == []


def test_a_corrected_word_is_shown_with_the_question_that_keeps_it_as_typed(
    spelling: Spelling,
) -> None:
    (asked,) = queries_in(JUVADERM, spelling)
    assert changes_of(asked)[0] == SearchChange(
        "Showing results for juvederm.",
        "Search for juvaderm instead",
        'does "juvaderm" move if I massage it',
    )


def test_other_words_are_shown_with_the_question_that_leaves_them_out(spelling: Spelling) -> None:
    (asked,) = queries_in("Botox for my 11s", spelling)
    assert changes_of(asked) == [
        SearchChange(
            "For 11s, also searched: glabella.", "Search only for 11s", 'Botox for my "11s"'
        )
    ]


def test_a_follow_up_is_shown_with_the_question_that_stands_on_its_own(
    spelling: Spelling,
) -> None:
    (asked,) = queries_in("and what about fillers?", spelling, EXERCISE)
    assert asked.searched == "Can I exercise after fillers?"
    assert changes_of(asked) == [
        SearchChange(
            "Read together with your previous question.",
            "Search for “and what about fillers?” on its own",
            '"and what about fillers?"',
        )
    ]


def test_what_was_read_alone_is_shown_with_what_it_may_be(spelling: Spelling) -> None:
    (alone,) = queries_in("green tea", spelling, EXERCISE)
    asked = or_leaning(alone, "green tea", spelling, EXERCISE)
    assert changes_of(asked) == [
        SearchChange(
            "Read without your previous question.",
            "Ask “green tea after Botox?” instead",
            "green tea after Botox?",
        )
    ]


def test_changes_are_shown_from_the_widest_to_the_narrowest(spelling: Spelling) -> None:
    (asked,) = queries_in("and what about juvaderm?", spelling, EXERCISE)
    assert messages(asked) == [
        "Read together with your previous question.",
        "Showing results for juvederm.",
        "For juvederm, also searched: hyaluronic acid filler.",
    ]


@pytest.mark.parametrize("before", [None, EXERCISE])
@pytest.mark.parametrize(
    "message",
    [
        JUVADERM,
        JUVADERM.upper(),
        "juvaderm",
        "11s",
        "Botox for 11s and juvaderm exersize",
        'does "juvaderm" move with 11s',
        "“juvaderm” and juvaderm",
        'a 2" scar after juvaderm',
        'a 2" scar and “two after juvaderm',
        'He said "rest a week" - botox or juvaderm?',
        "say juvaderm\n\nfor  11s",
        "juvaderm (juvaderm), juvaderm!",
        "Dysport, DYSPORT or dysport",
        "and what about juvaderm?",
        "what about 11s?",
        'what about "juvaderm"?',
        "I had Botox yesterday for my 11s. Can I exersize? Can I lie down?",
        "Can I exersize after Botox? Does juvaderm hurt?",
    ],
)
def test_the_question_offered_takes_its_change_back(
    message: str, before: str | None, spelling: Spelling
) -> None:
    offered = 0
    for asked in queries_in(message, spelling, before):
        # The page leans on what was searched last: on this very question.
        for leant_on in (before, asked.searched):
            for change in changes_of(asked):
                offered += 1
                again = queries_in(change.question, spelling, leant_on)
                said = [line.casefold() for one in again for line in messages(one)]
                assert change.message.casefold() not in said
    assert offered or message == 'what about "juvaderm"?'


@pytest.mark.parametrize(
    ("message", "offer", "kept"),
    [
        # All else is changed again, and is shown again.
        (
            "Botox for 11s and juvaderm exersize",
            "Search for juvaderm instead",
            ["Showing results for exercise.", "For 11s, also searched: glabella."],
        ),
        (
            "Botox for 11s and juvaderm exersize",
            "Search only for 11s",
            [
                "Showing results for juvederm.",
                "Showing results for exercise.",
                "For juvederm, also searched: hyaluronic acid filler.",
            ],
        ),
        # The patient's own quotes stay.
        ('does "juvaderm" move with 11s', "Search only for 11s", []),
        # The words that name the topic stay before the question.
        (
            "I had Botox yesterday for my 11s. Can I exersize?",
            "Search for exersize instead",
            ["For 11s, also searched: glabella."],
        ),
    ],
)
def test_the_question_offered_takes_nothing_else_back(
    message: str, offer: str, kept: list[str], spelling: Spelling
) -> None:
    (asked,) = queries_in(message, spelling)
    (change,) = (change for change in changes_of(asked) if change.offer == offer)
    (again,) = queries_in(change.question, spelling, asked.searched)
    assert messages(again) == kept


@pytest.mark.parametrize(
    ("message", "offer", "question", "searched"),
    [
        (
            "and what about juvaderm?",
            "Search for juvaderm instead",
            'Can I exercise after "juvaderm"?',
            "Can I exercise after juvaderm?",
        ),
        (
            "and what about juvaderm?",
            "Search only for juvederm",
            'Can I exercise after "juvederm"?',
            "Can I exercise after juvederm?",
        ),
        (
            "what about 11s?",
            "Search only for 11s",
            'Can I exercise after Botox? "11s"?',
            "Can I exercise after Botox? 11s?",
        ),
    ],
)
def test_what_was_carried_stays_where_another_change_is_taken_back(
    message: str, offer: str, question: str, searched: str, spelling: Spelling
) -> None:
    (asked,) = queries_in(message, spelling, EXERCISE)
    (change,) = (change for change in changes_of(asked) if change.offer == offer)
    assert change.question == question
    (again,) = queries_in(question, spelling, asked.searched)
    assert (again.searched, again.carried) == (searched, None)


@pytest.mark.parametrize(
    ("message", "questions"),
    [
        ("what about 11s?", ['"what about 11s?"']),
        ("what about juvaderm?", ['"what about juvaderm?"', '"what about juvederm?"']),
    ],
)
def test_a_question_that_would_lean_on_the_change_it_takes_back_is_quoted_as_a_whole(
    message: str, questions: list[str], spelling: Spelling
) -> None:
    (asked,) = queries_in(message, spelling)
    assert [change.question for change in changes_of(asked)] == questions


def test_a_part_keeps_the_words_that_name_its_topic(spelling: Spelling) -> None:
    message = "I had Botox yesterday. Can I exersize? Can I lie down?"
    exercise, lie = queries_in(message, spelling)
    (mended,) = changes_of(exercise)
    assert mended.question == 'I had Botox yesterday. Can I "exersize"?'
    assert [change.question for change in changes_of(lie)] == [
        'I had Botox yesterday. Can I "lie down"?'
    ]


def test_quotes_within_a_leaning_question_do_not_cut_it_short(spelling: Spelling) -> None:
    (asked,) = queries_in('and what about "juvaderm"?', spelling, EXERCISE)
    alone = changes_of(asked)[0]
    assert alone.question == '"and what about juvaderm?"'
    (again,) = queries_in(alone.question, spelling, asked.searched)
    assert again == asked_of("and what about juvaderm?")


# How much was found.


def reply_in_parts(*parts: tuple[str, tuple[Card, ...]]) -> Reply:
    return Reply("message", tuple(part_of(question, *cards) for question, cards in parts), ())


def test_one_question_is_counted_by_answers_and_doctors() -> None:
    page = page_of(["one", "two", "three"], [ROE, ROE, DOE])
    cards = [card_of(page, number) for number in (1, 2, 3)]
    assert count_of(reply_of(*cards)) == "3 answers by 2 doctors, word for word."
    assert count_of(reply_of()) == "No doctor here addressed this question."


def test_several_questions_are_counted_by_what_was_found_and_each_answer_once() -> None:
    page = page_of(["one", "two", "three"], [ROE, ROE, DOE])
    one, two, three = (card_of(page, number) for number in (1, 2, 3))
    both = reply_in_parts(("a", (one, two)), ("b", (two, three)))
    assert count_of(both) == "2 of 2 questions answered: 3 answers by 2 doctors, word for word."
    half = reply_in_parts(("a", (one,)), ("b", ()))
    assert count_of(half) == "1 of 2 questions answered: 1 answer by 1 doctor, word for word."
    assert count_of(reply_in_parts(("a", ()), ("b", ()))) == (
        "0 of 2 questions answered. No doctor here addressed any of them."
    )


def test_what_is_only_near_one_question_is_not_counted_as_found() -> None:
    page = page_of(["one", "two", "three"], [ROE, ROE, DOE])
    one, two, three = (card_of(page, number) for number in (1, 2, 3))
    found, near = part_of("a", one), replace(part_of("b", two, three), band="related")
    assert count_of(Reply("message", (found, near), ())) == (
        "1 of 2 questions answered: 1 answer by 1 doctor, word for word."
    )
    assert count_of(Reply("message", (near, part_of("c")), ())) == (
        "0 of 2 questions answered. Doctors addressed something related: 2 answers by 2 doctors."
    )


# What goes with a card.


@pytest.mark.parametrize(
    ("brands", "note"),
    [
        ((), None),
        (("Botox",), "This answer names Botox, not the product you asked about."),
        (
            ("Botox", "Dysport"),
            "This answer names Botox and Dysport, not the product you asked about.",
        ),
        (
            ("Botox", "Dysport", "Xeomin"),
            "This answer names Botox, Dysport and Xeomin, not the product you asked about.",
        ),
    ],
)
def test_an_answer_on_another_product_is_said_to_be(
    brands: tuple[str, ...], note: str | None
) -> None:
    assert brand_note(with_others(card_of(page_of(["words"])), brands=brands)) == note


def test_near_identical_answers_are_counted() -> None:
    card = card_of(page_of(["words"]))
    assert alike_note(card) is None
    for count in (1, 2):
        pages = [page_of(["words"], page_id=f"p{n}") for n in range(count)]
        assert alike_note(with_others(card, alike=pages)) == f"and {count} more like this"
