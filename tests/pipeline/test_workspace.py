import pytest

from patron.errors import ConfigError
from patron.pipeline import Workspace


def test_files_lie_under_home_by_the_workspaces_name(new_shop):
    workspace = new_shop.workspace
    home = new_shop.home
    assert workspace.name == "ws"
    assert workspace.raw == home / "data" / "raw" / "ws"
    assert workspace.lake.folder == home / "data" / "lake" / "ws"
    assert workspace.bundles == home / "models" / "bundle" / "ws"
    assert workspace.report == home / "reports" / "ws.html"
    assert workspace.live == home / "data" / "live" / "ws.db"
    workspace.check()


def test_what_is_left_out_has_a_plain_default(new_shop):
    for file in ("workspace.yaml", "identity.yaml", "offers.yaml"):
        (new_shop.configs / file).unlink()
    workspace = new_shop.workspace
    assert (workspace.settings.title, workspace.settings.currency) == ("ws", "USD")
    assert workspace.offers == ([], [])
    assert workspace.identity.trusted == ("email", "loyalty_id")


def test_the_name_is_that_of_the_folder_however_it_is_written(new_shop, monkeypatch):
    monkeypatch.chdir(new_shop.configs)
    assert Workspace(new_shop.configs / "." / "models" / "..").name == "ws"


def test_a_folder_that_is_not_there_is_named_with_its_neighbours(new_shop):
    with pytest.raises(ConfigError, match=r"wss is no folder \(did you mean ws\?\).*holds: ws"):
        Workspace(new_shop.configs.with_name("wss"))
    with pytest.raises(ConfigError, match=r"nowhere/at_all is no folder\."):
        Workspace(new_shop.home / "nowhere" / "at_all")


def test_a_task_needs_a_model_of_its_own(new_shop):
    (new_shop.configs / "models" / "blind.yaml").unlink()
    with pytest.raises(ConfigError, match=r"models/blind\.yaml does not exist"):
        new_shop.workspace.check()
