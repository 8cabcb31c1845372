"""What hooks return: the things a plugin offers. They may hold callables, so they are attrs classes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, Literal

import attrs
from attrs.validators import deep_iterable, in_, instance_of, optional

from smartvillage.border import Label
from smartvillage.criteria.citations import Citation
from smartvillage.criteria.measures import Measure
from smartvillage.criteria.provisions import Indicator
from smartvillage.plugins.evaluators import Evaluator

__all__ = [
    "APIS",
    "Candidate",
    "Dataset",
    "Evaluator",
    "Finding",
    "Pilot",
    "PluginInfo",
    "Precedent",
    "ProgrammeOffer",
]

APIS = frozenset({1})
"""The versions of the plugin contract that this release speaks."""
OLD_APIS: frozenset[int] = frozenset()
"""Those of them that a later release will drop; a plugin that asks for one is admitted with a deprecation warning."""

_text = instance_of(str)


def _listed(items: Iterable[str]) -> tuple[str, ...]:
    if isinstance(items, str):  # a text is a list of its letters to Python, and never what was meant
        raise TypeError(f"a list of texts is due, not the text {items!r}")
    return tuple(items)


_texts = deep_iterable(_text, instance_of(tuple))


def _day(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
    # a datetime is a date to Python, and no day to anybody else
    if value is not None and type(value) is not date:
        raise TypeError(f"{attribute.name} must be a datetime.date, not {value!r}")


@attrs.frozen(kw_only=True)
class PluginInfo:
    """Who offers: the plugin's key, its authority, and which version of the contract it was written for.

    Example:
        >>> PluginInfo(key="nam-son", title=Label(vi="Nam Sơn"), api=1).key
        'nam-son'
    """

    key: str = attrs.field(validator=_text)
    """The name of the entry point; every id the plugin offers begins with it and a dot."""
    title: Label = attrs.field(validator=instance_of(Label))
    api: int = attrs.field(validator=instance_of(int))
    kind: Literal["pillar", "leading", "foundation"] | None = attrs.field(
        default=None, validator=optional(in_(("pillar", "leading", "foundation")))
    )
    """Set where the plugin is itself a domain, whose key is that of the plugin."""
    authority: str | None = attrs.field(default=None, validator=optional(_text))
    """The id of the pilot authority, as :class:`smartvillage.Places` knows it."""
    since: date | None = attrs.field(default=None, validator=_day)
    """The first day on which that authority spoke for the plugin."""
    until: date | None = attrs.field(default=None, validator=_day)
    """The first day on which it no longer did."""
    successor: str | None = attrs.field(default=None, validator=optional(_text))
    """The authority that inherited the plugin when its own ended."""
    domains: tuple[str, ...] = attrs.field(default=(), converter=_listed, validator=_texts)
    """The domains it offers candidates and pilots for."""
    languages: tuple[str, ...] = attrs.field(default=("vi",), converter=_listed, validator=_texts)


@attrs.frozen(kw_only=True)
class Precedent:
    """A level or requirement that somebody has issued, and where."""

    what: Label = attrs.field(validator=instance_of(Label))
    citation: Citation = attrs.field(validator=instance_of(Citation))
    value: str | None = attrs.field(default=None, validator=optional(_text))
    basis: str | None = attrs.field(default=None, validator=optional(_text))
    """What kind of text it stands in: a criterion, a programme target, a draft."""


def _cited(precedents: Iterable[Precedent]) -> tuple[Precedent, ...]:
    return tuple(precedents)


@attrs.frozen(kw_only=True)
class Candidate:
    """An indicator that a domain offers for the next edition.

    Its rule has a level only where a cited precedent has one; an idea has none, and what the level should be is what
    the pilots are for.
    """

    indicator: Indicator = attrs.field(validator=instance_of(Indicator))
    domain: str = attrs.field(validator=_text)
    basis: Literal["idea", "precedent"] = attrs.field(validator=in_(("idea", "precedent")))
    """``precedent`` when somebody has issued it before, otherwise ``idea``."""
    rationale: Label = attrs.field(validator=instance_of(Label))
    precedents: tuple[Precedent, ...] = attrs.field(
        default=(), converter=_cited, validator=deep_iterable(instance_of(Precedent))
    )
    measure: Measure | None = attrs.field(default=None, validator=optional(instance_of(Measure)))
    """The measure it judges, where it judges a single one."""
    shows: Literal["access", "use", "result"] | None = attrs.field(
        default=None, validator=optional(in_(("access", "use", "result")))
    )
    """Whether the figure shows that something was provided, that it was used, or that it worked."""
    burden: Literal["existing", "new"] | None = attrs.field(default=None, validator=optional(in_(("existing", "new"))))
    """Whether the figure is ``existing`` in a system today, or ``new`` and must be collected."""
    programme_group: Literal["government", "economy", "society"] | None = attrs.field(
        default=None, validator=optional(in_(("government", "economy", "society")))
    )
    """Where Decision 924 would put it."""
    ministry_group: Literal["institutions", "people", "technology"] | None = attrs.field(
        default=None, validator=optional(in_(("institutions", "people", "technology")))
    )
    """Where the ministry's grouping of digital transformation would put it."""
    caution: str | None = attrs.field(default=None, validator=optional(_text))
    """What one should know before asking for it."""

    @property
    def id(self) -> str:
        """The id of its indicator."""
        return self.indicator.id


