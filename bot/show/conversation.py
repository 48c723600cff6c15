"""A question and its Reply → HTML, card by card; and what is said where there is no reply."""

from collections.abc import Sequence

from bot.query.asked import Asked
from bot.reply.band import Band
from bot.reply.reply import Reply, ReplyPart
from bot.reply.spread import Spread, Time, spread_of
from bot.safety.alerts import AMERICAN, Alert, alerts_of
from bot.safety.signs import Sign
from bot.show.card import card_html, escaped
from bot.show.wording import (
    WHAT_IT_IS,
    WHAT_IT_IS_NOT,
    changes_of,
    count_of,
    count_of_part,
    doctors_told,
    name_of,
)
from bot.text.languages import ENGLISH, later, speaking, written_in

BANDS: dict[Band, str] = {
    "answered": later("Answered here"),
    "related": later("Near it, not the same"),
    "nothing": later("Nothing found"),
}
"""What a band is called where it is drawn."""


def head_html(notice: str | None, language: str = ENGLISH) -> str:
    """The top of the page: what this is, what it is not, and the saved pages' own notice."""
    say = speaking(language).gettext
    words = (
        ""
        if notice is None
        else f'<p class="notice" lang="{written_in(notice)}" data-verbatim>{escaped(notice)}</p>'
    )
    return (
        '<header class="top"><h1>Doctor Answers</h1>'
        f"<p>{escaped(say(WHAT_IT_IS))}</p>"
        f'<p class="caution">{escaped(say(WHAT_IT_IS_NOT))}</p>{words}</header>'
    )


def starting_html(language: str = ENGLISH) -> str:
    """What the page says while the encoder still loads."""
    words = speaking(language).gettext(
        "Starting up. You can ask already; the first answer takes a moment."
    )
    return f'<p class="waiting">{escaped(words)}</p>'


def examples_html(titles: Sequence[str], language: str = ENGLISH) -> str:
    """Questions to begin with, from the library's own titles; or that the library holds none."""
    say = speaking(language).gettext
    if not titles:
        return trouble_html(
            say(
                "There are no answers here yet, so nothing can be found. Whoever runs this page "
                "can put pages in with “doctor-answers build”."
            )
        )
    buttons = "".join(
        f'<button type="button" class="again" lang="{written_in(title)}" '
        f'data-question="{escaped(title)}">{escaped(title)}</button>'
        for title in examples_of(titles)
    )
    label = say("Questions that doctors here were asked:")
    return f'<p id="try">{escaped(label)}</p><div class="examples">{buttons}</div>'


def examples_of(titles: Sequence[str]) -> list[str]:
    """The shorter titles first: they are read at a glance."""
    return sorted(titles, key=len)[:3]


def question_html(question: str, language: str = ENGLISH) -> str:
    """The patient's own words, as they were typed."""
    link = speaking(language).gettext("Copy a link to this question")
    return (
        f'<p class="asked" dir="auto">{escaped(question)}</p>'
        f'<button type="button" class="link">{escaped(link)}</button>'
    )


def waiting_html(*, loading: bool, language: str = ENGLISH) -> str:
    """What stands in place of a reply until it is there."""
    say = speaking(language).gettext
    words = say("Looking through the doctors' answers …")
    if loading:
        words = say("Still starting up; your question is answered in a few seconds …")
    return f'<p class="waiting">{escaped(words)}</p>'


def status_text(reply: Reply, language: str = ENGLISH) -> str:
    """The one sentence that a screen reader says when a reply has come."""
    return escaped(count_of(reply, language))


def trouble_html(trouble: str) -> str:
    """Why there is no reply, in words."""
    return f'<p class="trouble">{escaped(trouble)}</p>'


def older_html(warning: str | None, language: str = ENGLISH) -> str:
    """That the library before is shown, as the newest is damaged; nothing where it is not.

    Args:
        warning: what the library says of itself, for whoever runs the program.
    """
    if warning is None:
        return ""
    return trouble_html(
        speaking(language).gettext(
            "The newest state of this library cannot be used, so the one before it is shown. "
            "Whoever runs this page is told why."
        )
    )


def alerts_html(
    message: str, signs: Sequence[Sign], number: str = AMERICAN, language: str = ENGLISH
) -> str:
    """The fixed notices for signs of danger in a message; nothing where there are none."""
    return "".join(
        _alert_html(alert, language) for alert in alerts_of(message, signs, number, language)
    )


def _alert_html(alert: Alert, language: str) -> str:
    role = "note" if alert.level == "non-urgent" else "alert"
    calls = "".join(
        f'<a class="call" href="{escaped(call.address)}">{escaped(call.words)}</a>'
        for call in alert.calls
    )
    because = speaking(language).gettext("Shown because you wrote: {words}")
    told_by = ", ".join(f"“{words}”" for words in alert.told_by)
    return (
        f'<section class="alert" data-level="{alert.level}" role="{role}">'
        f'<p class="level">{escaped(alert.heading)}</p>'
        f'<p class="title">{escaped(alert.title)}</p><p>{escaped(alert.text)}</p>'
        + (f'<p class="calls">{calls}</p>' if calls else "")
        + f'<p class="because" dir="auto">{escaped(because.format(words=told_by))}</p></section>'
    )


