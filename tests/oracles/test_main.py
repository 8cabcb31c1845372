"""The command: what it says when it has nothing to work with."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.oracles.__main__ import KINDS, main
from tests.oracles.cases import run

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("kind", ["hostile", "weights", "Traps", ""])
def test_an_unknown_or_later_kind_ends_with_two_and_names_the_kinds(capsys, kind):
    outcome = run(capsys, kind, "whatever.yaml")

    assert outcome.status == 2
    assert outcome.lines == []
    assert outcome.errors == f"there is no kind {kind!r}; kinds: {', '.join(KINDS)}\n"


@pytest.mark.parametrize("arguments", [[], ["traps"], ["traps", "a", "b"]])
def test_the_wrong_number_of_words_ends_with_two_and_the_usage(capsys, arguments):
    assert main(arguments) == 2
    assert capsys.readouterr().err.startswith("usage: python -m tests.oracles KIND PATH")


@pytest.mark.parametrize("kind", list(KINDS))
def test_a_file_that_is_not_there_ends_with_two(capsys, tmp_path, kind):
    outcome = run(capsys, kind, tmp_path / "absent")

    assert outcome.status == 2
    assert "absent: it cannot be read: " in outcome.errors


@pytest.mark.parametrize("kind", list(KINDS))
@pytest.mark.parametrize("content", ["", "a: [", "traps: []\ncases: {}\n", "id,more\n1\n", "\x00"])
def test_a_file_of_another_form_ends_with_two(capsys, tmp_path, kind, content):
    path = tmp_path / "file"
    path.write_text(content, encoding="utf-8")

    outcome = run(capsys, kind, path)

    assert outcome.status == 2
    assert outcome.lines == []
    assert outcome.errors.startswith(str(path))


@pytest.mark.parametrize(("kind", "row"), [("aggregates", "1,2"), ("surveys", "1"), ("distributions", "1,2,3,4,5")])
def test_a_ragged_row_ends_with_two_and_its_line(capsys, tmp_path, kind, row):
    path = tmp_path / "file.csv"
    columns = {
        "aggregates": "id,numerator,denominator,pct_reported,agreement",
        "surveys": "id,households_total,households_asked,asked_pct_reported,satisfied,unsatisfied,"
        "satisfied_pct_reported,rule_in_source",
        "distributions": "id,communes,mean_reported",
    }
    path.write_text(f"{columns[kind]}\n{row}\n", encoding="utf-8")

    outcome = run(capsys, kind, path)

    assert outcome.status == 2
    assert "line 2 has not as many cells as there are columns" in outcome.errors


def test_a_console_that_cannot_print_vietnamese_does_not_stop_it(tmp_path):
    path = tmp_path / "traps.yaml"
    path.write_text("traps: [{id: Đ1, kind: tổng, inputs: {}, expected: pass}]\n", encoding="utf-8")

    done = subprocess.run(
        [sys.executable, "-X", "utf8=0", "-m", "tests.oracles", "traps", str(path)],
        cwd=ROOT,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        check=False,
        capture_output=True,
    )

    assert done.returncode == 1
    assert done.stdout.splitlines()[-1] == b"0 passed, 1 failed"
