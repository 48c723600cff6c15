"""The words of which specialties are made: "Board Certified Facial Plastic Surgeon"."""

import re
from collections.abc import Sequence
from functools import lru_cache

from index.patterns import pattern

# How a profession ends. The suffixes cover what is not listed: -ologist, -ician, -therapist.
PROFESSION = pattern(
    r"(?:[a-z/-]*[/-])?(?:surgeon|doctor|dentist|nurse|injector|practitioner|assistant|provider"
    r"|physician|pharmacist|veterinarian|vet|technician|chiropractor|osteopath|naturopath|midwife"
    r"|consultant|counselor|counsellor|paramedic|artist|gyn|allergist|homeopath"
    r"|[a-z]*therapist|[a-z]*hygienist|[a-z]+(?:ologist|odontist|iatrist|i[ct]ian|opedist|opaedist"
    r"|alist|icist|ivist|ternist|tomist|metrist|puncturist|thetist|orthotist|macist|nist)"
    # Spanish and Portuguese
    r"|ciruj[ao]n[oa]|cirurgião|cirurgiã|médic[oa]|doctora|odontólog[oa]|[a-zé]*ólog[oa]"
    r"|[a-zé]*ologista|dentista|oculista|oftalmologista|pediatra|psiquiatra|[a-z]+iatra"
    r"|alergista|ortodoncista|ortodontista|internista|esteticista|enfermer[oa]|enfermeir[oa]|anestesi[oó]log[oa]"
    r"|veterin[aá]ri[oa]|anestesista|fisioterapeuta|especialista|matrona|farmacêutic[oa]|farmacéutic[oa]"
    # German
    r"|[a-zäöü]*chirurg(?:in)?|[a-zäöü]*arzt|[a-zäöü]*ärztin|dermatolog(?:e|in)|[a-zäöü]+olog(?:e|in)"
    r"|[a-zäöü]+iater(?:in)?|kieferorthopäd(?:e|in)|orthopäd(?:e|in)|kosmetikerin|heilpraktiker(?:in)?"
    r"|internist(?:in)?|anästhesist(?:in)?|hebamme|krankenschwester|apotheker(?:in)?"
    # French
    r"|chirurgienn?e?|médecin|dentiste|chirurgien-dentiste|[a-zé]+ologue|[a-zé]+ologiste|pédiatre|psychiatre"
    r"|gynécologue|infirmi(?:er|ère)|stomatologue|orthodontiste|généraliste|ophtalmologiste"
    r"|anesthésiste|ostéopathe|kinésithérapeute|vétérinaire|sage-femme|phlébologue|pharmacien(?:ne)?)",
    re.IGNORECASE,
)

# What tells that a specialty is of medicine: "Electrician" and "Technology" end as some do.
MEDICAL = pattern(
    r"doctor|médic[oa]|nurse|midwife|hebamme|practitioner|ent|gyn|ob[-/]?gyn|internist(?:in|a)?"
    r"|[a-zäöü/-]*(?:surgeon|surgery|physician|medicine|medizin|dentist(?:ry|a|e)?|arzt|ärztin"
    r"|chirurg(?:in|ie)?)"
    r"|veterinary|veterinarian|vétérinaire|veterin[aá]ri[oa]"
    r"|medicina|médecine?|cirug[ií]a|ciruj[ao]n[oa]|cirurgi(?:a|ã|ão)|chirurgienn?e?"
    r"|(?:hemato|neuro|onco|uro)?(?:allerg|andr|angi|cardi|dermat|diabet|endocrin|epilept"
    r"|gastroenter|geront|g[yi]n(?:a?e|ä|é)c|h(?:a?e|ä|é)mat|hepat|immun|nephr|nefr|neonat|neur"
    r"|odont|onc|oph?thalm|oftalm|ot[oó](?:r+h?ino)?lar[yi]ng|path|phleb|proct|pneum|pulmon|radi"
    r"|rh?eumat|stomat|ur|vener|venere)[oó]log(?:y|ist|ie|e|in|o|a|ía|ia|ista|ue|iste)"
    r"|(?:p(?:a?e|ä|é)d|ps[iy](?:ch|qu)|ger|pod|phys)[iy]at(?:r|er)\w*"
    r"|an(?:a?e|ä|é)st\w*|obst[eé]tri[ck]\w*|orthop(?:a?e|ä)d\w*"
    r"|(?:orth|peri|end|prosth)odont\w*",
    re.IGNORECASE,
)

