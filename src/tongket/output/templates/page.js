"use strict";
// The page reads without this. It pins a card by tap or Enter, puts it beside its figure on wide screens,
// and steps from figure to figure with the arrow keys.
(() => {
  const spots = [...document.querySelectorAll(".at")];
  const wide = matchMedia("(min-width: 44.01rem)");
  const link = (spot) => spot.querySelector("a.fig");
  let open = null;

  const place = (spot) => {
    const card = spot.querySelector(".card");
    card.style.left = card.style.top = card.style.right = card.style.bottom = "";
    if (getComputedStyle(card).display === "none") return;
    if (!wide.matches) {
      const hidden = link(spot).getBoundingClientRect().bottom + 24 - card.getBoundingClientRect().top;
      if (hidden > 0) scrollBy({ top: hidden });
      return;
    }
    const at = link(spot).getClientRects()[0];
    const width = card.offsetWidth, height = card.offsetHeight, gap = 8;
    const below = at.bottom + gap + height <= innerHeight;
    const above = at.top - gap - height >= 0;
    if (!below && !above) return;
    card.style.left = Math.max(gap, Math.min(at.left, document.documentElement.clientWidth - width - gap)) + "px";
    card.style.top = (below ? at.bottom + gap : at.top - gap - height) + "px";
    card.style.right = card.style.bottom = "auto";
  };
  const close = () => {
    if (open) { open.classList.remove("open"); link(open).setAttribute("aria-expanded", "false"); }
    open = null;
    document.body.classList.remove("pinned");
  };
  const pin = (spot) => {
    close();
    open = spot;
    spot.classList.remove("shut");
    spot.classList.add("open");
    document.body.classList.add("pinned");
    link(spot).setAttribute("aria-expanded", "true");
    place(spot);
  };

  for (const spot of spots) {
    link(spot).setAttribute("aria-expanded", "false");
    spot.addEventListener("mouseenter", () => { spot.classList.remove("shut"); place(spot); });
    spot.addEventListener("focusin", () => { spot.classList.remove("shut"); place(spot); });
    link(spot).addEventListener("click", (event) => {
      event.preventDefault();
      if (open === spot) { close(); spot.classList.add("shut"); } else pin(spot);
    });
  }
  document.addEventListener("click", (event) => {
    const to = event.target.closest('a[href^="#f"]');
    const spot = to && document.getElementById(to.hash.slice(1))?.closest(".at");
    if (spot) { event.preventDefault(); history.replaceState(null, "", to.hash); link(spot).focus(); pin(spot); }
    else if (!event.target.closest(".at")) close();
  });
  document.addEventListener("keydown", (event) => {
    const here = document.activeElement.closest?.(".at");
    if (event.key === "Escape") { const was = open || here; close(); was?.classList.add("shut"); }
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step || !here || event.altKey || event.ctrlKey || event.metaKey) return;
    const next = spots[spots.indexOf(here) + step];
    if (!next) return;
    event.preventDefault();
    const pinned = open !== null;
    close();
    link(next).focus();
    if (pinned) pin(next);
  });
  addEventListener("scroll", () => { if (open && wide.matches) place(open); }, { passive: true });
  addEventListener("resize", () => { if (open) place(open); });
})();
