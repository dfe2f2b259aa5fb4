"""The lake: everything the stages hand each other, in versions that can be read again."""

from patron.lake.lake import Lake, Written

__all__ = ["Lake", "Written"]
