//! A Nextcloud with Passman in memory: what a client may count on, and ways to misbehave.

use nearkey::{
    app::{Got, ServerCall},
    encoding::{decode_base64, encode_base64},
    passman::{Container, seal},
    secret::SecretText,
};
use serde_json::{Value, json};

use super::{Rig, dice::Dice};

pub const USER: &str = "ada";
pub const APP_PASSWORD: &str = "app-password-Zx81-Spectrum";
pub const VAULT_PASSWORD: &str = "vault password – Ölfarbe";
pub const GUID: &str = "0A1B2C3D-0000-4000-8000-00000000000A";

/// What the server does instead of answering.
#[derive(Clone, Debug, PartialEq)]
pub enum Trouble {
    Down,
    Status(u16),
    Redirect,
    Html,
    CutOff,
}

pub struct Cloud {
    pub trouble: Option<Trouble>,
    /// Addresses are rewritten by the server.
    pub pretty: bool,
    /// The app is not installed.
    pub no_passman: bool,
    /// The user granted the sign-in.
    pub granted: bool,
    pub items: Vec<Value>,
    /// What others share.
    pub shared: Vec<Value>,
    /// Method and address of every call.
    pub seen: Vec<(String, String)>,
    dice: Dice,
}

impl Cloud {
    pub fn new() -> Self {
        let mut cloud = Self {
            trouble: None,
            pretty: true,
            no_passman: false,
            granted: false,
            items: Vec::new(),
            shared: Vec::new(),
            seen: Vec::new(),
            dice: Dice::new(77),
        };
        cloud.put(1, "Bank", "https://bank.example/login", "ada@bank", "cloud password 1");
        cloud.put(2, "Elsewhere", "https://other.test", "ada", "cloud password 2");
        cloud
    }

    /// One field, as the other clients of the vault seal it.
    pub fn sealed(&mut self, value: &Value) -> Value {
        self.sealed_with(VAULT_PASSWORD, value)
    }

    /// The same under another password.
    pub fn sealed_with(&mut self, password: &str, value: &Value) -> Value {
        let (password, plain) = (SecretText::new(password.into()), SecretText::new(value.to_string()));
        seal(&password, &plain, &mut self.dice).map(Value::String).unwrap()
    }

    /// Puts an item into the vault, or another state of it.
    pub fn put(&mut self, number: u32, label: &str, url: &str, user: &str, password: &str) {
        let guid = guid(number);
        let before = self.items.iter().find(|item| item["guid"] == guid.as_str());
        let changed = before.map_or(1_000, |item| item["changed"].as_u64().unwrap() + 1);
        self.items.retain(|item| item["guid"] != guid.as_str());
        let mut item = json!({
            "credential_id": number, "guid": guid, "user_id": USER, "vault_id": 5, "label": label,
            "created": 900, "changed": changed, "expire_time": 0, "delete_time": 0, "hidden": 0,
            "shared_key": null, "something_new": { "kept": [1, 2] },
        });
        let fields = [
            ("username", json!(user)),
            ("password", json!(password)),
            ("url", json!(url)),
            ("otp", json!({})),
            ("description", json!("")),
            ("email", json!("")),
            ("tags", json!([])),
            ("files", json!([])),
            ("custom_fields", json!([])),
            ("compromised", json!(false)),
        ];
        for (name, value) in fields {
            item[name] = self.sealed(&value);
        }
        self.items.push(item);
    }

    /// A field of an item, as it is with a thousand times the rounds.
    pub fn slowed(&mut self, number: u32, field: &str) -> Value {
        let sealed = self.item(number)[field].as_str().unwrap().to_owned();
        let json = String::from_utf8(decode_base64(&sealed).unwrap()).unwrap();
        let slow = json.replace("\"iter\":1000", "\"iter\":1000000");
        assert_ne!(json, slow);
        Value::String(encode_base64(slow.as_bytes()))
    }

    pub fn item(&mut self, number: u32) -> &mut Value {
        let guid = guid(number);
        self.items.iter_mut().find(|item| item["guid"] == guid.as_str()).unwrap()
    }

