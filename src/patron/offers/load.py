"""Read the offers and rules that a workspace declares."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from patron.catalog import kinds
from patron.config import as_mapping, build, read_yaml
from patron.errors import ConfigError
from patron.offers.base import Offer, Rule
from patron.offers.contact_limit import ContactLimit
from patron.offers.decide import BETTER, NOTHING

# Channels on which one contact a week is the limit if the workspace says nothing else.
LIMITED = ("email", "sms")


def load_offers(path: Path) -> tuple[list[Offer], list[Rule]]:
    """Return the offers and the rules that the file at `path` lists, in their order.

    Raises
    ------
    ConfigError
        If an entry cannot be meant, or an offer or rule takes a name in use.
    """
    return offers_of(as_mapping(read_yaml(path), str(path)), str(path))


def offers_of(content: Mapping[str, object], path: str) -> tuple[list[Offer], list[Rule]]:
    """Return the offers and rules of what a file says, default limits of contact among them.

    Parameters
    ----------
    content
        Entries of offers and rules; what `declared` returned is content too.
    path
        Where it stands, for messages.

    Raises
    ------
    ConfigError
        If an entry cannot be meant, or an offer or rule takes a name in use.
    """
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
    missing = _missing_limits(rules)
    for names, reserved in (
        ([offer.name for offer in offers], NOTHING),
        ([rule.name for rule in (*missing, *rules)], BETTER),
    ):
        wrong = [name for name in dict.fromkeys(names) if names.count(name) > 1 or name == reserved]
        if wrong:
            raise ConfigError(
                f"{path}: the names {wrong} are used twice or, like {reserved!r}, taken; names of "
                "offers must differ, and so must those of rules."
            )
    for rule in rules:
        about = getattr(rule, "offer", None)
        if about is not None and about not in [offer.name for offer in offers]:
            raise ConfigError(
                f"{path}: the rule {rule.name!r} is about the offer {about!r}, but the offers are: "
                f"{', '.join(offer.name for offer in offers)}."
            )
    # First, so that no budget is spent on whom they refuse.
    return offers, [*missing, *rules]


def declared(offers: Sequence[Offer], rules: Sequence[Rule]) -> dict[str, list[dict[str, Any]]]:
    """Return what `offers_of` makes the same offers and rules from, as JSON takes it."""
    return {
        part: [
            {"type": type(one).__module__.rpartition(".")[2], **one.model_dump(mode="json")}
            for one in ones
        ]
        for part, ones in (("offers", offers), ("rules", rules))
    }


def _missing_limits(rules: Sequence[Rule]) -> list[Rule]:
    there = {rule.channel for rule in rules if isinstance(rule, ContactLimit)}
    return [
        ContactLimit(name=f"{channel} limit", channel=channel)
        for channel in LIMITED
        if channel not in there
    ]


def _listed(content: Mapping[str, object], part: str, path: str) -> list[tuple[str, object]]:
    entries = content.get(part, [])
    if not isinstance(entries, list):
        raise ConfigError(f"{path}: {part} must be a list.")
    return [(f"{path}: {part}[{number}]", entry) for number, entry in enumerate(entries)]
