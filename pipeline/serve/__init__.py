"""Extraction over HTTP: the same workers, limits and reasons as `chronique extract`, behind FastAPI.

`pool` lends engines to requests, `bodies` reads articles out of request bodies, `app` is the interface. Only
the worker processes import spaCy.
"""
