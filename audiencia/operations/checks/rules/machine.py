"""Rules for this machine: disk, keys, certificate, papers, and the ways by which people are told. Pure."""

import errno
from collections.abc import Sequence

from audiencia.core.gettext_mark import Sentence
from audiencia.operations.checks.result import Check, State, check

MEGABYTE = 1_000_000
ENOUGH_DISK = 500 * MEGABYTE
"""Bytes; below, PostgreSQL soon writes no more."""


def disk(free: int, total: int, folder: str) -> Check:
    """Bytes. PostgreSQL stops for want of space before anything else does."""
    name = Sentence("Disk")
    state = (
        State.RED
        if free < ENOUGH_DISK
        else State.AMBER
        if free < 3_000 * MEGABYTE or free < total // 20
        else State.GREEN
    )
    found = Sentence("%(free)s MB free at %(folder)s", free=free // MEGABYTE, folder=folder)
    to_do = Sentence("Free space, or enlarge the disk, before the jornada.")
    return check("disk", state, name, found, to_do)


def space(free: int, folder: str, *, enough: bool) -> Check:
    """Bytes, before anything is started."""
    sentence = Sentence(
        "The disk of %(folder)s has only %(megabytes)s MB left", folder=folder, megabytes=free // MEGABYTE
    )
    to_do = Sentence("free at least 300 MB, or choose another by AUDIENCIA_DATA.")
    return check("disk", State.GREEN if enough else State.RED, Sentence("Disk"), sentence, to_do)


def port(where: str, refusal: OSError | None, variable: str, instead: str) -> Check:
    """`where`: transport, address and port. `refusal`: what the system says to whoever wants to listen there."""
    match refusal and refusal.errno:
        case None:
            return check("port", State.GREEN, Sentence("Port"), Sentence(where))
        case errno.EADDRINUSE:
            sentence = Sentence("The port %(where)s is in use already", where=where)
            to_do = Sentence(
                "close the other program or choose another port, for example: %(instead)s", instead=instead
            )
        case errno.EACCES:
            sentence = Sentence("There is no permission to use the port %(where)s", where=where)
            to_do = Sentence("choose one above 1023, for example: %(instead)s", instead=instead)
        case _:
            sentence = Sentence("%(where)s cannot be used (%(why)s)", where=where, why=refusal and refusal.strerror)
            to_do = Sentence("check %(name)s.", name=variable)
    return check("port", State.RED, Sentence("Port"), sentence, to_do)


def open_files(limit: int, enough: int) -> Check:
    """How many files the web node may have open: one for each connection."""
    name = Sentence("Open files")
    found = Sentence("up to %(limit)s at once", limit=limit)
    to_do = Sentence(
        "Allow at least %(enough)s (systemd: LimitNOFILE=%(enough)s; terminal: ulimit -n %(enough)s) and restart.",
        enough=enough,
    )
    return check("open_files", State.GREEN if limit >= enough else State.AMBER, name, found, to_do)


CERTIFICATE = Sentence("HTTPS certificate")
DAY = 86_400.0


def certificate(days: float | None, https: bool, demo: bool, problem: str = "") -> Check:
    """`days` that it still holds. Without HTTPS a browser gives camera and microphone on this machine alone."""
    if not https:
        state = State.AMBER if demo else State.RED
        to_do = Sentence(
            "Set up a proxy with a certificate and AUDIENCIA_PUBLIC_URL=https://…, or AUDIENCIA_TLS_CERTIFICATE."
        )
        return check(
            "certificate",
            state,
            CERTIFICATE,
            Sentence("no HTTPS: telephones give neither camera nor microphone"),
            to_do,
        )
    to_do = Sentence("Renew it now, and find out why it is not renewed by itself.")
    if days is None:
        return check(
            "certificate",
            State.AMBER,
            CERTIFICATE,
            Sentence("could not be seen from here (%(problem)s)", problem=problem),
            Sentence("Open it in a browser and look at its lock."),
        )
    state = State.RED if days < 2 else State.AMBER if days < 14 else State.GREEN
    found = Sentence("holds for %(days)s days more", days=max(0, int(days)))
    return check("certificate", state, CERTIFICATE, found, to_do, days * DAY)


def way(code: str, name: Sentence, on: bool, reachable: bool | None, late: int, failed: int) -> Check:
    """A way of telling people. `reachable`: `None` where that cannot be tried. `late`, `failed`: notices of the last day."""
    if not on:
        found = Sentence("off")
        to_do = Sentence(
            "Nobody will be told this way. If that is meant, do nothing; «audiencia check» says what is missing."
        )
        return check(code, State.AMBER, name, found, to_do)
    if reachable is False:
        to_do = Sentence("Check its address, its password and the outgoing firewall.")
        return check(code, State.RED, name, Sentence("the server does not answer"), to_do)
    if late or failed:
        found = Sentence("%(late)s late, %(failed)s failed within a day", late=late, failed=failed)
        to_do = Sentence("The page of administration says why.")
        return check(code, State.AMBER, name, found, to_do, late)
    return check(code, State.GREEN, name, Sentence("on"), value=late)


def paper(works: bool) -> Check:
    """Receipts, answers and posters are made with Pango."""
    found = Sentence("are made") if works else Sentence("cannot be made")
    to_do = Sentence("Install Pango (Debian: apt install libpango-1.0-0 libpangoft2-1.0-0) and restart.")
    return check("paper", State.GREEN if works else State.RED, Sentence("PDF documents"), found, to_do)


def keys(problems: Sequence[str]) -> Check:
    """`problems`: a sentence for each file or folder that others may read."""
    name = Sentence("Keys")
    if not problems:
        return check("keys", State.GREEN, name, Sentence("only the service reads them"))
    to_do = Sentence("Shut other users out: chmod 700 for the folders and 600 for the files.")
    return check("keys", State.RED, name, Sentence(problems[0]), to_do)


def configuration(problem: Sentence | None) -> Check:
    """The first that `audiencia check` finds."""
    to_do = Sentence("Run «audiencia check» and mend what it says.")
    state = State.RED if problem else State.GREEN
    return check("configuration", state, Sentence("Configuration"), problem or Sentence("complete"), to_do)
