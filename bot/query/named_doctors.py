"""Finds the doctors whom a question names, among the doctors of a library.

"What does Dr. Weiner say about massage?" asks for one doctor's answers; "Dr. Brown" may be nobody
here, which has to be said. A title makes a name of the word behind it; without one, a surname alone
counts only where it is no other word. A patient's own name is none.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from copy import copy
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile

from bot.query.products import is_product_word
from bot.query.question_patterns import COMMON
from bot.query.synonyms import brand_words
from bot.query.topic_words import KNOWN, MEDICINE, VERBS
from bot.text.english import english, is_english
from index.identity import folded_name, folded_person, person_of
from index.library.open import Library
from index.model import Doctor
from index.patterns import pattern

TITLE = pattern(
    r"\b(?:(?:dra?s?|doctora?s?|prof(?:essor)?)\b\.?"
    r"|(?:doctor|dr|surgeon|dermatologist|derm|injector|physician)\s+(?:is|was)\s+(?:called|named))"
    r"\s+(?=[^\W\d_])",
    re.IGNORECASE,
)
NAME_WORD = pattern(r"[^\W\d_](?:[\w'’-]*[^\W_])?\.?")
BLANK = pattern(r"[ \t]+")
POSSESSIVE = pattern(r"['’]s?$")
SMALL_INITIAL = pattern(r"[a-z]\.|(?![aeiouy])[a-z]")
"""A small letter that stands for a surname behind a title and a first name, and is no word."""
APOSTROPHES = ("'", "’")
GENITIVE = pattern(r"(?<=\.)['’]s\b")
"""What stands behind a name that ends with a point: "Nelson C.'s"."""
OWN_NAME = pattern(
    r"\b(?:my\s+name\s+is|name['’]?s|i\s+am|i['’]?m|this\s+is|me\s+llamo|soy"
    r"|(?:thanks|thank\s+you|regards|sincerely|gracias|saludos)\s*[,!.-]*)\s*",
    re.IGNORECASE,
)
"""What stands before the writer's own name."""
OWN_TITLE = pattern(
    r"(?:\b(?:my\s+name\s+is|i\s+am|i['’]?m|me\s+llamo|soy)\s+"
    r"|\b(?:regards|sincerely|wishes|faithfully|saludos)\s*[,!.-]*\s*)\Z",
    re.IGNORECASE,
)
"""What stands before the title of a writer who is a doctor."""
LONGEST_OPENING = 60
"""Characters before a name that are read to tell what it is: a long question takes no longer."""
NO_NAMES = frozenset(
    "who whom said says told google seuss phil oz no office visit and or scholl scholls martens "
    "pepper bronner bronners".split()
)
"""Words that stand behind a title and are nobody's name here."""
GOODS = pattern(
    r"\+|\s+(?:creams?|serums?|lotions?|moisturi[sz]ers?|cleansers?|sunscreens?|masks?|toners?|gels?"
    r"|balms?|ointments?|shampoos?|soaps?|pads?|patch(?:es)?|products?|brands?|skin\s?care|line)\b",
    re.IGNORECASE,
)
"""What stands behind the name of a brand ("Dr. Jart cream")."""
CONSUMED = pattern(
    r"(?:\b(?:wear(?:ing)?|wore|drink(?:ing)?|drank|sip(?:ping)?|eat(?:ing)?|spray(?:ed|ing)?)"
    r"(?:\s+(?:on|of|up|the|my|an?|some|any|this|these))*|\b(?:cans?|bottles?|tubes?|jars?)\s+of)\s+\Z",
    re.IGNORECASE,
)
"""What stands before a thing, where no doctor can: "drink Dr. Pepper"."""
USED = pattern(
    r"\b(?:use[sd]?|using|put(?:ting)?|appl(?:y|ies|ied|ying)|bought|buy(?:ing)?|order(?:ed)?|tak(?:e|ing)|took)"
    r"(?:\s+(?:on|the|my|an?|some|any|this|these))*\s+\Z",
    re.IGNORECASE,
)
"""What stands before a thing, or before a doctor: "I used Dr. Jones for my lips"."""
OF_A_THING = pattern(
    r"\b(?:the|my|an?|some|any|this|that|these|those|with|without|under|over|than|both|same|new"
    r"|(?P<asks>is|are|does|do|will|would|can|could|has|did))\s+\Z",
    re.IGNORECASE,
)
"""What may stand before a thing with a brand for its name: "with my Dr. Jart cica cream"."""
SAID_OF_WARE = pattern(
    r"\s+(?:(?:still|really|also|ever|too)\s+)?(?:ok(?:ay)?|safe|fine|good|bad|better|worse|allowed"
    r"|alright|worth|help|hurt|affect|cause|irritate|ruin|work|make|break|mess|interfere|clash|undo"
    r"|dissolve|melt|sting|burn|react|dry|count|go|get|be|have)\b",
    re.IGNORECASE,
)
"""What is asked of a ware: "is Dr. Jart cica cream ok", where a doctor would be asked about it."""
WARES = pattern(
    rf"(?:{GOODS.pattern}|\s+(?:oils?|essences?|ampoules?|mists?|drops|spf|scrubs?|wash(?:es)?|peels?"
    r"|rollers?|wands?|devices?|deodorants?|toothpastes?|lipsticks?|primers?|foundations?|concealers?"
    r"|shoes?|boots?|insoles?|inserts?|soda|cola|salts?|movies?|films?|series|episodes?|marathon"
    r"|costumes?)\b)",
    re.IGNORECASE,
)
"""What a brand is the brand of, a few words behind its name."""
WARE_WORD = pattern(r"\w[\w'’-]*")
LONGEST_WARE = 4
"""Words of a ware before what it is, at most: "Dr. Dennis Gross alpha beta peel"."""
SOURCES = frozenset("webmd realself reddit quora chatgpt wikipedia allergan galderma".split())
"""Who says something on these matters, and is no person."""
SHORT_FORMS = {
    "bill": "william", "bob": "robert", "rob": "robert", "dick": "richard", "rick": "richard",
    "jim": "james", "mike": "michael", "ted": "edward", "tony": "anthony", "jack": "john",
    "hank": "henry", "harry": "henry", "chuck": "charles", "kate": "katherine", "liz": "elizabeth",
    "beth": "elizabeth", "betty": "elizabeth", "peggy": "margaret", "maggie": "margaret",
    "andy": "andrew", "steve": "stephen", "dave": "david", "larry": "lawrence", "jerry": "gerald",
    "sandy": "sandra", "cindy": "cynthia", "suzy": "susan", "jenny": "jennifer", "becky": "rebecca",
    "nick": "nicholas", "joe": "joseph", "danny": "daniel", "vicky": "victoria", "tim": "timothy",
}  # fmt: skip
"""First names and the long form that they do not begin, as usual in English."""
SHORTEST_FORM = 3
"""Letters of a first name that may be the beginning of a longer one."""
SAYING = (
    r"(?:says?|said|thinks?|thought|recommends?|recommended|advises?|advised|suggests?|suggested"
    r"|answers?|answered|writes?|wrote|tells?|told|feels?|prefers?|mentions?|mentioned"
    r"|address(?:es)?|talks?|talked|speaks?|spoke|comments?|commented|discuss(?:es|ed)?"
    r"|believes?|believed|agrees?|agreed|wants?|wanted|warns?|warned|explains?|explained|claims?|claimed"
    r"|allows?|allowed|prescribes?|prescribed)"
)
WORDS_OF = r"(?:opinions?|advice|views?|thoughts?|answers?|take|words|stand)"
ASKED_OF = pattern(
    r"^(?:(?:so|and|but|please|tell\s+me|show\s+me|find|(?:what|how)\s+about)\s+)*"
    r"(?:what|how|where|when|which|why)?(?:['’]?s|\s+(?:is|are|was|were))?\s*"
    r"(?:(?:does|do|did|would|has|have|can|could|will|might)\s+)?"
    rf"(?:the\s+)?(?:{WORDS_OF}\s+(?:of|by|from)\s+)?"
    r"<>(?:\s+(?:ever|also|really|usually))*"
    rf"(?:\s+(?:{SAYING}|{WORDS_OF})\b)*"
    r"(?:\s+(?:about|on|regarding|concerning|of|for|to|with|when|if|that|re)\b)?\s*[?.!]*\s*",
    re.IGNORECASE,
)
"""What asks for a doctor's words, up to their topic; "<>" stands for the name."""
AFTER_A_NAME = pattern(rf"(?:ever|also|really|usually|{SAYING}|{WORDS_OF})\Z", re.IGNORECASE)
"""What follows a name and is no part of it."""
SAID_BY = pattern(
    rf"<>(?:\s+(?:ever|also|really|usually))*\s+(?:{SAYING}|{WORDS_OF})\b"
    rf"|\b{WORDS_OF}\s+(?:of|by|from)\s+<>|\baccording\s+to\s+<>",
    re.IGNORECASE,
)
"""Where only a person can stand."""
SAYS = pattern(rf"\s+(?:also\s+)?{SAYING}\b", re.IGNORECASE)
DOES = pattern(r"\b(?:does|did|has|would)\s+\Z", re.IGNORECASE)
"""What stands before whoever says something, in a question."""
OF_WHOM = pattern(
    r"\b(?:about|of|by|from|than|agree[ds]?\s+with|ask(?:ed)?|does|did|has|would)\s+\Z"
    r"|\A\s*(?:(?:and|or|but|so)\s+)?(?:is|was)\s+\Z",
    re.IGNORECASE,
)
"""What may stand before a name, and hardly before a signature."""
BY = pattern(
    rf"\b(?:{WORDS_OF}|anything|something|reply|replies)\s+(?:of|by|from)\s+$", re.IGNORECASE
)
"""What stands before whoever gave an answer."""
ACCORDING = pattern(
    rf"[,;]?\s*(?:\b(?:according\s+to|in\s+the\s+{WORDS_OF}\s+of|asked?|by|from|per)\s+)?<>"
    rf"(?:\s+{WORDS_OF}\b)?",
    re.IGNORECASE,
)
SAID_WITHIN = pattern(
    r"\b(?:does|do|did|would|has|have|can|could|will|might)\s+<>"
    rf"(?:\s+(?:ever|also|really|usually))*\s+{SAYING}\b"
    r"(?:\s+(?:that|about|(?:(?:his|her|their)\s+)?patients|people|us|you|me|everyone)\b)?",
    re.IGNORECASE,
)
"""What asks for a doctor's words within a question: "how long does <> tell patients to wait"."""
WANTED = pattern(
    r"[,;.!?]\s*(?:(?:please|pls|so|and)\s+)?(?:show(?:\s+it)?(?:\s+to)?\s+me|where\s+is\s+(?:it|that)"
    r"|(?:can|could)\s+(?:you|i)\s+(?:please\s+)?(?:find|show|see|read|get)\s+(?:me\s+)?(?:it|that|this)"
    r"|i(?:['’]d|\s+would)?\s+(?:want|like|need)\s+(?:to\s+(?:see|read|find)\s+)?(?:it|that|this)(?:\s+(?:bit|part|one|answer))?)"
    r"(?:\s+(?:please|pls|again|here))*[\s?.!]*\Z",
    re.IGNORECASE,
)
"""Asks to see what was spoken of: ", can you find it?"."""
SAME_ASKED = pattern(
    r"(?:(?:and|or|but|so|ok(?:ay)?|then)\b[\s,]*)*"
    r"(?:(?:what|how)\s+about|the\s+same|same)?(?:\s+(?:question|quest|qu?|thing|one))?"
    r"\s*(?:for|to|of|from|by|with|again)?\s*<>(?:\s+(?:then|too|instead|please|pls))*[\s?.!]*"
    r"|(?:is|was)\s+<>\s+(?:also\s+)?of\s+(?:the\s+same|that|another|a\s+different)\s+"
    r"(?:opinion|view|mind)[\s?.!]*",
    re.IGNORECASE,
)
"""Asks somebody else the same: "and what about Dr. Ishoo?"."""
JOINED = pattern(r"\s*(?:,|and|or|&|vs\.?|y|o)\s+", re.IGNORECASE)
"""What stands between two names."""
LETTERS = pattern(r",?[ \t]+(?:(?i:m\.?d|mbbs|mbchb|frcs\w?|facs|faad|ph\.?d)\b\.?|D\.?O\b\.?)")
"""A degree behind a name."""
PROFESSION = pattern(
    r",[ \t]+(?:(?:an?|the|my|facial|plastic|cosmetic|general)[ \t]+)*"
    r"(?:dermatologist|surgeon|physician)\b(?=\s*[,.?!)]|\s*\Z)",
    re.IGNORECASE,
)
"""A doctor's profession behind a name."""
TAKE_OF = pattern(rf"\s+{WORDS_OF}\s+(?:on|about|of)\b", re.IGNORECASE)
"""Behind a possessive: "Kaminer's take on"."""
WHOSE = pattern(
    r"\b(?:my|the|a|our|your|his|her|their|this|that|any|another|some|which|every|old|new)\s+\Z",
    re.IGNORECASE,
)
"""What stands before a "doctor" who is not named."""
SHORT_TITLE = pattern(r"dra?\b", re.IGNORECASE)
"""The title that is a name's more often than a word of its own, as "doctors" is."""
NO_SURNAME = pattern(r"(?:ed|ing|ly|ion|ment|ness|not|n['’]?t)\Z", re.IGNORECASE)
"""The end of words that say what a doctor did, or of what he did it."""
RARE = 3_000_000
"""How often an English word is counted at most that is rather a surname where it may be one; the
commonest of 83,000 is counted 23 billion times, "sauna" 4 million times."""
SLIP = 5
"""Letters from which one letter of a surname behind a title may be wrong."""
SLIPS = 8
"""Letters from which two may be."""
FEWEST_PLACES = 5
"""Answers that must hold a word before it is taken for another word than a name: doctors sign."""
WORDS_KEPT = 10_000
"""Words whose folded form is cached."""
MOST_WORDS = 3
"""Words of a name that are read."""


