// The list of events. Only the rows near the window exist, so that thousands scroll like dozens.

const ROW_HEIGHT = 56;
const MARGIN_ROWS = 12;
// A column: its wording, what it sorts by, and how a cell looks.
const COLUMNS = [
  { name: "date", sortBy: (item) => item.from || item.to, cell: dateCell },
  { name: "type", sortBy: (item) => sayValue("types", item.type), cell: (item) => badge("type", item.type) },
  { name: "name", sortBy: (item) => item.name, cell: nameCell },
  { name: "who", sortBy: (item) => item.actors, cell: (item) => el("bdi", { class: "clip" }, item.actors) },
  { name: "topic", sortBy: (item) => (item.topics[0] ? item.topics[0].domain || wording(item.topics[0]) : ""), cell: topicCell },
  { name: "where", sortBy: (item) => item.place, cell: placeCell },
  { name: "factuality", sortBy: (item) => sayValue("factualities", item.factuality), cell: (item) => badge("factuality", item.factuality) },
  { name: "sure", sortBy: (item) => item.confidence, cell: confidenceCell },
];

const list = { rows: [], sort: "date", descending: true, active: 0, whole: false, body: null, table: null, drawn: "" };

function dateCell(item) {
  const date = item.raw.date;
  if (!date) return el("span", { class: "quiet" }, "–");
  if (!item.from) return el("bdi", { class: "clip" }, date.text);
  return el("time", { datetime: item.from, title: date.text }, sayDays(item.from, item.to));
}

function nameCell(item) {
  const article = item.document.title || item.document.id;
  return el("span", { class: "stacked" },
    el("bdi", { class: "clip headline" }, item.name || sayValue("types", item.type)),
    el("bdi", { class: "clip quiet" }, article));
}

function topicCell(item) {
  const domains = [...item.domains].filter(Boolean).join(", ");
  return el("span", { class: "stacked" },
    el("bdi", { class: "clip" }, item.topics.map(wording).join(", ")),
    domains ? el("bdi", { class: "clip quiet" }, domains) : null);
}

function placeCell(item) {
  const codes = [...item.places].map(sayCountry).filter((name) => !item.place.includes(name)).join(", ");
  return el("span", { class: "stacked" }, el("bdi", { class: "clip" }, item.place), codes ? el("span", { class: "clip quiet" }, codes) : null);
}

function confidenceCell(item) {
  if (item.confidence === null) return el("span", { class: "quiet" }, "–");
  const level = el("span", { class: "level" });
  level.style.setProperty("--level", item.confidence);
  return el("span", { class: "confidence" }, level, percent(item.confidence));
}

/** Takes `rows` as the list's content, sorted as the list is. */
function setRows(rows) {
  const { sortBy } = COLUMNS.find((column) => column.name === list.sort);
  const keyed = rows.map((item) => [sortBy(item), item]);
  const sign = list.descending ? -1 : 1;
  const empty = (key) => key === null || key === undefined || key === "";
  keyed.sort(([a, itemA], [b, itemB]) => (
    empty(a) - empty(b) || (empty(a) ? 0 : sign * compare(a, b)) || itemA.index - itemB.index));
  list.rows = keyed.map(([, item]) => item);
  list.active = Math.max(0, list.rows.findIndex((item) => item.index === shownEvent()));
  drawList();
}

function compare(a, b) {
  return typeof a === "number" ? a - b : collator.compare(a, b);
}

/** Draws the list anew: heading, columns, and the rows near the window. */
function drawList() {
  const heading = el("div", { class: "listhead" }, el("h2", {}, say("events")),
    el("p", { id: "shown", role: "status" }, say("shown", { shown: number(list.rows.length), total: sayCount("event", ROWS.length) })));
  list.body = el("tbody");
  list.table = el("table", { class: "events", "aria-rowcount": String(list.rows.length + 1), onkeydown: walkRows },
    el("thead", {}, el("tr", { "aria-rowindex": "1" }, COLUMNS.map(columnHead))), list.body);
  const message = ROWS.length ? say("noMatch") : say("noEvents");
  byId("list").replaceChildren(heading, list.rows.length ? list.table : el("p", { class: "empty" }, message));
  list.drawn = "";
  drawRows();
}

