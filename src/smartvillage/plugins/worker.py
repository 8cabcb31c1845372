"""The process in which an isolated evaluator runs: ``python -m smartvillage.plugins.worker``.

It reads one request from standard input and writes to what was its standard output: that it is ready, then the
answer. Each message is its length in eight bytes, then JSON; nothing is ever unpickled. Standard output itself leads
nowhere by then, so an evaluator may print what it likes. The other side is :mod:`smartvillage.plugins.isolation`.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from importlib.metadata import entry_points
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

from smartvillage.plugins.asking import ask
from smartvillage.plugins.evaluators import Evaluator
from smartvillage.plugins.inputs import Inputs

if sys.platform != "win32":
    import resource

__all__ = ["frame", "limit", "load", "main", "read_frame"]

_LENGTH = 8


def frame(message: Mapping[str, Any]) -> bytes:
    r"""Write a message with its length before it.

    Example:
        >>> frame({"a": 1})
        b'\x00\x00\x00\x00\x00\x00\x00\x08{"a": 1}'
    """
    content = json.dumps(message).encode()
    return len(content).to_bytes(_LENGTH, "big") + content


def read_frame(read: Callable[[int], bytes | None], most: int | None = None) -> dict[str, Any] | None:
    """Read one message.

    Args:
        read: Reads at most so many bytes; nothing at the end.
        most: The longest message that is taken.

    Returns:
        The message; ``None`` where the stream ends, or holds something else.

    Example:
        >>> import io
        >>> read_frame(io.BytesIO(frame({"a": 1})).read)
        {'a': 1}
    """
    head = _read(read, _LENGTH)
    if head is None or (most is not None and int.from_bytes(head, "big") > most):
        return None
    content = _read(read, int.from_bytes(head, "big"))
    try:
        message = json.loads(content) if content is not None else None
    except ValueError:
        return None
    return message if isinstance(message, dict) else None


def _read(read: Callable[[int], bytes | None], count: int) -> bytes | None:
    parts = bytearray()
    while len(parts) < count:
        part = read(min(count - len(parts), 1 << 20))
        if not part:
            return None
        parts += part
    return bytes(parts)


def load(wanted: Mapping[str, Any]) -> Evaluator:
    """Find an evaluator: by module and name, by the file of its module, or by the entry point of its plugin.

    Raises:
        LookupError: Nothing that was found is or offers it.
    """
    found: Any = None
    if wanted["home"] is not None:
        module, name, file = wanted["home"]
        found = _module(module, file)
        for part in name.split("."):
            found = getattr(found, part, None)
        found = [found]
    else:
        from smartvillage.plugins.hookspecs import GROUP  # noqa: PLC0415 - plugins are looked for only here

        plugins = [one.load() for one in entry_points(group=GROUP, name=wanted["plugin"])]
        found = [one for plugin in plugins for one in plugin.smartvillage_evaluators()]
    for one in found:
        if isinstance(one, Evaluator):
            if one.id == wanted["id"]:
                return one
        elif callable(one):
            return Evaluator(id=wanted["id"], judge=one, content="-")
    raise LookupError(f"{wanted['id']} is not offered by {wanted['home'] or wanted['plugin']}")


def _module(name: str, file: str | None) -> Any:  # noqa: ANN401
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        # The module itself must be what is missing, not something it imports.
        is_missing = error.name is not None and f"{name}.".startswith(f"{error.name}.")
        spec = spec_from_file_location(name, file) if is_missing and file is not None else None
        if spec is None or spec.loader is None or not Path(str(file)).is_file():
            raise
    module = module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def limit(seconds: int, megabytes: int) -> None:
    """Keep this process from eating memory, and from running on when nobody waits for it any more.

    Windows knows no such limits: there the time is kept by the one who waits, and memory by nobody.
    """
    if sys.platform == "win32":
        return
    held = Path("/proc/self/statm")
    now = int(held.read_text(encoding="ascii").split()[0]) * resource.getpagesize() if held.is_file() else 0
    wanted = {
        resource.RLIMIT_AS: now + megabytes * 2**20,
        resource.RLIMIT_CPU: seconds + 5,
        resource.RLIMIT_CORE: 0,
    }
    for kind, most in wanted.items():
        _, hard = resource.getrlimit(kind)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)  # noqa: PLW2901
        try:
            resource.setrlimit(kind, (most, most))
        except (OSError, ValueError):  # some systems refuse some of them
            continue


def main() -> None:
    """Answer one request."""
    out = os.fdopen(os.dup(1), "wb", closefd=True)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (1, 2):
        os.dup2(nowhere, stream)
    request = read_frame(sys.stdin.buffer.read)
    os.dup2(nowhere, 0)
    if request is None:
        return
    out.write(frame({"ready": True}))
    out.flush()
    limit(request["seconds"], request["megabytes"])
    out.write(frame(_answer(request)))
    out.flush()
    out.close()


def _answer(request: Mapping[str, Any]) -> dict[str, Any]:
    try:
        evaluator = load(request["evaluator"])
    except BaseException as error:  # noqa: BLE001 - importing a plugin may do anything
        return {"failure": ["not-found", *[f"{type(error).__name__}: {error}"[:200]] * 2]}
    answer = ask(evaluator, Inputs.from_dict(request["inputs"]))
    if answer.failure is not None:
        return {"failure": [answer.failure.kind, *answer.failure.detail]}
    return {"codes": "".join(map(str, answer.codes.tolist()))}


if __name__ == "__main__":
    main()
