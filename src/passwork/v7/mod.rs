//! `/api/v1`, of Passwork 7.x (docs/passwork.md §2).

use url::form_urlencoded::byte_serialize;

use super::{
    id::Id,
    request::{ITEM, LIST, Request, SMALL, path},
    write::{
        ItemChange, ItemMove, NewAttachment, NewItem, SealedAttachment, SealedField, Writer, colour, quoted,
    },
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

pub(super) fn create(server: &Server, item: &NewItem) -> Request {
    let body = Writer::default()
        .text("vaultId", item.vault.as_str())
        .id("folderId", item.folder.as_ref())
        .text("name", &item.name)
        .text("login", &item.user)
        .text("url", &item.url)
        .text("description", &item.note)
        .list("tags", &item.tags, |tag| quoted(tag))
        .json("colorCode", colour(item.colour))
        .text("passwordEncrypted", item.password.expose())
        // With encryption off there is none, and the server wants to be told.
        .text("keyEncrypted", item.key.as_ref().map_or("", SecretText::expose))
        .list("customs", &item.custom, SealedField::json)
        .list("attachments", &item.files, NewAttachment::json)
        .done();
    Request::new(Method::Post, server, &format!("{BASE}/items"), Some(body), SMALL)
}

pub(super) fn update(server: &Server, item: &Id, change: &ItemChange) -> Request {
    let mut body = Writer::default();
    let texts = [
        ("name", &change.name),
        ("login", &change.user),
        ("url", &change.url),
        ("description", &change.note),
    ];
    for (name, text) in texts {
        if let Some(text) = text {
            body = body.text(name, text);
        }
    }
    if let Some(tags) = &change.tags {
        body = body.list("tags", tags, |tag| quoted(tag));
    }
    if let Some(number) = change.colour {
        body = body.json("colorCode", colour(number));
    }
    if let Some(custom) = &change.custom {
        body = body.list("customs", custom, SealedField::json);
    }
    let body = body.maybe("passwordEncrypted", change.password.as_ref()).done();
    Request::new(Method::Patch, server, &path(&[BASE, "items"], item, ""), Some(body), ITEM)
}

pub(super) fn delete(server: &Server, item: &Id) -> Request {
    Request::new(Method::Delete, server, &path(&[BASE, "items"], item, ""), None, SMALL)
}

/// Into another folder. Into another vault, the item's key goes with it, sealed for there.
pub(super) fn move_item(server: &Server, item: &Id, to: &ItemMove) -> Request {
    let body = Writer::default()
        .text("vaultId", to.vault.as_str())
        .id("folderId", to.folder.as_ref())
        .maybe("keyEncrypted", to.key.as_ref())
        .list("attachments", &to.files, SealedAttachment::json)
        .done();
    Request::new(Method::Post, server, &path(&[BASE, "items"], item, "/move"), Some(body), SMALL)
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
