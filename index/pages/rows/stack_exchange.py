"""A dump of a StackExchange site (`Posts.xml`, and `Users.xml` beside it) → rows.

Both files are read as a stream, one `<row …/>` at a time, and no document type is let in, so that
nothing in them can stand for anything else. Words are HTML there: their text is derived as that of
a web page is. Most who answer are no doctors: only a name that says so itself names anybody.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path, PurePath

from index.errors import UnreadablePage
from index.pages.html.derived import DERIVED_BY, derived, parsed
from index.pages.html.not_own import words_in
from index.pages.plain_xml import PlainXml, RefusedXmlError
from index.pages.rows.foreign import ForeignRow, foreign_rows
from index.pages.rows.records import FileRows

DUMPS = (".xml",)
"""What the names of such files end in."""
POSTS, USERS = "Posts.xml", "Users.xml"
BESIDE = frozenset(
    "Badges.xml Comments.xml PostHistory.xml PostLinks.xml Tags.xml Users.xml Votes.xml".split()
)
"""What else a dump has: it is read with the posts, or holds no answers."""
LARGEST_DUMP = 2_000_000_000
BLOCK = 1 << 16
LARGEST_ROW = 2_000_000
"""Bytes of one row."""
QUESTION, ANSWER = "1", "2"
COLUMNS = {
    "question_title": "Title",
    "question_body": "question.Body",
    "answer_text": "Body",
    "author": "DisplayName",
    "answered_on": "CreationDate",
}
"""Which of the rows made here each of our fields is."""


def is_beside_posts(name: str, beside: list[str]) -> bool:
    """Whether a file belongs to a dump whose posts stand beside it."""
    return name in BESIDE and POSTS in beside


def users_file(posts: PurePath) -> Path:
    """Where the users of a dump are, if they are there."""
    return Path(posts).with_name(USERS)


def dump_rows(path: Path, source: str) -> FileRows:
    """Every answer of a dump with its question, and its author's name.

    Raises:
        UnreadablePage: it is no such dump.
    """
    if path.name != POSTS:
        reason = (
            f"of files ending in .xml only the {POSTS} of a StackExchange dump is read; save a web "
            "page as .html"
        )
        raise UnreadablePage(source, reason)
    questions: dict[str, tuple[str, str]] = {}
    asked, answering = set[str](), set[str]()
    for row in _rows(path, source):
        if row.get("PostTypeId") == ANSWER:
            asked.add(row.get("ParentId", ""))
            answering.add(row.get("OwnerUserId", ""))
    for row in _rows(path, source):
        if row.get("PostTypeId") == QUESTION and row.get("Id", "") in asked:
            questions[row["Id"]] = (row.get("Title", ""), row.get("Body", ""))
    names = _names(path, source, answering)
    rows = _answers(path, source, questions, names)
    told = {field: column for field, column in COLUMNS.items() if field != "author"}
    found = foreign_rows(rows, source, told, author=COLUMNS["author"], is_text=True)
    return FileRows(
        found.rows,
        () if names is not None else (f"no {USERS} beside it: nobody is named",),
        derived_by=f"stack exchange 5, {DERIVED_BY}",
        matching=found.matching,
    )


def _names(posts: Path, source: str, wanted: set[str]) -> dict[str, str] | None:
    """The names of some users, by their ids; None where there is no file of them."""
    file = users_file(posts)
    if not file.is_file():
        return None
    return {
        row["Id"]: row.get("DisplayName", "")
        for row in _rows(file, source)
        if row.get("Id", "") in wanted
    }


def _answers(
    path: Path,
    source: str,
    questions: dict[str, tuple[str, str]],
    names: Mapping[str, str] | None,
) -> Iterator[ForeignRow]:
    bodies: dict[str, str | UnreadablePage] = {}
    for row in _rows(path, source):
        if row.get("PostTypeId") != ANSWER:
            continue
        where, thread = f"{source}:{row.get('Id', '')}", row.get("ParentId", "")
        if thread not in questions:
            told = "an answer to a question that is not in the dump"
            yield ForeignRow(where, {}, told, written=row)
            continue
        title, html = questions[thread]
        if thread not in bodies:  # derived once, whoever answers
            bodies[thread] = _text_or_trouble(html, where)
            questions[thread] = (title, "")
        body = bodies[thread]
        if isinstance(body, UnreadablePage):
            yield ForeignRow(where, {}, body.reason, written=row)
            continue
        try:
            words, doubt = words_in(parsed(row.get("Body", ""), where))
            cells: dict[str, object] = {
                "Title": title,
                "question.Body": body,
                "Body": words,
                "DisplayName": (names or {}).get(row.get("OwnerUserId", ""))
                or row.get("OwnerDisplayName"),
                "CreationDate": row.get("CreationDate"),
            }
        except UnreadablePage as error:
            yield ForeignRow(where, {}, error.reason, written=row)
            continue
        yield ForeignRow(where, cells, doubt=doubt)


def _text_or_trouble(html: str, source: str) -> str | UnreadablePage:
    try:
        return _text(html, source)
    except UnreadablePage as error:
        return error


def _text(html: str, source: str) -> str:
    return derived(parsed(html, source)).text


def _rows(path: Path, source: str) -> Iterator[dict[str, str]]:
    """The attributes of every row of a file.

    Raises:
        UnreadablePage: it is no XML, has a document type, is nested, or a row is too long.
    """
    found: list[dict[str, str]] = []

    def take(name: str, attributes: dict[str, str]) -> None:
        if name == "row":
            found.append(attributes)

    parser = PlainXml(take)
    fed = 0
    with path.open("rb") as file:
        is_over = False
        while not is_over:
            block = file.read(BLOCK)
            is_over, fed = not block, fed + len(block)
            try:
                parser.feed(block, is_over=is_over)
            except RefusedXmlError as error:
                raise UnreadablePage(source, f"{path.name} {error}") from error
            if not found and fed - parser.at > LARGEST_ROW:
                reason = f"a row of {path.name} has more than the {LARGEST_ROW:,} bytes of a row"
                raise UnreadablePage(source, f"{reason} that are read")
            yield from found
            found.clear()
