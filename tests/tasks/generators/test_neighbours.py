def test_neighbours_are_what_goes_with_what_they_took(says):
    told = says("neighbours", "ann")
    assert told["rum"] > 0
    assert "new" not in told, "nobody took it with anything that ann takes"
