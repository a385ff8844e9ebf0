//! Requests, on the phone's side: one slot for all clients, one question to the user, one answer.

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::credential::{Credential, NewCredential, fresh_uid, host, short_site};
use super::handed::{self, Handed};
use super::keys::LinkKeys;
use super::state::{Answer, PhoneState, Refusal, Seen};
use super::wire::{self, Sealed};

/// How long a prompt stays, in milliseconds.
const PROMPT_MS: u64 = 300_000;
/// All commands of the app, with the sentence of the prompt.
const COMMANDS: [(&str, &str); 10] = [
    ("fetch_credential_for_url", "wants a credential for this site"),
    ("fetch_credential_for_uid", "wants one particular credential"),
    ("fetch_credentials_for_uids", "wants particular credentials"),
    ("fetch_single_credential", "wants a credential of your choice"),
    ("fetch_multiple_credentials", "wants several credentials of your choice"),
    ("fetch_all_credentials", "wants all credentials"),
    ("create_credential_for_url", "wants you to create a credential for this site"),
    ("get_client_key", "wants to unlock its vault"),
    ("cancel_request", "cancels"),
    ("download_vault_backup", "wants a backup of the vault"),
];

/// The one request of the phone.
#[derive(Debug)]
pub(super) struct Slot {
    pub(super) client: String,
    pub(super) id: Vec<u8>,
    pub(super) stage: Stage,
    pub(super) since: u64,
    pub(super) fingerprint: String,
    /// Members of the latest poll: they are what is executed.
    pub(super) latest: Map<String, Value>,
    /// What the user chose, by [`Credential::key`].
    pub(super) chosen: Option<Vec<String>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    AwaitingAcceptance,
    Accepted,
    Denied,
    Fulfilled,
}

/// The question on the screen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Prompt {
    /// Who asks.
    pub client: String,
    /// What for, in the protocol's word.
    pub command: String,
    /// What for, in words.
    pub sentence: String,
    /// The letters to compare.
    pub fingerprint: String,
    /// The last two labels of the host, as the app shows it.
    pub site: Option<String>,
    /// The user name that came with the request.
    pub user: Option<String>,
    /// Accepted already; the user still has to choose.
    pub accepted: bool,
    /// What the user has to choose: `none`, `one`, `several` or `new`.
    pub choose: &'static str,
    /// Keys of the entries that fit the site.
    pub matches: Vec<String>,
    /// When it came, Unix time in milliseconds.
    pub since: u64,
}

/// What the user answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    /// Accept; choose later, where there is something to choose.
    Accept,
    /// Accept and hand out the entry with this uid or title.
    One(String),
    /// Accept and hand out these.
    Several(Vec<String>),
    /// Accept and take the first entry that fits (all that fit, or a new one, as the command has it).
    FirstMatch,
    /// Accept and create this entry.
    New(NewCredential),
}

impl PhoneState {
    /// Answers a POST of the linked client at `index`.
    pub(super) fn request(
        &mut self,
        index: usize,
        sealed: &Sealed,
        now: u64,
        seen: &mut Seen,
    ) -> Result<Answer, Answer> {
        let malformed = || Answer::error(400, "Cannot read the request");
        let link = self.links.get(index).ok_or_else(malformed)?;
        let (client, keys, allow_all) = (link.client.clone(), link.keys.clone(), link.allow_all);
        let one_time_key = sealed.enc_one_time_key.as_deref().ok_or_else(malformed)?;
        let opened = link.phone_key.open(one_time_key);
        self.decrypts += 1;
        let one_time_key = opened.map_err(|_| malformed())?;
        let request_key = LinkKeys::request_key(&keys.base, &one_time_key);
        let plain = wire::open(&request_key, &sealed.envelope).map_err(|_| malformed())?;
        let message: Map<String, Value> = serde_json::from_slice(&plain).map_err(|_| malformed())?;
        seen.plain = Some(message.clone());
        let id = text(&message, "requestIdentifier").and_then(|id| wire::decode(id).ok());
        let id = id.filter(|id| !id.is_empty()).ok_or_else(malformed)?;
        let fingerprint = wire::fingerprint(&wire::hash(&[&keys.base, &id]));
        seen.fingerprint = Some(fingerprint.clone());
        let command = text(&message, "command").unwrap_or_default().to_owned();
        if text(&message, "action") != Some("request_credential")
            || !COMMANDS.iter().any(|(known, _)| *known == command)
        {
            return Err(Answer::error(400, "Unknown command"));
        }

        let same = self.slot.as_ref().is_some_and(|slot| slot.client == client && slot.id == id);
        if !same {
            if self.slot.as_ref().is_some_and(|slot| slot.stage.in_progress()) {
                return Err(Answer::error(409, "Another request is in progress"));
            }
            let (stage, since) = (Stage::AwaitingAcceptance, now);
            self.slot = Some(Slot { client, id, stage, since, fingerprint, latest: message, chosen: None });
            if command == "cancel_request" {
                return Err(self.deny_now());
            }
            if allow_all {
                self.accept_unasked(now);
            }
            return Err(Answer::error(202, "Waiting for the user"));
        }
        let stage = match &mut self.slot {
            Some(slot) => {
                slot.latest = message;
                slot.stage
            }
            None => return Err(malformed()),
        };
        match stage {
            Stage::Fulfilled => Err(Answer { status: 204, body: String::new() }),
            Stage::Denied => Err(self.deny_now()),
            _ if command == "cancel_request" => Err(self.deny_now()),
            Stage::AwaitingAcceptance => Err(Answer::error(202, "Waiting for the user")),
            Stage::Accepted => {
                let Some(payload) = self.payload(&command)? else {
                    return Err(Answer::error(202, "Waiting for a choice"));
                };
                self.set_stage(Stage::Fulfilled);
                seen.approved_at = self.approved_at;
                let sealed = keys
                    .seal_answer(Some(&request_key), payload.to_string().as_bytes())
                    .map_err(|_| Answer::error(500, "Cannot seal"))?;
                let body = serde_json::to_string(&sealed).map_err(|_| Answer::error(500, "Cannot seal"))?;
                self.handed.push(Handed {
                    client,
                    request: self.running_request().unwrap_or_default(),
                    command,
                    poll: [0; 32],
                    answer: wire::hash(&[body.as_bytes()]),
                    keys: handed::keys(&payload),
                    fault: None,
                    swallowed: false,
                });
                Ok(Answer { status: 200, body })
            }
        }
    }

