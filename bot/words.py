"""The few words of our own that the page and the terminal share; none speaks of treatment."""

from bot.reply import Card, Reply
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
    if reply.band == "nothing":
        return "No doctor here addressed this question."
    answers = _many(len(reply.cards), "answer")
    doctors = _many(distinct_doctors(reply.cards), "doctor")
    unnamed = sum(card.answer.doctor.name is None for card in reply.cards)
    if unnamed:
        doctors += f" and {unnamed} not named on the page"
    if reply.band == "related":
        return (
            "No doctor here addressed exactly this question. "
            f"Doctors spoke of something near it: {answers} by {doctors}."
        )
    return f"{answers} by {doctors}, word for word."


def distinct_doctors(cards: tuple[Card, ...]) -> int:
    """How many different named doctors gave those answers."""
    return len({name_of(card.answer.doctor) for card in cards if card.answer.doctor.name})


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
