"""Which of several values of one field holds, as ``identity.yaml`` says it."""

from typing import Any, Literal, Self

from pydantic import model_validator

from patron.config import Described

Kind = Literal["newest", "oldest", "most_common", "longest"]


class FieldRule(Described):
    """How the value that holds is chosen where accounts of a customer tell different ones.

    A text such as `newest`, or a list of such, stands for `then`.

    Parameters
    ----------
    sources
        Sources in order of trust: a value from an earlier one wins; values of sources that are
        not named come after them.
    then
        What decides between values that are equal so far, the first first: `newest` (told last),
        `oldest` (first known), `most_common` (told by most accounts) or `longest`.
    """

    sources: tuple[str, ...] = ()
    then: tuple[Kind, ...] = ("newest",)

    @model_validator(mode="before")
    @classmethod
    def _short(cls, given: Any) -> Any:
        """Take a text or a list as what comes `then`, and a text there as a list of one."""
        if isinstance(given, str | list | tuple):
            given = {"then": given}
        if isinstance(given, dict) and isinstance(given.get("then"), str):
            given = {**given, "then": (given["then"],)}
        return given

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        for name in ("sources", "then"):
            found = getattr(self, name)
            if len(set(found)) < len(found):
                raise ValueError(f"{name} names one twice: {', '.join(found)}")
        return self
