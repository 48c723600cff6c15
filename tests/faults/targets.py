"""What any bytes at all are thrown at: each target reads some, and sees that the law holds."""

import json
import tempfile
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

from bot.query.correct import Spelling
from bot.reply.reply import Card, reply_to
from bot.show.card import card_html
from bot.show.conversation import reply_html
from bot.show.document import answer_html, saved_page_html
from bot.show.export import reply_json
from bot.show.terminal import reply_text
from index.errors import UnreadablePage
from index.library.build import build
from index.library.open import Library
from index.model import Answer, Doctor, Page, Span
from index.pages.encodings import decoded
from index.pages.line_reader.text import parse_page
from index.pages.packed.archives import unpack
from index.pages.rows.record_files import read_records
from tests.conftest import SEEDS
from tests.words_encoder import WordsEncoder


def page(data: bytes) -> None:
    """A saved page is read, every span within it, or it is unreadable."""
    try:
        found = decoded(data, "any.txt")
        read = parse_page(found.text, page_id="any", source="any.txt", digest="")
    except UnreadablePage:
        return
    assert found.mark + read.text.encode(found.codec) == data
    check_spans(read)


def records(data: bytes) -> None:
    """A file of records is read; whatever line is none is named."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "any.jsonl")
        file.write_bytes(data)
        for found in read_records(file, "any.jsonl"):
            if isinstance(found, Page):
                check_spans(found)
                assert found.answers
            else:
                assert found.source.startswith("any.jsonl")


def check_spans(read: Page) -> None:
    at = 0
    for answer in read.answers:
        assert at <= answer.body.start < answer.body.end <= len(read.text)
        assert read.quote(answer.body) == read.text[answer.body.start : answer.body.end]
        at = answer.body.end
        for span in (answer.headline, answer.byline):
            assert span is None or span.end <= len(read.text)
    for span in (read.title, read.question, read.notice):
        assert span is None or span.end <= len(read.text)


def archive(data: bytes) -> None:
    """An archive writes nothing outside of its folder, and makes no link."""
    with tempfile.TemporaryDirectory() as folder:
        file, into = Path(folder, "any.zip"), Path(folder, "into")
        file.write_bytes(data)
        into.mkdir()
        unpack(file, into)
        assert set(Path(folder).iterdir()) == {file, into}
        assert all(
            one.is_dir() or (one.is_file() and not one.is_symlink()) for one in into.rglob("*")
        )


@cache
def _library() -> Library:
    folder = Path(tempfile.mkdtemp(prefix="fuzz-"))
    build(folder, [SEEDS], WordsEncoder())
    return Library.open(folder)


@cache
def _spelling() -> Spelling:
    return Spelling.of(_library())


def question(data: bytes) -> None:
    """A message is answered in exact words, and every way out can be written."""
    try:
        text = data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    before, _, asked = text.rpartition("\x01")
    try:
        reply = reply_to(
            asked, _library(), WordsEncoder(), before=before or None, spelling=_spelling()
        )
    except ValueError as error:
        assert str(error) == "the question is empty"
        return
    for card in reply.cards:
        found = _library().answer(card.answer.id)
        assert card.quote == found.page.text[card.answer.body.start : card.answer.body.end]
        assert card.answer == found.answer
    assert reply_html(reply).encode() or (reply.holds_back() and not reply.cards)
    assert reply_text(reply).encode()
    assert json.dumps(reply_json(reply), ensure_ascii=False).encode()


class Texts(HTMLParser):
    """The text of every element that is marked as word for word."""

    VOID = frozenset({"meta", "link", "br", "img", "input", "hr"})

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.verbatim: list[str] = []
        self._open: list[tuple[str, int | None]] = []
        self.feed(str(markup))  # what is escaped already would be escaped again in its slices
        self.close()
        assert not self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag in self.VOID:
            return
        number = None
        if "data-verbatim" in dict(attrs):
            number = len(self.verbatim)
            self.verbatim.append("")
        self._open.append((tag, number))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        for _, number in self._open:
            if number is not None:
                self.verbatim[number] += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")


ALLOWED = frozenset(
    "a article bdi blockquote body button dd details div dl dt footer h1 h2 head header html li "
    "link main mark meta p pre span style summary title ul".split()
)


def card(data: bytes) -> None:
    """Any text in any field is drawn as text: the same characters, and no element of its own."""
    text = data.decode("utf-8", "replace")
    body = text if text.strip() else f"a{text}b"
    whole = f"{body}\n\n{body}\n\n{body}"
    spans = [Span(n * (len(body) + 2), n * (len(body) + 2) + len(body)) for n in range(3)]
    doctor = Doctor(body, body, "byline", body, body, 4.5, 10, body)
    answer = Answer(f"{body}#1", 1, spans[1], spans[2], None, doctor)
    made = Page(body, body, "", whole, spans[0], spans[0], 1, (answer,), spans[1])
    highlights = Span(spans[2].start + len(body) // 4, spans[2].start + len(body) // 2)
    shown = Card(made, answer, body, (highlights,), (spans[2],), 1.0, 1.0, other_brand=(body,))
    row = card_html(shown, short=True)
    assert (made.quote(highlights) in Texts(row).verbatim) or not made.quote(highlights)
    for markup in (card_html(shown), card_html(shown, timed=[highlights], votes=True), row):
        read = Texts(markup)
        assert read.verbatim.count(body) >= 3  # headline, words and question
        assert set(read.tags) <= ALLOWED
    printed = Texts(answer_html(made, answer))
    assert printed.verbatim.count(body) == 4  # and the notice
    assert set(printed.tags) <= ALLOWED | {"script"}
    assert printed.tags.count("script") == 1
    saved = Texts(saved_page_html(made, answer))
    assert saved.verbatim == [f"\n{whole}"]
    assert set(saved.tags) <= ALLOWED


TARGETS = {one.__name__: one for one in (page, records, archive, question, card)}
