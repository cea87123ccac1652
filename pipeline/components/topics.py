"""`chronique_topics`: what is taught."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc, Span

from pipeline.assembly.topics import TopicMatch, announced_near, find_topics
from pipeline.assembly.view import View
from pipeline.components import spans
from pipeline.topics import lexicon


@Language.factory("chronique_topics", assigns=["doc.spans"])
def make_topics(nlp: Language, name: str) -> Topics:  # noqa: ARG001 (spaCy's signature)
    """Sets TOPIC mentions in `doc.spans["chronique"]`; settings: none."""
    return Topics()


class Topics:
    """Finds training topics."""

    def match(self, doc: Doc) -> list[Span]:
        """The TOPIC mentions of `doc`."""
        normalise = lexicon().normalise
        view = View(doc)
        found = with_learned(
            view, find_topics(view), [span for span in spans.taught(doc) if span.label_ == "TOPIC"]
        )
        return [
            Span(doc, t.start, t.end, "TOPIC", kb_id=normalise(doc[t.start : t.end].text), span_id=t.rule)
            for t in found
        ]

    def __call__(self, doc: Doc) -> Doc:
        """Writes the topics of `doc`."""
        spans.write(doc, self.match(doc), "TOPIC")
        return doc


def with_learned(view: View, found: list[TopicMatch], learned: list[Span]) -> list[TopicMatch]:
    """The topics of rules, and those that the network alone has found in sentences that tell of a training.

    Rules are surer of a topic's borders; what an article talks about further on is often not what is taught.
    """
    return [
        *found,
        *(
            TopicMatch(span.start, span.end, "topic.learned")
            for span in learned
            if announced_near(view, view.sentence_of(span.start))
            and not any(t.start < span.end and span.start < t.end for t in found)
        ),
    ]
