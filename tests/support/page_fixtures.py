"""The application on a database of its own, its pages on a port, and browsers without script."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from aiohttp.test_utils import TestServer

from audiencia.http.front_end import FrontEnd
from audiencia.http.site import Probe
from audiencia.operations.checks.result import Check
from audiencia.operations.checks.rules import backups, machine
from audiencia.operations.checks.rules.backups import Backups
from audiencia.runtime.context import AppContext
from audiencia.settings.config import Settings
from audiencia.web_app import make_app
from tests.support.contexts import ROOT, open_context
from tests.support.page_browser import Browser, NewBrowser
from tools.messages import compile_catalogues

ISLANDS = ("assistant", "citizen", "components", "device_test", "director", "moderator", "relative")
ENTRIES = [
    "src/site.ts",
    "src/staff.ts",
    "src/sw.ts",
    "src/worker.ts",
    "styles/site.css",
    "styles/pages.css",
    "styles/staff.css",
    *(f"src/islands/{name}/index.tsx" for name in ISLANDS),
    "src/case_notices.ts",
    "src/push_trial.ts",
    "src/come_in.ts",
    "src/continue.ts",
    "src/form_steps.ts",
    "src/directory.ts",
    "src/written.ts",
    "src/hall.ts",
    "src/offline.ts",
    "styles/offline.css",
    *(f"icons/{name}.png" for name in ("icon-192", "icon-512", "maskable-512")),
    "styles/layout/components.css",
    "styles/reporting/hall.css",
    "styles/reporting/widget.css",
]


async def examined() -> Sequence[Check]:
    """What a machine with a full disk would find."""
    return [machine.keys(()), machine.disk(1, 100, "/datos")]


WATCHED = backups.taken(Backups(None, None, "no room"), datetime.now(UTC))
OpenSite = Callable[..., Awaitable[TestServer]]


@pytest.fixture
async def context(make_jornada: Callable[[], str], tmp_path: Path) -> AsyncIterator[AppContext]:
    """Departments from `config/`, and a jornada that is open now."""
    async with open_context(make_jornada(), tmp_path / "keys") as context:
        yield context


@pytest.fixture(scope="session")
def web_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real templates and texts, with stand-ins for the built files, so that no build is needed."""
    root = tmp_path_factory.mktemp("web")
    (root / "templates").symlink_to(ROOT / "web" / "templates")
    dist = root / "dist"
    (dist / ".vite").mkdir(parents=True)
    (dist / "assets").mkdir()
    manifest: dict[str, object] = {"_shared.js": {"file": "assets/shared-1.js"}}
    for number, entry in enumerate(ENTRIES):
        file = f"assets/file-{number}{Path(entry).suffix.replace('.tsx', '.ts').replace('.ts', '.js')}"
        manifest[entry] = {"file": file, "imports": ["_shared.js"]}
        (dist / file).write_text(f"/* {entry} */\n" * 400)
    (dist / "assets" / "shared-1.js").write_text("/* shared */")
    (dist / "assets" / "file-0.js.br").write_bytes(b"small")
    (dist / "assets" / "notes.txt").write_text("not served")
    (dist / "templates.bin").symlink_to(
        ROOT / "web" / "dist" / "templates.bin"
    )  # where there is a build, it spares compiling
    (dist / ".vite" / "manifest.json").write_text(json.dumps(manifest))
    compile_catalogues(dist / "locales")
    return root


@pytest.fixture(scope="session")
def front_end(web_root: Path) -> FrontEnd:
    """What they make, read once as by each process."""
    return FrontEnd.load(web_root, ZoneInfo("America/Mexico_City"))


@pytest.fixture
async def parts() -> dict[str, bool]:
    """Which parts answer to `/salud`."""
    return {"database": True, "redis": True, "media": True}


@pytest.fixture
async def open_site(context: AppContext, front_end: FrontEnd, parts: dict[str, bool]) -> AsyncIterator[OpenSite]:
    """Starts the pages with these settings, of this context or a changed one; gives the server."""

    def probe(name: str) -> Probe:
        async def there() -> bool:
            return parts[name]

        return there

    async with AsyncExitStack() as stack:

        async def start(changed: AppContext | None = None, **settings: object) -> TestServer:
            chosen = Settings.model_validate({"profile": "demo"} | settings)
            app = make_app(
                replace(changed or context, origin=chosen.origin),
                chosen,
                front_end=front_end,
                probes={name: probe(name) for name in parts},
                examine=examined,
                watched=lambda: [WATCHED],
            )
            server = TestServer(app)
            await server.start_server()
            stack.push_async_callback(server.close)
            return server

        yield start


@pytest.fixture
async def site(open_site: OpenSite) -> TestServer:
    """The pages as in a demonstration."""
    return await open_site()


@pytest.fixture
async def new_browser(site: TestServer) -> AsyncIterator[NewBrowser]:
    """Browsers with cookies of their own."""
    async with AsyncExitStack() as stack:

        async def make(**headers: str) -> Browser:
            return await stack.enter_async_context(Browser(site.make_url("/"), headers))

        yield make


@pytest.fixture
async def browser(new_browser: NewBrowser) -> Browser:
    """One browser that reads Spanish."""
    return await new_browser()
