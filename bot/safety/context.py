"""What the words around a sign make of it: whether they take it back.

By the terms of two algorithms for clinical reports. NegEx looks for negations before and after a
finding, within a window of words that a termination term closes, and knows pseudo-negations
("no idea"). ConText adds whether a finding is historical or hypothetical, and whether somebody
other than the patient experiences it. Patients' messages need a few modifiers more. MODIFIERS
lists them all.

Chapman WW, Bridewell W, Hanbury P, Cooper GF, Buchanan BG. A simple algorithm for identifying
negated findings and diseases in discharge summaries. J Biomed Inform 2001; 34(5): 301-310.
Harkema H, Dowling JN, Thornblade T, Chapman WW. ConText: an algorithm for determining negation,
experiencer, and temporal status from clinical reports. J Biomed Inform 2009; 42(5): 839-851.
"""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from bot.safety.annotated import AnnotatedMessage, Scope
from bot.safety.rules import LEVELS, Level, SignRule
from bot.safety.tokens import TokenSpan
from bot.safety.weighed_context import SUDDEN

NEGATION_WINDOW = 14
"""Tokens before a sign in which its negation is looked for."""
CRISIS_NEGATION_WINDOW = 6
"""The same for a crisis, where a negation that is meant stands close by."""
OR_WINDOW = 3
"""Tokens behind a sign in which an "or" still joins it to a list that is negated as a whole."""
FEW_WORDS = 4
"""Words of a sentence up to which an illness that it names is somebody's."""
NEXT = 2
"""Tokens behind a noun, which a hint may be, in which its own verb stands ("throat swelled")."""
GROWN_BY = 5
"""Years by which somebody is older now than when it was, if that is long ago."""
YOUNGEST = 13
"""From how old on a number behind "at" is an age rather than an hour, where an age is said."""
AGES = {
    "dieciseis": 16, "diecisiete": 17, "dieciocho": 18, "diecinueve": 19, "veinte": 20,
    "treinta": 30, "cuarenta": 40, "cincuenta": 50, "sixteen": 16, "seventeen": 17,
    "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50,
}  # fmt: skip
"""How old somebody is who writes it in letters."""
FAMILIAR = frozenset({"my", "our", "mi", "mis", "nuestra", "nuestro"})
"""Words that begin the name of a person of the writer's own."""
FEW = 3
"""Words at most between what says that others have it and the sign."""
FIRST_PERSON = frozenset({"i", "im", "ive", "id", "me", "my", "myself", "yo", "mi", "mis"})
"""Words by which writers speak of themselves."""
WANTS = frozenset("want wanna wants quiero".split())
"""Verbs of the present by which somebody wants something."""
OWN_VERBS = frozenset("quiero tengo estoy siento necesito deseo tome".split())
"""Spanish verbs by which writers speak of themselves."""
OBLIGED = {("have", "to"), ("had", "to"), ("tengo", "que"), ("tuve", "que")}
"""Words by which writers tell what they must do, and not what they have."""
FLEETING = frozenset({"vision", "stroke", "speaking"})
"""The signs that warn of worse where they came and went within hours."""
PRESSED = frozenset({"breathing", "breathing_at_all", "swallowing", "throat", "chest"})
"""The signs of what tight clothes take or press."""
LIKENING = frozenset("like as como parece if".split())
"""Words by which one thing is said to be like another."""
WHETHER = frozenset(
    "know knows knew sure wonder wondering ask asked see tell sabe se saber pregunto".split()
)
"""Words behind which an "if" begins an indirect question."""
DENIES = frozenset("denies deny denied denying niega".split())
"""Verbs by which a note begins a list of what is not so."""
YES = frozenset({"yes", "si"})
"""How a form is answered where something is so."""
POSSIBLY = frozenset("could might may would podria podrian puede pueden".split())
"""Words within a sign by which it is one that may come ("the nipple could go black")."""
SUNG = "goes"
"""What stands before the words of a song."""
PRONOUN_WINDOW = 2
"""Tokens before a verb in which its negation still stands ("jamás me volvió a pasar")."""
GOING_ON = frozenset("is are am im hes shes its starts started keeps began".split())
"""Words before a verb in -ing that goes on."""
VERBS = ("{present}", "{past}")
"""Groups of words by which a statement tells that something is or was so."""
MEANWHILE = frozenset("after while during before mientras tras".split())
"""Words before what somebody did as something else happened."""
ENDED = ("ended", "resolved", "recovered")
"""Triggers by which a story tells that something is over."""
RELATIVES = frozenset({"{family}", "{relation}"})
"""Groups of words for people other than the writer."""
PARENTS = frozenset({"mama", "papa"})
"""Words for them that may also mean something else."""
SELF = frozenset("i im ive me we yo".split())
"""Pronouns by which writers speak of themselves."""
WRITERS = SELF | OWN_VERBS | {"my", "our", "mi", "mis", "puedo", "veo"}
"""Words by which writers say that it is theirs."""
OTHERS = RELATIVES | {"{animal}"}
"""The same, and animals."""
OWN = frozenset("my mi mis".split())
"""Words by which something is the writer's own."""
OWN_WINDOW = 3
"""Tokens behind a sign within which they still say whose it is."""
SPEAKERS = SELF | {"my"}
THIRD = frozenset("she he they shes hes her his ella el".split())
"""Pronouns of the writer, and of others."""
JOINING = frozenset("and but y e pero".split())
"""Words that join what may be about something else."""
UNTIL = frozenset({"before", "until"})
"""Words by which a treatment to come is only a time."""
NEUTER = frozenset("it its that this all everything eso esto todo".split())
"""Pronouns of what is nobody."""
SUBJECT = 4
"""Tokens before a verb in which its subject stands."""
NOW_WINDOW = 3
"""Tokens behind a sign within which "now" still speaks of it."""


@dataclass(frozen=True, slots=True)
class SignMention:
    """Where a message mentions a sign; as a mere `is_hint` it counts for less."""

    rule: SignRule
    span: TokenSpan
    is_hint: bool = False


