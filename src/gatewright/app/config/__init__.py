"""The configuration file: found, read, merged with what was asked for, and checked against the rules that there are.

`reading` finds and reads, `settings` merges, `entries` puts into the terms of others, `checking` compares with rules
and files, `display` shows. Nothing is imported here: a run loads what it needs.
"""
