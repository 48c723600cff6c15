"""The fixed notices for signs of danger: which are shown, in what order, and what they say."""

import re
from dataclasses import replace
from itertools import combinations

import pytest

from bot.query.synonyms import terms
from bot.safety.alerts import AMERICAN, Alert, Call, alerts_of, lines_to_call
from bot.safety.rules import LEVELS, Level
from bot.safety.signs import Sign, level_of, signs_in
from bot.show.conversation import alerts_html, lifeline_html
from bot.text.glossary import defined
from bot.text.languages import LANGUAGES
from tests.show.test_card import HOSTILE, PLAIN, classed, elements, skeleton

MESSAGE = "crisis emergency urgent clinic vet"
QUOTING: tuple[Level, ...] = ("emergency", "urgent", "clinic", "vet")
"""The levels whose notices quote the patient; nobody in a crisis reads the hardest words again."""
ABROAD = "112"
DRUGS = frozenset(
    "acetaminophen antibiotic antibiotics antihistamine antihistamines apraclonidine arnica aspirin"
    " benadryl cortisone diphenhydramine epinephrine epipen hyaluronidase hylenex ibuprofen"
    " iopidine lidocaine medication medicine nitroglycerin paracetamol pill pills prednisone"
    " steroid steroids tylenol upneeq xanax"
    " antibiótico antibióticos aspirina ibuprofeno medicamento medicamentos pastilla pastillas"
    " esteroides adrenalina cortisona".split()
)


def signs_of(*levels: Level) -> tuple[Sign, ...]:
    """A sign of each of those levels, told by that very word of MESSAGE."""
    places = [(level, MESSAGE.index(level)) for level in levels]
    return tuple(Sign(level, level, at, at + len(level)) for level, at in places)


def alerts(*levels: Level, number: str = AMERICAN, language: str = "en") -> tuple[Alert, ...]:
    return alerts_of(MESSAGE, signs_of(*levels), number, language)


def one(level: Level, number: str = AMERICAN, language: str = "en") -> Alert:
    (alert,) = alerts(level, number=number, language=language)
    return alert


def everything(alert: Alert) -> str:
    """All that a notice says by itself."""
    calls = [text for call in alert.calls for text in (call.words, call.address)]
    return "\n".join([alert.heading, alert.title, alert.text, *calls])


EVERY = [
    one(level, number, language)
    for level in LEVELS
    for number in (AMERICAN, ABROAD)
    for language in LANGUAGES
]

# Which are shown.


def test_where_no_sign_is_there_is_no_alert() -> None:
    assert alerts_of("how long does botox last", ()) == ()
    assert alerts_html("how long does botox last", ()) == ""


@pytest.mark.parametrize("level", LEVELS)
def test_each_level_has_its_notice(level: Level) -> None:
    assert one(level).level == level
    assert one(level).told_by == ((level,) if level in QUOTING else ())


@pytest.mark.parametrize(
    "levels", [some for n in range(1, 6) for some in combinations(LEVELS, n)], ids=" ".join
)
def test_a_lesser_one_is_left_out_beside_a_more_urgent_one(levels: tuple[Level, ...]) -> None:
    shown: list[Level] = [level for level in levels if level in {"crisis", "emergency"}]
    # LEVELS, and so each of these, begins with the most urgent; an animal is another patient
    shown = shown or [levels[0], *(level for level in levels[1:] if level == "vet")]
    for order in (levels, levels[::-1]):
        assert [alert.level for alert in alerts(*order)] == shown


def test_crisis_and_emergency_are_both_shown_with_the_crisis_first_and_no_words_quoted() -> None:
    crisis, emergency = alerts("emergency", "crisis")
    assert (crisis, emergency) == (one("crisis"), replace(one("emergency"), told_by=()))
    assert (crisis.told_by, emergency.told_by) == ((), ())
    assert crisis.title == "You do not have to be alone with this: talk to somebody now"
    assert emergency.title == "Get help now: call 911"


