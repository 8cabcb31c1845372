"""Documents: text stays as written, everything doubtful is refused with its place, nothing hostile takes long."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
import unicodedata

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from smartvillage.criteria.documents import Limits, read_document, read_text, write_yaml, yaml_form
from smartvillage.errors import InputError

# --- the text that stands there --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "scalar",
    [
        *["no", "NO", "yes", "on", "y", "true", "False", "Null", "NULL", "010", "00123", "0o17", "0x1F", "1_000"],
        *["12:30:45", "66.60", "1e2", "1.", ".5", "+5", "-0", "2024-03-01", "2024-03-01 10:00:00", ".inf", ".NaN", "="],
        *["97,5", "1.234,5", "318/QĐ-TTg", "8.4", "a b  c", "٩٧", "'null'", '"~"', "''", "'<<'"],
    ],
)
def test_a_yaml_scalar_stays_the_text_that_was_written(scalar):
    text = read_text(f"level: {scalar}\n").tree["level"]

    assert text == scalar.strip("'\"")


@pytest.mark.parametrize("scalar", ["", "~", "null"])
def test_nothing_is_written_plain_as_nothing_a_tilde_or_null(scalar):
    assert read_text(f"level: {scalar}\n").tree == {"level": None}
    assert read_text(f"- {scalar}\n").tree == [None]


@pytest.mark.parametrize(
    "number",
    ["0", "-0", "66.60", "96.99999999999999999999999", "1E5", "1e-7", "-12.50", "123456789012345678901234567890"],
)
def test_a_json_number_stays_the_text_that_was_written(number):
    assert read_text(f' [ {number} , {{"level":{number}}}]\n', form="json").tree == [number, {"level": number}]


def test_json_words_become_text_and_null_nothing():
    assert read_text("[true, false, null, {}, []]", form="json").tree == ["true", "false", None, {}, []]


@pytest.mark.parametrize("text", ["", "\n", "# only a comment\n", "---\n", "---\n...\n# the end\n"])
def test_an_empty_yaml_document_says_nothing(text):
    document = read_text(text)

    assert document.tree is None
    assert document.locate(("anything", 3)) == (2 if "---" in text else 1, 1)


@pytest.mark.parametrize("start", ["%YAML 1.1\n---\n", "# note\n\n%YAML 1.2  # newer\n---\n", "--- # here\n", "\ufeff"])
def test_the_version_a_start_mark_and_a_byte_order_mark_are_allowed(start):
    assert read_text(f"{start}a: 1\n").tree == {"a": "1"}


def test_text_is_put_into_one_unicode_form_and_counted():
    decomposed = unicodedata.normalize("NFD", "Mỹ Thạnh")

    document = read_text(f"{decomposed}: [{decomposed}, Long An]\n")

    assert document.tree == {"Mỹ Thạnh": ["Mỹ Thạnh", "Long An"]}
    assert document.normalised == 2


# --- writing and reading back ----------------------------------------------------------------------------------------

CHARACTERS = st.one_of(
    st.sampled_from(" \n\t\r:#-?*&!|>'\"%@`{}[],~<=./\\0123456789eENnoOxX_yYằĐ\u0323\u2028\u2029\xa0😀"),
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufeff\ufffe\uffff"),
)
TEXTS = st.one_of(
    st.text(CHARACTERS, max_size=12),
    st.text(st.sampled_from("Nhà ở dân cư, 2021. \n"), max_size=400),
    st.sampled_from(["no", "010", "1_000", "12:30:45", "66.60", "~", "null", "<<", "=", "---", "...", "- a", "a: b"]),
)


def composed(tree):
    if isinstance(tree, dict):
        return {unicodedata.normalize("NFC", key): composed(value) for key, value in tree.items()}
    if isinstance(tree, list):
        return [composed(value) for value in tree]
    return tree and unicodedata.normalize("NFC", tree)


TREES = st.recursive(
    st.none() | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
).map(composed)


@given(TREES)
def test_what_was_written_as_yaml_reads_back_the_same(tree):
    document = read_text(write_yaml(tree))

    assert document.tree == tree
    assert document.normalised == 0


@given(TREES)
def test_every_reader_of_yaml_reads_what_was_written_as_text(tree):
    """PyYAML reads YAML 1.1: whatever it would take for a number, a day or a truth value must stand in quotes."""
    assert yaml.safe_load(write_yaml(tree)) == tree


@given(TREES, st.sampled_from([None, 2, "\t"]), st.booleans())
def test_what_json_writes_reads_back_the_same(tree, indent, ascii_only):
    text = json.dumps(tree, indent=indent, ensure_ascii=ascii_only)

    assert read_text(text, form="json").tree == tree


@given(TREES)
def test_both_parsers_of_yaml_read_alike(tree):
    """Where PyYAML comes without libyaml, the same document has the same places."""
    text = write_yaml(tree)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(yaml_form, "_LOADER", yaml.SafeLoader)
        slow = read_text(text)

    assert slow.tree == tree
    assert slow.positions == read_text(text).positions


def test_yaml_is_written_for_people():
    tree = {
        "id": "nam-son.nuoc-sach",
        "title": {"vi": "Hộ dùng nước sạch", "en": None},
        "levels": ["66.60", "no", "2021-2025", "318/QĐ-TTg"],
        "note": "dòng một\ndòng hai\n",
        "long": "Tỷ lệ hộ được sử dụng nước sạch theo quy chuẩn từ hệ thống cấp nước tập trung, " * 2 + "hết",
        "empty": [],
    }

    assert write_yaml(tree) == textwrap.dedent("""\
        id: nam-son.nuoc-sach
        title:
          vi: Hộ dùng nước sạch
          en: null
        levels:
        - '66.60'
        - 'no'
        - '2021-2025'
        - 318/QĐ-TTg
        note: |
          dòng một
          dòng hai
        long: Tỷ lệ hộ được sử dụng nước sạch theo quy chuẩn từ hệ thống cấp nước tập trung, Tỷ lệ hộ được sử
          dụng nước sạch theo quy chuẩn từ hệ thống cấp nước tập trung, hết
        empty: []
        """)


@pytest.mark.parametrize("tree", [1, True, 66.6, {"a": 1}, ["a", {1: "b"}], {"a": {"b"}}])
def test_only_a_tree_of_text_is_written(tree):
    with pytest.raises(TypeError, match="is not text"):
        write_yaml(tree)


def test_a_tuple_is_written_as_a_list():
    assert write_yaml({"levels": ("a", "b")}) == "levels:\n- a\n- b\n"


@pytest.mark.parametrize(
    ("tree", "code"),
    [
        ("\x07", "SV-DOC-014"),
        ("half \ud800", "SV-DOC-014"),
        ("a" * 32_768, "SV-DOC-018"),
        ({"\u1ea1": "1", "a\u0323": "2"}, "SV-DOC-019"),
        (["a" + "\u0323\u0302" * 200], "SV-DOC-027"),
    ],
)
def test_what_no_reader_would_take_is_not_written(tree, code):
    with pytest.raises(InputError) as caught:
        write_yaml(tree)

    assert [problem.code for problem in caught.value.problems] == [code]
    assert caught.value.problems[0].where.line is None


def test_a_tree_that_holds_itself_is_too_deep_to_be_written():
    tree: list[object] = []
    tree.append(tree)

    with pytest.raises(InputError, match="SV-DOC-016"):
        write_yaml(tree)


# --- places ----------------------------------------------------------------------------------------------------------

YAML = """\
id: nam-son.set
indicators:
- id: nam-son.water
  levels: [80, {value: 90, from: 2024-01-01}]
