"""Lighthouse of the npm registry, run by the Node that the product is built with, on a Chromium of its own."""

import asyncio
import json
import os
import subprocess
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType

from playwright.async_api import async_playwright
from yarl import URL

from tools.build_web import environment, node_binary, npm_command

HERE = Path(__file__).with_name("lighthouse")
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
SECONDS, ATTEMPTS = 180, 2
FLAGS = ("--headless=new --no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync "
         "--no-first-run --disable-quic")  # fmt: skip


class NotMeasured(Exception):
    """Lighthouse gave no scores of a page; the text is its reason."""


@dataclass(frozen=True)
class Scores:
    """From 0 to 100 by category, and the largest losses in words, for whoever has to mend them."""

    of: Mapping[str, float]
    lost: tuple[str, ...]


def install() -> None:
    """`npm ci` in the folder of the benchmark, once."""
    if not (HERE / "node_modules" / "lighthouse").exists():
        subprocess.run(
            [*npm_command(), "ci", "--no-audit", "--no-fund", "--loglevel=error"], cwd=HERE, env=environment(), check=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        )  # fmt: skip


async def measure(url: str, chromium: str, cookies: Mapping[str, str] = MappingProxyType({})) -> Scores:
    """A cold visit of a telephone on a simulated slow line (Lighthouse's own defaults), tried `ATTEMPTS` times."""
    for _ in range(ATTEMPTS - 1):
        with suppress(NotMeasured):
            return _scores(await _report(url, chromium, cookies))
    return _scores(await _report(url, chromium, cookies))


async def _report(url: str, chromium: str, cookies: Mapping[str, str]) -> Mapping[str, object]:
    """Lighthouse's own report of one visit."""
    with TemporaryDirectory(prefix="audiencia-lighthouse-") as folder:
        report = Path(folder) / "report.json"
        await _keep_cookies(Path(folder) / "profile", chromium, url, cookies)
        process = await asyncio.create_subprocess_exec(
            *_command(url, folder, report), env=environment() | {"CHROME_PATH": chromium, "HOME": os.environ.get("HOME", folder)},
            stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        try:
            async with asyncio.timeout(SECONDS):
                _, errors = await process.communicate()
        except TimeoutError:
            process.kill()
            await process.wait()
            raise NotMeasured(f"no report after {SECONDS} s") from None
        if not report.exists():
            raise NotMeasured(errors.decode("utf-8", "replace").strip()[-300:])
        found: Mapping[str, object] = json.loads(report.read_text("utf-8"))
        return found


async def _keep_cookies(profile: Path, chromium: str, url: str, cookies: Mapping[str, str]) -> None:
    """Cookies in a browser's own jar go with its web sockets too; those among `--extra-headers` would not."""
    if not cookies:
        return
    host, until = URL(url).host or "", time.time() + timedelta(hours=1).total_seconds()
    async with async_playwright() as playwright:
        context = await playwright.chromium.launch_persistent_context(
            profile, executable_path=chromium, args=["--no-sandbox"]
        )
        for name, value in cookies.items():
            await context.add_cookies(
                [{"name": name, "value": value, "domain": host, "path": "/", "secure": True, "expires": until}]
            )
        await context.close()


def _command(url: str, folder: str, report: Path) -> list[str]:
    return [
        str(node_binary()), str(HERE / "node_modules/lighthouse/cli/index.js"), url, "--output=json", f"--output-path={report}",
        "--quiet", f"--only-categories={','.join(CATEGORIES)}", f"--chrome-flags={FLAGS} --user-data-dir={folder}/profile",
    ]  # fmt: skip


def _scores(found: Mapping[str, object]) -> Scores:
    if error := found.get("runtimeError"):
        raise NotMeasured(str(error.get("code", error)) if isinstance(error, Mapping) else str(error))
    categories: Mapping[str, Mapping[str, object]] = found["categories"]  # type: ignore[assignment]
    audits: Mapping[str, Mapping[str, object]] = found["audits"]  # type: ignore[assignment]
    scores = {name: 100 * float(one["score"] or 0) for name, one in categories.items()}  # type: ignore[arg-type]
    lost = []
    for name, category in categories.items():
        for audit in category["auditRefs"]:  # type: ignore[attr-defined]
            score = audits[audit["id"]]["score"]
            if audit["weight"] and isinstance(score, (int, float)) and score < 1:
                lost.append(f"{name}: {audit['id']} {score:.2f}")
    return Scores(scores, tuple(lost))
