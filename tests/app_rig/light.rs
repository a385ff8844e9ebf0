//! A phone without RSA, for thousands of runs: it reads the one-time key of a request off the dice, and writes its own
//! in clear where [`super::custody::Custody`] expects it.

use nearkey::encoding::{encode_base64, encode_base64url};
use nearkey::{
    app::Post,
    phone::{TransportKey, open, seal},
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{dice::Dice, phone::login};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    Waiting,
    Accepted(usize),
    Denied,
    Fulfilled,
}

pub struct Light {
    pub base: Vec<u8>,
    pub client_key: [u8; 32],
    pub logins: Vec<Value>,
    pub locked: bool,
    pub slot: Option<(String, Stage)>,
    pub created: usize,
    /// Name and key of the backup that it offers.
    pub backup: (String, String),
}

fn hash(parts: &[&[u8]]) -> TransportKey {
    TransportKey::parse(Sha256::digest(parts.concat()).to_vec()).unwrap()
}

impl Light {
    /// Status, body, and what was read.
    pub fn post(&mut self, post: &Post, _wall_ms: u64, dice: &Dice) -> (u16, Vec<u8>, Value) {
        if self.locked {
            return (401, Vec::new(), Value::Null);
        }
        let body: Value = serde_json::from_str(&post.body).unwrap();
        let envelope = body["envelope"].as_str().unwrap();
        let opened = dice.keys().into_iter().find_map(|one_time| {
            let key = hash(&[&self.base, &one_time]);
            open(&key, envelope).ok().map(|plain| (key, plain))
        });
        let Some((request_key, plain)) = opened else { return (400, Vec::new(), Value::Null) };
        let plain: Value = serde_json::from_slice(plain.expose()).unwrap();
        let (id, command) =
            (plain["requestIdentifier"].as_str().unwrap(), plain["command"].as_str().unwrap());
        let (status, body) = match self.status(id, command, &plain) {
            Ok(payload) => (200, self.seal(&request_key, &payload, dice)),
            Err(status) => (status, Vec::new()),
        };
        (status, body, plain)
    }

    fn status(&mut self, id: &str, command: &str, plain: &Value) -> Result<Value, u16> {
        let cancels = command == "cancel_request";
        match &mut self.slot {
            Some((known, stage)) if known == id => match *stage {
                Stage::Fulfilled => Err(204),
                Stage::Accepted(choice) if !cancels => {
                    *stage = Stage::Fulfilled;
                    let mut payload = self.payload(command, plain, choice);
                    payload["clientKey"] = encode_base64(&self.client_key).into();
                    Ok(payload)
                }
                Stage::Waiting if !cancels => Err(202),
                _ => {
                    *stage = Stage::Fulfilled;
                    Err(403)
                }
            },
            Some((_, Stage::Waiting | Stage::Accepted(_))) => Err(409),
            _ => {
                self.slot = Some((id.to_owned(), if cancels { Stage::Fulfilled } else { Stage::Waiting }));
                Err(if cancels { 403 } else { 202 })
            }
        }
    }

    /// What the phone's user hands out; where there is something to choose, the login with this number.
    fn payload(&mut self, command: &str, plain: &Value, choice: usize) -> Value {
        let chosen = choice % self.logins.len();
        let known = |uid: &Value| self.logins.iter().find(|login| login["uid"] == *uid);
        match command {
            "fetch_credential_for_url" | "fetch_credential_for_uid" if plain["uid"].is_string() => {
                json!({ "credential": known(&plain["uid"]).unwrap_or(&self.logins[chosen]) })
            }
            "fetch_credential_for_url" | "fetch_single_credential" => {
                json!({ "credential": self.logins[chosen] })
            }
            "fetch_credentials_for_uids" => {
                let uids = plain["uids"].as_array().unwrap();
                json!({ "credentials": uids.iter().filter_map(known).collect::<Vec<_>>() })
            }
            "fetch_multiple_credentials" => json!({ "credentials": self.logins[chosen..] }),
            "fetch_all_credentials" => json!({ "credentials": self.logins }),
            "download_vault_backup" => json!({ "filename": self.backup.0, "downloadKey": self.backup.1 }),
            "create_credential_for_url" => {
                let number = 3 + u32::try_from(self.created % 3).unwrap();
                self.created += 1;
                let mut made = login(number, plain["website"].as_str().unwrap());
                plain["user"].as_str().unwrap_or_default().clone_into(&mut made.user);
                self.logins.retain(|login| login["uid"] != *made.uid.as_ref().unwrap());
                self.logins.push(made.payload());
                json!({ "credential": made.payload() })
            }
            _ => json!({}),
        }
    }

    fn seal(&self, request_key: &TransportKey, payload: &Value, dice: &Dice) -> Vec<u8> {
        let one_time: Vec<u8> = (0..4).flat_map(|_| dice.below(u64::MAX).to_le_bytes()).collect();
        let key = hash(&[&self.base, &one_time, request_key.expose()]);
        let envelope = seal(&key, payload.to_string().as_bytes(), &mut dice.clone());
        let mut sealed_key = one_time;
        sealed_key.resize(512, 0);
        let body = json!({ "encOneTimeKey": encode_base64url(&sealed_key), "envelope": envelope });
        body.to_string().into_bytes()
    }

    /// The phone's user decides.
    pub fn decide(&mut self, stage: Stage) {
        if let Some((_, known @ (Stage::Waiting | Stage::Accepted(_)))) = &mut self.slot {
            *known = stage;
        }
    }
}