@dataclass(frozen=True, slots=True)
class NamedDoctor:
    """Whom a question names at `question[start:end]`: the people of that name here, in words as
    they are said there (`said`). Nobody, where the named one is not among the doctors."""

    said: str
    start: int
    end: int
    people: frozenset[Hashable]


@dataclass(frozen=True, slots=True)
class NamedQuestion:
    """A question and the doctors that it names. `topic` is the question without them; it is empty
    where nothing else is asked. `asks_them` tells that their words are asked for, and not only that
    they are mentioned."""

    named: tuple[NamedDoctor, ...]
    topic: str
    asks_them: bool

    @property
    def people(self) -> frozenset[Hashable]:
        """Everybody who is named and here."""
        return frozenset(one for named in self.named for one in named.people)

    @property
    def missing(self) -> tuple[str, ...]:
        """Who is named and not among the doctors, as the question says it."""
        return tuple(one.said for one in self.named if not one.people)


class DoctorNames:
    """The names of a library's doctors. Threads may share it.

    Args:
        doctors: the id and the doctor of each answer.
        is_word: whether a folded word is used here as another word than a name.
    """

    def __init__(
        self, doctors: Iterable[tuple[str, Doctor]], is_word: Callable[[str], bool]
    ) -> None:
        self._is_word = is_word
        self._named: dict[str, set[Hashable]] = defaultdict(set)
        self._words: dict[Hashable, frozenset[str]] = {}
        self._first_names: dict[Hashable, list[str]] = {}
        self._surnames: dict[str, set[Hashable]] = defaultdict(set)
        self._initials: dict[Hashable, str] = {}
        self._answers: dict[Hashable, list[str]] = defaultdict(list)
        for answer_id, doctor in doctors:
            words = _name_words(doctor)
            if not words:
                continue
            person = person_of(answer_id, doctor)
            self._answers[person].append(answer_id)
            if person in self._words:
                continue
            self._words[person] = frozenset(words)
            self._first_names[person] = words[:-1]
            self._surnames[words[-1]].add(person)
            self._initials[person] = words[-1][0]
            for word in words:
                if len(word) > 1:
                    self._named[word].add(person)

    @classmethod
    def of(cls, library: Library) -> "DoctorNames":
        """The names of a library's doctors; what several of its answers say is another word."""
        words = library.vocabulary()
        return cls(library.doctors(), lambda word: words.get(word, 0) >= FEWEST_PLACES)

    def within(self, answer_ids: AbstractSet[str]) -> "DoctorNames":
        """The same names, with those answers alone."""
        part = copy(self)
        part._answers = defaultdict(list)
        for person, theirs in self._answers.items():
            part._answers[person] = [one for one in theirs if one in answer_ids]
        return part

    def read(self, question: str, before: str | None = None) -> NamedQuestion:
        """The doctors whom a question names, and what it asks besides.

        Args:
            before: what was searched for the previous question.
        """
        named = tuple(self._found(question))
        if not named:
            return NamedQuestion((), question, asks_them=False)
        topic, asks_them = _without(question, named)
        is_owned = not topic and all(_owns(question, one) for one in named)
        if is_owned and before and self._asks_of_ware(before):
            return NamedQuestion((), question, asks_them=False)
        return NamedQuestion(named, topic, asks_them)

    def _asks_of_ware(self, before: str) -> bool:
        """Whether a question names a thing that brands make, or a brand with a title."""
        if WARES.search(before) is not None:
            return True
        return TITLE.search(before) is not None and not any(self._found(before))

    def answers_of(self, people: Iterable[Hashable]) -> list[str]:
        """The ids of the answers of some people, in their order."""
        return sorted(one for person in people for one in self._answers.get(person, ()))

    def count_of(self, person: Hashable) -> int:
        """How many answers somebody gave."""
        return len(self._answers.get(person, ()))

    def _found(self, question: str) -> Iterator[NamedDoctor]:
        end = 0
        own = {found.end() for found in OWN_NAME.finditer(question)}
        for found in NAME_WORD.finditer(question):
            start = found.start()
            if start < end:
                continue
            titled = TITLE.match(question, start)
            if (start in own and not titled) or (titled and _is_writer(question, titled)):
                at = titled.end() if titled else start
                end = max((word.end() for word in _name_at(question, at)), default=start)
                continue
            is_joined = end > 0 and JOINED.fullmatch(question, end, start) is not None
            if titled:
                one = self._titled(question, titled)
            else:
                one = self._bare(question, found, is_joined=is_joined)
            if one is not None:
                yield one
                end = one.end

    def _titled(self, question: str, title: re.Match[str]) -> NamedDoctor | None:
        """Whom a title and the words behind it name."""
        words = list(_name_at(question, title.end()))
        if (shortened := self._titled_shortened(question, title.start(), words)) is not None:
            return shortened
        for count in range(len(words), 0, -1):
            people = self._people(words[:count], by_slip=False)
            if people and not self._is_first_name_of_another(words, count):
                return _named(question, title.start(), words[:count], people)
        for count in range(len(words), 0, -1):
            people = self._people(words[:count], by_slip=True)
            if people:
                return _named(question, title.start(), words[:count], people)
        if not words or _is_brand(question, title.start(), words):
            return None
        several = self._words_of_person(words, title.start())
        if several is None and not self._may_be_name(words[0], title.start()):
            return None
        count = several or 1
        while count < len(words) and words[count][0][0].isupper():
            count += 1
        return _named(question, title.start(), words[:count], frozenset())

    def _titled_shortened(
        self, question: str, start: int, words: Sequence[re.Match[str]]
    ) -> NamedDoctor | None:
        """Whom a first name here and the letter of a surname behind a title name: "Dr. Nelson C.";
        with another letter it is somebody else."""
        first = _folded(words[0][0]) if words else ""
        is_first = first not in self._surnames and first in self._named
        goes_on = len(words) > 2 and _is_capital(words[2][0])
        if len(words) < 2 or not is_first or goes_on:
            return None
        people = self._with_initial(words[0], words[1])
        if not (_is_initial(words[1]) or SMALL_INITIAL.fullmatch(words[1][0])):
            return None
        return _named(question, start, words[:2], people)

    def _is_first_name_of_another(self, words: Sequence[re.Match[str]], count: int) -> bool:
        """Whether a first name stands before a word that may be the surname of somebody else: "dr
        todd says" means Todd, and "dr todd brennan" is somebody who is not here."""
        if count == len(words) or any(_folded(one[0]) in self._surnames for one in words[:count]):
            return False
        following = words[count]
        folded = _folded(following[0])
        if folded in COMMON or self._is_word(folded) or AFTER_A_NAME.match(following[0]):
            return False
        return len(folded) > 1

    def _may_be_name(self, word: re.Match[str], start: int) -> bool:
        """Whether a word behind a title is a name: "my doctor told me", "dr office" have none,
        and "dr brown" has one where only a person can stand."""
        folded = _folded(word[0])
        if len(folded) < 2 or folded in NO_NAMES:
            return False
        if not self._is_another_word(folded):
            return True
        is_capital = word[0][0].isupper() and not word.string.isupper()
        if is_capital or folded in VERBS:
            return is_capital
        if _is_of_person(word.string, start, word.end()):
            return True
        is_somebodys = WHOSE.search(word.string, max(0, start - LONGEST_OPENING), start)
        if is_somebodys or not SHORT_TITLE.match(word.string, start):
            return False
        return not (self._is_usual(folded) or NO_SURNAME.search(word[0]))

    def _words_of_person(self, words: Sequence[re.Match[str]], start: int) -> int | None:
        """How many words behind a title name somebody who is not here: the last is no other word
        where only a person can stand ("dr simon ourian answered"), or somebody else's surname."""
        for count in range(len(words), 1, -1):
            folded = [_folded(word[0]) for word in words[:count]]
            if not NO_NAMES.isdisjoint(folded) or not COMMON.isdisjoint(folded):
                continue
            is_surname = count == 2 and folded[-1] in self._surnames
            if not is_surname and self._is_another_word(folded[-1]):
                continue
            if is_surname or _is_of_person(words[0].string, start, words[count - 1].end()):
                return count
        return None

    def _is_another_word(self, folded: str) -> bool:
        return self._is_word(folded) or is_english(folded)

    def _is_usual(self, folded: str) -> bool:
        """Whether a word is so common that it is no surname unless something else tells so."""
        return self._is_word(folded) or english().get(folded, 0) >= RARE

    def _bare(self, question: str, first: re.Match[str], *, is_joined: bool) -> NamedDoctor | None:
        """Whom words without a title name: a full name, but for a slip in its surname, or a surname
        that is no other word here, of which a long one may have a letter wrong.

        Args:
            is_joined: whether the words follow a name and "or".
        """
        words = list(_name_at(question, first.start()))
        for by_slip in (False, True) if self._may_name(words) else ():
            for count in range(len(words), 1, -1):
                if by_slip and len(_folded(words[count - 2][0])) == 1:
                    continue  # an initial, or "I", is no name beside which a slip is likely
                people = self._people(words[:count], by_slip=by_slip)
                if people:
                    return _named(question, first.start(), words[:count], people)
        if (shortened := self._shortened(question, words, is_joined=is_joined)) is not None:
            return shortened
        folded = _folded(first[0])
        surname = self._surname(folded)
        people = frozenset(self._surnames.get(surname, ()))
        if not people and len(folded) >= SLIPS and not self._is_another_word(folded):
            people = frozenset(self._near(folded, most=1))
        if not people:
            return self._stranger(question, words)
        is_name = len(surname) >= SLIP and not self._is_usual(folded)
        end = self._end_of_surnames(question, first)
        if not (is_name or is_joined or _is_of_person(question, first.start(), end)):
            return None
        return _named(question, first.start(), words[:1], people)

    def _shortened(
        self, question: str, words: Sequence[re.Match[str]], *, is_joined: bool
    ) -> NamedDoctor | None:
        """A first name and the letter that a surname begins with, if one doctor alone has both:
        "what about Nelson C.?"; but not below a message, where a patient's may stand, and in small
        letters only where nothing else is asked than what that person says."""
        if len(words) < 2 or len(_folded(words[1][0])) != 1:
            return None
        start, end = words[0].start(), words[1].end()
        goes_on = len(words) > 2 and _is_capital(words[2][0])
        people = self._with_initial(words[0], words[1])
        if len(people) != 1 or goes_on:
            return None
        alone = SAME_ASKED.fullmatch(f"{question[:start]}<>{question[end:]}")
        is_meant = _is_of_person(question, start, end) or is_joined or alone is not None
        if _is_initial(words[1]):
            before = question[max(0, start - LONGEST_OPENING) : start]
            is_meant = is_meant or not before.strip() or OF_WHOM.search(before) is not None
        return _named(question, start, words[:2], people) if is_meant else None

    def _with_initial(self, first: re.Match[str], letter: re.Match[str]) -> frozenset[Hashable]:
        """The people with a first name and a surname that begins with a letter; nobody where more
        than a letter is said."""
        name, initial = _folded(first[0]), _folded(letter[0])
        return frozenset(
            one
            for one in self._named.get(name, ())
            if name in self._first_names[one] and self._initials[one] == initial
        )

    def _may_name(self, words: Sequence[re.Match[str]]) -> bool:
        """Whether any of some words is in anybody's name, as one of a full name is at least."""
        folded = [_folded(word[0]) for word in words]
        return any(one in self._named or one in self._surnames for one in folded)

    def _surname(self, folded: str) -> str:
        """A surname without the "s" of a genitive that lost its apostrophe ("behnams advice")."""
        bare = folded.removesuffix("s")
        is_genitive = folded not in self._surnames and bare in self._surnames
        return bare if is_genitive and not self._is_another_word(folded) else folded

    def _end_of_surnames(self, question: str, first: re.Match[str]) -> int:
        """Where surnames that "or" joins to a first one end: "has Castillo or Wallach said"."""
        end = first.end()
        while (joint := JOINED.match(question, end)) is not None:
            word = NAME_WORD.match(question, joint.end())
            if word is None or _folded(word[0]) not in self._surnames:
                break
            end = word.end()
        return end

    def _stranger(self, question: str, words: Sequence[re.Match[str]]) -> NamedDoctor | None:
        """A surname of nobody here, alone or behind a first name, where only a person can stand."""
        return (
            self._strange_surname(question, words[0])
            or self._strange_pair(question, words)
            or self._with_degree(question, words)
        )

    def _strange_surname(self, question: str, word: re.Match[str]) -> NamedDoctor | None:
        """A word that opens a question, says something and is no word at all: "kaminer says"."""
        folded = _folded(word[0])
        is_opening = not question[: word.start()].strip()
        if not is_opening or len(folded) < SLIP or folded in SOURCES or folded in brand_words():
            return None
        of_whom = POSSESSIVE.search(word[0]) and TAKE_OF.match(question, word.end())
        says = of_whom or SAYS.match(question, word.end())
        if self._is_another_word(folded) or not says:
            return None
        return _named(question, word.start(), [word], frozenset())

    def _strange_pair(self, question: str, words: Sequence[re.Match[str]]) -> NamedDoctor | None:
        """A first name and a surname, or its first letter, as names are written; or two words, the
        second no word at all, of which it is asked what they say ("what does kim kaminer say")."""
        pair = words[:2]
        if len(pair) < 2 or len(pair[0][0]) < 2:
            return None
        has_initial = _is_initial(pair[1])
        is_letter = len(_folded(pair[1][0])) == 1
        if (is_letter and not has_initial) or self._with_initial(*pair):
            return None  # one of several doctors here, or "hepatitis c"
        if not has_initial and self._is_another_word(_folded(pair[1][0])):
            return None
        start, end = pair[0].start(), pair[1].end()
        before = question[max(0, start - LONGEST_OPENING) : start]
        if _is_capital(pair[0][0]) and (has_initial or _is_capital(pair[1][0])):
            is_meant = bool(BY.search(before)) or _is_of_person(question, start, end)
        else:
            is_meant = bool(DOES.search(before) and SAYS.match(question, end)) and not any(
                _is_no_name(one) or _folded(one[0]) in SOURCES for one in pair
            )
        return _named(question, start, pair, frozenset()) if is_meant else None

    def _with_degree(self, question: str, words: Sequence[re.Match[str]]) -> NamedDoctor | None:
        """A name before a degree: "Kowalski MD", "Anna Kowalski, MD"."""
        for count, word in enumerate(words, start=1):
            if not (LETTERS.match(question, word.end()) or PROFESSION.match(question, word.end())):
                continue
            is_full = count > 1 and _is_capital(words[0][0])
            is_other = self._is_another_word(_folded(word[0])) and not is_full
            if any(map(_is_no_name, words[:count])) or not _is_capital(word[0]) or is_other:
                return None
            return _named(question, words[0].start(), words[:count], frozenset())
        return None

    def _people(self, words: Sequence[re.Match[str]], *, by_slip: bool) -> frozenset[Hashable]:
        """The people who have all of those words in their names."""
        folded = [_folded(word[0]) for word in words]
        if not folded or not all(folded):
            return frozenset()
        others = [one for one in folded[:-1] if len(one) > 1]
        if by_slip and not all(one in self._named for one in others):
            return frozenset()  # soon told, and a slip takes long to look for
        initials = [one for one in folded[:-1] if len(one) == 1]
        last = self._near(folded[-1]) if by_slip else self._named.get(folded[-1], set())
        same = frozenset(
            one
            for one in last
            if self._words[one].issuperset(others) and self._has_initials(one, initials)
        )
        if same or by_slip or not others:
            return same
        surnamed = self._surnames.get(folded[-1], ())
        near = [one for one in surnamed if self._may_be(one, others)]
        return frozenset(near) if len(near) == 1 else frozenset()

    def _has_initials(self, person: Hashable, initials: Sequence[str]) -> bool:
        """Whether a first name of somebody begins with each: "a Miller" is no Todd C. Miller."""
        return all(
            any(name.startswith(one) for name in self._first_names[person]) for one in initials
        )

    def _may_be(self, person: Hashable, first_names: Sequence[str]) -> bool:
        """Whether each of some first names is one of a person's in a shorter or longer form."""
        return all(
            any(_is_short_form(said, own) for own in self._first_names[person])
            for said in first_names
        )

    def _near(self, word: str, most: int | None = None) -> set[Hashable]:
        """The people whose surname a word is but for a slip, of `most` letters if that is said, if
        it is no word and one surname is nearest."""
        if len(word) < SLIP or word in self._named:
            return set()
        from rapidfuzz.distance import OSA  # most questions name nobody

        most = most or (2 if len(word) >= SLIPS else 1)
        near = {one: OSA.distance(word, one, score_cutoff=most) for one in self._surnames}
        least = min(near.values(), default=most + 1)
        nearest = [one for one, distance in near.items() if distance == least]
        return self._surnames[nearest[0]] if least <= most and len(nearest) == 1 else set()


