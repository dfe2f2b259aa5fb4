import subprocess
import sys

import pytest

from patron.cli.app import app, main
from patron.errors import SourceError


def test_every_command_says_what_it_does():
    names = {command.callback.__name__ for command in app.registered_commands}
    assert names >= {
        "demo",
        "build",
        "train",
        "score",
        "report",
        "customer",
        "doctor",
        "minimise",
        "serve",
        "world",
        "truth",
    }
    assert all(command.callback.__doc__ for command in app.registered_commands)


def test_help_lists_the_commands(shop):
    found = shop.run("--help")
    assert found.code == 0
    assert all(name in found.out for name in ("build", "train", "score", "report", "customer"))


def test_a_workspace_may_be_named_without_its_folder(built, monkeypatch, capsys):
    monkeypatch.chdir(built.home)
    monkeypatch.setattr(sys, "argv", ["patron", "-w", "ws", "-q", "build"])
    with pytest.raises(SystemExit) as stop:
        main()
    assert not stop.value.code
    assert "history:" in capsys.readouterr().out


def test_a_task_that_there_is_not_is_named_before_a_history_is_built(new_shop):
    found = new_shop.run("train", "chrun")
    assert found.code == 2
    assert "has no task 'chrun'; it has: churn" in found.err
    assert "(did you mean churn?)" in found.err
    assert not (new_shop.home / "data" / "lake").exists()


def test_quiet_prints_results_only(built):
    loud, quiet = built.run("build"), built.run("-q", "build")
    assert quiet.err == ""
    assert loud.err != ""
    assert quiet.out == loud.out


@pytest.mark.parametrize(
    ("raised", "code", "says"),
    [
        (SourceError("No such file."), 2, "patron: No such file.\n"),
        (KeyboardInterrupt(), 130, "patron: stopped"),
    ],
)
def test_what_goes_wrong_ends_in_one_line(monkeypatch, capsys, raised, code, says):
    def fail():
        raise raised

    monkeypatch.setattr("patron.cli.app.app", fail)
    with pytest.raises(SystemExit) as stop:
        main()
    assert stop.value.code == code
    assert capsys.readouterr().err.startswith(says)


def test_a_world_is_made_once_and_its_answers_graded_when_there_are_some(
    tmp_path, monkeypatch, capsys
):
    (tmp_path / "configs" / "world").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)

    def run(*words):
        monkeypatch.setattr(sys, "argv", ["patron", "-q", *words])
        with pytest.raises(SystemExit) as stop:
            main()
        return stop.value.code or 0, capsys.readouterr()

    code, printed = run("world", "--customers", "20", "--weeks", "32")
    assert code == 0
    assert "together" in printed.out
    assert (tmp_path / "data" / "raw" / "world" / "products.csv").exists()
    assert (tmp_path / "data" / "world" / "truth" / "world.json").exists()
    code, printed = run("world")
    assert code == 2
    assert "holds files already" in printed.err
    code, printed = run("truth")
    assert code == 2
    assert "has no history yet" in printed.err


def test_the_installed_command_answers():
    done = subprocess.run(
        [sys.executable, "-c", "from patron.cli import main; main()", "--help"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "One history per customer" in done.stdout
