import pytest
from jinja2 import UndefinedError

from patron.report.pages import pages_of


def test_whatever_is_put_into_a_page_is_escaped():
    pages = pages_of("patron.report", loud=str.upper)
    assert pages.from_string("{{ name | loud }}").render(name="<b>&") == "&lt;B&gt;&amp;"


def test_a_name_that_nobody_gave_is_an_error():
    with pytest.raises(UndefinedError, match="name"):
        pages_of("patron.report").from_string("{{ name }}").render()
