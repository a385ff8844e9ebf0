// Both fields are controlled: React puts back what its state does not hold.
import { createElement as h, useState } from "react";
import { createRoot } from "react-dom/client";

function App() {
  const [login, setLogin] = useState("");
  const [secret, setSecret] = useState("");
  const [round, setRound] = useState(0);
  const field = (name, type, value, set, autoComplete) =>
    h("label", { key: name }, name, h("input", { name, type, value, autoComplete, onChange: (event) => set(event.target.value) }));
  return h(
    "form",
    { onSubmit: (event) => event.preventDefault() },
    field("login", "text", login, setLogin, "username"),
    field("secret", "password", secret, setSecret, "current-password"),
    h("button", { type: "submit" }, "Sign in"),
    h("button", { type: "button", id: "again", onClick: () => setRound(round + 1) }, "Render again"),
    h("output", { id: "model" }, `${login} / ${secret} / ${round}`),
  );
}

createRoot(document.querySelector("#app")).render(h(App));
