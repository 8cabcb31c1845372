"""Evaluators: functions of a plugin that judge what no rule of the language says.

The form the library calls is vectorised: :class:`~smartvillage.plugins.inputs.Inputs` in, one verdict code a row out.
:func:`scalar_evaluator` lifts a function that judges one unit at a time. Either is a pure function: no files, no
clock, no network, no randomness, and no row looks at another. How an evaluator is called without being trusted is told
in :mod:`smartvillage.plugins.asking`; there, too, is the test that finds impure ones.
"""

from __future__ import annotations

import hashlib
import inspect
import sys
import textwrap
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import Any, get_type_hints

import attrs
import numpy as np
import numpy.typing as npt

from smartvillage.criteria.verdicts import Verdict
from smartvillage.exact import Exact, Interval
from smartvillage.plugins.inputs import Column, Inputs

__all__ = ["Column", "Evaluator", "Inputs", "content_of", "evaluator", "plugin_of", "scalar_evaluator"]

_text = attrs.validators.instance_of(str)


def _whole(text: str) -> int:
    number = Exact(text)
    if number.denominator != 1:
        raise ValueError(f"a whole number is due, not {text!r}")
    return number.numerator


_READ: Mapping[Any, Callable[[str], Any]] = {Exact: Exact, Fraction: Exact, int: _whole, str: str}
"""How the text of a parameter is read, by what the function says it takes."""


def _as_names(given: Iterable[str]) -> tuple[str, ...]:
    return tuple(given)


@attrs.frozen(kw_only=True)
class Evaluator:
    """A function that judges custom rules of the plugin's own namespace.

    Example:
        >>> everybody = Evaluator(id="nam-son.all", judge=lambda inputs: [Verdict.MET] * len(inputs), content="1")
        >>> everybody(Inputs({}, rows=2))
        [<Verdict.MET: 2>, <Verdict.MET: 2>]
    """

    id: str = attrs.field(validator=_text)
    """``<plugin>.<name>``: what a rule of kind ``custom`` names."""
    judge: Callable[[Inputs], Any] = attrs.field()
    """Takes the inputs; returns an array of whole numbers (0 not met, 1 unknown, 2 met, 3 not applicable), or a list
    of :class:`~smartvillage.criteria.verdicts.Verdict`; one for each row, in order."""
    content: str = attrs.field()
    """What identifies the code: it enters the id of every run that uses it. See :func:`content_of`."""
    measures: tuple[str, ...] = attrs.field(default=(), converter=_as_names)
    """The measures it judges, where it is made for certain ones; a rule that names it gives them."""

    @judge.validator
    def _is_a_function(self, attribute: attrs.Attribute[Any], value: object) -> None:
        del attribute
        if not callable(value) or inspect.iscoroutinefunction(value):
            raise TypeError(f"judge must be a function, not {value!r}")

    @content.validator
    def _identifies(self, attribute: attrs.Attribute[Any], value: object) -> None:
        del attribute
        if not isinstance(value, str) or not value.strip() or len(value) > 200:
            raise TypeError(f"content must be text that identifies the code, not {value!r}")

    def __call__(self, inputs: Inputs) -> Any:  # noqa: ANN401
        """Judge, without any of the care that a run takes."""
        return self.judge(inputs)


def plugin_of(identifier: str) -> str:
    """The key of the plugin that an id belongs to.

    Example:
        >>> plugin_of("nam-son.linkage")
        'nam-son'
    """
    return identifier.partition(".")[0]


def content_of(function: Callable[..., Any]) -> str:
    """Identify the code of a function: the digest of the module it stands in, else of the function alone.

    A function calls others and uses constants beside it, so the whole module counts. It changes with every change of
    the file, comments included; whoever wants ids that outlive those states a version instead: ``content="1"``.

    Raises:
        TypeError: The source cannot be read, as of a function that was typed into a console.
    """
    module = inspect.getmodule(function)
    for one in (module if module is not None and module.__name__ != "__main__" else None, function):
        try:
            source = inspect.getsource(one) if one is not None else ""
        except (OSError, TypeError):
            source = ""
        if source:
            # Line ends and outer indentation say nothing about what it does.
            return hashlib.sha256(textwrap.dedent("\n".join(source.splitlines())).encode()).hexdigest()[:40]
    raise TypeError(f'the source of {function!r} cannot be read; say what identifies it: content="1"')


def evaluator(
    *,
    id: str,  # noqa: A002 - it is the id of the offer
    measures: Iterable[str] = (),
    content: str | None = None,
) -> Callable[[Callable[[Inputs], Any]], Evaluator]:
    """Make an evaluator of a function that judges whole columns.

    Args:
        id: ``<plugin>.<name>``.
        measures: The measures it judges, where it is made for certain ones.
        content: What identifies the code; :func:`content_of` unless given.

    Example:
        >>> @evaluator(id="nam-son.reported", content="1")
        ... def reported(inputs):
        ...     return np.where(inputs["nam-son.water"].missing, 1, 2)
        >>> reported(Inputs({"nam-son.water": Column.of([Interval.of("3"), Interval.missing()])})).tolist()
        [2, 1]
    """

    def made(judge: Callable[[Inputs], Any]) -> Evaluator:
        return Evaluator(
            id=id, judge=judge, content=content_of(judge) if content is None else content, measures=measures
        )

    return made


