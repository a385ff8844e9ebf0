// The library of Passman's web client at work: one JSON text per line in, one per line out.
//
// {"seal": text, "password", "with": {iter, ks, ts}}  gives  {"sealed": container}
// {"open": container, "password"}                     gives  {"opened": text}, or {"fault": why}
import { createInterface } from "node:readline";
import sjcl from "sjcl";

for await (const line of createInterface({ input: process.stdin })) {
  const ask = JSON.parse(line);
  console.log(JSON.stringify(answer(ask)));
}

function answer(ask) {
  if ("seal" in ask) {
    const json = sjcl.encrypt(ask.password, ask.seal, { mode: "ccm", ...ask.with });
    return { sealed: Buffer.from(json, "ascii").toString("base64") };
  }
  try {
    return { opened: sjcl.decrypt(ask.password, Buffer.from(ask.open, "base64").toString("ascii")) };
  } catch (fault) {
    return { fault: String(fault) };
  }
}
