// What is known of decisions: one's own, and those of others.
import { ask, forgetPanel, inQueue } from "./asking.js";
import { figures, mark, mine, paint, pending, progress, sort, state } from "./figures.js";
import { address, others, word } from "./page.js";

export function merge(told) {
  for (const each of told.decisions) {
    if (each.id <= state.last) continue;
    if (each.decision === "withdraw") {
      const gone = mine.findIndex((own) => own.id === each.fields.verdict);
      if (gone >= 0) mine.splice(gone, 1);
    } else if (each.mine && each.holds) mine.push(each);
    if (!each.mine) tellOthers(each);
  }
  state.last = Math.max(state.last, told.last);
  let strange = false;
  const waiting = new Set(pending.slice(1).map((each) => each.start));
  for (const figure of told.figures) {
    if (waiting.has(figure.start)) continue;
    strange ||= !figures.has(figure.start);
    figures.set(figure.start, figure);
    forgetPanel(figure.start);
    paint(figure);
  }
  const gone = told.decisions.filter((each) => !told.figures.some((figure) => figure.start === each.start));
  for (const each of gone) strange = figures.delete(each.start) || strange;
  sort();
  progress();
  if (told.conflict) others.textContent = told.conflict;
  return strange;
}
function tellOthers(each) {
  const own = mine.find((one) => one.start === each.start);
  const does = own ? word("conflictHere") : word("others");
  others.textContent = `${each.checker} ${does} “${each.quote}”`;
  clearTimeout(tellOthers.timer);
  tellOthers.timer = setTimeout(() => { others.textContent = ""; }, own ? 20000 : 6000);
}

export async function refreshText() {
  const answer = await fetch(`${address}/check?at=${state.at}${inQueue}`);
  if (!answer.ok) return;
  const made = new DOMParser().parseFromString(await answer.text(), "text/html");
  document.getElementById("article").replaceChildren(...made.getElementById("article").childNodes);
  for (const figure of figures.values()) paint(figure);
  mark(state.at)?.classList.add("current");
}
