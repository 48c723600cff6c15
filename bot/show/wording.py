"""The few sentences of our own that the page and the terminal share; none is about treatment.

A function that takes a language speaks it, by the translations of bot/text/languages.py.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.query.courtesy import Courtesy, courtesy_of
from bot.query.follow_up import follow_up
from bot.query.search_query import SearchQuery, outside_quotes, unquoted
from bot.reply.choices import ADDRESSED, Addressed
from bot.reply.doctors import DoctorsReply
from bot.reply.narrowing import MORE_BY, MORE_FROM, ONLY, printed
from bot.reply.reply import Card, Reply, ReplyPart, Speakers, speakers_of
from bot.text.languages import ENGLISH, day_in, translatable, translations
from index.model import Answer, Doctor

UNNAMED = translatable("Doctor not named on the page")
NO_DATE = translatable("date not given on the page")
NO_DATES = translatable("The pages give no dates.")
SOME_DATES = translatable("Where no date is shown, the page gives none.")
UNTITLED = translatable("a question without a title")
WELCOMES: dict[Courtesy, str] = {
    "thanks": translatable(
        "Glad to help. Ask a question, and you see what doctors answered other patients."
    ),
    "greeting": translatable(
        "Hello! Ask a question, and you see what doctors answered other patients."
    ),
    "farewell": translatable(
        "Goodbye! Whenever you ask a question, you see what doctors answered other patients."
    ),
    "agreement": translatable("Ask a question, and you see what doctors answered other patients."),
}
"""The one line to a message that asks nothing."""
ID_GONE = (
    "no answer has just these words now; links, votes and judgements by this id are not passed on"
)
WHAT_IT_IS = translatable(
    "Shows what real doctors answered to patients' questions, word for word, and who said it."
)
WHAT_IT_IS_NOT = translatable(
    "This is not a doctor and gives no advice. The answers were given to other people. They "
    "complement, but never replace, what your own doctor tells you."
)
OLDER = translatable(
    "The newest version of this library cannot be used, so the previous one is shown. The "
    "person who runs this page has been told why."
)
PARTIAL = translatable("Part of the library did not answer.")
"""What is said before whatever was found in the rest."""
NOTHING_IN_REST = translatable("Nothing was found in the rest of it. Try again in a moment.")
"""What is said behind that where nothing was: not that nobody addressed it."""
SIGNS_ALONE = (
    "The library cannot be used now and was not searched, so only what to do at once is given. For "
    "what doctors answered, try again later."
)
"""What goes with alerts where the library could not be used: not that nothing was found."""
VERBATIM = "verbatim; do not paraphrase as advice"
"""What goes with a doctor's words to a program that may write words of its own."""

THEY_SAY: dict[Addressed, str] = {
    "said": "Say it",
    "partly": "Say only some of its words",
    "near": "Do not say it, and are near in meaning",
}
"""What stands above the doctors of a list, by how their first answer addresses its topic."""
COUNTED: dict[Addressed, tuple[str, str]] = {
    "said": ("{count} answer says it", "{count} answers say it"),
    "partly": ("{count} says only some of its words", "{count} say only some of its words"),
    "near": ("{count} is only near in meaning", "{count} are only near in meaning"),
}


def name_of(doctor: Doctor, language: str = ENGLISH) -> str:
    """The doctor as a reader sees it: name and credentials as printed, or that there is no name."""
    named = ", ".join(part for part in (doctor.name, doctor.credentials) if part)
    return named or translations(language).gettext(UNNAMED)


def standing_of(doctor: Doctor) -> str:
    """Specialty, place and status, as far as the page says."""
    return " · ".join(part for part in (doctor.specialty, doctor.place, doctor.status) if part)