function columnHead(column) {
  const sorted = list.sort === column.name;
  const direction = list.descending ? "descending" : "ascending";
  return el("th", { scope: "col", class: column.name, "aria-sort": sorted ? direction : null },
    button(say(column.name), () => sortBy(column.name), { title: say("sortBy", { column: say(column.name) }) }));
}

function sortBy(name) {
  if (list.sort === name) list.descending = !list.descending;
  else [list.sort, list.descending] = [name, name === "date" || name === "sure"];
  setRows(list.rows);
  list.table.querySelector(`th.${name} button`).focus();
}

/** Makes the rows near the window, and two fillers that stand for the others. */
function drawRows() {
  if (!list.rows.length) return;
  const top = list.body.getBoundingClientRect().top;
  const last = list.rows.length;
  const begin = list.whole ? 0 : clamp(Math.floor(-top / ROW_HEIGHT) - MARGIN_ROWS, 0, Math.max(0, last - MARGIN_ROWS));
  const end = list.whole ? last : clamp(Math.ceil((innerHeight - top) / ROW_HEIGHT) + MARGIN_ROWS, Math.min(begin + MARGIN_ROWS, last), last);
  if (list.drawn === `${begin} ${end}`) return;
  list.drawn = `${begin} ${end}`;
  const focused = document.activeElement instanceof HTMLElement && list.body.contains(document.activeElement);
  const reachable = clamp(list.active, begin, end - 1); // one row can be tabbed to, also when the active one is far away
  const rows = list.rows.slice(begin, end).map((item, i) => eventRow(item, begin + i, begin + i === reachable));
  list.body.replaceChildren(spacer(begin), ...rows, spacer(last - end));
  if (focused) activeRow()?.focus({ preventScroll: true });
}

function clamp(value, low, high) {
  return Math.min(high, Math.max(low, value));
}

function spacer(rows) {
  const filler = el("tr", { class: "spacer", "aria-hidden": "true" }, el("td"));
  filler.style.height = `${rows * ROW_HEIGHT}px`;
  return filler;
}

function eventRow(item, position, reachable) {
  return el("tr", {
    "data-position": String(position), "aria-rowindex": String(position + 2), tabindex: reachable ? "0" : "-1",
    "aria-current": item.index === shownEvent() ? "true" : null, onclick: () => openAt(position),
  }, COLUMNS.map((column) => el("td", { class: column.name }, column.cell(item))));
}

function activeRow() {
  return list.body && list.body.querySelector(`[data-position="${list.active}"]`);
}

/** Makes row `position` the active one and brings it into view. */
function activate(position, focus) {
  list.active = clamp(position, 0, list.rows.length - 1);
  const top = list.body.getBoundingClientRect().top + list.active * ROW_HEIGHT;
  const head = list.table.tHead.offsetHeight;
  if (top < head) scrollBy(0, top - head);
  else if (top + ROW_HEIGHT > innerHeight) scrollBy(0, top + ROW_HEIGHT - innerHeight + 8);
  list.drawn = "";
  drawRows();
  if (focus) activeRow().focus({ preventScroll: true });
}

function openAt(position) {
  list.active = position;
  openEvent(list.rows[position].index);
}

function walkRows(event) {
  if (!(event.target instanceof HTMLElement) || event.target.dataset.position === undefined) return;
  list.active = Number(event.target.dataset.position);
  const page = Math.max(1, Math.floor(innerHeight / ROW_HEIGHT) - 2);
  const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -list.rows.length, End: list.rows.length };
  if (event.key === "Enter" || event.key === " ") openAt(list.active);
  else if (event.key in steps && !event.ctrlKey && !event.metaKey) activate(list.active + steps[event.key], true);
  else return;
  event.preventDefault();
}

let pending = 0;
function drawSoon() {
  cancelAnimationFrame(pending);
  pending = requestAnimationFrame(drawRows);
}
addEventListener("scroll", drawSoon, { passive: true });
addEventListener("resize", drawSoon);
