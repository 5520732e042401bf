from salesdash.ui import page

with page.answering("overview"):
    pass
