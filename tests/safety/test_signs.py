"""Signs of danger in a patient's words: what is found, what is taken back, and how sure it is."""

import json
import re
import time
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.safety.disguise import unmasked
from bot.safety.rules import Level
from bot.safety.signs import Sign, _without_pauses, signs_in, without_doubtful
from bot.safety.weighed_context import DOUBTFUL
from bot.safety.written_rules import FILE
from index.folding import APOSTROPHES
from tests.safety_messages import MESSAGES, Message

ALARMING = {"crisis", "emergency", "urgent"}
READ = tomllib.loads(FILE.read_text(encoding="utf-8"))


def names(message: str) -> set[str]:
    return {sign.name for sign in signs_in(message)}


def level(message: str) -> str:
    """The most urgent level of a message."""
    return next((sign.level for sign in signs_in(message)), "none")


def alarms(message: str) -> bool:
    return level(message) in ALARMING


# What is found.


@pytest.mark.parametrize(
    ("message", "name"),
    [
        ("I can't swallow since my neck Botox", "swallowing"),
        ("trouble swallowing", "swallowing"),
        ("it is hard to swallow", "swallowing"),
        ("swallowing feels difficult", "swallowing"),
        ("food gets stuck in my throat", "swallowing"),
        ("I am short of breath", "breathing"),
        ("she is wheezing", "breathing"),
        ("my speech is slurred", "speaking"),
        ("I lost my voice after Dysport", "voice"),
        ("he sees double", "vision"),
        ("I went blind in one eye for a minute", "vision"),
        ("everything looks blurry today", "vision"),
        ("severe eye pain after the filler", "eye_pain"),
        ("my arms and legs are weak", "weakness"),
        ("I can't hold my head up", "weakness"),
        ("I lost control of my bladder", "bladder"),
        ("the left side of my face is drooping", "stroke"),
        ("the skin turned white after the filler", "skin_white"),
        ("a lacy pattern on my cheek since the filler", "skin_white"),
        ("my lip went blue after the filler", "skin_blue"),
        ("unbearable pain since the filler", "pain"),
        ("my throat is closing", "throat"),
        ("my tongue is swelling", "throat"),
        ("hives after the injection", "hives"),
        ("he passed out", "faint"),
        ("dizzy since the injection", "dizzy"),
        ("I have chest pain", "chest"),
        ("she is having a seizure", "seizure"),
        ("he overdosed", "overdose"),
        ("my eyelid droops since the Botox", "eyelid"),
        ("pus comes out of my lip since the filler", "infection"),
        ("a blister after the laser", "wound"),
        ("I want to die", "wish_to_die"),
        ("I feel suicidal", "suicide"),
        ("I had lip filler yesterday and have a bruise", "after_treatment"),
    ],
)
def test_a_sign_is_found_by_its_own_name(message: str, name: str) -> None:
    assert name in names(message)


@pytest.mark.parametrize(
    ("message", "name"),
    [
        ("I want to dieeeee", "wish_to_die"),
        ("tengo la lengua hinchadísima", "throat"),
        ("i wanna kill myselffff", "wish_to_die"),
        ("I caaaant breatheeee", "breathing"),
        ("quiero morirmeeee", "wish_to_die"),
        ("no puedo respiraaaar", "breathing"),
    ],
)
def test_a_word_that_is_lengthened_as_a_cry_is_the_word(message: str, name: str) -> None:
    assert name in names(message)


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("my baby swallowed bleach", "emergency"),
        ("my 2 year old drank bleach", "emergency"),
        ("mi bebé se tomó el cloro", "emergency"),
        ("my 15 year old swallowed bleach", "crisis"),
        ("I swallowed bleach", "crisis"),
    ],
)
def test_what_a_small_child_drinks_is_no_crisis(message: str, expected: str) -> None:
    assert level(message) == expected


@pytest.mark.parametrize(
    "message",
    [
        "my 2 year old drank some of the drain cleaner",
        "mi bebé tomó cloro",
        "soaking a pad every 20 minutes since the operation",
        "blood keeps squirting out of the cut",
        "my newborn has a fever of 101",
        "neck is so stiff, light hurts, fever and purple spots",
        "a rash that doesn't fade when pressed",
        "skin is peeling off in sheets since I started lamotrigine",
        "mi mamá tiene un dolor muy fuerte en el pecho",
        "black spots on my nose tip after filler",
        "my upper lip turned black yesterday",
    ],
)
def test_an_emergency_is_none_of_a_treatment_only(message: str) -> None:
    assert level(message) == "emergency"