# The words that may come before a profession and belong to it, not to the place.
MODIFIERS = frozenset(
    """
    accredited acupuncture adult advanced aesthetic aesthetics allergy anesthesia anti-aging
    ayurvedic bariatric board board-certified body breast burn cardiac cardiothoracic
    cardiovascular care cataract certificated certified chief chiropractic clinical
    colorectal contouring corneal cosmetic craniofacial critical dental dermatologic
    dermatological dermatology ear emergency endocrine endovascular ent esthetic eye eyelid
    facial family feminine fertility foot functional gastrointestinal general geriatric
    gynecologic gynecological hair hand health holistic homeopathic hormone implant injection
    integrative internal interventional invasive laser lead licensed liposuction makeup
    management maxillofacial med medical medicine micrographic midlevel minimally mohs
    naturopathic neurological neurology nose nutritional ob ob-gyn obesity obstetric
    occupational ocular oculofacial oculoplastic oncologic oncology ophthalmic ophthalmologic
    ophthalmology oral orbital orthodontic orthopaedic orthopedic osteopathic otolaryngic pain
    paramedical pediatric pelvic permanent physical plastic podiatric practical preventive
    lasik primary psychiatric radiation reconstructive refractive regenerative registered
    rehabilitation removal reproductive restoration restorative retinal senior sexual skin
    skincare sleep spinal spine sports surgery surgical tattoo thoracic throat thyroid transplant
    trauma urgent urogynecologic urologic urological vascular vein venous vitreoretinal weight
    wellness women's women’s wound
    animal avian equine exotic livestock small veterinary
    plástico plástica estético estética facial maxilofacial maxillofacial oral general geral
    reparador reparadora reconstructivo reconstructiva capilar cosmético cosmética vascular
    medicina cirugía cirurgia dermatología dermatologia odontología familiar
    plastischer plastische plastischen ästhetischer ästhetische ästhetischen facharzt fachärztin
    chirurgie dermatologie plastisch-ästhetischer plastisch-ästhetische allgemeinmedizin
    venerologie haut hals nasen ohren
    plasticien plasticienne esthétique esthétiques réparateur réparatrice maxillo-facial
    maxillo-faciale médecine plastique reconstructrice oculaire
    """.split()
)
# Towns end with these (Hilton Head, Great Neck), unless they are joined: "Head and Neck Surgeon".
JOINED = frozenset({"head", "neck"})
# These join two modifiers ("Oral and Maxillofacial Surgeon") and never open a specialty.
JOINERS = frozenset({"and", "&", "of", "y", "e", "und", "et", "für", "en"})
CERTIFICATE = frozenset("board certified board-certified licensed accredited specialist".split())
"""Words of a certificate, which tells no specialty: "Board Certified Specialist"."""
FIELDS_FOLLOW = frozenset({"für", "en", "em", "de"})
"""What joins a profession to its field: "Facharzt für Plastische Chirurgie"."""


def is_profession(words: Sequence[str], at: int) -> bool:
    """Whether the word there names a profession, as "Surgeon" does, or "Spa" in "Medical Spa"."""
    word = words[at].strip(",")
    return names_a_profession(word) or _is_medical_spa(words, at)


@lru_cache(maxsize=50_000)
def names_a_profession(word: str) -> bool:
    """Whether a single word names a profession."""
    return PROFESSION.fullmatch(word) is not None


def _is_medical_spa(words: Sequence[str], at: int) -> bool:
    return words[at].lower() == "spa" and at > 0 and words[at - 1].lower() in {"medical", "med"}


def is_part_of_specialty(words: Sequence[str], at: int) -> bool:
    """Whether the word there belongs to a specialty whose profession comes later."""
    word = words[at].lower().strip(",")
    if word in JOINERS:
        return at > 0 and is_part_of_specialty(words, at - 1)
    if word in JOINED:
        after = words[at + 1].lower() if at + 1 < len(words) else ""
        return at > 0 and bool(JOINERS & {words[at - 1].lower(), after})
    is_modifier = word in MODIFIERS or all(part in MODIFIERS for part in word.split("/"))
    return is_modifier or is_profession(words, at)


def is_specialty(words: Sequence[str]) -> bool:
    """Whether words are a specialty and nothing else: "Cirujano Plástico", "Plastic Surgeon"."""
    plain = [word.strip(",") for word in words]
    if not plain or not any(is_profession(plain, at) for at in range(len(plain))):
        return False
    if len(plain) > 1 and {word.lower() for word in plain} <= CERTIFICATE:
        return False
    if plain[0].lower() in JOINERS or plain[-1].lower() in JOINERS | FIELDS_FOLLOW:
        return False
    return all(
        word.lower() in FIELDS_FOLLOW or is_part_of_specialty(plain, at)
        for at, word in enumerate(plain)
    )


def is_medical(words: Sequence[str]) -> bool:
    """Whether words are a profession or a field of medicine and nothing else: "Dermatologist",
    "Internal Medicine", "Obstetrics and Gynecology"."""
    plain = [word.strip(",;/&()") for word in words]
    told = [word for word in plain if word]
    return any(map(MEDICAL.fullmatch, told)) and all(
        word.lower() in FIELDS_FOLLOW | (JOINERS if 0 < at < len(told) - 1 else frozenset())
        or MEDICAL.fullmatch(word) is not None
        or is_part_of_specialty(told, at)
        for at, word in enumerate(told)
    )
