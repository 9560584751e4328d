"""Use cases: the only place that wires adapters together."""
