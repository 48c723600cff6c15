"""The shapes of what goes in and out, for the OpenAPI document: the nouns as they are, and around
them what bot/show/export.py puts together. A test holds the two to each other."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from bot.mcp.arguments import Text
from bot.query.correct import Correction
from bot.query.other_language import OtherLanguage
from bot.query.spanish_words import Gloss
from bot.query.synonyms import Expansion
from bot.reply.band import Band
from bot.reply.choices import Addressed
from bot.reply.facets import Facet
from bot.reply.reply import Notice
from bot.safety.alerts import Alert
from bot.verify.verdict import Difference
from index.model import Doctor, Span


class Shape(BaseModel):
    """A shape, every field with what it means."""

    model_config = ConfigDict(use_attribute_docstrings=True)


# What goes in.


class Question(Shape):
    """A patient's question."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"question": "Can I exercise after Botox?", "k": 3}]}
    )
    question: Text
    """The message; all of it is read for signs of danger, and 2000 characters are searched."""
    after: Text | None = None
    """The previous question, to which this one may refer."""
    k: Annotated[int, Field(ge=1, le=50)] | None = None
    """Answers at most; 8 where it is null."""


class Document(Shape):
    """Whatever quotes answers: a Reply, a Page, a list of doctors, or `{"quotes": [{"answer": id,
    "quote": words}]}`. Everything in it that has an id and words is verified, with all else that it
    says of them: the doctor, the offsets, the page."""

    model_config = ConfigDict(
        extra="allow",
        json_schema_extra={"examples": [{"quotes": [{"answer": "page#1", "quote": "Wait."}]}]},
    )


# What comes out.


class Origin(Shape):
    """The page that an answer is on."""

    id: str
    title: str | None
    """The patient's question, in a line."""
    source: str
    """The file that the page was read from."""


class Answer(Shape):
    """What one doctor answered, word for word."""

    id: str
    """The page's id, "#", and the answer's number there."""
    number: int
    headline: str | None
    body: str
    """The doctor's words: the characters from `start` to `end` of the page's text."""
    start: int
    """The first character, counted from 0 in Unicode characters."""
    end: int
    """The character after the last."""
    byline: str | None
    """The line that says who answered, as printed."""
    doctor: Doctor
    record_id: str | None
    doubt: str | None
    """Why nobody is named though the page names somebody nearby."""
    seal: str
    """A hash of the words, the doctor and the page's words around them."""
    answered_on: str | None
    """The day, as 2016-03-03; null where the page does not say."""
    url: str | None
    language: str | None
    dated: str | None
    """The date as printed, as “March 2016”, where the page tells no whole day."""
    upvotes: int | None
    """How many found it good, as the page says."""


class Card(Answer):
    """An answer that was found for a question."""

    page: Origin
    score: float | None
    """By which the answers are ordered; no unit."""
    closeness: float | None
    """How near it is to the question: a cosine, from -1 to 1."""
    lit: list[Span]
    """The sentences nearest to the question, in characters of the page."""
    notes: list[str]
    """What a reader must know of it: that it speaks of another product, for one."""
    alike: list[str]
    """Ids of answers in the same words by the same doctor on other pages."""


class Named(Shape):
    """A doctor's name in a question, and whether somebody here has it."""

    said: str
    here: bool
    """False where it is nobody among the doctors here."""


class Time(Shape):
    """A time that a doctor mentions: `words` are the characters from `start` to `end`."""

    answer: str
    words: str
    start: int
    end: int
    sentence: Span


class Spread(Shape):
    """How the doctors differ: no average, no vote."""

    doctors: int
    others: int
    """Named people whom no record calls a doctor."""
    unnamed: int
    specialties: dict[str, int]
    times: list[Time]
    times_shown: bool
    """False where the page shows none: nothing was answered, or a notice of danger stands there."""


class ReplyPart(Shape):
    """One question of the message: what was searched for it, and what was found."""

    asked: str
    searched: str
    wordings: list[str]
    carried: str | None
    """What was taken from the previous question."""
    leaning: str | None
    """What was read alone and found nothing, as it is together with the previous question."""
    corrections: list[Correction]
    expansions: list[Expansion]
    glosses: list[Gloss]
    named: list[Named]
    band: Band
    answers: list[str]
    """Ids, best first."""
    own: list[str]
    """Those of them by doctors whom the question names."""
    far: bool
    """True where these said nothing near the question, and `answers` is what they said of anything
    else."""
    spread: Spread | None


class Narrowed(Shape):
    """That a message asks for some people's answers only."""

    whose: str
    """A specialty or a doctor, as printed."""
    question: str | None
    """What is asked of them; null where all of their answers are asked for."""
    of: int
    """How many answers they gave."""
    skipped: int
    """How many of them the message passes over."""
    left: int
    """How many stand behind those that are given."""


