"""Rules of readiness for database, pages, media and clock; see `readiness`. Pure."""

from collections.abc import Mapping, Sequence
from ipaddress import ip_address

from audiencia.core.server_versions import OLDEST_POSTGRES
from audiencia.core.texts import Text
from audiencia.operations.checks.rules.readiness import Light, Row, both, row

CLOCK = Text(es="Reloj", en="Clock")
CLOCK_TODO = Text(
    es="Sincronice el reloj de esta máquina y el de la base de datos (timedatectl set-ntp true).",
    en="Synchronise the clocks of this machine and of the database (timedatectl set-ntp true).",
)
CLOCK_WARNS, CLOCK_FAILS = 1.0, 5.0
"""Seconds between this machine and the database: terms are shown by the one and decided by the other."""


def clock(offset_s: float, synchronised: bool | None, rehearsed: bool) -> Row:
    """`synchronised`: what the kernel says, `None` where it does not. `rehearsed`: somebody shifted the service's own clock."""
    if rehearsed:
        found = Text(
            es="el reloj del servicio está movido, como en un ensayo",
            en="the service's clock is shifted, as in a rehearsal",
        )
        todo = Text(
            es="Quite el desfase antes de atender: UPDATE app_clock SET shift = '0', rate = 1.",
            en="Take the shift away before people come: UPDATE app_clock SET shift = '0', rate = 1.",
        )
        return row("clock", Light.RED, CLOCK, found, todo)
    off = abs(offset_s)
    light = Light.RED if off > CLOCK_FAILS else Light.AMBER if off > CLOCK_WARNS else Light.GREEN
    found = Text(es=f"{off:.1f} s de diferencia con la base de datos", en=f"{off:.1f} s from the database")
    if light is Light.GREEN and synchronised is False:
        found = Text(es="el sistema no lo sincroniza con nadie", en="the system synchronises it with nobody")
        light = Light.AMBER
    return row("clock", light, CLOCK, found, CLOCK_TODO)


DATABASE = Text(es="Base de datos", en="Database")
LAG_WARNS = 30.0


def database(version: int | None, replica: bool, lag_s: float | None) -> Row:
    """`version`: the major one, `None` while it does not answer. `replica`: it takes no writing. `lag_s`: of its slowest copy."""
    if version is None:
        todo = Text(
            es="Inicie PostgreSQL, o revise AUDIENCIA_DATABASE_URL. Sin ella nadie puede entrar.",
            en="Start PostgreSQL, or check AUDIENCIA_DATABASE_URL. Without it nobody gets in.",
        )
        return row("database", Light.RED, DATABASE, Text(es="no responde", en="does not answer"), todo)
    if replica:
        todo = Text(
            es="Apunte AUDIENCIA_DATABASE_URL al servidor principal, o promueva esta copia.",
            en="Point AUDIENCIA_DATABASE_URL at the primary, or promote this copy.",
        )
        return row(
            "database", Light.RED, DATABASE, Text(es="es una copia de solo lectura", en="is a read-only copy"), todo
        )
    if version < OLDEST_POSTGRES:
        todo = Text(
            es=f"Actualice a PostgreSQL {OLDEST_POSTGRES} o más nuevo.",
            en=f"Upgrade to PostgreSQL {OLDEST_POSTGRES} or newer.",
        )
        return row("database", Light.RED, DATABASE, both(f"PostgreSQL {version}"), todo)
    if lag_s is not None and lag_s > LAG_WARNS:
        found = Text(
            es=f"PostgreSQL {version}; su copia va {lag_s:.0f} s atrasada",
            en=f"PostgreSQL {version}; its copy is {lag_s:.0f} s behind",
        )
        todo = Text(
            es="Revise la red y el disco de la copia: lo último se perdería con el servidor principal.",
            en="Check the copy's network and disk: the newest would be lost with the primary.",
        )
        return row("database", Light.AMBER, DATABASE, found, todo)
    return row("database", Light.GREEN, DATABASE, both(f"PostgreSQL {version}"))


def migrations(here: str | None, wanted: str) -> Row:
    """The revision of the tables, and the one that this program needs."""
    title = Text(es="Tablas al día", en="Tables up to date")
    light = Light.GREEN if here == wanted else Light.RED
    todo = Text(es="Ejecute: audiencia migrate", en="Run: audiencia migrate")
    return row(
        "migrations", light, title, Text(es=f"revisión {here} de {wanted}", en=f"revision {here} of {wanted}"), todo
    )


def valkey(there: bool) -> Row:
    """Without it everything goes on, up to two seconds later."""
    found = Text(es="responde", en="answers") if there else Text(es="no responde", en="does not answer")
    todo = Text(
        es="Inicie Valkey, o revise AUDIENCIA_REDIS_URL. Mientras tanto los cambios se ven hasta 2 s después.",
        en="Start Valkey, or check AUDIENCIA_REDIS_URL. Meanwhile changes are seen up to 2 s later.",
    )
    return row("valkey", Light.GREEN if there else Light.AMBER, both("Valkey"), found, todo)


PAGES = Text(es="Páginas", en="Pages")


