"""What may be asked: one customer or many."""

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

MOST = 10_000
MOST_ROWS = 1_000
# Events and outcomes.
MOST_EVENTS = 1_000
CustomerRef = Annotated[str, StringConstraints(min_length=1, max_length=300)]

FEATURES: Any = {"type": "object", "additionalProperties": {"type": ["number", "null"]}}
LIMITS_OF_ROWS: Any = {"minItems": 1, "maxItems": MOST_ROWS}

# What a field is that was not given; null itself is refused.
LEFT_OUT: Any = None


def _one_of_both(schema: dict[str, Any]) -> None:
    schema["oneOf"] = [{"required": ["customer"]}, {"required": ["customers"]}]
    for field in schema["properties"].values():
        field.pop("default", None)


class Question(BaseModel):
    """Whom an answer is wanted for: one `customer`, or up to 10,000 `customers`.

    A customer is named by customer_id, or by an identifier as ``type:value``.
    """

    model_config = ConfigDict(
        strict=True, extra="forbid", hide_input_in_errors=True, json_schema_extra=_one_of_both
    )

    customer: CustomerRef = Field(
        default=LEFT_OUT,
        description="A customer_id such as c1f0d4a2b3c4d5e6, or an identifier such as household:7",
    )
    customers: list[CustomerRef] = Field(
        default=LEFT_OUT,
        min_length=1,
        max_length=MOST,
        description="The same for many; the results come in this order",
    )

    @model_validator(mode="after")
    def _is_one_of_both(self) -> Self:
        if len(self.model_fields_set & {"customer", "customers"}) != 1:
            raise ValueError("give either customer or customers")
        return self

    @property
    def asked(self) -> list[str]:
        """Whom it is about, in order."""
        return self.customers if self.customers is not None else [self.customer]

    @property
    def is_about_one(self) -> bool:
        """Whether one object is wanted and not a list."""
        return self.customers is None


class WhatIf(Question):
    """Whom an answer is wanted for, and what is to be taken as having happened, or as not."""

    events: list[Any] = Field(
        default=LEFT_OUT,
        min_length=1,
        max_length=MOST_EVENTS,
        description="What if these had happened: events of the one customer, which are not stored",
    )
    without: list[Any] = Field(
        default=LEFT_OUT,
        min_length=1,
        max_length=MOST_EVENTS,
        description="What if these had not happened: source and interaction_id of touchpoints of "
        "the one customer, who keeps them",
    )


def _one_of_three(schema: dict[str, Any]) -> None:
    _one_of_both(schema)
    schema["oneOf"].append({"required": ["features"]})


class Given(WhatIf):
    """Whom an answer is wanted for, or what is known of somebody who need not be a customer."""

    model_config = ConfigDict(json_schema_extra=_one_of_three)

    features: Any = Field(
        default=LEFT_OUT,
        description="Instead of a customer: the model's features by name, or a list of such rows; "
        "those that are null or left out count as not known",
        json_schema_extra={
            "oneOf": [FEATURES, {"type": "array", "items": FEATURES, **LIMITS_OF_ROWS}]
        },
    )

    @model_validator(mode="after")
    def _is_one_of_both(self) -> Self:
        if len(self.model_fields_set & {"customer", "customers", "features"}) != 1:
            raise PydanticCustomError("one_of_three", "give customer, customers or features")
        return self

    @property
    def is_given(self) -> bool:
        """Whether the features come with the question."""
        return "features" in self.model_fields_set

    @property
    def is_about_one(self) -> bool:
        """Whether one object is wanted and not a list."""
        return self.customers is None and not isinstance(self.features, list)


class Why(WhatIf):
    """Whose answers are to be explained, and of which `task`; of all if it is left out."""

    task: Literal["churn", "lifetime_value", "next_offer"] = Field(
        default=LEFT_OUT, description="Which answer; all that there are if it is left out"
    )


class Ask(Question):
    """Whom to offer something to, and whether they are to be contacted by it now."""

    contact: bool = Field(
        default=LEFT_OUT,
        description="Whether the one who asks contacts them now, if the answer reserves it",
    )

    @property
    def is_contact(self) -> bool:
        """Whether a contact is asked for."""
        return bool(self.contact)


class Outcomes(BaseModel):
    """1 to 1,000 outcomes of decisions; each is checked alone."""

    model_config = ConfigDict(strict=True, extra="forbid", hide_input_in_errors=True)

    outcomes: list[Any] = Field(min_length=1, max_length=MOST_EVENTS)


class Events(BaseModel):
    """1 to 1,000 events; each is checked alone."""

    model_config = ConfigDict(strict=True, extra="forbid", hide_input_in_errors=True)

    events: list[Any] = Field(min_length=1, max_length=MOST_EVENTS)