def stars_of(doctor: Doctor, language: str = ENGLISH) -> str | None:
    """Rating and number of reviews, and whom they rate."""
    if doctor.rating is None:
        return None
    say = translations(language)
    stars = say.gettext("{rating} out of 5 stars").format(rating=f"{doctor.rating:.1f}")
    whom = say.gettext("(of the doctor, not of this answer)")
    if doctor.reviews is None:
        return f"{stars} {whom}"
    count = doctor.reviews
    reviews = say.ngettext("{count} review", "{count} reviews", count).format(count=f"{count:,}")
    return f"{stars}, {reviews} {whom}"


def signed_only(doctor: Doctor, language: str = ENGLISH) -> str | None:
    """That a name is in the answer's own signature, not in a byline."""
    if doctor.named_by != "signature":
        return None
    return translations(language).gettext("named in the answer's signature")


def counted_by_saying(reply: DoctorsReply) -> str:
    """How many answers say a topic, say some of its words, and are only near in meaning."""
    told = (
        COUNTED[how][count != 1].format(count=f"{count:,}" if count else "no")
        for how in ADDRESSED
        if (count := reply.counts.get(how, 0)) or how == "said"
    )
    sentence = ", ".join(told)
    return f"{sentence[0].upper()}{sentence[1:]}."


def warning_of(reply: Reply | DoctorsReply, *, is_older: bool) -> str | None:
    """What must be said with a Reply, in words of ours: that the library could not be used, or that
    its answers are an older library's; a crisis waits for none."""
    if isinstance(reply, Reply) and reply.trouble is not None:
        return SIGNS_ALONE
    if reply.is_partial:
        return PARTIAL
    return OLDER if reply.cards and is_older else None


def count_of(reply: Reply, language: str = ENGLISH) -> str:
    """How much was found, and whether it answers the questions or is only related; where nothing
    was asked, a friendly line."""
    if reply.is_courtesy:
        return translations(language).gettext(_welcome_to(reply.question))
    if len(reply.parts) == 1:
        return count_of_part(reply.parts[0], language)
    say = translations(language).gettext
    answered = tuple(part for part in reply.parts if part.band == "answered")
    parts = say("{found} of {asked} questions answered").format(
        found=len(answered), asked=len(reply.parts)
    )
    if answered:
        answers = _answers_by_speakers(replace(reply, parts=answered).cards, language)
        return say("{parts}: {answers}, word for word.").format(parts=parts, answers=answers)
    if reply.cards:
        return f"{parts}. {_related(reply.cards, language)}"
    if reply.is_partial:
        return f"{parts}. {say(NOTHING_IN_REST)}"
    return f"{parts}. {say('No doctor here addressed any of them.')}"


def _welcome_to(message: str) -> str:
    """The line to a message for which nothing is searched."""
    return WELCOMES[courtesy_of(message) or "agreement"]


def spoken_of(reply: Reply, language: str = ENGLISH) -> str:
    """What a screen reader says at once of a Reply; nothing where there is nothing to read but its
    alerts, which are read out by themselves."""
    say = translations(language).gettext
    if not reply.holds_back():
        counted = count_of(reply, language)
        return f"{say(PARTIAL)} {counted}" if reply.is_partial else counted
    return say("What doctors told other patients is folded away below.") if reply.cards else ""


def count_of_part(part: ReplyPart, language: str = ENGLISH) -> str:
    """How much was found for one question, and whether it answers it or is only related."""
    say = translations(language).gettext
    if part.band == "unknown":
        return say(NOTHING_IN_REST)
    if part.band == "nothing":
        return say("No doctor here addressed this question.")
    if part.band == "related" and part.is_partial:
        return _related(part.cards, language)
    if part.band == "related":
        none = say("No doctor here addressed exactly this question.")
        return none if part.is_far else f"{none} {_related(part.cards, language)}"
    answers = _answers_by_speakers(part.cards, language)
    return say("{answers}, word for word.").format(answers=answers)


