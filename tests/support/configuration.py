"""The repository's configuration, as it is and with other values."""

import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from audiencia.settings.config import Municipality, load_municipality
from tests.support.memory import in_memory

ROOT = Path(__file__).parents[2]


@cache
def configured() -> Municipality:
    """Of `config/`; nobody changes it, and reading it takes long."""
    return load_municipality(ROOT / "config")


def configuration(folder: Path, values: Mapping[str, int | str]) -> Path:
    """A copy in `folder`, which must not be there yet; `values` replace those of the municipality by their names."""
    shutil.copytree(ROOT / "config", folder)
    file = folder / "municipality.toml"
    text = file.read_text("utf-8")
    for name, value in values.items():
        text, count = re.subn(rf"(?m)^{name} = .*$", f"{name} = {value}", text)
        assert count == 1, f"no {name} in the configuration"
    file.write_text(text, "utf-8")
    return folder


@contextmanager
def passable_days_away() -> Iterator[Path]:
    """As `days_away`, in a folder of its own that the service's accounts can read."""
    with TemporaryDirectory(prefix="audiencia-config-", dir=in_memory()) as folder:
        Path(folder).chmod(0o711)
        yield days_away(Path(folder) / "config")


def days_away(folder: Path, now: datetime | None = None) -> Path:
    """A copy in `folder`, with the weekly jornada three days from now, for a database whose clock is the machine's: a planned jornada
    that begins ends the demonstration."""
    today = configured().day_of(now or datetime.now(UTC)).isoweekday()
    return configuration(folder, {"weekday": (today + 2) % 7 + 1})
