"""Where markup says of an answer that its words are another's, or another answers for them, nobody
is named."""

import json
from pathlib import Path

import pytest

from tests.pages.html.one_answer import saved

WORDS = "Wait four weeks before you run, please, and ask at your visit."
OKAFOR = {"@type": "Physician", "name": "Ruth Okafor", "honorificSuffix": "MD"}
GRAY = {"@type": "Person", "name": "Ann Gray, MD"}
CLINIC = {"@type": "Organization", "name": "Acme Clinic"}


def named(folder: Path, more: dict[str, object], *beside: object) -> str | None:
    """Whom a page names whose JSON-LD says Ruth Okafor, and something more of the answer."""
    answer = {"@type": "Answer", "@id": "#a", "text": WORDS, "author": OKAFOR, **more}
    asked = {"@type": "Question", "name": "Can I run?", "suggestedAnswer": [answer]}
    page = {"@type": "QAPage", "mainEntity": asked}
    markup = {"@context": "https://schema.org", "@graph": [page, *beside]}
    html = (
        f'<script type="application/ld+json">{json.dumps(markup)}</script>'
        f"<h1>Can I run?</h1><p>{WORDS}</p><p>Ruth Okafor, MD</p>"
    )
    (read,) = saved(folder, html).answers
    return read.doctor.name


@pytest.mark.parametrize(
    "more",
    [
        {"accountablePerson": GRAY},
        {"accountablePerson": "Ann Gray"},
        {"translator": GRAY},
        {"translator": {"@type": "Organization", "name": "Quick Translations"}},
        {"spokenByCharacter": GRAY},
        {"creditText": "Ann Gray, MD"},
        {"provider": GRAY},
        {"isBasedOn": {"@type": "Article", "author": GRAY}},
        {
            "isBasedOn": {
                "@type": "CreativeWork",
                "creator": {"@type": "Person", "name": "Ann Gray"},
            }
        },
        {"isPartOf": {"@type": "Book", "author": GRAY}},
        {"isPartOf": {"@type": "Chapter", "isPartOf": {"@type": "Book", "author": GRAY}}},
        {"exampleOfWork": {"@type": "Article", "author": GRAY}},
        {"translationOfWork": {"@type": "Answer", "author": GRAY}},
        {"digitalSourceType": "https://schema.org/TrainedAlgorithmicMediaDigitalSource"},
        {"dcterms:creator": "Ann Gray, MD"},
        {"prov:wasAttributedTo": GRAY},
        {"correction": "The author of this answer is Ann Gray, MD."},
        {"creditText": "From a lecture by Ann Gray"},
        {"hasPart": {"@type": "Quotation", "creator": GRAY}},
        {"recordedIn": {"@type": "Event", "performer": GRAY}},
        {"contributor": {"@type": "Role", "roleName": "writer", "contributor": GRAY}},
        {"author": {**OKAFOR, "description": "Parody account"}},
    ],
)
def test_what_markup_gives_to_another_is_under_no_name(
    more: dict[str, object], tmp_path: Path
) -> None:
    assert named(tmp_path, more) is None


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"accountablePerson": "Dr. Ruth Okafor"},
        {"citation": {"@type": "ScholarlyArticle", "author": GRAY}},
        {"isPartOf": {"@type": "WebPage", "author": GRAY}},
        {"isPartOf": {"@type": "Book", "author": OKAFOR}},
        {"isBasedOn": "https://example.org/guideline"},
        {"isBasedOn": {"@type": "MedicalGuideline", "author": CLINIC}},
        {
            "publisher": CLINIC,
            "provider": CLINIC,
            "copyrightHolder": CLINIC,
            "creditText": "Acme Clinic",
        },
        {"mentions": GRAY, "about": GRAY, "reviewedBy": GRAY, "editor": GRAY},
        {"digitalSourceType": "HumanEditsDigitalSource", "isAccessibleForFree": True},
        {"contributor": {"@type": "Role", "roleName": "editor", "contributor": GRAY}},
        {"dcterms:creator": "Ruth Okafor"},
        {"description": "How to care for the leg after it"},
        {"author": {**OKAFOR, "description": "Dermatologist in Reno for twenty years"}},
    ],
)
def test_what_markup_says_beside_an_author_may_leave_the_words_theirs(
    more: dict[str, object], tmp_path: Path
) -> None:
    assert named(tmp_path, more) == "Ruth Okafor"


@pytest.mark.parametrize("says", ["hasPart", "workExample", "workTranslation"])
def test_a_work_that_says_that_an_answer_is_of_it_counts_as_much(says: str, tmp_path: Path) -> None:
    assert named(tmp_path, {}, {"@type": "Book", "author": GRAY, says: {"@id": "#a"}}) is None
    assert named(tmp_path, {}, {"@type": "Book", "author": OKAFOR, says: {"@id": "#a"}}) is not None


def test_microdata_says_it_as_json_ld_does(tmp_path: Path) -> None:
    def of(said: str) -> str | None:
        html = (
            '<h1>Can I run?</h1><div itemscope itemtype="https://schema.org/QAPage">'
            '<div itemprop="mainEntity" itemscope itemtype="https://schema.org/Question">'
            '<h2 itemprop="name">Can I run after it?</h2>'
            '<div itemprop="suggestedAnswer" itemscope itemtype="https://schema.org/Answer">'
            '<p itemprop="author" itemscope itemtype="https://schema.org/Physician">'
            f'<span itemprop="name">Ruth Okafor, MD</span></p>{said}'
            f'<div itemprop="text">{WORDS}</div></div></div></div>'
        )
        (read,) = saved(tmp_path, html).answers
        return read.doctor.name

    assert of('<meta itemprop="accountablePerson" content="Ruth Okafor">') == "Ruth Okafor"
    assert of('<meta itemprop="accountablePerson" content="Ann Gray">') is None
    assert of('<meta itemprop="abstract" content="Adapted from a talk by Ann Gray">') is None
