"""HTML of a question and its Reply, and of the messages where there is no reply."""

from collections.abc import Sequence

from markupsafe import Markup

from bot.reply.band import Band
from bot.reply.reply import Notice, Reply, ReplyPart, unlit
from bot.reply.spread import shown_spread
from bot.safety.alerts import AMERICAN, Alert, alerts_of, lines_to_call
from bot.safety.signs import Sign
from bot.show.card import card_html
from bot.show.spread import spread_html
from bot.show.templates import rendered
from bot.show.wording import (
    OLDER,
    PARTIAL,
    WHAT_IT_IS,
    WHAT_IT_IS_NOT,
    changes_of,
    count_of,
    date_note,
    following,
    more_of,
    named_notes,
    narrowed_note,
    state_of,
)
from bot.text.languages import ENGLISH, language_for, language_of, translatable, translations

BANDS: dict[Band, str] = {
    "answered": translatable("Answered here"),
    "related": translatable("Closest answers"),
    "nothing": translatable("Nothing found"),
    "unknown": translatable("Not known"),
}
"""The displayed name of each band."""
OFFLINE = translatable(
    "This page cannot reach its server: the network is down, or the server has stopped. You can "
    "ask again when it is back."
)
LONG = 160
"""Characters of the reader's own words beyond which the page folds them."""
OPEN = 3
"""Answers to one question that are open at first, or one more where only one would be left."""


def head_html(notice: str | None, language: str = ENGLISH) -> Markup:
    """The top of the page: what this is, what it is not, and the saved pages' own notice."""
    say = translations(language).gettext
    return rendered(
        "head.html",
        language,
        what_it_is=say(WHAT_IT_IS),
        what_it_is_not=say(WHAT_IT_IS_NOT),
        notice=notice,
        lang=language_of(notice),
    )


def lifeline_html(number: str = AMERICAN, language: str = ENGLISH, *, skips: bool = True) -> Markup:
    """Whom to call in an emergency or a crisis: it stands above everything, whatever is asked; with
    a link that `skips` to the box for a question."""
    lines = [
        (*sentence.split("{number}"), call) for sentence, call in lines_to_call(number, language)
    ]
    return rendered("lifeline.html", language, lines=lines, skips=skips)


def starting_html(language: str = ENGLISH) -> Markup:
    """What the page says while the encoder still loads."""
    message = translations(language).gettext(
        "Starting up. You can already ask; the first answer will take a moment."
    )
    return _line_html("waiting", message)


def examples_html(titles: Sequence[str], language: str = ENGLISH) -> Markup:
    """Questions to start with, from the library's own titles; or that the library holds none."""
    if not titles:
        message = translations(language).gettext(
            "There are no answers here yet. The person who runs this page can add some with "
            "“doctor-answers build”."
        )
        return trouble_html(message)
    shown = [(title, language_of(title)) for title in examples_of(titles)]
    return rendered("examples.html", language, titles=shown)


def examples_of(titles: Sequence[str]) -> list[str]:
    """The shorter titles first: they are read at a glance."""
    return sorted(titles, key=len)[:3]


def question_html(question: str, language: str = ENGLISH, *, linked: bool = True) -> Markup:
    """The patient's own words, as they were typed; `linked`, with a button that copies a link to
    them."""
    return rendered(
        "question.html", language, question=question, linked=linked, long=_is_long(question)
    )


def _is_long(words: str) -> bool:
    """Whether words of the reader's own would push what answers them out of sight."""
    return len(words) > LONG


def waiting_html(*, loading: bool, language: str = ENGLISH) -> Markup:
    """What is shown in place of a reply until there is one."""
    say = translations(language).gettext
    message = say("Looking through the doctors' answers …")
    if loading:
        message = say("Still starting up; your question will be answered in a few seconds …")
    return _line_html("waiting", message)


def status_html(message: str) -> Markup:
    """A message that a screen reader says at once; it cannot be seen."""
    return rendered("status.html", ENGLISH, message=message)


def trouble_html(message: str) -> Markup:
    """Why there is no reply, in words."""
    return _line_html("trouble", message)


def _line_html(kind: str, message: str) -> Markup:
    return rendered("line.html", ENGLISH, kind=kind, message=message)


def older_html(warning: str | None, language: str = ENGLISH) -> Markup:
    """That an older library is shown, as the newest is damaged; nothing where it is not.

    Args:
        warning: what the library reports of itself, for the person who runs the program.
    """
    if warning is None:
        return Markup()
    return trouble_html(translations(language).gettext(OLDER))


def alerts_html(
    message: str, signs: Sequence[Sign], number: str = AMERICAN, language: str = ENGLISH
) -> Markup:
    """The fixed alerts for signs of danger in a message; nothing where there are none."""
    spoken = language_for(message, language) if signs else language
    found = alerts_of(message, signs, number, spoken)
    alerts = [(alert, _because(alert, spoken)) for alert in found]
    other = spoken if spoken != language else None
    return rendered("alerts.html", language, alerts=alerts, other_language=other)


def _because(alert: Alert, language: str) -> str:
    """The patient's words that an alert is shown for; nothing where they are not quoted."""
    if not alert.told_by:
        return ""
    quoted = ", ".join(f"“{words}”" for words in alert.told_by)
    return translations(language).gettext("Shown because you wrote: {words}").format(words=quoted)


