from pathlib import Path

import pytest

from patron.errors import ConfigError
from patron.service.places import Places, workers_of

HERE = Path("/project")


def test_without_an_environment_everything_lies_in_the_folder():
    assert Places.of({}, HERE) == Places(
        "complete_journey",
        HERE / "models/bundle/complete_journey",
        "sqlite:////project/data/live/complete_journey.db",
    )


def test_a_workspace_names_bundle_and_store():
    places = Places.of({"PATRON_WORKSPACE": "shop"}, HERE)
    assert places.bundle == HERE / "models/bundle/shop"
    assert places.database_url == "sqlite:////project/data/live/shop.db"


def test_relative_places_start_at_the_home():
    environment = {
        "PATRON_HOME": "/home",
        "PATRON_BUNDLE": "bundle",
        "PATRON_DATABASE_URL": "sqlite:///shop.db",
    }
    places = Places.of(environment, HERE)
    assert (places.bundle, places.database_url) == (Path("/home/bundle"), "sqlite:////home/shop.db")


@pytest.mark.parametrize(
    "url", ["sqlite:////data/shop.db", "postgresql+psycopg://ann:pw@host/shop", "sqlite://"]
)
def test_other_addresses_stay_as_they_are(url):
    assert Places.of({"PATRON_DATABASE_URL": url}, HERE).database_url == url


@pytest.mark.parametrize("name", ["../other", "a/b", ".hidden", "a b"])
def test_a_workspace_is_a_plain_name(name):
    with pytest.raises(ConfigError, match="must be the name of a folder under configs"):
        Places.of({"PATRON_WORKSPACE": name}, HERE)


def test_one_process_answers_unless_more_are_asked_for():
    assert workers_of({}) == workers_of({"PATRON_WORKERS": ""}) == 1
    assert workers_of({"PATRON_WORKERS": "4"}) == 4


@pytest.mark.parametrize("said", ["0", "-1", "two", "1.5", "257", "٣", "1000000"])
def test_what_is_no_number_of_processes_is_refused(said):
    with pytest.raises(ConfigError, match=f"PATRON_WORKERS is '{said}', but must be a number"):
        workers_of({"PATRON_WORKERS": said})
