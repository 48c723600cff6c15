"""How the time to read a page grows with the page, on text made to be slow to read.

    python bench/growth.py

For each kind of text, a page of a quarter of the length is read beside the whole one in the same
run, each three times; printed is the ratio of the best times. Linear reading gives 4.
"""

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from index.parse import parse_page

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


def seconds(piece: str, length: int) -> float:
    """The best of three times to read a page whose one body is that piece over and over."""
    text = f"Title\n\nDoctor Answers 2\n\nA{piece * (length // len(piece))}b\n"
    times = []
    for _ in range(3):
        started = time.process_time()
        parse_page(text, page_id="growth", source="growth.txt", digest="")
        times.append(time.process_time() - started)
    return min(times)


def main() -> None:
    """Print a line for each kind of text."""
    print(f"{'text':<18}{'ratio':>7}{'seconds':>10}   (linear: 4.0)")
    for name, piece in PIECES.items():
        quarter, whole = seconds(piece, LENGTH // 4), seconds(piece, LENGTH)
        print(f"{name:<18}{whole / quarter:>7.1f}{whole:>10.3f}")


if __name__ == "__main__":
    main()
