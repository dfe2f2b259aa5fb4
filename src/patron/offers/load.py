"""Read the offers and rules that a workspace declares."""

from pathlib import Path

from patron.catalog import kinds
from patron.config import as_mapping, build, read_yaml
from patron.errors import ConfigError
from patron.offers.base import Offer, Rule
from patron.offers.decide import BETTER, NOTHING


def load_offers(path: Path) -> tuple[list[Offer], list[Rule]]:
    """Return the offers and the rules that the file at `path` lists, in their order.

    Raises
    ------
    ConfigError
        If an entry cannot be meant, or an offer or rule takes a name in use.
    """
    content = as_mapping(read_yaml(path), str(path))
    strange = set(content) - {"offers", "rules"}
    if strange:
        raise ConfigError(f"{path} has the part(s) {sorted(strange)}, but only: offers, rules.")
    offers = [
        build(as_mapping(entry, where), kinds(Offer, "patron.offers"), where)
        for where, entry in _listed(content, "offers", path)
    ]
    rules = [
        build(as_mapping(entry, where), kinds(Rule, "patron.offers"), where)
        for where, entry in _listed(content, "rules", path)
    ]
    for names, reserved in (
        ([offer.name for offer in offers], NOTHING),
        ([rule.name for rule in rules], BETTER),
    ):
        if len(set(names)) < len(names) or reserved in names:
            raise ConfigError(f"{path}: the names {names} must differ, and none be {reserved!r}.")
    for rule in rules:
        about = getattr(rule, "offer", None)
        if about is not None and about not in [offer.name for offer in offers]:
            raise ConfigError(
                f"{path}: the rule {rule.name!r} is about the offer {about!r}, but the offers are: "
                f"{', '.join(offer.name for offer in offers)}."
            )
    return offers, rules


def _listed(content: dict[str, object], part: str, path: Path) -> list[tuple[str, object]]:
    entries = content.get(part, [])
    if not isinstance(entries, list):
        raise ConfigError(f"{path}: {part} must be a list.")
    return [(f"{path}: {part}[{number}]", entry) for number, entry in enumerate(entries)]
