"""The metrics of all web processes of this machine as one text: each sample says of which process it is."""

import asyncio
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import aiohttp
from prometheus_client import REGISTRY, Metric, generate_latest
from prometheus_client.samples import Sample

SECONDS = 2.0
SUFFIX = ".sock"
HEAD = "# HELP "


class Processes:
    """`name`: of this one. `folder`: where each listens at a socket of its own; without one this process stands alone, and its
    samples name none."""

    def __init__(self, name: str, folder: Path | None = None) -> None:
        self._name, self._folder = name, folder

    @property
    def own(self) -> Path | None:
        """The socket of this process."""
        return None if self._folder is None else self._folder / f"{self._name}{SUFFIX}"

    def own_text(self) -> str:
        """The metrics of this process, in Prometheus' text format."""
        if self._folder is None:
            return generate_latest().decode()
        return generate_latest(_Labelled({"process": self._name})).decode()

    async def text(self) -> str:
        """Those of all processes; one that does not answer is left out."""
        others = [] if self._folder is None else sorted(set(self._folder.glob(f"*{SUFFIX}")) - {self.own})
        found = await asyncio.gather(*map(_ask, others))
        return merged([self.own_text(), *found])


class _Labelled:
    """The process's registry, each sample with these labels."""

    def __init__(self, labels: Mapping[str, str]) -> None:
        self._labels = labels

    def collect(self) -> Iterator[Metric]:
        """As `generate_latest` asks for it."""
        for metric in REGISTRY.collect():
            made = Metric(metric.name, metric.documentation, metric.type, metric.unit)
            made.samples = [Sample(one.name, {**self._labels, **one.labels}, *one[2:]) for one in metric.samples]
            yield made


def merged(texts: Iterable[str]) -> str:
    """Each family once, with the samples of all texts: the format wants them in one group."""
    families: dict[str, list[str]] = {}
    for text in texts:
        for family in text.split(HEAD)[1:]:
            about, kind, *samples = family.rstrip("\n").split("\n")
            families.setdefault(f"{HEAD}{about}\n{kind}", []).extend(samples)
    return "".join("\n".join([head, *samples, ""]) for head, samples in families.items())


async def _ask(where: Path) -> str:
    try:
        timeout = aiohttp.ClientTimeout(total=SECONDS)
        async with (
            aiohttp.ClientSession(connector=aiohttp.UnixConnector(str(where)), timeout=timeout) as session,
            session.get("http://localhost/metrics") as answer,
        ):
            return await answer.text()
    except (aiohttp.ClientError, OSError, TimeoutError):
        return ""
