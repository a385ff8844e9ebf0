//! How Passwork finds: whole words and their first letters, and addresses (docs/passwork.md §1).

use super::config::Switches;
use super::store::{Item, Store};

/// What is looked for.
#[derive(Debug, Default)]
pub(super) struct Wanted {
    pub(super) query: String,
    pub(super) tags: Vec<String>,
    pub(super) colors: Vec<i64>,
    /// Any vault if empty.
    pub(super) vaults: Vec<String>,
    /// Any folder if empty.
    pub(super) folders: Vec<String>,
}

/// Items that a user sees and that fit.
pub(super) fn items<'a>(store: &'a Store, user: &str, wanted: &Wanted, switches: &Switches) -> Vec<&'a Item> {
    let vaults: Vec<&str> = store.vaults_of(user).iter().map(|vault| vault.id.as_str()).collect();
    let fits = |item: &&Item| {
        !item.in_bin
            && vaults.contains(&item.vault.as_str())
            && (wanted.vaults.is_empty() || wanted.vaults.contains(&item.vault))
            && (wanted.folders.is_empty()
                || item.folder.as_ref().is_some_and(|folder| wanted.folders.contains(folder)))
            && (wanted.tags.is_empty() || item.tags().iter().any(|tag| wanted.tags.iter().any(|w| w == tag)))
            && (wanted.colors.is_empty() || item.color().is_some_and(|color| wanted.colors.contains(&color)))
            && finds(&wanted.query, item, switches.prefix_length)
    };
    store.items.iter().filter(fits).collect()
}

/// Every word of the query is one of the item's, or the beginning of one that is short enough to be known.
fn finds(query: &str, item: &Item, prefix: usize) -> bool {
    let fields = ["name", "login", "url", "description"].map(|name| words(item.text(name)));
    words(query).iter().all(|word| fields.iter().flatten().any(|known| is_known(word, known, prefix)))
}

fn is_known(word: &str, known: &str, prefix: usize) -> bool {
    word == known || (word.chars().count() <= prefix && known.starts_with(word))
}

fn words(text: &str) -> Vec<String> {
    let parts = text.split(|letter: char| !letter.is_alphanumeric()).filter(|part| !part.is_empty());
    parts.map(str::to_lowercase).collect()
}

/// Folders are found by the beginnings of what stands between spaces.
pub(super) fn finds_folder(query: &str, name: &str) -> bool {
    let known = name.to_lowercase();
    let query = query.to_lowercase();
    query.split_whitespace().all(|word| known.split_whitespace().any(|known| known.starts_with(word)))
}

/// Items of which the address has the host of `url`. How exactly is not known (`Switches`).
pub(super) fn by_url<'a>(store: &'a Store, user: &str, url: &str, switches: &Switches) -> Vec<&'a Item> {
    let Some((host, port)) = host(url) else { return Vec::new() };
    let all = items(store, user, &Wanted::default(), switches);
    let fits = |item: &&Item| {
        let Some((known, known_port)) = super::search::host(item.text("url")) else { return false };
        let same = known == host || (switches.subdomains && host.ends_with(&format!(".{known}")));
        same && (!switches.ports || known_port == port)
    };
    all.into_iter().filter(fits).collect()
}

/// Host without `www.`, and port as it is written or of the scheme.
fn host(url: &str) -> Option<(String, String)> {
    let (scheme, rest) = url.split_once("://").unwrap_or(("https", url));
    let authority = rest.split(['/', '?', '#']).next()?;
    let authority = authority.rsplit('@').next()?.to_lowercase();
    let of_scheme = if scheme.eq_ignore_ascii_case("http") { "80" } else { "443" };
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => (host, port),
        _ => (authority.as_str(), of_scheme),
    };
    let host = host.strip_prefix("www.").unwrap_or(host);
    (!host.is_empty()).then(|| (host.to_owned(), port.to_owned()))
}
