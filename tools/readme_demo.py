"""Put what ``smartvillage demo`` prints into the READMEs; with ``--check``, only say whether it is what stands there.

The demo of this tree runs as a reader would run it, in an empty folder of its own, with its output going to a file: no
colours, no box wider than the page. What is between ``<!-- demo -->`` and ``<!-- /demo -->`` is replaced by it.
"""

from __future__ import annotations

import argparse
import difflib
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGES = ("README.md", "README.vi.md")
PLACE = re.compile(r"(?<=<!-- demo -->\n).*?(?=<!-- /demo -->)", re.DOTALL)
CHARACTERS_A_LINE = 100


def demo() -> str:
    """Run the demo and return its screen."""
    plain = {
        "COLUMNS": str(CHARACTERS_A_LINE),
        "LC_ALL": "vi_VN.UTF-8",
        "NO_COLOR": "1",
        "PYTHONPATH": str(ROOT / "src"),
        "PYTHONUTF8": "1",
        "TERM": "dumb",
    }
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, "-m", "smartvillage", "demo"],
            cwd=folder,
            env={**os.environ, **plain},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
    if done.returncode or not done.stdout.strip():
        raise SystemExit(f"smartvillage demo ended with {done.returncode} and printed:\n{done.stdout}{done.stderr}")
    return "\n".join(line.rstrip() for line in done.stdout.strip("\n").splitlines())


def with_demo(page: str, screen: str) -> str:
    """Return the page with the screen in its place, in a fence that no line of the screen can close."""
    longest = max((len(ticks) for ticks in re.findall(r"^`{3,}", screen, re.MULTILINE)), default=2)
    fence = "`" * (longest + 1)
    block = f"{fence}console\n$ smartvillage demo\n{screen}\n{fence}\n"
    new, places = PLACE.subn(lambda _: block, page)
    if places != 1:
        raise SystemExit("A page needs one <!-- demo --> and one <!-- /demo -->, each on a line of its own.")
    return new


def main() -> int:
    """Fill the pages, or compare them; 1 when they differ."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--check", action="store_true", help="change nothing; end with 1 when a page is out of date")
    check = arguments.parse_args().check
    screen = demo()
    stale = 0
    for name in PAGES:
        path = ROOT / name
        old = path.read_text(encoding="utf-8")
        new = with_demo(old, screen)
        if old == new:
            continue
        stale += 1
        if check:
            sys.stderr.writelines(
                difflib.unified_diff(
                    old.splitlines(keepends=True), new.splitlines(keepends=True), name, f"{name} with the demo as it is"
                )
            )
        else:
            path.write_text(new, encoding="utf-8", newline="\n")
            print(f"{name}: demo filled in")
    if check and stale:
        print("The demo prints something else now. Try: python tools/readme_demo.py", file=sys.stderr)
    return int(check and stale > 0)


if __name__ == "__main__":
    raise SystemExit(main())
