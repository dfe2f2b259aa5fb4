"""An empty lake."""

import pytest

from patron.lake import Lake


@pytest.fixture
def lake(tmp_path):
    """Return a lake whose folder does not exist yet."""
    return Lake(tmp_path / "lake", memory="200MB", threads=1)
