"""A command's process loads what it uses. Importing a whole web node takes seconds and more than a hundred megabytes."""

import os
import subprocess
import sys

import pytest

from audiencia.settings.config import Settings
from tests.support.audience import ROOT

PROGRAM = """
import sys
from audiencia.cli.main import main
try:
    main()
finally:
    print(*sys.modules, sep="\\n", file=sys.stderr)
"""
OF_A_WEB_NODE = {
    "aiohttp", "aiortc", "audiencia.app", "audiencia.routes", "audiencia.signaling.namespaces", "audiencia.web_app", "jinja2",
    "socketio",
}  # fmt: skip


def loaded_by(*words: str) -> set[str]:
    """Runs this command in a process of its own; gives the modules that it had at its end."""
    demo = {**os.environ, "AUDIENCIA_PROFILE": "demo"}  # the example is refused for people
    command = [sys.executable, "-c", PROGRAM, *words]
    done = subprocess.run(command, cwd=ROOT, env=demo, capture_output=True, text=True, timeout=120)
    found = set(done.stderr.split())
    assert done.returncode == 0 and "audiencia.cli.main" in found, done.stdout + done.stderr
    return found


@pytest.mark.parametrize("command", ["check", "migrate", "account list", "retention preview"])
def test_a_command_loads_no_page_no_socket_and_no_media(settings: Settings, command: str) -> None:
    found = loaded_by(*command.split())
    assert not found & OF_A_WEB_NODE
    assert not [one for one in found if ".pages" in one]
