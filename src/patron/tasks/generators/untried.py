"""What most customers take and this one never did."""

from typing import ClassVar, Literal

from patron.tasks.generators.popular import Popular


class Untried(Popular):
    """Customers who took the item in the last horizon; proposed where it was never taken."""

    proposes: ClassVar[Literal["taken", "new", "any"]] = "new"
