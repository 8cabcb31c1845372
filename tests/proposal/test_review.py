"""Reviews: what somebody writes into the workbook comes back, and nothing else."""

from __future__ import annotations

import re
import tempfile
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartvillage.border import Label
from smartvillage.criteria.patches import Drop, Reword, SetLevel, SetProvision
from smartvillage.errors import InputError, PluginError, UnknownIdentifierError, Words
from smartvillage.evidence.annex.cells import CLOSED, MET, OVERLAP
from smartvillage.exact import Exact
from smartvillage.plugins.observing import Told
from smartvillage.plugins.offers import PluginInfo
from smartvillage.plugins.registry import load
from smartvillage.proposal.draft import Draft
from smartvillage.proposal.review import Edit, Review, merge_reviews, read_review, write_review
from smartvillage.proposal.review.sheets import Layout, change_column, level_column
from tests.evidence.annex.office import by_region, indicator, level, rule, set_of

WHO = {"role": "Sở ngành cấp tỉnh", "organisation": "Sở Xây dựng"}


def provision_of(name):
    """An indicator of which the provision has a wording of its own."""
    return indicator(name, {"rule": rule("at-least", "nuoc", level(70)), "text": {"vi": "Hộ có nước", "en": "Water"}})


SMALL = set_of(
    indicator("a", rule("at-least", "nuoc", *by_region(80, 85, 90))),
    indicator(
        "b",
        {
            "kind": "all-of",
            "rules": [
                rule("at-least", "nuoc", *by_region(80, 85, 90)),
                rule("at-least", "nuoc-may", *by_region(50, 55, 60)),
            ],
        },
    ),
    indicator("c", {"kind": "attested", "measure": "thu.quy-hoach"}),
    indicator("d", rule("at-most", "nha-tam", level(5))),
    indicator("e", rule("at-least", "pho-cap", level(2))),
    indicator("f", rule("at-least", "thu-nhap", *by_region(60, None, 50))),
    indicator("g", {"rule": rule("at-least", "nuoc", level(70)), "stratum": {"thu.vung": "nui"}}),
    provision_of("h"),
    indicator("i", rule("at-least", "nuoc", level(70, until="2024-01-01"), level(75, since="2024-01-01"))),
    indicator("k", rule("at-least", "nuoc", level(70), level(71))),
)
"""Synthetic: a small set with every shape of row."""
DRAFT = Draft(base=SMALL, start=SMALL)
NATIONAL = load("vn.xa-ntm", "2021-2025")


class Desk:
    """One workbook on a reviewer's desk, opened and saved by another program."""

    def __init__(self, folder, draft=DRAFT, lang="vi", name="góp ý.xlsx", **options):
        self.draft, self.path = draft, Path(folder, name)
        write_review(draft, self.path, lang=lang, **options)
        self.book = openpyxl.load_workbook(self.path)
        self.info, self.page, self.general = self.book.worksheets
        layout = Layout.of(draft, lang)
        headings = layout.headings(basis="notes" in options)
        self.annex, self.lang = layout.annex, lang
        self.header = next(row[0].row for row in self.page.iter_rows() if row[0].value == headings["tt"])
        self.columns = {name: at for at, name in enumerate(headings, start=1)}
        keys = self.page.iter_rows(min_row=self.header + 1, min_col=self.columns["key"], values_only=True)
        self.rows = {str(key).rpartition(" #")[0]: at for at, (key,) in enumerate(keys, start=self.header + 1)}

    def cell(self, key, column):
        name = change_column(column) if isinstance(column, int) else column
        found = key if key in self.rows else next(one for one in self.rows if f"{one} ".startswith(f"thu.bo.{key} "))
        return self.page.cell(self.rows[found], self.columns[name])

    def write(self, key, levels=None, **others):
        """Write levels by column, and other cells by name."""
        for name, value in {**(levels or {}), **others}.items():
            self.cell(key, name).value = value
        return self

    def say(self, about=None, comment=None, reason=None):
        for name, text in {"about": about, "comment": comment, "reason": reason}.items():
            self.general_cell(name).value = text
        return self

    def general_cell(self, name):
        row = next(row for row in self.general.iter_rows() if row[0].value == "1")
        return row[["tt", "about", "comment", "reason"].index(name)]

    def sign(self, role="Sở ngành cấp tỉnh", organisation="Sở Xây dựng"):
        self.signature(0).value, self.signature(1).value = role, organisation
        return self

    def signature(self, column):
        """The cell below a heading of the sheet of the reviewer."""
        row = next(row[0].row for row in self.info.iter_rows() if row[1].value and row[0].value)
        return self.info.cell(row + 1, column + 1)

    def read(self, draft=None):
        self.book.save(self.path)
        return read_review(self.path, draft or self.draft)

    def refused(self, draft=None):
        """Code and cell of every problem."""
        with pytest.raises(InputError) as caught:
            self.read(draft)
        return [(one.code, one.where.cell) for one in caught.value.problems]


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path)