@pytest.mark.parametrize(
    "message",
    [
        "skin is peeling off in sheets since my peel, as you said",
        "stiff neck and a headache after botox in the trapezius",
        "my lip went black and blue",
        "black spots on my nose, does a laser help?",
        "I change the pad every morning",
    ],
)
def test_what_is_usual_after_a_treatment_is_none(message: str) -> None:
    assert level(message) not in {"crisis", "emergency"}


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("my face swells and icant breathe", "emergency"),
        ("mytongueisswelling since the botox", "emergency"),
        ("IWantToDie", "crisis"),
        ("takeallmypills", "crisis"),
        ("nopuedorespirar ayuda", "emergency"),
        ("i w a n t t o d i e", "crisis"),
        ("k i l l   m y s e l f", "crisis"),
        ("I&nbsp;can&#39;t&nbsp;breathe", "emergency"),
        ("i%20want%20to%20die", "crisis"),
        ("I%20can%E2%80%99t%20breathe", "emergency"),
        ("I+can%27t+breathe", "emergency"),
        ("q=I+can%E2%80%99t+breathe&k=5", "emergency"),
        ("I can%E2%80%99t breathe", "emergency"),
        (r"I can\u2019t breathe", "emergency"),
        (r"I can\\u2019t breathe", "emergency"),
        (r"I can\x27t breathe", "emergency"),
        (r"I\ncan't\nbreathe", "emergency"),
        (r"hello\nI took 40 tylenol\nan hour ago", "emergency"),
        (r"my lips\tongue are swelling", "emergency"),
        (r"one side of my face is tingling\numb since an hour", "emergency"),
        ("I can&amp;rsquo;t breathe", "emergency"),
        ("I can&amp;amp;#39;t breathe", "emergency"),
        ("I can=E2=80=99t breathe", "emergency"),
        ("I can't brea=\r\nthe", "emergency"),
        ("<p>I want to <i>kill</i> myself</p>", "crisis"),
        ('I want to kill <b style="color: red">myself</b>', "crisis"),
        ("I want to [b]kill[/b] myself", "crisis"),
        ("<b>quiero</b> <b>matarme</b>", "crisis"),
        ("<div>My throat is</div><div>closing up</div>", "emergency"),
        ("<p>My throat is<br />\r\nclosing up</p>", "emergency"),
        ("<p>hello</p><p>My thr<b>oa</b>t is closing</p>", "emergency"),
        ("&lt;i&gt;My throat&lt;/i&gt; is &lt;i&gt;closing&lt;/i&gt; up", "emergency"),
        ("\x1b[1mI\x1b[0m \x1b[31mcan't\x1b[0m \x1b[31mbreathe\x1b[0m", "emergency"),
        ("I can't brea-\nthe", "emergency"),
        ("> My throat is clos-\r\n> ing up", "emergency"),
        ("no puedo respi-\nrar", "emergency"),
        ("My throat is clos\u00ad\ning up", "emergency"),
        ("I. want. to. kill. myself.", "crisis"),
        ("I WANT TO! KILL! MYSELF!", "crisis"),
        (
            "\U0001f178 \U0001f186\U0001f170\U0001f17d\U0001f183 to \U0001f173\U0001f178\U0001f174",
            "crisis",
        ),
        ("My \U0001f163\U0001f157\U0001f161\U0001f15e\U0001f150\U0001f163 is closing", "emergency"),
    ],
)
def test_a_danger_is_found_however_its_words_are_parted(message: str, expected: str) -> None:
    assert level(message) == expected


@pytest.mark.parametrize(
    "message",
    [
        "Is Dr. Painthroat in on Monday?",
        "A B C D E",
        "a peel of 20%20 strength",
        "AT&T & co; metformin",
        r"it lies in C:\new\table, 50%25 of it",
        "a=%s&b==ff=fe, \\xZZ \\u12 \\ud83d",
        "<p>How long does <b>Botox</b> last?</p><p>I am <i>fine</i></p>",
        "Is a long-\nterm swel-\nling usual? No pain. Yes. No. Fine.",
    ],
)
def test_what_only_looks_run_together_is_no_sign(message: str) -> None:
    assert not alarms(message)


