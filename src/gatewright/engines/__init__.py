"""Rego engines: regorus embedded, OPA as a server."""
