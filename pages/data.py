"""Your data: load files, see what was loaded, undo it, take templates, set what the figures mean."""

from salesdash.ui import page

with page.answering("data"):
    pass
