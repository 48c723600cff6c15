"""What a form sends is read for danger, however it is written and its fields are called."""

import json
from pathlib import Path

import pytest

from bot.web.form import MOST_FIELDS, Form
from tests.web.api.conftest import program

EMERGENCY = "I can't breathe since my botox"
PARTS = (
    f'--x\r\nContent-Disposition: form-data; name="question"\r\n\r\n{EMERGENCY}\r\n--x--\r\n'
).encode()
ODD = [
    ("multipart/form-data; boundary=x", PARTS),
    ("application/json", json.dumps({"question": EMERGENCY}).encode()),
    ("text/plain", EMERGENCY.encode()),
    ("application/x-www-form-urlencoded", b"Question=I+can%27t+breathe"),
    ("application/x-www-form-urlencoded", b"a=1;question=I+can%E2%80%99t+breathe"),
    ("application/x-www-form-urlencoded", f"question={EMERGENCY}".encode("utf-16")),
]


@pytest.mark.parametrize(("kind", "body"), ODD, ids=lambda one: str(one)[:24])
def test_a_form_without_a_question_is_read_for_danger(
    kind: str, body: bytes, library_folder: Path
) -> None:
    with program(library_folder) as client:
        told = client.post("/asked", content=body, headers={"Content-Type": kind})
    assert (told.status_code, "Get help now" in told.text) == (200, True)
    assert "Please write a question." in told.text


def test_of_a_form_with_a_question_that_alone_is_read() -> None:
    form = Form.of(b"question=Can+I+run%3F&after=I+can%27t+breathe")
    assert form == Form("Can I run?", "Can I run?")


def test_a_form_of_many_fields_is_refused() -> None:
    with pytest.raises(ValueError):
        Form.of(b"&".join(b"a=1" for _ in range(MOST_FIELDS + 1)))
