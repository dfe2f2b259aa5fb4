"""What a simulated world is made of: how many people, how long, and how dirty its files are."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
from pydantic import Field

from patron.config import Described

DAY = 86_400_000_000
WEEK = 7 * DAY


class World(Described):
    """A retailer, its people, and the dirt of its files.

    Parameters
    ----------
    customers
        People who were ever its customers.
    seed
        Seed of everything that is random.
    weeks
        Weeks that the raw files tell of.
    block
        People who are simulated at once and share files: it bounds the memory, and does not depend
        on the number of workers.
    beyond
        Weeks that are simulated after them: only the truth tells of these.
    start
        First day, a Monday.
    drift
        Share of the weeks after which tastes and hazards are other ones.
    campaign_every
        Weeks from one campaign to the next.
    holdout
        Share of a campaign's people who get nothing, drawn anew for each campaign.
    duplicates, malformed, late, disordered
        Share of the rows that are repeated wholly, cannot be read, become known days later, or
        stand in another place than their time says, in the files where that is done.
    wrong_zone
        First week and number of weeks in which the tills wrote UTC instead of local time.
    typos
        Share of the names, streets and birthdays in the CRM that are mistyped.
    """

    customers: int = Field(default=5_000, ge=1)
    seed: int = Field(default=0, ge=0)
    weeks: int = Field(default=78, ge=32)
    block: int = Field(default=20_000, ge=1)
    beyond: int = Field(default=8, ge=8)
    start: date = date(2025, 1, 6)
    drift: float = Field(default=0.6, gt=0, lt=1)
    campaign_every: int = Field(default=4, ge=1)
    holdout: float = Field(default=0.1, gt=0, lt=1)
    duplicates: float = Field(default=0.002, ge=0, lt=1)
    malformed: float = Field(default=0.001, ge=0, lt=1)
    late: float = Field(default=0.01, ge=0, lt=1)
    disordered: float = Field(default=0.01, ge=0, lt=1)
    wrong_zone: tuple[int, int] = (20, 2)
    typos: float = Field(default=0.05, ge=0, lt=1)

    @property
    def blocks(self) -> int:
        """Number of blocks of people."""
        return -(-self.customers // self.block)

    @property
    def all_weeks(self) -> int:
        """Weeks that are simulated."""
        return self.weeks + self.beyond

    @property
    def drift_week(self) -> int:
        """Week from which on tastes and hazards are other ones."""
        return int(self.weeks * self.drift)

    @property
    def start_at(self) -> int:
        """First moment in microseconds since 1970 (UTC)."""
        first = datetime(self.start.year, self.start.month, self.start.day, tzinfo=UTC)
        return (first - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)

    @property
    def end_at(self) -> int:
        """Moment after the last week of the raw files, in microseconds since 1970 (UTC)."""
        return self.start_at + self.weeks * WEEK

    def is_campaign(self, week: int) -> bool:
        """Return whether a campaign goes out in a week."""
        return week % self.campaign_every == 1 % self.campaign_every

    def random(self, block: int, part: str) -> np.random.Generator:
        """Return the random numbers of one part of one block, whoever else draws and when."""
        key = tuple(part.encode())
        return np.random.default_rng(np.random.SeedSequence(self.seed, spawn_key=(block, *key)))
