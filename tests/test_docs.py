"""The documentation has a place for every public name, and everything in it can be reached."""

from __future__ import annotations

import inspect
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

import smartvillage
from smartvillage.cli.arguments import STAGES
from smartvillage.plugins import hookspecs

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
PAGES = sorted(path for path in DOCS.rglob("*.md") if "_build" not in path.parts)


def short(path: Path) -> str:
    return path.relative_to(DOCS).as_posix()


def body(page: Path) -> list[str]:
    """The lines of prose of a page: no code, no directives, no tables, no headings."""
    text = re.sub(r"^(`{3,}|:{3,}).*?^\1\s*$", "", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    return [line for line in text.splitlines() if line.strip() and not line.startswith(("|", "#", "(", "<!--"))]


@pytest.mark.parametrize("name", smartvillage.__all__)
def test_every_public_name_has_a_page_of_its_own(name):
    page = DOCS / "reference" / "names" / f"{name}.md"

    assert page.is_file()
    assert f":: smartvillage.{name}\n" in page.read_text(encoding="utf-8")


def test_every_page_of_a_name_belongs_to_a_public_name():
    pages = {path.stem for path in (DOCS / "reference" / "names").glob("*.md")}

    assert pages == set(smartvillage.__all__)


def test_no_two_pages_differ_only_in_the_case_of_their_names():
    """Windows and macOS would keep one of the two."""
    names = [short(page).lower() for page in PAGES]

    assert len(names) == len(set(names))


@pytest.mark.parametrize("page", PAGES, ids=short)
def test_every_page_has_one_title_and_it_comes_first(page):
    lines = page.read_text(encoding="utf-8").splitlines()

    assert lines[0].startswith("# ")


@pytest.mark.parametrize("page", PAGES, ids=short)
def test_every_line_of_prose_holds_one_sentence(page):
    """A change in a sentence is a change in a line."""
    two = [
        line for line in body(page) if re.search(r"[a-z)»”][.?!] +[A-ZĐ]", re.sub(r"`[^`]*`|\b(e\.g|i\.e)\.", "", line))
    ]

    assert two == []


def test_the_glossary_gives_every_word_in_both_languages():
    entries = re.findall(
        r"^(?=\S)(.+)\n(?=\S)(.+)\n {2}\S", (DOCS / "glossary.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    vietnamese = re.compile("[àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ]", re.IGNORECASE)

    assert len(entries) > 30
    assert [english for english, second in entries if not vietnamese.search(second)] == []


# --- hooks -------------------------------------------------------------------------------------------------------

HOOKS = {name: hook for name, hook in vars(hookspecs).items() if name.startswith("smartvillage_")}


@pytest.mark.parametrize("name", HOOKS)
def test_every_hook_has_a_page_with_its_exact_signature(name):
    page = (DOCS / "reference" / "hooks" / f"{name}.md").read_text(encoding="utf-8")
    written = str(inspect.signature(HOOKS[name])).replace("'", "")

    assert page.startswith(f"# {name}\n")
    assert f".. autofunction:: smartvillage.plugins.hookspecs.{name}{written}\n" in page


def test_every_page_of_a_hook_belongs_to_a_hook():
    pages = {path.stem for path in (DOCS / "reference" / "hooks").glob("*.md")}

    assert pages == {*HOOKS, "index"}


def test_the_table_of_hooks_has_every_hook_and_says_at_which_stage_it_is_asked():
    table = re.findall(
        r"^\| \[\]\((\w+)\.md\) \| (.+?) \|", (DOCS / "reference/hooks/index.md").read_text("utf-8"), re.MULTILINE
    )

    assert [name for name, _ in table] == list(HOOKS)
    for name, stage in table:
        if inspect.signature(HOOKS[name]).parameters:
            assert stage.startswith("on request, ")
        else:
            assert stage == ("at *admit*" if name.endswith("_info") else "at *collect*")


def test_the_picture_of_a_registry_names_the_five_stages_in_both_languages():
    picture = ET.parse(DOCS / "_static" / "life-of-a-registry.svg")
    texts = [(one.text or "").split("  ")[-1] for one in picture.iter("{http://www.w3.org/2000/svg}text")]

    assert [name for name in texts if name in STAGES] == list(STAGES)
    assert [words.vi for words in STAGES.values() if words.vi not in texts] == []
