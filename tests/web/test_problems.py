"""What is told where nothing is given: where somebody may write of danger, also whom to call."""

import pytest

from bot.web.problems import CALL, with_call


@pytest.mark.parametrize(
    "path", ["/asked", "/asked/", "/Asked", "/api/v1/ask/", "/API/v1/ask", "/mcp//", "/retrieval/"]
)
def test_who_all_but_found_where_to_ask_is_told_whom_to_call(path: str) -> None:
    assert with_call(path, "There is no such page.").startswith(CALL)


@pytest.mark.parametrize("path", ["/", "/page/asked", "/api/v1/answers/x", "/staff"])
def test_elsewhere_nobody_is(path: str) -> None:
    assert with_call(path, "There is no such page.") == "There is no such page."
