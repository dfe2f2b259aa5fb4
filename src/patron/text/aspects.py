"""What is spoken of: the aspects of trade and service, and where a sentence mentions them."""

from collections.abc import Mapping, Sequence

from patron.text.phrases import Phrases

ASPECTS: dict[str, tuple[str, ...]] = {
    "delivery": (
        *("delivery", "deliver", "delivered", "delivering", "shipping", "shipped", "shipment"),
        *("ship", "arrive", "arrived", "arrives", "arrival", "courier", "parcel", "package"),
        *("packaging", "tracking", "dispatch", "dispatched", "late", "on time", "overdue"),
    ),
    "price": (
        *("price", "priced", "pricing", "cost", "money", "fee", "charge", "charged", "bill"),
        *("billing", "invoice", "discount", "sale", "value", "expensive", "cheap", "pricey"),
        *("overpriced", "affordable", "inexpensive", "costly", "overcharged", "dollar", "euro"),
    ),
    "quality": (
        *("quality", "material", "fabric", "made", "build", "finish", "durable", "durability"),
        *("sturdy", "flimsy", "cheaply", "broke", "broken", "defect", "defective", "faulty"),
        *("damaged", "fell apart", "falls apart", "stitching", "seam", "texture", "craftsmanship"),
    ),
    "fit": (
        *("fit", "fitted", "fitting", "size", "sized", "sizing", "length", "waist", "sleeve"),
        *("tight", "loose", "baggy", "snug", "too small", "too big", "too large", "too short"),
        *("too long", "too tight", "true to size", "runs small", "runs large"),
    ),
    "service": (
        *("service", "customer service", "support", "staff", "agent", "representative", "rep"),
        *("helpdesk", "help desk", "hotline", "call centre", "call center", "rude", "polite"),
        *("helpful", "unhelpful", "on hold", "response", "reply", "replied", "manager", "advisor"),
    ),
    "returns": (
        *("return", "returned", "returning", "refund", "refunded", "exchange", "exchanged"),
        *("money back", "sent back", "send back", "sent it back", "send it back", "going back"),
        *("replacement", "replaced", "warranty", "guarantee"),
    ),
    "app": (
        *("app", "website", "site", "web site", "page", "login", "log in", "password", "checkout"),
        *("account", "update", "software", "interface", "crash", "crashed", "bug", "glitch"),
    ),
}


def terms_of(aspects: Mapping[str, Sequence[str]]) -> Phrases[tuple[str, ...]]:
    """Return the aspects that each term mentions; a term's plural in "s" mentions them too."""
    named: dict[str, tuple[str, ...]] = {}
    for aspect, terms in aspects.items():
        for term in terms:
            for form in (term.lower(), f"{term.lower()}s"):
                named[form] = (*named.get(form, ()), aspect)
    return Phrases(named)


def mentions(words: list[str], terms: Phrases[tuple[str, ...]]) -> list[tuple[int, str]]:
    """Return the place in a sentence and the name of each aspect mentioned, in order.

    Parameters
    ----------
    words
        The sentence in small letters.
    terms
        As `terms_of` returns them.
    """
    found = []
    at = 0
    while at < len(words):
        match = terms.match(words, at)
        if match is not None:
            found += [(at + match.length - 1, aspect) for aspect in dict.fromkeys(match.value)]
        at += match.length if match is not None else 1
    return found


def nearest(at: int, mentioned: Sequence[tuple[int, str]]) -> list[str]:
    """Return the aspects whose mention is nearest to a place, of those as near the earlier.

    References
    ----------
    Ding, Liu, Yu (2008), "A Holistic Lexicon-Based Approach to Opinion Mining", WSDM, weigh all
    mentions by their distance instead.
    """
    if not mentioned:
        return []
    place = min((place for place, _ in mentioned), key=lambda place: (abs(place - at), place))
    return [aspect for there, aspect in mentioned if there == place]
