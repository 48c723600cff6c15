"""Pairs of questions as patients ask them, what is searched for the second, and what it finds.

Beside the seeds there is a small library of answers made up for this, so that topics can change.
"""

from dataclasses import dataclass

RECORDS = {
    "wisdom-pain": (
        "How long does pain last after wisdom tooth removal?",
        "After the wisdom teeth are out the jaw is sore and swollen for three to five days. "
        "Swelling peaks on the second day and cold packs help.",
    ),
    "wisdom-smoking": (
        "Can I smoke after wisdom tooth removal?",
        "Smoking after a wisdom tooth was pulled can dislodge the clot and leave a dry socket. "
        "Wait at least three days, better a week.",
    ),
    "wisdom-eating": (
        "What can I eat after wisdom tooth removal?",
        "Soft and cool food such as yoghurt, soup and mashed potatoes for the first days after "
        "wisdom tooth removal; chew on the other side.",
    ),
    "tattoo-pain": (
        "Does tattoo removal hurt?",
        "Removing a tattoo with a laser feels like a rubber band snapping against the skin. "
        "A numbing cream makes it bearable.",
    ),
    "tattoo-sessions": (
        "How many sessions does tattoo removal take?",
        "Most tattoos need six to ten laser sessions, six weeks apart. Black ink fades soonest, "
        "green and yellow ink last.",
    ),
    "tattoo-smoking": (
        "Can I smoke after tattoo removal?",
        "Smokers clear the ink of a lasered tattoo more slowly, so tattoo removal takes more "
        "sessions if you smoke.",
    ),
    "migraine-triggers": (
        "What triggers migraine?",
        "Lack of sleep, red wine, stress and skipped meals are the usual triggers of a migraine "
        "attack. Keep a diary to find yours.",
    ),
    "migraine-pregnancy": (
        "Is sumatriptan safe in pregnancy?",
        "For a migraine in pregnancy paracetamol comes first; sumatriptan may be taken if that "
        "fails, after talking to your obstetrician.",
    ),
    "migraine-duration": (
        "How long does a migraine last?",
        "Untreated, a migraine attack lasts from four hours to three days.",
    ),
    "apnoea-mask": (
        "Does a CPAP mask help with sleep apnoea?",
        "The mask keeps the airway open with a gentle stream of air and ends the pauses in "
        "breathing of sleep apnoea on the first night.",
    ),
    "apnoea-driving": (
        "Can I drive with sleep apnoea?",
        "Whoever falls asleep by day because of untreated sleep apnoea must not drive; once the "
        "treatment works, driving is allowed again.",
    ),
    "apnoea-weight": (
        "Does losing weight cure sleep apnoea?",
        "Losing a tenth of one's weight cuts the pauses in sleep apnoea by a quarter, and in some "
        "people they end altogether.",
    ),
    "amoxicillin-alcohol": (
        "Can I drink alcohol with amoxicillin?",
        "A glass of wine does no harm with amoxicillin, though both upset the stomach.",
    ),
    "metronidazole-alcohol": (
        "Can I drink alcohol with metronidazole?",
        "No alcohol with metronidazole, nor for two days after the last tablet: it brings "
        "flushing, vomiting and a racing heart.",
    ),
    "amoxicillin-diarrhoea": (
        "Does amoxicillin cause diarrhoea?",
        "Loose stools are the commonest side effect of amoxicillin and end with the course.",
    ),
    "amoxicillin-course": (
        "Can I stop amoxicillin when I feel better?",
        "Finish the course of amoxicillin as prescribed unless your doctor tells you to stop.",
    ),
}
"""Title of the question and text of the answer, by id; the answer's id is that with "#1"."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A question after what was searched before. `finds`: one of them must be among the first."""

    before: str
    question: str
    searched: str
    finds: tuple[str, ...]


def exercise(*numbers: int) -> tuple[str, ...]:
    return tuple(f"000_935efed495dcb89e#{number}" for number in numbers)


