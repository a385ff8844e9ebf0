//! What the generator made is kept until it is safe or somebody throws it away: a page that eats a new password must not be the only
//! place where it is.
//!
//! What the phone hands out later with exactly the same password is safe there, and is kept here no longer (`safe`).
//!
//! At most 20, for 30 days, in one record on disk, sealed under the key of this browser profile: that key cannot be
//! exported, and opens for whoever runs this profile. So while a cache is locked, what was kept before stays closed. By
//! policy nothing is kept on disk; then it is carried with the sealed part of the checkpoint, until the browser closes.

use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::app::stored::{DAMAGED, GENERATED};
use crate::app::{App, Custody, Effect, KeyTask, Ticket, ViewId, Write};
use crate::message::{GeneratedView, Notice};
use crate::secret::{SecretBytes, SecretText};

/// Most that are kept.
const MOST: usize = 20;
/// For how long: 30 days.
const KEPT_MS: u64 = 30 * 86_400_000;

/// One password that was made. Secret.
#[derive(Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
pub struct Made {
    /// Random, hexadecimal.
    pub id: String,
    pub text: String,
    /// Host of the page it was made for, as people read it; may be empty.
    pub host: String,
    /// The logarithm of how many could have come out.
    pub bits: f64,
    /// Milliseconds since 1970.
    pub at_ms: u64,
    /// It was copied or filled in.
    pub taken: bool,
}

/// All of them, oldest first.
#[derive(Default)]
pub struct Drawer {
    pub made: Vec<Made>,
    /// Passwords that the phone just handed out, until they were compared.
    pub on_phone: Vec<SecretText>,
    state: State,
    /// The number of what is being stored last; what came before it does not count any more.
    storing: u32,
    /// That is on its way.
    on_its_way: bool,
    /// What lies on disk and does not open; put aside before its place is used again.
    unreadable: Option<Vec<u8>>,
    /// What views want of something that is not here yet: view, number of its message, id.
    wishes: Vec<(ViewId, u32, String, Wish)>,
    /// Views that hear of what was made when it lies safely: number of the storing, view, number of its message, id.
    waiting: Vec<(u32, ViewId, u32, String)>,
}

/// What a view wants of something that was made.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    Reveal,
    Copy,
    Fill,
    Forget,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum State {
    /// What lies on disk was not looked at.
    #[default]
    Closed,
    Opening,
    Open,
}

impl Drawer {
    /// As an earlier worker carried it.
    pub fn carried(bytes: &[u8]) -> Self {
        let made = serde_json::from_slice(bytes).unwrap_or_default();
        Self { made, state: State::Open, ..Self::default() }
    }

    /// To be sealed; nothing if there is nothing.
    pub fn to_bytes(&self) -> Option<Zeroizing<Vec<u8>>> {
        let some = !self.made.is_empty();
        some.then(|| Zeroizing::new(serde_json::to_vec(&self.made).unwrap_or_default()))
    }

    /// Whether what lies on disk is here too.
    pub fn is_open(&self) -> bool {
        self.state == State::Open
    }

    /// Whether something in it lies nowhere else. `brief`: nothing is kept on disk.
    pub fn would_lose(&self, brief: bool) -> bool {
        self.on_its_way || self.state == State::Opening || brief && !self.made.is_empty()
    }

    /// Whether nobody waits for anything of it.
    pub fn is_idle(&self) -> bool {
        self.waiting.is_empty() && self.wishes.is_empty()
    }

    pub fn find(&self, id: &str) -> Option<&Made> {
        self.made.iter().find(|made| made.id == id)
    }

    /// For the list, the newest first.
    pub fn views(&self) -> impl Iterator<Item = GeneratedView> {
        self.made.iter().rev().map(|made| GeneratedView {
            id: made.id.clone(),
            host: made.host.clone(),
            made_at_ms: super::screen::milliseconds(made.at_ms),
            taken: made.taken,
        })
    }

    /// Lets go what is too old or too much: what nobody took goes first.
    fn tidy(&mut self, wall_ms: u64) {
        self.made.retain(|made| wall_ms.saturating_sub(made.at_ms) <= KEPT_MS);
        while self.made.len() > MOST {
            let last = self.made.len() - 1;
            let at = self.made.iter().take(last).position(|made| !made.taken).unwrap_or(0);
            self.made.remove(at);
        }
    }
}

impl<R: CryptoRng> App<R> {
    /// Gets what lies on disk.
    pub(super) fn open_drawer(&mut self) {
        if self.drawer.state != State::Closed {
            return;
        }
        if self.stored.policy.no_cache {
            self.drawer.state = State::Open;
            return;
        }
        self.drawer.state = State::Opening;
        self.out.push(Effect::Load(Ticket::Generated(0), GENERATED.into()));
    }

