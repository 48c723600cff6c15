"""What is told where nothing is given: where somebody may write of danger, also whom to call."""

import pytest

from bot.web.problems import CALL, refusal, with_call


@pytest.mark.parametrize(
    "path", ["/asked", "/asked/", "/Asked", "/api/v1/ask/", "/API/v1/ask", "/mcp//", "/retrieval/"]
)
def test_who_all_but_found_where_to_ask_is_told_whom_to_call(path: str) -> None:
    assert with_call(path, "There is no such page.").startswith(CALL)


@pytest.mark.parametrize("path", ["/", "/page/asked", "/api/v1/answers/x", "/staff"])
def test_elsewhere_nobody_is(path: str) -> None:
    assert with_call(path, "There is no such page.") == "There is no such page."


def refused(method: str, path: str, accept: str = "*/*") -> str:
    headers = [(b"accept", accept.encode())]
    scope = {"type": "http", "method": method, "path": path, "headers": headers}
    return bytes(refusal(scope, 404, "There is no such page.").body).decode()


@pytest.mark.parametrize("accept", ["*/*", "text/html"])
@pytest.mark.parametrize(
    "path",
    ["//api/v1/ask", "/api//v1/ask", "/api/v2/ask", "/api/v1/ask.json", "/ask", "/", "/embed"],
)
def test_whatever_is_sent_may_be_of_danger(path: str, accept: str) -> None:
    assert CALL in refused("POST", path, accept)
    assert CALL not in refused("GET", path, accept)


def test_what_is_sent_to_the_desk_is_none() -> None:
    assert CALL not in refused("POST", "/staff/pages/none")
    assert CALL in refused("POST", "/staffing")
