"""Texts as values of TOML."""

import tomllib

import pytest

from index.pages.toml_values import quoted


@pytest.mark.parametrize("value", ["", 'a "b"', "a\\b\n\t\x00\x7f", "é 👩", ["one", "t\x7fo"], []])
def test_a_value_is_read_as_it_was_written(value: str | list[str]) -> None:
    assert tomllib.loads(f"value = {quoted(value)}") == {"value": value}