@dataclass(frozen=True)
class Context:
    """What a message says around its signs. Each method is about one mention of a sign, and its
    docstring begins with its scope: how far from the sign the words for it may stand."""

    message: AnnotatedMessage

    # NegEx.

    def negated(self, mention: SignMention) -> bool:
        """Window: "no", "without" and their like reach a sign; over a comma only in a list with
        "or", as a comma may also end what is negated. What a form answers with "yes" is so: the
        "no" before it answers what stands above ("fever: no, trouble breathing: yes")."""
        span, message = mention.span, self.message
        if span.first in self._negations or self._is_answered_yes(span):
            return False
        if self._has_cannot(span):
            return self._is_denied_effort(span) or self._is_denied_with_all(span)
        denied = [*message.in_sentence("negated_after", span), *self._well_after(span)]
        behind = any(one.first == span.last for one in denied)
        return behind or self._is_denied_with_all(span) or self._is_denied_before(mention)

    def _well_after(self, span: TokenSpan) -> Sequence[TokenSpan]:
        """Where the sentence says that what it names is all right; where a verb says that it is so,
        it only asks whether that is."""
        first = max(span.first - NEXT, self.message.statement_of(span).first)
        is_told = any(self.message.grouped.has(one, first, span.last) for one in VERBS)
        return () if is_told else self.message.in_sentence("well_after", span)

    # ConText: temporality.

    def historical(self, mention: SignMention) -> bool:
        """Sentence, and the story of years ago that it goes on with: it was so long ago, or has
        been so for years. What another did then dates nothing, nor does any date what goes on."""
        span, message = mention.span, self.message
        if self._has_returned(span):
            return False
        dated = message.in_sentence("historical", span)
        near = (one for one in dated if 0 <= one.first - span.last <= 1)
        if any(not self._dates_others(one, span) for one in near):
            return True
        dates = {*dated, *message.in_sentence("historical_story", span)}
        is_others = bool(dates) and all(self._dates_others(one, span) for one in dates)
        if is_others or self._goes_on(mention):
            return not mention.rule.outright and self._is_chronic(span)
        return not self._is_dated_now_near(span) and self._is_long_ago(mention)

    def _is_dated_now_near(self, span: TokenSpan) -> bool:
        """Whether the clause of a sign says up to a few words behind it that it is so now."""
        soon = span.last + NOW_WINDOW
        is_now = (
            one
            for one in self.message.in_clause(span, "now")
            if one.first <= soon and not (self._is_in_story(span) and self._is_counted(one))
        )
        return any(not span.first <= one.first < one.last <= span.last for one in is_now)

    def _is_long_ago(self, mention: SignMention) -> bool:
        """Whether a date says that it was so, or has been so for years."""
        span, message = mention.span, self.message
        is_past = self._is_past(span, behind=NEXT if mention.is_hint else 0)
        is_dated = bool(is_past and message.attached("historical_story", span))
        if is_dated or self._is_dated_behind(span) or self._is_told_in_story(span):
            return True
        if message.in_clause(span, "recently"):
            return False
        is_over = is_past and (self._is_dated_long_ago(span) or self._is_of_youth(span))
        return is_over or (not mention.rule.outright and self._is_chronic(span))

    def _dates_others(self, date: TokenSpan, span: TokenSpan) -> bool:
        """Whether a date beside a sign is of what another did, or of "it", and no "she" has the
        sign: "my mum had filler in 2019, my left side went numb"."""
        tokens = self.message.tokens
        if date.first < span.first:
            first = bisect_left(tokens, tokens[date.first].sentence, key=lambda one: one.sentence)
            is_third = _is_between(self._places[THIRD], date.last, span.last)
            is_own = not is_third and _is_between(self._places[WRITERS], date.last, span.last)
            return is_own and self._names_another(first, date.first)
        is_of_it = any(one.text in NEUTER for one in tokens[date.last : date.last + 1])
        return is_of_it or self._names_another(span.last, date.first)

    def _names_another(self, first: int, last: int) -> bool:
        """Whether between two tokens somebody else is named, or an animal, and not the writer."""
        is_named = _is_between(self._named, first + 1, last)
        return is_named and not _is_between(self._places[SELF], first, last)

    @cached_property
    def _named(self) -> list[int]:
        """The tokens that name somebody of the writer's, or an animal."""
        tokens, groups = self.message.tokens, self.message.grouped.groups
        return [
            n
            for n in range(1, len(tokens))
            if tokens[n - 1].text in FAMILIAR
            and (not OTHERS.isdisjoint(groups[n]) or tokens[n].text in PARENTS)
        ]

    @cached_property
    def _places(self) -> dict[frozenset[str], list[int]]:
        """The tokens that are one of some words: each date of a long message is compared with each
        of its signs."""
        words = [one.text for one in self.message.tokens]
        return {
            some: [n for n, word in enumerate(words) if word in some]
            for some in (THIRD, WRITERS, SELF)
        }

    def known(self, mention: SignMention) -> bool:
        """Sentence: it names an illness of old or another cause that the sign belongs to, and does
        not deny it; nothing in the message is new."""
        new = ("treated", "recently", "now", "affirmed_since", "affirmed")
        named = self.message.illnesses(mention.rule.name, mention.span)
        illnesses = [one for one in named if not self._denies(one)]
        return bool(illnesses) and not self.message.anywhere(*new)

    def hypothetical(self, mention: SignMention) -> bool:
        """Sentence, before the sign: it is only supposed."""
        span, message = mention.span, self.message
        if not message.before("hypothetical", span) or self._last_affirmed > span.last:
            return False
        # what would be done is asked of a time that is supposed, too ("at 2 in the night")
        dates = ("now",) if message.in_sentence("what_then", span) else ("now", "recently")
        return not message.in_clause(span, *dates)

    def conditional(self, mention: SignMention) -> bool:
        """Statement, sentence: it begins with "if" and asks what would follow; nothing is new, and
        nobody asks whether to get help."""
        span, message = mention.span, self.message
        if message.in_sentence("seeking", span):
            return False
        if self._is_somebodys_now(span) or self._has_cannot(span):
            return False
        supposed = [one for one in message.in_statement(span, "if") if one.first <= span.first]
        return bool(supposed) and bool(message.in_sentence("what_then", span))

    def befalling(self, mention: SignMention) -> bool:
        """Statement: it is what would befall somebody if something else came to pass ("if I spend
        one more euro he will have a heart attack"); a condition that is asked for supposes
        nothing ("I don't know if")."""
        span, message = mention.span, self.message
        befalls = [one for one in message.in_statement(span, "befalls") if one.overlaps(span)]
        supposed = [
            one
            for one in message.in_statement(span, "if")
            if one.first < span.first and not self._is_asked_whether(one.first)
        ]
        return bool(befalls and supposed) and not self._is_somebodys_now(span)

    def _is_asked_whether(self, n: int) -> bool:
        """Whether a token is the "if" of an indirect question."""
        return n > 0 and self.message.tokens[n - 1].text in WHETHER

    def of_a_thing(self, mention: SignMention) -> bool:
        """Sentence: it begins with a thing that has it ("the app has crashed and does not
        respond"), and speaks of no person up to the sign; or the sign is part of its name."""
        span, message = mention.span, self.message
        named = message.in_sentence("person", span)
        persons = [*named, *message.in_sentence("bearer", span)]
        return any(
            one.first <= span.first < span.last <= one.last
            or (
                one.first < span.first
                and message.begins_a_sentence(one.first)
                and not any(one.last <= person.first < span.last for person in persons)
            )
            for one in message.in_sentence("thing", span)
            if not any(one.overlaps(person) for person in named)
        )

    def overcome(self, mention: SignMention) -> bool:
        """Statement or story, message: it was years ago, and all has been well since; or, but for
        what stands outright, it is told behind it to be over."""
        span, message = mention.span, self.message
        here = message.tokens[span.first].sentence
        dates = message.in_statement(span, "historical_story", "historical")
        is_dated = bool(dates) or (here in self._story and self._is_past(span))
        is_new = message.in_segment(span, "now", "recently")
        if not is_dated or is_new or self._has_returned(span):
            return False
        is_over = self._is_told_of_the_past(span) and self._is_over_behind(span)
        return (is_over and not mention.rule.outright) or bool(self._told_well)

    def ended(self, mention: SignMention) -> bool:
        """Statement of the sign, and all behind it: it is told in the past, and then that it is
        over; nothing says that it is so now or again. What was lately, or passed soon after a
        treatment, is over only where a doctor looked at it, or it was the skin's white around the
        needle, for seconds: of that alone, nobody knows."""
        span, message = mention.span, self.message
        if not self._is_told_of_the_past(span) or self._has_returned(span):
            return False
        if message.in_statement(span, "now") or self._last_affirmed > span.last:
            return False
        is_new = self.is_about_a_new_treatment or message.in_statement(span, "recently")
        is_seen = message.anywhere("examined") or message.in_statement(span, "momentary")
        return bool(is_seen or not is_new) and self._is_over_behind(span)

    def reassured(self, mention: SignMention) -> bool:
        """Sentence, behind the sign: a doctor or a nurse looked at it and said that it is as it
        should be; behind that, nothing is said to be new."""
        span, message = mention.span, self.message
        said = [one for one in message.in_sentence("reassured", span) if one.first >= span.last]
        if not said or self._has_returned(span):
            return False
        start = min(one.last for one in said)
        new = (one for name in ("now", "recently") for one in message.all_of("trigger", name))
        return self._last_affirmed < span.last and not any(one.first >= start for one in new)

    def slight(self, mention: SignMention) -> bool:
        """Statement, message: a lid hangs by a touch, the eye sees well or nothing else is wrong,
        and nothing says that it gets worse."""
        span, message = mention.span, self.message
        if mention.rule.name != "eyelid" or self._gets_worse:
            return False
        return bool(message.in_statement(span, "slight")) and message.anywhere("only_that")

    def illegible(self, mention: SignMention) -> bool:
        """Statement: the letters are too small to be seen; no eye is named, nobody was treated
        lately, and nothing says that it is so now."""
        span, message = mention.span, self.message
        if mention.rule.name != "vision" or self.is_about_a_new_treatment:
            return False
        is_small = message.in_statement(span, "illegible")
        has_eye = message.grouped.has("{eye}", *message.statement_of(span))
        return bool(is_small) and not has_eye and not self._is_somebodys_now(span)

    def worn(self, mention: SignMention) -> bool:
        """Statement, message: something that somebody wears is too tight for breath, throat or
        chest, and not only like it ("as if a belt were"); it was not taken off, nobody was treated
        lately, and nothing says that it is so now."""
        span, message = mention.span, self.message
        if mention.rule.name not in PRESSED or self.is_about_a_new_treatment:
            return False
        is_still_so = message.anywhere("unworn") or self._has_returned(span)
        is_worn = any(not self._is_likened(one) for one in message.in_statement(span, "worn"))
        return is_worn and not is_still_so and not self._is_somebodys_now(span)

    def _is_likened(self, span: TokenSpan) -> bool:
        """Whether a word before a span, in its statement, or within it says what something is
        like."""
        start = self.message.statement_of(span).first
        return any(one.text in LIKENING for one in self.message.tokens[start : span.last])

    def startled(self, mention: SignMention) -> bool:
        """Segment, and the next: it is how somebody took what they saw or heard, and nothing is
        new."""
        span, message = mention.span, self.message
        is_new = message.anywhere("treated") or bool(message.in_segment(span, "recently"))
        near = [*message.attached("startled", span), *message.in_statement(span, "startled")]
        return bool(near) and not is_new

    def a_mere_term(self, mention: SignMention) -> bool:
        """Statement: it is the name of an illness in a sentence, and nobody is said to have it."""
        span, message = mention.span, self.message
        long = span.last - span.first
        if long not in message.grouped.groups[span.first].get("{term}", ()):
            return False
        here = message.tokens[span.first].sentence
        words = sum(token.sentence == here for token in message.tokens)
        has = message.in_statement(span, "bearer", "now", "recently", "treated")
        return words > FEW_WORDS and not has and self._last_affirmed < span.first

    def animal(self, mention: SignMention) -> bool:
        """Sentence: an animal has it, and no person is spoken of, or was bitten, nor does a writer
        say "I" behind the animal; of a sentence that begins with the animal, no person up to the
        sign ("his throat" is the animal's). A crisis is an animal's only where it is its subject
        ("mi gato se corto"), or a vet calls it so."""
        span, message = mention.span, self.message
        animals = message.in_sentence("animal", span)
        if mention.rule.level == "crisis":
            vets = message.in_sentence("vet", span)
            return any(one.last == span.first for one in animals) or (
                any(message.begins_a_sentence(one.first) for one in animals)
                and any(one.first == span.last for one in vets)
            )
        persons = message.in_statement(span, "person")
        if any(message.begins_a_sentence(one.first) for one in animals):
            persons = [
                one for one in persons if one.first < span.last and not self._is_of_other(one)
            ]
        elif all(one.first >= span.last for one in animals):
            persons += message.before("person", span)
        is_persons = bool(persons) or self._is_said_by_who_has_it(span)
        is_persons = is_persons or self._is_of_a_person(span)
        return bool(animals) and not is_persons and not message.in_sentence("bitten", span)

    def _is_said_by_who_has_it(self, span: TokenSpan) -> bool:
        """Whether a sign begins with its writer, or right behind: "I'm bleeding", "me duele"."""
        tokens = self.message.tokens
        near = tokens[max(span.first - NEXT, self.message.statement_of(span).first) : span.last]
        words = [one.text for one in near]
        own = {"i", "im", "ive", "yo", "me", "puedo", "veo", *OWN_VERBS}
        return not own.isdisjoint(words[: NEXT + 1]) or ("se", "me") in pairwise(words)

    def _is_of_a_person(self, span: TokenSpan) -> bool:
        """Whether a sign names a part of its writer ("my left side went numb")."""
        tokens, groups = self.message.tokens, self.message.grouped.groups
        return any(
            tokens[n].text in OWN and OTHERS.isdisjoint(groups[n + 1])
            for n in range(max(span.first - 1, 0), span.last)
            if n + 1 < len(tokens)
        )

    def feared(self, mention: SignMention) -> bool:
        """Statement, before the sign: somebody fears that it will come."""
        span, message = mention.span, self.message
        feared = [one for one in message.in_statement(span, "feared") if one.first < span.first]
        return bool(feared) and not self._is_somebodys_now(span)

    def quoted(self, mention: SignMention) -> bool:
        """Sentence, before the sign: a leaflet or a form says it, and the patient does not."""
        span, message = mention.span, self.message
        quoting = [
            one
            for one in message.in_sentence("quoting", span)
            if one.first < span.first and not self._is_joined(one)
        ]
        if mention.rule.outright:
            quoting = [one for one in message.in_statement(span, "quoting") if one in quoting]
        if not quoting or self._is_somebodys_now(span):
            return False
        start = max(one.first for one in quoting)
        # what stands at once behind it is what is asked: "asks whether I have had thoughts"
        asked = {one.last + n for one in quoting for n in (-1, 0)}
        own = message.in_sentence("patient_experiencer", span)
        return self._last_affirmed <= start and not any(
            start <= one.first < span.last and one.first not in asked for one in own
        )

    def _is_joined(self, span: TokenSpan) -> bool:
        """Whether it reaches over a word that may begin another thing ("your reviews and one side
        of my face")."""
        return any(one.text in JOINING for one in self.message.tokens[slice(*span)])

    def between_marks(self, mention: SignMention) -> bool:
        """Around the sign: it stands between quotation marks, and nobody is said to say it."""
        span, message = mention.span, self.message
        is_quoted = all(one.is_quoted for one in message.tokens[span.first : span.last])
        by_somebody = any(
            not self._is_said_by_media(one) for one in message.all_of("trigger", "saying")
        )
        return is_quoted and not by_somebody and self._last_affirmed < span.first

    def _is_said_by_media(self, saying: TokenSpan) -> bool:
        """Whether right before it stands a song or a film that says so."""
        groups = self.message.grouped.groups
        return saying.first > 0 and not {"{media}", "{document}"}.isdisjoint(
            groups[saying.first - 1]
        )

    def a_name(self, mention: SignMention) -> bool:
        """The sign itself: it is a name ("Suicide Bridge")."""
        return all(one.is_name for one in self.message.tokens[slice(*mention.span)])

    def at_work(self, mention: SignMention) -> bool:
        """Around the sign: somebody sees it every day at work; or in this sentence or the last one
        they say what their work is, and right before the sign that others have it, or all sorts
        of people ("people who want to die", "chest pains")."""
        span, message = mention.span, self.message
        if any(one.overlaps(span) for one in message.all_of("trigger", "at_work")):
            return True
        here = message.tokens[span.first].sentence
        works = [
            one
            for n in (here - 1, here)
            for one in message.of_sentence("works", n)
            if one.first < span.first
        ]
        if not works:
            return False
        if any(one.overlaps(span) for one in message.all_of("trigger", "many_cases")):
            return not self._speaks_of_themselves(max(one.last for one in works), span)
        # of a crisis only people are said to have it, as "every bottle" is nobody's
        is_any = mention.rule.level != "crisis" and not self._is_somebodys_now(span)
        names = ("others", "every_case") if is_any else ("others",)
        others = [
            one.last
            for name in names
            for one in message.in_sentence(name, span)
            if 0 <= span.first - one.last <= FEW
        ]
        return bool(others) and not self._speaks_of_themselves(max(others), span)

    def dreamt(self, mention: SignMention) -> bool:
        """Sentence, before the sign: somebody dreamt it; what is so is not told in the past."""
        span, message = mention.span, self.message
        dreams = [one for one in message.in_sentence("dreamt", span) if one.first < span.first]
        return bool(dreams) and self._is_past(span) and self._last_affirmed < span.first

    def resolved(self, mention: SignMention) -> bool:
        """Sentence, behind the sign: it is over; a sight or a speech that failed is not, where it
        only was so for minutes or hours."""
        if mention.rule.name in FLEETING and self.message.in_sentence("brief", mention.span):
            return False
        behind = self.message.in_sentence("resolved", mention.span)
        return any(
            one.first >= mention.span.first
            and not self._is_denied_at(one.first)
            and not self._is_of_another(one, mention.span)
            for one in behind
        )

    def _is_of_another(self, told: TokenSpan, span: TokenSpan) -> bool:
        """Whether what is told behind a sign is of somebody who is first named there, and did
        something or is a "she": "my eye went blind and my aunt had a peel, she was fine"."""
        tokens, groups = self.message.tokens, self.message.grouped.groups
        subjects = [one.text for one in tokens[max(span.last, told.first - SUBJECT) : told.last]]
        if not SPEAKERS.isdisjoint(subjects):
            return False
        behind = range(span.last, told.first)
        other = next((n for n in behind if not RELATIVES.isdisjoint(groups[n])), None)
        if other is None:
            return False
        is_of_it = not NEUTER.isdisjoint(subjects)
        did = not is_of_it and self.message.grouped.has("{past}", other + 1, told.first)
        return did or not THIRD.isdisjoint(subjects)

    def impersonal(self, mention: SignMention) -> bool:
        """Statement: it teaches or asks for knowledge, and nothing in the sentence says that the
        patient has the sign."""
        taught = self.message.in_statement(mention.span, "impersonal")
        if not any(one.first < mention.span.last for one in taught):
            return False
        return not (self._is_somebodys(mention.span) or self._is_of_own_body(mention.span))

    def fictional(self, mention: SignMention) -> bool:
        """Message: it is of a story or for a course of the writer's, and nothing around the sign
        says that anybody has it; of what stands outright, its own sentence is."""
        span, message = mention.span, self.message
        if mention.rule.outright or mention.rule.level == "crisis":
            told = [one for one in message.in_sentence("fictional", span) if one.first < span.first]
        else:
            told = list(message.all_of("trigger", "fictional"))
        is_told = any(not self._is_meanwhile(one) for one in told)
        return is_told and not self._is_lived(span)

    def _is_meanwhile(self, story: TokenSpan) -> bool:
        """Whether a story only says when: what somebody watched, read or played as it happened
        ("after watching a movie", "I was reading a book when")."""
        tokens = self.message.tokens
        before = {one.text for one in tokens[max(story.first - NEXT, 0) : story.first]}
        behind = {one.text for one in tokens[story.last : story.last + 1]}
        return not before.isdisjoint(MEANWHILE) or bool(
            before & {"was", "were"} and "when" in behind
        )

    def asked_in_general(self, mention: SignMention) -> bool:
        """Sentence: it asks about the sign, not whether to get help, and nothing says that anybody
        has it."""
        span, message = mention.span, self.message
        if self._is_affirmed(span) or message.in_sentence("seeking", span):
            return False
        if message.anywhere("treated") and message.in_sentence("recently", span):
            return False
        asking = self._asking_before(span)
        if asking:
            return not self._is_reported_after(asking, span)
        asked_after = [
            one for one in message.in_segment(span, "asked_after") if one.first >= span.last
        ]
        return bool(asked_after) and not message.in_sentence("reported", span)

    # ConText: experiencer.

    def other_experiencer(self, mention: SignMention) -> bool:
        """Sentence, before the sign: somebody of whom the patient heard has it, not the patient."""
        span = mention.span
        heard = [one.last for one in self.message.before("other_experiencer", span)]
        if not heard or self._last_affirmed > span.last or self._is_somebodys_now(span):
            return False
        return not any(one.first >= max(heard) for one in self._own_experience(mention.span))

    def told(self, mention: SignMention) -> bool:
        """Sentence, before the sign: a film, a song or the news tells it, and behind that nobody
        of the writer's is said to have it. When it was told is not when the sign was."""
        span, message = mention.span, self.message
        told = [one.last for one in message.before("told", span)]
        if not told or self._last_affirmed > span.last:
            return False
        start = max(told)
        behind = [
            *message.in_sentence("patient_experiencer", span),
            *message.in_clause(span, "now", "recently"),
        ]
        # whoever stands at once behind it is of the film ("where she can't breathe"), and the "I"
        # of a song ("that goes I can't breathe") is its singer's
        told_of = ("she", "he", "i") if message.tokens[start - 1].text == SUNG else ("she", "he")
        return not any(
            start <= one.first < span.last
            and not (one.first == start and message.tokens[start].text in told_of)
            for one in behind
        )

    # Of our own.

    def excepted(self, mention: SignMention) -> bool:
        """Clause: what the rules say makes the sign harmless; of one that stands outright, or is
        sudden, only within its own words, as what stands beside them does not."""
        span, message = mention.span, self.message
        exceptions = message.exceptions(mention.rule.name, span)
        near = message.tokens[max(span.first - NEXT, 0) : span.last]
        is_sudden = any(one.text in SUDDEN for one in near)
        is_outright = mention.rule.outright or is_sudden
        return any(not is_outright or one.overlaps(span) for one in exceptions)

    def accidental(self, mention: SignMention) -> bool:
        """Sentence: it is an overdose, and nobody meant it."""
        overdoses = self.message.all_of("sign", "overdose")
        return (
            any(one.overlaps(mention.span) for one in overdoses)
            and bool(self.message.in_sentence("accidental", mention.span))
            and not self.message.anywhere("on_purpose")
        )

    def untreated(self, mention: SignMention) -> bool:
        """Statement, or of what only could be, the message: nobody has had a treatment."""
        span, message = mention.span, self.message
        is_said = any(one.first < span.last for one in message.in_statement(span, "not_treated"))
        is_possible = any(one.text in POSSIBLY for one in message.tokens[slice(*span)])
        is_said = is_said or (is_possible and message.anywhere("not_treated"))
        return is_said and not self.is_about_a_new_treatment

    def planned(self, mention: SignMention) -> bool:
        """Statement: it asks for a treatment to come, and the sign is what the patient has been
        living with."""
        new = ("treated", "recently", "now", "affirmed_since", "affirmed")
        return (
            not mention.rule.sudden
            and any(
                not self._says_when(one, mention) and not self._is_anothers(one, mention.span)
                for one in self.message.in_statement(mention.span, "planned")
            )
            and not self.message.anywhere(*new)
            and not self._has_cannot(mention.span)
            and not self._goes_on(mention)
        )

    def _says_when(self, plan: TokenSpan, mention: SignMention) -> bool:
        """Whether a plan right behind an emergency only says when it is ("chest pain before my
        botox")."""
        is_behind = mention.rule.level == "emergency" and plan.first == mention.span.last
        return is_behind and self.message.tokens[plan.first].text in UNTIL

    def _is_anothers(self, plan: TokenSpan, span: TokenSpan) -> bool:
        """Whether writers plan for themselves, and another has the sign ("my wife passed out, can
        I get more filler")."""
        first = self.message.statement_of(span).first
        groups = self.message.grouped.groups
        is_another = any(
            not RELATIVES.isdisjoint(groups[n])
            for n in range(max(first, span.first - SUBJECT), span.first)
        )
        behind = self.message.tokens[plan.first : plan.last + SUBJECT]
        return is_another and THIRD.isdisjoint(one.text for one in behind)

    def _goes_on(self, mention: SignMention) -> bool:
        """Whether an emergency is told as going on at this moment ("my tongue is swelling"): nobody
        has been living with that."""
        tokens = self.message.tokens
        return mention.rule.level == "emergency" and any(
            tokens[n].text.endswith("ing") and tokens[n - 1].text in GOING_ON
            for n in range(max(mention.span.first, 1), mention.span.last)
        )

    def asking_for_aftercare(self, mention: SignMention) -> bool:
        """Sentence: it asks what one may do after a treatment, and does not go on to report the
        sign."""
        aftercare = self.message.before("aftercare", mention.span)
        return bool(aftercare) and not self._is_reported_between(
            max(one.last for one in aftercare), mention.span
        )

    # What the message says as a whole.

    @cached_property
    def is_about_a_new_treatment(self) -> bool:
        """Whether somebody was treated, or speaks of a treatment and of what is new."""
        anywhere = self.message.anywhere
        return anywhere("treated") or (anywhere("{treatment}") and anywhere("recently", "now"))

    @cached_property
    def _gets_worse(self) -> bool:
        """Whether anything is said to get worse, and not denied by the word before it."""
        worse = self.message.all_of("trigger", "worsening")
        return any(one.first - 1 not in self._negations for one in worse)

    @cached_property
    def _negations(self) -> frozenset[int]:
        """The tokens of negations that are none of pseudo-negations."""
        covered_by = self.message.covered_by
        return covered_by("negated") - covered_by("pseudo_negated")

    @cached_property
    def _pseudo_asking(self) -> frozenset[int]:
        """The tokens of "can anyone tell me", which asks about nothing."""
        return self.message.covered_by("pseudo_asking")

    @cached_property
    def _last_affirmed(self) -> int:
        """The last token that says that it is so, or since when; of the latter none counts in a
        sentence that only reads or thinks of it. -1 where there is none."""
        grouped, tokens = self.message.grouped, self.message.tokens
        musing = {
            token.sentence
            for token, groups in zip(tokens, grouped.groups, strict=True)
            if "{musing}" in groups
        }
        since = self.message.covered_by("affirmed_since")
        meant = {n for n in since if tokens[n].sentence not in musing}
        affirmed = {
            n
            for span in self.message.all_of("trigger", "affirmed")
            if span.first - 1 not in self._negations
            for n in range(*span)
        }
        return max(affirmed | meant, default=-1)

    @cached_property
    def _told_well(self) -> list[TokenSpan]:
        """Where writers say that they are well, and do not deny it."""
        told = self.message.all_of("trigger", "recovered")
        return [one for one in told if not self._denies(one)]

    def _denies(self, span: TokenSpan) -> bool:
        """Whether a negation stands before a span in its clause, at once or a word apart; "not
        well" is one here."""
        tokens, negated = self.message.tokens, self.message.covered_by("negated")
        near = range(max(span.first - PRONOUN_WINDOW, 0), span.first)
        return any(n in negated and tokens[n].clause == tokens[span.first].clause for n in near)

    @cached_property
    def _story(self) -> frozenset[int]:
        """The sentences of a story of years ago: those that date it, and those that go on in the
        past."""
        story: set[int] = set()
        for sentence, groups in self._groups_by_sentence().items():
            dates = self.message.of_sentence("historical_story", sentence)
            goes_on = sentence - 1 in story and "{past}" in groups and "{present}" not in groups
            if (dates or goes_on) and not self._is_dated_now(sentence):
                story.add(sentence)
        return frozenset(story)

    def _is_dated_now(self, sentence: int) -> bool:
        """Whether a sentence tells of now or of lately: not by a time that its story counts from
        ("on the second day after"), nor by an "again" that is denied."""
        return any(
            self._negations.isdisjoint(range(one.first - PRONOUN_WINDOW - 1, one.first))
            and not self._is_counted(one)
            and not any(well.first <= one.last <= well.last for well in self._told_well)
            for name in ("now", "recently")
            for one in self.message.of_sentence(name, sentence)
        )

    def _is_counted(self, date: TokenSpan) -> bool:
        """Whether a date is counted from another that its story told before, and not from a
        treatment that its own sentence tells and does not date."""
        message = self.message
        is_new = message.in_sentence("treated", date)
        if is_new and not message.in_sentence("historical_story", date):
            return False
        return any(one.overlaps(date) for one in message.in_sentence("relative", date))

    def _groups_by_sentence(self) -> dict[int, set[str]]:
        found: dict[int, set[str]] = {}
        for token, groups in zip(self.message.tokens, self.message.grouped.groups, strict=True):
            found.setdefault(token.sentence, set()).update(groups)
        return found

    # What the words near a sign say.

    def _is_affirmed(self, span: TokenSpan) -> bool:
        """Whether it is so now or was lately, by its clause or by what the message says later."""
        later = self._last_affirmed > span.last
        return later or bool(self.message.in_clause(span, "now", "recently"))

    def _is_somebodys(self, span: TokenSpan) -> bool:
        """Whether it is so now, or the sentence says that the patient has it."""
        is_new = self.message.anywhere("recently") or self._is_affirmed(span)
        return is_new or bool(self._own_experience(span))

    def _is_somebodys_now(self, span: TokenSpan) -> bool:
        """Whether its statement says that it is so now, or was lately."""
        return bool(self.message.in_statement(span, "now", "recently"))

    def _is_lived(self, span: TokenSpan) -> bool:
        """Whether somebody has it who is none of a story: the sentence says so, its statement that
        it is new, or the message that it is true; or who cannot do it is not named, as "I" is
        not."""
        message = self.message
        # "a sudden loss of sight" is how books put it; and "last night I saw" is not when it was
        told = message.before("fictional", span)
        behind = max((one.first for one in told), default=0)
        new = [
            one
            for one in message.in_statement(span, "now", "recently")
            if message.tokens[one.first].text != "sudden"
            and one.first >= behind
            and not any(one.overlaps(story) for story in told)
        ]
        own = [one for one in self._own_experience(span) if not self._is_of_the_story(one)]
        if new or own or self._last_affirmed > span.last:
            return True
        persons = message.in_statement(span, "person")
        if any(one.first < span.last and not self._is_of_the_story(one) for one in persons):
            return True
        if self._is_of_own_body(span):
            return True
        return self._has_cannot(span) and message.begins_a_segment(span.first)

    def _is_of_own_body(self, span: TokenSpan) -> bool:
        """Whether within or right behind a sign stands whose it is: "went blind in my left eye"."""
        tokens = self.message.tokens
        last = min(span.last + OWN_WINDOW, self.message.statement_of(span).last)
        own = (
            n
            for n in range(span.first, last)
            if tokens[n].text in OWN or [one.text for one in tokens[n : n + 2]] == ["se", "me"]
        )
        return any(not self._is_of_the_story(TokenSpan(n, n + 1)) for n in own)

    def _is_of_the_story(self, experiencer: TokenSpan) -> bool:
        """Whether who has a sign is of a story: "my novel's heiress", or a "she" before whom the
        message names nobody of the writer's."""
        message = self.message
        if experiencer.first in self._beside_stories:
            return True
        if message.tokens[experiencer.first].text not in ("she", "he", "her", "his"):
            return False
        named = message.all_of("trigger", "person")
        return not any(
            one.first < experiencer.first and message.tokens[one.first].text in FAMILIAR
            for one in named
        )

    @cached_property
    def _beside_stories(self) -> frozenset[int]:
        """The numbers of the tokens that belong to a story's words, or stand next to them."""
        stories = self.message.all_of("trigger", "fictional")
        return frozenset(n for one in stories for n in range(one.first - NEXT, one.last + 1))

    def _own_experience(self, span: TokenSpan) -> list[TokenSpan]:
        """Where the sentence says that the patient has it: up to the sign, and behind what makes
        the sentence impersonal."""
        before = self.message.before
        impersonal = [*before("impersonal", span), *before("fictional", span)]
        start = max((one.last for one in impersonal), default=0)
        own = self.message.in_sentence("patient_experiencer", span)
        return [one for one in own if start <= one.first < span.last and not self._is_obliged(one)]

    def _is_obliged(self, experiencer: TokenSpan) -> bool:
        """Whether a "have" is what somebody must do ("tengo que exponer")."""
        tokens = self.message.tokens[experiencer.last - 1 : experiencer.last + 1]
        return tuple(one.text for one in tokens) in OBLIGED

    def _asking_before(self, span: TokenSpan) -> list[TokenSpan]:
        """Where the sentence asks, up to the sign; "why can't I swallow" does not ask in
        general."""
        return [
            one
            for one in self.message.in_statement(span, "asking")
            if one.first <= span.first
            and one.last <= span.last
            and not self._has_cannot(one)
            and one.first not in self._pseudo_asking
        ]

    def _is_reported_after(self, asking: list[TokenSpan], span: TokenSpan) -> bool:
        """Whether somebody has the sign, or asks what to do in spite of it, after asking."""
        ends = [one.last for one in asking]
        if not self.message.anywhere("treated"):
            return self._is_reported_between(max(ends), span)
        start = min(ends)
        despite = self.message.in_sentence("despite", span)
        return self._is_reported_between(start, span) or any(
            start <= one.first < span.last for one in despite
        )

    def _is_reported_between(self, start: int, span: TokenSpan) -> bool:
        """Whether somebody has the sign, by words from a token on, up to its end."""
        reported = self.message.in_sentence("reported", span)
        return any(start <= one.first < span.last for one in reported)

    def _is_chronic(self, span: TokenSpan) -> bool:
        """Whether it has been so for long. What comes back each time is a habit only where nobody
        was treated lately."""
        names = ["long_standing", "habitual", "as_ever"]
        if not self.is_about_a_new_treatment:
            names.append("repeated")
        return any(self.message.attached(one, span) for one in names)

    def _is_dated_long_ago(self, span: TokenSpan) -> bool:
        in_story = self._is_in_story(span) and self._is_bound(span)
        return in_story or bool(self.message.attached("historical", span))

    def _is_told_in_story(self, span: TokenSpan) -> bool:
        return self._is_in_story(span) and self._is_told_of_the_past(span) and self._is_bound(span)

    def _is_bound(self, span: TokenSpan) -> bool:
        """Whether what stands in a story belongs to it: its sentence says when, or the message goes
        on to say that it is over, or how old its writer is now. Else a story is only what went
        before ("I had botox in 2018. I took a whole bottle of pills")."""
        message = self.message
        is_dated = message.in_sentence("historical_story", span)
        is_counted = message.in_sentence("relative", span)
        is_over = self._is_over_behind(span) or bool(self._told_well)
        grown = (one.first >= span.last for one in message.all_of("trigger", "grown"))
        return bool(is_dated or is_counted) or is_over or any(grown)

    def _is_in_story(self, span: TokenSpan) -> bool:
        """Whether a sign stands in a story of years ago, which goes on to it; what stands before
        another date is another's, or another thing. "At the time" is none but the story's."""
        message = self.message
        here = message.tokens[span.first].sentence
        told_before = message.in_sentence("relative", span) if here - 1 in self._story else ()
        dates = [
            one
            for one in message.of_sentence("historical_story", here)
            if not any(other.overlaps(one) for other in told_before)
        ]
        return here in self._story and (not dates or any(one.first < span.first for one in dates))

    def _is_dated_behind(self, span: TokenSpan) -> bool:
        """Whether its sentence goes on to date what it tells of the past, or the next begins so
        ("That was in 2010")."""
        message = self.message
        here = message.tokens[span.first].sentence
        following = message.of_sentence("dated_behind", here + 1)
        is_dated = any(one.first >= span.last for one in message.in_sentence("dated_behind", span))
        is_dated = is_dated or any(message.begins_a_sentence(one.first) for one in following)
        return is_dated and self._is_told_of_the_past(span)

    def _is_told_of_the_past(self, span: TokenSpan) -> bool:
        """Whether a word of the past stands in the statement of a sign, and none of the present in
        the sign itself or at once before it ("had botox last year I have chest pain")."""
        grouped, statement = self.message.grouped, self.message.statement_of(span)
        is_now = grouped.has("{present}", max(span.first - 1, statement.first), span.last)
        wants = self.message.tokens[span.first].text in WANTS
        return grouped.has("{past}", *statement) and not (is_now or wants)

    def _has_returned(self, span: TokenSpan) -> bool:
        """Whether the message goes on to say that it is so again; not that it is right again ("the
        colour came back"), nor that something may be done again ("can I try again now")."""
        right = self.message.covered_by("ended") | self.message.covered_by("retried")
        returned = self.message.all_of("trigger", "returned")
        return any(
            one.first >= span.last
            and one.first not in right
            and self._negations.isdisjoint(range(one.first - PRONOUN_WINDOW, one.first + 1))
            for one in returned
        )

    def _is_over_behind(self, span: TokenSpan) -> bool:
        """Whether the message goes on to tell that it is over."""
        return any(
            one.first >= span.last
            and not self._is_denied_at(one.first)
            and not self._is_of_another(one, span)
            for name in ENDED
            for one in self.message.all_of("trigger", name)
        )

    def _is_denied_at(self, n: int) -> bool:
        """Whether the word before a token denies it; before "se fue", a "no" is no "no sé"."""
        return n > 0 and (n - 1 in self._negations or self.message.tokens[n - 1].text == "no")

    def _is_of_youth(self, span: TokenSpan) -> bool:
        """Whether the sentence says how old somebody was, and the message that they are years
        older now ("at 19", "I'm 52 now")."""
        now = [self._number_in(one) for one in self.message.all_of("trigger", "grown")]
        then = [self._number_in(one) for one in self.message.in_sentence("aged", span)]
        return any(
            YOUNGEST <= young <= old - GROWN_BY for young in then for old in now if young and old
        )

    def _speaks_of_themselves(self, start: int, span: TokenSpan) -> bool:
        """Whether a word from a token on, up to the end of a sign, is the writer."""
        return any(one.text in FIRST_PERSON for one in self.message.tokens[start : span.last])

    def _is_of_other(self, person: TokenSpan) -> bool:
        """Whether a person is only spoken of as something of somebody named before."""
        return self.message.tokens[person.first].text in ("his", "her")

    def _number_in(self, span: TokenSpan) -> int:
        """The first number of a span, 0 where there is none."""
        texts = (one.text for one in self.message.tokens[slice(*span)])
        numbers = (int(text) if text.isdecimal() else AGES.get(text, 0) for text in texts)
        return next((number for number in numbers if number), 0)

    def _is_past(self, span: TokenSpan, behind: int = 0) -> bool:
        """Whether a word of the past stands in the clause of a sign: before it, within it, or as
        one of so many tokens behind it."""
        n, tokens = span.first, self.message.tokens
        while n and not self._breaks(n) and not self._terminates(n - 1):
            n -= 1
        last = span.last
        while last < min(span.last + behind, len(tokens)) and not self._breaks(last):
            last += 1
        return self.message.grouped.has("{past}", n, last)

    def _terminates(self, n: int) -> bool:
        """Whether what was said before a token does not reach beyond it (a termination term)."""
        return "{termination}" in self.message.grouped.groups[n]

    def _is_clitic(self, n: int) -> bool:
        """Whether a token is the "me" of a Spanish verb that is denied ("no me quiero morir")."""
        return self.message.tokens[n].text == "me" and n - 1 in self._negations

    def _has_cannot(self, span: TokenSpan) -> bool:
        """Whether a sign is itself that something cannot be done, which negates nothing."""
        return self.message.grouped.has("{cannot}", *span)

    def _is_denied_before(self, mention: SignMention) -> bool:
        """Whether a negation stands before a sign, with no termination term between."""
        span, tokens = mention.span, self.message.tokens
        here = tokens[span.first]
        if self._begins_own_verb(span.first):
            return False
        for n in range(span.first - 1, max(span.first - _window(mention), 0) - 1, -1):
            if tokens[n].sentence != here.sentence:
                return False
            if n in self._negations:
                in_list = self.message.grouped.has("{or}", n, self._end_of_list(n, span))
                return tokens[n].clause == here.clause or in_list
            if self._begins_own_verb(n):
                return False
            if self._terminates(n) and not (n == span.first - 1 and self._is_clitic(n)):
                return False
        return False

    def _end_of_list(self, n: int, span: TokenSpan) -> int:
        """How far from a sign an "or" joins it to what the negation at a token denies; what a note
        says to be denied is a list of any length."""
        if self.message.tokens[n].text not in DENIES:
            return span.last + OR_WINDOW
        return max(self.message.statement_of(span).last, span.last + OR_WINDOW)

    def _is_answered_yes(self, span: TokenSpan) -> bool:
        """Whether a "yes" stands right behind a sign, apart from it, and goes on to nothing else
        ("no chest pain, yes I am sure")."""
        n, tokens = span.last, self.message.tokens
        if n == len(tokens) or tokens[n].text not in YES or not self._breaks(n):
            return False
        return n + 1 == len(tokens) or self._breaks(n + 1)

    def _begins_own_verb(self, n: int) -> bool:
        """Whether a token is a verb of the writer's own that nothing denies: Spanish has no "I"
        that ends what was denied before ("no estoy embarazada quiero matarme")."""
        is_verb = self.message.tokens[n].text in OWN_VERBS
        return is_verb and self._negations.isdisjoint(range(n - PRONOUN_WINDOW, n))

    def _is_denied_with_all(self, span: TokenSpan) -> bool:
        """Whether all that was named is denied behind a sign: in its sentence, or at the beginning
        of the next ("No to all three")."""
        message = self.message
        here = message.tokens[span.first].sentence
        behind = [one for one in message.in_sentence("denied_all", span) if one.first >= span.last]
        next_one = message.of_sentence("denied_all", here + 1)
        return bool(behind) or any(message.begins_a_sentence(one.first) for one in next_one)

    def _is_denied_effort(self, span: TokenSpan) -> bool:
        """Whether a sign says that something is an effort, and the word before denies it ("no me
        cuesta tragar"): what cannot be done at all is itself a negation."""
        is_effort = self.message.grouped.has("{effort}", span.first, span.first + 1)
        return is_effort and span.first - 1 in self._negations and not self._breaks(span.first)

    def _breaks(self, n: int) -> bool:
        """Whether a new part of a sentence begins with a token."""
        tokens = self.message.tokens
        return tokens[n].clause != tokens[n - 1].clause


