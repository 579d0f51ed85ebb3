"""Checking by hand: a document as decided up to this moment, forms, what is prefilled, the queue, what follows."""
