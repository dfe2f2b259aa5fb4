from patron.service.console.moved import moved
from patron.service.records import Explanation, Reason


def explained(answer, **contributions):
    reasons = [
        Reason(idea=idea, contribution=by, sentence=f"{idea}!")
        for idea, by in contributions.items()
    ]
    rest = {"item": None, "base": 0.1, "rest": 0.0, "model": "m", "unit": "probability"}
    return Explanation(task="churn", answer=answer, contributions=reasons, **rest)


def test_an_answer_is_moved_by_ideas_the_largest_first():
    was, now = explained(0.4, recency=0.2, spend=0.1), explained(0.25, recency=0.05, taste=0.1)
    told = moved(was, now, "EUR")
    assert (told.title, told.before, told.after, told.move) == (
        "Risk of leaving",
        "40 %",
        "25 %",
        "−15.0 points",
    )
    assert told.ideas == (
        ("recency", "−15.0 points", "recency!"),
        ("spend", "−10.0 points", ""),
        ("taste", "+10.0 points", "taste!"),
    )
