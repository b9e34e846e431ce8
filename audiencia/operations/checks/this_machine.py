"""Looks at this machine: its disk, open files, keys, configuration, and whether its clock follows a time server."""

import ctypes
import shutil
from pathlib import Path

from audiencia.core.gettext_mark import Sentence
from audiencia.core.paths import DataFolder
from audiencia.operations import open_files, processes
from audiencia.operations.checks import configuration
from audiencia.operations.checks.result import Check, State
from audiencia.operations.checks.rules import machine
from audiencia.privacy import keyfiles
from audiencia.settings.config import ConfigError, Municipality, Settings

TIME_ERROR = 5  # What adjtimex(2) answers while the kernel's clock follows nobody.


def found(settings: Settings, municipality: Municipality) -> list[Check]:
    """Disk, open files, keys and configuration."""
    data = settings.data.absolute()
    folder = data if data.is_dir() else Path("/")
    usage = shutil.disk_usage(folder)
    return [
        machine.disk(usage.free, usage.total, str(folder)),
        machine.open_files(_open_files(DataFolder(data)), open_files.ENOUGH),
        machine.keys(_open_keys(DataFolder(data).keys)),
        machine.configuration(_wrong(settings, municipality)),
    ]


def _open_files(data: DataFolder) -> int:
    """The limit of open files of the web node that runs here; without one, what a process that we start could have."""
    web = processes.read_pid_file(data.run / "web.pid")
    try:
        return open_files.limit_of(None if web is None else web.pid)
    except OSError:
        return open_files.limit_of(None)


def _open_keys(folder: Path) -> list[str]:
    """What others may read or enter, below the folder of keys too."""
    problems: list[str] = []
    for path in [folder, *sorted(folder.rglob("*"))] if folder.is_dir() else []:
        try:
            keyfiles.refuse_if_open_to_others(path)
        except keyfiles.KeyFileError as error:
            problems.append(str(error))
    return problems


def _wrong(settings: Settings, municipality: Municipality) -> Sentence | None:
    """The first thing that is wrong with the files, or with what is in force."""
    try:
        configuration.refuse_unfit(settings)
    except ConfigError as error:
        return Sentence(str(error).splitlines()[0])
    found = [one for one in configuration.lint(municipality) if one.state is State.RED]
    return Sentence("%(where)s: %(what)s", where=found[0].name, what=found[0].sentence) if found else None


def synchronised() -> bool | None:
    """Whether the kernel's clock follows a time server; `None` where it does not say."""
    try:
        # Room enough for the struct of any platform; modes = 0 only reads.
        state = ctypes.CDLL(None).adjtimex(ctypes.create_string_buffer(512))
    except (AttributeError, OSError):
        return None
    return None if state < 0 else state != TIME_ERROR
