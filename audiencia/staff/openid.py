"""OpenID Connect (Core 1.0, code flow with PKCE), by authlib and joserfc: where a browser is sent, and what its answer is checked against.
Pure. What is not right raises `Unfit`, whose text is a short reason for the log, never anything personal."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from authlib.oauth2.auth import ClientAuth
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri, prepare_token_request
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import BadSignatureError, InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from audiencia.privacy.crypto import Keyring
from audiencia.settings.sign_in_rules import Post, Provider
from audiencia.staff.challenges import Asked

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""By a key that the provider alone has: never `none`, and no HMAC, whose key would be public."""
KEY_TYPES = frozenset({"RSA", "EC", "OKP"})
LEAST_RSA_BITS = 2048
CLOCKS_DIFFER = 60  # Seconds.
LONGEST_SUBJECT = 255  # Core 1.0, section 2.
LONGEST_NAME = 100


class Unfit(Exception):
    """The provider's answer is not what it has to be."""


class UnknownKey(Unfit):
    """The token is signed by a key that is not among those known; where keys have no names, the signature alone says so."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What we use of the discovery document. `basic`: the secret goes by HTTP Basic; `names_itself`: answers have `iss` (RFC 9207)."""

    authorization: str
    token: str
    keys: str
    basic: bool
    names_itself: bool


@dataclass(frozen=True, slots=True)
class Attempt:
    """One sign-in of one browser: `state` is seen by everybody, the others follow from it, the visit and the keys."""

    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True, slots=True)
class Person:
    """Who the provider says that somebody is. `hint`: of which a user name is made; `proved`: a second step was done there."""

    issuer: str
    subject: str
    name: str
    hint: str
    groups: frozenset[str]
    proved: bool


def begin(keyring: Keyring, visit: str, now: float) -> Attempt:
    """A new one, of the browser with this visit."""
    return _attempt(keyring, visit, _text(_asked(keyring, visit).challenge(now)))


def begun(keyring: Keyring, visit: str, state: str, now: float) -> tuple[Attempt, bytes] | None:
    """The one with this state, with the challenge that counts once; `None` unless this browser began it, not too long ago."""
    try:
        challenge = base64.urlsafe_b64decode(state.encode("ascii") + b"=" * (-len(state) % 4))
    except ValueError:
        return None
    if not _asked(keyring, visit).made(challenge, now) or _text(challenge) != state:
        return None
    return _attempt(keyring, visit, state), challenge


def metadata(document: Mapping[str, Any], issuer: str) -> Metadata:
    """What is needed of the discovery document (Discovery 1.0, section 4.3)."""
    if document.get("issuer") != issuer:
        raise Unfit("issuer")
    places = {one: _endpoint(document.get(f"{one}_endpoint"), issuer) for one in ("authorization", "token")}
    methods = document.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    if not {"client_secret_basic", "client_secret_post"} & set(methods):
        raise Unfit("client_authentication")
    names_itself = document.get("authorization_response_iss_parameter_supported") is True
    return Metadata(
        **places,
        keys=_endpoint(document.get("jwks_uri"), issuer),
        basic="client_secret_basic" in methods,
        names_itself=names_itself,
    )


def keys(document: Mapping[str, Any]) -> KeySet:
    """Public keys that sign; others are left out."""
    listed = document.get("keys")
    found = [one for one in listed if _signs(one)] if isinstance(listed, list) else []
    try:
        imported = KeySet.import_key_set({"keys": found})
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise Unfit("keys") from error
    return KeySet([one for one in imported.keys if one.key_type != "RSA" or _bits(one.as_dict()) >= LEAST_RSA_BITS])


def authorization_url(rules: Provider, known: Metadata, attempt: Attempt, redirect_uri: str) -> str:
    """Where the browser is sent."""
    more = {"acr_values": " ".join(rules.second_step_acr)} if rules.second_step_acr else {}
    return str(
        prepare_grant_uri(
            known.authorization,
            rules.client_id,
            "code",
            redirect_uri=redirect_uri,
            scope=" ".join(rules.scopes),
            state=attempt.state,
            nonce=attempt.nonce,
            code_challenge=create_s256_code_challenge(attempt.verifier),
            code_challenge_method="S256",
            **more,
        )
    )


