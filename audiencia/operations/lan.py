"""Phones on the local network: they refuse camera and microphone without HTTPS, so this machine vouches for itself.
The authority is made once and installed on the phones by hand; the server's certificate is short-lived and made anew by it."""

import asyncio
import os
import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address, ip_address
from pathlib import Path

import structlog
import trustme
from cryptography import x509
from cryptography.exceptions import InvalidSignature

from audiencia.core.cli_text import Stop, _
from audiencia.core.paths import DataFolder
from audiencia.operations.addresses import EVERYWHERE, LOOPBACK, own_address
from audiencia.privacy import keyfiles
from audiencia.settings.config import Settings

log = structlog.get_logger()
LASTS = timedelta(days=90)
RENEWED_BEFORE = timedelta(days=30)
BACKDATED = timedelta(days=1)  # For phones whose clock is behind.
CHECKED_EVERY = timedelta(hours=12)
NAME = "Audiencia"
Now = Callable[[], datetime]


def now() -> datetime:
    """The machine's clock: certificates are checked by other machines' clocks, not by the jornada's."""
    return datetime.now(UTC)


def on_network(settings: Settings, data: DataFolder) -> Settings:
    """The settings under which phones of the network can use everything, with the certificate there.
    Raises `Stop` when this machine has no address on a network."""
    if not settings.lan:
        return settings
    address = _address(settings)
    made = certificates(data, address)
    changed: dict[str, object] = {
        "host": address,
        "public_url": f"https://{address}:{settings.port}",
        "tls_certificate": made,
        "tls_authority": data.lan / "authority.pem",
    }
    if not settings.media_announce:
        changed |= {"media_host": EVERYWHERE, "media_announce": (IPv4Address(address),)}
    return settings.model_copy(update=changed)


def _address(settings: Settings) -> str:
    chosen = settings.host
    if chosen == LOOPBACK:
        chosen = own_address()
    try:
        found = ip_address(chosen)
    except ValueError:
        found = None
    if not isinstance(found, IPv4Address) or found.is_loopback or found.is_unspecified:
        raise Stop(
            _(
                "No address of this machine on the local network was found; connect it to the network, or set its IPv4 address: "
                "AUDIENCIA_HOST=192.168.1.20 make run LAN=1"
            )
        )
    return str(found)


def certificates(data: DataFolder, address: str, clock: Now = now) -> Path:
    """The file with the server's key and certificate for this address, made anew when it ends soon or is for another one."""
    keyfiles.open_folder(data.keys)
    keyfiles.open_folder(data.lan)
    authority = _authority(data.lan)
    file = data.lan / "server.pem"
    if not _serves(file, authority, address, clock()):
        start = clock() - BACKDATED
        leaf = authority.issue_cert(
            address, organization_name=NAME, organization_unit_name=address,
            not_before=start.replace(tzinfo=None), not_after=(start + LASTS).replace(tzinfo=None),
        )  # fmt: skip
        _write(file, leaf.private_key_and_cert_chain_pem.bytes())
        log.info("certificate_created", until=str(start + LASTS))
    return file


async def keep_current(settings: Settings, data: DataFolder) -> None:
    """Makes the certificate anew before it ends, until cancelled; the web node takes the new one up by itself."""
    while settings.lan:
        await asyncio.sleep(CHECKED_EVERY.total_seconds())
        certificates(data, settings.host)


def _authority(folder: Path) -> trustme.CA:
    """One file holds key and certificate, so that a start that is cut off never leaves one without the other."""
    file = folder / "authority.key"
    if not file.exists():
        made = trustme.CA(
            path_length=0, organization_name=NAME, organization_unit_name=f"{NAME} {secrets.token_hex(3)}"
        )
        _write(file, made.private_key_pem.bytes() + made.cert_pem.bytes())
    keyfiles.refuse_if_open_to_others(file)
    both = file.read_bytes()
    try:
        authority = trustme.CA.from_pem(both, both)
    except ValueError as problem:
        raise Stop(
            _(
                "%(file)s is damaged; restore it from your copy, or remove it and install the new authority on the phones.",
                file=file,
            )
        ) from problem
    _write(folder / "authority.pem", authority.cert_pem.bytes())
    return authority


def _serves(file: Path, authority: trustme.CA, address: str, at: datetime) -> bool:
    try:
        found = x509.load_pem_x509_certificate(file.read_bytes())
        found.verify_directly_issued_by(x509.load_pem_x509_certificate(authority.cert_pem.bytes()))
    except (OSError, ValueError, TypeError, x509.InvalidVersion, InvalidSignature):
        return False
    names = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    mine = ip_address(address) in names.get_values_for_type(x509.IPAddress)
    return mine and found.not_valid_before_utc <= at < found.not_valid_after_utc - RENEWED_BEFORE


def _write(file: Path, content: bytes) -> None:
    """Whole or not at all, for the owner alone."""
    draft = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)
