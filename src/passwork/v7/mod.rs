//! `/api/v1`, of Passwork 7.x (docs/passwork.md §2).

use url::form_urlencoded::byte_serialize;

use super::{
    id::Id,
    new_item::{SealedChange, SealedFile, SealedItem, SealedMove},
    request::{ITEM, LIST, Request, SMALL, path},
    write::{Place, PlainChange, PlainParts, Writer, custom, file_key, new_file},
};
use crate::secret::SecretText;
use crate::server::{Method, Server};

const BASE: &str = "api/v1";

fn get(server: &Server, call: &str, cap: usize) -> Request {
    Request::get(server, &format!("{BASE}/{call}"), cap)
}

pub(super) fn master_key_options(server: &Server) -> Request {
    get(server, "users/master-key/options", SMALL).without_hash()
}

pub(super) fn user_keys(server: &Server) -> Request {
    get(server, "users/keys", 1 << 20)
}

/// The cheapest question whether the session and the master key are good.
pub(super) fn session(server: &Server) -> Request {
    get(server, "sessions/current/info", SMALL)
}

pub(super) fn vaults(server: &Server) -> Request {
    get(server, "vaults", LIST)
}

pub(super) fn vault(server: &Server, vault: &Id) -> Request {
    Request::get(server, &path(&[BASE, "vaults"], vault, ""), ITEM)
}

/// All folders of a vault, flat.
pub(super) fn folders(server: &Server, vault: &Id) -> Request {
    get(server, &format!("folders?vaultId={}", vault.as_str()), LIST)
}

/// All items of a vault, sealed parts included.
pub(super) fn items(server: &Server, vault: &Id) -> Request {
    get(server, &format!("items?vaultId={}", vault.as_str()), LIST)
}

pub(super) fn item(server: &Server, item: &Id) -> Request {
    Request::get(server, &path(&[BASE, "items"], item, ""), ITEM)
}

pub(super) fn shortcut(server: &Server, shortcut: &Id) -> Request {
    Request::get(server, &path(&[BASE, "shortcuts"], shortcut, ""), ITEM)
}

/// GET takes lists as PHP does: `vaultIds[]=…`.
pub(super) fn search(server: &Server, words: &str, vault: Option<&Id>) -> Request {
    let query: String = byte_serialize(words.as_bytes()).collect();
    let vault = vault.map_or_else(String::new, |vault| format!("&vaultIds%5B%5D={}", vault.as_str()));
    get(server, &format!("items/search?query={query}{vault}"), LIST)
}

pub(super) fn attachment(server: &Server, item: &Id, file: &Id) -> Request {
    let path = path(&[BASE, "items"], item, &format!("/attachment/{}", file.as_str()));
    Request::get(server, &path, LIST)
}

/// What an item was before.
pub(super) fn snapshots(server: &Server, item: &Id) -> Request {
    Request::get(server, &path(&[BASE, "items"], item, "/snapshots"), LIST)
}

pub(super) fn create(
    server: &Server,
    place: &Place,
    plain: &PlainParts,
    sealed: &SealedItem,
    files: &[(String, SealedFile)],
) -> Request {
    let body = Writer::default().text("vaultId", place.vault.as_str()).id("folderId", place.folder.as_ref());
    let body = plain
        .write(body, "colorCode")
        .text("passwordEncrypted", &sealed.password)
        // With encryption off there is none, and the server wants to be told.
        .text("keyEncrypted", sealed.key.as_deref().unwrap_or_default())
        .list("customs", &sealed.custom, custom)
        .list("attachments", files, new_file)
        .done();
    Request::new(Method::Post, server, &format!("{BASE}/items"), Some(body), SMALL)
}

pub(super) fn update(server: &Server, item: &Id, plain: &PlainChange, sealed: &SealedChange) -> Request {
    let mut body = plain.write(Writer::default(), "colorCode");
    if let Some(fields) = &sealed.custom {
        body = body.list("customs", fields, custom);
    }
    let body = body.maybe("passwordEncrypted", sealed.password.as_ref()).done();
    Request::new(Method::Patch, server, &path(&[BASE, "items"], item, ""), Some(body), ITEM)
}

pub(super) fn delete(server: &Server, item: &Id) -> Request {
    Request::new(Method::Delete, server, &path(&[BASE, "items"], item, ""), None, SMALL)
}

/// Into another folder. Into another vault, the item's key goes with it, sealed for there.
pub(super) fn move_item(server: &Server, item: &Id, to: &Place, sealed: Option<&SealedMove>) -> Request {
    let body = Writer::default().text("vaultId", to.vault.as_str()).id("folderId", to.folder.as_ref());
    let body = match sealed {
        Some(sealed) => {
            body.maybe("keyEncrypted", sealed.item.key.as_ref()).list("attachments", &sealed.files, file_key)
        }
        None => body,
    };
    Request::new(Method::Post, server, &path(&[BASE, "items"], item, "/move"), Some(body.done()), SMALL)
}

pub(super) fn share(server: &Server, body: SecretText) -> Request {
    Request::new(Method::Post, server, &format!("{BASE}/links"), Some(body), SMALL)
}

pub(super) fn create_folder(server: &Server, vault: &Id, parent: Option<&Id>, name: &str) -> Request {
    let body = Writer::default()
        .text("name", name)
        .text("vaultId", vault.as_str())
        .id("parentFolderId", parent)
        .done();
    Request::new(Method::Post, server, &format!("{BASE}/folders"), Some(body), SMALL)
}

pub(super) fn rename_folder(server: &Server, folder: &Id, name: &str) -> Request {
    let body = Writer::default().text("name", name).done();
    Request::new(Method::Post, server, &path(&[BASE, "folders"], folder, ""), Some(body), SMALL)
}

pub(super) fn delete_folder(server: &Server, folder: &Id) -> Request {
    Request::new(Method::Delete, server, &path(&[BASE, "folders"], folder, ""), None, SMALL)
}
