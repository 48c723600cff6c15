"""Run the shell sessions of the documentation, and put in what the commands print now.

`python docs/sessions.py` does it; a test fails where a session prints something else. A session is
a block marked `console`; one whose last line is "…" shows only how the output begins. All sessions
run one after the other in one folder, which at first holds a copy of the seeds and nothing else.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = tuple(ROOT / "docs" / name for name in ("commands.md", "asking.md", "pages.md"))
"""The documents with sessions, in the order in which they are run; there are no others."""
BLOCK = re.compile(r"(?<=^```console\n).*?(?=^```)", re.MULTILINE | re.DOTALL)
HOME = "/home/anna"
"""What stands for the folder in which the sessions run."""
END = "--- end of the output ---"


class Step(NamedTuple):
    """A command of a session, and what is shown of its output."""

    command: str
    shown: str

    @property
    def is_cut(self) -> bool:
        """Whether only the beginning of the output is shown."""
        return self.shown.endswith("…\n")

    def with_output(self, output: str) -> "Step":
        """The same command with what it prints now, cut as it was. Only seconds that are otherwise
        stay as they were."""
        if self.is_cut:
            kept = output.splitlines(keepends=True)[: self.shown.count("\n") - 1]
            output = "".join([*kept, "…\n"])
        same = without_seconds(output) == without_seconds(self.shown)
        return self if same else self._replace(shown=output)


def without_seconds(output: str) -> str:
    """Output in which no duration differs from run to run."""
    return re.sub(r"\b\d+\.\d s\b", "… s", output)


def steps(text: str) -> list[Step]:
    """The commands of a document's sessions, in their order."""
    found = []
    for block in BLOCK.findall(text):
        for piece in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, shown = piece.partition("\n")
            found.append(Step(command, shown))
    return found


def run(commands: Sequence[str], folder: Path) -> Iterator[str]:
    """What each command prints, standard error too, run one after the other in a folder."""
    script = "".join(f"{{ {command}\n}} 2>&1; echo {shlex.quote(END)}\n" for command in commands)
    call = f"{shlex.quote(sys.executable)} -m bot.cli"
    done = subprocess.run(
        ["/bin/bash", "-c", f'doctor-answers() {{ {call} "$@"; }}\n{script}'],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "HOME": str(folder), "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    for output in done.stdout.split(f"{END}\n")[: len(commands)]:
        yield output.replace(str(folder), HOME)


def as_printed(found: Sequence[Step], folder: Path) -> list[Step]:
    """The steps of a document with what they print now, run in a folder."""
    outputs = run([step.command for step in found], folder)
    return [step.with_output(output) for step, output in zip(found, outputs, strict=True)]


def rewritten(text: str, printed: Sequence[Step]) -> str:
    """A document with the steps of its sessions put in anew."""
    left = iter(printed)

    def block(found: re.Match[str]) -> str:
        here = islice(left, len(re.findall(r"^\$ ", found[0], re.MULTILINE)))
        return "".join(f"$ {step.command}\n{step.shown}" for step in here)

    return BLOCK.sub(block, text)


def main() -> None:
    """Write every session anew."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(ROOT / "seeds", Path(folder, "seeds"))
        for document in DOCUMENTS:
            text = document.read_text(encoding="utf-8")
            printed = as_printed(steps(text), Path(folder))
            document.write_text(rewritten(text, printed), encoding="utf-8")


if __name__ == "__main__":
    main()
