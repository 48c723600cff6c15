"""A program that knows the document /openapi.json, and nothing else, asks, pages and verifies.

What it sends is made by the document's schemas and examples, and whatever it is given back is
validated against the schema that the document has for that status.
"""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from jsonschema import Draft202012Validator

from bot.web.api.keys import ApiKeys
from bot.web.open_paths import open_path
from tests.conftest import SEEDS
from tests.web.api.conftest import program

OPERATIONS = {"ask", "doctors", "answer", "page", "verify", "retrieve"}


@dataclass
class Client:
    """A client that was made from a document."""

    document: dict[str, Any]
    http: TestClient
    key: str | None = None

    @classmethod
    def at(cls, http: TestClient, key: str | None = None) -> "Client":
        headers = {} if key is None else {"Authorization": f"Bearer {key}"}
        return cls(http.get("/openapi.json", headers=headers).json(), http, key)

    def operations(self) -> dict[str, tuple[str, str, dict[str, Any]]]:
        """Method, path and description of every operation, by its name."""
        return {
            told["operationId"]: (method, path, told)
            for path, methods in self.document["paths"].items()
            for method, told in methods.items()
        }

    def call(self, name: str, body: Any = None, **given: Any) -> Response:
        method, path, told = self.operations()[name]
        parameters = {one["name"]: one for one in told.get("parameters", ())}
        assert set(given) <= set(parameters), "the document has no such parameter"
        for parameter, value in given.items():
            self.validate(value, parameters[parameter]["schema"])
        of = {where: [one for one in given if parameters[one]["in"] == where] for where in IN}
        for one in of["path"]:
            path = path.replace(f"{{{one}}}", quote(given[one], safe=""))
        if body is not None:
            content = told["requestBody"]["content"]["application/json"]
            self.validate(body, content["schema"])
        assert told["security"] == [{"HTTPBearer": []}]
        response = self.http.request(
            method,
            path,
            json=body,
            params={one: given[one] for one in of["query"]},
            headers={
                **{one: given[one] for one in of["header"]},
                **({} if self.key is None else {"Authorization": f"Bearer {self.key}"}),
            },
        )
        expected = told["responses"][str(response.status_code)].get("content", {})
        if expected:
            (media_type,) = expected
            self.validate(response.json(), expected[media_type]["schema"])
            assert response.headers["content-type"] == media_type
        else:
            assert response.content == b""
        return response

    def validate(self, value: Any, schema: dict[str, Any]) -> None:
        Draft202012Validator({**schema, "components": self.document["components"]}).validate(value)


IN = ("path", "query", "header")


@pytest.fixture(scope="module")
def made(client: TestClient) -> Client:
    return Client.at(client)