def pages(address: str, status: str | None, own: bool) -> Row:
    """What `/salud` answers at `address`; `None`: nothing. `own`: asked at this machine's port, not at the public address."""
    code = "pages" if own else "public_address"
    title = PAGES if own else Text(es="Dirección pública", en="Public address")
    if status is None:
        light = Light.RED if own else Light.AMBER
        todo = (
            Text(
                es="Inicie el servicio (audiencia serve). Si corre en otro lugar: AUDIENCIA_PORT, AUDIENCIA_DATA.",
                en="Start the service (audiencia serve). If it runs elsewhere: AUDIENCIA_PORT, AUDIENCIA_DATA.",
            )
            if own
            else Text(
                es="Ábrala desde un teléfono con datos móviles. Si tampoco abre, revise el proxy, el DNS y el certificado.",
                en="Open it from a telephone on mobile data. If it fails there too, check the proxy, the DNS and the certificate.",
            )
        )
        return row(
            code,
            light,
            title,
            Text(es=f"{address} no responde desde aquí", en=f"{address} does not answer from here"),
            todo,
        )
    light = Light.GREEN if status == "ok" else Light.AMBER
    todo = Text(es="Una parte no responde: vea las demás líneas.", en="A part does not answer: see the other lines.")
    return row(code, light, title, both(f"{address}: {status}"), todo)


INSTALLATION = Text(es="Instalación", en="Installation")


def installation(name: str | None, foreign: Sequence[str], other_nodes: int) -> Row:
    """`foreign`: our workers that serve another installation. `other_nodes`: web nodes that live on this database with other workers."""
    if foreign:
        found = Text(es=f"{foreign[0]} atiende a otra instalación", en=f"{foreign[0]} serves another installation")
        todo = Text(
            es="No se usa. Dé a cada instalación sus procesos de video y su AUDIENCIA_MEDIA_SECRET, y reinicie ese proceso.",
            en="It is not used. Give each installation media workers and an AUDIENCIA_MEDIA_SECRET of its own, and restart that one.",
        )
        return row("installation", Light.RED, INSTALLATION, found, todo)
    if other_nodes:
        found = Text(
            es=f"{other_nodes} nodos de esta base de datos usan otros procesos de video",
            en=f"{other_nodes} nodes of this database use other media workers",
        )
        todo = Text(
            es="Dé a cada instalación su base de datos, o a todos los nodos los mismos AUDIENCIA_MEDIA_CONTROLS y _SECRET.",
            en="Give each installation a database of its own, or all nodes the same AUDIENCIA_MEDIA_CONTROLS and _SECRET.",
        )
        return row("installation", Light.RED, INSTALLATION, found, todo)
    return row("installation", Light.GREEN, INSTALLATION, both(name or "—"))


MEDIA = Text(es="Procesos de video", en="Media workers")


def media(answering: int, listed: int, taking_rooms: int, capacity: int, directors: int) -> Row:
    """How many workers answer of those that are listed, how many take rooms, and for how many rooms there is place."""
    found = Text(
        es=f"{answering} de {listed} responden; lugar para {capacity} salas",
        en=f"{answering} of {listed} answer; place for {capacity} rooms",
    )
    todo = Text(
        es="Vea «audiencia workers»; quite el drenado (--undo) o inicie otro proceso.",
        en="See «audiencia workers»; take draining back (--undo) or start another one.",
    )
    if taking_rooms == 0 or capacity < directors:
        return row("media", Light.RED, MEDIA, found, todo)
    return row("media", Light.GREEN if answering == listed else Light.AMBER, MEDIA, found, todo)


def udp(places: Mapping[str, bool], announced: Sequence[str], demo: bool) -> Row:
    """`places`: each worker's address and port, and whether the system takes datagrams for it; `announced`: what browsers are told.

    Whether datagrams come through from outside only somebody outside can say.
    """
    title = Text(es="UDP para video", en="UDP for video")
    silent = sorted(one for one, taken in places.items() if not taken)
    if silent:
        todo = Text(
            es="Nadie escucha ahí: reinicie ese proceso de video o revise AUDIENCIA_MEDIA_PORT.",
            en="Nobody listens there: restart that media worker or check AUDIENCIA_MEDIA_PORT.",
        )
        return row(
            "udp", Light.RED, title, Text(es=f"rechaza {', '.join(silent)}", en=f"{', '.join(silent)} is refused"), todo
        )
    here = [one for one in announced if ip_address(one).is_loopback]
    if here and not demo:
        todo = Text(
            es="Ponga en AUDIENCIA_MEDIA_ANNOUNCE la dirección con la que los navegadores llegan desde internet.",
            en="Set AUDIENCIA_MEDIA_ANNOUNCE to the address at which browsers get here from the internet.",
        )
        return row(
            "udp",
            Light.RED,
            title,
            Text(
                es=f"se anuncia {here[0]}, que solo sirve en esta máquina",
                en=f"{here[0]} is announced, which serves this machine alone",
            ),
            todo,
        )
    inside = [one for one in announced if ip_address(one).is_private and not ip_address(one).is_loopback]
    names = ", ".join(announced)
    todo = Text(
        es="Abra estos puertos UDP en el cortafuegos y pruebe una llamada desde un teléfono con datos móviles.",
        en="Open these UDP ports in the firewall and try a call from a telephone on mobile data.",
    )
    if inside and not demo:
        return row(
            "udp",
            Light.AMBER,
            title,
            Text(es=f"se anuncia {names}, de una red interna", en=f"{names} is announced, of an inner network"),
            todo,
        )
    return row("udp", Light.GREEN, title, Text(es=f"escucha; se anuncia {names}", en=f"listens; {names} is announced"))