def scalar_evaluator(
    *,
    id: str,  # noqa: A002 - it is the id of the offer
    measures: Iterable[str] = (),
    content: str | None = None,
) -> Callable[[Callable[..., Verdict]], Evaluator]:
    """Lift a function that judges one unit at a time.

    The function takes one :class:`~smartvillage.exact.Interval` for each measure, in the order of ``measures`` or else
    of the rule; every further parameter takes what the rule states under that name (``min_share`` is ``min-share``
    there), read as its annotation says: ``Exact``, ``int`` or ``str``. A missing figure is the widest interval. A unit
    to which one of the measures does not apply is not asked about: the verdict is NOT_APPLICABLE.

    Args:
        id: ``<plugin>.<name>``.
        measures: The measures it judges, in the order of its parameters.
        content: What identifies the code; :func:`content_of` unless given.

    Raises:
        TypeError: A parameter is annotated with something else, or takes any number of arguments.

    Example:
        >>> @scalar_evaluator(id="nam-son.at-least", content="1")
        ... def at_least(value: Interval, level: Exact) -> Verdict:
        ...     if value.low is not None and value.low >= level:
        ...         return Verdict.MET
        ...     if value.high is not None and value.high < level:
        ...         return Verdict.NOT_MET
        ...     return Verdict.UNKNOWN
        >>> water = Column.of([Interval.of("80"), Interval.of("69.9"), Interval.missing(), None])
        >>> at_least(Inputs({"nam-son.water": water}, {"level": "70"})).tolist()
        [2, 0, 1, 3]
    """

    def lifted(function: Callable[..., Verdict]) -> Evaluator:
        judge = _Lifted.of(function, tuple(measures))
        return Evaluator(
            id=id, judge=judge, content=content_of(function) if content is None else content, measures=judge.measures
        )

    return lifted


@attrs.frozen
class _Lifted:
    """A scalar function, called once for each row."""

    function: Callable[..., Verdict]
    measures: tuple[str, ...]
    figures: int
    """How many of its parameters are figures."""
    texts: tuple[tuple[str, Callable[[str], Any], bool], ...]
    """Its further parameters: the name, how the text is read, whether it must be given."""

    @classmethod
    def of(cls, function: Callable[..., Verdict], measures: tuple[str, ...]) -> _Lifted:
        hints = get_type_hints(function)
        parameters = list(inspect.signature(function).parameters.values())
        figures = [one.name for one in parameters if hints.get(one.name) is Interval]
        rest = parameters[len(figures) :]
        in_front = bool(figures) and [one.name for one in parameters[: len(figures)]] == figures
        if not in_front or (measures and len(measures) != len(figures)):
            raise TypeError(f"{_named(function)} takes an Interval for each measure first, then its parameters")
        wrong = [one.name for one in rest if hints.get(one.name) not in _READ or one.kind is one.VAR_POSITIONAL]
        if wrong or any(one.kind is one.VAR_KEYWORD for one in parameters):
            raise TypeError(f"{_named(function)}: annotate {', '.join(wrong) or 'them'} as Exact, int or str")
        texts = tuple((one.name, _READ[hints[one.name]], one.default is one.empty) for one in rest)
        return cls(function, measures, len(figures), texts)

    def __call__(self, inputs: Inputs) -> npt.NDArray[np.uint8]:
        names = self.measures or tuple(inputs.columns)
        if set(names) != set(inputs.columns) or len(names) != self.figures:
            wanted = ", ".join(self.measures) or f"{self.figures} measures"
            raise TypeError(f"it judges {wanted}; the rule names {', '.join(inputs.columns) or 'none'}")
        further = self._read(inputs.parameters)
        codes = np.full(len(inputs), Verdict.NOT_APPLICABLE.code, dtype=np.uint8)
        for row, said in enumerate(zip(*(inputs[name].intervals() for name in names), strict=True)):
            if None not in said:
                verdict = self.function(*said, **further)
                if type(verdict) is not Verdict:
                    raise TypeError(f"a verdict is due, not {verdict!r}")
                codes[row] = verdict.code
        return codes

    def _read(self, given: Mapping[str, str]) -> dict[str, Any]:
        said = {name.replace("-", "_"): text for name, text in given.items()}
        unknown = sorted(said.keys() - {name for name, _, _ in self.texts})
        absent = sorted(name for name, _, is_due in self.texts if is_due and name not in said)
        if unknown or absent:
            raise TypeError(
                f"parameters: not taken: {', '.join(unknown) or '-'}; not given: {', '.join(absent) or '-'}"
            )
        return {name: read(said[name]) for name, read, _ in self.texts if name in said}


def _named(function: Callable[..., Any]) -> str:
    return getattr(function, "__qualname__", repr(function))


def home_of(one: Evaluator) -> tuple[str, str, str | None] | None:
    """Where another process finds an evaluator: module, name in it, file; ``None`` where it has no name of its own."""
    function = one.judge.function if isinstance(one.judge, _Lifted) else one.judge
    module, name = getattr(function, "__module__", None), getattr(function, "__qualname__", "")
    if module not in sys.modules or module == "__main__":
        return None
    found: Any = sys.modules[module]
    for part in name.split("."):
        found = getattr(found, part, None)
    if found is not one.judge and not (isinstance(found, Evaluator) and found.id == one.id):
        return None
    return module, name, getattr(sys.modules[module], "__file__", None)
