"""What hooks receive: read-only views that upper floors satisfy, so that this floor need not know them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Protocol

__all__ = ["EvidenceView", "ProposalView", "RunView"]


class EvidenceView(Protocol):
    """The evidence of a run, to look at."""

    @property
    def units(self) -> tuple[str, ...]:
        """The units by identity."""
        ...

    def __len__(self) -> int: ...

    def rows(self) -> Iterator[Mapping[str, Any]]:
        """The observations, one mapping each."""
        ...


class RunView(Protocol):
    """A finished run, to export or announce."""

    @property
    def id(self) -> str:
        """The id of the question."""
        ...

    @property
    def result(self) -> str:
        """The id of the answer."""
        ...

    def table(self, level: str = "indicator") -> Any:  # noqa: ANN401
        """The verdicts as a table."""
        ...


class ProposalView(Protocol):
    """A draft set with its evidence, to comment on."""

    @property
    def draft(self) -> Any:  # noqa: ANN401
        """The draft."""
        ...
