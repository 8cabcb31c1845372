"""Every block of a page is run by the doctest builder, each page in an empty folder of its own.

What a block is says its language:

* ``python``: a session with its answers (``>>>``), or plain code, which prints nothing;
* ``console``: commands (``$ smartvillage ...``, ``$ cd ...``), each with the screen it gives; ``...`` stands for any
  text;
* any language with a ``:caption:`` that is the name of a file: the reader makes that file, and so does the test.

``sh`` is for what is done once on a machine, such as installing, and ``powershell`` for another machine; they are not
run. Where a page needs what it installs, a hidden ``testcode`` stands in: :func:`install`. The names a session may use
without importing them are ``sv`` and those that the page imported before.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes

if TYPE_CHECKING:
    from sphinx.application import Sphinx

SETUP = "import run_blocks, smartvillage as sv; run_blocks.enter()"
CLEANUP = "run_blocks.leave()"

_entered: list[tuple[tempfile.TemporaryDirectory[str], Path, str | None]] = []


def enter() -> None:
    """Go to an empty folder."""
    folder = tempfile.TemporaryDirectory()
    _entered.append((folder, Path.cwd(), os.environ.get("PYTHONPATH")))
    os.chdir(folder.name)


def leave() -> None:
    """Go back, and remove the folder."""
    folder, before, searched = _entered.pop()
    os.chdir(before)
    if searched is None:
        os.environ.pop("PYTHONPATH", None)
    else:
        os.environ["PYTHONPATH"] = searched
    folder.cleanup()


def make(name: str, text: str) -> None:
    """Make a file of the page, with the folders it stands in."""
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def install(project: str) -> None:
    """Stand in for ``pip install -e``: the commands of this page see a package, and nothing outside its folder changes.

    What a wheel holds is tried by the session ``plugins``, which builds and installs one.
    """
    read = tomllib.loads((Path(project) / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    source = Path(project, "src").resolve()
    name, version = read["name"].replace("-", "_"), read["version"]
    points = "".join(
        f"[{group}]\n" + "".join(f"{key} = {value}\n" for key, value in some.items())
        for group, some in read["entry-points"].items()
    )
    make(f"{source}/{name}-{version}.dist-info/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
    make(f"{source}/{name}-{version}.dist-info/entry_points.txt", points)
    os.environ["PYTHONPATH"] = str(source)


def shell(command: str) -> None:
    """Run one command of a page and print its screen, errors included."""
    words = shlex.split(command)
    if words[0] == "cd":
        os.chdir(words[1])
        return
    if words[0] == "smartvillage":
        words[:1] = [sys.executable, "-m", "smartvillage"]
    elif words[0] == "python":
        words[0] = sys.executable
    plain = {"COLUMNS": "100", "LC_ALL": "vi_VN.UTF-8", "NO_COLOR": "1", "PYTHONUTF8": "1", "TERM": "dumb"}
    done = subprocess.run(
        words,
        env={**os.environ, **plain},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    print("\n".join(line.rstrip() for line in done.stdout.splitlines()))


def mark(app: Sphinx, doctree: nodes.document) -> None:
    """Hand the blocks of a page to the doctest builder."""
    del app
    for block in doctree.findall(nodes.literal_block):
        if "testnodetype" in block:
            continue
        text, language, file = block.astext(), block.get("language"), _caption(block)
        if file:
            kind, test = "testcode", _file(file, text)
        elif language in {"python", "pycon"}:
            kind, test = "doctest" if text.lstrip().startswith(">>>") else "testcode", text
        elif language == "console":
            kind, test = "doctest", _session(text)
        else:
            continue
        block.update_all_atts({"testnodetype": kind, "test": test, "groups": ["default"], "options": {}})


def _caption(block: nodes.literal_block) -> str | None:
    around = block.parent
    if not (isinstance(around, nodes.container) and around.get("literal_block")):
        return None
    caption = next(around.findall(nodes.caption)).astext()
    return caption if caption and " " not in caption and "." in caption else None


def _file(name: str, text: str) -> str:
    return f"run_blocks.make({name!r}, {text + chr(10)!r})\n"


def _session(text: str) -> str:
    """Turn ``$ command`` and its screen into a Python session."""
    lines = []
    for line in text.splitlines():
        if line.startswith("$ "):
            lines.append(f">>> run_blocks.shell({line[2:]!r})")
        else:
            lines.append(line or "<BLANKLINE>")
    return "\n".join(lines) + "\n"


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect to Sphinx."""
    app.connect("doctree-read", mark)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
