"""A bare Debian of the host's release in a container with a systemd and a network of its own; somebody types at its terminal.

Needs root, and Debian's mmdebstrap, systemd-container, slirp4netns and iproute2.
"""

import os
import pty
import re
import select
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from platform import freedesktop_os_release

NEEDED = ("mmdebstrap", "systemd-nspawn", "slirp4netns", "ip", "nsenter")
PACKAGES = "python3,python3-venv,ca-certificates,systemd"
NAMESPACE, LINK = "audiencia-bare", "audiencia-host"
HOST, ADDRESS = "10.213.7.1", "10.213.7.2"
NAMES = "10.0.2.3"
"""slirp4netns answers for names there."""
ENVIRONMENT = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root", "TERM": "dumb"}
PROMPT = re.compile(r"(: |\? \[Y/n\] )$")
BOOT_SECONDS, STOP_SECONDS, COMMAND_SECONDS = 120, 90, 600


def lacking() -> list[str]:
    """What is missing on this machine to make one."""
    return [name for name in NEEDED if shutil.which(name) is None] + (["root"] if os.geteuid() else [])


@dataclass(frozen=True, slots=True)
class Said:
    """What a command wrote, and how it ended."""

    status: int
    text: str


@dataclass(frozen=True, slots=True)
class Machine:
    """`root`: its files. `first`: the process that it takes for its first."""

    root: Path
    first: int

    def type(self, command: str, answers: Mapping[str, str], seconds: float = COMMAND_SECONDS) -> Said:
        """At root's terminal, in root's home. A question that begins with a key of `answers` is answered so, any other by Enter."""
        terminal, end = pty.openpty()
        entered = ["nsenter", f"--target={self.first}", "--all", "--wdns=/root", "env", "-i"]
        variables = [f"{name}={value}" for name, value in ENVIRONMENT.items()]
        with subprocess.Popen(
            [*entered, *variables, "bash", "-c", command], stdin=end, stdout=end, stderr=end, start_new_session=True
        ) as running:
            os.close(end)
            try:
                text = _talk(terminal, answers, time.monotonic() + seconds)
            finally:
                os.close(terminal)
                if running.poll() is None and not _ends(running):
                    running.kill()
        return Said(running.returncode, text)


def _ends(running: subprocess.Popen[bytes]) -> bool:
    try:
        running.wait(5)
    except subprocess.TimeoutExpired:
        return False
    return True


def _talk(terminal: int, answers: Mapping[str, str], until: float) -> str:
    """All that was shown. Raises `AssertionError` for a question that comes again, or that nobody ends."""
    shown, asked = bytearray(), set[str]()
    while time.monotonic() < until:
        if not select.select([terminal], [], [], 1)[0]:
            continue
        try:
            shown += os.read(terminal, 65536)
        except OSError:  # the other end is closed: EIO
            return shown.decode().replace("\r\n", "\n")
        question = shown.decode(errors="replace").rpartition("\n")[2]
        if PROMPT.search(question):
            assert question not in asked, f"not answered so that it can be used: {shown.decode()}"
            asked.add(question)
            reply = next((one for begins, one in answers.items() if question.startswith(begins)), "")
            os.write(terminal, f"{reply}\n".encode())
    raise AssertionError(f"not done in time: {shown.decode()}")


@contextmanager
def bare_machine(root: Path) -> Iterator[Machine]:
    """Runs while it is needed; its files lie in `root`, which must not be there yet."""
    release = freedesktop_os_release()["VERSION_CODENAME"]
    _do(["mmdebstrap", "--quiet", "--variant=apt", f"--include={PACKAGES}", release, str(root), _mirror()])
    (root / "etc/resolv.conf").write_text(f"nameserver {NAMES}\n")
    with ExitStack() as stack:
        stack.enter_context(_network())
        yield Machine(root, stack.enter_context(_booted(root)))


def _mirror() -> str:
    listed = subprocess.run(["apt-get", "indextargets", "--format", "$(REPO_URI)", "Created-By: Packages"],
                            check=True, capture_output=True, text=True).stdout  # fmt: skip
    return next(line for line in listed.splitlines() if line.startswith("http"))


@contextmanager
def _network() -> Iterator[None]:
    """Out through slirp4netns, which takes no forwarding of the host's; in from the host by a link."""
    _do(["ip", "netns", "add", NAMESPACE])
    inside = ["ip", "-netns", NAMESPACE]
    with _always(["ip", "netns", "delete", NAMESPACE]):
        _do(["ip", "link", "add", LINK, "type", "veth", "peer", "name", "host0", "netns", NAMESPACE])
        with _always(["ip", "link", "delete", LINK]):
            _do(["ip", "address", "add", f"{HOST}/30", "dev", LINK])
            _do(["ip", "link", "set", LINK, "up"])
            _do([*inside, "address", "add", f"{ADDRESS}/30", "dev", "host0"])
            for link in ("lo", "host0"):
                _do([*inside, "link", "set", link, "up"])
            out = ["slirp4netns", "--configure", "--disable-host-loopback", "--netns-type=path"]
            with _started([*out, f"/run/netns/{NAMESPACE}", "out0"]):
                yield


@contextmanager
def _booted(root: Path) -> Iterator[int]:
    started = ["systemd-nspawn", "--quiet", "--register=no", "--keep-unit", "--resolv-conf=off", "--console=pipe"]
    where = [f"--network-namespace-path=/run/netns/{NAMESPACE}", "--kill-signal=SIGRTMIN+3", f"--directory={root}"]
    with _started([*started, *where, "--boot"]) as container:
        first = _first_process(container.pid)
        inside = ["nsenter", f"--target={first}", "--all", "systemctl", "is-system-running", "--wait"]
        state = subprocess.run(inside, check=False, capture_output=True, text=True, timeout=BOOT_SECONDS).stdout.strip()
        assert state in ("running", "degraded"), state
        yield first


def _first_process(container: int) -> int:
    until = time.monotonic() + BOOT_SECONDS
    while time.monotonic() < until:
        children = Path(f"/proc/{container}/task/{container}/children").read_text().split()
        if children and Path(f"/proc/{children[0]}/root/run/systemd/private").exists():
            return int(children[0])
        time.sleep(0.1)
    raise AssertionError("systemd does not start in a container here")


@contextmanager
def _started(command: Sequence[str]) -> Iterator["subprocess.Popen[bytes]"]:
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL) as running:
        try:
            yield running
        finally:
            running.send_signal(signal.SIGTERM)
            try:
                running.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                running.kill()


@contextmanager
def _always(at_the_end: Sequence[str]) -> Iterator[None]:
    try:
        yield
    finally:
        subprocess.run(at_the_end, check=False)


def _do(command: Sequence[str]) -> None:
    subprocess.run(command, check=True)