def state_of(part: ReplyPart, language: str = ENGLISH) -> str:
    """How much was found for one question, in few words: they stand beside its band."""
    say = translations(language)
    if part.band == "unknown":
        return say.gettext(NOTHING_IN_REST)
    if not part.cards:
        return say.gettext("No doctor here addressed this question.")
    count, speakers = len(part.cards), speakers_of(part.cards)
    if not speakers.named:
        return _answers_by_speakers(part.cards, language)
    answers = say.ngettext("{count} answer", "{count} answers", count).format(count=count)
    unnamed = say.gettext("{count} unnamed").format(count=speakers.unnamed)
    named = _named_speakers(speakers, language)
    return " · ".join([answers, *named, *([unnamed] if speakers.unnamed else [])])


def more_of(count: int, language: str = ENGLISH) -> str:
    """How many answers stand below as short rows; nothing where there are none."""
    say = translations(language).ngettext
    return say("{count} more", "{count} more", count).format(count=count) if count else ""


def named_notes(part: ReplyPart, language: str = ENGLISH) -> list[str]:
    """What is said of the doctors whom a question names: who is not here, and whose answers come
    first."""
    say = translations(language).gettext
    missing = [one.said for one in part.asked.named if not one.people]
    notes = [say("{name} is not among the doctors here.").format(name=one) for one in missing]
    here = [one.said for one in part.asked.named if one.people]
    if part.is_far and not part.is_partial:
        notes.append(
            say(
                "Nothing close to this was found in what {names} said here. This is what there is:"
            ).format(names=_names_of_own(part, language))
        )
    elif part.own:
        names = _names_of_own(part, language)
        notes.append(say("Answers by {names} come first.").format(names=names))
    elif here and not part.is_partial:
        none = say("{names} did not address this here.").format(names=", ".join(here))
        notes.append(none)
    return notes


def _names_of_own(part: ReplyPart, language: str) -> str:
    doctors = (card.answer.doctor for card in part.cards[: part.own])
    return ", ".join(dict.fromkeys(name_of(one, language) for one in doctors))


def narrowed_note(reply: Reply, language: str = ENGLISH) -> str | None:
    """Whose answers a message asks for, where it asks for some people's only."""
    narrowing, say = reply.narrowing, translations(language).gettext
    if narrowing is None:
        return None
    if narrowing.question is not None:
        return say("Only answers by {whose}.").format(whose=narrowing.whose)
    shown, every = len(reply.cards), len(narrowing.answers)
    if not narrowing.skip or not shown:
        told = say("Answers by {whose}: {shown} of {all}.")
        return told.format(whose=narrowing.whose, shown=shown, all=every)
    told = say("Answers by {whose}: {first} to {last} of {all}.")
    first = narrowing.skip + 1
    return told.format(whose=narrowing.whose, first=first, last=narrowing.skip + shown, all=every)


@dataclass(frozen=True, slots=True)
class Following:
    """What asks for the answers of a doctor behind those that are shown: the label, and the
    message that does it."""

    offer: str
    question: str


def following(reply: Reply, language: str = ENGLISH) -> Following | None:
    """How to see what one doctor said behind what is shown; None where that is all."""
    narrowing, say = reply.narrowing, translations(language)
    if narrowing is None or not narrowing.left:
        return None
    number = narrowing.skip + len(reply.cards) + 1
    offer = say.ngettext("{count} more by {whose}", "{count} more by {whose}", narrowing.left)
    return Following(
        offer.format(count=narrowing.left, whose=narrowing.whose),
        say.gettext(MORE_FROM).format(doctor=narrowing.whose, number=number),
    )


def only_asking(specialty: str, question: str, language: str = ENGLISH) -> str:
    """The message that asks a question of one specialty only."""
    return translations(language).gettext(ONLY).format(specialty=specialty, question=question)


def more_asking(doctor: Doctor, language: str = ENGLISH) -> str:
    """The message that asks for all of a doctor's answers."""
    return translations(language).gettext(MORE_BY).format(doctor=printed(doctor))


