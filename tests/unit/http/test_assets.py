"""Built files: what a page loads ahead, and what may be served at all."""

import json
import shutil
import subprocess
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from audiencia.core.errors import NotFound
from audiencia.http import i18n
from audiencia.http.assets import Assets, FrontEndMissing

MANIFEST = {
    "src/a.ts": {"file": "assets/a-1.js", "imports": ["_b.js", "_c.js"]},
    "_b.js": {"file": "assets/b-1.js", "imports": ["_c.js"]},
    "_c.js": {"file": "assets/c-1.js", "imports": ["_b.js"]},
}


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    """A small build."""
    (tmp_path / ".vite").mkdir()
    (tmp_path / ".vite" / "manifest.json").write_text(json.dumps(MANIFEST))
    (tmp_path / "assets").mkdir()
    for name in ("a-1.js", "b-1.js", "c-1.js", "a-1.js.br", "a-1.js.map", "secret.toml"):
        (tmp_path / "assets" / name).write_text("x")
    return tmp_path


def test_everything_an_entry_needs_is_named_once(dist: Path) -> None:
    assets = Assets.load(dist)
    assert assets.url("src/a.ts") == "/static/dist/assets/a-1.js"
    assert assets.preloads("src/a.ts") == ["/static/dist/assets/b-1.js", "/static/dist/assets/c-1.js"]


def test_a_script_is_compared_with_its_hash(dist: Path) -> None:
    # printf x | openssl dgst -sha256 -binary | base64
    assert (
        Assets.load(dist).integrity("/static/dist/assets/a-1.js")
        == "sha256-LXEWQrcmsEQBYnyp+6wy9chTD7GQPMTbAiWHF5IaSIE="
    )


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="no sha256sum here")
def test_the_list_of_scripts_is_one_for_sha256sum(dist: Path) -> None:
    listed = Assets.load(dist).sums()
    assert len(listed.splitlines()) == 3
    check = lambda: subprocess.run(["sha256sum", "--check"], cwd=dist, input=listed.encode(), check=False)  # noqa: E731
    assert check().returncode == 0
    (dist / "assets" / "c-1.js").write_text("y")
    assert check().returncode == 1


@pytest.mark.parametrize(
    "name", ["assets/secret.toml", "assets/a-1.js.map", "assets/a-1.js.br", ".vite/manifest.json", "../x", "", "assets"]
)
def test_nothing_else_is_served(dist: Path, name: str) -> None:
    with pytest.raises(NotFound):
        Assets.load(dist).file(name)


def test_a_missing_build_says_what_to_do(tmp_path: Path, dist: Path) -> None:
    with pytest.raises(FrontEndMissing, match="make build"):
        Assets.load(tmp_path / "none")
    with pytest.raises(FrontEndMissing, match="make build"):
        i18n.load(tmp_path, tmp_path / "locales", Assets.load(dist), ZoneInfo("America/Mexico_City"))