def _name_words(doctor: Doctor) -> list[str]:
    """The folded words of a name, its surname last; none of a signature alone."""
    if doctor.name is None:
        return []
    words = re.findall(r"[^\W_]+", folded_person(doctor.name).split(",")[0])
    while len(words) > 1 and words[-1] in {"jr", "sr", "ii", "iii", "iv"}:
        words.pop()
    return words


def _is_short_form(one: str, other: str) -> bool:
    """Whether two first names are one, or one is the short form of the other: Matt and Matthew."""
    short, long = sorted((one, other), key=len)
    is_beginning = len(short) >= SHORTEST_FORM and long.startswith(short)
    return is_beginning or SHORT_FORMS.get(short) == long


def _is_no_name(word: re.Match[str]) -> bool:
    """Whether a word ends a sentence or is too common for a name."""
    folded = _folded(word[0])
    ends_sentence = word[0].endswith(".") and len(folded) > 1
    return ends_sentence or any(folded in words for words in (COMMON, NO_NAMES, brand_words()))


def _is_initial(word: re.Match[str]) -> bool:
    """Whether a word is a capital letter alone, as stands for a surname."""
    letter = POSSESSIVE.sub("", word[0]).removesuffix(".")
    return len(letter) == 1 and letter.isupper() and letter != "I"


