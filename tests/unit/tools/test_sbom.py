"""The bill of materials holds each locked package and is the same for the same lock files."""

import json
import re

from cyclonedx.output.json import JsonV1Dot6

from tools import build_web, sbom


def test_each_locked_package_stands_in_it_with_its_hashes() -> None:
    locked = dict(re.findall(r"^([\w.-]+)==([\w.+]+)", sbom.LOCK.read_text("utf-8"), re.MULTILINE))
    found = json.loads(JsonV1Dot6(sbom.python_bom()).output_as_string())
    assert found["bomFormat"] == "CycloneDX"
    assert {one["name"]: one["version"] for one in found["components"]} == locked
    assert all(one["hashes"] and one["purl"].startswith("pkg:pypi/") for one in found["components"])
    assert found["metadata"]["component"]["name"] == "audiencia"


def test_each_package_of_the_pages_stands_in_it() -> None:
    locked = json.loads((build_web.WEB / "package-lock.json").read_text("utf-8"))["packages"]
    found = {(one["name"], one["version"]) for one in sbom.web_bom()["components"]}
    assert found == {(name.rpartition("node_modules/")[2], one["version"]) for name, one in locked.items() if name}


def test_the_same_lock_files_give_the_same_documents() -> None:
    assert sbom.web_bom() == sbom.web_bom()
    assert sbom.python_bom().serial_number == sbom.python_bom().serial_number
