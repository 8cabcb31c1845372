"""Names: compared as they are written, sorted as Vietnamese sorts them, and never repaired in silence.

A name that differs from the printed one only in Unicode form, capitals or spaces is the same name
(:func:`name_key`). One that differs in where the tone mark stands (Hòa, Hoà), in accents left out or in an
abbreviated kind of unit (TT. Cần Đước) is *not* the same name; the looser keys exist so that an error can ask "did
you mean" (:func:`loose_key`, :func:`skeleton`).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from smartvillage.errors import Words

__all__ = ["bare_key", "collation_key", "loose_key", "name_key", "nfc", "skeleton", "suspicious"]

_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
"""The tone marks in dictionary order (huyền, hỏi, ngã, sắc, nặng); a syllable without one comes first."""

_LETTERS = {letter: place for place, letter in enumerate("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz", start=10)}
_GAP, _NUMBER, _OTHER = 1, 2, 1000

_KINDS = "tỉnh|thành phố|quận|huyện|thị xã|thị trấn|phường|xã|đặc khu"
_FULL_KIND = re.compile(rf"^(?:{_KINDS}) ")
_ANY_KIND = re.compile(rf"^(?:{_KINDS}|tp|tx|tt|[qhpx])(?: |\. ?)")

_PLAIN_D = str.maketrans("đðɖ", "ddd")
_PLAIN_KIND = re.compile(r"^(?:tinh|thanh pho|quan|huyen|thi xa|thi tran|phuong|xa|dac khu) ")

_USUAL = re.compile(
    "[ -~"
    + "".join(
        sorted(
            unicodedata.normalize("NFC", form(letter) + tone)
            for letter in "aăâeêioôơuưyđ"
            for tone in ("", *_TONES)
            for form in (str.lower, str.upper)
            if letter != "đ" or not tone
        )
    )
    + "]*"
)
"""Text that needs no closer look: printable ASCII and the letters of Vietnamese."""

_LOOK_ALIKES = {
    "\u00d0": "Đ (U+0110)",
    "\u00f0": "đ (U+0111)",
    "\u0189": "Đ (U+0110)",
    "\u0256": "đ (U+0111)",
}
_HIDDEN = {
    "\u00a0": Words(vi="khoảng trắng không ngắt", en="a no-break space"),
    "\u2007": Words(vi="khoảng trắng không ngắt", en="a no-break space"),
    "\u202f": Words(vi="khoảng trắng không ngắt", en="a no-break space"),
    "\u00ad": Words(vi="dấu nối ẩn", en="a soft hyphen"),
    "\u200b": Words(vi="ký tự rộng bằng không", en="a zero-width character"),
    "\u200c": Words(vi="ký tự rộng bằng không", en="a zero-width character"),
    "\u200d": Words(vi="ký tự rộng bằng không", en="a zero-width character"),
    "\u2060": Words(vi="ký tự rộng bằng không", en="a zero-width character"),
    "\ufeff": Words(vi="ký tự rộng bằng không", en="a zero-width character"),
    "\ufffd": Words(vi="dấu thay cho chữ đã mất", en="the mark of a letter that was lost"),
}
_DIRECTIONS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_SCRIPTS = {
    "CYRILLIC": Words(vi="chữ Kirin", en="a Cyrillic letter"),
    "GREEK": Words(vi="chữ Hy Lạp", en="a Greek letter"),
}
_FOREIGN = Words(vi="chữ không thuộc bảng chữ Latinh", en="a letter that is not Latin")


def nfc(text: str) -> str:
    r"""Return the text in Unicode form NFC, in which ``ế`` is one character.

    Example:
        >>> len(nfc("e\u0302\u0301"))
        1
    """
    return unicodedata.normalize("NFC", text)


def name_key(name: str) -> str:
    """Return the key under which two writings are one name: form NFC, capitals and runs of spaces ignored.

    The place of a tone mark is kept: *Hòa* and *Hoà* have different keys.

    Example:
        >>> name_key("  XÃ  Vĩnh Công") == name_key("Xã Vĩnh Công"), name_key("Hòa") == name_key("Hoà")
        (True, False)
    """
    return " ".join(nfc(nfc(name).casefold()).split())


def bare_key(name: str) -> str:
    """Return :func:`name_key` without the kind of unit written in full before the name.

    Example:
        >>> bare_key("Xã Vĩnh Công"), bare_key("Phường 1"), bare_key("Vĩnh Công")
        ('vĩnh công', '1', 'vĩnh công')
    """
    return _FULL_KIND.sub("", name_key(name))


def loose_key(name: str) -> str:
    """Return a key only for asking "did you mean": the kind of unit and the place of tone marks are ignored.

    Abbreviated kinds go too (``TT.``, ``TP.``, ``P.``). Never match by it.

    Example:
        >>> loose_key("TT. Cần Đước") == loose_key("Cần Đước"), loose_key("Hòa Bình") == loose_key("Hoà Bình")
        (True, True)
    """
    key = name_key(name)
    return " ".join(_tone_last(word) for word in (_ANY_KIND.sub("", key) or key).split())


def _tone_last(word: str) -> str:
    spread = unicodedata.normalize("NFD", word)
    tones = "".join(ch for ch in spread if ch in _TONES)
    return nfc("".join(ch for ch in spread if ch not in _TONES)) + tones


def skeleton(name: str) -> str:
    """Return the name's letters without any mark, for asking "did you mean" when accents were left out.

    The kind of unit is left out too, also when it is written without accents.

    Example:
        >>> skeleton("Xã Đức Hòa"), skeleton("Xa Duc Hoa")
        ('duc hoa', 'duc hoa')
    """
    key = name_key(name)
    bare = _ANY_KIND.sub("", key) or key
    spread = unicodedata.normalize("NFD", bare.translate(_PLAIN_D))
    plain = "".join(ch for ch in spread if not unicodedata.combining(ch))
    return _PLAIN_KIND.sub("", plain) if bare == key else plain


def collation_key(name: str) -> tuple[tuple[int, ...], tuple[int, ...], str]:
    """Return a sorting key in the order of the Vietnamese alphabet.

    Letters first (a, ă, â, b, c, d, đ, e, ê ...), then tones (none, huyền, hỏi, ngã, sắc, nặng), then the text itself.
    Numbers inside a name sort by value, and punctuation counts as a space.

    Example:
        >>> sorted(["Êa", "Đức Hòa", "Phường 10", "Dương", "Ea", "Phường 2"], key=collation_key)
        ['Dương', 'Đức Hòa', 'Ea', 'Êa', 'Phường 2', 'Phường 10']
    """
    letters: list[int] = []
    tones: list[int] = []
    for part in re.findall(r"[0-9]+|[^0-9]", name_key(name)):
        if part.isascii() and part.isdigit():
            letters += (_NUMBER, int(part[:18]))
            continue
        spread = unicodedata.normalize("NFD", part)
        letter = nfc("".join(ch for ch in spread if ch not in _TONES))
        if not letter:
            tones.append(_TONES[spread[-1]])
        elif letter.isalpha():
            letters.append(_LETTERS.get(letter) or _OTHER + ord(letter[0]))
            tones.append(next((_TONES[ch] for ch in spread if ch in _TONES), 0))
        elif letters and letters[-1] != _GAP:
            letters.append(_GAP)
    return tuple(letters), tuple(tones), nfc(name)


def suspicious(text: str) -> list[Words]:
    """Name the characters that look right and are not: look-alikes, hidden characters, letters of other scripts.

    Returns:
        One sentence for each different character, in the order in which they stand; empty when nothing is wrong.

    Example:
        >>> [words.en for words in suspicious("Ðức Hòa")]
        ['"Ð" (U+00D0) only looks like Đ (U+0110)']
    """
    text = nfc(text)
    if _USUAL.fullmatch(text):
        return []
    return [words for ch in dict.fromkeys(text) if (words := _suspicion(ch))]


@lru_cache(maxsize=4096)
def _suspicion(ch: str) -> Words | None:
    code = f"U+{ord(ch):04X}"
    if right := _LOOK_ALIKES.get(ch):
        return Words(vi=f'"{ch}" ({code}) chỉ trông giống {right}', en=f'"{ch}" ({code}) only looks like {right}')
    if ch in _DIRECTIONS:
        return Words(vi=f"dấu đổi chiều chữ ({code})", en=f"a direction mark ({code})")
    if hidden := _HIDDEN.get(ch):
        return Words(vi=f"{hidden.vi} ({code})", en=f"{hidden.en} ({code})")
    kind = unicodedata.category(ch)
    if kind[0] == "M":
        return Words(vi=f"dấu đứng lẻ ({code})", en=f"a mark without its letter ({code})")
    if kind[0] == "C" or kind in {"Zl", "Zp"}:
        return Words(vi=f"ký tự điều khiển ({code})", en=f"a control character ({code})")
    if kind[0] == "L":
        script = unicodedata.name(ch, "?").split()[0]
        if script not in {"LATIN", "FEMININE", "MASCULINE", "MODIFIER"}:
            words = _SCRIPTS.get(script, _FOREIGN)
            return Words(vi=f'"{ch}" ({code}) là {words.vi}', en=f'"{ch}" ({code}) is {words.en}')
    return None
