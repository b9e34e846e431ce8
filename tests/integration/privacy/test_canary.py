"""One person's words go through a visit and a petition of a started service, and are looked for where they must not lie.

That is: its logs and terminal, pages of errors, metrics, Valkey, every file of its data folder with the database's own files
and WAL, a dump, what was left in temporary folders, and outgoing mail. Nothing else has these words, so each find is a leak.
"""

import asyncio
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from email import message_from_bytes
from pathlib import Path
from tempfile import TemporaryDirectory

import asyncpg
import pytest
import redis.asyncio as redis
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from yarl import URL

from audiencia.operations.free_ports import free_port
from audiencia.operations.postgres import Postgres
from audiencia.operations.valkey import Valkey
from tests.browser.installation import Installation, installation
from tests.support import petitioning
from tests.support.audience import People
from tests.support.files import files_below
from tests.support.memory import in_memory
from tests.support.page_browser import Browser

NAME, MATTER, PHONE = "Xochitlcanaria Tlapalero", "Mi vecino Cuauhcanario tira cascajo", "7229876541"
CHAT, ANSWER = "Vivo junto al pozo Atlcanario", "Lleve el croquis Amatlcanario"
NOTE, INTERNAL, STEP = (
    "Vuelva con la señora Izelcanaria",
    "Lloró al hablar de Itzcanario",
    "Firmar el oficio Tonalcanario",
)
PETITION, WRITER, LETTERBOX = "El drenaje Apancanario se desborda", "Yoltzincanaria Ñáñez", "citlalcanaria@example.org"
RIGHT = {
    "right": "rectification",
    "capacity": "representative",
    "text": "Se escribe Chimalcanario",
    "asker": "Ocelocanaria, su tía",
}
MINOR = {"minor": "yes", "guardian_name": "Nenetlcanaria Tlapalero", "guardian_agrees": "yes"}
WORDS = ("canari", "tlapalero", PHONE)
"""Small letters, as they are looked for; the telephone has ten digits in a row wherever it is normalised."""


@dataclass
class Letters:
    """A mail server that keeps what it takes."""

    taken: "asyncio.Queue[Envelope]" = field(default_factory=asyncio.Queue)
    loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.get_running_loop)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 -- aiosmtpd's name
        """Called in the server's own thread."""
        self.loop.call_soon_threadsafe(self.taken.put_nowait, envelope)
        return "250 OK"


