"""Every exception that Gatewright lets out, in one tree.

    GatewrightError
    ├── UsageError              the call itself is wrong (unknown rule, bad option): exit code 2
    ├── InputError              an input cannot be used at all (foreign JSON, truncated plan): exit code 2
    ├── RuleError               a rule's metadata or Rego cannot be used
    │   └── FrameworkError      a framework file cannot be used
    ├── EngineError             the Rego engine cannot be reached or started
    └── ForgeError              the forge (GitHub) cannot be reached, or refuses: exit code 3

Problems *inside* an input (one bad file, one bad block) are not exceptions: they are `Diagnostic` values.
Messages are lowercase, have no final period, quote the user's values in backticks and say what to do next.
"""


class GatewrightError(Exception):
    """The root of all exceptions that callers may catch."""


class UsageError(GatewrightError):
    """The request cannot be carried out as it was put."""


class InputError(GatewrightError):
    """An input is not what it was taken for, as a whole."""


class RuleError(GatewrightError):
    """A rule cannot be loaded: its metadata or its Rego is wrong."""


class FrameworkError(RuleError):
    """A framework file cannot be loaded."""


class EngineError(GatewrightError):
    """The policy engine cannot be started, reached, or understood."""


class ForgeError(GatewrightError):
    """The forge cannot be reached, refuses, or does not let the token do what was asked."""