    pub fn answer(&mut self, call: &ServerCall) -> Got {
        self.seen.push((call.method.to_owned(), call.url.expose().to_owned()));
        match self.trouble.clone() {
            Some(Trouble::Down) => return Got::Unreachable { elapsed_ms: 1 },
            Some(Trouble::Redirect) => return Got::Redirected { elapsed_ms: 1 },
            Some(Trouble::Status(status)) => return said(status, &json!({ "message": "no" })),
            Some(Trouble::Html) => return text(200, "text/html", "<html><title>Welcome</title>"),
            Some(Trouble::CutOff) => return text(200, "application/json", "[{\"guid\": \"0A1B"),
            None => {}
        }
        let path = call.url.expose().split_once("cloud.test").map_or("", |(_, path)| path);
        let header = |wanted: &str| {
            call.headers.iter().find(|(name, _)| *name == wanted).map(|(_, value)| value.expose().to_owned())
        };
        let basic = format!("Basic {}", encode_base64(format!("{USER}:{APP_PASSWORD}").as_bytes()));
        let api = path
            .strip_prefix("/index.php/apps/passman/api/v2")
            .or_else(|| path.strip_prefix("/apps/passman/api/v2").filter(|_| self.pretty));
        match (call.method, path, api) {
            ("GET", "/status.php", _) => {
                said(200, &json!({ "installed": true, "maintenance": false, "versionstring": "31.0.2" }))
            }
            ("POST", "/index.php/login/v2", _) => said(
                200,
                &json!({
                    "poll": { "token": "login-token-0123456789", "endpoint": "https://cloud.test/login/v2/poll" },
                    "login": "https://cloud.test/login/v2/flow/abc",
                }),
            ),
            ("POST", "/login/v2/poll", _) if self.granted => said(
                200,
                &json!({
                    "server": "https://cloud.test", "loginName": USER, "appPassword": APP_PASSWORD,
                }),
            ),
            (_, _, Some(_)) if self.no_passman => text(404, "text/html", "<html>Not found"),
            (_, _, Some(_)) if header("Authorization").as_ref() != Some(&basic) => {
                said(401, &json!({ "message": "Current user is not logged in" }))
            }
            ("GET", _, Some("/version")) => said(200, &json!({ "version": "2.4.9" })),
            ("GET", _, Some("/vaults")) => {
                let challenge = self.items.first().map(|item| item["username"].clone());
                said(200, &json!([vault(&challenge.into())]))
            }
            ("GET", _, Some(api)) if api == format!("/vaults/{GUID}") => {
                let mut content = vault(&Value::Null);
                content["credentials"] = json!(self.items);
                said(200, &content)
            }
            ("GET", _, Some(api)) if api == format!("/sharing/vault/{GUID}/get") => {
                said(200, &json!(self.shared))
            }
            (method, _, Some(api)) if api.starts_with("/credentials") => self.credential(method, api, call),
            _ => text(404, "text/html", "<html>Not found"),
        }
    }

    /// One item: read, stored as a whole, made. What is left out of a whole is emptied, as servers do.
    fn credential(&mut self, method: &str, path: &str, call: &ServerCall) -> Got {
        let guid = path.trim_start_matches("/credentials").trim_matches('/');
        let known = self.items.iter().position(|item| item["guid"] == guid);
        let body = call.body.as_ref().map(|body| serde_json::from_str::<Value>(body.expose()).unwrap());
        match (method, known, body) {
            ("GET", Some(at), _) => said(200, &self.items[at]),
            ("PATCH", Some(at), Some(mut new)) => {
                let old = self.items[at].clone();
                new["changed"] = (old["changed"].as_u64().unwrap() + 10).into();
                new["guid"] = old["guid"].clone();
                self.items[at] = new.clone();
                said(200, &new)
            }
            ("POST", None, Some(mut new)) => {
                let number = u32::try_from(self.items.len()).unwrap() + 100;
                new["guid"] = self::guid(number).into();
                new["changed"] = 5_000.into();
                self.items.push(new.clone());
                said(200, &new)
            }
            _ => text(500, "text/html", "<html>Internal error"),
        }
    }

    /// A field in clear, as another client of the vault reads it.
    pub fn opened(&mut self, number: u32, field: &str) -> Value {
        let sealed = self.item(number)[field].as_str().unwrap().to_owned();
        let opened = Container::parse(&sealed).unwrap().open(&SecretText::new(VAULT_PASSWORD.into()));
        serde_json::from_str(opened.ok().unwrap().expose()).unwrap()
    }

    /// The item that was made last.
    pub fn last(&self) -> u32 {
        u32::try_from(self.items.len()).unwrap() + 99
    }
}

fn vault(challenge: &Value) -> Value {
    json!({
        "vault_id": 5, "guid": GUID, "name": "Private", "created": 1, "last_access": 2,
        "public_sharing_key": null, "challenge_password": challenge, "delete_request_pending": false,
    })
}

pub fn guid(number: u32) -> String {
    format!("FFFFFFFF-0000-4000-8000-{number:012X}")
}

fn said(status: u16, body: &Value) -> Got {
    text(status, "application/json; charset=utf-8", &body.to_string())
}

fn text(status: u16, kind: &str, body: &str) -> Got {
    Got::Answer {
        status,
        content_type: Some(kind.to_owned()),
        retry_after: None,
        body: body.as_bytes().to_vec(),
        elapsed_ms: 5,
    }
}

impl Rig {
    /// The login is in a header of its own and nowhere else; no password of a vault and no field in clear leaves us
    /// (T-101).
    pub fn look_in_call(&self, call: &ServerCall) {
        self.watch.search_text("an address", call.url.expose());
        assert!(!call.url.expose().contains(APP_PASSWORD), "a password in an address");
        let body = call.body.as_ref().map_or("", SecretText::expose);
        for secret in [VAULT_PASSWORD, APP_PASSWORD, "cloud password"] {
            assert!(!body.contains(secret), "a secret is in a body");
        }
        for (name, value) in &call.headers {
            assert!(*name == "Authorization" || !value.expose().contains(APP_PASSWORD), "{name}");
        }
    }
}
