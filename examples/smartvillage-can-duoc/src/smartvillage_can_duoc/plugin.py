"""The plugin can-duoc: what can be written down stands in the folder ``documents``; here is what cannot.

Three hooks are answered in Python: a way of judging that no rule of the language has
(:mod:`smartvillage_can_duoc.linkage`), a look at figures that cannot both be right
(:mod:`smartvillage_can_duoc.doubts`), and two small datasets to try it all out.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from pathlib import Path

from smartvillage.plugins import Dataset, DocumentPlugin, Evaluator, Finding, Label, hookimpl
from smartvillage.plugins.views import EvidenceView

from smartvillage_can_duoc.doubts import sudden_changes
from smartvillage_can_duoc.linkage import linkage_chain

__all__ = ["CanDuoc", "plugin"]

HERE = Path(__file__).parent


def _file(name: str) -> Path:
    return HERE / "data" / name


class CanDuoc(DocumentPlugin):
    """The documents, and three further hooks.

    Example:
        >>> [one.id for one in plugin.smartvillage_evaluators()]
        ['can-duoc.linkage-chain']
    """

    @hookimpl
    def smartvillage_evaluators(self) -> Iterable[Evaluator]:
        """The custom rule of the set can-duoc.smart@2025."""
        return [linkage_chain]

    @hookimpl
    def smartvillage_datasets(self) -> Iterable[Dataset]:
        """Invented figures: one file for the set, one for the candidates in tourism."""
        yield Dataset(
            id="can-duoc.data.linkage",
            title=Label(vi="Chuỗi liên kết của bốn xã (dữ liệu giả lập)", en="Linkage in four communes (synthetic)"),
            licence="CC0-1.0",
            synthetic=True,
            load=partial(_file, "linkage.csv"),
        )
        yield Dataset(
            id="can-duoc.data.tourism",
            title=Label(vi="Du lịch ở mười lăm xã (dữ liệu giả lập)", en="Tourism in fifteen communes (synthetic)"),
            licence="CC0-1.0",
            synthetic=True,
            load=partial(_file, "tourism.csv"),
        )

    @hookimpl
    def smartvillage_check_evidence(self, evidence: EvidenceView) -> Iterable[Finding]:
        """What this authority would ask about before it signs."""
        return sudden_changes(evidence)


plugin = CanDuoc.read(HERE / "documents")
"""What the entry point in pyproject.toml names."""
