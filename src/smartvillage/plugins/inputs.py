"""Inputs: the figures that an evaluator is given, as columns of whole numbers that nobody can write to.

A figure is an interval between two fractions of one denominator, never a float. An evaluator sees figures and the
parameters of its rule, not whose they are: it cannot favour anybody. Numbers of 64 bits are arrays over immutable
bytes; a column with a larger number anywhere holds Python integers instead, and each look at it is a fresh copy.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Self

import attrs
import numpy as np
import numpy.typing as npt

from smartvillage.criteria.verdicts import Verdict
from smartvillage.exact import Interval

__all__ = ["Column", "Inputs"]

Numbers = npt.NDArray[Any]
Flags = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.uint8]

_NUMBERS = ("low", "high", "denominator")
_FLAGS = ("has_low", "has_high", "low_open", "high_open", "not_applicable")
_LARGEST = 2**63 - 1


class _Frozen:
    """Numbers or flags that cannot be changed, whoever holds them."""

    __slots__ = ("_dtype", "_held")

    def __init__(self, values: npt.NDArray[Any], dtype: type[Any]) -> None:
        if dtype is object:
            self._held: bytes | tuple[int, ...] = tuple(int(one) for one in values)
        else:
            self._held = values.astype(dtype).tobytes()
        self._dtype = dtype

    def array(self) -> npt.NDArray[Any]:
        """Look at them; what is done to Python integers is done to a copy."""
        if isinstance(self._held, bytes):
            return np.frombuffer(self._held, dtype=self._dtype)
        fresh = np.empty(len(self._held), dtype=object)
        fresh[:] = self._held
        return fresh


class Column:
    """What was reported for one measure, one entry a row.

    :meth:`at_least` and :meth:`at_most` judge whole columns exactly. A row that says nothing has neither end. An
    *open* end is not itself included: "over 99.3 %" has a low end of 993 over 10 that is open, and no high end.

    Example:
        >>> column = Column.of([Interval.of("66.6"), Interval.of("99.3", "gt"), Interval.missing(), None])
        >>> column.low.tolist(), column.denominator.tolist()
        ([333, 993, 0, 0], [5, 10, 1, 1])
        >>> column.missing.tolist(), column.not_applicable.tolist()
        ([False, False, True, False], [False, False, False, True])
        >>> column.low[0] = 1
        Traceback (most recent call last):
        ...
        ValueError: assignment destination is read-only
    """

    __slots__ = ("_parts",)

    def __init__(
        self,
        *,
        low: Numbers,
        high: Numbers,
        denominator: Numbers,
        has_low: Flags,
        has_high: Flags,
        low_open: Flags,
        high_open: Flags,
        not_applicable: Flags,
    ) -> None:
        numbers = {"low": low, "high": high, "denominator": denominator}
        flags = {
            "has_low": has_low,
            "has_high": has_high,
            "low_open": low_open,
            "high_open": high_open,
            "not_applicable": not_applicable,
        }
        dtype: type[Any] = object if any(one.dtype.kind == "O" for one in numbers.values()) else np.int64
        held = {name: _Frozen(one, dtype) for name, one in numbers.items()}
        self._parts = MappingProxyType(held | {name: _Frozen(one, np.bool_) for name, one in flags.items()})

    @classmethod
    def of(cls, said: Sequence[Interval | None]) -> Self:
        """Make a column of intervals; ``None`` is not applicable."""
        lows, highs, belows = [], [], []
        for one in said:
            ends = [end for end in (one.low, one.high) if end is not None] if one is not None else []
            below = int(np.lcm.reduce([end.denominator for end in ends], dtype=object)) if ends else 1
            lows.append(_whole(one.low, below) if one is not None else 0)
            highs.append(_whole(one.high, below) if one is not None else 0)
            belows.append(below)
        is_large = any(abs(number) > _LARGEST for number in (*lows, *highs, *belows))
        dtype: Any = object if is_large else np.int64
        return cls(
            low=np.array(lows, dtype=dtype),
            high=np.array(highs, dtype=dtype),
            denominator=np.array(belows, dtype=dtype),
            has_low=_flags(one is not None and one.low is not None for one in said),
            has_high=_flags(one is not None and one.high is not None for one in said),
            low_open=_flags(one is not None and one.low_open for one in said),
            high_open=_flags(one is not None and one.high_open for one in said),
            not_applicable=_flags(one is None for one in said),
        )

    def __len__(self) -> int:
        return len(self.has_low)

    def __repr__(self) -> str:
        return f"<Column of {len(self)} figures>"

    @property
    def low(self) -> Numbers:
        """The numerators of the low ends; 0 where there is none."""
        return self._parts["low"].array()

    @property
    def high(self) -> Numbers:
        """The numerators of the high ends; 0 where there is none. Equal to ``low`` where a figure is exact."""
        return self._parts["high"].array()

    @property
    def denominator(self) -> Numbers:
        """The denominator of both ends of each row, at least 1."""
        return self._parts["denominator"].array()

    @property
    def has_low(self) -> Flags:
        """Where there is a low end."""
        return self._parts["has_low"].array()

    @property
    def has_high(self) -> Flags:
        """Where there is a high end."""
        return self._parts["has_high"].array()

    @property
    def low_open(self) -> Flags:
        """Where the low end is not itself included."""
        return self._parts["low_open"].array()

    @property
    def high_open(self) -> Flags:
        """Where the high end is not itself included."""
        return self._parts["high_open"].array()

    @property
    def not_applicable(self) -> Flags:
        """Where there is nothing to judge, which is not the same as nothing reported."""
        return self._parts["not_applicable"].array()

    @property
    def missing(self) -> Flags:
        """Where nothing is known of the figure: not reported, or only "about"."""
        nothing: Flags = ~(self.has_low | self.has_high | self.not_applicable)
        return nothing

    def at_least(self, level: Fraction, *, strict: bool = False) -> Codes:
        """Judge every row against a level, exactly; ``strict`` for more than the level.

        Arithmetic of one's own on 64 bits may wrap without a word; this does not.

        Example:
            >>> Column.of([Interval.of("66.6"), Interval.of("60", "gt"), None]).at_least(Fraction(333, 5)).tolist()
            [2, 1, 3]
        """
        low, high, at = self._beside(level)
        met, not_met = (low > at, high <= at) if strict else (low >= at, high < at)
        met |= (low == at) & self.low_open
        not_met |= (high == at) & self.high_open
        return self._judged(self.has_low & met, self.has_high & not_met)

    def at_most(self, level: Fraction, *, strict: bool = False) -> Codes:
        """Judge that no row exceeds a level, exactly; ``strict`` for less than the level.

        Example:
            >>> Column.of([Interval.of("5"), Interval.of("6"), Interval.missing()]).at_most(Fraction(5)).tolist()
            [2, 0, 1]
        """
        low, high, at = self._beside(level)
        met, not_met = (high < at, low >= at) if strict else (high <= at, low > at)
        met |= (high == at) & self.high_open
        not_met |= (low == at) & self.low_open
        return self._judged(self.has_high & met, self.has_low & not_met)

    def _beside(self, level: Fraction) -> tuple[Numbers, Numbers, Numbers]:
        """Both ends and a level, over one denominator for each row."""
        low, high, below = self.low, self.high, self.denominator
        reach = max((int(np.abs(one).max(initial=1)) for one in (low, high, below)), default=1)
        if reach * max(abs(level.numerator), level.denominator) > _LARGEST:
            low, high, below = (one.astype(object) for one in (low, high, below))
        return low * level.denominator, high * level.denominator, below * level.numerator

    def _judged(self, met: Numbers, not_met: Numbers) -> Codes:
        codes = np.full(len(self), Verdict.UNKNOWN.code, dtype=np.uint8)
        for code, where in ((2, met), (0, not_met), (3, self.not_applicable)):
            codes[where.astype(np.bool_)] = code
        return codes

    def intervals(self) -> Iterator[Interval | None]:
        """The rows one by one; ``None`` where there is nothing to judge."""
        told = zip(*(self._parts[name].array().tolist() for name in (*_NUMBERS, *_FLAGS)), strict=True)
        for low, high, below, has_low, has_high, low_open, high_open, not_applicable in told:
            if not_applicable:
                yield None
                continue
            first = Fraction(low, below) if has_low else None
            last = Fraction(high, below) if has_high else None
            yield Interval(first, last, low_open, high_open)

    def take(self, rows: Numbers) -> Column:
        """Return some rows, in the order asked."""
        return Column(**{name: self._parts[name].array()[rows] for name in (*_NUMBERS, *_FLAGS)})

    def to_dict(self) -> dict[str, list[int]]:
        """The column as lists of whole numbers."""
        return {name: [int(one) for one in self._parts[name].array().tolist()] for name in (*_NUMBERS, *_FLAGS)}

    @classmethod
    def from_dict(cls, lists: Mapping[str, Sequence[int]]) -> Self:
        """Read a column back."""
        is_large = any(abs(number) > _LARGEST for name in _NUMBERS for number in lists[name])
        dtype: Any = object if is_large else np.int64
        arrays = {name: np.array(lists[name], dtype=dtype) for name in _NUMBERS}
        return cls(**arrays, **{name: np.array(lists[name], dtype=np.bool_) for name in _FLAGS})


def _flags(values: Iterable[bool]) -> Flags:
    return np.array(list(values), dtype=np.bool_)


def _whole(end: Fraction | None, below: int) -> int:
    return 0 if end is None else end.numerator * (below // end.denominator)


def _as_columns(given: Mapping[str, Column]) -> Mapping[str, Column]:
    return MappingProxyType(dict(given))


def _as_texts(given: Mapping[str, str]) -> Mapping[str, str]:
    return MappingProxyType(dict(given))


@attrs.frozen(eq=False, repr=False)
class Inputs:
    """The figures an evaluator judges, by measure, and the parameters of the rule that asks.

    Example:
        >>> inputs = Inputs({"ns.water": Column.of([Interval.of("80")])}, {"level": "70"})
        >>> len(inputs), inputs["ns.water"].high.tolist(), inputs.parameters["level"]
        (1, [80], '70')
    """

    columns: Mapping[str, Column] = attrs.field(converter=_as_columns)
    """The measures of the rule, in its order."""
    parameters: Mapping[str, str] = attrs.field(default=MappingProxyType({}), converter=_as_texts)
    """What the rule says beside its measures, as text."""
    rows: int = attrs.field(default=-1)
    """How many rows there are; also how many codes are due."""

    def __attrs_post_init__(self) -> None:
        lengths = {len(column) for column in self.columns.values()}
        rows = self.rows if self.rows >= 0 else max(lengths, default=0)
        if lengths - {rows}:
            raise ValueError(f"columns of different lengths: {sorted(lengths | {rows})}")
        object.__setattr__(self, "rows", rows)

    def __len__(self) -> int:
        return self.rows

    def __repr__(self) -> str:
        return f"<Inputs of {self.rows} rows: {', '.join(self.columns)}>"

    def __getitem__(self, measure: str) -> Column:
        return self.columns[measure]

    def take(self, rows: Sequence[int] | Numbers) -> Inputs:
        """Return some rows, in the order asked."""
        places = np.asarray(rows, dtype=np.int64)
        columns = {name: column.take(places) for name, column in self.columns.items()}
        return Inputs(columns, self.parameters, len(places))

    def without(self, measure: str) -> Inputs:
        """Return the same, as if nothing had been reported for a measure."""
        silent = Column.of([Interval.missing()] * self.rows)
        return Inputs({**self.columns, measure: silent}, self.parameters, self.rows)

    def to_dict(self) -> dict[str, Any]:
        """The inputs as mappings and lists of whole numbers and text."""
        return {
            "columns": [[name, column.to_dict()] for name, column in self.columns.items()],
            "parameters": dict(self.parameters),
            "rows": self.rows,
        }

    @classmethod
    def from_dict(cls, told: Mapping[str, Any]) -> Self:
        """Read inputs back."""
        columns = {name: Column.from_dict(lists) for name, lists in told["columns"]}
        return cls(columns, told["parameters"], told["rows"])
