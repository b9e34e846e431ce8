"""What a child process takes away from itself before it looks at anything (Linux).
Limits of memory, time and files are always there. A network namespace of its own is what the kernel may refuse; a process
that may open no further file gets no socket either."""

import contextlib
import ctypes
import resource
import signal

CLONE_NEWUSER = 0x10000000
CLONE_NEWNET = 0x40000000
PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4
PR_SET_NO_NEW_PRIVS = 38
NO_MORE_FILES = 3  # Standard input, output and errors stay; any further `open` or `socket` fails.


def enter(*, memory: int, seconds: int) -> None:
    """Before anything is imported that starts threads. `memory` in bytes of address space, `seconds` of processor time.
    The process goes with its parent, gains no rights, writes no file and leaves no core."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
    libc.unshare(CLONE_NEWUSER | CLONE_NEWNET)  # refused in some containers: then the limit of files is what holds
    limit(resource.RLIMIT_CORE, 0)
    limit(resource.RLIMIT_FSIZE, 0)
    limit(resource.RLIMIT_AS, memory)
    limit(resource.RLIMIT_CPU, seconds)


def close_doors() -> None:
    """After everything was imported: no file and no socket from here on."""
    limit(resource.RLIMIT_NOFILE, NO_MORE_FILES)


def limit(which: int, value: int) -> None:
    """Lowers a limit for good; one that is lower already stays."""
    _, hard = resource.getrlimit(which)
    most = value if hard == resource.RLIM_INFINITY else min(value, hard)
    with contextlib.suppress(ValueError):
        resource.setrlimit(which, (most, most))
