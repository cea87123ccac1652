"""The HTML report: self-contained, and inert whatever the annotated text holds."""

import re
from html.parser import HTMLParser

from pipeline.evaluation.errors import Error
from pipeline.evaluation.html import page
from pipeline.evaluation.intervals import bootstrap
from pipeline.evaluation.scoring import evaluate
from pipeline.evaluation.snippets import ErrorBook, pieces
from pipeline.records import Document, Entity, Event, Filler, Mention

PAYLOAD = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\"'><svg onload=alert(3)>"
TEXT = f"Avant. Jean {PAYLOAD} Martin parle. Après."


class Page(HTMLParser):
    """The elements and attributes of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes.update(name for name, _ in attrs)


def report(text: str = TEXT, name: str = PAYLOAD) -> str:
    found = [Entity(id="PER-1", label="PER", name="x", mentions=[Mention(text=text[7:30], start=7, end=30)])]
    event = Event(type=name, name=name, roles={name: [Filler(text=text[7:30], start=7, end=30)]})
    other = event.model_copy(update={"name": None, "factuality": "planned", "roles": {}})
    gold = Document(id=name, text=text, entities=found, events=[event])
    predicted = Document(id=name, text=text, entities=[], events=[other])
    book = ErrorBook()
    evaluation = evaluate([(gold, predicted), (gold.model_copy(update={"id": "b"}), gold)], on_error=book.add)
    evaluation.notes.append(name)
    return page(name, evaluation, book, bootstrap(evaluation, 50))


def test_a_payload_stays_text() -> None:
    html = report()
    parsed = Page(html)
    assert parsed.tags.count("script") == 1
    assert "img" not in parsed.tags
    assert not {name for name in parsed.attributes if name.startswith("on")}
    assert "<svg onload" not in html
    assert "&lt;script&gt;alert(1)" in html


def test_nothing_is_loaded_from_elsewhere() -> None:
    html = report("Paul. Jean le Petit et Martin parlent ici. Fin.", "training")
    assert "default-src 'none'" in html
    assert not Page(html).attributes & {"src", "href"}
    assert not re.search(r"https?://|@import|url\(", html)


def test_each_error_stands_in_its_sentence_with_both_readings() -> None:
    text = "Un. Jean Martin parle. Trois."
    error = Error(
        "a", "PER", "boundaries", "PER: Jean Martin", "PER: Martin", ((4, 15, "gold"), (9, 15, "predicted"))
    )
    shown = [(piece.text, sorted(piece.sides)) for piece in pieces(text, error)]
    assert shown == [("Jean ", ["gold"]), ("Martin", ["gold", "predicted"]), (" parle.", [])]


def test_a_page_shows_a_bounded_number_of_errors_and_says_so() -> None:
    book = ErrorBook(limit=2)
    document = Document(id="a", text="Jean parle.")
    for _ in range(5):
        book.add(document, Error("a", "PER", "missed", "PER: Jean", None, ((0, 4, "gold"),)))
    html = page("x", evaluate([(document, document)]), book, {})
    assert html.count("<article") == 2
    assert "missed: 5 (3 more are not shown)" in html
