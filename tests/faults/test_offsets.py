"""From the bytes of a file to every way out, no offset moves, whatever Unicode and line ends do."""

import csv
import io
import json
import tempfile
from dataclasses import asdict
from html.parser import HTMLParser
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.reply.doctors import doctors_on
from bot.reply.reply import Card
from bot.show.card import card_html
from bot.show.export import doctors_csv, doctors_json
from index.library.build import build
from index.library.open import Library
from index.pages.encodings import damage_in
from index.pages.line_reader.authors import read_author
from tests.conftest import examples
from tests.faults.tally import Tally
from tests.pages.test_text_unseen import VOTE
from tests.words_encoder import WordsEncoder

ENDS = ["\n", "\r\n", "\r"]
UNSTABLE = st.sampled_from(
    ["é", "e\u0301", "ﬁ", "Å", "ẞ", "İ", "ß", "½", "\u00a0", "\u2003", "\u2028", "\u2029", "\x85",
     "\x0b", "\x1c", "\u200b", "\u200d", "\ufeff", "\u202e", "\u0345", "가", "각", "ﷺ", "👩‍⚕️", "𝔘"]
)  # fmt: skip
"""Characters that normalising, folding, splitting lines or stripping would change in length."""
words = (
    st.lists(st.text(max_size=6) | UNSTABLE | st.just("botox"), min_size=1, max_size=8)
    .map(
        lambda pieces: " ".join(
            "".join(c for c in piece if c not in "\0\r\n" and not 0xD800 <= ord(c) < 0xE000)
            for piece in pieces
        )
    )
    .filter(lambda text: not damage_in(text))
)
"""Words that look damaged are refused in records, and have tests of their own."""
paragraphs = st.lists(words, min_size=1, max_size=3)


class Quotes(HTMLParser):
    """The text of every blockquote, as a browser would have it."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._inside = False
        self.feed(str(markup))  # what is escaped already would be escaped again in its slices
        self.close()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag == "blockquote":
            self._inside = True
            self.found.append("")

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag != "blockquote"

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.found[-1] += data


def card_of(library: Library, answer_id: str, encoder: WordsEncoder) -> Card:
    cards = doctors_on("botox", library, encoder).cards
    return next(card for card in cards if card.answer.id == answer_id)


@settings(max_examples=examples(20), suppress_health_check=[HealthCheck.too_slow])
@given(
    bodies=st.lists(paragraphs, min_size=1, max_size=3),
    title=words,
    end=st.sampled_from(ENDS),
    mark=st.sampled_from([b"", b"\xef\xbb\xbf"]),
)
def test_every_way_out_gives_the_bytes_of_the_page(
    bodies: list[list[str]], title: str, end: str, mark: bytes, tally: Tally
) -> None:
    answers = "".join(
        f"{VOTE}{end}{end}Botox. {(end + end).join(body)} End.{end}{end}"
        f"Jane Roe, MD{end}Denver Dentist{end}{end}"
        for body in bodies
    )
    text = f"Botox {title}{end}{end}Doctor Answers {len(bodies)}{end}{end}{answers}"
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "a.txt")
        file.write_bytes(mark + text.encode())
        encoder = WordsEncoder()
        build(Path(folder, "library"), [file], encoder)
        library = Library.open(Path(folder, "library"))
        (page,) = library.pages()
        assert page.text == file.read_bytes().decode("utf-8").removeprefix("\ufeff")
        for answer in page.answers:
            wanted = text[answer.body.start : answer.body.end]
            card = card_of(library, answer.id, encoder)
            assert card.quote == wanted
            assert Quotes(card_html(card)).found[0] == wanted
            for span in (*card.highlights, *card.excerpt):
                assert answer.body.holds(span)
        check_exports(library, encoder, text)
        library.close()
    tally.record(17, tries=len(page.answers))


def check_exports(library: Library, encoder: WordsEncoder, text: str) -> None:
    """JSON and CSV of whoever spoke of the topic."""
    found = doctors_on("botox", library, encoder)
    assert found.rows
    told = json.loads(json.dumps(doctors_json(found), ensure_ascii=False).encode())
    told_quotes = [one["quote"] for row in told["doctors"] for one in row["answers"]]
    rows = list(csv.DictReader(io.StringIO(doctors_csv(found), newline="")))
    assert [row["quote"] for row in rows] == told_quotes
    for row in rows:
        assert row["quote"] == text[int(row["start"]) : int(row["end"])]


records = st.builds(
    lambda body, author, title, source: {
        "answer_text": f"Botox {body}",
        "author": author,
        "question_title": title,
        "question_body": body,
        "source": source,
    },
    *[words] * 4,
)


@settings(max_examples=examples(20), suppress_health_check=[HealthCheck.too_slow])
@given(rows=st.lists(records, min_size=1, max_size=3), ascii_only=st.booleans())
def test_the_fields_of_a_record_come_out_character_for_character(
    rows: list[dict[str, str]], ascii_only: bool, tally: Tally
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "a.jsonl")
        lines = [
            json.dumps({"id": f"r{n}", **row}, ensure_ascii=ascii_only)
            for n, row in enumerate(rows)
        ]
        file.write_bytes("\n".join(lines).encode())
        encoder = WordsEncoder()
        assert build(Path(folder, "library"), [file], encoder).skipped == []
        library = Library.open(Path(folder, "library"))
        for n, row in enumerate(rows):
            found = library.answer(f"r{n}#1")
            assert found.page.quote(found.answer.body) == row["answer_text"]
            # What names nobody ("0"), or joins a name to something else, is no name in part either.
            named = read_author(row["author"], None).name if row["author"].strip() else None
            assert named is None or named in row["author"]
            assert found.answer.doctor.name == named
            card = card_of(library, f"r{n}#1", encoder)
            assert Quotes(card_html(card)).found[0] == row["answer_text"]
            assert asdict(card.answer.doctor)["name"] == found.answer.doctor.name
        library.close()
    tally.record(17, tries=len(rows))
