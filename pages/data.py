"""Your data: load files, see what was loaded, take an import back, set what the figures mean."""

from salesdash.text import N_
from salesdash.ui import checking, forms, imports, mapping, page, store, upload, welcome

with page.answering("data"):
    if store.is_empty():
        welcome.explain()
    with page.card("load", N_("Load files")):
        for source in upload.sources():
            with page.part(f"file-{source.sha256}", source.name):
                upload.preview(source)
                if mapped := mapping.settle(source):
                    checking.conversation(source, mapped)
    with page.card("imports", N_("What was loaded")):
        imports.history()
    with page.card("tables", N_("What is in the house")):
        imports.tables()
    with page.card("edit", N_("Add or change a row")):
        forms.editor()
    with page.card("settings", N_("What the figures mean")):
        forms.settings()
