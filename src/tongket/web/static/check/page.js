// What the page where a document is checked has, and how it speaks.
export const root = document.getElementById("checking");
export const panel = document.getElementById("panel");
const said = document.getElementById("said");
export const savedLine = document.getElementById("saved");
export const others = document.getElementById("others");
export const help = document.getElementById("help");
export const keys = document.getElementById("keys");
export const address = root.dataset.address, queue = root.dataset.queue;
export const word = (name) => root.dataset["word" + name[0].toUpperCase() + name.slice(1)] ?? "";

function button(id, words, key = "") {
  const made = document.createElement("button");
  Object.assign(made, { type: "button", className: "quiet", id, textContent: words });
  if (key) made.append(" ", Object.assign(document.createElement("kbd"), { textContent: key }));
  document.getElementById("bar").append(made);
  return made;
}
export const retry = button("retry", word("retry"));
retry.hidden = true;
button("help-button", document.getElementById("bar").dataset.wordHelp, "?").addEventListener("click", () => help.showModal());

const narrow = matchMedia("(max-width: 62rem)"); // there the panel covers the lower half
export const show = (element) => element?.scrollIntoView({ block: narrow.matches ? "start" : "center" });
export function showAtFirst(element) { // scrollIntoView would have the Tab key begin there, past the way to skip
  const { top, height } = element.getBoundingClientRect();
  const kept = parseFloat(getComputedStyle(document.documentElement).scrollPaddingTop)
    + parseFloat(getComputedStyle(element).scrollMarginTop);
  const above = narrow.matches ? kept : (innerHeight - height) / 2;
  scrollBy(0, top - above);
}

export function tellSaved(state, more = "") {
  const failed = state === "unsaved" || state === "forbidden" || state === "gone";
  savedLine.textContent = state ? word(state) + (more ? " " + more : "") : "";
  savedLine.className = failed ? "failed" : state;
  retry.hidden = state !== "unsaved";
}
export function say(words) {
  said.textContent = words;
}
