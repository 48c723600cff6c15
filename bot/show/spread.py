"""HTML of a Spread: one line, and behind it each doctor's times on a scale by their length."""

from collections.abc import Hashable, Sequence
from math import log

from markupsafe import Markup

from bot.reply.spread import Spread, Time
from bot.show.templates import rendered
from bot.show.wording import count_of_speakers, name_of, only_asking
from bot.text.languages import ENGLISH, language_of, translatable, translations
from index.identity import person_of

TICKS = {
    translatable("minute"): 1 / 60,
    translatable("hour"): 1.0,
    translatable("day"): 24.0,
    translatable("week"): 168.0,
    translatable("month"): 730.5,
    translatable("year"): 8766.0,
    translatable("ten years"): 87660.0,
}
"""What is marked on the scale, in hours; it is logarithmic, as one holds minutes and months."""


def spread_html(spread: Spread, question: str, language: str = ENGLISH) -> Markup:
    """Who answered, each specialty a button that asks it the question, and the times that they
    mention, each leading to its sentence."""
    lengths = [time.hours for time in spread.times]
    first, last = _ends(lengths)
    times = [_time(time, first, last) for time in spread.times]
    said, translated = _by_speaker(spread.times), translations(language)
    say, count = translated.gettext, len({time.card.answer.id for time in spread.times})
    return rendered(
        "spread.html",
        language,
        speaking=translated.ngettext("{count} answer", "{count} answers", count).format(
            count=count
        ),
        doctors=count_of_speakers(spread.speakers, language),
        specialties=[
            (name, only_asking(name, question, language)) for name, _ in spread.specialties
        ],
        shortest=times[0] if times else None,
        longest=times[-1] if lengths and lengths[0] < lengths[-1] else None,
        ticks=[
            (say(name), _place(hours, first, last))
            for name, hours in TICKS.items()
            if first <= hours <= last
        ],
        speakers=[
            (name_of(one[0].card.answer.doctor, language), [_time(t, first, last) for t in one])
            for one in said
        ],
    )


def _ends(lengths: Sequence[float]) -> tuple[float, float]:
    """The first and the last tick of a scale that holds those hours."""
    ticks = list(TICKS.values())
    before = [tick for tick in ticks if lengths and tick <= lengths[0]]
    behind = [tick for tick in ticks if lengths and tick > lengths[-1]]
    return (before or ticks)[-1 if before else 0], (behind or ticks)[0 if behind else -1]


def _place(hours: float, first: float, last: float) -> float:
    """Where a length stands between the ends of the scale: from 0 to 1."""
    return round(min(1.0, max(0.0, log(hours / first) / log(last / first))), 3)


def _by_speaker(times: Sequence[Time]) -> list[list[Time]]:
    """The times of each speaker, by length; first who names the shortest."""
    spoken: dict[Hashable, list[Time]] = {}
    for time in times:
        answer = time.card.answer
        spoken.setdefault(person_of(answer.id, answer.doctor), []).append(time)
    return list(spoken.values())


def _time(time: Time, first: float, last: float) -> dict[str, object]:
    """A time as spread.html shows it: the page's words, where they lead, and where they stand."""
    page, answer = time.card.page, time.card.answer
    return {
        "words": page.quote(time.span),
        "lang": language_of(time.card.quote, page.text),
        "answer": answer.id,
        "at": time.sentence.start,
        "place": _place(time.hours, first, last),
    }
