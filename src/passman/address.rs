//! Where a Nextcloud is: links of its pages are cut back to its base.

use crate::server::{Server, ServerFault};

/// Segments of a path with which the pages of a Nextcloud begin: what stands before them is its base.
const PAGES: [&str; 10] =
    ["index.php", "remote.php", "public.php", "status.php", "ocs", "login", "settings", "apps", "s", "f"];

/// Reads an address with or without `https://`, which is assumed.
///
/// Source: docs/passman.md §1.
pub fn read_address(text: &str) -> Result<Server, ServerFault> {
    Server::read(text, page_at)
}

/// Where the path of a page begins. `index.php` says it best; other words may be folders too, and count from behind
/// when something follows.
fn page_at(segments: &[&str]) -> Option<usize> {
    segments.iter().position(|part| *part == "index.php").or_else(|| {
        let (at, part) = segments.iter().enumerate().rev().find(|(_, part)| PAGES.contains(part))?;
        let alone = matches!(*part, "login" | "status.php" | "remote.php" | "public.php");
        (alone || at + 1 < segments.len()).then_some(at)
    })
}
