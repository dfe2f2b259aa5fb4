"""What makes two accounts probably one person, as ``identity.yaml`` says it under ``probable``."""

from typing import Literal, Self

from pydantic import Field, model_validator

from patron.config import Described, did_you_mean

KindName = Literal[
    "name", "address", "date", "postcode", "number", "exact", "text", "email", "phone"
]
# Kinds whose values are compared word by word.
WORDY = ("name", "address")
PARTS = ("words", "pairs")


class Compared(Described):
    """One field in which accounts are compared.

    Parameters
    ----------
    field
        How evidence calls it.
    kind
        How its values are compared: "name" and "address" word by word, in any order, rare words
        saying more; "date" and "number" with typing errors; "postcode" by its beginning too;
        "text" with typing errors, "exact" without; "email" and "phone" as such.
    made_from
        Attributes or id types that hold its values, one after the other; `field` itself if empty.
    """

    field: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    kind: KindName
    made_from: tuple[str, ...] = ()

    @property
    def sources(self) -> tuple[str, ...]:
        """Names of the attributes and id types that its values come from."""
        return self.made_from or (self.field,)


class ProbableRules(Described):
    """Which accounts are compared, in what, and how sure is sure enough.

    Parameters
    ----------
    compare
        Fields to compare. What they prove is learned from the data, without labels.
    blocking
        Only accounts that agree in all parts of one of these are compared. A part is a field,
        the first letters of one (``postcode:3``), any of its words (``name.words``), or any two
        of them (``name.pairs``).
    merge_at
        Probability from which accounts join. Between groups of accounts the mean evidence counts.
    review_at
        Probability from which a person should look at it; what an unlikelier pair, or one that
        is not compared, counts in that mean.
    largest_block
        What more accounts than this agree in makes none of them worth comparing.
    one_each
        Sources in which nobody has two accounts.
    """

    compare: tuple[Compared, ...] = Field(min_length=1)
    blocking: tuple[tuple[str, ...], ...] = Field(min_length=1, max_length=60)
    merge_at: float = Field(default=0.8, gt=0, lt=1)
    review_at: float = Field(default=0.5, gt=0, lt=1)
    largest_block: int = Field(default=300, ge=2)
    one_each: tuple[str, ...] = Field(default=(), max_length=60)

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.review_at >= self.merge_at:
            raise ValueError(
                f"review_at is {self.review_at}, but must be below merge_at, {self.merge_at}"
            )
        kinds = {one.field: one.kind for one in self.compare}
        if len(kinds) < len(self.compare):
            raise ValueError(f"compare names a field twice: {[one.field for one in self.compare]}")
        for text in (text for rule in self.blocking for text in rule):
            part = Part.of(text)
            if part.field not in kinds:
                raise ValueError(
                    f"blocking by {text!r}, but the fields compared are {list(kinds)}"
                    f"{did_you_mean(part.field, kinds)}"
                )
            if part.words and kinds[part.field] not in WORDY:
                raise ValueError(
                    f"blocking by {text!r}, but only a {' or '.join(WORDY)} has words, "
                    f"and {part.field} is of kind {kinds[part.field]!r}"
                )
        return self


class Part(Described):
    """One part of a blocking rule.

    Parameters
    ----------
    field
        A field that is compared.
    letters
        How many of its first letters count; 0 is all.
    words
        "words" for any word, "pairs" for any two, empty for the whole value.
    """

    field: str
    letters: int = Field(default=0, ge=0)
    words: Literal["", "words", "pairs"] = ""

    @classmethod
    def of(cls, text: str) -> Self:
        """Return the part that `text` says.

        Raises
        ------
        ValueError
            If it says none.
        """
        field, colon, letters = text.partition(":")
        field, dot, words = field.partition(".")
        if (colon and not letters.isdigit()) or (dot and words not in PARTS) or (colon and dot):
            raise ValueError(
                f"blocking by {text!r}, but a part is written field, field:3, "
                "field.words or field.pairs"
            )
        return cls(field=field, letters=int(letters or 0), words=words)  # type: ignore[arg-type]
