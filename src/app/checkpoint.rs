//! What outlives the worker: progress as plain data, and apart from it the few secrets that must be carried.
//!
//! The browser keeps the first in its session storage (memory only) and the second there too, sealed under a key that
//! cannot be exported. Received logins are carried in neither: a worker that is stopped before the fill loses them,
//! and the user asks again (T-91).

use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::app::ask::{Ask, LeftOver};
use crate::app::cache::{Cache, Open};
use crate::app::clipboard::Copied;
use crate::app::clock::{Clock, Now};
use crate::app::drawer::Drawer;
use crate::app::fill::Armed;
use crate::app::find::Find;
use crate::app::link::{LinkFlow, Step, Typed};
use crate::app::numbers::Numbers;
use crate::app::page::Pin;
use crate::app::pages::{CarriedDraft, Drafts, Pages};
use crate::app::{AlarmName, App, Effect, Fault, Menu};
use crate::message::{Notice, WhyNot};
use crate::phone::{BaseKey, LinkOffer, NewLink, PhoneKey, WebClientId};
use crate::secret::SecretBytes;
use crate::vault::{DataKey, LocalKey, LockClock, Vault};

/// Progress without secrets, as it is read.
#[derive(Deserialize)]
pub struct Checkpoint {
    clock: Clock,
    counter: u32,
    ask: Option<Ask>,
    step: Step,
    typed: Typed,
    lock: Option<LockClock>,
    armed: Option<Pin>,
    fill_was_due: bool,
    save_was_due: Option<(String, u64)>,
    notice: Option<Notice>,
    find: Option<Find>,
    again: Option<String>,
    left_over: Vec<LeftOver>,
    backup_was_due: bool,
    menu: Option<Menu>,
    #[serde(default)]
    numbers: Numbers,
    #[serde(default)]
    pages: Pages,
    #[serde(default)]
    drafts: Drafts,
}

/// The same, as it is written.
#[derive(Serialize)]
struct Progress<'a> {
    clock: &'a Clock,
    counter: u32,
    ask: Option<&'a Ask>,
    step: &'a Step,
    typed: &'a Typed,
    lock: Option<&'a LockClock>,
    /// The document that waits for the phone's answer.
    armed: Option<&'a Pin>,
    /// A fill was under way with a secret that is not carried.
    fill_was_due: bool,
    /// Items were on their way to the disk, over this version of the index of this link.
    save_was_due: Option<(String, u64)>,
    notice: Option<&'a Notice>,
    find: Option<&'a Find>,
    /// The phone that is linked again.
    again: Option<&'a str>,
    left_over: &'a [LeftOver],
    /// A backup was being fetched, which the phone hands out once.
    backup_was_due: bool,
    /// The menu that the browser has.
    menu: Option<&'a Menu>,
    /// The numbers that stand at the button.
    numbers: &'a Numbers,
    pages: &'a Pages,
    drafts: &'a Drafts,
}

/// The carried secrets, as bytes to be sealed.
#[derive(Default)]
pub struct Secrets(Option<SecretBytes>);

impl Secrets {
    /// Opened by the browser.
    pub fn new(bytes: SecretBytes) -> Self {
        Self(Some(bytes))
    }

    /// To be sealed by the browser; nothing if there is nothing to carry.
    pub fn expose(&self) -> Option<&[u8]> {
        self.0.as_ref().map(SecretBytes::expose)
    }
}

#[derive(Default, Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
struct Carried {
    /// By link id.
    data_keys: Vec<(String, Vec<u8>)>,
    local_key: Option<Vec<u8>>,
    #[zeroize(skip)]
    copied: Option<Copied>,
    /// What the generator made, where nothing is kept on disk.
    #[serde(default)]
    generated: Option<Vec<u8>>,
    offer: Option<Vec<u8>>,
    new_link: Option<CarriedLink>,
    #[serde(default)]
    drafts: Vec<CarriedDraft>,
}

#[derive(Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
struct CarriedLink {
    web_client_id: String,
    #[zeroize(skip)]
    phone_key: PhoneKey,
    base_key: Vec<u8>,
    vault_id: String,
}

