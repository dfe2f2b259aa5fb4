from datetime import timedelta

import pytest

from patron.errors import ConfigError
from patron.tasks import load_tasks


def test_a_task_without_a_name_is_called_by_its_type(tmp_path):
    path = tmp_path / "tasks.yaml"
    path.write_text("[{type: churn, horizon: P28D}, {name: soon, type: churn, horizon: P7D}]")
    tasks = load_tasks(path)
    assert {name: task.horizon.days for name, task in tasks.items()} == {"churn": 28, "soon": 7}
    assert tasks["soon"].active_within is None
    assert tasks["churn"].horizon == timedelta(days=28)


def test_two_tasks_of_one_name_are_refused(tmp_path):
    path = tmp_path / "tasks.yaml"
    path.write_text("[{type: churn, horizon: P28D}, {type: churn, horizon: P7D}]")
    with pytest.raises(ConfigError, match=r"tasks\.yaml\[1\]: the name 'churn' is in use"):
        load_tasks(path)
