// A chart comes as a picture. Who follows the link beside it gets the same chart live: values by pointer, a click on
// a point goes to its row in the table. Only then is Vega fetched, from this host; expressions are interpreted, so that
// the page's Content-Security-Policy needs no 'unsafe-eval'.
"use strict";

(() => {
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const narrow = window.matchMedia("(max-width: 640px)");
  let libraries = null;

  function script(address) {
    return new Promise((done, failed) => {
      const element = document.createElement("script");
      element.src = address;
      element.onload = done;
      element.onerror = () => failed(new Error(address));
      document.head.append(element);
    });
  }

  async function load(told) {
    libraries ??= (async () => {
      await script(told.vega);
      await script(told.vegaLite);
      await script(told.interpreter);
    })();
    libraries.catch(() => { libraries = null; });
    return libraries;
  }

  // No data comes from elsewhere: a chart that asks for an address gets none.
  const nothing = {
    load: () => Promise.reject(new Error("charts ask for nothing")),
    sanitize: () => Promise.reject(new Error("charts ask for nothing")),
    http: () => Promise.reject(new Error("charts ask for nothing")),
    file: () => Promise.reject(new Error("charts ask for nothing")),
  };

  function tooltip(box) {
    return (handler, event, item, value) => {
      if (!value || typeof value !== "object") {
        box.hidden = true;
        return;
      }
      const list = document.createElement("dl");
      for (const [name, words] of Object.entries(value)) {
        const term = document.createElement("dt");
        const told = document.createElement("dd");
        term.textContent = name;
        told.textContent = words;
        list.append(term, told);
      }
      box.replaceChildren(list);
      box.hidden = false;
      const frame = box.offsetParent.getBoundingClientRect();
      const left = Math.min(event.clientX - frame.left + 12, frame.width - box.offsetWidth - 4);
      box.style.left = `${Math.max(4, left)}px`;
      box.style.top = `${event.clientY - frame.top + 14}px`;
    };
  }

  async function show(figure, button) {
    const address = new URL(figure.dataset.chart, location.href);
    address.searchParams.set("theme", dark.matches ? "dark" : "light");
    address.searchParams.set("size", narrow.matches ? "narrow" : "wide");
    const [answer] = await Promise.all([fetch(address), load(figure.dataset)]);
    if (!answer.ok) throw new Error(`${address.pathname}: ${answer.status}`);
    const spec = await answer.json();
    const compiled = vegaLite.compile(spec).spec;
    const place = document.createElement("div");
    const box = document.createElement("div");
    place.className = "chart-live";
    box.className = "chart-tip";
    box.hidden = true;
    const view = new vega.View(vega.parse(compiled, null, { ast: true }), {
      expr: vegaInterpreter.expressionInterpreter,
      loader: nothing,
      locale: vega.locale(spec.config.locale.number),
      renderer: "canvas",
      hover: true,
    });
    view.tooltip(tooltip(box));
    view.addEventListener("click", (event, item) => {
      const row = item && item.datum && item.datum.id && document.getElementById(`v-${item.datum.id}`);
      if (row) {
        row.scrollIntoView({ block: "center" });
        (row.querySelector("a") || row).focus();
      }
    });
    const picture = figure.querySelector("picture");
    picture.after(place);
    await view.initialize(place).runAsync();
    place.setAttribute("role", "img");
    place.setAttribute("aria-label", picture.querySelector("img").alt);
    place.append(box);
    picture.hidden = true;
    button.remove();
  }

  for (const figure of document.querySelectorAll("figure[data-chart]")) {
    const button = figure.querySelector(".chart-start");
    if (!button) continue;
    let asked = false;
    button.addEventListener("click", async (event) => {
      event.preventDefault();
      if (asked) return;
      asked = true;
      try {
        await show(figure, button);
      } catch (error) {
        console.info(error);
        asked = false;
        button.textContent = figure.dataset.failed;
      }
    });
  }
})();
