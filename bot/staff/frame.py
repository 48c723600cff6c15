"""The frame of the staff's pages: what stands around each, and how one enters.

Plain HTML without any script: forms, links, tables and <details> do all that is needed.
"""

from functools import cache
from pathlib import Path
from typing import Literal, TypeAlias

from bot.show.card import escaped
from bot.staff.login import Session

ROOT = "/staff"
ButtonKind: TypeAlias = Literal["plain", "primary", "grave"]
"""What a button is: one of several, what one came for, or what cannot be taken back."""
PLACES = (("", "Doctors"), ("/coverage", "Coverage"), ("/pages", "Pages"))
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
NO_LOGIN = (
    "No login is set, so this page opens on this machine only. To let staff in from elsewhere, "
    "start the program with “serve --staff FILE”."
)


@cache
def _style() -> str:
    return Path(__file__).with_name("frame.css").read_text(encoding="utf-8")


def staff_page_html(
    title: str,
    body: str,
    session: Session | None = None,
    *,
    here: str | None = None,
    alone: bool = False,
    again: int | None = None,
) -> str:
    """A whole page of the desk.

    Args:
        body: HTML, escaped where it must be.
        session: who is there; nobody has entered without one.
        here: which of the places this is.
        alone: there is no login.
        again: seconds after which the browser loads the page anew.
    """
    reload = "" if again is None else f'<meta http-equiv="refresh" content="{again}">'
    told = f'<p class="told">{escaped(NO_LOGIN)}</p>' if alone else ""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">{reload}'
        f'<link rel="icon" href="data:,"><title>{escaped(title)} · Doctor Answers, staff</title>'
        f'<style>{_style()}</style></head><body><a class="skip" href="#main">To the content</a>'
        f'{_head_html(session, here, alone=alone)}<main id="main"><h1>{escaped(title)}</h1>'
        f"{told}{body}</main></body></html>"
    )


def _head_html(session: Session | None, here: str | None, *, alone: bool) -> str:
    if session is None:
        return '<header class="top"><p class="brand">Doctor Answers · staff</p></header>'
    links = "".join(
        f'<li><a href="{ROOT}{path}"{current(path == here)}>{name}</a></li>'
        for path, name in PLACES
    )
    leave = ""
    if not alone:
        leave = (
            f'<form class="leave" method="post" action="{ROOT}/leave">{form_field(session)}'
            f"<span>Signed in as <bdi>{escaped(session.name)}</bdi></span> "
            '<button type="submit">Sign out</button></form>'
        )
    return (
        '<header class="top"><p class="brand">Doctor Answers · staff</p>'
        f'<nav aria-label="Staff"><ul>{links}</ul></nav>{leave}</header>'
    )


def current(is_here: bool) -> str:
    """The attribute of a link to where one is."""
    return ' aria-current="page"' if is_here else ""


def form_field(session: Session) -> str:
    """What every form carries, so that no other site's form is taken for one of ours."""
    return f'<input type="hidden" name="form" value="{escaped(session.form)}">'


def button_html(
    action: str, words: str, session: Session, fields: dict[str, str], kind: ButtonKind = "plain"
) -> str:
    """A form of one button that sends some fields."""
    hidden = "".join(
        f'<input type="hidden" name="{escaped(name)}" value="{escaped(value)}">'
        for name, value in fields.items()
    )
    return (
        f'<form class="inline" method="post" action="{ROOT}{action}">{form_field(session)}{hidden}'
        f'<button type="submit" class="{kind}">{escaped(words)}</button></form>'
    )


def entrance_html(trouble: str | None = None, name: str = "") -> str:
    """Where one signs in."""
    told = "" if trouble is None else f'<p class="trouble" role="alert">{escaped(trouble)}</p>'
    return staff_page_html(
        "Sign in",
        f'{told}<form class="enter" method="post" action="{ROOT}/enter">'
        f'<label>Name <input name="name" value="{escaped(name)}" autocomplete="username" required '
        'autocapitalize="none" spellcheck="false"></label>'
        '<label>Password <input name="password" type="password" required '
        'autocomplete="current-password"></label>'
        '<button type="submit" class="primary">Sign in</button></form>',
    )


def counted(count: int, one: str, many: str | None = None) -> str:
    """A number with its noun."""
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"


def bars_html(caption: str, rows: list[tuple[str, int]], unit: str) -> str:
    """Numbers as bars, for the eye; the numbers stand beside them, for everybody."""
    most = max((count for _, count in rows), default=0)
    if not most:
        return ""
    body = "".join(
        f'<tr><th scope="row"><bdi>{escaped(name)}</bdi></th><td class="number">{count:,}</td>'
        f'<td class="bar" aria-hidden="true"><span style="width:{100 * count / most:.1f}%"></span>'
        "</td></tr>"
        for name, count in rows
    )
    return (
        f'<table class="bars"><caption>{escaped(caption)}</caption><thead class="sr"><tr>'
        f'<th scope="col">Name</th><th scope="col">{escaped(unit)}</th><td></td></tr></thead>'
        f"<tbody>{body}</tbody></table>"
    )
