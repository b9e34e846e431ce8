"""What `serve` runs: each web process has a name and a socket of its own, and they end side by side."""

import signal
from pathlib import Path

from audiencia.operations.serve import children, environment
from audiencia.operations.service import Spec
from audiencia.settings.config import Settings


def specs(**more: object) -> list[Spec]:
    """The children of a machine with these settings."""
    settings = Settings.model_validate({"media_processes": 1, **more})
    return children(settings, environment(settings))


def test_each_web_process_has_a_name_and_a_socket_of_its_own() -> None:
    found = specs(web_processes=3, listening=(7, 8), inner=Path("/run/web"))
    assert [one.name for one in found] == ["media", "web", "web-2", "web-3"]
    for one in found[1:]:
        own = {name: one.environment[f"AUDIENCIA_{name}"] for name in ("PROCESS", "LISTENING", "INNER")}
        assert own == {"PROCESS": one.name, "LISTENING": "7,8", "INNER": "/run/web"}
        assert (one.descriptors, one.together, one.stop_signal) == ((7, 8), "web", signal.SIGINT)
    assert found[0].descriptors == () and "AUDIENCIA_LISTENING" not in found[0].environment


def test_only_who_opens_a_low_port_itself_keeps_the_right_to() -> None:
    assert [one.capabilities for one in specs(web_processes=1, port=443)][1] == ("net_bind_service",)
    assert [one.capabilities for one in specs(web_processes=1, port=443, listening=(7,))][1] == ()
