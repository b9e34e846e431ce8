"""The authority for phones on the local network, and the certificate that it vouches for."""

import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509

from audiencia.core.cli_text import Stop
from audiencia.core.paths import DataFolder
from audiencia.operations import lan
from audiencia.settings.config import Settings

ADDRESS = "192.0.2.7"
START = datetime(2026, 11, 24, 10, tzinfo=UTC)


@pytest.fixture
def data(tmp_path: Path) -> DataFolder:
    return DataFolder(tmp_path)


def _made(data: DataFolder, at: datetime, address: str = ADDRESS) -> x509.Certificate:
    return x509.load_pem_x509_certificate(lan.certificates(data, address, lambda: at).read_bytes())


def test_the_certificate_stays_until_it_ends_soon_and_the_authority_for_good(data: DataFolder) -> None:
    first = _made(data, START)
    authority = (data.lan / "authority.pem").read_bytes()
    first.verify_directly_issued_by(x509.load_pem_x509_certificate(authority))
    assert _made(data, START + timedelta(days=50)) == first
    renewed = _made(data, START + timedelta(days=60))
    assert renewed != first and renewed.not_valid_after_utc > first.not_valid_after_utc
    assert (data.lan / "authority.pem").read_bytes() == authority


def test_another_address_or_authority_needs_another_certificate(data: DataFolder) -> None:
    first = _made(data, START)
    assert _made(data, START, "192.0.2.8") != first
    (data.lan / "authority.key").unlink()
    again = _made(data, START, "192.0.2.8")
    again.verify_directly_issued_by(x509.load_pem_x509_certificate((data.lan / "authority.pem").read_bytes()))


def test_phones_take_it_and_nobody_else_reads_it(data: DataFolder) -> None:
    made = _made(data, START)
    # Apple's phones refuse certificates that hold for more than 825 days (support.apple.com/103769).
    assert made.not_valid_after_utc - made.not_valid_before_utc < timedelta(days=825)
    assert {stat.S_IMODE(file.stat().st_mode) for file in data.lan.iterdir()} == {0o600}


def test_a_damaged_authority_is_told(data: DataFolder) -> None:
    _made(data, START)
    (data.lan / "authority.key").write_text("nothing")
    with pytest.raises(Stop, match=r"authority\.key"):
        _made(data, START)


def test_pages_and_media_are_served_at_the_address_on_the_network(data: DataFolder) -> None:
    settings = lan.on_network(Settings(lan=True, host=ADDRESS, port=8443), data)
    assert (settings.host, settings.address, settings.announced) == (ADDRESS, f"https://{ADDRESS}:8443", (ADDRESS,))
    assert settings.media_host == "0.0.0.0"
    assert lan.on_network(Settings(), data) == Settings()


@pytest.mark.parametrize("host", ["0.0.0.0", "localhost", "127.0.0.1"])
def test_without_an_address_on_a_network_it_says_what_to_do(
    data: DataFolder, host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lan, "own_address", lambda: "127.0.0.1")
    with pytest.raises(Stop, match="AUDIENCIA_HOST"):
        lan.on_network(Settings(lan=True, host=host), data)
