"""The commands, put together; errors become messages and exit codes."""

from __future__ import annotations

import importlib
import sys

import typer

from gatewright.cli.commands import grouped
from gatewright.errors import GatewrightError, InputError, UsageError

COMMANDS = {
    "scan": "scan",
    "inspect": "inspect",
    "explain": "explain",
    "fix": "fix",
    "who-can": "access",
    "access": "access",
}
"""Commands, each with the module that has a function of its name."""

GROUPS = ("baseline", "suppressions", "pr", "bot", "rules", "frameworks", "identity", "config", "cache")
"""Groups of commands: each is the `app` of the module of its name."""


def application(*names: str) -> typer.Typer:
    """The command line with these commands and groups, by default with all.

    Whoever runs one command needs that one alone: to load and describe the others takes 30 ms.
    """
    app = typer.Typer(
        name="gatewright",
        help="Policy as code for cloud posture and identity risk.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        add_completion=False,
    )
    app.callback()(_options)
    for name in names or (*COMMANDS, *GROUPS):
        module = importlib.import_module(f"gatewright.cli.{COMMANDS.get(name, name)}")
        if name in GROUPS:
            app.add_typer(module.app, name=name)
        else:
            app.command(name)(grouped(getattr(module, name.replace("-", "_"))))
    return app


def _options() -> None:
    """Policy as code for cloud posture and identity risk."""


def run(arguments: list[str]) -> int:
    """Run a command line; the exit code is 0 clean, 1 findings, 2 usage, 3 incomplete."""
    try:
        known = arguments[:1] if arguments and arguments[0] in (*COMMANDS, *GROUPS) else []
        result = application(*known)(arguments, standalone_mode=False)
    except (UsageError, InputError) as error:
        return _fail(str(error), 2)
    except GatewrightError as error:
        return _fail(str(error), 3)
    except typer.Abort:
        return 2
    except Exception as error:
        show = getattr(error, "show", None)  # click's own usage errors
        if show is None:
            raise
        show()
        return 2
    return int(result or 0)


def _fail(message: str, code: int) -> int:
    sys.stderr.write(f"gatewright: {message}\n")
    return code
