"""The languages in which the page itself speaks, and the one in which a text is written.

Our own sentences are in the code and the templates, in English; their Spanish is in es.po, a format
that translators' tools read. Doctors' words stay in their own language, and are marked with it.
"""

from functools import cache, lru_cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

LANGUAGES = ("en", "es")
ENGLISH = "en"
SURE = 0.9
"""Probability from which a text is said to be in a language; short ones seldom reach it."""
ENOUGH = 1000
"""Characters by which a text is judged."""
KEPT = 4096
"""Texts whose language is remembered: a page is shown again and again."""


def preferred(accepted: str | None) -> str:
    """The language to speak to a browser that sends this Accept-Language header.

    Only the first one counts: the parts of the page that do not wait for the server follow the
    browser's own language, too, and both must speak the same.
    """
    first = (accepted or "").split(",")[0].split(";")[0].split("-")[0].strip().lower()
    return first if first in LANGUAGES else ENGLISH


def later(sentence: str) -> str:
    """A sentence that is translated where it is used; this marks it for the tools that collect
    sentences."""
    return sentence


@cache
def speaking(language: str) -> NullTranslations:
    """The translations of our own sentences into a language; English is what the code says.

    Raises:
        FileNotFoundError: there is no such translation.
    """
    if language == ENGLISH:
        return NullTranslations()
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = BytesIO()
    with Path(__file__).with_name(f"{language}.po").open("rb") as file:
        write_mo(compiled, read_po(file, locale=language, abort_invalid=True))
    compiled.seek(0)
    return GNUTranslations(compiled)


def written_in(*texts: str | None) -> str:
    """The language of the first of these texts of which it is all but certain, as a BCP 47 tag.

    The empty string, which HTML takes for "not known", where it is certain of none.
    """
    for text in texts:
        if text:
            language, sure = _classified(text[:ENOUGH])
            if sure >= SURE:
                return language
    return ""


@lru_cache(KEPT)
def _classified(text: str) -> tuple[str, float]:
    language, sure = _identifier().classify(text)
    return str(language), float(sure)


@cache
def _identifier() -> "LanguageIdentifier":
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
