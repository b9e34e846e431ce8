"""Writes what the service is made of, as CycloneDX, from the lock files: nothing is installed or asked for.

    python -m tools.sbom [FOLDER]      python.cdx.json and web.cdx.json, in var/sbom unless told otherwise

The first holds each package of `requirements.lock` with the hashes that `pip` demands; the second what `npm` says of
`web/package-lock.json`. The same lock files give the same documents.
"""

import json
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom, BomMetaData
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL
from pip_requirements_parser import RequirementsFile

from tools import build_web

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"
FOLDER = ROOT / "var" / "sbom"
SAME_TIME = datetime(2026, 1, 1, tzinfo=UTC)
"""What is in it says when it was so: the lock file's own history."""


def python_bom(lock: Path = LOCK) -> Bom:
    """What `pip` installs; below the project itself, which stands in the metadata."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    own = Component(
        type=ComponentType.APPLICATION, name=project["name"], version=project["version"], bom_ref="audiencia"
    )
    bom = Bom(components=_locked(lock), serial_number=uuid5(NAMESPACE_URL, lock.read_text("utf-8")))
    bom.metadata = BomMetaData(component=own, timestamp=SAME_TIME)
    bom.register_dependency(own, bom.components)
    return bom


def _locked(lock: Path) -> list[Component]:
    found = []
    for one in RequirementsFile.from_file(str(lock)).requirements:
        name, version = str(one.name), str(one.get_pinned_version)
        purl = PackageURL("pypi", None, name, version)
        hashes = [HashType(alg=HashAlgorithm.SHA_256, content=each.rpartition(":")[2]) for each in one.hash_options]
        found.append(Component(name=name, version=version, purl=purl, bom_ref=str(purl), hashes=hashes))
    return found


def web_bom() -> dict[str, Any]:
    """What `npm` says, of what goes into the pages and of what builds them."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    with TemporaryDirectory() as above:
        folder = Path(above) / "audiencia-web"  # what `npm` takes for its name
        folder.mkdir()
        # `npm sbom` wants a version, and the project has one, in pyproject.toml.
        package = json.loads((build_web.WEB / "package.json").read_text("utf-8"))
        (folder / "package.json").write_text(json.dumps(package | {"version": project["version"]}), "utf-8")
        shutil.copy(build_web.WEB / "package-lock.json", folder)
        command = [*build_web.npm_command(), "sbom", "--package-lock-only", "--sbom-format", "cyclonedx"]
        done = subprocess.run(
            command, cwd=folder, env=build_web.environment(), stdin=subprocess.DEVNULL, capture_output=True, check=True
        )
    found: dict[str, Any] = json.loads(done.stdout)
    found["metadata"].pop("timestamp", None)
    found["serialNumber"] = f"urn:uuid:{uuid5(NAMESPACE_URL, json.dumps(found['components']))}"
    return found


def main(arguments: Sequence[str]) -> int:
    """The command line; gives the exit code."""
    folder = Path(arguments[0]) if arguments else FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    python = JsonV1Dot6(python_bom()).output_as_string(indent=2)
    for name, text in (("python", python), ("web", json.dumps(web_bom(), indent=2))):
        file = folder / f"{name}.cdx.json"
        file.write_text(text + "\n", "utf-8")
        print(file)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