def reply_html(reply: Reply, language: str = ENGLISH, *, votes: bool = False) -> Markup:
    """A Reply: how much was found, for each question its cards, and the pages' own notices.

    The alerts for signs of danger go before it: see alerts_html. After an emergency what was found
    is folded away, and nobody is asked whether it helped; in a crisis nothing was searched, and
    nothing is shown.
    """
    if reply.holds_back():
        return _folded_html(reply, language)
    several = len(reply.parts) > 1
    return rendered(
        "reply.html",
        language,
        band=reply.band,
        other_language=reply.other_language,
        narrowed=narrowed_note(reply, language) or "",
        everybody=reply.narrowing.question or "" if reply.narrowing else "",
        count=count_of(reply, language) if several or reply.is_courtesy else "",
        partial=translations(language).gettext(PARTIAL) if reply.is_partial else "",
        parts=[_part_html(reply, part, language, votes=votes) for part in reply.parts],
        following=following(reply, language),
        notices=_notices_in(reply),
        date_note=date_note(reply.cards, language),
    )


def _folded_html(reply: Reply, language: str) -> Markup:
    """What was found, behind a line that says so; nothing where nothing was.

    It is not said how near the answers are, and no time and no sentence is picked out of them:
    nobody should take from what others were told what to do in an emergency.
    """
    found = [part for part in reply.parts if part.cards]
    if not found:
        return Markup()
    several = len(reply.parts) > 1
    parts = [_folded_part_html(part, language, several=several) for part in found]
    return rendered(
        "folded.html",
        language,
        partial=translations(language).gettext(PARTIAL) if reply.is_partial else "",
        parts=parts,
        notices=_notices_in(reply),
        date_note=date_note(reply.cards, language),
    )


def _folded_part_html(part: ReplyPart, language: str, *, several: bool) -> Markup:
    level = "h3" if several else "h2"
    return rendered(
        "part.html",
        language,
        **{**_asked_in(part, language, several=several), "related": []},
        is_asked=False,
        state="",
        spread="",
        opened=len(part.cards),
        more="",
        cards=[card_html(unlit(card), level, language) for card in part.cards],
    )


def _notices_in(reply: Reply) -> list[tuple[Notice, str]]:
    """The notices that go with a Reply, each with its language."""
    return [(notice, language_of(notice.text)) for notice in reply.notices]


def _part_html(reply: Reply, part: ReplyPart, language: str, *, votes: bool) -> Markup:
    """One question's cards, and before them how near they are, if anything was asked, and what was
    searched, where it is not what was typed. The first ones are open, the others rows that open in
    place."""
    several, spread = len(reply.parts) > 1, shown_spread(reply, part)
    is_asked = not (part.cards and reply.lists_one_doctor)
    lit = {(time.card.answer.id, time.sentence) for time in spread.times} if spread else set()
    opened = OPEN if len(part.cards) > OPEN + 1 else len(part.cards)
    cards = [
        card_html(
            card,
            "h3" if several else "h2",
            language,
            timed={sentence for answer, sentence in lit if answer == card.answer.id},
            votes=votes,
            short=number >= opened,
        )
        for number, card in enumerate(part.cards)
    ]
    return rendered(
        "part.html",
        language,
        **_asked_in(part, language, several=several),
        is_asked=is_asked,
        state=state_of(part, language) if is_asked and not part.is_far else "",
        spread=spread_html(spread, part.asked.asked, language) if spread else "",
        opened=opened,
        more=more_of(len(part.cards) - opened, language),
        cards=cards,
    )


def _related_in(part: ReplyPart) -> list[tuple[str, str, str]]:
    """What other patients asked near: an answer to it, its words, and their language."""
    titled = [(one.answer.id, one.page.quoted(one.page.title)) for one in part.related]
    return [(answer, title, language_of(title)) for answer, title in titled if title]


def _asked_in(part: ReplyPart, language: str, *, several: bool) -> dict[str, object]:
    """What part.html shows of the question itself."""
    return {
        "several": several,
        "asked": part.asked,
        "long": _is_long(part.asked.searched),
        "band": part.band,
        "is_partial": part.is_partial,
        "band_name": translations(language).gettext(BANDS[part.band]),
        "changes": changes_of(part.asked, language),
        "notes": named_notes(part, language),
        "own": part.own,
        "related": _related_in(part),
    }


def keep_html(language: str = ENGLISH) -> Markup:
    """What asks whether the browser may keep the questions of this talk; chat.js keeps them."""
    return rendered("keep.html", language)


def sayings_html(language: str = ENGLISH) -> Markup:
    """The messages that chat.js shows by itself, hidden in the page for it to read."""
    say = translations(language).gettext
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
            "Too many people are asking right now, so your question was not accepted. It is still "
            "in the box: ask it again in a minute."
        ),
        "offline": say(OFFLINE),
        "cut": say("Your question could not be sent. It is still in the box: ask it again."),
        "patience": say("Your previous question is still being answered. Ask this one after that."),
        "late": say(
            "This is taking longer than it should. You can keep waiting, or reload this page and "
            "ask again."
        ),
        "failed": say(
            "Something went wrong, so nothing is shown. Ask your question again; if it happens "
            "again, tell the person who runs this page."
        ),
        "gone": say(
            "This answer has since been removed from the library, so it is no longer shown."
        ),
        "back": say("The server is back. Ask your question again."),
        "again": say(
            "The server is back. Your question will be asked again in a moment; earlier answers "
            "may be gone."
        ),
    }
    return rendered("sayings.html", language, sayings=sayings)
