// The panel beside the list: one event's record and its article.

const shown = { event: null, document: null, opener: null };

/** The index of the event in the panel, or null. */
function shownEvent() {
  return shown.event;
}

/** Opens the panel on the event `index`. */
function openEvent(index) {
  const item = ROWS[index];
  if (!item) return;
  openPanel(index, item.raw.doc);
}

function openPanel(event, index) {
  if (byId("panel").hidden) shown.opener = document.activeElement;
  Object.assign(shown, { event, document: index });
  drawPanel();
  byId("panel").scrollTop = 0;
  if (list.rows.length) activate(list.active, false);
  byId("panel").focus({ preventScroll: true });
  remember();
}

function closePanel() {
  if (byId("panel").hidden) return;
  Object.assign(shown, { event: null, document: null });
  drawPanel();
  if (list.rows.length) activate(list.active, false);
  const back = document.contains(shown.opener) && shown.opener !== document.body ? shown.opener : activeRow();
  if (back) back.focus({ preventScroll: true });
  remember();
}

function drawPanel() {
  const panel = byId("panel");
  panel.hidden = shown.document === null;
  document.body.classList.toggle("reading", !panel.hidden);
  if (panel.hidden) return;
  const record = DATA.documents[shown.document];
  const item = shown.event === null ? null : ROWS[shown.event];
  panel.setAttribute("aria-label", item ? say("details") : say("article"));
  panel.replaceChildren(...[panelTools(item), item && recordCard(item), articleCard(record, item)].filter(Boolean));
}

function panelTools(item) {
  const tools = el("div", { class: "paneltools" });
  if (item) tools.append(button(`← ${say("previous")}`, () => step(-1)), button(`${say("next")} →`, () => step(1)));
  tools.append(button(say("print"), () => print()), button(`${say("close")} ✕`, closePanel, { class: "close" }));
  return tools;
}

/** Opens the event `by` places further down the list. */
function step(by) {
  if (!list.rows.length) return;
  activate(list.active + by, false);
  openEvent(list.rows[list.active].index);
}

function recordCard(item) {
  const { raw } = item;
  const facts = el("dl", { class: "facts" });
  for (const [role, fillers] of rolesOf(raw)) {
    fact(facts, sayValue("roles", role), el("ul", {}, fillers.map((filler, i) => el("li", {}, fillerEntry(filler, role, i, item)))));
  }
  if (raw.duration) fact(facts, say("duration"), raw.duration);
  if (raw.trigger) fact(facts, say("trigger"), el("bdi", {}, raw.trigger.text));
  if (item.confidence !== null) fact(facts, say("sure"), confidenceCell(item));
  if (raw.rules.length) fact(facts, say("rules"), raw.rules.map((rule) => el("code", {}, rule)));
  if (raw.same_as) fact(facts, say("sameAs"), sameAs(raw.same_as));
  if (raw.id) fact(facts, say("identifier"), el("code", {}, raw.id));
  return el("section", { class: "record" },
    el("p", { class: "kinds" }, badge("type", item.type), " ", badge("factuality", item.factuality)),
    el("h2", {}, el("bdi", {}, item.name || sayValue("types", item.type))), facts);
}

function fact(facts, term, ...values) {
  facts.append(el("dt", {}, term), el("dd", {}, values));
}

function fillerEntry(filler, role, i, item) {
  const id = fillerId(role, i);
  const text = el("bdi", {}, filler.text);
  const linked = item.document.text !== undefined;
  const main = linked ? el("a", { id: `in-record-${id}`, href: `#in-text-${id}`, title: say("show"), onclick: follow }, text) : text;
  return [main, el("span", { class: "notes" }, fillerNotes(filler, role).map((note) => el("bdi", {}, note)))];
}

/** What a filler says beyond its words, each a short note. */
function fillerNotes(filler, role) {
  if (role === "date") return dateNotes(filler);
  const count = filler.count == null ? null : `${filler.approximate ? `${say("about")} ` : ""}${number(filler.count)}`;
  const name = filler.name && fold(filler.name) !== fold(filler.text) ? filler.name : null;
  return [count, name, filler.domain, filler.country && sayCountry(filler.country)].filter(Boolean);
}

function dateNotes(date) {
  const day = isDay(date.from) && isDay(date.to) ? sayDays(date.from, date.to) : null;
  const parts = (date.inferred || []).map((part) => sayValue("parts", part)).join(", ");
  return [day, date.timex, parts && say("inferred", { parts })].filter(Boolean);
}

function sameAs(id) {
  const other = ROWS.find((item) => item.raw.id === id);
  return other ? button(other.name || id, () => openEvent(other.index), { class: "link" }) : el("code", {}, id);
}

function articleCard(record, item) {
  const card = el("article", {}, el("h2", {}, el("bdi", {}, record.title || record.id || say("untitled"))));
  const source = record.url ? outward(record.url, say("source")) : null;
  card.append(el("p", { class: "byline" }, ...[
    record.published && el("span", {}, say("published", { date: sayDay(record.published, { dateStyle: "long" }) })),
    record.title && el("bdi", { class: "quiet" }, record.id), source].filter(Boolean)));
  const siblings = ROWS_OF.get(shown.document) || [];
  if (siblings.length > 1 || !item) card.append(siblingEvents(siblings));
  if (record.text === undefined) return append(card, el("p", { class: "empty" }, say("noText")));
  return append(card, entityLegend(record), articleText(record, item && item.raw), entityList(record));
}

function siblingEvents(siblings) {
  return el("nav", { class: "siblings", "aria-label": say("inArticle") }, siblings.map((other) => el("button", {
    type: "button", onclick: () => openEvent(other.index), "aria-pressed": String(other.index === shown.event),
  }, badge("type", other.type), " ", el("bdi", {}, other.name || sayDay(other.from) || sayValue("factualities", other.factuality)))));
}

function entityLegend(record) {
  const labels = ["PER", "ORG", "LOC", "DATE", "TOPIC"].filter((label) => record.entities.some((entity) => entity.label === label));
  if (!labels.length) return null;
  return el("p", { class: "legend", title: say("legend") }, labels.map((label) => el("mark", { "data-label": label }, sayValue("labels", label))));
}

function entityList(record) {
  if (!record.entities.length) return null;
  const items = record.entities.map((entity) => el("li", {},
    el("mark", { "data-label": entity.label }, el("bdi", {}, entity.name)), " ",
    el("span", { class: "notes" }, entityNotes(entity).map((note) => el("bdi", {}, note)))));
  return el("details", { class: "entities" }, el("summary", {}, `${say("entities")} (${number(record.entities.length)})`), el("ul", {}, items));
}

function entityNotes(entity) {
  const mentions = entity.mentions || [];
  const rules = [...new Set(mentions.map((mention) => mention.rule).filter(Boolean))];
  return [sayValue("labels", entity.label), entity.function, entity.organisation, entity.acronym, entity.timex, entity.domain,
    entity.country && sayCountry(entity.country), sayCount("mentions", mentions.length), rules.length ? `${say("rules")} ${rules.join(", ")}` : null].filter(Boolean);
}
