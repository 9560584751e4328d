"""The cache of scans: what was found in a root module is kept, and found again while nothing it depends on has changed.

A `Store` holds entries by content. `Memory` finds a subject's entry: under the subject's key it keeps which questions
the evaluation asked of the scanned folder, and under the key of questions and answers what came of it. The folder is
asked the same questions again; equal answers mean an equal result. Nothing is ever unpickled.
"""
