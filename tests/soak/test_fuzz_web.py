"""Damaged forms, addresses, JSON, offers and frames of sockets beside a call that must not notice.

`make soak-fuzz` sends a million; the tests a seeded slice. Nothing may be answered with 5xx, and nothing may be written as an
unexpected error. `make soak-fuzz`, which has the machine alone, also holds that the loop is never kept for more than 100 ms by its
own work, beyond the longest standstill of the machine: processor time grows where other tests share the cores.
"""

import asyncio
import os
import random
import re
import time
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from uuid import uuid4

import aiohttp
from yarl import URL

from audiencia.routes import ROUTES
from audiencia.runtime.identity import STAFF_COOKIE, TICKET_COOKIE
from tests.integration.conftest import audience as audience
from tests.integration.conftest import config as config
from tests.integration.conftest import constants as constants
from tests.integration.conftest import people as people
from tests.integration.conftest import prepared as prepared
from tests.soak import web_fuzz
from tests.support import standstill
from tests.support.audience import Audience, People
from tests.unit.media.packets.offers import CLIENTS, offer_of

INPUTS = int(os.environ.get("AUDIENCIA_WEB_INPUTS", "600"))
ALONE = "AUDIENCIA_WEB_INPUTS" in os.environ
SEED = int(os.environ.get("AUDIENCIA_WEB_SEED", "20261125"))
AT_ONCE = 6
LEARNED_EACH = 20_000
"""Inputs after which the pages are opened anew: what was sent has changed their forms by then."""
MOST_STALLED_SECONDS = 0.1
PAGES = ("/", "/seguimiento", "/unirse/obras-publicas/baches", "/continuar", "/entrar", "/turno", "/direccion", "/ventanilla",
         "/administracion", "/datos-personales", "/datos-personales/nueva", "/datos-personales/bloqueados",
         "/datos-personales/incidentes/nuevo", "/cuenta/aplicacion", "/cuenta/llave",
         "/peticiones/nueva?area=agua&tema=fugas", "/expedientes")  # fmt: skip
ROLES = (
    "direccion-obras-publicas",
    "moderacion",
    "asistencia-obras-publicas",
    "ventanilla",
    "administracion",
    "datos-personales",
)
ENDINGS = frozenset(
    {
        "/salir",
        "/cuenta/sesion",
        "/cuenta/sesiones",
        "/administracion/desactivar",
        "/administracion/contrasena",
        "/administracion/segundo-paso",
    }
)
"""What ends somebody's sessions: a damaged number of an account may be that of one who attacks, or is in the call."""
ENOUGH = 20
"""Failures that are shown; more would only be more of the same."""
FRAMES = 40
"""Of one socket, before another one is opened."""


