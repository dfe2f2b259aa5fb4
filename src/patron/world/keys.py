"""What people are known by, as text: customer numbers, cards, e-mails, telephones, cookies."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from patron.world.people import People
from patron.world.settings import World
from patron.world.words import FIRST_NAMES, LAST_NAMES, Array

DOMAINS = ("example.org", "example.com", "example.net")
# Cookies are deleted about twice a year.
COOKIE_WEEKS = 26
_HEX = np.frombuffer(b"".join(f"{byte:02x}".encode() for byte in range(256)), np.uint8)


@dataclass(frozen=True)
class Keys:
    """Texts by person, or by twice the person's place plus 1 for the second registration.

    Parameters
    ----------
    customer_no, email
        Of the first and second registration.
    card, mobile, landline, handle, serial, device
        Of each person; the landline is the household's.
    """

    customer_no: pa.Array
    email: pa.Array
    card: pa.Array
    mobile: pa.Array
    landline: pa.Array
    handle: pa.Array
    serial: pa.Array
    device: pa.Array


def make_keys(world: World, people: People) -> Keys:
    """Return what the people of a block are known by; no two people share a value of their own."""
    number = people.number
    twice = np.repeat(number, 2) * 2 + np.tile([0, 1], len(number))
    first, last = _plain(FIRST_NAMES), _plain(LAST_NAMES)
    name = pc.binary_join_element_wise(
        first.take(pa.array(people.first_name)), last.take(pa.array(people.last_name)), "."
    )
    return Keys(
        customer_no=_digits("K", scrambled(twice, world.seed), 10),
        email=_emails(name, first.take(pa.array(people.first_name)), number),
        card=_digits("29", scrambled(number, world.seed + 1), 10),
        mobile=_digits("151", _within_eight(number), 8),
        landline=_digits("30", _within_eight(people.household + 7), 8),
        handle=_joined("@", first.take(pa.array(people.first_name)), _text(number * 7 % 9_999_991)),
        serial=_digits("SN", scrambled(number, world.seed + 2), 10),
        device=hexadecimal(mixed(number, world.seed + 3)),
    )


def registration(people: People, person: Array, week: Array) -> Array:
    """Return the place in `Keys.customer_no` and `Keys.email` that people use in a week."""
    return np.asarray(person * 2 + (week >= people.again[person]))


def cookies(world: World, people: People, person: Array, week: Array) -> tuple[pa.Array, Array]:
    """Return the different cookies of visits, and the place of each visit's in them.

    A household shares a computer, and so a cookie, unless a member has one of their own.
    """
    owner = np.where(people.own_computer, people.number, people.household)[person]
    kind = people.own_computer[person]
    phase = mixed(owner, world.seed + 4) % COOKIE_WEEKS
    epoch = (week + phase.astype(np.int64)) // COOKIE_WEEKS
    code, place = np.unique((owner * 2 + kind) * 64 + epoch, return_inverse=True)
    return hexadecimal(mixed(code, world.seed + 5)), place


def scrambled(numbers: Array, seed: int) -> Array:
    """Return different numbers below 2^32 for different numbers below 2^32, out of order."""
    odd = np.uint64(2_654_435_761 + 2 * (seed % 1_000))
    scattered = numbers.astype(np.uint64) * odd + np.uint64(seed % 1_000_003)
    return (scattered & np.uint64(0xFFFFFFFF)).astype(np.int64)


def mixed(numbers: Array, seed: int) -> Array:
    """Return 64 bits of each number, mixed by SplitMix64 (Steele, Lea, Flood, OOPSLA 2014)."""
    z = numbers.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(seed)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray(z ^ (z >> np.uint64(31)))


def hexadecimal(numbers: Array) -> pa.Array:
    """Return 64-bit numbers as text of 16 hexadecimal digits."""
    if not len(numbers):
        return pa.array([], pa.string())
    octets = np.ascontiguousarray(numbers.astype(">u8")).view(np.uint8)
    letters = np.ascontiguousarray(_HEX.reshape(256, 2)[octets])
    offsets = np.arange(len(numbers) + 1, dtype=np.int32) * 16
    return pa.StringArray.from_buffers(len(numbers), pa.py_buffer(offsets), pa.py_buffer(letters))


def _within_eight(numbers: Array) -> Array:
    """Return different numbers of eight digits; 99,999,989 is the largest prime of eight."""
    return np.asarray(numbers.astype(np.int64) * 48_271 % 99_999_989)


def _emails(name: pa.Array, first: pa.Array, number: Array) -> pa.Array:
    """Return two addresses a person; some give the same one when they register again."""
    n = len(number)
    domain = pa.array(DOMAINS).take(pa.array(number % len(DOMAINS)))
    other = pa.array(DOMAINS).take(pa.array((number + 1) % len(DOMAINS)))
    usual = pc.binary_join_element_wise(_joined(name, _text(number)), domain, "@")
    second = pc.binary_join_element_wise(_joined(first, _text(number)), other, "@")
    again = pc.if_else(pa.array(mixed(number, 9) % np.uint64(10) < 3), usual, second)
    both = pa.concat_arrays([usual, again])
    return both.take(pa.array(np.stack([np.arange(n), np.arange(n) + n], axis=1).ravel()))


def _joined(*parts: object) -> pa.Array:
    return pc.binary_join_element_wise(*parts, "")


def _text(numbers: Array) -> pa.Array:
    return pa.array(numbers).cast(pa.string())


def _digits(prefix: str, numbers: Array, width: int) -> pa.Array:
    return _joined(prefix, pc.utf8_lpad(_text(numbers), width, "0"))


def _plain(names: tuple[str, ...]) -> pa.Array:
    """Return names in small letters without umlauts, as they stand in e-mail addresses."""
    written = pc.utf8_lower(pa.array(names))
    for letter, plain in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        written = pc.replace_substring(written, letter, plain)
    return written
