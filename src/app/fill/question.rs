//! What is known of the granted item without opening its secrets, and what must be asked before it is filled.

use rand_core::CryptoRng;

use crate::app::App;
use crate::app::cache::ItemId;
use crate::app::fill::{GrantItem, Said, What};
use crate::app::page::Pin;
use crate::form::{Plan, TargetCheck, Want};
use crate::message::Question;
use crate::site::{ItemSite, ItemSites, Match, matches};
use crate::vault::Secrets;

pub(super) struct ItemFacts {
    pub name: String,
    pub sites: ItemSites,
    pub want: Want,
    /// It has a one-time code, whether or not that is wanted now.
    pub has_code: bool,
    /// It belongs to this very page by the user's word: just approved on the phone for it, or just made for it.
    fresh: Fresh,
}

/// For which page an item needs no question.
#[derive(PartialEq, Eq)]
enum Fresh {
    No,
    /// Just approved on the phone for this very site.
    Approved,
    /// A new password, made for the page in front.
    Made,
}

impl<R: CryptoRng> App<R> {
    pub(super) fn item_facts(&self) -> Option<ItemFacts> {
        let grant = self.grant.as_ref()?;
        let (name, user, website, has_password, has_code, fresh) = match &grant.item {
            GrantItem::Held => {
                let held = self.held.as_ref()?;
                let item = &held.credential;
                let fresh =
                    if held.site.as_ref() == Some(&grant.pin.origin) { Fresh::Approved } else { Fresh::No };
                (
                    &item.name,
                    &item.user,
                    &item.website,
                    !item.password.is_empty(),
                    !item.otp.is_empty(),
                    fresh,
                )
            }
            GrantItem::Cached(item) => {
                let (_, entry) = self.open.as_ref()?.find(item)?;
                let said = grant.said.as_ref().map(|said| (&said.user, &said.website));
                let (user, website) = said.unwrap_or((&entry.user, &entry.website));
                (&entry.name, user, website, entry.has_password, entry.has_otp, Fresh::No)
            }
            GrantItem::New(_) => {
                let (sites, want) = (ItemSites::parse(""), Want::default());
                return Some(ItemFacts {
                    name: String::new(),
                    sites,
                    want,
                    has_code: false,
                    fresh: Fresh::Made,
                });
            }
        };
        let all = grant.what == What::All;
        Some(ItemFacts {
            name: if name.is_empty() { user.clone() } else { name.clone() },
            sites: ItemSites::parse(website),
            want: Want { user: all && !user.is_empty(), password: all && has_password, code: has_code },
            has_code,
            fresh,
        })
    }
}

impl<R: CryptoRng> App<R> {
    /// What is listed of an item whose server is asked for it when it is used. The list may be another before that answers.
    pub(super) fn listed_as(&self, item: &ItemId) -> Option<Said> {
        self.generation(&item.link)?;
        let (_, entry) = self.open.as_ref()?.find(item)?;
        Some(Said { user: entry.user.clone(), website: entry.website.clone() })
    }

    /// Whether what was fetched is for another site than was looked at, or has an account name where there was none. User and
    /// site are those of what was fetched from now on.
    pub(super) fn is_said_otherwise(&mut self, item: &ItemId, secrets: &Secrets) -> bool {
        let Some(now) = self.item_said(item, &secrets.body) else { return false };
        let Some(grant) = &mut self.grant else { return false };
        let same =
            |before: &Said| before.website == now.website && before.user.is_empty() == now.user.is_empty();
        let otherwise = !grant.said.as_ref().is_some_and(same);
        grant.said = Some(now);
        otherwise
    }
}

/// What must be asked before this fill: everything that is not the plain case.
pub(super) fn questions(pin: &Pin, item: &ItemFacts, plan: &Plan) -> Vec<Question> {
    let page_host = pin.origin.display_host();
    let mut questions = Vec::new();
    if let Some(top) = &pin.top {
        let (frame_host, page_host) = (page_host.clone(), top.display_host());
        questions.push(Question::OtherFrame { frame_host, page_host });
    }
    match matches(&pin.origin, &item.sites) {
        Match::Exact => {}
        _ if item.fresh == Fresh::Made => {}
        // The phone's user approved it for this site a moment ago, and both belong to the same registrable domain.
        Match::SameCompany if item.fresh == Fresh::Approved => {}
        Match::SameCompany | Match::None => {
            questions.push(match item.sites.first().map(ItemSite::display_host) {
                Some(item_host) => Question::OtherSite { item_host, page_host: page_host.clone() },
                None => Question::NoSite { page_host: page_host.clone() },
            });
        }
    }
    if !pin.is_secure() {
        // Whoever can change the page around a frame can put another frame there.
        let open = [Some(&pin.origin), pin.top.as_ref()].into_iter().flatten().find(|one| !one.is_secure());
        let host = open.map_or_else(|| page_host.clone(), crate::site::Origin::display_host);
        questions.push(Question::InsecurePage { host });
    }
    if let TargetCheck::Other { target } = plan.target.clone() {
        questions.push(Question::OtherTarget { page_host: page_host.clone(), target });
    }
    if plan.shows_password() {
        questions.push(Question::ShownPassword { page_host });
    }
    questions
}