def triggered(trigger: str, scope: Scope) -> Callable[[Context, SignMention], bool]:
    """A test that a trigger of rules.toml begins within a scope of a sign: all that a modifier
    needs which has no exceptions."""

    def holds(context: Context, mention: SignMention) -> bool:
        return bool(context.message.triggers(trigger, scope, mention.span))

    return holds


def _is_between(places: Sequence[int], first: int, last: int) -> bool:
    """Whether any of some numbers, in their order, is from one up to another."""
    n = bisect_left(places, first)
    return n < len(places) and places[n] < last


def _window(mention: SignMention) -> int:
    return CRISIS_NEGATION_WINDOW if mention.rule.level == "crisis" else NEGATION_WINDOW


@dataclass(frozen=True, slots=True)
class Modifier:
    """One way to take a sign back: the test of a mention, and which signs it may take back.

    `outright`: whether also those that stand outright; `only_hints`: whether hints only.
    """

    name: str
    holds: Callable[[Context, SignMention], bool]
    levels: frozenset[Level] = frozenset(LEVELS)
    outright: bool = False
    only_hints: bool = False

    def takes_back(self, mention: SignMention, context: Context) -> bool:
        """Whether it takes back that mention of a sign."""
        rule = mention.rule
        concerns = (
            rule.level in self.levels
            and (self.outright or not rule.outright)
            and (mention.is_hint or not self.only_hints)
        )
        return concerns and self.holds(context, mention)


