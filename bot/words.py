"""The few words of our own that the page and the terminal share; none speaks of treatment."""

import re
from dataclasses import dataclass, replace

from bot.asked import Asked, outside_quotes, unquoted
from bot.follow import follow_up
from bot.reply import Card, Part, Reply
from index.model import Doctor

UNNAMED = "Doctor not named on the page"
NO_DATE = "date not given on the page"
WHAT_IT_IS = (
    "Shows what real doctors answered to patients' questions: their own words, with who said them."
)
WHAT_IT_IS_NOT = (
    "This is no doctor and gives no advice. The answers were given to other people and complement, "
    "but never replace, what your own doctor tells you."
)


def name_of(doctor: Doctor) -> str:
    """The doctor as a reader is told: name and credentials as printed, or that there is no name."""
    return ", ".join(part for part in (doctor.name, doctor.credentials) if part) or UNNAMED


def standing_of(doctor: Doctor) -> str:
    """Specialty, place and status, as far as the page tells."""
    return " · ".join(part for part in (doctor.specialty, doctor.place, doctor.status) if part)


def stars_of(doctor: Doctor) -> str | None:
    """Rating and number of reviews, and whom they rate."""
    if doctor.rating is None:
        return None
    count = doctor.reviews
    reviews = "" if count is None else f", {count:,} review{'' if count == 1 else 's'}"
    return f"{doctor.rating:.1f} out of 5 stars{reviews} (of the doctor, not of this answer)"


def signed_only(doctor: Doctor) -> str | None:
    """That a name stands in the answer's own signature, not in a byline."""
    return "named by the signature in the answer" if doctor.named_by == "signature" else None


def count_of(reply: Reply) -> str:
    """How much was found, and how near it is."""
    if len(reply.parts) == 1:
        return count_of_part(reply.parts[0])
    answered = tuple(part for part in reply.parts if part.band == "answered")
    told = f"{len(answered)} of {len(reply.parts)} parts found"
    if answered:
        return f"{told}: {_voices(replace(reply, parts=answered).cards)}, word for word."
    if reply.cards:
        return f"{told}. Doctors spoke of something near: {_voices(reply.cards)}."
    return f"{told}. No doctor here addressed any of them."


def count_of_part(part: Part) -> str:
    """How much was found for one question, and how near it is."""
    if part.band == "nothing":
        return "No doctor here addressed this question."
    if part.band == "related":
        return (
            "No doctor here addressed exactly this question. "
            f"Doctors spoke of something near it: {_voices(part.cards)}."
        )
    return f"{_voices(part.cards)}, word for word."


def _voices(cards: tuple[Card, ...]) -> str:
    answers = _many(len(cards), "answer")
    doctors = _many(distinct_doctors(cards), "doctor")
    unnamed = sum(card.answer.doctor.name is None for card in cards)
    if unnamed:
        doctors += f" and {unnamed} not named on the page"
    return f"{answers} by {doctors}"


@dataclass(frozen=True, slots=True)
class Change:
    """What was searched other than typed, and how to take that back: the offer in words, and the
    question that does it."""

    told: str
    offer: str
    question: str


def changes_of(asked: Asked) -> list[Change]:
    """Everything in which the search differs from what was typed."""
    changes = []
    if asked.carried is not None:
        alone = _without_quotes(asked.asked)
        changes.append(
            Change(
                "Read together with the question before.", f"Search “{alone}” alone", f'"{alone}"'
            )
        )
    for one in asked.corrections:
        changes.append(
            Change(
                f"Showing {one.shown}.",
                f"Search {one.typed} instead",
                _taken_back(asked, one.typed, one.shown),
            )
        )
    for other in asked.expansions:
        changes.append(
            Change(
                f"For {other.words}, also searched: {', '.join(other.searched)}.",
                f"Search {other.words} only",
                _taken_back(asked, other.words, other.words),
            )
        )
    return changes


def _taken_back(asked: Asked, words: str, shown: str) -> str:
    """What is searched, with those words in double quotes in place of what is shown for them.

    Quotes and spelling of the patient's own stay as they were typed, as far as they stand there;
    what was carried stays, too, so that the question no longer leans on another.
    """
    typed = _typed(asked)
    for text, stands in ((typed, words), (typed, shown), (_mended(asked, typed), words)):
        question = _replaced(text, stands, f'"{words}"')
        if question != text:
            break
    # It is asked after this very question, and must not lean on what is to be taken back.
    leans = follow_up(question, asked.searched).carried is not None
    return f'"{_without_quotes(question)}"' if leans or question == text else question


def _typed(asked: Asked) -> str:
    """What is searched, where it ends in the patient's own words with those as they were typed."""
    own = unquoted(_mended(asked, asked.asked))
    typed = asked.searched
    if own and typed.endswith(own):
        typed = typed.removesuffix(own) + asked.asked
    # A single mark, as in 2" of skin, would make a pair with one of ours.
    return outside_quotes(typed, lambda part: re.sub('["“]', "″", part))


def _mended(asked: Asked, text: str) -> str:
    for one in asked.corrections:
        text = _replaced(text, one.typed, one.shown)
    return text


def _replaced(text: str, words: str, others: str) -> str:
    """A text with those words replaced wherever they stand, but for what stands in quotes."""
    pattern = re.compile(rf"(?<!\w){re.escape(words)}(?!\w)", re.IGNORECASE)
    return outside_quotes(text, lambda part: pattern.sub(lambda _: others, part))


def _without_quotes(text: str) -> str:
    return re.sub('["“”]', "", text).strip()


def brand_note(card: Card) -> str | None:
    """That an answer speaks of another product than the one asked about."""
    if not card.other_brand:
        return None
    *others, last = card.other_brand
    spoken = f"{', '.join(others)} and {last}" if others else last
    return f"Named here: {spoken}, not the product you asked about."


def alike_note(card: Card) -> str | None:
    """How many near-identical answers by the same doctor stand behind this one."""
    return f"and {len(card.alike)} more like this" if card.alike else None


def distinct_doctors(cards: tuple[Card, ...]) -> int:
    """How many different named doctors gave those answers."""
    return len({name_of(card.answer.doctor) for card in cards if card.answer.doctor.name})


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
