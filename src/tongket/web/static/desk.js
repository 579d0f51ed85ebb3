// Reading works without this file.
"use strict";

// A figure in the text and its record at the side show each other.
function pair(figure) {
  const record = document.getElementById("r-" + figure.id.slice(2));
  return record;
}

document.addEventListener("click", (event) => {
  const figure = event.target.closest("a[data-figure]");
  if (!figure) return;
  const record = pair(figure);
  if (!record) return;
  const details = record.querySelector("details");
  if (details) details.open = true;
});

// An address that leads to a figure opens its record.
function openTarget() {
  const target = location.hash.startsWith("#f-") && pair({ id: location.hash.slice(1) });
  if (target) target.querySelector("details")?.setAttribute("open", "");
}
addEventListener("hashchange", openTarget);
addEventListener("DOMContentLoaded", openTarget);
