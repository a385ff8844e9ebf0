//! Sessions at servers of Passwork, and what each of their answers is for.

use std::collections::BTreeMap;

use rand_core::CryptoRng;

use super::note::NoteChange;
use super::{change, connect, fetch, share, sync};
use crate::app::cache::Work;
use crate::app::sources::calls::Purpose;
use crate::app::sources::connect::Step;
use crate::app::{App, Effect, Fault, ViewId};
use crate::passwork::{Answer, Api, Do, Generation, PassworkFault, Request, Sent, Session, Tokens};
use crate::server::Reply;
use crate::time::Timestamp;

/// Longest timer: browsers take a longer one than 24.8 days for none at all.
const LONGEST_TIMER_MS: u32 = 3_600_000;

/// The session of the account that is being connected.
pub const CONNECTING: &str = "";

/// Sessions by source.
pub type Lives = BTreeMap<String, Live>;

/// A session, and what was asked with it. Secret.
pub struct Live {
    pub session: Session,
    pub api: Api,
    wanted: BTreeMap<u32, Wanted>,
}

/// What was asked is for this.
pub enum Wanted {
    /// Connecting.
    Connect(connect::Asked),
    /// Fetching everything.
    Sync(sync::Asked),
    /// Changing an item.
    Change(change::Asked),
    /// A link to an item.
    Share(share::Sharing),
    /// Using an item.
    Use(fetch::Use),
    /// A file of an item.
    File(fetch::WaitingFile),
    /// Marking an item as a favourite.
    Mark(Mark),
    /// Nobody waits for it.
    Nothing,
}

/// An item is marked as a favourite, or no more. The view hears of it if that is refused.
pub struct Mark {
    pub view: ViewId,
    pub seq: u32,
    pub uid: String,
    pub is: bool,
}

impl Live {
    pub fn new(session: Session, api: Api) -> Self {
        Self { session, api, wanted: BTreeMap::new() }
    }

    /// Nobody waits for a change any more; what was not sent yet is not sent.
    pub fn forget_changes(&mut self) {
        let session = &mut self.session;
        self.wanted.retain(|number, wanted| {
            let stays = !matches!(wanted, Wanted::Change(_));
            if !stays {
                session.forget(*number);
            }
            stays
        });
    }
}

impl<R: CryptoRng> App<R> {
    /// The API of a source, with a session for it.
    pub(super) fn live(&mut self, source: &str) -> Option<&mut Live> {
        if !self.lives.contains_key(source) {
            // A session that was renewing its pair when everything was locked goes on.
            if let Some(live) = self.take_closing_live(source) {
                self.lives.insert(source.to_owned(), live);
                return self.lives.get_mut(source);
            }
            let account = self.stored.account(source)?;
            let (api, found) = (account.passwork()?, account.found()?.clone());
            let mut note = self.passwork_note(source)?;
            if let Some(tokens) = self.tokens_on_way(source) {
                note.take(NoteChange::Tokens(tokens));
            }
            let session = note.session(api.server(), &found)?;
            self.lives.insert(source.to_owned(), Live::new(session, api));
        }
        self.lives.get_mut(source)
    }

    /// Asks a Passwork for something; `make` gets the API.
    pub(super) fn ask_passwork(&mut self, source: &str, wanted: Wanted, make: impl FnOnce(&Api) -> Request) {
        let number = self.next_number();
        let now = Timestamp(self.clock.wall_ms());
        let Some(live) = self.live(source) else {
            return self.passwork_done(source, wanted, Err(PassworkFault::KeyRefused));
        };
        let request = make(&live.api);
        live.wanted.insert(number, wanted);
        let todo = live.session.ask(number, request, now);
        self.carry_out(source, todo);
    }

    pub(in crate::app::sources) fn passwork_answered(&mut self, source: &str, sent: Sent, reply: Reply) {
        let now = Timestamp(self.clock.wall_ms());
        let Some(live) = self.lives.get_mut(source) else {
            return self.closing_answered(source, sent, reply);
        };
        let todo = live.session.answered(sent, reply, now);
        self.carry_out(source, todo);
    }

    /// The answer to a renewal that was on its way when everything was locked.
    fn closing_answered(&mut self, source: &str, sent: Sent, reply: Reply) {
        let now = Timestamp(self.clock.wall_ms());
        let Some(closing) = self.closing.iter_mut().find(|closing| closing.link == source) else { return };
        let Some(mut live) = closing.live.take() else { return };
        if live.session.answered(sent, reply, now).iter().any(|what| matches!(what, Do::Keep)) {
            closing.tokens = live.session.tokens().map(Tokens::to_json);
        }
        self.save_next();
    }

    fn take_closing_live(&mut self, source: &str) -> Option<Live> {
        self.closing.iter_mut().find(|closing| closing.link == source)?.live.take()
    }

    /// Sessions of 7.x whose pair is being renewed: the old one may be worth nothing already. Of what was asked with them
    /// nothing is waited for any more.
    pub(in crate::app) fn take_renewing(&mut self) -> Vec<(String, Live)> {
        let is_it = |source: &str, live: &Live| {
            source != CONNECTING && live.api.generation() == Generation::V7 && live.session.is_renewing()
        };
        let lives = std::mem::take(&mut self.lives);
        let (renewing, others) = lives.into_iter().partition(|(source, live)| is_it(source, live));
        self.lives = others;
        let renewing: Lives = renewing;
        let mut taken = Vec::new();
        for (source, mut live) in renewing {
            let gone = |purpose: &Purpose| matches!(purpose, Purpose::Passwork(of, sent) if *of == source && *sent != Sent::Renewal);
            self.forget_calls(gone);
            for number in std::mem::take(&mut live.wanted).into_keys() {
                live.session.forget(number);
            }
            taken.push((source, live));
        }
        taken
    }

