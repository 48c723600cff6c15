"""What rules.toml says, as it is written; read from its copy in JSON while that is the same.

TOML takes 36 ms to read, JSON one. The copy names the hash of the file that it was made of. Where
that is not the file's, or there is no copy, the file itself is read: an old copy makes a start
slower, and no rule is ever missing. `python -m bot.safety.written_rules` makes it again.
"""

import hashlib
import json
import tomllib
from pathlib import Path
from typing import Any, TypeAlias

FILE = Path(__file__).with_name("rules.toml")
COPY = Path(__file__).with_name("rules.json")

WrittenRules: TypeAlias = dict[str, Any]


def written_rules(file: Path = FILE, copy: Path = COPY) -> WrittenRules:
    """The tables of the file."""
    data = file.read_bytes()
    found = _copied(copy, _hash_of(data))
    return tomllib.loads(data.decode("utf-8")) if found is None else found


def copy_of(file: Path = FILE) -> str:
    """The text of the copy of a file."""
    data = file.read_bytes()
    copied = {"made_of": _hash_of(data), "rules": tomllib.loads(data.decode("utf-8"))}
    return json.dumps(copied, ensure_ascii=False, indent=0) + "\n"


def _copied(copy: Path, wanted: str) -> WrittenRules | None:
    """What a copy holds, if it was made of the file with that hash."""
    try:
        found = json.loads(copy.read_bytes())
        made_of, rules = found["made_of"], found["rules"]
    except (OSError, ValueError, TypeError, KeyError):  # none, or half of one
        return None
    return rules if made_of == wanted and isinstance(rules, dict) else None


def _hash_of(data: bytes) -> str:
    # Git may end the lines otherwise on another machine; TOML means the same by it.
    return hashlib.blake2b(data.replace(b"\r\n", b"\n"), digest_size=32).hexdigest()


if __name__ == "__main__":
    COPY.write_text(copy_of(), encoding="utf-8", newline="\n")