def reply_html(reply: Reply, language: str = ENGLISH, *, votes: bool = False) -> str:
    """A Reply: how much was found, for each question its cards, and the pages' own notices.

    What is said to signs of danger goes before it: see alerts_html.
    """
    several = len(reply.parts) > 1
    parts = "".join(
        _part_html(part, language, several=several, votes=votes) for part in reply.parts
    )
    notices = "".join(
        f'<p class="notice" data-level="{notice.level}" lang="{written_in(notice.text)}" '
        f"data-verbatim>{escaped(notice.text)}</p>"
        for notice in reply.notices
    )
    band = "" if several else _band_html(reply.band, language)
    return (
        f'<section class="reply" data-band="{reply.band}">{band}'
        f'<p class="count">{status_text(reply, language)}</p>{parts}{notices}</section>'
    )


def _band_html(band: Band, language: str) -> str:
    words = speaking(language).gettext(BANDS[band])
    return f'<p class="band" data-band="{band}">{escaped(words)}</p>'


def _part_html(part: ReplyPart, language: str, *, several: bool, votes: bool) -> str:
    """One question's cards, and before them what was searched, where it is not what was typed."""
    head = hint = ""
    if several:
        head = (
            f'<h2 class="part" dir="auto">{escaped(part.asked.asked)}</h2>'
            f"{_band_html(part.band, language)}<p>{escaped(count_of_part(part, language))}</p>"
        )
    if part.band == "nothing":
        words = speaking(language).gettext(
            "Nothing here answers it, so nothing is shown. Other words may find more; "
            "for your own case, ask your doctor."
        )
        hint = f"<p>{escaped(words)}</p>"
    spread = spread_of(part.cards)
    timed = {(time.card.answer.id, time.sentence) for time in spread.times} if spread else set()
    cards = "".join(
        card_html(
            card,
            "h3" if several else "h2",
            language,
            timed={sentence for answer, sentence in timed if answer == card.answer.id},
            votes=votes,
        )
        for card in part.cards
    )
    return (
        f'<section class="for">{head}{_changes_html(part.asked, language)}{hint}'
        f"{_spread_html(spread, language) if spread else ''}{cards}</section>"
    )


def _changes_html(asked: Asked, language: str) -> str:
    say = speaking(language).gettext
    lines = [
        f"<li>{escaped(change.told)} "
        f'<button type="button" class="again" data-question="{escaped(change.question)}">'
        f"{escaped(change.offer)}</button></li>"
        for change in changes_of(asked, language)
    ]
    if asked.searched != asked.asked:
        lines.insert(
            0,
            f"<li>{escaped(say('Searched:'))} "
            f'<span class="searched" dir="auto">{escaped(asked.searched)}</span> '
            f'<button type="button" class="edit" data-question="{escaped(asked.searched)}">'
            f"{escaped(say('Edit these words'))}</button></li>",
        )
    return f'<ul class="changes">{"".join(lines)}</ul>' if lines else ""


def _spread_html(spread: Spread, language: str) -> str:
    """Who answered, and the times that they name, each leading to its sentence."""
    say = speaking(language)
    doctors = doctors_told(spread.doctors, spread.unnamed, language)
    specialties = ", ".join(
        f"<span><bdi>{escaped(name)}</bdi> ({number})</span>" for name, number in spread.specialties
    )
    who = f"<p>{escaped(say.gettext('Who answered:'))} {escaped(doctors)}"
    who += f". {specialties}.</p>" if specialties else ".</p>"
    times = "".join(_time_html(time, language) for time in spread.times)
    if times:
        label = say.gettext("Times they name (press one to read it):")
        times = f'<p>{escaped(label)}</p><ul class="times">{times}</ul>'
    title = say.gettext("Several answers. They may differ.")
    return f'<section class="spread"><p class="title">{escaped(title)}</p>{who}{times}</section>'


def _time_html(time: Time, language: str) -> str:
    card = time.card
    words = card.page.quote(time.span)
    return (
        f'<li><button type="button" class="time" data-leads="{escaped(card.answer.id)}" '
        f'data-at="{time.sentence.start}"><span class="length" '
        f'lang="{written_in(card.quote, card.page.text)}" data-verbatim>{escaped(words)}</span> '
        f'<span class="by"><bdi>{escaped(name_of(card.answer.doctor, language))}</bdi></span>'
        "</button></li>"
    )


def sayings_html(language: str = ENGLISH) -> str:
    """What the page says by itself, without asking the program: hidden, for chat.js to read."""
    say = speaking(language).gettext
    sayings = {
        "language": language,
        "question": say("Your question"),
        "answers": say("Doctors' answers"),
        "notice": say("Important"),
        "conversation": say("Questions and answers"),
        "copied": say("Copied"),
        "link": say("Link copied"),
        "thanks": say("Thank you"),
        "refused": say("Not saved. Try again later."),
        "place": say("Many people are asking. Your question is number {place} in the queue."),
        "busy": say(
            "Too many people are asking just now, so your question was not taken. It is still in "
            "the box: ask it again in a minute."
        ),
        "offline": say(
            "This page cannot reach the program behind it: the network is down, or the program has "
            "stopped. Your question can be asked again when it is back."
        ),
        "cut": say("Your question could not be sent. It is still in the box: ask it again."),
        "patience": say(
            "The question before is still being answered. Ask this one when its answer is there."
        ),
        "late": say(
            "This takes longer than it should. You can go on waiting, or load this page anew and "
            "ask again."
        ),
        "failed": say(
            "Something went wrong, so nothing is shown. Ask your question again; if it happens "
            "again, tell whoever runs this page."
        ),
        "gone": say("This answer was taken out of the library since, so it is no longer shown."),
        "back": say("The program is there again. Ask your question once more."),
        "again": say(
            "The program is there again. Your question is asked once more in a moment; earlier "
            "answers may be gone."
        ),
    }
    told = " ".join(f'data-{name}="{escaped(words)}"' for name, words in sayings.items())
    return f"<span hidden {told}></span>"
