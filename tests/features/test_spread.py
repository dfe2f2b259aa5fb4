import math


def test_it_is_the_population_standard_deviation(value):
    # Quantities 2, 1, 1, 1 around a mean of 1.25.
    told = value("spread", column="quantity", kind="purchase")
    assert math.isclose(told, math.sqrt((0.75**2 + 3 * 0.25**2) / 4))


def test_equal_numbers_have_none_and_no_rows_are_unknown(value):
    rows = [{"at": f"2024-01-0{n}", "amount": 0.1} for n in range(1, 8)]
    assert value("spread", rows=rows) == 0.0
    assert value("spread", kind="flight") is None