    /// Sends what had to wait.
    pub(in crate::app) fn pump_passwork(&mut self) {
        let now = Timestamp(self.clock.wall_ms());
        let sources: Vec<String> = self.lives.keys().cloned().collect();
        for source in sources {
            let Some(live) = self.lives.get_mut(&source).filter(|live| live.session.wake().is_some()) else {
                continue;
            };
            let todo = live.session.pump(now);
            let wake = live.session.wake().filter(|until| *until > now);
            self.carry_out(&source, todo);
            if let Some(until) = wake {
                let wait = u32::try_from(until.since(now)).unwrap_or(u32::MAX);
                self.out.push(Effect::Timer(wait.min(LONGEST_TIMER_MS)));
            }
        }
    }

    fn carry_out(&mut self, source: &str, todo: Vec<Do>) {
        for what in todo {
            match what {
                Do::Keep => self.keep_tokens(source),
                Do::Send(sent, call) => {
                    let purpose = Purpose::Passwork(source.to_owned(), sent);
                    self.call(call, None, purpose);
                }
                Do::Done(number, result) => {
                    let wanted = self.lives.get_mut(source).and_then(|live| live.wanted.remove(&number));
                    if let Some(wanted) = wanted {
                        self.passwork_done(source, wanted, result);
                    }
                }
            }
        }
    }

    /// The old pair is worth nothing any more. Effects keep their order, so the write begins before the next call does.
    fn keep_tokens(&mut self, source: &str) {
        let Some(live) = self.lives.get(source) else { return };
        let Some(tokens) = live.session.tokens() else { return };
        if source != CONNECTING {
            let tokens = tokens.to_json();
            return self.save_in_turn(source, Work::Noted(NoteChange::Tokens(tokens)));
        }
        // What was pasted is used up: the next try begins with these.
        if let (Step::Passwork(joining), Generation::V7) = (&mut self.connect.step, live.api.generation()) {
            joining.renewed(tokens);
        }
    }

    fn passwork_done(&mut self, source: &str, wanted: Wanted, result: Result<Answer, PassworkFault>) {
        match wanted {
            Wanted::Connect(asked) => self.passwork_connecting(asked, result),
            Wanted::Sync(asked) => self.passwork_fetched(source, asked, result),
            Wanted::Change(asked) => self.passwork_change_answered(asked, result),
            Wanted::Share(sharing) => self.shared(sharing, result),
            Wanted::Use(what) => self.item_fetched(what, result),
            Wanted::File(waiting) => self.passwork_file(waiting, result),
            Wanted::Mark(mark) => match result {
                Ok(_) => {
                    let change = NoteChange::Favourite { uid: mark.uid, is: mark.is };
                    self.save_in_turn(source, Work::Noted(change));
                    // What is being fetched may be older.
                    self.restart_passwork_sync(source);
                }
                Err(fault) => self.refuse(mark.view, mark.seq, fault.into()),
            },
            Wanted::Nothing => {}
        }
    }

    /// Whether a server is being waited for.
    pub(in crate::app) fn waits_for_passwork(&self) -> bool {
        self.calls.values().any(|purpose| matches!(purpose, Purpose::Passwork(..) | Purpose::Probe))
    }

    /// What was asked of a source is not waited for any more; its session is left, and begins anew with what is kept.
    pub(in crate::app::sources) fn leave_passwork(&mut self, source: &str) {
        if self.lives.remove(source).is_some() {
            self.forget_calls(|purpose| matches!(purpose, Purpose::Passwork(of, _) if of == source));
        }
    }

    /// A lock ends all sessions but the one that is being made.
    pub(in crate::app) fn leave_all_passwork(&mut self) {
        let sources: Vec<String> =
            self.lives.keys().filter(|source| *source != CONNECTING).cloned().collect();
        for source in sources {
            self.leave_passwork(&source);
        }
        self.fetched_bodies.clear();
        self.fetchings.clear();
    }
}

impl From<PassworkFault> for Fault {
    fn from(fault: PassworkFault) -> Self {
        match fault {
            PassworkFault::Unreachable => Self::PassworkUnreachable,
            PassworkFault::Redirected => Self::ServerRedirects,
            PassworkFault::Elsewhere => Self::ServerElsewhere,
            PassworkFault::TooLarge => Self::ServerTooLarge,
            PassworkFault::NotPasswork(_) => Self::PassworkNotThere,
            PassworkFault::KeyRefused => Self::PassworkKeyRefused,
            PassworkFault::ApiForbidden => Self::PassworkApiForbidden,
            PassworkFault::TokenExpired => Self::PassworkTokenExpired,
            PassworkFault::NeedsTwoFactor => Self::PassworkTwoFactor,
            PassworkFault::MasterKeyRefused => Self::PassworkMasterWrong,
            PassworkFault::EncryptionGone => Self::PassworkEncryptionGone,
            PassworkFault::SessionRefused => Self::PassworkSessionRefused,
            PassworkFault::Forbidden => Self::ServerForbidden,
            PassworkFault::NotFound => Self::ItemGone,
            PassworkFault::Throttled(_) => Self::ServerThrottled,
            PassworkFault::Maintenance(_) => Self::ServerMaintenance,
            PassworkFault::Refused(_) => Self::PassworkRefused,
            PassworkFault::ServerError(_) => Self::ServerFailed,
            PassworkFault::Unreadable => Self::ServerUnreadable,
        }
    }
}
