"""What customers write and say, read into sentiment, aspects and the words that mattered."""

from patron.text.base import Reading, TextReader
from patron.text.read import default_reader, find_reader, read_texts, with_readings

__all__ = ["Reading", "TextReader", "default_reader", "find_reader", "read_texts", "with_readings"]
