//! Where a Passwork is: https only, links of its pages and of its API cut back to its base.

use crate::server::{Server, ServerFault};

/// Reads an address with or without `https://`, which is assumed. Port and folder stay; what is behind a `#` goes, and so do
/// `/api/v4…`, `/api/v1…`, `/p/…` and the other pages of the web client. `http://` is refused (T-100).
///
/// Source: docs/passwork.md §1.1.
pub fn read_address(text: &str) -> Result<Server, ServerFault> {
    let server = Server::read(text, page_at)?;
    if server.is_plain() { Err(ServerFault::Plain) } else { Ok(server) }
}

/// Where the path of a page begins: `api` before a version; what the web client of 7.x has on its first level, with
/// something behind it. Counted from behind, for a folder may have such a name.
fn page_at(segments: &[&str]) -> Option<usize> {
    let at = |index: usize| segments.get(index).copied();
    segments.iter().enumerate().rev().map(|(index, _)| index).find(|&index| match at(index) {
        Some("api") => at(index + 1).is_some_and(|next| {
            next.strip_prefix('v').is_some_and(|number| number.bytes().all(|sign| sign.is_ascii_digit()))
        }),
        Some("p" | "f" | "v" | "vaults" | "folders" | "items") => at(index + 1).is_some_and(looks_like_id),
        Some("g") => at(index + 1) == Some("p"),
        Some("login" | "index.php" | "index.html" | "settings") => index + 1 == segments.len(),
        _ => false,
    })
}

fn looks_like_id(segment: &str) -> bool {
    segment.len() == 24 && segment.bytes().all(|sign| sign.is_ascii_hexdigit())
}
