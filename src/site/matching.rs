//! Whether a login belongs to a page.

use super::{ItemSite, ItemSites, Origin};

/// How well a login fits a page, from worst to best.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Match {
    /// It belongs elsewhere, or nowhere.
    None,
    /// Another host (or another port of the host) of the same registrable domain. Shown apart; a fill asks first.
    SameCompany,
    /// The host of the page. A leading `www.` makes no difference; the port does, if it is not the scheme's own.
    ///
    /// The scheme is not compared: whoever fills asks [`Origin::is_secure`] first (T-18).
    Exact,
}

/// The best match of a login's sites with a page.
pub fn matches(page: &Origin, sites: &ItemSites) -> Match {
    sites.iter().map(|site| match_one(page, site)).max().unwrap_or(Match::None)
}

fn match_one(page: &Origin, site: &ItemSite) -> Match {
    let (page_host, site_host) = (page.host_parts(), site.host_parts());
    if page_host.is_registry() {
        return Match::None;
    }
    if page_host.without_www() == site_host.without_www() && page.port() == site.port() {
        return Match::Exact;
    }
    match (page_host.registrable(), site_host.registrable()) {
        (Some(one), Some(other)) if one == other => Match::SameCompany,
        _ => Match::None,
    }
}
