from datetime import UTC, datetime

import numpy as np

from patron.features.online import OnlineFeatures
from patron.history import micros, read_history, show_current
from patron.history.chosen import read_chosen

AT = micros(datetime(2024, 6, 1, tzinfo=UTC))


def test_the_history_of_some_says_of_them_what_that_of_all_says(small_shop):
    lake, everything = small_shop.workspace.lake, read_history(small_shop.workspace.lake)
    own = [one for one in small_shop.workspace.features if one.entity == "customer"]
    wanted = everything.customers[[3, 1]].tolist()
    with lake.connection() as connection:
        show_current(connection, AT)
        some = read_chosen(connection, [*wanted, "nobody"])
    assert some.customers.tolist() == sorted(wanted)
    features = OnlineFeatures(own)
    expected = features.compute(everything, AT)[[1, 3]]
    np.testing.assert_array_equal(features.compute(some, AT), expected)
