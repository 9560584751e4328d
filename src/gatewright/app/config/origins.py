"""Where each setting came from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from gatewright.app.config.file import Config
from gatewright.app.config.keys import Key, Kind


@dataclass(frozen=True, slots=True)
class Origin:
    """Who decided about a setting."""

    kind: Kind
    file: str | None = None
    line: int | None = None

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.file is not None else self.kind


class Origins(Mapping[Key, Origin]):
    """Origins by key, such as `("rules", "enable")`. They are looked up when somebody asks, lines above all."""

    def __init__(self, config: Config | None = None, overridden: Iterable[Key] = ()) -> None:
        self._config = config
        self._overridden = tuple(overridden)

    @cached_property
    def _kinds(self) -> Mapping[Key, Kind]:
        from gatewright.app.config.kinds import kinds_of  # noqa: PLC0415  # loads the models

        return kinds_of(self._config.values if self._config is not None else None, self._overridden)

    def __getitem__(self, key: Key) -> Origin:
        kind = self._kinds[key]
        if kind != "file" or self._config is None:
            return Origin(kind)
        return Origin(kind, self._config.place.shown, self._config.line(key))

    def __iter__(self) -> Iterator[Key]:
        return iter(self._kinds)

    def __len__(self) -> int:
        return len(self._kinds)
