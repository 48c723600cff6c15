"""The page's own sentences in Spanish, and the language in which a text is written."""

import ast
import string
from collections.abc import Iterator
from gettext import GNUTranslations, NullTranslations
from io import BytesIO

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from jinja2 import Environment
from jinja2.nodes import Call, Name

from bot.show.conversation import sayings_html
from bot.text.languages import (
    ENGLISH,
    LANGUAGES,
    language_of,
    preferred_language,
    translatable,
    translations,
)
from index.library.open import Library
from tests.test_house import MODULES, ROOT

TRANSLATING = {"gettext", "ngettext", "say", "translatable"}


def catalog() -> Catalog:
    with (ROOT / "bot" / "text" / "es.po").open("rb") as file:
        return read_po(file, locale="es", abort_invalid=True)


def test_what_is_compiled_is_what_translators_wrote() -> None:
    """Else: pybabel compile -l es -i bot/text/es.po -o bot/text/es.mo"""
    compiled = BytesIO()
    write_mo(compiled, catalog())
    assert (
        translations("es").__dict__["_catalog"]
        == GNUTranslations(BytesIO(compiled.getvalue())).__dict__["_catalog"]
    )


TEMPLATES = sorted((ROOT / "bot").glob("*/templates/*.html"))


def said() -> Iterator[tuple[str, ...]]:
    """Every sentence of our own in the code, with its plural where it has one, and in templates."""
    for file in TEMPLATES:
        parsed = Environment().parse(file.read_text(encoding="utf-8"))
        for call in parsed.find_all(Call):
            if isinstance(call.node, Name) and call.node.name == "say":
                yield (call.args[0].as_const(),)
    for tree in MODULES.values():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and _name(node.func) in TRANSLATING:
                words = [one.value for one in node.args[:2] if isinstance(one, ast.Constant)]
                if words:
                    yield tuple(word for word in words if isinstance(word, str))


def _name(called: ast.expr) -> str | None:
    return getattr(called, "attr", None) or getattr(called, "id", None)


def fields(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


SAID = sorted(set(said()))


def test_the_code_speaks() -> None:
    assert ("No doctor here addressed this question.",) in SAID
    assert ("{count} doctor", "{count} doctors") in SAID
    assert ("Copy the words",) in SAID  # in a template
    assert ("Call {number}",) in SAID
    assert (translatable("Doctor not named on the page"),) in SAID


@pytest.mark.parametrize("sentence", SAID, ids=lambda words: words[0][:40])
def test_every_sentence_stands_in_the_spanish_file(sentence: tuple[str, ...]) -> None:
    found = catalog().get(sentence if len(sentence) > 1 else sentence[0])
    assert found is not None
    translated = found.string or ""
    forms = [translated] if isinstance(translated, str) else list(translated)
    assert len(forms) == len(sentence)
    for english, spanish in zip(sentence, forms, strict=True):
        assert spanish
        assert spanish != english
        assert fields(spanish) == fields(english)
    assert not found.fuzzy


def test_the_spanish_file_holds_nothing_that_is_no_longer_said() -> None:
    kept = {one.id if isinstance(one.id, tuple) else (one.id,) for one in catalog() if one.id}
    assert kept == set(SAID)


def test_english_is_what_the_code_says() -> None:
    assert type(translations(ENGLISH)) is NullTranslations
    assert translations("en").gettext("Urgent") == "Urgent"


def test_spanish_is_said_in_the_plural_that_fits() -> None:
    say = translations("es").ngettext
    plurals = [say("{count} doctor", "{count} doctors", count) for count in (0, 1, 2)]
    assert plurals == ["{count} médicos", "{count} médico", "{count} médicos"]


def test_a_language_without_a_file_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        translations("xx")


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("es", "es"),
        ("es-MX,es;q=0.9,en;q=0.8", "es"),
        ("ES-mx", "es"),
        ("en-US,es;q=0.9", "en"),
        ("fr-FR,es;q=0.9", "en"),  # the browser's part of the page takes English, too
        ("est", "en"),
        ("", "en"),
        (None, "en"),
        (";;,,", "en"),
        ("../../etc/passwd", "en"),
    ],
)
def test_the_language_is_the_first_that_the_browser_asks_for(
    accepted: str | None, language: str
) -> None:
    assert preferred_language(accepted) == language


def test_what_the_browser_says_by_itself_is_said_in_each_language() -> None:
    sayings = {language: sayings_html(language) for language in LANGUAGES}
    assert len(set(sayings.values())) == len(LANGUAGES)
    for language, html in sayings.items():
        assert f'data-language="{language}"' in html
        assert "{place}" in html


# The language of a text.


def test_every_answer_of_the_seeds_is_in_english(library: Library) -> None:
    for page in library.pages():
        for answer in page.answers:
            assert language_of(page.quote(answer.body), page.text) == "en"


@pytest.mark.parametrize(
    ("texts", "language"),
    [
        (["Por lo general recomendamos esperar cuatro horas antes de hacer ejercicio."], "es"),
        (["Nach der Behandlung sollten Sie vier Stunden lang keinen Sport treiben."], "de"),
        (["4", "Nach der Behandlung sollten Sie vier Stunden lang keinen Sport treiben."], "de"),
        (["4"], ""),
        ([""], ""),
        ([None], ""),
        ([], ""),
        (["Botox Dysport Xeomin"], ""),
    ],
)
def test_the_language_of_a_text_is_named_only_where_it_is_certain(
    texts: list[str | None], language: str
) -> None:
    assert language_of(*texts) == language