- nam-son.roads
"""


def test_an_entry_stands_at_its_key_and_an_item_where_it_begins():
    document = read_text(YAML)

    assert document.locate(()) == (1, 1)
    assert document.locate(("indicators",)) == (2, 1)
    assert document.locate(("indicators", 0)) == (3, 3)
    assert document.locate(("indicators", 0, "levels")) == (4, 3)
    assert document.locate(("indicators", 0, "levels", 1, "from")) == (4, 28)
    assert document.locate(("indicators", 1)) == (5, 3)


def test_a_place_that_does_not_exist_is_its_nearest_parent():
    document = read_text(YAML)

    assert document.locate(("title",)) == (1, 1)
    assert document.locate(("indicators", 0, "title", "vi")) == (3, 3)
    assert document.locate(("indicators", 7)) == (2, 1)
    assert document.locate(("indicators", "id")) == (2, 1)
    assert document.locate(("id", 0)) == (1, 1)


@given(TREES)
def test_json_keys_and_texts_are_found_where_they_stand(tree):
    text = json.dumps(tree, indent=1, ensure_ascii=False)
    lines = text.split("\n")
    document = read_text(text, form="json")

    for path, (line, column) in document.positions.items():
        assert document.locate(path) == (line, column)
        if path and isinstance(path[-1], str):
            assert lines[line - 1][column - 1 :].startswith(json.dumps(path[-1], ensure_ascii=False))


# --- what is refused -------------------------------------------------------------------------------------------------


def problems(text, **options):
    with pytest.raises(InputError) as caught:
        read_text(text, file="set.yaml", **options)
    return caught.value.problems


@pytest.mark.parametrize(
    ("text", "code", "line", "column", "words"),
    [
        ("a: 1\nb: 2\na: 3\n", "019", 3, 1, 'the key "a" already stands in line 1; expected each key once.'),
        ("a: {b: [1], b: 2}\n", "019", 1, 13, 'the key "b" already stands in line 1'),
        ("\u1ea1: 1\na\u0323: 2\n", "019", 2, 1, "(Unicode NFC and NFD) make the same key."),
        ("a: &x 1\n", "021", 1, 4, 'the anchor "&x" is not read. Remove it.'),
        ("a: *x\n", "021", 1, 4, 'the alias "*x" is not read. Write the content out here.'),
        ("a: !!str 1\n", "022", 1, 4, 'the tag "tag:yaml.org,2002:str" is not read.'),
        ("a: ! 1\n", "022", 1, 4, 'the tag "!" is not read.'),
        ("a: !!python/object:os.system []\n", "022", 1, 4, 'the tag "tag:yaml.org,2002:python/object:os.system"'),
        ("a:\n  <<: {b: 1}\n", "023", 2, 3, "the merge key << is not read."),
        ("%TAG ! tag:example.org,2024:\n---\na: 1\n", "024", 1, 1, '"%TAG ! tag:example.org,2024:" is not read;'),
        ("# note\n%FOO bar\n---\na: 1\n", "024", 2, 1, '"%FOO bar" is not read; expected no directive, or %YAML 1.1.'),
        ("%YAML 2.0\n---\na: 1\n", "024", 1, 1, '"%YAML 2.0" is not read;'),
        ("a: 1\n---\nb: 2\n", "025", 2, 1, "something follows after the document; expected one document a file."),
        ("a: 1\n...\n# note\nb: 2\n", "025", 4, 1, "something follows after the document"),
        ("[1] 2\n", "025", 1, 5, "something follows after the document"),
        ("? [a]\n: 1\n", "020", 1, 3, "the key is not text; expected a key of text before the colon."),
        ("? {a: 1}\n: 1\n", "020", 1, 3, "the key is not text"),
        ("~: 1\n", "020", 1, 1, "the key is not text"),
        ("? # nothing\n: 1\n", "020", 1, 2, "the key is not text"),
        ("a: b\x07\n", "014", 1, 5, "the control character U+0007 is not allowed."),
        ("a: b\u2028c\n", "014", 1, 5, "the control character U+2028 is not allowed."),
        ('a: "\\0"\n', "014", 1, 4, "the control character U+0000 is not allowed."),
        ("a: b: c\n", "015", 1, 5, "a colon or hyphen stands where no key or item can begin; expected parts of one"),
        ("a: 1\n b: 2\n", "015", 2, 3, "a colon or hyphen stands where no key or item can begin"),
        ("a: - b\n", "015", 1, 4, "a colon or hyphen stands where no key or item can begin"),
        ("a:\n\t- b\n", "015", 2, 1, "no value can begin with this character; expected spaces (not tabs)"),
        ("a: @b\n", "015", 1, 4, "no value can begin with this character"),
        ("a: 1\nb\nc: 2\n", "015", 3, 1, "the colon after a key is missing; expected key: value."),
        ("a: 'b\n", "015", 2, 1, "a quote is opened and not closed."),
        ("a: [1, 2\n", "015", 2, 1, "a list or mapping in brackets is not closed; expected a comma or the closing"),
        ("a: b\n\tc: d\n", "015", 2, 1, "no value can begin with this character"),
        ("a:\n  b: 1\n c: 2\n", "015", 3, 2, "this does not fit what stands before it; expected parts of one level"),
        ("a: 'it's'\n", "015", 1, 8, "this does not fit what stands before it"),
        ('a: "\\q"\n', "015", 1, 5, "this is not YAML."),
        ("a: !%C0%80 b\n", "015", None, None, "this is not YAML."),
    ],
)
def test_yaml_that_is_not_plain_data_is_refused_with_its_place(text, code, line, column, words):
    (problem,) = problems(text)

    assert problem.code == f"SV-DOC-{code}"
    assert (problem.where.file, problem.where.line, problem.where.column) == ("set.yaml", line, column)
    assert words in problem.say("en")
    assert problem.what.vi != problem.what.en


@pytest.mark.parametrize(
    ("text", "code", "line", "column", "words"),
    [
        ('{"a": 1,\n "a": 2}', "019", 2, 2, 'the key "a" already stands in line 1; expected each key once.'),
        ('{"a": [1], "\\u0061": 2}', "019", 1, 12, 'the key "a" already stands in line 1'),
        ("[NaN]", "026", 1, 2, "NaN and Infinity are no figures; expected a number, or null where there is no figure."),
        ("[1, -Infinity]", "026", 1, 5, "NaN and Infinity are no figures"),
        ('["\\u0000"]', "014", 1, 2, "the control character U+0000 is not allowed."),
        ('["\\ud800"]', "014", 1, 2, "the control character U+D800 is not allowed."),
        ("[\ufeff]", "014", 1, 2, "the control character U+FEFF is not allowed."),
        ("", "015", None, None, "this is not JSON: found the end of the document; expected a value."),
        ("[", "015", 1, 2, "this is not JSON: found the end of the document; expected a value or ]."),
        ("[1,]", "015", 1, 4, 'this is not JSON: found "]"; expected a value.'),
        ("[1 2]", "015", 1, 4, 'this is not JSON: found "2"; expected a comma or the closing bracket.'),
        ("{a: 1}", "015", 1, 2, 'this is not JSON: found "a"; expected a key in double quotes or }.'),
        ('{"a": 1,}', "015", 1, 9, 'this is not JSON: found "}"; expected a key in double quotes.'),
        ('{"a" 1}', "015", 1, 6, 'this is not JSON: found "1"; expected a colon.'),
        ('{"a": 1]', "015", 1, 8, 'this is not JSON: found "]"; expected a comma or the closing bracket.'),
        ("[01]", "015", 1, 2, 'this is not JSON: found "01"; expected a value or ].'),
        ("[٩]", "015", 1, 2, "this is not JSON"),
        ("['a']", "015", 1, 2, "this is not JSON"),
        ("[1,\xa02]", "015", 1, 4, 'this is not JSON: found "\\xa0"; expected a value.'),
        ('["a', "015", 1, 2, "a quote is opened and not closed."),
        ('["a\nb"]', "015", 1, 4, "a line end or tab in a text; write \\n, \\t."),
        ('["\\q"]', "015", 1, 3, "no such escape after \\."),
        ("[1]\n[2]", "025", 2, 1, "something follows after the document; expected one document a file."),
    ],
)
def test_json_that_is_not_plain_data_is_refused_with_its_place(text, code, line, column, words):
    (problem,) = problems(text, form="json")

    assert problem.code == f"SV-DOC-{code}"
    assert (problem.where.line, problem.where.column) == (line, column)
    assert words in problem.say("en")
    assert problem.what.vi != problem.what.en


def test_all_problems_are_listed_in_the_language_asked_for():
    text = textwrap.dedent("""\
        a: &x [1]
        b: *x
        b: !!int 3
        <<: {c: 1}
        ? {d: *y}
        : 4
        *z : 5
        """)
    with pytest.raises(InputError) as caught:
        read_text(text, file="tập.yaml")

    assert [(problem.code[-3:], problem.where.line) for problem in caught.value.problems] == [
        *[("021", 1), ("021", 2), ("019", 3), ("022", 3), ("023", 4), ("020", 5), ("021", 5), ("021", 7)]
    ]
    assert caught.value.say("vi").splitlines()[2] == (
        'SV-DOC-019 tập.yaml, dòng 3, cột 1: khóa "b" đã có ở dòng 2; cần mỗi khóa một lần.'
    )


def test_problems_before_a_fault_of_syntax_are_listed_with_it():
    assert [problem.code[-3:] for problem in problems("a: 1\na: 2\nb: [\n")] == ["019", "015"]


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("- *a\n" * 250, "yaml"),
        ("a: b\n" * 251, "yaml"),
        ("%FOO\n" * 101, "yaml"),
        ("\x07\x08" * 125, "yaml"),
        ("[" + "NaN," * 249 + "NaN]", "json"),
    ],
)
def test_a_hundred_problems_are_listed_and_the_rest_counted(text, form):
    with pytest.raises(InputError) as caught:
        read_text(text, form=form)

    assert len(caught.value.problems) == 100
    assert caught.value.unlisted == (0 if text.startswith("%") else 150)


@pytest.mark.parametrize(("form", "text"), [("yaml", "- - - a"), ("yaml", "[[[a]]]"), ("json", "[[[1]]]")])
def test_depth_is_counted_in_lists_and_mappings(form, text):
    assert read_text(text, form=form, limits=Limits(depth=3)).tree

    (problem,) = problems(text, form=form, limits=Limits(depth=2))
    assert problem.code == "SV-DOC-016"
    assert problem.say("en").endswith("lists and mappings are nested too deep; expected at most 2 levels.")


@pytest.mark.parametrize("form", ["yaml", "json"])
def test_limits_are_what_the_caller_says(form):
    text = '["abc", {"d": "e"}]'

    assert read_text(text, form=form, limits=Limits(size=19, text=3, nodes=5)).tree == ["abc", {"d": "e"}]
    assert problems(text, form=form, limits=Limits(size=18))[0].code == "SV-DOC-012"
    assert problems(text, form=form, limits=Limits(text=2))[0].code == "SV-DOC-018"
    assert problems(text, form=form, limits=Limits(nodes=4))[0].code == "SV-DOC-017"


@pytest.mark.parametrize("loader", [yaml.SafeLoader, yaml_form._LOADER])
def test_many_brackets_are_too_deep_for_either_parser(monkeypatch, loader):
    """The scanner looks a thousand characters ahead, and libyaml gives up there with words of its own."""
    monkeypatch.setattr(yaml_form, "_LOADER", loader)

    assert [problem.code for problem in problems("[" * 20_000)] == ["SV-DOC-016"]


def test_a_letter_may_carry_many_marks_but_not_hundreds():
    assert read_text("- a" + "\u0323" * 30 + " " * 300 + "b").tree

    assert [problem.code for problem in problems("- a" + "\u0323\u0302" * 200)] == ["SV-DOC-027"]


# --- files -----------------------------------------------------------------------------------------------------------


def refused(path, **options):
    with pytest.raises(InputError) as caught:
        read_document(path, **options)
    (problem,) = caught.value.problems
    assert problem.where.file == path.name
    return problem


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("set.yaml", "a: Nhà ở\r\nb: 2\r\n".encode()),
        ("set.yml", "\ufeffa: Nhà ở\nb: 2\n".encode()),
        ("SET.JSON", '\ufeff{"a": "Nhà ở",\r\n"b": 2}'.encode()),
    ],
)
def test_files_are_utf8_with_or_without_mark_and_any_line_ends(tmp_path, name, data):
    path = tmp_path / name
    path.write_bytes(data)

    document = read_document(str(path))

    assert document.tree == {"a": "Nhà ở", "b": "2"}
    assert document.file == name
    assert document.locate(("b",)) == (2, 1)


@pytest.mark.parametrize(
    ("data", "saved_as", "line", "column"),
    [
        ("a: Nhà ở\n".encode("utf-16"), "UTF-16", None, None),
        ("a: Nha\n".encode("utf-16-le"), "UTF-16", None, None),
        ("a: Nha\n".encode("utf-16-be"), "UTF-16", None, None),
        ("ă: 1\nb: Nhà".encode() + b"\xf5 c\n", "Windows-1258, TCVN3 (ABC), VNI", 2, 7),
        (b"X\xb7 H\xdfa B\xd7nh: 1\n", "Windows-1258, TCVN3 (ABC), VNI", None, None),
    ],
)
def test_another_encoding_is_refused_and_never_guessed(tmp_path, data, saved_as, line, column):
    path = tmp_path / "set.yaml"
    path.write_bytes(data)

    problem = refused(path)

    assert problem.code == "SV-DOC-013"
    assert problem.what.en == f"the file is not UTF-8; saved as {saved_as}?"
    if line:
        assert (problem.where.line, problem.where.column) == (line, column)


def test_a_file_that_cannot_be_read_is_said_to_be_so(tmp_path, monkeypatch):
    (tmp_path / "folder.yaml").mkdir()
    locked = tmp_path / "locked.yaml"
    locked.write_text("a: 1\n", encoding="utf-8")

    assert refused(tmp_path / "none.yaml").what.en == "there is no such file"
    assert refused(tmp_path / "folder.yaml").what.en == "this is not a file"
    assert refused(tmp_path / "set.xlsx").say("en").endswith("expected a .yaml, .yml or .json file.")
    assert refused(tmp_path / "\0.yaml").what.en == "the file cannot be opened"
    monkeypatch.setattr("pathlib.Path.open", lambda *_: (_ for _ in ()).throw(PermissionError))
    assert refused(locked).what.en == "the file cannot be opened"


def test_a_file_is_measured_before_it_is_read_and_while_it_is_read(tmp_path, monkeypatch):
    path = tmp_path / "set.yaml"
    path.write_text("a: 12345\n", encoding="utf-8")

    assert read_document(path, limits=Limits(size=9)).tree == {"a": "12345"}
    assert refused(path, limits=Limits(size=8)).say("en").endswith("expected at most 8 bytes.")

    seen = path.stat()
    smaller = os.stat_result((*seen[:6], 1, *seen[7:]))
    monkeypatch.setattr("pathlib.Path.stat", lambda *_, **__: smaller)
    assert refused(path, limits=Limits(size=8)).code == "SV-DOC-012"


# --- whatever comes --------------------------------------------------------------------------------------------------

PIECES = st.lists(
    st.sampled_from(
        [
            *"[]{},:\"'-?&*!|>%@#~ \n\t\\",
            *["a", "1", "- ", ": ", "\n  ", "---\n", "...\n", "<<", "null", "NaN", "%TAG ", "%YAML 1.1\n", "\r\n"],
            *["\\u0041", "\\U00110000", "\\x", "!!str ", "&a ", "*a ", "\x00", "\x85", "\u2028", "\ud800"],
            *["ạ", "a\u0323", "1e5", "tr", "true", '"a"', '"a":1'],
        ]
    ),
    max_size=25,
).map("".join)


def attempt(read, *words, **options):
    try:
        return read(*words, **options)
    except InputError as error:
        return error


@given(PIECES | st.text(), st.sampled_from([yaml_form._LOADER, yaml.SafeLoader]))
def test_no_text_raises_anything_but_an_input_error(text, loader):
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(yaml_form, "_LOADER", loader)
        outcomes = [attempt(read_text, text, form=form) for form in ("yaml", "json")]

    for outcome in outcomes:
        for problem in getattr(outcome, "problems", ()):
            assert problem.say("vi") != problem.say("en")


def plain(tree):
    """What json.loads returns, as text."""
    if isinstance(tree, dict):
        return {key: plain(value) for key, value in tree.items()}
    if isinstance(tree, list):
        return [plain(value) for value in tree]
    return {True: "true", False: "false"}.get(tree, tree) if isinstance(tree, bool) else tree


def alone(pairs):
    if len(dict(pairs)) < len(pairs):
        raise ValueError("twice")
    return dict(pairs)


def never(word):
    raise ValueError(word)


@given(
    st.lists(st.sampled_from([*'[]{},:"- \n', '"a"', '"b":', "1", "-0.50", "2E+3", "01", "true", "null"]), max_size=12)
    .map("".join)
    .flatmap(lambda text: st.sampled_from([text, f"[{text}]", f'{{"k":{text}}}']))
)
def test_json_is_read_when_the_standard_library_reads_it_and_as_it_does(text):
    try:
        hooks = {"parse_int": str, "parse_float": str, "parse_constant": never, "object_pairs_hook": alone}
        expected = [plain(json.loads(text, **hooks))]
    except ValueError:
        expected = []
    outcome = attempt(read_text, text, form="json")

    assert ([] if isinstance(outcome, InputError) else [outcome.tree]) == expected


@given(st.binary(max_size=60))
def test_no_file_raises_anything_but_an_input_error(tmp_path_factory, data):
    for name in ("bytes.yaml", "bytes.json"):
        path = tmp_path_factory.getbasetemp() / name
        path.write_bytes(data)

        assert attempt(read_document, path)


HOSTILE = {
    "brackets.yaml": '"[" * SIZE',
    "tags.yaml": '"a\\n...\\n" + "".join(f"%TAG !{i}! x\\n" for i in range(1_100_000))',
    "aliases.yaml": '"- *a\\n" * 200_000',
    "empty-lists.yaml": '"- []\\n" * 490_000',
    "twins.yaml": '"a: b\\n" * 240_000',
    "marks.yaml": '("- a" + "\\u0323\\u0302" * 16_000 + "\\n") * 300',
    "control.yaml": '"\\x01" * SIZE',
    "brackets.json": '"[" * SIZE',
    "empty-maps.json": '"[" + "{}," * 490_000 + "1]"',
    "escapes.json": "'\"' + '\\\\' * (SIZE - 1)",
    "digits.json": '"1" * SIZE',
}
READ = """
import pathlib, resource, sys
resource.setrlimit(resource.RLIMIT_AS, (512 * 2**20,) * 2)
resource.setrlimit(resource.RLIMIT_CPU, (10, 10))
from smartvillage.criteria.documents import read_document
from smartvillage.errors import InputError
try:
    read_document(sys.argv[1])
except InputError as error:
    print(error.problems[0].code)
else:
    print("read")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="limits of memory and time are set the POSIX way")
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_document_ends_in_ten_seconds_and_half_a_gigabyte(tmp_path, name):
    path = tmp_path / name
    text = eval(HOSTILE[name], {"SIZE": 20 * 2**20 - 100})
    path.write_text(text, encoding="utf-8")
    command = [sys.executable, "-c", READ, str(path)]
    untraced = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    done = subprocess.run(command, check=False, capture_output=True, encoding="utf-8", timeout=120, env=untraced)

    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() in {"read", *(f"SV-DOC-0{n}" for n in (14, 15, 16, 18, 19, 21, 25, 27))}
    assert done.stderr == ""