    pub(super) fn set_stage(&mut self, stage: Stage) {
        if let Some(slot) = &mut self.slot {
            slot.stage = stage;
        }
    }

    /// One 403, then the request counts as answered.
    fn deny_now(&mut self) -> Answer {
        self.set_stage(Stage::Fulfilled);
        Answer::error(403, "Denied")
    }

    /// What the accepted command hands out; `None` while the user has not chosen.
    fn payload(&mut self, command: &str) -> Result<Option<Value>, Answer> {
        let Some(slot) = &self.slot else { return Ok(None) };
        let client = slot.client.clone();
        let find = |key: &str| self.credentials.iter().find(|entry| entry.key() == key);
        let one = |found: Option<&Credential>| found.map(|entry| json!({ "credential": entry.payload() }));
        let chosen = |keys: &Vec<String>| keys.iter().filter_map(|key| find(key)).collect::<Vec<_>>();
        let visible = |entry: &&Credential| !entry.veiled;
        let several = |entries: Vec<&Credential>| json!({ "credentials": entries.iter().map(|entry| entry.payload()).collect::<Vec<_>>() });

        let payload = match (command, text(&slot.latest, "uid")) {
            ("fetch_credential_for_uid", uid) | ("fetch_credential_for_url", uid @ Some(_)) => {
                one(uid.and_then(find))
            }
            ("fetch_credential_for_url" | "fetch_single_credential" | "create_credential_for_url", _) => {
                match &slot.chosen {
                    Some(keys) => one(chosen(keys).first().copied()),
                    None => return Ok(None),
                }
            }
            ("fetch_credentials_for_uids", _) => {
                let uids = slot.latest.get("uids").and_then(Value::as_array).cloned().unwrap_or_default();
                let found = uids.iter().filter_map(|uid| find(uid.as_str()?)).filter(visible);
                Some(several(found.collect()))
            }
            ("fetch_multiple_credentials", _) => match &slot.chosen {
                Some(keys) => Some(several(chosen(keys))),
                None => return Ok(None),
            },
            ("fetch_all_credentials", _) => Some(several(self.credentials.iter().filter(visible).collect())),
            ("download_vault_backup", _) => Some(self.offer_backup(&client)),
            _ => Some(json!({})),
        };
        let Some(mut payload) = payload else { return Err(self.deny_now()) };
        if let Some(members) = payload.as_object_mut() {
            let key = wire::android_text(&self.client_key(&client));
            members.insert("clientKey".into(), key.into());
        }
        Ok(Some(payload))
    }

    fn offer_backup(&mut self, client: &str) -> Value {
        let tail: String =
            wire::url_text(&wire::random::<24>()).chars().filter(char::is_ascii_alphanumeric).collect();
        let key = format!("{client}_{tail}");
        let entries = self
            .credentials
            .iter()
            .map(|entry| json!({ "uid": entry.uid, "data": wire::padded_text(&wire::random_vec(96)) }));
        let backup = json!({
            "vaultId": self.vault.id,
            "vaultVersion": 2,
            "encMasterKey": wire::padded_text(&wire::random_vec(80)),
            "credentials": entries.collect::<Vec<_>>(),
        });
        self.backup = Some(backup.to_string());
        self.downloads.insert(key.clone(), backup.to_string());
        let own = || format!("anotherpassvault_{}.json", self.vault.id);
        let name = self.backup_name.clone().unwrap_or_else(own);
        json!({ "filename": name, "downloadKey": key })
    }

