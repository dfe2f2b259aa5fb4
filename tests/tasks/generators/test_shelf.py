def test_shelf_is_how_often_they_take_of_a_group_times_the_share_of_the_item_in_it(says):
    # Of hot things tea is five sixths: lines lately, of all customers.
    assert says("shelf", "ann") == {"tea": 0.8333, "new": 0.1667}
