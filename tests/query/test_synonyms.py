"""Words for one thing: all of them are found, as what they mean, and searched beside each other."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.query.products import product_groups
from bot.query.synonyms import (
    FILE,
    Expansion,
    Term,
    brands,
    expansions,
    mentions,
    terms,
    terms_in,
    wordings,
)

NAMED = [(word, term) for term in terms() for word in term.words]


def names(text: str) -> list[str]:
    return [mention.term.name for mention in mentions(text)]


def searched_for(question: str) -> tuple[str, ...]:
    return wordings(question, expansions(question))


# The file.


@pytest.mark.parametrize(("word", "term"), NAMED, ids=[word for word, _ in NAMED])
def test_every_word_of_the_file_is_found_as_what_it_means(word: str, term: Term) -> None:
    for said in (word, word.upper(), word.capitalize()):
        question = (
            f"Can I {said} now?" if word in {"work out", "rub", "jog"} else f"After {said} now?"
        )
        (mention,) = mentions(question)
        assert mention.term == term
        assert question[mention.start : mention.end] == said


def test_no_word_stands_in_two_terms() -> None:
    owners = Counter(word for term in terms() for word in {word.casefold() for word in term.words})
    assert [word for word, times in owners.items() if times > 1] == []


def test_every_other_word_to_search_is_a_term_itself() -> None:
    known = {term.name for term in terms()}
    listed = terms_in(FILE.read_text(encoding="utf-8"))
    assert {other for term in listed for other in term.also} <= known
    assert all(term.name not in term.also for term in terms())


def test_every_term_is_of_a_known_kind() -> None:
    assert {term.kind for term in terms()} == {
        *("treatment", "medicine", "activity", "area", "effect")
    }


def test_the_makers_products_are_brands_and_nothing_else_is() -> None:
    makers = {
        name for group in product_groups() if group.kind != "medicine" for name in group.names
    }
    assert {term.name for term in terms() if term.brand} == makers
    assert {"Botox", "Voluma", "Restylane", "Morpheus8"} <= makers


def test_a_word_with_a_condition_is_a_word_of_its_term() -> None:
    for term in terms():
        assert {*term.alone, *term.done} <= set(term.words)


# What a text names.


def test_terms_come_in_reading_order_with_their_places() -> None:
    text = "Does Dysport in the forehead cause headaches? Dysport!"
    assert [(text[m.start : m.end], m.term.name) for m in mentions(text)] == [
        ("Dysport", "Dysport"),
        ("forehead", "forehead"),
        ("headaches", "headache"),
        ("Dysport", "Dysport"),
    ]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("a hyaluronic acid filler", ["hyaluronic acid filler"]),
        ("hyaluronic acid and filler", ["hyaluronic acid filler", "filler"]),
        ("botulinum toxin", ["botulinum toxin"]),
        ("onabotulinum toxin", ["Botox"]),
        ("forehead lines and frown lines", ["forehead", "glabella"]),
        ("a droopy eyelid after eyelid surgery", ["ptosis", "eyelid surgery"]),
        ("chemical peels", ["chemical peel"]),
        ("under eye filler", ["under eye", "filler"]),
    ],
)
def test_a_longer_name_hides_the_shorter_one_in_it(text: str, named: list[str]) -> None:
    assert names(text) == named


@pytest.mark.parametrize("said", ["crow's feet", "crow’s feet", "crows feet", "CROW’S  FEET"])
def test_an_apostrophe_of_either_kind_or_none_is_the_same(said: str) -> None:
    assert names(f"lines ({said}) by the eye") == ["crow's feet"]


@pytest.mark.parametrize("said", ["11s", "11's", "11’s", "Elevens", "eleven\u00a0lines"])
def test_the_lines_between_the_brows_have_many_names(said: str) -> None:
    assert names(f"my {said}, please") == ["glabella"]


@pytest.mark.parametrize(
    "text",
    [
        "lipstick",
        "tulip bulbs",
        "my necklace",
        "scrub and rubber",
        "gymnastics",
        "the planet",
        "sunday",
        "botoxed",
        "anti-Botox",
        "Botox-like",
        "fillerless",
        "411s and 11sq",
        "d'exercise",
        "peeling",
        "",
    ],
)
def test_a_part_of_a_word_is_no_mention(text: str) -> None:
    assert names(text) == []


@pytest.mark.parametrize("text", ["Lips!", "(lip)", "lip,", "lip/neck", "#Dysport", "lip."])
def test_marks_beside_a_word_do_not_hide_it(text: str) -> None:
    assert names(text)[0] in {"lips", "Dysport"}


def test_each_brand_of_a_text_is_listed_once_as_it_is_written_in_the_file() -> None:
    text = "XEOMIN or onabotulinumtoxinA? juvéderm, a filler; xeomin, neurotoxin"
    assert brands(text) == ("Xeomin", "Botox", "Juvederm")
    assert brands("any neuromodulator or filler for crow's feet") == ()


# What is searched beside it.


@pytest.mark.parametrize(
    ("question", "expanded", "searched"),
    [
        (
            "does Dysport hurt",
            [Expansion("Dysport", ("Botox", "botulinum toxin"))],
            ["does Botox hurt", "does botulinum toxin hurt"],
        ),
        (
            "abobotulinumtoxinA doses",
            [Expansion("abobotulinumtoxinA", ("Dysport", "Botox", "botulinum toxin"))],
            ["Dysport doses", "Botox doses", "botulinum toxin doses"],
        ),
        ("units for my 11s", [Expansion("11s", ("glabella",))], ["units for my glabella"]),
        (
            "is Juvéderm safe?",
            [Expansion("Juvéderm", ("hyaluronic acid filler",))],
            ["is hyaluronic acid filler safe?"],
        ),
        (
            "I got a Droopy Eyelid.",
            [Expansion("Droopy Eyelid", ("ptosis",))],
            ["I got a ptosis."],
        ),
        (
            "soften my smile lines",
            [Expansion("smile lines", ("crow's feet", "nasolabial folds"))],
            ["soften my crow's feet", "soften my nasolabial folds"],
        ),
        (
            "soften my laugh lines",
            [Expansion("laugh lines", ("smile lines", "crow's feet", "nasolabial folds"))],
            ["soften my smile lines", "soften my crow's feet", "soften my nasolabial folds"],
        ),
        (
            "Xeomin for my 11’s",
            [Expansion("Xeomin", ("Botox", "botulinum toxin")), Expansion("11’s", ("glabella",))],
            ["Botox for my 11’s", "botulinum toxin for my 11’s", "Xeomin for my glabella"],
        ),
        ("neurotoxins", [Expansion("neurotoxins", ("Botox",))], ["Botox"]),
    ],
)
def test_other_words_are_searched_one_at_a_time(
    question: str, expanded: list[Expansion], searched: list[str]
) -> None:
    assert expansions(question) == tuple(expanded)
    assert wordings(question, expanded) == (question, *searched)


@pytest.mark.parametrize(
    "question",
    ["can I exercise after Botox?", "exercises", "botox injections", "crow’s feet", "lip fillers"],
)
def test_a_name_and_its_own_forms_need_no_other_words(question: str) -> None:
    assert expansions(question) == ()
    assert searched_for(question) == (question,)


def test_a_word_is_replaced_wherever_it_stands_in_whichever_case() -> None:
    assert searched_for("Dysport: is dysport  safe?") == (
        "Dysport: is dysport  safe?",
        "Botox: is Botox  safe?",
        "botulinum toxin: is botulinum toxin  safe?",
    )
    assert len(expansions("Dysport: is dysport safe?")) == 1


def test_a_word_within_a_longer_name_is_left_alone() -> None:
    assert searched_for("hyaluronic acid filler or hyaluronic acid") == (
        "hyaluronic acid filler or hyaluronic acid",
        "hyaluronic acid filler or hyaluronic acid filler",
    )
    assert searched_for("botulinum or botulinum toxins") == (
        "botulinum or botulinum toxins",
        "botulinum toxin or botulinum toxins",
        "Botox or botulinum toxins",
        "botulinum or Botox",
    )


@pytest.mark.parametrize("other", [r"\1", r"\g<0>", "a\\b"])
def test_the_rest_of_the_question_stays_character_for_character(other: str) -> None:
    question = f"  {other}\tDysport ($5)\r\n  {other}?"
    assert searched_for(question)[1] == f"  {other}\tBotox ($5)\r\n  {other}?"


def test_the_same_wording_is_searched_once() -> None:
    assert wordings("Botox", [Expansion("Botox", ("Botox", "filler", "filler"))]) == (
        "Botox",
        "filler",
    )


said = st.sampled_from([word for word, _ in NAMED] + ["and", "my", "lipstick", "?", "’s"])


@given(st.lists(said, max_size=8).map(" ".join))
def test_mentions_lie_apart_and_are_words_of_their_term(text: str) -> None:
    found = mentions(text)
    ends = [end for mention in found for end in (mention.start, mention.end)]
    assert ends == sorted(ends)
    for mention in found:
        assert text[mention.start : mention.end] in mention.term.words
    question, *others = searched_for(text)
    assert question == text
    assert len(others) <= sum(len(one.searched) for one in expansions(text))


@pytest.mark.parametrize(
    ("text", "named"),
    [("Is it safe to swım?", "swimming"), ("lİps", "lips"), ("BOTOX İNJECTİON", "Botox")],
)
def test_a_letter_that_folds_to_another_is_that_letter(text: str, named: str) -> None:
    assert names(text) == [named]


# A part of another phrase is no mention.


@pytest.mark.parametrize(
    "text",
    [
        "deep plane facelift",
        "a sub-SMAS plane",
        "the plane of dissection",
        "port wine stain",
        "a wine birthmark",
        "my beer belly",
        "will my botox not work out",
        "is my botox working out?",
        "I hope it will work out",
        "is it going to work out",
        "I cannot work out why",
        "rubbing alcohol",
        "does the cream rub off",
        "hyaluronic acid serum",
        "goose bumps",
        "a tanning bed",
        "my gym bag",
    ],
)
def test_a_word_within_another_phrase_is_not_expanded(text: str) -> None:
    assert expansions(text) == ()


@pytest.mark.parametrize(
    ("text", "words", "searched"),
    [
        ("can I go on a plane after botox", "plane", "flying"),
        ("can I drink wine?", "wine", "alcohol"),
        ("red wine after filler", "red wine", "alcohol"),
        ("when can i work out after botox", "work out", "exercise"),
        ("is it ok to work out the same day", "work out", "exercise"),
        ("am I going to work out tomorrow", "work out", "exercise"),
        ("do not work out", "work out", "exercise"),
        ("working out after botox", "working out", "exercise"),
        ("can i rub my face", "rub", "massage"),
        ("rubbing my eyes", "rubbing", "massage"),
        ("lip bumps", "bumps", "lump"),
        ("is hyaluronic acid safe", "hyaluronic acid", "hyaluronic acid filler"),
        ("is the gym bad", "gym", "exercise"),
    ],
)
def test_a_word_by_itself_is_expanded(text: str, words: str, searched: str) -> None:
    assert Expansion(words, (searched,)) in expansions(text)


# Products.


@pytest.mark.parametrize(
    ("text", "searched"),
    [
        ("Can I exercise after Voluma?", ("hyaluronic acid filler",)),
        ("advil before botox", ("ibuprofen",)),
        ("eliquis and lip filler", ("blood thinner",)),
        ("rivaroxaban and lip filler", ("blood thinner",)),
        ("azzalure bruising", ("Botox", "botulinum toxin")),
    ],
)
def test_a_product_is_searched_under_its_substance(text: str, searched: tuple[str, ...]) -> None:
    assert expansions(text)[0].searched == searched


def test_a_medicine_is_no_brand_that_an_answer_could_be_about_instead() -> None:
    assert brands("advil, tylenol or voluma") == ("Voluma",)


def test_every_group_of_products_says_where_it_can_be_looked_up() -> None:
    known = {"FDA fillers", "FDA devices", "FDA labels", "MedlinePlus", "INN", "makers"}
    for group in product_groups():
        assert set(group.source.split("; ")) <= known
        assert group.kind in {"toxin", "filler", "device", "medicine"}
        assert group.names
