"""Every error the package raises on purpose.

* PatronError
  - ConfigError      a file under configs/ says something that cannot be meant
  - SourceError      a raw file is missing or is not what its mapping says
  - SchemaError      a table lacks a column, holds a wrong type or repeats a key
  - LakeError        the lake cannot be read or written
  - StoreError       the live store cannot be read or written
    - StoreUnavailable   for now: another time it can
  - IdentityError    a verdict or question about accounts cannot be meant
  - CutoffError      a window reaches past the history that there is
  - FeatureError     a feature's own function fails
  - ModelError       a model cannot be fitted, found, read or used
  - ReportError      a number that is to be told is not the one in the tables
  - SupportError     logged offers say too little about what is asked
  - UnknownCustomer  nobody has that id
"""


class PatronError(Exception):
    """Base class; catch it to catch them all."""


class ConfigError(PatronError):
    """A configuration file says something that cannot be meant."""


class SourceError(PatronError):
    """A raw file is missing or is not what its mapping says."""


class SchemaError(PatronError):
    """A table does not have the shape that its name promises."""


class LakeError(PatronError):
    """The lake cannot be read or written."""


class StoreError(PatronError):
    """The live store cannot be read or written."""


class StoreUnavailable(StoreError):
    """The live store cannot be read or written now: its disk is full, it is locked or away."""


class IdentityError(PatronError):
    """A verdict or question about accounts cannot be meant."""


class CutoffError(PatronError):
    """A window reaches past the history that there is."""


class FeatureError(PatronError):
    """A feature's own function fails, or returns something else than a number."""


class ModelError(PatronError):
    """A model cannot be fitted, found, read or used."""


class ReportError(PatronError):
    """A number that is to be told is not the one that the tables hold."""


class SupportError(PatronError):
    """Logged offers say too little about what is asked."""


class UnknownCustomer(PatronError):
    """Nobody has that id."""
