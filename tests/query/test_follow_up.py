"""Follow-ups: what is carried, what is left alone, and that the right answers come of it."""

import json
from collections.abc import Iterator

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.query.carried import LONGEST_SEARCHED
from bot.query.follow_up import (
    LONGEST_LEANING,
    MOST_OWN_WORDS,
    FollowUp,
    follow_up,
)
from bot.query.previous_question import LONGEST_CARRIED
from index.encoders.sentence_encoder import SentenceEncoder
from index.library.build import build
from index.library.open import Library
from tests.conftest import SEEDS
from tests.follow_ups import BOTOX, LEANING, PAIRS, RECORDS, STANDING_ALONE, Pair


def named(pair: Pair) -> str:
    return f"{pair.before[:30]} | {pair.question}"


def alone(question: str) -> FollowUp:
    return FollowUp(question, question.strip(), None)


# The words.


@pytest.mark.parametrize("pair", LEANING, ids=named)
def test_a_question_that_leans_is_searched_with_what_it_leans_on(pair: Pair) -> None:
    found = follow_up(pair.question, pair.before)
    assert (found.question, found.searched) == (pair.question, pair.searched)
    assert found.carried


@pytest.mark.parametrize("pair", STANDING_ALONE, ids=named)
def test_a_question_with_a_topic_of_its_own_is_left_alone(pair: Pair) -> None:
    assert follow_up(pair.question, pair.before) == alone(pair.question)


@pytest.mark.parametrize(
    ("question", "carried"),
    [
        ("and what about fillers?", "Can I exercise after …?"),
        ("is massage ok too?", "Can I … after Botox?"),
        ("how long should I wait?", "exercise after Botox"),
        ("how long should I wait before massage?", "… after Botox?"),
        ("why?", BOTOX),
    ],
)
def test_what_was_carried_is_listed(question: str, carried: str) -> None:
    assert follow_up(question, BOTOX).carried == carried


def test_of_another_adjective_its_own_noun_is_judged_and_not_what_it_replaced() -> None:
    found = follow_up("and light?", "does laser work on dark skin")
    assert (found.carried, found.judged) == ("does laser work on … skin", "laser: light skin")
    assert follow_up("and men?", "does Botox hurt women").judged == "Botox: men"


def test_whether_a_treatment_helps_is_asked_of_what_the_question_before_wanted_help_with() -> None:
    assert follow_up("does laser work?", BOTOX) == alone("does laser work?")
    assert follow_up("does laser work?", "how is melasma treated").carried == "melasma"


LUPUS = "I have lupus. Can I get Botox?"


@pytest.mark.parametrize(
    ("before", "question", "searched"),
    [
        (LUPUS, "and fillers?", "I have lupus. Can I get fillers?"),
        (LUPUS, "why?", "I have lupus. Can I get Botox? why?"),
        (LUPUS, "what do surgeons say?", "I have lupus. Can I get Botox? what do surgeons say?"),
        (LUPUS, "what about epilepsy", "I have lupus. Can I get Botox? epilepsy"),
        (LUPUS, "can I drink coffee?", "Botox: can I drink coffee?"),
        (LUPUS, "Does tattoo removal hurt?", "Does tattoo removal hurt?"),
        (
            "I use adapalene, can I have a peel?",
            "and tretinoin?",
            "I use tretinoin, can I have a peel?",
        ),
        (
            "I'm getting married in 2 weeks. Can I get Botox?",
            "3 weeks?",
            "I'm getting married in 3 weeks. Can I get Botox?",
        ),
        ("I had 2 strokes. Is filler safe?", "3?", "I had 3 strokes. Is filler safe?"),
        ("My mom is 70. Can she get Botox?", "my dad is 80", "My mom is 80. Can she get Botox?"),
    ],
)
def test_what_was_told_is_asked_again_with_the_question_and_with_no_other(
    before: str, question: str, searched: str
) -> None:
    assert follow_up(question, before).searched == searched


def test_what_was_told_is_neither_lost_nor_doubled_in_a_row_of_questions() -> None:
    assert chain(LUPUS, "and fillers?", "and Dysport?", "why?") == [
        LUPUS,
        "I have lupus. Can I get fillers?",
        "I have lupus. Can I get Dysport?",
        "I have lupus. Can I get Dysport? why?",
    ]
    assert follow_up("with lupus and MS?", LUPUS).searched.count("lupus") == 1


