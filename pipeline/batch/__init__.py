"""Batches: articles through worker processes, in order, nothing lost and nothing doubled.

`supervisor` hands articles to workers and puts their outcomes back into input order; `nursery` is where workers
come from, `worker` what runs in one; `output` writes outcomes so that a run may be killed at any moment and resumed;
`run` joins them. Only what workers run imports spaCy.
"""
