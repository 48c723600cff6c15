"""Answers a question by a Reply: the cards to show, whether they answer, and legal notices.

Every output (page, terminal, JSON, CSV) renders a Reply, and nothing else decides what may be
shown. No HTML here.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate
from typing import Literal

from bot.query.correct import Spelling
from bot.query.named_doctors import DoctorNames
from bot.query.other_language import OtherLanguage, other_language
from bot.query.search_query import SearchQuery, or_leaning, queries_in
from bot.query.synonyms import Term, brands
from bot.query.topic_query import is_bare_topic, topic_query
from bot.reply.band import NEAREST, SHOWN, Band, band_of
from bot.reply.diversify import DistinctHit, distinct_hits, read_hits
from bot.reply.highlight import closeness, highlighted, is_signature
from bot.reply.narrowing import Narrowing, narrowing_in
from bot.reply.period import ALWAYS, Period
from bot.reply.saying import answers_saying
from bot.safety.rules import Level
from bot.safety.second_reader import second_reader
from bot.safety.signs import Sign, level_of, signs_in, without_doubtful
from index.encoders.cross_encoder import Scorer
from index.encoders.encoder import Encoder
from index.folding import folded
from index.identity import is_called_doctor, person_of
from index.library.open import FoundAnswer, Library
from index.model import Answer, Page, Span

LONGEST_QUESTION = 2000
"""Characters of a question that are searched; what is searched is always shown."""
MOST_RELATED = 3
"""Questions of other patients that are offered beside the answers to one."""
LONGEST_TITLE = 120
"""Characters of such a question: it has to be read at a glance."""
LONGEST_MESSAGE = 32_768
"""Characters from the beginning of a message, and as many from its end, that are read for signs of
danger: all that a request may have. The rules read so many in 0.1 to 0.3 s."""
LEFT_OUT = "\n\n…\n\n"
"""What stands for the middle of a message that is longer than both."""
LONGEST_READ = 2 * LONGEST_MESSAGE + len(LEFT_OUT)
ANSWERS_KEPT = 1_000
"""Answers whose products are kept: those that are shown often."""
LONGEST_WRITTEN = 10_000
"""Characters that the page's box takes: a browser cuts off what is more, and says nothing. So it
takes far more than is searched; in any alphabet they are less than a request may have."""


@dataclass(frozen=True, slots=True)
class Notice:
    """A page's own words that go with its answers wherever they go."""

    level: Literal["notice"]
    text: str


@dataclass(frozen=True, slots=True)
class Card:
    """One answer as it may be shown: its words, its doctor and its page, from one record.

    `quote` is the whole body. `highlights` are its sentences nearest to the question; `excerpt`
    adds the sentences beside them, for where the whole answer is folded away. All are within the
    body, in characters of the page. `alike` are answers in the same words by the same doctor on
    other pages. `other_brand` are the products that the answer names where the question named
    others. `score` and `closeness` are None where nothing was asked. `others` is how many more
    answers the same doctor gave here.
    """

    page: Page
    answer: Answer
    quote: str
    highlights: tuple[Span, ...]
    excerpt: tuple[Span, ...]
    score: float | None
    closeness: float | None
    alike: tuple[FoundAnswer, ...] = ()
    other_brand: tuple[str, ...] = ()
    others: int = 0


@dataclass(frozen=True, slots=True)
class Speakers:
    """Who gave some answers: how many named doctors, how many named people whom no record calls a
    doctor, and how many answers are by nobody whom the page names."""

    doctors: int
    others: int
    unnamed: int

    @property
    def named(self) -> int:
        """How many people are named."""
        return self.doctors + self.others


def speakers_of(cards: Sequence[Card]) -> Speakers:
    """Who gave those answers, each person once."""
    told = [(card.answer.id, card.answer.doctor) for card in cards]
    named = {
        person_of(answer_id, one): is_called_doctor(one) for answer_id, one in told if one.name
    }
    doctors = sum(named.values())
    unnamed = sum(one.name is None for _, one in told)
    return Speakers(doctors, len(named) - doctors, unnamed)


