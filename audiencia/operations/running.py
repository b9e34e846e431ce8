"""Where a running `audiencia serve` is reached, for commands beside it: they are often started without its variables."""

import json
import os

from audiencia.core.paths import DataFolder
from audiencia.operations import processes
from audiencia.operations.postgres import Postgres
from audiencia.operations.valkey import Valkey
from audiencia.settings.config import Settings

TOLD = frozenset({
    "profile", "host", "port", "public_url", "tls_certificate", "tls_authority", "media_host", "media_port", "media_announce",
    "media_announce_port", "media_control_host", "media_control_port", "media_processes", "media_controls",
})  # fmt: skip
"""Addresses and what they depend on: no secret."""


def note(settings: Settings, data: DataFolder) -> None:
    """Whoever serves says so. It holds for as long as this process runs, however it ends."""
    draft = data.serving.with_suffix(".new")
    draft.write_text(settings.model_dump_json(include=set(TOLD)), "utf-8")
    draft.replace(data.serving)
    processes.write_pid_file(data.serving_pid, os.getpid())


def like_it(settings: Settings) -> Settings:
    """As the service that runs with this data folder was told, but for what whoever asks says otherwise."""
    data = DataFolder(settings.data.absolute())
    if processes.read_pid_file(data.serving_pid) is None:
        return settings
    try:
        noted = json.loads(data.serving.read_text("utf-8"))
    except (OSError, ValueError):
        return settings
    told = {name: value for name, value in noted.items() if name in TOLD - settings.model_fields_set}
    return Settings.model_validate({**settings.model_dump(), **told})


def with_own_servers(settings: Settings) -> Settings:
    """For a command beside a running `audiencia serve`: its addresses and those of its own servers, where nobody named others."""
    settings = like_it(settings)
    data = DataFolder(settings.data.absolute())
    if not data.service_keys.is_dir():
        return settings
    found: dict[str, object] = {}
    if settings.database_url is None:
        found["database_url"] = Postgres.open(data).url
    if settings.redis_url is None:
        found["redis_url"] = Valkey.open(data).url
    return settings.model_copy(update=found)
