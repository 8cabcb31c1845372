"""What the reference lists by hand is all there is, and says the same as the code."""

from __future__ import annotations

import ast
import re
import typing
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer.main
import yaml
from pydantic import TypeAdapter

from smartvillage.cli import app
from smartvillage.criteria import patches, rules
from smartvillage.criteria.document import SetDocument
from smartvillage.criteria.measures import Measure
from smartvillage.criteria.rules import MISSING_REASONS, Threshold
from smartvillage.evaluation.reasons import REASONS
from smartvillage.evaluation.writing import FILES
from smartvillage.evidence.columns import MISSING, RELATIONS, STATES
from smartvillage.evidence.intake import HEADINGS
from smartvillage.plugins import documents
from smartvillage.plugins.workbook import layout
from smartvillage.proposal import plan
from smartvillage.text.labels import label

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
SOURCES = sorted((ROOT / "src" / "smartvillage").rglob("*.py"))


@cache
def page(name: str) -> str:
    return (DOCS / "reference" / f"{name}.md").read_text(encoding="utf-8")


def section(name: str, heading: str) -> str:
    """What stands on a page under a heading, down to the next of its rank."""
    found = re.search(rf"^(#+) {re.escape(heading)}\n(.*?)(?=^\1 |\Z)", page(name), re.DOTALL | re.MULTILINE)
    assert found, f"{name}.md has no section {heading!r}"
    return found[2]


def rows(text: str) -> list[list[str]]:
    """The cells of every table, without headings and rules."""
    lines = re.findall(r"^\|(.*)\|$", text, re.MULTILINE)
    cells = [[cell.strip() for cell in line.split(" | ")] for line in lines]
    heads = {index - 1 for index, row in enumerate(cells) if set("".join(row)) <= set("-| ")}
    return [row for index, row in enumerate(cells) if index not in heads and index - 1 not in heads]


def words(text: str) -> list[str]:
    """What stands in backticks at the start of each row."""
    return [name for row in rows(text) for name in re.findall(r"`([^`]+)`", row[0])]


# --- the command line --------------------------------------------------------------------------------------------


def commands() -> dict[str, Any]:
    """Every command by the words that call it."""
    found: dict[str, Any] = {}

    def walk(command: Any, path: tuple[str, ...]) -> None:
        inner = getattr(command, "commands", None)
        if inner is None:
            found[" ".join(path)] = command
            return
        for name, one in inner.items():
            walk(one, (*path, name))

    walk(typer.main.get_command(app.build()), ())
    return found


@pytest.mark.parametrize("name", sorted(commands()))
def test_the_page_of_the_command_line_has_every_option_of_a_command_and_no_other(name):
    listed = [word.split()[0] for word in words(section("command-line", name))]
    options = [option for one in commands()[name].params for option in one.opts if option.startswith("--")]

    assert sorted(listed) == sorted(set(options) - {"--help"})


def test_the_page_of_the_command_line_has_no_command_that_is_not_there():
    sections = set(re.findall(r"^## ([a-z][a-z ]*)$", page("command-line"), re.MULTILINE))

    assert sections == set(commands())


# --- tables of words ---------------------------------------------------------------------------------------------


def test_the_columns_of_tidy_data_are_listed_with_their_headings_in_both_languages():
    table = rows(page("tidy-data").split("\n## ")[0])

    assert {row[0].strip("`"): tuple(row[1].split(", ")) for row in table} == HEADINGS


@pytest.mark.parametrize(
    ("heading", "kind", "column", "known"),
    [
        ("relation", "relation", 2, RELATIONS),
        ("missing", "missing", 1, MISSING[2:]),
        ("state", "evidence-state", 1, STATES),
    ],
)
def test_the_words_of_a_column_are_listed_with_their_labels(heading, kind, column, known):
    table = rows(section("tidy-data", heading))

    assert [row[0].strip("`") for row in table] == list(known)
    assert [row[column] for row in table] == [label(kind, word, "vi") for word in known]


def test_every_reason_is_listed_with_its_words_in_both_languages():
    table = {row[0].strip("`"): (row[1], row[2]) for row in rows(page("reasons"))}

    assert table == {code: tuple(said) for code, said in REASONS.items()}


def test_the_reasons_why_a_level_is_missing_are_listed_where_levels_are_cited():
    text = (DOCS / "how-to" / "cite-a-level.md").read_text(encoding="utf-8")

    assert [name for name in words(text) if name != "missing"] == list(MISSING_REASONS)


