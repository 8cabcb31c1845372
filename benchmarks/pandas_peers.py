"""The same question put to pandas: as it is written, as it can be tuned, on Arrow's columns and on 16 bits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import reduce

import numpy as np
import numpy.typing as npt
import pandas as pd

from benchmarks.peer import Peer
from benchmarks.polars_peers import frame_of_floats, half_steps, level_codes, levels
from benchmarks.workload import Indicator, Workload

Verdicts = tuple[pd.DataFrame, pd.DataFrame, pd.Series]
Judged = Callable[[pd.DataFrame, Indicator], object]
RollUp = Callable[[pd.DataFrame, list[str]], "pd.Series[int]"]
ARROW_BYTE = "uint8[pyarrow]"


def pandas_peers(workload: Workload) -> Iterator[Peer]:
    """Every layout one can write for pandas."""
    floats = frame_of_floats(workload)
    frame = pd.DataFrame({name: floats[name].to_numpy() for name in floats.columns})
    written, tuned = (_written_ends, _tuned_ends) if workload.rough else (_written, _tuned)
    yield _peer("pandas, float64, levels joined", workload, frame, written, _least)
    yield _peer("pandas, float64, tuned", workload, frame, tuned, _least_of_two)
    arrow = floats.to_pandas(use_pyarrow_extension_array=True)
    on_arrow = _arrow_ends if workload.rough else _arrow
    yield _peer("pandas, Arrow, levels joined", workload, arrow, on_arrow, _least_of_two)
    columns = {**dict(half_steps(workload)), **dict(levels(workload))}
    compact = pd.DataFrame({name: np.asarray(one) for name, one in columns.items()})
    yield _peer("pandas, 16 bits, levels joined", workload, compact, _compact, _least_of_two)


def _peer(name: str, workload: Workload, frame: pd.DataFrame, judged: Judged, least: RollUp) -> Peer:
    criteria = [(f"c{place}", [one.id for one in three]) for place, three in enumerate(workload.criteria)]

    def run() -> Verdicts:
        of_indicators = pd.DataFrame({one.id: judged(frame, one) for one in workload.indicators}, copy=False)
        of_criteria = pd.DataFrame({ref: least(of_indicators, members) for ref, members in criteria}, copy=False)
        return of_indicators, of_criteria, least(of_criteria, [ref for ref, _ in criteria])

    return Peer(name, run, _read)


def _read(verdicts: Verdicts) -> npt.NDArray[np.uint8]:
    of_indicators, of_criteria, of_set = verdicts
    columns: Iterable[pd.Series] = [one for frame in (of_indicators, of_criteria) for _, one in frame.items()]
    return np.stack([one.to_numpy(dtype=np.uint8) for one in (*columns, of_set)])


# -- figures without gaps ---------------------------------------------------------------------------------------------


def _value_and_level(frame: pd.DataFrame, one: Indicator) -> tuple[pd.Series, object]:
    level = frame[f"level{one.number}"] if one.varies else float(one.levels[0]) / one.steps
    return frame[f"value{one.number}"], level


def _written(frame: pd.DataFrame, one: Indicator) -> object:
    value, level = _value_and_level(frame, one)
    met, not_met = (value <= level, value > level) if one.kind == "at-most" else (value >= level, value < level)
    return np.select([met, not_met], [np.uint8(2), np.uint8(0)], default=np.uint8(1))


def _tuned(frame: pd.DataFrame, one: Indicator) -> object:
    value, level = _value_and_level(frame, one)
    met = value <= level if one.kind == "at-most" else value >= level
    codes = met.astype(np.uint8) * np.uint8(2)
    missing = value.isna()
    return codes.mask(missing, np.uint8(1)) if missing.any() else codes


def _arrow(frame: pd.DataFrame, one: Indicator) -> object:
    value, level = _value_and_level(frame, one)
    met = value <= level if one.kind == "at-most" else value >= level
    return (met.astype(ARROW_BYTE) * 2).fillna(1)


# -- figures with two ends --------------------------------------------------------------------------------------------


def _ends_and_level(frame: pd.DataFrame, one: Indicator) -> tuple[pd.Series, pd.Series, pd.Series, object]:
    level = frame[f"level{one.number}"] if one.varies else float(one.levels[0]) / one.steps
    return frame[f"low{one.number}"], frame[f"high{one.number}"], frame[f"nothing{one.number}"], level


def _written_ends(frame: pd.DataFrame, one: Indicator) -> object:
    low, high, nothing, level = _ends_and_level(frame, one)
    met, not_met = (high <= level, low > level) if one.kind == "at-most" else (low >= level, high < level)
    codes = [np.uint8(code) for code in (3, 2, 0)]
    return np.select([nothing, met, not_met], codes, default=np.uint8(1))


def _tuned_ends(frame: pd.DataFrame, one: Indicator) -> object:
    low, high, nothing, level = _ends_and_level(frame, one)
    met, not_met = (high <= level, low > level) if one.kind == "at-most" else (low >= level, high < level)
    return np.where(nothing, np.uint8(3), met.astype(np.uint8) + (~not_met).astype(np.uint8))


def _arrow_ends(frame: pd.DataFrame, one: Indicator) -> object:
    low, high, nothing, level = _ends_and_level(frame, one)
    met, not_met = (high <= level, low > level) if one.kind == "at-most" else (low >= level, high < level)
    codes = met.fillna(value=False).astype(ARROW_BYTE) + (~not_met.fillna(value=False)).astype(ARROW_BYTE)
    return codes.mask(nothing, 3)


# -- half-step codes --------------------------------------------------------------------------------------------------


def _compact(frame: pd.DataFrame, one: Indicator) -> object:
    level = frame[f"level{one.number}"] if one.varies else level_codes(one)[0]
    if f"value{one.number}" in frame.columns:
        value = frame[f"value{one.number}"]
        met = value <= level if one.kind == "at-most" else value >= level
        return met.astype(np.uint8) * np.uint8(2)
    low, high, nothing = (frame[f"{name}{one.number}"] for name in ("low", "high", "nothing"))
    surely, possibly = (high <= level, low <= level) if one.kind == "at-most" else (low >= level, high >= level)
    return np.where(nothing, np.uint8(3), surely.astype(np.uint8) + possibly.astype(np.uint8))


# -- roll-ups ---------------------------------------------------------------------------------------------------------


def _least(verdicts: pd.DataFrame, members: list[str]) -> pd.Series[int]:
    return verdicts[members].min(axis=1)


def _least_of_two(verdicts: pd.DataFrame, members: list[str]) -> pd.Series[int]:
    """The least of two columns, again and again, which is faster than the least of a row."""
    return reduce(lambda one, other: one.where(one <= other, other), (verdicts[name] for name in members))
