"""The rules of the house that no other tool checks (import-linter checks the order of the floors)."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import tomllib
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "smartvillage"
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

MODULES = sorted(SOURCE.rglob("*.py"))
FLOORS = [module for module in MODULES if module != SOURCE / "__init__.py"]
NAMELESS = {"util", "utils", "helper", "helpers", "misc", "common"}


def short(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


# --- no floor imports the root -----------------------------------------------------------------------------------


@cache
def is_submodule(name: str) -> bool:
    return (SOURCE / name).is_dir() or (SOURCE / f"{name}.py").is_file()


def root_imports(tree: ast.AST, depth: int) -> list[str]:
    """Where a module reaches for ``smartvillage`` itself, in whatever form.

    Args:
        tree: The module.
        depth: How many packages it stands in: ``smartvillage/exact.py`` in one, ``smartvillage/cli/demo.py`` in two.
    """
    found = []
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                # "import smartvillage.exact" binds the root as well; "import smartvillage.exact as exact" does not
                bad = [
                    alias.name
                    for alias in names
                    if alias.name == "smartvillage" or (alias.name.startswith("smartvillage.") and not alias.asname)
                ]
            case ast.ImportFrom(module=module, level=level, names=names):
                is_root = (module == "smartvillage" and level == 0) or (module is None and level == depth)
                bad = [alias.name for alias in names if is_root and not is_submodule(alias.name)]
            case ast.Call(args=[ast.Constant(value="smartvillage"), *_], func=function):
                called = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
                bad = [called] if called in {"import_module", "__import__"} else []
            case ast.Subscript(value=ast.Attribute(attr="modules"), slice=ast.Constant(value="smartvillage")):
                bad = ["sys.modules"]
            case _:
                continue
        found += [f"line {node.lineno}: {name}" for name in bad]
    return found


@pytest.mark.parametrize("module", FLOORS, ids=short)
def test_no_floor_imports_the_root(module):
    """The root is resolved lazily from the floors, so a floor that asks it for a name may ask for itself."""
    tree = ast.parse(module.read_text(encoding="utf-8"))

    assert root_imports(tree, depth=len(module.relative_to(SOURCE).parts)) == []


@pytest.mark.parametrize(
    "code",
    [
        "import smartvillage",
        "import smartvillage as sv",
        "import smartvillage.exact",
        "from smartvillage import Exact",
        "from smartvillage import *",
        "from smartvillage import exact, Exact",
        "from . import Exact",
        "def f():\n    from smartvillage import evaluate",
        "if TYPE_CHECKING:\n    from smartvillage import Run",
        "import importlib\nimportlib.import_module('smartvillage')",
        "__import__('smartvillage')",
        "sys.modules['smartvillage']",
    ],
)
def test_every_form_of_importing_the_root_is_seen(code):
    assert root_imports(ast.parse(code), depth=1)


@pytest.mark.parametrize(
    "code",
    [
        "from smartvillage import exact",
        "from smartvillage.exact import Exact",
        "import smartvillage.exact as exact",
        "from . import exact",
        "from .exact import Exact",
        "version('smartvillage')",
        "import smartvillage_dong_thap",
        "import json",
    ],
)
def test_importing_a_floor_is_not_importing_the_root(code):
    assert root_imports(ast.parse(code), depth=1) == []


def test_a_relative_import_from_a_deeper_package_is_measured_from_there():
    code = ast.parse("from . import measures\nfrom .. import Exact")

    assert root_imports(code, depth=2) == ["line 2: Exact"]


# --- names, fragments, files -------------------------------------------------------------------------------------


def test_every_module_is_named_after_what_it_is_about():
    vague = [short(path) for path in SOURCE.rglob("*") if path.stem.strip("_") in NAMELESS]

    assert vague == []


def test_every_floor_has_its_place_in_the_contract():
    """The contract is exhaustive, but a name it puts in brackets may be missing: here both lists are the same."""
    listed = {layer.strip("()") for layer in PYPROJECT["tool"]["importlinter"]["contracts"][0]["layers"]}
    built = {path.stem for path in SOURCE.iterdir() if path.suffix == ".py" or (path / "__init__.py").is_file()}

    assert built - {"__init__"} <= listed


FRAGMENTS = sorted(path for path in (ROOT / "changelog.d").iterdir() if path.name != "README.md")


@pytest.mark.parametrize("fragment", FRAGMENTS, ids=short)
def test_every_changelog_fragment_is_called_after_an_issue_and_a_kind_of_change(fragment):
    kinds = "|".join(kind["directory"] for kind in PYPROJECT["tool"]["towncrier"]["type"])

    assert re.fullmatch(rf"[1-9][0-9]*\.({kinds})(\.[0-9]+)?\.md", fragment.name)
    assert fragment.read_text(encoding="utf-8").strip()


def files() -> list[Path]:
    """What the repository holds: what git knows or would add; without git, everything that is not hidden or built."""
    git = shutil.which("git")
    if git and (ROOT / ".git").exists():
        asked = [git, "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        listed = subprocess.run(asked, cwd=ROOT, check=True, capture_output=True, encoding="utf-8").stdout.split("\0")
        return sorted(ROOT / name for name in listed if name and (ROOT / name).is_file())
    found = []
    for folder, inside, names in os.walk(ROOT):
        inside[:] = [name for name in inside if name in {".ci"} or not name.startswith((".", "_", "build", "dist"))]
        found += [Path(folder) / name for name in names]
    return sorted(found)


MACHINE = re.compile(
    r"(?<![\w.~/:-])/(?:home|root|Users|work|tmp|mnt)/\w"
    r"|\b[A-Z]:\\+Users\\"
    r"|\b(?:pypi\.org|pythonhosted\.org|npmjs\.(?:org|com)|deb\.debian\.org|conda\.anaconda\.org)\b"
)
"""A path that exists on one machine only, or the host of a package registry."""


def test_no_file_names_a_path_of_one_machine_or_the_host_of_a_registry():
    """Such a file works where it was written and nowhere else; registries are a setting of the machine."""
    found = []
    for path in files():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a workbook or a picture
        found += [f"{short(path)}: {hit[0]}" for hit in MACHINE.finditer(text)]

    assert found == []


@pytest.mark.parametrize(
    ("text", "is_machine"),
    [
        ("/ho" + "me/lan/data.csv", True),
        ("open('/t" + "mp/x')", True),
        (r"C:\Us" + r"ers\lan", True),
        ("https://py" + "pi.org/simple", True),
        ("src/smartvillage/work/x", False),
        ("https://example.org/home/x", False),
        ("~/wo" + "rk/x", False),
    ],
)
def test_the_search_for_machine_paths_finds_them_and_nothing_else(text, is_machine):
    assert bool(MACHINE.search(text)) is is_machine


# --- the two commands --------------------------------------------------------------------------------------------


def commands(page: str, shell: str) -> list[str]:
    text = (ROOT / page).read_text(encoding="utf-8")
    return re.findall(rf"^```{shell}\n(.*?)\n```$", text, re.DOTALL | re.MULTILINE)


def test_both_readmes_give_the_same_two_commands():
    for shell in ("sh", "powershell"):
        assert commands("README.md", shell) == commands("README.vi.md", shell)
        assert len(commands("README.md", shell)) == 2


def test_each_command_is_one_line():
    """It is copied by hand, and continuous integration takes it from the page."""
    assert not [line for shell in ("sh", "powershell") for line in commands("README.md", shell) if "\n" in line]


def test_the_commands_that_continuous_integration_follows_are_marked():
    marked = re.findall(
        r"^<!-- command: (\w+) -->\n```sh$", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    followed = re.findall(r"^follow (\w+)$", (ROOT / ".ci" / "run").read_text(encoding="utf-8"), re.MULTILINE)

    assert sorted(marked) == sorted(followed)


def test_the_citation_names_the_version_that_is_released():
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")

    assert f"\nversion: {PYPROJECT['project']['version']}\n" in citation


# --- the coverage floor ------------------------------------------------------------------------------------------


def floor_of(pyproject: str) -> float:
    settings = tomllib.loads(pyproject)
    return float(settings.get("tool", {}).get("coverage", {}).get("report", {}).get("fail_under", 0))


def test_the_coverage_floor_was_never_higher():
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout, so there is nothing to compare with")

    def say(*words: str) -> str:
        done = subprocess.run([git, *words], cwd=ROOT, check=False, capture_output=True, encoding="utf-8")
        return done.stdout

    commits = say("log", "-G", "fail_under", "--format=%H", "--", "pyproject.toml").split()
    earlier = [floor_of(say("show", f"{commit}:pyproject.toml")) for commit in commits]

    assert floor_of((ROOT / "pyproject.toml").read_text(encoding="utf-8")) >= max(earlier, default=0)