# --- problem codes -----------------------------------------------------------------------------------------------


def codes() -> set[str]:
    """Every code that is written down in the sources, or put together there from a number (annexes, workbooks)."""
    texts = {path: path.read_text(encoding="utf-8") for path in SOURCES}
    numbered = re.compile(r"(?:wrong|_refused)\(\s*(\d+),|(?:return \(?|else |wrong = )\s*(\d+),\s*(?:\"|column)")
    annex = "".join(text for path, text in texts.items() if path.parent.name == "annex")
    book = "".join(text for path, text in texts.items() if path.parent.parts[-2:] == ("plugins", "workbook"))
    put_together = {
        *(f"SV-AX-{int(''.join(found)):03d}" for found in numbered.findall(annex)),
        *(f"SV-PLUG-{int(found):03d}" for found in re.findall(r"(?:wrong|_refused)\(\s*(\d+),", book)),
    }
    return {code for text in texts.values() for code in re.findall(r"SV-[A-Z]+-\d{3}", text)} | put_together


def test_every_room_of_problem_codes_is_explained():
    listed = {name for name in words(page("problem-codes")) if re.fullmatch(r"SV-[A-Z]+", name)}

    assert listed == {code.rpartition("-")[0] for code in codes()}


def test_every_code_of_a_plugin_is_explained():
    """Their authors are the people least likely to read the source."""
    listed = {name for name in words(page("problem-codes")) if name.startswith("SV-PLUG-")}

    assert listed == {code for code in codes() if code.startswith("SV-PLUG-")}


def test_every_code_that_is_listed_is_still_given():
    """The commonest are explained one by one; a code that is gone is worse than one that is not listed."""
    of_columns = {"SV-EV-021", "SV-EV-023", "SV-EV-024", "SV-EV-025", "SV-EV-026"}
    """Put together from the name of a column."""
    listed = [name for name in words(page("problem-codes")) if re.fullmatch(r"SV-[A-Z]+-\d+", name)]

    assert set(listed) - codes() - of_columns == set()
    assert len(listed) == len(set(listed)) > 50


# --- run.json ----------------------------------------------------------------------------------------------------


def test_every_field_of_run_json_is_listed():
    """The keys are read from the source, so the page cannot lag behind what a run writes."""
    writing = ast.parse((ROOT / "src/smartvillage/evaluation/writing.py").read_text(encoding="utf-8"))
    running = ast.parse((ROOT / "src/smartvillage/evaluation/run.py").read_text(encoding="utf-8"))

    assert words(page("run-json").split("\n## ")[0]) == returned(writing, "run_dict")
    assert sorted(words(section("run-json", "question"))) == sorted(set(returned(running, "question")) - {"sets"})


def returned(tree: ast.AST, function: str) -> list[str]:
    """The keys of the mapping that a function returns."""
    body = next(one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef) and one.name == function)
    answer = next(one.value for one in ast.walk(body) if isinstance(one, ast.Return))
    assert isinstance(answer, ast.Dict)
    return [key.value for key in answer.keys if isinstance(key, ast.Constant)]


def test_every_file_of_a_run_is_listed():
    assert sorted(words(section("run-json", "Beside it"))) == sorted(FILES.values())


# --- documents of criteria sets ----------------------------------------------------------------------------------

BASE = {
    "id": "nam-son.smart",
    "edition": "2025",
    "title": {"vi": "Bộ"},
    "issued": {"number": "12/QĐ-UBND"},
    "assesses": {"since": "2025-01-01", "until": "2026-01-01"},
    "criteria": [],
}


LISTS: dict[str, Any] = {
    "measures": Measure,
    "candidates": documents.CandidateRecord,
    "pilots": documents.PilotRecord,
    "cases": documents.CaseRecord,
}
"""The lists of a plugin, each in a document of its own."""


def fragments() -> list[Any]:
    """Every block of YAML in the documentation that is not a file the reader makes."""
    found = []
    for path in sorted(DOCS.rglob("*.md")):
        if "_build" not in path.parts:
            text = path.read_text(encoding="utf-8")
            for block in re.finditer(r"^```yaml\n(.*?)^```$", text, re.DOTALL | re.MULTILINE):
                where = f"{path.stem}:{text[: block.start()].count(chr(10)) + 1}"
                found.append(pytest.param(block[1], id=where))
    return found


def kinds(union: Any) -> set[str]:
    members = typing.get_args(typing.get_args(union)[0])
    return {typing.get_args(member.model_fields["kind"].annotation)[0] for member in members}


