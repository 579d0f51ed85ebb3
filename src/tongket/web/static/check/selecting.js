// Adding a figure that nobody read: its place is selected in the text, or found by its words.
import { inQueue } from "./asking.js";
import { address, others, panel, root, say, word } from "./page.js";
import { go } from "./walking.js";

const PLACED = "[data-at], a[data-figure]";
const startOf = (element) => Number(element.dataset.at ?? element.id.slice(2));
const letters = (words) => [...words].length; // code points, as the desk counts
function selection() {
  const chosen = getSelection();
  if (!chosen.rangeCount || chosen.isCollapsed) return null;
  const range = chosen.getRangeAt(0);
  const touched = [...root.querySelectorAll(PLACED)].filter((each) => range.intersectsNode(each));
  if (!touched.length) return null;
  const inside = document.createRange();
  const first = touched[0], final = touched[touched.length - 1];
  let start = startOf(first), end = startOf(final) + letters(final.textContent);
  if (first.contains(range.startContainer)) {
    inside.setStart(first, 0);
    inside.setEnd(range.startContainer, range.startOffset);
    start += letters(inside.toString());
  }
  if (final.contains(range.endContainer)) {
    inside.setStart(final, 0);
    inside.setEnd(range.endContainer, range.endOffset);
    end = startOf(final) + letters(inside.toString());
  }
  return start < end ? [start, end] : null;
}
export async function addSelected() {
  const span = selection();
  if (!span) {
    const missed = root.querySelector("details.missed");
    missed.open = true;
    missed.querySelector("input").focus();
    return say(word("nothingSelected"));
  }
  const answer = await fetch(`${address}/check/add?start=${span[0]}&end=${span[1]}${inQueue}`, {
    headers: { "X-Panel": "1" },
  });
  await showAdding(answer);
}
export async function showAdding(answer) {
  if (answer.ok) {
    panel.innerHTML = await answer.text();
    panel.querySelector("input:not([type=hidden])").focus();
    return say(panel.querySelector(".lead").textContent);
  }
  const told = await answer.json().catch(() => ({}));
  if (told.start !== undefined) await go(told.start);
  others.textContent = told.error ?? word("nothingSelected");
  say(others.textContent);
}
