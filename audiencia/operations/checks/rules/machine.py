"""Rules of readiness for this machine: disk, keys, certificate, papers, and the ways by which people are told; see `readiness`. Pure."""

from collections.abc import Sequence

from audiencia.core.texts import Text
from audiencia.operations.checks.rules.readiness import Light, Row, both, row

MEGABYTE = 1_000_000


def disk(free: int, total: int, folder: str) -> Row:
    """Bytes. PostgreSQL stops for want of space before anything else does."""
    title = Text(es="Disco", en="Disk")
    light = (
        Light.RED
        if free < 500 * MEGABYTE
        else Light.AMBER
        if free < 3_000 * MEGABYTE or free < total // 20
        else Light.GREEN
    )
    found = Text(es=f"{free // MEGABYTE} MB libres en {folder}", en=f"{free // MEGABYTE} MB free at {folder}")
    todo = Text(
        es="Libere espacio o amplíe el disco antes de la jornada.",
        en="Free space, or enlarge the disk, before the jornada.",
    )
    return row("disk", light, title, found, todo)


def open_files(limit: int, enough: int) -> Row:
    """How many files the web node may have open: one for each connection."""
    title = Text(es="Archivos abiertos", en="Open files")
    found = Text(es=f"hasta {limit} a la vez", en=f"up to {limit} at once")
    todo = Text(
        es=f"Permita al menos {enough} (systemd: LimitNOFILE={enough}; terminal: ulimit -n {enough}) y reinicie.",
        en=f"Allow at least {enough} (systemd: LimitNOFILE={enough}; terminal: ulimit -n {enough}) and restart.",
    )
    return row("open_files", Light.GREEN if limit >= enough else Light.AMBER, title, found, todo)


CERTIFICATE = Text(es="Certificado HTTPS", en="HTTPS certificate")


def certificate(days: float | None, https: bool, demo: bool, problem: str = "") -> Row:
    """`days` that it still holds. Without HTTPS a browser gives camera and microphone on this machine alone."""
    if not https:
        light = Light.AMBER if demo else Light.RED
        todo = Text(
            es="Ponga un proxy con certificado y AUDIENCIA_PUBLIC_URL=https://…, o AUDIENCIA_TLS_CERTIFICATE.",
            en="Set up a proxy with a certificate and AUDIENCIA_PUBLIC_URL=https://…, or AUDIENCIA_TLS_CERTIFICATE.",
        )
        return row(
            "certificate",
            light,
            CERTIFICATE,
            Text(
                es="no hay HTTPS: los teléfonos no dan cámara ni micrófono",
                en="no HTTPS: telephones give neither camera nor microphone",
            ),
            todo,
        )
    todo = Text(
        es="Renuévelo ahora y revise por qué no se renueva solo.",
        en="Renew it now, and find out why it is not renewed by itself.",
    )
    if days is None:
        return row(
            "certificate",
            Light.AMBER,
            CERTIFICATE,
            Text(es=f"no se pudo ver desde aquí ({problem})", en=f"could not be seen from here ({problem})"),
            Text(es="Ábrala en un navegador y vea su candado.", en="Open it in a browser and look at its lock."),
        )
    light = Light.RED if days < 2 else Light.AMBER if days < 14 else Light.GREEN
    return row(
        "certificate",
        light,
        CERTIFICATE,
        Text(es=f"vale {max(0, int(days))} días más", en=f"holds for {max(0, int(days))} days more"),
        todo,
    )


def way(code: str, title: Text, on: bool, reachable: bool | None, late: int, failed: int) -> Row:
    """A way of telling people. `reachable`: `None` where that cannot be tried. `late`, `failed`: notices of the last day."""
    if not on:
        found = Text(es="apagado", en="off")
        todo = Text(
            es="Nadie recibirá avisos por aquí. Si así debe ser, no haga nada; «audiencia check» dice qué falta.",
            en="Nobody will be told this way. If that is meant, do nothing; «audiencia check» says what is missing.",
        )
        return row(code, Light.AMBER, title, found, todo)
    if reachable is False:
        todo = Text(
            es="Revise la dirección, la contraseña y el cortafuegos de salida.",
            en="Check its address, its password and the outgoing firewall.",
        )
        return row(code, Light.RED, title, Text(es="el servidor no responde", en="the server does not answer"), todo)
    if late or failed:
        found = Text(
            es=f"{late} con retraso, {failed} fallidos en un día", en=f"{late} late, {failed} failed within a day"
        )
        todo = Text(es="La página de administración dice por qué.", en="The page of administration says why.")
        return row(code, Light.AMBER, title, found, todo)
    return row(code, Light.GREEN, title, Text(es="encendido", en="on"))


def paper(works: bool) -> Row:
    """Receipts, answers and posters are made with Pango."""
    found = Text(es="se hacen", en="are made") if works else Text(es="no se pueden hacer", en="cannot be made")
    todo = Text(
        es="Instale Pango (Debian: apt install libpango-1.0-0 libpangoft2-1.0-0) y reinicie.",
        en="Install Pango (Debian: apt install libpango-1.0-0 libpangoft2-1.0-0) and restart.",
    )
    return row("paper", Light.GREEN if works else Light.RED, Text(es="Documentos PDF", en="PDF documents"), found, todo)


def keys(problems: Sequence[str]) -> Row:
    """`problems`: a sentence for each file or folder that others may read."""
    title = Text(es="Llaves", en="Keys")
    if not problems:
        return row("keys", Light.GREEN, title, Text(es="solo las lee el servicio", en="only the service reads them"))
    todo = Text(
        es="Cierre el paso a los demás usuarios: chmod 700 a las carpetas y 600 a los archivos.",
        en="Shut other users out: chmod 700 for the folders and 600 for the files.",
    )
    return row("keys", Light.RED, title, both(problems[0]), todo)


def configuration(problems: Sequence[str]) -> Row:
    """What `audiencia check` finds."""
    title = Text(es="Configuración", en="Configuration")
    todo = Text(
        es="Ejecute «audiencia check» y corrija lo que dice.", en="Run «audiencia check» and mend what it says."
    )
    found = both(problems[0]) if problems else Text(es="completa", en="complete")
    return row("configuration", Light.RED if problems else Light.GREEN, title, found, todo)
