"""Whatever a set says, and whatever is typed in: the workbook says it, and the set says it afterwards."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smartvillage.evidence.annex import read
from smartvillage.evidence.annex.cells import CLOSED, OVERLAP, SAID, say_cell
from smartvillage.evidence.annex.rows import annex_of
from smartvillage.exact import Exact
from smartvillage.testing import criteria_sets
from tests.evidence.annex.office import Office

REASONS = ("delegated", "withdrawn", "not-set", "not-read")
FEW = settings(max_examples=25, suppress_health_check=list(HealthCheck))


def said_by(criteria_set):
    """What every cell says, and what holds there, by key and column."""
    return {
        (row.key, at): (row.said[at], [[(one.value, one.state, row.citation(one)) for one in some] for some in held])
        for row in annex_of(criteria_set).rows
        for at, held in enumerate(row.held)
    }


@st.composite
def typed(draw, condition):
    """Something that may be typed into a cell of a condition."""
    if draw(st.integers(0, 3)) == 0:
        return draw(st.sampled_from(REASONS))
    if condition.kind == "ordinal":
        low, high = condition.measure.range
        return Exact(draw(st.integers(int(low), int(high))))
    return Exact(draw(st.integers(0, 100)))


@FEW
@given(criteria_sets(), st.sampled_from(["vi", "en"]))
def test_a_workbook_that_nobody_touched_never_changes_a_set(criteria_set, lang):
    with tempfile.TemporaryDirectory() as folder:
        reading = Office(Path(folder), criteria_set, lang).read()

    assert (reading.patches, reading.notes) == ((), ())


@FEW
@given(st.data(), criteria_sets(), st.sampled_from(["vi", "en"]))
def test_a_set_says_afterwards_what_was_typed_and_nothing_else(data, criteria_set, lang):
    expected = said_by(criteria_set)
    changed = set()
    with tempfile.TemporaryDirectory() as folder:
        office = Office(Path(folder), criteria_set, lang)
        for row in office.annex.rows:
            if not row.conditions or row.conditions[0].is_attested:
                continue
            is_signed = data.draw(st.booleans())
            for at, said in enumerate(row.said):
                if {CLOSED, OVERLAP} & set(said) or not data.draw(st.booleans()):
                    continue
                new = tuple(data.draw(typed(condition)) for condition in row.conditions)
                office.cell(row.key, at).value = say_cell(new, row.conditions, lang) or SAID["not-read"].vi
                if new != said:
                    changed.add((row.key, at))
                expected[row.key, at] = (new, None)
            office.type(row.key, state=None if is_signed else "chưa đối chiếu")
            if is_signed:
                office.type(row.key, typed="A", confirmed="B", number="9/QĐ", annex="I", row="7")
        reading = office.read()
        # A set that no longer tells strata apart has other columns: its workbook must then be written anew.
        is_alike = annex_of(reading.set).columns == office.annex.columns
        again = read(office.path, reading.set).patches if is_alike else ()
    found = said_by(reading.set)

    assert found.keys() == expected.keys()
    assert {place: said for place, (said, _) in found.items()} == {place: said for place, (said, _) in expected.items()}
    assert reading.changed >= len(changed)
    assert again == ()
    assert type(criteria_set).from_dict(reading.set.to_dict()).document == reading.set.document


@FEW
@given(st.data(), criteria_sets())
def test_cells_that_nobody_touched_keep_their_level_state_and_citation(data, criteria_set):
    before = said_by(criteria_set)
    touched = set()
    with tempfile.TemporaryDirectory() as folder:
        office = Office(Path(folder), criteria_set)
        for row in office.annex.rows:
            is_open = row.conditions and not row.conditions[0].is_attested and "official" not in row.states
            at = data.draw(st.integers(0, len(row.said) - 1))
            if not is_open or {CLOSED, OVERLAP} & set(row.said[at]):
                continue
            new = tuple(data.draw(typed(condition)) for condition in row.conditions)
            office.cell(row.key, at).value = say_cell(new, row.conditions, "vi") or SAID["not-read"].vi
            touched.add((row.key, at))
        after = said_by(office.read().set)

    assert {place: one for place, one in after.items() if place not in touched} == {
        place: one for place, one in before.items() if place not in touched
    }