    pub(super) fn drawer_loaded(&mut self, bytes: Option<Vec<u8>>) {
        if self.drawer.state != State::Opening {
            return;
        }
        self.drawer.unreadable.clone_from(&bytes);
        match bytes {
            Some(sealed) => self.out.push(Effect::Key(Ticket::Generated(0), KeyTask::OpenLocal(sealed))),
            None => self.drawer_opened(Vec::new()),
        }
    }

    /// A key operation for the drawer came back.
    pub(super) fn drawer_key(&mut self, number: u32, outcome: Custody) {
        if number == 0 {
            if self.drawer.state == State::Opening {
                let plain = outcome.into_bytes().map(Zeroizing::new);
                let made = plain.and_then(|plain| serde_json::from_slice(&plain).ok());
                if made.is_some() {
                    self.drawer.unreadable = None;
                }
                self.drawer_opened(made.unwrap_or_default());
            }
            return;
        }
        if number != self.drawer.storing {
            return;
        }
        match outcome.into_bytes() {
            Some(sealed) => {
                let mut writes = vec![Write::Put(GENERATED.into(), sealed)];
                if let Some(old) = self.drawer.unreadable.take() {
                    writes.push(Write::Put(format!("{DAMAGED}generated"), old));
                }
                self.out.push(Effect::Save(Ticket::Generated(number), writes));
            }
            None => self.drawer_saved(number, false),
        }
    }

    fn drawer_opened(&mut self, mut made: Vec<Made>) {
        let is_new = !self.drawer.made.is_empty();
        made.append(&mut self.drawer.made);
        self.drawer.made = made;
        self.drawer.state = State::Open;
        let before = self.drawer.made.len();
        self.drawer.tidy(self.clock.wall_ms());
        self.drawer.drop_safe();
        if is_new || self.drawer.made.len() < before {
            self.store_drawer();
        }
        for (view, seq, id, wish) in std::mem::take(&mut self.drawer.wishes) {
            if let Err(fault) = self.wish_made(view, seq, &id, wish) {
                self.refuse(view, seq, fault);
            }
        }
        self.shut_idle_drawer();
    }

    /// A view wants something that may still lie on disk only.
    pub(super) fn wish_later(&mut self, view: ViewId, seq: u32, id: &str, wish: Wish) {
        self.drawer.wishes.push((view, seq, id.to_owned(), wish));
        self.open_drawer();
        // With nothing on disk by policy, it is open at once, and it is not there.
        if self.drawer.is_open() {
            self.drawer_opened(Vec::new());
        }
    }

    /// Puts the drawer away as it is now.
    pub(super) fn store_drawer(&mut self) {
        self.drawer.tidy(self.clock.wall_ms());
        if self.stored.policy.no_cache {
            return self.tell_made(u32::MAX);
        }
        if self.drawer.state != State::Open {
            return self.open_drawer();
        }
        let number = self.next_number().max(1);
        self.drawer.storing = number;
        self.drawer.on_its_way = true;
        for waiting in &mut self.drawer.waiting {
            waiting.0 = number;
        }
        if let Some(plain) = self.drawer.to_bytes() {
            let task = KeyTask::SealLocal(SecretBytes::new(plain.to_vec()));
            self.out.push(Effect::Key(Ticket::Generated(number), task));
        } else {
            let writes = vec![Write::Delete(GENERATED.into())];
            self.out.push(Effect::Save(Ticket::Generated(number), writes));
        }
    }

    pub(super) fn drawer_saved(&mut self, number: u32, ok: bool) {
        if number != self.drawer.storing {
            return;
        }
        self.drawer.on_its_way = false;
        if !ok {
            self.notice = Some(Notice::GeneratedNotKept);
        }
        self.tell_made(number);
        self.shut_idle_drawer();
    }

    /// Something was made for a view: it is told when it lies safely, or cannot.
    pub(super) fn made_for(&mut self, view: ViewId, seq: u32, made: Made) {
        let id = made.id.clone();
        self.drawer.made.push(made);
        self.drawer.waiting.push((0, view, seq, id));
        self.store_drawer();
    }

    fn tell_made(&mut self, up_to: u32) {
        let (told, waiting) =
            std::mem::take(&mut self.drawer.waiting).into_iter().partition(|(number, ..)| *number <= up_to);
        self.drawer.waiting = waiting;
        let told: Vec<(u32, ViewId, u32, String)> = told;
        for (_, view, seq, id) in told {
            self.show_made(view, seq, &id);
        }
    }

    /// Nothing of what was kept stays in memory, but for what is still on its way to the disk: it is got again when
    /// somebody wants it.
    pub(super) fn shut_drawer(&mut self) {
        self.drawer.waiting.clear();
        self.drawer.wishes.clear();
        self.drawer.on_phone.clear();
        if !self.stored.policy.no_cache && self.drawer.is_open() && !self.drawer.on_its_way {
            self.drawer.made.clear();
            self.drawer.state = State::Closed;
        }
    }
}
