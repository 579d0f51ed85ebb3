"""The read model: the ledger's present state in SQLite, laid out for pages that need a few rows of many, at once.

Made from the views of `ledger.views` and brought up document by document whenever the ledger changes (`build`); it
holds nothing that the ledger doesn't, and may be deleted at any time. A public desk has one of its own, made from the
public views, so that what was handed over is not even in its file.
"""
