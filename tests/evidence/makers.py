"""Workbooks by hand: what no well-behaved program writes has to be written here."""

from __future__ import annotations

import io
import zipfile

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

CONTENT_TYPES = (
    f'{DECLARATION}<Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)
ROOT_RELATIONS = (
    f'{DECLARATION}<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
)
WORKBOOK = (
    f'{DECLARATION}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
    '<sheet name="Xã" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
RELATIONS = (
    f'{DECLARATION}<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{OFFICE}/styles" Target="styles.xml"/>'
    f'<Relationship Id="rId3" Type="{OFFICE}/sharedStrings" Target="/xl/sharedStrings.xml"/>'
    f'<Relationship Id="rId4" Type="{OFFICE}/hyperlink" Target="http://example.org/" TargetMode="External"/>'
    "</Relationships>"
)
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><numFmts count="3"><numFmt numFmtId="164" formatCode="0.0%"/>'
    '<numFmt numFmtId="165" formatCode="dd/mm/yyyy"/><numFmt numFmtId="166" formatCode="0.0&quot; %&quot;"/></numFmts>'
    '<cellStyleXfs><xf numFmtId="9"/></cellStyleXfs>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="9"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/>'
    '<xf numFmtId="166"/><xf numFmtId="20"/><xf/></cellXfs></styleSheet>'
)
SHARED = f'<sst xmlns="{MAIN}"><si><t>unit</t></si><si><t>value</t></si></sst>'
HEADER = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>'
GOOD_ROW = '<row r="2"><c r="A2" t="inlineStr"><is><t>28222</t></is></c><c r="B2"><v>97.5</v></c></row>'


def sheet(rows: str, before: str = "", after: str = "") -> str:
    """Wrap rows into a worksheet."""
    return f'{DECLARATION}<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def parts(rows: str = HEADER + GOOD_ROW, **changed: str | bytes | None) -> dict[str, str | bytes]:
    """Return the parts of a small workbook; ``None`` leaves one out, other names add to them.

    Names in keywords: ``content_types``, ``root``, ``workbook``, ``relations``, ``styles``, ``shared``, ``sheet1``.
    """
    names = {
        "content_types": "[Content_Types].xml",
        "root": "_rels/.rels",
        "workbook": "xl/workbook.xml",
        "relations": "xl/_rels/workbook.xml.rels",
        "styles": "xl/styles.xml",
        "shared": "xl/sharedStrings.xml",
        "sheet1": "xl/worksheets/sheet1.xml",
    }
    whole = {
        "content_types": CONTENT_TYPES,
        "root": ROOT_RELATIONS,
        "workbook": WORKBOOK,
        "relations": RELATIONS,
        "styles": STYLES,
        "shared": SHARED,
        "sheet1": sheet(rows),
        **changed,
    }
    return {names.get(key, key): content for key, content in whole.items() if content is not None}


def archive(members: dict[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Pack parts into an archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression, compresslevel=1) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return out.getvalue()


def workbook(rows: str = HEADER + GOOD_ROW, **changed: str | bytes | None) -> bytes:
    """Return a small workbook as bytes; see :func:`parts`."""
    return archive(parts(rows, **changed))


def texts(number: int, *cells: str) -> str:
    """Write a row of texts."""
    inside = "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' if cell else "<c/>" for cell in cells)
    return f'<row r="{number}">{inside}</row>'
