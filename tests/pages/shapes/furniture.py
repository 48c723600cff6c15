"""What the site prints around the words of doctors and patients; nobody said it."""

from random import Random

TEMPLATE = "{{ voteCount >= 0 ? '+' + (voteCount + 1) : (voteCount + 1) }}"
VOTES = {
    "none": "",
    "template": TEMPLATE,
    "plus": "+#",
    "zero": "0",
    "number": "#",
    "helpful": "Helpful #",
    "helpful in brackets": "Helpful (#)",
    "people": "# people found this helpful",
    "thumbs": "👍 #",
    "thumbs up and down": "Thumbs up # Thumbs down 0",
    "upvotes": "# upvotes",
    "arrows": "▲ # ▼",
    "likes": "# likes",
    "es": "A # personas les resultó útil",
    "de": "# Personen fanden das hilfreich",
}
LINES = {
    "cookies": ("We use cookies to improve your experience. Accept all", "This site uses cookies."),
    "copyright": (
        "© 2016 Example Health, Inc. All rights reserved.",
        "Copyright 2014 Example Inc.",
    ),
    "was this helpful": ("Was this helpful?", "Was this answer helpful? Yes No"),
    "show more": ("Show more", "Show more answers", "Read more"),
    "profile": ("View profile", "View full profile", "Contact this doctor"),
    "reply": ("Reply", "Report", "Share", "Follow"),
    "share": ("Share on Facebook · Tweet · Pin it", "Share this page"),
    "comment": ("Comment by anna88: thank you doctor!", "sunny_42 commented: I had this too!!"),
    "doctor's comment": ("Comment by Quentin Ashdown, MD: I see it the same way.",),
    "log in": ("Log in to comment", "Sign in | Register"),
    "ad": ("Advertisement", "Sponsored: 20% off your first visit"),
    "date": ("Posted 3 years ago", "Last updated on March 3, 2016"),
    "crumbs": ("Home > Eyelid surgery > Questions", "Home / Q&A / Injectables"),
    "footer": ("About us · Contact · Privacy · Terms", "Privacy policy | Terms of use"),
    "newsletter": (
        "Sign up for our newsletter",
        "Your email: Subscribe",
    ),
    "find a doctor": ("Find a doctor near you", "Book a consultation"),
}
STACKS = {
    "buttons": ("Helpful", "Share", "Report"),
    "related": ("You might also like...", "Before and after photos", "Cost of fillers by city"),
    "comments": ("Comments (1)", "anna88", "Thank you so much, this calmed me.", "2 years ago"),
    "featured": (
        "Featured doctor",
        "Quentin Ashdown, MD",
        "Denver Plastic Surgeon",
        "4.9 out of 5 stars 88 reviews",
        "Book a consultation",
    ),
    "doctors near you": ("Doctors near you", "Quentin Ashdown, MD", "Wilma Sorrel, DO", "See all"),
}
"""Several lines, each a paragraph."""
FURNITURE = (*LINES, *STACKS)


def vote(random: Random, style: str) -> str | None:
    """A vote line in a style that is a key of `VOTES`, or None."""
    return VOTES[style].replace("#", str(random.randint(1, 40))) or None


def furniture(random: Random, kind: str) -> tuple[str, ...]:
    """The lines of one piece of furniture, each a paragraph, of a kind in `FURNITURE`."""
    return STACKS[kind] if kind in STACKS else (random.choice(LINES[kind]),)


MARKERS = {
    "own": "Doctor Answers #",
    "brackets": "Doctor Answers (#)",
    "number first": "# Doctor Answers",
    "colon": "Doctor Answers: #",
    "capitals": "DOCTOR ANSWERS #",
    "no number": "Doctor Answers",
    "es": "Respuestas de doctores #",
    "de": "Antworten von Ärzten #",
    "fr": "Réponses de médecins #",
    "pt": "Respostas de médicos #",
}
NOTICES = {
    "en": (
        "These answers are for educational purposes and should not be relied upon as a substitute "
        "for medical advice you may receive from your physician. If you have a medical emergency, "
        "please call 911. These answers do not constitute or initiate a patient/doctor "
        "relationship."
    ),
    "es": (
        "Estas respuestas tienen fines educativos y no sustituyen el consejo médico de su doctor. "
        "En caso de emergencia médica, llame al 112."
    ),
    "de": (
        "Diese Antworten dienen der Information und ersetzen keine ärztliche Beratung. "
        "Im Notfall rufen Sie bitte 112."
    ),
    "fr": (
        "Ces réponses sont données à titre informatif et ne remplacent pas l'avis de votre "
        "médecin. "
        "En cas d'urgence médicale, appelez le 112."
    ),
    "pt": (
        "Estas respostas têm fins educativos e não substituem o conselho do seu médico. "
        "Em caso de emergência médica, ligue para o 112."
    ),
}
