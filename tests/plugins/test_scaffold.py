"""A new plugin: complete, right as it is, and never written over anything."""

from __future__ import annotations

import ast
import importlib
import sys
import tomllib

import pytest

from smartvillage.criteria.documents import read_document
from smartvillage.errors import InputError, UnknownIdentifierError
from smartvillage.plugins import scaffold
from smartvillage.plugins.builtin import BUILT_IN, DOMAINS
from smartvillage.plugins.document_plugin import DocumentPlugin
from smartvillage.plugins.registry import load_registry
from smartvillage.plugins.scaffold import FORMS, new_plugin, usual_target
from smartvillage.testing.conformance import check_plugin

COUNTS = {"measures": 1, "candidates": 1, "pilots": 1, "cases": 3}
CAN_GIUOC = "vn.authority.long-an.can-giuoc"


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def offered(path):
    registry = load_registry(only=(), folders=[path], strict=True)
    return registry, next(one for one in registry.offers if one.info.key not in BUILT_IN)


# --- right as it is ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("domain", sorted(DOMAINS))
def test_every_domain_has_a_beginning_of_its_own_that_is_admitted_and_clashes_with_nothing(domain):
    new_plugin("can-giuoc", form="documents", domain=domain)
    registry, offer = offered("can-giuoc")

    assert {kind: count for kind, count in offer.counts.items() if count} == COUNTS
    assert {one.domain for one in (*offer.candidates.values(), *offer.pilots.values())} == {domain}
    assert [one.basis for one in offer.candidates.values()] == ["idea"]
    assert all(one.synthetic for one in offer.pilots.values())
    assert registry.clashes() == ()


def test_there_is_a_beginning_for_every_domain_and_no_other():
    assert set(read_document(scaffold._TEMPLATES / "starters.yaml").tree) == set(DOMAINS)


@pytest.mark.parametrize("form", ["documents", "workbook"])
def test_a_plugin_without_python_passes_its_own_checks_as_it_is_written(form):
    new_plugin("can-giuoc", form=form, domain="culture", authority=CAN_GIUOC)
    found = check_plugin(usual_target("can-giuoc", form))

    assert found.ok, found.say("en")
    assert {one.name for one in found.skipped} == {"evaluators", "register"}


def test_a_workbook_holds_what_the_folder_holds():
    for form in ("documents", "workbook"):
        new_plugin("can-giuoc", form=form)

    assert DocumentPlugin.read("can-giuoc.xlsx").documents == DocumentPlugin.read("can-giuoc").documents