@pytest.mark.parametrize(
    "code", ["&amp;", "&", "%41", "%", "=41", "=\n", "\\", "\\u", "\\n", "+", "a+", "x%20", "\\\\a"]
)
def test_codes_without_end_are_read_in_time(code: str) -> None:
    began = time.perf_counter()
    unmasked((code * 65_000)[:65_000])
    assert time.perf_counter() - began < 2


@pytest.mark.parametrize(
    "message",
    [
        "I am planning my suicide",
        "i plan my suicide for friday",
        "I will commit suicide for sure",
        "thinking about suicide for months",
        "I'm a nurse and suicidal",
        "I'm at risk of suicide",
        "I'm going to hurt my baby, what should I do",
        "how much tylenol does it take to die",
        "cuánta lejía se necesita para morirse",
        "my cousin drank pesticide knowingly",
    ],
)
def test_what_says_that_it_is_the_writers_own_is_a_crisis(message: str) -> None:
    assert level(message) == "crisis"


@pytest.mark.parametrize(
    "message",
    [
        "crushing chest pain after running",
        "my husband collapsed after running",
        "I think I'm having a heart attack after the gym",
        "she stopped breathing after exercise",
    ],
)
def test_what_comes_after_exercise_once_is_no_habit(message: str) -> None:
    assert level(message) == "emergency"
    assert not alarms("I always get a bit short of breath after the gym")


@pytest.mark.parametrize(
    "message",
    [
        "my son has been shot",
        "i have been shot",
        "I overdosed",
        "my daughter almost drowned",
        "my son drowned in the pool",
        "please call an ambulance",
        "a car hit me",
        "someone shot me",
        "she hung herself",
        "my spo2 is 82%",
        "oxygen saturation is 78",
    ],
)
@pytest.mark.parametrize("behind", ["", " what do I do", " please help", " right now"])
def test_an_emergency_is_one_whatever_is_asked_behind_it(message: str, behind: str) -> None:
    assert level(message + behind) == "emergency"


@pytest.mark.parametrize(
    "message",
    [
        "somebody stabbed my son help",
        "someone is choking help",
        "someone collapsed please help",
        "in my compression garment I have crushing chest pain",
        "I am almost sure it's a heart attack at home",
        "choked until blue in the face",
        "my husband tried to kill me",
        "my dad has type 2 diabetes and crushing chest pain",
        "menopause and crushing chest pain",
        "the dog knocked her down and she is unconscious",
        "I'm a nurse, chest pain, left arm numb",
        "I'm a student and he's choking",
        "I am a doctor and my throat is closing",
        "I'm a paramedic and suicidal",
    ],
)
def test_no_saying_and_no_old_illness_beside_it_hides_an_emergency(message: str) -> None:
    assert level(message) in {"crisis", "emergency"}


@pytest.mark.parametrize(
    "message",
    [
        "it would be suicide for my skin",
        "I'm treating suicidal patients",
        "hyperbaric oxygen for 60 minutes",
        "an oxygen facial costs 75 dollars",
        "my oxygen is at 97",
        "I almost drowned in work",
        "he shot me a look",
        "will it hurt my baby?",
        "can someone please help me choose a filler",
        "can you help, does anyone out there help with lines",
        "I nearly had a heart attack when I saw the bill",
        "my husband will kill me when he sees the price",
        "we argued until we were blue in the face",
        "I overdosed on skincare videos last night",
        "I'm a nurse. What are the signs of a stroke?",
        "I'm a screenwriter, how does somebody look who can't breathe?",
    ],
)
def test_what_only_has_the_words_of_an_emergency_is_none(message: str) -> None:
    assert not alarms(message)


LONGER = (
    "\u201a\u00c4\u00f4", "\u00c2\u00b4", "\u00c3\u00a2\u00e2\u201a\u00ac\u00e2\u201e\u00a2",
    "\u00a1\u00af", "\u0432\u0402\u2122", "%27", "%2527", "=92", "%u2019", "&#39", "&#8217",
    r"\u{2019}", r"\342\200\231", "' ", " '", " ' ", " `", "'\n",
)  # fmt: skip
"""What programs made of an apostrophe: read it in another alphabet, or wrote it as a number."""


