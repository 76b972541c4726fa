"""What each model must say about people."""

from __future__ import annotations

import pytest

from hamsafar.accounts.models import User
from hamsafar.kit.privacy import Keep, NoPrivacy, privacy_of
from hamsafar.ledger.models import Line


def test_a_model_says_which_of_its_fields_are_personal_and_how_long_they_stay():
    said = privacy_of(User)

    assert said.personal >= {"username", "name"}
    assert said.keep == Keep(years=3, after="disabled_at")
    assert privacy_of(Line).keep.for_good


class Silent:
    class _meta:
        @staticmethod
        def get_fields() -> list[object]:
            return []


class Mistaken(Silent):
    class Privacy:
        personal = frozenset({"nickname"})
        keep = Keep(years=1, after="closed_on")


@pytest.mark.parametrize(("model", "says"), [(Silent, "inner class Privacy"), (Mistaken, "closed_on, nickname")])
def test_a_model_that_says_nothing_or_names_what_it_does_not_have_is_refused(model: type, says: str):
    with pytest.raises(NoPrivacy, match=says):
        privacy_of(model)


@pytest.mark.parametrize(
    "said",
    [{}, {"years": 3}, {"after": "x"}, {"along": "x", "for_good": "y"}, {"years": 3, "after": "x", "for_good": "y"}],
)
def test_keeping_is_either_a_term_or_for_good_with_a_reason(said: dict[str, object]):
    with pytest.raises(ValueError, match="how many years"):
        Keep(**said)
