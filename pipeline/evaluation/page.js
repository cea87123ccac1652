"use strict";
const kind = document.getElementById("kind"), subject = document.getElementById("subject"), words = document.getElementById("words");
const count = document.getElementById("count"), groups = [...document.querySelectorAll("details[data-kind]")];
function apply() {
  const wanted = words.value.toLocaleLowerCase();
  let shown = 0;
  for (const group of groups) {
    let inside = 0;
    for (const item of group.querySelectorAll("article")) {
      const fits = (!kind.value || group.dataset.kind === kind.value) && (!subject.value || item.dataset.subject === subject.value)
        && (!wanted || item.textContent.toLocaleLowerCase().includes(wanted));
      item.hidden = !fits;
      inside += fits;
    }
    group.hidden = inside === 0;
    shown += inside;
  }
  count.textContent = shown + (shown === 1 ? " error" : " errors");
}
for (const control of [kind, subject]) control.addEventListener("change", apply);
words.addEventListener("input", apply);
apply();
