"""Alerts and dashboard ask for metrics that there are."""

import json
import re
from collections.abc import Iterator

from prometheus_client import REGISTRY

from audiencia.core import metrics
from audiencia.operations.install import monitoring

ENDINGS = {"counter": ("_total",), "histogram": ("_bucket", "_sum", "_count")}
ASKED = re.compile(r"\baudiencia_\w+")


def names() -> Iterator[str]:
    assert metrics.sockets in REGISTRY._collector_to_names
    for one in REGISTRY.collect():
        yield from (one.name + ending for ending in ENDINGS.get(one.type, ("",)))


def test_each_metric_that_is_asked_for_is_counted() -> None:
    asked = {name for _, expression, _ in monitoring.PANELS for name in ASKED.findall(expression)}
    asked |= {name for one in monitoring.ALERTS for name in ASKED.findall(one.expression)}
    assert len(asked) > 15 and asked - set(names()) == set()


def test_each_file_says_where_the_others_are() -> None:
    written = {name: json.loads(text) for name, text in monitoring.files(8080).items()}
    assert written["prometheus.yml"]["rule_files"] == ["alerts.yml"] and "alerts.yml" in written
    assert len(written["alerts.yml"]["groups"][0]["rules"]) == len(monitoring.ALERTS)
