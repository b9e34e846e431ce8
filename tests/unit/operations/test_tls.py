"""HTTPS of the web node: which versions and ciphers a browser can agree on with it."""

import ssl
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from audiencia.operations import tls

NAME = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "audiencia.example.mx")])


@pytest.fixture
def server(tmp_path: Path) -> ssl.SSLContext:
    """With a certificate of its own."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    made = x509.CertificateBuilder(NAME, NAME, key.public_key(), 1, now - timedelta(days=1), now + timedelta(days=1))
    pem = serialization.Encoding.PEM
    file = tmp_path / "certificate.pem"
    file.write_bytes(
        made.sign(key, hashes.SHA256()).public_bytes(pem)
        + key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return tls.context(file)


def agreed(server: ssl.SSLContext, version: ssl.TLSVersion, ciphers: str = "ALL:@SECLEVEL=0") -> tuple[str, str]:
    """Version and cipher after a handshake with a browser that has this one alone. Raises `SSLError` where they have none in common."""
    client = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    client.check_hostname, client.verify_mode = False, ssl.CERT_NONE
    client.set_ciphers(ciphers)
    client.minimum_version = client.maximum_version = version
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    ours = client.wrap_bio(to_client, to_server)
    theirs = server.wrap_bio(to_server, to_client, server_side=True)
    for step in (ours.do_handshake, theirs.do_handshake) * 3:
        _as_far_as_it_goes(step)
    cipher = ours.cipher()
    assert cipher is not None
    return str(ours.version()), cipher[0]


def _as_far_as_it_goes(step: Callable[[], None]) -> None:
    try:
        step()
    except ssl.SSLWantReadError:
        return


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1])
def test_nobody_agrees_on_an_old_version(server: ssl.SSLContext, version: ssl.TLSVersion) -> None:
    with pytest.raises(ssl.SSLError):
        agreed(server, version)


def test_the_versions_of_now_are_agreed_on(server: ssl.SSLContext) -> None:
    assert agreed(server, ssl.TLSVersion.TLSv1_2)[0] == "TLSv1.2"
    assert agreed(server, ssl.TLSVersion.TLSv1_3)[0] == "TLSv1.3"


def test_each_cipher_keeps_what_was_said_secret_when_the_key_is_lost_later(server: ssl.SSLContext) -> None:
    offered = [one["name"] for one in server.get_ciphers()]
    assert offered and all(name.startswith(("TLS_", "ECDHE-", "DHE-")) for name in offered), offered
    assert not any(weak in name for name in offered for weak in ("RC4", "DES", "MD5", "NULL", "anon")), offered


@pytest.mark.parametrize("ciphers", ["AES128-SHA", "AES256-GCM-SHA384", "ECDHE-ECDSA-AES128-SHA"])
def test_nobody_agrees_on_a_weak_cipher(server: ssl.SSLContext, ciphers: str) -> None:
    with pytest.raises(ssl.SSLError):
        agreed(server, ssl.TLSVersion.TLSv1_2, f"{ciphers}:@SECLEVEL=0")