def _is_capital(word: str) -> bool:
    """Whether a word is written as a name is."""
    return word[0].isupper() and not (len(word) > 1 and word.isupper())


@lru_cache(WORDS_KEPT)
def _folded(word: str) -> str:
    return folded_name(POSSESSIVE.sub("", word.rstrip(".")))


def _name_at(question: str, start: int) -> Iterator[re.Match[str]]:
    """Up to three words with nothing but blanks between them; the last may be possessive."""
    at = start
    for _ in range(MOST_WORDS):
        word = NAME_WORD.match(question, at)
        if word is None:
            return
        yield word
        blank = BLANK.match(question, word.end())
        if blank is None or word[0].endswith(("'s", "’s")):
            return
        at = blank.end()


def _named(
    question: str, start: int, words: Sequence[re.Match[str]], people: frozenset[Hashable]
) -> NamedDoctor:
    end = words[-1].end()
    said = question[start:end]
    bare = POSSESSIVE.sub("", said)
    behind = LETTERS.match(question, end) or GENITIVE.match(question, end)
    return NamedDoctor(bare.rstrip("."), start, behind.end() if behind else end, people)


def _owns(question: str, one: NamedDoctor) -> bool:
    """Whether nobody here is named as the owner of what is not said: "Dr. Jart's?"."""
    return not one.people and POSSESSIVE.search(question[one.start : one.end]) is not None


