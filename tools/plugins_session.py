"""Try plugins as districts would: an installed package, one freshly generated, a folder and a workbook.

    python tools/plugins_session.py new WORK
    python tools/plugins_session.py check WORK

``new`` writes a plugin in each form into WORK. Between the two the session installs the generated package beside
``examples/smartvillage-can-duoc``. ``check`` then runs the commands that the documentation tells authors to run, from
WORK, so that nothing is found because it lies beside the caller. Whatever is not as it should be ends the program.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import smartvillage
from smartvillage.plugins.builtin import BUILT_IN
from smartvillage.plugins.registry import load_registry

EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "smartvillage-can-duoc"
PACKAGE = "smartvillage-can-giuoc"
FORMS = {PACKAGE: ("can-giuoc",), "tan-tru": ("tan-tru", "--documents-only"), "thu-thua.xlsx": ("thu-thua", "--xlsx")}
"""What ``new`` writes, and what it is asked for; all of them are former districts, as the example is."""
UNINSTALLED = ("tan-tru", "thu-thua.xlsx")
SET = "can-duoc.smart@2025"
CHAIN = {
    ("Bến Lau", "2024-H1"): "MET",
    ("Bến Lau", "2025-H1"): "MET",
    ("Cồn Sậy", "2024-H1"): "MET",
    ("Cồn Sậy", "2025-H1"): "NOT_MET",  # 80 %, 80 % and 77 %, of which 49 % arrive
    ("Giồng Lúa", "2024-H1"): "NOT_MET",  # no contracts, hence nothing to trace
    ("Giồng Lúa", "2025-H1"): "UNKNOWN",  # two links are not reported
    ("Gò Muống", "2024-H1"): "NOT_MET",  # nor here, but the first alone lets too little through
    ("Gò Muống", "2025-H1"): "MET",
}
"""What the example's own rule says of its sample, worked out by hand."""


def run(where: Path, *command: object) -> str:
    """Run a module of this Python in a folder, and return what it printed."""
    words = [str(word) for word in command]
    began = time.monotonic()
    # a plugin that is left out must not pass for one that is not there
    env = {
        **os.environ,
        "COLUMNS": "200",
        "PYTHONUTF8": "1",
        "SMARTVILLAGE_STRICT": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", *words],
        cwd=where,
        env=env,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    print(f"{time.monotonic() - began:5.1f} s  {' '.join(words)}", flush=True)
    if done.returncode:
        raise SystemExit(f"ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout


def expect(what: str, found: object, due: object) -> None:
    if found != due:
        raise SystemExit(f"{what}: found {found!r}, due {due!r}")


def new(work: Path) -> None:
    """Write one plugin of each form."""
    for name, words in FORMS.items():
        run(work, "smartvillage", "plugins", "new", *words, "--domain", "tourism")
        expect(f"{name} is there", (work / name).exists(), due=True)


def check(work: Path) -> None:
    """Go through everything that an author, or whoever uses what an author made, would do."""
    installed = Path(smartvillage.__file__)
    expect(f"{installed} is installed", installed.is_relative_to(sys.prefix), due=True)
    check_list(work)
    for what in ("can-duoc", "can-giuoc", *UNINSTALLED):
        told = run(work, "smartvillage", "--lang", "en", "plugins", "check", what)
        print(f"         {' '.join(told.splitlines()[:2])}")
    for project in (EXAMPLE, work / PACKAGE):
        told = run(project, "pytest", "-q", "-p", "no:cacheprovider")
        print(f"         {project.name}: {told.splitlines()[-1]}")
    check_verdicts(work)
    check_proposal(work)


def check_list(work: Path) -> None:
    """Nine are built in, two are installed, two are named; all of them are used."""
    plain = json.loads(run(work, "smartvillage", "plugins", "list", "--json"))
    expect("built in", len(BUILT_IN), 9)
    expect(
        "plugins",
        {one["key"]: one["status"] for one in plain},
        dict.fromkeys([*BUILT_IN, "can-duoc", "can-giuoc"], "admitted"),
    )
    heirs = [one["key"] for one in plain if one["inherited_by"]]
    expect("those whose authority has ended", heirs, ["can-duoc"])
    folders = [word for name in UNINSTALLED for word in ("--plugin-dir", name)]
    named = json.loads(run(work, "smartvillage", "plugins", "list", "--json", *folders))
    expect("with those named", len(named), 13)


def check_verdicts(work: Path) -> None:
    """A csv goes through the example's set, and its own rule judges; so it does when the run is read again."""
    data = load_registry(strict=True).datasets["can-duoc.data.linkage"].load()
    told = json.loads(run(work, "smartvillage", "evaluate", data, "--set", SET, "--out", "run", "--json"))
    expect("who judged 1.1", {*told["produced_by"]["1.1"]}, {"can-duoc"})
    names = [f"Xã Giả Lập {commune} {period}" for commune, period in CHAIN]
    found = dict(zip(sorted(names), told["verdicts"]["indicator"]["1.1"], strict=True))
    expect("1.1", found, dict(zip(names, CHAIN.values(), strict=True)))
    run(work, "smartvillage", "explain", "run", "Xã Giả Lập Giồng Lúa", "1.1", "--period", "2024-H1")
    run(work, "smartvillage", "verify", "run")


def check_proposal(work: Path) -> None:
    """The example's candidates stand among the built-in ones and those of the others."""
    data = load_registry(strict=True).datasets["can-duoc.data.tourism"].load()
    rows = json.loads(run(work, "smartvillage", "propose", data, "--domain", "tourism", "--out", "proposal", "--json"))
    expect("candidates with a level", sum(one["n"] > 0 for one in rows), 2)
    folders = [word for name in UNINSTALLED for word in ("--plugin-dir", name)]
    more = json.loads(
        run(work, "smartvillage", "propose", data, "--domain", "tourism", "--out", "more", "--json", *folders)
    )
    expect("candidates with those named", len(more), len(rows) + len(UNINSTALLED))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("step", choices=["new", "check"])
    parser.add_argument("work", type=Path)
    given = parser.parse_args()
    {"new": new, "check": check}[given.step](given.work.resolve())
