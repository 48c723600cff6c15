"""Which modifiers take a sign back: each by itself, and within the scope that it has."""

from collections import Counter

import pytest

from bot.safety.annotated import AnnotatedMessage
from bot.safety.context import CRISIS_NEGATION_WINDOW, MODIFIERS, Context, modifiers_of
from bot.safety.rules import rules
from bot.safety.signs import _mentions, level_of, signs_in
from bot.safety.tokens import LONGEST_SENTENCE

EXAMPLES = [
    ("I can't breathe in this mask", "breathing", "excepted"),
    ("I have no trouble breathing", "breathing", "negated"),
    ("trouble breathing: none", "breathing", "negated"),
    ("I fainted years ago", "faint", "historical"),
    ("I had seizures all my life", "seizure", "historical"),
    ("I wheeze every winter", "breathing", "historical"),
    ("In 2010 I had filler. Then I lost my vision in 2011.", "vision", "historical"),
    ("I saw double at the fair. That was in 2010", "vision", "historical"),
    ("In 2010 I had filler. The next day I lost my vision", "vision", "historical"),
    ("when my son was seven he went blue", "skin_blue", "historical"),
    ("suppose I had double vision", "vision", "hypothetical"),
    ("if I had double vision, who would I call", "vision", "conditional"),
    ("my cat has a seizure", "seizure", "animal"),
    ("terrified it would swell my throat", "throat", "feared"),
    ("the leaflet lists trouble breathing", "breathing", "quoted"),
    ("we see strokes and chest pain all day", "chest", "at work"),
    ("trouble breathing, fully recovered", "breathing", "resolved"),
    ("I choked on a bone. They took it out and found nothing", "swallowing", "ended"),
    ("abscess on my lid, the nurse saw it and said it's just gel", "infection", "reassured"),
    ("in my novel she has chest pain", "chest", "fictional"),
    ("for future reference, chest pain", "chest", "impersonal"),
    ("can filler cause blindness?", "vision", "asked in general"),
    ("I heard of a man who went blind", "vision", "other experiencer"),
    ("last night a soap where the bride stops breathing", "breathing", "told"),
    ("I took the whole bottle of pain pills by mistake", "wish_to_die", "accidental"),
    ("never had filler before, fainting", "faint", "untreated"),
    ("short breath on stairs before my botox", "breathing", "planned"),
    ("the invoice made me faint", "faint", "figurative"),
    ("I explain anaphylaxis at work", "throat", "a mere term"),
    ("a sticker with 'trouble breathing' fell down", "breathing", "between marks"),
    ("she dreamt they met a boy who was wheezy", "breathing", "dreamt"),
    ("wheelchair user here, weak legs", "weakness", "known"),
    ("we live in a flat on Allergic Shock Road", "throat", "a name"),
    ("my phone has a seizure", "seizure", "of a thing"),
    ("if I spend more she will have a heart attack", "chest", "befalling"),
    ("my lid hangs a touch lower, but I see well", "eyelid", "slight"),
    ("the print is so small I go blind", "vision", "illegible"),
    ("my skirt is so tight I can't breathe", "breathing", "worn"),
    ("my heart stopped when I saw my nose", "chest", "startled"),
    ("I have self harm marks from school, been well", "suicide", "overcome"),
    ("I had botox yesterday, my vision is the same", "vision", "going well"),
    ("how long after my botox yesterday can I drink, swallowing", "swallowing", "aftercare"),
]
"""A message, a sign that it mentions, and what takes that back."""
NEVER_ALONE = {"other experiencer", "conditional", "feared", "quoted", "resolved"}
"""A sign that is so taken back is always asked about in general, too, or has ended, in these
examples."""


def modifiers(message: str, sign: str) -> set[str]:
    """What takes the one mention of a sign back."""
    context = Context(AnnotatedMessage.of(message))
    found = {modifiers_of(one, context) for one in _mentions(rules().signs[sign], context)}
    (names,) = found
    return set(names)


