"""From a message to what is searched: slips, other words, parts, what is carried, and quotes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.query.correct import Correction, Spelling
from bot.query.search_query import SearchQuery, queries_in
from bot.query.synonyms import Expansion

SPELLING = Spelling(
    {"botox": 40, "exercise": 30, "massage": 12, "filler": 9, "forehead": 7, "muscle": 20},
    frozenset({"krant", "lucarelli"}),
)
DYSPORT = Expansion("Dysport", ("Botox", "botulinum toxin"))


def asked(message: str, before: str | None = None) -> SearchQuery:
    """The only question of a message."""
    (one,) = queries_in(message, SPELLING, before)
    return one


def test_a_plain_question_is_searched_as_it_stands() -> None:
    question = "Can I exercise after Botox?"
    assert asked(question) == SearchQuery(question, question, (question,), (), (), None)


def test_a_slip_is_corrected_and_listed() -> None:
    assert asked("can I excercise after botox") == SearchQuery(
        asked="can I excercise after botox",
        searched="can I exercise after botox",
        wordings=("can I exercise after botox",),
        corrections=(Correction("excercise", "exercise"),),
        expansions=(),
        carried=None,
    )


def test_a_mended_brand_is_expanded() -> None:
    found = asked("is disport painful on the forhead")
    assert found.searched == "is dysport painful on the forehead"
    assert [one.shown for one in found.corrections] == ["dysport", "forehead"]
    assert found.expansions == (Expansion("dysport", ("Botox", "botulinum toxin")),)
    assert found.wordings == (
        "is dysport painful on the forehead",
        "is Botox painful on the forehead",
        "is botulinum toxin painful on the forehead",
    )


def test_the_topic_of_the_question_before_is_carried() -> None:
    found = asked("and what about massage?", "Can I exercise after Dysport?")
    assert found.asked == "and what about massage?"
    assert found.carried is not None
    assert "Dysport" in found.carried
    assert "Dysport" in found.searched
    assert "massage" in found.searched
    assert DYSPORT in found.expansions
    assert found.wordings[1] == found.searched.replace("Dysport", "Botox")


def test_without_a_question_before_nothing_is_carried() -> None:
    assert asked("and what about massage?").carried is None


def test_a_slip_in_a_question_that_leans_is_mended_before_it_is_read() -> None:
    found = asked("what about masage?", "Can I exercise after Botox?")
    assert found.corrections == (Correction("masage", "massage"),)
    assert found.carried is not None
    assert "massage" in found.searched


# Several questions.

TWO = "Can I excercise after Dysport? How long does a filler last?"


def test_each_question_of_a_message_has_its_own_corrections_and_wordings() -> None:
    first, second = queries_in(TWO, SPELLING)
    assert (first.asked, second.asked) == (
        "Can I excercise after Dysport?",
        "How long does a filler last?",
    )
    assert first.searched == "Can I exercise after Dysport?"
    assert first.corrections == (Correction("excercise", "exercise"),)
    assert first.expansions == (DYSPORT,)
    assert len(first.wordings) == 3
    assert (second.corrections, second.expansions) == ((), ())
    assert second.wordings == (second.searched,)


def test_a_part_may_repeat_the_question_before_it_in_the_same_message() -> None:
    _, second = queries_in("Can I exercise after Botox? And what about filler?", SPELLING)
    assert second.asked == "And what about filler?"
    assert second.searched == "Can I exercise after filler?"
    assert second.carried == "Can I exercise after …?"


def test_what_has_to_be_addressed_is_among_the_wordings() -> None:
    found = asked("while breastfeeding?", "Can I exercise after Dysport?")
    assert found.judged[0] == "Dysport: while breastfeeding?"
    assert "Botox: while breastfeeding?" in found.judged
    assert set(found.judged) < set(found.wordings)
    assert found.wordings[0] == found.searched
    assert asked("why?", "Can I exercise after Dysport?").judged == ()


def test_into_a_message_of_several_questions_nothing_is_carried() -> None:
    before = "Can I drink wine after Xeomin?"
    leaning = "Does it hurt? How long should I wait?"
    assert asked("Does it hurt?", before).carried is not None
    for message in (TWO, leaning):
        assert len(queries_in(message, SPELLING)) == 2
        assert queries_in(message, SPELLING, before) == queries_in(message, SPELLING)


# Quotes.

QUOTES = ['"{}"', "“{}”"]


@pytest.mark.parametrize("quotes", QUOTES)
def test_a_quoted_word_is_searched_as_it_stands(quotes: str) -> None:
    message = f"can I excercise with {quotes.format('masage')} after botox"
    found = asked(message)
    assert found.asked == message
    assert found.searched == "can I exercise with masage after botox"
    assert found.wordings == (found.searched,)
    assert found.corrections == (Correction("excercise", "exercise"),)


@pytest.mark.parametrize("quotes", QUOTES)
def test_a_quoted_brand_is_not_expanded(quotes: str) -> None:
    found = asked(f"is {quotes.format('Dysport')} safe for my 11s")
    assert found.searched == "is Dysport safe for my 11s"
    assert found.expansions == (Expansion("11s", ("glabella",)),)
    assert found.wordings == ("is Dysport safe for my 11s", "is Dysport safe for my glabella")


def test_words_on_either_side_of_a_quote_do_not_make_one_name() -> None:
    found = asked('my frown "and smile" lines')
    assert found.searched == "my frown and smile lines"
    assert (found.expansions, found.wordings) == ((), (found.searched,))


def test_what_lies_between_two_quotes_is_mended() -> None:
    found = asked('"forhead" excercise "muscel"')
    assert found.searched == "forhead exercise muscel"
    assert found.corrections == (Correction("excercise", "exercise"),)


def test_the_same_slip_on_both_sides_of_a_quote_is_listed_once() -> None:
    found = asked('botox excercise or "masage" excercise')
    assert found.searched == "botox exercise or masage exercise"
    assert found.corrections == (Correction("excercise", "exercise"),)


@pytest.mark.parametrize("quotes", QUOTES)
@pytest.mark.parametrize(
    "words", ["can I excercise after disport", "Dysport? Or what? Is it safe?", "and masage?"]
)
def test_a_message_quoted_as_a_whole_is_left_alone(quotes: str, words: str) -> None:
    found = asked(f"  {quotes.format(words)}\n", "Can I exercise after Botox?")
    assert found == SearchQuery(words, words, (words,), (), (), None)


@pytest.mark.parametrize("message", ['is 5" deep', "“Dysport safe", "Dysport” safe", 'a "'])
def test_a_quote_mark_without_its_like_stays(message: str) -> None:
    assert asked(message).searched == message


def test_behind_a_quote_mark_without_its_like_words_are_mended_and_expanded() -> None:
    found = asked('can I "excercise after Dysport')
    assert found.searched == 'can I "exercise after Dysport'
    assert found.corrections == (Correction("excercise", "exercise"),)
    assert found.wordings[1:] == (
        'can I "exercise after Botox',
        'can I "exercise after botulinum toxin',
    )


@pytest.mark.parametrize("message", ['""', "“”", '" "'])
def test_empty_quotes_are_searched_as_they_stand(message: str) -> None:
    assert asked(message).searched == message


pieces = st.sampled_from(
    ["excercise", '"masage"', "“Dysport”", "Dysport", '"', "”", "after", "11s", "is it ok?", "."]
)


@given(st.lists(pieces, min_size=1, max_size=7).map(" ".join))
def test_no_message_is_lost(message: str) -> None:
    found = queries_in(message, SPELLING)
    assert found
    for one in found:
        assert one.searched.strip() == one.searched != ""
        assert one.wordings[0] == one.searched
        assert len(set(one.wordings)) == len(one.wordings)


def test_what_is_used_in_a_second_question_is_the_thing_of_the_first() -> None:
    message = "can I use my derma roller after Botox, also can I use it after filler"
    first, second = queries_in(message, SPELLING)
    assert first.searched == "can I use my derma roller after Botox"
    assert second.searched == "can I use derma roller after filler"
    assert second.carried == "derma roller"


def test_what_a_story_names_is_used_where_a_question_before_names_none() -> None:
    message = "I have a derma roller. Can I run after Botox? And can I use it the same day?"
    assert "derma roller" in queries_in(message, SPELLING)[1].searched
