//! What v4 is to store. `kind` is `passwords` or `sharing/shortcut`: a shortcut changes what it leads to, by its own id.

use super::calls::BASE;
use crate::passwork::{
    id::Id,
    new_item::{SealedChange, SealedFile, SealedItem, SealedMove},
    request::{ITEM, LIST, Request, SMALL, path},
    write::{Place, PlainChange, PlainParts, Writer, custom, file_key, new_file},
};
use crate::secret::SecretText;
use crate::server::{Method, Server};

/// A new item. All members are there, as the vendor's client sends them.
pub(in crate::passwork) fn create(
    server: &Server,
    place: &Place,
    plain: &PlainParts,
    sealed: &SealedItem,
    files: &[(String, SealedFile)],
) -> Request {
    let body = Writer::default().text("vaultId", place.vault.as_str()).id("folderId", place.folder.as_ref());
    let body = plain
        .write(body, "color")
        .text("cryptedPassword", &sealed.password)
        .maybe("cryptedKey", sealed.key.as_ref())
        .list("custom", &sealed.custom, custom)
        .list("attachments", files, new_file)
        .json("snapshot", "null".to_owned())
        .json("shortcutId", "null".to_owned())
        .done();
    Request::new(Method::Post, server, &format!("{BASE}/passwords"), Some(body), ITEM)
}

/// What changes, and nothing else: what is left out stays. A new password says so.
pub(in crate::passwork) fn update(
    server: &Server,
    kind: &str,
    item: &Id,
    plain: &PlainChange,
    sealed: &SealedChange,
) -> Request {
    let mut body = plain.write(Writer::default(), "color");
    if let Some(password) = &sealed.password {
        body = body.text("cryptedPassword", password).json("passwordFieldChanged", "true".to_owned());
    }
    if let Some(fields) = &sealed.custom {
        body = body.list("custom", fields, custom);
    }
    let body = body.maybe("snapshot", sealed.snapshot.as_ref()).done();
    Request::new(Method::Put, server, &path(&[BASE, kind], item, ""), Some(body), ITEM)
}

/// Into the bin.
pub(in crate::passwork) fn delete(server: &Server, kind: &str, item: &Id, snapshot: Option<&str>) -> Request {
    let body = snapshot.map(|snapshot| Writer::default().text("snapshot", snapshot).done());
    Request::new(Method::Delete, server, &path(&[BASE, kind], item, ""), body, SMALL)
}

/// `what` is `move` or `copy`.
pub(in crate::passwork) fn transfer(
    server: &Server,
    item: &Id,
    to: &Place,
    sealed: &SealedMove,
    what: &str,
) -> Request {
    let body = Writer::default()
        .text("passwordId", item.as_str())
        .text("vaultTo", to.vault.as_str())
        .id("folderTo", to.folder.as_ref())
        .text("cryptedPassword", &sealed.item.password)
        .maybe("cryptedKey", sealed.item.key.as_ref())
        .list("custom", &sealed.item.custom, custom)
        .list("attachments", &sealed.files, file_key)
        .done();
    let path = path(&[BASE, "passwords"], item, &format!("/{what}"));
    Request::new(Method::Post, server, &path, Some(body), SMALL)
}

/// A shortcut moves with its own key alone.
pub(in crate::passwork) fn move_shortcut(
    server: &Server,
    shortcut: &Id,
    to: &Place,
    sealed: &SealedMove,
) -> Request {
    let body = Writer::default()
        .text("vaultTo", to.vault.as_str())
        .id("folderTo", to.folder.as_ref())
        .maybe("cryptedKey", sealed.item.key.as_ref())
        .done();
    let path = path(&[BASE, "sharing/shortcut"], shortcut, "/move");
    Request::new(Method::Post, server, &path, Some(body), SMALL)
}

pub(in crate::passwork) fn favourite(server: &Server, kind: &str, item: &Id, is: bool) -> Request {
    let more = if is { "/favorite" } else { "/unfavorite" };
    Request::new(Method::Post, server, &path(&[BASE, kind], item, more), None, ITEM)
}

pub(in crate::passwork) fn add_file(
    server: &Server,
    kind: &str,
    item: &Id,
    file: &(String, SealedFile),
) -> Request {
    let path = path(&[BASE, kind], item, "/attachment");
    Request::new(Method::Post, server, &path, Some(new_file(file)), LIST)
}

pub(in crate::passwork) fn delete_file(server: &Server, kind: &str, item: &Id, file: &Id) -> Request {
    let path = path(&[BASE, kind], item, &format!("/attachment/{}", file.as_str()));
    Request::new(Method::Delete, server, &path, None, SMALL)
}

/// The server stores the whole body, sealed under the code that is in the link alone.
pub(in crate::passwork) fn share(server: &Server, body: SecretText) -> Request {
    Request::new(Method::Post, server, &format!("{BASE}/passwords/generate-share-link"), Some(body), SMALL)
}

/// A new folder.
pub(in crate::passwork) fn create_folder(
    server: &Server,
    vault: &Id,
    parent: Option<&Id>,
    name: &str,
) -> Request {
    let body =
        Writer::default().text("name", name).text("vaultId", vault.as_str()).id("parentId", parent).done();
    Request::new(Method::Post, server, &format!("{BASE}/folders"), Some(body), SMALL)
}

/// The parent always goes with it: nobody knows whether a missing one, or `null`, moves a folder into the root.
pub(in crate::passwork) fn rename_folder(
    server: &Server,
    folder: &Id,
    parent: Option<&Id>,
    name: &str,
) -> Request {
    let body = Writer::default().text("name", name).id("parentId", parent).done();
    Request::new(Method::Put, server, &path(&[BASE, "folders"], folder, ""), Some(body), SMALL)
}

pub(in crate::passwork) fn delete_folder(server: &Server, folder: &Id) -> Request {
    Request::new(Method::Delete, server, &path(&[BASE, "folders"], folder, ""), None, SMALL)
}
