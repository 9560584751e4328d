"""Policy as code for cloud posture and identity risk, as a library.

    import gatewright as gw

    report = gw.scan("infra/", frameworks=["cis-aws-5.0"])
    for finding in report.findings:
        print(finding.rule.id, finding.outcome, finding.location, finding.owners)

The names in `__all__` are the public interface. Each is loaded when it is asked for.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType

from gatewright._version import __version__

TYPE_CHECKING = False  # what type checkers take for true, without loading `typing`
if TYPE_CHECKING:
    from gatewright import identity
    from gatewright.app.estate import Estate
    from gatewright.app.scanning import OpaSettings
    from gatewright.app.sdk import (
        collect,
        document,
        evaluate,
        fix,
        framework,
        frameworks,
        load,
        render,
        rule,
        rules,
        scan,
    )
    from gatewright.errors import (
        EngineError,
        ForgeError,
        FrameworkError,
        GatewrightError,
        InputError,
        RuleError,
        UsageError,
    )
    from gatewright.model.diagnostic import Diagnostic
    from gatewright.model.document import Document, Origin, Properties, RawProperties
    from gatewright.model.finding import DocumentRef, Finding, Hit, Report, RuleFailure, Score, Summary, Suppression
    from gatewright.model.location import Frame, Location, Position, Trace, ValueOrigin
    from gatewright.model.patch import FileChange, Fixes, Patch, ProofStep, Refusal, TextEdit
    from gatewright.model.rule import Control, Framework, FrameworkControl, Remediation, Requirement, Rule
    from gatewright.model.unknown import Unknown
    from gatewright.ports import Collected, Engine, Evaluation, Provenance, Source
    from gatewright.sources.terraform.instances import Instance

__all__ = [
    "Collected",
    "Control",
    "Diagnostic",
    "Document",
    "DocumentRef",
    "Engine",
    "EngineError",
    "Estate",
    "Evaluation",
    "FileChange",
    "Finding",
    "Fixes",
    "ForgeError",
    "Frame",
    "Framework",
    "FrameworkControl",
    "FrameworkError",
    "GatewrightError",
    "Hit",
    "InputError",
    "Instance",
    "Location",
    "OpaSettings",
    "Origin",
    "Patch",
    "Position",
    "ProofStep",
    "Properties",
    "Provenance",
    "RawProperties",
    "Refusal",
    "Remediation",
    "Report",
    "Requirement",
    "Rule",
    "RuleError",
    "RuleFailure",
    "Score",
    "Source",
    "Summary",
    "Suppression",
    "TextEdit",
    "Trace",
    "Unknown",
    "UsageError",
    "ValueOrigin",
    "__version__",
    "collect",
    "document",
    "evaluate",
    "fix",
    "framework",
    "frameworks",
    "identity",
    "load",
    "render",
    "rule",
    "rules",
    "scan",
]

_HOMES = {
    "gatewright.app.estate": ("Estate",),
    "gatewright.app.scanning": ("OpaSettings",),
    "gatewright.app.sdk": (
        *(
            "collect",
            "document",
            "evaluate",
            "fix",
            "framework",
            "frameworks",
            "load",
            "render",
            "rule",
            "rules",
            "scan",
        ),
    ),
    "gatewright.app.worlds": ("identity",),
    "gatewright.errors": (
        *("EngineError", "ForgeError", "FrameworkError", "GatewrightError", "InputError", "RuleError", "UsageError"),
    ),
    "gatewright.model.diagnostic": ("Diagnostic",),
    "gatewright.model.document": ("Document", "Origin", "Properties", "RawProperties"),
    "gatewright.model.finding": (
        "DocumentRef",
        "Finding",
        "Hit",
        "Report",
        "RuleFailure",
        "Score",
        "Summary",
        "Suppression",
    ),
    "gatewright.model.location": ("Frame", "Location", "Position", "Trace", "ValueOrigin"),
    "gatewright.model.patch": ("FileChange", "Fixes", "Patch", "ProofStep", "Refusal", "TextEdit"),
    "gatewright.model.rule": ("Control", "Framework", "FrameworkControl", "Remediation", "Requirement", "Rule"),
    "gatewright.model.unknown": ("Unknown",),
    "gatewright.ports": ("Collected", "Engine", "Evaluation", "Provenance", "Source"),
    "gatewright.sources.terraform.instances": ("Instance",),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}


class _Package(ModuleType):
    """This package. Importing one of its parts, `gatewright.rules` say, must not hide the function of that name."""

    def __setattr__(self, name: str, value: object) -> None:
        if not (name in _HOME_OF and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package


def __getattr__(name: str) -> object:
    if name not in _HOME_OF:
        raise AttributeError(f"module `gatewright` has no attribute `{name}`")
    value = getattr(import_module(_HOME_OF[name]), name)
    setattr(sys.modules[__name__], name, value)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
