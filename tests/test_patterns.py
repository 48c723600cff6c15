"""Patterns that wait until they are used, or until they are compiled beforehand."""

import re

import pytest

from index.patterns import compile_beforehand, pattern


def counting(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    compiled: list[str] = []
    compile_now = re.compile

    def counted(text: str, flags: int = 0) -> re.Pattern[str]:
        compiled.append(text)
        return compile_now(text, flags)

    monkeypatch.setattr("index.patterns.re.compile", counted)
    return compiled


def test_a_pattern_is_compiled_when_it_is_first_used(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled = counting(monkeypatch)
    found = pattern(r"b+", re.IGNORECASE)
    assert compiled == []
    assert found.search("aBb") and found.search("b") and not found.search("a")
    assert compiled == ["b+"]


def test_what_is_compiled_beforehand_is_not_compiled_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    compile_beforehand()
    compiled = counting(monkeypatch)
    found = pattern(r"c+")
    compile_beforehand()
    compile_beforehand()
    assert compiled == ["c+"]
    assert (found.sub("-", "accb"), found.findall("cc c"), found.pattern) == (
        "a-b",
        ["cc", "c"],
        "c+",
    )
    assert compiled == ["c+"]