def _related(cards: tuple[Card, ...], language: str) -> str:
    answers = _answers_by_speakers(cards, language)
    say = translations(language).gettext
    return say("Doctors addressed something related: {answers}.").format(answers=answers)


def _answers_by_speakers(cards: tuple[Card, ...], language: str) -> str:
    say = translations(language)
    count = len(cards)
    answers = say.ngettext("{count} answer", "{count} answers", count).format(count=count)
    doctors = count_of_speakers(speakers_of(cards), language)
    return say.gettext("{answers} by {doctors}").format(answers=answers, doctors=doctors)


def count_of_speakers(speakers: Speakers, language: str = ENGLISH) -> str:
    """How many doctors are named, how many others, and how many answers are by doctors whom the
    page does not name: these may be one and the same."""
    say = translations(language)
    if not speakers.named:
        return say.ngettext(
            "a doctor not named on the page", "doctors not named on the page", speakers.unnamed
        )
    told = _named_speakers(speakers, language)
    if speakers.unnamed:
        told.append(say.gettext("{count} not named on the page").format(count=speakers.unnamed))
    *first, last = told
    if not first:
        return last
    return say.gettext("{doctors} and {others}").format(doctors=", ".join(first), others=last)


def _named_speakers(speakers: Speakers, language: str) -> list[str]:
    """The named doctors, and who is named and called no doctor, as far as there are any."""
    say, doctors, others = translations(language).ngettext, speakers.doctors, speakers.others
    told = []
    if doctors:
        told.append(say("{count} doctor", "{count} doctors", doctors).format(count=doctors))
    if others and doctors:
        told.append(say("{count} other", "{count} others", others).format(count=others))
    elif others:
        told.append(say("{count} person", "{count} people", others).format(count=others))
    return told


@dataclass(frozen=True, slots=True)
class SearchChange:
    """A change from what was typed, as a message, and how to undo it: the label, and the question
    that does it."""

    message: str
    offer: str
    question: str


def changes_of(asked: SearchQuery, language: str = ENGLISH) -> list[SearchChange]:
    """Every difference of the search from what was typed."""
    say = translations(language).gettext
    changes = []
    if asked.carried is not None:
        alone = _without_quotes(asked.asked)
        changes.append(
            SearchChange(
                say("Read together with your previous question."),
                say("Search for “{words}” on its own").format(words=alone),
                f'"{alone}"',
            )
        )
    if asked.leaning is not None:
        changes.append(
            SearchChange(
                say("Read without your previous question."),
                say("Ask “{question}” instead").format(question=asked.leaning),
                asked.leaning,
            )
        )
    for one in asked.corrections:
        changes.append(
            SearchChange(
                say("Showing results for {word}.").format(word=one.shown),
                say("Search for {word} instead").format(word=one.typed),
                _undone(asked, one.typed, one.shown),
            )
        )
    for other in asked.expansions:
        changes.append(
            SearchChange(
                say("For {word}, also searched: {others}.").format(
                    word=other.words, others=", ".join(other.searched)
                ),
                say("Search only for {word}").format(word=other.words),
                _undone(asked, other.words, other.words),
            )
        )
    for gloss in asked.glosses:
        changes.append(
            SearchChange(
                say("{word} was read as Spanish, and also searched as {meant}.").format(
                    word=gloss.words, meant=gloss.meant
                ),
                say("Search only for {word}").format(word=gloss.words),
                _undone(asked, gloss.words, gloss.words),
            )
        )
    return changes


def _undone(asked: SearchQuery, words: str, shown: str) -> str:
    """What is searched, with those words in double quotes in place of what is shown for them.

    The patient's own quotes and spelling stay as typed, as far as they are there; what was carried
    over stays, too, so that the question is complete by itself.
    """
    typed = _typed(asked)
    for text, current in ((typed, words), (typed, shown), (_with_corrections(asked, typed), words)):
        question = _replaced(text, current, f'"{words}"')
        if question != text:
            break
    # It is asked right after this question, and must not refer to what is to be undone.
    leans = follow_up(question, asked.searched).carried is not None
    return f'"{_without_quotes(question)}"' if leans or question == text else question


