"""The repository's configuration, as it is and with other values."""

import re
import shutil
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from audiencia.settings.config import Municipality, load_municipality

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
