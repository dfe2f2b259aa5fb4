from patron.text.base import HIGHEST, LOWEST, Reading, TextReader
from patron.text.phrases import Match


class Same(TextReader):
    """Says the same of all texts."""

    def read(self, texts):
        return [Reading(LOWEST, {}, {"x": HIGHEST}) for _ in texts]


def test_a_reader_has_the_default_aspects_and_a_version():
    assert Same().terms.match(["courier"], 0) == Match(1, ("delivery",))
    assert Same().version == "1"


def test_aspects_given_take_the_place_of_the_default_ones():
    reader = Same(aspects={"taste": ("flavour",)})
    assert reader.terms.match(["flavours"], 0) == Match(1, ("taste",))
    assert reader.terms.match(["courier"], 0) is None
