"""Text as it is written in Vietnam: numbers, names, sorting, and the labels people see.

Everything here works on one piece of text at a time and knows nothing of files, units or rules. Numbers are read in
one strict grammar (:mod:`~smartvillage.text.numbers`), names are compared and sorted without being repaired
(:mod:`~smartvillage.text.names`), and ids become Vietnamese or English words (:mod:`~smartvillage.text.labels`).
"""

from __future__ import annotations

from smartvillage.text.labels import LABELS, label
from smartvillage.text.names import bare_key, collation_key, loose_key, name_key, nfc, skeleton, suspicious
from smartvillage.text.numbers import NumberError, read_number, read_percent, write_number, write_short

__all__ = [
    "LABELS",
    "NumberError",
    "bare_key",
    "collation_key",
    "label",
    "loose_key",
    "name_key",
    "nfc",
    "read_number",
    "read_percent",
    "skeleton",
    "suspicious",
    "write_number",
    "write_short",
]
