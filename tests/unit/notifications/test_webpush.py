"""Messages for browsers, against the examples of the standards and against what strangers may send."""

import json

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from audiencia.notifications import webpush
from audiencia.notifications.webpush import BadSubscription, Subscription, decode, encode

# RFC 8291, appendix A.
MESSAGE = b"When I grow up, I want to be a watermelon"
SENDER = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
THEIRS = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
SALT, AUTH = "DGv6ra1nlYgDCS1FRnbzlw", "BTBZMqHH6r4Tts7J_aSIgg"
BODY = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_"
    "yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)
TO = Subscription("https://push.example.net/JzLQ3raZJfFBR0aqvOMsLrt54w4rJUsV", decode(THEIRS), decode(AUTH))


def test_the_standards_example_comes_out_to_the_byte() -> None:
    sender = ec.derive_private_key(int.from_bytes(decode(SENDER), "big"), webpush.CURVE)
    assert encode(webpush.encrypt(TO, MESSAGE, sender, decode(SALT), padded_to=1)) == BODY


def test_lengths_do_not_tell_what_is_said() -> None:
    key, salt = ec.generate_private_key(webpush.CURVE), bytes(16)
    assert len(webpush.encrypt(TO, b"a", key, salt)) == len(webpush.encrypt(TO, b"a" * 200, key, salt))


def test_what_does_not_fit_into_one_record_is_refused() -> None:
    with pytest.raises(ValueError, match="too long"):
        webpush.encrypt(TO, bytes(4096), ec.generate_private_key(webpush.CURVE), bytes(16))


def test_a_subscription_is_read_as_browsers_write_it() -> None:
    text = json.dumps({"endpoint": TO.endpoint, "expirationTime": None, "keys": {"p256dh": THEIRS, "auth": AUTH}})
    assert webpush.parse(text) == TO
    assert webpush.parse(TO.to_json()) == TO


@pytest.mark.parametrize(
    "text",
    [
        "", "null", "[]", "{}", '{"endpoint": 3, "keys": {}}', "[" * 100_000,
        json.dumps({"endpoint": TO.endpoint, "keys": {"p256dh": THEIRS[:-4], "auth": AUTH}}),
        json.dumps({"endpoint": TO.endpoint, "keys": {"p256dh": encode(b"\x04" + bytes(64)), "auth": AUTH}}),
        json.dumps({"endpoint": TO.endpoint, "keys": {"p256dh": THEIRS, "auth": "AAAA"}}),
        json.dumps({"endpoint": "https://a.example/" + "x" * 2000, "keys": {"p256dh": THEIRS, "auth": AUTH}}),
        json.dumps({"endpoint": TO.endpoint, "keys": {"p256dh": "ñ", "auth": 7}}),
    ],
)  # fmt: skip
def test_anything_else_is_none(text: str) -> None:
    with pytest.raises(BadSubscription):
        webpush.parse(text)


@given(st.binary(min_size=32, max_size=32))
def test_any_secret_is_a_key(secret: bytes) -> None:
    assert len(webpush.public_bytes(webpush.private_key(secret))) == webpush.POINT_BYTES


@given(st.text())
def test_no_text_breaks_the_reader(text: str) -> None:
    with pytest.raises(BadSubscription):
        webpush.parse(text)
