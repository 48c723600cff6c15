"""Throw made-up bytes, led by what code they reach, at everything that reads some.

    pip install atheris
    python tests/faults/fuzz.py question -max_total_time=300

The first word names a target (page, records, archive, question, card); the rest goes to libFuzzer.
Whatever breaks the law is written to a file crash-… in the working folder; give that file as the
last word to see it again. `python tests/faults/fuzz.py TARGET --corpus FOLDER` writes what to begin
with into a folder; name that folder after the target to go on from there.
"""

import io
import json
import sys
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))


def beginnings() -> dict[str, list[bytes]]:
    """For each target something that it reads every day."""
    pages = [file.read_bytes() for file in sorted((ROOT / "seeds").iterdir())]
    record = {"id": "r", "question_id": "q", "answer_text": "Rest.", "author": "Jane Roe"}
    packed = io.BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as opened:
        opened.writestr("a.txt", pages[0])
    asked = [
        b"Can I exercise after botox? And what about massage?",
        b"I cannot breathe after botox",
    ]
    return {
        "page": [*pages, *(page[:800] for page in pages)],
        "records": [json.dumps(record).encode()],
        "archive": [packed.getvalue()],
        "question": [*asked, b"before\x01and fillers?"],
        "card": [b"<b>a</b> &amp; \xc3\xa9 \r\n", pages[0][:500]],
    }


def main(name: str, *arguments: str) -> None:
    """Fuzz one target until libFuzzer is done."""
    if arguments[:1] == ("--corpus",):
        folder = Path(arguments[1])
        folder.mkdir(parents=True, exist_ok=True)
        for n, data in enumerate(beginnings()[name]):
            (folder / f"beginning-{n}").write_bytes(data)
        return
    import atheris

    with atheris.instrument_imports(include=["index", "bot"]):
        from tests.faults.targets import TARGETS
    atheris.Setup([sys.argv[0], *arguments], TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(*sys.argv[1:])
