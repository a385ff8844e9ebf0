//! What the user chose, within what a policy allows.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::app::policy::Policy;
use crate::form::Pointed;
use crate::generate;
use crate::message::{GeneratorOptions, Look, SettingsView, Theme};
use crate::site::Origin;

/// Languages that there are texts in.
const LANGUAGES: [&str; 2] = ["en", "de"];
/// Most origins on which the user pointed at fields.
const MOST_POINTED: usize = 500;

/// What the user chose.
// Each switch is one of the options page.
#[allow(clippy::struct_excessive_bools)]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Settings {
    /// Minutes without use until the cache locks.
    pub lock_after_minutes: u32,
    /// Hours until it locks in any case.
    pub lock_at_most_hours: u32,
    /// Lock when the screen locks or the computer slept.
    pub lock_with_screen: bool,
    /// Minutes without anybody at the computer until it locks; 0 if never.
    pub lock_idle_minutes: u32,
    /// Seconds until a copied value leaves the clipboard; 0 if never.
    pub clipboard_seconds: u32,
    /// `en`, `de`, or empty for the browser's.
    pub language: String,
    /// Colours.
    pub theme: Theme,
    /// Marks in the fields of pages.
    pub marks: bool,
    /// Offers to keep what was typed into pages.
    pub offers: bool,
    /// Hosts without both, in ASCII.
    pub never_hosts: BTreeSet<String>,
    /// The user put the hint at the permission for pages away.
    pub hint_away: bool,
    /// Whether asking for a site also opens the cache and keeps the answer.
    pub keep: bool,
    /// Where the last new item was made: source and vault.
    pub place: String,
    /// What the generator makes.
    pub generator: GeneratorOptions,
    /// Link id of the phone that is asked.
    pub phone: String,
    /// Entries in the menu of the right mouse button.
    pub context_menu: bool,
    /// The fields that the user pointed at, by exact origin. No secret, and no account name.
    pub pointed: BTreeMap<String, Pointed>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            lock_after_minutes: 15,
            lock_at_most_hours: 12,
            lock_with_screen: true,
            lock_idle_minutes: 0,
            clipboard_seconds: 30,
            language: String::new(),
            theme: Theme::System,
            marks: true,
            offers: true,
            never_hosts: BTreeSet::new(),
            hint_away: false,
            keep: true,
            place: String::new(),
            generator: generate::usual(),
            phone: String::new(),
            context_menu: true,
            pointed: BTreeMap::new(),
        }
    }
}

impl Settings {
    /// Milliseconds until the cache locks without use.
    pub fn lock_after_ms(&self, policy: &Policy) -> u64 {
        u64::from(policy.lock_minutes(self.lock_after_minutes.clamp(1, 240))) * 60_000
    }

    /// Longest time in milliseconds that the cache stays open, used or not.
    pub fn lock_at_most_ms(&self) -> u64 {
        u64::from(self.lock_at_most_hours.clamp(1, 24)) * 3_600_000
    }

    /// Milliseconds until a copied value leaves the clipboard; nothing if it stays.
    pub fn clipboard_ms(&self) -> Option<u64> {
        (self.clipboard_seconds > 0).then(|| u64::from(self.clipboard_seconds.clamp(10, 300)) * 1_000)
    }

    /// Seconds after which the browser says that nobody is there; nothing if it need not.
    pub fn idle_seconds(&self) -> Option<u32> {
        (self.lock_idle_minutes > 0).then(|| self.lock_idle_minutes.min(60) * 60)
    }

    /// Takes what a view sent, within its limits.
    pub fn take(&mut self, view: &SettingsView) {
        self.lock_after_minutes = view.lock_after_minutes.clamp(1, 240);
        self.lock_at_most_hours = view.lock_at_most_hours.clamp(1, 24);
        self.lock_with_screen = view.lock_with_screen;
        self.lock_idle_minutes = view.lock_idle_minutes.min(60);
        self.clipboard_seconds =
            if view.clipboard_seconds == 0 { 0 } else { view.clipboard_seconds.clamp(10, 300) };
        let known = LANGUAGES.contains(&view.language.as_str());
        self.language = if known { view.language.clone() } else { String::new() };
        self.theme = view.theme;
        self.context_menu = view.context_menu;
        self.marks = view.marks;
        self.offers = view.offers;
        self.never_hosts.retain(|host| view.never_hosts.contains(host));
    }

    /// What the user pointed at on this origin.
    pub fn pointed(&self, origin: &Origin) -> Option<&Pointed> {
        self.pointed.get(&origin.website())
    }

    /// Remembers what the user pointed at. Beyond the most origins there are, another one is forgotten.
    pub fn point(&mut self, origin: &Origin, pointed: Pointed) {
        if self.pointed.len() >= MOST_POINTED && !self.pointed.contains_key(&origin.website()) {
            self.pointed.pop_first();
        }
        self.pointed.insert(origin.website(), pointed);
    }

    /// As the options page shows it.
    pub fn view(&self) -> SettingsView {
        SettingsView {
            lock_after_minutes: self.lock_after_minutes,
            lock_at_most_hours: self.lock_at_most_hours,
            lock_with_screen: self.lock_with_screen,
            lock_idle_minutes: self.lock_idle_minutes,
            clipboard_seconds: self.clipboard_seconds,
            language: self.language.clone(),
            theme: self.theme,
            context_menu: self.context_menu,
            marks: self.marks,
            offers: self.offers,
            never_hosts: self.never_hosts.iter().cloned().collect(),
        }
    }

    /// What all views take from it.
    pub fn look(&self) -> Look {
        Look { language: self.language.clone(), theme: self.theme }
    }
}
