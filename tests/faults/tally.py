"""How often each fault was tried, and how often anything was lost or wrong: a table at the end."""

import re
from dataclasses import dataclass, field

FAULTS = {
    1: "a build killed at any point, and at every single operation",
    2: "an input or output error at every single operation, and again while recovering",
    3: "files deleted, zeroed, halved, flipped after a crash",
    4: "every file truncated, flipped, a page of it zeroed, swapped, deleted",
    5: "a full disk, of many sizes",
    6: "two builders; a builder killed while it holds the lock",
    7: "readers while generations are swapped and swept",
    8: "encodings: NUL, BOM, CRLF, surrogates, Latin-1, UTF-16",
    9: "a line of 100 MB, many tiny files, an empty one, FIFO, socket, device",
    10: "archives",
    11: "links out of the folder, loops, hostile names of files",
    12: "script, HTML, Markdown, links and CSS in every field",
    13: "text that gives orders to a language model",
    14: "names that look like others",
    15: "questions that are empty, giant, without numbers, full of control characters",
    16: "many requests at once, and slow readers",
    17: "offsets against normalisation",
    18: "pages duplicated, edited, deleted, renamed, also while serving",
    19: "another encoder, or an altered one",
    20: "ids of -1, more asked for than there are, an empty library",
    21: "clocks that are wrong",
    22: "a file system where nothing may be written",
    23: "no network",
    24: "little memory",
    25: "pickled files",
    26: "being told to stop during a request or a swap",
    27: "a removal that was not finished, and backups restored beside a newer list",
    28: "two changes at once, stepped through in every order",
    29: "files and folders of ours under every umask",
    30: "strangers who want in: no key, wrong logins, forged addresses, odd variables",
    31: "strangers who want nobody else to be answered: half requests, and answers never read",
    32: "odd input on every route: NaN, halves of characters, null, arrays, huge numbers",
    33: "web pages that are made to hurt: nested without end, bombs, script, broken markup",
    34: "one place that asks more than its share: the queue of questions, the readers of danger",
    35: "uploads that wait: too many, too large, decided on twice, left by a killed program",
    36: "keys and cookies of the desk: used twice, cut, too late, by many at once, of another port",
    37: "who was removed, under a name that is written otherwise",
    38: "dumps, tables and crawls that are made to hurt: bombs, document types, cells far out",
    39: "machines that build together: a worker, a machine, the program killed at any moment",
    40: "who was removed, where nothing is cut or nobody looked: archives, ids, late readers",
    41: "what was removed, in other words: a letter, a word, a sentence, the name changed",
}

HEAD = ("| # | fault | tries | lost | wrong |", "|---:|---|---:|---:|---:|")
ROW = re.compile(r"^(?=\| (\d+) \|)(.*)$", re.MULTILINE)


@dataclass(slots=True)
class Row:
    """What came of one fault: how often it was tried; how often something that was kept was lost,
    or the next build failed; how often another answer than the true one was shown."""

    tries: int = 0
    lost: int = 0
    wrong: int = 0


@dataclass(slots=True)
class Tally:
    """The rows by the faults' numbers."""

    rows: dict[int, Row] = field(default_factory=dict)

    def record(self, fault: int, *, tries: int = 1, lost: int = 0, wrong: int = 0) -> None:
        """Count tries of a fault, and what came of them."""
        assert fault in FAULTS
        row = self.rows.setdefault(fault, Row())
        row.tries += tries
        row.lost += lost
        row.wrong += wrong

    def table(self) -> str:
        """All that was tried, in Markdown."""
        return self.into("")

    def into(self, text: str) -> str:
        """A table that stands in a text, with the rows of what was tried now in place of theirs."""
        lines = dict(ROW.findall(text))
        lines |= {
            str(fault): f"| {fault} | {FAULTS[fault]} | {row.tries:,} | {row.lost} | {row.wrong} |"
            for fault, row in self.rows.items()
        }
        return "\n".join([*HEAD, *(lines[fault] for fault in sorted(lines, key=int))])
