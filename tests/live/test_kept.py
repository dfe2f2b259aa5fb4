from patron.live.kept import Kept


def test_those_asked_for_last_are_kept(customer_of):
    kept = Kept(most=2)
    ann, bob, cyd = map(customer_of, ("ann", "bob", "cyd"))
    kept.put(1, ann)
    kept.put(1, bob)
    assert kept.get(1, "ann") is ann
    kept.put(1, cyd)
    assert [kept.get(1, name) for name in ("ann", "bob", "cyd")] == [ann, None, cyd]


def test_only_one_publication_is_kept(customer_of):
    kept = Kept()
    ann = customer_of("ann")
    kept.put(2, ann)
    assert kept.get(1, "ann") is None
    kept.put(1, customer_of("bob"))
    assert kept.get(2, "ann") is ann
    kept.put(3, customer_of("bob"))
    assert kept.get(3, "ann") is None
