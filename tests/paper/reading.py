"""A Word document read back: what stands in it, in order."""

from __future__ import annotations

import io

import docx


def docx_lines(data):
    """Every paragraph with text, in the order of the document; a table row by row, a merged cell once."""
    return [
        text for text in (_text(part) for part in _paragraphs(docx.Document(io.BytesIO(data)).element.body)) if text
    ]


def docx_headers(data):
    """What stands over the first page and over the others of each section of its own."""
    return [
        "\n".join(_text(paragraph._p) for paragraph in header.paragraphs)
        for section in docx.Document(io.BytesIO(data)).sections
        for header in (section.first_page_header, section.header)
    ]


def _paragraphs(body):
    return body.iter("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}p")


def _text(paragraph):
    out = []
    for part in paragraph.iter():
        match part.tag.rpartition("}")[2]:
            case "t":
                out.append(part.text or "")
            case "br":
                out.append("\n")
            case "tab":
                out.append("\t")
    return "".join(out)
