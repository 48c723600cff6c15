"""The forms of a page of the desk, as a browser would send them."""

from typing import NamedTuple

from tests.show.test_card import elements


class SentForm(NamedTuple):
    """Where a form is sent, and its fields as they stand."""

    action: str
    fields: dict[str, str]


def forms_in(markup: str, action: str = "") -> list[SentForm]:
    """The forms in their order, or those of an address that ends so."""
    found: list[SentForm] = []
    for one in elements(markup):
        given = one.attributes
        if one.tag == "form":
            found.append(SentForm(given.get("action") or "", {}))
        elif one.tag == "input" and given.get("name") and found:
            found[-1].fields[given["name"] or ""] = given.get("value") or ""
    return [one for one in found if one.action.endswith(action)]
