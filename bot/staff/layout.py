"""The frame of the staff's pages, and the rendering of their templates.

Plain HTML: forms, links, tables and <details> do all that is needed. The only script moves the
focus by a few keys.
"""

from functools import cache, partial
from pathlib import Path
from urllib.parse import quote as in_url

from jinja2 import Environment
from markupsafe import Markup

from bot.safety.told import alerts_told
from bot.show.addresses import address_of
from bot.show.card import page_address
from bot.show.templates import environment
from bot.staff.login import Session

ROOT = "/staff"
TEMPLATES = Path(__file__).with_name("templates")
PLACES = (
    ("", "Doctors"),
    ("/topics", "Topics"),
    ("/coverage", "Coverage"),
    ("/searches", "Saved searches"),
    ("/judging", "Judging"),
    ("/pages", "Pages"),
    ("/changes", "Changes"),
    ("/checking", "To be checked"),
)
"""Where the navigation leads, and what it says."""
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; img-src data:; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}

NOT_TOLD_ON = {"Referrer-Policy": "no-referrer"}
"""For the address that has a key in it. Not for a form: browsers then say of what it sends that it
comes from nowhere (Origin: null), and it is refused."""


@cache
def _templates() -> Environment:
    templates = environment(TEMPLATES)
    templates.globals.update(root=partial(address_of, ROOT), places=PLACES, style=_style())
    templates.filters.update(counted=counted, number="{:,}".format)
    return templates


def _style() -> Markup:
    return as_html((TEMPLATES / "staff.css").read_text(encoding="utf-8"))


def rendered(template: str, **shown: object) -> Markup:
    """A template of the desk with what it shows; all that is not Markup is escaped."""
    return as_html(_templates().get_template(template).render(shown))


def as_html(html: str) -> Markup:
    """What a template or bot.show has drawn and escaped, taken for the HTML that it is."""
    return Markup(html)  # noqa: S704  nothing else is passed here


def staff_page_html(
    title: str,
    body: Markup,
    session: Session | None = None,
    *,
    place: str | None = None,
    has_login: bool = True,
    reload_after: int | None = None,
    to_check: int = 0,
) -> Markup:
    """A whole page of the desk.

    Args:
        session: who has signed in; None if nobody has.
        place: which of the places this is.
        reload_after: seconds after which the browser loads the page again.
        to_check: how many pages a person has to decide about.
    """
    return rendered(
        "layout.html",
        title=title,
        body=body,
        session=session,
        place=place,
        has_login=has_login,
        reload_after=reload_after,
        to_check=to_check,
    )


def sign_in_html(error: str | None = None, name: str = "") -> Markup:
    """The sign-in page.

    Args:
        error: why it did not work just now.
        name: what was typed, so that only the password has to be typed again.
    """
    return staff_page_html("Sign in", rendered("sign_in.html", error=error, name=name))


def alert_html(words: str, *ways: tuple[str, str], is_danger: bool = False) -> Markup:
    """A page's body that says one thing, and where one can go on: addresses, and what they are."""
    return rendered("alert.html", words=words, ways=ways, is_danger=is_danger)


def danger_html(words: str, number: str) -> Markup:
    """The notices for an emergency that words tell of somebody, as where a message was written into
    a search; nothing where they only name one."""
    told = alerts_told(words, number)
    return Markup().join(
        alert_html(f"{one.heading}: {one.title}. {one.text}", is_danger=True) for one in told
    )


def error_html(words: str, *ways: tuple[str, str]) -> Markup:
    """The same of what went wrong."""
    return rendered("error.html", words=words, ways=ways)


def to_patients() -> tuple[str, str]:
    """The way to the page that is open to everybody."""
    return address_of("/"), "To the patients’ page"


def to_desk() -> tuple[str, str]:
    """The way to the desk, from a page that does not have its places."""
    return address_of(ROOT), "To the desk"


def counted(count: int, one: str, many: str | None = None) -> str:
    """A number with its noun."""
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"


def listing_address(page_id: str) -> str:
    """Where the doctors of one page are listed."""
    return f"{address_of(ROOT)}?in_page={in_url(page_id, safe='')}"


def saved_page_address(page_id: str, number: int) -> str:
    """Where the whole page is shown, with one answer marked."""
    return address_of(f"/{page_address(page_id, number)}")
