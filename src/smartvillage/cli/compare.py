"""``smartvillage compare``: who keeps, gains and loses when a draft takes the place of a set."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from smartvillage.cli.arguments import (
    DOCUMENTS,
    PluginDirs,
    decimal_sign,
    find_places,
    find_registry,
    find_set,
    strata_of,
)
from smartvillage.cli.speech import language, line, show_json, show_table, t
from smartvillage.criteria.criteria_set import CriteriaSet
from smartvillage.criteria.documents import read_document
from smartvillage.criteria.measures import Measure
from smartvillage.criteria.patch_files import patched_by
from smartvillage.evaluation.evaluate import EVIDENCE_STATES
from smartvillage.evidence.evidence import Evidence
from smartvillage.plugins.registry import Registry
from smartvillage.proposal.compare import CAUSES, Comparison, compare

HELP = t("So sánh dự thảo với bộ hiện hành trên cùng số liệu.", "Compare a draft with a set on the same figures.")

SHOWN = 20
"""So many changes are shown one by one."""


def compare_command(
    set_name: Annotated[
        str, typer.Argument(metavar="SET", help=t("Bộ hiện hành: mã, hoặc tệp YAML.", "The set in force: id or YAML."))
    ],
    draft_name: Annotated[
        str,
        typer.Argument(
            metavar="DRAFT",
            help=t(
                "Dự thảo: mã, tệp YAML của bộ, hoặc tệp YAML của các sửa đổi.",
                "The draft: an id, the YAML file of a set, or one of patches.",
            ),
        ),
    ],
    data: Annotated[
        Path,
        typer.Option(
            metavar="DATA", help=t("Tệp số liệu: csv, xlsx hoặc parquet.", "The figures: csv, xlsx, parquet.")
        ),
    ],
    *,
    places: Annotated[
        str | None,
        typer.Option(metavar="PLACES", help=t("Đơn vị: vn, none, tệp, thư mục.", "Units: vn, none, a file, a folder.")),
    ] = None,
    stratum: Annotated[
        list[str] | None,
        typer.Option(
            metavar="SCHEME=STRATUM",
            help=t("Nhóm áp dụng cho mọi đơn vị (nhiều lần).", "The stratum of every unit (repeatable)."),
        ),
    ] = None,
    by: Annotated[
        str | None,
        typer.Option(
            metavar="SCHEME",
            help=t(
                "Đếm theo nhóm của cách phân nhóm này; hoặc parent, criterion, cause.",
                "Count by the strata of this scheme; or parent, criterion, cause.",
            ),
        ),
    ] = None,
    state: Annotated[
        list[str] | None,
        typer.Option(
            metavar="STATE",
            help=t("Trạng thái số liệu được chấp nhận (nhiều lần).", "An accepted evidence state (repeatable)."),
        ),
    ] = None,
    as_if: Annotated[
        bool,
        typer.Option(
            "--as-if",
            help=t(
                "Xét cả các kỳ ngoài thời gian của bộ hiện hành, như thể bộ đã áp dụng khi đó.",
                "Let the set in force judge other dates too, as if it had been in force then.",
            ),
        ),
    ] = False,
    decimal: Annotated[
        str | None,
        typer.Option(metavar="SIGN", help=t("Dấu thập phân: comma hoặc point.", "Decimal sign: comma or point.")),
    ] = None,
    sheet: Annotated[str | None, typer.Option(metavar="NAME", help=t("Tên trang tính.", "The sheet."))] = None,
    plugin_dir: PluginDirs = None,
    as_json: Annotated[bool, typer.Option("--json", help=t("In kết quả dạng JSON.", "Print JSON."))] = False,
) -> None:
    """Compare and tell; nothing is written."""
    registry = find_registry(plugin_dir)
    base = find_set(set_name, registry)
    draft = _draft(draft_name, base, registry)
    units = find_places(places, base)
    evidence = Evidence.read(
        data, measures=_measures(base, draft, registry), places=units, decimal=decimal_sign(decimal), sheet=sheet
    )
    strata: dict[str, str] = {}
    for one in (base, draft):
        known = {scheme.id for scheme in one.document.schemes}
        strata |= strata_of([given for given in stratum or [] if given.partition("=")[0] in known], one)
    unknown = [given for given in stratum or [] if given.partition("=")[0] not in strata]
    strata |= strata_of(unknown, base)
    found = compare(
        base,
        draft,
        evidence,
        units,
        registry=registry,
        strata=strata,
        evidence_states=state or EVIDENCE_STATES,
        as_if=as_if,
    )
    if as_json:
        show_json(found.to_dict() | ({"by": found.who_changes(by).to_dict()} if by else {}))
        return
    tell(found, by)


def _draft(name: str, base: CriteriaSet, registry: Registry) -> CriteriaSet:
    """The draft: a set, or the set in force with the patches of a file."""
    if Path(name).suffix.lower() in DOCUMENTS:
        tree = read_document(name).tree
        if isinstance(tree, dict) and ("patches" in tree or str(tree.get("format")).startswith("smartvillage.patches")):
            return patched_by(base, name)
    return find_set(name, registry)


def _measures(base: CriteriaSet, draft: CriteriaSet, registry: Registry) -> list[CriteriaSet | Measure]:
    """Both sets, that of the numbers people know first, and all else that figures of pilots may be about."""
    both = [draft] if draft.key == base.key else [base, draft]
    own = {name for one in both for name in one.measures}
    editions = [one.key for one in registry.editions(base.id) if one.key not in {base.key, draft.key}]
    others = [one for one in registry.measures.values() if one.id not in own]
    return [*both, *others, *(registry.set(key) for key in editions)]


def tell(found: Comparison, by: str | None = None) -> None:
    """Print a comparison on one screen."""
    lang = language()
    before, after = found.before.criteria_set, found.after.criteria_set
    line(f"{after.title.say(lang)} ({after.key})")
    line(t(f"so với {before.title.say(lang)} ({before.key})", f"beside {before.title.say(lang)} ({before.key})"))
    for note in found.notes:
        line(f"  {note.say(lang)}")
    line()
    line(found.say(lang))
    if by:
        show_table(found.who_changes(by))
    line()
    columns = ("before", "after", "title", "fate", "met_before", "met_after", "unknown_after")
    show_table(found.table(lang), columns=columns)
    if found.changes:
        line()
        counts = {cause: sum(one.cause == cause for one in found.changes) for cause in CAUSES}
        said = ", ".join(f"{CAUSES[cause].say(lang)} {count}" for cause, count in counts.items() if count)
        line(t(f"{len(found.changes)} kết quả thay đổi: {said}", f"{len(found.changes)} verdicts change: {said}"))
        columns = ("unit_name", "period", "ref", "title", "verdict_before", "verdict_after", "cause")
        show_table(found.changes_table(lang).head(SHOWN), columns=columns)
        if len(found.changes) > SHOWN:
            more = len(found.changes) - SHOWN
            line(t(f"… còn {more} dòng nữa; xem --json.", f"… and {more} more; see --json."))
