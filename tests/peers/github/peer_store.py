"""The git repository of a GitHub: bare, on disk, with real objects, so that git itself can read what was done."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dulwich.objects import Blob, Commit, ObjectID, Tree
from dulwich.refs import Ref
from dulwich.repo import Repo

FOLDER, FILE = 0o040000, 0o100644
MOMENT = 1_767_225_600
Entries = dict[str, tuple[int, str]]
"""Mode and object id of each file, by path."""


@dataclass
class Store:
    """Objects and refs; ids are hexadecimal texts."""

    path: Path
    repo: Repo

    @classmethod
    def create(cls, path: Path, files: Mapping[str, str | bytes]) -> Store:
        """A repository with one commit on `main`."""
        path.mkdir(parents=True)
        repo = Repo.init_bare(str(path))
        store = cls(path, repo)
        repo.refs.set_symbolic_ref(Ref(b"HEAD"), Ref(b"refs/heads/main"))
        store.commit_files("main", files, "Begin")
        return store

    def get(self, identity: str) -> Blob | Tree | Commit | None:
        """An object by its id."""
        try:
            found = self.repo.object_store[ObjectID(identity.encode())]
        except (KeyError, ValueError, AssertionError):
            return None
        return found if isinstance(found, Blob | Tree | Commit) else None

    def blob(self, identity: str) -> Blob | None:
        """A file's content by its id."""
        found = self.get(identity)
        return found if isinstance(found, Blob) else None

    def tree(self, identity: str) -> Tree | None:
        """A folder by its id, or by that of a commit."""
        found = self.get(identity)
        if isinstance(found, Commit):
            found = self.get(found.tree.decode())
        return found if isinstance(found, Tree) else None

    def commit(self, identity: str) -> Commit | None:
        """A commit by its id."""
        found = self.get(identity)
        return found if isinstance(found, Commit) else None

    def add_blob(self, data: bytes) -> str:
        """The id of a new file's content."""
        return self._add(Blob.from_string(data))

    def add_tree(self, entries: Entries) -> str:
        """The id of a new tree of files, by their paths."""
        tree = Tree()
        below: dict[str, Entries] = {}
        for path, (mode, identity) in entries.items():
            head, _, rest = path.partition("/")
            if rest:
                below.setdefault(head, {})[rest] = (mode, identity)
            else:
                tree.add(head.encode(), mode, ObjectID(identity.encode()))
        for head, inner in below.items():
            tree.add(head.encode(), FOLDER, ObjectID(self.add_tree(inner).encode()))
        return self._add(tree)

    def add_commit(self, tree: str, parents: list[str], text: str, author: str) -> str:
        """The id of a new commit."""
        made = Commit()
        made.tree = ObjectID(tree.encode())
        made.parents = [ObjectID(one.encode()) for one in parents]
        made.author = made.committer = author.encode()
        made.author_time = made.commit_time = MOMENT
        made.author_timezone = made.commit_timezone = 0
        made.encoding = b"UTF-8"
        made.message = text.encode()
        return self._add(made)

    def commit_files(self, branch: str, files: Mapping[str, str | bytes | None], text: str, author: str = "dev") -> str:
        """A commit on a branch that writes some files and removes those that are None; somebody pushed it."""
        head = self.branch(branch)
        entries = dict(self.entries(head)) if head else {}
        for path, data in files.items():
            entries.pop(path, None)
            if data is not None:
                raw = data.encode() if isinstance(data, str) else data
                entries[path] = (FILE, self.add_blob(raw))
        made = self.add_commit(self.add_tree(entries), [head] if head else [], text, f"{author} <{author}@example.com>")
        self.point(branch, made)
        return made

    def entries(self, identity: str) -> Entries:
        """The files of a tree or commit."""
        tree = self.tree(identity)
        return dict(self._walk(tree, "")) if tree is not None else {}

    def read(self, identity: str, path: str) -> bytes | None:
        """A file of a tree or commit."""
        entry = self.entries(identity).get(path)
        blob = self.blob(entry[1]) if entry else None
        return blob.data if blob is not None else None

    def _walk(self, tree: Tree, prefix: str) -> Iterator[tuple[str, tuple[int, str]]]:
        for entry in tree.iteritems():
            name, mode, sha = entry
            path, identity = f"{prefix}{(name or b'').decode()}", (sha or b"").decode()
            inner = self.get(identity)
            if mode == FOLDER and isinstance(inner, Tree):
                yield from self._walk(inner, f"{path}/")
            else:
                yield path, (mode or FILE, identity)

    def branches(self) -> dict[str, str]:
        """Every branch with its commit, by name."""
        found = self.repo.refs.as_dict(Ref(b"refs/heads"))
        return {name.decode(): identity.decode() for name, identity in sorted(found.items())}

    def branch(self, name: str) -> str | None:
        """The commit of a branch."""
        return self.branches().get(name)

    def point(self, branch: str, identity: str) -> None:
        """Let a branch be at a commit."""
        self.repo.refs[Ref(b"refs/heads/" + branch.encode())] = ObjectID(identity.encode())

    def remove(self, branch: str) -> None:
        """Delete a branch."""
        self.repo.refs.remove_if_equals(Ref(b"refs/heads/" + branch.encode()), None)

    def ancestors(self, identity: str) -> list[str]:
        """A commit and all that it comes from, the newest first."""
        found, waiting = [], [identity]
        while waiting:
            one = waiting.pop(0)
            commit = self.commit(one)
            if one not in found and commit is not None:
                found.append(one)
                waiting += [parent.decode() for parent in commit.parents]
        return found

    def merge_base(self, one: str, other: str) -> str | None:
        """The newest commit that both come from."""
        behind = set(self.ancestors(one))
        return next((commit for commit in self.ancestors(other) if commit in behind), None)

    def ahead(self, base: str, head: str) -> list[str]:
        """The commits that a head has and a base has not, the oldest first."""
        behind = set(self.ancestors(base))
        return [one for one in reversed(self.ancestors(head)) if one not in behind]

    def changes(self, base: str, head: str) -> list[dict[str, Any]]:
        """The files that a head changed since it left a base, as GitHub lists them."""
        left = self.merge_base(base, head)
        old, new = (self.entries(left) if left else {}), self.entries(head)
        names = sorted(name for name in {*old, *new} if old.get(name) != new.get(name))
        return [self._change(name, old.get(name), new.get(name)) for name in names]

    def _change(self, name: str, old: tuple[int, str] | None, new: tuple[int, str] | None) -> dict[str, Any]:
        before, after = (self._lines(one) for one in (old, new))
        lines = list(difflib.unified_diff(before, after, n=3))[2:]
        status = "modified" if old and new else "added" if new else "removed"
        added, gone = (sum(line.startswith(sign) for line in lines) for sign in "+-")
        kept = {"filename": name, "status": status, "sha": (new or old or (0, ""))[1], "patch": "".join(lines)}
        return {**kept, "additions": added, "deletions": gone, "changes": added + gone}

    def _lines(self, entry: tuple[int, str] | None) -> list[str]:
        blob = self.blob(entry[1]) if entry else None
        return blob.data.decode("utf-8", "replace").splitlines(keepends=True) if blob is not None else []

    def merged(self, base: str, head: str) -> Entries | None:
        """The files of both sides together; None where both changed the same file in different ways."""
        left = self.merge_base(base, head)
        old, ours, theirs = (self.entries(left) if left else {}), self.entries(base), self.entries(head)
        result: Entries = {}
        for name in {*old, *ours, *theirs}:
            was, one, other = old.get(name), ours.get(name), theirs.get(name)
            if was not in (one, other) and one != other:
                return None
            chosen = other if one == was else one
            if chosen is not None:
                result[name] = chosen
        return result

    def _add(self, made: Blob | Tree | Commit) -> str:
        self.repo.object_store.add_object(made)
        return made.id.decode()
