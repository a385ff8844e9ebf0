//! Every call that is made, one function each (docs/passman.md §2).

use url::form_urlencoded;

use super::{call::Api, credential::Credential};
use crate::secret::SecretText;
use crate::server::{Body, Call, Method, Server};

/// Milliseconds for answers of some bytes.
const SHORT_MS: u64 = 20_000;
/// Milliseconds for answers that a server has to gather.
const LONG_MS: u64 = 120_000;
/// Most bytes of a small answer.
const SMALL: usize = 64 * 1024;
/// Most bytes of a list of vaults, each with its challenge.
const LIST: usize = 4 << 20;
/// Most bytes of one item.
const ITEM: usize = 16 << 20;
/// Most bytes of a vault, of its shared items, of all revisions of an item, of a file.
const VAULT: usize = 96 << 20;

/// Whether there is a Nextcloud, and whether it is at work.
pub fn status(server: &Server) -> Call {
    plain(Method::Get, format!("{}/status.php", server.base()))
}

/// Begins Login Flow v2.
pub fn start_login(server: &Server) -> Call {
    plain(Method::Post, format!("{}/index.php/login/v2", server.base()))
}

/// Asks whether the user has granted. `endpoint` is that of [`super::LoginStart`], which was checked there.
pub fn poll_login(endpoint: &str, token: &SecretText) -> Call {
    let form = form_urlencoded::Serializer::new(String::new()).append_pair("token", token.expose()).finish();
    Call { body: Some(Body::Form(SecretText::new(form))), ..plain(Method::Post, endpoint.to_owned()) }
}

/// Makes the app password that it is sent with worthless.
pub fn sign_out(server: &Server) -> Call {
    let url = format!("{}/ocs/v2.php/core/apppassword", server.base());
    let headers = vec![("OCS-APIRequest", SecretText::new("true".to_owned()))];
    Call { with_login: true, headers, ..plain(Method::Delete, url) }
}

/// Whether Passman is there, and whether the login is good.
pub fn version(server: &Server, api: Api) -> Call {
    call(Method::Get, server, api, "version", SMALL)
}

/// All vaults that have items.
pub fn vaults(server: &Server, api: Api) -> Call {
    call(Method::Get, server, api, "vaults", LIST)
}

/// A vault with its items. `guid` as in [`super::VaultInfo`].
pub fn vault(server: &Server, api: Api, guid: &str) -> Call {
    call(Method::Get, server, api, &format!("vaults/{}", segment(guid)), VAULT)
}

/// What others share with the user in this vault.
pub fn shared(server: &Server, api: Api, guid: &str) -> Call {
    call(Method::Get, server, api, &format!("sharing/vault/{}/get", segment(guid)), VAULT)
}

/// One item of the user. `guid` as the server writes it, see [`Credential::guid_at_server`].
pub fn credential(server: &Server, api: Api, guid: &str) -> Call {
    call(Method::Get, server, api, &format!("credentials/{}", segment(guid)), ITEM)
}

/// Stores a new item, see [`Credential::new`].
pub fn create(server: &Server, api: Api, item: &Credential) -> Call {
    Call { body: Some(json(item)), ..call(Method::Post, server, api, "credentials", ITEM) }
}

/// Stores a changed item as a whole, see [`Credential::changed_by`].
pub fn update(server: &Server, api: Api, item: &Credential) -> Call {
    let path = format!("credentials/{}", segment(item.guid_at_server()));
    Call { body: Some(json(item)), ..call(Method::Patch, server, api, &path, ITEM) }
}

/// Deletes an item for good, its files and revisions too. Not the same as moving it to the bin.
pub fn delete(server: &Server, api: Api, guid: &str) -> Call {
    call(Method::Delete, server, api, &format!("credentials/{}", segment(guid)), SMALL)
}

/// What an item was before.
pub fn revisions(server: &Server, api: Api, guid: &str) -> Call {
    call(Method::Get, server, api, &format!("credentials/{}/revision", segment(guid)), VAULT)
}

/// A file of an own item.
pub fn file(server: &Server, api: Api, id: u64) -> Call {
    call(Method::Get, server, api, &format!("file/{id}"), VAULT)
}

/// A file of an item that somebody else shares.
pub fn shared_file(server: &Server, api: Api, item: &str, file: &str) -> Call {
    let path = format!("sharing/credential/{}/file/{}", segment(item), segment(file));
    call(Method::Get, server, api, &path, VAULT)
}

fn plain(method: Method, url: String) -> Call {
    let url = SecretText::new(url);
    Call { method, url, headers: Vec::new(), with_login: false, body: None, timeout_ms: SHORT_MS, cap: SMALL }
}

fn call(method: Method, server: &Server, api: Api, path: &str, cap: usize) -> Call {
    let timeout_ms = if cap >= VAULT { LONG_MS } else { SHORT_MS };
    let url = format!("{}{}/{path}", server.base(), api.path());
    Call { with_login: true, timeout_ms, cap, ..plain(method, url) }
}

fn json(item: &Credential) -> Body {
    Body::Json(SecretText::new(item.to_json().to_owned()))
}

/// An id as a segment of a path: of what is no sign of an id, nothing remains.
fn segment(id: &str) -> String {
    id.chars().filter(|sign| sign.is_ascii_alphanumeric() || matches!(sign, '-' | '_')).collect()
}
