"""Members of a club who register twice, in a shop that compares them."""

import shutil
from unittest import mock

import numpy as np
import pyarrow.compute as pc
import pytest

from patron.errors import ModelError
from patron.pipeline import build
from patron.pipeline.likely import model_file
from patron.schema import ACCOUNTS, CUSTOMERS, LINKS

RULES = """
    trusted: [email]
    largest: 5
    probable:
      compare:
        - {field: name, kind: name}
        - {field: birthday, kind: date}
        - {field: postcode, kind: postcode}
        - {field: phone, kind: phone}
      blocking: [[birthday], [name.words, "postcode:2"], [phone]]
    """
SOURCE = """
    type: csv
    file: club.csv
    attributes:
      account: member
      known_at: since
      values: {name: name, birthday: birthday, postcode: postcode}
    identifiers: {account: member, known_at: since, values: {email: mail, phone: phone}}
    """
HEADER = "member,since,name,birthday,postcode,mail,phone"
LETTERS = np.array(list("abcdefghijklmnoprstuvwz"))
PEOPLE, TWINS = 200, 80


def members():
    """Return a row for each member; the first ones are there twice, a letter or more apart."""
    random = np.random.default_rng(4)
    firsts, lasts = (
        ["".join(random.choice(LETTERS, size)).capitalize() for _ in range(count)]
        for size, count in ((5, 30), (7, 150))
    )
    rows = []
    for number in range(PEOPLE):
        first, last = str(random.choice(firsts)), str(random.choice(lasts))
        born = f"{random.integers(1950, 2000)}-0{random.integers(1, 9)}-{random.integers(10, 28)}"
        place, phone = random.integers(10_000, 99_999), f"0301{random.integers(10**6, 10**7)}"
        said = [f"2023-01-{number % 28 + 1:02}", f"{first} {last}", born, str(place), "", phone]
        rows.append([f"m{number}", *said])
        if number < TWINS:
            said[:2] = [f"2023-03-{number % 28 + 1:02}", f"{last[:2] + last[3:]} {first}"]
            said[-1] = phone if number % 2 else ""
            rows.append([f"t{number}", *said])
    return rows


def write(shop, rows):
    shop.put("club.csv", "\n".join([HEADER, *(",".join(row) for row in rows)]) + "\n")


def who_is_who(lake):
    tables = [lake.read(table) for table in (ACCOUNTS, LINKS, CUSTOMERS)]
    return [tables[0].sort_by("number"), *tables[1:]]


@pytest.fixture(scope="module")
def club(small_shop, tmp_path_factory):
    """Return a shop that was built with a club; tests must not change it."""
    home = tmp_path_factory.mktemp("club") / "home"
    shutil.copytree(small_shop.home, home)
    shop = type(small_shop)(home)
    shop.write("sources/club.yaml", SOURCE)
    shop.write("identity.yaml", RULES)
    write(shop, members())
    build(shop.workspace)
    return shop


@pytest.fixture
def changed(club, tmp_path):
    """Return a copy of the club, to change at will."""
    shutil.copytree(club.home, tmp_path / "club")
    return type(club)(tmp_path / "club")


def customer_of(lake):
    rows = lake.read(CUSTOMERS, where="known_until IS NULL AND source = 'club'").to_pylist()
    return {row["account"]: row["customer_id"] for row in rows}


def test_who_registers_twice_is_one_customer(club):
    found = customer_of(club.workspace.lake)
    twice = [number for number in range(TWINS) if found[f"m{number}"] == found[f"t{number}"]]
    assert len(twice) >= 0.95 * TWINS
    assert len(set(found.values())) == len(found) - len(twice)


def test_building_twice_changes_nothing(changed):
    before = changed.workspace.lake.versions(), model_file(changed.workspace.lake).read_bytes()
    assert not build(changed.workspace).changed
    lake = changed.workspace.lake
    assert (lake.versions(), model_file(lake).read_bytes()) == before


def test_new_and_changed_accounts_are_linked_as_if_all_were_compared_at_once(changed):
    lake = changed.workspace.lake
    rows = members()
    # One of three twins is not there yet, and another has not said its date of birth yet.
    later = [row for n, row in enumerate(rows) if not (row[0][0] == "t" and n % 3 == 0)]
    early = [[*row[:3], "", *row[4:]] if n % 7 == 0 else row for n, row in enumerate(later)]
    for table in (ACCOUNTS, LINKS, CUSTOMERS, "attributes", "identifiers"):
        shutil.rmtree(lake.folder / getattr(table, "name", table))
    write(changed, early)
    build(changed.workspace)
    learned = model_file(lake).read_bytes()
    assert LINKS.name in lake.versions()
    write(changed, rows)
    build(changed.workspace)
    grown = who_is_who(lake)
    for table in (LINKS, CUSTOMERS):
        shutil.rmtree(lake.folder / table.name)
    build(changed.workspace)
    assert who_is_who(lake) == grown
    assert model_file(lake).read_bytes() == learned
    likely = lake.read(LINKS, where="\"by\" = 'probable' AND state = 'joins'")
    assert likely.num_rows >= 0.95 * TWINS


def test_a_verdict_on_likely_accounts_is_taken_back_without_a_trace(changed):
    lake = changed.workspace.lake
    before = who_is_who(lake)

    def run(*words):
        done = changed.run("-q", "identity", *words)
        assert (done.code, done.err) == (0, "")
        return done.out

    said = run("explain", "club:m1", "club:t1")
    assert "are one customer" in said
    assert "likely: " in said
    assert "birthday +" in said
    assert said.count(" bits") == 1
    assert "splits into" in run("split", "club:m1", "club:t1", "--why", "twins", "--by", "ann")
    assert customer_of(lake)["m1"] != customer_of(lake)["t1"]
    assert "told apart" in run("explain", "club:m1", "club:t1")
    assert "merge into" in run("undo", "1", "--why", "a slip", "--by", "bob")
    assert who_is_who(lake) == before
    run("merge", "club:m1", "club:m2", "--why", "told so", "--by", "ann")
    run("undo", "3", "--why", "a slip", "--by", "bob")
    assert who_is_who(lake) == before


def test_what_is_not_likely_enough_waits_for_review(changed):
    bar = "merge_at: 0.9999999, review_at: 0.05"
    changed.write("identity.yaml", RULES + "".join(f"  {one}\n    " for one in bar.split(", ")))
    plan = changed.run("-q", "identity", "plan").out
    assert "splits into" in plan
    assert " bits" in plan
    build(changed.workspace)
    lake = changed.workspace.lake
    waiting = lake.read(LINKS, where="state = 'review'")
    assert waiting.num_rows > 0
    said = changed.run("-q", "identity", "review").out
    assert "% likely: " in said
    assert " bits" in said


def test_without_the_rules_nothing_is_compared(changed):
    changed.write("identity.yaml", "{trusted: [email], largest: 5}")
    with mock.patch.dict("sys.modules", {"splink": None}):
        build(changed.workspace)
    by = changed.workspace.lake.read(LINKS)["by"]
    assert sorted(pc.unique(by).to_pylist()) == ["email", "phone"]


def test_a_damaged_model_is_an_error_that_says_what_to_do(changed):
    path = model_file(changed.workspace.lake)
    path.write_text("{")
    write(changed, [*members()[:-1], [*members()[-1][:-1], "0"]])
    with pytest.raises(ModelError, match=r"probable.json is damaged .* build again"):
        build(changed.workspace)
