import inspect

import pytest

from patron import errors

OURS = [cls for cls in vars(errors).values() if inspect.isclass(cls)]


@pytest.mark.parametrize("cls", OURS, ids=lambda cls: cls.__name__)
def test_all_are_caught_by_the_one_at_the_top_and_listed_there(cls):
    assert issubclass(cls, errors.PatronError)
    assert cls.__doc__
    assert cls.__name__ in (errors.__doc__ or "")
