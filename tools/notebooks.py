"""Run every notebook of ``examples/notebooks`` as a reader would, and say where an output is not what is stored.

    python tools/notebooks.py            # compare
    python tools/notebooks.py --write    # store what came out

Notebooks are kept with their outputs, so that they can be read where nothing is installed. Each runs in a kernel and an
empty folder of its own. An error, a warning or an output that differs fails the run; counters and the metadata of the
machine are neither compared nor stored.
"""

from __future__ import annotations

import argparse
import difflib
import json
import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "examples" / "notebooks"
SECONDS_A_CELL = 300
PLAIN = {"COLUMNS": "100", "LC_ALL": "C.UTF-8", "NO_COLOR": "1", "PYTHONUTF8": "1"}
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
"""What a notebook says of its kernel, whichever Python ran it last."""

Notebook = Mapping[str, Any]


def run(path: Path) -> Any:
    """Run a notebook and return it with its new outputs, errors included."""
    import nbformat  # noqa: PLC0415 - what is compared can be tested without a kernel
    from nbclient import NotebookClient  # noqa: PLC0415

    notebook = nbformat.read(path, as_version=4)
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(PLAIN)
        NotebookClient(
            notebook,
            allow_errors=True,
            coalesce_streams=True,
            extra_arguments=["--log-level=ERROR"],
            kernel_name="python3",
            record_timing=False,
            resources={"metadata": {"path": folder}},
            timeout=SECONDS_A_CELL,
        ).execute()
    notebook.metadata = nbformat.from_dict(METADATA)
    nbformat.validate(notebook)
    return notebook


def outputs(notebook: Notebook) -> dict[str, list[str]]:
    """What each cell of code shows, as lines by the id of the cell."""
    return {
        cell["id"]: [line for output in joined(cell["outputs"]) for line in lines(output)]
        for cell in notebook["cells"]
        if cell["cell_type"] == "code"
    }


def joined(given: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Outputs with text of one stream in one piece: where a kernel cuts it is chance."""
    found: list[dict[str, Any]] = []
    for output in given:
        one = dict(output)
        if "text" in one:
            one["text"] = "".join(one["text"])
        if found and one["output_type"] == "stream" and found[-1].get("name") == one["name"]:
            found[-1]["text"] += one["text"]
        else:
            found.append(one)
    return found


def lines(output: Mapping[str, Any]) -> list[str]:
    """One output, without its counter."""
    if output["output_type"] == "stream":
        return [f"{output['name']}: {line}" for line in str(output["text"]).splitlines()]
    if output["output_type"] == "error":
        return [f"error: {output['ename']}: {output['evalue']}"]
    return [
        f"{kind}: {line}"
        for kind, data in sorted(output["data"].items())
        for line in ("".join(data) if isinstance(data, (str, list)) else json.dumps(data, sort_keys=True)).splitlines()
    ]


def complaints(notebook: Notebook) -> list[str]:
    """What no notebook may show, however often it is reproduced: errors and warnings."""
    return [
        f"{name}: {line}"
        for name, shown in outputs(notebook).items()
        for line in shown
        if line.startswith(("stderr: ", "error: "))
    ]


def differences(stored: Notebook, fresh: Notebook) -> list[str]:
    """Where two runs of a notebook differ, as the lines of a diff for each cell."""
    before, after = outputs(stored), outputs(fresh)
    return [
        line
        for name in after
        for line in difflib.unified_diff(
            before.get(name, []), after[name], f"{name}, as stored", f"{name}, run now", lineterm="", n=1
        )
    ]


def main() -> int:
    """Run the notebooks; 1 when one of them fails."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--write", action="store_true", help="store the outputs")
    arguments.add_argument("notebooks", nargs="*", type=Path, help="only these")
    asked = arguments.parse_args()
    paths = asked.notebooks or sorted(FOLDER.glob("*.ipynb"))
    failed = 0
    for path in paths:
        fresh = run(path)
        wrong = complaints(fresh)
        if asked.write and not wrong:
            import nbformat  # noqa: PLC0415

            path.write_text(nbformat.writes(fresh).rstrip("\n") + "\n", encoding="utf-8", newline="\n")
        elif not asked.write:
            wrong += differences(json.loads(path.read_text(encoding="utf-8")), fresh)
        failed += bool(wrong)
        print(f"{path.name}: {'NOT as stored' if wrong else 'stored' if asked.write else 'as stored'}")
        for line in wrong:
            print(f"  {line}", file=sys.stderr)
    if not paths:
        print(f"There is no notebook in {FOLDER.name}.", file=sys.stderr)
    return int(failed > 0 or not paths)


if __name__ == "__main__":
    raise SystemExit(main())
