from types import SimpleNamespace

import pytest

from patron.cli.opened import Chosen, opened
from patron.errors import ConfigError


def chosen(path):
    return SimpleNamespace(obj=Chosen(path, quiet=True))


def test_a_name_alone_is_looked_for_under_configs(built, monkeypatch):
    monkeypatch.chdir(built.home)
    with opened(chosen(built.configs.relative_to(built.home))) as by_path:
        pass
    with opened(chosen(built.configs.relative_to(built.home / "configs"))) as by_name:
        assert by_name.configs == by_path.configs


def test_a_folder_that_is_none_is_refused(tmp_path):
    with pytest.raises(ConfigError, match="is no folder"), opened(chosen(tmp_path / "none")):
        pass
