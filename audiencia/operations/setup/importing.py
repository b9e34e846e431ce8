"""`audiencia import`: spreadsheets become the configuration of a municipality, once nothing in them is wrong."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from audiencia.core.paths import example_root
from audiencia.operations.setup import build, files, folder, tables
from audiencia.operations.setup.columns import AREAS
from audiencia.operations.setup.tables import CellProblem
from audiencia.settings.config_files import ConfigError, load_municipality
from audiencia.settings.municipality import Municipality


@dataclass(frozen=True, slots=True)
class Plan:
    """What would be written, and the municipality that it makes. `municipality` is `None` while there are problems."""

    problems: tuple[CellProblem, ...]
    changes: folder.Changes
    municipality: Municipality | None


def plan(paths: Iterable[Path], target: Path) -> Plan:
    """Reads everything and writes nothing. Raises `Stop` for files that cannot be read, and `ConfigError` for what is wrong in
    the configuration as a whole."""
    found = tables.read(files.read(paths))
    made = build.build(found, *({}, {}) if AREAS in found.rows else _known_in(target))
    if found.problems:
        return Plan(tuple(sorted(found.problems, key=_place)), {}, None)
    changes = folder.changes_of(target, made)
    return Plan((), changes, folder.try_out(target, changes))


def write(plan: Plan, target: Path) -> None:
    """Writes it, into a copy of the example where there was nothing."""
    if not folder.is_begun(target):
        folder.begin(target)
    folder.write(target, plan.changes)


def _place(one: CellProblem) -> tuple[str, int, str]:
    return (one.sheet, one.row, one.column)


def _known_in(target: Path) -> tuple[dict[str, str], build.Topics]:
    """Departments that are configured, and their topics."""
    try:
        municipality = load_municipality(target if folder.is_begun(target) else example_root())
    except ConfigError:
        return {}, {}
    topics = {one.slug: {topic.slug: topic.name.es for topic in one.topics} for one in municipality.departments}
    return {one.slug: one.name.es for one in municipality.departments}, topics
