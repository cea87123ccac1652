"""The page in a real browser: Debian's Chromium, driven by Playwright."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import view_records as sample

from pipeline.records import Document, Event
from pipeline.view import render

playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
CHROMIUM = shutil.which("chromium")
if CHROMIUM is None:
    pytest.skip("Chromium is not installed", allow_module_level=True)

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
MANY = 5000
ROW = "table.events tbody tr[data-position]"
HOSTILE = (
    "</script><script>window.hit = 1</script><img src=x onerror='window.hit = 1'><b>gras</b>{{7*7}}\u202e"
)

Open = Callable[..., Any]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def show(browser: Any, tmp_path: Path) -> Iterator[Open]:
    """Opens a page of records; at the end no script failed, nothing was asked for but the page itself."""
    wrong: list[str] = []
    contexts = []

    def open_page(records: list[dict[str, Any]], where: str = "", **options: Any) -> Any:
        models = {"chronique/event@1": Event, "chronique/document@1": Document}
        file = tmp_path / "page.html"
        file.write_text(render(models[r["schema"]].model_validate(r) for r in records), encoding="utf-8")
        context = browser.new_context(
            **{"locale": "fr-FR", "viewport": {"width": 1440, "height": 900}} | options
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(f"{error}"))
        page.on("console", lambda message: wrong.append(message.text))
        page.on("dialog", lambda dialog: wrong.append(f"dialog {dialog.message}"))
        page.on("request", lambda r: wrong.append(r.url) if not r.url.startswith(file.as_uri()) else None)
        page.goto(file.as_uri() + where)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert wrong == []


@pytest.fixture(scope="module")
def many() -> list[dict[str, Any]]:
    return [sample.event(number) for number in range(MANY)]


def shown(page: Any) -> str:
    return " ".join(page.inner_text("#shown").split())


def names(page: Any) -> list[str]:
    found: list[str] = page.locator(f"{ROW} .headline").all_inner_texts()
    return found


def test_thousands_of_events_keep_few_rows_alive(show: Open, many: list[dict[str, Any]]) -> None:
    page = show(many)
    assert shown(page) == "5 000 sur 5 000 événements"
    assert page.locator("table.events").get_attribute("aria-rowcount") == "5001"
    rows = page.locator(ROW)
    assert 10 < rows.count() < 80
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    last = page.locator(f'{ROW}[data-position="4999"]')
    last.wait_for()
    assert rows.count() < 80


def test_search_and_filters_together(show: Open, many: list[dict[str, Any]]) -> None:
    page = show(many)
    page.fill("#q", "ATELIER benin fôndation")
    playwright.expect(page.locator("#shown")).to_have_text(re.compile("^0 "))
    assert "Aucun événement" in page.inner_text("#list")
    page.fill("#q", "Belenos liege")
    playwright.expect(page.locator("#shown")).to_have_text(re.compile("^250 "))
    page.select_option("#type", label="Visite")
    page.select_option("#domain", label="gestion")
    expected = [number for number in range(MANY) if number % 4 == 1 and number % 5 == 3 and number % 3 == 0]
    assert sample.TYPES[3] == "agreement"
    assert shown(page).startswith("0 ")
    page.select_option("#type", label="Accord")
    assert shown(page).startswith(f"{len(expected)} ")
    page.click("#reset")
    assert shown(page) == "5 000 sur 5 000 événements"


def test_period_confidence_country_and_factuality(show: Open) -> None:
    records = [sample.event(number) for number in range(40)]
    page = show(records)
    page.fill("#from", "2017-06-01")
    page.fill("#to", "2017-12-31")
    page.wait_for_timeout(50)
    dated = [r["date"]["from"] for r in records if r["date"]]
    assert shown(page).startswith(f"{sum('2017-06-01' <= day <= '2017-12-31' for day in dated)} sur")
    page.click("#reset")
    page.select_option("#confidence", label="80 %")
    assert shown(page).startswith(f"{sum(r['confidence'] >= 0.8 for r in records)} sur")
    page.click("#reset")
    page.select_option("#country", label="Sénégal")
    assert shown(page).startswith("8 sur")
    page.select_option("#factuality", label="nié")
    assert shown(page).startswith(f"{sum(n % 5 == 1 and n % 4 == 3 for n in range(40))} sur")


def test_charts_count_and_filter(show: Open) -> None:
    page = show([sample.event(number) for number in range(40)])
    bars = page.locator("#overview .card", has_text="Organisateurs").locator("button")
    assert [" ".join(text.split()) for text in bars.all_inner_texts()] == [
        "Agence Sikoro 10", "Fondation Orrin 10", "Institut Bélénos 10", "Réseau Kaydara 10"
    ]  # fmt: skip
    bars.filter(has_text="Orrin").click()
    assert shown(page).startswith("10 sur")
    assert page.evaluate("document.activeElement.textContent").startswith("Fondation Orrin")
    page.locator("#chips button").click()
    assert shown(page).startswith("40 sur")
    bins = page.locator(".bin")
    assert sum(int(label.rsplit("· ", 1)[1].split()[0]) for label in bins.evaluate_all(
        "all => all.map(bin => bin.getAttribute('aria-label'))")) == 36  # fmt: skip
    assert "4 événements sans date" in page.inner_text(".timeline")
    bins.first.click()
    assert shown(page) != "40 sur 40 événements"


def test_countries_of_places_and_of_participants_are_counted_and_filter(show: Open) -> None:
    records = [sample.event(number) for number in range(7)]
    records[0]["roles"]["participant"][0]["country"] = "SN"
    page = show(records)
    card = page.locator("#overview .card", has_text="Pays")
    rows = card.locator("tbody tr")

    def cells() -> list[list[str]]:
        return [text.split("\t") for text in rows.all_inner_texts()]

    assert card.locator("thead th").all_inner_texts() == ["Lieu", "Participants"]
    assert sorted(cells()) == [
        ["Belgique", "1", "0"], ["France", "1", "0"], ["Niger", "1", "0"], ["Sénégal", "2", "1"], ["Togo", "2", "0"]
    ]  # fmt: skip
    assert cells()[0] == ["Sénégal", "2", "1"]
    rows.filter(has_text="Sénégal").locator("button").click()
    assert shown(page).startswith("3 sur 7")
    assert page.locator("#chips button").count() == 1
    page.click("#language", force=True)
    card = page.locator("#overview .card", has_text="Countries")
    assert "Belgium" in card.inner_text()


def test_sorting_puts_the_empty_last_both_ways(show: Open) -> None:
    page = show([sample.event(number) for number in range(12)])
    assert names(page)[0] == "Atelier n° 11"
    assert names(page)[-1] == "Atelier n° 8"
    page.click("th.date button")
    assert names(page)[0] == "Atelier n° 0"
    assert names(page)[-1] == "Atelier n° 8"
    assert page.get_attribute("th.date", "aria-sort") == "ascending"
    page.click("th.name button")
    assert names(page)[:3] == ["Atelier n° 0", "Atelier n° 1", "Atelier n° 2"]


def test_an_event_opens_its_article(show: Open) -> None:
    record = sample.document(3)
    page = show([record])
    page.click(ROW)
    panel = page.locator("#panel")
    marks = panel.locator(".text mark")
    assert marks.evaluate_all("all => all.map(m => [m.dataset.label, m.textContent])") == [
        [entity["label"], entity["name"]] for entity in record["entities"]
    ]
    evidence = record["events"][0]["evidence"][0]
    underlined = panel.locator(".text .evidence").evaluate_all(
        "all => all.map(u => { const copy = u.cloneNode(true);"
        " copy.querySelectorAll('.role').forEach(r => r.remove()); return copy.textContent }).join('')"
    )
    assert underlined == record["text"][evidence["start"] : evidence["end"]]
    assert panel.locator(".text .role").all_inner_texts() == [
        "DATE", "ORGANISATEUR", "LIEU", "THÈME", "PARTICIPANTS"
    ]  # fmt: skip
    assert panel.locator(".outward").get_attribute("href") == "https://journal.example/3"
    marks.nth(1).hover()
    assert page.inner_text("#tip") == "Organisation · Fondation Orrin · règle org.head"


def test_fillers_lead_into_the_text_and_back(show: Open) -> None:
    page = show([sample.document(3)])
    page.click(ROW)
    page.click("#in-record-topic-0")
    assert page.evaluate("document.activeElement.id") == "in-text-topic-0"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "in-record-topic-0"


def test_event_records_alone_say_that_the_text_is_missing(show: Open) -> None:
    page = show([sample.event(3)])
    page.click(ROW)
    assert "--emit documents" in page.inner_text("#panel article")
    assert page.locator("#panel .facts a").count() == 0
    assert "Fondation Orrin" in page.inner_text("#panel .facts")


def test_a_lone_article_is_open_from_the_start(show: Open) -> None:
    page = show([sample.document(3)])
    assert page.inner_text("#panel .record h2") == "Atelier n° 3"
    page.keyboard.press("Escape")
    assert page.locator("#panel").is_hidden()


def test_articles_without_an_event_can_be_read(show: Open) -> None:
    page = show([sample.document(1), sample.document(2, event=False)])
    page.click("#eventless summary")
    page.click("#eventless li button")
    assert page.locator("#panel .text mark").count() == 5


def test_everything_by_keyboard(show: Open) -> None:
    page = show([sample.document(number) for number in range(40)])
    page.keyboard.press("/")
    page.keyboard.type("atelier")
    page.wait_for_timeout(200)
    page.locator(ROW).first.focus()
    for key in ("ArrowDown", "ArrowDown", "ArrowUp"):
        page.keyboard.press(key)
    page.keyboard.press("Enter")
    second = page.inner_text("#panel .record h2")
    assert second == names(page)[1]
    page.keyboard.press("j")
    assert page.inner_text("#panel .record h2") == names(page)[2]
    page.keyboard.press("k")
    assert page.inner_text("#panel .record h2") == second
    page.keyboard.press("Escape")
    assert page.locator("#panel").is_hidden()
    assert page.evaluate("document.activeElement.dataset.position") == "1"
    page.keyboard.press("End")
    assert page.evaluate("document.activeElement.dataset.position") == "39"
    page.keyboard.press("?")
    assert page.locator("dialog[open]").is_visible()


def test_the_address_brings_back_language_filters_and_event(show: Open) -> None:
    records = [sample.document(number) for number in range(20)]
    page = show(records, "#lang=en&type=visit&event=evt_00004")
    assert page.get_attribute("html", "lang") == "en"
    assert page.inner_text("#panel .record h2") == "Atelier n° 4"
    assert shown(page) == "4 of 20 events"
    page.click("#language", force=True)
    assert shown(page) == "4 sur 20 événements"
    assert "lang=fr" in page.evaluate("location.hash")


def test_language_follows_the_reader(show: Open) -> None:
    assert shown(show([sample.event()], locale="en-GB")) == "1 of 1 event"


def test_no_records_at_all(show: Open) -> None:
    assert "aucun événement" in show([]).inner_text("#list")


def test_hostile_text_stays_text(show: Open) -> None:
    record = json.loads(json.dumps(sample.document(1)).replace("Institut B\\u00e9l\\u00e9nos", "I"))
    found = record["events"][0]
    for key in ("type", "name", "id", "duration", "same_as"):
        found[key] = HOSTILE
    found["rules"] = [HOSTILE]
    found["trigger"] = {"text": HOSTILE, "start": 0, "end": 5}
    found["roles"] = {HOSTILE: [{"text": HOSTILE, "start": 3, "end": 9, "name": HOSTILE, "country": HOSTILE}]}
    found["roles"] |= {"topic": [{"text": HOSTILE, "start": 0, "end": 2, "domain": HOSTILE}]}
    found["place"] = [{"text": HOSTILE, "start": 0, "end": 2, "country": "constructor"}]
    found["date"] = {
        "text": HOSTILE,
        "start": 0,
        "end": 1,
        "type": "DATE",
        "from": HOSTILE,
        "inferred": [HOSTILE],
    }
    for entity in record["entities"]:
        entity |= {"name": HOSTILE, "id": HOSTILE, "function": HOSTILE}
        entity["mentions"][0]["rule"] = HOSTILE
    record |= {"title": HOSTILE, "id": HOSTILE, "published": HOSTILE, "url": "javascript:window.hit=1"}
    record["text"] = HOSTILE + record["text"]
    page = show([record, record | {"id": "other"}])
    page.locator(ROW).first.click()
    page.locator("#panel .text mark").first.hover()
    page.click("#panel .entities summary")
    page.click("#language", force=True)
    assert page.evaluate("window.hit") is None
    assert page.locator("img, #panel b:not(.trigger), a[href^=javascript]").count() == 0
    assert "<b>gras</b>{{7*7}}" in page.locator("#panel .text").text_content()
    assert page.evaluate("location.hash").startswith("#lang=en")


@pytest.mark.parametrize(
    ("span", "marked"),
    [((0, 1), "🎓"), ((2, 6), "Lomé"), ((5, 5), None), ((0, 100_000), None)],
)
def test_offsets_count_code_points(show: Open, span: tuple[int, int], marked: str | None) -> None:
    record = sample.document(0)
    record["entities"] = [
        {
            "id": "ORG-1",
            "label": "ORG",
            "name": "x",
            "mentions": [{"start": span[0], "end": span[1], "text": ""}],
        }
    ]
    page = show([record])
    page.click(ROW)
    assert page.locator("#panel .text mark").all_text_contents() == ([marked] if marked else [])


def test_print_shows_every_row_or_just_the_article(show: Open) -> None:
    page = show([sample.document(number) for number in range(100)])
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator(ROW).count() == 100
    assert page.locator("#filters").is_hidden()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.locator(ROW).first.click()
    assert page.locator("#list").is_hidden()
    assert page.locator("#panel .text").is_visible()


# WCAG 2.2, relative luminance and contrast ratio, for each visible text against what lies behind it.
CONTRASTS = """() => {
  const parse = (colour) => {
    const parts = colour.match(/[\\d.]+/g).map(Number);
    return parts.length > 3 && parts[3] === 0 ? null : parts;
  };
  const linear = (v) => (v / 255 <= .04045 ? v / 255 / 12.92 : ((v / 255 + .055) / 1.055) ** 2.4);
  const luminance = ([r, g, b]) => .2126 * linear(r) + .7152 * linear(g) + .0722 * linear(b);
  const poor = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !element.checkVisibility()) continue;
    if (element.closest('script, :disabled, option, .skip')) continue;
    let behind = element;
    while (behind && !parse(getComputedStyle(behind).backgroundColor)) behind = behind.parentElement;
    const colours = [getComputedStyle(element).color, getComputedStyle(behind).backgroundColor];
    const [dark, light] = colours.map((colour) => luminance(parse(colour))).sort((a, b) => a - b);
    const ratio = (light + .05) / (dark + .05);
    if (ratio < 4.5) poor.add(`${element.outerHTML.slice(0, 80)} ${ratio.toFixed(2)}`);
  }
  return [...poor];
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_contrast_meets_wcag_aa(show: Open, scheme: str) -> None:
    page = show([sample.document(number) for number in range(8)], color_scheme=scheme)
    assert page.evaluate(CONTRASTS) == []
    page.locator(ROW).first.click()
    page.click("#panel .entities summary")
    page.mouse.move(5, 5)
    assert page.evaluate(CONTRASTS) == []