@dataclass(frozen=True, slots=True)
class ReplyPart:
    """The answers to one question of a message. Where it names doctors, their answers come first:
    so many of the cards are `own`; `is_far` tells that nobody said anything near to the question,
    and that these are shown as their words were asked for. On the pages of `related` a patient
    asked something near, and none of them is shown. It `is_partial` where part of the library
    did not answer: then nobody is said to have addressed nothing."""

    asked: SearchQuery
    band: Band
    cards: tuple[Card, ...]
    own: int = 0
    related: tuple[FoundAnswer, ...] = ()
    is_far: bool = False
    is_partial: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer to a message: a part for each question in it, in reading order.

    `question` is the message as far as it was read. `signs` are the signs of danger in it; the
    alerts for them go before the answers. In a crisis nothing is searched, and there are no parts;
    nor are there any where the message asks nothing. `other_language` tells that the message is in
    another language than the answers here, `narrowing` that it asks for some people's answers only.
    `trouble` is why the library could not be used: then only the signs are told, and that nothing
    was found is not.
    """

    question: str
    parts: tuple[ReplyPart, ...]
    notices: tuple[Notice, ...]
    signs: tuple[Sign, ...] = ()
    other_language: OtherLanguage | None = None
    narrowing: Narrowing | None = None
    trouble: Exception | None = None

    @property
    def level(self) -> Level | None:
        """The level of the most urgent sign of danger in the message."""
        return level_of(self.signs)

    def holds_back(self, *, anyway: bool = False) -> bool:
        """Whether no answer is put before the reader's eyes: help comes first. After an emergency
        a reader may ask for them `anyway`; in a crisis there are none."""
        return self.level == "crisis" or (self.level == "emergency" and not anyway)

    @property
    def is_courtesy(self) -> bool:
        """Whether it answers a greeting or thanks, for which nothing is searched."""
        return not self.parts and self.level != "crisis" and self.trouble is None

    @property
    def lists_one_doctor(self) -> bool:
        """Whether it lists what one doctor said: nothing was asked that these answers answer."""
        return self.narrowing is not None and self.narrowing.question is None

    @property
    def is_partial(self) -> bool:
        """Whether part of the library did not answer."""
        return any(part.is_partial for part in self.parts)

    def in_part(self) -> "Reply":
        """The same Reply, found in a library of which a part did not answer: where nothing was
        found, it is not known whether there is anything."""
        parts = (
            replace(one, is_partial=True, band="unknown" if one.band == "nothing" else one.band)
            for one in self.parts
        )
        return replace(self, parts=tuple(parts))

    @property
    def searched(self) -> tuple[str, ...]:
        """The words that were searched for each part."""
        return tuple(part.asked.searched for part in self.parts)

    @property
    def band(self) -> Band:
        """The best band of any part; "nothing" where nothing was searched, and "unknown" where
        nothing was found in a library of which a part did not answer."""
        bands = [part.band for part in self.parts]
        ordered: tuple[Band, ...] = ("answered", "related", "unknown")
        return next((band for band in ordered if band in bands), "nothing")

    @property
    def cards(self) -> tuple[Card, ...]:
        """The cards of all parts, each answer once."""
        found: dict[str, Card] = {}
        for card in (card for part in self.parts for card in part.cards):
            found.setdefault(card.answer.id, card)
        return tuple(found.values())


def reply_to(
    question: str,
    library: Library,
    encoder: Encoder,
    k: int = 8,
    *,
    before: str | None = None,
    spelling: Spelling | None = None,
    taught: tuple[Term, ...] = (),
    reranker: Scorer | None = None,
    signs: tuple[Sign, ...] | None = None,
    names: DoctorNames | None = None,
    period: Period = ALWAYS,
) -> Reply:
    """Find up to k answers to a message; where it asks several things, an equal share for each. In
    a crisis, and for a greeting or thanks, nothing is searched.

    Args:
        before: what was searched for the previous question, to which this one may refer.
        spelling: that of the library, if it is loaded; loading takes a moment.
        taught: the library's own terms.
        reranker: reorders the best answers.
        signs: the signs of danger in the message, if they were already looked for; None looks for
            them.
        names: those of the library's doctors, if they are loaded.
        period: answers of these days only.

    Raises:
        ValueError: the question has no words.
        DamagedLibrary: an answer's words or doctor are not those of the page as it was read.
        WrongEncoder: the library was built with another encoder.
    """
    question = as_read(question)
    message = question.strip()[:LONGEST_QUESTION]
    if not message:
        raise ValueError("the question is empty")
    found = signs_in(question) if signs is None else signs
    if (in_crisis := crisis_reply(question, found)) is not None:
        return in_crisis
    if before is not None:
        before = beginning(before)
    names = names or DoctorNames.of(library)
    narrowing = narrowing_in(message, library)
    among = _both(period.among(library), None if narrowing is None else narrowing.answers)
    if narrowing is not None and narrowing.question is None and level_of(found) != "crisis":
        narrowing, part = _all_of(message, narrowing, among, library, k)
        return Reply(question, (part,), notices_of(part.cards), found, narrowing=narrowing)
    if narrowing is not None and narrowing.question is not None:
        message = narrowing.question.strip()
    spelling = spelling or Spelling.of(library)
    questions = queries_in(message, spelling, before, taught, names)
    if any(asked.wordings for asked in questions):
        library.check_encoder(encoder)
    # Before the parts are found, which are searched by the vectors that are made here.
    found = _read_again(question.strip(), found, encoder, questions)
    if level_of(found) == "crisis":
        return Reply(question, (), (), found)
    share, more = divmod(k, max(len(questions), 1))
    parts: tuple[ReplyPart, ...] = tuple(
        _part(asked, library, encoder, share + (n < more), reranker, names, taught, among)
        for n, asked in enumerate(questions)
    )
    if before is not None and [part.band for part in parts] == ["nothing"]:
        (part,) = parts
        parts = (replace(part, asked=or_leaning(part.asked, message, spelling, before)),)
    parts = tuple(_counting_others(part, names) for part in parts)
    cards = [card for part in parts for card in part.cards]
    language = other_language(message, library)
    return Reply(question, parts, notices_of(cards), found, language, narrowing)


def _counting_others(part: ReplyPart, names: DoctorNames) -> ReplyPart:
    """A part whose cards tell how many more answers their doctors gave."""
    people = [person_of(card.answer.id, card.answer.doctor) for card in part.cards]
    others = [max(0, names.count_of(person) - 1) for person in people]
    cards = (
        replace(card, others=n) if n else card for card, n in zip(part.cards, others, strict=True)
    )
    return replace(part, cards=tuple(cards))


def _both(some: frozenset[str] | None, others: frozenset[str] | None) -> frozenset[str] | None:
    """What two selections have in common; None selects all."""
    if some is None or others is None:
        return others if some is None else some
    return some & others


def _all_of(
    message: str, whose: Narrowing, among: frozenset[str] | None, library: Library, k: int
) -> tuple[Narrowing, ReplyPart]:
    """The answers of one doctor, as far as they are among those, and how many are left behind
    them: nothing is searched."""
    asked = SearchQuery(message, message, (), (), (), None)
    theirs = [one for one in sorted(whose.answers) if among is None or one in among][whose.skip :]
    cards = _cards_of(theirs[:k], library)
    part = ReplyPart(asked, "answered" if cards else "nothing", cards)
    return replace(whose, left=len(theirs) - len(cards)), part


def _read_again(
    message: str, signs: tuple[Sign, ...], encoder: Encoder, questions: Sequence[SearchQuery]
) -> tuple[Sign, ...]:
    """The signs that are told of a message in which the rules found those, with what the second
    reader says to it. Of a message that it reads in part, nothing that the rules found is dropped.
    What is searched for its questions is encoded in the same step, and stays in the encoder's
    memory."""
    reader = second_reader(encoder.fingerprint)
    is_in_doubt = any(sign.is_doubtful for sign in signs)
    if reader is None or (level_of(signs) in {"crisis", "emergency"} and not is_in_doubt):
        return signs
    read = message[:LONGEST_QUESTION]
    vector, *_ = encoder.encode_query([read, *(w for one in questions for w in one.wordings)])
    reading = reader.read(read, vector)
    if len(read) < len(message):
        reading = replace(reading, distance=0.0)
    return reading.told_with(signs)


def crisis_reply(question: str, signs: tuple[Sign, ...]) -> Reply | None:
    """The Reply to a message that is of a crisis without doubt, which needs no library; None for
    any other message."""
    in_crisis = level_of(without_doubtful(signs)) == "crisis"
    return Reply(question, (), (), signs) if in_crisis else None


def signs_alone(
    question: str, trouble: Exception, signs: tuple[Sign, ...] | None = None
) -> Reply | None:
    """The Reply to a message with signs of danger where the library cannot be used: help waits for
    nothing. None for any other message.

    Args:
        signs: those in the message, if they were already looked for.
    """
    question = as_read(question)
    signs = signs_in(question) if signs is None else signs
    return Reply(question, (), (), signs, trouble=trouble) if signs else None


def as_read(message: str) -> str:
    """What is read of a message: all of it, or, of one that no page of ours can send, its beginning
    and its end, as who writes long comes to the danger last."""
    message = message if len(message) <= LONGEST_READ else message.strip()
    if len(message) > LONGEST_READ:
        message = f"{message[:LONGEST_MESSAGE]}{LEFT_OUT}{message[-LONGEST_MESSAGE:]}"
    return beginning(message, LONGEST_READ)


def beginning(text: str, most: int = LONGEST_QUESTION) -> str:
    """The part of a text that is read; the rest is ignored. Halves of characters that belong
    together are put together, and the others are marked as broken (U+FFFD)."""
    if len(text) > most:
        text = text.strip()[:most]
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _part(
    asked: SearchQuery,
    library: Library,
    encoder: Encoder,
    k: int,
    reranker: Scorer | None,
    names: DoctorNames,
    taught: tuple[Term, ...],
    among: frozenset[str] | None,
) -> ReplyPart:
    own = [one for named in asked.named for one in names.answers_of(named.people)]
    own = own if among is None else [one for one in own if one in among]
    if not asked.wordings:
        cards = _cards_of(own[:k], library)
        return ReplyPart(asked, "answered" if cards else "nothing", cards, len(cards))
    some = None if among is None else sorted(among)
    part = _found(asked, library, encoder, k, reranker, some)
    part = _with_sayers(part, library, encoder, k, taught, among)
    if not asked.named:
        return part
    theirs = None
    if own:
        theirs = _found(asked, library, encoder, k, reranker, own)
        theirs = _with_sayers(theirs, library, encoder, k, taught, frozenset(own))
    part = _of_named(part, theirs, set(own), k)
    if part.band == "nothing" and own and k:
        cards = _cards_of(own[:k], library)
        return replace(part, band="related", cards=cards, own=len(cards), is_far=True)
    return part


def _with_sayers(
    part: ReplyPart,
    library: Library,
    encoder: Encoder,
    k: int,
    taught: tuple[Term, ...],
    among: frozenset[str] | None,
) -> ReplyPart:
    """What was found, and where a message only names a topic, before it the answers that say this,
    however far they are: they are the ones that the list of doctors holds for it."""
    asked = part.asked
    if asked.carried is not None or not is_bare_topic(asked.searched):
        return part
    said = answers_saying(topic_query(asked.searched, library.vocabulary(), taught), library).whole
    said = said if among is None else said & among
    if not said:
        return part
    hits = library.find(asked.wordings, encoder, max(3 * k, 1), sorted(said)).hits
    distinct = distinct_hits(*read_hits(hits, library), library, k)
    others = [card for card in part.cards if card.answer.id not in said]
    cards = (*_cards(asked, distinct, library, encoder), *others)[:k]
    return replace(part, band="related" if part.band == "nothing" else part.band, cards=cards)


def _of_named(part: ReplyPart, theirs: ReplyPart | None, own: set[str], k: int) -> ReplyPart:
    """What was found by the doctors whom a question names, and then what others said. Where those
    are asked for and said nothing, nobody answered it."""
    first = () if theirs is None else theirs.cards
    others = [card for card in part.cards if card.answer.id not in own]
    band = part.band if theirs is None or not first else theirs.band
    if not first and part.asked.asks_them and band == "answered":
        band = "related"
    return replace(part, band=band, cards=(*first, *others)[:k], own=len(first))


def _found(
    asked: SearchQuery,
    library: Library,
    encoder: Encoder,
    k: int,
    reranker: Scorer | None,
    among: Sequence[str] | None,
) -> ReplyPart:
    # More hits than are shown, as answers in the same words are folded and other doctors come
    # first; at least one, as the band depends on it even where no card is shown.
    most = max(3 * k, 1)
    result = library.find(asked.wordings, encoder, most, among, reranker, asked.judged)
    closest = max((hit.closeness for hit in result.hits), default=0.0)
    least = min(SHOWN * result.near, NEAREST * closest)
    near = [hit for hit in result.hits if hit.closeness >= least]
    band = band_of(result.evidence, library.answered_from, library.related_from)
    if band == "nothing" or not near:
        return ReplyPart(asked, "nothing", ())
    hits, found = read_hits(near, library)
    distinct = distinct_hits(hits, found, library, k)
    cards = tuple(_cards(asked, distinct, library, encoder))
    return ReplyPart(asked, band, cards, related=_related(asked, found, cards))


def _related(
    asked: SearchQuery, found: Sequence[FoundAnswer], cards: Sequence[Card]
) -> tuple[FoundAnswer, ...]:
    """An answer of each page that was found and of which none is shown, the nearest first."""
    shown = {card.page.id for card in cards}
    titles = {folded(asked.asked), folded(asked.searched)}
    others: dict[str, FoundAnswer] = {}
    for one in found:
        title = one.page.quoted(one.page.title)
        if one.page.id in shown or title is None or len(title) > LONGEST_TITLE:
            continue
        if folded(title) not in titles:
            titles.add(folded(title))
            others.setdefault(one.page.id, one)
    return tuple(others.values())[:MOST_RELATED]


def notices_of(cards: Sequence[Card]) -> tuple[Notice, ...]:
    """The legal notice of each page that is shown, each text once."""
    texts = (card.page.quoted(card.page.notice) for card in cards)
    return tuple(Notice("notice", text) for text in dict.fromkeys(texts) if text)


def card_of(found: FoundAnswer) -> Card:
    """A card for an answer that was looked up, not searched; its excerpt is its beginning."""
    page, body = found.page, found.answer.body
    begins = found.sentences[:2]
    excerpt = (Span(begins[0].start, begins[-1].end),) if begins else ()
    return Card(page, found.answer, page.quote(body), (), excerpt, None, None)


def _cards_of(answer_ids: Sequence[str], library: Library) -> tuple[Card, ...]:
    """Cards for answers that were looked up."""
    return tuple(map(card_of, library.answers(answer_ids)))


def unlit(card: Card) -> Card:
    """A card without what the search points at in it: no sentence is highlighted, its excerpt is
    its beginning, and nothing more of the doctor's is offered."""
    begins = card_of(FoundAnswer(card.page, card.answer)).excerpt
    return replace(card, highlights=(), excerpt=begins, others=0)


