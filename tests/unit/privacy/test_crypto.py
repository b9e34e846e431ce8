"""Sealing: nothing opens at another place, under another key, or changed."""

from pathlib import Path
from uuid import UUID, uuid4

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audiencia.core.ids import AttentionId, PersonId
from audiencia.privacy.crypto import Keyring, PersonKey, SealBroken, aad, new_person_key

TEXTS = st.text(max_size=400)
PLACES = st.builds(aad, st.sampled_from(["attention.name", "attention.matter", "next_step.content"]), st.uuids())
KEYS = st.binary(min_size=32, max_size=32).map(PersonKey)
IDS = st.uuids().map(AttentionId)
SAME_FOLDER = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def keyring(tmp_path: Path) -> Keyring:
    """A new installation's keys."""
    return Keyring.open(tmp_path / "keys")


@given(KEYS, TEXTS, PLACES)
def test_opens_where_it_was_sealed(key: PersonKey, text: str, where: str) -> None:
    sealed = key.seal(text, where)
    assert key.open(sealed, where) == text
    assert len(text) < 4 or text.encode() not in sealed
    assert key.seal(text, where) != sealed


@given(st.binary(min_size=32, max_size=32), TEXTS, PLACES)
def test_it_is_aes_256_gcm_with_a_nonce_of_its_own(key: bytes, text: str, where: str) -> None:
    version, nonce, sealed = (one := PersonKey(key).seal(text, where))[:1], one[1:13], one[13:]
    assert AESGCM(key).decrypt(nonce, sealed, version + b"field:" + where.encode()) == text.encode()
    for short in (key[:16], key[:31]):
        with pytest.raises(ValueError, match="32 bytes"):
            PersonKey(short)


@given(KEYS, TEXTS, PLACES, PLACES)
def test_opens_nowhere_else(key: PersonKey, text: str, where: str, elsewhere: str) -> None:
    if where != elsewhere:
        with pytest.raises(SealBroken):
            key.open(key.seal(text, where), elsewhere)


@given(KEYS, KEYS, TEXTS, PLACES)
def test_opens_under_no_other_key(key: PersonKey, other: PersonKey, text: str, where: str) -> None:
    if key._key != other._key:
        with pytest.raises(SealBroken):
            other.open(key.seal(text, where), where)


@given(KEYS, TEXTS, PLACES, st.data())
def test_any_change_is_noticed(key: PersonKey, text: str, where: str, data: st.DataObject) -> None:
    sealed = bytearray(key.seal(text, where))
    at = data.draw(st.integers(0, len(sealed) - 1))
    sealed[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises(SealBroken):
        key.open(bytes(sealed), where)


@given(KEYS, st.binary(max_size=80), PLACES)
def test_rubbish_is_refused(key: PersonKey, rubbish: bytes, where: str) -> None:
    with pytest.raises(SealBroken):
        key.open(rubbish, where)


def test_wrapped_for_one_person(keyring: Keyring) -> None:
    key, person, other = new_person_key(), PersonId(uuid4()), PersonId(uuid4())
    wrapped, epoch = keyring.wrap(key, person, 7)
    assert keyring.unwrap(wrapped, epoch, person).open(key.seal("Ana", "attention.name:1"), "attention.name:1") == "Ana"
    with pytest.raises(SealBroken):
        keyring.unwrap(wrapped, epoch, other)


def test_rotation_reaches_a_node_that_runs(keyring: Keyring, tmp_path: Path) -> None:
    elsewhere = Keyring.open(tmp_path / "keys")
    person = PersonId(uuid4())
    before, first = elsewhere.wrap(new_person_key(), person, 7)
    assert keyring.add_epoch() == first + 1
    wrapped, epoch = keyring.wrap(new_person_key(), person, 7)
    assert epoch == first + 1
    elsewhere.unwrap(wrapped, epoch, person)
    keyring.unwrap(before, first, person)
    with pytest.raises(SealBroken):
        keyring.unwrap(wrapped, first, person)
    with pytest.raises(SealBroken):
        keyring.unwrap(wrapped, epoch + 1, person)


def test_a_restart_knows_the_same_secrets(keyring: Keyring, tmp_path: Path) -> None:
    again, one = Keyring.open(tmp_path / "keys"), AttentionId(uuid4())
    assert again.pin(one, 1) == keyring.pin(one, 1)
    assert again.blind_index("7221234567") == keyring.blind_index("7221234567")
    assert again.open_ticket_token(keyring.ticket_token(one, 1)) == (one, 1)


def test_another_installation_knows_none(keyring: Keyring, tmp_path: Path) -> None:
    other, one = Keyring.open(tmp_path / "others"), AttentionId(uuid4())
    assert other.read_ticket_token(keyring.ticket_token(one, 1)) is None
    assert other.blind_index("7221234567") != keyring.blind_index("7221234567")


@SAME_FOLDER
@given(one=IDS, generation=st.integers(1, 2**32 - 1))
def test_pin_has_six_digits(keyring: Keyring, one: AttentionId, generation: int) -> None:
    pin = keyring.pin(one, generation)
    assert len(pin) == 6 and pin.isdecimal() and pin.isascii()


@SAME_FOLDER
@given(one=IDS, generation=st.integers(1, 2**32 - 1))
def test_token_names_one_generation_of_one_attention(keyring: Keyring, one: AttentionId, generation: int) -> None:
    token = keyring.ticket_token(one, generation)
    assert keyring.read_ticket_token(token) == one
    assert keyring.open_ticket_token(token) == (one, generation)


@SAME_FOLDER
@given(data=st.data())
def test_no_token_can_be_altered(keyring: Keyring, data: st.DataObject) -> None:
    token = keyring.ticket_token(AttentionId(UUID(int=7)), 1)
    at = data.draw(st.integers(0, len(token) - 1))
    char = data.draw(st.characters().filter(lambda char: char != token[at]))
    assert keyring.read_ticket_token(token[:at] + char + token[at + 1 :]) is None


def test_the_other_alphabet_of_base64_makes_no_second_token(keyring: Keyring) -> None:
    token = next(one for one in (keyring.ticket_token(AttentionId(UUID(int=7)), n) for n in range(100)) if "-" in one)
    assert keyring.read_ticket_token(token) is not None
    assert keyring.read_ticket_token(token.replace("-", "+")) is None


@SAME_FOLDER
@given(token=st.text(max_size=80) | st.text("ABCDabcd0189-_+/=", min_size=64, max_size=64))
def test_rubbish_is_no_token(keyring: Keyring, token: str) -> None:
    assert keyring.read_ticket_token(token) is None


def test_secrets_do_not_print(keyring: Keyring) -> None:
    key = new_person_key()
    assert key._key.hex() not in repr(key) and "pepper" not in repr(keyring)
