"""Who may import whom: app.py and pages -> training -> model -> third party."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[1]

# Each part of the project, and the parts that it may import besides itself.
MAY_IMPORT = {
    "app": {"pages", "server", "training", "model"},
    "server": {"training", "model"},
    "pages": {"server", "training", "model"},
    "training": {"model"},
    "model": set(),
    "benchmarks": {"server", "pages", "training", "model"},
    "tests": {"app", "server", "benchmarks", "pages", "training", "model"},
}
# Only these need more than requirements.txt and requirements-cluster.txt.
DEVELOPMENT = {"benchmarks", "tests"}

# Loaded late: with the first reading in the server, and with the first picture.
HEAVY = ("tensorflow", "keras", "cv2")

# Where TensorFlow must not be loaded: the web process starts without it.
LIGHT = (
    "model.descent",
    "model.errors",
    "model.explain",
    "model.images",
    "model.letters",
    "model.library",
    "model.network",
    "model.neuron",
    "model.pen_path",
    "model.portable",
    "model.preprocess",
    "model.recogniser",
    "training.classes",
    "training.runs.comparison",
    "training.config",
    "training.confusion",
    "training.cost",
    "training.data",
    "training.runs.diagnosis",
    "training.runs.curves_csv",
    "training.keras_code",
    "training.readings",
    "training.recipes",
    "training.runs.run",
    "training.shape_mistakes",
    "training.pretraining.strokes",
)


def _sources(part: str) -> list[Path]:
    if part == "app":
        return [ROOT / "app.py"]
    return sorted((ROOT / part).rglob("*.py"))


@cache
def _parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _imports(path: Path) -> Iterator[str]:
    """The full name of every module that a file imports, inside functions too."""
    for node in ast.walk(_parsed(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.relative_to(ROOT)}: write the import in full"
            yield node.module


NEVER_AT_START = ("TYPE_CHECKING", "__name__ == '__main__'")


def _imports_at_start(path: Path) -> Iterator[str]:
    """The modules that are loaded when a file is: not those imported later, in a function."""
    waiting: list[ast.AST] = [_parsed(path)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            continue
        if isinstance(node, ast.If) and ast.unparse(node.test) in NEVER_AT_START:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.relative_to(ROOT)}: write the import in full"
            yield node.module
            # What is imported from a package may be a module.
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        waiting += ast.iter_child_nodes(node)


def _project_files(module: str) -> list[Path]:
    base = ROOT.joinpath(*module.split("."))
    return [file for file in (base.with_suffix(".py"), base / "__init__.py") if file.is_file()]


def _third_party(part: str) -> set[str]:
    """Top-level modules that are neither Python's own nor the project's."""
    top = {name.partition(".")[0] for path in _sources(part) for name in _imports(path)}
    return top - set(sys.stdlib_module_names) - set(MAY_IMPORT)


def _requirements(file: str) -> dict[str, str]:
    """Package name, lower case -> what follows it."""
    lines = (ROOT / file).read_text(encoding="utf-8").splitlines()
    stripped = [line.partition("#")[0].strip() for line in lines]
    pairs = [re.match(r"([\w.-]+)(.*)", line) for line in stripped if line[:1].isalnum()]
    return {pair[1].lower(): pair[2] for pair in pairs}


@pytest.mark.parametrize("part", MAY_IMPORT)
def test_imports_point_one_way(part):
    forbidden = set(MAY_IMPORT) - MAY_IMPORT[part] - {part}
    crossings = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in _sources(part)
        for name in _imports(path)
        if name.partition(".")[0] in forbidden
    ]
    assert not crossings


def test_no_page_imports_another_and_what_they_share_imports_none():
    rooms = {path.name for path in (ROOT / "pages").iterdir() if path.is_dir()} - {"__pycache__"}
    assert {"draw", "train", "data", "neuron", "lesson", "teacher", "shared"} == rooms
    crossings = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in _sources("pages")
        for name in _imports(path)
        if name.startswith("pages.") and path.parent != ROOT / "pages"
        if name.split(".")[1] not in ("shared", path.relative_to(ROOT).parts[1])
    ]
    assert not crossings


@pytest.mark.parametrize("part", ["model", "training", "server"])
def test_nothing_below_the_pages_knows_streamlit(part):
    assert not [name for name in _third_party(part) if name.startswith("streamlit")]


@pytest.mark.parametrize("part", ["app", "server", "pages", "training", "model", "benchmarks"])
def test_only_one_module_imports_tensorflow(part):
    found = {
        str(path.relative_to(ROOT))
        for path in _sources(part)
        for name in _imports(path)
        if name.partition(".")[0] == "tensorflow"
    }
    assert found <= {"model/backend.py"}


def test_preprocessing_needs_numpy_only():
    path = ROOT / "model" / "preprocess.py"
    outside = {name.partition(".")[0] for name in _imports(path)} - set(sys.stdlib_module_names)
    assert outside <= {"numpy", "model"}


def test_importing_light_modules_loads_neither_tensorflow_nor_opencv():
    # One after another in one process: the first that loads it is named.
    assert _guilty(LIGHT) == []


def test_starting_the_app_and_its_pages_loads_neither_tensorflow_nor_opencv():
    # Static, because pages can't be imported outside Streamlit.
    waiting, seen = [*_sources("app"), *_sources("pages")], set()
    while waiting:
        path = waiting.pop()
        seen.add(path)
        for name in _imports_at_start(path):
            assert name.partition(".")[0] not in HEAVY, f"{path.relative_to(ROOT)} imports {name}"
            waiting += [found for found in _project_files(name) if found not in seen]
    assert ROOT / "model" / "preprocess.py" in seen


def test_only_the_cluster_backend_imports_dask_and_nothing_imports_it_at_its_start():
    cluster = {f"training.workers.{name}" for name in ("cluster", "dask", "relay")}
    for part in ("app", "server", "pages", "training", "model"):
        for path in _sources(part):
            module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            if module in cluster:
                continue
            assert not {"dask", "distributed"} & {name.partition(".")[0] for name in _imports(path)}
            assert not cluster & set(_imports_at_start(path)), f"{module} imports it at its start"


@pytest.mark.parametrize("part", MAY_IMPORT)
def test_every_package_imported_is_a_direct_dependency(part):
    wanted = _requirements("requirements.txt")
    if part == "training" or part in DEVELOPMENT:
        wanted |= _requirements("requirements-cluster.txt")
    if part in DEVELOPMENT:
        wanted |= _requirements("requirements-dev.txt")
    distributions = packages_distributions()
    missing = {
        module
        for module in _third_party(part)
        if not {name.lower().replace("_", "-") for name in distributions.get(module, [])}
        & set(wanted)
    }
    assert not missing


@pytest.mark.parametrize(
    ("system", "machine", "package"),
    [
        ("linux", "x86_64", "tensorflow-cpu"),
        ("win32", "AMD64", "tensorflow-cpu"),
        ("linux", "aarch64", "tensorflow"),
        ("darwin", "arm64", "tensorflow"),
        ("win32", "ARM64", "tensorflow"),
    ],
)
def test_every_machine_has_one_tensorflow(system, machine, package):
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    wanted = [Requirement(line) for line in lines if line.startswith("tensorflow")]
    here = {"sys_platform": system, "platform_machine": machine}
    assert [each.name for each in wanted if each.marker.evaluate(here)] == [package]


@pytest.mark.parametrize(
    "file", ["requirements.txt", "requirements-cluster.txt", "requirements-dev.txt"]
)
def test_dependencies_are_pinned_exactly(file):
    loose = {
        name
        for name, version in _requirements(file).items()
        if not re.fullmatch(r"==\d[\w.]*", version.partition(";")[0])
    }
    assert not loose


def _guilty(modules: tuple[str, ...]) -> list[str]:
    """The modules with whose import a fresh Python has loaded a package of HEAVY."""
    code = f"""
import importlib, sys
for module in {modules!r}:
    before = set(sys.modules)
    importlib.import_module(module)
    if (set(sys.modules) - before) & set({HEAVY!r}):
        print(module)
"""
    done = subprocess.run(
        [sys.executable, "-c", code],
        check=False,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()
