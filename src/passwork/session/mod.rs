//! The session at a server: which call goes out next, and what becomes of those that wait.
//!
//! | file | what |
//! |---|---|
//! | here | what is asked, and what comes back |
//! | `renew` | one sign-in or refresh for all that wait |
//! | `wait` | servers that ask to wait |
//!
//! No clock and no network: times are handed in, and what is to be done comes out as a list. One renewal runs at a time. A
//! call is made again at most once because of its session and twice because the server asked to wait; a key that is refused
//! ends everything until there is another one. So a server that always says 401 costs few calls (docs/passwork.md §1.3).

mod renew;
mod wait;

use std::collections::BTreeMap;

use super::{
    Generation, PassworkFault,
    envelope::{Answer, Said, open},
    request::Request,
    sign_in,
    tokens::Tokens,
};
use crate::secret::SecretText;
use crate::server::{Call, Reply, Server};
use crate::time::Timestamp;

/// Whether the account has a master password.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Encryption {
    /// Not known yet: the first sign-in finds out.
    #[default]
    Unknown,
    /// It has, or its server says so.
    On,
    /// It has not: the server sees everything.
    Off,
}

/// Which call is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sent {
    /// What was asked under this number.
    Asked(u32),
    /// The session's own.
    Renewal,
}

/// What to do now, in this order.
pub enum Do {
    /// Keep the tokens before anything else is sent: the old ones are worth nothing any more, see [`Session::tokens`].
    Keep,
    /// Send a call, and hand in what comes back with [`Session::answered`].
    Send(Sent, Call),
    /// What was asked under this number has come to an end.
    Done(u32, Result<Answer, PassworkFault>),
}

/// A session. Secret.
pub struct Session {
    server: Server,
    generation: Generation,
    api_key: Option<SecretText>,
    tokens: Option<Tokens>,
    /// Counts pairs of tokens; 0 are those that were kept.
    pair: u32,
    /// A call with the present pair had an answer.
    accepted: bool,
    encryption: Encryption,
    hash: Option<SecretText>,
    asked: BTreeMap<u32, Asked>,
    renewal: Option<renew::How>,
    /// Renewals since the last answer that was one.
    fruitless: u8,
    rest_until: Option<Timestamp>,
    pause_until: Option<Timestamp>,
    over: Option<PassworkFault>,
    user: Option<(String, String)>,
    out: Vec<Do>,
}

struct Asked {
    request: Request,
    /// With which pair it is on its way; nothing while it waits.
    sent: Option<u32>,
    renewed: bool,
    waited: u8,
}

impl Session {
    /// A session of v4, by its API key. `tokens` are those that were kept, if any.
    pub fn by_key(server: Server, key: SecretText, tokens: Option<Tokens>, encryption: Encryption) -> Self {
        Self::new(server, Generation::V4, Some(key), tokens, encryption)
    }

    /// A session of 7.x, by the tokens that the user pasted or that were kept.
    pub fn by_tokens(server: Server, tokens: Tokens, encryption: Encryption) -> Self {
        Self::new(server, Generation::V7, None, Some(tokens), encryption)
    }

    fn new(
        server: Server,
        generation: Generation,
        api_key: Option<SecretText>,
        tokens: Option<Tokens>,
        encryption: Encryption,
    ) -> Self {
        Self {
            server,
            generation,
            api_key,
            tokens,
            pair: 0,
            accepted: false,
            encryption,
            hash: None,
            asked: BTreeMap::new(),
            renewal: None,
            fruitless: 0,
            rest_until: None,
            pause_until: None,
            over: None,
            user: None,
            out: Vec::new(),
        }
    }

    /// The hash of the master key, which goes with every call that may need it from now on; nothing takes it away.
    pub fn set_hash(&mut self, hash: Option<SecretText>) {
        self.hash = hash;
    }

    /// The tokens to be kept, sealed.
    pub fn tokens(&self) -> Option<&Tokens> {
        self.tokens.as_ref()
    }

    /// What is known of the master password by now.
    pub fn encryption(&self) -> Encryption {
        self.encryption
    }

    /// Whether a new pair is on its way.
    pub fn is_renewing(&self) -> bool {
        self.renewal.is_some()
    }

    /// Why nothing is sent any more, until there is another key.
    pub fn over(&self) -> Option<PassworkFault> {
        self.over
    }

    /// Name and mail address of the user, as the sign-in of v4 tells them.
    pub fn user(&self) -> Option<(&str, &str)> {
        self.user.as_ref().map(|(name, mail)| (name.as_str(), mail.as_str()))
    }

