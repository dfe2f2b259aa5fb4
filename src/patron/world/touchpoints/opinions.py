"""What people say: surveys with a score, reviews with stars, posts on social media."""

from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from patron.world.block import Block, Raw
from patron.world.keys import registration
from patron.world.moments import in_week, iso
from patron.world.settings import DAY
from patron.world.texts import BAD, GOOD, tones, write
from patron.world.words import Array

# Share of the orders with an answered survey, of the order lines with a review; posts a week.
ANSWERS, REVIEWS, POSTS = 0.05, 0.03, 0.03


def opinions(block: Block) -> Iterator[Raw]:
    """Yield surveys, reviews and posts of a block."""
    yield _surveys(block)
    yield _reviews(block)
    yield _posts(block)


def _some(
    block: Block, of: Array, share: float, draw: np.random.Generator
) -> tuple[Array, Array, Array]:
    """Return a share of the places, in order of the moments some days after their baskets."""
    baskets = block.baskets
    some = np.flatnonzero(baskets.online[of] & (draw.random(len(of)) < share))
    at = baskets.at[of[some]] + (draw.uniform(4, 12, len(some)) * DAY).astype(np.int64)
    kept = np.flatnonzero(at < block.world.end_at)
    kept = kept[np.argsort(at[kept], kind="stable")]
    return some[kept], baskets.week[of[some[kept]]], at[kept]


def _surveys(block: Block) -> Raw:
    draw, baskets = block.draw("surveys"), block.baskets
    order, week, at = _some(block, np.arange(len(baskets.at)), ANSWERS, draw)
    person = baskets.person[order]
    mood = block.life.mood[week, person]
    score = np.clip(np.round(7.5 + 1.3 * (mood - 2) - 2 * baskets.late[order]
                             + draw.normal(0, 1, len(order))), 0, 10).astype(np.int64)  # fmt: skip
    tone = np.where(baskets.late[order], BAD, np.digitize(score, (6, 8)))
    email = block.keys.email.take(pa.array(registration(block.people, person, week)))
    comment = write("shop", tone, draw)
    silent = draw.random(len(order)) < 0.4
    rows = pa.table(
        {
            "survey": block.ids("S", np.arange(len(order))),
            "answered_at": iso(at),
            "email": email,
            "score": pa.array(score),
            "comment": comment.take(pa.array(np.arange(len(order)), mask=silent)),
        }
    )
    return Raw("surveys", rows, email, person)


def _reviews(block: Block) -> Raw:
    draw, baskets = block.draw("reviews"), block.baskets
    line, week, at = _some(block, baskets.of, REVIEWS, draw)
    person = baskets.person[baskets.of[line]]
    tone = tones(block.life.mood[week, person] + (draw.random(len(line)) < 0.6), draw)
    stars = np.clip(1 + 2 * tone + draw.integers(-1, 2, len(line)), 1, 5)
    account = block.keys.customer_no.take(pa.array(registration(block.people, person, week)))
    signs = block.people.handle[person] & (draw.random(len(line)) < 0.7)
    rows = pa.table(
        {
            "review": block.ids("V", np.arange(len(line))),
            "at": iso(at),
            "author.customer_no": account,
            "author.handle": block.keys.handle.take(pa.array(person, mask=~signs)),
            "product": block.goods.codes.take(pa.array(baskets.product[line])),
            "stars": pa.array(stars),
            "text": write("goods", tone, draw),
        }
    )
    return Raw("reviews", rows, account, person)


def _posts(block: Block) -> Raw:
    draw, life, world = block.draw("posts"), block.life, block.world
    here = life.present[: world.weeks] & block.people.handle
    week, person = np.nonzero(here & (draw.random(here.shape) < POSTS))
    at = in_week(world, week, draw, hour=19.0)
    order = np.argsort(at, kind="stable")
    week, person, at = week[order], person[order], at[order]
    tone = tones(life.mood[week, person], draw)
    handle = block.keys.handle.take(pa.array(person))
    rows = pa.table(
        {
            "post": block.ids("T", np.arange(len(person))),
            "at": iso(at),
            "handle": handle,
            "likes": pa.array(draw.poisson(2 + 3 * (tone == GOOD))),
            "text": write("shop", tone, draw),
        }
    )
    return Raw("posts", rows, handle, person)
