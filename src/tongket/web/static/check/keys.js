// Keys and clicks.
import { beside, figures, state } from "./figures.js";
import { decideNow, decideThen, nextOfQueue, STATES, undo } from "./deciding.js";
import { formOf } from "./forms.js";
import { address, help, keys, panel, root } from "./page.js";
import { addSelected, showAdding } from "./selecting.js";
import { go } from "./walking.js";

keys.checked = localStorage.getItem("check-keys") !== "no";
keys.addEventListener("change", () => localStorage.setItem("check-keys", keys.checked ? "yes" : "no"));
async function press(decision) {
  await state.arriving;
  if (Number(panel.querySelector("[data-start]")?.dataset.start) !== state.at) return; // it never came
  panel.querySelector(`form.decide button[value=${decision}]`)?.click();
}
async function correct() {
  await state.arriving;
  const details = panel.querySelector("details.correct");
  if (!details) return;
  details.open = true;
  details.querySelector("input:not([type=hidden])").select();
}
function leave() {
  const details = panel.querySelector("details.correct[open]");
  if (panel.querySelector("form.add")) go(state.at, { focus: true });
  else if (details) {
    details.open = false;
    panel.focus({ preventScroll: true });
  }
}
const ACTIONS = {
  j: () => go(beside(1)), ArrowDown: () => go(beside(1)), ArrowRight: () => go(beside(1)),
  k: () => go(beside(-1)), ArrowUp: () => go(beside(-1)), ArrowLeft: () => go(beside(-1)),
  a: () => press("accept"), Enter: () => press("accept"), x: () => press("reject"),
  c: correct, n: addSelected, u: undo, "?": () => help.showModal(),
};
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !help.open) return leave();
  if (event.ctrlKey || event.metaKey || event.altKey || help.open || event.isComposing) return;
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  const acting = event.target.closest("a, button, summary");
  if (typing || (acting && (event.key === "Enter" || event.key === " "))) return;
  if (event.key.length === 1 && !keys.checked) return;
  const act = ACTIONS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (!act) return;
  event.preventDefault();
  act();
});
root.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches("form.find-missed")) {
    event.preventDefault();
    const asked = new URLSearchParams(new FormData(form));
    return void fetch(`${address}/check/add?${asked}`, { headers: { "X-Panel": "1" } }).then(showAdding);
  }
  if (!form.matches("form.decide")) return;
  event.preventDefault();
  const made = formOf(form, event.submitter);
  if (STATES[made.get("decision")]) decideNow(made);
  else decideThen(made, form.closest("details") ?? panel);
});
root.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  const figure = event.target.closest("a[data-figure]"), step = event.target.closest("a[data-step]");
  const skip = event.target.closest("a[data-skip]"), out = event.target.closest("a[data-leave]");
  if (!figure && !step && !skip && !out) return;
  if (figure && !getSelection().isCollapsed) return void event.preventDefault();
  event.preventDefault();
  if (figure) go(Number(figure.id.slice(2)));
  else if (step) go(beside(Number(step.dataset.step)), { focus: true });
  else if (skip) nextOfQueue(figures.get(state.at)?.id ?? "");
  else leave();
});
