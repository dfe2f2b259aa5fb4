from patron.pipeline.reference.docstrings import meanings, summary


class Shape:
    """Something with corners.

    Drawn on `paper`,
    never in the air.

    Parameters
    ----------
    corners
        How many; at least
        three.
    width, height
        Extent in metres.

    References
    ----------
    Euclid.
    """


class Square(Shape):
    """A shape of four equal sides.

    Parameters
    ----------
    width
        Length of a side.
    """


def test_the_summary_ends_where_the_parameters_start():
    assert summary(Shape) == "Something with corners.\n\nDrawn on `paper`, never in the air."


def test_parameters_named_together_share_a_meaning():
    assert meanings(Shape) == {
        "corners": "How many; at least three.",
        "width": "Extent in metres.",
        "height": "Extent in metres.",
    }


def test_what_a_class_says_goes_before_what_its_base_says():
    assert meanings(Square)["width"] == "Length of a side."
    assert meanings(Square)["height"] == "Extent in metres."
