"""What people write and what agents note: sentences put together, in the tone of their mood."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from patron.world.words import Array

BAD, MIXED, GOOD = range(3)
# By tone: beginnings, middles and ends of opinions on goods.
_GOODS = (
    (
        ("Disappointed.", "Not again.", "Sadly no.", "Poor quality.", "What a letdown.", "Hm, no."),
        ("It broke after a week", "It feels cheap", "It looks shabby", "It arrived damaged",
         "The material is flimsy", "It was faulty from the start"),
        (" and I want my money back.", " and I regret it.", ", a waste of money.",
         ", I am annoyed.", " and I will not buy it again.", ". Awful."),
    ),
    (
        ("It is okay.", "Average.", "So so.", "Does its job.", "Neither here nor there.", "Fine."),
        ("It is like the one before", "It took a while to get used to", "The box was larger",
         "It does what it says", "I had expected another colour", "I use it now and then"),
        (", nothing more.", " and that is that.", ", we will see.", " for the price.",
         ", could be different.", "."),
    ),
    (
        ("Love it!", "Great.", "Very happy.", "Wonderful.", "Excellent buy.", "So glad."),
        ("It works perfectly", "The quality is great", "It looks beautiful", "It is sturdy",
         "It came quickly and well packed", "My family enjoys it"),
        (" and I recommend it.", ", thank you!", ", the best I have had.", " and I am delighted.",
         ", worth every cent.", ". Perfect."),
    ),
)  # fmt: skip
# By tone: opinions on the retailer.
_SHOP = (
    (
        ("My parcel came late", "Nobody answered my mail", "The hotline kept me on hold",
         "The agent was rude", "My order was wrong", "The app crashed again"),
        (" and I am angry.", ", terrible service.", ", that is unacceptable.",
         " and it was a bad experience.", ", I am very upset.", " and nobody cared."),
        ("", " Never again.", " I am thinking of leaving.", " A shame.", " Really bad.", ""),
    ),
    (
        ("I order now and then", "The store was busy", "The website has changed",
         "My parcel came on Tuesday", "I asked about my order", "I used a coupon"),
        (", all as usual.", " and it went its way.", ", nothing to add.", ".", ", as before.",
         " this month."),
        ("", " We will see.", " Until next time.", "", " That is all.", ""),
    ),
    (
        ("The staff were friendly", "Delivery was fast", "The hotline helped me at once",
         "I found a great present", "Everything was on time", "The shop is lovely"),
        (" and I am very happy.", ", excellent service!", ", thank you so much.",
         " and it was a pleasure.", ", I am impressed.", ", well done."),
        ("", " Keep it up!", " I love this shop.", " Best of all.", " Great team.", ""),
    ),
)  # fmt: skip
# By tone: what an agent notes of a call.
_CALLS = (
    (
        ("Customer angry:", "Caller upset:", "Complaint:", "Caller very annoyed:", "Loud call:"),
        (" parcel has not arrived", " was promised a call back that never came", " wrong product",
         " refund still missing", " talked to a rude colleague", " charged twice"),
        (", calls it unacceptable.", ", threatens to leave.", ". Could not solve the problem.",
         ", hung up.", ". Apologised, still unhappy."),
    ),
    (
        ("Question:", "Caller asks:", "Request:", "Short call:", "Caller wants to know:"),
        (" where the invoice is", " opening hours", " how to change the address",
         " whether a product is in stock", " how points are counted", " status of an order"),
        (". Answered.", ". Sent a mail.", ". Explained.", ". Done.", ". Noted."),
    ),
    (
        ("Friendly call:", "Caller pleased:", "Praise:", "Nice call:", "Happy customer:"),
        (" thanks for quick help", " problem solved at once", " likes the new range",
         " replacement arrived in time", " found the advice helpful", " enjoys the product"),
        (". Great.", ", very satisfied.", ". Thanked us.", ", will recommend us.", ". Perfect."),
    ),
)  # fmt: skip
_GOODBYE = (
    (
        ("Customer cancels:", "Closes account:", "Cancellation:", "Wants to leave:"),
        (" buys elsewhere now", " not satisfied any more", " prices too high", " no use for it",
         " too many problems with deliveries"),
        (". Confirmed.", ". Offered a voucher, refused.", ". Account closed.", ". Regrets it."),
    ),
)  # fmt: skip
TOPICS = {"goods": _GOODS, "shop": _SHOP, "calls": _CALLS, "goodbye": _GOODBYE}


def tones(mood: Array, draw: np.random.Generator) -> Array:
    """Return a tone for each mood from 0 to 4: mostly that of the mood, at times another."""
    heard = mood + draw.normal(0, 0.8, len(mood))
    return np.digitize(heard, (1.2, 2.6))


def write(topic: str, tone: Array, draw: np.random.Generator) -> pa.Array:
    """Return a text on a topic for each tone."""
    found = pa.nulls(len(tone), pa.string())
    for number, parts in enumerate(TOPICS[topic]):
        chosen = [
            pa.array(part).take(pa.array(draw.integers(len(part), size=len(tone))))
            for part in parts
        ]
        middle = " " if topic == "goods" else ""
        text = pc.binary_join_element_wise(chosen[0], middle, chosen[1], chosen[2], "")
        found = pc.if_else(pa.array(tone == number), text, found)
    return found
