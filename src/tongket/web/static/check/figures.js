// The figures of the document, as far as this page knows them, and how they look in the text.
import { panel, word } from "./page.js";

export const figures = new Map(); // start → {id, start, end, quote, state, last}
export const mine = []; // own decisions that hold, oldest first: {id, start, end, quote}
export const pending = []; // forms that are not saved yet, oldest first
export const state = {
  at: Number(panel.querySelector("[data-start]")?.dataset.start ?? -1), // the current figure
  arriving: null, // its panel, until it has come: a key that decides waits for it
  order: [], // starts, as they stand in the text
  last: 0, // number of the newest decision that this page knows
};
export function takeIn(told) {
  for (const figure of told) figures.set(figure.start, figure);
  sort();
}
export function sort() {
  state.order = [...figures.keys()].sort((a, b) => a - b);
}

export const mark = (start) => document.getElementById("f-" + start);
export function paint(figure, unsaved = false) {
  const found = mark(figure.start);
  if (!found) return;
  found.classList.remove("v-accepted", "v-corrected", "v-rejected", "v-added");
  if (figure.state) found.classList.add("v-" + figure.state);
  found.classList.toggle("unsaved", unsaved);
  found.title = word(figure.state || "undecided");
}
export function progress() {
  const done = state.order.filter((start) => figures.get(start).state).length;
  const line = document.getElementById("progress");
  line.textContent = line.textContent.replace(/^[^\p{L}]+/u, `${done} / ${state.order.length} `);
}

export function undecidedAfter(start) {
  const left = state.order.filter((each) => each !== start && !figures.get(each).state);
  return left.find((each) => each > start) ?? left[0] ?? null;
}
export function beside(step) {
  const place = state.order.indexOf(state.at);
  return place < 0 ? state.order[0] : state.order[place + step];
}
