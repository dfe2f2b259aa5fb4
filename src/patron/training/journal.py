"""The trials of a search in a file, so that a search that was killed goes on where it stopped."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filelock import FileLock

from patron.errors import ModelError

if TYPE_CHECKING:
    import optuna

STUDY = "search"


class _NoLock:
    """What Optuna wants for each line; the whole search holds a lock that dies with it."""

    def acquire(self) -> bool:
        return True

    def release(self) -> None:
        """Nothing was held."""


@contextmanager
def open_study(file: Path | None, **settings: Any) -> Iterator["optuna.Study"]:
    """Yield the study whose journal is `file`, or one in memory where there is no file.

    A second search of the same file waits until the first one is over. What a killed process
    was at is marked as failed; a line that it left half written is cut off.

    Parameters
    ----------
    file
        Optuna's journal; it is made if need be, and so is its folder.
    settings
        Handed on to ``optuna.create_study``.

    Raises
    ------
    ModelError
        If the file is no journal of a search.
    """
    import optuna

    if file is None:
        yield optuna.create_study(**settings)
        return
    from optuna.storages import JournalStorage
    from optuna.storages.journal import JournalFileBackend

    file.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(file.with_suffix(".lock")):
        _cut_half_line(file)
        try:
            storage = JournalStorage(JournalFileBackend(str(file), _NoLock()))  # type: ignore[arg-type]
            study = optuna.create_study(
                storage=storage, study_name=STUDY, load_if_exists=True, **settings
            )
            begun = study.get_trials(deepcopy=False, states=(optuna.trial.TrialState.RUNNING,))
        except (KeyError, TypeError, ValueError) as error:
            raise ModelError(
                f"{file} is no journal of a search: {error!r}. Delete it, and the search begins "
                "anew."
            ) from error
        for trial in begun:
            study.tell(trial.number, state=optuna.trial.TrialState.FAIL)
        yield study


def _cut_half_line(file: Path) -> None:
    if not file.exists():
        return
    text = file.read_bytes()
    whole = text[: text.rfind(b"\n") + 1]
    if len(whole) < len(text):
        file.write_bytes(whole)
