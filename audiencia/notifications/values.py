"""The values of a notice: as they lie in the outbox, and as people read them. Pure."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from babel.dates import format_date

Value: TypeAlias = str | int | date | datetime
DAY_PATTERNS = {"es-MX": "EEEE d 'de' MMMM", "en": "EEEE, d MMMM"}


def pack(values: Mapping[str, Value]) -> dict[str, Any]:
    """For JSON: days and moments keep what they are."""
    return {name: _packed(value) for name, value in values.items()}


def unpack(packed: Mapping[str, Any]) -> dict[str, Value]:
    """What `pack` was given."""
    return {name: _unpacked(value) for name, value in packed.items()}


def _packed(value: Value) -> Any:
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        return {"moment": value.isoformat()}
    return {"day": value.isoformat()} if isinstance(value, date) else value


def _unpacked(value: Any) -> Value:
    if not isinstance(value, dict):
        return value  # type: ignore[no-any-return]
    return datetime.fromisoformat(value["moment"]) if "moment" in value else date.fromisoformat(value["day"])


def in_words(values: Mapping[str, Value], language: str, zone: ZoneInfo) -> dict[str, str]:
    """Days in words, moments as the hour that the municipality's clocks show, the rest as it is."""
    return {name: _said(value, language, zone) for name, value in values.items()}


def _said(value: Value, language: str, zone: ZoneInfo) -> str:
    if isinstance(value, datetime):
        return value.astimezone(zone).time().strftime("%H:%M")
    if isinstance(value, date):
        pattern = DAY_PATTERNS.get(language, DAY_PATTERNS["es-MX"])
        return format_date(value, pattern, locale=language.replace("-", "_"))
    return str(value)
