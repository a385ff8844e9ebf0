"use strict";
// The page of the built-in Passman: shows what is, and sends what is pressed. Asks every second.

const byId = (id) => document.getElementById(id);
const SWITCHES = {
  prettyUrls: "Addresses without index.php work",
  twoFactor: "Two-factor: only app passwords",
  textIds: "Ids are texts",
  fileLists: "Files come in a list",
  maintenance: "Maintenance",
  sharing: "Sharing is allowed",
};
/** Kinds of faults, with the name of their value. */
const FAULTS = {
  failure: null, maintenance: null, portal: null, unauthorized: null, too_many: null, slow: "ms", drop_before: null,
  drop_in_body: null, truncated_json: null, redirect: "to", redirect_to_http: null, redirect_to_itself: null,
  many_items: "count", wrong_ids: null, huge: "bytes",
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
    "Server": state.https, "in clear": state.http, "User": state.user, "Account password": state.password,
    "App passwords": state.appPasswords, "Vault password": state.vaultPassword ?? "(no sample vault)", "Items": state.items,
  };
  byId("facts").replaceChildren(...Object.entries(facts).flatMap(([name, value]) => [line("dt", name), line("dd", value)]));
  byId("waiting").textContent = state.waiting === null ? "No client waits for a login." : `A client waits: ${state.waiting}`;
  byId("online").checked = state.online;
  byId("surroundings").value = state.switches.surroundings;
  for (const name of Object.keys(SWITCHES)) byId(name).checked = state.switches[name];
  byId("faults").replaceChildren(...state.faults.map((fault) => line("li", JSON.stringify(fault))));
  byId("log").replaceChildren(...log.reverse().map((entry) => line("li",
    `${entry.secure ? "https" : "http "} ${entry.status} ${entry.method} ${entry.target} ${entry.user ?? "-"} ${entry.fault ?? ""}`)));
}

async function refresh() {
  show(await call("state"), await call("log?last=30"));
}

const press = (id, work) => byId(id).addEventListener("click", async () => {
  const answer = await work();
  byId("made").textContent = answer.appPassword ?? answer.error ?? "";
  await refresh();
});

press("grant", () => call("grant", {}));
press("app-password", () => call("app-password", {}));
press("forgive", () => call("forgive", {}));
press("clear-faults", () => call("clear-faults", {}));
byId("online").addEventListener("change", (event) => call("online", { on: event.target.checked }));
byId("surroundings").addEventListener("change", (event) => call("switches", { surroundings: event.target.value }));

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
