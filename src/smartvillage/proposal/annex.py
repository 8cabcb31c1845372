"""The annex of a first proposal on paper: a workbook and a page that prints, invented figures marked on every sheet."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from smartvillage.paper.files import write_bytes
from smartvillage.paper.html import html_page
from smartvillage.paper.workbook import Sheet, workbook_bytes

if TYPE_CHECKING:
    from smartvillage.proposal.first import FirstProposal

__all__ = ["write_first"]

SYNTHETIC = {"vi": "DỮ LIỆU GIẢ LẬP – không phải số liệu của xã nào", "en": "SYNTHETIC DATA – no commune's figures"}


def write_first(proposal: FirstProposal, folder: str | Path, *, lang: str = "vi") -> tuple[Path, ...]:
    """Write ``phu-luc.xlsx`` and ``phu-luc.html``."""
    vi = lang == "vi"
    banner = SYNTHETIC["vi" if vi else "en"] if proposal.synthetic else None
    title = (
        f"Phụ lục: chỉ tiêu đề xuất, lĩnh vực {proposal.domain}"
        if vi
        else f"Annex: proposed indicators, domain {proposal.domain}"
    )
    notes = proposal.assumptions(lang)
    book = workbook_bytes(
        [
            Sheet(
                "Phụ lục" if vi else "Annex",
                proposal.table(lang),
                lang=lang,  # type: ignore[arg-type]
                intro=(title,),
                outro=notes,
                banner=banner,
                widths={"title": 44, "note": 40},
            ),
            Sheet(
                "Đáp ứng theo mức" if vi else "Response",
                proposal.responses(lang),
                lang=lang,  # type: ignore[arg-type]
                intro=("Số mô hình đạt nếu mức là…" if vi else "How many pilots would meet each level",),
                banner=banner,
                widths={"title": 60},
            ),
        ],
        title=title,
    )
    page = html_page(title, [proposal.table(lang).to_html(lang=lang)], lines=notes, lang=lang, banner=banner)
    to = Path(folder)
    to.mkdir(parents=True, exist_ok=True)
    files = (to / "phu-luc.xlsx", to / "phu-luc.html")
    for file, content in zip(files, (book, page.encode()), strict=True):
        write_bytes(file, content)
    return files
