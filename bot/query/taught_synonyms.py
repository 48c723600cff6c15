"""Synonyms that the staff of a library added to it, besides those of synonyms.toml.

They are in `terms.toml` in the library's folder, which is kept when the library is rebuilt.
"""

import json
import re
from datetime import UTC, datetime
from pathlib import Path

from bot.query.synonyms import Term, brands, terms_in
from bot.text.lexicon import key_of
from index.durable import replace_file

NAME = "terms.toml"
LONGEST = 60
"""Letters of a word or words that are taught, at most."""
PATIENCE = 10.0
"""Seconds to wait for another change of the library."""
BLOCK = re.compile(r"(?:^#.*\n)*^\[\[term\]\](?:\n(?![#\[]).*)*\n?", re.MULTILINE)
"""A term of the file, with the comment above it."""


def taught_in(folder: Path) -> tuple[Term, ...]:
    """What was taught to the library in a folder.

    Raises:
        ValueError: the file is not as `teach` writes it.
    """
    try:
        return terms_in((folder / NAME).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return ()
    except ValueError as error:
        raise ValueError(f"{folder / NAME}: {error}; mend that line, or delete it") from error


def check_synonym(said: str, meant: str) -> None:
    """Refuse what cannot be taught.

    Raises:
        ValueError: one of them is empty, too long, or the name of a product, which has no
            synonym; or both are the same.
    """
    for words in (" ".join(said.split()), " ".join(meant.split())):
        is_word = any(letter.isalnum() for letter in words) and words.isprintable()
        if not is_word or len(words) > LONGEST:
            raise ValueError(f"write a word or a few, of up to {LONGEST} letters")
        if brands(words):
            raise ValueError(f"“{words}” names a product, and a product stands for no other thing")
    if key_of(said) == key_of(meant):
        raise ValueError("both are the same")


def teach(folder: Path, said: str, meant: str, by: str) -> Term:
    """Teach a library that patients who say one thing mean another that doctors say.

    Raises:
        ValueError: as `check_synonym`.
        LibraryBusy, NotWritten: another change is at work, or the file cannot be written; nothing
            was taught.
    """
    from index.library.lock import changing  # whoever only asks locks nothing

    check_synonym(said, meant)
    said, meant = (" ".join(words.split()) for words in (said, meant))
    term = Term(meant, "taught", (said,), (), (), False)
    day = datetime.now(UTC).date().isoformat()
    block = (
        f"# {' '.join(by.split())}, {day}\n[[term]]\nname = {_quoted(meant)}\n"
        f'kind = "taught"\nsaid = [{_quoted(said)}]\n\n'
    )
    with changing(folder, PATIENCE):
        if term not in taught_in(folder):
            replace_file(folder / NAME, (_read(folder / NAME) + block).encode())
    return term


def unteach(folder: Path, said: str) -> bool:
    """Delete a taught synonym; whether there was one.

    Raises:
        ValueError: the file is not as `teach` writes it.
        LibraryBusy, NotWritten: as `teach`.
    """
    from index.library.lock import changing  # as above

    with changing(folder, PATIENCE):
        if not any(_says(term, said) for term in taught_in(folder)):
            return False
        remaining = BLOCK.sub(
            lambda found: "" if any(_says(term, said) for term in terms_in(found[0])) else found[0],
            _read(folder / NAME),
        )
        replace_file(folder / NAME, remaining.encode())
        return True


def _says(term: Term, said: str) -> bool:
    return key_of(said) in map(key_of, term.said)


def _quoted(words: str) -> str:
    return json.dumps(words, ensure_ascii=False)  # a TOML string, too


def _read(file: Path) -> str:
    return file.read_text(encoding="utf-8") if file.exists() else ""
