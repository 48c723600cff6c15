"""Words of questions that name no topic; a word in none of these lists is one."""

import re

from index.patterns import pattern

POINTERS = set("it its thats this that these those they them their theirs theyre ones".split())
CLOSERS = set("too either instead then afterwards afterward after before beforehand also".split())
"""Refer back where they end a question."""
VERBS = set("is are am was were be do does did can could should would will shall may might".split())
VERBS |= set("have has had isnt arent dont doesnt didnt cant couldnt shouldnt wont".split())
ASKING = set("what whats when where why who which how hows whom whose".split())
PREPOSITIONS = set("at on in for with without after before during between from near by".split())
DEGREES = set("even only just not especially".split())
"""Say how much is meant, and not under what condition."""
PREPOSITIONS |= set("within until despite under over around".split()) | DEGREES
PLACES = set("at on in near by under over around".split())
"""Prepositions that say where, and not after or with what."""
TIME = set(
    "about ago already apart couple day directly earlier early eight evening exactly fast "
    "faster few first five four full half hour immediately late later less long longer longest "
    "many minute month more morning most much next night nine now often once one quick quickly "
    "roughly same second seven several six soon sooner still straight ten three time today "
    "shorter tomorrow tonight twelve twice two week weekend whole year yesterday yet".split()
)
EMPTY = set(
    "a able actually again all allowed although always an and another any anybody anyone anything "
    "applies apply ask back because been being both but buy case come count decide decides depend "
    "depends determine determines doctor doing done down dr each eg else etc ever every everybody "
    "everyone everything far fine further generally get getting give given gives go goes going "
    "gone got having he her here his however i id if im into ive keep kind know let like likely "
    "make maybe me mine must my myself need never nothing of off onto or other otherwise ought "
    "our out part patient people per perhaps person please possible put question quite really rid "
    "said say she since so some someone something sometimes sort sure take taken taking tell than "
    "the there thing think though to told true try type u up use used using usually very want way "
    "we well whether while you your".split()
)
"""Do not name a topic."""
ASKED = set(
    "advice advise affect age agree alternative amount appointment area avoid bad become begin "
    "best better cause change cheap cheaper common complication continue cost danger dangerous "
    "difference different disagree disappear dose drink drug eat effect effective enough "
    "evidence expect expensive explain fade feel good happen happened harm harmful heal healing "
    "help helpful hurt improve increase injected injection last lasting level look lose man "
    "matter mean medication medicine men move necessary normal normally notice old older option "
    "pain painful permanent pill prepare prevent price problem procedure proof rare reason "
    "recommend recommendation recommended recover recovery reduce regular regularly repeat "
    "research result resume return right risk risky ruin safe safely safer safety see serious "
    "session shower side sign sleep spoil spot spread start started stop studies study suggest "
    "symptom tablet temporary touch treated treatment unsafe visible visit wait wear woman women "
    "work working worried worry worse worst worth wrong young".split()
)
"""What may be asked of any topic."""
OF_TREATMENT = set(
    "cheap cheaper cost dose dosage expensive hurt pain painful price session hurts costs "
    "ml syringe unit vial".split()
)
"""What is asked of a treatment itself, and not of what one may do after it."""
DONE = set("drink eat shower sleep wear".split())
"""What a patient does after a treatment."""
FORMS = set("drug medication medicine pill tablet".split())
"""What a thing that one takes is, behind its name: "garlic pills"."""
OF_SHOPS = set("buy buying bought order".split())
"""What is asked of a shop, and no more of the same question."""
OF_PATIENT = DONE | set("man men old older woman women young".split())
"""Who asks, and what that person does: no more of the same question."""
MARKERS = set(
    "thanks thank thx ok okay no nope yes yeah yep hi hello hey bye goodbye great cool nice "
    "perfect wow alright understand understood".split()
)
SUBJECTS = {"treatment", "medicine"}
"""Kinds that a question can be about by themselves; the others are asked of one of these."""
TREATMENT = pattern(
    r".*(?:ectomy|plasty|otomy|oscopy)|removal|surgery|extractions?|implants?|augmentation"
    r"|replacement|removed|extracted|pulled|lift|tuck|grafts?|transplant|therapy"
)
MEDICINE = pattern(
    r".*(?:profen|cillin|mycin|cycline|floxacin|azole|statin|triptan|sartan|olol|dipine|caine)"
    r"|aspirin|paracetamol|acetaminophen|antibiotics?|painkillers?"
)
"""Stems of generic names, as the WHO gives them out (INN stem book)."""

OF_SUBSTANCE = pattern(
    r"\b(?:will|would|does|do|did|can|could|might|may|has|is)\s+(?:it|they|that)\s+"
    r"(?:(?:still|ever|even|also|just|really|[a-z]+ly)\s+)?"
    r"(?:migrat|spread|mov|travel|drift|shift|leak|fad|dissolv|settl|wear|wore|kick(?:ing|s)?\s+in"
    r"|bruis|swell|swollen|itch|burn|sting|peel|scar|droop|harden|lump)",
    re.IGNORECASE,
)
"""What was injected, or its place, does of itself: "will it bruise?"."""
CAUSE = pattern(
    r"\b(?:from|because\s+of|due\s+to|caused\s+by|thanks\s+to)\s+(?:it|this|that|them)\b",
    re.IGNORECASE,
)
"""A treatment that something came from."""
SINCE = pattern(r"\bsince(?:\s+(?:then|too|also|as\s+well))*\s*(?=[,.;:?!]|\Z)", re.IGNORECASE)
"""Since what was spoken of before: "I have a headache since"."""
COMPARED = pattern(
    r"\b(?:better|worse|safer|riskier|cheaper|stronger|weaker|faster|quicker|gentler|easier|longer"
    r"|more\s+\w+|less\s+\w+)\W*\Z",
    re.IGNORECASE,
)
"""Compares with nothing that it names: "is Dysport better?"."""

KNOWN = POINTERS | CLOSERS | VERBS | ASKING | PREPOSITIONS | TIME | EMPTY | ASKED | MARKERS
KNOWN |= OF_TREATMENT
WORD = pattern(r"[^\W_]+(?:['’-][^\W_]+)*")
CLAUSE = pattern(r"[.,;:!?()–\n]")
JOINERS = set("and or but so because if while since until though although".split())
JOINERS |= ASKING | VERBS - {"be", "have", "has", "had"}
"""Words that begin another clause, if only roughly."""
BEHIND = pattern(
    r"\b(?:after|following|since|post)[\s-]+(?:(?:an?|my|the|some|getting|having)\s+)*$",
    re.IGNORECASE,
)
"""What stands before a treatment, whether a list knows it or not: "after Kybella"."""
DOING = pattern(
    r"\b(?:drink|have|get|go|do|use|wear|take|eat|apply)\s+(?:to\s+)?"
    r"(?:(?:an?|the|some|any|my)\s+)?$",
    re.IGNORECASE,
)
"""A verb that belongs to the activity behind it: drink alcohol, have a massage."""
