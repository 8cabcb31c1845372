"""The document of a set: its form, its key, its texts."""

from __future__ import annotations

import pytest

from smartvillage.border import parse
from smartvillage.criteria.document import SetDocument
from smartvillage.errors import InputError
from tests.criteria.makers import at_least, attested, criterion, indicator, tree

WHOLE = tree(
    criterion("1", indicator("1.1", at_least("50")), indicator("1.2", attested())),
    criterion("2", indicator("2.1", attested())),
    texts=[{"number": "1/QĐ-THU", "date": "2021-01-15"}],
)


def test_a_set_is_called_by_its_id_and_edition():
    assert parse(SetDocument, WHOLE).key == "thu.bo@2021-2025"


def test_indicators_come_in_the_order_of_the_text():
    assert [one.printed for one in parse(SetDocument, WHOLE).indicators()] == ["1.1", "1.2", "2.1"]


def test_a_text_is_found_by_its_number():
    document = parse(SetDocument, WHOLE)

    assert str(document.text("1/QĐ-THU").date) == "2021-01-15"
    assert document.text("2/QĐ-THU") is None


def test_a_document_of_another_form_is_refused():
    with pytest.raises(InputError, match=r"format: .*smartvillage\.criteria-set/1"):
        parse(SetDocument, {**WHOLE, "format": "smartvillage.criteria-set/2"})


def test_what_is_wrong_with_a_document_is_told_all_at_once_with_its_place():
    wrong = tree(criterion("1", indicator("1.1", at_least("fifty")), {**indicator("1.2", attested()), "ownr": "x"}))
    with pytest.raises(InputError) as caught:
        parse(SetDocument, wrong | {"edition": "2021 2025"})

    places = [problem.where.path for problem in caught.value.problems]
    assert places == [
        "edition",
        "criteria[0].indicators[0].provisions[0].rule.levels[0].value",
        "criteria[0].indicators[1].ownr",
    ]
