"""Small secrets at rest."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from hamsafar.kit.keys import BadKeyFile, KeyStore, Purpose
from hamsafar.kit.wrapping import OVERHEAD, Locker, open_content, seal_content, unwrap, wrap

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


def test_a_content_opens_under_its_own_key_and_never_without_it(store: KeyStore):
    locker = Locker(store, Purpose.FROZEN_COPIES)
    sealed = seal_content(b"an annex", locker, about="copy 1")

    assert b"an annex" not in sealed.content
    assert open_content(sealed, locker, about="copy 1") == b"an annex"
    assert open_content(sealed, Locker(store, Purpose.FROZEN_COPIES), about="copy 1") == b"an annex"
    for wrong in (
        replace(sealed, content=sealed.content[:-1]),
        replace(sealed, wrapped_key=seal_content(b"x", locker, about="copy 1").wrapped_key),
    ):
        with pytest.raises(BadKeyFile, match="damaged"):
            open_content(wrong, locker, about="copy 1")
    with pytest.raises(BadKeyFile, match="wrong place"):
        open_content(sealed, locker, about="copy 2")
    with pytest.raises(BadKeyFile, match="not in"):
        open_content(replace(sealed, wrapped_key=b""), locker, about="copy 1")
