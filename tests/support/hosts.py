"""Hosts of one installation as network namespaces of this machine, joined by a switch that can lose them.

Needs root, and Debian's iproute2 and faketime.
"""

import ctypes
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path

ROOT = Path(__file__).parents[2]
NETWORK = "192.168.213"
PEOPLE = "people"
SWITCH = "audiencia-switch"
ALONE = Path("/run/audiencia-hosts.lock")
"""Held by the run whose network is there; the kernel lets it go with a process that is killed."""
CLONE_NEWNET = 0x40000000


def lacking() -> list[str]:
    """What is missing on this machine to make some."""
    return [
        name for name in ("ip", "bridge", "tc", "nft", "setpriv", "haproxy", "faketime") if shutil.which(name) is None
    ] + (["root"] if os.geteuid() else [])


@dataclass(frozen=True, slots=True)
class Host:
    """One of them. Everything in it has one wire, `eth0`, to the switch."""

    name: str
    address: str

    @property
    def namespace(self) -> str:
        """As iproute2 calls it."""
        return f"audiencia-{self.name}"

    @property
    def enter(self) -> tuple[str, ...]:
        """What a command begins with that runs there; names of other hosts are known there."""
        return ("ip", "netns", "exec", self.namespace)

    def start(
        self, command: Sequence[str], log: Path, variables: Mapping[str, str] | None = None
    ) -> "subprocess.Popen[bytes]":
        """Runs there until the network ends."""
        with log.open("ab") as written:
            return subprocess.Popen(
                [*self.enter, *command],
                stdin=subprocess.DEVNULL,
                stdout=written,
                stderr=written,
                cwd=ROOT,
                env=variables,
            )

    @contextmanager
    def lost(self) -> Iterator[None]:
        """Neither says nor hears anything, like a host without power; it goes on as it was."""
        _do("ip", "netns", "exec", SWITCH, "bridge", "link", "set", "dev", self.name, "state", "0")
        try:
            yield
        finally:
            _do("ip", "netns", "exec", SWITCH, "bridge", "link", "set", "dev", self.name, "state", "3")

    @contextmanager
    def slow(self, rate: str) -> Iterator[None]:
        """What it says goes no faster than so, and waits 0.4 s at most (tc-tbf(8)); not every kernel has netem."""
        limits = ("rate", rate, "burst", "16kb", "latency", "400ms")
        _do(*self.enter, "tc", "qdisc", "add", "dev", "eth0", "root", "tbf", *limits)
        try:
            yield
        finally:
            _do(*self.enter, "tc", "qdisc", "delete", "dev", "eth0", "root")

    @contextmanager
    def apart(self, *others: "Host") -> Iterator[None]:
        """It and these hear nothing of each other; everybody else hears all of them."""
        addresses = "{ " + ", ".join(one.address for one in others) + " }"
        chains = "".join(
            f"chain {hook} {{\n type filter hook {hook} priority 0\n ip {which} {addresses} drop\n}}\n"
            for hook, which in (("input", "saddr"), ("output", "daddr"))
        )
        _do(*self.enter, "nft", f"table ip apart {{\n{chains}}}")
        try:
            yield
        finally:
            _do(*self.enter, "nft", "delete table ip apart")

    def add_network(self, network: str, *others: "Host") -> None:
        """All addresses of it are this host's too, and the others know the way (AnyIP: ip-route(8), type local)."""
        _do("ip", "-n", self.namespace, "route", "add", "local", network, "dev", "lo")
        for one in others:
            _do("ip", "-n", one.namespace, "route", "add", network, "via", self.address)

    @contextmanager
    def inside(self) -> Iterator[None]:
        """Sockets of this thread, and of threads and processes that it begins, are this host's."""
        with open("/proc/thread-self/ns/net") as before, open(f"/run/netns/{self.namespace}") as there:
            _enter(there.fileno())
            try:
                yield
            finally:
                _enter(before.fileno())


def _enter(namespace: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.setns(namespace, CLONE_NEWNET):
        raise OSError(ctypes.get_errno(), "setns")


@contextmanager
def network(*names: str) -> Iterator[Mapping[str, Host]]:
    """These, and `PEOPLE`; at the end whatever runs in them is killed, and nothing of them is left. What a run that was killed
    left is taken away first."""
    hosts = {name: Host(name, f"{NETWORK}.{number}") for number, name in enumerate((PEOPLE, *names), start=10)}
    with ALONE.open("wb") as alone, ExitStack() as stack:
        flock(alone, LOCK_EX | LOCK_NB)
        for namespace in (SWITCH, *(one.namespace for one in hosts.values())):
            _remove(namespace)
        stack.callback(_remove, SWITCH)
        _do("ip", "netns", "add", SWITCH)
        _do("ip", "-n", SWITCH, "link", "add", "switch", "type", "bridge")
        _do("ip", "-n", SWITCH, "link", "set", "switch", "up")
        known = "127.0.0.1 localhost\n" + "".join(f"{one.address} {one.name}\n" for one in hosts.values())
        for host in hosts.values():
            stack.callback(_remove, host.namespace)
            _connect(host, known)
        yield hosts


def _connect(host: Host, known: str) -> None:
    files = Path("/etc/netns", host.namespace)  # ip-netns(8): they stand in the place of those in /etc
    files.mkdir(parents=True, exist_ok=True)
    (files / "hosts").write_text(known, "ascii")
    _do("ip", "netns", "add", host.namespace)
    inside = ("ip", "-n", host.namespace)
    _do("ip", "-n", SWITCH, "link", "add", host.name, "type", "veth", "peer", "name", "eth0", "netns", host.namespace)
    _do("ip", "-n", SWITCH, "link", "set", host.name, "master", "switch", "up")
    _do(*inside, "address", "add", f"{host.address}/24", "dev", "eth0")
    for link in ("lo", "eth0"):
        _do(*inside, "link", "set", link, "up")


def _remove(namespace: str) -> None:
    if not Path("/run/netns", namespace).exists():
        return
    for number in (signal.SIGTERM, signal.SIGKILL):
        found = subprocess.run(["ip", "netns", "pids", namespace], check=False, capture_output=True, text=True).stdout
        for pid in map(int, found.split()):
            if pid != os.getpid():
                with suppress(ProcessLookupError):
                    os.kill(pid, number)
    subprocess.run(["ip", "netns", "delete", namespace], check=False)
    shutil.rmtree(Path("/etc/netns", namespace), ignore_errors=True)


def _do(*command: str) -> None:
    subprocess.run(command, check=True)
