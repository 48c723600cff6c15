"""The platforms that the offline kit can be made for, as packages name them."""

import platform
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from packaging.requirements import Requirement


@dataclass(frozen=True, slots=True)
class Platform:
    """A kind of machine: what its wheels are tagged with, the most fitting first, and what markers
    say of it (PEP 508)."""

    tags: tuple[str, ...]
    markers: Mapping[str, str]

    def asks_for(self, requirement: "Requirement", extras: frozenset[str] = frozenset()) -> bool:
        """Whether a requirement of a package, with those extras, holds there."""
        marker = requirement.marker
        given = ("", *sorted(extras))
        return marker is None or any(marker.evaluate({**self.markers, "extra": e}) for e in given)

    @property
    def marker(self) -> str:
        """What pip has to find there to install what only this platform needs."""
        said = ("sys_platform", "platform_machine")
        return " and ".join(f'{name} == "{self.markers[name]}"' for name in said)


def _platform(
    tags: tuple[str, ...], os_name: str, system: str, name: str, machine: str
) -> Platform:
    markers = {
        "os_name": os_name,
        "platform_machine": machine,
        "platform_system": system,
        "sys_platform": name,
    }
    return Platform(tags, markers)


def _linux(machine: str) -> Platform:
    tags = tuple(f"manylinux_2_{minor}_{machine}" for minor in (28, 27, 24, 17, 12, 5))
    return _platform(tags, "posix", "Linux", "linux", machine)


PLATFORMS = {
    "linux": _linux("x86_64"),
    "linux-arm": _linux("aarch64"),
    "macos": _platform(
        ("macosx_14_0_arm64", "macosx_14_0_universal2"), "posix", "Darwin", "darwin", "arm64"
    ),
    "windows": _platform(("win_amd64",), "nt", "Windows", "win32", "AMD64"),
}


def this_platform() -> str:
    """The name of the platform of this machine.

    Raises:
        ValueError: there is none for it.
    """
    here = platform.system(), platform.machine()
    for name, one in PLATFORMS.items():
        if here == (one.markers["platform_system"], one.markers["platform_machine"]):
            return name
    raise ValueError(f"no kit is made for {' '.join(here)}; name another machine with --for")
