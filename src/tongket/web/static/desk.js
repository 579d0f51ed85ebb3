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

// A table that is wider than the screen can be scrolled by keyboard, and tells what it is.
function reach() {
  for (const box of document.querySelectorAll(".table, .scroll")) {
    if (box.scrollWidth <= box.clientWidth || box.hasAttribute("tabindex")) continue;
    box.tabIndex = 0;
    box.setAttribute("role", "region");
    const heading = box.closest("section[aria-labelledby]")?.getAttribute("aria-labelledby");
    if (heading) box.setAttribute("aria-labelledby", heading);
    else box.setAttribute("aria-label", (box.querySelector("caption") || document.querySelector("h1"))?.textContent.trim() || "");
  }
}
for (const event of ["DOMContentLoaded", "resize", "htmx:afterSettle"]) addEventListener(event, reach);
