"""Recognises a line of stars: "4.9 out of 5 stars 75 reviews", in the notations of many sites.

A number is taken only where it is printed in full: of "1.2k reviews" the number is not known.
"""

import re
from dataclasses import dataclass

LONGEST_LINE = 120
LONGEST_NUMBER = 15
"""Characters of a count; a longer one is no real count."""
MOST_STARS = 5

NUMBER = r"(?<![\d.,])(?P<rating>\d(?:[.,]\d{1,9})?)(?![\d.,]*\d)"
FIVE = r"5(?:[.,]0)?"
WORD = r"(?:stars?|sternen?|sterne|estrellas?|estrelas?|étoiles?|stelle)"
OF = r"(?:out\s+of|of|von|de|sur|su|auf|in|/)"
REVIEWS = (
    r"(?:(?:patient|verified|google|user|total|online)\s+)?(?:reviews?|ratings?|bewertung(?:en)?"
    r"|rezension(?:en)?|opiniones|opinión|reseñas?|valoraci(?:ones|ón)|calificaci(?:ones|ón)|avis"
    r"|commentaires?|évaluations?|avaliaç(?:ões|ão)|opiniões|opinião|comentários?)"
)
COUNT = r"(?P<reviews>\d[\d.,’' ]*(?:\s?[kKmM])?\+?)"
TAIL = (
    rf"(?:[\s,;:·•|–—-]*(?:based\s+on\s+|from\s+|aus\s+|con\s+|com\s+|sur\s+)?"
    rf"(?:\(?\s*{COUNT}\s*{REVIEWS}\s*\)?|\(\s*{COUNT.replace('reviews', 'bare')}\s*\)))?"
)
GLYPHS = r"(?P<glyphs>[★☆⭐✩✭✮✯⯨⯪\ufe0f\s]*[★☆⭐✩✭✮✯⯨⯪]\ufe0f?)"
LINES = tuple(
    re.compile(one, re.IGNORECASE)
    for one in (
        rf"(?:(?:rating|rated|bewertung|note|calificación|valoración|avaliação)\s*:?\s*)?"
        rf"{NUMBER}\s*{OF}\s*{FIVE}(?:\s*{WORD})?{TAIL}",
        rf"(?:(?:rating|rated|bewertung|note|calificación|valoración|avaliação)\s*:?\s*)?"
        rf"{NUMBER}\s*{WORD}(?:\s*{OF}\s*{FIVE})?{TAIL}",
        # a number without a scale may be a school's mark, of which 1 is the best
        rf"(?:rating|rated|bewertung|note|calificación|valoración|avaliação)\s*:?\s*"
        rf"(?P<mark>\d(?:[.,]\d{{1,9}})?){TAIL}",
        rf"{GLYPHS}\s*(?:{NUMBER}(?:\s*{OF}\s*{FIVE})?(?:\s*{WORD})?)?{TAIL}",
        rf"{NUMBER}\s*{GLYPHS}{TAIL}",
    )
)


@dataclass(frozen=True, slots=True)
class Stars:
    """What a line of stars says; None for what it does not say in full."""

    rating: float | None
    reviews: int | None


def read_stars(line: str) -> Stars | None:
    """The rating and the number of reviews, or None where the line is no line of stars."""
    if len(line) > LONGEST_LINE or not line:
        return None
    for pattern in LINES:
        found = pattern.fullmatch(line)
        if found is not None:
            said = found.groupdict()
            rating = _rating(said.get("rating"), said.get("glyphs"))
            if said.get("rating") is not None and rating is None:
                return None  # "9 out of 5" is no rating
            return Stars(rating, read_count(said.get("reviews") or said.get("bare")))
    return None


def _rating(number: str | None, glyphs: str | None) -> float | None:
    if number is not None:
        value = float(number.replace(",", "."))
        return value if value <= MOST_STARS else None
    filled, empty = (sum(map((glyphs or "").count, kind)) for kind in ("★⭐", "☆✩"))
    shown = sum((glyphs or "").count(one) for one in "★☆⭐✩✭✮✯⯨⯪")
    return float(filled) if filled + empty == shown == MOST_STARS else None


def read_count(digits: str | None) -> int | None:
    """The number in "1,024"; None if it is shortened, unclear or too long to be a count."""
    if digits is None:
        return None
    kept = digits.strip()
    if len(kept) > LONGEST_NUMBER:
        return None
    if re.fullmatch(r"\d+|\d{1,3}(?:[.,’' ]\d{3})+", kept) is None:
        return None
    return int(re.sub(r"\D", "", kept))