def test_the_document_has_every_operation_and_each_is_open(made: Client) -> None:
    assert set(made.operations()) == OPERATIONS
    for method, path, told in made.operations().values():
        found = open_path(path.replace("{", "").replace("}", ""))
        assert found is not None and method.upper() in found.methods
        assert told["description"]
    assert made.document["components"]["securitySchemes"]["HTTPBearer"]["scheme"] == "bearer"
    for schema in made.document["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


def test_every_example_of_the_document_is_of_its_schema(made: Client) -> None:
    schemas = made.document["components"]["schemas"]
    examples = [(one, example) for one in schemas.values() for example in one.get("examples", ())]
    assert len(examples) >= 2
    for schema, example in examples:
        made.validate(example, schema)


def test_every_field_that_is_ours_is_told(made: Client) -> None:
    reply = made.document["components"]["schemas"]["Reply"]["properties"]
    for name in ("alerts", "band", "notices"):
        assert reply[name]["description"]


TOLD_UNDER = {
    "Reply": ["Reply", "Alert"],
    "Narrowed": ["Narrowed"],
    "ReplyPart": ["ReplyPart"],
    "Spread": ["Spread", "Time"],
    "Answer": ["Answer"],
    "Card": ["Card", "Origin"],
    "FoundAnswer": ["FoundAnswer"],
    "Doctor": ["Doctor"],
    "Page": ["Page"],
    "Doctors": ["Doctors", "DoctorRow"],
    "ListedAnswer": ["ListedAnswer"],
    "Verdicts": ["Verdicts", "QuoteVerdict"],
}
"""The schemas whose keys docs/json.md tells under each heading."""
MORE_THAN = {"Card": "Answer", "FoundAnswer": "Answer"}
"""Schemas that have all keys of another."""


def test_every_key_that_is_given_is_told(made: Client) -> None:
    schemas = made.document["components"]["schemas"]
    text = (SEEDS.parent / "docs" / "json.md").read_text(encoding="utf-8")
    sections = dict(re.findall(r"^##+ (\w+)\n(.*?)(?=^##|\Z)", text, re.MULTILINE | re.DOTALL))
    assert sections.keys() == TOLD_UNDER.keys()
    for heading, names in TOLD_UNDER.items():
        told = set(re.findall(r"`(\w+)`", sections[heading]))
        for name in names:
            shared = schemas[MORE_THAN[name]]["properties"] if name in MORE_THAN else {}
            assert schemas[name]["properties"].keys() - shared.keys() <= told, name


def test_a_program_asks_by_the_example_of_the_document(made: Client) -> None:
    (example,) = made.document["components"]["schemas"]["Question"]["examples"]
    reply = made.call("ask", example).json()
    assert 0 < len(reply["answers"]) <= example["k"]
    assert made.call("verify", reply).json()["verified"] is True


def test_a_program_pages_through_the_doctors_and_verifies_all_of_them(made: Client) -> None:
    seen: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        page = made.call("doctors", topic="botox", limit=5, **cursor).json()
        seen += [answer["id"] for row in page["doctors"] for answer in row["answers"]]
        assert made.call("verify", page).json()["verified"] is True
        if page["next"] is None:
            break
        cursor = {"cursor": page["next"]}
    assert len(seen) == len(set(seen)) == sum(page["counts"].values())


def test_a_program_looks_up_what_it_was_given_and_slices_the_page_itself(made: Client) -> None:
    (answer, *_) = made.call("ask", {"question": "Can I exercise after Botox?"}).json()["answers"]
    found = made.call("answer", answer_id=answer["id"])
    page = made.call("page", page_id=found.json()["page"]["id"]).json()
    assert page["text"][answer["start"] : answer["end"]] == found.json()["body"] == answer["body"]
    assert found.json()["seal"] == answer["seal"]
    known = {"If-None-Match": found.headers["etag"]}
    assert made.call("answer", answer_id=answer["id"], **known).status_code == 304


def test_a_program_reads_why_it_is_refused(made: Client, library_copy: Path) -> None:
    assert made.call("answer", answer_id="nobody#1").json()["status"] == 404
    assert made.call("doctors", cursor="x").json()["status"] == 422
    with program(library_copy) as opened:
        assert Client.at(opened).call("doctors").json()["status"] == 401
        assert Client.at(opened).call("page", page_id="nobody").json()["status"] == 401
    key = ApiKeys(library_copy).make("reader", "read")
    with program(library_copy) as closed:
        assert closed.get("/openapi.json").status_code == 401
        reader = Client.at(closed, key)
        assert reader.call("doctors").json()["status"] == 403
        reader.key = None
        assert reader.call("ask", {"question": "Botox?"}).json()["status"] == 401


@pytest.mark.parametrize(
    ("status", "content", "headers"),
    [
        (413, b'{"question": "' + b"x" * 1_100_000 + b'"}', {}),
        (415, b"question", {"Content-Type": "text/plain"}),
        (421, b'{"question": "botox"}', {"Host": "elsewhere.example"}),
        (422, b"{}", {}),
    ],
)
def test_every_refusal_of_what_is_sent_is_in_the_document(
    status: int, content: bytes, headers: dict[str, str], made: Client, library_folder: Path
) -> None:
    given = {"Content-Type": "application/json", **headers}
    without_key = program(library_folder)
    for name in ("ask", "verify", "retrieve"):
        method, path, told = made.operations()[name]
        response = without_key.request(method, path, content=content, headers=given)
        assert response.status_code == status, name
        ((media_type, of),) = told["responses"][str(status)]["content"].items()
        assert response.headers["content-type"] == media_type
        made.validate(response.json(), of["schema"])


def test_a_library_that_cannot_be_used_is_in_the_document(made: Client) -> None:
    for _, _, told in made.operations().values():
        assert {"500", "503"} <= set(told["responses"])


def test_dify_is_in_the_document(made: Client) -> None:
    asked = {"knowledge_id": "a", "query": "botox", "retrieval_setting": {"top_k": 1}}
    assert len(made.call("retrieve", asked).json()["records"]) == 1


def test_the_document_is_the_same_twice(made: Client, client: TestClient) -> None:
    again = client.get("/openapi.json").json()
    assert json.dumps(again) == json.dumps(made.document)