@pytest.mark.parametrize(
    ("before", "question", "searched"),
    [
        ("is Botox ok at 25?", "my mom is 70", "is Botox ok at 70?"),
        ("is Botox ok at 25?", "she's 19 years old", "is Botox ok at 19?"),
        ("is 25 a good age for Botox?", "and 19?", "is 19 a good age for Botox?"),
        ("is 25 a good age for Botox?", "I am 19", "is 19 a good age for Botox?"),
        ("is Botox ok at 25 for men?", "I'm only 19", "is Botox ok at 19 for men?"),
        ("can I run 2 days after Botox?", "I'm 70", "can I run 2 days after Botox? I'm 70"),
        ("are 20 units of Botox enough?", "I am 70", "are 20 units of Botox enough? I am 70"),
        ("can I run 2 days after Botox?", "it's been 5 days", "can I run 5 days after Botox?"),
        ("can I run 2 days after Botox?", "if it's only 1 day", "can I run 1 day after Botox?"),
    ],
)
def test_an_age_takes_the_place_of_an_age_and_a_time_of_a_time(
    before: str, question: str, searched: str
) -> None:
    assert follow_up(question, before).searched == searched


@pytest.mark.parametrize(
    ("before", "question", "searched"),
    [
        ("can I have Botox?", "after fillers?", "can I have Botox? after fillers?"),
        ("can I have peels after Botox?", "after fillers?", "can I have peels after fillers?"),
        (
            "How are warts removed?",
            "can it be done with laser?",
            "warts removed: can it be done with laser?",
        ),
        ("what is a skin tag", "how are they removed?", "skin tag: how are they removed?"),
        ("can I use a foam roller after Botox", "neck pillow?", "neck pillow after Botox"),
        ("azelaic acid after a laser?", "and spf?", "spf after a laser?"),
        (
            "what helps with stretch marks",
            "does microneedling",
            "stretch marks: does microneedling",
        ),
        (
            "stretch marks: does microneedling",
            "retinol cream?",
            "stretch marks: does retinol cream",
        ),
        ("what gets rid of eye bags?", "does filler", "eye bags: does filler"),
        (
            "why is my scar red",
            "would silicone sheets help?",
            "scar red: would silicone sheets help?",
        ),
        (
            "How are moles removed?",
            "does that leave a scar?",
            "moles removed: does that leave a scar?",
        ),
        ("can I have coffee before Botox?", "garlic pills?", "garlic pills before Botox?"),
        ("can I swim after Botox?", "who should I call", "who should I call after Botox?"),
        (
            "can I swim after Botox?",
            "my surgeon said no",
            "can I swim after Botox? my surgeon said no",
        ),
        ("Does filler help my oily skin?", "my hair?", "Does filler help my oily hair?"),
        (
            "I can't close my eye. Is it the Botox?",
            "how long?",
            "can't close my eye: Is it the Botox? how long?",
        ),
        (
            "I can't close my eye. Is it the Botox?",
            "will this last?",
            "can't close my eye, Botox: will this last?",
        ),
    ],
)
def test_what_is_no_other_of_its_like_takes_no_place(
    before: str, question: str, searched: str
) -> None:
    assert follow_up(question, before).searched == searched


def test_an_article_marks_a_part_of_a_sentence() -> None:
    assert follow_up("a root canal", BOTOX).searched == "a root canal after Botox?"
    assert follow_up("root canal", BOTOX) == alone("root canal")


def test_two_words_without_a_mark_lean_only_on_a_question_that_has_none_either() -> None:
    assert follow_up("green tea", "can I drink coffee after Botox?") == alone("green tea")
    leaning = follow_up("green tea", "can i drink coffee after botox")
    assert leaning.searched == "green tea after botox"


@pytest.mark.parametrize("before", [None, "", " \n\u00a0", "?!", "why?", "thanks"])
@pytest.mark.parametrize("question", ["why?", "and what about fillers?", "is it safe?"])
def test_where_nothing_was_asked_before_nothing_is_carried(
    question: str, before: str | None
) -> None:
    assert follow_up(question, before) == alone(question)


def chain(*questions: str) -> list[str]:
    searched: list[str] = []
    for question in questions:
        searched.append(follow_up(question, searched[-1] if searched else None).searched)
    return searched


def test_the_third_question_is_about_what_the_second_was_about() -> None:
    assert chain(BOTOX, "what about fillers?", "how long should I wait?", "and massage?") == [
        BOTOX,
        "Can I exercise after fillers?",
        "exercise after fillers: how long should I wait?",
        "massage after fillers: how long should I wait?",
    ]


def test_small_questions_in_a_row_do_not_pile_up() -> None:
    assert chain(BOTOX, "why?", "how long?", "really?", "why not?")[-1] == f"{BOTOX} why not?"


