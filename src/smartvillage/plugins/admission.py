"""Stages two and three, load and admit: is this an object whose hooks can be called at all?

pluggy checks the names of arguments and little else: a forgotten ``@hookimpl`` is silence, a default argument is never
filled, a wrapper changes what others answered. So everything is looked at here first, in a scratch manager that is
thrown away, and a plugin is told everything that is wrong with it at once.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import Any

import attrs
import pluggy

from smartvillage.errors import InputError, PluginError, Words
from smartvillage.plugins import hookspecs
from smartvillage.plugins.discovery import Found
from smartvillage.plugins.offers import APIS, PluginInfo

__all__ = ["Admitted", "Faults", "LeftOutError", "admit", "guarded"]

PREFIX = "smartvillage_"
SPECS: Mapping[str, Callable[..., Any]] = {
    name: spec for name, spec in vars(hookspecs).items() if name.startswith(PREFIX) and callable(spec)
}
"""The hooks of the contract."""
INFO = "smartvillage_plugin_info"


class LeftOutError(Exception):
    """Ends the admission of a plugin; never leaves this room."""

    def __init__(self, stage: str, errors: tuple[PluginError, ...]) -> None:
        self.stage = stage
        self.errors = errors
        super().__init__(stage)


class Faults:
    """Collects everything that is wrong with one plugin."""

    def __init__(self, key: str, distribution: str | None) -> None:
        self.key = key
        self.distribution = distribution
        self.errors: list[PluginError] = []

    def add(
        self,
        problem: Words,
        *,
        hook: str | None = None,
        advice: Words | None = None,
        cause: BaseException | None = None,
    ) -> None:
        """Note one fault."""
        error = PluginError(problem, plugin=self.key, distribution=self.distribution, hook=hook, advice=advice)
        error.__cause__ = cause
        self.errors.append(error)

    def blame(self, raised: BaseException, *, hook: str | None = None, advice: Words | None = None) -> None:
        """Note what a plugin raised."""
        if isinstance(raised, PluginError):
            self.add(raised.problem, hook=hook, advice=raised.advice or advice, cause=raised)
        elif isinstance(raised, InputError):
            for one in raised.problems:
                self.add(Words(vi=one.say("vi"), en=one.say("en")), hook=hook, cause=raised)
        elif isinstance(raised, SystemExit):
            told = Words(
                vi=f"đòi thoát chương trình (SystemExit: {raised})",
                en=f"asked the program to exit (SystemExit: {raised})",
            )
            self.add(told, hook=hook, advice=_NO_EXIT, cause=raised)
        else:
            what = f"{type(raised).__name__}: {raised}".rstrip(": ")
            self.add(Words(vi=f"gặp lỗi {what}", en=f"failed with {what}"), hook=hook, advice=advice, cause=raised)

    def stop(self, stage: str) -> None:
        """Leave the plugin out if anything was noted.

        Raises:
            LeftOutError: Something was.
        """
        if self.errors:
            raise LeftOutError(stage, tuple(self.errors))


@attrs.frozen(eq=False)
class Admitted:
    """A plugin whose hooks can be called, with who it says it is."""

    info: PluginInfo
    found: Found
    plugin: object
    hooks: Mapping[str, tuple[Callable[..., Any], tuple[str, ...]]]
    """The function that answers each hook, with the arguments it asks for."""

    def answer(self, hook: str, **arguments: object) -> Any:  # noqa: ANN401
        """Ask one hook; ``None`` where the plugin does not answer it."""
        if hook not in self.hooks:
            return None
        function, names = self.hooks[hook]
        return function(*(arguments[name] for name in names))


def guarded(faults: Faults, call: Callable[[], Any], *, hook: str | None = None, advice: Words | None = None) -> Any:  # noqa: ANN401
    """Call something of a plugin's; what it raises becomes a fault of the plugin, unless the user interrupts."""
    try:
        return call()
    except (Exception, SystemExit) as problem:  # noqa: BLE001 - a plugin may fail in any way at all
        faults.blame(problem, hook=hook, advice=advice)
        return None


