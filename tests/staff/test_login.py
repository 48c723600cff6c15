"""Who may enter: passwords are kept as hashes only, guesses cost time, sessions end."""

import os
import pickle
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from bot.staff.login import (
    IDLE,
    LONGEST,
    Session,
    Sessions,
    Staff,
    line_for,
)
from tests.show.test_card import HOSTILE

PASSWORD = "correct horse battery"
SALT = b"the same always"  # a test is named by what it is given
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD, salt=SALT)


class Clock:
    """A clock that goes on when it is told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


# Names and passwords.


@pytest.mark.smoke
def test_only_the_right_password_of_a_name_fits() -> None:
    staff = Staff.read(line_for("Ann Lee", PASSWORD) + "\n" + f"bob:{CHEAP}")
    assert staff.verify("Ann Lee", PASSWORD)
    assert staff.verify("bob", PASSWORD)
    for name, password in [
        ("Ann Lee", PASSWORD + " "),
        ("Ann Lee", PASSWORD.upper()),
        ("Ann Lee", ""),
        ("ann lee", PASSWORD),
        ("nobody", PASSWORD),
        ("", ""),
    ]:
        assert not staff.verify(name, password), (name, password)


def test_a_line_holds_no_password_and_no_two_are_alike() -> None:
    first, second = line_for("ann", PASSWORD), line_for("ann", PASSWORD)
    assert first != second
    assert first.startswith("ann:$argon2id$")
    assert PASSWORD not in first and "\n" not in first


def test_letters_of_any_script_make_a_password() -> None:
    password = "пароль-зимой-№1 é"
    assert Staff.read(line_for("Zoë", password)).verify("Zoë", password)


def test_empty_lines_and_remarks_are_left_out() -> None:
    staff = Staff.read(f"# who may enter\n\n  \n  # bob: not any more\n  ann:{CHEAP}  \n")
    assert staff.verify("ann", PASSWORD)
    assert not staff.verify("bob", PASSWORD)


@pytest.mark.parametrize("text", ["", "\n\n", "# nobody yet\n"])
def test_without_a_name_there_is_no_login(text: str) -> None:
    assert not Staff.read(text)
    assert not Staff.read(text).verify("", "")
    assert Staff.read(f"ann:{CHEAP}")


@pytest.mark.parametrize(
    "line", ["ann", "ann:", "ann:secret", f"ann {CHEAP}", f"ann:{CHEAP[:20]}", "ann:$argon2id$"]
)
def test_a_line_that_is_none_is_refused_with_its_number_and_what_makes_one(line: str) -> None:
    with pytest.raises(
        ValueError, match=r"^line 2 of the staff's names is not name:hash; "
    ) as told:
        Staff.read(f"# names\n{line}\nbob:{CHEAP}")
    assert str(told.value).endswith("make one with: doctor-answers password NAME")
    assert "secret" not in str(told.value)


def test_a_line_without_a_name_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^line 1 of the staff's names has no name$"):
        Staff.read(f":{CHEAP}")


@pytest.mark.parametrize(
    ("name", "password", "why"),
    [
        ("", PASSWORD, "a name has no colon, and neither begins nor ends with a blank"),
        (" ann", PASSWORD, "neither begins nor ends with a blank"),
        ("ann ", PASSWORD, "neither begins nor ends with a blank"),
        ("an:n", PASSWORD, "a name has no colon"),
        ("an\nn", PASSWORD, "a name has no colon"),
        ("an\x1bn", PASSWORD, "a name has no colon"),
        ("#ann", PASSWORD, "a name does not begin with #"),
        ("ann", "123456789", "the password is too short; take 10 characters or more"),
        ("ann", "", "the password is too short"),
    ],
)
def test_a_name_or_a_password_that_makes_no_line_is_refused(
    name: str, password: str, why: str
) -> None:
    with pytest.raises(ValueError, match=why):
        line_for(name, password)


def test_ten_characters_are_enough() -> None:
    assert Staff.read(line_for("ann", "0123456789")).verify("ann", "0123456789")


def test_a_hash_is_made_even_for_a_name_that_nobody_has(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[str] = []
    verify = PasswordHasher.verify

    def counting(self: PasswordHasher, hashed: str, password: str) -> bool:
        tried.append(hashed)
        return verify(self, hashed, password)

    monkeypatch.setattr(PasswordHasher, "verify", counting)
    staff = Staff.read(line_for("ann", PASSWORD))
    assert not staff.verify("ann", "wrong password")
    assert not staff.verify("nobody", "wrong password")
    known, unknown = (hashed.split("$")[1:4] for hashed in tried)
    assert known == unknown == ["argon2id", "v=19", "m=65536,t=3,p=4"]


# Sessions.


def test_a_token_opens_its_own_session(clock: Clock) -> None:
    sessions = Sessions(clock)
    ann, bob = sessions.begin("ann"), sessions.begin("bob")
    first, second = sessions.of(ann), sessions.of(bob)
    assert first is not None and second is not None
    assert (first.name, second.name) == ("ann", "bob")
    assert len({ann, bob, first.form, second.form}) == 4
    assert all(len(secret) >= 43 for secret in (ann, bob, first.form, second.form))


@pytest.mark.parametrize("token", [None, "", "token", *HOSTILE.values()])
def test_no_other_token_opens_any(token: str | None, clock: Clock) -> None:
    sessions = Sessions(clock)
    sessions.begin("ann")
    assert sessions.of(token) is None
    sessions.end(token)
    assert len(sessions._open) == 1


def test_the_key_of_the_forms_opens_no_session(clock: Clock) -> None:
    sessions = Sessions(clock)
    session = sessions.of(sessions.begin("ann"))
    assert session is not None
    assert sessions.of(session.form) is None


def test_a_session_ends_after_an_hour_without_a_request(clock: Clock) -> None:
    sessions = Sessions(clock)
    token = sessions.begin("ann")
    for _ in range(3):
        clock.now += IDLE
        assert sessions.of(token) is not None
    clock.now += IDLE + 1
    assert sessions.of(token) is None
    clock.now -= IDLE
    assert sessions.of(token) is None, "what has ended stays ended"


def test_every_session_ends_after_twelve_hours(clock: Clock) -> None:
    sessions = Sessions(clock)
    token = sessions.begin("ann")
    for _ in range(12):
        clock.now += LONGEST / 12
        assert sessions.of(token) is not None
    clock.now += 1
    assert sessions.of(token) is None
    assert (LONGEST, IDLE) == (12 * 3600, 3600)


def test_a_session_that_was_ended_is_over_and_others_go_on(clock: Clock) -> None:
    sessions = Sessions(clock)
    ann, bob = sessions.begin("ann"), sessions.begin("bob")
    sessions.end(ann)
    sessions.end(None)
    assert sessions.of(ann) is None
    assert sessions.of(bob) is not None


def test_no_token_is_kept_in_clear(clock: Clock) -> None:
    sessions = Sessions(clock)
    token = sessions.begin("ann")
    assert sessions.of(token) is not None
    assert token.encode() not in pickle.dumps((sessions._open, vars(sessions)["_clock"].now))
    assert all(len(kept) == 64 for kept in sessions._open)


def test_a_session_that_is_used_keeps_its_form() -> None:
    clock = Clock()
    sessions = Sessions(clock)
    token = sessions.begin("ann")
    first = sessions.of(token)
    clock.now += 10
    sessions.of(token)
    assert first is not None
    assert sessions.of(token) == Session("ann", first.form, 1000.0, 1010.0)


def test_a_mark_of_byte_order_before_the_names_is_no_part_of_one(tmp_path: Path) -> None:
    """Some editors write it, and nobody sees it."""
    file = tmp_path / "staff.txt"
    file.write_bytes(f"anna:{CHEAP}\n".encode("utf-8-sig"))
    staff = Staff.open(file)
    assert staff.hash_of("anna") == CHEAP
    staff.reread()
    assert staff.hash_of("anna") == CHEAP


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with names")
def test_a_pipe_in_the_place_of_the_names_holds_nobody_up(tmp_path: Path) -> None:
    file = tmp_path / "staff.txt"
    file.write_text(f"anna:{CHEAP}\n")
    staff = Staff.open(file)
    staff.reread()
    file.unlink()
    os.mkfifo(file)
    assert staff.reread() == {"anna"}
