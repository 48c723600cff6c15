"""Dumps of Reddit → rows: a thread as its address with `.json` behind it gives it, a list of two
listings, or the posts and comments of a whole forum, an object a line, which their `link_id` joins.

    {"id": "a1", "title": "…", "selftext": "…", "author": "…", "created_utc": 1457000000}
    {"id": "b2", "body": "…", "author": "…", "link_id": "t3_a1", "parent_id": "t3_a1"}

A comment right on a post answers it; one on a comment does not. Words are Markdown there, which is
kept as it was typed; `<`, `>` and `&`, which the site writes as entities unless it is asked not to,
are the characters again.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from index.errors import UnreadablePage
from index.pages.limits import PACKED
from index.pages.rows.foreign import ForeignRow
from index.pages.rows.forum_posts import (
    GONE,
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

DERIVED_BY = "reddit 1"
SITE = "https://www.reddit.com"
LISTING, POST, COMMENT = "Listing", "t3", "t1"
DELETED = frozenset({"[deleted]", "[removed]", "[deleted by user]", "[removed by reddit]"})
"""What stands in the place of words, or of a name, that are gone."""
PROGRAM = "AutoModerator"
COLUMNS = {
    "question_title": "title",
    "question_body": "selftext",
    "answer_text": "body",
    "author": "author",
    "author_credentials": "letters in author_flair_text",
    "author_specialty": "author_flair_text",
    "answered_on": "created_utc",
    "url": "permalink",
}
"""What each of our fields is called in a row."""
ENTITY = re.compile(r"&(?:amp|lt|gt);")
BY_NAME = {"&amp;": "&", "&lt;": "<", "&gt;": ">"}
BARE = re.compile(r"[<>]|&(?!(?:amp|lt|gt);)")
PARAGRAPH_END = re.compile(r"(\n(?:[ \t]*\n)+)")
QUOTE = re.compile(r" {0,3}>(?!!)")
"""How a paragraph begins that Markdown shows as another's; `>!` hides what follows until it is
pressed."""
COMMENTS, POSTS = "comments", ("submissions", "posts")
"""What the names of such files have of each other's."""
BESIDE = ".beside"
"""A hidden folder, in which no pages are looked for."""

Found = Mapping[str, object]
Objects = Callable[[], Iterable[tuple[str, object]]]
"""The objects of a file from its first on, each with where it stands."""


# A thread.


def thread_in(text: str) -> list[object] | None:
    """The listings of the thread of which a text is the dump; None for any other text."""
    if f'"{LISTING}"' not in text:
        return None
    found = json_value(text)
    if not isinstance(found, list) or len(found) != 2 or not all(map(_is_listing, found)):
        return None
    posts = _things(found[0])
    return found if len(posts) == 1 and posts[0][0] == POST else None


def thread_rows(
    listings: Sequence[object], source: str, warnings: tuple[str, ...] = ()
) -> FileRows:
    """Every answer of a thread with its question.

    Raises:
        UnreadablePage: nobody answered in it.
    """
    (_, post), *_ = _things(listings[0])
    comments = _things(listings[1])
    below = [(kind, one) for _, comment in comments for kind, one in _below(comment)]
    found = [_with_id(post), *(one for kind, one in (*comments, *below) if kind == COMMENT)]
    more = sum(_count(one) for kind, one in (*comments, *below) if kind == "more")
    told = (f"{more:,} more comments of the thread are not in the file",) if more else ()
    objects = [(f"{source}:{one.get('id')}", one) for one in found]
    return dump_rows(lambda: objects, source, (*warnings, *told))


def _is_listing(found: object) -> bool:
    return isinstance(found, Mapping) and found.get("kind") == LISTING


def _things(listing: object) -> list[tuple[str, Found]]:
    """What is in a listing, each with its kind."""
    data = listing.get("data") if isinstance(listing, Mapping) else None
    children = data.get("children") if isinstance(data, Mapping) else None
    return [
        (str(one.get("kind")), thing)
        for one in (children if isinstance(children, list) else ())
        if isinstance(one, Mapping) and isinstance(thing := one.get("data"), Mapping)
    ]


def _below(comment: Found) -> Iterator[tuple[str, Found]]:
    """All replies to a comment, and to these."""
    waiting = _things(comment.get("replies"))
    while waiting:
        kind, one = waiting.pop()
        yield kind, one
        waiting += _things(one.get("replies"))


