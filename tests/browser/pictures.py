"""Make the pictures of the README: `python tests/browser/pictures.py`.

The program on the seeds, as a desktop and a phone show it: an answered question, light and dark; a
sign of danger; a question that was read together with the one before; the page in Spanish; and the
staff's desk. Also the icon as pictures, from its drawing.
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from bot.web.own_head import PICTURE_SIZES, icon, picture_path  # noqa: E402

PICTURES = Path(__file__).parent / "pictures"
LARGEST = 250_000
"""Bytes of a picture, at most."""
EXERCISE = "can I exercise after botox?"
SWALLOWING = "botox 3 days ago and now its hard to swalow, is that normal? can i exercise?"


class Picture(NamedTuple):
    """A picture's name, what is asked before it is taken, and how the page is shown."""

    name: str
    asked: tuple[str, ...]
    phone: bool = False
    scheme: Literal["light", "dark"] = "light"
    locale: str = "en-US"


TAKEN = (
    Picture("desktop-light", (EXERCISE,)),
    Picture("desktop-dark", (EXERCISE,), scheme="dark"),
    Picture("phone-light", (EXERCISE,), phone=True),
    Picture("phone-dark", (EXERCISE,), phone=True, scheme="dark"),
    Picture("emergency", (SWALLOWING,), phone=True),
    Picture("follow-up", (EXERCISE, "and what about juvaderm?"), phone=True),
    Picture("spanish", (EXERCISE,), phone=True, locale="es-MX"),
)


DESK = {"staff-doctors": "/staff?topic=massage", "staff-coverage": "/staff/coverage"}
"""Pictures of the staff's desk, and where they are taken."""


def main() -> int:
    """Write each picture; 0 if none is too large."""
    from bot.reply.service import AnswerService
    from bot.staff.audit import Audit
    from bot.staff.login import Staff
    from bot.staff.routes import COOKIE, Desk
    from index.encoders.sentence_encoder import SentenceEncoder
    from index.library.build import build
    from index.library.open import Library
    from tests.browser.conftest import DESKTOP, PHONE, chromium, serving
    from tests.conftest import SEEDS

    PICTURES.mkdir(exist_ok=True)
    status = 0
    with TemporaryDirectory() as folder:
        encoder = SentenceEncoder()
        build(Path(folder), [SEEDS], encoder)
        service = AnswerService(Library.open(Path(folder)), encoder)
        service.load()
        service.wait()
        names = Staff({"anna": "of no use here"})
        desk = Desk(service, names, None, Audit(Path(folder)))
        with serving(service, desk=desk) as address, chromium() as browser:
            for size in PICTURE_SIZES:
                _draw_icon(browser.new_page(viewport={"width": size, "height": size}), size)
            for picture in TAKEN:
                width, height = PHONE if picture.phone else DESKTOP
                context = browser.new_context(
                    viewport={"width": width, "height": height},
                    color_scheme=picture.scheme,
                    reduced_motion="reduce",
                    locale=picture.locale,
                )
                page = context.new_page()
                page.goto(address)
                page.locator("#starting").wait_for(state="hidden")
                for n, question in enumerate(picture.asked):
                    page.locator("#ask-bar textarea").fill(question)
                    page.locator("#ask-bar textarea").press("Enter")
                    page.locator("#chat .reply").nth(n).wait_for()
                    page.wait_for_timeout(500)  # it moves to the question when all is drawn
                status |= _take(page, picture.name)
                context.close()
            context = browser.new_context(viewport={"width": DESKTOP[0], "height": DESKTOP[1]})
            token = desk.sessions.begin("anna")
            name = f"{COOKIE}-{urlsplit(address).port}"
            context.add_cookies([{"name": name, "value": token, "url": address}])
            page = context.new_page()
            for name, path in DESK.items():
                page.goto(f"{address}{path}")
                status |= _take(page, name)
            context.close()
    return status


def _draw_icon(page: Page, size: int) -> None:
    """Write the icon as a picture. It fills the square: a device cuts its own corners."""
    drawing = icon().decode().replace(' rx="14"', "")
    page.set_content(f"<style>body{{margin:0}}svg{{display:block}}</style>{drawing}")
    page.screenshot(path=ROOT / "bot" / "web" / picture_path(size))
    page.close()


def _take(page: Page, name: str) -> int:
    """Write a picture; 1 if it is too large."""
    file = PICTURES / f"{name}.png"
    page.screenshot(path=file, animations="disabled", caret="hide")
    print(f"{file.relative_to(ROOT)}: {file.stat().st_size:,} bytes")
    if file.stat().st_size < LARGEST:
        return 0
    print("too large", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