# --- nothing written, nothing asked for ------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("criteria_set", [SMALL, NATIONAL], ids=["small", "national"])
def test_an_untouched_workbook_gives_no_patch(tmp_path, criteria_set, lang):
    review = Desk(tmp_path, Draft(base=criteria_set, start=criteria_set), lang=lang).read()

    assert (review.edits, review.steps, review.comments, review.notes) == ((), (), (), ())
    assert (review.role, review.who) == (None, "")


def test_what_the_draft_says_anyway_is_no_change_and_is_noted(desk):
    review = desk.write("a", {0: "80 %"}, reason="Đồng ý", reword="Chỉ tiêu a").sign().read()

    assert review.edits == ()
    assert [note.en for note in review.notes] == [
        f"suggested what the draft says: {desk.cell('a', 0).coordinate}, {desk.cell('a', 'reword').coordinate}"
    ]


def test_rows_may_be_left_out_and_that_is_noted(desk):
    desk.page.delete_rows(desk.rows["thu.bo.a"])

    assert [note.en for note in desk.read().notes] == ["rows left out: 1"]


# --- what is asked for comes back ------------------------------------------------------------------------------------


def test_a_level_comes_back_as_a_step_with_its_reason_and_role(desk):
    review = desk.write("a", {1: "≥ 87,5%"}, reason="Đã đạt 96%").sign().read()

    (step,) = review.steps
    (patch,) = step.patches
    assert (step.action, step.target, step.code, step.role) == (
        "review",
        "thu.bo.a",
        "comment",
        "Sở ngành cấp tỉnh, Sở Xây dựng",
    )
    assert isinstance(patch, SetLevel)
    assert (patch.level.value, dict(patch.level.stratum), patch.level.state.value) == (
        Exact("87.5"),
        {"thu.vung": "dong-bang"},
        "unverified",
    )
    assert patch.reason == step.reason == patch.level.note == Label(vi="Đã đạt 96%")

    changed = DRAFT.with_steps(*review.steps).set["1.1"]
    found = [
        changed.threshold(stratum={"thu.vung": one}, on="2025-01-01").value for one in ("bien", "dong-bang", "nui")
    ]
    assert found == [80, Exact("87.5"), 90]


def test_a_level_that_held_for_all_comes_apart_by_strata(desk):
    review = desk.write("d", {2: 8}, reason="Vùng khó khăn").sign().read()

    assert [type(one) for step in review.steps for one in step.patches] == [SetProvision]
    changed = DRAFT.with_steps(*review.steps).set["thu.bo.d"]
    assert [
        changed.threshold(stratum={"thu.vung": one}, on="2025-01-01").value for one in ("bien", "dong-bang", "nui")
    ] == [5, 5, 8]


