"""Identity risk: policies compiled, requests decided, and who can reach what.

    import gatewright as gw

    estate = gw.load("infra/", expected_names=True)
    world = gw.identity.World.from_documents(estate.documents, estate.provenance)
    gw.identity.who_can(world, "s3:GetObject", "aws_s3_bucket.data")
    gw.identity.access(world, "aws_iam_user.alice")
    gw.identity.decide({"principal": {"arn": "..."}, "action": "s3:GetObject", "resource": {"arn": "..."}})

The names in `__all__` are the public interface. Each is loaded when it is asked for.
"""

from __future__ import annotations

from importlib import import_module

TYPE_CHECKING = False  # what type checkers take for true, without loading `typing`
if TYPE_CHECKING:
    from gatewright.identity.answers import Access, Evidence, Hop, Right, Verdict
    from gatewright.identity.chains import who_can
    from gatewright.identity.parties import Principal, Target
    from gatewright.identity.requests import decided as decide
    from gatewright.identity.rights import access
    from gatewright.identity.world import World

__all__ = [
    "Access",
    "Evidence",
    "Hop",
    "Principal",
    "Right",
    "Target",
    "Verdict",
    "World",
    "access",
    "decide",
    "who_can",
]

_HOMES = {
    "chains.who_can": "who_can",
    **{f"answers.{name}": name for name in ("Access", "Evidence", "Hop", "Right", "Verdict")},
    **{f"parties.{name}": name for name in ("Principal", "Target")},
    "requests.decided": "decide",
    "rights.access": "access",
    "world.World": "World",
}
_HOME_OF = {name: home for home, name in _HOMES.items()}


def __getattr__(name: str) -> object:
    if name not in _HOME_OF:
        raise AttributeError(f"module `gatewright.identity` has no attribute `{name}`")
    module, _, original = _HOME_OF[name].rpartition(".")
    return getattr(import_module(f"{__name__}.{module}"), original)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
