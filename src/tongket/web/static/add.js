// Dropping files, and seeing what was chosen before it is sent. The form works without this file.
"use strict";

const form = document.querySelector("form.add");
const chosen = document.getElementById("chosen");
const files = document.getElementById("files");

function line(words, kind) {
  const made = document.createElement("p");
  made.textContent = words;
  if (kind) made.className = kind;
  chosen.append(made);
}

// What is wrong with the choice, before megabytes of it are sent.
function wrong(list) {
  const sizes = list.map((file) => file.size);
  if (list.length > Number(form.dataset.files)) return chosen.dataset.tooMany;
  if (sizes.some((size) => size > Number(form.dataset.file))) return chosen.dataset.tooLarge;
  if (sizes.reduce((sum, size) => sum + size, 0) > Number(form.dataset.all)) return chosen.dataset.tooLargeAll;
  return "";
}

function show() {
  const list = [...files.files];
  chosen.replaceChildren();
  const fault = wrong(list);
  files.setCustomValidity(fault);
  if (fault) line(fault, "wrong");
  if (list.length < 2) return;
  line(chosen.dataset.many.replace("{count}", list.length));
  const names = document.createElement("ul");
  for (const file of list.slice(0, 100)) {
    const made = document.createElement("li");
    made.textContent = file.name;
    names.append(made);
  }
  chosen.append(names);
}

files.addEventListener("change", show);
form.addEventListener("submit", () => {
  if (!files.files.length) return;
  line(chosen.dataset.sending);
  form.querySelector("button").setAttribute("aria-disabled", "true");
});

// A drop anywhere on the page counts: one beside the box would leave the page for the file.
const zone = document.querySelector(".drop");
addEventListener("dragover", (event) => {
  if (!event.dataTransfer.types.includes("Files")) return;
  event.preventDefault();
  zone.classList.add("over");
});
addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) zone.classList.remove("over");
});
addEventListener("drop", (event) => {
  zone.classList.remove("over");
  if (!event.dataTransfer.files.length) return;
  event.preventDefault();
  files.files = event.dataTransfer.files;
  show();
});
