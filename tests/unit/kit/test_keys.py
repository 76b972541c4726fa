"""The node's keys."""

from __future__ import annotations

import json
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from nacl.signing import SigningKey

from hamsafar.kit.keys import (
    OPENS,
    WRAPS,
    BadKeyFile,
    KeyStore,
    Purpose,
    kid_of,
    public_document,
    read_public_keys,
    write_public_keys,
)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_key_is_made_on_first_use_and_only_its_owner_can_read_it(tmp_path: Path):
    store = KeyStore(tmp_path / "keys")

    signer = store.signer(Purpose.DOSSIER)

    assert bytes(store.signer("dossier")) == bytes(signer)
    assert mode(tmp_path / "keys") == 0o700
    assert mode(tmp_path / "keys" / "dossier.key") == 0o600
    assert [each.name for each in (tmp_path / "keys").iterdir()] == ["dossier.key"]


def test_no_key_has_two_uses(tmp_path: Path):
    store = KeyStore(tmp_path)

    kids = {kid_of(store.verify_key(each)) for each in Purpose if each not in OPENS | WRAPS}
    assert set(store.public_keys()) == kids
    assert set(store.public_keys()) == {kid_of(store.verify_key(each)) for each in Purpose if each not in OPENS | WRAPS}
    assert list(store.keys_for(Purpose.DOSSIER)) == [kid_of(store.verify_key(Purpose.DOSSIER))]


def test_asking_for_public_keys_makes_none(tmp_path: Path):
    store = KeyStore(tmp_path / "keys")

    assert store.public_keys() == {}
    assert store.keys_for(Purpose.DOSSIER) == {}
    assert not (tmp_path / "keys").exists()


def test_an_unknown_purpose_is_refused(tmp_path: Path):
    with pytest.raises(ValueError, match="everything"):
        KeyStore(tmp_path).signer("everything")


def test_many_at_once_get_the_same_key(tmp_path: Path):
    def ask(_: int) -> bytes:
        return bytes(KeyStore(tmp_path / "keys").signer(Purpose.DOSSIER))

    with ThreadPoolExecutor(8) as crowd:
        assert len(set(crowd.map(ask, range(64)))) == 1

    assert [each.name for each in (tmp_path / "keys").iterdir()] == ["dossier.key"]


def test_a_private_key_that_others_can_read_is_refused(tmp_path: Path):
    store = KeyStore(tmp_path)
    store.signer(Purpose.DOSSIER)
    (tmp_path / "dossier.key").chmod(0o640)

    with pytest.raises(BadKeyFile, match="chmod 600"):
        store.signer(Purpose.DOSSIER)


def test_a_damaged_private_key_is_refused(tmp_path: Path):
    store = KeyStore(tmp_path)
    store.signer(Purpose.DOSSIER)
    (tmp_path / "dossier.key").write_bytes(b"short")

    with pytest.raises(BadKeyFile, match="not a private key"):
        store.signer(Purpose.DOSSIER)


def test_public_keys_travel_as_a_file(tmp_path: Path):
    store = KeyStore(tmp_path / "keys")
    for purpose in set(Purpose) - OPENS - WRAPS:
        store.signer(purpose)

    write_public_keys(store, tmp_path / "public.json")

    assert read_public_keys(tmp_path / "public.json") == store.public_keys()
    assert read_public_keys(tmp_path / "public.json", purpose="dossier") == store.keys_for(Purpose.DOSSIER)
    for document in json.loads((tmp_path / "public.json").read_text()):
        assert set(document) == {"kid", "purpose", "algorithm", "public", "made_on"}


def document(**change: object) -> dict[str, object]:
    key = SigningKey(bytes(32)).verify_key
    return {**public_document(key, purpose="dossier", made_on=datetime(2026, 1, 2, tzinfo=UTC)), **change}


def test_one_key_alone_is_read_too(tmp_path: Path):
    (tmp_path / "one.json").write_text(json.dumps(document()))

    assert list(read_public_keys(tmp_path / "one.json")) == [bytes.fromhex(str(document()["kid"]))]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("not json", "cannot be read"),
        ("3", "without “algorithm”"),
        (json.dumps(document(algorithm="RS256")), "another algorithm"),
        (json.dumps(document(public="AAAA")), "not 32 bytes"),
        (json.dumps(document(public="?")), "not 32 bytes"),
        (json.dumps(document(public=7)), "without “public”"),
        (json.dumps(document(kid="00" * 8)), "not the one written beside it"),
    ],
)
def test_a_file_that_is_no_public_key_is_refused_with_its_name(tmp_path: Path, content: str, says: str):
    (tmp_path / "keys.json").write_text(content)

    with pytest.raises(BadKeyFile, match=says) as refusal:
        read_public_keys(tmp_path / "keys.json")

    assert "keys.json" in str(refusal.value)


def test_a_missing_file_is_refused(tmp_path: Path):
    with pytest.raises(BadKeyFile, match="cannot be read"):
        read_public_keys(tmp_path / "none.json")


def test_a_key_that_opens_never_signs_and_one_that_signs_never_opens(tmp_path: Path):
    store = KeyStore(tmp_path / "keys")

    with pytest.raises(ValueError, match="never signs"):
        store.signer(Purpose.ENVELOPE_OPENING)
    with pytest.raises(ValueError, match="never opens"):
        store.opener(Purpose.ENVELOPE_SIGNING)


def test_an_opening_key_that_was_rolled_over_still_opens_until_it_is_forgotten(tmp_path: Path):
    store = KeyStore(tmp_path / "keys")
    old, following = store.opener(Purpose.ENVELOPE_OPENING), store.next_opener(Purpose.ENVELOPE_OPENING)
    assert store.openers(Purpose.ENVELOPE_OPENING) == [old, following]

    store.roll(Purpose.ENVELOPE_OPENING)

    assert store.opener(Purpose.ENVELOPE_OPENING) == following
    assert store.openers(Purpose.ENVELOPE_OPENING) == [following, old]
    assert store.forget_earlier(Purpose.ENVELOPE_OPENING) == 1
    assert store.openers(Purpose.ENVELOPE_OPENING) == [following]


def test_a_signing_key_that_was_rolled_over_is_gone(tmp_path: Path):
    store = KeyStore(tmp_path / "keys")
    store.signer(Purpose.ENVELOPE_SIGNING)
    following = store.next_signer(Purpose.ENVELOPE_SIGNING)
    assert store.has_next(Purpose.ENVELOPE_SIGNING)

    store.roll(Purpose.ENVELOPE_SIGNING)

    assert store.signer(Purpose.ENVELOPE_SIGNING) == following
    assert [each.name for each in (tmp_path / "keys").iterdir()] == ["envelope-signing.key"]
    with pytest.raises(BadKeyFile, match="make the next key"):
        store.roll(Purpose.ENVELOPE_SIGNING)