@pytest.mark.parametrize(
    ("message", "level", "told_by"),
    [
        ("I can't breathe after botox", "emergency", "can't breathe"),
        ("my eyelid is drooping after botox", "urgent", "eyelid is drooping"),
        ("I had botox yesterday and have a lump", "clinic", "lump"),
        ("no puedo respirar", "emergency", "no puedo respirar"),
    ],
)
def test_a_message_is_answered_with_its_own_words(message: str, level: str, told_by: str) -> None:
    (alert,) = alerts_of(message, signs_in(message))
    assert (alert.level, alert.told_by) == (level, (told_by,))


@pytest.mark.parametrize(
    "message",
    [
        "my dog ate chocolate",
        "My cat swallowed some of my retinol cream, what now?",
        "el perro se comió mis pastillas",
        "our puppy had a seizure",
    ],
)
def test_what_an_animal_has_is_a_vets(message: str) -> None:
    (alert,) = alerts_of(message, signs_in(message))
    assert (alert.level, alert.title, alert.calls) == ("vet", "Ask a vet now", ())
    assert "call a vet or an animal poison line" in alert.text


@pytest.mark.parametrize(
    "message",
    [
        "can I pet my dog after botox?",
        "my dog licked my face after botox, is that ok",
        "years ago my dog ate chocolate",
        "is the doctor a cat person",
    ],
)
def test_an_animal_that_has_nothing_is_no_vets(message: str) -> None:
    assert alerts_of(message, signs_in(message)) == ()


@pytest.mark.parametrize(
    ("message", "levels"),
    [
        ("the dog bit my lip and it is bleeding a lot", ["emergency"]),
        ("my toddler swallowed the dog's pills", ["emergency"]),
        ("my dog ate my pills and I can't breathe", ["emergency"]),
        ("my cat ate chocolate and my eyelid is drooping since botox", ["urgent", "vet"]),
    ],
)
def test_what_a_person_has_goes_before_an_animal(message: str, levels: list[str]) -> None:
    assert [alert.level for alert in alerts_of(message, signs_in(message))] == levels


# What they say.


def test_each_level_says_in_words_what_it_is() -> None:
    assert [one(level).heading for level in LEVELS] == [
        "There is help",
        "Emergency",
        "Urgent",
        "Non-urgent, as far as words can tell",
        "About an animal",
    ]
    assert [one(level, language="es").heading for level in LEVELS] == [
        "Hay ayuda",
        "Emergencia",
        "Urgente",
        "No urgente, hasta donde se ve por las palabras",
        "Sobre un animal",
    ]


def test_an_emergency_says_whom_to_call() -> None:
    alert = one("emergency")
    assert alert.text == (
        "What you write can be a sign of an emergency. Call 911 or go to the nearest emergency "
        "department now. Do not wait for an answer here."
    )
    assert alert.calls == (Call("Call 911", "tel:911"),)


def test_a_crisis_says_who_listens() -> None:
    alert = one("crisis")
    assert alert.text == (
        "It sounds as if things are very hard right now. This page cannot help with that, but "
        "people can. Call or text 988: somebody listens, day and night, free of charge. Or text "
        "HOME to 741741. If a life is in danger now, call 911."
    )
    assert alert.calls == (
        Call("Call 988", "tel:988"),
        Call("Text 988", "sms:988"),
        Call("Call 911", "tel:911"),
    )


@pytest.mark.parametrize("level", ["urgent", "clinic"])
def test_what_is_no_emergency_leads_to_the_clinic_and_says_when_to_call(level: Level) -> None:
    for number in (AMERICAN, ABROAD):
        alert = one(level, number)
        assert alert.calls == ()
        assert "clinic that" in alert.text
        assert alert.text.endswith(f"to breathe or to see, call {number} at once.")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("level", LEVELS)
def test_no_american_line_is_named_to_readers_elsewhere(level: Level, language: str) -> None:
    alert = one(level, ABROAD, language)
    numbers = set() if level == "vet" else {ABROAD}
    assert set(re.findall(r"\d+", everything(alert))) == numbers
    assert not {"HOME", "AYUDA"} & set(re.findall(r"\w+", everything(alert)))
    urgent = level in {"crisis", "emergency"}
    assert [call.address for call in alert.calls] == ["tel:112"] * urgent


