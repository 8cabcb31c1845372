"""A new plugin to begin with: complete, and right as it is, so that an author only ever changes something that works.

Three forms: a *package* to install and publish, a folder of *documents*, or a *workbook*. All hold the same: one
measure, one candidate, one synthetic pilot, three cases. The texts are templates in ``template/``; ``starters.yaml``
says which measure a plugin of each domain begins with.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final, Literal, get_args

from smartvillage.criteria.documents import read_document
from smartvillage.errors import InputError, Problem, UnknownIdentifierError, Where, Words, quoted
from smartvillage.places import Authority, Places
from smartvillage.plugins.builtin import BUILT_IN, DOMAINS, builtin_offer
from smartvillage.text.names import skeleton

__all__ = ["FORMS", "Form", "new_plugin", "usual_target"]

Form = Literal["package", "documents", "workbook"]
FORMS: Final[tuple[Form, ...]] = get_args(Form)

_TEMPLATES: Final = Path(__file__).parent / "template"
_DOCUMENTS: Final = ("plugin.yaml", "measures.yaml", "candidates.yaml", "pilots.yaml", "cases.yaml")
_READMES: Final = ("README.md", "README.en.md")
_KEY: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", re.ASCII)
_LONGEST: Final = 40
"""Room for the rest of an id, and for the folder names of a package on Windows."""
_DEVICES: Final = {"con", "prn", "aux", "nul", *(f"{name}{n}" for name in ("com", "lpt") for n in range(1, 10))}
"""Names that Windows keeps for itself: no folder can be called so."""


def usual_target(key: str, form: Form) -> Path:
    """Where a new plugin goes unless somebody says otherwise.

    Example:
        >>> usual_target("can-giuoc", "package").name, usual_target("can-giuoc", "workbook").name
        ('smartvillage-can-giuoc', 'can-giuoc.xlsx')
    """
    return Path({"package": f"smartvillage-{key}", "documents": key, "workbook": f"{key}.xlsx"}[form])


def new_plugin(
    key: str,
    target: str | Path | None = None,
    *,
    form: Form = "package",
    domain: str = "tourism",
    authority: str | None = None,
) -> list[Path]:
    """Write a new plugin that passes its own checks.

    Args:
        key: Its key, such as ``can-giuoc``: every id it will offer begins with it.
        target: The folder to write, or the ``.xlsx``; see :func:`usual_target`.
        form: ``package``, ``documents`` or ``workbook``.
        domain: The built-in domain it offers something for.
        authority: The id of the pilot authority that speaks through it; the register says since when, until when and
            who follows.

    Returns:
        The files.

    Raises:
        InputError: The key cannot be one (``SV-PLUG-031``), or the target holds something already
            (``SV-PLUG-032``). Nothing is written then.
        UnknownIdentifierError: There is no such domain or authority; the error names the closest.

    Example:
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     [path.name for path in new_plugin("can-giuoc", Path(folder, "can-giuoc"), form="documents")][:3]
        ['README.en.md', 'README.md', 'candidates.yaml']
    """
    if problem := _wrong_key(key):
        raise InputError([problem])
    if domain not in DOMAINS:
        raise UnknownIdentifierError(domain, DOMAINS, Words(vi="lĩnh vực", en="domain"))
    speaks = Places.load("vn").authority(authority) if authority is not None else None
    path = Path(target) if target is not None else usual_target(key, form)
    _check_free(path, form)
    texts = dict(_texts(form, _facts(key, path, domain, speaks)))
    if form == "workbook":
        return _workbook(texts, path)
    written = []
    for name, text in sorted(texts.items()):
        file = path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")
        written.append(file)
    return written


# -- what cannot be used --------------------------------------------------------------------------------------------


def _wrong_key(key: str) -> Problem | None:
    code = "SV-PLUG-031"
    if not _KEY.fullmatch(key) or len(key) > _LONGEST:
        plain = "-".join(re.findall(r"[a-z0-9]+", skeleton(key)))[:_LONGEST].strip("-")
        fits = _KEY.fullmatch(plain) and plain not in {*BUILT_IN, *_DEVICES}
        return Problem(
            code,
            Words(vi=f"{quoted(key)} không dùng làm mã phần mở rộng được", en=f"{quoted(key)} cannot be a key"),
            expected=Words(
                vi=f"chữ thường không dấu, số, gạch nối, bắt đầu bằng chữ, không quá {_LONGEST} ký tự (vd. can-giuoc)",
                en=f"lower-case letters, digits and single hyphens, beginning with a letter, at most {_LONGEST} "
                "characters (like can-giuoc)",
            ),
            advice=Words(vi=f"Thử: {plain}", en=f"Try: {plain}") if fits else None,
            found=key,
        )
    if key in BUILT_IN:
        return Problem(
            code,
            Words(
                vi=f"mã {quoted(key)} thuộc về một phần có sẵn",
                en=f"the key {quoted(key)} belongs to a built-in plugin",
            ),
            advice=Words(
                vi=f"Chọn mã khác, ví dụ tên địa phương hoặc cơ quan; lĩnh vực thì ghi --domain {key}."
                if key in DOMAINS
                else "Chọn mã khác, ví dụ tên địa phương hoặc cơ quan.",
                en=f"Choose another, such as the name of the place or authority; the domain is said by --domain {key}."
                if key in DOMAINS
                else "Choose another, such as the name of the place or authority.",
            ),
            found=key,
        )
    if key in _DEVICES:
        return Problem(
            code,
            Words(
                vi=f"Windows giữ tên {quoted(key)} cho thiết bị, không tạo thư mục tên này được",
                en=f"Windows keeps {quoted(key)} for a device; no folder can be called so",
            ),
            advice=Words(vi=f"Thử: {key}-moi", en=f"Try: {key}-new"),
            found=key,
        )
    return None


def _check_free(path: Path, form: Form) -> None:
    """Nothing is ever written over: what is there may be a week of work."""
    expected, name = None, path.resolve().name
    if form == "workbook" and path.suffix.lower() != ".xlsx":
        taken, expected = True, Words(vi="tệp có đuôi .xlsx", en="a file ending in .xlsx")
        what = Words(vi=f"{quoted(name)} không phải tên tệp Excel", en=f"{quoted(name)} is no workbook")
    elif form == "workbook" or path.is_file():
        taken = path.exists()
        what = Words(vi=f"đã có {quoted(name)}", en=f"{quoted(name)} is there already")
    else:
        taken = path.is_dir() and any(path.iterdir())
        what = Words(vi=f"thư mục {quoted(name)} đã có tệp bên trong", en=f"the folder {quoted(name)} is not empty")
    if taken:
        expected = expected or Words(vi="một tên mới, hoặc thư mục trống", en="a new name, or an empty folder")
        raise InputError([Problem("SV-PLUG-032", what, Where(file=name), expected)])


# -- what is written ------------------------------------------------------------------------------------------------


def _facts(key: str, path: Path, domain: str, authority: Authority | None) -> dict[str, object]:
    """What the templates may name."""
    known: Mapping[str, Any] = read_document(_TEMPLATES / "starters.yaml").tree  # type: ignore[assignment]
    name, folder = key.replace("-", " ").title(), path.resolve().name
    return {
        "key": key,
        "title": authority.title if authority is not None else Words(vi=name, en=name),
        "domain": domain,
        "domain_title": builtin_offer(domain).info.title,
        "authority": authority,
        "starter": known[domain],
        "folder": f'"{folder}"' if " " in folder else folder,  # as one types it
        "distribution": f"smartvillage-{key}",
        "module": f"smartvillage_{key.replace('-', '_')}",
        "class_name": name.replace(" ", ""),
        "library": ".".join(version("smartvillage").split(".")[:2]),
    }


def _texts(form: Form, facts: dict[str, object]) -> Iterator[tuple[str, str]]:
    """The files of a form, with their texts."""
    import jinja2  # noqa: PLC0415 - nothing else needs it, and it is not quick to import

    templates = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES, encoding="utf-8"),
        undefined=jinja2.StrictUndefined,
        autoescape=False,  # noqa: S701 - YAML, TOML, Python and Markdown; nothing here is html
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    module = f"src/{facts['module']}"
    files = {name: f"documents/{name}" for name in (*_DOCUMENTS, *_READMES)}
    if form == "package":
        files = {f"{module}/documents/{name}": f"documents/{name}" for name in _DOCUMENTS}
        files |= {name: f"package/{name}" for name in (*_READMES, "pyproject.toml")}
        files |= {f"{module}/{name}": f"package/{name}" for name in ("__init__.py", "plugin.py")}
        files |= {"tests/test_plugin.py": "package/test_plugin.py", ".github/workflows/ci.yml": "package/ci.yml"}
        yield f"{module}/py.typed", ""
    for name, template in files.items():
        yield name, templates.get_template(f"{template}.j2").render(facts)


def _workbook(texts: Mapping[str, str], target: Path) -> list[Path]:
    from smartvillage.plugins.workbook import convert  # noqa: PLC0415 - most plugins have none

    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for name in _DOCUMENTS:
            Path(folder, name).write_text(texts[name], encoding="utf-8", newline="\n")
        return convert(folder, target)
