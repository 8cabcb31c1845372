"""The same question put to polars, in every layout one can write for it.

A peer has the contract of the library: for each row 57 indicator verdicts, 19 criterion verdicts and the verdict of
the set, each of them one of four, and an unreported figure makes none of them wrong. Its data lie in its own layout
before the clock starts, levels included. Figures without gaps have one column, others a lower and an upper end.

:func:`booleans` has a lesser contract, which only complete figures allow; it is printed for comparison.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np
import numpy.typing as npt
import polars as pl

from benchmarks.peer import Peer
from benchmarks.workload import Indicator, Workload
from smartvillage.evidence.columns import RELATIONS

EAGER = "polars eager, float64, levels joined"
BOOLEANS = "polars booleans (three verdicts only)"
MOST = 65_535
NOT_MET, UNKNOWN, MET, NOT_APPLICABLE = (pl.lit(code, dtype=pl.UInt8) for code in range(4))

Frames = tuple[pl.DataFrame, ...]
Level = Callable[[Indicator], pl.Expr]


def eager(workload: Workload) -> Peer:
    """What a dataframe user writes: float64, the levels of each row joined beforehand, one rule for all figures."""
    return _whole(EAGER, workload, frame_of_floats(workload), _joined_level, compact=False, as_written=True)


def judge_eagerly(workload: Workload, frame: pl.DataFrame) -> Frames:
    """Judge complete figures in doubles, their levels beside them: indicators, criteria and the set."""
    return _judged(frame, _indicators(workload, _joined_level, compact=False, as_written=True), *_roll_ups(workload))


def layouts(workload: Workload) -> Iterator[Peer]:
    """What one can make of it: other expressions, and half-step codes in 16 bits."""
    if not workload.rough:
        floats = frame_of_floats(workload)
        yield _whole("polars float64, levels joined, tuned", workload, floats, _joined_level, compact=False)
    frame = pl.DataFrame(dict(half_steps(workload)))
    joined = frame.with_columns(**dict(levels(workload)))
    yield _whole("polars 16 bits, levels joined", workload, joined, _joined_level)

    def looked_up(one: Indicator) -> pl.Expr:
        return pl.lit(pl.Series(level_codes(one))).gather(pl.col("partition"))

    partition = pl.Series(workload.partition.astype(np.uint32))
    yield _whole("polars 16 bits, levels looked up", workload, frame.with_columns(partition=partition), looked_up)
    yield _parted(workload, frame)


def booleans(workload: Workload) -> Peer:
    """Nullable booleans: three verdicts, for figures that are neither bounds nor not applicable."""
    frame = pl.DataFrame({**dict(half_steps(workload)), **dict(levels(workload))})
    indicators = []
    for one in workload.indicators:
        value, level = pl.col(f"value{one.number}"), _level_of(one, _joined_level)
        indicators.append((value <= level if one.kind == "at-most" else value >= level).alias(one.id))
    roll_ups = _roll_ups(workload, pl.all_horizontal)
    return _peer(BOOLEANS, [(frame, indicators)], *roll_ups)


def _parted(workload: Workload, frame: pl.DataFrame) -> Peer:
    """A frame for each partition, so that a level is one number."""
    parts = []
    starts = np.cumsum(workload.sizes) - workload.sizes
    for place, (start, size) in enumerate(zip(starts.tolist(), workload.sizes.tolist(), strict=True)):

        def level(one: Indicator, place: int = place) -> pl.Expr:
            return pl.lit(level_codes(one)[place], dtype=pl.UInt16)

        parts.append((frame.slice(start, size).rechunk(), _indicators(workload, level)))
    return _peer("polars 16 bits, parted", parts, *_roll_ups(workload))


def _whole(
    name: str,
    workload: Workload,
    frame: pl.DataFrame,
    level: Level,
    *,
    compact: bool = True,
    as_written: bool = False,
) -> Peer:
    indicators = _indicators(workload, level, compact=compact, as_written=as_written)
    return _peer(name, [(frame, indicators)], *_roll_ups(workload))


def _peer(
    name: str, parts: Sequence[tuple[pl.DataFrame, Iterable[pl.Expr]]], criteria: Sequence[pl.Expr], whole: pl.Expr
) -> Peer:
    return Peer(name, lambda: [_judged(*part, criteria, whole) for part in parts], _read)


def _judged(frame: pl.DataFrame, indicators: Iterable[pl.Expr], criteria: Sequence[pl.Expr], whole: pl.Expr) -> Frames:
    of_indicators = frame.select(indicators)
    of_criteria = of_indicators.select(criteria)
    return of_indicators, of_criteria, of_criteria.select(whole)


def _read(parts: Sequence[Frames]) -> npt.NDArray[np.uint8]:
    """Read an answer in one or several parts, each of them the indicators, the criteria and the set."""
    lines = [np.stack([_code(one) for frame in part for one in frame.get_columns()]) for part in parts]
    return np.concatenate(lines, axis=1)


# -- questions --------------------------------------------------------------------------------------------------------


def _indicators(workload: Workload, level: Level, *, compact: bool = True, as_written: bool = False) -> list[pl.Expr]:
    found = []
    for one in workload.indicators:
        against = _level_of(one, level, compact=compact)
        if workload.rough:
            verdict = _of_ends(one, against)
        else:
            verdict = _as_written(one, against) if as_written else _tuned(one, against)
        found.append(verdict.alias(one.id))
    return found


def _of_ends(one: Indicator, level: pl.Expr) -> pl.Expr:
    low, high = pl.col(f"low{one.number}"), pl.col(f"high{one.number}")
    met, not_met = (high <= level, low > level) if one.kind == "at-most" else (low >= level, high < level)
    nothing = pl.when(pl.col(f"nothing{one.number}")).then(NOT_APPLICABLE)
    return nothing.when(met).then(MET).when(not_met).then(NOT_MET).otherwise(UNKNOWN)


def _as_written(one: Indicator, level: pl.Expr) -> pl.Expr:
    value = pl.col(f"value{one.number}")
    met, not_met = (value <= level, value > level) if one.kind == "at-most" else (value >= level, value < level)
    return pl.when(met).then(MET).when(not_met).then(NOT_MET).otherwise(UNKNOWN)


def _tuned(one: Indicator, level: pl.Expr) -> pl.Expr:
    """One comparison instead of two: polars knows without looking that a column has no nulls."""
    value = pl.col(f"value{one.number}")
    met = value <= level if one.kind == "at-most" else value >= level
    return pl.when(value.is_null()).then(UNKNOWN).when(met).then(MET).otherwise(NOT_MET)


def _level_of(one: Indicator, level: Level, *, compact: bool = True) -> pl.Expr:
    if one.varies:
        return level(one)
    return pl.lit(level_codes(one)[0], dtype=pl.UInt16) if compact else pl.lit(float(one.levels[0]) / one.steps)


def _joined_level(one: Indicator) -> pl.Expr:
    return pl.col(f"level{one.number}")


def _roll_ups(workload: Workload, every: Callable[..., pl.Expr] = pl.min_horizontal) -> tuple[list[pl.Expr], pl.Expr]:
    criteria = [every(*(one.id for one in three)).alias(f"c{k}") for k, three in enumerate(workload.criteria)]
    return criteria, every(*(f"c{k}" for k in range(len(criteria)))).alias("set")


def _code(column: pl.Series) -> npt.NDArray[np.uint8]:
    codes: npt.NDArray[np.uint8] = column.to_numpy().astype(np.uint8)
    return codes * np.uint8(2) if column.dtype == pl.Boolean else codes


# -- layouts ----------------------------------------------------------------------------------------------------------


def frame_of_floats(workload: Workload) -> pl.DataFrame:
    return pl.DataFrame(dict(_floats(workload)))


def _floats(workload: Workload) -> Iterator[tuple[str, object]]:
    for one in workload.indicators:
        figures = one.figures(workload.partition, rough=workload.rough)
        value = figures.value / one.steps
        if one.varies:
            yield f"level{one.number}", (one.levels / one.steps)[workload.partition]
        if not workload.rough:
            yield f"value{one.number}", value
            continue
        # What lies beyond a reported number lies at the next double or beyond that.
        low = np.where(figures.relation == RELATIONS.index("gt"), np.nextafter(value, np.inf), value)
        high = np.where(figures.relation == RELATIONS.index("lt"), np.nextafter(value, -np.inf), value)
        yield f"low{one.number}", _known(low, figures.low_known)
        yield f"high{one.number}", _known(high, figures.high_known)
        yield f"nothing{one.number}", ~figures.applicable


def _known(values: npt.NDArray[np.float64], known: npt.NDArray[np.bool_]) -> pl.Series:
    return pl.select(pl.when(pl.Series(known)).then(pl.Series(values))).to_series()


def half_steps(workload: Workload) -> Iterator[tuple[str, object]]:
    for one in workload.indicators:
        figures = one.figures(workload.partition, rough=workload.rough)
        low, high = figures.half_steps()
        if not workload.rough:
            yield f"value{one.number}", (low + 1).astype(np.uint16)
            continue
        yield f"low{one.number}", np.where(figures.low_known, low + 1, 0).astype(np.uint16)
        yield f"high{one.number}", np.where(figures.high_known, high + 1, MOST).astype(np.uint16)
        yield f"nothing{one.number}", ~figures.applicable


def levels(workload: Workload) -> Iterator[tuple[str, pl.Series]]:
    for one in workload.indicators:
        if one.varies:
            yield f"level{one.number}", pl.Series(level_codes(one)[workload.partition])


def level_codes(one: Indicator) -> npt.NDArray[np.uint16]:
    return (2 * one.levels + 1).astype(np.uint16)
