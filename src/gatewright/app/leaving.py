"""A check that asks nothing: which option, or which line of the configuration, leaves no rule."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gatewright.app.asking import JudgeOptions, chosen
from gatewright.app.config.keys import Key
from gatewright.app.config.settings import Settings, key_of
from gatewright.app.policies import Policies
from gatewright.errors import UsageError
from gatewright.model.rule import Framework, Rule
from gatewright.rules.selection import Selection, select_rules

_OPTIONS = {"enable": "--rule", "disable": "--skip-rule", "severity": "--severity", "frameworks": "--framework"}


def refuse_none(settings: Settings, options: JudgeOptions, policies: Policies) -> None:
    """Raise where no rule is left to ask: the check would be clean whatever it looks at."""
    rules, frameworks = chosen(policies, options)
    if rules or policies.errors:
        return
    blamed = _Blamed(settings, options.selection, policies.rules if options.rules is None else options.rules)
    known = (*policies.frameworks, *frameworks)
    names = [blamed.origin(part) for part in blamed.parts(known)]
    listed = f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names) or "the caller"
    verb = "leave" if len(names) > 1 else "leaves"
    raise UsageError(f"{listed} {verb} no rule to ask; `gatewright rules list` names all rules")


@dataclass(frozen=True, slots=True)
class _Blamed:
    """What a selection is made of, and who asked for it."""

    settings: Settings
    selection: Selection
    rules: tuple[Rule, ...]

    def parts(self, frameworks: tuple[Framework, ...]) -> Iterator[str]:
        """The part that leaves nothing by itself, else all that are given."""
        asked = self.selection
        given = {
            "disable": Selection(exclude=asked.exclude) if asked.exclude else None,
            "frameworks": Selection(frameworks=asked.frameworks) if asked.frameworks else None,
            "severity": Selection(severity=asked.severity) if asked.severity else None,
            "enable": Selection(include=asked.include) if asked.include else None,
        }
        known = tuple({one.id: one for one in frameworks}.values())
        present = {name: alone for name, alone in given.items() if alone is not None}
        alone = [name for name, one in present.items() if not select_rules(self.rules, known, one)]
        yield from alone[:1] or present

    def origin(self, part: str) -> str:
        """Who decided about a part: the line of the configuration, the option, or the name of it alone."""
        key: Key = key_of(part)
        kind = self.settings.origins[key].kind
        written = ".".join(map(str, key))
        config = self.settings.config
        if part == "disable" and config is not None:  # both have a say
            in_file = Selection(exclude=config.values.rules.disable)
            kind = "command line" if select_rules(self.rules, (), in_file) else "file"
        if kind == "file" and config is not None:
            return f"`{written}` ({config.place.shown}:{config.line(key)})"
        return f"`{_OPTIONS[part]}`" if kind == "command line" else f"`{written}`"
