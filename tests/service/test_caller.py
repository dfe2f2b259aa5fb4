from patron.live.keys import Granted
from patron.live.stitch import Person
from patron.service.caller import Caller, calling, current_caller

ANN = Person("c1", ("c1",), ())
BOTH = Person("c1", ("c1", "c2"), (("web", "v"),))
VISITOR = Person("c9", (), (("web", "v"),))


def visible(people, *listed):
    caller = Caller("key", Granted(frozenset({"score"}), frozenset(listed)))
    seen = caller.visible({str(n): one for n, one in enumerate(people)}, None)
    return list(seen.values()), caller.refused


def test_a_key_sees_whom_it_was_granted():
    assert visible([ANN, VISITOR], "c1") == ([ANN], ["c9"])
    assert visible([VISITOR], "c9") == ([VISITOR], [])


def test_two_customers_who_prove_to_be_one_are_seen_by_who_may_see_both():
    assert visible([BOTH], "c1") == ([], ["c1"])
    assert visible([BOTH], "c1", "c2") == ([BOTH], [])


def test_a_key_without_limits_sees_everybody():
    caller = Caller("key", Granted(frozenset({"score"})))
    assert caller.visible({"a": ANN, "b": VISITOR}, None) == {"a": ANN, "b": VISITOR}


def test_the_caller_is_current_while_it_calls():
    caller = Caller("key", Granted(frozenset({"score"})))
    assert current_caller() is None
    with calling(caller):
        assert current_caller() is caller
    assert current_caller() is None
