// Checking by hand without leaving the page. Every form here works as a plain one too: these files send the same forms.
import { ask, panelOf } from "./asking.js";
import { isSaving } from "./deciding.js";
import { figures, mark, mine, paint, state, takeIn, undecidedAfter } from "./figures.js";
import { merge, refreshText } from "./known.js";
import "./keys.js";
import { address, panel, root, showAtFirst } from "./page.js";
import { go } from "./walking.js";

async function poll() {
  if (document.hidden || isSaving()) return;
  try {
    const told = await ask(`${address}/decisions.json?after=${state.last}`);
    const open = told.decisions.some((each) => each.start === state.at && !each.mine);
    if (merge(told)) await refreshText();
    if (open && !panel.querySelector("details.correct[open], form.add")) go(state.at);
  } catch { /* the next one will do */ }
}

ask(`${address}/decisions.json?after=0`).then((told) => {
  takeIn(told.figures);
  for (const each of told.decisions) if (each.mine && each.holds) mine.push(each);
  state.last = told.last;
  for (const figure of figures.values()) paint(figure);
  if (figures.has(state.at)) {
    const current = mark(state.at);
    current?.classList.add("current");
    if (current) showAtFirst(current);
    const following = undecidedAfter(state.at);
    if (following !== null) panelOf(following).catch(() => {});
  }
  root.dataset.ready = "yes";
  setInterval(poll, 2500);
});
