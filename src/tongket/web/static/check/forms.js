// What a form says, and what is wrong with it.
import { say } from "./page.js";

export function problem(place, told) {
  for (const each of place.querySelectorAll(".field.wrong")) {
    each.classList.remove("wrong");
    each.querySelector(".error")?.remove();
    each.querySelector("[aria-invalid]")?.removeAttribute("aria-invalid");
  }
  let first = null;
  for (const [name, cause] of Object.entries(told.errors ?? {})) {
    const input = document.getElementById("i-" + name);
    if (!input) continue;
    const line = document.getElementById("e-" + name) ?? document.createElement("span");
    Object.assign(line, { id: "e-" + name, className: "error", textContent: cause });
    input.after(line);
    input.setAttribute("aria-invalid", "true");
    input.setAttribute("aria-describedby", line.id);
    input.closest(".field").classList.add("wrong");
    input.closest("details.rest")?.setAttribute("open", "");
    first ??= input;
  }
  const general = place.querySelector(".general");
  if (general) general.textContent = first ? "" : told.error ?? "";
  if (first) {
    first.closest("details.correct")?.setAttribute("open", "");
    first.focus();
  }
  say(told.error ?? "");
}
export function formOf(form, button) {
  const made = new URLSearchParams(new FormData(form, button));
  made.delete("csrf");
  return made;
}
