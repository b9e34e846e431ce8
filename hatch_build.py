"""Build hook: builds the browser side before a wheel is made, with the Node of the build requirements.

AUDIENCIA_SKIP_WEB=1 leaves it as it is, for an editable installation whose `make` builds it in a step of its own.
"""

import os
import sys
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class WebBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """Found by hatchling through `tool.hatch.build.hooks.custom`."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Runs before files are collected."""
        if self.target_name != "wheel" or version == "editable" or os.environ.get("AUDIENCIA_SKIP_WEB") == "1":
            return
        sys.path.insert(0, self.root)
        from tools.build_web import build

        build()
        # Here and not in pyproject.toml: an editable installation would miss the folder that is built later.
        build_data["force_include"] |= {f"web/{name}": f"audiencia/web/{name}" for name in ("templates", "dist")}
        build_data["force_include"] |= {
            "config": "audiencia/example",
            "requirements.lock": "audiencia/requirements.lock",
        }
