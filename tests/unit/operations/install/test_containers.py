"""The container's files name what the program knows, and hold no secret."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]
from typer.main import get_command

from audiencia.cli.main import app
from audiencia.routes import ROUTES
from audiencia.settings.config import Settings

FOLDER = Path(__file__).parents[4] / "packaging" / "container"
GIVEN = {
    "PUBLIC_NAME": "audiencia.example.mx",
    "PUBLIC_ADDRESS": "192.0.2.7",
    "DATABASE_PASSWORD": "one",
    "HINTS_PASSWORD": "two",
    "MEDIA_SECRET": "three",
    "TURN_SECRET": "four",
}
VARIABLE = re.compile(r"\$\{(\w+):\?\}")


def composed() -> dict[str, Any]:
    """As compose reads it; a variable that `example.env` does not have is a `KeyError`."""
    text = VARIABLE.sub(lambda found: GIVEN[found[1]], (FOLDER / "compose.yaml").read_text("utf-8"))
    services: dict[str, Any] = yaml.safe_load(text)["services"]
    return services


def image() -> list[list[str]]:
    lines = (FOLDER / "Containerfile").read_text("utf-8").replace("\\\n", " ").splitlines()
    return [line.split() for line in lines if line and not line.startswith("#")]


def test_the_example_asks_for_all_that_compose_needs_and_brings_no_secret() -> None:
    lines = [line for line in (FOLDER / "example.env").read_text("utf-8").splitlines() if not line.startswith("#")]
    assert {line.partition("=")[0] for line in lines} == GIVEN.keys()
    assert [line for line in lines if "PUBLIC" not in line] == [f"{name}=" for name in GIVEN if "PUBLIC" not in name]


def test_the_image_runs_no_root_and_carries_no_secret() -> None:
    steps = image()
    assert [step[1] for step in steps if step[0] == "USER"] == ["audiencia"]
    after = steps[[step[0] for step in steps].index("USER") :]
    assert {step[0] for step in after}.isdisjoint({"RUN", "COPY", "ADD"})
    assert [step[1:] for step in steps if step[0] in ("COPY", "ADD")] == [["dist/*.deb", "/tmp/"]]
    assert (FOLDER.parents[1] / ".containerignore").read_text("utf-8") == "*\n!dist/*.deb\n"
    variables = {one.partition("=")[0] for step in steps if step[0] == "ENV" for one in step[1:]}
    assert variables == {"AUDIENCIA_DATA", "AUDIENCIA_CONFIG", "AUDIENCIA_HOST"}


def test_each_variable_and_command_is_known() -> None:
    commands = get_command(app).commands.keys()  # type: ignore[attr-defined]
    known = {f"AUDIENCIA_{name.upper()}" for name in Settings.model_fields}
    ours = {name: one for name, one in composed().items() if one["image"] == "localhost/audiencia:latest"}
    assert ours.keys() == {"tables", "web1", "web2", "media"}
    for one in ours.values():
        assert one["environment"].keys() <= known and one.get("command", ["web"])[0] in commands
        assert one["cap_drop"] == ["ALL"] and one["read_only"]


@pytest.mark.parametrize("name", ["tables", "web1", "web2", "media"])
def test_the_settings_fit_each_other(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    services = composed()
    for variable, value in services[name]["environment"].items():
        monkeypatch.setenv(variable, value)
    settings = Settings()
    assert [str(one) for one in settings.media_announce] == ["192.0.2.7"]
    published = [port.partition(":")[2] for port in services["media"]["ports"]]
    assert published == [f"{settings.media_port}/{way}" for way in ("udp", "tcp")]
    if name == "media":
        assert settings.media_secret is not None and settings.media_host == settings.media_control_host == "0.0.0.0"
    else:
        assert settings.relay is not None and settings.workers == (f"media:{settings.media_control_port}",)
        assert settings.origin == "https://audiencia.example.mx"
        assert services[name]["env_file"] == [{"path": "local.env", "required": False}]


def test_compose_and_the_proxy_ask_for_the_health_of_each_node() -> None:
    text, services = (FOLDER / "Caddyfile").read_text("utf-8"), composed()
    port = Settings().port
    (nodes,) = re.findall(r"reverse_proxy (.*) \{", text)
    assert nodes.split() == [f"{name}:{port}" for name in services if name.startswith("web")]
    assert "health_uri /salud/vivo\n" in text and "/salud/vivo" in {route.path for route in ROUTES}
    assert all(
        f"http://127.0.0.1:{port}/salud/vivo'" in services[name]["healthcheck"]["test"][-1] for name in ("web1", "web2")
    )


def test_caddy_understands_its_file(monkeypatch: pytest.MonkeyPatch) -> None:
    if shutil.which("caddy") is None:
        pytest.skip("caddy is not installed: apt-get install caddy")
    monkeypatch.setenv("PUBLIC_NAME", GIVEN["PUBLIC_NAME"])
    judged = subprocess.run(
        ["caddy", "validate", "--adapter", "caddyfile", "--config", str(FOLDER / "Caddyfile")],
        check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert judged.returncode == 0, judged.stderr
