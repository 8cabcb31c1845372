"""Runs that were written before: read again with the plugins that took part, and without any where none did."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol, TypeVar

from smartvillage.cli.arguments import find_registry
from smartvillage.errors import InputError
from smartvillage.plugins.registry import Registry

__all__ = ["again"]

Read_co = TypeVar("Read_co", covariant=True)

PLUGIN_NEEDED = "SV-RUN-011"


class _Reader(Protocol[Read_co]):
    def __call__(self, folder: str | Path, *, registry: Registry | None = None) -> Read_co: ...


def again(read: _Reader[Read_co], folder: Path) -> Read_co:
    """Read a run; what is installed is looked at only where an evaluator of a plugin took part.

    Args:
        read: :func:`~smartvillage.evaluation.verifying.read_run` or ``verify_run``.
        folder: The folder of the run.

    Raises:
        InputError: The folder cannot be used, or an evaluator that took part is not installed.
    """
    try:
        return read(folder)
    except InputError as refused:
        if any(one.code != PLUGIN_NEEDED for one in refused.problems):
            raise
    return read(folder, registry=find_registry())