_NO_EXIT = Words(
    vi="bỏ sys.exit() ở mức ngoài cùng; để phần chạy thử dưới if __name__ == '__main__'",
    en="keep sys.exit() out of the module's top level; put what runs it under if __name__ == '__main__'",
)


def admit(found: Found) -> Admitted:
    """Load a plugin and look at it.

    Raises:
        LeftOutError: It cannot be used; with every fault that was found at the stage where it ended.
    """
    faults = Faults(found.key, found.source)
    plugin = guarded(faults, found.load, advice=_TRY_IMPORT)
    faults.stop("load")
    _inspect(plugin, faults)
    faults.stop("admit")
    hooks = guarded(faults, lambda: _scratch(plugin))
    faults.stop("admit")
    info = guarded(faults, hooks[INFO][0], hook=INFO) if INFO in hooks else None
    _identify(info, found, faults, answered=INFO in hooks)
    faults.stop("admit")
    assert isinstance(info, PluginInfo)
    return Admitted(info, found, plugin, hooks)


_TRY_IMPORT = Words(
    vi="thử nạp riêng phần mở rộng này trong Python để thấy lỗi đầy đủ; xem cả registry.left_out[...].error",
    en="import the plugin by itself to see the whole error; registry.left_out[...].error keeps it too",
)


def _inspect(plugin: object, faults: Faults) -> None:
    """Find what pluggy would pass over in silence or refuse without advice."""
    if inspect.isclass(plugin):
        faults.add(
            Words(
                vi=f"là một lớp ({plugin.__name__}), không phải một đối tượng",
                en=f"is a class ({plugin.__name__}), not an instance",
            ),
            advice=Words(
                vi=f"tạo đối tượng trong mô-đun, plugin = {plugin.__name__}(), và cho entry point trỏ tới plugin",
                en=f"make one in the module, plugin = {plugin.__name__}(), and point the entry point at plugin",
            ),
        )
        return
    for name in dir(plugin):
        try:
            function = getattr(plugin, name)
        except Exception:  # noqa: BLE001, S112 - a property that fails is no hook
            continue
        marked = getattr(function, "smartvillage_impl", None) if inspect.isroutine(function) else None
        if isinstance(marked, dict):
            _inspect_marked(marked.get("specname") or name, function, marked, faults)
        elif name.startswith(PREFIX) and inspect.isroutine(function) and not hasattr(function, "smartvillage_spec"):
            _inspect_unmarked(name, faults)


def _inspect_unmarked(name: str, faults: Faults) -> None:
    if name in SPECS:
        faults.add(
            Words(
                vi="thiếu @hookimpl nên sẽ không bao giờ được gọi", en="has no @hookimpl, so it would never be called"
            ),
            hook=name,
            advice=Words(vi=f"viết @hookimpl ngay trên def {name}", en=f"write @hookimpl right above def {name}"),
        )
    else:
        _unknown(name, faults)


def _unknown(name: str, faults: Faults) -> None:
    # the prefix that all share would make everything close
    hooks = [spec.removeprefix(PREFIX) for spec in SPECS]
    close = [PREFIX + hook for hook in get_close_matches(name.removeprefix(PREFIX), hooks, n=1)]
    listed = ", ".join(sorted(SPECS))
    advice = (
        Words(vi=f"có phải {close[0]}?", en=f"did you mean {close[0]}?")
        if close
        else Words(vi=f"các hook: {listed}", en=f"the hooks are {listed}")
    )
    faults.add(Words(vi="không có hook nào tên như vậy", en="there is no hook of this name"), hook=name, advice=advice)


