"""Real Chromium, one process a person: each with a camera of its own colour, and nothing that calls home."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from playwright.async_api import Browser, BrowserContext, BrowserType, Page, ViewportSize

from tests.support.media_files import COLOURS, make_camera, make_voice

PHONE: ViewportSize = {"width": 360, "height": 740}
DESK: ViewportSize = {"width": 1280, "height": 860}
TIMEOUT_MS = 90_000
"""Long enough for a machine that is busy with other things; what comes sooner is not waited for longer."""
PROBE = Path(__file__).with_name("probe.js")

UNUSED = (
    # Without a screen too, each new window gets the address bar's menus, a page of half a second and 160 MB.
    "WebUIOmniboxPopup", "WebUIOmniboxAimPopup",
    # Each navigation would start a process for the next one, which ends unused with the window.
    "SpareRendererForSitePerProcess",
    # Of Playwright's own list, which this one replaces.
    "AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades", "LensOverlay", "MediaRouter",
    "HttpsFirstBalancedModeAutoEnable", "PaintHolding", "ThirdPartyStoragePartitioning", "OptimizationHints", "AimEnabled",
    "AvoidCorsURLLoaderRestartOnRedirect", "NetworkTimeServiceQuerying", "PreconnectToSearch",
)  # fmt: skip
"""Parts of the browser that no test needs."""
FLAGS = (
    "--no-sandbox",
    f"--disable-features={','.join(UNUSED)}",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
    "--autoplay-policy=no-user-gesture-required",
    # Several browsers on one machine: none is in front, and none may be slowed down for it.
    "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
    "--use-fake-device-for-media-stream",
)
GRANT = "--use-fake-ui-for-media-stream"


@dataclass
class Studio:
    """Makes cameras in its folder, once each."""

    folder: Path
    width: int = 320
    height: int = 240
    detail: int = 0
    rate: int = 30
    made: dict[str, Path] = field(default_factory=dict)

    def camera(self, colour: str) -> Path:
        """The file of this colour's camera."""
        if colour not in self.made:
            file = self.folder / f"{colour}.y4m"
            self.made[colour] = make_camera(
                file, COLOURS[colour], width=self.width, height=self.height, detail=self.detail, rate=self.rate
            )
        return self.made[colour]

    def voice(self) -> Path:
        """The file of the microphone."""
        if "voice" not in self.made:
            self.made["voice"] = make_voice(self.folder / "voice.wav")
        return self.made["voice"]


async def launch(
    kind: BrowserType, studio: Studio, colour: str, *, grant: bool = True, more: Sequence[str] = (), shell: bool = False,
    program: str | None = None,
) -> Browser:  # fmt: skip
    """A new process whose camera has this colour. Without `grant` nobody answers the browser's question for permission.

    `program`: what starts it, where that is not Chromium itself.
    `shell`: the same engine without the browser around it, where it is installed; it takes a fifth less of a processor.
    """
    program = program or (shutil.which("chromium-headless-shell") if shell else None) or shutil.which("chromium")
    assert program, "Chromium is missing: apt-get install chromium"
    devices = (
        f"--use-file-for-fake-video-capture={studio.camera(colour)}",
        f"--use-file-for-fake-audio-capture={studio.voice()}",
    )
    args = [*FLAGS, *devices, *([GRANT] if grant else ["--deny-permission-prompts"]), *more]
    return await kind.launch(executable_path=program, args=args, timeout=180_000)


@dataclass
class Watch:
    """What a page did that it should not: console errors, script errors, requests to other hosts; and all requests."""

    home: str
    problems: list[str] = field(default_factory=list)
    requests: list[tuple[str, str]] = field(default_factory=list)

    def follow(self, page: Page) -> None:
        """Listens to this page from now on."""
        page.on("pageerror", lambda error: self.problems.append(f"script: {error}"))
        page.on("console", lambda message: self._on_console(message.type, message.text, page.url))
        page.on("request", lambda request: self._on_request(request.method, request.url))
        page.on("websocket", lambda socket: self._on_request("WEBSOCKET", socket.url))

    def forgive(self) -> None:
        """After something that was meant to go wrong: a refused page is an error in the browser's console too."""
        self.problems.clear()

    def _on_console(self, kind: str, text: str, address: str) -> None:
        if kind in ("error", "warning"):
            self.problems.append(f"{kind}: {text} at {address}")

    def _on_request(self, method: str, url: str) -> None:
        self.requests.append((method, url))
        place = url.split("://", 1)[-1].split("/", 1)[0]
        if not url.startswith(("data:", "blob:")) and place != self.home.split("://", 1)[-1]:
            self.problems.append(f"another host: {url}")


@dataclass
class Visitor:
    """One person's browser window, with cookies of its own."""

    context: BrowserContext
    page: Page
    home: str
    language: str
    watch: Watch

    async def close(self) -> None:
        """Ends the window with all that it remembers."""
        await self.context.close()


async def visit(
    browser: Browser,
    home: str,
    *,
    screen: ViewportSize = DESK,
    locale: str = "es-MX",
    script: bool = True,
    within: str | None = None,
) -> Visitor:
    """A new window without any cookie, watched from the start. `within`: what another application says of itself that shows
    pages, and gives them no camera."""
    context = await browser.new_context(
        locale=locale, viewport=screen, java_script_enabled=script, base_url=home, user_agent=within
    )
    if within is not None:
        await context.add_init_script("Object.defineProperty(navigator, 'mediaDevices', { value: undefined })")
    context.set_default_timeout(TIMEOUT_MS)
    if script:
        await context.add_init_script(path=PROBE)
    page = await context.new_page()
    watch = Watch(home)
    watch.follow(page)
    return Visitor(context, page, home, locale, watch)
