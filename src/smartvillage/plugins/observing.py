"""Asking every plugin what it thinks: one that fails loses its own word, and nobody else's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Generic, TypeVar

import attrs

from smartvillage.border import Record
from smartvillage.errors import PluginError, Words
from smartvillage.plugins.admission import Faults
from smartvillage.plugins.collecting import Offer

__all__ = ["Told", "ask_everyone"]

Item = TypeVar("Item")


@attrs.frozen
class Told(Generic[Item]):
    """What one plugin told: an item, or the fault for which there is none."""

    plugin: str
    item: Item | None = None
    error: PluginError | None = None


def ask_everyone(
    offers: Iterable[Offer], hook: str, kind: type[Any] | None, **arguments: object
) -> tuple[Told[Any], ...]:
    """Ask one hook of every plugin, each by itself.

    Args:
        offers: The admitted plugins.
        hook: The hook.
        kind: What every item must be; ``None`` where a hook answers nothing.
        **arguments: What the hook is given.

    Returns:
        The items in the order of plugins, and a fault for each plugin that failed.
    """
    told: list[Told[Any]] = []
    for offer in offers:
        if hook not in offer.admitted.hooks:
            continue
        key = offer.info.key
        try:
            told += [Told(key, item) for item in _items(offer, hook, kind, arguments)]
        except (Exception, SystemExit) as problem:  # noqa: BLE001 - a plugin may fail in any way at all
            faults = Faults(key, offer.admitted.found.source)
            faults.blame(problem, hook=hook)
            told += [Told(key, error=error) for error in faults.errors]
    return tuple(told)


def _items(offer: Offer, hook: str, kind: type[Any] | None, arguments: dict[str, object]) -> list[Any]:
    answer = offer.admitted.answer(hook, **arguments)
    if kind is None:
        return []
    if type(answer) not in {list, tuple} and (
        isinstance(answer, (str, bytes, Mapping, Record)) or not isinstance(answer, Iterable)
    ):
        raise PluginError(
            Words(
                vi=f"trả về {type(answer).__name__} thay vì một danh sách",
                en=f"returned {type(answer).__name__} instead of a list",
            )
        )
    items = list(answer)
    for item in items:
        if not isinstance(item, kind):
            raise PluginError(
                Words(
                    vi=f"có một mục {type(item).__name__} thay vì {kind.__name__}",
                    en=f"holds a {type(item).__name__} instead of a {kind.__name__}",
                )
            )
    return items
