"""Where the files of a workspace lie: what it declares, what it reads, what runs write."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from zoneinfo import available_timezones

from pydantic import Field, field_validator

from patron.config import Described, as_mapping, describe, did_you_mean, read_entries, read_yaml
from patron.errors import ConfigError
from patron.explain.words import ENGLISH, languages
from patron.features import Feature, load_features
from patron.identity import IdentityRules, load_rules
from patron.lake import Lake
from patron.models import ModelSpec, load_spec
from patron.offers import Offer, Rule, load_offers
from patron.offers.uplift import Uplift
from patron.sources import Source, load_sources
from patron.tasks import Task, load_tasks
from patron.training import Registry
from patron.training.draws import Draws


class Settings(Described):
    """What a workspace's ``workspace.yaml`` says.

    Parameters
    ----------
    title
        What people call it; the folder's name if left out.
    currency
        Unit of all money.
    time_zone
        Of the clocks by which quiet hours are meant, such as ``Europe/Berlin``.
    decisions_hold
        For how long the service answers all channels alike after it has decided what to offer.
    language
        In which reasons, the report and cards are told, by the name of a file under
        ``explain/languages`` and ``report/languages``.
    explore
        Share of the service's decisions that are drawn at random from what the rules allow, so
        that other policies can be judged by them.
    protected
        Names of attributes, such as ``[age, gender]``, for whose groups the report of each model
        says how good it is. Models are not kept from them by this; `without` does that.
    """

    title: str = ""
    currency: str = "USD"
    time_zone: str = "UTC"
    decisions_hold: timedelta = Field(default=timedelta(days=1), gt=timedelta(0))
    language: str = ENGLISH
    explore: float = Field(default=0.0, ge=0, lt=1)
    protected: tuple[str, ...] = ()

    @field_validator("language")
    @classmethod
    def _is_told(cls, value: str) -> str:
        """Refuse a language without words."""
        if value not in languages():
            raise ValueError(f"must be one of {', '.join(languages())}")
        return value

    @field_validator("time_zone")
    @classmethod
    def _is_zone(cls, value: str) -> str:
        """Refuse what is no time zone."""
        if value not in available_timezones():
            raise ValueError("must be the name of a time zone, such as Europe/Berlin")
        return value


@dataclass(frozen=True)
class Workspace:
    """One business: a folder of configuration, and the data and models that belong to it.

    Parameters
    ----------
    configs
        Folder such as ``configs/complete_journey``; its name is the workspace's name.
    home
        Folder under which ``data``, ``models`` and ``reports`` lie.
    """

    configs: Path
    home: Path = Path(".")

    def __post_init__(self) -> None:
        if not self.configs.is_dir():
            others = self.configs.parent
            found = (
                sorted(p.name for p in others.iterdir() if p.is_dir()) if others.is_dir() else []
            )
            there = f" {others} holds: {', '.join(found)}." if found else ""
            hint = did_you_mean(self.configs.name, found)
            raise ConfigError(f"{self.configs} is no folder{hint}.{there}")

    @property
    def name(self) -> str:
        """Name of the workspace."""
        return self.configs.resolve().name

    @property
    def raw(self) -> Path:
        """Folder of the raw files; only the simulator of a world ever writes there."""
        return self.home / "data" / "raw" / self.name

    @property
    def truth(self) -> Path:
        """Folder of the truth, where the workspace is a simulated world; no source reads it."""
        return self.home / "data" / self.name / "truth"

    @property
    def lake(self) -> Lake:
        """The lake."""
        return Lake(self.home / "data" / "lake" / self.name)

    @property
    def live(self) -> Path:
        """File of the live store that the service reads, where no URL says otherwise."""
        return self.home / "data" / "live" / f"{self.name}.db"

    @property
    def bundles(self) -> Path:
        """Folder of the bundles that the service reads."""
        return self.home / "models" / "bundle" / self.name

    @property
    def report(self) -> Path:
        """File of the report."""
        return self.home / "reports" / f"{self.name}.html"

    @property
    def papers(self) -> Path:
        """Folder of the models' reports and cards, and of what need not be collected."""
        return self.home / "reports" / self.name

    @property
    def registry(self) -> Registry:
        """Runs and registered models."""
        return Registry(self.home / "models", self.name)

    @cached_property
    def settings(self) -> Settings:
        """Title and currency."""
        path = self.configs / "workspace.yaml"
        found = (
            describe(Settings, as_mapping(read_yaml(path), str(path)), str(path))
            if path.exists()
            else Settings()
        )
        return found if found.title else found.model_copy(update={"title": self.name})

    @cached_property
    def sources(self) -> list[Source]:
        """The touchpoints."""
        return load_sources(self.configs / "sources")

    @cached_property
    def identity(self) -> IdentityRules:
        """What proves identity."""
        return load_rules(self.configs / "identity.yaml")

    @cached_property
    def features(self) -> list[Feature]:
        """The features."""
        return load_features(self.configs / "features.yaml")

    @cached_property
    def tasks(self) -> Mapping[str, Task]:
        """The tasks by name."""
        return load_tasks(self.configs / "tasks.yaml")

    @cached_property
    def offers(self) -> tuple[list[Offer], list[Rule]]:
        """Offers and rules; none where there is no ``offers.yaml``."""
        path = self.configs / "offers.yaml"
        offers, rules = load_offers(path) if path.exists() else ([], [])
        known = [draws.name for draws in self.experiments]
        for offer in offers:
            if isinstance(offer, Uplift) and offer.experiment not in known:
                raise ConfigError(
                    f"{path}: the offer {offer.name!r} needs the experiment {offer.experiment!r}, "
                    f"but experiments.yaml has: {', '.join(known) or 'none'}."
                )
            for task in set(offer.needs()) - set(self.tasks):
                raise ConfigError(
                    f"{path}: the offer {offer.name!r} needs the task {task!r}, but tasks.yaml "
                    f"has: {', '.join(self.tasks)}{did_you_mean(task, self.tasks)}."
                )
        return offers, rules

    @cached_property
    def experiments(self) -> list[Draws]:
        """What was drawn at random; nothing where there is no ``experiments.yaml``."""
        path = self.configs / "experiments.yaml"
        if not path.exists():
            return []
        return [describe(Draws, entry, where) for where, entry in read_entries(path)]

    def task(self, name: str) -> Task:
        """Return the task of a name.

        Raises
        ------
        ConfigError
            If the workspace has no such task.
        """
        if name not in self.tasks:
            raise ConfigError(
                f"{self.configs / 'tasks.yaml'} has no task {name!r}; it has: "
                f"{', '.join(self.tasks)}{did_you_mean(name, self.tasks)}."
            )
        return self.tasks[name]

    def spec(self, task: str) -> ModelSpec:
        """Return how the model of a task is built."""
        path = self.configs / "models" / f"{task}.yaml"
        spec = load_spec(path)
        if spec.task != task:
            raise ConfigError(f"{path}: task is {spec.task!r}, but the file's name says {task!r}.")
        return spec

    def check(self) -> None:
        """Read every file of the workspace, so that a mistake shows before any work is done."""
        _ = (self.settings, self.sources, self.identity, self.features, self.offers)
        _ = self.experiments
        for name in self.tasks:
            self.spec(name)
