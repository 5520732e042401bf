"""salesdash: a company's own files in, true figures out, and what to do next; one room per business question."""

__version__ = "0.1.0"
