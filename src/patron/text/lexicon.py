"""What words say: VADER's lexicon, and what customers say that it lacks.

VADER (Hutto and Gilbert, ICWSM 2014) had ten people rate each of its 7,500 words from −4 to 4. They
were words of social media. Of goods, deliveries and service customers speak in further words, which
stand here. They are common English of any trade, on the same scale, written down from knowledge of
the language and fitted to no data.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

# What customers say beside VADER's words. A word may be a phrase.
OF_CUSTOMERS: dict[float, str] = {
    -2.7: "never again, waste of money, waste of time, rip off, ripoff, money back, garbage, trash, "
    "unusable, unwearable, unacceptable, avoid",
    -2.1: "junk, defective, faulty, flimsy, shoddy, overpriced, unhelpful, unreliable, "
    "unresponsive, crashed, crashes, crashing, dead on arrival, falling apart, fell apart, "
    "fall apart, falls apart, unsatisfied, dissatisfied, unimpressed, subpar, not worth",
    -1.6: "returned, returning, return it, return them, return this, sent back, send back, "
    "sent it back, send it back, sent them back, going back, go back, went back, took it back, "
    "refund, refunded, torn, tore, ripped, stained, shrunk, shrank, shrinks, faded, scratched, "
    "scratches, leaks, leaked, leaking, jammed, freezes, froze, frozen, buggy, bugs, glitch, "
    "glitches, glitchy, unflattering, uncomfortable, ill fitting, poorly, cheaply, cheap looking, "
    "looks cheap, look cheap, looked cheap, feels cheap, feel cheap, felt cheap, rough, stiff, "
    "scratchy, noisy, sloppy, mediocre, inferior, late, overdue, never arrived, no response, "
    "no reply, on hold, hung up, unanswered, double charged, overcharged, hidden fees, unclear, "
    "confusing, complicated, cancelled, canceled, incorrect, misleading, inaccurate, stopped "
    "working, does not work, did not work, doesn't work, didn't work, won't work, not working, "
    "fell off, fall off, came off, broke off, gave up, let down, letdown",
    -1.0: "slow, slowly, cheap, expensive, pricey, costly, issue, issues, bug, delay, delays, "
    "crash, refuses, bulky, clunky, heavy, thin, tight, loose, baggy, boxy, shapeless, small, "
    "smaller, short, shorter, long wait, waited, waiting, queue, odd, weird, strange, off, "
    "awkward, difficult, unless, except, although, however, unfortunately, sadly, wish, bad fit, "
    "runs small, runs large, ran small, ran large",
    1.0: "fast, quick, quickly, soft, durable, smooth, smoothly, works, worked, fits, fit well, "
    "arrived on time, on time, prompt, promptly, polite, professional, lightweight, quiet, bright, "
    "clear, simple, affordable, inexpensive, reasonable, reasonably priced, good price, versatile",
    1.6: "sturdy, reliable, flawless, flawlessly, seamless, well made, well built, high quality, "
    "great value, intuitive, user friendly, user-friendly, attentive, knowledgeable, courteous, "
    "works well, works great, works fine, fits well, fits great, fits perfectly, runs true, "
    "true to size, cozy, comfy, stylish, no problem, no problems, no issues, no complaints",
    2.2: "highly recommend, exceeded, exceeds, happier, buy again, order again, ordered another, "
    "bought another, second pair, in every color, in every colour, must have, must-have, go wrong",
}
# "It looks like" likes nothing.
NO_LIKING = frozenset(
    "look looks looked looking feel feels felt feeling seem seems seemed sound sounds sounded smell "
    "smells smelled just more something anything nothing much exactly was is are were be and than "
    "fit fits made makes act acts it's stuff things thing".split()
)
# What only would be, or was hoped for, is not so.
IRREALIS = frozenset(
    "would could should might wish wished hope hoped hoping hopefully want wanted wanting expect "
    "expected expecting if unless supposed ought would've could've should've wouldn't couldn't "
    "shouldn't whether i'd".split()
)
BOOST, DAMPEN = 0.293, -0.293
FURTHER_BOOSTERS = {"way": BOOST, "super": BOOST, "pretty": DAMPEN / 2, "bit": DAMPEN}


@dataclass(frozen=True)
class Lexicon:
    words: Mapping[str, float]
    phrases: Mapping[str, tuple[tuple[tuple[str, ...], float], ...]]
    boosters: Mapping[str, float]
    negations: frozenset[str]
    emoji: Mapping[str, float] = field(default_factory=dict)
