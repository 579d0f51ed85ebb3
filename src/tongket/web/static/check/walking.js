// From figure to figure.
import { inQueue, panelOf } from "./asking.js";
import { figures, mark, state, undecidedAfter } from "./figures.js";
import { problem } from "./forms.js";
import { address, panel, root, say, show, tellSaved, word } from "./page.js";

function sayFigure() {
  const figure = figures.get(state.at);
  const head = panel.querySelector(".lead")?.textContent.replace(/\s+/g, " ").trim() ?? "";
  say(`${head}. ${word(figure?.state || "undecided")}`);
}

export async function go(start, how = {}) {
  if (start === null || start === undefined || start < 0) return;
  state.at = start;
  for (const each of root.querySelectorAll("a.fig.current")) each.classList.remove("current");
  const found = mark(start);
  found?.classList.add("current");
  found?.setAttribute("aria-current", "true");
  found?.closest("details")?.setAttribute("open", "");
  show(found);
  history.replaceState(null, "", `${address}/check?at=${start}${inQueue}`);
  state.arriving = arrive(start, how);
  await state.arriving;
}
async function arrive(start, { focus = false, error = "" }) {
  try {
    const html = await panelOf(start);
    if (state.at !== start) return;
    panel.innerHTML = html;
    if (error) problem(panel, { error });
    panel.scrollTop = 0;
    if (focus) panel.focus({ preventScroll: true });
    sayFigure();
    const following = undecidedAfter(start);
    if (following !== null) panelOf(following).catch(() => {});
  } catch {
    tellSaved("unsaved");
  }
}