@pytest.mark.parametrize(("message", "sign", "modifier"), EXAMPLES)
def test_a_modifier_takes_a_sign_back(message: str, sign: str, modifier: str) -> None:
    others = modifiers(message, sign) - {modifier}
    assert modifier in modifiers(message, sign)
    assert others == set() or modifier in NEVER_ALONE


def test_every_modifier_has_an_example() -> None:
    assert {modifier for _, _, modifier in EXAMPLES} == {one.name for one in MODIFIERS}


@pytest.mark.parametrize(
    ("message", "sign"),
    [
        ("no fever but trouble breathing", "breathing"),  # a termination term
        ("no fever, trouble breathing", "breathing"),  # another part of the sentence
        ("no idea why I have trouble breathing", "breathing"),  # a pseudo-negation
        ("no, I can't breathe", "breathing"),
        ("the discount was great, I am short of breath", "breathing"),
        ("suppose I had double vision. It started today", "vision"),
        ("can filler cause blindness? I have it", "vision"),
        ("I fainted. Years ago I had filler", "faint"),
        ("I see double all day", "vision"),  # not at work
        ("my kid swallowed a battery and she is limp", "overdose"),  # no thing has it
        ("chest pain on Friday, the doctor examined me, and it came back", "chest"),
        ("I watched a soap where she died and I can't breathe", "breathing"),
        ("it is booked for Monday, I had double vision since Sunday", "vision"),
        ("I lost my vision. That was an hour ago", "vision"),
        ("I lost my vision for ten minutes after my filler. It passed", "vision"),
        ("I had double vision after my botox, then it never went away", "vision"),
        ("In 2010 I had filler. Today I lost my vision", "vision"),
        ("In 2010 I had filler. This time my vision went the next day", "vision"),
        ("I fell in 2010. Then I had filler and two days after my filler lost vision", "vision"),
        ("I choked on a bone, they found nothing. Now it happens again", "swallowing"),
        ("my dog licked me and my throat is swelling", "throat"),
    ],
)
def test_a_modifier_does_not_reach_beyond_its_scope(message: str, sign: str) -> None:
    assert modifiers(message, sign) == set()


def test_a_list_with_or_is_negated_as_a_whole() -> None:
    assert modifiers("no fever, pain or trouble breathing", "breathing") == {"negated"}


@pytest.mark.parametrize("between", [0, CRISIS_NEGATION_WINDOW - 1, CRISIS_NEGATION_WINDOW])
def test_a_crisis_is_negated_from_close_by_only(between: int) -> None:
    found = modifiers(f"I am not {'quite ' * between}suicidal", "suicide")
    assert found == ({"negated"} if between < CRISIS_NEGATION_WINDOW else set())


def test_neither_a_question_nor_a_joke_takes_back_what_stands_outright() -> None:
    message = "can filler fix this? suppose I want to die lol"
    assert rules().signs["wish_to_die"].outright
    assert modifiers(message, "wish_to_die") == set()


@pytest.mark.parametrize(
    "message",
    [
        "Is the review appointment free, throat closing up",
        "Do veterans get a discount also throat closing up",
        "Can I get lip filler through the scar and chest crushing, left arm dead",
        "whole left side of me has gone dead ¿es menos riesgo con cánula",
        "Do you treat migraine with botox and lip went white",
    ],
)
def test_a_question_of_something_else_asks_nothing_of_a_sign_beside_it(message: str) -> None:
    assert level_of(signs_in(message)) in {"crisis", "emergency"}


@pytest.mark.parametrize(
    "message",
    [
        "Can botox cause hives, throat closing up or trouble breathing",
        "What are the signs of a stroke, face drooping and arm gone dead",
        "¿Puede el botox causar disfagia y dificultad para respirar?",
        "What do your doctors do if lip filler goes wrong and lips turn white",
    ],
)
def test_a_question_of_a_list_of_signs_asks_of_them_all(message: str) -> None:
    assert level_of(signs_in(message)) not in {"crisis", "emergency"}