@attrs.frozen(kw_only=True)
class Pilot:
    """Units at a date that try a domain out for an authority over a period (mô hình thí điểm)."""

    id: str = attrs.field(validator=_text)
    title: Label = attrs.field(validator=instance_of(Label))
    domain: str = attrs.field(validator=_text)
    units: tuple[str, ...] = attrs.field(converter=_listed, validator=_texts)
    """Identities of units (``vn:28222@``), or codes as they were on the day."""
    on: date = attrs.field(validator=_day)
    """The day on which the units are meant."""
    lead: Label | None = attrs.field(default=None, validator=optional(instance_of(Label)))
    """Who leads it (đơn vị chủ trì)."""
    authority: str | None = attrs.field(default=None, validator=optional(_text))
    since: date | None = attrs.field(default=None, validator=_day)
    until: date | None = attrs.field(default=None, validator=_day)
    synthetic: bool = attrs.field(default=False, validator=instance_of(bool))
    """Made up, to try things out: every page that shows it says so."""


@attrs.frozen(kw_only=True)
class ProgrammeOffer:
    """A programme: the path of its document, or what :meth:`smartvillage.Programme.read` gave."""

    id: str = attrs.field(validator=_text)
    document: Any = attrs.field()

    @document.validator
    def _is_something(self, _: attrs.Attribute[Any], value: object) -> None:
        if value is None or isinstance(value, str):
            raise TypeError(f"document must be a pathlib.Path or a programme, not {value!r}")


@attrs.frozen(kw_only=True)
class Dataset:
    """A small dataset that is loaded on request."""

    id: str = attrs.field(validator=_text)
    title: Label = attrs.field(validator=instance_of(Label))
    licence: str = attrs.field(validator=_text)
    synthetic: bool = attrs.field(validator=instance_of(bool))
    load: Callable[[], Any] = attrs.field()
    """Returns a table of any kind that :class:`smartvillage.Evidence` takes, or the path of one."""
    source: str | None = attrs.field(default=None, validator=optional(_text))

    @load.validator
    def _is_a_function(self, _: attrs.Attribute[Any], value: object) -> None:
        if not callable(value):
            raise TypeError(f"load must be a function without arguments, not {value!r}")


@attrs.frozen(kw_only=True)
class Finding:
    """Something doubtful in the evidence, told by a plugin that knows the field."""

    what: Label = attrs.field(validator=instance_of(Label))
    unit: str | None = attrs.field(default=None, validator=optional(_text))
    period: str | None = attrs.field(default=None, validator=optional(_text))
    measure: str | None = attrs.field(default=None, validator=optional(_text))
    facts: Mapping[str, str] = attrs.field(factory=dict)
