"""Conversations that are kept message by message: each that says itself that a doctor wrote it is
an answer to what the patient wrote above it.

    {"messages": [{"role": "patient", "content": "…"}, {"role": "doctor", "content": "…"}]}
    {"utterances": ["patient: …", "doctor: …"]}

What a program wrote ("assistant") is nobody's, and neither is what somebody wrote of whom only a
name is told.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from index.pages.rows.columns import listed_names, plain_name, shown

PATIENT, DOCTOR, NAME = "patient", "doctor", "name"
"""What the columns of an exchange are called."""
TOLD = {"answer_text": DOCTOR, "question_title": PATIENT, "author": NAME}
"""Which column each field of a record is."""
SAID = re.compile(r"\s*(?P<role>[^\W\d_]{2,20})\s*:\s+(?P<words>\S.*)", re.DOTALL)
BESIDE = "record."
"""What stands before the names of all other fields, of a message and of its conversation: they tell
of the answer, and are none of its own columns."""
LONGEST_ROLE = 40
MOST_NAMED = 4


@dataclass(frozen=True, slots=True)
class Message:
    """A message of a conversation, and as what its author wrote it. `beside` are its other fields,
    and those of the conversation."""

    role: str
    words: str
    name: str | None = None
    beside: Mapping[str, object] = field(default_factory=dict, compare=False)


def messages_of(found: object) -> list[Message] | None:
    """The messages of an object that is a conversation; None for any other."""
    if not isinstance(found, Mapping):
        return None
    lists = [value for value in found.values() if isinstance(value, list) and value]
    read = [messages for one in lists if (messages := _messages(one)) is not None]
    if len(read) != 1:
        return None
    around = {f"{BESIDE}{name}": value for name, value in found.items() if _is_told(value)}
    return [replace(one, beside={**around, **one.beside}) for one in read[0]]


def is_message(found: object) -> bool:
    """Whether an object is one message of a conversation."""
    return _message(found) is not None


def exchanges(messages: Sequence[Message]) -> Iterator[tuple[int, Mapping[str, object]]]:
    """Each message by a doctor with its number, what it answers, and the doctor's name, if it is
    told. A later question ("And run?") is not understood without the patient's first words."""
    opening = next((one.words for one in messages if _is(one, "patient")), "")
    asked, answered = list[str](), False
    for number, one in enumerate(messages, start=1):
        if _is(one, "patient"):
            asked = [opening, one.words] if answered else [*asked, one.words]
            answered = False
        elif _is(one, "doctor"):
            yield (
                number,
                {PATIENT: "\n\n".join(asked), DOCTOR: one.words, NAME: one.name, **one.beside},
            )
            answered = True


def without_doctor(messages: Sequence[Message]) -> str | None:
    """Why nothing of a conversation is read, where no message says that it is by a doctor."""
    if any(_is(one, "doctor") for one in messages):
        return None
    roles = list(dict.fromkeys(shown(one.role) for one in messages))[:MOST_NAMED]
    return (
        f"it is a conversation of {' and '.join(roles)}, and nothing says that a doctor wrote in "
        "it (what a program wrote is no doctor's); where one did, call that role “doctor”"
    )


def _is(message: Message, who: str) -> bool:
    return plain_name(message.role) in _names(who)


@cache
def _names(kind: str) -> frozenset[str]:
    return frozenset(listed_names("conversations", kind))


def _messages(listed: Sequence[object]) -> list[Message] | None:
    """The messages of a list of nothing else, where they have two authors."""
    read = [_message(one) for one in listed]
    messages = [one for one in read if one is not None]
    roles = {one.role for one in messages}
    return messages if len(messages) == len(listed) and len(roles) > 1 else None


def _message(found: object) -> Message | None:
    if isinstance(found, str):
        said = SAID.fullmatch(found)
        return None if said is None else _known(Message(said["role"], said["words"].rstrip()))
    if not isinstance(found, Mapping):
        return None
    role, words = _told(found, "role"), _told(found, "words")
    if role is None or words is None or len(role) > LONGEST_ROLE or "\n" in role:
        return None
    known = _names("role") | _names("words") | _names("name")
    beside = {
        f"{BESIDE}{name}": value
        for name, value in found.items()
        if _is_told(value) and plain_name(name) not in known
    }
    return Message(role, words, _told(found, "name"), beside)


def _is_told(value: object) -> bool:
    return isinstance(value, str | int | float)


def _known(message: Message) -> Message | None:
    """A message that begins with who wrote it: any word may stand before a colon."""
    return message if _is(message, "doctor") or _is(message, "patient") else None


def _told(found: Mapping[str, object], kind: str) -> str | None:
    """The only text that an object has by one of some names."""
    names = [name for name in found if plain_name(name) in _names(kind)]
    value = found[names[0]] if len(names) == 1 else None
    return value if isinstance(value, str) and value.strip() else None