@pytest.mark.parametrize(
    ("message", "is_sign"),
    [
        ("every time I drink it goes down the wrong pipe, platysma botox was last week", True),
        ("cada vez que bebo me atraganto y no puedo tragar, ayer me puse botox en el cuello", True),
        ("every time I drink too fast it goes down the wrong pipe, what does a peel cost", False),
    ],
)
def test_what_comes_back_each_time_is_a_habit_unless_somebody_was_treated(
    message: str, is_sign: bool
) -> None:
    assert any(sign.name == "swallowing" for sign in signs_in(message)) is is_sign


@pytest.mark.parametrize("word", ["walked", "and"])
def test_a_sentence_without_a_mark_has_an_end(word: str) -> None:
    tokens = AnnotatedMessage.of(f"{word} " * 2000).tokens
    lengths = Counter(token.sentence for token in tokens)
    assert max(lengths.values()) <= 2 * LONGEST_SENTENCE


@pytest.mark.parametrize(
    "message",
    [
        "should I go to the ER if I can't breathe",
        "do I need a doctor if my throat is closing up",
        "should I call an ambulance if my baby is turning blue",
        "do I need to go to the hospital if I took 40 pills",
        "should I go to A&E if my vision is gone in one eye",
        "do I need a doctor if she took a whole bottle of tylenol",
        "debo ir a urgencias si no puedo respirar",
        "what should I do if my throat is closing up",
        "what do I do if my baby is turning blue",
    ],
)
def test_who_asks_whether_to_get_help_supposes_nothing(message: str) -> None:
    assert level_of(signs_in(message)) == "emergency"


@pytest.mark.parametrize(
    "message",
    [
        "what should I do if I get double vision after botox",
        "would I need an ambulance if I ever had a reaction to the cream? just planning ahead",
        "do I need a doctor to inject botox or can a nurse do it",
        "should I call my doctor if my eyebrow is uneven",
    ],
)
def test_a_question_of_help_for_what_may_come_is_no_sign(message: str) -> None:
    assert level_of(signs_in(message)) is None


@pytest.mark.parametrize(
    ("message", "told"),
    [
        ("I had botox in 2018. I took a whole bottle of tylenol", "crisis"),
        ("In 2019 I had cancer. My husband collapsed", "emergency"),
        ("I had filler in 2015. I took 40 pills. What do I do", "emergency"),
        ("In 2019 I had cancer. My husband collapsed. He is fine now", None),
        ("In 2019 I had cancer. The next day my husband collapsed", None),
        ("In 2019 my husband collapsed", None),
    ],
)
def test_a_story_of_years_ago_holds_only_what_is_bound_to_it(
    message: str, told: str | None
) -> None:
    assert level_of(signs_in(message)) == told


@pytest.mark.parametrize(
    "message",
    [
        "since I was injected my face is drooping on one side",
        "my tongue is swelling can I have another appointment",
        "after watching a movie my husband collapsed",
        "while reading a book he stopped breathing",
        "my cat ate it too and I'm bleeding a lot and it won't stop",
        "mi perro ladra y tengo un dolor fuerte en el pecho",
        "my baby is turning blue - normal?",
        "my husband collapsed, normal?",
        "I can't breathe no history of this",
        "my dad is having a stroke no history of this",
        "I can't swallow no allergies",
    ],
)
def test_when_it_happened_and_what_is_asked_beside_it_take_no_emergency_back(message: str) -> None:
    assert level_of(signs_in(message)) == "emergency"


@pytest.mark.parametrize(
    "message",
    [
        "I have had seizures since I was 12",
        "slurred speech since she was little",
        "I watched a movie where a man collapsed",
        "can I get botox if I have double vision",
        "trouble swallowing: ok",
        "my dog ate it and I think he is having a seizure",
        "a history of seizures",
    ],
)
def test_what_was_always_so_or_is_told_of_others_is_no_emergency(message: str) -> None:
    assert level_of(signs_in(message)) is None
