// Waits until the page in sight has done what it does of itself: its fonts and pictures are there, what scripts asked for
// has come, and all of it is drawn.
async () => {
  const drawn = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const isAsking = () => document.querySelector(".htmx-request, #checking:not([data-ready])");
  const ends = performance.now() + 60000;
  while (isAsking()) {
    if (performance.now() > ends) throw new Error("it never comes to rest");
    await new Promise((done) => setTimeout(done, 10));
  }
  const pictures = [...document.images].filter((each) => each.loading !== "lazy" && each.checkVisibility());
  await Promise.all([document.fonts.ready, ...pictures.map((each) => each.decode().catch(() => {}))]);
  await drawn();
}
