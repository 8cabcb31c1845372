"""From the cells of one row to a record, or to everything that is wrong with them, each with its cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

import attrs

from smartvillage.border import Record, parse
from smartvillage.errors import InputError, Problem, RefusedValueError, Where, Words
from smartvillage.plugins.workbook.forms import Found
from smartvillage.plugins.workbook.layout import Column
from smartvillage.tables.limits import Findings

__all__ = ["Cells"]

Model = TypeVar("Model", bound=Record)


@attrs.define(eq=False)
class Cells:
    """The cells of one record while it is read."""

    columns: Sequence[Column]
    found: Mapping[str, Found]
    """By path; those of columns that the sheet does not have are not there."""
    place: Where
    """What stands for the whole: the first cell of the row."""
    findings: Findings
    """Where problems go; cells that its reader could not even read are in it already."""
    bad: set[Where] = attrs.field(factory=set)
    """The cells that were refused."""
    tree: dict[str, Any] = attrs.field(factory=dict)
    """What the cells say, as a document would."""

    def wrong(
        self,
        number: int,
        path: str,
        what: Words,
        *,
        expected: Words | None = None,
        advice: Words | None = None,
    ) -> None:
        """Note what is wrong with a cell, once."""
        where = self.where(path)
        if where not in self.bad:
            self.findings.add(Problem, f"SV-PLUG-{number:03d}", what, where, expected=expected, advice=advice)
            self.bad.add(where)

    def where(self, path: str) -> Where:
        """Where a field stands; the whole record where it has no cell."""
        found = self.found.get(path)
        return found.where if found else self.place

    def read(self, key: str) -> dict[str, Any]:
        """Read every cell into :attr:`tree`."""
        self.bad |= {one.where for one in self.found.values()} & {one.where for one in self.findings.problems}
        for column in self.columns:
            found = self.found.get(column.path)
            if found is None or found.value is None:
                if column.is_required:
                    due = column.heading
                    self.wrong(14, column.path, _NOTHING, expected=Words(f"ô {due.vi}", f"the cell {due.en}"))
                continue
            if found.is_formula:
                self.wrong(21, column.path, *_FORMULA)
                continue
            try:
                value = column.form.read(found, key)
            except RefusedValueError as refused:
                number = int(refused.code.rpartition("-")[2])
                self.wrong(number, column.path, refused.words, expected=refused.expected, advice=refused.advice)
                continue
            self._put(column, value)
        return self.tree

    def _put(self, column: Column, value: Any) -> None:  # noqa: ANN401
        parts = column.parts
        if "*" not in parts:
            if column.is_english and self._lacks(parts):
                self.wrong(14, column.path.removesuffix("en") + "vi", _NO_VIETNAMESE)
                return
            _set(self.tree, parts, value)
            return
        before, after = parts[: parts.index("*")], parts[parts.index("*") + 1 :]
        items: list[Any] = self.tree.setdefault(before[0], [])
        if column.is_english and len(value) > len(items):
            if not {self.where(f"{before[0]}.*.vi"), self.where(before[0])} & self.bad:
                self.wrong(17, column.path, Words(*(text.format(len(value), len(items)) for text in _TOO_MANY)))
            return
        for at, one in enumerate(value):
            if at == len(items):
                items.append({})
            if one is not None:
                _set(items[at], after, one)

    def _lacks(self, parts: Sequence[str]) -> bool:
        tree: Any = self.tree
        for step in (*parts[:-1], "vi"):
            tree = tree.get(step, {})
        return not tree

    def parse(self, model: type[Model]) -> Model | None:
        """Make the record of what was read, or note what is wrong with it.

        What follows from a cell that was refused already is not told again.
        """
        was_bad = bool(self.bad)
        try:
            record = parse(model, self.tree, locate=self._locate)
        except InputError as refused:
            for problem in refused.problems:
                column = self.columns[problem.where.line - 1] if problem.where.line else None
                where = self.where(column.path) if column else self.place
                if where not in self.bad and (column or not was_bad):
                    self.findings.add(problem._replace, where=where)
                    self.bad.add(where)
            return None
        return None if was_bad else record

    def _locate(self, path: tuple[int | str, ...]) -> tuple[int, int] | None:
        """The column that a place in the record stands in, as if it were a line: counted from 1."""
        steps = [step for step in path if isinstance(step, str)]
        shared = [_shared(steps, [part for part in column.parts if part != "*"]) for column in self.columns]
        best = max(shared)
        return (shared.index(best) + 1, 0) if best else None


_NOTHING = Words(vi="ô trống", en="the cell is empty")
_NO_VIETNAMESE = Words(vi="có tiếng Anh mà không có tiếng Việt", en="there is English but no Vietnamese")
_FORMULA = (Words(vi="ô chứa công thức", en="the cell holds a formula"),)
_TOO_MANY = Words(vi="{} dòng tiếng Anh cho {} dòng tiếng Việt", en="{} lines of English for {} lines of Vietnamese")


def _set(tree: dict[str, Any], parts: Sequence[str], value: Any) -> None:  # noqa: ANN401
    for step in parts[:-1]:
        tree = tree.setdefault(step, {})
    tree[parts[-1]] = value


def _shared(one: Sequence[str], other: Sequence[str]) -> int:
    """How many steps two paths share from the start."""
    count = 0
    for here, there in zip(one, other, strict=False):
        if here != there:
            break
        count += 1
    return count
