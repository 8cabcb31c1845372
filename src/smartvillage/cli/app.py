"""The commands together, and the one place where errors become exit status 2."""

from __future__ import annotations

import re
import sys
import warnings
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from smartvillage.cli import speech
from smartvillage.cli.speech import bad_argument, t
from smartvillage.errors import Problem, SmartVillageError, SmartVillageWarning, Words, quoted

__all__ = ["build", "run"]

NAME = "smartvillage"

# Typer brings a click of its own or uses the installed one; either way this is the root of its errors.
_ClickError: Any = typer.BadParameter.__bases__[0].__bases__[0]


def build() -> typer.Typer:
    """Make the application, with its help in the language in use."""
    # The modules are imported when the language is known: their help is written at import.
    from smartvillage.cli import check, compare, demo, evaluate, explain, plugins, propose, sets, targets, verify  # noqa: PLC0415 - help is written in the language that was just read

    app = _group(
        name=NAME,
        add_completion=False,
        pretty_exceptions_enable=False,
        help=t(
            "Bộ tiêu chí, đánh giá chính xác và lý do cho xã nông thôn mới thông minh.",
            "Criteria sets, exact evaluation and reasons for smart rural communes.",
        ),
        epilog=t(
            "Mọi lệnh đều nhận --lang vi hoặc --lang en. Mã kết thúc: 0 xong, dù kết quả thế nào; 1 khi check hoặc "
            "verify thấy lỗi; 2 khi đầu vào hoặc tham số không dùng được.",
            "Every command takes --lang vi or --lang en. Exit status: 0 done, whatever the verdicts; 1 when check or "
            "verify found failures; 2 for unusable input or arguments.",
        ),
    )
    app.callback()(_root)
    for name, module, function in (
        ("demo", demo, demo.demo),
        ("check", check, check.check),
        ("evaluate", evaluate, evaluate.evaluate_command),
        ("explain", explain, explain.explain),
        ("targets", targets, targets.targets),
        ("propose", propose, propose.propose),
        ("compare", compare, compare.compare_command),
        ("verify", verify, verify.verify),
    ):
        app.command(name, cls=_Command, help=module.HELP)(function)
    for name, group in (("sets", sets), ("plugins", plugins)):
        inner = _group(help=group.HELP)
        inner.callback()(_nothing)  # without one, a single command would take the place of the group
        for command, (function, help_) in group.COMMANDS.items():
            inner.command(command, cls=_Command, help=help_)(function)
        app.add_typer(inner, name=name)
    return app


