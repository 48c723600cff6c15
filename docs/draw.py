"""Write the drawing of the folders and the list of the files into docs/architecture.md.

`python docs/draw.py` does it; a test fails where it was forgotten. Modules are parsed, never
imported: arrows are their imports, and what is said of a file is the first sentence in it.
"""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from graphlib import TopologicalSorter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ARCHITECTURE = ROOT / "docs" / "architecture.md"
PACKAGES = ("index", "bot")
OTHERS = {
    "tests": "Folders as in the program, a test file for each module. What tests share:",
    "bench": "[bench/README.md](../bench/README.md) has the commands, and what was measured.",
    "docs": "What writes parts of these pages.",
}
"""Folders whose modules are listed, but not drawn. Files of tests are named by what they test."""
BESIDE = {".toml", ".po", ".css", ".js", ".html", ".txt"}
"""What modules read: listed after them."""
Graph = Mapping[str, set[str]]


def modules() -> dict[str, Path]:
    """Every module of the program by its name, packages left out where they hold no code."""
    files = [file for package in PACKAGES for file in (ROOT / package).rglob("*.py")]
    return {
        ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): file
        for file in sorted([*files, ROOT / "app.py"])
        if file.name != "__init__.py" or _holds_code(file)
    }


def _holds_code(package: Path) -> bool:
    parsed = ast.parse(package.read_text(encoding="utf-8"))
    return len(parsed.body) > (ast.get_docstring(parsed) is not None)


def folder_of(module: str) -> str:
    """The folder a module lies in, "index" or "bot.text"; a module in none stands for itself."""
    parts = module.split(".")
    if len(parts) > 2:
        return ".".join(parts[:2])
    return parts[0] if parts[0] == "index" else module


def imports(file: Path, known: Iterable[str]) -> set[str]:
    """The known modules that a file imports, at its top or within a function."""
    known = set(known)
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            # "from index import model" imports a module, "from index.model import Page" a name.
            below = {f"{node.module}.{alias.name}" for alias in node.names} & known
            found |= below or {node.module}
    return found & known


def grouped(graph: Graph) -> dict[str, set[str]]:
    """A graph of modules → the graph of their folders."""
    folders: dict[str, set[str]] = {folder_of(module): set() for module in graph}
    for module, named in graph.items():
        folders[folder_of(module)] |= {folder_of(name) for name in named} - {folder_of(module)}
    return folders


def reachable(graph: Graph, start: str) -> set[str]:
    """All that one node leads to, over any number of arrows."""
    found: set[str] = set()
    left = list(graph[start])
    while left:
        node = left.pop()
        if node not in found:
            found.add(node)
            left.extend(graph[node])
    return found


def reduced(graph: Graph) -> dict[str, set[str]]:
    """The same graph without the arrows that a longer way makes needless."""
    return {
        node: named - {far for near in named for far in reachable(graph, near)}
        for node, named in graph.items()
    }


def in_reading_order(graph: Graph) -> list[str]:
    """The nodes, each after those that it imports; index before bot, then by name."""
    depth: dict[str, int] = {}
    for node in TopologicalSorter(graph).static_order():
        depth[node] = 1 + max((depth[name] for name in graph[node]), default=0)
    packages = [*PACKAGES, "app"]
    return sorted(graph, key=lambda node: (packages.index(node.split(".")[0]), depth[node], node))


def drawing(graph: Graph) -> str:
    """The folders as a Mermaid flowchart: an arrow leads from who imports to what is imported."""
    order = in_reading_order(graph)
    lines = ["```mermaid", "flowchart TD"]
    for package in PACKAGES:
        lines.append(f'  subgraph {package}_package ["{package}/"]')
        for node in (name for name in order if name.split(".")[0] == package):
            lines.append(f'    {_key(node)}["{_label(node)}"]')
        lines.append("  end")
    lines.append('  app["app.py"]')
    arrows = reduced(graph)
    lines += [f"  {_key(node)} --> {_key(to)}" for node in order for to in sorted(arrows[node])]
    return "\n".join([*lines, "```"])


def _key(node: str) -> str:
    return node.replace(".", "_")


def _label(node: str) -> str:
    if node == "index":  # the nouns, which lie in no folder of their own
        return "<br>".join(file.name for file in _modules_in(ROOT / "index"))
    path = ROOT.joinpath(*node.split("."))
    return f"{path.name}/" if path.is_dir() else f"{path.name}.py"