def test_wording_and_drop_come_back(desk):
    review = (
        desk.write("a", reword="Tỷ lệ hộ dùng nước sạch", reason="Rõ hơn")
        .write("c", drop="Bỏ", reason="Trùng")
        .write("h", reword="Hộ có nước sạch", reason="Thiếu chữ")
        .sign()
        .read()
    )

    patches = [one for step in review.steps for one in step.patches]
    assert patches == [
        Reword(target="thu.bo.a", title=Label(vi="Tỷ lệ hộ dùng nước sạch"), reason=Label(vi="Rõ hơn")),
        Drop(target="thu.bo.c", reason=Label(vi="Trùng")),
        Reword(
            target="thu.bo.h",
            text=Label(vi="Hộ có nước sạch"),
            since=date(2021, 1, 1),
            reason=Label(vi="Thiếu chữ"),
        ),
    ]
    changed = DRAFT.with_steps(*review.steps).set
    assert "thu.bo.c" not in changed
    assert changed["1.1"].title.vi == "Tỷ lệ hộ dùng nước sạch"


def test_an_english_workbook_changes_english_words(tmp_path):
    review = (
        Desk(tmp_path, lang="en")
        .write("a", {0: "81.5"}, reword="Clean water", reason="Clearer")
        .write("b", drop="drop", reason=2.5)
        .sign("Expert", "")
        .read()
    )

    levels, drop = [step for step in review.steps if step.target != "thu.bo.b"], review.steps[-1]
    assert review.who == "Chuyên gia"
    assert drop.patches == (Drop(target="thu.bo.b", reason=Label(vi="2.5")),)
    titles = [one.title for step in levels for one in step.patches if isinstance(one, Reword)]
    assert titles == [Label(vi="Chỉ tiêu a", en="Clean water")]
    assert {one.said for one in review.edits if one.kind == "level"} == {(Exact("81.5"),)}


def test_a_group_may_be_left_without_a_level(desk):
    review = desk.write("a", {0: "chưa quy định mức"}, reason="Chưa đo được").sign().read()

    assert review.steps[0].patches[0].level.missing == "not-set"


def test_the_two_levels_of_one_indicator_are_one_cell(desk):
    review = desk.write("b", {0: "≥ 80% (≥ 60%)"}, reason="Nâng một vế").sign().read()

    (patch,) = review.steps[0].patches
    assert (patch.measure, patch.level.value) == ("thu.nuoc-may", 60)


def test_per_cent_cells_are_read_as_they_are_shown(desk):
    cell = desk.cell("a", 0)
    cell.value, cell.number_format = 0.825, "0.0%"

    assert desk.write("a", reason="Nâng").sign().read().edits[0].said == (Exact("82.5"),)


def test_comments_come_back_with_what_they_are_about(desk):
    review = desk.write("a", comment="Lấy số liệu ở đâu?").say("Bố cục", "Nên gọn lại", "Dài").sign().read()

    assert [(one.target, one.about, one.text, one.reason) for one in review.comments] == [
        ("thu.bo.a", "", "Lấy số liệu ở đâu?", ""),
        (None, "Bố cục", "Nên gọn lại", "Dài"),
    ]
    assert review.steps == ()


def test_notes_on_the_evidence_stand_once_beside_their_indicator(tmp_path):
    desk = Desk(tmp_path, notes={"thu.bo.i": "Hạng B, n = 14"}, banner="DỮ LIỆU GIẢ LẬP")
    keys = [key for key in desk.rows if key.startswith("thu.bo.i")]

    assert [desk.cell(key, "basis").value for key in keys] == ["Hạng B, n = 14", None]
    assert desk.page["A1"].value == "DỮ LIỆU GIẢ LẬP"
    assert desk.write("a", {0: 81}, reason="Nâng").sign().read().edits[0].said == (Exact(81),)

    with pytest.raises(UnknownIdentifierError):
        Desk(tmp_path, notes={"thu.bo.z": "?"})


def test_the_key_is_hidden_and_rows_that_hold_for_a_time_say_so(desk):
    keys = [key for key in desk.rows if key.startswith("thu.bo.i")]

    assert desk.page.column_dimensions[desk.cell("a", "key").column_letter].hidden
    assert [desk.cell(key, "content").value.partition(" – ")[2] for key in keys] == [
        "đến trước 01/01/2024",
        "từ 01/01/2024",
    ]


def open_cells(desk):
    """The cells that may be changed, with what they hold."""
    return [
        (row, number)
        for row in desk.annex.rows
        for number, said in enumerate(row.said)
        if not {CLOSED, MET, OVERLAP} & set(said)
    ]


