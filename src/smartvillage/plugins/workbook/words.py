"""The words of the drop-downs: Vietnamese for the id that a document holds; a cell may say either."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from types import MappingProxyType

from smartvillage.errors import RefusedValueError, Words, quoted
from smartvillage.text.names import name_key

__all__ = ["VOCABULARY", "offered", "read_word", "say_word"]

VOCABULARY: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "domain-kind": {"pillar": "trụ cột", "leading": "lĩnh vực nổi trội", "foundation": "nền tảng"},
        "kind": {
            "share": "tỷ lệ phần trăm",
            "count": "số lượng",
            "amount": "đại lượng",
            "ratio": "tỷ số",
            "attested": "có hoặc không",
            "ordinal": "thứ bậc",
        },
        "direction": {"higher": "cao hơn thì tốt", "lower": "thấp hơn thì tốt", "neutral": "không xét"},
        "over-places": {"sum": "cộng lại", "parts": "cộng tử và mẫu", "none": "không gộp"},
        "over-time": {"last": "lấy kỳ cuối", "sum": "cộng lại", "none": "không gộp"},
        "basis": {"idea": "ý tưởng", "precedent": "tiền lệ"},
        "shows": {"access": "có để dùng", "use": "được sử dụng", "result": "có kết quả"},
        "programme-group": {"government": "chính quyền", "economy": "kinh tế", "society": "xã hội"},
        "ministry-group": {"institutions": "thể chế", "people": "con người", "technology": "công nghệ"},
        "burden": {"existing": "đã có số liệu", "new": "phải thu thập mới"},
        "precedent-basis": {
            "criterion": "tiêu chí",
            "programme-target": "mục tiêu chương trình",
            "framework-criterion": "khung tiêu chí",
            "commune-plan-target": "mục tiêu kế hoạch xã",
            "draft": "dự thảo",
            "observed": "số đã đạt",
            "idea": "ý tưởng",
        },
        "flag": {"true": "có", "false": "không"},
        "expect": {
            "met": "đạt",
            "not-met": "chưa đạt",
            "unknown": "chưa đủ cơ sở đánh giá",
            "not-applicable": "không áp dụng",
        },
    }
)
"""Vietnamese words by kind and id, in the order of the drop-down. The words of *precedent-basis* are only usual ones:
a cell may hold another."""


def say_word(kind: str, word: str) -> str:
    """Write an id for people, with the id behind it; one without Vietnamese words stands alone.

    Example:
        >>> say_word("kind", "share"), say_word("precedent-basis", "custom")
        ('tỷ lệ phần trăm (share)', 'custom')
    """
    vi = VOCABULARY[kind].get(word)
    return f"{vi} ({word})" if vi else word


def offered(kind: str) -> tuple[str, ...]:
    """The words of a drop-down.

    Example:
        >>> offered("basis")
        ('ý tưởng (idea)', 'tiền lệ (precedent)')
    """
    return tuple(say_word(kind, word) for word in VOCABULARY[kind])


def read_word(kind: str, text: str, *, is_open: bool = False) -> str:
    """Read a word of a drop-down: the Vietnamese, the id, or both.

    Args:
        kind: Which drop-down.
        text: What the cell holds.
        is_open: Whether an id that is not in the list may stand there as well.

    Raises:
        RefusedValueError: It is none of them (``SV-PLUG-015``).

    Example:
        >>> read_word("kind", "Tỷ lệ phần trăm"), read_word("kind", "share"), read_word("kind", "tỷ số (ratio)")
        ('share', 'share', 'ratio')
    """
    key = name_key(text)
    for word, vi in VOCABULARY[kind].items():
        if key in {word, name_key(vi), name_key(say_word(kind, word))}:
            return word
    if is_open:
        return text
    accepted = offered(kind)
    listed = ", ".join(accepted)
    known = {name_key(form): one for one in accepted for form in (one, *one.rstrip(")").split(" ("))}
    close = get_close_matches(key[:200], known, n=1)
    raise RefusedValueError(
        Words(vi=f"không nhận {quoted(text)} ở đây", en=f"{quoted(text)} is not accepted here"),
        expected=Words(vi=f"một trong: {listed}", en=f"one of: {listed}"),
        advice=Words(vi=f"Có phải là {known[close[0]]}?", en=f"Did you mean {known[close[0]]}?") if close else None,
        code="SV-PLUG-015",
    )