def run(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit status: 0 done, 1 failures found, 2 unusable input or arguments."""
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    speech.prepare_console()
    with warnings.catch_warnings():
        warnings.showwarning = _warn(warnings.showwarning)
        try:
            arguments = _language_of(arguments)
            return _status(build()(arguments, prog_name=NAME, standalone_mode=False))
        except SmartVillageError as problem:
            speech.line(problem.say(speech.language()), to=sys.stderr)
        except OSError as problem:
            said = t("không đọc hoặc ghi được", "cannot be read or written")
            speech.line(f"{problem.filename or ''}: {said} ({problem.strerror or problem})", to=sys.stderr)
        except (typer.Abort, KeyboardInterrupt):
            return 130
        except _ClickError as problem:
            speech.line(_told(problem), to=sys.stderr)
    return 2


def _status(answer: object) -> int:
    return answer if isinstance(answer, int) else 0


def _warn(otherwise: Any) -> Any:  # noqa: ANN401 - as warnings.showwarning has it
    """Our own warnings are told like problems; nobody at a screen wants the line of source they come from."""

    def show(message: Warning | str, category: type[Warning], *place: Any) -> None:  # noqa: ANN401 - as warnings.showwarning has it
        if issubclass(category, SmartVillageWarning):
            speech.line(f"{t('Chú ý', 'Note')}: {message}", to=sys.stderr)
        else:
            otherwise(message, category, *place)

    return show


# -- the language of the arguments ---------------------------------------------------------------------------------


def _language_of(arguments: list[str]) -> list[str]:
    """Take ``--lang`` out of the arguments wherever it stands: it means the same everywhere."""
    left: list[str] = []
    speech.set_language(None)
    waiting = False
    for place, argument in enumerate(arguments):
        if waiting:
            speech.set_language(argument)
            waiting = False
        elif argument == "--":
            return [*left, *arguments[place:]]
        elif argument == "--lang":
            waiting = True
        elif argument.startswith("--lang="):
            speech.set_language(argument.removeprefix("--lang="))
        else:
            left.append(argument)
    if waiting:
        speech.set_language("")
    return left


# -- the root and its groups ---------------------------------------------------------------------------------------


def _version(asked: bool) -> None:  # noqa: FBT001 - a callback of an option
    if asked:
        from importlib.metadata import version  # noqa: PLC0415 - asked for by few

        speech.line(f"{NAME} {version(NAME)}")
        raise typer.Exit


def _root(
    *,
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help=t("In phiên bản.", "Print the version.")),
    ] = False,
) -> None:
    """The options of the program itself."""
    del version


def _nothing() -> None:
    """A group has no options."""


def _group(**settings: Any) -> typer.Typer:  # noqa: ANN401 - typer keeps its types private
    return typer.Typer(cls=_Group, no_args_is_help=True, rich_markup_mode=None, **settings)


class _Command(TyperCommand):
    def get_help(self, ctx: Any) -> str:  # noqa: ANN401 - typer keeps its types private
        return _in_language(super().get_help(ctx))


class _Group(TyperGroup):
    def get_help(self, ctx: Any) -> str:  # noqa: ANN401 - typer keeps its types private
        return _in_language(super().get_help(ctx))

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:  # noqa: ANN401 - typer keeps its types private
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            known = list(self.commands)
            raise bad_argument(
                Words(vi=f"không có lệnh {quoted(args[0])}", en=f"there is no command {quoted(args[0])}"),
                Words(vi=f"một trong: {', '.join(known)}", en=f"one of: {', '.join(known)}"),
                _meant(args[0], known),
            )
        return super().resolve_command(ctx, args)


def _meant(found: str, known: Sequence[str]) -> Words | None:
    close = get_close_matches(found, known, n=1)
    return Words(vi=f"Có phải là {close[0]}?", en=f"Did you mean {close[0]}?") if close else None


_HELP_WORDS = (
    (r"^Usage: ", "Cách dùng: "),
    (r"^Arguments:$", "Tham số:"),
    (r"^Options:$", "Tùy chọn:"),
    (r"^Commands:$", "Lệnh:"),
    (r"\bShow this message and exit\.", "In trang này."),
    (r"\[required\]", "[bắt buộc]"),
    (r"\[default: ", "[mặc định: "),
)
"""The words of the frame around our own help, which Typer knows in English."""


def _in_language(text: str) -> str:
    if speech.language() == "vi":
        for english, vietnamese in _HELP_WORDS:
            text = re.sub(english, vietnamese, text, flags=re.MULTILINE)
    return text


# -- arguments that cannot be used ---------------------------------------------------------------------------------

_FAULTS = (
    (r"Got unexpected extra argument(?:s|\(s\))? \((?P<it>.*)\)", Words(vi="thừa {it}", en="{it} was not expected")),
    (r"Option '(?P<it>.*?)' requires an argument", Words(vi="{it} cần một giá trị", en="{it} needs a value")),
    (r"Option '(?P<it>.*?)' does not take a value", Words(vi="{it} không nhận giá trị", en="{it} takes no value")),
)
"""What Typer finds wrong and says in a sentence only."""


def _told(problem: Any) -> str:  # noqa: ANN401 - typer keeps its types private
    """Tell in our own form what Typer found wrong with the arguments; the help itself where there were none."""
    context: Any = getattr(problem, "ctx", None)
    if type(problem).__name__ == "NoArgsIsHelpError":
        return str(context.get_help())
    message = str(problem.format_message())
    advice = None
    if type(problem).__name__ == "NoSuchOption":
        option = quoted(problem.option_name)
        what = Words(vi=f"không có tùy chọn {option}", en=f"there is no option {option}")
        known = [name for one in context.command.params for name in one.opts] if context else []
        advice = _meant(problem.option_name, known)
    elif type(problem).__name__ == "MissingParameter" and getattr(problem, "param", None) is not None:
        name = _name_of(problem.param)
        what = Words(vi=f"thiếu {name}", en=f"{name} is missing")
    else:
        what = Words(vi=f"tham số không dùng được ({message})", en=message.rstrip("."))
        for pattern, words in _FAULTS:
            if found := re.match(pattern, message):
                what = Words(*(one.format(it=found["it"]) for one in words))
    if advice is None and context is not None:
        command = f"{context.command_path} --help"
        advice = Words(vi=f"Xem {command}.", en=f"See {command}.")
    return Problem(code="SV-CLI-002", what=what, advice=advice).say(speech.language())


def _name_of(param: Any) -> str:  # noqa: ANN401 - typer keeps its types private
    return str(next((name for name in param.opts if name.startswith("-")), param.metavar or param.name.upper()))
