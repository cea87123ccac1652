// Filters, keys, language, print, and the address that brings a reader back to the same view.

const TEXT_FILTERS = ["q", "type", "factuality", "domain", "country", "organiser", "from", "to", "confidence"];
const CONFIDENCES = [0.5, 0.6, 0.7, 0.8, 0.9];

/** Changes the filters named in `changes` and draws what depends on them. */
function choose(changes) {
  const key = document.activeElement.dataset.key; // the charts are drawn anew, and the focus stays with the reader's choice
  Object.assign(filter, changes);
  const rows = searched();
  drawFilters();
  drawCharts(rows);
  setRows(passing(rows));
  remember();
  if (key) [...document.querySelectorAll("[data-key]")].find((control) => control.dataset.key === key)?.focus();
}

function buildFilters() {
  const form = byId("filters");
  const search = el("input", { type: "search", id: "q", name: "q", "aria-label": say("search"), placeholder: say("searchPlaceholder"), autocomplete: "off" });
  const selects = [
    select("type", tally(ROWS, (item) => [item.type]), (value) => sayValue("types", value)),
    select("factuality", tally(ROWS, (item) => [item.factuality]), (value) => sayValue("factualities", value)),
    select("domain", tally(ROWS, (item) => item.domains), (value) => value || say("noDomain")),
    select("country", tally(ROWS, (item) => new Set([...item.places, ...item.origins])), sayCountry),
    select("confidence", CONFIDENCES.map((value) => [value]), percent)];
  const days = ["from", "to"].map((name) => labelled(name, el("input", { type: "date", id: name, name })));
  form.replaceChildren(search, ...selects.slice(0, 4), ...days, selects[4], button(say("reset"), () => choose(NO_FILTER), { id: "reset" }));
  form.oninput = readFilters;
  form.onsubmit = (event) => event.preventDefault();
}

function labelled(name, control) {
  return el("label", {}, el("span", {}, say(name)), control);
}

/** A menu of `counts`' values; its first choice is all of them. Values are kept as indices: any text may occur. */
function select(name, counts, labelOf) {
  const menu = el("select", { id: name, name }, el("option", { value: "" }, say("any")));
  menu.values = counts.map(([value]) => value);
  menu.values.forEach((value, i) => menu.append(el("option", { value: String(i) }, labelOf(value))));
  return labelled(name, menu);
}

let typing = 0;
function readFilters(event) {
  const { name, value, values } = event.target;
  const chosen = values ? (value === "" ? NO_FILTER[name] : values[Number(value)]) : value;
  clearTimeout(typing);
  typing = setTimeout(() => choose({ [name]: chosen }), name === "q" ? 120 : 0);
}

/** Shows the filters' state in their controls and as chips that take them away. */
function drawFilters() {
  for (const name of TEXT_FILTERS) {
    const control = byId(name);
    if (!control || control === document.activeElement) continue;
    control.value = control.values ? String(control.values.indexOf(filter[name])).replace("-1", "") : filter[name];
  }
  const active = TEXT_FILTERS.filter((name) => filter[name] !== NO_FILTER[name]);
  byId("chips").replaceChildren(...active.map((name) => {
    const value = chipText(name);
    return button(`${value} ✕`, () => choose({ [name]: NO_FILTER[name] }), { class: "chip", "aria-label": say("remove", { value }) });
  }));
  byId("reset").disabled = active.length === 0;
}

function chipText(name) {
  const value = filter[name];
  const words = {
    q: () => `« ${value} »`, type: () => sayValue("types", value), factuality: () => sayValue("factualities", value),
    domain: () => value || say("noDomain"), country: () => sayCountry(value), organiser: () => organiserName(value),
    from: () => `${say("from")} ${sayDay(value)}`, to: () => `${say("to")} ${sayDay(value)}`, confidence: () => `≥ ${percent(value)}`,
  };
  return words[name]();
}

function organiserName(folded) {
  return ROWS.flatMap((item) => item.organisers).find((name) => fold(name) === folded) || folded;
}

/** Keeps language, filters and open event in the address, after `#`. */
function remember() {
  const address = new URLSearchParams({ lang: language });
  for (const name of TEXT_FILTERS) if (filter[name] !== NO_FILTER[name]) address.set(name, filter[name]);
  if (shown.event !== null) address.set("event", ROWS[shown.event].raw.id || shown.event);
  history.replaceState(null, "", `#${address}`);
}

/** Takes up what an address written by `remember` says. */
function recall() {
  const address = new URLSearchParams(location.hash.slice(1));
  if (Object.hasOwn(WORDS, address.get("lang"))) language = address.get("lang");
  Object.assign(filter, NO_FILTER);
  for (const name of TEXT_FILTERS) if (address.has(name)) filter[name] = address.get(name);
  filter.confidence = Number(filter.confidence) || 0;
  const wanted = address.get("event");
  return wanted === null ? null : ROWS.find((item) => (item.raw.id || String(item.index)) === wanted) || null;
}

function drawAll() {
  document.documentElement.lang = language;
  for (const element of document.querySelectorAll("[data-word]")) element.textContent = say(element.dataset.word);
  byId("language").textContent = say("language");
  byId("language").lang = language === "fr" ? "en" : "fr";
  byId("counts").textContent = say("counts", { events: sayCount("event", ROWS.length), documents: sayCount("document", DATA.documents.length) });
  buildFilters();
  choose({});
  drawEventless();
  drawPanel();
}

/** Articles in which no event was found can be read too. */
function drawEventless() {
  const area = byId("eventless");
  const found = DATA.documents.map((record, i) => [record, i]).filter(([, i]) => !ROWS_OF.has(i));
  area.hidden = found.length === 0;
  area.replaceChildren(el("summary", {}, sayCount("articlesWithout", found.length)),
    el("ul", {}, found.map(([record, i]) => el("li", {}, button(record.title || record.id, () => openPanel(null, i), { class: "link" })))));
}

function showKeys() {
  const dialog = byId("keys");
  dialog.replaceChildren(el("h2", {}, say("help")),
    el("dl", {}, WORDS[language].keys.flatMap(([key, what]) => [el("dt", {}, el("kbd", {}, key)), el("dd", {}, what)])),
    el("p", {}, say("legend")), button(say("close"), () => dialog.close()));
  dialog.showModal();
}

function onKey(event) {
  const writing = event.target instanceof Element && event.target.closest("input, select, textarea, dialog[open]");
  if (event.key === "Escape" && !byId("keys").open) closePanel();
  if (writing || event.ctrlKey || event.metaKey || event.altKey) return;
  const actions = { "/": () => byId("q").focus(), "?": showKeys, j: () => step(1), k: () => step(-1) };
  if (!Object.hasOwn(actions, event.key.toLowerCase())) return;
  event.preventDefault();
  actions[event.key.toLowerCase()]();
}

byId("language").onclick = () => { language = language === "fr" ? "en" : "fr"; drawAll(); };
byId("print").onclick = () => print();
byId("help").onclick = showKeys;
document.addEventListener("keydown", onKey);
document.querySelector(".skip").onclick = (event) => { event.preventDefault(); byId("list").focus(); byId("list").scrollIntoView(); };
addEventListener("beforeprint", () => { list.whole = true; drawRows(); });
addEventListener("afterprint", () => { list.whole = false; drawRows(); });
addEventListener("hashchange", () => start());

function start() {
  // A page of one article opens on it.
  const lone = DATA.documents.length === 1 && DATA.documents[0].text !== undefined ? ROWS[0] || null : null;
  const item = recall() || lone;
  Object.assign(shown, { event: item && item.index, document: item && item.raw.doc });
  drawAll();
}

start();