@pytest.mark.parametrize(
    "sign", [*APOSTROPHES, *';?"*,: ', "\ue000", "\u00e2\u20ac\u2122", *LONGER]
)
@pytest.mark.parametrize("message", ["I can't breathe", "my mother won't wake up"])
def test_sign_in_place_of_an_apostrophe(message: str, sign: str) -> None:
    (plain,) = signs_in(message)
    (told,) = signs_in(message.replace("'", sign))
    assert (told.name, told.start) == (plain.name, plain.start)
    assert told.end == plain.end + len(sign) - 1


@pytest.mark.parametrize("message", ["I ca n't breathe", "my mother wo n't wake up"])
def test_a_short_form_that_was_parted_is_one(message: str) -> None:
    (told,) = signs_in(message)
    (plain,) = signs_in(message.replace(" n't", "n't"))
    assert told.name == plain.name


def test_sign_in_place_of_an_apostrophe_where_none_is() -> None:
    assert not signs_in("I have an itch in T zones, can T cells do that; should t be low?")


@pytest.mark.parametrize(
    "message", ["I'm having thoughts of killing my baby", "pienso en hacerle daño a mi hija"]
)
def test_who_thinks_of_harming_a_child_needs_help_at_once(message: str) -> None:
    assert "wish_to_die" in names(message)


def test_a_swollen_lip_is_no_allergy_where_a_tablet_is_asked_about() -> None:
    assert "call_for_help" not in names("lips swollen from filler can ibuprofen help")


@pytest.mark.parametrize(
    ("message", "name"),
    [
        ("kill.myself", "wish_to_die"),
        ("quiero.morir", "wish_to_die"),
        ("cant.breathe", "breathing"),
    ],
)
def test_a_dot_may_stand_for_the_blank_between_two_words(message: str, name: str) -> None:
    assert name in names(message)


def test_a_dot_within_a_number_is_read_once() -> None:
    assert _without_pauses("1.5 ml of 0.9% saline") == "1.5 ml of 0.9% saline"


@pytest.mark.parametrize(
    "message", ["I can't... breathe", "I can’t… breathe", "cant....breathe", "I can't\n\nbreathe"]
)
def test_a_pause_within_a_sentence_does_not_part_it(message: str) -> None:
    assert "breathing" in names(message)


@pytest.mark.parametrize("mark", ["\ufe0f", "\u034f", "\u0336", "\x00", "\x9c", "\u0301"])
def test_what_is_drawn_over_letters_or_not_at_all_hides_no_danger(mark: str) -> None:
    assert "breathing" in names("".join(f"{one}{mark}" for one in "I cannot breathe"))


def test_small_capitals_are_letters() -> None:
    assert "breathing" in names("ɪ ᴄᴀɴɴᴏᴛ ʙʀᴇᴀᴛʜᴇ")


def test_a_tongue_that_swells_now_is_an_emergency_in_spanish() -> None:
    assert level("se me hincha la lengua") == "emergency"


def test_every_sign_of_the_file_is_of_a_known_level() -> None:
    assert {sign["level"] for sign in READ["sign"].values()} == set(get_args(Level))


@pytest.mark.smoke
@pytest.mark.parametrize(
    "message",
    [
        "is it normal that I can't swallow after botox?",
        "can botox cause double vision? i have it since yesterday",
        "what should i do, my throat is closing",
        "why is my vision blurry after botox?",
        "I know Botox can cause droopy lids but mine is now shut and I see double",
        "my wife can't breathe",
        "no pain but I can't swallow",
        "no fever, throat closing",
        "I can breathe fine but I see double",
        "never had such trouble breathing before",
        "no idea why but my voice is gone",
        "I had a stroke in 2010 and now my speech is slurred",
        "someone help, I can't breathe",
        "apenas me entra aire desde el relleno",
        "tengo los labios blancos y helados desde el relleno",
        "se me bajan los brazos y no puedo sostener la cabeza",
    ],
)
def test_an_emergency_is_found_whatever_else_the_message_says(message: str) -> None:
    assert level(message) == "emergency"


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("Are hives common after filler? Covered in them since last night.", "emergency"),
        ("How would I know it was blocked? Since my filler there is a white area.", "emergency"),
        ("Can filler cause blindness? Been thinking about it for two weeks", "none"),
        ("I took the whole bottle of pain pills", "crisis"),
        ("I took the whole bottle of pain pills by mistake", "emergency"),
        ("I took the whole bottle of pain pills on purpose, not by mistake", "crisis"),
        ("La herida de la abdominoplastia huele mal y tengo fiebre", "urgent"),
        ("The incision on my arm lift split open", "urgent"),
        ("I pray every night that god takes me", "crisis"),
        ("I won't see another birthday", "crisis"),
        ("I coughed up blood after the lipo", "emergency"),
        ("Why do surgeons warn about chest pain after lipo?", "none"),
        ("I can't swallow the idea of that price", "none"),
        ("he choked on the word blepharoplasty", "none"),
        ("blistering sun here, can I do laser", "none"),
        ("Years ago filler blocked a vessel and it healed", "none"),
    ],
)
def test_a_report_wins_over_a_question_and_a_figure_of_speech_is_none(
    message: str, expected: str
) -> None:
    assert level(message) == expected


