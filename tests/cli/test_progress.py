import io
import logging
import warnings

from rich.console import Console

from patron.cli.progress import _Bars, logging_to_screen

log = logging.getLogger("patron.somewhere")


def test_lines_are_shown_while_the_block_runs_and_no_longer(capsys):
    with logging_to_screen(quiet=False):
        log.info("resolve: 3 accounts")
    log.info("too late")
    assert capsys.readouterr().err == "resolve: 3 accounts\n"


def test_quiet_shows_warnings_only(capsys):
    with logging_to_screen(quiet=True):
        log.info("resolve: 3 accounts")
        log.warning("7 rows rejected")
    assert capsys.readouterr().err == "7 rows rejected\n"


def test_an_error_takes_the_lines_away_too(capsys):
    before = list(logging.getLogger("patron").handlers)
    try:
        with logging_to_screen(quiet=False):
            raise ValueError
    except ValueError:
        pass
    assert logging.getLogger("patron").handlers == before


def test_warnings_of_libraries_are_kept_from_the_screen():
    with warnings.catch_warnings(record=True) as seen, logging_to_screen(quiet=True):
        warnings.warn("of no use to whoever runs it", UserWarning, stacklevel=1)
    assert seen == []


def test_a_line_with_numbers_moves_the_bar_instead():
    out = io.StringIO()
    bars = _Bars(Console(file=out, force_terminal=True, width=100, highlight=False))
    bars.emit(
        log.makeRecord(
            log.name, 20, "x.py", 1, "trial 2 of 8", (), None, extra={"done": 2, "of": 8}
        )
    )
    task = bars.progress.tasks[0]
    assert (task.completed, task.total) == (2, 8)
    bars.emit(log.makeRecord(log.name, 20, "x.py", 1, "search [done]", (), None))
    bars.close()
    assert "search [done]" in out.getvalue()