def _with_id(post: Found) -> Found:
    """A post with the text that it may have none of: a link, a picture."""
    return {"selftext": "", **post}


def _count(more: Found) -> int:
    count = more.get("count")
    return count if isinstance(count, int) and count > 0 else 0


# Posts and comments of a forum.


def is_of_a_dump(found: object) -> bool:
    """Whether an object is a post, or a comment on one."""
    return _is_post(found) or _is_comment(found)


def _is_post(found: object) -> bool:
    return isinstance(found, Mapping) and all(
        isinstance(found.get(name), str) for name in ("id", "title", "selftext")
    )


def _is_comment(found: object) -> bool:
    return isinstance(found, Mapping) and all(
        isinstance(found.get(name), str) for name in ("body", "link_id")
    )


def files_of_posts(comments: Path) -> list[Path]:
    """The files beside one of comments that may hold the posts: `ask_submissions.jsonl` beside
    `ask_comments.jsonl`, `RS_2016-03.jsonl` beside `RC_2016-03.jsonl`."""
    return _beside(comments, names_of_posts(comments.name))


def has_comments_beside(posts: Path) -> bool:
    """Whether a file of comments, packed alone or not, stands beside one that may hold their
    posts."""
    names = names_of_comments(posts.name)
    return bool(_beside(posts, [name + ending for name in names for ending in ("", *PACKED)]))


def names_of_posts(comments: str) -> list[str]:
    """What a file may be called that holds the posts which those in a file of that name are on."""
    return _other_names(comments, [(COMMENTS, one) for one in POSTS], ("RC_", "RS_"))


def names_of_comments(posts: str) -> list[str]:
    """What a file may be called that holds the comments on those in a file of that name."""
    return _other_names(posts, [(one, COMMENTS) for one in POSTS], ("RS_", "RC_"))


def _other_names(name: str, words: Sequence[tuple[str, str]], begins: tuple[str, str]) -> list[str]:
    """A file's name with other words for its own, or with another beginning."""
    begin, other = begins
    names = [name.replace(own, theirs) for own, theirs in words if own in name]
    return names + ([other + name.removeprefix(begin)] if name.startswith(begin) else [])


def _beside(file: Path, names: Sequence[str]) -> list[Path]:
    """The files of some names beside one, or in the folder for what it was unpacked with."""
    places = (
        place for name in names for place in (file.with_name(name), unpacked_beside(file, name))
    )
    return [place for place in places if place.is_file()]


def unpacked_beside(file: Path, name: str) -> Path:
    """Where a file stands that is read with one that was packed alone, and gives no pages."""
    return file.with_name(BESIDE) / name


def dump_rows(
    objects: Objects,
    source: str,
    warnings: tuple[str, ...] = (),
    posts: Objects | None = None,
    *,
    is_beside: bool = False,
) -> FileRows:
    """Every answer of a dump with its question.

    Args:
        posts: the objects of the file that holds the posts, where that is another.
        is_beside: whether a file of comments stands beside this one, and is read with it.

    Raises:
        UnreadablePage: it holds no answers, or not what these answer.
    """
    known = _Known()
    for each in (posts, objects):
        for _, found in each() if each is not None else ():
            known.take(found)
    if not known.answers and is_beside and not known.comments:
        return FileRows((), warnings)
    if not known.answers:
        raise without_answers(source, known.left)
    if not known.posts:
        reason = (
            f"it holds comments, and not what they are on; put the file of these beside it, with "
            f"“{POSTS[0]}” or “{POSTS[1]}” in its name for “{COMMENTS}”, unpacked if this one is"
        )
        raise UnreadablePage(source, reason)
    told = (*warnings, *left_out(known.left))
    return post_rows(_rows(objects, known), source, COLUMNS, told, DERIVED_BY)


