"""``python -m tests.oracles KIND PATH``: a line for each case that disagrees or is left open, then the count."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence

from tests.oracles import aggregates, communes, distributions, stats, surveys, traps
from tests.oracles.report import Report, UnusableError

KINDS: Mapping[str, Callable[[str], Report]] = {
    "traps": traps.check,
    "communes": communes.check,
    "aggregates": aggregates.check,
    "surveys": surveys.check,
    "distributions": distributions.check,
    "stats": stats.check,
}


def main(arguments: Sequence[str]) -> int:
    """Run one kind on one file.

    Returns:
        0 when every case that could be decided agrees, 1 when one does not, 2 when there was nothing to work with.
    """
    if len(arguments) != 2:
        return _refuse(f"usage: python -m tests.oracles KIND PATH, where KIND is one of: {', '.join(KINDS)}")
    kind, path = arguments
    if kind not in KINDS:
        return _refuse(f"there is no kind {kind!r}; kinds: {', '.join(KINDS)}")
    try:
        report = KINDS[kind](path)
    except UnusableError as problem:
        return _refuse(f"{path}: {problem}")
    for line in report.lines:
        sys.stdout.write(f"{line}\n")
    sys.stdout.write(f"{report.passed} passed, {report.failed} failed\n")
    return 1 if report.failed or report.proves_nothing else 0


def _refuse(line: str) -> int:
    sys.stderr.write(f"{line}\n")
    return 2


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # a console may lack Vietnamese
    sys.exit(main(sys.argv[1:]))
