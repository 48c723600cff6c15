"""Who may ask as a program: by key, by the address that is asked, and from which page."""

from itertools import product
from pathlib import Path

import pytest
from starlette.datastructures import Headers

from bot.web.api.access import Access, Refusal
from bot.web.api.keys import NAME, ApiKeys
from bot.web.api.paging import LONGEST, List
from bot.web.api.scopes import Opening

HERE = {"host": "127.0.0.1:7860"}


@pytest.fixture
def keys(tmp_path: Path) -> ApiKeys:
    return ApiKeys(tmp_path)


def granted(access: Access, **headers: str) -> str | int:
    """What is granted, or the status of the refusal."""
    try:
        return access.granted(Headers({**HERE, **headers})).scope or "as a reader"
    except Refusal as refused:
        assert refused.words.strip()
        return refused.status


# Keys.


def test_a_key_is_kept_as_a_hash_and_grants_its_scope(keys: ApiKeys) -> None:
    read, staff = keys.make("reader", "read"), keys.make("clinic", "staff")
    text = (keys.folder / NAME).read_text(encoding="utf-8")
    assert read not in text
    assert staff not in text
    assert (keys.scope_of(read), keys.scope_of(staff), keys.scope_of("x")) == (
        "read",
        "staff",
        None,
    )
    assert [(one.name, one.scope) for one in keys.every()] == [
        ("reader", "read"),
        ("clinic", "staff"),
    ]


def test_the_file_of_the_keys_is_its_owners_alone(keys: ApiKeys) -> None:
    keys.make("reader", "read")
    assert (keys.folder / NAME).stat().st_mode & 0o777 == 0o600


def test_a_key_that_was_revoked_opens_nothing_and_the_file_stays(keys: ApiKeys) -> None:
    key = keys.make("reader", "read")
    keys.revoke("reader")
    assert keys.scope_of(key) is None
    assert keys.are_needed
    with pytest.raises(ValueError, match="no key for reader"):
        keys.revoke("reader")


def test_a_name_has_one_key(keys: ApiKeys) -> None:
    keys.make("reader", "read")
    with pytest.raises(ValueError, match="--revoke reader"):
        keys.make("reader", "staff")


@pytest.mark.parametrize("name", ["", " a", "a ", "a:b", "a\nb", "a\x1bb"])
def test_a_name_that_would_break_the_line_is_refused(name: str, keys: ApiKeys) -> None:
    with pytest.raises(ValueError, match="name"):
        keys.make(name, "read")
    assert not keys.are_needed


@pytest.mark.parametrize(
    "line", ["", "reader", "reader:read", "reader:read:", "reader:all:{}", ":read:{}", "a:read:é{}"]
)
def test_a_line_that_is_none_opens_nothing(line: str, keys: ApiKeys) -> None:
    key = keys.make("reader", "read")
    hashed = keys.every()[0].hashed
    (keys.folder / NAME).write_text(line.format(hashed), encoding="utf-8")
    assert keys.scope_of(key) is None


def test_keys_that_cannot_be_read_open_nothing(keys: ApiKeys) -> None:
    keys.file.mkdir()
    assert keys.are_needed
    assert keys.every() == []


# Access.


def test_off_is_off_for_everybody(keys: ApiKeys) -> None:
    key = keys.make("clinic", "staff")
    assert granted(Access(keys, "off"), authorization=f"Bearer {key}") == 404


def test_whoever_is_on_this_machine_needs_no_key_for_what_the_page_shows_until_there_is_one(
    keys: ApiKeys,
) -> None:
    access = Access(keys)
    assert granted(access) == "as a reader"
    assert granted(access, authorization="Bearer anything") == "as a reader"
    keys.make("reader", "read")
    assert granted(access) == 401
    keys.revoke("reader")
    assert granted(access) == 401


def test_elsewhere_there_is_nothing_without_a_key(keys: ApiKeys) -> None:
    access = Access(keys, is_local=False)
    assert granted(access) == 404
    key = keys.make("reader", "read")
    assert granted(access) == 401
    assert granted(access, authorization=f"Bearer {key}", host="clinic.example") == "read"


def test_open_lets_everybody_read_and_a_key_may_do_more(keys: ApiKeys) -> None:
    access = Access(keys, "open", is_local=False)
    assert granted(access, host="clinic.example") == "read"
    key = keys.make("clinic", "staff")
    assert granted(access) == "read"
    assert granted(access, authorization=f"Bearer {key}") == "staff"


@pytest.mark.parametrize("sent", ["", "Bearer", "Bearer ", "Bearer x", "Basic {}", "{}", "bearer"])
def test_what_is_no_key_is_refused_wherever_there_are_keys(sent: str, keys: ApiKeys) -> None:
    key = keys.make("reader", "read")
    for opening, local in product((None, "open"), (True, False)):
        access = Access(keys, opening, is_local=local)  # type: ignore[arg-type]
        assert granted(access, authorization=sent.format(key)) == 401


