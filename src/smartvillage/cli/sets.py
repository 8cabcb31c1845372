"""``smartvillage sets``: what is published, and how much of it was checked against its text."""

from __future__ import annotations

from typing import Annotated

import typer

from smartvillage.cli.annex import fill_annex, read_annex
from smartvillage.cli.arguments import PluginDirs, find_registry, find_set
from smartvillage.cli.speech import language, line, show_json, show_table, t
from smartvillage.criteria.criteria_set import CriteriaSet
from smartvillage.errors import Words
from smartvillage.paper.table import Table
from smartvillage.text.labels import label

HELP = t("Các bộ tiêu chí đã công bố.", "Published criteria sets.")

Json = Annotated[bool, typer.Option("--json", help=t("In dạng JSON.", "Print JSON."))]

_LABELS = {
    "set": Words(vi="Bộ tiêu chí", en="Set"),
    "title": Words(vi="Tên", en="Title"),
    "criteria": Words(vi="Tiêu chí", en="Criteria"),
    "indicators": Words(vi="Chỉ tiêu", en="Indicators"),
    "declared": Words(vi="Trong văn bản", en="In the text"),
    "issued": Words(vi="Văn bản", en="Issued by"),
    "plugin": Words(vi="Phần mở rộng", en="Plugin"),
}


def list_sets(*, plugin_dir: PluginDirs = None, as_json: Json = False) -> None:
    """List the published sets."""
    registry = find_registry(plugin_dir)
    rows = []
    for published in registry.sets.values():
        one = published.read()
        coverage = one.coverage()
        rows.append(
            {
                "set": one.key,
                "title": one.title.say(language()),
                "criteria": coverage.criteria,
                "indicators": coverage.indicators,
                "declared": coverage.indicators_declared,
                "issued": one.document.issued.number,
                "plugin": published.plugin,
            }
        )
    show_table(Table.of(rows, columns=tuple(_LABELS), labels=_LABELS), as_json=as_json)


def show(
    name: Annotated[str, typer.Argument(metavar="SET", help=t("Mã bộ tiêu chí, hoặc tệp.", "A set by id, or a file."))],
    *,
    plugin_dir: PluginDirs = None,
    as_json: Json = False,
) -> None:
    """Show a set: its indicators, their levels, and how much was checked."""
    one = find_set(name, plugin_dirs=plugin_dir)
    if as_json:
        show_json(_as_dict(one))
        return
    lang = language()
    coverage = one.coverage()
    line(f"{one.title.say(lang)} ({one.key}), {one.document.issued.say(lang)}")
    amended = ", ".join(amendment.citation.number for amendment in one.applied)
    if amended:
        line(t(f"Đã sửa đổi theo {amended}.", f"Amended by {amended}."))
    line(
        t(f"{coverage.criteria} tiêu chí, {coverage.indicators} chỉ tiêu", f"{coverage.criteria} criteria, ")
        + t("", f"{coverage.indicators} indicators")
        + _declared(one)
    )
    rows = [
        {
            "": t(*head),
            **{label("verification", state, lang): count for state, count in states.items()},
        }
        for head, states in ((("Lời văn", "Wording"), coverage.wording), (("Mức", "Levels"), coverage.levels))
    ]
    show_table(Table.of(rows))
    many = "indicator is attested and has" if coverage.attested == 1 else "indicators are attested and have"
    line(
        t(
            f"{coverage.attested} chỉ tiêu chỉ cần xác nhận đạt, không có mức.",
            f"{coverage.attested} {many} no level.",
        )
    )
    line()
    for criterion in one.criteria:
        line(f"{criterion.printed}. {criterion.title.say(lang)}")
        for indicator in criterion.indicators:
            bound = one[indicator.id]
            state = label("verification", indicator.wording.value, lang)
            line(f"   {indicator.printed:<6} {indicator.title.say(lang)}: {bound.level_text(lang)} [{state}]")


def _declared(one: CriteriaSet) -> str:
    coverage = one.coverage()
    if coverage.whole:
        return ""
    criteria, indicators = coverage.criteria_declared, coverage.indicators_declared
    return t(f" (văn bản có {criteria} và {indicators})", f" (the text has {criteria} and {indicators})")


def _as_dict(one: CriteriaSet) -> dict[str, object]:
    coverage = one.coverage()
    return {
        "set": one.key,
        "title": {"vi": one.title.vi, "en": one.title.say("en")},
        "issued": one.document.issued.say("en"),
        "criteria": coverage.criteria,
        "criteria_declared": coverage.criteria_declared,
        "indicators": coverage.indicators,
        "indicators_declared": coverage.indicators_declared,
        "wording": dict(coverage.wording),
        "levels": dict(coverage.levels),
        "attested": coverage.attested,
        "rows": [
            {
                "criterion": bound.criterion.printed,
                "ref": bound.printed,
                "id": bound.id,
                "title": bound.title.say(language()),
                "measures": list(bound.measures),
                "level": bound.level_text(language()),
                "wording": bound.wording.value,
            }
            for bound in one.indicators
        ],
    }


COMMANDS = {
    "list": (list_sets, t("Liệt kê các bộ tiêu chí.", "List the sets.")),
    "show": (show, t("Xem một bộ tiêu chí và mức đã đối chiếu.", "Show a set and how far it is verified.")),
    "fill": (fill_annex, t("Ghi phụ lục ra Excel để nhập mức.", "Write the annex as a workbook to type levels in.")),
    "read": (read_annex, t("Đọc lại phụ lục đã nhập.", "Read the annex back as cited patches.")),
}