NO_CRISIS = frozenset(LEVELS) - {"crisis"}
ALARMS = frozenset(LEVELS) - {"clinic", "vet"}

MODIFIERS = (
    Modifier("excepted", Context.excepted, outright=True),
    Modifier("negated", Context.negated, outright=True),
    Modifier("historical", Context.historical, outright=True),
    Modifier("known", Context.known),
    Modifier("hypothetical", Context.hypothetical, NO_CRISIS),
    Modifier("conditional", Context.conditional, NO_CRISIS),
    Modifier("befalling", Context.befalling, NO_CRISIS),
    Modifier("feared", Context.feared, NO_CRISIS),
    Modifier("quoted", Context.quoted, outright=True),
    Modifier("between marks", Context.between_marks, outright=True),
    Modifier("a name", Context.a_name, outright=True),
    Modifier("of a thing", Context.of_a_thing, outright=True),
    Modifier("slight", Context.slight, frozenset({"urgent"})),
    Modifier("illegible", Context.illegible),
    Modifier("worn", Context.worn, NO_CRISIS),
    Modifier("startled", Context.startled, NO_CRISIS),
    Modifier("a mere term", Context.a_mere_term),
    Modifier("overcome", Context.overcome, outright=True),
    Modifier("at work", Context.at_work, outright=True),
    Modifier("dreamt", Context.dreamt, NO_CRISIS),
    Modifier("resolved", Context.resolved, NO_CRISIS),
    Modifier("ended", Context.ended, NO_CRISIS),
    Modifier("reassured", Context.reassured, frozenset({"urgent"})),
    Modifier("animal", Context.animal, frozenset(LEVELS) - {"vet"}, outright=True),
    Modifier("impersonal", Context.impersonal),
    Modifier("fictional", Context.fictional, outright=True),
    Modifier("asked in general", Context.asked_in_general),
    Modifier("other experiencer", Context.other_experiencer, NO_CRISIS),
    Modifier("told", Context.told, NO_CRISIS),
    Modifier("accidental", Context.accidental, frozenset({"crisis"}), outright=True),
    Modifier("untreated", Context.untreated, NO_CRISIS),
    Modifier("planned", Context.planned, NO_CRISIS),
    Modifier("figurative", triggered("figurative", "segment"), ALARMS),
    Modifier("going well", triggered("going_well", "statement"), outright=True, only_hints=True),
    Modifier("aftercare", Context.asking_for_aftercare, outright=True, only_hints=True),
)
"""Everything that takes a sign back, each by itself. A further one is a list of triggers in
rules.toml and a row here; where it has exceptions, also a method of Context."""


def modifiers_of(mention: SignMention, context: Context) -> tuple[str, ...]:
    """The names of the modifiers that take a mention back; none where the sign stands."""
    return tuple(one.name for one in MODIFIERS if one.takes_back(mention, context))


def is_taken_back(mention: SignMention, context: Context) -> bool:
    """Whether any modifier takes a mention back."""
    return any(one.takes_back(mention, context) for one in MODIFIERS)
