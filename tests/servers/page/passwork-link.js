"use strict";
// Shows the item behind a link. The code is behind the `#`; for tests this server opens with it, a real page would itself.

const line = (tag, text) => Object.assign(document.createElement(tag), { textContent: text });

async function open() {
  const code = new URLSearchParams(location.hash.slice(1)).get("code") ?? "";
  const answer = await fetch(`${location.pathname}/open`, { method: "POST", body: code });
  const item = await answer.json();
  if (!answer.ok) {
    document.getElementById("state").textContent = `There is nothing here: ${item.error}`;
    return;
  }
  const rows = [["Name", item.name], ["Login", item.login], ["Address", item.url], ["Password", item.password],
    ...item.custom.map(([name, value]) => [name, value])];
  document.getElementById("item").replaceChildren(...rows.flatMap(([name, value]) => [line("dt", name), line("dd", value)]));
  document.getElementById("state").textContent = "Shared with you:";
}

open();
