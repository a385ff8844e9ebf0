// The phone's screen: shows /control/state, sends what the user does. Data becomes text, never markup.
"use strict";

const byId = (id) => document.getElementById(id);
let phone = null; // the state shown
let sheet = null; // what the sheet shows: "scan", "create", a request, a link; null for nothing
const colours = ["#1f7a6d", "#2d6a9f", "#8a5a9e", "#b0572f", "#5b7a2a", "#9c3f5a"];

/** Makes an element: properties, then children (text or elements). */
function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children.filter((child) => child !== null));
  return element;
}

async function send(route, body = {}) {
  try {
    const answer = await fetch(`/control/${route}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    if (answer.ok) return true;
    toast((await answer.json().catch(() => ({}))).error ?? `The phone answered ${answer.status}.`);
  } catch {
    toast("The phone's program does not answer.");
  }
  return false;
}

let toastTimer = 0;
function toast(text) {
  byId("toast").textContent = text;
  byId("toast").hidden = false;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => { byId("toast").hidden = true; }, 4000);
}

function entryRow(entry) {
  const letter = make("span", { className: "letter", textContent: [...entry.name][0] ?? "?" });
  letter.style.background = colours[[...entry.name].reduce((sum, c) => sum + c.codePointAt(0), 0) % colours.length];
  const text = make("div", {}, make("strong", { textContent: entry.name }),
    make("small", { textContent: [entry.user, entry.website].filter(Boolean).join(" · ") }));
  const row = make("div", { className: "entry" }, letter, text);
  if (entry.veiled) row.append(make("span", { className: "chip", textContent: "veiled" }));
  if (entry.otp) row.append(make("span", { className: "chip", textContent: "code" }));
  return row;
}

function linkRow({ client, fingerprint, allowAll, blocked }) {
  const always = make("input", { type: "checkbox", checked: allowAll });
  always.addEventListener("change", () => send("allow-all", { client, on: always.checked }));
  const block = make("button", { textContent: blocked ? "Let in" : "Block" });
  block.addEventListener("click", () => send("block", { client, on: !blocked }));
  const remove = make("button", { textContent: "Delete" });
  remove.addEventListener("click", () => send("delete-link", { client }));
  const text = make("div", {}, make("strong", { textContent: client }), make("small", { textContent: fingerprint }));
  return make("div", { className: "link" }, text, block, remove,
    make("label", {}, always, " Allow all future requests"));
}

function show() {
  byId("list").hidden = !phone.unlocked || !phone.inFront;
  byId("locked").hidden = phone.unlocked;
  byId("away").hidden = !phone.unlocked || phone.inFront;
  byId("lock").hidden = byId("dock").hidden = byId("list").hidden;
  byId("credentials").replaceChildren(...phone.credentials.map(entryRow));
  byId("links").replaceChildren(...(phone.links.length > 0 ? phone.links.map(linkRow)
    : [make("p", { className: "soft", textContent: "None. Start linking in the extension, then scan its code." })]));
  byId("signal").textContent = phone.listening ? "online" : "offline";
  byId("address").textContent = phone.address;
  byId("listening").textContent = phone.listening ? "listening" : "stopped";
  byId("vault").textContent = `${phone.vaultId}, ${phone.credentials.length} entries`;
  byId("trouble").textContent = [phone.chaos === null ? "" : `chaos mode, seed ${phone.chaos}`,
    phone.otherDevice === null ? "" : "another device has the address"].filter(Boolean).join(", ") || "none";
  byId("server").textContent = phone.listening ? "Stop the server" : "Start the server";
  byId("auto").checked = phone.auto.accept;
  showSheet();
}

/** The sheet is built anew only when it is about something else: typed text and choices stay. */
function showSheet() {
  const { prompt, linking } = phone;
  let wanted = sheet === "scan" || sheet === "create" ? sheet : null;
  if (!phone.unlocked || !phone.inFront) wanted = null;
  else if (prompt) wanted = `request ${prompt.fingerprint} ${prompt.accepted} ${prompt.command}`;
  else if (linking && phone.linkingScreen) wanted = `link ${linking.client} ${linking.fingerprint}`;
  byId("sheet").hidden = wanted === null;
  if (wanted !== null && byId("sheet").dataset.about !== wanted) {
    const content = wanted === "scan" ? scanSheet() : wanted === "create" ? createSheet()
      : prompt ? requestSheet(prompt) : linkSheet(linking);
    byId("sheet").replaceChildren(...content);
    byId("sheet").querySelector("input[type=text], textarea")?.focus();
  }
  byId("sheet").dataset.about = wanted ?? "";
}

function openSheet(name) {
  sheet = name;
  byId("sheet").dataset.about = "";
  showSheet();
}

/** Buttons of a sheet: [text, class, action]. */
function buttons(...list) {
  return make("div", { className: "buttons" }, ...list.map(([text, className, action]) => {
    const button = make("button", { type: "button", textContent: text, className });
    button.addEventListener("click", action);
    return button;
  }));
}

/** A small button in the text. */
function link(text, action) {
  const button = make("button", { type: "button", className: "small", textContent: text });
  button.addEventListener("click", action);
  return button;
}

function field(label, id, multiline = false) {
  const input = multiline ? make("textarea", { id, spellcheck: false }) : make("input", { id, type: "text" });
  input.autocomplete = "off";
  return make("label", { className: "field" }, label, input);
}

function scanSheet() {
  return [
    make("h3", { textContent: "Scan a code" }),
    make("p", { className: "soft", textContent: "A camera is missing here: paste the text of the code." }),
    field("Text of the code", "qr", true),
    buttons(["Close", "", () => openSheet(null)], ["Scan", "main", async () => {
      if (await send("scan", { qr: byId("qr").value })) openSheet(null);
    }]),
  ];
}

function createSheet() {
  return [
    make("h3", { textContent: "New entry" }),
    field("Name", "new-name"), field("User name", "new-user"),
    field("Password", "new-password"), field("Website", "new-website"),
    buttons(["Close", "", () => openSheet(null)], ["Save", "main", async () => {
      const [name, user, password, website] =
        ["name", "user", "password", "website"].map((part) => byId(`new-${part}`).value);
      if (name === "") return toast("A name is needed.");
      const uid = crypto.randomUUID();
      if (await send("credentials", { add: [{ uid, name, user, password, website }] })) openSheet(null);
    }]),
  ];
}

function letters(fingerprint) {
  return make("div", { className: "letters", id: "letters", textContent: fingerprint });
}

function linkSheet(linking) {
  if (linking.fingerprint === null) {
    return [
      make("h3", { textContent: `Linking ${linking.client}` }),
      make("p", { className: "soft", textContent: "Now type this phone's address into the extension:" }),
      make("div", { className: "letters", textContent: phone.address, style: "font-size: 1.3rem" }),
      buttons(["Give up", "no", () => send("refuse-link")]),
    ];
  }
  return [
    make("h3", { textContent: `Link ${linking.client}?` }),
    make("p", { className: "soft", textContent: "Accept only if the browser shows the same letters." }),
    letters(linking.fingerprint),
    buttons(["Refuse", "no", () => send("refuse-link")], ["Accept", "main", () => send("accept-link")]),
  ];
}

function requestSheet(prompt) {
  const head = [
    make("h3", { textContent: prompt.accepted ? "Choose" : "Request" }),
    make("p", { textContent: `${prompt.client} ${prompt.sentence}${prompt.site ? ":" : "."}` }),
    prompt.site ? make("p", { className: "site", textContent: prompt.site }) : null,
    prompt.user ? make("p", { className: "soft", textContent: `User name: ${prompt.user}` }) : null,
    letters(prompt.fingerprint),
  ].filter(Boolean);
  const deny = ["Deny", "no", () => send("deny")];
  if (prompt.choose === "new") {
    const accept = () => send("accept", { create: {
      name: byId("made-name").value, user: byId("made-user").value, password: byId("made-password").value,
    } });
    return [...head, field("Name (host, if empty)", "made-name"), field("User name", "made-user"),
      field("Password (random, if empty)", "made-password"), buttons(deny, ["Create", "main", accept])];
  }
  if (prompt.choose === "none") return [...head, buttons(deny, ["Accept", "main", () => send("accept")])];

  const several = prompt.choose === "several";
  const chosen = () => [...byId("choices").querySelectorAll("input:checked")].map((input) => input.value);
  const accept = () => {
    const uids = chosen();
    if (uids.length === 0) return send("accept");
    return several ? send("accept", { uids }) : send("accept", { uid: uids[0] });
  };
  const all = () => byId("choices").querySelectorAll("input").forEach((input) => { input.checked = true; });
  return [...head, choices(prompt, several), several ? link("Choose all", all) : null,
    buttons(deny, ["Accept", "main", accept])].filter(Boolean);
}

/** Entries to choose from: those that fit first, then all others. */
function choices(prompt, several) {
  const fits = (entry) => prompt.matches.includes(entry.key);
  const entries = [...phone.credentials.filter(fits), ...phone.credentials.filter((entry) => !fits(entry))];
  const list = make("div", { className: "choices", id: "choices" });
  for (const [index, entry] of entries.entries()) {
    const input = make("input", { type: several ? "checkbox" : "radio", name: "choice", value: entry.key });
    input.checked = !several && index === 0 && fits(entry);
    list.append(make("label", {}, input, make("span", {}, entry.name, make("small", { textContent: entry.user }))));
  }
  return list;
}

async function showLog() {
  const log = await (await fetch("/control/log?last=6")).json();
  byId("log").replaceChildren(...log.reverse().map((entry) => make("li", {},
    make("b", { textContent: entry.status || "–" }),
    make("span", { textContent: entry.command ?? entry.action ?? `${entry.method} ${entry.target}` }),
    make("small", { textContent: new Date(entry.at).toLocaleTimeString() }))));
}

async function watch() {
  for (let version = -1; ;) {
    try {
      const after = version < 0 ? "" : `?after=${version}`;
      phone = await (await fetch(`/control/state${after}`)).json();
      version = phone.version;
      show();
      await showLog();
    } catch {
      version = -1;
      byId("signal").textContent = "no program";
      await new Promise((resolve) => { setTimeout(resolve, 1000); });
    }
  }
}

function tick() {
  byId("clock").textContent = new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
}

byId("lock").addEventListener("click", () => send("lock"));
byId("unlock").addEventListener("click", () => send("unlock"));
byId("clients").addEventListener("click", () => byId("links").scrollIntoView({ behavior: "smooth", block: "end" }));
byId("home").addEventListener("click", () => send("background"));
byId("open-app").addEventListener("click", () => send("foreground"));
byId("server").addEventListener("click", () => send(phone.listening ? "stop" : "start"));
byId("auto").addEventListener("change", () => send("auto", { accept: byId("auto").checked, delayMs: 1000 }));
for (const button of document.querySelectorAll("[data-sheet]")) {
  button.addEventListener("click", () => openSheet(button.dataset.sheet));
}
tick();
setInterval(tick, 5000);
watch();
