"""One recruitment office on the origin's node, with the real pack."""

from __future__ import annotations

import pytest

from tests.factories.incidents import load_the_corridor
from tests.factories.recruitment import Office, office


@pytest.fixture
def desk(db: None) -> Office:
    load_the_corridor()
    return office()