def week(*numbers: int) -> tuple[str, ...]:
    return tuple(f"003_13a95f21a5b80d88#{number}" for number in numbers)


def device(*numbers: int) -> tuple[str, ...]:
    return tuple(f"004_7b62c1b3ba7f1990#{number}" for number in numbers)


def of(*names: str) -> tuple[str, ...]:
    return tuple(f"{name}#1" for name in names)


BOTOX = "Can I exercise after Botox?"
MASSAGE = (*exercise(4, 8, 10), *week(2, 6, 8, 9))
FILLERS = week(1, 2, 5, 6, 7, 8, 9)
WAIT = (*week(3, 4, 5, 8, 9, 10), *device(1, 2, 3, 4, 5, 6))
NO_HARM = (*exercise(3, 4, 5, 6, 7, 9, 10), *week(6, 7, 8, 10), *device(1, 4, 7))
WISDOM = "Can I smoke after wisdom tooth removal?"
TATTOO = "Does tattoo removal hurt?"
MIGRAINE = "What triggers migraine?"
APNOEA = "Does a CPAP mask help with sleep apnoea?"
AMOXICILLIN = "Can I drink alcohol with amoxicillin?"
DEVICE = "Is it safe to use my FacExer after Botox?"
STORY = (
    "I had Botox around my eyes yesterday and fly next week. My sister says that hers wore "
    "off early because she goes to the gym every day. Will exercise spoil my result?"
)

STORY_WITHIN = (
    "hi so i had botox in my forehead and love it. i have a race on sunday. can i exercise?"
)