class Reply(Shape):
    """What is here on a message. Show the alerts first; and while answers are `held_back`, keep
    them out of sight until the reader asks for them."""

    alerts: list[Alert]
    """What to do at once, the most urgent first."""
    held_back: bool
    question: str
    """The message, as far as it was read."""
    searched: list[str]
    band: Band
    """Whether doctors here answered it, said something related, or nothing; `unknown` where nothing
    was found and part of the library did not answer."""
    partial: bool
    """Whether part of the library did not answer: say so."""
    welcome: str | None
    """The answer to a greeting or thanks, for which nothing is searched."""
    language: OtherLanguage | None
    narrowed: Narrowed | None
    parts: list[ReplyPart]
    notices: list[Notice]
    """The pages' own legal notices: show them wherever you show their answers."""
    answers: list[Card]
    warning: str | None
    """That the newest library is damaged and the one before is shown, or that none could be
    searched and the alerts are all there is; say so."""


class NoticedOrigin(Origin):
    """The page that an answer is on, with what goes with it wherever it goes."""

    question: str | None
    notice: str | None


class FoundAnswer(Answer):
    """An answer that was looked up."""

    page: NoticedOrigin
    warning: str | None
    """That the newest library is damaged and the one before is shown; say so."""


class Page(Shape):
    """A page as it was saved, with its answers."""

    id: str
    source: str
    digest: str
    """The sha256 of the file."""
    derived_by: str | None
    """What made the text of markup, and its version."""
    changed_on: str | None
    """The day of its last change on the web, as a sitemap says."""
    title: str | None
    question: str | None
    announced: int | None
    """Answers that the page says it has."""
    found: int
    notice: str | None
    warnings: list[str]
    answers: list[Answer]
    text: str
    """The whole text, whose characters every `start` and `end` count."""
    warning: str | None
    """That the newest library is damaged and the one before is shown; say so."""


class ListedAnswer(Shape):
    """An answer of a doctor who addressed a topic."""

    id: str
    page_title: str | None
    closeness: float | None
    quote: str
    """The doctor's words: the characters from `start` to `end` of the page's text."""
    doctor: Doctor
    page_id: str
    source: str
    headline: str | None
    start: int
    end: int
    byline: str | None
    page_question: str | None
    page_notice: str | None
    page_announced: int | None
    record_id: str | None
    answered_on: str | None
    url: str | None
    language: str | None
    dated: str | None
    """The date as printed, as “March 2016”, where the page tells no whole day."""
    upvotes: int | None
    """How many found it good, as the page says."""
    seal: str
    addressed: Addressed | None
    """Whether it says the topic, says some of its words, or is only near in meaning."""
    lit: list[Span]


class DoctorRow(Shape):
    """A doctor, or an answer whose doctor the page does not name."""

    doctor: Doctor
    answers: list[ListedAnswer]
    spellings: list[str]
    """Name and credentials in every way in which they are printed."""


class Doctors(Shape):
    """Doctors who addressed a topic, those who say it first."""

    alerts: list[Alert]
    """For an emergency that the topic tells of somebody: show them."""
    topic: str | None
    doctors: list[DoctorRow]
    counts: dict[str, int]
    """Answers that say the topic, say it partly, or are only near."""
    facets: list[Facet]
    """By what the answers can be filtered, with how many each choice leaves."""
    left_out: int
    """How many doctors come after these."""
    partial: bool
    """Whether part of the library did not answer: say so."""
    next: str | None
    """The cursor of the next page; null at the end."""
    warning: str | None
    """That the newest library is damaged and the one before is shown; say so."""


class QuoteVerdict(Shape):
    """Whether one quote is as claimed."""

    answer: str
    quote: str
    verified: bool
    trouble: str | None
    """Why not."""
    difference: Difference | None
    """The first place at which it differs."""


class Verdicts(Shape):
    """Whether every quote is word for word, by the doctor named, unaltered since it was read."""

    verified: bool
    quotes: list[QuoteVerdict]
    warning: str | None
    """That the newest library is damaged and this is said of the one before; say so."""


class Problem(Shape):
    """Why a request is not answered (RFC 9457)."""

    type: Literal["about:blank"]
    title: str
    status: int
    detail: str
    alerts: list[Alert] | None = None
    """Signs of danger in a question that is not answered. Show them first."""


# What Dify asks, and is told.


class RetrievalSetting(Shape):
    """How many records, and from which score on."""

    top_k: Annotated[int, Field(ge=1, le=50)] = 8
    score_threshold: float = 0.0


class Retrieval(Shape):
    """A question by Dify's External Knowledge API."""

    knowledge_id: str = ""
    """There is one knowledge here; its name is not looked at."""
    query: Text
    retrieval_setting: RetrievalSetting = RetrievalSetting()


class Record(Shape):
    """A notice to show first, what is to be said of the library, or a doctor's words."""

    content: str
    score: float
    title: str
    metadata: dict[str, Any]


class Records(Shape):
    """Records, alerts first."""

    records: list[Record]
