"""Make the pictures of the README: `python tests/browser/pictures.py`.

The program on the seeds, asked one question, as a desktop and a phone show it, light and dark.
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

ROOT = Path(__file__).resolve().parents[2]
PICTURES = Path(__file__).parent / "pictures"
QUESTION = "can I exercise after botox?"
LARGEST = 250_000
"""Bytes of a picture, at most."""


def main() -> int:
    """Write each picture; 0 if none is too large."""
    sys.path.insert(0, str(ROOT))
    from bot.finder import Finder
    from index.build import build
    from index.encode import SentenceEncoder
    from index.library import Library
    from tests.browser.conftest import DESKTOP, PHONE, ask, chromium, context_of, open_chat, serving
    from tests.conftest import SEEDS

    schemes: tuple[Literal["light", "dark"], ...] = ("light", "dark")
    PICTURES.mkdir(exist_ok=True)
    status = 0
    with TemporaryDirectory() as folder:
        encoder = SentenceEncoder()
        build(Path(folder), [SEEDS], encoder)
        finder = Finder(Library.open(Path(folder)), encoder)
        finder.load()
        finder.wait()
        with serving(finder) as address, chromium() as browser:
            for device, size in (("desktop", DESKTOP), ("phone", PHONE)):
                for scheme in schemes:
                    with context_of(browser, size, scheme) as context:
                        page = context.new_page()
                        open_chat(page, address)
                        ask(page, QUESTION)
                        file = PICTURES / f"{device}-{scheme}.png"
                        page.screenshot(path=file, animations="disabled", caret="hide")
                    print(f"{file.relative_to(ROOT)}: {file.stat().st_size:,} bytes")
                    if file.stat().st_size >= LARGEST:
                        print("too large", file=sys.stderr)
                        status = 1
    return status


if __name__ == "__main__":
    sys.exit(main())