@pytest.mark.parametrize("sent", ["bearer {}", "BEARER {}", "Bearer  {} "])
def test_the_scheme_is_read_as_http_says(sent: str, keys: ApiKeys) -> None:
    access = Access(keys)
    assert granted(access, authorization=sent.format(keys.make("reader", "read"))) == "read"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:7860", "[::1]:7860", "LOCALHOST:1"])
def test_a_name_of_this_machine_may_be_asked(host: str, keys: ApiKeys) -> None:
    assert granted(Access(keys), host=host) == "as a reader"


@pytest.mark.parametrize(
    "host",
    ["evil.example", "127.0.0.1.evil.example:7860", "", "localhost.", "[", "@127.0.0.1@evil.com"],
)
def test_without_a_key_another_name_that_leads_here_is_refused(host: str, keys: ApiKeys) -> None:
    assert granted(Access(keys), host=host) == 421
    assert granted(Access(keys, "open"), host=host) == 421
    key = keys.make("reader", "read")
    assert granted(Access(keys, "open"), host=host) == 421
    assert granted(Access(keys, "open"), host=host, authorization=f"Bearer {key}") == "read"


def test_a_name_that_was_said_at_the_start_may_be_asked(keys: ApiKeys) -> None:
    access = Access(keys, names=frozenset({"desk.local"}))
    assert granted(access, host="desk.local:80") == "as a reader"


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "", "http://127.0.0.1:8080", "[", "http://[x"]
)
def test_a_page_of_another_origin_may_not_ask(origin: str, keys: ApiKeys) -> None:
    assert granted(Access(keys), origin=origin) == 403
    assert granted(Access(keys, "open"), origin=origin) == 403


def test_a_page_of_an_allowed_origin_may_ask(keys: ApiKeys) -> None:
    access = Access(keys, origins=frozenset({"https://clinic.example"}))
    assert granted(access, origin="https://clinic.example") == "as a reader"
    assert granted(access, origin="https://clinic.example.evil.example") == 403
    assert granted(access, origin=f"http://{HERE['host']}") == "as a reader"


def test_what_is_logged_at_the_start_says_who_may_ask(keys: ApiKeys) -> None:
    made_with = f"doctor-answers --library {keys.folder} key NAME"
    assert str(Access(keys)).startswith("from this machine, for what the page shows; for more by")
    assert str(Access(keys)).endswith(f"{made_with} --scope staff")
    assert str(Access(keys, is_local=False)).startswith("closed until there is a key")
    assert str(Access(keys, is_local=False)).endswith(made_with)
    assert str(Access(keys, "open")) == "open to everybody"
    keys.make("reader", "read")
    assert str(Access(keys, is_local=False)) == "with a key"
    assert str(Access(keys, "off")) == "closed"


@pytest.mark.parametrize("opening", [None, "open"])
@pytest.mark.parametrize("is_local", [True, False])
def test_nowhere_is_anybody_of_the_staff_without_a_key(
    opening: Opening | None, is_local: bool, keys: ApiKeys
) -> None:
    access = Access(keys, opening, is_local=is_local)
    asked = Headers({**HERE, "authorization": "Bearer anything"})
    assert granted(access) != "staff"
    for headers in (Headers(HERE), asked):
        with pytest.raises(Refusal) as refused:
            access.check_staff(headers)
        assert refused.value.status == 401
        assert "doctor-answers key NAME" in refused.value.words


def test_what_is_the_staffs_takes_a_key_of_the_staff(keys: ApiKeys) -> None:
    read, staff = keys.make("reader", "read"), keys.make("clinic", "staff")
    access = Access(keys)
    access.check_staff(Headers({"authorization": f"Bearer {staff}"}))
    with pytest.raises(Refusal) as refused:
        access.check_staff(Headers({"authorization": f"Bearer {read}"}))
    assert refused.value.status == 403
    assert refused.value.words.endswith("doctor-answers key NAME --scope staff")
    with pytest.raises(Refusal) as refused:
        Access(keys, "off").check_staff(Headers({"authorization": f"Bearer {staff}"}))
    assert refused.value.status == 404


# Cursors.


def test_a_cursor_leads_on_in_its_own_list_alone() -> None:
    whole = List.of("v1", "botox")
    assert whole.skipped(None) == 0
    assert whole.skipped(whole.cursor(20)) == 20
    for other, status in ((List.of("v2", "botox"), 410), (List.of("v1", "massage"), 422)):
        with pytest.raises(Refusal) as refused:
            other.skipped(whole.cursor(20))
        assert refused.value.status == status


@pytest.mark.parametrize(
    "cursor",
    ["", "x", "é", "W10=", "WzEsIDIsIDNd", "bnVsbA==", "ey0t", "[" * LONGEST, "MTIz"],
)
def test_what_is_no_cursor_is_refused(cursor: str) -> None:
    with pytest.raises(Refusal) as refused:
        List.of("v1", "botox").skipped(cursor)
    assert refused.value.status == 422


@pytest.mark.parametrize("skip", [-1, True, 1.5, "1", None])
def test_a_cursor_counts_from_nought_upwards(skip: object) -> None:
    whole = List.of("v1", "botox")
    with pytest.raises(Refusal):
        whole.skipped(whole.cursor(skip))  # type: ignore[arg-type]
