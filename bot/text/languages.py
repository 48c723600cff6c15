"""The languages of the page itself, its translations, and the detection of a text's language.

Our own sentences are in the code and the templates, in English; their Spanish is in es.po, a format
that translators' tools read, and compiled in es.mo. Doctors' words stay in their own language, and
are marked with it.
"""

import logging
import re
from datetime import date
from functools import cache, lru_cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path
from tempfile import gettempdir
from typing import TYPE_CHECKING

from bot.text.english import is_english

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

logger = logging.getLogger(__name__)

WORD = re.compile(r"[^\W\d_]+")
MOSTLY = 2 / 3
"""Share of English words from which a message is read as English, and no language is guessed."""
LANGUAGES = ("en", "es")
ENGLISH = "en"
CERTAIN = 0.9
"""Probability from which a text is said to be in a language; short ones seldom reach it."""
CHARACTERS_READ = 1000
"""Characters of a text that are read."""
GLANCE, SURE = 160, 0.999
"""Characters that suffice where they make the language so probable: reading takes a list of
thousands of answers longest."""
CACHED = 4096
"""Texts whose language is cached: a page is shown again and again."""


def preferred_language(accepted: str | None) -> str:
    """The page's language for a browser that sends this Accept-Language header.

    Only the first one counts: the parts of the page that do not wait for the server follow the
    browser's own language, and both must be the same.
    """
    first = (accepted or "").split(",")[0].split(";")[0].split("-")[0].strip().lower()
    return first if first in LANGUAGES else ENGLISH


def translatable(sentence: str) -> str:
    """A sentence that is translated where it is used; this marks it for tools that extract
    sentences."""
    return sentence


@cache
def translations(language: str) -> NullTranslations:
    """The translations of our own sentences into a language; English is in the code itself.

    Raises:
        FileNotFoundError: there is no such translation.
    """
    if language == ENGLISH:
        return NullTranslations()
    with Path(__file__).with_name(f"{language}.mo").open("rb") as compiled:
        return GNUTranslations(compiled)


def day_in(day: date, language: str) -> str:
    """A day in words: "3 March 2016", "3 de marzo de 2016"."""
    from babel.dates import format_date

    return format_date(day, "d MMMM y" if language == ENGLISH else "long", locale=language)


def language_of(*texts: str | None) -> str:
    """The language, as a BCP 47 tag, of the first of these texts for which it is nearly certain.

    The empty string, which HTML takes for "not known", where it is certain for none.
    """
    for text in texts:
        if text:
            language, probability = _classified(text[:CHARACTERS_READ])
            if probability >= CERTAIN:
                return language
    return ""


def language_name(language: str, other: str) -> str:
    """What a language is called in another one; its tag where that is not known."""
    from babel import Locale

    return str(Locale.parse(other).languages.get(language, language))


def language_for(message: str, page: str) -> str:
    """The language in which whoever wrote a message is told something: the page's; on an English
    page another of ours, if that is the likeliest of the message. One that is mostly English is
    not guessed at."""
    if page != ENGLISH:
        return page
    words = WORD.findall(message[:CHARACTERS_READ].casefold())
    if sum(map(is_english, words)) >= MOSTLY * len(words):
        return page
    guessed, _ = guessed_language(message)
    return guessed if guessed in LANGUAGES else page


def guessed_language(text: str) -> tuple[str, float]:
    """The likeliest language of a text, as a BCP 47 tag, and its probability from 0 to 1."""
    return _classified(text[:CHARACTERS_READ])


@lru_cache(CACHED)
def _classified(text: str) -> tuple[str, float]:
    identifier = _identifier()
    if identifier is None:
        return "", 0.0
    language, probability = identifier.classify(text[:GLANCE])
    if probability < SURE and len(text) > GLANCE:
        language, probability = identifier.classify(text)
    return str(language), float(probability)


@cache
def _identifier() -> "LanguageIdentifier | None":
    """The model that tells languages; None where it cannot be unpacked, which takes some 70 MB of
    the system's folder for temporary files. Then no language is certain."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    try:
        return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    except OSError as error:
        logger.warning(
            "%s does not fit into %s when it is unpacked (%s), so the language of answers is not "
            "marked; make room there, or name another folder with TMPDIR",
            MODEL_FILE,
            gettempdir(),
            error.strerror,
        )
        return None