LEANING = (
    Pair("spicy food after lip filler?", "hot drinks?", "hot drinks after lip filler?", ()),
    Pair(
        "Can I use retinol after Botox?", "lactic acid serum?", "lactic acid serum after Botox?", ()
    ),
    Pair("can I go jogging after botox", "stairs only", "stairs only after botox", ()),
    Pair("can I go jogging after botox", "trampoline park", "trampoline park after botox", ()),
    Pair(BOTOX, "what about HIV", "HIV after Botox?", ()),
    Pair(BOTOX, "and rosacea?", "rosacea after Botox?", ()),
    Pair("Botox: an ice roller?", "gua sha?", "Botox: gua sha?", ()),
    Pair(
        "I have rosacea, can I get Botox?",
        "and fillers?",
        "I have rosacea, can I get fillers?",
        (),
    ),
    Pair(
        "I'm on Accutane, can I get a peel?",
        "even a light one?",
        "I'm on Accutane, can I get a peel? even a light one?",
        (),
    ),
    Pair("I have rosacea, can I get Botox?", "does it hurt?", "does Botox hurt?", ()),
    Pair("is Botox ok at 25?", "and 19?", "is Botox ok at 19?", ()),
    Pair(
        "is a week after Botox too soon to swim",
        "two weeks then?",
        "is two weeks after Botox too soon to swim",
        (),
    ),
    Pair(
        "should I stop aspirin before filler?",
        "fish oil?",
        "should I stop fish oil before filler?",
        (),
    ),
    Pair(
        "how much does lip filler cost?",
        "per syringe?",
        "how much does lip filler cost? per syringe?",
        (),
    ),
    Pair("how do I get rid of acne scars", "does laser work?", "acne scars: does laser work?", ()),
    Pair(
        "will Botox help my gummy smile?",
        "would filler help",
        "gummy smile: would filler help",
        (),
    ),
    Pair(
        "can I get Botox in my forehead?",
        "how many units?",
        "Botox in my forehead: how many units?",
        (),
    ),
    Pair(
        "does Botox help with a gummy smile?",
        "how many units",
        "Botox help with a gummy smile: how many units",
        (),
    ),
    Pair(
        "how soon after lip filler can I kiss?",
        "eat popcorn?",
        "lip filler: eat popcorn?",
        (),
    ),
    Pair(
        "can I dye my hair after Botox?",
        "my eyebrows?",
        "can I dye my eyebrows after Botox?",
        (),
    ),
    Pair(
        "can I get laser after fillers?",
        "and a peel?",
        "can I get laser after fillers? a peel?",
        (),
    ),
    Pair("can I get laser after fillers?", "after Botox?", "can I get laser after Botox?", ()),
    Pair(
        BOTOX,
        "what do plastic surgeons say?",
        "Can I exercise after Botox? what do plastic surgeons say?",
        (),
    ),
    Pair(
        "should I pause retinol before a peel",
        "when do I start it again",
        "when do I start retinol again before a peel?",
        (),
    ),
    Pair("can I have a chemical peel?", "what strength", "chemical peel: what strength", ()),
    Pair(
        "steam room after Botox",
        "and with fillers how long for that",
        "steam room after fillers",
        (),
    ),
    Pair(
        "are threads better than a facelift",
        "and which one hurts more",
        "threads better than a facelift: which one hurts more",
        (),
    ),
    Pair(
        "Can I use an LED mask after Botox?",
        "and at what setting",
        "LED mask after Botox: at what setting",
        (),
    ),
    Pair(
        "Is the gua sha safe after fillers?",
        "how soon can I use it again",
        "how soon can I use gua sha again after fillers?",
        (),
    ),
    Pair(
        "Can I use my retinol cream before a chemical peel?",
        "when should I stop using it",
        "when should I stop using retinol cream before a chemical peel?",
        (),
    ),
    Pair(
        "should I stop retinol before a peel",
        "when can I restart it",
        "when can I restart retinol before a peel?",
        (),
    ),
    Pair(
        "can I wear my night guard after masseter Botox",
        "can it be worn on day one",
        "can night guard be worn on day one after masseter Botox?",
        (),
    ),
    Pair(
        "can I use a derma roller after filler",
        "can I use it while pregnant",
        "can I use derma roller while pregnant",
        (),
    ),
    Pair("does Botox hurt", "can I use it under the eyes", "can I use Botox under the eyes", ()),
    Pair("does laser work on dark skin", "and light?", "does laser work on light skin", ()),
    Pair("is a peel good for dry skin", "oily skin?", "is a peel good for oily skin", ()),
    Pair(
        "does filler work on deep wrinkles",
        "shallow ones?",
        "does filler work on shallow wrinkles",
        (),
    ),
    Pair("red light therapy after Botox", "and blue?", "blue light therapy after Botox", ()),
    Pair(
        "how many units do women need for the forehead",
        "and for men?",
        "how many units do men need for the forehead",
        (),
    ),
    Pair("is Botox ok for teenagers", "and adults?", "is Botox ok for adults", ()),
    Pair("Can I drink green tea after Botox?", "and coffee?", "coffee after Botox?", ()),
    Pair(
        "Does Botox hurt?",
        "and for men?",
        "Does Botox hurt? for men?",
        (),
    ),
    Pair(
        "when can I get a face massage after Botox",
        "how long for that with fillers",
        "when can I get a face massage after fillers",
        (),
    ),
    Pair(BOTOX, "my eyelid is drooping now", "Botox: my eyelid is drooping now", ()),
    Pair(BOTOX, "can I do them", "Can I exercise after Botox? can I do them", ()),
    Pair(BOTOX, "my brow feels heavy now", "Botox: my brow feels heavy now", ()),
    Pair(
        BOTOX,
        "now I have a headache, is it normal",
        "Botox: now I have a headache, is it normal",
        (),
    ),
    Pair(BOTOX, "bruised badly, when does that go", "Botox: bruised badly, when does that go", ()),
    Pair(
        BOTOX,
        "do I have to stop my antibiotics",
        "do I have to stop my antibiotics after Botox?",
        (),
    ),
    Pair(
        BOTOX,
        "should I stop taking my blood thinners",
        "should I stop taking my blood thinners after Botox?",
        (),
    ),
    Pair(
        "Can I run the day after Botox?",
        "same for 4 hours after?",
        "Can I run 4 hours after Botox?",
        (),
    ),
    Pair(
        "can I swim 2 days after fillers",
        "same after a week?",
        "can I swim a week after fillers",
        (),
    ),
    Pair(
        "Can I go to the gym tonight, Botox was at noon?",
        "ok what about tomorrow",
        "Can I go to the gym tomorrow, Botox was at noon?",
        (),
    ),
    Pair(
        "bunny lines after Botox",
        "how do I get rid of them with laser",
        "bunny lines after Botox: how do I get rid of them with laser",
        (),
    ),
    Pair(
        "Does Botox spread if I exercise?",
        "what decides how far it goes",
        "Does Botox spread if I exercise? what decides how far it goes",
        (),
    ),
    Pair(
        "Can I use a jaw trainer after Botox?",
        "where do I buy one",
        "Can I use a jaw trainer after Botox? where do I buy one",
        (),
    ),
    Pair(
        "Can I do face exercises with filler?",
        "mine is around my mouth",
        "face exercises with filler: mine is around my mouth",
        (),
    ),
    Pair("Can I take a bath after Botox?", "a shower?", "a shower after Botox?", ()),
    Pair(BOTOX, "coffee?", "coffee after Botox?", ()),
    Pair(BOTOX, "is it ok to drink coffee?", "is it ok to drink coffee after Botox?", ()),
    Pair(BOTOX, "also can i drink wine", "Can I drink wine after Botox?", ()),
    Pair(BOTOX, "while breastfeeding?", "Can I exercise after Botox? while breastfeeding?", ()),
    Pair(BOTOX, "if I have a cold?", "Can I exercise after Botox? if I have a cold?", ()),
    Pair(BOTOX, "people with diabetes?", "people with diabetes after Botox?", ()),
    Pair(BOTOX, "I'm pregnant, is that ok?", "Botox: I'm pregnant, is that ok?", ()),
    Pair(BOTOX, "can kids do it", "exercise after Botox: can kids do it", ()),
    Pair(BOTOX, "can I get it while pregnant", "can I get Botox while pregnant", ()),
    Pair(BOTOX, "my mom is 80, can she have it?", "my mom is 80, can she have Botox?", ()),
    Pair(BOTOX, "how much does it cost?", "how much does Botox cost?", ()),
    Pair(BOTOX, "is there a risk of drooping?", "is there a risk of drooping after Botox?", ()),
    Pair(BOTOX, "no, I meant filler", "Can I exercise after filler?", FILLERS),
    Pair(BOTOX, "no wait, it was filler, my bad", "Can I exercise after filler?", FILLERS),
    Pair(
        "had Botox 2 days ago, can I run?",
        "oops, 2 weeks ago",
        "had Botox 2 weeks ago, can I run?",
        (),
    ),
    Pair(BOTOX, "will it spread if I rub it", "will Botox spread if I rub it", ()),
    Pair(BOTOX, "and will it bruise?", "will Botox bruise?", ()),
    Pair(BOTOX, "I have a headache since, normal?", "Botox: I have a headache since, normal?", ()),
    Pair(BOTOX, "My eyelid droops, is that from it?", "My eyelid droops, is that from Botox?", ()),
    Pair(BOTOX, "is Dysport better?", "Botox: is Dysport better?", ()),
    Pair(BOTOX, "how many units?", "Botox: how many units?", ()),
    Pair(BOTOX, "after 24 hours can I drink wine", "Can I drink wine after Botox?", ()),
    Pair(STORY_WITHIN, "what about filler?", "filler: can i exercise?", FILLERS),
    Pair(BOTOX, "I take blood thinners", "Botox: I take blood thinners", ()),
    Pair("Can I get fillers at 18?", "and at 60", "Can I get fillers at 60?", ()),
    Pair("Can Botox cause headaches?", "and double vision?", "Can Botox cause double vision?", ()),
    Pair("can I drink tea after Kybella?", "coffee?", "coffee after Kybella?", ()),
    Pair("can I run after Kybella?", "does it hurt?", "does Kybella hurt?", ()),
    Pair("does filler hurt", "which brand is best?", "filler: which brand is best?", ()),
    Pair(BOTOX, "and what about fillers?", "Can I exercise after fillers?", FILLERS),
    Pair(BOTOX, "what about massage?", "Can I massage after Botox?", MASSAGE),
    Pair(BOTOX, "is massage ok too?", "Can I massage after Botox?", MASSAGE),
    Pair(BOTOX, "Should I avoid massage?", "Should I avoid massage after Botox?", MASSAGE),
    Pair(BOTOX, "how long should I wait?", "exercise after Botox: how long should I wait?", WAIT),
    Pair(BOTOX, "How soon can I do it?", "Can I exercise after Botox? How soon can I do it?", WAIT),
    Pair(BOTOX, "for how many hours?", "Can I exercise after Botox? for how many hours?", WAIT),
    Pair(
        BOTOX,
        "and after a week?",
        "Can I exercise after Botox? after a week?",
        week(1, 3, 6, 7, 8, 9, 10),
    ),
    Pair(
        BOTOX,
        "how long should I wait before massage?",
        "how long should I wait before massage after Botox?",
        week(2, 8, 9),
    ),
    Pair(BOTOX, "why?", "Can I exercise after Botox? why?", (*NO_HARM, *WAIT)),
    Pair(BOTOX, "is it safe?", "exercise after Botox: is it safe?", NO_HARM),
    Pair(
        BOTOX,
        "Is there any evidence?",
        "exercise after Botox: Is there any evidence?",
        exercise(4, 7, 9, 10),
    ),
    Pair(
        BOTOX,
        "does it make any difference?",
        "exercise after Botox: does it make any difference?",
        exercise(2, 3, 6, 7, 9, 10),
    ),
    Pair(
        "Can I massage after Botox?",
        "can it migrate?",
        "massage after Botox: can it migrate?",
        exercise(4),
    ),
    Pair(BOTOX, "at the gym?", "Can I exercise after Botox? at the gym?", WAIT),
    Pair(
        BOTOX, "even light ones?", "Can I exercise after Botox? even light ones?", (*NO_HARM, *WAIT)
    ),
    Pair(BOTOX, "Is it the same for Juvederm?", "Can I exercise after Juvederm?", week(2, 3, 6, 7)),
    Pair(BOTOX, "ok thanks, and lip fillers?", "Can I exercise after lip fillers?", FILLERS),
    Pair(
        BOTOX,
        "on the forehead too?",
        "Can I exercise after Botox? on the forehead too?",
        exercise(9),
    ),
    Pair(
        "Can I exercise after fillers?",
        "how long should I wait?",
        "exercise after fillers: how long should I wait?",
        FILLERS,
    ),
    Pair(
        "exercise after fillers: how long should I wait?",
        "and massage?",
        "massage after fillers: how long should I wait?",
        week(2, 6, 8, 9),
    ),
    Pair(
        "Can I massage after Botox?",
        "or with fillers?",
        "Can I massage after fillers?",
        week(2, 6, 8, 9),
    ),
    Pair(
        DEVICE,
        "how long should I wait?",
        "FacExer after Botox: how long should I wait?",
        device(1, 2, 3, 4, 5, 6),
    ),
    Pair(DEVICE, "and with Dysport?", "Is it safe to use my FacExer after Dysport?", device(4)),
    Pair(
        DEVICE,
        "what about my neck?",
        "Is it safe to use my FacExer after Botox? my neck?",
        device(4),
    ),
    Pair(
        "Why does Botox work for blepharospasm?",
        "did it stop working when they exercised?",
        "Botox work for blepharospasm: did it stop working when they exercised?",
        exercise(5),
    ),
    Pair(
        "Can Botox migrate?",
        "Does massage make it worse?",
        "Botox migrate: Does massage make it worse?",
        exercise(4),
    ),
    Pair(
        STORY,
        "how long should I wait?",
        "Botox, exercise: how long should I wait?",
        WAIT,
    ),
    Pair(WISDOM, "why?", "Can I smoke after wisdom tooth removal? why?", of("wisdom-smoking")),
    Pair(
        WISDOM,
        "how long should I wait?",
        "smoke after wisdom tooth removal: how long should I wait?",
        of("wisdom-smoking"),
    ),
    Pair(
        WISDOM,
        "What about tattoo removal?",
        "Can I smoke after tattoo removal?",
        of("tattoo-smoking"),
    ),
    Pair(
        WISDOM,
        "what can I eat?",
        "smoke after wisdom tooth removal: what can I eat?",
        of("wisdom-eating"),
    ),
    Pair(
        WISDOM,
        "is swelling normal?",
        "smoke after wisdom tooth removal: is swelling normal?",
        of("wisdom-pain"),
    ),
    Pair(
        WISDOM,
        "does it hurt?",
        "does wisdom tooth removal hurt?",
        of("wisdom-pain"),
    ),
    Pair(
        TATTOO,
        "Does it hurt more than fillers?",
        "Does tattoo removal hurt more than fillers?",
        of("tattoo-pain"),
    ),
    Pair(TATTOO, "how many sessions?", "tattoo removal: how many sessions?", of("tattoo-sessions")),
    Pair(TATTOO, "Can I smoke?", "tattoo removal: Can I smoke?", of("tattoo-smoking")),
    Pair(TATTOO, "and wisdom tooth removal?", "Does wisdom tooth removal hurt?", of("wisdom-pain")),
    Pair(
        APNOEA,
        "can I drive with it?",
        "CPAP mask help with sleep apnoea: can I drive with it?",
        of("apnoea-driving"),
    ),
    Pair(
        APNOEA,
        "and if I lose weight?",
        "Does a CPAP mask help with sleep apnoea? if I lose weight?",
        of("apnoea-weight"),
    ),
    Pair(
        APNOEA,
        "does it work on the first night?",
        "CPAP mask help with sleep apnoea: does it work on the first night?",
        of("apnoea-mask"),
    ),
    Pair(
        MIGRAINE,
        "how long does it last?",
        "triggers migraine: how long does it last?",
        of("migraine-duration"),
    ),
    Pair(
        MIGRAINE,
        "Is it dangerous in pregnancy?",
        "triggers migraine: Is it dangerous in pregnancy?",
        of("migraine-pregnancy"),
    ),
    Pair(
        AMOXICILLIN,
        "what about metronidazole?",
        "Can I drink alcohol with metronidazole?",
        of("metronidazole-alcohol"),
    ),
    Pair(
        AMOXICILLIN,
        "what are the side effects?",
        "drink alcohol with amoxicillin: what are the side effects?",
        of("amoxicillin-diarrhoea"),
    ),
    Pair(
        AMOXICILLIN,
        "when can I stop taking it?",
        "when can I stop taking amoxicillin?",
        of("amoxicillin-course"),
    ),
    Pair(
        "amoxicillin: what are the side effects?",
        "can I stop then?",
        "amoxicillin: can I stop then?",
        of("amoxicillin-course"),
    ),
)

