//! What people can ask of a phone.

use rand_core::CryptoRng;

use crate::app::ask::{Ask, Outcome};
use crate::app::cache::ItemId;
use crate::app::create::account_name;
use crate::app::page::{Pin, Seen};
use crate::app::{AlarmName, App, Effect, Fault, Route, StoredLink, TabId, ViewId};
use crate::message::RequestKind;
use crate::phone::{Address, Command, Request, UNLINKED_TOLERANCE_MS, Website};
use crate::site::Origin;

/// How often the browser wakes a stopped worker while a request runs: its shortest alarm.
pub const ALARM_MS: u32 = 30_000;
/// Only links younger than this can be unaccepted.
const YOUNG_LINK_MS: u64 = 600_000;

/// What is asked, before it is a request.
pub struct Wish {
    pub kind: RequestKind,
    pub link: String,
    pub command: Command,
    pub site: Option<String>,
    pub tab: Option<TabId>,
    pub keep: bool,
    pub fill: bool,
    pub uids: Vec<String>,
    /// Ask only there, not at the known addresses.
    pub only_at: Option<Address>,
}

impl Wish {
    pub fn new(kind: RequestKind, link: String, command: Command) -> Self {
        Self {
            kind,
            link,
            command,
            site: None,
            tab: None,
            keep: false,
            fill: false,
            uids: Vec::new(),
            only_at: None,
        }
    }
}

impl<R: CryptoRng> App<R> {
    fn chosen_link(&self) -> Result<String, Fault> {
        self.stored.chosen().map(|link| link.web_client_id.clone()).ok_or(Fault::NoPhone)
    }

    pub(in crate::app) fn ask_site(&mut self, view: ViewId, fill: bool, keep: bool) -> Result<(), Fault> {
        let page = &self.views.get(&view).ok_or(Fault::BadMessage)?.page;
        let (origin, tab) = (page.origin.clone().ok_or(Fault::NoPage)?, page.tab);
        let pin = match &page.seen {
            Seen::Document(front) => Some(front.pin.clone()),
            Seen::Not | Seen::NoAccess => None,
        };
        let waits = pin.is_none() && fill;
        self.ask_for(&origin, tab, pin, fill, keep)?;
        if waits {
            self.awaits_look = Some((view, origin));
        }
        Ok(())
    }

    /// The login for a site, to be filled into this document if there is one.
    pub(in crate::app) fn ask_for(
        &mut self,
        origin: &Origin,
        tab: Option<TabId>,
        pin: Option<Pin>,
        fill: bool,
        keep: bool,
    ) -> Result<(), Fault> {
        let (site, website) = site_of(origin)?;
        let command = Command::FetchForUrl { website, user: None };
        let wish = Wish::new(RequestKind::Site, self.chosen_link()?, command);
        self.start_ask(Wish { site: Some(site), tab, keep, fill, ..wish })?;
        self.drop_fills();
        if let Some(pin) = pin.filter(|_| fill) {
            self.arm_fill(pin);
        }
        if self.open.is_none() && self.stored.settings.keep != keep && !self.stored.policy.no_cache {
            self.stored.settings.keep = keep;
            self.store_settings();
        }
        Ok(())
    }

    /// One login, whatever its site, chosen on the phone.
    pub(in crate::app) fn ask_any(&mut self) -> Result<(), Fault> {
        let wish = Wish::new(RequestKind::Any, self.chosen_link()?, Command::FetchSingle);
        self.start_ask(Wish { keep: self.stored.settings.keep, ..wish })?;
        self.drop_fills();
        Ok(())
    }

    /// Several logins or all of them: for the cache, after they were shown.
    pub(in crate::app) fn ask_many(&mut self, kind: RequestKind) -> Result<(), Fault> {
        self.may_keep()?;
        let command = if kind == RequestKind::Several { Command::FetchMultiple } else { Command::FetchAll };
        let wish = Wish::new(kind, self.chosen_link()?, command);
        self.start_ask(Wish { keep: true, ..wish })
    }

    /// A new login for the page in front, with the account name that the user sees and can change.
    pub(in crate::app) fn ask_create(&mut self, view: ViewId, user: &str) -> Result<(), Fault> {
        let offered = self.create.as_ref().ok_or(Fault::BadMessage)?.origin(view).cloned();
        self.create_for(view, offered.as_ref(), user)
    }

    /// For the page that the user was shown, and only while it is in front.
    fn create_for(&mut self, view: ViewId, shown: Option<&Origin>, user: &str) -> Result<(), Fault> {
        let page = &self.views.get(&view).ok_or(Fault::BadMessage)?.page;
        let tab = page.tab;
        let origin = page.origin.clone().filter(|origin| Some(origin) == shown);
        self.create_at(&origin.ok_or(Fault::NoPage)?, tab, user)
    }

    /// A new login for a site.
    pub(in crate::app) fn create_at(
        &mut self,
        origin: &Origin,
        tab: Option<TabId>,
        user: &str,
    ) -> Result<(), Fault> {
        let (site, website) = site_of(origin)?;
        let user = Some(account_name(user)).filter(|user| !user.is_empty());
        let command = Command::CreateForUrl { website, user };
        let wish = Wish::new(RequestKind::Create, self.chosen_link()?, command);
        self.start_ask(Wish { site: Some(site), tab, keep: self.stored.settings.keep, ..wish })?;
        self.drop_fills();
        self.create = None;
        Ok(())
    }

