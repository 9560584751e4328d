"""What is asked for: options, over the configuration file, over defaults."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from gatewright.cli import options
from gatewright.errors import UsageError

if TYPE_CHECKING:
    from gatewright.app.cache.store import Store
    from gatewright.app.checking import Check
    from gatewright.app.config.settings import Settings
    from gatewright.sources.bundles import Bundle


def present(**values: object) -> dict[str, object]:
    """The values that were given."""
    return {name: value for name, value in values.items() if value is not None}


def settings_of(path: Path, configuring: options.Configuring, given: dict[str, object]) -> Settings:
    """The settings for what is scanned; `given` holds options by the names of fields of Settings."""
    from gatewright.app.config.reading import find_config, read_config  # noqa: PLC0415  # only for a command that runs
    from gatewright.app.config.settings import settle  # noqa: PLC0415

    if configuring.config is not None and configuring.no_config:
        raise UsageError("`--config` and `--no-config` exclude each other; give one of them")
    config = None
    if configuring.config is not None:
        config = read_config(configuring.config, path)
    elif not configuring.no_config and path.exists():
        config = find_config(path)
    return settle(config, given)


def check_of(
    path: Path,
    reading: options.Reading,
    judging: options.Judging,
    configuring: options.Configuring,
    **given: object,
) -> Check:
    """The check that options and configuration ask for."""
    from gatewright.app.asking import OpaSettings  # noqa: PLC0415
    from gatewright.app.checking import Check  # noqa: PLC0415

    named, defined = _environments(reading.environment or ())
    given = {**_read(reading), **_judged(judging), **present(**given), **({"environments": named} if named else {})}
    settings = settings_of(reading.source or path, configuring, given)
    chosen = (*(settings.environments if named else ()), *(settings.environment(*one) for one in defined))
    token = judging.opa_token or os.environ.get("GATEWRIGHT_OPA_TOKEN")
    return Check(
        path=path,
        settings=settings,
        today=date.today(),  # noqa: DTZ011  # a suppression ends with the day where it is read
        source=reading.source,
        environments=chosen,
        opa=OpaSettings(judging.opa_url, token, judging.opa_ca),
        process_environment=dict(os.environ),
        cache=_cache(reading.source or path) if settings.cache else None,
    )


def _cache(scanned: Path) -> Store | None:
    """The user's cache, unless it lies in what is scanned: a commit could bring answers of its own."""
    from gatewright.app.cache.location import open_cache  # noqa: PLC0415
    from gatewright.app.ownership import repository_root  # noqa: PLC0415

    store = open_cache(os.environ)
    if store is None:
        return None
    folder = (scanned if scanned.is_dir() else scanned.parent).resolve()
    around = repository_root(folder) or folder
    if not store.directory.resolve().is_relative_to(around):
        return store
    sys.stderr.write(
        f"note: the cache `{store.directory}` lies in what is scanned and is not used; move it elsewhere\n"
    )
    return None


def _read(reading: options.Reading) -> dict[str, object]:
    return present(
        var_files=tuple(reading.var_file) if reading.var_file else None,
        variables=options.pairs(reading.var) or None,
        workspace=reading.workspace,
    )


def bundles(files: Sequence[Path] | None, key: Path | None) -> tuple[Bundle, ...]:
    """Bundles as a command names them; the secret of those without a key is in the environment."""
    if key is not None and not files:
        raise UsageError("`--bundle-key` goes with `--bundle`")
    if not files:
        return ()
    from gatewright.sources.bundles import Bundle  # noqa: PLC0415  # few have any, and archives take time to load

    secret = os.environ.get("GATEWRIGHT_BUNDLE_SECRET")
    return tuple(Bundle(file, key, None if key else secret) for file in files)


def _judged(judging: options.Judging) -> dict[str, object]:
    from gatewright.app.config.settings import Bundle  # noqa: PLC0415

    if judging.bundle_key is not None and not judging.bundle:
        raise UsageError("`--bundle-key` goes with `--bundle`")
    return present(
        enable=tuple(judging.rule) if judging.rule else None,
        disable=tuple(judging.skip_rule) if judging.skip_rule else None,
        severity=options.severity_of(judging.severity),
        frameworks=tuple(judging.framework) if judging.framework else None,
        rules_dirs=tuple(judging.rules_dir) if judging.rules_dir else None,
        frameworks_dirs=tuple(judging.frameworks_dir) if judging.frameworks_dir else None,
        bundles=tuple(Bundle(one, judging.bundle_key) for one in judging.bundle) if judging.bundle else None,
        engine=options.engine_name(judging.engine) if judging.engine else None,
    )


def reviewed(reviewing: options.Reviewing) -> dict[str, object]:
    """What the options say about which findings count, by the names of settings."""
    return present(
        fail_on=_fail_on(reviewing.fail_on),
        baseline=reviewing.baseline,
        allow_inline=reviewing.allow_inline,
        compat=reviewing.compat,
    )


def _fail_on(text: str | None) -> str | None:
    if text is None:
        return None
    return options.severity_of(text, never=True) or "never"


def _environments(texts: Sequence[str]) -> tuple[tuple[str, ...], tuple[tuple[str, tuple[Path, ...]], ...]]:
    """Names of environments of the configuration, and those that are defined on the spot."""
    named: list[str] = []
    defined: dict[str, tuple[Path, ...]] = {}
    for text in texts:
        name, separator, files = text.partition("=")
        if not name or (separator and not files):
            raise UsageError(f"`--environment {text}` is neither NAME nor NAME=VAR_FILE[,VAR_FILE]")
        if name in named or name in defined:
            raise UsageError(f"`--environment {name}` is given twice")
        if separator:
            defined[name] = tuple(Path(file) for file in files.split(","))
        else:
            named.append(name)
    return tuple(named), tuple(defined.items())
