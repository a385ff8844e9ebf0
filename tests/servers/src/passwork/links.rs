//! Links to share an item with somebody who has no account: kept as they were sent, burnt after their first opening.

use serde_json::{Value, json};

use super::reply::{Outcome, Refusal, bad, done};
use super::route::Call;
use super::seal::{self, random_text};
use super::setup::SetupError;
use super::shared::State;
use super::unknown;

/// A link as the server keeps it.
#[derive(Clone, Debug)]
pub struct StoredLink {
    /// Last part of its address.
    pub id: String,
    /// The whole body that made it.
    pub body: Value,
    /// It dies with its first opening.
    pub single_use: bool,
    /// Seconds since 1970; none if it stays for ever.
    pub expires: Option<u64>,
    /// When it was opened for the first time.
    pub opened: Option<u64>,
    /// Hash of the code; none where encryption is off.
    pub code_hash: Option<String>,
}

/// What a link shows to who opens it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct SharedItem {
    /// Name of the item.
    pub name: String,
    /// Its login.
    pub login: String,
    /// Its address.
    pub url: String,
    /// Its password, opened.
    pub password: String,
    /// Its own fields, opened: name, value, kind.
    pub custom: Vec<(String, String, String)>,
}

/// Links of v4: by hours in 4.x, by words after that.
pub(super) fn make_four(state: &mut State, call: &Call<'_>) -> Outcome {
    let password = call.body.get("password").filter(|password| password.is_object());
    let password = password.ok_or_else(|| bad("password"))?;
    let item = password.get("id").and_then(Value::as_str).unwrap_or_default();
    super::four_items::readable(&state.store, call, item)?;
    let now = state.now();
    let hash = |name: &str| call.text(name).filter(|hash| !hash.is_empty());
    let (single_use, expires, code_hash) = if call.shared.config.links_by_hours() {
        let hours = call.body.get("time").and_then(Value::as_u64).ok_or_else(|| bad("time"))?;
        let reusable = call.body.get("reusable").and_then(Value::as_bool).ok_or_else(|| bad("reusable"))?;
        (!reusable, Some(now + hours * 3600), hash("secretHash"))
    } else {
        let expires = match call.text("ttl").unwrap_or_default().as_str() {
            "hour" => Some(now + 3600),
            "day" => Some(now + 24 * 3600),
            "week" => Some(now + 7 * 24 * 3600),
            "forever" => None,
            _ => return Err(bad("ttl")),
        };
        let single_use = match call.text("type").unwrap_or_default().as_str() {
            "onetime" => true,
            "reusable" => false,
            _ => return Err(bad("type")),
        };
        (single_use, expires, hash("passwordHash"))
    };
    sealed_as_it_should(call, code_hash.as_ref())?;
    done(keep(state, call, single_use, expires, code_hash).into())
}

/// Links of 7.x.
pub(super) fn make_seven(state: &mut State, call: &Call<'_>) -> Outcome {
    let item = call.id("itemId").ok_or_else(|| bad("itemId"))?;
    super::four_items::readable(&state.store, call, &item)?;
    call.body.get("itemData").filter(|data| data.is_object()).ok_or_else(|| bad("itemData"))?;
    let now = state.now();
    let expires = match call.text("expirationTime").unwrap_or_default().as_str() {
        "1 hour" => Some(now + 3600),
        "1 week" => Some(now + 7 * 24 * 3600),
        "1 month" => Some(now + 30 * 24 * 3600),
        "unlimited" => None,
        _ => return Err(bad("expirationTime")),
    };
    let single_use = match call.text("type").unwrap_or_default().as_str() {
        "single_use" => true,
        "reusable" => false,
        _ => return Err(bad("type")),
    };
    let code_hash = call.text("keyHash").filter(|hash| !hash.is_empty());
    sealed_as_it_should(call, code_hash.as_ref())?;
    let url = keep(state, call, single_use, expires, code_hash);
    done(json!({ "url": url }))
}

/// Where the client seals, a link has a code; otherwise it has none.
fn sealed_as_it_should(call: &Call<'_>, code_hash: Option<&String>) -> Result<(), Refusal> {
    let is_right = call.shared.config.era.seals() == code_hash.is_some();
    if is_right { Ok(()) } else { Err(bad("passwordHash")) }
}

fn keep(
    state: &mut State,
    call: &Call<'_>,
    single_use: bool,
    expires: Option<u64>,
    code_hash: Option<String>,
) -> String {
    let id = random_text(32);
    let url = format!("{}{}{id}", call.shared.url(), unknown::LINK_PATH);
    let link = StoredLink { id, body: call.body.clone(), single_use, expires, opened: None, code_hash };
    state.store.links.push(link);
    url
}

impl StoredLink {
    /// It can be opened.
    pub(super) fn is_alive(&self, now: u64, grace: u64) -> bool {
        let is_over = self.expires.is_some_and(|expires| now >= expires);
        let is_burnt = self.single_use && self.opened.is_some_and(|opened| now >= opened + grace);
        !is_over && !is_burnt
    }

    /// Opens what it carries, with the code behind its `#` where it is sealed.
    pub fn read(&self, code: Option<&str>) -> Result<SharedItem, SetupError> {
        if let Some(hash) = &self.code_hash {
            let code = code.ok_or(SetupError::NotOpened)?;
            if seal::hash(code) != *hash {
                return Err(SetupError::NotOpened);
            }
        }
        let is_seven = self.body.get("itemData").is_some();
        let item = self.body.get(if is_seven { "itemData" } else { "password" }).unwrap_or(&Value::Null);
        let text = |name: &str| item.get(name).and_then(Value::as_str).unwrap_or_default();
        let open = |value: &str| match code.filter(|_| self.code_hash.is_some()) {
            Some(code) => seal::open(value, code),
            None if is_seven => seal::decode(value),
            None => Ok(value.to_owned()),
        };
        let sealed = match (is_seven, self.code_hash.is_some()) {
            (true, _) => text("passwordEncrypted"),
            (false, true) => text("cryptedPassword"),
            (false, false) => text("password"),
        };
        let mut custom = Vec::new();
        let fields = item.get(if is_seven { "customs" } else { "custom" }).and_then(Value::as_array);
        for field in fields.into_iter().flatten() {
            let part = |name: &str| open(field.get(name).and_then(Value::as_str).unwrap_or_default());
            custom.push((part("name")?, part("value")?, part("type")?));
        }
        Ok(SharedItem {
            name: text("name").to_owned(),
            login: text("login").to_owned(),
            url: text("url").to_owned(),
            password: open(sealed)?,
            custom,
        })
    }
}

/// Opens a link as its page does; what is for one opening is burnt.
pub(super) fn open(state: &mut State, id: &str, code: Option<&str>) -> Result<SharedItem, SetupError> {
    let (now, grace) = (state.now(), state.switches.link_grace_seconds);
    let link = state.store.links.iter_mut().find(|link| link.id == id && link.is_alive(now, grace));
    let link = link.ok_or(SetupError::NoLink)?;
    let item = link.read(code)?;
    link.opened.get_or_insert(now);
    Ok(item)
}
