"""The phrases of a language that stand around the facts of a reason."""

from functools import cache
from pathlib import Path

from patron.config import Described, as_mapping, describe, did_you_mean, read_yaml
from patron.errors import ConfigError
from patron.explain.facts import Facts

LANGUAGES = Path(__file__).parent / "languages"
ENGLISH = "en"
# Types of features without comparative words of their own have these.
OTHER = "other"


class Counted(Described):
    """How a number of things is said: one of them, several (``{n}``), and too few to be told."""

    one: str
    many: str
    under: str


class Words(Described):
    """What a file under ``languages`` says; each phrase has its one home there.

    Parameters
    ----------
    reason
        The whole: ``{fact}``, ``{aside}``, ``{compared}`` and ``{move}``.
    none
        A count of nothing: ``{rest}`` is what follows the number.
    rhythm, pause
        Said beside how long ago something was, and beside how often it usually is: ``{days}``.
    days, points
        Numbers of them.
    comparison
        How a comparison follows the fact: ``{words}``.
    compared
        By type of feature (or type and variant, as ``rhythm spread``): words for ``more`` and
        ``less`` (``{share}``), ``like``, ``unlike`` and ``middle`` (``{who}``). What a type lacks
        is taken from ``other``.
    share
        ``{n}`` of ``{of}`` ``{who}``.
    who
        By entity, whom a value is compared with.
    known
        The same where not everybody has a value: ``{who}``.
    moved
        By type of task: ``up`` and ``down``, with ``{points}`` or ``{money}``.
    bound
        How a rule says values ``upto`` and ``over`` a bound (``{fact}``), the same where the fact
        starts with its number (``most``, ``least``), and that there is one (``known``:
        ``{idea}``).
    both
        Two parts of a rule: ``{one}`` and ``{other}``.
    facts
        How the facts themselves are said; left out where the types of features say them, which
        do so in English.
    """

    reason: str
    none: str
    rhythm: str
    pause: str
    days: Counted
    points: Counted
    comparison: str
    compared: dict[str, dict[str, str]]
    share: str
    who: dict[str, str]
    known: str
    moved: dict[str, dict[str, str]]
    bound: dict[str, str]
    both: str
    facts: Facts | None = None

    def number(self, text: str) -> str:
        """Return a number that was said in English as the language writes it."""
        return text if self.facts is None else self.facts.number(text)

    def idea(self, idea: str) -> str:
        """Return an idea in the language, where it is one of the package."""
        return idea if self.facts is None else self.facts.idea(idea)

    def comparing(self, kind: str, how: str, entity: str = "customer") -> str:
        """Return the words that compare a value of a type of feature.

        Parameters
        ----------
        kind
            The type, such as ``count``, or type and variant, such as ``rhythm mean``.
        how
            ``more``, ``less``, ``like``, ``unlike`` or ``middle``.
        entity
            Whose value it is; ``item`` and ``pair`` may have words of their own.
        """
        names = (f"{kind} {entity}", kind, kind.split()[0], OTHER)
        found = (self.compared.get(name, {}) for name in names)
        return next(words[how] for words in found if how in words)


@cache
def words_of(language: str = ENGLISH) -> Words:
    """Return the words of a language.

    Raises
    ------
    ConfigError
        If there is no file of that name.
    """
    known = languages()
    if language not in known:
        raise ConfigError(
            f"There are no words for the language {language!r}; there are: "
            f"{', '.join(known)}{did_you_mean(language, known)}."
        )
    path = LANGUAGES / f"{language}.yaml"
    return describe(Words, as_mapping(read_yaml(path), str(path)), str(path))


def languages() -> list[str]:
    """Return the languages that there are words for."""
    return sorted(path.stem for path in LANGUAGES.glob("*.yaml"))