@pytest.mark.parametrize("language", LANGUAGES)
def test_american_readers_are_led_to_both_crisis_lines(language: str) -> None:
    alert = one("crisis", language=language)
    assert {"988", "741741", "911"} <= set(re.findall(r"\d+", alert.text))
    assert [call.address for call in alert.calls] == ["tel:988", "sms:988", "tel:911"]


def test_a_spanish_alert_is_spanish_and_calls_the_same_numbers() -> None:
    for level in LEVELS:
        for number in (AMERICAN, ABROAD):
            english, spanish = one(level, number), one(level, number, "es")
            for part in ("heading", "title", "text"):
                assert getattr(english, part) != getattr(spanish, part)
            assert [call.address for call in english.calls] == [
                call.address for call in spanish.calls
            ]
            assert (english.level, english.told_by) == (spanish.level, spanish.told_by)
    assert one("emergency", ABROAD, "es").title == "Pida ayuda ahora: llame al 112"
    assert one("emergency", ABROAD, "es").calls == (Call("Llamar al 112", "tel:112"),)


def test_who_writes_spanish_is_told_of_danger_in_spanish_on_an_english_page() -> None:
    message = "no puedo respirar desde el botox"
    (alert,) = alerts_of(message, signs_in(message))
    assert alert.title == "Pida ayuda ahora: llame al 911"
    assert 'lang="es"' in str(alerts_html(message, signs_in(message)))
    english = "I cannot breathe since the botox"
    assert "lang=" not in str(alerts_html(english, signs_in(english)))


def test_no_alert_names_a_treatment_or_a_drug() -> None:
    treatments = [
        name.casefold()
        for term in terms()
        if term.kind == "treatment"
        for name in (term.name, *term.said, *term.forms)
    ]
    assert {"botox", "filler", "hyaluronic acid"} <= set(treatments)
    for alert in EVERY:
        said = everything(alert).casefold()
        assert [name for name in treatments if re.search(rf"\b{re.escape(name)}\b", said)] == []
        assert DRUGS & set(re.findall(r"\w+", said)) == set()


def test_no_alert_holds_a_word_that_needs_explaining() -> None:
    assert [one.words for alert in EVERY for one in defined(everything(alert))] == []


def test_an_alerts_words_do_not_change_with_the_message() -> None:
    for level in LEVELS:
        other = alerts_of("x", [Sign("another", level, 0, 1)])
        assert [everything(alert) for alert in other] == [everything(one(level))]
        assert [alert.told_by for alert in other] == [("x",) if level in QUOTING else ()]


def test_the_patients_words_are_quoted_once_each_in_the_order_of_the_signs() -> None:
    message = "numb, then weak, then numb"
    places = [(11, 15), (0, 4), (22, 26), (11, 15)]
    signs = [Sign(f"sign{n}", "urgent", *place) for n, place in enumerate(places)]
    (alert,) = alerts_of(message, signs)
    assert alert.told_by == ("weak", "numb")


def test_an_alert_quotes_only_signs_of_its_own_level() -> None:
    message = "a b c d"
    levels: list[Level] = ["emergency", "urgent", "emergency", "clinic"]
    signs = [Sign(f"sign{n}", level, 2 * n, 2 * n + 1) for n, level in enumerate(levels)]
    (alert,) = alerts_of(message, signs)
    assert alert.told_by == ("a", "c")


# As HTML.