@given(data=st.data())
def test_a_workbook_edited_by_a_program_comes_back_as_exactly_the_edits_made(data):
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(folder).sign()
        cells = open_cells(desk)
        wanted, comments = {}, {}
        for at in sorted(data.draw(st.sets(st.integers(0, len(cells) - 1), max_size=6))):
            row, number = cells[at]
            most = 3 if row.conditions[0].kind == "ordinal" else 99
            said = tuple(Exact(data.draw(st.integers(1, most))) for _ in row.conditions)
            text = str(said[0]) if len(said) == 1 else f"{said[0]} ({said[1]})"
            desk.write(row.key, {number: text}, reason=f"Lý do {row.key}")
            if said != row.said[number]:
                wanted[row.key, number] = said
        targets = {row.indicator.id: row.key for row in desk.annex.rows}
        for target in data.draw(st.sets(st.sampled_from(sorted(targets)), max_size=2)):
            comments[target] = data.draw(st.text("abc đôi", min_size=1, max_size=9).filter(str.strip))
            desk.write(targets[target], comment=comments[target])
        dropped = set()
        touched = {row.indicator.id for row, number in cells if desk.cell(row.key, number).value is not None}
        for target in data.draw(st.sets(st.sampled_from(sorted(set(targets) - touched)), max_size=2)):
            desk.write(targets[target], drop="bỏ", reason="Trùng")
            dropped.add(target)

        review = desk.read()

        assert {(one.row, one.column): one.said for one in review.edits if one.kind == "level"} == wanted
        assert {one.target for one in review.edits if one.kind == "drop"} == dropped
        assert {one.target: one.text for one in review.comments} == {
            target: " ".join(text.split()) for target, text in comments.items()
        }
        changed = DRAFT.with_steps(*review.steps) if review.steps else DRAFT
        for row in Layout.of(DRAFT, "vi").annex.rows:
            if row.indicator.id in dropped:
                assert row.indicator.id not in changed.set
                continue
            for number, said in enumerate(row.said):
                expected = wanted.get((row.key, number), said)
                strata = desk.annex.columns[number].strata
                for condition, one in zip(row.conditions, expected, strict=False):
                    if isinstance(one, Exact):
                        on = row.span[0] or "2023-12-31"
                        found = changed.set[row.indicator.id].threshold(
                            stratum=strata, on=on, measure=condition.measure_id
                        )
                        assert found.value == one


# --- what is not understood ------------------------------------------------------------------------------------------


def test_everything_that_is_not_understood_is_told_at_once_with_its_cell(desk):
    desk.write("a", {0: "nhiều", 1: "≤ 5", 2: "120"}, reason="?")
    desk.write("c", {0: "90%"}, reason="?", drop="có thể")
    desk.write("d", {0: 3}, comment=date(2025, 1, 1))
    desk.write("e", {0: "=1+1", 1: "Đạt"})
    desk.write("f", reason="Không rõ")
    desk.write("g", {0: "50%"})
    desk.write("h", reword="dài " * 400, reason="Dài")
    desk.write("k", {0: 80}, reason="Hai mức")
    desk.say(about="Bố cục")

    assert desk.refused() == [
        ("SV-RV-009", desk.cell("a", 0).coordinate),
        ("SV-RV-009", desk.cell("a", 1).coordinate),
        ("SV-RV-009", desk.cell("a", 2).coordinate),
        ("SV-RV-010", desk.cell("c", 0).coordinate),
        ("SV-RV-013", desk.cell("c", "drop").coordinate),
        ("SV-RV-011", desk.cell("d", "reason").coordinate),
        ("SV-RV-007", desk.cell("d", "comment").coordinate),
        ("SV-IN-020", desk.cell("e", 0).coordinate),
        ("SV-RV-009", desk.cell("e", 1).coordinate),
        ("SV-RV-012", desk.cell("f", "reason").coordinate),
        ("SV-RV-010", desk.cell("g", 0).coordinate),
        ("SV-RV-007", desk.cell("h", "reword").coordinate),
        ("SV-RV-010", desk.cell("k", 0).coordinate),
        ("SV-RV-016", desk.signature(0).coordinate),
        ("SV-RV-019", desk.general_cell("comment").coordinate),
    ]
    with pytest.raises(InputError, match="something like: ≥ 80%, set by the province, no level is set"):
        desk.read()


