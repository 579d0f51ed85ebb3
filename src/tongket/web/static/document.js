// A figure in the text and its record show each other; the card with the citation comes when it is asked for.
"use strict";
(() => {
  const page = document.querySelector(".document");
  if (!page) return;
  const sheet = document.getElementById("sheet");
  const told = document.getElementById("told");
  const narrow = matchMedia("(max-width: 62rem)");
  const figureOf = (start) => document.getElementById("f-" + start);
  const recordOf = (start) => document.getElementById("r-" + start);
  const startOf = (element) => element?.closest("[id^=f-], .record")?.id.slice(2);

  // ── the card: from the figure's own page ──
  async function cardOf(address) {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(String(answer.status));
    const made = new DOMParser().parseFromString(await answer.text(), "text/html");
    const card = made.querySelector(".card");
    const head = document.createElement("h2");
    head.append(...made.querySelector("h1").childNodes);
    ready(card);
    return { card, head };
  }

  async function openRecord(record) {
    const more = record.querySelector("a.more");
    if (record.querySelector(".card")) return;
    const { card } = await cardOf(more.href);
    if (!record.querySelector(".card")) record.append(card);
    more.setAttribute("aria-expanded", "true");
    record.scrollIntoView({ block: "nearest" });
  }

  function choose(start) {
    for (const each of page.querySelectorAll(".chosen")) each.classList.remove("chosen");
    for (const each of [figureOf(start), recordOf(start)]) each?.classList.add("chosen");
  }

  let cameFrom = null;
  async function openSheet(start, from) {
    const { card, head } = await cardOf(page.dataset.address + "/f/" + start);
    const place = document.getElementById("sheet-card");
    place.replaceChildren(head, card);
    cameFrom = from;
    if (!sheet.open) sheet.show();
    sheet.scrollTop = 0;
    place.focus({ preventScroll: true });
  }
  function closeSheet() {
    if (!sheet?.open) return;
    sheet.close();
    cameFrom?.focus({ preventScroll: true });
  }
  sheet?.addEventListener("keydown", (event) => { if (event.key === "Escape") closeSheet(); });
  sheet?.querySelector("[data-close]").addEventListener("click", closeSheet);

  // ── copying ──
  function ready(place) {
    for (const words of place.querySelectorAll("[data-copy]")) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "quiet copy";
      button.textContent = words.dataset.copy;
      words.after(button);
    }
  }
  async function copy(button) {
    const words = button.previousElementSibling;
    try {
      await navigator.clipboard.writeText(words.textContent);
      told.textContent = page.dataset.copied;
      button.textContent = page.dataset.copied;
    } catch {
      getSelection().selectAllChildren(words);
      told.textContent = page.dataset.failed;
    }
  }
  ready(document);

  // ── showing each other ──
  function near(element, on) {
    const start = startOf(element);
    for (const each of [figureOf(start), recordOf(start)]) each?.classList.toggle("near", on);
  }
  for (const [event, on] of [["pointerover", true], ["pointerout", false], ["focusin", true], ["focusout", false]]) {
    page.addEventListener(event, (happened) => near(happened.target, on));
  }

  page.addEventListener("click", (event) => {
    const button = event.target.closest("button.copy");
    if (button) return void copy(button);
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    const more = event.target.closest("a.more");
    if (more) {
      event.preventDefault();
      const record = more.closest(".record");
      const card = record.querySelector(".card");
      if (card) {
        card.remove();
        more.setAttribute("aria-expanded", "false");
      } else openRecord(record).catch(() => location.assign(more.href));
      return;
    }
    const figure = event.target.closest("a[data-figure]");
    if (!figure || !page.dataset.address) return;
    const start = startOf(figure), record = recordOf(start);
    event.preventDefault();
    history.replaceState(null, "", "#f-" + start);
    choose(start);
    if (narrow.matches || !record) openSheet(start, figure).catch(() => location.assign(figure.href));
    else {
      record.scrollIntoView({ block: "nearest" });
      openRecord(record).catch(() => location.assign(figure.href));
    }
  });

  // An address that leads to a figure opens its record.
  function openTarget() {
    if (!location.hash.startsWith("#f-")) return;
    const start = location.hash.slice(3), record = recordOf(start);
    choose(start);
    if (record && !narrow.matches) {
      record.scrollIntoView({ block: "nearest" });
      openRecord(record).catch(() => {});
    }
  }
  addEventListener("hashchange", openTarget);
  openTarget();
})();
