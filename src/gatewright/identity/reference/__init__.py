"""The decision procedure a second time: slow, obvious, from the documentation; the oracle of the fast one.

INVARIANT: it shares no code with the fast evaluator but the catalogue of actions. Each rule cites its page.
"""

from gatewright.identity.reference.procedure import TooManyTestsError, decide

__all__ = ["TooManyTestsError", "decide"]
