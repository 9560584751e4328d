"""The commands, put together; errors become messages and exit codes."""

from __future__ import annotations

import sys

import typer

from gatewright.cli import access, config, explain, frameworks, identity, inspect, rules, scan
from gatewright.cli.commands import grouped
from gatewright.errors import GatewrightError, InputError, UsageError

app = typer.Typer(
    name="gatewright",
    help="Policy as code for cloud posture and identity risk.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.command("scan")(grouped(scan.scan))
app.command("inspect")(inspect.inspect)
app.command("explain")(explain.explain)
app.command("who-can")(grouped(access.who_can))
app.command("access")(grouped(access.access))
app.add_typer(rules.app, name="rules")
app.add_typer(frameworks.app, name="frameworks")
app.add_typer(config.app, name="config")
app.add_typer(identity.app, name="identity")


@app.callback()
def _options() -> None:
    """Policy as code for cloud posture and identity risk."""


def run(arguments: list[str]) -> int:
    """Run a command line; the exit code is 0 clean, 1 findings, 2 usage, 3 incomplete."""
    try:
        result = app(arguments, standalone_mode=False)
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
