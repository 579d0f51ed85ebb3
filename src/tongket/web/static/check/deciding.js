// Deciding: what is accepted or rejected is saved behind one's back, what has fields is waited for.
import { ask, forgetPanel, post, Refused } from "./asking.js";
import { beside, figures, mine, paint, pending, progress, state, undecidedAfter } from "./figures.js";
import { problem } from "./forms.js";
import { merge, refreshText } from "./known.js";
import { address, others, panel, queue, retry, root, savedLine, say, tellSaved, word } from "./page.js";
import { go } from "./walking.js";

export const STATES = { accept: "accepted", reject: "rejected" };

// Accepted and rejected at once, saved behind one's back.
export function decideNow(form) {
  const start = Number(form.get("start")), figure = figures.get(start);
  if (!figure) return;
  const before = figure.state;
  const accepted = form.get("decision") === "accept" && (before === "corrected" || before === "added");
  figure.state = accepted ? before : STATES[form.get("decision")];
  paint(figure, true);
  progress();
  forgetPanel(start);
  pending.push({ form, start, before });
  drain();
  onward(start);
}
let draining = null;
export const isSaving = () => pending.length > 0 || draining !== null;
function drain() {
  draining ??= saveAll().finally(() => { draining = null; });
  return draining;
}
async function saveAll() {
  while (pending.length) {
    tellSaved("saving");
    const { form, start, before } = pending[0];
    try {
      merge(await post(form, state.last));
      pending.shift();
    } catch (error) {
      if (!(error instanceof Refused) || error.status >= 500) return void tellSaved("unsaved", String(pending.length));
      if (error.status === 401 || error.status === 403) return void tellSaved("forbidden", String(pending.length));
      pending.shift();
      const figure = figures.get(start);
      if (figure) {
        figure.state = before;
        paint(figure);
        progress();
      }
      forgetPanel(start);
      tellSaved("gone", error.message);
      go(start, { error: error.message });
      return;
    }
  }
  tellSaved("saved");
}
retry.addEventListener("click", () => drain());
addEventListener("online", () => drain());
addEventListener("beforeunload", (event) => { if (pending.length) event.preventDefault(); });

// What has fields is waited for: one of them may be wrong.
export async function decideThen(form, place) {
  await drain();
  tellSaved("saving");
  try {
    const told = await post(form, state.last);
    const start = Number(form.get("start")), decision = form.get("decision");
    forgetPanel(start);
    merge(told);
    tellSaved("saved");
    if (decision === "add") await refreshText();
    if (decision === "withdraw") {
      if (!figures.has(start)) await refreshText();
      await go(figures.has(start) ? start : beside(1) ?? state.order[0]);
    } else onward(start);
  } catch (error) {
    if (error instanceof Refused && (error.status === 400 || error.status === 409)) {
      tellSaved(error.status === 409 ? "gone" : "", error.status === 409 ? error.message : "");
      problem(place, error.told);
    } else {
      const refused = error instanceof Refused && (error.status === 401 || error.status === 403);
      tellSaved(refused ? "forbidden" : "unsaved", "1");
      retry.hidden = true;
      problem(place, { error: savedLine.textContent });
    }
  }
}
async function onward(start) {
  if (queue !== undefined) {
    const figure = figures.get(start);
    return nextOfQueue(figure?.id ?? "");
  }
  const following = undecidedAfter(start);
  if (following !== null) return go(following);
  say(word("allDone"));
  await drain();
  forgetPanel(start);
  await go(start);
  say(word("allDone"));
  others.textContent = word("allDone");
}
export async function nextOfQueue(after) {
  await drain();
  if (pending.length) return;
  const told = await ask(`/check/next.json?queue=${encodeURIComponent(queue)}&after=${encodeURIComponent(after)}`);
  if (told.address && address.endsWith("/" + told.document) && figures.has(told.start)) return go(told.start);
  location.assign(told.address ?? "/check?" + queue);
}
export async function undo() {
  await drain();
  const one = mine[mine.length - 1];
  if (!one) return say(word("noUndo")), void (others.textContent = word("noUndo"));
  const form = new URLSearchParams({
    decision: "withdraw", verdict: one.id, start: one.start, end: one.end, quote: one.quote, batch: root.dataset.batch ?? "",
  });
  if (!form.get("batch")) form.delete("batch");
  await decideThen(form, panel);
}
