"""An installation on several hosts, each with the settings of docs/operation/several-hosts.md."""

import asyncio
import json
import os
import re
import secrets
import shutil
import sys
import urllib.request
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from audiencia.core.paths import DataFolder
from audiencia.db.migrations import migrate
from audiencia.operations.install import plan
from audiencia.operations.install.answers import Answers
from audiencia.operations.valkey import Valkey
from tests.support.audience import ROOT, Audience, audience_settings, prepare_audience, until
from tests.support.hosts import PEOPLE, Host, network
from tests.support.standby import Couple, couple

GUIDE = ROOT / "docs/operation/several-hosts.md"
SETTINGS = re.compile(r"<!-- (web|media|proxy): make soak-hosts reads this -->\n```\w*\n(.*?)```", re.DOTALL)
FRONT, VALKEY = "front", "valkey"
WEBS, MEDIAS, DATABASES = ("web1", "web2"), ("media1", "media2"), ("db1", "db2")
PUBLIC = "https://audiencia.example.mx"
ASK_SECONDS, START_SECONDS = 3.0, 240.0


@dataclass
class Hosts:
    """What runs where; `audience` reads the database and knows who may sign in."""

    by_name: Mapping[str, Host]
    databases: Couple
    audience: Audience
    folder: Path
    token: str

    @property
    def url(self) -> str:
        """Of the pages, as people have it."""
        return f"http://{self.by_name[FRONT].address}"

    async def works(self) -> bool:
        """Whether each web node finds all parts, and the proxy one of them."""
        there = [f"http://{self.by_name[name].address}:8080" for name in WEBS]
        return all([await asyncio.to_thread(self._health, one) == "ok" for one in (*there, self.url)])

    async def answers(self) -> bool:
        """Whether the proxy leads to a web node, however that one is."""
        try:
            return await asyncio.to_thread(self._page, f"{self.url}/salud/vivo") == "ok"
        except OSError:
            return False

    def _health(self, where: str) -> str:
        try:
            return str(json.loads(self._page(f"{where}/salud"))["status"])
        except (OSError, ValueError):
            return "away"

    async def rows(self, query: str, *values: object) -> list[dict[str, Any]]:
        """Reads the database beside the service."""
        return await self.audience.rows(query, *values)

    def _page(self, address: str) -> str:
        asked = urllib.request.Request(address, headers={"Authorization": f"Bearer {self.token}"})
        with urllib.request.urlopen(asked, timeout=ASK_SECONDS) as answer:
            return str(answer.read(), "utf-8")


@asynccontextmanager
async def installed(folder: Path) -> AsyncIterator[Hosts]:
    """Everything runs, and this thread is on the host of the people."""
    with network(FRONT, VALKEY, *WEBS, *MEDIAS, *DATABASES) as by_name, by_name[PEOPLE].inside():
        async with couple(folder, tuple(by_name[name] for name in DATABASES)) as databases:
            await migrate(databases.url)
            settings = audience_settings(databases.url, "redis://unused", folder / "prepared")
            audience = Audience(settings, await asyncio.to_thread(prepare_audience, settings), folder)
            hosts = Hosts(by_name, databases, audience, folder, secrets.token_hex(20))
            await asyncio.to_thread(_start, hosts)
            await until(hosts.works, "all hosts", START_SECONDS)
            yield hosts


def _start(hosts: Hosts) -> None:
    guide = dict(SETTINGS.findall(GUIDE.read_text("utf-8")))
    own = {"PASSWORD": hosts.databases.primary.password, "SECRET": secrets.token_hex(32), "TOKEN": hosts.token,
           "PROXY": hosts.by_name[FRONT].address, PUBLIC: hosts.url}  # fmt: skip
    _start_valkey(hosts)
    for name in MEDIAS:
        _start_process(hosts, name, "media", guide["media"], own)
    for name in WEBS:
        shutil.copytree(hosts.folder / "prepared" / "keys", hosts.folder / name / "data" / "keys")
        _start_process(hosts, name, "web", guide["web"], own)
    proxy = hosts.folder / "haproxy.cfg"
    proxy.write_text(_proxy() + guide["proxy"], "utf-8")
    hosts.by_name[FRONT].start(["haproxy", "-f", str(proxy)], hosts.folder / "front.log")


def _proxy() -> str:
    """What `audiencia setup` writes, to where the guide's lines begin; without TLS."""
    answers = Answers(name="audiencia.example.mx", proxy="haproxy", certificate="/no.pem")
    (text,) = [one.text for one in plan.files(answers, Path("audiencia")) if one.path == plan.proxy_file(answers)]
    before, _, _ = text.partition("    default_backend ")
    return "".join(line for line in before.splitlines(keepends=True) if not re.search(" ssl |redirect", line))


def _start_valkey(hosts: Hosts) -> None:
    spec = Valkey.open(DataFolder(hosts.folder / VALKEY)).spec()
    listening = ["--bind", "0.0.0.0", "--port", "6379", "--protected-mode", "no"]
    hosts.by_name[VALKEY].start([*spec.command, *listening], hosts.folder / "valkey.log")


def _start_process(hosts: Hosts, name: str, kind: str, guide: str, own: Mapping[str, str]) -> None:
    folder = hosts.folder / name
    (folder / "data").mkdir(parents=True, exist_ok=True)
    written = {}
    address = hosts.by_name[name].address
    for variable, value in (line.split("=", 1) for line in guide.splitlines()):
        for placeholder, known in {**own, "ADDRESS": address, "INSIDE": address}.items():
            value = value.replace(placeholder, known)
        written[variable] = value
    ours = {"AUDIENCIA_PROFILE": "demo", "AUDIENCIA_DATA": str(folder / "data"), "AUDIENCIA_CONFIG": str(ROOT / "config"),
            "AUDIENCIA_WEB_ROOT": str(ROOT / "web")}  # fmt: skip
    hosts.by_name[name].start(
        [sys.executable, "-m", "audiencia", kind],
        hosts.folder / f"{name}.log",
        {**os.environ, **ours, **written},
    )
