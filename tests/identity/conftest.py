"""Made-up people with planted duplicates, as ATTRIBUTES and IDENTIFIERS."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from patron.identity.records import make_records
from patron.identity.rules import IdentityRules
from patron.schema import ATTRIBUTES, IDENTIFIERS

PROBABLE = {
    "compare": [
        {"field": "name", "kind": "name", "made_from": ["first", "last"]},
        {"field": "birthday", "kind": "date"},
        {"field": "postcode", "kind": "postcode"},
        {"field": "email", "kind": "email"},
    ],
    "blocking": [["birthday"], ["name.words", "postcode:2"], ["email"]],
}
LETTERS = np.array(list("abcdefghijklmnoprstuvwz"))
START = datetime(2024, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="session")
def rules():
    """Return the rules of identity that compare people."""
    return IdentityRules.model_validate({"probable": PROBABLE})


def word(random, letters):
    return "".join(random.choice(LETTERS, letters)).capitalize()


def values(people, twins, seed):
    """Return what each account says; the first `twins` people have a second, misspelt account."""
    random = np.random.default_rng(seed)
    firsts, lasts = [word(random, 5) for _ in range(30)], [word(random, 7) for _ in range(200)]
    rows = []
    for number in range(people):
        born = datetime(1950, 1, 1, tzinfo=UTC) + timedelta(days=int(random.integers(18_000)))
        said = {
            "first": str(random.choice(firsts)),
            "last": str(random.choice(lasts)),
            "birthday": f"{born:%Y-%m-%d}",
            "postcode": f"{random.integers(10_000, 99_999)}",
        }
        rows.append(("crm", f"p{number}", said))
        if number < twins:
            name = said["last"]
            place = int(random.integers(1, len(name) - 1))
            # A letter is missing, the date is written otherwise, and every third one has moved.
            said = said | {
                "last": name[:place] + name[place + 1 :],
                "birthday": f"{born:%d.%m.%Y}",
            }
            if number % 3 == 0:
                del said["postcode"]
            rows.append(("web", f"p{number}", said))
    return rows


def attributes_of(rows):
    return ATTRIBUTES.of(
        {"source": source, "account": account, "name": name, "value": value, "known_at": START}
        for source, account, said in rows
        for name, value in said.items()
    )


@pytest.fixture(scope="session")
def people(rules):
    """Return records of 300 people, of whom the first 120 have a second account on the web."""
    attributes = attributes_of(values(people=300, twins=120, seed=1))
    return make_records(IDENTIFIERS.empty(), attributes, rules)


@pytest.fixture(scope="session")
def model(people, rules):
    """Return what was learned from these people."""
    from patron.identity.learned import train

    return train(people, rules.probable)
