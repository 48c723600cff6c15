"""A dump of a topic of Discourse (`/t/ID.json`) → rows.

    {"title": "…", "post_stream": {"posts": [{"post_number": 1, "cooked": "<p>…</p>", …}, …]}}

The first post is the question. Words are HTML there: their text is derived as that of a web page
is. What stands in frames is another's: a quotation, or a part of a page that is linked to; at the
ends of the words it is left aside, and among them it leaves open whose they are.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from selectolax.lexbor import LexborHTMLParser, LexborNode

from index.errors import UnreadablePage
from index.model import Span
from index.pages.html.derived import DERIVED_BY as HTML
from index.pages.html.derived import derived, parsed
from index.pages.html.not_own import ElementsNotOwn
from index.pages.rows.forum_posts import (
    GONE,
    NO_WORDS,
    OWN,
    QUOTES,
    REPLY,
    Asked,
    Post,
    left_out,
    post_row,
    post_rows,
    without_answers,
)
from index.pages.rows.json_arrays import json_value, refuse_repeated
from index.pages.rows.records import FileRows

DERIVED_BY = "discourse 3"
OF_MANY = "the post is a wiki, whose words anybody may have changed"
POSTS = "post_stream"
REGULAR = 1
"""The kind of a post that a reader wrote; others are notes of the forum."""
COLUMNS = {
    "question_title": "title",
    "question_body": "cooked of post 1",
    "answer_text": "cooked",
    "author": "name",
    "author_credentials": "letters in user_title",
    "author_specialty": "user_title",
    "answered_on": "created_at",
}
"""What each of our fields is called in a row."""
OF_PICTURES = ".lightbox-wrapper .meta"
"""The name and size of a picture, which are drawn over it by a sheet elsewhere."""

Found = Mapping[str, object]


def topic_in(text: str) -> Found | None:
    """The topic of which a text is the dump; None for any other text."""
    if f'"{POSTS}"' not in text:
        return None
    found = json_value(text)
    stream = found.get(POSTS) if isinstance(found, dict) else None
    posts = stream.get("posts") if isinstance(stream, dict) else None
    is_topic = isinstance(posts, list) and all(
        isinstance(one, dict) and "cooked" in one and "post_number" in one for one in posts
    )
    return found if is_topic and isinstance(found, dict) else None


def topic_rows(topic: Found, source: str, warnings: tuple[str, ...] = ()) -> FileRows:
    """Every answer of a topic with its question.

    Raises:
        UnreadablePage: the question is not in it, nobody answered, or a post is made so that it
            would take very long to read.
    """
    posts = _posts(topic)
    first = next((one for one in posts if one.get("post_number") == 1), None)
    if first is None:
        reason = "its first post, which is the question, is not in it; save the topic from its top"
        raise UnreadablePage(source, reason)
    kept: list[Post] = []
    counts = Counter[str]()
    for post in posts:
        if post is not first:
            left = _no_answer(post, first)
            read = None if left else _post(post, source)
            counts.update([left or NO_WORDS] if read is None or not read.words else ())
            kept += [read] if read is not None and read.words else []
    if not kept:
        raise without_answers(source, counts)
    title = topic.get("title")
    asked = Asked(title if isinstance(title, str) else None, _question(first, source))
    rows = (post_row(asked, post, COLUMNS) for post in kept)
    told = (*warnings, *_missing(topic, len(posts)), *left_out(counts))
    return post_rows(rows, source, COLUMNS, told, f"{DERIVED_BY}, {HTML}")


def _posts(topic: Found) -> Sequence[Found]:
    stream = topic[POSTS]
    posts = stream.get("posts") if isinstance(stream, Mapping) else None
    return [one for one in posts if isinstance(one, Mapping)] if isinstance(posts, list) else []


def _missing(topic: Found, count: int) -> Iterator[str]:
    """That the forum has more posts than the file: it gives them twenty at a time."""
    told = topic.get("posts_count")
    if isinstance(told, int) and told > count:
        yield (
            f"the topic has {told:,} posts, {count:,} are in the file; save it with "
            "?print=true behind its address"
        )


def _no_answer(post: Found, first: Found) -> str | None:
    """Why a post is no answer to the question."""
    is_gone = any(post.get(one) for one in ("hidden", "deleted_at", "user_deleted"))
    if is_gone or post.get("post_type", REGULAR) != REGULAR:
        return GONE
    if post.get("reply_to_post_number") not in (None, 1):
        return REPLY
    if post.get("username") is not None and post.get("username") == first.get("username"):
        return OWN
    return None


def _question(first: Found, source: str) -> str | None:
    tree = _tree(first, f"{source}:1")
    return derived(tree).text.strip() or None


def _post(post: Found, source: str) -> Post:
    where = f"{source}:{post.get('post_number')}"
    refuse_repeated(post, where)
    words, doubt = _own_words(_tree(post, where), post.get("username"))
    doubt = doubt or (OF_MANY if post.get("wiki") is True else None)
    told = [post.get(one) for one in ("name", "user_title")]
    name, title = (one if isinstance(one, str) else None for one in told)
    return Post(where, words, name, title, post.get("created_at"), doubt=doubt)


def _tree(post: Found, where: str) -> LexborHTMLParser:
    cooked = post.get("cooked")
    tree = parsed(cooked if isinstance(cooked, str) else "", where)
    for node in tree.css(OF_PICTURES):
        node.decompose()
    return tree


def _own_words(tree: LexborHTMLParser, username: object) -> tuple[str, str | None]:
    """The words of a post between what is in frames at its ends, and why nobody may be named whom
    it names: others' words, or such as are struck out or hidden, are among them."""
    asides = [
        one
        for one in tree.css("aside")
        if username is None or one.attributes.get("data-username") != username
    ]
    quoted = [one for one in tree.css("blockquote") if not _is_within_a_frame(one)]
    elements = replace(ElementsNotOwn.of(tree), quoted=(), asides=())  # frames are told apart here
    made = derived(tree, [*asides, *quoted, *elements.every])
    frames = _outermost(made.places_of(asides))
    own = _between(made.text, frames)
    spans = [*frames, *made.places_of(quoted)]
    quotes = any(own.start < span.end and span.start < own.end for span in spans)
    doubt = QUOTES if quotes else elements.places(made).doubt(own, None, None)
    return made.text[own.start : own.end], doubt


def _outermost(spans: Iterable[Span]) -> list[Span]:
    found: list[Span] = []
    for span in sorted(spans):
        if not found or span.start >= found[-1].end:
            found.append(span)
    return found


def _is_within_a_frame(node: LexborNode) -> bool:
    above = node.parent
    while above is not None and above.tag != "aside":
        above = above.parent
    return above is not None


def _between(text: str, frames: Sequence[Span]) -> Span:
    """What is left of a text without the frames at its ends, and the blanks there."""
    start, end = 0, len(text)
    for span in frames:
        if text[start : span.start].strip():
            break
        start = span.end
    for span in reversed(frames):
        if text[span.end : end].strip():
            break
        end = span.start
    kept = text[start:end] if start < end else ""
    return Span(start + len(kept) - len(kept.lstrip()), start + len(kept.rstrip()))
