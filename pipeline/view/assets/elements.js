// Elements are made here and nowhere else, their texts as text: no record is ever parsed as markup.

/** A new element. `attributes`: `on…` are listeners, `class`, `data-…` and the rest attributes; null is left out. */
function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
  return element;
}

const byId = (id) => document.getElementById(id);

/** A button that says `text`. */
function button(text, onclick, attributes = {}) {
  return el("button", { type: "button", onclick, ...attributes }, text);
}

/** A link out of the page, or null for anything that is not http or https. */
function outward(url, text) {
  let target;
  try {
    target = new URL(url);
  } catch {
    return null;
  }
  if (!["http:", "https:"].includes(target.protocol)) return null;
  return el("a", { href: target.href, rel: "noopener noreferrer nofollow", target: "_blank", class: "outward" }, text);
}

/** A word in a coloured frame: the type of an event, its factuality. */
function badge(group, value) {
  return el("span", { class: "badge", [`data-${group}`]: value }, sayValue(group === "type" ? "types" : "factualities", value));
}

// One tooltip for everything that has a `data-tip`, shown on hover and on focus.
const tip = el("div", { id: "tip", role: "tooltip", hidden: true });
document.body.append(tip);

function showTip(event) {
  const target = event.target instanceof Element ? event.target.closest("[data-tip]") : null;
  tip.hidden = target === null;
  if (target === null) return;
  tip.textContent = target.dataset.tip;
  const box = target.getClientRects()[0];
  tip.style.left = `${Math.max(4, Math.min(box.left, innerWidth - tip.offsetWidth - 8))}px`;
  tip.style.top = `${box.top > tip.offsetHeight + 8 ? box.top - tip.offsetHeight - 4 : box.bottom + 4}px`;
}

document.addEventListener("mouseover", showTip);
document.addEventListener("focusin", showTip);
document.addEventListener("scroll", () => { tip.hidden = true; }, true);
