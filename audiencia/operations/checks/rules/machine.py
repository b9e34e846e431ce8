"""Rules for this machine: disk, keys, certificate, papers, and the ways by which people are told. Pure."""

import errno
from collections.abc import Sequence
from functools import partial

from audiencia.core.gettext_mark import Sentence
from audiencia.operations.checks.result import Check, State, worded

MEGABYTE = 1_000_000
ENOUGH_DISK = 500 * MEGABYTE  # Bytes; below, PostgreSQL soon writes no more.
DAY = 86_400.0


def disk(free: int, total: int, folder: str) -> Check:
    """Bytes. PostgreSQL stops for want of space before anything else does."""
    scarce = free < 3_000 * MEGABYTE or free < total // 20
    state = State.RED if free < ENOUGH_DISK else State.AMBER if scarce else State.GREEN
    return worded("disk", "free", state, free=free // MEGABYTE, folder=folder)


def space(free: int, folder: str, *, enough: bool) -> Check:
    """Bytes, before anything is started."""
    state = State.GREEN if enough else State.RED
    return worded("disk", "little", state, folder=folder, megabytes=free // MEGABYTE)


def port(where: str, refusal: OSError | None, variable: str, instead: str) -> Check:
    """`where`: transport, address and port. `refusal`: what the system says to whoever wants to listen there."""
    if refusal is None:
        return worded("port", "free", State.GREEN, where=where)
    case = {errno.EADDRINUSE: "taken", errno.EACCES: "not_ours"}.get(refusal.errno or 0, "refused")
    return worded("port", case, State.RED, where=where, instead=instead, why=refusal.strerror, name=variable)


def open_files(limit: int, enough: int) -> Check:
    """How many files the web node may have open: one for each connection."""
    state = State.GREEN if limit >= enough else State.AMBER
    return worded("open_files", "limit", state, limit=limit, enough=enough)


def certificate(days: float | None, https: bool, demo: bool, problem: str = "") -> Check:
    """`days` that it still holds. Without HTTPS a browser gives camera and microphone on this machine alone."""
    if not https:
        return worded("certificate", "no_https", State.AMBER if demo else State.RED)
    if days is None:
        return worded("certificate", "unseen", State.AMBER, problem=problem)
    state = State.RED if days < 2 else State.AMBER if days < 14 else State.GREEN
    return worded("certificate", "holds", state, days=max(0, int(days)), value=days * DAY)


def way(code: str, name: Sentence, on: bool, reachable: bool | None, late: int, failed: int) -> Check:
    """A way of telling people. `reachable`: `None` where that cannot be tried. `late`, `failed`: notices of the last day."""
    said = partial(worded, "way", code=code, called=name)
    if not on:
        return said("off", State.AMBER)
    if reachable is False:
        return said("silent", State.RED)
    if late or failed:
        return said("late", State.AMBER, late=late, failed=failed, value=late)
    return said("on", State.GREEN, value=late)


def paper(works: bool) -> Check:
    """Receipts, answers and posters are made with Pango."""
    return worded("paper", "made", State.GREEN) if works else worded("paper", "not_made", State.RED)


def keys(problems: Sequence[str]) -> Check:
    """`problems`: a sentence for each file or folder that others may read."""
    return worded("keys", "open", State.RED, problem=problems[0]) if problems else worded("keys", "shut", State.GREEN)


def configuration(problem: Sentence | None) -> Check:
    """The first that `audiencia check` finds."""
    if problem is None:
        return worded("configuration", "complete", State.GREEN)
    return worded("configuration", "wrong", State.RED, problem=problem)