def _is_writer(question: str, title: re.Match[str]) -> bool:
    """Whether a title is the writer's own: "my name is Dr. Smith", but not "I am Dr. Smith's
    patient"."""
    before = question[max(0, title.start() - LONGEST_OPENING) : title.start()]
    if not OWN_TITLE.search(before):
        return False
    return not any(POSSESSIVE.search(word[0]) for word in _name_at(question, title.end()))


def _is_ware(question: str, start: int, end: int) -> bool:
    """Whether a title and a word behind it are the brand of something: of what is named next; of
    what is named a few words on, where a thing may stand; or of what one uses up or puts on."""
    if GOODS.match(question, end):
        return True
    if _has_goods(question, end):
        return True
    before = question[max(0, start - LONGEST_OPENING) : start]
    if CONSUMED.search(before):
        return True
    used, thing = USED.search(before), OF_A_THING.search(before)
    ware = _ware_at(question, end) if used or thing else None
    if ware is None or thing is None:
        return used is not None and (ware is not None or _is_made(question, end))
    return (
        used is not None
        or thing["asks"] is None
        or SAID_OF_WARE.match(question, ware.end()) is not None
    )


def _is_brand(question: str, start: int, words: Sequence[re.Match[str]]) -> bool:
    """Whether a title and the first of some words behind it, or as many as are written as names,
    are the brand of something."""
    if _is_ware(question, start, words[0].end()):
        return True
    capitals = takewhile(lambda word: _is_capital(word[0]), words)
    return any(_has_goods(question, word.end()) for word in capitals)