def test_a_sign_in_the_middle_of_a_long_story_is_found() -> None:
    story = "I am a teacher and had Botox many times. It was always fine, and I love the place. "
    sign = "Since Friday my pills get stuck in my throat. "
    (told,) = signs_in(story * 5 + sign + story * 5)
    assert (told.name, told.level) == ("swallowing", "emergency")


# Slips of spelling.


@pytest.mark.parametrize(
    ("message", "name"),
    [
        ("cant breath", "breathing"),
        ("i cnat brethe", "breathing"),
        ("throte closing", "throat"),
        ("thraot is swolen", "throat"),
        ("skin went wite after filler", "skin_white"),
        ("vison blury", "vision"),
        ("suiside is on my mind", "suicide"),
        ("CANT SWALOW", "swallowing"),
        ("I can’t swallow", "swallowing"),
        ("speach slurrd", "speaking"),
        ("anaphalaxis", "throat"),
        ("eyelid droopin since botox", "eyelid"),
        ("chest pian after the tummy tuck", "chest"),
        ("se me esta inchando la lengua", "throat"),
        ("se me ase dificil respirar", "breathing"),
        ("stiches from my bleph came apart", "wound"),
    ],
)
def test_slips_of_spelling_are_understood(message: str, name: str) -> None:
    assert name in names(message)


@pytest.mark.parametrize(
    "message",
    [
        "trouble with my breast after the implant",
        "I can't make a choice, it is gone",
        "this version is blurry",
        "I have trouble with shallow lines",
        "my blond hair is going",
        "a slight sigh, I can't sleep",
        "the strike goes on, I think of a strike",
        "the paint is all over",
    ],
)
def test_another_word_that_is_one_letter_away_is_no_sign(message: str) -> None:
    assert not alarms(message)


# What takes a sign back.


@pytest.mark.parametrize(
    "message",
    [
        "no trouble breathing",
        "no trouble breathing, swallowing or double vision",
        "I don't have any trouble swallowing",
        "without any change in vision",
        "I am not suicidal",
        "she denies weakness",
        "I didn't faint",
        "I have never had chest pain",
        "my vision is not blurry",
        "my throat isn't closing",
        "I don't want to die",
        "trouble breathing: none",
        "no tengo dificultad para respirar",
    ],
)
def test_what_is_negated_is_no_sign(message: str) -> None:
    assert signs_in(message) == ()


@pytest.mark.parametrize(
    "message",
    [
        "can filler cause blindness?",
        "how common is trouble swallowing after Botox?",
        "what are the signs of a stroke after filler",
        "does Botox help drooping eyelids?",
        "Botox for an overactive bladder and incontinence, does it work?",
        "what should i do if i get double vision after botox",
        "is vision loss from filler a real risk?",
        "I read about a woman who went blind from filler",
        "how do you prevent an infection after filler",
        "puede el botox causar vision doble?",
        "should my salon staff know what to do if a client faints",
    ],
)
def test_a_question_of_risk_is_no_sign(message: str) -> None:
    assert not alarms(message)


@pytest.mark.parametrize(
    "message",
    [
        "I had a stroke in 2010, may I get fillers?",
        "10 years ago I had double vision, is botox ok?",
        "I was born with a droopy eyelid, would surgery help?",
        "I have a history of seizures, is filler safe?",
        "the double vision went away last year",
        "attempted suicide when i was 17, scars on my arms, which laser?",
        "my grandmother is blind",
        "I have asthma",
        "allergic to bee stings: can I have botox?",
    ],
)
def test_what_was_long_ago_or_always_so_is_no_sign(message: str) -> None:
    assert not alarms(message)


