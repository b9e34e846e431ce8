"""Which files a machine gets, from its answers and the templates beside. Pure but for reading those."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from audiencia.operations.install import monitoring
from audiencia.operations.install.answers import Answers
from audiencia.settings.config import Settings, spare_cores

ACCOUNT = "audiencia"
ETC = Path("/etc/audiencia")
VARIABLES, OWN_VARIABLES = ETC / "audiencia.env", ETC / "local.env"
COMMAND = Path("/usr/local/bin/audiencia")
KERNEL = Path("/etc/sysctl.d/60-audiencia.conf")
OF_PACKAGES = {
    Path("/usr/local/bin"): Path("/usr/bin"),
    Path("/etc/systemd/system"): Path("/usr/lib/systemd/system"),
    Path("/etc/sysctl.d"): Path("/usr/lib/sysctl.d"),
}
"""Folders of whoever runs the machine, and where packages put the same (systemd.unit(5), sysctl.d(5))."""
UNIT_FOLDER = Path("/etc/systemd/system")
UNITS = {"serve": "audiencia.service", "web": "audiencia-web.service", "media": "audiencia-media.service"}
INNER_PORT, PUBLIC_PORT = 8080, 443
PROXIES = {
    "caddy": Path("/etc/caddy/Caddyfile"),
    "nginx": Path("/etc/nginx/conf.d/audiencia.conf"),
    "haproxy": Path("/etc/haproxy/haproxy.cfg"),
}
TEMPLATES = Environment(  # noqa: S701 -- configuration files, not HTML
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)


@dataclass(frozen=True, slots=True)
class File:
    """One file as it is to be. `mode`: secrets are root's alone. `says`: whether a text that somebody wrote there says the same; such
    a file is people's own, and is written anew where it says something else."""

    path: Path
    text: str
    mode: int = 0o644
    says: Callable[[str], bool] | None = None


def of_package(path: Path) -> Path:
    """Where a package would put this file."""
    return OF_PACKAGES.get(path.parent, path.parent) / path.name


def unit_of(answers: Answers) -> str:
    """The service's name for systemd."""
    return UNITS[answers.part]


def unit_file(answers: Answers) -> Path:
    """Where systemd reads it."""
    return UNIT_FOLDER / unit_of(answers)


def proxy_file(answers: Answers) -> Path | None:
    """The configuration of the proxy; `None`: there is none on this machine."""
    return None if answers.part == "media" else PROXIES.get(answers.proxy)


def files(answers: Answers, program: Path) -> Sequence[File]:
    """All files of the installation. `program`: what a unit starts."""
    return [File(path, TEMPLATES.get_template(template).render(_values(answers, program)), mode)
            for path, template, mode in _written(answers)] + _watching(answers)  # fmt: skip


def _written(answers: Answers) -> Iterator[tuple[Path, str, int]]:
    yield VARIABLES, "audiencia.env", 0o600
    yield unit_file(answers), "audiencia.service", 0o644
    yield KERNEL, "sysctl.conf", 0o644
    yield ETC / "firewall.nft", "firewall.nft", 0o644
    yield COMMAND, "command.sh", 0o755
    if (proxy := proxy_file(answers)) is not None:
        yield proxy, f"{answers.proxy}.conf", 0o644


def _watching(answers: Answers) -> list[File]:
    if answers.part == "media":
        return []
    folder = ETC / "monitoring"
    certified = answers.name if answers.proxy == "none" else None
    texts = monitoring.files(port_of(answers), certified, answers.name)
    return [File(folder / name, text) for name, text in texts.items()]


def port_of(answers: Answers) -> int:
    """Where pages are served on this machine."""
    return PUBLIC_PORT if answers.proxy == "none" else INNER_PORT


def _host_of(answers: Answers) -> str:
    """Where it listens for pages: for a proxy on this machine, or for everybody."""
    if answers.proxy in PROXIES:
        return "127.0.0.1"
    v4 = not answers.announce or any(one.version == 4 for one in answers.announce)
    return "0.0.0.0" if answers.proxy == "elsewhere" and v4 else "::"  # noqa: S104 -- the firewall's lines say for whom


def _values(answers: Answers, program: Path) -> dict[str, object]:
    processes = answers.media_processes or spare_cores()
    first = int(Settings.model_fields["media_port"].default)
    return {
        "answers": answers,
        "program": program,
        "account": ACCOUNT,
        "variables": VARIABLES,
        "own_variables": OWN_VARIABLES,
        "command": COMMAND,
        "host": _host_of(answers),
        "port": port_of(answers),
        "media_ports": str(first) if processes == 1 else f"{first}-{first + processes - 1}",
        "ipv6": any(one.version == 6 for one in answers.announce),
        "announce": ",".join(map(str, answers.announce)),
        "backups": _backups(answers),
        "low_port": answers.proxy == "none" and answers.part != "media",
    }


def _backups(answers: Answers) -> dict[str, str]:
    """Places by their variables; only `serve` takes backups."""
    given = {"AUDIENCIA_BACKUP_TO": answers.backup_to, "AUDIENCIA_BACKUP_KEYS_TO": answers.backup_keys_to}
    return {name: folder for name, folder in given.items() if folder and answers.part == "serve"}