@dataclass(slots=True)
class _Known:
    """What is known of a dump before its rows are made: the posts, who wrote each, how many
    comments are answers, and how `<` and `&` are written."""

    posts: dict[str, Asked] = field(default_factory=dict)
    askers: dict[str, str] = field(default_factory=dict)
    comments: int = 0
    answers: int = 0
    left: Counter[str] = field(default_factory=Counter)
    bare: int = 0
    entities: int = 0

    def take(self, found: object) -> None:
        """Note an object of the dump."""
        if not isinstance(found, Mapping):
            return
        if _is_comment(found):
            is_own = found.get("author") == self.askers.get(_number(found), "")
            reason = _no_answer(found) or (OWN if is_own else None)
            self.comments += 1
            self.answers += reason is None
            self.left.update([reason] if reason else ())
            self._look_at(found.get("body"))
        elif _is_post(found) and not getattr(found, "repeated", ()):
            number = str(found["id"]).removeprefix(f"{POST}_")
            words = str(found["selftext"])
            is_there = words.strip() and words.strip().lower() not in DELETED
            self.posts[number] = Asked(str(found["title"]), words if is_there else None)
            author = found.get("author")
            if isinstance(author, str) and author.lower() not in DELETED:
                self.askers[number] = author
            self._look_at(found["title"])
            self._look_at(words)

    def _look_at(self, words: object) -> None:
        if isinstance(words, str):
            is_bare = BARE.search(words) is not None
            self.bare += is_bare
            self.entities += not is_bare and ENTITY.search(words) is not None

    def plain(self, words: str | None) -> str | None:
        """Some words as they were typed. Where a sign stands as itself, none stands for it."""
        if words is None or self.entities <= self.bare or BARE.search(words) is not None:
            return words
        return ENTITY.sub(lambda found: BY_NAME[found[0]], words)


def _no_answer(comment: Found) -> str | None:
    """Why a comment is no answer to the post."""
    body = str(comment["body"]).strip()
    if not body or body.lower() in DELETED or comment.get("stickied") is True:
        return GONE
    if comment.get("author") == PROGRAM:
        return GONE
    if not str(comment.get("parent_id", comment["link_id"])).startswith(f"{POST}_"):
        return REPLY
    return OWN if comment.get("is_submitter") is True else None


def _number(comment: Found) -> str:
    """The number of the post that a comment is on."""
    return str(comment["link_id"]).removeprefix(f"{POST}_")


def _rows(objects: Objects, known: _Known) -> Iterator[ForeignRow]:
    for where, found in objects():
        if isinstance(found, UnreadablePage):
            yield ForeignRow(where, {}, found.reason, written=found.written)
        elif isinstance(found, Mapping) and _is_comment(found) and _no_answer(found) is None:
            yield from _row(found, where, known)
        elif not is_of_a_dump(found):
            yield ForeignRow(where, {}, "neither a post nor a comment", written=found)


def _row(comment: Found, where: str, known: _Known) -> Iterator[ForeignRow]:
    try:
        refuse_repeated(comment, where)
    except UnreadablePage as error:
        written = getattr(comment, "pairs", ()) or comment
        yield ForeignRow(where, {}, error.reason, written=written)
        return
    number = _number(comment)
    asked = known.posts.get(number)
    if asked is None:
        told = "an answer to a question that is not in the dump"
        yield ForeignRow(where, {}, told, written=comment)
    elif comment.get("author") != known.askers.get(number, ""):
        asked = Asked(known.plain(asked.title), known.plain(asked.words))
        yield post_row(asked, _post(comment, where, known), COLUMNS)


def _post(comment: Found, where: str, known: _Known) -> Post:
    body = known.plain(str(comment["body"])) or ""
    words = _own_words(body)
    told = [comment.get(one) for one in ("author", "author_flair_text", "permalink")]
    author, flair, link = (one if isinstance(one, str) else None for one in told)
    return Post(
        where,
        words,
        None if author is None or author.lower() in DELETED else author,
        known.plain(flair),
        comment.get("created_utc"),
        f"{SITE}{link}" if link is not None and link.startswith("/") else link,
        doubt=QUOTES if _quotes(words) else None,
    )


def _own_words(body: str) -> str:
    """The words between the quotations at their ends; all of them, where they are nothing else."""
    parts = PARAGRAPH_END.split(body.strip())
    start, end = 0, len(parts)
    while start < end and _is_none_of_its_own(parts[start]):
        start += 1
    while start < end and _is_none_of_its_own(parts[end - 1]):
        end -= 1
    return "".join(parts[start:end]) or body.strip()


def _is_none_of_its_own(part: str) -> bool:
    return not part.strip() or QUOTE.match(part) is not None


def _quotes(words: str) -> bool:
    return any(QUOTE.match(line) is not None for line in words.split("\n"))