@pytest.mark.parametrize(
    "message",
    [
        "dying to know",
        "these wrinkles are killing me",
        "it takes my breath away",
        "the price is hard to swallow",
        "blind faith",
        "a blind date",
        "filler for a double chin",
        "to die for",
        "a stroke of luck",
        "brush strokes",
        "I could die of embarrassment",
        "kill two birds with one stone",
        "shoot me an email",
        "can I cut my hair",
        "hang in there",
        "she had an overdose of filler",
        "a white lie",
        "it speaks volumes",
        "I want to voice my concern",
        "faint lines and a faint scar",
        "a weak chin",
        "severe wrinkles",
        "a breathable mask",
        "breathtaking",
        "I work in suicide prevention",
        "a vision of my look",
        "a double dose",
        "I faint at the sight of needles",
        "my jaw dropped at the quote, I nearly choked",
        "muero por saber cuanto cuesta",
    ],
)
def test_a_figure_of_speech_is_no_sign(message: str) -> None:
    assert not alarms(message)


def test_a_wish_to_die_is_found_even_in_a_condition() -> None:
    assert level("if it can't be dissolved i will kill myself") == "crisis"
    assert level("can botox help? i don't want to live anymore") == "crisis"


@pytest.mark.parametrize("message", ["", " ", "?", "...", "hi", "12", "é", "\n\n", "'", "{stop}"])
def test_a_message_that_says_nothing_holds_no_sign(message: str) -> None:
    assert signs_in(message) == ()


# Spanish.


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("no puedo respirar", "emergency"),
        ("me cuesta tragar desde el botox", "emergency"),
        ("veo doble desde ayer", "emergency"),
        ("visión borrosa después del relleno", "emergency"),
        ("se me cierra la garganta", "emergency"),
        ("la piel se puso blanca después del relleno", "emergency"),
        ("me desmayé", "emergency"),
        ("tengo la lengua hinchada", "emergency"),
        ("se me cayó el párpado", "urgent"),
        ("tengo fiebre después del relleno", "urgent"),
        ("quiero morir", "crisis"),
        ("no quiero vivir así", "crisis"),
        ("ayer me puse relleno y tengo un moretón", "clinic"),
        ("¿duele el botox?", "none"),
        ("¿puedo hacer ejercicio después del botox?", "none"),
    ],
)
def test_the_core_signs_are_found_in_spanish(message: str, expected: str) -> None:
    assert level(message) == expected


# Levels.


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("my eyelid droops since botox", "urgent"),
        ("my eyelid droops since botox and i see double", "emergency"),
        ("my eyelid droops since botox and i want to kill myself", "crisis"),
        ("i had botox 3 days ago and one brow is higher, uneven", "clinic"),
        ("i had botox 3 days ago, can i exercise?", "none"),
        ("will i bruise from filler?", "none"),
        ("does botox hurt?", "none"),
        ("filler next week, how do i avoid a bruise?", "none"),
    ],
)
def test_the_most_urgent_level_counts(message: str, expected: str) -> None:
    assert level(message) == expected


def test_signs_come_by_level_and_then_in_reading_order_each_once() -> None:
    message = (
        "My eyelid droops since botox, I see double, I can't swallow, I see double. I want to die."
    )
    told = signs_in(message)
    assert [sign.name for sign in told] == ["wish_to_die", "vision", "swallowing", "eyelid"]
    assert [sign.level for sign in told] == ["crisis", "emergency", "emergency", "urgent"]


