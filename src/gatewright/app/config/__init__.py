"""The configuration file: found, read, merged with what was asked for, and checked against the rules that there are."""

from gatewright.app.config.checking import check, missing_files
from gatewright.app.config.entries import code_owners, entries
from gatewright.app.config.file import Config
from gatewright.app.config.origins import Origin, Origins
from gatewright.app.config.reading import find_config, read_config
from gatewright.app.config.settings import Bundle, Environment, Settings, settle

__all__ = [
    "Bundle",
    "Config",
    "Environment",
    "Origin",
    "Origins",
    "Settings",
    "check",
    "code_owners",
    "entries",
    "find_config",
    "missing_files",
    "read_config",
    "settle",
]