def test_a_formula_is_refused_even_with_its_result(desk):
    """What it gave when somebody saved the file is nobody's word."""
    desk.write("a", {0: 1}, reason="?").sign().book.save(desk.path)
    cell = desk.cell("a", 0).coordinate
    with zipfile.ZipFile(desk.path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    with zipfile.ZipFile(desk.path, "w") as new:
        for name, part in parts.items():
            given = f'<c r="{cell}"><f>40+42</f><v>82</v></c>'.encode()
            is_page = name == "xl/worksheets/sheet2.xml"
            new.writestr(name, re.sub(rf'<c r="{cell}"[^>]*>.*?</c>'.encode(), given, part) if is_page else part)

    with pytest.raises(InputError) as caught:
        read_review(desk.path, DRAFT)
    assert [(one.code, one.where.cell) for one in caught.value.problems] == [("SV-RV-008", cell)]


def test_so_many_problems_that_nobody_reads_them_are_counted(tmp_path):
    draft = Draft(base=NATIONAL, start=NATIONAL)
    desk = Desk(tmp_path, draft)
    for row in desk.rows.values():
        for number in range(7):
            desk.page.cell(row, desk.columns[change_column(number)]).value = "?"
    desk.say(about="?")

    with pytest.raises(InputError) as caught:
        desk.read()
    assert len(caught.value.problems) == 100
    assert caught.value.unlisted > 200


def test_a_word_that_suggests_no_level_is_refused(desk):
    """The words for a level that was not read are of an annex; a draft has nothing to read."""
    desk.write("a", {0: "mức đã rút"}, reason="?").sign()

    assert desk.refused() == [("SV-RV-009", desk.cell("a", 0).coordinate)]


def test_white_cells_must_say_what_they_said(desk):
    desk.cell("a", level_column(0)).value = "≥ 99%"
    desk.cell("b", "content").value = "khác"
    desk.cell("f", level_column(1)).value = "70"

    assert desk.refused() == [
        ("SV-RV-006", desk.cell("a", level_column(0)).coordinate),
        ("SV-RV-006", desk.cell("b", "content").coordinate),
        ("SV-RV-006", desk.cell("f", level_column(1)).coordinate),
    ]


def test_rows_without_a_known_key_or_twice_are_refused(desk):
    desk.cell("a", "key").value = None
    desk.cell("b", "key").value = "thu.bo.z #00000000-u"
    desk.cell("d", "key").value = desk.cell("c", "key").value
    beyond = len(desk.columns) + 1
    desk.page.cell(desk.header, beyond).value = "Ghi chú riêng"
    desk.page.cell(desk.page.max_row + 1, beyond).value = "của tôi, không đọc"

    assert [code for code, _ in desk.refused()] == ["SV-RV-004", "SV-RV-004", "SV-RV-005"]


def test_rows_of_one_indicator_must_agree_and_nobody_changes_what_he_drops(desk):
    first, second = (key for key in desk.rows if key.startswith("thu.bo.i"))
    desk.write(first, reword="Một", reason="Rõ").write(second, reword="Hai", reason="Rõ")
    desk.write("a", {0: 81}, drop="bỏ", reason="Thôi")
    desk.sign()

    assert desk.refused() == [
        ("SV-RV-014", desk.cell("a", 0).coordinate),
        ("SV-RV-015", desk.cell(second, "reword").coordinate),
    ]
    desk.write("a", {0: None}).write(second, reword="Một", reason="Vì rõ")
    assert [one.kind for one in desk.read().edits] == ["drop", "reword"]


def test_a_role_is_one_of_the_list_and_never_a_name(desk):
    desk.sign(role="Nguyễn Văn A")

    with pytest.raises(InputError, match="Give no name") as caught:
        desk.read()
    assert caught.value.problems[0].code == "SV-RV-017"


def test_a_workbook_without_the_row_of_the_reviewer_is_refused(desk):
    desk.info.delete_rows(desk.signature(0).row)

    assert [code for code, _ in desk.refused()] == ["SV-RV-016"]


def test_a_workbook_of_another_set_or_without_its_columns_is_refused(tmp_path, desk):
    other = Draft(base=NATIONAL, start=NATIONAL)
    assert [code for code, _ in desk.refused(other)] == ["SV-RV-003"]

    desk.page.cell(desk.header, desk.columns["reason"]).value = "Vì sao"
    assert [code for code, _ in desk.refused()] == ["SV-RV-002"]

    desk.page.cell(desk.header, desk.columns["key"]).value = "Khác"
    assert [code for code, _ in desk.refused()] == ["SV-RV-001"]

    del desk.book["Ý kiến chung"]
    assert [code for code, _ in desk.refused()] == ["SV-IN-010"]
    desk.path.write_bytes(b"")
    with pytest.raises(InputError):
        read_review(desk.path, DRAFT)


def test_a_row_the_draft_has_changed_since_may_be_commented_on_but_not_edited(desk):
    later = DRAFT.with_level("1.1", "83", stratum={"thu.vung": "bien"}, reason="Họp ngày 5")
    desk.write("a", comment="Được").sign()

    assert [one.text for one in desk.read(later).comments] == ["Được"]

    desk.write("a", {1: 88}, reason="Nâng")
    assert desk.refused(later) == [("SV-RV-018", desk.cell("a", "tt").coordinate)]


def test_headings_that_look_alike_are_told_apart(tmp_path):
    """A stratum may be called like a column."""
    scheme = {
        "id": "thu.vung",
        "title": {"vi": "Vùng"},
        "strata": [{"id": one, "title": {"vi": "Lý do"}} for one in ("bien", "dong-bang", "nui")],
    }
    draft_set = set_of(indicator("a", rule("at-least", "nuoc", *by_region(80, 85, 90))), schemes=(scheme,))
    desk = Desk(tmp_path, Draft(base=draft_set, start=draft_set))

    assert desk.write("a", {1: 86}, reason="Nâng").sign().read().edits[0].column == 1


# --- several reviews -------------------------------------------------------------------------------------------------


def reviews(tmp_path, *desks):
    """Reviews of one draft, each by a role of its own."""
    roles = ("Sở ngành cấp tỉnh", "UBND xã", "Chuyên gia")
    found = []
    for at, write in enumerate(desks):
        desk = Desk(tmp_path, name=f"{at}.xlsx").sign(roles[at], f"Đơn vị {at + 1}")
        write(desk)
        found.append(desk.read())
    return found


def test_two_reviewers_of_one_cell_with_different_values_are_a_conflict_and_neither_is_applied(tmp_path):
    one, other = reviews(
        tmp_path,
        lambda desk: desk.write("a", {0: 85, 1: 86}, reason="Nâng"),
        lambda desk: desk.write("a", {0: 75}, reason="Hạ"),
    )
    merged = merge_reviews([one, other])

    (conflict,) = merged.conflicts
    assert conflict.target == "thu.bo.a"
    assert {(side.value.vi, side.who) for side in conflict.sides} == {
        ("≥ 85%", ("Sở ngành cấp tỉnh, Đơn vị 1",)),
        ("≥ 75%", ("UBND xã, Đơn vị 2",)),
    }
    assert " ≠ " in conflict.say("vi")
    (step,) = merged.steps
    assert [dict(patch.level.stratum) for patch in step.patches] == [{"thu.vung": "dong-bang"}]
    assert len(merged.open) == 2


WANTED = st.dictionaries(st.tuples(st.sampled_from("adf"), st.integers(0, 2)), st.integers(1, 4), max_size=5)


@given(WANTED, WANTED)
def test_every_cell_with_two_values_is_a_conflict_and_every_other_edit_is_made_once(one, other):
    rows = {row.indicator.id: row for row in Layout.of(DRAFT, "vi").annex.rows}

    def review(wanted, organisation):
        edits = tuple(
            Edit(
                kind="level",
                target=f"thu.bo.{name}",
                row=rows[f"thu.bo.{name}"].key,
                column=column,
                said=(Exact(value),),
                before=Words("?", "?"),
                after=Words(str(value), str(value)),
                reason="Thử",
            )
            for (name, column), value in wanted.items()
        )
        return Review(draft=DRAFT, role="expert", organisation=organisation, edits=edits, comments=())

    merged = merge_reviews([review(one, "Một"), review(other, "Hai")])
    agreed = {cell: value for cell, value in {**one, **other}.items() if one.get(cell, value) == value}

    assert len(merged.conflicts) == len({**one, **other}) - len(agreed)
    assert all(
        {side.who for side in conflict.sides} == {("Chuyên gia, Một",), ("Chuyên gia, Hai",)}
        for conflict in merged.conflicts
    )
    changed = DRAFT.with_steps(*merged.steps).set
    regions = ("bien", "dong-bang", "nui")
    for name in "adf":
        for column, region in enumerate(regions):
            before = rows[f"thu.bo.{name}"].said[column][0]
            expected = agreed.get((name, column), before)
            if isinstance(expected, int | Exact):
                level = changed[f"thu.bo.{name}"].threshold(stratum={"thu.vung": region}, on="2023-12-31")
                assert level.value == expected


def test_the_same_edit_by_both_counts_once(tmp_path):
    merged = merge_reviews(
        reviews(
            tmp_path,
            lambda desk: desk.write("a", {0: 85}, reason="Nâng"),
            lambda desk: desk.write("a", {0: "≥ 85%"}, reason="Đã đạt"),
        )
    )

    (entry,) = merged.entries
    assert merged.conflicts == ()
    assert entry.who == ("Sở ngành cấp tỉnh, Đơn vị 1", "UBND xã, Đơn vị 2")
    assert [(step.role, step.reason.vi) for step in merged.steps] == [(entry.by, "Nâng; Đã đạt")]


def test_dropping_what_somebody_else_changes_is_a_conflict(tmp_path):
    merged = merge_reviews(
        reviews(
            tmp_path,
            lambda desk: desk.write("a", drop="bỏ", reason="Trùng"),
            lambda desk: desk.write("a", {0: 85}, reword="Nước", reason="Nâng"),
            lambda desk: desk.write("a", {0: 86}, reason="Nâng nữa"),
        )
    )

    (conflict,) = merged.conflicts
    assert sorted(side.value.vi for side in conflict.sides) == ["Nước", "bỏ", "≥ 85%", "≥ 86%"]
    assert merged.steps == ()


def test_an_answer_settles_a_conflict_and_what_contradicts_it_cannot_be_taken_too(tmp_path):
    merged = merge_reviews(
        reviews(
            tmp_path,
            lambda desk: desk.write("a", {0: 85}, reason="Nâng"),
            lambda desk: desk.write("a", {0: 75}, reason="Hạ"),
        )
    )
    first, second = merged.entries
    settled = merged.answer(first.id, taken=True, reason="Theo số liệu 14 mô hình")

    assert merged.steps == ()
    assert [step.role for step in settled.steps] == [first.by]
    with pytest.raises(InputError, match="Refuse the other one first"):
        settled.answer(second.id, taken=True, reason="Cũng được")
    refused = settled.answer(second.id, taken=False, reason=Label(vi="Thiếu số liệu", en="No data"))
    assert refused.open == ()
    assert refused.answer(first.id, taken=False, reason="Thôi").steps == ()
    with pytest.raises(UnknownIdentifierError):
        merged.answer("yk-0", taken=True, reason="?")


def test_the_table_of_responses_lists_everything_with_what_became_of_it(tmp_path):
    told = [
        Told("nam-son", Label(vi="Thiếu chỉ tiêu về chợ", en="Markets are missing")),
        Told("kin", Label(vi="Đồng ý")),
        Told("ben-nha", Label(vi="Đồng ý hết")),
        Told("hong", error=PluginError(Words(vi="hỏng", en="broken"))),
        Told("im-lang"),
    ]
    infos = [
        PluginInfo(key="nam-son", title=Label(vi="Huyện Nam Sơn"), api=1, authority="vn.authority.nam-son"),
        PluginInfo(key="ben-nha", title=Label(vi="Bến Nhà"), api=1),
    ]
    merged = merge_reviews(
        reviews(
            tmp_path,
            lambda desk: desk.write("a", {0: 85}, reason="Nâng").write("b", comment="Khó đo").say(comment="Gọn lại"),
            lambda desk: (
                desk.write("a", {0: 75}, reason="Hạ")
                .write("c", drop="bỏ", reason="Trùng")
                .write("d", reword="Nhà", reason="Gọn")
                .say("Bố cục", "Dài", "Nhiều trang")
            ),
        ),
        told=told,
        plugins=infos,
    )
    comment = next(one for one in merged.entries if one.text.vi == "Khó đo")
    table = merged.answer(comment.id, taken=True, reason="Bổ sung hướng dẫn").table("vi")

    by = {row["text"]: (row["about"], row["who"], row["taken"]) for row in table}
    assert by["Thiếu chỉ tiêu về chợ"] == ("Toàn bộ dự thảo", "Huyện Nam Sơn (vn.authority.nam-son)", "chưa trả lời")
    assert by["Đồng ý"][1] == "kin"
    assert by["Đồng ý hết"][1] == "Bến Nhà"
    assert by["Khó đo"] == ("1.2 Chỉ tiêu b", "Sở ngành cấp tỉnh, Đơn vị 1", "tiếp thu")
    assert by["Dài"][0] == "Bố cục"
    assert by["Đề nghị bỏ chỉ tiêu."][2] == "tiếp thu"
    assert by["Đề nghị sửa lời văn thành: Nhà"][2] == "tiếp thu"
    assert by["Đề nghị sửa mức (Ven biển) từ ≥ 80% thành ≥ 85%."][2] == "ý kiến khác nhau, chưa quyết định"
    assert [fault.en for fault in merged.faults] == ["Broken."]
    assert "Bản tổng hợp" not in repr(merged)
    assert "2 open" not in repr(merged)
    assert "Chợ" not in merged._repr_html_()


def test_the_order_of_reviews_does_not_matter(tmp_path):
    some = reviews(
        tmp_path,
        lambda desk: desk.write("a", {0: 85, 1: 86}, reason="Nâng").say(comment="Gọn"),
        lambda desk: desk.write("a", {0: 75}, reason="Hạ").write("b", comment="Khó"),
        lambda desk: desk.write("d", {0: 2}, reason="Chặt hơn"),
    )
    there, back = merge_reviews(some), merge_reviews(reversed(some))

    assert there.table().rows == back.table().rows
    assert there.steps == back.steps
    assert {frozenset(one.sides) for one in there.conflicts} == {frozenset(one.sides) for one in back.conflicts}


def test_reviews_of_two_drafts_are_not_merged(tmp_path):
    later = DRAFT.with_level("1.1", "83", stratum={"thu.vung": "bien"}, reason="Họp")
    one, other = Desk(tmp_path).read(), Desk(tmp_path, later, name="b.xlsx").read()

    with pytest.raises(InputError) as caught:
        merge_reviews([one, other])
    assert caught.value.problems[0].code == "SV-RV-020"


def test_plugins_are_heard_where_nobody_reviewed():
    merged = merge_reviews([], told=[Told("kin", Label(vi="Đồng ý"))])

    assert (merged.draft, merged.steps, merged.conflicts) == (None, (), ())
    assert [one.who for one in merged.entries] == [("kin",)]


def test_reasons_too_long_for_a_label_are_cut(tmp_path):
    texts = [str(at) + "x" * 998 for at in range(5)]
    desk = Desk(tmp_path).sign()
    for text, key in zip(texts, [key for key in desk.rows if key.startswith("thu.bo.i")] * 3, strict=False):
        desk.write(key, {0: 60}, reason=text)
    review = desk.read()

    assert len(review.steps[0].reason.vi) <= 4000
