// What the events add up to: a timeline, bars by domain and by organiser, a table by country.

const MOST = 8;
const MOST_BARS = 60;
// Ways to cut time, finest first: the key of a day's bin, and the keys of the bins in order.
const UNITS = [
  { name: "month", keyOf: (day) => day.slice(0, 7), step: 1 },
  { name: "quarter", keyOf: (day) => monthKey(3 * Math.floor(monthIndex(day) / 3)), step: 3 },
  { name: "year", keyOf: (day) => monthKey(12 * Math.floor(monthIndex(day) / 12)), step: 12 },
  { name: "decade", keyOf: (day) => monthKey(120 * Math.floor(monthIndex(day) / 120)), step: 120 },
  { name: "century", keyOf: (day) => monthKey(1200 * Math.floor(monthIndex(day) / 1200)), step: 1200 },
  { name: "millennium", keyOf: (day) => monthKey(12000 * Math.floor(monthIndex(day) / 12000)), step: 12000 },
];

const monthIndex = (day) => 12 * Number(day.slice(0, 4)) + Number(day.slice(5, 7)) - 1;
const monthKey = (index) => `${String(Math.floor(index / 12)).padStart(4, "0")}-${String((index % 12) + 1).padStart(2, "0")}`;

/** The bins that `rows` (all dated) fall into, without gaps: `{from, to, label, rows}`. */
function bins(rows) {
  const days = rows.map((item) => item.from).sort();
  const [first, last] = [monthIndex(days[0]), monthIndex(days[days.length - 1])];
  const unit = UNITS.find(({ step }) => (last - first) / step < MOST_BARS) || UNITS[UNITS.length - 1];
  const result = new Map();
  for (let index = monthIndex(`${unit.keyOf(days[0])}-01`); index <= last; index += unit.step) {
    const key = monthKey(index);
    result.set(key, { from: `${key}-01`, to: lastDay(index + unit.step - 1), label: binLabel(index, unit), tick: binTick(index, unit), rows: [] });
  }
  for (const item of rows) result.get(unit.keyOf(item.from)).rows.push(item);
  return [...result.values()];
}

function lastDay(index) {
  const key = monthKey(index);
  return `${key}-${String(new Date(Date.UTC(Math.floor(index / 12), (index % 12) + 1, 0)).getUTCDate()).padStart(2, "0")}`;
}

function binLabel(index, unit) {
  const day = `${monthKey(index)}-01`;
  if (unit.step === 1) return sayDay(day, { month: "long", year: "numeric" });
  const year = Math.floor(index / 12);
  if (unit.step === 3) return `${language === "fr" ? "T" : "Q"}${(index % 12) / 3 + 1} ${year}`;
  return unit.step === 12 ? String(year) : `${year}–${year + unit.step / 12 - 1}`;
}

/** What stands under a bar: the year where one begins, or its number. */
function binTick(index, unit) {
  return unit.step >= 12 || index % 12 === 0 ? String(Math.floor(index / 12)) : "";
}

function timeline(rows) {
  const dated = rows.filter((item) => item.from !== null);
  const card = el("section", { class: "card timeline" }, el("h2", {}, say("timeline")));
  if (!dated.length) return append(card, el("p", { class: "quiet" }, say("nothing")), undatedNote(rows.length));
  const all = bins(dated);
  const highest = Math.max(...all.map((bin) => bin.rows.length));
  const kinds = tally(rows, (item) => [item.type]).map(([kind]) => kind);
  const chart = el("div", { class: "bins", role: "toolbar", "aria-label": say("timelineHelp"), onkeydown: walkBins });
  const every = Math.ceil(all.filter((bin) => bin.tick).length / 16) || 1;
  let ticks = 0;
  for (const bin of all) {
    const shown = bin.tick && ticks++ % every === 0;
    chart.append(binBar(bin, highest, kinds, shown, chart.childElementCount === 0));
  }
  if (!ticks) chart.firstElementChild.dataset.tick = all[0].label;
  return append(card, legend(kinds), chart, undatedNote(rows.length - dated.length));
}

function binBar(bin, highest, kinds, ticked, first) {
  const chosen = filter.from === bin.from && filter.to === bin.to;
  const title = `${bin.label} · ${sayCount("event", bin.rows.length)}`;
  const bar = button("", () => choose({ from: chosen ? "" : bin.from, to: chosen ? "" : bin.to }), {
    class: "bin", "aria-label": title, "data-tip": title, "aria-pressed": String(chosen), "data-key": `period ${bin.from}`,
    "data-tick": ticked ? bin.tick : null, tabindex: first ? "0" : "-1",
  });
  for (const kind of kinds) {
    const count = bin.rows.filter((item) => item.type === kind).length;
    if (!count) continue;
    const part = el("span", { "data-type": kind });
    part.style.height = `${(100 * count) / highest}%`;
    bar.append(part);
  }
  return bar;
}

