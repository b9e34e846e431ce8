"""What `audiencia setup` does on this machine once its files are written: account, folders, units, the proxy."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from audiencia.core.cli_text import Stop, _
from audiencia.operations.accounts import account, give
from audiencia.operations.install import plan
from audiencia.operations.install.answers import Answers
from audiencia.operations.install.write import Step, What, make_folder

SYSTEMD = Path("/run/systemd/system")
"""There while it is the first process of the machine (sd_booted(3))."""
CLOSED = (Path("/root"), Path("/home"))
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


def bring_up(answers: Answers, found: Sequence[Step], *, yes: bool, tell: Tell) -> None:
    """Account and folders; then everything is started, once the configuration can be used."""
    for folder in (answers.data, answers.config):
        make_folder(Path(folder).parent)
        give(Path(folder), account(plan.ACCOUNT))
    fit = answers.demonstration or answers.part == "media" or _configured(answers, ask=not yes)
    changed = {step.path for step in found}
    _carry_out(_enabling(answers, changed), tell)
    if not fit:
        tell(_("Not started yet: mend what is said above, then: systemctl start %(unit)s", unit=plan.unit_of(answers)))
        tell(_("and make the first account: audiencia account add %(login)s", login=answers.administrator))
        return
    _carry_out(_starting(answers, changed), tell)
    if answers.part != "serve" or not SYSTEMD.exists():
        return
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


def _enabling(answers: Answers, changed: set[Path]) -> Iterator[Command]:
    yield ["systemctl", "daemon-reload"]
    if plan.KERNEL in changed:
        yield ["sysctl", "--quiet", f"--load={plan.KERNEL}"]
    yield ["systemctl", "enable", plan.unit_of(answers)]
    if plan.proxy_file(answers) in changed:
        yield ["systemctl", "reload-or-restart", answers.proxy]


def _starting(answers: Answers, changed: set[Path]) -> Iterator[Command]:
    again = changed & {plan.VARIABLES, plan.unit_file(answers)}
    yield ["systemctl", "restart" if again else "start", plan.unit_of(answers)]


def take_down(answers: Answers, tell: Tell) -> None:
    """Before its files go."""
    _carry_out([["systemctl", "disable", "--now", plan.unit_of(answers)]], tell)


def forget(answers: Answers, found: Sequence[Step], tell: Tell) -> None:
    """Once its files are gone: systemd and the proxy read theirs anew."""
    _carry_out(_forgetting(answers, {step.path for step in found if step.what is What.REMOVED}), tell)


def _forgetting(answers: Answers, removed: set[Path]) -> Iterator[Command]:
    yield ["systemctl", "daemon-reload"]
    if (proxy := plan.proxy_file(answers)) in removed:
        goes_on = answers.proxy == "nginx" or proxy.exists()
        yield ["systemctl", "try-reload-or-restart" if goes_on else "stop", answers.proxy]


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
