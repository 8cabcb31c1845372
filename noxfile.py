"""Everything that is run on this repository, as a table of contents: ``nox -l`` prints it.

``nox`` alone runs what a change needs. Each session makes its own environment, with uv where uv is there and with pip
where it is not; what goes into it is said in ``pyproject.toml`` under ``[dependency-groups]``. A Python that is not on
this machine is skipped, never downloaded. Words after ``--`` go to the tool: ``nox -s tests -- tests/exact -k needed``.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import nox

nox.needs_version = ">=2025.2.9"
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.download_python = "never"
nox.options.error_on_missing_interpreters = False
nox.options.reuse_venv = "yes"
nox.options.sessions = ["lint", "types", "tests", "doctests", "docs"]

PYPROJECT = nox.project.load_toml("pyproject.toml")
RUNNING = f"{sys.version_info.major}.{sys.version_info.minor}"
OUTSIDE = {
    "traps": "exactness-traps.yaml",
    "communes": "data/cases_communes.yaml",
    "aggregates": "data/aggregates.csv",
    "surveys": "data/surveys_satisfaction.csv",
    "distributions": "data/criteria_distributions.csv",
    "stats": "data/stats_oracles.yaml",
}
"""The outside cases, by the kind of ``python -m tests.oracles`` that reads them."""
EVERYWHERE = ("-n", "auto")
"""The whole suite runs on every processor there is."""
PYTHONS = [RUNNING, *(python for python in ("3.11", "3.12", "3.13") if python != RUNNING)]


def install(session: nox.Session, *groups: str, editable: bool = False) -> None:
    """Install the package with every extra, and what the groups list.

    Tests run on an installed copy, so that a file the wheel forgets is missed; checkers and documentation read ``src``.
    """
    package = ["-e", ".[all]"] if editable else [".[all]"]
    session.install(*package, *nox.project.dependency_groups(PYPROJECT, *groups))


@nox.session
def lint(session: nox.Session) -> None:
    """Style, formatting, and the order of the floors (ruff, import-linter)."""
    install(session, "lint", editable=True)
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")
    session.run("lint-imports")


@nox.session
def types(session: nox.Session) -> None:
    """Types, strictly: the library (mypy) and a program that uses it (mypy, pyright)."""
    install(session, "types", editable=True)
    session.run("mypy")
    session.run("pyright", env={"PYRIGHT_PYTHON_IGNORE_WARNINGS": "1"})


@nox.session(python=PYTHONS)
def tests(session: nox.Session) -> None:
    """The tests: in full with branch coverage on the running Python, quickly on the others."""
    install(session, "test")
    if session.python != RUNNING:
        session.run("pytest", *(session.posargs or EVERYWHERE), env={"HYPOTHESIS_PROFILE": "quick"})
        return
    if session.posargs:  # a part of the suite covers a part of the library
        session.run("pytest", *session.posargs)
        return
    session.run("coverage", "erase")
    session.run("coverage", "run", "-m", "pytest", *EVERYWHERE)
    session.run("coverage", "combine", "--quiet")
    session.run("coverage", "report")
    whole = ",".join(PYPROJECT["tool"]["smartvillage"]["covered-whole"])
    session.run("coverage", "report", f"--include={whole}", "--fail-under=100")


@nox.session
def doctests(session: nox.Session) -> None:
    """Every example runs: those in docstrings (pytest) and those in the documentation (Sphinx)."""
    install(session, "test", "docs", editable=True)
    session.run("pytest", "--doctest-modules", "src", *session.posargs)
    session.run("sphinx-build", "-q", "-E", "-b", "doctest", "docs", "docs/_build/doctest")


@nox.session
def docs(session: nox.Session) -> None:
    """The documentation as pages in docs/_build/html, without one warning; the README shows the demo as it is."""
    install(session, "docs", editable=True)
    # from scratch each time: a page that is not read again keeps its warnings to itself
    session.run("sphinx-build", "-q", "-E", "-a", "-n", "-W", "--keep-going", "docs", "docs/_build/html")
    session.run("python", "tools/readme_demo.py", "--check")


@nox.session
def oracles(session: nox.Session) -> None:
    """On demand: answers worked out elsewhere (-- KIND FILE), and every law with twenty times the examples."""
    install(session, "test")
    if session.posargs:
        session.run("python", "-m", "tests.oracles", *session.posargs)
        return
    for kind, name in OUTSIDE.items():
        path = Path("..", "shared", name)  # lent to the project, so it need not lie beside this checkout
        if path.is_file():
            session.run("python", "-m", "tests.oracles", kind, str(path))
        else:
            session.log(f"{path} is not there: {kind} left out")
    session.run("pytest", env={"HYPOTHESIS_PROFILE": "thorough"})


@nox.session
def notebooks(session: nox.Session) -> None:
    """On demand: every notebook of examples/notebooks runs and shows what is stored in it (-- --write stores it)."""
    install(session, "notebooks")
    session.run("python", "tools/notebooks.py", *session.posargs)


@nox.session(reuse_venv=False)
def plugins(session: nox.Session) -> None:
    """On demand: an outside package, a generated one, a folder and a workbook, in a fresh environment."""
    work = Path(session.create_tmp()).resolve()
    shutil.rmtree(work)  # of the last time: nothing is written over
    work.mkdir()
    example = Path("examples", "smartvillage-can-duoc")
    session.install(build_wheel(session, Path(), work / "wheels"))
    session.run("python", "tools/plugins_session.py", "new", str(work))
    generated = build_wheel(session, work / "smartvillage-can-giuoc", work / "wheels")
    session.install(*(f"{wheel}[test]" for wheel in (build_wheel(session, example, work / "wheels"), generated)))
    session.run("python", "tools/plugins_session.py", "check", str(work))


def build_wheel(session: nox.Session, project: Path, folder: Path) -> str:
    """Pack a project as it would be handed on, and return the wheel."""
    there = {*folder.glob("*.whl")}
    if session.venv_backend == "uv":
        session.run_install("uv", "build", "--quiet", "--wheel", "--out-dir", str(folder), str(project), external=True)
    else:
        pip = ("python", "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(folder))
        session.run_install(*pip, str(project.resolve()))
    (wheel,) = {*folder.glob("*.whl")} - there
    return str(wheel)


@nox.session
def bench(session: nox.Session) -> None:
    """On demand: how fast, beside other tools in the same run."""
    install(session, "bench")
    session.run("python", "-m", "benchmarks", *session.posargs)


@nox.session(python=RUNNING, venv_backend="uv")
def minimums(session: nox.Session) -> None:
    """On demand: the tests with the oldest release of every dependency that pyproject.toml admits (needs uv)."""
    groups = nox.project.dependency_groups(PYPROJECT, "test")
    session.install("--resolution=lowest-direct", "--upgrade", ".[all]", *groups)
    session.run("pytest", *session.posargs, env={"HYPOTHESIS_PROFILE": "quick"})
