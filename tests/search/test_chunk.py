"""Passages: every word of a body is read by the encoder, and every offset is the page's own."""

import re
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.encoders.sentence_encoder import SentenceEncoder
from index.model import Answer, Doctor, Page, Passage, Span
from index.pages.line_reader.text import read_page
from index.search.chunk import TokenCounter, clue, context, passages, sentences
from tests.conftest import SEEDS
from tests.table_of_answers import PAGES
from tests.words_encoder import WordsEncoder


class Letters:
    """Counts a token for each character that is not blank, and one at either end."""

    max_tokens = 48

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(re.sub(r"\s", "", text)) + 2 for text in texts]


COUNTERS = [WordsEncoder(max_tokens=24), Letters()]


def page_with(body: str, title: str = "", headline: str = "") -> tuple[Page, Answer]:
    text = f"{title}\n\n{headline}\n\n{body}\n\nClaire Beaumont, MD"
    title_span = Span(0, len(title)) if title else None
    start = len(title) + 2
    headline_span = Span(start, start + len(headline)) if headline else None
    start += len(headline) + 2
    answer = Answer(
        "p#1", 1, headline_span, Span(start, start + len(body)), None, Doctor("Claire Beaumont")
    )
    page = Page("p", "p.txt", "0" * 64, text, title_span, None, 1, (answer,), None)
    assert page.quote(answer.body) == body
    return page, answer


def texts_of(page: Page, found: Sequence[Passage]) -> list[str]:
    return [page.quote(passage.span) for passage in found]


def check(page: Page, answer: Answer, counter: TokenCounter) -> list[Passage]:
    """The passages of an answer, everything asserted that holds of any."""
    found = passages(page, answer, counter)
    assert {passage.answer_id for passage in found} == {answer.id}
    for passage in found:
        assert answer.body.holds(passage.span)
        assert page.quote(passage.span).strip()
        (tokens,) = counter.count_tokens([clue(page, answer, passage, counter)])
        assert tokens <= counter.max_tokens
    ends = [
        answer.body.start,
        *(end for one in found for end in (one.span.start, one.span.end)),
        answer.body.end,
    ]
    assert ends == sorted(ends)
    for gap_start, gap_end in zip(ends[::2], ends[1::2], strict=True):
        assert not page.text[gap_start:gap_end].strip()
    return found


# Sentences.


def sentences_of(text: str) -> list[str]:
    page, answer = page_with(text)
    return [page.quote(span) for span in sentences(page, answer.body)]


@pytest.mark.parametrize(
    "text",
    [
        "I agree with Dr. Green about this.",
        "Madeline Krauss, M.D. in Boston told me so.",
        "It costs 12.50 a unit, or 4.9 at most.",
        "Use 0.5 ml, e.g. above the brow.",
        "Mr. and Mrs. Lee came with Dr. J. Jason Wendel.",
        "Wait...then go on.",
    ],
)
def test_an_abbreviation_or_a_decimal_ends_no_sentence(text: str) -> None:
    assert sentences_of(f"First of all. {text} And then?") == ["First of all.", text, "And then?"]


def test_a_sentence_has_no_white_space_around_it() -> None:
    text = "\u00a0 One is done. \u00a0 Two is  done!\n\n\u00a0Is three?\r\n Four"
    assert sentences_of(text) == ["One is done.", "Two is  done!", "Is three?", "Four"]


def test_sentences_are_slices_of_the_page_behind_astral_characters() -> None:
    assert sentences_of("😀 One is done. 👩🏽‍⚕️ Two é. 𝔅otox is three.") == [
        "😀 One is done.",
        "👩🏽‍⚕️ Two é.",
        "𝔅otox is three.",
    ]


@pytest.mark.parametrize("blank", ["\u00a0", "\u2009", "\u3000", "\u2028", "\u0085"])
def test_a_capital_letter_and_a_wide_blank_before_a_full_stop_stop_nothing(blank: str) -> None:
    text = f"Take vitamin D{blank}. It helps."
    assert "".join("".join(sentences_of(text)).split()) == "".join(text.split())


