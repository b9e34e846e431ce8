"""What `audiencia setup` does on this machine once its files are written: account, folders, units, the proxy."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from pathlib import Path

from audiencia.core.cli_text import Stop, _
from audiencia.operations.accounts import account, give
from audiencia.operations.install import plan
from audiencia.operations.install.answers import Answers
from audiencia.operations.install.plan import File
from audiencia.operations.install.write import GONE, Step, Tree, What, make_folder, settle, write

SYSTEMD = Path("/run/systemd/system")  # There while it is the first process of the machine (sd_booted(3)).
CLOSED = (Path("/root"), Path("/home"))
NGINX_SITES = (Path("/etc/nginx/sites-enabled/*"), Path("/etc/nginx/conf.d/*.conf"))
SHIPPED = {"server_name": {"_", "localhost"}, "root": {"/var/www/html", "/usr/share/nginx/html"}}
"""What the site at port 80 that comes with nginx says, in Debian's package and in its makers'."""
Command = Sequence[str]
Tell = Callable[[str], None]


def program() -> Path:
    """The program that units start: this one."""
    called = Path(sys.argv[0]).absolute()
    return called if called.name == "audiencia" else Path(sys.executable).with_name("audiencia")


def refuse_unfit(answers: Answers, started: Path) -> None:
    """Raises `Stop` for what would fail after everything was written."""
    if os.geteuid() != 0:
        raise Stop(_("Run it as root: sudo audiencia setup. Without: --dry-run, or --root FOLDER."))
    if any(started.is_relative_to(one) for one in CLOSED):
        raise Stop(
            _("%(program)s lies where the service's account cannot read it; install it below /opt.", program=started)
        )
    if plan.proxy_file(answers) is not None and shutil.which(answers.proxy) is None:
        raise Stop(_("%(name)s is not installed; run: apt-get install %(name)s", name=answers.proxy))


def install(
    tree: Tree, answers: Answers, wanted: Sequence[File], found: Sequence[Step], *, yes: bool, tell: Tell
) -> None:
    """Ends the unit of another part, writes the files, and brings up what reads them. What fails is due at the next run too."""
    _carry_out(_ending(tree, answers, {step.path for step in found if step.what in GONE}), tell)
    write(tree, wanted, found)
    if bring_up(answers, tree.due(), yes=yes, tell=tell):
        settle(tree)


def _ending(tree: Tree, answers: Answers, gone: Set[Path]) -> Iterator[Command]:
    """While systemd still knows their files."""
    for part, unit in plan.UNITS.items():
        file = plan.UNIT_FOLDER / unit
        if part != answers.part and (file in gone or tree.text(plan.of_package(file)) is not None):
            yield ["systemctl", "disable", "--now", unit]


def bring_up(answers: Answers, due: Set[Path], *, yes: bool, tell: Tell) -> bool:
    """Account and folders; then everything is started, once the configuration can be used, which is `False` before. `due`: files
    that are to be read anew."""
    for folder in (answers.data, answers.config):
        make_folder(Path(folder).parent)
        give(Path(folder), account(plan.ACCOUNT))
    fit = answers.demonstration or answers.part == "media" or _configured(answers, ask=not yes)
    _carry_out(_enabling(answers, due), tell)
    if not fit:
        tell(_("Not started anew: mend what is said above, then run `audiencia setup` again."))
        return False
    _carry_out(_starting(answers, due), tell)
    if answers.part == "serve" and SYSTEMD.exists():
        _first_account(answers, yes=yes, tell=tell)
    return True


def _first_account(answers: Answers, *, yes: bool, tell: Tell) -> None:
    if yes:  # what is told to a program is kept in logs, such as those of apt
        tell(_("Where nobody administers yet: audiencia account add %(login)s --first", login=answers.administrator))
        return
    subprocess.run([_command(), "account", "add", answers.administrator, "--first"], check=False)


def _configured(answers: Answers, *, ask: bool) -> bool:
    """Whether the municipality's files can be used. Its questions come first where there are none."""
    if ask and not any(Path(answers.config).iterdir()):
        subprocess.run([_command(), "init"], check=False)
    return subprocess.run([_command(), "check"], check=False).returncode == 0


def _command() -> Path:
    """Runs the program with the variables of the service."""
    return plan.COMMAND if plan.COMMAND.exists() else plan.of_package(plan.COMMAND)


def _enabling(answers: Answers, due: Set[Path]) -> Iterator[Command]:
    yield ["systemctl", "daemon-reload"]
    if plan.KERNEL in due:
        yield ["sysctl", "--quiet", f"--load={plan.KERNEL}"]
    yield ["systemctl", "enable", plan.unit_of(answers)]
    own = plan.proxy_file(answers)
    yield from _leaving(due - {own}, ports_taken=own is not None)
    if own in due:
        yield ["systemctl", "enable", answers.proxy]
        yield ["systemctl", "reload-or-restart", answers.proxy]


def _starting(answers: Answers, due: Set[Path]) -> Iterator[Command]:
    again = due & {plan.VARIABLES, plan.unit_file(answers)}
    yield ["systemctl", "restart" if again else "start", plan.unit_of(answers)]


def take_down(answers: Answers, tell: Tell) -> None:
    """Before its files go."""
    _carry_out([["systemctl", "disable", "--now", plan.unit_of(answers)]], tell)


def forget(found: Sequence[Step], tell: Tell) -> None:
    """Once its files are gone: systemd and the proxy read theirs anew."""
    _carry_out(_forgetting({step.path for step in found if step.what is What.REMOVED}), tell)


def _forgetting(removed: Set[Path]) -> Iterator[Command]:
    yield ["systemctl", "daemon-reload"]
    yield from _leaving(removed, ports_taken=False)


def _leaving(removed: Set[Path], *, ports_taken: bool) -> Iterator[Command]:
    """Commands for proxies whose file of ours was removed. `ports_taken`: another one listens at 80 and 443 from now on."""
    for proxy, file in plan.PROXIES.items():
        if file not in removed:
            continue
        if _goes_on(proxy, file, ports_taken=ports_taken):
            yield ["systemctl", "try-reload-or-restart", proxy]
        else:
            yield ["systemctl", *(("disable", "--now") if ports_taken else ("stop",)), proxy]


def _goes_on(proxy: str, file: Path, *, ports_taken: bool) -> bool:
    """Whether it serves something else: nginx other sites, and the others the file from before while their ports are free."""
    if proxy == "nginx" and ports_taken:
        files = [one for pattern in NGINX_SITES for one in pattern.parent.glob(pattern.name) if one.is_file()]
        return any(_serves_others(one.read_text("utf-8", "replace")) for one in files)
    return proxy == "nginx" or (file.exists() and not ports_taken)


def _serves_others(text: str) -> bool:
    """Whether a file of nginx has a site that does not come with it."""
    text = re.sub(r"#.*", "", text)
    if not re.search(r"\bserver\s*\{", text):
        return False
    own = (set(" ".join(re.findall(rf"\b{word}\s([^;]+);", text)).split()) - known for word, known in SHIPPED.items())
    return "_pass" in text or any(own)


def _carry_out(commands: Iterable[Command], tell: Tell) -> None:
    """One after the other. Raises `Stop` at the first that fails; without systemd they are told instead."""
    for command in commands:
        said = " ".join(command)
        if not SYSTEMD.exists():
            tell(_("Left to do: %(command)s", command=said))
            continue
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        if done.returncode:
            last = (done.stderr.strip().splitlines() or [""])[-1]
            raise Stop(_("«%(command)s» failed: %(last)s", command=said, last=last))
