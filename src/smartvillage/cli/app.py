"""The commands together, and the one place where errors become exit status 2."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click
import typer

from smartvillage.cli import speech
from smartvillage.cli.speech import t
from smartvillage.errors import SmartVillageError

__all__ = ["build", "run"]


def build() -> typer.Typer:
    """Make the application, with its help in the language in use."""
    # The modules are imported when the language is known: their help is written at import.
    from smartvillage.cli import check, demo, evaluate, explain, plugins, sets, verify  # noqa: PLC0415

    app = typer.Typer(
        name="smartvillage",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        help=t(
            "Bộ tiêu chí, đánh giá chính xác và lý do cho xã nông thôn mới thông minh.",
            "Criteria sets, exact evaluation and reasons for smart rural communes.",
        ),
    )
    app.command("demo", help=demo.HELP)(demo.demo)
    app.add_typer(sets.app(), name="sets", help=sets.HELP)
    app.command("check", help=check.HELP)(check.check)
    app.command("evaluate", help=evaluate.HELP)(evaluate.evaluate_command)
    app.command("explain", help=explain.HELP)(explain.explain)
    app.command("verify", help=verify.HELP)(verify.verify)
    app.add_typer(plugins.app(), name="plugins", help=plugins.HELP)
    return app


def run(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit status: 0 done, 1 failures found, 2 unusable input or arguments."""
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    speech.prepare_console()
    try:
        arguments = _language_of(arguments)
        return _status(build()(arguments, standalone_mode=False))
    except SmartVillageError as problem:
        speech.line(problem.say(speech.language()), to=sys.stderr)
        return 2
    except click.exceptions.NoArgsIsHelpError as problem:
        problem.show(sys.stderr)
        return 2
    except click.ClickException as problem:
        problem.show(sys.stderr)
        return 2
    except (click.Abort, KeyboardInterrupt):
        return 130
    except OSError as problem:
        speech.line(f"{problem.filename or ''}: {problem.strerror or problem}", to=sys.stderr)
        return 2


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


def _status(answer: object) -> int:
    return answer if isinstance(answer, int) else 0