def _has_goods(question: str, end: int) -> bool:
    """Whether a name that ends at a place owns what a brand is the brand of: "Dr. Jart's cica
    cream", "Dr. Gross' pads"."""
    if question[end : end + 1] in APOSTROPHES:
        end += 1
    owns = POSSESSIVE.search(question, 0, end) is not None
    return owns and _ware_at(question, end, GOODS) is not None


def _is_made(question: str, end: int) -> bool:
    """Whether a name is a maker's: a product is named behind it, or, where it is written with a
    capital, a thing that is not."""
    blank = BLANK.match(question, end)
    word = NAME_WORD.match(question, blank.end()) if blank else None
    if word is None or AFTER_A_NAME.match(word[0]):
        return False
    folded = _folded(word[0])
    name = question[:end].rsplit(None, 1)[-1]
    is_maker = name[0].isupper() and POSSESSIVE.search(name) is None
    is_thing = word[0].islower() and folded not in KNOWN | COMMON
    is_product = is_product_word(folded) or MEDICINE.fullmatch(folded) is not None
    return is_product or (is_maker and is_thing)


def _ware_at(question: str, end: int, wares: re.Pattern[str] = WARES) -> re.Match[str] | None:
    """What a ware is, where what stands at a place goes on to that and to nothing else first."""
    for _ in range(LONGEST_WARE):
        ware = wares.match(question, end)
        blank = BLANK.match(question, end)
        word = WARE_WORD.match(question, blank.end()) if blank else None
        if ware or word is None or _folded(word[0]) in KNOWN or AFTER_A_NAME.match(word[0]):
            return ware
        end = word.end()
    return wares.match(question, end)


