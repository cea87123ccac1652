// The two languages of the interface: wordings, plurals, dates, numbers, countries.

const WORDS = JSON.parse(document.getElementById("words").textContent);
// How each writes dates, numbers and plurals.
const LOCALES = { fr: "fr-FR", en: "en-GB" };
let language = (navigator.language || "fr").toLowerCase().startsWith("fr") ? "fr" : "en";

/** The wording `key`, its `{name}` slots filled from `values`. */
function say(key, values = {}) {
  return fill(WORDS[language][key], values);
}

/** The wording `key` for `n` things: “1 event”, “5,000 events”. */
function sayCount(key, n) {
  const form = new Intl.PluralRules(LOCALES[language]).select(n) === "one" ? "one" : "other";
  return fill(WORDS[language][key][form], { n: number(n) });
}

/** The wording of a value that rule data may add to: unknown ones stand as they are. */
function sayValue(group, value) {
  const known = WORDS[language][group];
  return Object.hasOwn(known, value) ? known[value] : value;
}

function fill(wording, values) {
  return wording.replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
}

function number(n) {
  return new Intl.NumberFormat(LOCALES[language]).format(n);
}

function percent(n) {
  return new Intl.NumberFormat(LOCALES[language], { style: "percent" }).format(n);
}

/** `iso` (a day) as people write it; anything else stands as it is. */
function sayDay(iso, options = { day: "numeric", month: "short", year: "numeric" }) {
  if (!isDay(iso)) return iso || "";
  return new Intl.DateTimeFormat(LOCALES[language], { ...options, timeZone: "UTC" }).format(new Date(iso));
}

/** The days `from` to `to` in few words: a day, a month or a year by its name, else its two ends. */
function sayDays(from, to) {
  if (from === to) return sayDay(from);
  if (from.slice(0, 4) === to.slice(0, 4) && from.endsWith("-01-01") && to.endsWith("-12-31")) return from.slice(0, 4);
  const month = { month: "long", year: "numeric", timeZone: "UTC" };
  const whole = from.endsWith("-01") && new Date(Date.parse(to) + 86400000).getUTCDate() === 1;
  if (whole && from.slice(0, 7) === to.slice(0, 7)) return sayDay(from, month);
  const format = new Intl.DateTimeFormat(LOCALES[language], whole ? month : { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
  return from < to ? format.formatRange(new Date(from), new Date(to)) : sayDay(from);
}

function isDay(value) {
  return /^\d{4}-\d\d-\d\d$/.test(value || "") && !Number.isNaN(Date.parse(value));
}

/** The name of an ISO 3166-1 alpha-2 country; anything else stands as it is. */
function sayCountry(code) {
  if (!/^[A-Z]{2}$/.test(code)) return code;
  return new Intl.DisplayNames([language], { type: "region", fallback: "code" }).of(code);
}