def test_after_a_change_of_topic_the_old_one_is_gone() -> None:
    *_, last = chain(BOTOX, "Does tattoo removal hurt?", "how much does it cost?")
    assert last == "how much does tattoo removal cost?"


def test_thanks_between_two_questions_carry_nothing_on() -> None:
    assert chain(BOTOX, "thanks!", "why?") == [BOTOX, "thanks!", "why?"]


@pytest.mark.parametrize(
    ("before", "question", "searched"),
    [
        ("Is Botox or Dysport safe?", "and Xeomin?", "Is Xeomin safe?"),
        (
            "I had Botox. Does Botox migrate?",
            "and fillers?",
            "Does fillers migrate?",
        ),
        ("I use Sculptra. Is Botox better?", "and Dysport?", "Is Dysport better?"),
        ("Is Botox or Dysport safe?", "and only Dysport?", "Is Dysport safe?"),
        (BOTOX, "what about fillers or Dysport?", "Can I exercise after fillers or Dysport?"),
        ("Can I drink alcohol after Botox?", "and sauna?", "Can I sauna after Botox?"),
        (BOTOX, "can I have a massage?", "Can I have a massage after Botox?"),
        (BOTOX, "what about fillers after a week?", "Can I exercise after fillers after a week?"),
        ("can i exercise after botox", "how long", "can i exercise after botox: how long"),
    ],
)
def test_a_topic_takes_the_place_of_its_like(before: str, question: str, searched: str) -> None:
    assert follow_up(question, before).searched == searched


@pytest.mark.parametrize(
    "question",
    [
        "Is it safe to take statins with grapefruit?",
        "How long does it take a scar to fade?",
        "Is it true that carrots are good for the eyes?",
        "Is this mole on my back dangerous?",
        "What is the weather these days?",
        "I have a rash on my arm. What is it?",
        "My knee swells, what can I do about that?",
        "I have itchy skin what could this be?",
        "Can fillers and Botox be given at the same visit?",
        "How long does honey keep its taste?",
        "Which food has sugar that harms teeth?",
        "Why do they put fluoride in tap water?",
        "So I have had acne for years",
        "But is coffee bad for the heart?",
        "After my knee surgery I cannot sleep",
    ],
)
def test_a_word_that_points_within_the_question_does_not_point_back(question: str) -> None:
    assert follow_up(question, BOTOX) == alone(question)


@pytest.mark.parametrize(
    "question",
    ["thanks", "Thank you so much!", "ok", "OK, got it.", "no", "yes", "hi", "never mind, thanks"],
)
def test_a_courtesy_asks_nothing(question: str) -> None:
    assert follow_up(question, BOTOX) == alone(question)


@pytest.mark.parametrize(
    ("question", "searched"),
    [
        ("during pregnancy?", f"{BOTOX} during pregnancy?"),
        ("Is walking ok too?", "Is walking ok too after Botox?"),
        ("do they harm?", "exercise after Botox: do they harm?"),
        ("Is it safer than fillers?", "exercise after Botox: Is it safer than fillers?"),
    ],
)
def test_a_topic_that_is_new_comes_beside_the_old_one(question: str, searched: str) -> None:
    assert follow_up(question, BOTOX).searched == searched


@pytest.mark.parametrize("question", ["What causes swelling?", "I have a headache"])
def test_an_effect_that_is_spoken_of_by_itself_is_a_topic(question: str) -> None:
    assert follow_up(question, BOTOX) == alone(question)


def test_a_swelling_is_asked_of_a_treatment_only() -> None:
    assert follow_up("Is swelling normal?", BOTOX).carried == "exercise after Botox"
    assert follow_up("Is swelling normal?", "what is the capital of France").carried is None


def test_a_long_question_names_its_topic_itself() -> None:
    padded = "why is it " + "so " * LONGEST_LEANING
    assert follow_up(padded[:LONGEST_LEANING].strip(), BOTOX).carried
    assert follow_up(padded, BOTOX) == alone(padded)


def test_a_question_of_many_words_of_its_own_has_a_topic_wherever_it_points() -> None:
    few = "does it harm " + " or ".join(["milk", "eggs", "honey", "rice"][:MOST_OWN_WORDS])
    assert follow_up(few, BOTOX).carried
    assert follow_up(f"{few} or nuts", BOTOX) == alone(f"{few} or nuts")


STORY = (
    "I am 45 and have a garden. I had Botox around my eyes last Tuesday, from a nurse in the next "
    "town whom my neighbour likes. The weather was splendid. Will the gym undo what she did?"
)


