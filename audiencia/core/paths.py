"""Where things lie in the data folder."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class _Below:
    """A path below the data folder."""

    name: str

    def __get__(self, data: "DataFolder", _: type) -> Path:
        return data.root / self.name


@dataclass(frozen=True, slots=True)
class DataFolder:
    """Names inside `AUDIENCIA_DATA`; nothing else in the code spells them."""

    root: Path

    keys = _Below("keys")  # Secrets, readable by the owner alone.
    keys_copied = _Below("keys-copied")  # Says where the last copy of the keys lies.
    service_keys = _Below("keys/services")  # Passwords between the processes of this machine.
    new_accounts = _Below("keys/new-accounts.txt")  # Passwords of new accounts, for whoever hands them out.
    web_keys = _Below("keys/web")  # The certificate, for a web node whose account may not read the files themselves.
    lan = _Below("keys/lan")  # Authority and certificate for phones on the local network.
    logs = _Below("logs")  # One file of JSON lines for each process.
    run = _Below("run")  # Lock and pid files of what runs now.
    serving = _Below("run/serve.json")  # Where the service is reached; holds while the process of `serving_pid` runs.
    serving_pid = _Below("run/serve.pid")  # The process of `audiencia serve`.


def web_root() -> Path:
    """Where `templates/` and the built `dist/` lie."""
    return _shipped("web", "web")


def example_root() -> Path:
    """The example of a configuration."""
    return _shipped("example", "config")


def lock_file() -> Path:
    """The packages that the service is made of, with their versions."""
    return _shipped("requirements.lock", "requirements.lock")


def _shipped(name: str, in_checkout: str) -> Path:
    """Inside an installed package, or beside the package in a checkout."""
    package = Path(__file__).resolve().parents[1]
    installed = package / name
    return installed if installed.exists() else package.parent / in_checkout