function walkBins(event) {
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  const all = [...event.currentTarget.children];
  const target = step && all[all.indexOf(document.activeElement) + step];
  if (!target) return;
  for (const bin of all) bin.tabIndex = bin === target ? 0 : -1;
  target.focus();
  event.preventDefault();
}

function legend(kinds) {
  return el("p", { class: "legend" }, kinds.map((kind) => el("span", {}, el("i", { "data-type": kind }), sayValue("types", kind))));
}

function undatedNote(count) {
  return count ? el("p", { class: "quiet" }, sayCount("undated", count)) : null;
}

/** Bars, each a button that filters by its value. `counts`: `[value, count]`, `labelOf` words a value. */
function bars(heading, counts, labelOf, name) {
  const card = el("section", { class: "card" }, el("h2", {}, heading));
  if (!counts.length) return append(card, el("p", { class: "quiet" }, say("nothing")));
  const list = el("ol", { class: "bars" });
  const highest = Math.max(...counts.map(([, count]) => count));
  for (const [value, count] of counts.slice(0, MOST)) {
    const chosen = filter[name] === value;
    const gauge = el("span", { class: "gauge" });
    gauge.style.width = `${(100 * count) / highest}%`;
    list.append(el("li", {}, button("", () => choose({ [name]: chosen ? NO_FILTER[name] : value }), { "aria-pressed": String(chosen), "data-key": `${name} ${value}` })));
    list.lastElementChild.firstElementChild.append(
      el("span", { class: "label" }, el("bdi", {}, labelOf(value))), el("span", { class: "count" }, number(count)), gauge);
  }
  const rest = counts.length - MOST;
  return append(card, list, rest > 0 ? el("p", { class: "quiet" }, sayCount("more", rest)) : null);
}

function countries(rows) {
  const places = new Map(tally(rows, (item) => item.places));
  const origins = new Map(tally(rows, (item) => item.origins));
  const card = el("section", { class: "card" }, el("h2", {}, say("countries")));
  const all = tally(rows, (item) => new Set([...item.places, ...item.origins]));
  if (!all.length) return append(card, el("p", { class: "quiet" }, say("nothing")));
  const body = el("tbody");
  for (const [code] of all.slice(0, MOST)) {
    const chosen = filter.country === code;
    body.append(el("tr", {},
      el("th", { scope: "row" }, button(sayCountry(code), () => choose({ country: chosen ? "" : code }), { "aria-pressed": String(chosen), "data-key": `country ${code}` })),
      el("td", {}, number(places.get(code) || 0)), el("td", {}, number(origins.get(code) || 0))));
  }
  const head = el("tr", {}, el("td"), el("th", { scope: "col" }, say("place")), el("th", { scope: "col" }, say("participants")));
  const rest = all.length - MOST;
  return append(card, el("table", { class: "countries" }, el("thead", {}, head), body),
    rest > 0 ? el("p", { class: "quiet" }, sayCount("more", rest)) : null);
}

function append(parent, ...children) {
  parent.append(...children.filter(Boolean));
  return parent;
}

/** Draws all charts; each counts what the other filters leave, so that its own choice can be changed. */
function drawCharts(rows) {
  const labels = new Map();
  for (const item of ROWS) for (const name of item.organisers) if (!labels.has(fold(name))) labels.set(fold(name), name);
  byId("overview").replaceChildren(
    timeline(passing(rows, "period")),
    bars(say("domains"), unnamedLast(tally(passing(rows, "domain"), topicDomains)), (value) => value || say("noDomain"), "domain"),
    bars(say("organisers"), tally(passing(rows, "organiser"), (item) => new Set(item.organisers.map(fold))), (value) => labels.get(value), "organiser"),
    countries(passing(rows, "country")));
}

/** `counts` with the topics that have no domain at the end, however many. */
function unnamedLast(counts) {
  return [...counts.filter(([value]) => value), ...counts.filter(([value]) => !value)];
}

/** A domain for each topic, so that the bars count topics and not events. */
function topicDomains(item) {
  return item.topics.map((topic) => topic.domain || "");
}
