"""Records for other programs: JSON-LD with schema.org's vocabulary, and iCalendar.

Both read records only, and stream: they give lines of text with their line ends.
"""

from pipeline.interchange.icalendar import to_ics
from pipeline.interchange.schema_org import to_jsonld

__all__ = ["to_ics", "to_jsonld"]
