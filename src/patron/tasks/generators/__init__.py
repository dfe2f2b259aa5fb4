"""Where candidates come from: each module scores items for customers in one way.

The folder is the catalogue: to add a generator, add a file with a `Generator`, and name it in the
task's ``also`` and where a feature of type ``proposed`` shall show its score to a model.
"""

from patron.tasks.generators.base import Generator
from patron.tasks.generators.taken import Taken, look_back

__all__ = ["Generator", "Taken", "look_back"]