@pytest.mark.parametrize("text", ["", " ", "\u00a0\n\u2028", "\t\r\n"])
def test_a_blank_text_has_no_sentences(text: str) -> None:
    assert sentences_of(text) == []


def obey_the_law_of_sentences(page: Page, span: Span) -> None:
    found = sentences(page, span)
    for one in found:
        assert span.holds(one)
        assert page.quote(one) == page.quote(one).strip() != ""
    ends = [span.start, *(end for one in found for end in (one.start, one.end)), span.end]
    assert ends == sorted(ends)
    for gap_start, gap_end in zip(ends[::2], ends[1::2], strict=True):
        assert not page.text[gap_start:gap_end].strip()


fragments = st.sampled_from(
    "Dr. |M.D.|D|.|!|?|...|Botox |é|😀|👩🏽‍⚕️| |  |\u00a0|\u2028|\u0085|\n|\n\n|\r\n|\r|4.9|1. |"
    "e.g.|\u202e|שלום|\u200b|'|\"|)|(|,|a|Yes|e\u0301|ﬁ|\ufeff|\x1c|\x00".split("|")
)
writings = st.lists(fragments | st.text(max_size=4), max_size=60).map("".join)


@given(writings)
def test_sentences_hold_every_word_of_any_text_once(text: str) -> None:
    page, answer = page_with(text)
    obey_the_law_of_sentences(page, answer.body)


@pytest.mark.parametrize("page_id", PAGES)
def test_sentences_hold_every_word_of_the_seeds_once(page_id: str) -> None:
    page = read_page(SEEDS / f"{page_id}.txt", page_id, page_id)
    for answer in page.answers:
        obey_the_law_of_sentences(page, answer.body)


# Passages.


@pytest.mark.parametrize("counter", COUNTERS)
def test_a_short_answer_is_one_passage(counter: TokenCounter) -> None:
    page, answer = page_with("Wait four hours. Then go.", "Is it safe?", "4 hours")
    assert passages(page, answer, counter) == [Passage("p#1", answer.body)]


def test_sentences_that_fit_together_are_read_together_and_evenly() -> None:
    counter = WordsEncoder(max_tokens=2 + 2 + 12)
    sentence = "One two three four."
    page, answer = page_with(" ".join([sentence] * 4))
    assert texts_of(page, check(page, answer, counter)) == [f"{sentence} {sentence}"] * 2


def test_no_sentence_is_cut_that_fits() -> None:
    counter = WordsEncoder(max_tokens=24)
    body = " ".join(f"{'word ' * n}end." for n in (3, 12, 1, 9, 9, 2, 5))
    page, answer = page_with(body, "A title of five words")
    ends = {span.end for span in sentences(page, answer.body)}
    assert {passage.span.end for passage in check(page, answer, counter)} <= ends


@pytest.mark.parametrize("counter", COUNTERS)
def test_a_sentence_longer_than_the_encoder_reads_is_cut(counter: TokenCounter) -> None:
    page, answer = page_with("botox and then exercise " * 60, "Is it safe?")
    body = Answer("p#1", 1, None, Span(answer.body.start, answer.body.end - 1), None, Doctor())
    found = check(page, body, counter)
    assert texts_of(page, found) != [page.quote(body.body)]
    assert " ".join(texts_of(page, found)).split() == page.quote(body.body).split()


@pytest.mark.parametrize("word", ["x" * 900, "😀" * 300, "👩🏽‍⚕️" * 80, "é" * 500, "e\u0301" * 300])
def test_a_word_longer_than_the_encoder_reads_is_cut(word: str) -> None:
    page, answer = page_with(f"See {word} there.", "Is it safe?")
    found = texts_of(page, check(page, answer, Letters()))
    assert "".join("".join(found).split()) == f"See{word}there."