    /// Asks for something under a number that is not in use. `now` in milliseconds since 1970, here and below.
    pub fn ask(&mut self, number: u32, request: Request, now: Timestamp) -> Vec<Do> {
        self.mind_the_clock(now);
        if let Some(fault) = self.over.or_else(|| self.refuses_now(now)) {
            return vec![Do::Done(number, Err(fault))];
        }
        self.asked.insert(number, Asked { request, sent: None, renewed: false, waited: 0 });
        self.flush(now);
        std::mem::take(&mut self.out)
    }

    /// Nobody waits for it any more.
    pub fn forget(&mut self, number: u32) {
        self.asked.remove(&number);
    }

    /// Takes what came back.
    pub fn answered(&mut self, sent: Sent, reply: Reply, now: Timestamp) -> Vec<Do> {
        self.mind_the_clock(now);
        match sent {
            Sent::Renewal => self.renewed(reply, now),
            Sent::Asked(number) => self.came(number, reply, now),
        }
        self.flush(now);
        std::mem::take(&mut self.out)
    }

    /// Sends what waited for a time that is over now.
    pub fn pump(&mut self, now: Timestamp) -> Vec<Do> {
        self.mind_the_clock(now);
        self.flush(now);
        std::mem::take(&mut self.out)
    }

    fn came(&mut self, number: u32, reply: Reply, now: Timestamp) {
        let Some(asked) = self.asked.get_mut(&number) else { return };
        let Some(pair) = asked.sent.take() else { return };
        let is_old = pair != self.pair;
        let result = match open(self.generation, reply) {
            Said::Data(answer) => {
                self.accepted |= !is_old;
                self.fruitless = 0;
                Ok(answer)
            }
            Said::Expired if !asked.renewed => return self.again(number, is_old, now),
            // Who does not say why may mean the session, if it was good before, or nobody knows whether it was.
            Said::Unauthorized | Said::Stranger(401)
                if !asked.renewed && (is_old || self.accepted || self.pair == 0) =>
            {
                return self.again(number, is_old, now);
            }
            Said::Unauthorized if asked.request.with_hash && self.hash.is_some() => {
                Err(PassworkFault::MasterKeyRefused)
            }
            Said::Expired | Said::Unauthorized | Said::Stranger(401) => Err(PassworkFault::SessionRefused),
            Said::EncryptionOff => Err(PassworkFault::EncryptionGone),
            Said::No(fault) if self.waits(number, fault, now) => return,
            Said::No(fault) => Err(fault),
            Said::Stranger(status) => Err(PassworkFault::NotPasswork(status)),
        };
        self.done(number, result);
    }

    /// Once more with the next pair, which may have come meanwhile.
    fn again(&mut self, number: u32, is_old: bool, now: Timestamp) {
        if let Some(asked) = self.asked.get_mut(&number) {
            asked.renewed = true;
        }
        if !is_old && let Err(fault) = self.renew(now) {
            self.done(number, Err(fault));
        }
    }

    fn done(&mut self, number: u32, result: Result<Answer, PassworkFault>) {
        if self.asked.remove(&number).is_some() {
            self.out.push(Do::Done(number, result));
        }
    }

    /// Sends all that waits, if nothing is in its way.
    fn flush(&mut self, now: Timestamp) {
        if let Some(fault) = self.over {
            return self.fail_waiting(fault);
        }
        if self.asked.values().all(|asked| asked.sent.is_some())
            || self.renewal.is_some()
            || self.is_paused(now)
        {
            return;
        }
        if self.tokens.as_ref().is_none_or(|tokens| is_ending(tokens, now))
            && let Err(fault) = self.renew(now)
        {
            self.fail_waiting(fault);
        }
        let Some(tokens) = self.tokens.as_ref().filter(|_| self.renewal.is_none()) else { return };
        for (number, asked) in self.asked.iter_mut().filter(|(_, asked)| asked.sent.is_none()) {
            let mut call = asked.request.call.duplicate();
            let hash = self.hash.as_ref().filter(|_| asked.request.with_hash);
            sign_in::sign(&mut call, self.generation, tokens, hash);
            asked.sent = Some(self.pair);
            self.out.push(Do::Send(Sent::Asked(*number), call));
        }
    }

    /// What waits for a session, or a pause, gets none.
    fn fail_waiting(&mut self, fault: PassworkFault) {
        let waiting: Vec<u32> =
            self.asked.iter().filter(|(_, asked)| asked.sent.is_none()).map(|(number, _)| *number).collect();
        for number in waiting {
            self.done(number, Err(fault));
        }
    }
}

/// A token is replaced this long before it ends, in milliseconds: calls take their time.
const EARLY_MS: u64 = 30_000;

fn is_ending(tokens: &Tokens, now: Timestamp) -> bool {
    tokens.access_until.is_some_and(|until| now.after(EARLY_MS) >= until)
}