def token_request(
    rules: Provider, known: Metadata, secret: str, code: str, verifier: str, redirect_uri: str
) -> tuple[str, dict[str, str]]:
    """Body and headers of the request that gives a code for a token."""
    body = prepare_token_request("authorization_code", redirect_uri=redirect_uri, code=code, code_verifier=verifier)
    method = "client_secret_basic" if known.basic else "client_secret_post"
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    _, headers, body = ClientAuth(rules.client_id, secret, method).prepare("POST", known.token, headers, body)
    return str(body), headers


def person(rules: Provider, known: KeySet, answer: Mapping[str, Any], nonce: str, now: float) -> Person:
    """The person of the token endpoint's answer (Core 1.0, section 3.1.3.7). Raises `UnknownKey` where newer keys may help."""
    try:
        token = jwt.decode(str(answer.get("id_token", "")), known, algorithms=ALGORITHMS)
    except (InvalidKeyIdError, BadSignatureError) as error:
        raise UnknownKey("unknown_key") from error
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise Unfit("signature") from error
    params = {"nonce": nonce, "client_id": rules.client_id, "access_token": answer.get("access_token")}
    claims = CodeIDToken(token.claims, token.header, {"iss": {"essential": True, "value": rules.issuer}}, params)
    try:
        claims.validate(now=int(now), leeway=CLOCKS_DIFFER)
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise Unfit(getattr(error, "error", "claims")) from error
    if claims["aud"] not in (rules.client_id, [rules.client_id]):
        raise Unfit("audience")
    if not isinstance(claims["sub"], str) or not 0 < len(claims["sub"]) <= LONGEST_SUBJECT:
        raise Unfit("subject")
    return _person(rules, claims)


def post_of(rules: Provider, groups: frozenset[str]) -> Post | None:
    """What whoever is in these groups is here: the first that is configured counts."""
    return next((one for one in rules.groups if one.group in groups), None)


def _person(rules: Provider, claims: Mapping[str, Any]) -> Person:
    hint = _line(claims.get("preferred_username"))
    amr = claims.get("amr") or []
    return Person(
        issuer=rules.issuer,
        subject=claims["sub"],
        name=_line(claims.get("name")) or hint or claims["sub"][:LONGEST_NAME],
        hint=hint or _line(claims.get("name")),
        groups=_strings(_claim(claims, rules.groups_claim)),
        proved=claims.get("acr") in rules.second_step_acr or bool(_strings(amr) & set(rules.second_step_amr)),
    )


def _endpoint(address: object, issuer: str) -> str:
    """Never weaker than the issuer's own address."""
    schemes = {"https", urlsplit(issuer).scheme}
    if not isinstance(address, str) or urlsplit(address).scheme not in schemes or not urlsplit(address).hostname:
        raise Unfit("endpoints")
    return address


def _claim(claims: Mapping[str, Any], path: str) -> object:
    """By its name, or by a path through objects, such as `realm_access.roles`."""
    if path in claims:
        return claims[path]
    found: object = claims
    for one in path.split("."):
        found = found.get(one) if isinstance(found, Mapping) else None
    return found


def _strings(value: object) -> frozenset[str]:
    listed = value if isinstance(value, list) else [value]
    return frozenset(one for one in listed if isinstance(one, str))


def _line(value: object) -> str:
    return (
        " ".join("".join(char for char in value if char.isprintable()).split())[:LONGEST_NAME]
        if isinstance(value, str)
        else ""
    )


def _signs(key: object) -> bool:
    return isinstance(key, Mapping) and key.get("kty") in KEY_TYPES and key.get("use", "sig") == "sig"


def _bits(key: Mapping[str, Any]) -> int:
    return 8 * len(base64.urlsafe_b64decode(str(key["n"]) + "=="))


def _asked(keyring: Keyring, visit: str) -> Asked:
    return Asked(keyring, "provider", visit)


def _attempt(keyring: Keyring, visit: str, state: str) -> Attempt:
    nonce, verifier = (
        _text(keyring.keyed_hash(f"provider-{one}", f"{visit}\n{state}")) for one in ("nonce", "verifier")
    )
    return Attempt(state, nonce, verifier)


def _text(octets: bytes) -> str:
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()
