"""What markup says of an answer beside its author, and gives the words to another: who answers for
them, who translated or spoke them, whose work they are made of, or that a program made them.

    accountablePerson, translator, spokenByCharacter    somebody of another name
    dcterms:creator, prov:wasAttributedTo               the same in other vocabularies
    isBasedOn, isPartOf, hasPart, exampleOfWork, …      a work by somebody of another name
    digitalSourceType                                   made by an algorithm
    description, correction, usageInfo, …               what a line beside the words would tell

A `citation` is a reference, as doctors give them. The page, or the thread, of which an answer is a
part need not be by its author, and a work of an organisation's, on which words are based, may be a
guideline that the doctor puts in words.
"""

import re
from collections.abc import Iterator, Sequence

from index.alike_names import may_be_one
from index.model import Doctor
from index.pages.html.items import Item, Value
from index.pages.html.threads import TEXTS, TITLES
from index.pages.html.written_by import BESIDE, authors_of, is_no_person, names_of
from index.pages.line_reader.authors import read_author
from index.pages.line_reader.origins import origin

PEOPLE = ("accountablePerson", "translator", "spokenByCharacter", "creditText",
          "sourceOrganization", "provider")  # fmt: skip
WORKS = ("isBasedOn", "isBasedOnUrl", "isPartOf", "exampleOfWork", "translationOfWork", "hasPart",
         "recordedIn", "recordedAt")  # fmt: skip
HOLDING = ("hasPart", "workExample", "workTranslation")
"""What a work says of another that is a part of it, or made of it."""
SAME_WORDS = frozenset({"exampleOfWork", "translationOfWork", "workExample", "workTranslation"})
"""Properties of another form of the same work: an organisation may have written it, too."""
SPEAKING = ("performer", "performers", "actor")
"""Who spoke at an event, or in a video."""
AROUND = re.compile(r".*Page|WebSite|Question|Answer|Comment|.*Posting|Conversation|ItemList")
"""Kinds of things of which an answer is a part, whoever wrote it."""
BY_A_PROGRAM = re.compile(r"algorithmic|data-?driven|synthetic", re.IGNORECASE)
OTHER_VOCABULARY = re.compile(r"(?:.*[:/#])(creator|author|contributor|wasAttributedTo)")
"""Who wrote, in a vocabulary that is not schema.org's."""
MOST_WORKS = 20
"""Works that are made of each other."""


def other_hands(answer: Item, known: Sequence[Item]) -> str | None:
    """What is said of an answer that gives its words to another than its author; None where nothing
    is, or it names no author.

    Args:
        known: all items of the page's markup.
    """
    own = [name for author in authors_of(answer) for name in names_of(author)]
    return next(_all(answer, known, own), None) if own else None


def _all(answer: Item, known: Sequence[Item], own: Sequence[str]) -> Iterator[str]:
    people = [*PEOPLE, *filter(OTHER_VOCABULARY.fullmatch, answer.properties)]
    for name in people:
        for value in answer.values(name):
            if (other := _other(value, own, with_organisations=name == "translator")) is not None:
                yield f"its markup says {name}: {other!r}"
    for name, work in _works(answer, known):
        for value in (*authors_of(work), *work.values(*BESIDE, *SPEAKING)):
            if (other := _other(value, own, with_organisations=name in SAME_WORDS)) is not None:
                yield f"its markup says {name}: a work of {other!r}"
    made = answer.told("digitalSourceType")
    if made is not None and BY_A_PROGRAM.search(made) is not None:
        yield f"its markup says digitalSourceType: {made!r}"
    doctor = Doctor(read_author(own[0], None).name or own[0])
    for name in (one for one in answer.properties if one not in {*TITLES, *TEXTS}):
        for value in answer.values(name):
            if value.item is None and (told := origin(value.words.strip(), doctor)) is not None:
                yield f"{name} in its markup {told}"


def _other(value: Value, own: Sequence[str], *, with_organisations: bool) -> str | None:
    """Who is named, where that is none of an answer's authors."""
    names = names_of(value)
    item = value.item or Item(frozenset())
    if not names or (not with_organisations and any(is_no_person(item, one) for one in names)):
        return None
    read = [read_author(one, None).name or one for one in own]
    told = read_author(names[0], None).name or names[0]
    return None if any(may_be_one(one, told) for one in read) else names[0]


def _works(answer: Item, known: Sequence[Item]) -> Iterator[tuple[str, Item]]:
    """The works that an answer is a part of, or made of, and those that these are, each with the
    property that says so; not the page."""
    waiting, seen = [answer], {id(answer)}
    while waiting and len(seen) <= MOST_WORKS:
        made = waiting.pop()
        above = [(name, work) for name in WORKS for work in made.items(name)]
        above += [(name, one) for name in HOLDING for one in known if made in one.items(name)]
        for name, work in above:
            is_around = name in {"isPartOf", "hasPart"} and any(map(AROUND.fullmatch, work.types))
            if id(work) in seen or is_around:
                continue
            seen.add(id(work))
            waiting.append(work)
            yield name, work
