"""Which texts name a place of backups."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from audiencia.settings import backup_place
from audiencia.settings.backup_place import S3Address
from audiencia.settings.config import Settings


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("/mnt/backups", Path("/mnt/backups")),
        ("s3://backups", S3Address("backups")),
        ("s3://backups/", S3Address("backups")),
        ("s3://town.backups/audiencia/a-1/", S3Address("town.backups", "audiencia/a-1/")),
    ],
)
def test_places(text: str, found: object) -> None:
    assert backup_place.parse(text) == found == backup_place.parse(str(found))


@pytest.mark.parametrize(
    "text",
    [
        "s3://",
        "s3://Backups",
        "s3://b",
        "S3://backups",
        "s3://backups/a b",
        "s3://backups/../x",
        "s3://backups/x/.",
        "s3://backups/.x",
    ],
)
def test_addresses_that_are_none(text: str) -> None:
    with pytest.raises(ValueError, match="s3://"):
        backup_place.parse(text)


def test_settings_take_both_and_pass_them_on() -> None:
    given = Settings.model_validate(
        {"backup_to": "s3://backups/audiencia", "backup_s3_endpoint": "https://s3.example.mx/"}
    )
    assert given.backup_to == S3Address("backups", "audiencia/") and given.backup_s3_endpoint == "https://s3.example.mx"
    assert Settings.model_validate(given.model_dump()) == given
    for wrong in (
        "http://s3.example.mx",
        "s3.example.mx",
        "https://key@s3.example.mx",
        "https://s3.example.mx?x",
        "https://s3.example.mx:abc",
        "https://s3.example.mx:99999",
    ):
        with pytest.raises(ValidationError, match="https://"):
            Settings.model_validate({"backup_s3_endpoint": wrong})
    assert Settings.model_validate({"backup_s3_endpoint": "http://127.0.0.1:9000"}).backup_s3_endpoint