class Attacker:
    """Knows the real pages, and is somebody else with each input."""

    def __init__(self, audience: Audience, session: aiohttp.ClientSession, dice: random.Random) -> None:
        self._audience, self._session, self._dice = audience, session, dice
        self._forms: list[tuple[web_fuzz.Form, Mapping[str, str]]] = []
        self._who: list[Mapping[str, str]] = []
        self._paths = [re.sub(r"\{[^}]*\}", "obras-publicas", route.path) for route in ROUTES]
        self.answers: Counter[str] = Counter()
        self.wrong: list[str] = []

    async def enter(self, citizen: Mapping[str, str]) -> None:
        """Is each of them from now on."""
        self._who = [{}, citizen, *[{STAFF_COOKIE: await self._sign_in(login)} for login in ROLES]]

    async def learn(self) -> None:
        """Opens each page as each of them, and keeps its forms with the cookies that they need, but for `ENDINGS`: who is signed in no more
        is refused for that alone."""
        forms: list[tuple[web_fuzz.Form, Mapping[str, str]]] = []
        for who in self._who:
            for path in PAGES:
                async with self._get(path, who) as response:
                    visit = {name: morsel.value for name, morsel in response.cookies.items()}
                    forms += [(form, {**who, **visit}) for form in web_fuzz.forms_of(await response.text())]
        self._forms = [one for one in forms if one[0].action.partition("?")[0] not in ENDINGS]
        assert len(self._forms) > 20

    async def is_signed_in(self) -> list[bool]:
        """Of each role, whether its session is still in force."""
        found = []
        for who in self._who[2:]:
            async with self._get("/cuenta", who) as response:
                found.append(response.status == 200 and response.url.path == "/cuenta")
        return found

    async def send_all(self) -> None:
        """`INPUTS` of them, or until enough is wrong."""
        while self.answers.total() < INPUTS and len(self.wrong) < ENOUGH:
            await self.learn()
            until = min(INPUTS, self.answers.total() + LEARNED_EACH)
            async with asyncio.TaskGroup() as group:
                for _ in range(AT_ONCE):
                    group.create_task(self._send_until(until))

    async def _send_until(self, until: int) -> None:
        while self.answers.total() < until and len(self.wrong) < ENOUGH:
            await self.send()

    async def send(self) -> None:
        """One input of some kind, or a socket full of them."""
        kinds = [self._form] * 6 + [self._rubbish, self._address, self._control, self._offer]
        if self._dice.random() < 1 / FRAMES:
            await self._socket()
        else:
            await self._dice.choice(kinds)()

    async def _form(self) -> None:
        form, who = self._dice.choice(self._forms)
        body, kind = web_fuzz.damaged_form(form, self._dice)
        await self._ask("POST", form.action, who, body, kind)

    async def _rubbish(self) -> None:
        body = self._dice.randbytes(self._dice.choice((0, 1, 100, 5000, 40_000)))
        path, method = self._dice.choice(self._paths), self._dice.choice(web_fuzz.METHODS)
        await self._ask(method, path, self._dice.choice(self._who), body, self._dice.choice(web_fuzz.TYPES))

    async def _address(self) -> None:
        path = web_fuzz.damaged_address([*self._paths, "/socket.io/?EIO=4&transport=polling"], self._dice)
        await self._ask("GET", path, self._dice.choice(self._who), b"", "")

    async def _ask(self, method: str, path: str, who: Mapping[str, str], body: bytes, kind: str) -> None:
        headers = web_fuzz.damaged_headers(who, self._dice) | self._as_somebody()
        if kind.isprintable() and kind:
            headers["Content-Type"] = kind
        url = URL(self._audience.url + path, encoded=True)
        with suppress(aiohttp.ClientConnectionError, aiohttp.http_exceptions.HttpProcessingError):
            async with self._session.request(
                method, url, data=body or None, headers=headers, allow_redirects=False
            ) as response:
                await response.read()
                self._note(f"{method} {path[:80]}", response.status)

    async def _control(self) -> None:
        good = {"epoch": 3, "routes": [{"to": "a", "slot": "video0", "source": "b", "media": "camera"}], "limits": []}
        await self._tell(
            "PUT", f"/v1/rooms/{self._dice.choice((1, 77, 10**17))}", web_fuzz.damaged_json(good, self._dice)
        )

    async def _offer(self) -> None:
        sdp = web_fuzz.damaged_offer(offer_of(self._dice.choice(CLIENTS)), self._dice)
        peer = f"fuzz-{self._dice.getrandbits(60)}"
        await self._tell("PUT", f"/v1/peers/{peer}", {"party": f"fuzz:{self._dice.randrange(4)}", "sdp": sdp})

    async def _tell(self, method: str, path: str, body: Any) -> None:
        settings = self._audience.settings
        assert settings.media_secret is not None
        headers = {"Authorization": f"Bearer {settings.media_secret.get_secret_value()}"}
        url = f"http://{settings.workers[0]}{path}"
        async with self._session.request(method, url, json=body, headers=headers) as response:
            await response.read()
            self._note(f"control {path}", response.status)

    async def _socket(self) -> None:
        """Frames until the server has had enough of this one."""
        namespace, who = self._dice.choice(
            [
                ("/citizen", self._who[1]),
                ("/director", self._who[2]),
                ("/moderator", self._who[3]),
                ("/assistant", self._who[4]),
            ]
        )
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in who.items())} | self._as_somebody()
        address = self._audience.url + "/socket.io/?EIO=4&transport=websocket"
        try:
            async with self._session.ws_connect(address, headers=headers, max_msg_size=0) as socket:
                await socket.send_str(f"40{namespace},")
                for _ in range(FRAMES):
                    said = web_fuzz.frame(namespace, EVENTS[namespace], self._dice)
                    # Half a character goes out as it is: a frame of text that is no UTF-8 is one of the things to try.
                    kind = aiohttp.WSMsgType.TEXT if isinstance(said, str) else aiohttp.WSMsgType.BINARY
                    data = said.encode("utf-8", "surrogatepass") if isinstance(said, str) else said
                    await socket.send_frame(data, kind)
                    self.answers["frame"] += 1
                    if self._dice.random() < 0.3:
                        with suppress(TimeoutError):
                            await socket.receive(0.05)
        except (aiohttp.ClientError, ConnectionError):
            self.answers["socket closed"] += 1

    def _as_somebody(self) -> dict[str, str]:
        """From our own page, and of another address each time: how often one may ask is not what is tried."""
        return {"Origin": self._audience.url, "Sec-Fetch-Site": "same-origin",
                "X-Forwarded-For": f"198.51.{self._dice.randrange(256)}.{self._dice.randrange(256)}"}  # fmt: skip

    def _get(self, path: str, who: Mapping[str, str]) -> Any:
        cookie = "; ".join(f"{name}={value}" for name, value in who.items())
        headers = self._as_somebody() | ({"Cookie": cookie} if cookie else {})
        return self._session.get(self._audience.url + path, headers=headers)

    async def _sign_in(self, login: str) -> str:
        async with self._get("/entrar", {}) as response:
            form = next(one for one in web_fuzz.forms_of(await response.text()) if one.action == "/entrar")
            visit = {name: morsel.value for name, morsel in response.cookies.items()}
        fields = dict(form.fields) | {"username": login, "password": self._audience.passwords[login]}
        headers = self._as_somebody() | {"Cookie": "; ".join(f"{name}={value}" for name, value in visit.items())}
        async with self._session.post(
            f"{self._audience.url}/entrar", data=fields, headers=headers, allow_redirects=False
        ) as answer:
            assert answer.status == 303, await answer.text()
            return answer.cookies[STAFF_COOKIE].value

    def _note(self, what: str, status: int) -> None:
        self.answers[str(status)] += 1
        if status >= 500 and not (status == 503 and what.startswith("control")):
            self.wrong.append(f"{what}: {status}")


