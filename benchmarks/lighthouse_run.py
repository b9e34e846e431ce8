"""Lighthouse of the npm registry, run by the Node that the product is built with, on a Chromium of its own."""

import asyncio
import json
import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tools.build_web import environment, node_binary, npm_command

HERE = Path(__file__).with_name("lighthouse")
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
SECONDS = 180
FLAGS = ("--headless=new --no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync "
         "--no-first-run --disable-quic")  # fmt: skip


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


async def measure(url: str, chromium: str, cookie: str = "") -> Scores:
    """A cold visit of a telephone on a simulated slow line (Lighthouse's own defaults). Raises `RuntimeError` without a report."""
    with TemporaryDirectory(prefix="audiencia-lighthouse-") as folder:
        report = Path(folder) / "report.json"
        command = [
            str(node_binary()), str(HERE / "node_modules/lighthouse/cli/index.js"), url, "--output=json", f"--output-path={report}",
            "--quiet", f"--only-categories={','.join(CATEGORIES)}", f"--chrome-flags={FLAGS} --user-data-dir={folder}/profile",
        ]  # fmt: skip
        if cookie:
            command.append(f"--extra-headers={json.dumps({'Cookie': cookie})}")
        process = await asyncio.create_subprocess_exec(
            *command, env=environment() | {"CHROME_PATH": chromium, "HOME": os.environ.get("HOME", folder)},
            stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        try:
            async with asyncio.timeout(SECONDS):
                _, said = await process.communicate()
        except TimeoutError:
            process.kill()
            await process.wait()
            raise
        if not report.exists():
            raise RuntimeError(said.decode("utf-8", "replace")[-2000:])
        return _scores(json.loads(report.read_text("utf-8")))


def _scores(found: Mapping[str, object]) -> Scores:
    if found.get("runtimeError"):
        raise RuntimeError(str(found["runtimeError"]))
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
