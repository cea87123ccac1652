// An article with its entities coloured, and one event's evidence underlined and role fillers marked.

/** The text of `record` (an item of DATA.documents) with the marks of `event` (its record, or null). */
function articleText(record, event) {
  const points = Array.from(record.text); // offsets count code points, JavaScript's own indices do not
  const marks = entityMarks(record).concat(event ? eventMarks(event) : []).filter(({ start, end }) => start < end && end <= points.length);
  const cuts = new Set([0, points.length]);
  for (const { start, end } of marks) cuts.add(start).add(end);
  const places = [...cuts].sort((a, b) => a - b);
  const text = el("div", { class: "text", lang: "fr", dir: "auto" }, el("p"));
  for (let i = 0; i + 1 < places.length; i += 1) {
    const covering = marks.filter(({ start, end }) => start <= places[i] && places[i + 1] <= end);
    addSegment(text, points.slice(places[i], places[i + 1]).join(""), covering, places[i], places[i + 1]);
  }
  for (const paragraph of [...text.children]) if (!paragraph.textContent.trim()) paragraph.remove();
  return text;
}

function entityMarks(record) {
  return record.entities.flatMap((entity) => (entity.mentions || []).map(({ start, end, rule }) => (
    { kind: "entity", start, end, entity, tip: [sayValue("labels", entity.label), entity.name, rule && `${say("rule")} ${rule}`].filter(Boolean).join(" · ") })));
}

function eventMarks(event) {
  const fillers = rolesOf(event).flatMap(([role, all]) => all.map((filler, i) => (
    { kind: "filler", start: filler.start, end: filler.end, role, id: fillerId(role, i) })));
  const evidence = (event.evidence || []).map(({ start, end }) => ({ kind: "evidence", start, end }));
  return fillers.concat(evidence, event.trigger ? [{ ...event.trigger, kind: "trigger" }] : []);
}

/** The roles of `event` with their fillers; date and place count as roles here. */
function rolesOf(event) {
  const date = event.date ? [event.date] : [];
  return [["date", date], ["place", event.place || []], ...Object.entries(event.roles || {})].filter(([, all]) => all.length);
}

const fillerId = (role, i) => `${role}-${i}`;

/** Adds one stretch of text that no mark begins or ends within; line ends in it begin paragraphs. */
function addSegment(text, segment, covering, start, end) {
  segment.split(/\r\n|\n|\r/).forEach((line, i) => {
    if (i) text.append(el("p"));
    if (line) text.lastElementChild.append(wrapped(line, covering, start, end));
  });
}

function wrapped(line, covering, start, end) {
  const by = (kind) => covering.filter((mark) => mark.kind === kind);
  let node = document.createTextNode(line);
  for (const { entity, tip: note } of by("entity").slice(0, 1)) {
    node = el("mark", { "data-label": entity.label, "data-tip": note, "data-entity": entity.id }, node);
  }
  const [trigger] = by("trigger");
  if (trigger) node = el("b", { class: "trigger", "data-tip": [say("trigger"), trigger.rule].filter(Boolean).join(" · ") }, node);
  const fillers = by("filler");
  if (fillers.length) node = fillerLink(fillers, node, start, end);
  return by("evidence").length ? el("u", { class: "evidence" }, node) : node;
}

/** A stretch that fills roles: links back to the record, names its roles where it ends. */
function fillerLink(fillers, node, start, end) {
  const ending = fillers.filter((mark) => mark.end === end).map((mark) => sayValue("roles", mark.role));
  const opening = fillers.find((mark) => mark.start === start);
  const link = el("a", { class: "filler", href: `#in-record-${fillers[0].id}`, onclick: follow }, node);
  if (opening) link.id = `in-text-${opening.id}`;
  if (ending.length) link.append(el("span", { class: "role" }, [...new Set(ending)].join(" · ")));
  return link;
}

/** Moves to the link's target inside the page, without a trace in the address. */
function follow(event) {
  event.preventDefault();
  const target = byId(event.currentTarget.getAttribute("href").slice(1));
  if (!target) return;
  target.scrollIntoView({ block: "center", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
  target.focus({ preventScroll: true });
  target.classList.remove("flash");
  requestAnimationFrame(() => target.classList.add("flash"));
}
