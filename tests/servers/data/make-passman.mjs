// Makes passman.json: the sample vault of the built-in Passman, its fields sealed by the real SJCL.
//
//   npm install --no-save sjcl@1.0.9
//   node tests/servers/data/make-passman.mjs > tests/servers/data/passman.json
//
// Everything in it is invented. Each run gives other ciphertext (fresh salts), the same plaintext.

import { createRequire } from "node:module";
import { join } from "node:path";

const sjcl = createRequire(join(process.cwd(), "package.json"))("sjcl");

const PASSWORD = "harbour wall at low tide";
const VAULT = "6B1F2D5C-8A4E-4F0B-A3C7-20D9E1F4A001";
const OTHER_VAULT = "6B1F2D5C-8A4E-4F0B-A3C7-20D9E1F4A002";
const CREATED = 1_767_000_000;
const FILE_ID = 7001;

/** The container as Passman writes it: base64 of SJCL's JSON. */
const seal = (text, key = PASSWORD) => {
  const parameters = { v: 1, iter: 1000, ks: 256, ts: 64, mode: "ccm", adata: "", cipher: "aes" };
  return Buffer.from(sjcl.encrypt(key, text, parameters), "latin1").toString("base64");
};

let number = 0;
const guid = () => `6B1F2D5C-8A4E-4F0B-A3C7-${String(++number).padStart(12, "0")}`;

/** A credential: plain members in `plain`, the others sealed. */
const item = (label, values, plain = {}, key = PASSWORD) => {
  const all = {
    description: "", username: "", password: "", files: [], custom_fields: [], otp: {}, email: "", tags: [], url: "",
    compromised: false, ...values,
  };
  const sealed = Object.entries(all).map(([name, value]) => [name, seal(JSON.stringify(value), key)]);
  return {
    guid: guid(), label, created: CREATED, changed: CREATED + 60, renew_interval: null, expire_time: 0, delete_time: 0,
    hidden: 0, icon: null, shared_key: null, ...Object.fromEntries(sealed), ...plain,
  };
};
const tags = (...texts) => texts.map((text) => ({ text }));

const content = Buffer.from("Recovery codes of the boat club\n\n4471-0932\n8820-1157\n0093-6614\n");
// Name and content of a file, and keys of shared items, are sealed as they are, not as JSON; the content is a data URI.
const file = {
  file_id: FILE_ID, guid: guid(), filename: seal("recovery-codes.txt"), size: content.length,
  mimetype: "text/plain",
  file_data: seal(`data:text/plain;base64,${content.toString("base64")}`),
};

const mail = item("Harbour Mail", {
  username: "mira@harbour.example", password: "Lighthouse-42-ebb", email: "mira@harbour.example", url: "http://localhost",
  tags: tags("mail", "daily"), description: "The mail of the harbour office.\nSecond line.",
});
const otp = item("Tidal Bank", {
  username: "4471-mira", password: "k9#Moor&Heron", url: "https://bank.example", tags: tags("money"),
  otp: { secret: "JBSW Y3DP EHPK 3PXP", digits: 6, period: 30, algorithm: "SHA1", issuer: "Tidal Bank", label: "4471-mira", type: "totp" },
});
const fields = item("Boat club", {
  username: "mira", password: "Anchor-Spruce-19", url: "https://club.example/members",
  custom_fields: [
    { label: "Member number", value: "0815-22", secret: false, field_type: "text" },
    { label: "Door code", value: "7719#", secret: true, field_type: "password" },
  ],
  files: [{ file_id: FILE_ID, filename: "recovery-codes.txt", size: content.length, mimetype: "text/plain", guid: file.guid }],
  tags: tags("club"),
});
const sharedKey = "Q7vN2xKp4RtL9wZs";
const ownShared = item("Office printer", {
  username: "office", password: "Paper-Jam-88", url: "http://printer.example", description: "Shared with Tomke.",
}, { shared_key: seal(sharedKey) }, sharedKey);

// Very old items: the text itself, not its JSON.
const old = item("Old forum", {}, {
  username: seal("mira_1999"), password: seal("old but gold"), url: seal("forum.example"), description: seal(""),
  otp: null, compromised: null, tags: seal("[]"), files: seal("[]"), custom_fields: seal("[]"), email: seal(""),
});

const theirKey = "b6YhT3mWq8DcJ1uE";
const theirs = item("Ferry booking", {
  username: "crew@ferry.example", password: "Gangway-5-Knots", url: "https://ferry.example",
  description: "Tomke shared this.",
}, {}, theirKey);

const credentials = [
  // What the web client makes first, so that the vault has a challenge.
  item("Test key for vault Harbour", { password: "lorum ipsum" }, { hidden: 1 }),
  mail, otp, fields,
  item("Möwen & Söhne 🦆", { username: "müller@möwe.example", password: "Grüße-aus-Föhr-🔑", url: "https://möwe.example/anmelden",
    description: "Umlaute, Emoji 🌊 und 漢字", tags: tags("Küste", "🌊") }),
  item("Wifi at home", { password: "seagull-seagull-seagull", description: "No user name, no address." }),
  item("Library card", { username: "20-445-118", url: "https://library.example", description: "No password: the number is enough." }),
  item("Ticket shop", { username: "mira", password: "Sold-Out-1", url: "https://tickets.example" }, { expire_time: CREATED + 86_400, renew_interval: 2_592_000 }),
  item("Leaked shop", { username: "mira@harbour.example", password: "password1", url: "https://shop.example", compromised: true }),
  item("Former provider", { username: "mira", password: "Gone-With-The-Tide", url: "https://former.example" }, { delete_time: CREATED + 3600 }),
  old, ownShared,
  item("Wiki", { username: "mira", password: "Knots-and-Bends-7", url: "https://wiki.example:8443/login", otp: {
    qr_uri: { qrData: "otpauth://totp/Wiki:mira?secret=GEZDGNBVGY3TQOJQ&issuer=Wiki&digits=8&period=60&algorithm=SHA256", image: "" } } }),
];

const revisions = [{
  of: mail.guid, created: CREATED + 30,
  data: { password: seal(JSON.stringify("Lighthouse-41-flood")), changed: CREATED },
}];

console.log(JSON.stringify({
  about: "Made by make-passman.mjs with sjcl 1.0.9. Everything is invented.",
  vaultPassword: PASSWORD,
  vaults: [
    { guid: VAULT, name: "Harbour", credentials, files: [file], revisions },
    { owner: "tomke", guid: OTHER_VAULT, name: "Ferry", credentials: [theirs] },
  ],
  // May be read (1), files too (4).
  shares: [{ item: theirs.guid, vault: VAULT, permissions: 5, sharedKey: seal(theirKey) }],
}, null, 1));