def _cards(
    asked: SearchQuery, distinct: Sequence[DistinctHit], library: Library, encoder: Encoder
) -> list[Card]:
    """A card for each answer that was hit."""
    named = brands(asked.searched)
    cards = []
    highlights = _highlights(asked, distinct, library, encoder)
    for one, (spans, chosen) in zip(distinct, highlights, strict=True):
        page, answer = one.found.page, one.found.answer
        cards.append(
            Card(
                page=page,
                answer=answer,
                quote=page.quote(answer.body),
                highlights=tuple(spans[n] for n in chosen),
                excerpt=_with_neighbours(spans, chosen),
                score=one.hit.score,
                closeness=one.hit.closeness,
                alike=one.alike,
                other_brand=_other_brand(named, page, answer),
            )
        )
    return cards


def _other_brand(named: Sequence[str], page: Page, answer: Answer) -> tuple[str, ...]:
    """The products that an answer names, if the question named others only."""
    if not named:
        return ()
    words = f"{page.quoted(answer.headline) or ''}\n{page.quote(answer.body)}"
    spoken = _brands_of(words) or _brands_of(page.quoted(page.title) or "")
    return () if set(named) & set(spoken) else spoken


@lru_cache(ANSWERS_KEPT)
def _brands_of(words: str) -> tuple[str, ...]:
    """The products that an answer's words name."""
    return brands(words)


