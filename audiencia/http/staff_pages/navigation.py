"""The one navigation of staff: the pages on which each role works, with where they are now. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from audiencia.core import text_files
from audiencia.staff.matrix import Matrix
from audiencia.staff.roles import Role


@dataclass(frozen=True, slots=True)
class Place:
    """A page that staff go to. `name`: a message id."""

    path: str
    name: str


PLACES = tuple(
    Place(path, name) for path, name in text_files.load("audiencia.http.staff_pages", "navigation_words.toml").items()
)


def places(matrix: Matrix, role: Role) -> tuple[Place, ...]:
    """Those that this role may open, in their order."""
    return tuple(one for one in PLACES if matrix.may(role, f"GET {one.path}"))


def here(among: Iterable[Place], path: str) -> str:
    """The path of the place to which the page at `path` belongs; empty for none."""
    within = [one.path for one in among if path == one.path or path.startswith(f"{one.path}/")]
    return max(within, key=len, default="")
