"""Pull requests that mend findings: which to open, to update, to close, and what they say.

Nothing of the scanned repository runs, and nothing of it speaks: its text is shown, never interpreted.
"""