def html(*levels: Level, number: str = AMERICAN, language: str = "en") -> str:
    return alerts_html(MESSAGE, signs_of(*levels), number, language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("level", LEVELS)
def test_an_alert_is_announced_unless_it_can_wait(level: Level, language: str) -> None:
    found = elements(html(level, language=language))
    section = found[0]
    assert (section.tag, section.attributes["class"]) == ("section", "alert")
    assert section.attributes["data-level"] == level
    assert section.attributes["role"] == ("note" if level == "clinic" else "alert")
    assert [each.attributes.get("role") for each in found[1:]] == [None] * len(found[1:])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("level", LEVELS)
def test_everything_of_an_alert_is_on_the_page(level: Level, language: str) -> None:
    alert, markup = one(level, ABROAD, language), html(level, number=ABROAD, language=language)
    assert classed(markup, "level") == [alert.heading]
    assert classed(markup, "title") == [alert.title]
    assert [each.text for each in elements(markup) if not each.attributes] == [alert.text]
    assert [
        Call(each.text, each.attributes["href"] or "")
        for each in elements(markup)
        if each.tag == "a"
    ] == list(alert.calls)
    assert len(classed(markup, "calls")) == bool(alert.calls)
    because = {"en": "Shown because you wrote:", "es": "Se muestra porque usted escribió:"}
    quoted = [f"{because[language]} “{level}”"] if level in QUOTING else []
    assert classed(markup, "because") == quoted


def test_alerts_stand_one_after_the_other() -> None:
    levels = [
        each.attributes["data-level"]
        for each in elements(html("crisis", "emergency", "urgent"))
        if each.tag == "section"
    ]
    assert levels == ["crisis", "emergency"]


def test_all_words_that_an_alert_is_shown_for_are_named() -> None:
    signs = [
        Sign("one", "urgent", 0, 1),
        Sign("two", "urgent", 2, 3),
        Sign("three", "urgent", 0, 1),
    ]
    assert classed(alerts_html("a b", signs), "because") == ["Shown because you wrote: “a”, “b”"]


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=list(HOSTILE))
def test_hostile_words_of_a_patient_stay_text(hostile: str, level: Level) -> None:
    markup, plain = (
        alerts_html(words, [Sign("sign", level, 0, len(words))]) for words in (hostile, PLAIN)
    )
    assert skeleton(markup) == skeleton(plain)
    quoted = [f"Shown because you wrote: “{hostile}”"] if level in QUOTING else []
    assert classed(markup, "because") == quoted
    assert [each.text for each in elements(markup) if each.tag == "a"] == [
        call.words for call in one(level).calls
    ]
    assert "\r" not in markup


def test_a_hostile_number_stays_text() -> None:
    number = HOSTILE["end of attribute"]
    assert skeleton(html("crisis", number=number)) == skeleton(html("crisis", number=ABROAD))
    (call,) = (each for each in elements(html("crisis", number=number)) if each.tag == "a")
    assert (call.text, call.attributes["href"]) == (
        f"Call {number}",
        f"tel:{number.replace(' ', '')}",
    )


# The level of a message.


def test_a_message_has_the_level_of_its_most_urgent_sign() -> None:
    assert level_of(()) is None
    for levels in combinations(LEVELS, 2):
        assert level_of(signs_of(*levels)) == level_of(signs_of(*levels[::-1])) == levels[0]


# Whom to call, whatever is asked.


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["Emergency: call 911", "Crisis: call or text 988"]),
        ("es", ["Emergencia: 911", "Crisis: llame o escriba al 988"]),
    ],
)
def test_the_line_above_the_page_names_both_numbers(language: str, words: list[str]) -> None:
    found = elements(lifeline_html(AMERICAN, language, skips=False))
    assert [each.text for each in found if each.tag == "span"] == words
    links = [(each.text, each.attributes["href"]) for each in found if each.tag == "a"]
    assert links == [("911", "tel:911"), ("988", "tel:988")]


@pytest.mark.parametrize("number", ["112", "999", "+44 999"])
def test_elsewhere_the_line_names_only_the_number_that_is_set(number: str) -> None:
    ((sentence, call),) = lines_to_call(number)
    assert (sentence, call) == (
        "Emergency: call {number}",
        Call(number, f"tel:{number.replace(' ', '')}"),
    )
    assert set(re.findall(r"\d+", lifeline_html(number))) <= {*re.findall(r"\d+", number), "44999"}


def test_a_hostile_number_stays_text_in_the_line() -> None:
    number = HOSTILE["end of attribute"]
    assert skeleton(lifeline_html(number)) == skeleton(lifeline_html(ABROAD))
