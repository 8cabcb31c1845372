"""``smartvillage sets``: what is published, and how much of it was checked against its text."""

from __future__ import annotations

from typing import Annotated

import typer

from smartvillage.cli.common import find_set
from smartvillage.cli.speech import language, line, show_json, show_table, t
from smartvillage.criteria.criteria_set import CriteriaSet
from smartvillage.paper.table import Table
from smartvillage.plugins.registry import load_registry
from smartvillage.text.labels import label

HELP = t("Các bộ tiêu chí đã công bố.", "Published criteria sets.")

Json = Annotated[bool, typer.Option("--json", help=t("In dạng JSON.", "Print JSON."))]


def app() -> typer.Typer:
    """The commands about sets."""
    sets = typer.Typer(no_args_is_help=True)
    sets.command("list", help=t("Liệt kê các bộ tiêu chí.", "List the sets."))(list_sets)
    sets.command("show", help=t("Xem một bộ tiêu chí và mức đã đối chiếu.", "Show a set and how far it is verified."))(
        show
    )
    return sets


def list_sets(*, as_json: Json = False) -> None:
    """List the published sets."""
    registry = load_registry()
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
    show_table(Table.of(rows), as_json=as_json)


def show(
    name: Annotated[str, typer.Argument(metavar="SET", help=t("Mã bộ tiêu chí, hoặc tệp.", "A set by id, or a file."))],
    *,
    as_json: Json = False,
) -> None:
    """Show a set: its indicators, their levels, and how much was checked."""
    one = find_set(name)
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
        t(
            f"{coverage.criteria} tiêu chí, {coverage.indicators} chỉ tiêu"
            + (
                ""
                if coverage.whole
                else f" (văn bản có {coverage.criteria_declared} và {coverage.indicators_declared})"
            ),
            f"{coverage.criteria} criteria, {coverage.indicators} indicators"
            + (
                ""
                if coverage.whole
                else f" (the text has {coverage.criteria_declared} and {coverage.indicators_declared})"
            ),
        )
    )
    rows = [
        {
            "": t(*head),
            **{label("verification", state, lang): count for state, count in states.items()},
        }
        for head, states in ((("Lời văn", "Wording"), coverage.wording), (("Mức", "Levels"), coverage.levels))
    ]
    show_table(Table.of(rows))
    line(
        t(
            f"{coverage.attested} chỉ tiêu chỉ cần xác nhận đạt, không có mức.",
            f"{coverage.attested} indicators are attested and have no level.",
        )
    )
    line()
    for criterion in one.criteria:
        line(f"{criterion.printed}. {criterion.title.say(lang)}")
        for indicator in criterion.indicators:
            bound = one[indicator.id]
            state = label("verification", indicator.wording.value, lang)
            line(f"   {indicator.printed:<6} {indicator.title.say(lang)}: {bound.level_text(lang)} [{state}]")


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
