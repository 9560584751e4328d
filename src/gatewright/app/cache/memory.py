"""What came of a subject while the folder answered the same questions in the same way."""

from __future__ import annotations

from pydantic import JsonValue

from gatewright.app.cache.identity import key_of
from gatewright.app.cache.store import Store
from gatewright.sources.terraform.modules.files import ScanRoot
from gatewright.sources.terraform.modules.observations import Observations, Question

VARIANTS = 8
"""How many sets of questions are kept for a subject; branches that are switched between ask different ones."""


class Memory:
    """Results in a store, for one folder as it is now. Each question is asked once, whoever wants to know."""

    def __init__(self, store: Store, root: ScanRoot) -> None:
        self.store = store
        self._root = root

    def recall(self, subject: str) -> tuple[str, JsonValue]:
        """The result for a subject, with the key that it is kept under; None where something has changed."""
        for questions in self._questions(subject):
            key = self._key(subject, questions)
            value = self.store.get(key)
            if value is not None:
                return key, value
        return "", None

    def keep(self, subject: str, seen: Observations, value: JsonValue) -> None:
        """Keep a result with what it depends on; not while somebody was writing to the folder."""
        if not seen.consistent:
            return
        questions = sorted(seen.answers)
        self.store.put(key_of(subject, [[*question, seen.answers[question]] for question in questions]), value)
        others = [one for one in self._questions(subject) if one != questions]
        kept: JsonValue = [[[*question] for question in one] for one in [questions, *others][:VARIANTS]]
        self.store.put(subject, kept)

    def _questions(self, subject: str) -> list[list[Question]]:
        found = self.store.get(subject)
        if found is None:
            return []
        questions = [_questions(one) for one in found] if isinstance(found, list) else [None]
        valid = [one for one in questions if one is not None]
        if len(valid) < len(questions):
            self.store.discard(subject, "its questions are not valid")
            return []
        return valid

    def _key(self, subject: str, questions: list[Question]) -> str:
        return key_of(subject, [[*question, self._answer(question)] for question in questions])

    def _answer(self, question: Question) -> str:
        if question not in self._root.seen.answers:
            _ask(self._root, question)
        return self._root.seen.answers[question]


def _ask(root: ScanRoot, question: Question) -> None:
    """Ask the folder once more; the answer is noted as it was the first time."""
    match question:
        case "read", path:
            root.read(path)
        case "names", directory:
            root.names(directory)
        case "is_directory", directory:
            root.is_directory(directory)
        case "is_file", path:
            root.is_file(path)
        case "contains", path:
            root.contains(path)
        case "place", directory:
            root.place(directory)
        case _:
            _ask_functions(root, question)


def _ask_functions(root: ScanRoot, question: Question) -> None:
    # Where no function of the configuration reads a file, this is not needed: it loads all functions there are.
    from gatewright.sources.terraform.functions.files import JailedFiles  # noqa: PLC0415
    from gatewright.sources.terraform.values import EvaluationError  # noqa: PLC0415

    kind, base, *arguments = question
    files = JailedFiles(root.path, base, root.seen)
    try:
        match kind, arguments:
            case "file_read", [path]:
                files.read(path)
            case "file_exists", [path]:
                files.exists(path)
            case "file_glob", [directory, pattern]:
                files.glob(directory, pattern)
    except EvaluationError:
        pass  # the refusal is the answer


_LENGTHS = {
    "read": 2, "names": 2, "is_directory": 2, "is_file": 2, "contains": 2, "place": 2,
    "file_read": 3, "file_exists": 3, "file_glob": 4,
}  # fmt: skip


def _questions(value: JsonValue) -> list[Question] | None:
    """The questions that an entry holds; None where it holds anything else."""
    if not isinstance(value, list):
        return None
    found: list[Question] = []
    for one in value:
        words = [word for word in one if isinstance(word, str)] if isinstance(one, list) else []
        if not isinstance(one, list) or not words or len(words) != len(one) or _LENGTHS.get(words[0]) != len(words):
            return None
        found.append(tuple(words))
    return found
