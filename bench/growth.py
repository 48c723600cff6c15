"""How the time to read a page, or a patient's message, grows with it, on text made to be slow.

    python bench/growth.py

For each kind of text, one of a quarter of the length is read beside the whole one in the same run,
each three times; printed is the ratio of the best times. Linear reading gives 4. The messages are
far longer than the program searches (2,000 characters), so that growth can be seen.

Last come whole replies to messages of ten million characters, beside an ordinary question: they
are cut before anything is made of them.
"""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bot.query.correct import Spelling
from bot.query.search_query import queries_in
from bot.reply.reply import reply_to
from bot.safety.signs import signs_in
from index.encoders.sentence_encoder import SentenceEncoder
from index.library.build import build
from index.library.open import Library
from index.pages.line_reader.text import parse_page
from index.pages.rows.json_lines import parse_record

SEEDS = Path(__file__).resolve().parent.parent / "seeds"

LENGTH = 800_000
"""Characters of the whole page."""
PIECES = {
    "words": "word ",
    "full stops": "a.",
    "brackets": "(",
    "titles": "Dr. ",
    "signed": "Done. Dr. Aaa ",
    "commas": ",",
    "generations": ", Jr",
    "no-break spaces": "\u00a0",
    "braces": "{{ }",
    "bylines": "Jane Roe, MD\nTampa Dentist\n\n",
    "signatures": "Dr. Green\n\n",
    "names": "Jane Roe, MD\n",
}
MESSAGE = 40_000
"""Characters of the whole message."""
MESSAGES = {
    "marks": "?",
    "questions": "a b c? ",
    "list": "1) ",
    "and": "and ",
    "joined": ", can i run",
    "please": "please ",
    "wanting": "i want to know if ",
    "pointing": "is it ",
    "titles": "Dr. ",
    "quotes": '"',
    "slips": "massige juvaderm ",
    "lines": "\n",
}
DANGER = {
    **MESSAGES,
    "numb": "my face is numb, ",
    "breathe": "i cannot breathe ",
    "no": "no ",
    "stops": "a.",
}
READ = 8_000
"""Characters of a message that are read for signs of danger, all that are."""
GIANT = 10_000_000
QUESTION = "can I exercise after botox?"
SPELLING = Spelling({"massage": 9, "juvederm": 9, "exercise": 9}, frozenset())


def page(text: str) -> None:
    """Read a page whose one body is that text."""
    whole = f"Title\n\nDoctor Answers 2\n\nA{text}b\n"
    parse_page(whole, page_id="growth", source="growth.txt", digest="")


def message(text: str) -> None:
    """Read a message, and once more as one that follows another."""
    queries_in(f"a{text}a", SPELLING, before=f"Botox {text}")


def record(text: str) -> None:
    """Read a line of JSON with that text in it."""
    parse_record(
        json.dumps({"id": "r", "answer_text": text + "a"}, ensure_ascii=False).encode(),
        "growth.jsonl:1",
    )


def danger(text: str) -> None:
    """Look for signs of danger in a message."""
    signs_in(text)


def seconds(read: Callable[[str], None], piece: str, length: int) -> float:
    """The best of three times to read that piece over and over."""
    text = piece * (length // len(piece))
    times = []
    for _ in range(3):
        started = time.process_time()
        read(text)
        times.append(time.process_time() - started)
    return min(times)


def giants() -> None:
    """Print how long replies to giant messages take, beside one to an ordinary question."""
    with TemporaryDirectory() as folder:
        build(Path(folder), [SEEDS], SentenceEncoder())
        library = Library.open(Path(folder))
        encoder, spelling = library.encoder(), Spelling.of(library)

        def answer(text: str) -> None:
            reply_to(f"{QUESTION} {text}", library, encoder, spelling=spelling)

        for piece in ("", *MESSAGES.values()):
            answer(piece * 100)  # what is read once and kept is read
        print(f"{'giant':<18}{'':>7}{'seconds':>10}   (none: {QUESTION})")
        for name, piece in {"none": "", **DANGER}.items():
            taken = seconds(answer, piece or " ", GIANT if piece else 1)
            print(f"{name:<18}{'':>7}{taken:>10.3f}")
        library.close()


def main() -> None:
    """Print a line for each kind of text."""
    for read, pieces, length in (
        (page, PIECES, LENGTH),
        (record, PIECES, LENGTH),
        (message, MESSAGES, MESSAGE),
        (danger, DANGER, READ),
    ):
        print(f"{read.__name__:<18}{'ratio':>7}{'seconds':>10}   (linear: 4.0)")
        for name, piece in pieces.items():
            quarter, whole = seconds(read, piece, length // 4), seconds(read, piece, length)
            print(f"{name:<18}{whole / quarter:>7.1f}{whole:>10.3f}")
    giants()


if __name__ == "__main__":
    main()
