"""Batches: articles through worker processes, in order, nothing lost and nothing doubled.

`supervisor` hands articles to workers and puts their outcomes back into input order; `worker` is what runs in
a worker process; `output` writes outcomes so that a run may be killed at any moment and resumed; `run` joins
them. Only the worker imports spaCy.
"""
