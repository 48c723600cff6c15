"""Which answers say a topic, all of it or some of its words, and where."""

import re
import unicodedata
from pathlib import Path

import pytest

from bot.query.topic_query import topic_query
from bot.reply.saying import answers_saying, answers_titled
from index.library.open import Library
from index.model import Page
from tests.reply.test_doctors import library_of

SAID = {
    "studies": "There have not been any scientific studies of this.",
    "study": "One study was done, and no more.",
    "science": "The scientific view is another matter.",
    "juvederm": "Juvéderm settles within days.",
    "apart": unicodedata.normalize("NFD", "Juvéderm lasts a year."),
    "restylane": "RESTYLANE is softer.",
    "tub": "Avoid hot tubs for a day.",
    "hot": "A tub of cream is fine; nothing hot.",
    "across": "Keep it in the tub. Hot packs come later.",
    "crow": "It softens the crow’s feet.",
    "gall": "Gall stones are common.",
    "gallstone": "A gallstone was found.",
    "coeliac": "Coeliac patients know this.",
    "long": "Zebra at first. " + "Then comes a word that fills the line. " * 30 + "Okapi at last.",
    "headline": "Nothing else.",
}
HEADLINES = {"headline": "Of axolotls"}
TITLES = {"hot": "Is a sauna allowed?"}


@pytest.fixture(scope="module")
def sayers(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return library_of(
        tmp_path_factory.mktemp("said"),
        [
            {"question_id": name, "answer_text": text, "headline": HEADLINES.get(name, ""),
             "question_title": TITLES.get(name, "")}
            for name, text in SAID.items()
        ],
    )  # fmt: skip


def saying(topic: str, library: Library) -> tuple[set[str], set[str]]:
    """The names of the answers that say a topic, and of those that say some of its words."""
    found = answers_saying(topic_query(topic, library.vocabulary()), library)
    return ({Page.id_of(one) for one in found.whole}, {Page.id_of(one) for one in found.partly})


@pytest.mark.parametrize(
    ("topic", "whole", "partly"),
    [
        ("scientific studies", {"studies"}, {"study", "science"}),
        ("study", {"studies", "study"}, set()),
        ("studies not scientific", {"study"}, set()),
        ("scientific and study", {"studies"}, set()),
        ("scientific or study", {"studies", "study", "science"}, set()),
        ("fillers", {"juvederm", "apart", "restylane"}, set()),
        ("juvederm", {"juvederm", "apart"}, set()),
        ("JUVÉDERM", {"juvederm", "apart"}, set()),
        ("hyaluronic acid", {"juvederm", "apart", "restylane"}, set()),
        ("hot tub", {"tub"}, set()),
        ("sauna", {"tub"}, set()),
        ("hot tub sauna", {"tub"}, set()),
        ('"hot tubs"', {"tub"}, set()),
        ('"tub hot"', set(), set()),
        ("tub and hot", {"tub", "hot", "across"}, set()),
        ("crows feet", {"crow"}, set()),
        ("crow's feet", {"crow"}, set()),
        ("gallstones", {"gall", "gallstone"}, set()),
        ("gall stones", {"gall", "gallstone"}, set()),
        ("celiac", {"coeliac"}, set()),
        ("zebra and okapi", {"long"}, set()),
        ("axolotl", {"headline"}, set()),
        ("zebra giraffe", set(), {"long"}),
        ("giraffe", set(), set()),
        ("?!", set(), set()),
    ],
)
def test_who_says_it(topic: str, whole: set[str], partly: set[str], sayers: Library) -> None:
    assert saying(topic, sayers) == (whole, partly)


def test_a_word_that_is_everywhere_does_not_count_alone(tmp_path: Path) -> None:
    texts = [*(f"Botox, {n}." for n in range(20)), "Botox for the jaw.", "The jaw is a bone."]
    library = library_of(tmp_path, [{"question_id": f"q{n}", "answer_text": t}
                                    for n, t in enumerate(texts)])  # fmt: skip
    assert saying("botox jaw", library) == ({"q20"}, {"q21"})


def test_a_question_says_a_topic_by_its_title(sayers: Library) -> None:
    titled = answers_titled(topic_query("sauna", sayers.vocabulary()), sayers)
    assert {Page.id_of(one) for one in titled} == {"hot"}


def test_every_word_of_the_seeds_finds_every_answer_that_says_it(library: Library) -> None:
    """The index and the page are cut into words by two programs, and must agree."""
    said: dict[str, set[str]] = {}
    for page in library.pages():
        for answer in page.answers:
            text = f"{page.quoted(answer.headline) or ''}\n{page.quote(answer.body)}"
            for word in re.findall(r"[A-Za-z]{3,}", text):
                said.setdefault(word.lower(), set()).add(answer.id)
    assert len(said) > 500
    for word, ids in said.items():
        found = library.saying([word])
        assert not found or ids <= found, word  # nothing: a stop word
        for one in found:
            page = library.answer(one).page
            answer = library.answer(one).answer
            parts = [part for part in (answer.headline, answer.body) if part]
            spans = [s for part in parts for s in library.said_in(page, part, [word])]
            assert spans, f"{word} is in {one}, and not seen there"
