from patron.text.aspects import ASPECTS, mentions, nearest, terms_of


def test_a_term_is_found_as_phrase_and_plural_and_may_mention_two_aspects():
    terms = terms_of({"time": ("on time", "delay"), "delivery": ("Courier", "delay")})
    words = ["two", "couriers", "were", "on", "time", "despite", "delays"]
    assert mentions(words, terms) == [(1, "delivery"), (4, "time"), (6, "time"), (6, "delivery")]


def test_an_aspect_with_term_and_plural_given_is_mentioned_once():
    assert mentions(["bills"], terms_of({"price": ("bill", "bills")})) == [(0, "price")]


def test_an_opinion_is_of_the_nearest_mention_and_of_two_as_near_of_the_earlier():
    mentioned = [(1, "a"), (5, "b"), (5, "c")]
    assert [nearest(at, mentioned) for at in (0, 3, 4, 9)] == [["a"], ["a"], ["b", "c"], ["b", "c"]]
    assert nearest(0, []) == []


def test_the_default_terms_are_in_small_letters_and_each_aspect_has_some():
    assert all(terms for terms in ASPECTS.values())
    assert all(term == term.lower().strip() for terms in ASPECTS.values() for term in terms)
