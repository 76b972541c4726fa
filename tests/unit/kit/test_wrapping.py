"""Small secrets at rest."""

from __future__ import annotations

from pathlib import Path

import pytest

from hamsafar.kit.keys import BadKeyFile, KeyStore, Purpose
from hamsafar.kit.wrapping import OVERHEAD, unwrap, wrap

SECRET = b"a content key of thirty-two byte"


@pytest.fixture
def store(tmp_path: Path) -> KeyStore:
    return KeyStore(tmp_path / "keys")


def test_a_secret_opens_as_what_it_is_about_and_as_nothing_else(store: KeyStore):
    wrapped = wrap(SECRET, store=store, purpose=Purpose.FILES, about="F-1")

    assert SECRET not in wrapped
    assert len(wrapped) == len(SECRET) + OVERHEAD
    assert unwrap(wrapped, store=store, purpose=Purpose.FILES, about="F-1") == SECRET
    with pytest.raises(BadKeyFile, match="wrong place"):
        unwrap(wrapped, store=store, purpose=Purpose.FILES, about="F-2")


def test_a_secret_that_was_altered_does_not_open(store: KeyStore):
    wrapped = wrap(SECRET, store=store, purpose=Purpose.FILES, about="F-1")

    with pytest.raises(BadKeyFile, match="damaged"):
        unwrap(wrapped[:-1] + bytes([wrapped[-1] ^ 1]), store=store, purpose=Purpose.FILES, about="F-1")
    with pytest.raises(BadKeyFile, match="damaged"):
        unwrap(wrapped[:20], store=store, purpose=Purpose.FILES, about="F-1")


def test_without_its_key_a_secret_stays_locked(store: KeyStore, tmp_path: Path):
    wrapped = wrap(SECRET, store=store, purpose=Purpose.FILES, about="F-1")

    for other in (KeyStore(tmp_path / "other"), store):
        with pytest.raises(BadKeyFile, match="not in"):
            unwrap(
                wrapped,
                store=other,
                purpose=Purpose.FILES if other is not store else Purpose.FROZEN_COPIES,
                about="F-1",
            )


def test_after_a_renewal_old_secrets_open_until_the_earlier_key_is_forgotten(store: KeyStore):
    before = wrap(SECRET, store=store, purpose=Purpose.FILES, about="F-1")
    store.renew_wrapper(Purpose.FILES)
    after = wrap(SECRET, store=store, purpose=Purpose.FILES, about="F-1")

    assert before[:8] != after[:8]
    assert unwrap(before, store=store, purpose=Purpose.FILES, about="F-1") == SECRET
    assert store.forget_earlier(Purpose.FILES) == 1
    assert unwrap(after, store=store, purpose=Purpose.FILES, about="F-1") == SECRET
    with pytest.raises(BadKeyFile, match="not in"):
        unwrap(before, store=store, purpose=Purpose.FILES, about="F-1")


def test_a_key_that_wraps_neither_signs_nor_opens(store: KeyStore):
    with pytest.raises(ValueError, match="never signs"):
        store.signer(Purpose.FILES)
    with pytest.raises(ValueError, match="never wraps"):
        store.wrapper(Purpose.DOSSIER)
    assert store.keys_for(Purpose.FILES) == {}