impl<R: CryptoRng> App<R> {
    /// What to keep for the next worker.
    pub fn checkpoint(&self) -> (String, Secrets) {
        let armed = self.grant.as_ref().filter(|grant| grant.armed == Armed::WaitsForPhone);
        let progress = Progress {
            clock: &self.clock,
            counter: self.counter,
            ask: self.ask.as_ref(),
            step: &self.link.step,
            typed: &self.link.typed,
            lock: self.open.as_ref().map(|open| &open.lock),
            armed: armed.map(|grant| &grant.pin),
            fill_was_due: self.grant.is_some() && armed.is_none(),
            save_was_due: self.saving.as_ref().and_then(|saving| {
                self.open.as_ref()?.vault(&saving.link)?;
                let queued = self.to_save.iter().filter(|(link, _)| *link == saving.link).count();
                let due = saving.changes.base + u64::try_from(queued).unwrap_or_default();
                Some((saving.link.clone(), due))
            }),
            notice: self.notice.as_ref(),
            find: self.find.as_ref(),
            again: self.link.again.as_deref(),
            left_over: &self.left_over,
            backup_was_due: self.fetching.is_some(),
            menu: self.menu.as_ref(),
            numbers: &self.numbers,
            pages: &self.pages,
            drafts: &self.drafts,
        };
        // Plain data always becomes text; an empty one only means a fresh start.
        let checkpoint = serde_json::to_string(&progress).unwrap_or_default();
        let carried = Carried {
            data_keys: self
                .open
                .iter()
                .flat_map(|open| &open.caches)
                .map(|(link, cache)| (link.clone(), cache.vault.data_key().expose().to_vec()))
                .collect(),
            local_key: self.open.as_ref().and_then(|open| Some(open.local.as_ref()?.expose().to_vec())),
            copied: self.copied.clone(),
            generated: self
                .drawer
                .to_bytes()
                .filter(|_| self.stored.policy.no_cache)
                .map(|bytes| bytes.to_vec()),
            offer: self.link.offer.as_ref().map(|offer| offer.to_secret_bytes().expose().to_vec()),
            new_link: self.link.new_link.as_ref().map(|new| CarriedLink {
                web_client_id: new.web_client_id.to_string(),
                phone_key: new.phone_key.clone(),
                base_key: new.base_key.expose().to_vec(),
                vault_id: new.vault_id.clone(),
            }),
            drafts: self.drafts.carried(),
        };
        let nothing = carried.data_keys.is_empty()
            && carried.offer.is_none()
            && carried.new_link.is_none()
            && carried.generated.is_none()
            && carried.copied.is_none()
            && carried.drafts.is_empty();
        if nothing {
            return (checkpoint, Secrets::default());
        }
        (checkpoint, Secrets(serde_json::to_vec(&carried).ok().map(SecretBytes::new)))
    }

    /// Goes on where an earlier worker stopped. Secrets that are missing or damaged only mean: locked, start again.
    pub(super) fn restore(&mut self, checkpoint: Checkpoint, secrets: Secrets, now: Now) {
        let Checkpoint {
            clock,
            counter,
            ask,
            step,
            typed,
            lock,
            armed,
            fill_was_due,
            save_was_due,
            notice,
            find,
            again,
            left_over,
            backup_was_due,
            menu,
            numbers,
            pages,
            drafts,
        } = checkpoint;
        self.clock = clock;
        self.clock.advance(now);
        self.counter = counter;
        self.menu = menu;
        self.numbers = numbers;
        self.ask = ask;
        self.notice = notice;
        let mut carried: Carried =
            secrets.0.and_then(|bytes| serde_json::from_slice(bytes.expose()).ok()).unwrap_or_default();

        self.find = find;
        self.left_over = left_over;
        self.copied = carried.copied.take();
        if let Some(bytes) = carried.generated.take().filter(|_| self.stored.policy.no_cache) {
            self.drawer = Drawer::carried(&Zeroizing::new(bytes));
        }
        self.pages = pages;
        self.drafts = drafts;
        self.drafts.restore(std::mem::take(&mut carried.drafts));
        // A policy may have come in between.
        if let Some(mut lock) = lock.filter(|_| !self.stored.policy.no_cache) {
            let (settings, policy) = (&self.stored.settings, &self.stored.policy);
            lock.set_spans(settings.lock_after_ms(policy), settings.lock_at_most_ms());
            let mut open = Open::new(lock);
            open.local = carried.local_key.take().and_then(|key| LocalKey::parse(&Zeroizing::new(key)));
            for (link, key) in std::mem::take(&mut carried.data_keys) {
                let key = DataKey::parse(&Zeroizing::new(key));
                let index = self.stored.vaults.get(&link).and_then(|vault| vault.index.as_ref());
                if let (Some(key), Some(index)) = (key, index)
                    && let Ok(vault) = Vault::open(&link, key, index)
                {
                    open.caches.insert(link, Cache::new(vault));
                }
            }
            self.open = Some(open).filter(|open| !open.caches.is_empty());
        }
        self.lock_if_due();
        if self.open.is_some() {
            self.schedule_lock();
        } else {
            self.out.push(Effect::ClearAlarm(AlarmName::Lock));
        }

        let offer =
            carried.offer.take().and_then(|bytes| LinkOffer::from_secret_bytes(&SecretBytes::new(bytes)));
        let new_link = carried.new_link.take().and_then(|new| {
            Some(NewLink {
                client_n: offer.as_ref()?.client_n.clone(),
                web_client_id: WebClientId::parse(&new.web_client_id)?,
                fingerprint: new.phone_key.fingerprint(),
                phone_key: new.phone_key.clone(),
                base_key: BaseKey::parse(new.base_key.clone())?,
                vault_id: new.vault_id.clone(),
            })
        });
        self.link = LinkFlow::resumed(step, typed, again, offer, new_link);

        if let Some(pin) = armed.filter(|_| self.is_running()) {
            self.arm_fill(pin);
        }
        let saved = |(link, due): (String, u64)| {
            let version = self.open.as_ref().and_then(|open| open.vault(&link)).map(Vault::index_version);
            let is_there = self.stored.vaults.get(&link).is_some_and(|vault| vault.index.is_some());
            version.map_or(is_there, |version| version > due)
        };
        if save_was_due.is_some_and(|due| !saved(due)) {
            self.notice = Some(Notice::NotKept);
        }
        if fill_was_due {
            self.notice = Some(Notice::NotFilled { why: WhyNot::Expired });
        }
        if backup_was_due {
            self.notice = Some(Notice::NoBackup { fault: Fault::BackupLost.view(None) });
        }
        self.schedule_clipboard();
        self.schedule_offers();
        self.resume_ask();
        self.resume_link();
        self.resume_find();
    }
}
