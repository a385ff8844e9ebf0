"use strict";
// The page of the built-in Passwork: shows what is, and sends what is pressed. Asks every second.

const byId = (id) => document.getElementById(id);
const SWITCHES = {
  apiForbidden: "The API is forbidden",
  subdomains: "Search by address knows subdomains",
  ports: "Search by address compares ports",
  nullLists: "Empty lists are null",
  base64Answers: "7.x answers in base64",
  vaultTypes: "7.x: vaults have types",
  noPasswork: "No Passwork here",
};
/** Kinds of faults, with the name of their value. */
const FAULTS = {
  failure: null, maintenance: null, portal: null, unauthorized: null, too_many: null, slow: "ms", drop_before: null,
  drop_in_body: null, truncated_json: null, redirect: "to", redirect_to_http: null, redirect_to_itself: null,
  many_items: "count", wrong_ids: null, null_data: null, unknown_members: null, damaged: null, huge: "bytes",
};

async function call(path, body) {
  const options = body === undefined ? {} : {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
  };
  const answer = await fetch(`/control/${path}`, options);
  return answer.json();
}

const line = (tag, text) => Object.assign(document.createElement(tag), { textContent: text });

function show(state, log) {
  const facts = {
    "Server": state.url, "Era": `${state.era} (${state.version})`, "User": state.user,
    "API keys": state.accessToken === null ? state.apiKeys.join(" ") : null,
    "Access token": state.accessToken, "Refresh token": state.refreshToken,
    "Master password": state.masterPassword, "Master key": state.masterKey,
    "Code for phones": state.qr,
    "Stored": `${state.vaults} vaults, ${state.folders} folders, ${state.items} items, ${state.links} links`,
    "Clock": state.ahead === 0 ? "right" : `${state.ahead} s ahead`,
  };
  const known = Object.entries(facts).filter(([, value]) => value !== null);
  byId("facts").replaceChildren(...known.flatMap(([name, value]) => [line("dt", name), line("dd", value)]));
  byId("online").checked = state.online;
  for (const name of Object.keys(SWITCHES)) byId(name).checked = state.switches[name];
  byId("faults").replaceChildren(...state.faults.map((fault) => line("li", JSON.stringify(fault))));
  byId("log").replaceChildren(...log.reverse().map((entry) => line("li",
    `${entry.status} ${entry.method} ${entry.target} ${entry.user ?? "-"} ${entry.fault ?? ""}`)));
}

async function refresh() {
  show(await call("state"), await call("log?last=30"));
}

const press = (id, work) => byId(id).addEventListener("click", async () => {
  const answer = await work();
  byId("made").textContent = answer.apiKey ?? answer.accessToken ?? answer.error ?? "";
  await refresh();
});

press("key", () => call("key", {}));
press("revoke", () => call("revoke", {}));
press("end-sessions", () => call("end-sessions", {}));
press("clock", () => call("clock", { seconds: 600 }));
press("clear-faults", () => call("clear-faults", {}));
byId("online").addEventListener("change", (event) => call("online", { on: event.target.checked }));

for (const [name, text] of Object.entries(SWITCHES)) {
  const box = Object.assign(document.createElement("input"), { type: "checkbox", id: name });
  box.addEventListener("change", () => call("switches", { [name]: box.checked }));
  const label = document.createElement("label");
  label.append(box, text);
  byId("switches").append(label);
}

const form = byId("fault");
form.kind.append(...Object.keys(FAULTS).map((kind) => line("option", kind)));
const fitDetail = () => {
  const name = FAULTS[form.kind.value];
  byId("detail-label").hidden = name === null;
  form.detail.placeholder = name ?? "";
};
form.kind.addEventListener("change", fitDetail);
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const kind = form.kind.value;
  const order = { kind, times: form.times.value === "" ? null : Number(form.times.value), path: form.path.value || null };
  const name = FAULTS[kind];
  if (name !== null) order[name] = name === "to" ? form.detail.value : Number(form.detail.value);
  await call("fault", order);
  await refresh();
});

fitDetail();
refresh();
setInterval(refresh, 1000);
