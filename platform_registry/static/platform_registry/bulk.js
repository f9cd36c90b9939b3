// How many rows are ticked, and one tick for all rows of the page. Without this the ticks and the
// buttons work as they stand; the list is exchanged by htmx, so the document listens.
(() => {
  const boxes = (form) => [...form.querySelectorAll("[name=picked]")];
  const say = (form) => {
    const all = boxes(form);
    const number = all.filter((box) => box.checked).length;
    const whole = form.querySelector("[data-tick-all]");
    const unit = form.dataset.unit || "件";
    form.querySelector("[data-picked]").textContent = form.elements.every.checked
      ? "条件に合うものすべてを選んでいます"
      : `${number}${unit}を選んでいます`;
    if (whole) {
      whole.hidden = false;
      whole.checked = number > 0 && number === all.length;
      whole.indeterminate = number > 0 && number < all.length;
    }
  };
  const every = () => document.querySelectorAll("form[data-bulk]").forEach(say);
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-bulk]");
    if (!form) return;
    if (event.target.matches("[data-tick-all]")) {
      boxes(form).forEach((box) => { box.checked = event.target.checked; });
    }
    say(form);
  });
  document.addEventListener("reset", () => setTimeout(every));
  document.addEventListener("htmx:load", every);
  document.addEventListener("DOMContentLoaded", every);
  window.addEventListener("pageshow", every);
})();