    /// The present state of one item, from the phone that it came from.
    pub(in crate::app) fn ask_refresh(&mut self, item: &str) -> Result<(), Fault> {
        let ItemId { link, uid } = ItemId::parse(item).ok_or(Fault::BadMessage)?;
        let open = self.open.as_ref().ok_or(Fault::VaultLocked)?;
        let known = open.vault(&link).and_then(|vault| vault.entry(&uid)).ok_or(Fault::ItemGone)?;
        if !known.has_phone_uid() {
            return Err(Fault::ItemWithoutId);
        }
        let command = Command::FetchForUid { uid: uid.clone() };
        let wish = Wish::new(RequestKind::RefreshOne, link, command);
        self.start_ask(Wish { keep: true, uids: vec![uid], ..wish })
    }

    /// The present state of everything that came from the chosen phone.
    pub(in crate::app) fn ask_refresh_all(&mut self) -> Result<(), Fault> {
        let link = self.chosen_link()?;
        let open = self.open.as_ref().ok_or(Fault::VaultLocked)?;
        let vault = open.vault(&link).ok_or(Fault::VaultLocked)?;
        let known = vault.entries().filter(|entry| entry.has_phone_uid());
        let uids: Vec<String> = known.map(|entry| entry.uid.clone()).collect();
        if uids.is_empty() {
            return Err(Fault::ItemGone);
        }
        let command = Command::FetchForUids { uids: uids.clone() };
        let wish = Wish::new(RequestKind::RefreshAll, link, command);
        self.start_ask(Wish { keep: true, uids, ..wish })
    }

    pub(in crate::app) fn ask_unlock(&mut self) -> Result<(), Fault> {
        self.may_keep()?;
        let wish = Wish::new(RequestKind::Unlock, self.chosen_link()?, Command::GetClientKey);
        self.start_ask(Wish { keep: true, ..wish })
    }

    pub(in crate::app) fn ask_backup(&mut self, link: &str) -> Result<(), Fault> {
        self.start_ask(Wish::new(RequestKind::Backup, link.to_owned(), Command::DownloadBackup))
    }

    /// Nothing but an answer that only the linked phone can give; at this address, if one is named.
    pub(in crate::app) fn ask_proof(&mut self, link: &str, only_at: Option<Address>) -> Result<(), Fault> {
        let wish = Wish::new(RequestKind::Prove, link.to_owned(), Command::GetClientKey);
        self.start_ask(Wish { only_at, ..wish })
    }

    /// Whether a policy leaves us a cache at all.
    pub(in crate::app) fn may_keep(&self) -> Result<(), Fault> {
        if self.stored.policy.no_cache { Err(Fault::PolicyNoCache) } else { Ok(()) }
    }

    fn drop_fills(&mut self) {
        self.grant = None;
        self.question = None;
        self.held = None;
        self.awaits_look = None;
        self.next_fill = None;
    }

    fn start_ask(&mut self, wish: Wish) -> Result<(), Fault> {
        if self.is_running() {
            return Err(Fault::RequestRunning);
        }
        let Wish { kind, link, command, site, tab, keep, fill, uids, only_at } = wish;
        let known = self.stored.link(&link).ok_or(Fault::NoPhone)?;
        let route = self.route(known, only_at)?;
        let now = self.clock.running();
        let mut request = Request::new(command, now, &mut self.rng);
        if self.clock.wall_ms().saturating_sub(known.linked_at_ms) < YOUNG_LINK_MS {
            request.tolerate_unlinked_until(now.after(UNLINKED_TOLERANCE_MS));
        }
        let keep = keep && !self.stored.policy.no_cache;
        let outcome = Outcome::Running;
        self.ask =
            Some(Ask { request, kind, link, route, site, tab, keep, fill, uids, outcome, cancel_due: false });
        self.base_key = None;
        self.in_flight = None;
        self.to_open = None;
        self.import = None;
        self.open_base_key();
        self.out.push(Effect::Alarm(AlarmName::Request, ALARM_MS));
        Ok(())
    }

    /// The addresses that may be asked, as far as a policy allows them.
    fn route(&self, link: &StoredLink, only_at: Option<Address>) -> Result<Route, Fault> {
        let mut addresses = only_at.map_or_else(|| link.addresses.to_vec(), |address| vec![address]);
        addresses.retain(|address| self.stored.policy.allows(address));
        Route::new(&addresses).ok_or(Fault::PolicyAddress)
    }

    pub(in crate::app) fn repeat_ask(&mut self, view: ViewId) -> Result<(), Fault> {
        let Some(ask) = self.ask.as_ref().filter(|ask| !ask.is_running()) else {
            return Err(Fault::RequestRunning);
        };
        let (link, uids, kind) = (ask.link.clone(), ask.uids.clone(), ask.kind);
        match kind {
            RequestKind::Unlock => self.ask_unlock(),
            RequestKind::Any => self.ask_any(),
            RequestKind::All | RequestKind::Several => self.ask_many(kind),
            RequestKind::RefreshAll => self.ask_refresh_all(),
            RequestKind::RefreshOne => {
                let uid = uids.into_iter().next().ok_or(Fault::ItemGone)?;
                self.ask_refresh(&ItemId { link, uid }.to_string())
            }
            RequestKind::Create => {
                let Command::CreateForUrl { user, .. } = ask.request.command() else {
                    return Err(Fault::BadMessage);
                };
                let user = user.clone().unwrap_or_default();
                let shown = ask.origin();
                self.create_for(view, shown.as_ref(), &user)
            }
            RequestKind::Site => {
                let (fill, keep) = (ask.fill, ask.keep);
                self.ask_site(view, fill, keep)
            }
            // Consent is given anew each time, and the address may be another one.
            RequestKind::Backup | RequestKind::Prove => Err(Fault::BadMessage),
        }
    }
}

fn site_of(origin: &Origin) -> Result<(String, Website), Fault> {
    let site = origin.website();
    let website = Website::parse(&site).map_err(|_| Fault::NoPage)?;
    Ok((site, website))
}
