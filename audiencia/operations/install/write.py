"""Writes the planned files, and takes them away again: what somebody else wrote or changed is never lost."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from itertools import count
from pathlib import Path

from audiencia.core.cli_text import Stop, _
from audiencia.core.gettext_mark import N_
from audiencia.operations.install.plan import ETC, File, of_package

KNOWN = ETC / "setup.json"  # What was written, with its digests: who changed something afterwards is noticed by them.
DUE = ETC / "setup-due.json"
"""What was written or removed since all that depends on it was last started or told anew. There while anything was."""
BEFORE, NEW = ".before-audiencia", ".new"


class What(StrEnum):
    """What happens to a file."""

    MADE = N_("new")
    CHANGED = N_("changed")
    REPLACED = N_("replaced; the former one is kept beside it as .before-audiencia")
    KEPT = N_("changed by somebody: kept, the new one is beside it as .new")
    REMOVED = N_("removed")
    LEFT = N_("changed by somebody: left there")


GONE = (What.REMOVED, What.LEFT)  # Not among the planned files any more.


@dataclass(frozen=True, slots=True)
class Step:
    """One file that is another one afterwards; `file` is `None` where it goes."""

    path: Path
    what: What
    file: File | None = None


@dataclass(frozen=True, slots=True)
class Tree:
    """The machine's files, or a folder that stands for them."""

    root: Path

    def at(self, path: Path) -> Path:
        """The file's place in the tree."""
        return self.root / path.relative_to("/")

    def text(self, path: Path) -> str | None:
        """`None`: there is no such file."""
        try:
            return self.at(path).read_text("utf-8", errors="surrogateescape")
        except FileNotFoundError:
            return None

    def known(self) -> dict[Path, str]:
        """The digest of each file that was written here."""
        found: dict[str, str] = json.loads(self.text(KNOWN) or "{}")
        return {Path(path): digest for path, digest in found.items()}

    def due(self) -> set[Path]:
        """What `DUE` holds."""
        return {Path(path) for path in json.loads(self.text(DUE) or "[]")}


def lacking(tree: Tree, wanted: Sequence[File]) -> list[File]:
    """Without those that a package has put there with the same text."""
    return [file for file in wanted if (path := of_package(file.path)) == file.path or tree.text(path) != file.text]


def steps(tree: Tree, wanted: Sequence[File]) -> list[Step]:
    """Differences from the wanted files; empty where there are none."""
    known = tree.known()
    found = [step for file in wanted if (step := _step(tree, file, known)) is not None]
    gone = known.keys() - {file.path for file in wanted}
    return [*found, *_removing(tree, {path: known[path] for path in gone})]


def _step(tree: Tree, file: File, known: Mapping[Path, str]) -> Step | None:
    here = tree.text(file.path)
    if here == file.text:
        return None
    if here is None:
        return Step(file.path, What.MADE, file)
    if file.says is not None:
        return None if file.says(here) else Step(file.path, What.CHANGED, file)
    if file.path not in known:
        return Step(file.path, What.REPLACED, file)
    if known[file.path] == _digest(here):
        return Step(file.path, What.CHANGED, file)
    there = tree.text(_beside(file.path, NEW)) == file.text
    return None if there else Step(file.path, What.KEPT, file)


def _removing(tree: Tree, known: Mapping[Path, str]) -> Iterator[Step]:
    for path, digest in sorted(known.items()):
        here = tree.text(path)
        if here is not None:
            yield Step(path, What.REMOVED if _digest(here) == digest else What.LEFT)


def removal(tree: Tree) -> list[Step]:
    """The steps that remove everything."""
    return list(_removing(tree, tree.known()))


def write(tree: Tree, wanted: Sequence[File], found: Sequence[Step]) -> None:
    """Carries the steps out, and first notes what is due then. Raises `Stop` where that is not allowed."""
    due = tree.due() | {step.path for step in found if step.what not in (What.KEPT, What.LEFT)}
    with _rights_are_told(tree):
        _put(tree, _noting(DUE, sorted(map(str, due))))
        for step in found:
            _act(tree, step)
        _put(tree, _noting(KNOWN, {str(file.path): _digest(file.text) for file in wanted}))


def settle(tree: Tree) -> None:
    """Removes the list of what is due."""
    with _rights_are_told(tree):
        tree.at(DUE).unlink(missing_ok=True)


def _noting(path: Path, what: object) -> File:
    return File(path, json.dumps(what, indent=1) + "\n", 0o600)


def remove(tree: Tree, found: Sequence[Step]) -> None:
    """Takes away what `removal` found, and what was noted of it."""
    with _rights_are_told(tree):
        for step in found:
            _act(tree, step)
        for noted in (KNOWN, DUE):
            tree.at(noted).unlink(missing_ok=True)


@contextmanager
def _rights_are_told(tree: Tree) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        where = error.filename or tree.root
        raise Stop(_("%(where)s cannot be written (%(why)s).", where=where, why=error.strerror)) from error


def _act(tree: Tree, step: Step) -> None:
    match step.what:
        case What.REMOVED:
            tree.at(step.path).unlink()
            before = tree.at(_beside(step.path, BEFORE))
            if before.exists():
                before.rename(tree.at(step.path))
        case What.REPLACED if step.file:
            _keep(tree.at(step.path))
            _put(tree, step.file)
        case What.KEPT if step.file:
            _put(tree, File(_beside(step.path, NEW), step.file.text, step.file.mode))
        case What.MADE | What.CHANGED if step.file:
            _put(tree, step.file)


def _keep(file: Path) -> None:
    """Beside it; what was kept there before gets a number."""
    before = _beside(file, BEFORE)
    if before.exists():
        before.rename(next(free for number in count(1) if not (free := _beside(before, f".{number}")).exists()))
    file.rename(before)


def make_folder(folder: Path) -> None:
    """With those above. Anybody may enter it, whatever umask root has: the service reads below."""
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    for one in missing:
        one.chmod(0o755)


def _put(tree: Tree, file: File) -> None:
    """Whole or not at all; nobody reads a secret meanwhile."""
    target = tree.at(file.path)
    make_folder(target.parent)
    draft = target.with_name(f".{target.name}.draft")
    draft.unlink(missing_ok=True)
    draft.touch(mode=0o600)
    draft.write_text(file.text, "utf-8")
    draft.chmod(file.mode)
    draft.replace(target)


def _beside(path: Path, ending: str) -> Path:
    return path.with_name(path.name + ending)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()
