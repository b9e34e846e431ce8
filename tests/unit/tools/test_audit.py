"""Advisories: known ones are listed, and a machine without them says so instead of saying that all is well."""

import json

import pytest

from tools import audit


def test_known_ones_are_listed() -> None:
    said = {
        "dependencies": [
            {"name": "aiohttp", "version": "3.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["3.1"]}]},
            {"name": "yarl", "version": "1.25.1", "vulns": []},
        ]
    }
    assert list(audit.read_pip_audit(json.dumps(said))) == ["aiohttp 3.0: PYSEC-1, 3.1"]
    web = {"vulnerabilities": {"vite": {"range": "<8.3", "severity": "high"}}}
    assert list(audit.read_npm_audit(json.dumps(web))) == ["vite <8.3: high"]


@pytest.mark.parametrize(
    "said", ["", "no JSON", "{}", '{"dependencies": [{"name": "yarl", "skip_reason": "not found on PyPI"}]}']
)
def test_a_package_that_could_not_be_asked_about_is_not_called_well(said: str) -> None:
    with pytest.raises(audit.UnreachedError):
        list(audit.read_pip_audit(said))


@pytest.mark.parametrize("said", ["", '{"message": "405 Method Not Allowed"}'])
def test_a_registry_without_advisories_is_not_called_well(said: str) -> None:
    with pytest.raises(audit.UnreachedError):
        list(audit.read_npm_audit(said))


def test_it_is_said_in_one_sentence(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(audit, "_answer", lambda command, folder: "")
    assert audit.main() == audit.UNREACHED
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
