"""What an evaluation has asked of the scanned folder and what it was answered: all that its result depends on there."""

from __future__ import annotations

import hashlib
from typing import TypeAlias

Question: TypeAlias = tuple[str, ...]
"""What was asked, then about which path: `("read", "main.tf")`."""


class Observations:
    """Questions with digests of their answers, in the order in which they were first asked."""

    def __init__(self) -> None:
        self.answers: dict[Question, str] = {}
        self.consistent = True
        """False once a question was answered differently from before: somebody is writing to the folder."""

    def note(self, question: Question, answer: bytes | str) -> None:
        """Keep what a question was answered."""
        found = digest(answer)
        if self.answers.setdefault(question, found) != found:
            self.consistent = False

    def add(self, other: Observations) -> None:
        """Keep what was observed elsewhere, for a result that is used here."""
        for question, answer in other.answers.items():
            if self.answers.setdefault(question, answer) != answer:
                self.consistent = False
        self.consistent = self.consistent and other.consistent


def digest(answer: bytes | str) -> str:
    """A digest of an answer; a text and bytes never have the same."""
    if isinstance(answer, str):
        return hashlib.blake2b(answer.encode("utf-8", "surrogatepass"), digest_size=20, person=b"text").hexdigest()
    return hashlib.blake2b(answer, digest_size=20, person=b"bytes").hexdigest()
