"""Logs carry nothing personal, whoever logs it by mistake."""

import io
import json

import structlog

from audiencia import logs


def test_values_of_personal_keys_are_removed() -> None:
    stream = io.StringIO()
    try:
        logs.configure("web", stream=stream)
        structlog.get_logger().info("joined", name="Rosa", matter="mi calle", department="agua")
    finally:
        structlog.reset_defaults()
    line = json.loads(stream.getvalue())
    assert line["name"] == line["matter"] == "(removed)"
    assert (line["department"], line["process"], line["event"]) == ("agua", "web", "joined")
    assert "Rosa" not in stream.getvalue()