STEP = {"command_id": str(uuid4()), "version": 3, "ticket_id": str(uuid4())}
EVENTS: dict[str, list[tuple[str, Mapping[str, Any]]]] = {
    "/citizen": [("refresh", {}), ("accept", STEP), ("devices", {"devices": "camera"}), ("leave", STEP),
                 ("postpone", {**STEP, "let_pass": 3}), ("write_chat", {**STEP, "channel": "help", "text": "¿Sigo?"}),
                 ("media_offer", {"peer_id": str(uuid4()), "sdp": "v=0"}), ("freezes", {"count": 1, "milliseconds": 40}),
                 ("call_keys", {"call": str(uuid4()), "to": None, "body": "a2V5"}), ("typing", {"call": str(uuid4()), "text": "No"})],
    "/director": [("refresh", {}), ("open_room", {**STEP, "company": []}), ("call_next", STEP), ("end_call", STEP),
                  ("record_outcome", {**STEP, "outcome": "in_process", "disposition": "scheduled"}),
                  ("add_next_step", {**STEP, "step": "Acuda", "due": "2026-12-01"}), ("read_case", {"ticket_id": str(uuid4())})],
    "/assistant": [("refresh", {}), ("take_seat", {**STEP, "room_id": 1}), ("save_note", {**STEP, "seen": 0, "note": "x"}),
                   ("add_next_step", {**STEP, "step": "Acuda"})],
    "/moderator": [("refresh", {}), ("move_tickets", {**STEP, "department": "agua", "reason": "topic",
                                                       "tickets": [{"ticket_id": str(uuid4()), "version": 1}]}),
                   ("set_cap", {**STEP, "department": "agua", "cap": 3}), ("announce", {**STEP, "text": "Hola", "minutes": 5}),
                   ("preview_move", {"tickets": [], "department": "agua"})],
}  # fmt: skip


async def longest_turn(audience: Audience, session: aiohttp.ClientSession) -> float:
    """Seconds, of the web process."""
    async with session.get(f"{audience.url}/metrics") as response:
        found = re.search(r"(?m)^audiencia_event_loop_longest_block_seconds (\S+)$", await response.text())
    assert found is not None
    return float(found[1])


async def test_pages_and_sockets_survive_damaged_input(audience: Audience, people: People) -> None:
    director, citizen = await people.director("seguridad"), await people.citizen("seguridad")
    waiting = await people.citizen("agua", connect=False)
    await director.open_room()
    await director.call_next()
    await citizen.wait_state("called")
    await citizen.accept()
    await director.wait_room("in_call")
    dice, began = random.Random(SEED), time.monotonic()
    async with (
        standstill.watched() as machine,
        aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar(), timeout=aiohttp.ClientTimeout(total=60)) as session,
    ):
        attacker = Attacker(audience, session, dice)
        await attacker.enter({TICKET_COOKIE: waiting.browser.cookie(TICKET_COOKIE) or ""})
        await attacker.send_all()
        assert all(await attacker.is_signed_in())
        longest = await longest_turn(audience, session)
    print(f"{attacker.answers.total()} inputs in {time.monotonic() - began:.0f} s: {dict(attacker.answers)}; "
          f"longest turn {1000 * longest:.0f} ms, longest standstill of the machine {1000 * machine.longest:.0f} ms")  # fmt: skip
    unexpected = [
        line
        for name in ("web", "media")
        for line in audience.log(name).splitlines()
        if "request_unexpected_error" in line
    ]
    assert (attacker.wrong, unexpected[:ENOUGH]) == ([], [])
    assert audience.processes["web"].is_alive()
    assert audience.processes["media"].is_alive()
    # The two of the call have noticed nothing, and go on to its end.
    assert citizen.line.connected
    assert director.line.connected
    await director.end_call()
    await director.record_outcome("resolved_immediately")
    await citizen.wait_state("served")
    assert not ALONE or longest <= MOST_STALLED_SECONDS + machine.longest
