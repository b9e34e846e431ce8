"""Where things lie in the data folder."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class DataFolder:
    """Names inside `AUDIENCIA_DATA`; nothing else in the code spells them."""

    root: Path

    @property
    def keys(self) -> Path:
        """Secrets, readable by the owner alone."""
        return self.root / "keys"

    @property
    def keys_copied(self) -> Path:
        """Says where the last copy of the keys lies."""
        return self.root / "keys-copied"

    @property
    def service_keys(self) -> Path:
        """Passwords between the processes of this machine."""
        return self.keys / "services"

    @property
    def new_accounts(self) -> Path:
        """Passwords of new accounts, for whoever hands them out."""
        return self.keys / "new-accounts.txt"

    @property
    def web_keys(self) -> Path:
        """Copies of the certificate for a web node whose account may not read the files themselves."""
        return self.keys / "web"

    @property
    def lan(self) -> Path:
        """Authority and certificate for phones on the local network."""
        return self.keys / "lan"

    @property
    def logs(self) -> Path:
        """One file of JSON lines for each process."""
        return self.root / "logs"

    @property
    def run(self) -> Path:
        """Lock and pid files of what runs now."""
        return self.root / "run"

    @property
    def serving(self) -> Path:
        """Where the service that runs is reached; holds while the process of `serving_pid` runs."""
        return self.run / "serve.json"

    @property
    def serving_pid(self) -> Path:
        """The process of `audiencia serve`."""
        return self.run / "serve.pid"


def web_root() -> Path:
    """Where `templates/` and the built `dist/` lie: inside an installed package, beside the package in a checkout."""
    package = Path(__file__).resolve().parents[1]
    installed = package / "web"
    return installed if installed.is_dir() else package.parent / "web"


def example_root() -> Path:
    """The example of a configuration: inside an installed package, beside the package in a checkout."""
    package = Path(__file__).resolve().parents[1]
    installed = package / "example"
    return installed if installed.is_dir() else package.parent / "config"


def lock_file() -> Path:
    """The packages that the service is made of, with their versions: inside an installed package, or beside it."""
    package = Path(__file__).resolve().parents[1]
    installed = package / "requirements.lock"
    return installed if installed.is_file() else package.parent / "requirements.lock"