def test_of_a_signs_mentions_the_first_counts_of_which_least_is_in_doubt(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    message = "my aunt has trouble breathing, and my uncle can't breathe"
    first, second = message.index("trouble"), message.index("can't")

    def told(*doubts: float) -> list[tuple[int, float]]:
        """Where the sign is told and with what doubt, for the doubts of its two mentions."""
        each = dict(zip((3, 8), doubts, strict=True))
        monkeypatch.setattr("bot.safety.signs.doubt_of", lambda _, __, span: each[span.first])
        return [(sign.start, sign.doubt) for sign in signs_in(message)]

    assert told(-20, -30) == [(first, -20)]  # both are in no doubt
    assert told(-1, -1) == [(first, -1)]
    assert told(-1, -20) == [(second, -20)]
    assert told(-1, -2) == [(second, -2)]
    assert told(1, 0) == [(second, 0)]
    assert told(1, 1) == []


def test_nothing_but_what_is_in_doubt_is_left_out() -> None:
    sure = Sign("breathing", "emergency", 0, 3, doubt=DOUBTFUL)
    doubtful = replace(sure, doubt=DOUBTFUL + 1)
    assert [one.doubt for one in without_doubtful([doubtful, sure])] == [DOUBTFUL]


def test_a_sign_holds_the_words_that_it_was_found_by() -> None:
    message = "Hello doctor, since Friday I  can’t really SWALLOW, thanks"
    (sign,) = signs_in(message)
    assert sign == Sign("swallowing", "emergency", sign.start, sign.end)
    assert message[sign.start : sign.end] == "can’t really SWALLOW"


PIECES = ("can't ", "breathe", " no", "not ", ", ", ". ", "é", "\n", "ﬁ", "blind ", "I want to die")


@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=5)), max_size=20))
def test_a_sign_is_a_slice_of_any_message(pieces: list[str]) -> None:
    message = "".join(pieces)
    for sign in signs_in(message):
        assert message[sign.start : sign.end].strip() == message[sign.start : sign.end] != ""


# The file.


def written() -> Iterator[str]:
    """Every phrase of the file."""
    yield from READ["sayings"]["harmless"]
    for phrases in READ["context"].values():
        yield from phrases
    for sign in READ["sign"].values():
        for key in ("says", "hints", "unless", "known", "beside"):
            yield from sign.get(key, ())


def test_every_group_is_explained_and_every_one_that_is_explained_is_used() -> None:
    used = {group for phrase in written() for group in re.findall(r"\{(\w+)\}", phrase)}
    known = {*READ["words"], "number", "many", "year", "subjunctive"}
    assert used - known == set()
    grammar = {"stop", "termination", "or", "past", "present", "musing", "term", "effort"}
    parts = {"joining", "adding", "opening", "subject"}
    assert known - used <= grammar | parts


def test_what_must_stand_beside_a_sign_is_known() -> None:
    beside = [one for sign in READ["sign"].values() for one in sign.get("beside", ())]
    known = {f"{{{name}}}" for name in READ["words"]} | set(READ["context"])
    assert {one for either in beside for one in either.split("/")} <= known


# The labelled messages, which nobody who writes the rules has seen.

LABELLED_ALARMING = [one for one in MESSAGES if one.level in ALARMING]
LABELLED_HARMLESS = [one for one in MESSAGES if one.level not in ALARMING]
LABELLED_CRISES = [one for one in MESSAGES if one.level == "crisis"]
RUN = 6
"""Words in a row that are nobody's by chance."""


def share(found: Iterable[bool]) -> float:
    each = list(found)
    return sum(each) / len(each)


def listed(messages: Iterable[Message]) -> str:
    return "\n".join(f"{one.level} -> {level(one.text)}: {one.text}" for one in messages)


def plain_words(text: str) -> list[str]:
    return re.findall(r"\w+", re.sub(r"['’]", "", text.casefold()))


def runs(text: str) -> set[tuple[str, ...]]:
    words = plain_words(text)
    return {tuple(words[n : n + RUN]) for n in range(len(words) - RUN + 1)}


def test_the_labelled_messages_are_many_and_half_of_them_are_harmless() -> None:
    assert len(MESSAGES) >= 150
    assert len(LABELLED_HARMLESS) * 2 >= len(MESSAGES)
    assert len({one.text for one in MESSAGES}) == len(MESSAGES)


def test_signs_of_danger_are_hardly_ever_missed() -> None:
    missed = [one for one in LABELLED_ALARMING if not alarms(one.text)]
    assert share(alarms(one.text) for one in LABELLED_ALARMING) >= 0.98, listed(missed)


def test_false_alarms_are_rare() -> None:
    false = [one for one in LABELLED_HARMLESS if alarms(one.text)]
    assert share(alarms(one.text) for one in LABELLED_HARMLESS) <= 0.03, listed(false)


def test_a_crisis_is_found_as_a_crisis() -> None:
    missed = [one for one in LABELLED_CRISES if level(one.text) != "crisis"]
    assert share(level(one.text) == "crisis" for one in LABELLED_CRISES) >= 0.98, listed(missed)


def test_the_level_is_nearly_always_right() -> None:
    wrong = [one for one in MESSAGES if level(one.text) != one.level]
    assert share(level(one.text) == one.level for one in MESSAGES) >= 0.95, listed(wrong)


