//! What is asked of v4, one function each. Changes are in `change`.

use crate::passwork::{
    id::Id,
    request::{ITEM, LIST, Request, SMALL, path},
    write::Writer,
};
use crate::server::{Method, Server};

pub(in crate::passwork) const BASE: &str = "api/v4";

fn get(server: &Server, call: &str, cap: usize) -> Request {
    Request::get(server, &format!("{BASE}/{call}"), cap)
}

fn of(server: &Server, kind: &str, id: &Id, more: &str, cap: usize) -> Request {
    Request::get(server, &path(&[BASE, kind], id, more), cap)
}

/// The options of the master key. The hash of a key that is not known yet cannot go with it.
pub(in crate::passwork) fn master_key_options(server: &Server) -> Request {
    get(server, "user/get-master-key-options", SMALL).without_hash()
}

/// The company. The first call that a master key is proved by.
pub(in crate::passwork) fn domain(server: &Server) -> Request {
    get(server, "vaults/domain", SMALL)
}

/// The RSA keys of the user, for what others send to the inbox.
pub(in crate::passwork) fn user(server: &Server) -> Request {
    get(server, "user/info", 1 << 20)
}

pub(in crate::passwork) fn sign_out(server: &Server) -> Request {
    Request::new(Method::Post, server, &format!("{BASE}/auth/logout"), None, SMALL).without_hash()
}

pub(in crate::passwork) fn vaults(server: &Server) -> Request {
    get(server, "vaults/list", LIST)
}

pub(in crate::passwork) fn vault(server: &Server, vault: &Id) -> Request {
    of(server, "vaults", vault, "", ITEM)
}

pub(in crate::passwork) fn full(server: &Server, vault: &Id) -> Request {
    of(server, "vaults", vault, "/fullInfo", LIST)
}

pub(in crate::passwork) fn root_folders(server: &Server, vault: &Id) -> Request {
    of(server, "vaults", vault, "/folders", LIST)
}

pub(in crate::passwork) fn root_items(server: &Server, vault: &Id) -> Request {
    of(server, "vaults", vault, "/passwords", LIST)
}

pub(in crate::passwork) fn children(server: &Server, folder: &Id) -> Request {
    of(server, "folders", folder, "/children", LIST)
}

pub(in crate::passwork) fn inside(server: &Server, folder: &Id) -> Request {
    of(server, "folders", folder, "/passwords", LIST)
}

pub(in crate::passwork) fn item(server: &Server, item: &Id) -> Request {
    of(server, "passwords", item, "", ITEM)
}

pub(in crate::passwork) fn shortcut(server: &Server, shortcut: &Id) -> Request {
    of(server, "sharing/shortcut", shortcut, "", ITEM)
}

pub(in crate::passwork) fn recent(server: &Server) -> Request {
    get(server, "passwords/recent", LIST)
}

pub(in crate::passwork) fn favourites(server: &Server) -> Request {
    get(server, "passwords/favorite", LIST)
}

/// All fields are there, as the vendor's client has them. No words find everything, where the server takes that.
pub(in crate::passwork) fn search(server: &Server, words: &str, vault: Option<&Id>) -> Request {
    let body = Writer::default()
        .text("query", words)
        .json("tags", "[]".to_owned())
        .json("colors", "[]".to_owned())
        .id("vaultId", vault)
        .json("includeShared", "true".to_owned())
        .json("includeShortcuts", "true".to_owned())
        .done();
    let path = format!("{BASE}/passwords/search");
    Request::new(Method::Post, server, &path, Some(body), LIST).safe()
}

/// What the server holds for a match is a hint, and is matched again here (T-104).
pub(in crate::passwork) fn search_url(server: &Server, url: &str) -> Request {
    let body = Writer::default()
        .text("url", url)
        .json("includeShared", "true".to_owned())
        .json("includeShortcuts", "true".to_owned())
        .done();
    let path = format!("{BASE}/passwords/searchByUrl");
    Request::new(Method::Post, server, &path, Some(body), LIST).safe()
}

pub(in crate::passwork) fn attachment(server: &Server, kind: &str, item: &Id, file: &Id) -> Request {
    of(server, kind, item, &format!("/attachment/{}", file.as_str()), LIST)
}
