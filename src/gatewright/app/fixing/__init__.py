"""Fixing what is found: edits where values come from, each patch proved before anybody sees it."""
