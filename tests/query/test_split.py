"""The questions of a message: which are parts, which are not, and what is searched for each."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.query.split import LONGEST_CONTEXT, MOST_PARTS, MessagePart, parts_of
from tests.conftest import examples

WHOLE_ANSWER_WEIGHT = [
    "exercise after botox",
    "I had filler in my lips last week and they still feel hard.",
    "  can i drink wine after botox  ",
    (
        "I had Botox for my forehead ten days ago. My left brow sits lower "
        "than the right one and my friends have noticed. I took a picture "
        "every day. Should I go back to the injector?"
    ),
    "Can I run and swim after Botox?",
    "Stroke after surgery?. What is the usual course after a stroke that follows surgery?",
    "What happened? My lips are lumpy. I had filler two days ago. What should I do?",
    "Botox dose. I weigh 50 kg and want Botox. How many units do I need?",
    "Is it safe to exercise and drink?",
    "How and when should I stop the pill before surgery?",
    "Can I rub my face after Botox? Is that ok?",
    ("Hi doctor, how are you? Can anyone help me? Can I drink coffee after Botox? Thank you!"),
    ("Is it ok to work out after Botox? I had it this morning. Can I work out after Botox?"),
    (
        "I have had a dull ache under my ribs for a month. My GP said it is"
        " nothing. I do not sleep well. Is this normal?"
    ),
    "Is it an allergy or is it an infection?",
    "Could it be the filler? Or is it the antibiotic? I took both on Friday.",
    "How long should I wait between Botox and a facial? Any advice?",
    (
        "I read that pineapple helps with bruises. Dr. Lane told me to take"
        " 2.5 mg. a day of something. What could that be?"
    ),
    "what is the diet for kidney stones? what is the diet for kidney stones",
    'She asked "is it safe?" and I did not know.',
]

SEVERAL = [
    (
        "i had botox today can i work out tomorrow also can i drink wine",
        [
            ("i had botox today can i work out tomorrow", ""),
            ("can i drink wine", "botox:"),
        ],
    ),
    (
        "When can I go to the gym after lip filler, and can I kiss my boyfriend?",
        [
            ("When can I go to the gym after lip filler", ""),
            ("can I kiss my boyfriend?", "lip filler:"),
        ],
    ),
    (
        "Do Botox and Dysport differ? Which one is cheaper?",
        [
            ("Do Botox and Dysport differ?", ""),
            ("Which one is cheaper?", "Botox and Dysport:"),
        ],
    ),
    (
        "I want Botox for my brows. How long will it last? Can I combine it with filler?",
        [
            ("How long will it last?", "I want Botox for my brows."),
            ("Can I combine it with filler?", "I want Botox for my brows."),
        ],
    ),
    (
        "Wilson disease.\nIs there a cure? My brother is well. Should he be tested?",
        [
            ("Is there a cure?", "Wilson disease."),
            ("Should he be tested?", "Wilson disease. My brother is well."),
        ],
    ),
    (
        "Stroke in babies?. My son had one at birth. Was it a clot? Will it happen again?",
        [
            ("Was it a clot?", "Stroke in babies?. My son had one at birth."),
            ("Will it happen again?", "Stroke in babies?. My son had one at birth."),
        ],
    ),
    (
        "Example.gov - Question - general information. My dad has gout. Is it inherited? "
        "Can he drink beer?",
        [
            ("Is it inherited?", "My dad has gout."),
            ("Can he drink beer?", "My dad has gout."),
        ],
    ),
    (
        "Hi, I'd like to ask about chin filler. Does it hurt? For how long? What does it cost?",
        [
            ("Does it hurt? For how long?", "Hi, I'd like to ask about chin filler."),
            ("What does it cost?", "Hi, I'd like to ask about chin filler."),
        ],
    ),
    (
        "Can I exercise after Botox? Can I have a massage after Botox?",
        [
            ("Can I exercise after Botox?", ""),
            ("Can I have a massage after Botox?", ""),
        ],
    ),
    (
        "Does Botox migrate? And what about fillers, are they safe?",
        [
            ("Does Botox migrate?", ""),
            ("And what about fillers, are they safe?", ""),
        ],
    ),
    (
        "I had Botox on Monday. Can I go to the gym? And can I drink wine?",
        [
            ("Can I go to the gym?", "I had Botox on Monday."),
            ("And can I drink wine?", "I had Botox on Monday."),
        ],
    ),
    (
        "Can I exercise after Botox and how long does it last?",
        [
            ("Can I exercise after Botox", ""),
            ("how long does it last?", "Botox:"),
        ],
    ),
    (
        "what can I do after filler and what should I avoid",
        [
            ("what can I do after filler", ""),
            ("what should I avoid", "filler:"),
        ],
    ),
    (
        ("I was wondering if I can lie down after Botox and whether I can wash my hair."),
        [
            ("I was wondering if I can lie down after Botox", ""),
            ("whether I can wash my hair.", "Botox:"),
        ],
    ),
    (
        "got dysport yesterday. can i go to the gym?can i fly on friday??thx",
        [
            ("can i go to the gym?", "got dysport yesterday."),
            ("can i fly on friday??", "got dysport yesterday."),
        ],
    ),
    (
        (
            "got lip filler on tuesday\ncan i use a straw\nhow long will they be "
            "swollen\nthanks so much"
        ),
        [
            ("can i use a straw", "got lip filler on tuesday"),
            ("how long will they be swollen", "got lip filler on tuesday"),
        ],
    ),
    (
        (
            "Had Juvederm put in my cheeks. My questions: 1) can I sleep on my "
            "side 2) when may I wear makeup 3) is flying ok"
        ),
        [
            ("can I sleep on my side", "Had Juvederm put in my cheeks."),
            ("when may I wear makeup", "Had Juvederm put in my cheeks."),
            ("is flying ok", "Had Juvederm put in my cheeks."),
        ],
    ),
    (
        (
            "I take warfarin for my heart.\n- can I have Botox?\n- should I stop "
            "the warfarin first?\n- who do I ask about the dose?"
        ),
        [
            ("can I have Botox?", "I take warfarin for my heart."),
            ("should I stop the warfarin first?", ""),
            ("who do I ask about the dose?", "should I stop the warfarin first?"),
        ],
    ),
    (
        "My eyelid droops since Botox. Is this normal? When can I fly?",
        [
            ("Is this normal?", "My eyelid droops since Botox."),
            ("When can I fly?", "My eyelid droops since Botox."),
        ],
    ),
    (
        (
            "Botox wears off after three months, right? I mean does it wear off"
            " faster if I run a lot? Thoughts?"
        ),
        [
            ("Botox wears off after three months, right?", ""),
            (
                "I mean does it wear off faster if I run a lot?",
                "Botox:",
            ),
        ],
    ),
    (
        "What causes gout? How is psoriasis treated?",
        [
            ("What causes gout?", ""),
            ("How is psoriasis treated?", ""),
        ],
    ),
    (
        "What causes gout? Is it inherited?",
        [
            ("What causes gout?", ""),
            ("Is it inherited?", "What causes gout?"),
        ],
    ),
    (
        "My mother is 81 and has gout. Can she eat tomatoes? What about beer?",
        [
            ("Can she eat tomatoes?", "My mother is 81 and has gout."),
            ("What about beer?", "My mother is 81 and has gout."),
        ],
    ),
    (
        (
            "I was told that I have celiac disease. is there gluten in "
            "lipstick? And if so, which brands are safe?"
        ),
        [
            ("is there gluten in lipstick?", "I was told that I have celiac disease."),
            (
                "And if so, which brands are safe?",
                "I was told that I have celiac disease. is there gluten in lipstick?",
            ),
        ],
    ),
    (
        (
            "My son has asthma and takes a blue inhaler. How often can he use "
            "it and does it make him shaky?"
        ),
        [
            ("How often can he use it", "My son has asthma and takes a blue inhaler."),
            ("does it make him shaky?", "My son has asthma and takes a blue inhaler."),
        ],
    ),
    (
        (
            "i have type 2 diabetes (since 2015). is fruit juice bad for me? "
            "also can i fast for ramadan"
        ),
        [
            ("is fruit juice bad for me?", "i have type 2 diabetes (since 2015)."),
            ("also can i fast for ramadan", "i have type 2 diabetes (since 2015)."),
        ],
    ),
    (
        ("My A1C was 7.2 (it was 9.1) in May. Is 7.2 good? When should I test again?"),
        [
            ("Is 7.2 good?", "My A1C was 7.2 (it was 9.1) in May."),
            ("When should I test again?", "My A1C was 7.2 (it was 9.1) in May."),
        ],
    ),
    (
        (
            "I need to have a tooth pulled. I am on blood thinners, should I "
            "stop them? How long will I bleed?"
        ),
        [
            ("I am on blood thinners, should I stop them?", "I need to have a tooth pulled."),
            ("How long will I bleed?", "I need to have a tooth pulled."),
        ],
    ),
    (
        "does botox hurt ?! how many units do i need for my forehead ?!",
        [
            ("does botox hurt ?!", ""),
            ("how many units do i need for my forehead ?!", "botox:"),
        ],
    ),
    (
        "Can I get Botox or should I wait until I stop breastfeeding?",
        [
            ("Can I get Botox", ""),
            ("should I wait until I stop breastfeeding?", "Botox:"),
        ],
    ),
    (
        "please tell me what to eat with high cholesterol and if eggs are allowed",
        [
            ("please tell me what to eat with high cholesterol", ""),
            ("if eggs are allowed", "please tell me what to eat with high cholesterol"),
        ],
    ),
    (
        (
            "I want Botox for my jaw because I grind my teeth. Does insurance "
            "pay for it? Will my smile change? How many times a year do I need "
            "it? Does it stop headaches? Can I chew gum? Will my face look "
            "thin?"
        ),
        [
            ("Does insurance pay for it?", "I want Botox for my jaw because I grind my teeth."),
            ("Will my smile change?", "I want Botox for my jaw because I grind my teeth."),
            (
                "How many times a year do I need it?",
                "I want Botox for my jaw because I grind my teeth.",
            ),
            ("Does it stop headaches?", "I want Botox for my jaw because I grind my teeth."),
            (
                "Can I chew gum? Will my face look thin?",
                "I want Botox for my jaw because I grind my teeth.",
            ),
        ],
    ),
    (
        "any risk in flying two days after a nose job, and can i sneeze",
        [
            ("any risk in flying two days after a nose job", ""),
            ("can i sneeze", "nose job:"),
        ],
    ),
    (
        "WHEN CAN I WEAR MAKEUP AFTER MY FACELIFT? CAN I DYE MY HAIR?",
        [
            ("WHEN CAN I WEAR MAKEUP AFTER MY FACELIFT?", ""),
            ("CAN I DYE MY HAIR?", "FACELIFT:"),
        ],
    ),
    (
        (
            "My tongue is sore since I began lisinopril, and I cough at night. "
            "could the pills do that? what else can i take instead?"
        ),
        [
            (
                "could the pills do that?",
                "My tongue is sore since I began lisinopril, and I cough at night.",
            ),
            (
                "what else can i take instead?",
                "My tongue is sore since I began lisinopril, and I cough at night.",
            ),
        ],
    ),
    (
        "Should Botox hurt this much and when can I take aspirin?",
        [
            ("Should Botox hurt this much", ""),
            ("when can I take aspirin?", "Botox:"),
        ],
    ),
    (
        ("I am 29 yr. old and lose hair in the shower. Do vitamins help? Is it stress?"),
        [
            ("Do vitamins help?", "I am 29 yr. old and lose hair in the shower."),
            ("Is it stress?", "I am 29 yr. old and lose hair in the shower. Do vitamins help?"),
        ],
    ),
    (
        ("I had botox before my wedding, what a mistake. Who can remove it? Is there an antidote?"),
        [
            ("Who can remove it?", "I had botox before my wedding, what a mistake."),
            ("Is there an antidote?", "I had botox before my wedding, what a mistake."),
        ],
    ),
    (
        (
            "I was stung by a wasp on Sunday and my hand is still red. Do I "
            "need antibiotics? My arm itches too. What should I do?"
        ),
        [
            ("Do I need antibiotics?", "I was stung by a wasp on Sunday and my hand is still red."),
            (
                "What should I do?",
                "I was stung by a wasp on Sunday and my hand is still red. My arm itches too.",
            ),
        ],
    ),
]


@pytest.mark.parametrize("message", WHOLE_ANSWER_WEIGHT)
def test_a_message_with_one_question_or_none_is_one_part(message: str) -> None:
    assert parts_of(message) == (MessagePart(message.strip(), message.strip()),)


@pytest.mark.parametrize(("message", "expected"), SEVERAL)
def test_each_question_is_a_part_that_is_searched_with_what_it_lacks(
    message: str, expected: list[tuple[str, str]]
) -> None:
    found = [(part.asked, part.searched) for part in parts_of(message)]
    assert found == [(asked, f"{context} {asked}".lstrip()) for asked, context in expected]


def test_the_last_part_takes_the_questions_that_are_too_many() -> None:
    questions = [f"can i eat {food}?" for food in "figs kale leeks beets mussels okra".split()]
    assert [part.asked for part in parts_of(" ".join(questions))] == [
        *questions[: MOST_PARTS - 1],
        " ".join(questions[MOST_PARTS - 1 :]),
    ]


def test_a_question_that_points_belongs_to_the_question_right_before_it() -> None:
    asked = [part.asked for part in parts_of("Does filler melt? Is that normal? Can I fly?")]
    assert asked == ["Does filler melt? Is that normal?", "Can I fly?"]


def test_the_context_of_a_long_story_is_short_and_names_the_topic() -> None:
    story = f"{'we went on a trip and ' * 20}I had Botox in my forehead {'and we swam ' * 30}."
    parts = parts_of(f"{story} Can I run? Can I drink wine?")
    assert [part.asked for part in parts] == ["Can I run?", "Can I drink wine?"]
    for part in parts:
        context = part.searched.removesuffix(part.asked)
        assert context.startswith("Botox in my forehead")
        assert len(context) <= LONGEST_CONTEXT + 1


def test_thanks_before_a_question_do_not_hide_it() -> None:
    asked = [part.asked for part in parts_of("Does gout hurt? Thanks, and can I drink beer?")]
    assert asked == ["Does gout hurt?", "Thanks, and can I drink beer?"]


def test_a_number_that_no_blank_precedes_begins_the_next_question() -> None:
    asked = [part.asked for part in parts_of("1. What is gout?2. Does gout hurt?3. Is gout rare?")]
    assert asked == ["What is gout?", "Does gout hurt?", "Is gout rare?"]


def test_a_context_too_long_with_the_sentence_it_points_to_is_one_sentence() -> None:
    told = f"It {'kept us all awake for a long while '.replace('a', 'e') * 4}."
    asked = f"Does warfarin {'thin blood in old men ' * 4}?"
    parts = parts_of(f"{told} {asked} Is it habit forming?")
    assert [part.asked for part in parts] == [asked, "Is it habit forming?"]
    assert all(len(part.searched) <= len(part.asked) + LONGEST_CONTEXT + 1 for part in parts)


def test_a_line_broken_by_a_mail_program_goes_on() -> None:
    message = (
        "I would like to know how long one has to wait after a nose job\n"
        "before flying. Can I wear glasses?"
    )
    assert [part.asked for part in parts_of(message)] == [
        message[: message.index(" Can")],
        "Can I wear glasses?",
    ]


def test_a_bracket_in_a_sentence_begins_no_list() -> None:
    message = "Does a level of 9 (it was 7) matter? Is type (2) milder?"
    assert [part.asked for part in parts_of(message)] == [
        "Does a level of 9 (it was 7) matter?",
        "Is type (2) milder?",
    ]


WORDS = (
    "can i it is how long and or also what if botox wine gym gout this normal right please tell me"
    " had was ? ?? ! . , ; : ... 1) 2. - ( ) dr. mg."
).split(" ")
ODD = [
    "a day of pain in the knee " * 6,
    "\n",
    "\r\n",
    "\u2028",
    "\u00a0",
    "\ud800",
    "\U0001f600",
    "\u0130",
    "ﬁ",
    "？",
    "’",
]
MESSAGES = st.one_of(
    st.text(st.characters(), max_size=80),
    st.lists(st.sampled_from([*WORDS, *ODD]), max_size=40).map(" ".join),
    st.lists(st.sampled_from([*WORDS, *ODD]), max_size=40).map("".join),
).filter(str.strip)


@settings(max_examples=examples(300))
@given(MESSAGES)
def test_every_part_is_a_slice_of_the_message_and_they_stand_in_order(message: str) -> None:
    parts = parts_of(message)
    assert 1 <= len(parts) <= MOST_PARTS
    at = 0
    for part in parts:
        assert part.asked
        at = message.index(part.asked, at) + len(part.asked)
    assert parts == parts_of(message)


@settings(max_examples=examples(300))
@given(MESSAGES)
def test_what_is_searched_is_slices_of_the_message_the_question_last(message: str) -> None:
    parts = parts_of(message)
    if len(parts) == 1:
        assert parts == (MessagePart(message.strip(), message.strip()),)
        return
    for part in parts:
        assert part.searched.endswith(part.asked)
        context = part.searched.removesuffix(part.asked)
        assert len(context) <= LONGEST_CONTEXT + 2
        assert is_made_of_slices(context.removesuffix(" "), message)


def is_made_of_slices(context: str, message: str) -> bool:
    """Whether a text is at most two slices of the message, a colon after a treatment alone, joined
    by a blank."""
    cuts = [n for n, letter in enumerate(context) if letter == " "]
    halves = [(context, ""), *((context[:n], context[n + 1 :]) for n in cuts)]
    return any(
        all(half in message or half.removesuffix(":") in message for half in pair)
        for pair in halves
    )


@pytest.mark.parametrize(
    ("message", "second"),
    [
        (
            "Can I exercise after Botox? what is the capital of France?",
            "Botox: what is the capital of France?",
        ),
        (
            "How long do wisdom teeth bleed? What is the capital of France?",
            "What is the capital of France?",
        ),
    ],
)
def test_what_one_question_asks_is_not_searched_again_for_the_next(
    message: str, second: str
) -> None:
    first = message[: message.index("?") + 1]
    assert [part.searched for part in parts_of(message)] == [first, second]


@pytest.mark.parametrize(
    "nothing",
    [
        "Rude, isn't it?",
        "What can I say?",
        "How hard can it be?",
        "Sad, but what can you do?",
        "Can you believe it's been five years?",
        'She asked me "do you run?"',
    ],
)
def test_what_has_a_question_mark_and_asks_nothing_is_no_part(nothing: str) -> None:
    message = f"I had Botox. {nothing} Can I run after Botox? Is massage bad after Botox?"
    asked = [part.asked for part in parts_of(message)]
    assert asked == ["Can I run after Botox?", "Is massage bad after Botox?"]


def test_a_tag_makes_a_question_of_what_names_a_topic() -> None:
    message = "So no massage for a day, right? And how long does Botox last?"
    assert len(parts_of(message)) == 2


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        (
            "how does Dysport differ from Xeomin and is Dysport or Xeomin stronger on the brow",
            ["how does Dysport differ from Xeomin", "is Dysport or Xeomin stronger on the brow"],
        ),
        (
            "can lip filler and Botox be done in one visit and is it sore",
            ["can lip filler and Botox be done in one visit", "is it sore"],
        ),
        (
            "do fillers look lumpy, will Botox help with that",
            ["do fillers look lumpy", "will Botox help with that"],
        ),
        (
            "At what age can a spider vein be treated, and do spider veins come back?",
            ["At what age can a spider vein be treated", "do spider veins come back?"],
        ),
        (
            "whats the fee for a peel, does insurance cover it",
            ["whats the fee for a peel", "does insurance cover it"],
        ),
        (
            "can a smoker get lip filler, can a diabetic have it too",
            ["can a smoker get lip filler", "can a diabetic have it too"],
        ),
        (
            "my son wants to know if 17 is too young for a peel and I want to know what it costs",
            [
                "my son wants to know if 17 is too young for a peel",
                "I want to know what it costs",
            ],
        ),
        (
            "One more thing, when do scabs fall off and can I shower before that",
            ["One more thing, when do scabs fall off", "can I shower before that"],
        ),
        (
            "can masseter Botox change my smile and will chewing be harder",
            ["can masseter Botox change my smile", "will chewing be harder"],
        ),
        (
            "My aunt asks whether Botox is ok for her. Her skin is thin. And how much would it be?",
            ["My aunt asks whether Botox is ok for her.", "And how much would it be?"],
        ),
        ("are threads sore and do threads snap", ["are threads sore", "do threads snap"]),
        (
            "should I ice my lip and will arnica shrink the bruise",
            ["should I ice my lip", "will arnica shrink the bruise"],
        ),
        (
            "I want to know how many syringes lips take and how long the lips stay swollen",
            [
                "I want to know how many syringes lips take",
                "how long the lips stay swollen",
            ],
        ),
        (
            "My wife wants to know if she can swim after Botox. She also asks if filler melts.",
            [
                "My wife wants to know if she can swim after Botox.",
                "She also asks if filler melts.",
            ],
        ),
    ],
)
def test_a_second_question_is_told_by_a_subject_of_its_own_or_by_who_asks_it(
    message: str, expected: list[str]
) -> None:
    assert [part.asked for part in parts_of(message)] == expected


@pytest.mark.parametrize(
    "message",
    [
        "Can I run and do squats tonight?",
        "Can I swim and do fillers twice a year?",
        "which serum is mild and is cheap",
        "what is a good sunscreen and will not clog pores",
        "Can I use something that works and is cheap",
        "how do I know that my filler is bad and is spreading",
        "My lip is sore and is swelling badly",
        "Is swollen badly and is it normal",
        "is sore today and can I massage it",
        "My son, who is 15, is suffering from acne. Does laser help?",
        "How soon after Botox, can I exercise?",
        "My question is, will a peel help my acne?",
        "what cream is mild, will not sting, and is cheap",
        "can I, at my age, do a facelift",
        "My dentist asks if I smoke. Is Botox safe for me?",
        "My doctor wants to know if I am allergic. Can filler cause allergies?",
    ],
)
def test_a_second_verb_of_the_same_subject_begins_no_question(message: str) -> None:
    assert len(parts_of(message)) == 1


@pytest.mark.parametrize(
    "remark",
    [
        "Need to know before 2pm.",
        "I need to know by tomorrow.",
        "Please let me know as soon as possible.",
        "Pls advise, front desk",
        "Please advise, Ann",
        "Please advise on the above asap.",
    ],
)
def test_who_only_wants_an_answer_asks_nothing_more(remark: str) -> None:
    assert len(parts_of(f"Can I fly after a facelift? {remark} ty")) == 1


@pytest.mark.parametrize(
    "asked",
    [
        "Need to know before surgery if I can take aspirin.",
        "Please let me know whether Botox hurts.",
        "Please advise on aspirin.",
    ],
)
def test_who_says_what_to_tell_asks_a_question_of_its_own(asked: str) -> None:
    parts = parts_of(f"Can I fly after a facelift? {asked}")
    assert [part.asked for part in parts] == ["Can I fly after a facelift?", asked]


def test_a_greeting_is_no_context_and_an_announcement_no_question() -> None:
    message = (
        "Hi Dr, hope you had a lovely weekend. I wanted to ask about my chin. I had an implant in "
        "May and it still feels stiff. Is this normal? Also can I play rugby yet?"
    )
    first, second = parts_of(message)
    assert first.asked == "Is this normal?"
    assert "I had an implant in May" in first.searched
    assert second.asked == "Also can I play rugby yet?"
    assert "weekend" not in first.searched + second.searched


@pytest.mark.parametrize(
    "message",
    [
        "Subject: Can I fly?\n\nHi,\nI had a nose job. Can I take a plane?\nThanks!\nMaria",
        "From: Ann\nSubject: Botox?\n\nIs it ok to lie down?",
        "SUBJECT: URGENT??\nCan I take ibuprofen after lip filler?",
        "Good evening doctor, how do you do? I wanted to know whether Botox hurts.",
        "Do you have a minute? I want to know if I can swim after laser.",
        "Could you please get back to me before Friday? Is it normal to bruise after filler?",
        "Can somebody answer before my appointment at 3? Does numbing cream work?",
        "Is this the right place to ask? Does filler expire?",
    ],
)
def test_what_a_mail_begins_with_is_no_question(message: str) -> None:
    assert len(parts_of(message)) == 1


def test_the_subject_of_a_mail_names_the_topic_of_its_questions() -> None:
    message = (
        "From: Tom\nSubject: two questions about Botox?\n\nDoes it hurt? How long does it last?"
    )
    assert [part.searched for part in parts_of(message)] == [
        "two questions about Botox? Does it hurt?",
        "two questions about Botox? How long does it last?",
    ]
    assert len(parts_of("Subject: Can I fly? And can I swim?\nThanks, Ann")) == 2


def test_a_half_of_a_sentence_is_no_subject_line() -> None:
    message = "I'd like to know how many units of Botox I need and how much the Botox would cost"
    assert len(parts_of(message)) == 2