def test_a_package_offers_its_documents_through_its_entry_point(here, monkeypatch):
    new_plugin("can-giuoc", authority=CAN_GIUOC)
    package = here / "smartvillage-can-giuoc"
    project = tomllib.loads((package / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    module, _, name = project["entry-points"]["smartvillage.plugins"]["can-giuoc"].partition(":")
    monkeypatch.syspath_prepend(str(package / "src"))
    plugin = getattr(importlib.import_module(module), name)
    for one in [one for one in sys.modules if one.startswith("smartvillage_can_giuoc")]:
        monkeypatch.delitem(sys.modules, one)

    assert project["name"] == "smartvillage-can-giuoc"
    assert check_plugin(plugin).ok


def test_a_package_is_complete_and_its_python_is_python(here):
    new_plugin("can-giuoc")
    package = here / "smartvillage-can-giuoc"
    files = {path.relative_to(package).as_posix() for path in package.rglob("*") if path.is_file()}

    assert files == {
        *(".github/workflows/ci.yml", "README.en.md", "README.md", "pyproject.toml", "tests/test_plugin.py"),
        *(f"src/smartvillage_can_giuoc/{name}" for name in ("__init__.py", "plugin.py", "py.typed")),
        *(f"src/smartvillage_can_giuoc/documents/{name}" for name in scaffold._DOCUMENTS),
    }
    for file in package.rglob("*.py"):
        ast.parse(file.read_text(encoding="utf-8"))


@pytest.mark.parametrize("form", ["package", "documents"])
def test_texts_are_utf_8_with_plain_line_ends_say_where_to_edit_and_leave_no_template_behind(here, form):
    files = new_plugin("can-giuoc", form=form)
    texts = {file.name: file.read_bytes().decode("utf-8") for file in files}

    assert all("\r" not in text and "{%" not in text for text in texts.values())
    assert [name for name, text in texts.items() if "{{" in text.replace("${{", "")] == []
    for name in ("plugin.yaml", "measures.yaml", "candidates.yaml", "pilots.yaml"):
        assert "SỬA" in texts[name]
        assert "EDIT" in texts[name]
    assert "Tìm chữ SỬA" in texts["README.md"]
    assert "Look for EDIT" in texts["README.en.md"]


def test_the_same_question_writes_the_same_files(here):
    for folder in ("mot", "hai"):
        new_plugin("can-giuoc", folder)
    written = [
        {path.relative_to(here / folder): path.read_bytes() for path in (here / folder).rglob("*") if path.is_file()}
        for folder in ("mot", "hai")
    ]

    assert written[0] == written[1]


def test_what_the_register_knows_of_an_authority_is_written_down():
    new_plugin("can-giuoc", form="documents", authority=CAN_GIUOC)
    new_plugin("tay-ninh", form="documents", authority="vn.authority.tay-ninh")
    ended, going = (offered(key)[1].info for key in ("can-giuoc", "tay-ninh"))

    assert ended.title.vi == "Huyện Cần Giuộc"
    assert (ended.since, str(ended.until), ended.successor) == (None, "2025-07-01", "vn.authority.tay-ninh")
    assert (str(going.since), going.until, going.successor) == ("2025-07-01", None, None)


@pytest.mark.parametrize("key", ["null", "yes", "on", "n1", "a-1"])
def test_a_key_that_yaml_might_take_for_something_else_stays_a_key(key):
    new_plugin(key, form="documents")

    assert offered(key)[1].info.key == key


def test_a_folder_with_a_blank_in_its_name_is_quoted_where_one_types_it(here):
    new_plugin("can-giuoc", "Phần mở rộng", form="documents")

    assert 'plugins check "Phần mở rộng"' in (here / "Phần mở rộng/README.md").read_text(encoding="utf-8")


def test_an_empty_folder_may_be_filled_even_the_one_at_hand(here):
    files = new_plugin("can-giuoc", ".", form="documents")

    assert {file.name for file in files} >= {"plugin.yaml", "README.md"}
    assert f"plugins check {here.name}" in (here / "README.md").read_text(encoding="utf-8")


# --- what is refused -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("Cần Giuộc", '"Cần Giuộc" cannot be a key; expected lower-case letters'),
        ("Cần Giuộc", "Try: can-giuoc"),
        ("Huyện Đức Hòa", "Try: duc-hoa"),
        ("nam_son", "Try: nam-son"),
        ("3-xa", "beginning with a letter"),
        ("a" * 41, "at most 40 characters"),
        ("", "cannot be a key"),
        ("../a", "Try: a"),
        ("tourism", 'the key "tourism" belongs to a built-in plugin. Choose another'),
        ("tourism", "the domain is said by --domain tourism"),
        ("vn", "such as the name of the place or authority."),
        ("con", 'Windows keeps "con" for a device; no folder can be called so. Try: con-new'),
    ],
)
@pytest.mark.parametrize("form", FORMS)
def test_a_name_that_cannot_be_a_key_is_refused_with_one_that_can(here, key, said, form):
    with pytest.raises(InputError) as caught:
        new_plugin(key, form=form)

    assert said in str(caught.value)
    assert [one.code for one in caught.value.problems] == ["SV-PLUG-031"]
    assert list(here.iterdir()) == []


@pytest.mark.parametrize("name", ["Tourism", "Con"])
def test_no_key_is_suggested_where_it_would_be_refused_too(name):
    with pytest.raises(InputError) as caught:
        new_plugin(name)

    assert caught.value.problems[0].advice is None


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ({"domain": "tourims"}, "No domain is called 'tourims'. Closest: tourism."),
        ({"authority": "vn.authority.long-an.can-gioc"}, f"Closest: {CAN_GIUOC}"),
    ],
)
def test_a_domain_or_an_authority_that_is_not_there_suggests_the_closest(here, named, said):
    with pytest.raises(UnknownIdentifierError) as caught:
        new_plugin("can-giuoc", **named)

    assert said in str(caught.value)
    assert list(here.iterdir()) == []


@pytest.mark.parametrize(
    ("form", "target", "said"),
    [
        ("documents", "day", 'the folder "day" is not empty; expected a new name, or an empty folder'),
        ("package", "day", 'the folder "day" is not empty'),
        ("package", "day/tep.txt", '"tep.txt" is there already'),
        ("workbook", "day/so.xlsx", '"so.xlsx" is there already'),
        ("workbook", "moi", '"moi" is no workbook; expected a file ending in .xlsx'),
    ],
)
def test_nothing_that_is_there_is_written_over(here, form, target, said):
    (here / "day").mkdir()
    for name in ("tep.txt", "so.xlsx"):
        (here / "day" / name).write_text("một tuần làm việc", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        new_plugin("can-giuoc", target, form=form)

    assert said in str(caught.value)
    assert caught.value.problems[0].code == "SV-PLUG-032"
    assert sorted(path.name for path in here.rglob("*")) == ["day", "so.xlsx", "tep.txt"]
    assert (here / "day/so.xlsx").read_text(encoding="utf-8") == "một tuần làm việc"
