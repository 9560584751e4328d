"""Where documents come from: collect is IO, normalise is pure."""