@pytest.mark.parametrize("counter", COUNTERS)
@pytest.mark.parametrize(
    "title", ["word " * 499 + "end", "x" * 3000, "\u00a0".join(["word"] * 500), "a\nb" * 500]
)
def test_a_title_longer_than_the_encoder_reads_leaves_half_to_the_answer(
    title: str, counter: TokenCounter
) -> None:
    page, answer = page_with("Wait four hours. Then go. " * 5 + "So.", title, title)
    (tokens,) = counter.count_tokens([context(page, answer, counter)])
    assert tokens <= counter.max_tokens // 2
    check(page, answer, counter)


def test_a_clue_tells_title_and_headline_before_the_words() -> None:
    counter = WordsEncoder()
    page, answer = page_with("Wait four hours.", "Is it safe?", "4 hours")
    (passage,) = passages(page, answer, counter)
    assert clue(page, answer, passage, counter) == "Is it safe?\n4 hours\nWait four hours."


def test_a_headline_that_repeats_the_title_is_told_once() -> None:
    counter = WordsEncoder()
    page, answer = page_with("Wait.", "Is it safe?", "Is it safe?")
    (passage,) = passages(page, answer, counter)
    assert clue(page, answer, passage, counter) == "Is it safe?\nWait."


def test_a_clue_without_title_and_headline_is_the_words() -> None:
    counter = WordsEncoder()
    page, answer = page_with("Wait.")
    (passage,) = passages(page, answer, counter)
    assert clue(page, answer, passage, counter) == "Wait."


@pytest.mark.parametrize("counter", COUNTERS)
@pytest.mark.parametrize("body", ["...", "?", "😀", "\u200b", "\u202e", "—", "1."])
def test_a_body_without_words_is_a_passage_all_the_same(body: str, counter: TokenCounter) -> None:
    page, answer = page_with(body, "Is it safe?")
    assert texts_of(page, check(page, answer, counter)) == [body]


@given(
    writings.map(str.strip).filter(bool),
    st.text(max_size=80),
    st.text(max_size=80),
    st.sampled_from(COUNTERS),
)
def test_any_body_is_read_to_its_last_word(
    body: str, title: str, headline: str, counter: TokenCounter
) -> None:
    page, answer = page_with(body, title, headline)
    check(page, answer, counter)


@given(
    st.lists(st.sampled_from(["Botox.", "x" * 200, "😀", "and ", " ", "\n"]), min_size=1)
    .map("".join)
    .filter(str.strip)
)
def test_any_record_with_blanks_around_it_is_read_to_its_last_word(body: str) -> None:
    page, answer = page_with(body, "Is it safe?")
    check(page, answer, Letters())


@pytest.mark.parametrize("page_id", PAGES)
@pytest.mark.parametrize("counter", COUNTERS)
def test_every_answer_of_the_seeds_is_read_to_its_last_word(
    page_id: str, counter: TokenCounter
) -> None:
    page = read_page(SEEDS / f"{page_id}.txt", page_id, page_id)
    for answer in page.answers:
        check(page, answer, counter)


@pytest.mark.model
@pytest.mark.parametrize("page_id", PAGES)
def test_the_real_encoder_reads_every_answer_of_the_seeds(
    page_id: str, real_encoder: SentenceEncoder
) -> None:
    page = read_page(SEEDS / f"{page_id}.txt", page_id, page_id)
    for answer in page.answers:
        found = check(page, answer, real_encoder)
        ends = {span.end for span in sentences(page, answer.body)}
        assert {passage.span.end for passage in found} <= ends


@pytest.mark.model
@pytest.mark.parametrize(
    "body",
    [
        "botox and then exercise " * 400 + "end",
        "x" * 3000,
        "😀 " * 900 + "!",
        "é" * 2000,
        "a-b/c," * 700 + "d",
        "漢字" * 500,
    ],
    ids=["no full stop", "one word", "emoji", "accents", "marks", "Han"],
)
def test_the_real_encoder_reads_unusual_bodies(body: str, real_encoder: SentenceEncoder) -> None:
    page, answer = page_with(body, "word " * 499 + "end", "Is it safe?")
    check(page, answer, real_encoder)
