"""Adapters to where code is reviewed; each implements the port `Forge`."""
