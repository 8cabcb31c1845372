"""How names in docstrings lead to pages.

A docstring names things as its module sees them (``UnknownUnitError``), an annotation as they are stored
(``smartvillage.places.units.Unit``), and a page documents them as they are had (``smartvillage.Unit``). This extension
brings the three together: a name leads to the one page that documents it, a name that exists and has no page is
printed without a link, and a name that does not exist stays what it is: a warning, so an error.

Signatures are printed as their authors wrote them (``id: Id``), not as aliases unfold.
"""

from __future__ import annotations

import inspect
import re
import sys
from enum import Enum
from importlib import import_module
from typing import TYPE_CHECKING, Any, get_origin

import attrs
from docutils import nodes
from pydantic import BaseModel
from sphinx import addnodes
from sphinx.ext.napoleon import GoogleDocstring
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.nodes import make_refnode

import smartvillage

if TYPE_CHECKING:
    from sphinx.addnodes import pending_xref
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

PROSE = {"attribute", "data", "property"}
MISSING = object()
FLOOR = re.compile(r"smartvillage\.")


def found(path: str) -> object:
    """Import what a dotted path leads to; ``MISSING`` when it leads nowhere."""
    module, _, rest = path, "", ""
    while module:
        try:
            value: object = import_module(module)
        except ImportError:
            module, _, last = module.rpartition(".")
            rest = f"{last}.{rest}" if rest else last
            continue
        for step in rest.split(".") if rest else ():
            named = step in getattr(value, "__annotations__", {})  # a field without a default is no attribute
            value = getattr(value, step, object() if named else MISSING)
        return value
    return MISSING


def resolve(app: Sphinx, env: BuildEnvironment, node: pending_xref, text: nodes.Element) -> nodes.Element | None:
    """Answer for a Python name that Sphinx did not find as it was written."""
    if node.get("refdomain") != "py":
        return None
    target = node["reftarget"]
    seen_from = [node.get("py:module") or "smartvillage", *sorted(name for name in sys.modules if FLOOR.match(name))]
    inside = f"{node['py:class']}." if node.get("py:class") else ""
    paths = [target, *(f"{module}.{name}" for module in seen_from for name in (target, inside + target))]
    value = next((value for path in paths if (value := found(path)) is not MISSING), MISSING)
    if value is MISSING:
        return None
    pages = {
        (entry.docname, entry.node_id)
        for name, entry in env.domains.python_domain.objects.items()
        if name.rpartition(".")[2] == target.rpartition(".")[2] and found(name) is value
    }
    if len(pages) != 1:
        return text
    docname, place = pages.pop()
    return make_refnode(app.builder, node["refdoc"], docname, place, text)


class OneOfSeveral(SphinxPostTransform):
    """Let a name that ends several documented ones mean the one that its module sees."""

    default_priority = 5  # before references are resolved

    def run(self, **_: object) -> None:
        """Spell out the names in signatures that Sphinx would find more than once."""
        objects = self.env.domains.python_domain.objects
        for node in list(self.document.findall(addnodes.pending_xref)):
            target, module = node.get("reftarget", ""), node.get("py:module") or "smartvillage"
            if node.get("refdomain") != "py":
                continue
            several = [name for name in objects if name.endswith(f".{target}")]
            if len(several) > 1:
                # a public name is written in a module of its floor
                owners = [found(f"{module}.{node.get('py:class')}"), found(_signed(node))]
                places = [module, *(getattr(owner, "__module__", module) for owner in owners)]
                values = [value for place in places if (value := found(f"{place}.{target}")) is not MISSING]
                meant = next((name for name in several if found(name) in values), None)
                if meant is not None:
                    node["reftarget"] = meant
                elif values:  # it is one that has no page
                    node.replace_self(nodes.Text(target.rpartition(".")[2]))


def _signed(node: nodes.Node) -> str:
    """The name in whose signature something stands."""
    while node.parent is not None and not isinstance(node, addnodes.desc_signature):
        node = node.parent
    return f"{node['module']}.{node['fullname']}" if isinstance(node, addnodes.desc_signature) else ""


def skip(app: Sphinx, what: str, name: str, value: object, skipped: bool, options: Any) -> bool | None:  # noqa: ANN401, FBT001
    """Leave a public name to its own page when the page of its floor is made."""
    del app, options
    if name == "model_config":  # the same for every document, and told once in smartvillage.border
        return True
    if what == "module" and get_origin(value) is not None:  # an alias would be unfolded to its last validator
        return True
    if what == "module" and not skipped and name in smartvillage.__all__:
        return getattr(smartvillage, name) is value
    return None


def signature(
    app: Sphinx,
    what: str,
    name: str,
    value: Any,  # noqa: ANN401
    options: Any,  # noqa: ANN401
    arguments: str | None,
    answer: str | None,
) -> tuple[str, str | None] | None:
    """Give functions, values and document models the signature that stands in their source."""
    del app, name, options
    if isinstance(value, type) and issubclass(value, BaseModel):
        written = {key: text for one in reversed(value.__mro__) for key, text in inspect.get_annotations(one).items()}
        fields = []
        for key, field in value.model_fields.items():
            default = "" if field.is_required() else f" = {field.default!r}" if _is_plain(field.default) else " = ..."
            fields.append(f"{key}: {written[key]}{default}")
        return f"(*, {', '.join(fields)})", answer
    if arguments is None or not (inspect.isroutine(value) or attrs.has(value)):
        return None
    found = inspect.signature(value)
    parameters = [one.replace(annotation=_Written.of(one.annotation)) for one in found.parameters.values()]
    if what == "method" and parameters and parameters[0].name == "self":
        del parameters[0]
    given = found.return_annotation
    return str(inspect.Signature(parameters)), None if given is inspect.Signature.empty else str(given)


class _Written:
    """An annotation as it was written: printed without quotes."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return self.text

    @classmethod
    def of(cls, annotation: Any) -> Any:  # noqa: ANN401
        return cls(annotation) if isinstance(annotation, str) else annotation


def _is_plain(value: object) -> bool:
    return value is None or value == () or (isinstance(value, (bool, int, str)) and not isinstance(value, Enum))


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect to Sphinx."""
    prose: dict[str, list[str]] = {}

    def keep(app: Sphinx, what: str, name: str, value: object, options: Any, lines: list[str]) -> None:  # noqa: ANN401
        """Napoleon reads ``Chưa đạt: the level is not reached`` below an attribute as a type; it is a sentence."""
        if what in PROSE:
            prose[name] = GoogleDocstring(lines, app.config, app, "method", name, value, options).lines()

    def restore(app: Sphinx, what: str, name: str, value: object, options: Any, lines: list[str]) -> None:  # noqa: ANN401
        del app, value, options
        if what in PROSE:
            lines[:] = prose.pop(name)

    app.setup_extension("sphinx.ext.napoleon")
    app.add_post_transform(OneOfSeveral)
    app.connect("autodoc-process-docstring", keep, priority=400)
    app.connect("autodoc-process-docstring", restore, priority=600)
    app.connect("autodoc-skip-member", skip)
    app.connect("autodoc-process-signature", signature)
    app.connect("missing-reference", resolve)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