def _is_of_person(question: str, start: int, end: int) -> bool:
    """Whether what stands there is said to say something, or its opinion is asked for."""
    word = POSSESSIVE.sub("", question[start:end])
    behind = re.sub(r"\A['’]s?(?!\w)", "", question[start + len(word) :])
    return SAID_BY.search(f"{question[:start]}<>{behind}") is not None


def _without(question: str, named: Sequence[NamedDoctor]) -> tuple[str, bool]:
    """A question without the names, and whether it asks for their words.

    Several names in a row ("Dr. Weiner or Dr. Green") are one.
    """
    marked = question
    for one in reversed(named):
        marked = f"{marked[: one.start]}<>{marked[one.end :]}"
    marked = re.sub(r"<>(?:\s*(?:,|and|or|&|vs\.?|,\s*(?:and|or))\s*<>)+", "<>", marked).strip()
    is_asked = SAID_BY.search(marked) is not None
    asked = ASKED_OF.match(marked)
    rest = SAID_WITHIN.sub(" ", marked) if asked is None else marked[asked.end() :]
    if SAME_ASKED.fullmatch(rest):
        return "", True
    rest = WANTED.sub("", rest)
    topic = re.sub(r"\s+(?=[,;.?!])", "", ACCORDING.sub(" ", rest))
    topic = re.sub(r"\s{2,}", " ", topic).strip(" ,;:")
    return topic, is_asked or asked is not None
