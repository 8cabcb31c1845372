"""Notebooks are stored with what they show, and a run that shows something else is told cell by cell."""

from __future__ import annotations

import json

import pytest

from tools.notebooks import FOLDER, METADATA, complaints, differences, outputs

NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))


def stream(text, name="stdout"):
    return {"output_type": "stream", "name": name, "text": text}


def result(text, count=1):
    return {"output_type": "execute_result", "execution_count": count, "metadata": {}, "data": {"text/plain": text}}


def notebook(*shown, name="one"):
    return {"cells": [{"cell_type": "markdown", "id": "x"}, {"cell_type": "code", "id": name, "outputs": list(shown)}]}


def test_where_a_kernel_cuts_a_stream_is_no_difference():
    assert differences(notebook(stream("a\nb\n")), notebook(stream("a\n"), stream("b\n"))) == []


def test_a_list_of_lines_and_one_text_are_the_same_output():
    """Files hold lists, kernels give text."""
    assert differences(notebook(result(["a\n", "b"])), notebook(result("a\nb"))) == []


def test_the_counter_of_a_cell_is_not_compared():
    assert differences(notebook(result("a", 1)), notebook(result("a", 7))) == []


def test_another_output_is_told_with_its_cell():
    found = differences(notebook(stream("đạt 12\n")), notebook(stream("đạt 13\n")))

    assert found[0] == "--- one, as stored"
    assert found[-2:] == ["-stdout: đạt 12", "+stdout: đạt 13"]


@pytest.mark.parametrize(("before", "after"), [((), (stream("a"),)), ((stream("a"),), ())])
def test_an_output_that_comes_or_goes_is_a_difference(before, after):
    assert differences(notebook(*before), notebook(*after))


def test_text_on_another_stream_is_a_difference():
    assert differences(notebook(stream("a")), notebook(stream("a", "stderr")))


def test_errors_and_warnings_are_complaints_however_often_they_come():
    error = {"output_type": "error", "ename": "ValueError", "evalue": "không", "traceback": []}

    assert complaints(notebook(stream("ok"), stream("Warning: old", "stderr"), error)) == [
        "one: stderr: Warning: old",
        "one: error: ValueError: không",
    ]


def test_data_that_are_no_text_are_compared_whatever_the_order_of_their_keys():
    one, other = (
        {"output_type": "display_data", "metadata": {}, "data": {"application/json": data}}
        for data in ({"a": 1, "b": 2}, {"b": 2, "a": 1})
    )

    assert differences(notebook(one), notebook(other)) == []
    assert outputs(notebook(one)) == {"one": ['application/json: {"a": 1, "b": 2}']}


# --- the notebooks that are there ------------------------------------------------------------------------------------


def test_there_is_a_notebook():
    assert NOTEBOOKS


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_output_of_a_notebook_says_that_its_figures_are_invented(path):
    stored = json.loads(path.read_text(encoding="utf-8"))
    shown = {name: "\n".join(lines) for name, lines in outputs(stored).items() if lines}

    assert len(shown) > 5
    assert [name for name, text in shown.items() if "giả lập" not in text.casefold()] == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_stored_as_a_fresh_kernel_left_it(path):
    stored = json.loads(path.read_text(encoding="utf-8"))
    counts = [cell["execution_count"] for cell in stored["cells"] if cell["cell_type"] == "code"]

    assert stored["metadata"] == METADATA
    assert counts == list(range(1, len(counts) + 1))
    assert complaints(stored) == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_prose_comes_in_vietnamese_with_english_beneath(path):
    stored = json.loads(path.read_text(encoding="utf-8"))
    prose = ["".join(cell["source"]) for cell in stored["cells"] if cell["cell_type"] == "markdown"]

    assert [text for text in prose if "\n*" not in text] == []