    /// The question on the screen, if there is one.
    pub fn prompt(&self) -> Option<Prompt> {
        let slot = self.slot.as_ref().filter(|slot| slot.stage.in_progress())?;
        let command = text(&slot.latest, "command").unwrap_or_default();
        let sentence = COMMANDS.iter().find(|(known, _)| *known == command).map_or("", |(_, words)| words);
        let by_uid = text(&slot.latest, "uid").is_some();
        let choose = match command {
            "fetch_credential_for_url" if by_uid => "none",
            "fetch_credential_for_url" | "fetch_single_credential" => "one",
            "fetch_multiple_credentials" => "several",
            "create_credential_for_url" => "new",
            _ => "none",
        };
        // The app leaves the site out where a uid comes along.
        let website = text(&slot.latest, "website").filter(|_| !by_uid);
        Some(Prompt {
            client: slot.client.clone(),
            command: command.to_owned(),
            sentence: sentence.to_owned(),
            fingerprint: slot.fingerprint.clone(),
            site: website.map(short_site),
            user: text(&slot.latest, "user").map(ToOwned::to_owned),
            accepted: slot.stage == Stage::Accepted,
            choose,
            matches: if choose == "none" || choose == "new" { Vec::new() } else { self.matches(website) },
            since: slot.since,
        })
    }

    /// Entries that fit a site the way the app finds them: by the last two labels. All, if there is no site.
    fn matches(&self, website: Option<&str>) -> Vec<String> {
        let site = website.map(short_site);
        let fits = |entry: &&Credential| match &site {
            Some(site) => !host(&entry.website).is_empty() && short_site(&entry.website) == *site,
            None => !entry.veiled,
        };
        self.credentials.iter().filter(fits).map(|entry| entry.key().to_owned()).collect()
    }

    /// The user accepts, or chooses after having accepted.
    pub fn accept(&mut self, choice: Choice, now: u64) -> Result<(), Refusal> {
        let prompt = self.prompt().ok_or(Refusal::NoRequest)?;
        let chosen = match choice {
            Choice::Accept => None,
            Choice::One(key) => Some(vec![key]),
            Choice::Several(keys) => Some(keys),
            Choice::New(new) => Some(vec![self.create(new)]),
            Choice::FirstMatch => match prompt.choose {
                "none" => None,
                "new" => Some(vec![self.create(NewCredential::default())]),
                "several" => Some(prompt.matches),
                _ => Some(vec![prompt.matches.into_iter().next().ok_or(Refusal::NoMatch)?]),
            },
        };
        let known = |key: &String| self.credentials.iter().any(|entry| entry.key() == key);
        if !chosen.iter().flatten().all(known) {
            return Err(Refusal::UnknownCredential);
        }
        if let Some(slot) = &mut self.slot {
            slot.stage = Stage::Accepted;
            slot.chosen = chosen.or(slot.chosen.take());
        }
        self.approved_at = Some(now);
        Ok(())
    }

    fn accept_first(&mut self, now: u64) -> Result<(), Refusal> {
        self.accept(Choice::FirstMatch, now)
    }

    /// "Allow all future requests": no prompt. Where not exactly one entry fits, the user still has to choose.
    fn accept_unasked(&mut self, now: u64) {
        let only_one = self.prompt().is_some_and(|prompt| prompt.site.is_some() && prompt.matches.len() == 1);
        let _ = self.accept(if only_one { Choice::FirstMatch } else { Choice::Accept }, now);
    }

    fn create(&mut self, new: NewCredential) -> String {
        let latest = self.slot.as_ref().map(|slot| slot.latest.clone()).unwrap_or_default();
        let or = |typed: String, default: &str| if typed.is_empty() { default.to_owned() } else { typed };
        let website = text(&latest, "website").unwrap_or_default();
        let credential = Credential {
            uid: Some(fresh_uid()),
            name: or(new.name, host(website)),
            user: or(new.user, text(&latest, "user").unwrap_or("mira")),
            password: or(new.password, &wire::url_text(&wire::random::<12>())),
            website: website.to_owned(),
            ..Credential::default()
        };
        let key = credential.key().to_owned();
        self.credentials.push(credential);
        key
    }

    /// The user denies.
    pub fn deny(&mut self) -> Result<(), Refusal> {
        self.prompt().ok_or(Refusal::NoRequest)?;
        self.set_stage(Stage::Denied);
        Ok(())
    }

    /// Identifier of the request in the slot, standard base64.
    pub(super) fn running_request(&self) -> Option<String> {
        self.slot.as_ref().map(|slot| wire::padded_text(&slot.id))
    }

    pub(super) fn tick_request(&mut self, now: u64) {
        let Some(slot) = self.slot.as_ref().filter(|slot| slot.stage.in_progress()) else { return };
        let (since, waits) = (slot.since, slot.stage == Stage::AwaitingAcceptance);
        let due = since + self.auto.delay_ms;
        if now >= since + PROMPT_MS {
            self.slot = None;
        } else if waits && self.auto.accept && now >= due && self.accept_first(due).is_err() {
            self.set_stage(Stage::Denied);
        }
    }
}

impl Stage {
    pub(super) fn in_progress(self) -> bool {
        matches!(self, Self::AwaitingAcceptance | Self::Accepted)
    }
}

fn text<'a>(message: &'a Map<String, Value>, member: &str) -> Option<&'a str> {
    message.get(member).and_then(Value::as_str)
}
