"""What became of one article, as it travels from worker to supervisor."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from pipeline.records import Article, Reject


@dataclass(slots=True)
class Outcome:
    """The records of one article as lines of JSON, or its reject, with what metrics count."""

    records: list[str] = field(default_factory=list)
    reject: Reject | None = None
    events: dict[str, int] = field(default_factory=dict)
    tokens: int = 0
    seconds: float = 0.0
    digest: bytes = b""

    def to_bytes(self) -> bytes:
        """As JSON, for the pipe between processes; the digest is the supervisor's own."""
        reject = self.reject.to_json() if self.reject else None
        return json.dumps([self.records, reject, self.events, self.tokens, self.seconds]).encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> Outcome:
        """What `to_bytes` gave."""
        records, reject, events, tokens, seconds = json.loads(data)
        return cls(records, Reject.model_validate_json(reject) if reject else None, events, tokens, seconds)


def rejected(article: Article, reason: str, detail: str) -> Outcome:
    """The outcome of an article that could not be processed."""
    reject = Reject(
        id=article.id,
        source=article.source,
        line=article.line,
        reason=reason,
        detail=" ".join(detail.split()),
    )
    return Outcome(reject=reject)
