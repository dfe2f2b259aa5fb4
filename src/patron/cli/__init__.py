"""The ``patron`` command."""

from patron.cli.app import main

__all__ = ["main"]
