"""An accident, a wound, a bite, a birth or a call for help is an emergency on any page."""

import pytest

from bot.safety.signs import level_of, signs_in

IN_DANGER = (
    "I've been shot in the leg",
    "she shot herself in the foot with the rifle, what now",
    "I was stabbed in the stomach",
    "my finger got cut off by the saw",
    "I cut through my thumb with the grinder",
    "got hit by a car and my belly hurts",
    "boiling water went all over my daughter",
    "he drowned and we pulled him out of the pool",
    "the baby was face down in the bath",
    "a rattlesnake bit me",
    "bee sting and my face is swelling",
    "he banged his head and keeps vomiting",
    "the bone is sticking out of her arm",
    "the carbon monoxide alarm is going and we have headaches",
    "a knife is stuck in my hand",
    "there is a nail in my eye",
    "my testicle is twisted and hurts",
    "my three week old has a fever",
    "I overdosed on insulin",
    "he overdosed on pills",
    "sudden loss of vision in one eye",
    "please somebody call an ambulance",
    "I need an ambulance now",
    "I'm bleeding out",
    "I can't find a pulse",
    "the baby is coming out now",
    "my water broke and the cord is coming out",
    "I'm pregnant and bleeding",
    "my asthma inhaler isn't working",
    "sudden severe headache",
    "le dispararon en la pierna",
    "lo atropelló un coche",
    "se quemó con aceite hirviendo",
    "necesito una ambulancia",
    "pulse ox says 78",
    "shot in neck, please help us",
    "I think I severed the artery",
    "bleeding through pads every ten minutes",
    "my niece overdosed on heroin and we have no naloxone",
    "mi hija está azul",
    "me eché como 20 acetaminofén en el día sin querer",
    "got my arm into the auger and three fingers are off",
)
IN_NONE = (
    "we bleed through budgets every quarter",
    "my brother wears azul",
    "the oximeter reading is 98",
    "my profile photo was shot by a friend, can botox soften the lines?",
    "I was stabbed in the back by my old clinic, so I look for a new one",
    "drowning in options for fillers, which one is best?",
    "I got shot up with 40 units of botox and look great",
    "the price hit me like a truck",
    "snake bite piercings and lip filler, is that all right?",
    "my baby is coming in June, can I do botox before?",
    "my cheek bone is sticking out, can filler hide it?",
    "gunshot scar on my cheek from 2009, can it be filled?",
    "he got hit by a car years ago and has a scar, can it be revised?",
    "I spilled coffee on my shirt in the waiting room",
    "burns from laser hair removal two years ago",
    "I need a facelift, not an ambulance",
    "how much does an ambulance cost?",
    "pulled out of the pool party because of my bruises",
    "my gums bleed a little and I am pregnant, can I have a cleaning?",
    "overdosed on glitter at the party, will it hurt my peel?",
    "got run over by life lately, need a refresh",
)


@pytest.mark.parametrize("message", IN_DANGER)
def test_who_is_hurt_is_told_to_get_help(message: str) -> None:
    assert "emergency" in {sign.level for sign in signs_in(message)}


@pytest.mark.parametrize("message", IN_NONE)
def test_what_only_speaks_like_it_is_no_emergency(message: str) -> None:
    assert level_of(signs_in(message)) not in {"emergency", "crisis"}