STANDING_ALONE = (
    *(
        Pair(BOTOX, question, question, ())
        for question in (
            "my knee hurts when I run",
            "tell me about thread lifts",
            "what do plastic surgeons say about moles",
            "my daughter now takes isotretinoin for acne",
            "now tell me about thread lifts",
            "do I have to stop smoking before a facelift",
            "what determines the price of a chemical peel",
            "how far apart are microneedling sessions",
            "where do I buy retinol",
            "can I take my ibuprofen before dental implants",
        )
    ),
    Pair(
        BOTOX,
        "does it help those with fillers to run",
        "does it help those with fillers to run",
        (),
    ),
    Pair(BOTOX, "How long does Dysport last?", "How long does Dysport last?", ()),
    Pair(BOTOX, TATTOO, TATTOO, of("tattoo-pain")),
    Pair(
        BOTOX,
        "How many sessions does a tattoo need?",
        "How many sessions does a tattoo need?",
        of("tattoo-sessions"),
    ),
    Pair(BOTOX, WISDOM, WISDOM, of("wisdom-smoking")),
    Pair(
        BOTOX,
        "My wisdom teeth are out. Is this pain normal?",
        "My wisdom teeth are out. Is this pain normal?",
        of("wisdom-pain"),
    ),
    Pair(
        BOTOX,
        "What can I eat when my wisdom teeth are out?",
        "What can I eat when my wisdom teeth are out?",
        of("wisdom-eating"),
    ),
    Pair(
        BOTOX,
        "Is it safe to take sumatriptan while pregnant?",
        "Is it safe to take sumatriptan while pregnant?",
        of("migraine-pregnancy"),
    ),
    Pair(
        BOTOX,
        "I have sleep apnoea, can I drive with it?",
        "I have sleep apnoea, can I drive with it?",
        of("apnoea-driving"),
    ),
    Pair(
        BOTOX,
        "Does losing weight cure sleep apnoea?",
        "Does losing weight cure sleep apnoea?",
        of("apnoea-weight"),
    ),
    Pair(
        BOTOX,
        "And does amoxicillin cause diarrhoea?",
        "And does amoxicillin cause diarrhoea?",
        of("amoxicillin-diarrhoea"),
    ),
    Pair(BOTOX, "can I take ibuprofen for a headache", "can I take ibuprofen for a headache", ()),
    Pair(BOTOX, "what is the capital of France", "what is the capital of France", ()),
    Pair(BOTOX, "thanks", "thanks", ()),
    Pair(BOTOX, "ok, thank you very much!", "ok, thank you very much!", ()),
    Pair(
        BOTOX,
        "How long does a migraine last?",
        "How long does a migraine last?",
        of("migraine-duration"),
    ),
    Pair(
        BOTOX,
        "which foods trigger migraine",
        "which foods trigger migraine",
        of("migraine-triggers"),
    ),
    Pair(WISDOM, BOTOX, BOTOX, (*NO_HARM, *WAIT)),
    Pair(WISDOM, "Can fillers be massaged?", "Can fillers be massaged?", week(2, 6, 8, 9)),
    Pair(
        TATTOO,
        "is it true that red wine triggers migraine?",
        "is it true that red wine triggers migraine?",
        of("migraine-triggers"),
    ),
    Pair(
        APNOEA,
        "does smoking make tattoo removal slower?",
        "does smoking make tattoo removal slower?",
        of("tattoo-smoking"),
    ),
    Pair(
        MIGRAINE,
        "Is alcohol ok with metronidazole?",
        "Is alcohol ok with metronidazole?",
        of("metronidazole-alcohol"),
    ),
    Pair(
        AMOXICILLIN,
        "does blepharospasm respond to Botox",
        "does blepharospasm respond to Botox",
        exercise(5),
    ),
    Pair(
        AMOXICILLIN,
        "Does a CPAP mask help sleep apnoea and how long does it take?",
        "Does a CPAP mask help sleep apnoea and how long does it take?",
        of("apnoea-mask"),
    ),
    Pair(
        MIGRAINE,
        "what about exercise after fillers?",
        "what about exercise after fillers?",
        FILLERS,
    ),
)
"""Nothing of the question before may come into these."""

PAIRS = (*LEANING, *STANDING_ALONE)
