"""Keeps what tests start from raising its own priority."""

import ctypes
import sys

PR_CAPBSET_DROP, CAP_SYS_NICE = 24, 23
"""prctl(2), capabilities(7)."""


def keep_priorities() -> None:
    """Nothing that this process starts from now on can raise its priority. Chromium does where it may, as root may, and then keeps
    servers and other tests off the processors: no telephone does that to a server.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, CAP_SYS_NICE, 0, 0, 0)
