// The records, with what the list sorts and filters by worked out once.

const DATA = JSON.parse(document.getElementById("data").textContent);
// The role that names an event's main actor, first one filled wins.
const ACTORS = ["organiser", "party", "guest", "participant", "trainer"];
const collator = new Intl.Collator("fr", { numeric: true, sensitivity: "base" });

/** `text` without case and accents, for searching. */
function fold(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").replace(/œ/gi, "oe").replace(/[’ʼ]/g, "'").toLowerCase();
}

const wording = (filler) => filler.name || filler.text;

/** One list row: the record `raw` and its columns. */
function row(raw, index) {
  const roles = raw.roles || {};
  const fillers = Object.values(roles).flat();
  const actor = ACTORS.find((name) => (roles[name] || []).length);
  const topics = roles.topic || roles.purpose || [];
  const organisers = (roles.organiser || []).map(wording);
  const places = raw.place || [];
  const date = raw.date || {};
  return {
    index, raw, topics, organisers,
    document: DATA.documents[raw.doc],
    type: raw.type,
    factuality: raw.factuality,
    confidence: raw.confidence ?? null,
    from: isDay(date.from) ? date.from : isDay(date.to) ? date.to : null,
    to: isDay(date.to) ? date.to : isDay(date.from) ? date.from : null,
    actors: actor ? roles[actor].map(actorWording).join(", ") : "",
    place: places.map(wording).join(", "),
    name: raw.name || (topics.length ? wording(topics[0]) : raw.trigger ? raw.trigger.text : ""),
    domains: new Set(topics.map((topic) => topic.domain || "")),
    places: new Set(places.map((place) => place.country).filter(Boolean)),
    origins: new Set((roles.participant || []).map((filler) => filler.country).filter(Boolean)),
    folded: fold([raw.name, raw.type, raw.id, date.text, raw.trigger?.text,
      ...fillers.concat(places).flatMap((filler) => [filler.text, filler.name, filler.domain])].filter(Boolean).join(" ")),
  };
}

/** Participants are told by their own words (“12 togolais”), everybody else by name. */
function actorWording(filler) {
  return filler.count == null ? wording(filler) : filler.text;
}

const ROWS = DATA.events.map(row);
const ROWS_OF = Map.groupBy ? Map.groupBy(ROWS, (item) => item.raw.doc) : groupByDocument();
for (const item of DATA.documents) item.folded = fold([item.title, item.id, item.text].filter(Boolean).join(" "));

function groupByDocument() {
  const groups = new Map();
  for (const item of ROWS) groups.set(item.raw.doc, (groups.get(item.raw.doc) || []).concat(item));
  return groups;
}

const NO_FILTER = { q: "", type: "", factuality: "", domain: null, country: "", organiser: "", from: "", to: "", confidence: 0 };
const filter = { ...NO_FILTER };

// One test a filter; each says whether `item` stays.
const TESTS = {
  type: (item) => !filter.type || item.type === filter.type,
  factuality: (item) => !filter.factuality || item.factuality === filter.factuality,
  domain: (item) => filter.domain === null || item.domains.has(filter.domain),
  country: (item) => !filter.country || item.places.has(filter.country) || item.origins.has(filter.country),
  organiser: (item) => !filter.organiser || item.organisers.some((name) => fold(name) === filter.organiser),
  period: (item) => (!filter.from && !filter.to)
    || (item.from !== null && (!filter.to || item.from <= filter.to) && (!filter.from || item.to >= filter.from)),
  confidence: (item) => !filter.confidence || (item.confidence !== null && item.confidence >= filter.confidence),
};

/** The rows that hold every word asked for, in the record or its article. */
function searched() {
  const words = fold(filter.q).split(/\s+/).filter(Boolean);
  if (!words.length) return ROWS;
  const inDocument = DATA.documents.map((item) => words.map((word) => item.folded.includes(word)));
  return ROWS.filter((item) => words.every((word, i) => inDocument[item.raw.doc][i] || item.folded.includes(word)));
}

/** Those of `rows` that pass all filters but the one named `spared`. */
function passing(rows, spared = null) {
  const tests = Object.keys(TESTS).filter((name) => name !== spared).map((name) => TESTS[name]);
  return rows.filter((item) => tests.every((test) => test(item)));
}

/** How often each of the values that `valuesOf` gives occurs: `[value, count]`, most frequent first. */
function tally(rows, valuesOf) {
  const counts = new Map();
  for (const item of rows) for (const value of valuesOf(item)) counts.set(value, (counts.get(value) || 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || collator.compare(a[0], b[0]));
}
