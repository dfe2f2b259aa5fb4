"""A retailer that is made up, whose truth is known: raw files as touchpoints leave them."""

from patron.world.settings import World
from patron.world.simulate import Made, simulate

__all__ = ["Made", "World", "simulate"]
