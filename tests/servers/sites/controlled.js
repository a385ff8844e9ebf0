// What a framework with controlled inputs does, in small: it tracks every value that a script assigns, and an `input`
// event only counts if the value really differs from the tracked one. Whatever it did not hear of is put back.
"use strict";
const native = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value");
const model = {};

for (const field of document.querySelectorAll("[data-controlled]")) {
  let tracked = native.get.call(field);
  model[field.name] = tracked;
  Object.defineProperty(field, "value", {
    configurable: true,
    get() { return native.get.call(this); },
    set(text) { tracked = String(text); native.set.call(this, text); },
  });
  field.addEventListener("input", () => {
    const seen = native.get.call(field);
    if (seen === tracked) return; // assigned through the tracking setter: no change as far as the model knows
    tracked = seen;
    model[field.name] = seen;
    render();
  });
  const putBack = () => {
    if (native.get.call(field) !== model[field.name]) {
      tracked = model[field.name];
      native.set.call(field, tracked);
    }
  };
  field.addEventListener("blur", putBack);
  setInterval(putBack, 50);
}

function render() {
  const full = Object.values(model).every((text) => text !== "");
  document.querySelector("button[type=submit]").disabled = !full;
  document.getElementById("model").textContent =
    Object.entries(model).map(([name, text]) => `${name}: ${text.length} characters`).join(", ");
}
render();
