//! What v4 is to store. `kind` is `passwords` or `sharing/shortcut`: a shortcut changes what it leads to, by its own id.

use super::calls::BASE;
use crate::passwork::{
    id::Id,
    request::{ITEM, LIST, Request, SMALL, path},
    write::{
        ItemChange, ItemMove, NewAttachment, NewItem, SealedAttachment, SealedField, Writer, colour, quoted,
    },
};
use crate::secret::SecretText;
use crate::server::{Method, Server};

/// A new item. All members are there, as the vendor's client sends them.
pub(in crate::passwork) fn create(server: &Server, item: &NewItem) -> Request {
    let body = Writer::default()
        .text("vaultId", item.vault.as_str())
        .text("name", &item.name)
        .text("login", &item.user)
        .text("cryptedPassword", item.password.expose())
        .maybe("cryptedKey", item.key.as_ref())
        .text("url", &item.url)
        .text("description", &item.note)
        .id("folderId", item.folder.as_ref())
        .list("tags", &item.tags, |tag| quoted(tag))
        .json("color", colour(item.colour))
        .list("custom", &item.custom, SealedField::json)
        .list("attachments", &item.files, NewAttachment::json)
        .json("snapshot", "null".to_owned())
        .json("shortcutId", "null".to_owned())
        .done();
    Request::new(Method::Post, server, &format!("{BASE}/passwords"), Some(body), ITEM)
}

/// What changes, and nothing else: what is left out stays. A new password says so.
pub(in crate::passwork) fn update(server: &Server, kind: &str, item: &Id, change: &ItemChange) -> Request {
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
        body = body.json("color", colour(number));
    }
    if let Some(password) = &change.password {
        body =
            body.text("cryptedPassword", password.expose()).json("passwordFieldChanged", "true".to_owned());
    }
    if let Some(custom) = &change.custom {
        body = body.list("custom", custom, SealedField::json);
    }
    let body = body.maybe("snapshot", change.snapshot.as_ref()).done();
    Request::new(Method::Put, server, &path(&[BASE, kind], item, ""), Some(body), ITEM)
}

/// Into the bin.
pub(in crate::passwork) fn delete(
    server: &Server,
    kind: &str,
    item: &Id,
    snapshot: Option<&SecretText>,
) -> Request {
    let body = snapshot.map(|snapshot| Writer::default().text("snapshot", snapshot.expose()).done());
    Request::new(Method::Delete, server, &path(&[BASE, kind], item, ""), body, SMALL)
}

/// `what` is `move` or `copy`.
pub(in crate::passwork) fn transfer(server: &Server, item: &Id, to: &ItemMove, what: &str) -> Request {
    let body = Writer::default()
        .text("passwordId", item.as_str())
        .text("vaultTo", to.vault.as_str())
        .id("folderTo", to.folder.as_ref())
        .text("cryptedPassword", to.password.expose())
        .maybe("cryptedKey", to.key.as_ref())
        .list("custom", &to.custom, SealedField::json)
        .list("attachments", &to.files, SealedAttachment::json)
        .done();
    let path = path(&[BASE, "passwords"], item, &format!("/{what}"));
    Request::new(Method::Post, server, &path, Some(body), SMALL)
}

/// A shortcut moves with its own key alone.
pub(in crate::passwork) fn move_shortcut(server: &Server, shortcut: &Id, to: &ItemMove) -> Request {
    let body = Writer::default()
        .text("vaultTo", to.vault.as_str())
        .id("folderTo", to.folder.as_ref())
        .maybe("cryptedKey", to.key.as_ref())
        .done();
    let path = path(&[BASE, "sharing/shortcut"], shortcut, "/move");
    Request::new(Method::Post, server, &path, Some(body), SMALL)
}

pub(in crate::passwork) fn favourite(server: &Server, kind: &str, item: &Id, is: bool) -> Request {
    let more = if is { "/favorite" } else { "/unfavorite" };
    Request::new(Method::Post, server, &path(&[BASE, kind], item, more), None, ITEM)
}

pub(in crate::passwork) fn add_file(server: &Server, kind: &str, item: &Id, file: &NewAttachment) -> Request {
    let path = path(&[BASE, kind], item, "/attachment");
    Request::new(Method::Post, server, &path, Some(file.json()), LIST)
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
