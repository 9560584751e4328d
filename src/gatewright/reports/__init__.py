"""Output formats; each is a pure function of the report."""