def _highlights(
    asked: SearchQuery, distinct: Sequence[DistinctHit], library: Library, encoder: Encoder
) -> list[tuple[Sequence[Span], list[int]]]:
    """For each answer its sentences, and the numbers of those to highlight."""
    if not distinct:
        return []
    spans = [one.found.sentences for one in distinct]
    texts = [one.found.page.quote(s) for one, of in zip(distinct, spans, strict=True) for s in of]
    near = closeness(asked.wordings, texts, library, encoder)
    each = list(zip(spans, accumulate(map(len, spans)), strict=True))
    for one, (of, end) in zip(distinct, each, strict=True):
        if of and is_signature(texts[end - 1], one.found.answer.doctor.name):
            near[end - 1] = 0
    return [(of, highlighted(near[end - len(of) : end])) for of, end in each]


def _with_neighbours(spans: Sequence[Span], chosen: Sequence[int]) -> tuple[Span, ...]:
    """Each chosen sentence with its neighbours; stretches that touch are joined."""
    stretches: list[tuple[int, int]] = []
    for n in chosen:
        first, last = max(n - 1, 0), min(n + 1, len(spans) - 1)
        if stretches and first <= stretches[-1][1] + 1:
            stretches[-1] = (stretches[-1][0], last)
        else:
            stretches.append((first, last))
    return tuple(Span(spans[first].start, spans[last].end) for first, last in stretches)