@pytest.fixture
def temporary(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where all processes put what they keep for a while."""
    with TemporaryDirectory(dir=in_memory()) as folder:
        Path(folder).chmod(0o1777)
        monkeypatch.setenv("TMPDIR", folder)
        yield Path(folder)


@pytest.fixture
async def letters() -> AsyncIterator[tuple[Letters, int]]:
    kept, port = Letters(), free_port()
    server = Controller(kept, hostname="127.0.0.1", port=port, ready_timeout=60)
    server.start()
    yield kept, port
    server.stop()


async def test_the_words_of_one_person_lie_nowhere_in_the_clear(temporary: Path, letters: tuple[Letters, int]) -> None:
    kept, port = letters
    mail = {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(port), "SMTP_TLS": "none", "MAIL_FROM": "audiencia@example.org"}
    async with installation(settings=mail, quick=True) as house:
        async with AsyncExitStack() as stack:
            folio = await visit(People(house.url, house.passwords, stack))
        await petition(house.url)
        await mistakes(house.url)
        letter = await asyncio.wait_for(kept.taken.get(), 60)
        seen, leaking = False, {"letter"} if leaks(body_of(letter)) else set()
        async for where, text in everywhere(house, temporary):
            seen |= folio.encode() in text
            if leaks(text):
                leaking.add(where)
    assert seen, "the search sees nothing"
    assert leaking == set()


async def visit(people: People) -> str:
    """All that is said in one; gives its folio."""
    citizen = await people.visitor()
    await citizen.join("obras-publicas", "baches", name=NAME, matter=MATTER, contact=PHONE, more=MINOR)
    await citizen.connect()
    director = await people.director("obras-publicas")
    await director.open_room()
    await director.call_next()
    await citizen.wait_state("called")
    await citizen.accept()
    await director.wait_room("in_call")
    assert director.view.current is not None and director.view.current.guardian == MINOR["guardian_name"]
    await citizen.write(CHAT)
    await director.write(ANSWER)
    await director.add_next_step(STEP)
    await director.end_call()
    await director.record_outcome("in_process", note_to_citizen=NOTE, note_internal=INTERNAL)
    view = await citizen.wait_state("served")
    page = await (await people.visitor()).follow(view.folio, view.pin)
    assert NOTE in page.text, "what must be there to be read"
    return view.folio


async def petition(url: str) -> None:
    """Written on the page, with an answer by e-mail; then a request about the personal data."""
    async with Browser(URL(url)) as browser:
        said = petitioning.filled(name=WRITER, matter=PETITION, contact=LETTERBOX, mail_me="yes")
        page = await petitioning.send(browser, said)
        assert page.path == "/peticiones/recibida?correo=si"
        asked = await browser.send("/seguimiento/datos", RIGHT)
        assert asked.path == "/seguimiento/datos?hecho=1" and RIGHT["text"] in asked.text


async def mistakes(url: str) -> None:
    """What is typed at the wrong place, or is refused."""
    async with Browser(URL(url)) as browser:
        form = await browser.get("/unirse/obras-publicas/baches")
        await browser.post(
            "/unirse/obras-publicas/baches", form.hidden | {"name": NAME, "matter": MATTER, "contact": "x"}
        )
        await browser.post("/unirse/obras-publicas/baches", {"name": NAME, "matter": MATTER})
        await browser.post("/acceso", {"login": "tlapalero", "password": NAME})
        await browser.get("/directorio", {"Accept": "application/json", "X-Nombre": "Canaria"})
        for path in ("/nada/xochitlcanaria", "/turno?nombre=xochitlcanaria", "/seguimiento?folio=xochitlcanaria"):
            for kind in ("text/html", "application/json"):
                shown = await browser.get(path, {"Accept": kind})
                assert not leaks(shown.text.encode()), path


async def everywhere(house: Installation, temporary: Path) -> AsyncIterator[tuple[str, bytes]]:
    """Each place, and what lies there."""
    async with Browser(URL(house.url)) as browser:
        yield "metrics", (await browser.get("/metrics")).text.encode()
    async with redis.from_url(Valkey.open(house.data).url) as valkey:
        kept = [key + b" " + (await valkey.dump(key) or b"") async for key in valkey.scan_iter()]
    yield "Valkey", b"\n".join(kept)
    postgres = Postgres.open(house.data)
    connection = await asyncpg.connect(postgres.admin_url)
    await connection.execute("CHECKPOINT")  # all rows are in their files
    await connection.close()
    yield "dump", await asyncio.to_thread(dump, postgres)
    for folder in (house.data.root.parent, temporary):
        for file, text in files_below(folder):
            yield str(file.relative_to(folder)), text


def dump(postgres: Postgres) -> bytes:
    """As text, and what stands in it in hexadecimal as it is."""
    return subprocess.run(
        [postgres.program("pg_dump"), "--dbname", postgres.url], check=True, capture_output=True, timeout=60
    ).stdout


def body_of(letter: Envelope) -> bytes:
    """What the letter says; to whom it goes must stand on it."""
    assert letter.rcpt_tos == [LETTERBOX]
    parts = message_from_bytes(letter.original_content or b"").walk()
    said = [part.get_payload(decode=True) for part in parts if not part.is_multipart()]
    return b"\n".join(one for one in said if isinstance(one, bytes))


def leaks(text: bytes) -> bool:
    """Whether one of the words stands there, as it is or in hexadecimal."""
    small = text.lower()
    return any(word.encode() in small or word.encode().hex().encode() in small for word in WORDS)
