"""The lines of a byline besides the name: where and what a doctor is, stars, and extra lines."""

from dataclasses import dataclass
from random import Random

TOWNS = (
    "Panama City|New York|Cambridge|Redding|Atlanta|Nashville|Summit|Annapolis|Toronto|Boston|"
    "Las Vegas|Lone Tree|Madison|Santa Monica|Beverly Hills|Miami|Fort Lauderdale|Houston|"
    "Newport Beach|Denver|Reno|Boise|Dallas|Tampa|Phoenix|Silver Spring|St. Louis|Coral Gables|"
    "Salt Lake City|San Antonio|Baton Rouge|Winston-Salem|Coeur d'Alene|Chevy Chase|Grand Rapids|"
    "White Plains|Palm Beach Gardens|Melbourne|London|Orange"
).split("|")
SPECIALTIES = (
    "Plastic Surgeon|Facial Plastic Surgeon|Dermatologist|Dermatologic Surgeon|"
    "Oculoplastic Surgeon|"
    "General Surgeon|Emergency Medicine Physician|Family Physician|Dentist|Oral Surgeon|"
    "Ophthalmologist|Phlebologist|Hair Restoration Surgeon|Obstetrician & Gynecologist"
).split("|")
FOREIGN_PLACES = {
    "es": "Sevilla Zaragoza Bogotá Medellín Córdoba",
    "de": "München Köln Wien Zürich Hamburg",
    "fr": "Lyon Marseille Genève Bordeaux Lille",
    "pt": "Lisboa Porto Recife Curitiba Braga",
}
FOREIGN_SPECIALTIES = {
    "es": ("Cirujana plástica en {}", "Dermatólogo en {}", "Cirujano plástico, {}"),
    "de": ("{} Plastischer Chirurg", "Hautarzt in {}", "Fachärztin für Dermatologie, {}"),
    "fr": ("Chirurgien plasticien à {}", "Dermatologue à {}", "Chirurgienne esthétique, {}"),
    "pt": ("Cirurgião plástico em {}", "Dermatologista em {}", "Cirurgiã plástica, {}"),
}


@dataclass(frozen=True)
class Place:
    """A line that tells where and what, and the readings of it that are right."""

    line: str
    places: tuple[str, ...]
    specialties: tuple[str, ...]


@dataclass(frozen=True)
class Stars:
    """A line of stars, and what it says out of 5, and of how many: empty, where it does not."""

    line: str
    ratings: tuple[float, ...] = ()
    reviews: tuple[int, ...] = ()


def place(random: Random, language: str = "en") -> Place:
    """`Panama City Facial Plastic Surgeon`, or the like in another language."""
    if language == "en":
        town, specialty = random.choice(TOWNS), random.choice(SPECIALTIES)
        return Place(f"{town} {specialty}", (town,), (specialty, f"{town} {specialty}"))
    town = random.choice(FOREIGN_PLACES[language].split())
    pattern = random.choice(FOREIGN_SPECIALTIES[language])
    line = pattern.format(town)
    alone = pattern.replace("{}", "").strip(" ,").rsplit(" ", 1)
    specialty = alone[0] if alone[-1] in {"en", "in", "à", "em"} else " ".join(alone)
    return Place(line, (town,), (specialty, line))


NOTATIONS = {
    "out of 5": "{dot} out of 5 stars {count} reviews",
    "decimal comma": "{comma} out of 5 stars {count} reviews",
    "brackets": "{dot} out of 5 stars ({count} reviews)",
    "one review": "{dot} out of 5 stars 1 review",
    "thousands": "{dot} out of 5 stars 1,{three} reviews",
    "k": "{dot} out of 5 stars 1.2k reviews",
    "slash": "{dot}/5 ({count} reviews)",
    "star behind": "{dot} ★ ({count})",
    "glyphs": "★★★★★ ({count})",
    "glyphs with an empty one": "★★★★☆ {count} reviews",
    "rated": "Rated {dot} by {count} patients",
    "stars only": "{dot} out of 5 stars",
    "reviews only": "{count} reviews",
    "no reviews": "No reviews yet",
    "out of 10": "9.6 out of 10 · {count} reviews",
    "percent": "96% of patients recommend this doctor",
    "dot between": "{dot} stars · {count} reviews",
    "es": "{comma} de 5 estrellas {count} opiniones",
    "de": "{comma} von 5 Sternen {count} Bewertungen",
    "fr": "{comma} sur 5 étoiles {count} avis",
    "pt": "{comma} de 5 estrelas {count} avaliações",
}


def stars(random: Random, notation: str = "out of 5") -> Stars:
    """A line of stars in one notation, a key of `NOTATIONS`."""
    tenths, count, three = random.randint(36, 50), random.randint(2, 480), random.randint(100, 999)
    dot = f"{tenths // 10}.{tenths % 10}"
    values = {"dot": dot, "comma": dot.replace(".", ","), "count": count, "three": three}
    pattern = NOTATIONS[notation]
    ratings: tuple[float, ...] = (
        (tenths / 10,) if "{dot}" in pattern or "{comma}" in pattern else ()
    )
    ratings = {"glyphs": (5.0,), "glyphs with an empty one": (4.0,), "out of 10": (4.8,)}.get(
        notation, ratings
    )
    reviews = {"one review": (1,), "thousands": (1000 + three,), "k": (1200,), "no reviews": (0,)}
    counted = (count,) if "{count}" in pattern else ()
    return Stars(pattern.format(**values), ratings, reviews.get(notation, counted))


EXTRAS = {
    "practice": "Glow Skin Clinic|Summit Aesthetics|Lakeside Eye Center|Center for Facial Surgery",
    "LLC": "Glow Skin Clinic, LLC|Harbor Aesthetics LLC",
    "PC": "Northside Dermatology, PC|Bellevue Plastic Surgery, P.C.",
    "PA": "Lowell Dermatology, PA|Gulf Coast Surgery, P.A.",
    "PLLC": "Mesa Vein Care, PLLC|Cedar Facial Surgery PLLC",
    "Inc": "Toronto Cosmetic Skin Centre, Inc.|Bayview Laser, Inc.",
    "role": "Medical Director, Harbor Skin Centre|Chief of Surgery, Mercy Hospital",
    "certificate": "ABPS Certified, FACS|Board Certified in Dermatology, FAAD",
    "retired": "Retired|Not currently practicing",
    "tagline": "Celebrity Injector|Celebrity Facial Surgeon to the Stars|Top Doctor 2015",
    "town": "Silver Spring, MD|Austin, TX|Philadelphia, PA|Aurora, CO|Madison, WI",
    "verified": "Verified|✓ Verified doctor",
    "date": "Answered on March 3, 2016|Answered 4 years ago|12/05/2014",
    "phone": "(212) 555-0101|Call 305-555-0144",
    "web": "www.glowskin.example|https://harbor-aesthetics.example/team",
}
HEADLINE_LIKE = {"practice", "role", "certificate", "tagline", "retired"}
"""Extra lines that could be headlines where nothing sets them apart from what follows."""


def extra(random: Random, kind: str) -> str:
    """One extra line of a byline, of a kind that is a key of `EXTRAS`."""
    return random.choice(EXTRAS[kind].split("|"))


def towns_in(line: str) -> tuple[str, ...]:
    """The readings of an extra line of the kind `town` that are right."""
    return (line, line.partition(",")[0])
