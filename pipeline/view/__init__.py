"""Records as one self-contained HTML page: no network, hostile text inert.

Reads records only; the page itself (HTML, CSS, JavaScript, wordings) lies under `assets/`.
"""

from pipeline.view.page import render

__all__ = ["render"]