def tour(graph: Graph, files: Mapping[str, Path]) -> str:
    """Every file of the program, folder by folder, with the first sentence in it."""
    folders = grouped(graph)
    lines: list[str] = []
    for folder in in_reading_order(folders):
        path = ROOT.joinpath(*folder.split("."))
        if not path.is_dir():
            lines += ["", f"### {folder.replace('.', '/')}.py", "", *_items([files[folder]])]
            continue
        within = {name: graph[name] & set(graph) for name in graph if folder_of(name) == folder}
        order = in_reading_order({name: named & set(within) for name, named in within.items()})
        lines += ["", f"### {folder.replace('.', '/')}/", "", first_sentence(path / "__init__.py")]
        lines += ["", _imported(folders[folder]), ""]
        lines += _items([files[name] for name in order])
        lines += _items(_beside(path, deep=folder != "index"))
    for other, said in OTHERS.items():
        lines += ["", f"### {other}/", "", said, ""]
        shared = [file for file in (ROOT / other).rglob("*.py") if file.name[:5] != "test_"]
        lines += _items(sorted(shared, key=lambda file: (len(file.parts), file)))
    return "\n".join(lines).strip()


def _imported(folders: set[str]) -> str:
    named = sorted("index/*.py" if name == "index" else _path_of(name) for name in folders)
    return f"Imports: {', '.join(f'`{name}`' for name in named) or 'nothing of ours'}."


def _path_of(node: str) -> str:
    path = node.replace(".", "/")
    return path if (ROOT / path).is_dir() else f"{path}.py"


def _modules_in(folder: Path) -> list[Path]:
    return sorted(file for file in folder.glob("*.py") if file.name != "__init__.py")


def _beside(folder: Path, *, deep: bool) -> Iterator[Path]:
    """The files of a folder that are no modules but are read by them."""
    files = folder.rglob("*") if deep else folder.glob("*")
    yield from sorted(file for file in files if file.is_file() and file.suffix in BESIDE)


def _items(files: Iterable[Path]) -> list[str]:
    """The lines of a list: a link to each file, and what it says of itself. Those that say nothing
    share the last line."""
    links = {_link(file): first_sentence(file) for file in files}
    silent = [link for link, said in links.items() if not said]
    lines = [f"- {link}: {said}" for link, said in links.items() if said]
    return [*lines, f"- {', '.join(silent)}"] if silent else lines


def _link(file: Path) -> str:
    path = file.relative_to(ROOT)
    below = path.parts[2:] if path.parts[0] in PACKAGES and len(path.parts) > 2 else path.parts[1:]
    return f"[`{'/'.join(below) or path}`](../{path.as_posix()})"


def first_sentence(file: Path) -> str:
    """The first sentence of a module's docstring, or of the comment that a file begins with."""
    text = file.read_text(encoding="utf-8")
    said = (ast.get_docstring(ast.parse(text)) if file.suffix == ".py" else _comment(text)) or ""
    paragraph = " ".join(said.split("\n\n")[0].split())
    return re.sub(r"(?<=[.?!])\s+(?=[A-Z\"“`]).*", "", paragraph).replace("<", "&lt;")


def _comment(text: str) -> str:
    """What stands in the comment at the top of a file: # … or // … lines, or /* … */."""
    block = re.match(r"\s*/\*(.+?)\*/", text, re.DOTALL)
    if block is not None:
        return block[1].strip()
    lines = re.match(r"(?:(?:#|//).*\n)*", text)
    assert lines is not None  # it matches nothing at all, too
    return "\n".join(line.lstrip("#/").strip() for line in lines[0].splitlines())


def architecture(text: str) -> str:
    """The text of architecture.md with the drawing and the list as the files are now."""
    files = modules()
    graph = {module: imports(file, files) for module, file in files.items()}
    text = between(text, "drawing", drawing(grouped(graph)))
    return between(text, "files", tour(graph, files))


def between(text: str, name: str, part: str) -> str:
    """A text with a part put between the two comments that bear its name."""
    pattern = rf"(<!-- {name}: .*? -->\n).*?(<!-- end of {name} -->)"
    put, found = re.subn(
        pattern, lambda ends: f"{ends[1]}\n{part}\n\n{ends[2]}", text, flags=re.DOTALL
    )
    if found != 1:
        raise ValueError(f"no one place for the {name}; put this there: {pattern}")
    return put


if __name__ == "__main__":
    ARCHITECTURE.write_text(architecture(ARCHITECTURE.read_text("utf-8")), encoding="utf-8")