@pytest.mark.parametrize("text", fragments())
def test_every_fragment_of_yaml_is_read(text):
    tree = yaml.load(text, Loader=yaml.BaseLoader)  # the plainest of loaders: everything is text

    if "key" in tree:
        documents.PluginHead.model_validate(tree)
    elif names := set(tree) & set(LISTS) if set(tree) <= {"format", *LISTS} else set():
        for name in names:
            TypeAdapter(list[LISTS[name]]).validate_python(tree[name])
    elif "kind" in tree:
        TypeAdapter(rules.Rule if tree["kind"] in kinds(rules.Rule) else patches.Patch).validate_python(tree)
    elif set(tree) <= {"levels"}:
        TypeAdapter(list[Threshold]).validate_python(tree["levels"])
    else:
        SetDocument.model_validate({**BASE, **tree})


def test_every_kind_of_rule_has_its_section_with_an_example():
    for kind in kinds(rules.Rule):
        assert f"```yaml\nkind: {kind}\n" in section("criteria-set-documents", kind)


def test_every_kind_of_patch_is_listed():
    text = (DOCS / "how-to" / "amend-with-a-patch.md").read_text(encoding="utf-8")

    assert sorted(words(text)) == sorted(kinds(patches.Patch))


@pytest.mark.parametrize(
    ("heading", "model", "elsewhere"),
    [
        ("The whole", SetDocument, set()),
        ("Measures", Measure, {"id", "title", "kind", "grades"}),
        ("Levels", Threshold, set()),
    ],
)
def test_every_key_of_a_document_is_listed(heading, model, elsewhere):
    names = set(words(section("criteria-set-documents", heading))) - kinds_of_measures()

    assert names | elsewhere == set(model.model_fields)


def kinds_of_measures() -> set[str]:
    annotation = Measure.model_fields["kind"].annotation
    assert annotation is not None
    return set(typing.get_args(annotation))


# --- analysis plans ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "model"),
    [
        (None, plan.AnalysisPlan),
        ("seat", plan.Seat),
        ("periods", plan.Periods),
        ("pilots", plan.Pilots),
        ("comparison", plan.Comparison),
        ("methods", plan.Methods),
        ("anchors", plan.Anchor),
        ("errors", plan.MeasurementError),
    ],
)
def test_every_key_of_a_plan_is_listed(heading, model):
    text = section("analysis-plan", heading) if heading else page("analysis-plan").split("\n## ")[0]

    assert words(text) == list(model.model_fields)


def test_every_code_of_a_proposal_is_explained():
    listed = {name for name in words(page("problem-codes")) if name.startswith("SV-PP-")}

    assert listed == {code for code in codes() if code.startswith("SV-PP-")}


# --- documents and workbooks of plugins --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "model"),
    [
        ("plugin.yaml", documents.PluginHead),
        ("measures.yaml", Measure),
        ("candidates.yaml", documents.CandidateRecord),
        ("Precedents", documents.PrecedentRecord),
        ("pilots.yaml", documents.PilotRecord),
        ("cases.yaml", documents.CaseRecord),
    ],
)
def test_every_key_of_a_document_of_a_plugin_is_listed(heading, model):
    listed = [name for row in rows(section("plugin-documents", heading)) for name in re.findall(r"`(\w+)`", row[0])]

    assert sorted(listed) == sorted(model.model_fields)


@pytest.mark.parametrize(
    ("heading", "columns"),
    [
        ("plugin.yaml", layout.HEAD_COLUMNS),
        ("measures.yaml", layout.MEASURES.columns),
        ("candidates.yaml", layout.CANDIDATES.columns),
        ("Precedents", layout.PRECEDENTS.columns),
        ("pilots.yaml", layout.PILOTS.columns),
        ("cases.yaml", layout.CASES.columns),
    ],
)
def test_every_column_of_the_workbook_of_a_plugin_stands_beside_its_key(heading, columns):
    """The English of a label has a column at the far right, and the page says so once."""
    table = {
        name: row[1].split(", ")
        for row in rows(section("plugin-documents", heading))
        for name in re.findall(r"`(\w+)`", row[0])
    }
    told = [one for one in columns if not one.is_english and one.path != layout.OF]

    assert [one.path for one in told if one.heading.vi not in table[one.parts[0]]] == []


def test_every_sheet_of_the_workbook_of_a_plugin_is_named():
    text = page("plugin-documents")

    assert [name for one in layout.PAGES for name in one.name if name not in text] == []
