from patron.pipeline import build
from patron.pipeline.people import know_people
from patron.schema import CONNECTIONS, PROFILES


def test_profiles_follow_their_rules_and_are_written_only_when_something_changed(built):
    lake, workspace = built.workspace.lake, built.workspace
    before = lake.versions()
    know_people(lake, workspace.identity)
    assert lake.versions() == before
    assert set(lake.read(PROFILES)["rule"].to_pylist()) == {"only value"}
    built.write("identity.yaml", "{trusted: [email], largest: 5, shared: [email]}")
    build(built.workspace)
    assert lake.versions()[PROFILES.name] == before[PROFILES.name]


def test_a_shared_type_makes_households_of_those_it_does_not_merge(built):
    built.write("identity.yaml", "{trusted: [card], shared: [email]}")
    build(built.workspace)
    relations = built.workspace.lake.read(CONNECTIONS)["relation"].to_pylist()
    assert set(relations) == {"shares email"}