def _typed(asked: SearchQuery) -> str:
    """What is searched, where it ends in the patient's own words with those as they were typed."""
    own = unquoted(_with_corrections(asked, asked.asked))
    typed = asked.searched
    if own and typed.endswith(own):
        typed = typed.removesuffix(own) + asked.asked
    # A single mark, as in 2" of skin, would make a pair with one of ours.
    return outside_quotes(typed, lambda part: re.sub('["“]', "″", part))


def _with_corrections(asked: SearchQuery, text: str) -> str:
    for one in asked.corrections:
        text = _replaced(text, one.typed, one.shown)
    return text


def _replaced(text: str, words: str, others: str) -> str:
    """A text with those words replaced everywhere except in quotes."""
    pattern = re.compile(rf"(?<!\w){re.escape(words)}(?!\w)", re.IGNORECASE)
    return outside_quotes(text, lambda part: pattern.sub(lambda _: others, part))


def _without_quotes(text: str) -> str:
    return re.sub('["“”]', "", text).strip()


def brand_note(card: Card, language: str = ENGLISH) -> str | None:
    """That an answer names another product than the one asked about."""
    if not card.other_brand:
        return None
    say = translations(language).gettext
    *others, last = card.other_brand
    products = last
    if others:
        products = say("{first} and {last}").format(first=", ".join(others), last=last)
    note = say("This answer names {products}, not the product you asked about.")
    return note.format(products=products)


def alike_note(card: Card, language: str = ENGLISH) -> str | None:
    """How many answers by the same doctor in the same words are folded behind this one."""
    if not card.alike:
        return None
    return (
        translations(language).gettext("and {count} more like this").format(count=len(card.alike))
    )


def answered_on(answer: Answer, language: str = ENGLISH, today: date | None = None) -> str | None:
    """When an answer was given, and how many years ago; or what the page prints in the place of a
    day, as it stands there, or a day that is yet to come. None where it does not say."""
    day = answer.answered_on
    say = translations(language)
    now = today or date.today()
    if day is None or day > now:
        printed = answer.dated if day is None else day_in(day, language)
        return printed and say.gettext("date on the page: {date}").format(date=printed)
    told = say.gettext("answered on {day}").format(day=day_in(day, language))
    years = now.year - day.year - ((now.month, now.day) < (day.month, day.day))
    if years < 1:
        return told
    ago = say.ngettext("{count} year ago", "{count} years ago", years).format(count=years)
    return f"{told}, {ago}"


def date_note(cards: Sequence[Card], language: str = ENGLISH) -> str | None:
    """What is said once below a list in which pages give no date; nothing where all give one."""
    undated = [card for card in cards if answered_on(card.answer) is None]
    if not undated:
        return None
    say = translations(language).gettext
    return say(NO_DATES if len(undated) == len(cards) else SOME_DATES)


def attribution_around(card: Card, language: str = ENGLISH) -> tuple[str, str]:
    """What goes before and after an answer's words where they are shared: who said them, where they
    come from, and the page's own notice."""
    say = translations(language).gettext
    page, doctor = card.page, card.answer.doctor
    said = [name_of(doctor, language), standing_of(doctor), signed_only(doctor, language)]
    before = "\n".join([*(line for line in said if line), ""])
    title = page.quoted(page.title) or say(UNTITLED)
    dated = answered_on(card.answer, language) or say(NO_DATE)
    source = f"{say('Answer to:')} {title} ({dated}) · {card.answer.id}"
    lines = [source, page.quoted(page.notice)]
    after = "\n\n".join(["", *(line for line in lines if line), say(WHAT_IT_IS_NOT)])
    return f"{before}\n", after
