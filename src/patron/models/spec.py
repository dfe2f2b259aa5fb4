"""How to build one model, as a file under ``models/`` of a workspace says it."""

from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from pydantic import Field

from patron.catalog import kinds
from patron.config import Described, as_mapping, build, describe, did_you_mean, read_yaml
from patron.errors import ConfigError
from patron.models.answering import Answering
from patron.models.formula import Formula


class ModelSpec(Described):
    """How to build one model, and what it is graded against.

    Parameters
    ----------
    task
        Name of the task that the model answers.
    estimator
        Name of a module in ``patron.models``.
    params
        Keyword arguments of the estimator; a search starts from them.
    without
        Patterns of features that the model must not use, such as ``monetary_*``.
    against
        Naive formulas; the model must beat the best of them on a later window.
    windows
        On how many later windows a search takes the loss; the first of them lie among the
        training cutoffs, a horizon apart.
    """

    task: str
    estimator: str
    params: dict[str, Any] = Field(default_factory=dict)
    without: tuple[str, ...] = ()
    against: tuple[Formula, ...] = ()
    windows: int = Field(default=1, ge=1)

    def make_estimator(self, **params: Any) -> Answering:
        """Return the unfitted estimator; `params` go before those of the file.

        Raises
        ------
        ConfigError
            If no estimator has that name, or it has no such parameter.
        """
        cls = self.estimator_class()
        wanted = {**self.params, **params}
        possible = cls._get_param_names()  # type: ignore[attr-defined]
        for name in wanted:
            if name not in possible:
                raise ConfigError(
                    f"The {self.task} model: {self.estimator} has no parameter {name!r}, but: "
                    f"{', '.join(possible)}{did_you_mean(name, possible)}."
                )
        usual = cls().get_params()  # type: ignore[attr-defined]
        for name, value in wanted.items():
            self._check(name, value, usual[name])
        return cls(**wanted)

    def _check(self, name: str, value: Any, usual: Any) -> None:
        """Raise ConfigError if a parameter is no number where one is needed, or a negative one."""
        if isinstance(usual, bool) or not isinstance(usual, int | float):
            return
        whole = isinstance(usual, int)
        fits = isinstance(value, int if whole else int | float) and not isinstance(value, bool)
        if not fits or value < 0:
            raise ConfigError(
                f"The {self.task} model: {name} is {value!r}, but must be a "
                f"{'whole ' if whole else ''}number of 0 or more, such as {usual}."
            )

    def estimator_class(self) -> type[Answering]:
        """Return the class of the estimator."""
        return find_estimator(self.estimator, f"The {self.task} model")

    def uses(self, column: str) -> bool:
        """Return whether the model may use a feature."""
        return not any(fnmatchcase(column, pattern) for pattern in self.without)


def find_estimator(name: str, where: str) -> type[Answering]:
    """Return the estimator class of a name; `where` begins the message if there is none."""
    known = kinds(Answering, "patron.models")
    if name not in known:
        raise ConfigError(
            f"{where}: estimator is {name!r}, but must be one of: "
            f"{', '.join(sorted(known))}{did_you_mean(name, known)}."
        )
    return known[name]


def load_spec(path: Path) -> ModelSpec:
    """Return the model that the file at `path` describes."""
    entry = as_mapping(read_yaml(path), str(path))
    formulas = kinds(Formula, "patron.models")
    against = entry.get("against", [])
    if not isinstance(against, list):
        raise ConfigError(f"{path}: against must be a list of formulas.")
    made = tuple(
        build(as_mapping(formula, f"{path}: against[{n}]"), formulas, f"{path}: against[{n}]")
        for n, formula in enumerate(against)
    )
    spec = describe(ModelSpec, {**entry, "against": made}, str(path))
    spec.make_estimator()
    return spec
