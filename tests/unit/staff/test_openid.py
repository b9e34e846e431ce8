"""What is taken of an identity provider's documents, and what is not."""

from pathlib import Path
from typing import Any

import pytest
from joserfc.jwk import OctKey, RSAKey

from audiencia.privacy.crypto import Keyring
from audiencia.settings.sign_in_rules import Provider
from audiencia.staff import challenges, openid
from audiencia.staff.openid import Unfit

NOW = 1_790_000_000.0
ISSUER = "https://id.example.org/realm"
DOCUMENT = {
    "issuer": ISSUER,
    "authorization_endpoint": "https://id.example.org/in",
    "token_endpoint": "https://id.example.org/token",
    "jwks_uri": "https://id.example.org/keys",
}
RULES = {"issuer": ISSUER, "client_id": "a", "groups": [{"group": "g", "role": "moderator"}]}


@pytest.mark.parametrize(
    "changed",
    [{"issuer": f"{ISSUER}/"}, {"token_endpoint": "http://id.example.org/token"}, {"jwks_uri": "https:///keys"},
     {"authorization_endpoint": None}, {"token_endpoint_auth_methods_supported": ["none"]}],
)  # fmt: skip
def test_a_document_of_another_issuer_or_weaker_than_it_is_unfit(changed: dict[str, Any]) -> None:
    assert openid.metadata(DOCUMENT, ISSUER).basic
    with pytest.raises(Unfit):
        openid.metadata(DOCUMENT | changed, ISSUER)


@pytest.mark.filterwarnings("ignore::joserfc.errors.SecurityWarning")
def test_only_public_keys_that_sign_and_are_long_enough_count() -> None:
    good = RSAKey.generate_key(2048, {"kid": "good"}).as_dict(private=False)
    others = [
        RSAKey.generate_key(1024, {"kid": "short"}).as_dict(private=False),
        RSAKey.generate_key(2048, {"kid": "hides", "use": "enc"}).as_dict(private=False),
        OctKey.generate_key(256, {"kid": "shared"}).as_dict(private=True),
        {"kty": "later", "kid": "of another kind"},
        7,
    ]
    assert [one.kid for one in openid.keys({"keys": [*others, good]}).keys] == ["good"]
    unfits: list[dict[str, Any]] = [{}, {"keys": 7}, {"keys": []}, {"keys": [{"kty": "RSA", "n": 7, "e": "AQAB"}]}]
    for unfit in unfits:
        with pytest.raises(Unfit):
            openid.keys(unfit)


def test_an_attempt_is_of_the_visit_that_began_it_and_its_secrets_are_not_in_its_state(tmp_path: Path) -> None:
    keyring = Keyring.open(tmp_path)
    one, other = openid.begin(keyring, "visit", NOW), openid.begin(keyring, "visit", NOW)
    assert len({one.state, one.nonce, one.verifier, other.state, other.nonce, other.verifier}) == 6
    assert 43 <= len(one.verifier) <= 128
    found = openid.begun(keyring, "visit", one.state, NOW)
    assert found is not None and found[0] == one
    lasts = challenges.LASTS.total_seconds()
    for visit, state, now in (("another", one.state, NOW), ("visit", one.state, NOW + lasts + 1), ("visit", "", NOW),
                              ("visit", one.state + "==", NOW), ("visit", "ñ", NOW), ("visit", "x" * 5_000, NOW)):  # fmt: skip
        assert openid.begun(keyring, visit, state, now) is None


@pytest.mark.parametrize(
    ("claim", "claims", "groups"),
    [
        ("groups", {"groups": ["a", "b", 7]}, {"a", "b"}),
        ("groups", {"groups": "a"}, {"a"}),
        ("groups", {}, set()),
        ("realm.roles", {"realm": {"roles": ["a"]}}, {"a"}),
        ("realm.roles", {"realm": ["roles"]}, set()),
        ("https://x.example/groups", {"https://x.example/groups": ["a"]}, {"a"}),
    ],
)
def test_groups_stand_in_a_claim_or_at_the_end_of_a_path(claim: str, claims: dict[str, Any], groups: set[str]) -> None:
    rules = Provider.model_validate(RULES | {"groups_claim": claim})
    assert openid._person(rules, {"sub": "s", **claims}).groups == groups


def test_the_first_group_of_the_configuration_counts() -> None:
    groups = [{"group": "jefatura", "role": "administrator"}, {"group": "mesa", "role": "moderator"}]
    rules = Provider.model_validate(RULES | {"groups": groups})
    found = openid.post_of(rules, frozenset({"mesa", "jefatura"}))
    assert found is not None and found.role == "administrator"
    assert openid.post_of(rules, frozenset({"otros"})) is None
