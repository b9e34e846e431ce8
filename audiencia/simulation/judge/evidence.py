"""What is judged: the history of all clients, and rows of the database, both as JSON."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Evidence:
    """`history`: entries in the order in which they were made. `log`: rows by table (`event`, `ticket`, `jump`, `reservation`,
    `room`, `command_done`), those of `event` by id."""

    history: Sequence[Row]
    log: Mapping[str, Sequence[Row]]

    def entries(self, *kinds: str) -> Iterable[Row]:
        """The entries of these kinds."""
        return (one for one in self.history if one["what"] in kinds)

    def numbers(self) -> dict[str, str]:
        """The number of each ticket by its id."""
        return {row["id"]: row["number"] for row in self.log["ticket"]}


def seconds(iso: str) -> float:
    """A time of the log as seconds since 1970."""
    return datetime.fromisoformat(iso).timestamp()


def read(history: Path, log: Path) -> Evidence:
    """Reads both files: one object a line; each row of the log names its table."""
    rows: dict[str, list[Row]] = defaultdict(list)
    for row in _lines(log):
        rows[row["table"]].append(row)
    return Evidence(list(_lines(history)), rows)


def _lines(file: Path) -> Iterable[Row]:
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)