def test_no_labelled_message_was_copied_into_the_rules() -> None:
    rules = runs(FILE.read_text(encoding="utf-8"))
    phrases = {tuple(plain_words(phrase)) for phrase in written()}
    copied = [
        one.text
        for one in MESSAGES
        if tuple(plain_words(one.text)) in phrases or (runs(one.text) & rules)
    ]
    assert copied == []


# Messages by others, who had seen neither the rules nor the messages above. What they showed to be
# missing was mended afterwards, so they no longer show how new messages fare.


def test_what_messages_by_others_showed_is_still_found() -> None:
    written = (Path(__file__).parents[1] / "safety_by_others.jsonl").read_text(encoding="utf-8")
    rows = [json.loads(line) for line in written.splitlines()]
    danger = [row["text"] for row in rows if row["level"] in ALARMING]
    others = [row["text"] for row in rows if row["level"] not in ALARMING]
    assert (len(danger), len(others)) == (320, 320)
    missed = [text for text in danger if not alarms(text)]
    false = [text for text in others if alarms(text)]
    assert len(missed) <= 0.02 * len(danger), missed
    assert len(false) <= 0.03 * len(others), false


@pytest.mark.parametrize(
    "message",
    [
        "mi bebé tomó cloro",
        "mi abuelo se tomó un vaso de cloro pensando que era agua",
        "my 2 year old drank some of the drain cleaner",
        "he swallowed some drano",
        "mi hija bebió detergente",
        "blood keeps squirting out of the incision",
        "me está saliendo mucha sangre de la herida y no para",
        "la herida está sangrando y no para",
        "3 days after c section, soaking a pad every 20 minutes",
        "mi mamá tiene un dolor muy fuerte en el pecho",
        "my grandfather is grabbing his chest and is pale and sweaty",
        "my dad is clutching his chest and sweating",
        "my newborn is 3 weeks old and has a fever of 101",
        "mi recién nacido tiene fiebre",
        "neck is so stiff, light hurts, fever and purple spots",
        "stiff neck and fever and a rash that doesn't fade when pressed",
        "skin is peeling off in sheets since I started lamotrigine",
        "blisters all over and my skin is coming off after the antibiotic",
        "overdosed on gabapentin can i still get botox",
        "need ambulance",
        "my water broke",
        "contractions every 3 minutes can I get botox",
        "not feeling the baby move",
        "blood everywhere",
        "electrocuted",
        "numb from waist down",
        "i mixed bleach and ammonia and feel dizzy",
        "my boyfriend choked me last night, can i cover the bruise with makeup",
        "pus and red streaks up my arm and shivering",
        "incision opened and i see intestines",
        "black stool after ibuprofen",
        "rompí fuente",
    ],
)
def test_what_threatens_a_life_without_any_treatment_is_an_emergency(message: str) -> None:
    """Poisons, bleeding, a heart, an infection of the newborn or the brain, a skin that comes off
    by a medicine: the doctors here are asked about those, too."""
    assert level(message) in ("emergency", "crisis")


@pytest.mark.parametrize(
    "message",
    ["Is it painful to bleed out? asking for me", "I just want the pain to end forever"],
)
def test_who_asks_how_dying_feels_is_in_a_crisis(message: str) -> None:
    assert level(message) == "crisis"


@pytest.mark.parametrize(
    "message",
    [
        "does bleach bath help eczema",
        "is it painful to have lip filler",
        "I want my headaches to end forever, does botox help migraines",
        "my baby is 6 weeks old, can I get botox while breastfeeding",
        "no tengo dolor en el pecho",
        "dolor despues de aumento de pecho hace 5 años",
        "¿duele el aumento de pecho?",
        "cuanta sangre sale en una rinoplastia",
        "my pads are thin, can I exercise in an hour",
        "my son ate poison ivy leaves years ago",
    ],
)
def test_what_only_sounds_like_a_poison_a_heart_or_a_bleeding_is_none(message: str) -> None:
    assert level(message) == "none"


@pytest.mark.parametrize(
    "unit", [f"a{sign}" for sign in "'’.-/_,;:\"“”…!?(*#&%@$|~^`´"] + ["a''", "'a.a-", "a.b'"]
)
def test_no_message_of_one_sign_over_and_over_takes_long(unit: str) -> None:
    message = unit * (32_000 // len(unit))
    began = time.thread_time()
    signs_in(message)
    assert time.thread_time() - began < 2.0
