"""The platforms that the offline kit can be made for, as packages name them."""

import platform
from collections.abc import Mapping
from dataclasses import dataclass

from packaging.requirements import Requirement


@dataclass(frozen=True, slots=True)
class Platform:
    """A kind of machine: what its wheels are tagged with, the most fitting first, and what markers
    say of it (PEP 508)."""

    tags: tuple[str, ...]
    markers: Mapping[str, str]

    def asks_for(self, requirement: Requirement, extras: frozenset[str] = frozenset()) -> bool:
        """Whether a requirement of a package, with those extras, holds there."""
        marker = requirement.marker
        given = ("", *sorted(extras))
        return marker is None or any(marker.evaluate({**self.markers, "extra": e}) for e in given)


PLATFORMS = {
    "linux": Platform(
        tuple(f"manylinux_2_{minor}_x86_64" for minor in (28, 27, 24, 17, 12, 5))
        + ("manylinux2014_x86_64",),
        {
            "os_name": "posix",
            "platform_machine": "x86_64",
            "platform_system": "Linux",
            "sys_platform": "linux",
        },
    ),
    "macos": Platform(
        ("macosx_14_0_arm64", "macosx_14_0_universal2"),
        {
            "os_name": "posix",
            "platform_machine": "arm64",
            "platform_system": "Darwin",
            "sys_platform": "darwin",
        },
    ),
    "windows": Platform(
        ("win_amd64",),
        {
            "os_name": "nt",
            "platform_machine": "AMD64",
            "platform_system": "Windows",
            "sys_platform": "win32",
        },
    ),
}


def this_platform() -> str:
    """The name of the platform of this machine; "linux" for one that has none, such as ARM."""
    names = {one.markers["platform_system"]: name for name, one in PLATFORMS.items()}
    return names.get(platform.system(), "linux")
