"""A record as the mappings, lists and text that a document reader gives back: only what was said, no defaults."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import Enum
from typing import Any

from smartvillage.border import Record

__all__ = ["plain"]

_ALWAYS = frozenset({"kind", "format"})
"""Fields that say what a mapping is; they stand even where they have their default."""


def plain(value: Any, *, defaults: bool = False) -> Any:  # noqa: ANN401
    """Return a value as mappings, lists and text.

    Args:
        value: A record, or what one may hold.
        defaults: Whether fields that have their default are written too: for what must keep its meaning when a later
            release has other defaults.

    Example:
        >>> from smartvillage.criteria.rules import AtLeast
        >>> plain(AtLeast(measure="a.b", levels=[{"value": "80"}]))
        {'measure': 'a.b', 'levels': [{'value': '80'}], 'kind': 'at-least'}
    """
    if isinstance(value, Record):
        fields = type(value).model_fields
        said = ((name, getattr(value, name)) for name in fields)
        return {
            name: plain(one, defaults=defaults)
            for name, one in said
            if one is not None and (defaults or name in _ALWAYS or one != fields[name].default)
        }
    if isinstance(value, Mapping):
        return {str(key): plain(one, defaults=defaults) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(one, defaults=defaults) for one in value]
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Enum):
        return str(value.value)
    return value.isoformat() if isinstance(value, date) else str(value)