def _inspect_marked(name: str, function: Callable[..., Any], marked: Mapping[str, Any], faults: Faults) -> None:
    if name not in SPECS:
        _unknown(name, faults)
        return
    if marked.get("wrapper") or marked.get("hookwrapper"):
        faults.add(
            Words(vi="là một wrapper; wrapper không được nhận", en="is a wrapper; wrappers are refused"),
            hook=name,
            advice=Words(
                vi="trả về kết quả của riêng mình: không ai được sửa câu trả lời của phần mở rộng khác",
                en="return what is your own: nobody changes what another plugin answered",
            ),
        )
    if inspect.iscoroutinefunction(function) or inspect.isasyncgenfunction(function):
        faults.add(
            Words(vi="là hàm async; sẽ không ai chờ nó", en="is async; nobody would await it"),
            hook=name,
            advice=Words(vi="dùng def thay cho async def", en="use def instead of async def"),
        )
    given = tuple(inspect.signature(SPECS[name]).parameters)
    for parameter in inspect.signature(function).parameters.values():
        if parameter.kind in {parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD} or parameter.name not in given:
            wanted = ", ".join(given) or "-"
            faults.add(
                Words(
                    vi=f"đòi tham số {str(parameter)!r} mà hook này không có",
                    en=f"asks for the argument {str(parameter)!r}, which this hook does not give",
                ),
                hook=name,
                advice=Words(vi=f"các tham số có thể dùng: {wanted}", en=f"the arguments it may ask for: {wanted}"),
            )
        elif parameter.default is not parameter.empty:
            faults.add(
                Words(
                    vi=f"đặt giá trị mặc định cho tham số {parameter.name!r}; giá trị thật sẽ không được truyền vào",
                    en=f"has a default for the argument {parameter.name!r}; the real one would never be passed",
                ),
                hook=name,
                advice=Words(vi=f"def {name}({', '.join(given)})", en=f"def {name}({', '.join(given)})"),
            )


def _scratch(plugin: object) -> Mapping[str, tuple[Callable[..., Any], tuple[str, ...]]]:
    """Register the plugin alone, with pluggy's own checks, and keep what answers each hook."""
    manager = pluggy.PluginManager("smartvillage")
    manager.add_hookspecs(hookspecs)
    manager.register(plugin)
    manager.check_pending()
    hooks: dict[str, tuple[Callable[..., Any], tuple[str, ...]]] = {}
    for caller in manager.get_hookcallers(plugin) or ():
        first, *more = caller.get_hookimpls()
        if more:
            raise PluginError(
                Words(vi=f"có hai hàm cùng trả lời {caller.name}", en=f"two functions answer {caller.name}"),
                advice=Words(vi="gộp lại thành một", en="make them one"),
            )
        hooks[caller.name] = first.function, tuple(first.argnames)
    return hooks


def _identify(info: object, found: Found, faults: Faults, *, answered: bool) -> None:
    if faults.errors:
        return
    if not answered:
        faults.add(
            Words(vi=f"không trả lời {INFO}, là hook bắt buộc", en=f"does not answer {INFO}, which is required"),
            advice=Words(
                vi=f'thêm: @hookimpl def {INFO}(): return PluginInfo(key="{found.key}", title=Label(vi="..."), api=1)',
                en=f'add: @hookimpl def {INFO}(): return PluginInfo(key="{found.key}", title=Label(vi="..."), api=1)',
            ),
        )
        return
    if not isinstance(info, PluginInfo):
        faults.add(
            Words(
                vi=f"trả về {_short(info)} thay vì một PluginInfo",
                en=f"returned {_short(info)} instead of a PluginInfo",
            ),
            hook=INFO,
        )
        return
    if info.key != found.key:
        faults.add(
            Words(
                vi=f"tự xưng là {info.key!r} nhưng được cài dưới mã {found.key!r}",
                en=f"says its key is {info.key!r}, but it is installed as {found.key!r}",
            ),
            hook=INFO,
            advice=Words(vi=f'key="{found.key}"', en=f'key="{found.key}"'),
        )
    if info.api not in APIS or isinstance(info.api, bool):
        spoken = ", ".join(map(str, sorted(APIS)))
        newer = info.api > max(APIS)
        faults.add(
            Words(
                vi=f"viết cho phiên bản {info.api} của quy ước; bản này dùng {spoken}",
                en=f"was written for version {info.api} of the contract; this release speaks {spoken}",
            ),
            hook=INFO,
            advice=Words(vi="cài smartvillage mới hơn", en="install a newer smartvillage")
            if newer
            else Words(vi="cập nhật phần mở rộng", en="update the plugin"),
        )


def _short(value: object) -> str:
    shown = repr(value)
    return shown if len(shown) <= 80 else shown[:79] + "…"