def test_of_a_long_story_the_last_question_and_its_topic_are_carried() -> None:
    assert follow_up("why?", STORY).searched == "Botox: Will the gym undo what she did? why?"


# Any two texts.

vocabulary = sorted({word for pair in PAIRS for word in f"{pair.before} {pair.question}".split()})
sentences = st.lists(st.sampled_from([*vocabulary, "?", ".", ",", "\n"])).map(" ".join)
texts = st.text() | sentences


@given(texts, st.none() | texts)
@example("?", BOTOX)
@example("it same", BOTOX)
@example("İt's", "ß ﬁ 1² a:b:c")
@example("why?", "\n".join(" " * 200 + word for word in vocabulary))
@example("why?", "x" * 1000)
@example("", "\u02b9")
@example("and fillers?", "I have rosacea, can I get Botox?" + " really" * 20)
@example("why?", (" " * 200 + "walnuts.\n") * 2)
@example("is it safe?", ":".join("x" * 75))
@example("or Dysport" + " Dysport" * 16, "Botox. " * 21)
def test_any_two_texts_make_something_short_to_search(question: str, before: str | None) -> None:
    found = follow_up(question, before)
    assert found.question == question
    assert found == follow_up(question, before)
    if found.carried is None:
        assert found.searched == question.strip()
    else:
        assert len(found.searched) <= LONGEST_SEARCHED
        assert 0 < len(found.carried) <= LONGEST_CARRIED


@given(sentences, sentences)
@example("then? And", "Botox")
@example("So? And fillers?", "Botox")
def test_no_word_is_searched_that_nobody_typed(question: str, before: str) -> None:
    typed = {word.strip("?.,:!…") for word in f"{question} {before}".split()}
    searched = {word.strip("?.,:!…") for word in follow_up(question, before).searched.split()}
    assert searched <= typed


@given(texts, st.sampled_from([pair.question for pair in STANDING_ALONE]))
def test_what_stands_alone_stands_alone_after_any_text(before: str, question: str) -> None:
    assert follow_up(question, before) == alone(question)


# What is found.


@pytest.fixture(scope="module")
def both_libraries(
    real_encoder: SentenceEncoder, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Library]:
    """The seeds and the made-up answers, in one."""
    folder = tmp_path_factory.mktemp("follow")
    file = folder / "records.jsonl"
    rows = [
        {"id": name, "question_id": name, "question_title": title, "answer_text": text}
        for name, (title, text) in RECORDS.items()
    ]
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    build(folder / "library", [SEEDS, file], real_encoder)
    opened = Library.open(folder / "library")
    yield opened
    opened.close()


@pytest.mark.model
@pytest.mark.parametrize("pair", [pair for pair in PAIRS if pair.finds], ids=named)
def test_the_right_answer_is_among_the_first(
    pair: Pair, both_libraries: Library, real_encoder: SentenceEncoder
) -> None:
    searched = follow_up(pair.question, pair.before).searched
    hits = both_libraries.search(searched, real_encoder, 1 if pair in STANDING_ALONE else 3)
    assert {hit.passage.answer_id for hit in hits} & set(pair.finds)


# What has to be addressed.


@pytest.mark.parametrize(
    ("question", "judged"),
    [
        ("while breastfeeding?", "Botox: while breastfeeding?"),
        ("can kids do it", "Botox: can kids do it"),
        ("is it safe for men?", "Botox: is it safe for men?"),
        ("why?", None),
        ("how long should I wait?", None),
        ("what about massage?", None),
        ("can I get it while pregnant", None),
        ("what do plastic surgeons say?", None),
    ],
)
def test_what_was_asked_before_is_no_evidence_for_what_is_asked_now(
    question: str, judged: str | None
) -> None:
    assert follow_up(question, BOTOX).judged == judged


@pytest.mark.parametrize(
    ("question", "before", "searched"),
    [
        (
            "and about the botox?",
            "What did Dr. Krauss say about fillers and exercise?",
            "What did Dr. Krauss say about botox and exercise?",
        ),
        ("n when pregnant", "is botox ok with massage?", "is botox ok with massage? when pregnant"),
        ("And wear a helmet", "How long after Botox can I run?", "Botox: wear a helmet"),
        (
            "on which lines do they use it",
            "How does Botox work?",
            "on which lines do they use Botox",
        ),
        (
            "is that ugly or what",
            "Does Botox make muscles bigger?",
            "Botox make muscles bigger: is that ugly or what",
        ),
    ],
)
def test_what_refers_to_the_question_before_in_few_words(
    question: str, before: str, searched: str
) -> None:
    assert follow_up(question, before).searched == searched
