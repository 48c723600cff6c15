"""A question and its Reply → HTML, card by card; and what is said where there is no reply."""

from collections.abc import Sequence

from markupsafe import Markup

from bot.reply.band import Band
from bot.reply.reply import Reply, ReplyPart
from bot.reply.spread import Spread, Time, spread_of
from bot.safety.alerts import AMERICAN, alerts_of
from bot.safety.signs import Sign
from bot.show.card import card_html
from bot.show.templates import rendered
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


def head_html(notice: str | None, language: str = ENGLISH) -> Markup:
    """The top of the page: what this is, what it is not, and the saved pages' own notice."""
    say = speaking(language).gettext
    return rendered(
        "head.html",
        language,
        what_it_is=say(WHAT_IT_IS),
        what_it_is_not=say(WHAT_IT_IS_NOT),
        notice=notice,
        lang=written_in(notice),
    )


def starting_html(language: str = ENGLISH) -> Markup:
    """What the page says while the encoder still loads."""
    message = speaking(language).gettext(
        "Starting up. You can ask already; the first answer takes a moment."
    )
    return _line_html("waiting", message)


def examples_html(titles: Sequence[str], language: str = ENGLISH) -> Markup:
    """Questions to begin with, from the library's own titles; or that the library holds none."""
    if not titles:
        message = speaking(language).gettext(
            "There are no answers here yet, so nothing can be found. Whoever runs this page "
            "can put pages in with “doctor-answers build”."
        )
        return trouble_html(message)
    shown = [(title, written_in(title)) for title in examples_of(titles)]
    return rendered("examples.html", language, titles=shown)


def examples_of(titles: Sequence[str]) -> list[str]:
    """The shorter titles first: they are read at a glance."""
    return sorted(titles, key=len)[:3]


def question_html(question: str, language: str = ENGLISH) -> Markup:
    """The patient's own words, as they were typed."""
    return rendered("question.html", language, question=question)


def waiting_html(*, loading: bool, language: str = ENGLISH) -> Markup:
    """What stands in place of a reply until it is there."""
    say = speaking(language).gettext
    message = say("Looking through the doctors' answers …")
    if loading:
        message = say("Still starting up; your question is answered in a few seconds …")
    return _line_html("waiting", message)


def status_html(message: str) -> Markup:
    """What a screen reader says at once; nothing is seen of it."""
    return rendered("status.html", ENGLISH, message=message)


def trouble_html(message: str) -> Markup:
    """Why there is no reply, in words."""
    return _line_html("trouble", message)


def _line_html(kind: str, message: str) -> Markup:
    return rendered("line.html", ENGLISH, kind=kind, message=message)


def older_html(warning: str | None, language: str = ENGLISH) -> Markup:
    """That the library before is shown, as the newest is damaged; nothing where it is not.

    Args:
        warning: what the library says of itself, for whoever runs the program.
    """
    if warning is None:
        return Markup()
    return trouble_html(
        speaking(language).gettext(
            "The newest state of this library cannot be used, so the one before it is shown. "
            "Whoever runs this page is told why."
        )
    )


def alerts_html(
    message: str, signs: Sequence[Sign], number: str = AMERICAN, language: str = ENGLISH
) -> Markup:
    """The fixed notices for signs of danger in a message; nothing where there are none."""
    because = speaking(language).gettext("Shown because you wrote: {words}")
    alerts = [
        (alert, because.format(words=", ".join(f"“{words}”" for words in alert.told_by)))
        for alert in alerts_of(message, signs, number, language)
    ]
    return rendered("alerts.html", language, alerts=alerts)


def reply_html(reply: Reply, language: str = ENGLISH, *, votes: bool = False) -> Markup:
    """A Reply: how much was found, for each question its cards, and the pages' own notices.

    What is said to signs of danger goes before it: see alerts_html.
    """
    several = len(reply.parts) > 1
    return rendered(
        "reply.html",
        language,
        band=reply.band,
        band_name=speaking(language).gettext(BANDS[reply.band]),
        several=several,
        count=count_of(reply, language),
        parts=[_part_html(part, language, several=several, votes=votes) for part in reply.parts],
        notices=[(notice, written_in(notice.text)) for notice in reply.notices],
    )


def _part_html(part: ReplyPart, language: str, *, several: bool, votes: bool) -> Markup:
    """One question's cards, and before them what was searched, where it is not what was typed."""
    spread = spread_of(part.cards)
    timed = {(time.card.answer.id, time.sentence) for time in spread.times} if spread else set()
    cards = [
        card_html(
            card,
            "h3" if several else "h2",
            language,
            timed={sentence for answer, sentence in timed if answer == card.answer.id},
            votes=votes,
        )
        for card in part.cards
    ]
    return rendered(
        "part.html",
        language,
        several=several,
        asked=part.asked,
        band=part.band,
        band_name=speaking(language).gettext(BANDS[part.band]),
        count=count_of_part(part, language) if several else "",
        changes=changes_of(part.asked, language),
        spread=_spread_html(spread, language) if spread else "",
        cards=cards,
    )


def _spread_html(spread: Spread, language: str) -> Markup:
    """Who answered, and the times that they mention, each leading to its sentence."""
    return rendered(
        "spread.html",
        language,
        doctors=doctors_told(spread.doctors, spread.unnamed, language),
        specialties=spread.specialties,
        times=[_time(time, language) for time in spread.times],
    )


def _time(time: Time, language: str) -> dict[str, object]:
    """A time as spread.html shows it: the page's words and who said them, and where they lead."""
    page, answer = time.card.page, time.card.answer
    return {
        "words": page.quote(time.span),
        "lang": written_in(time.card.quote, page.text),
        "doctor": name_of(answer.doctor, language),
        "answer": answer.id,
        "at": time.sentence.start,
    }


def sayings_html(language: str = ENGLISH) -> Markup:
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
    return rendered("sayings.html", language, sayings=sayings)
