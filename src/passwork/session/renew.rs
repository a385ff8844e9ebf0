//! One sign-in or refresh for all that wait.

use super::{Do, Encryption, Sent, Session, is_ending};
use crate::passwork::{
    Generation, PassworkFault,
    envelope::{Answer, Said, open},
    fields, sign_in,
    tokens::Tokens,
};
use crate::server::{Reply, members::Members};
use crate::time::Timestamp;

/// Renewals without one answer in between, after which the server is left alone for a while.
const MOST_FRUITLESS: u8 = 2;
/// How long, in milliseconds.
pub(super) const REST_MS: u64 = 60_000;

/// How a session is being renewed.
#[derive(Clone, Copy)]
pub(super) enum How {
    /// By the second token.
    Refresh,
    /// By the API key; whether with a master password.
    Key { master: bool },
}

impl Session {
    /// Begins to renew the session, unless it is being done. The second token first; where there is none, or it is over, the
    /// API key.
    pub(super) fn renew(&mut self, now: Timestamp) -> Result<(), PassworkFault> {
        if self.renewal.is_some() {
            return Ok(());
        }
        if let Some(fault) = self.over {
            return Err(fault);
        }
        if self.rest_until.is_some_and(|until| now < until) {
            return Err(PassworkFault::SessionRefused);
        }
        if self.fruitless >= MOST_FRUITLESS {
            self.fruitless = 0;
            self.rest_until = Some(now.after(REST_MS));
            return Err(PassworkFault::SessionRefused);
        }
        self.fruitless += 1;
        let refresh = self.tokens.as_ref().filter(|tokens| {
            // Without a key there is nothing else to try, and our clock may be the wrong one.
            self.api_key.is_none() || tokens.refresh_until.is_none_or(|until| now < until)
        });
        let call = refresh.and_then(|tokens| sign_in::refresh(&self.server, self.generation, tokens));
        match call {
            Some(call) => {
                self.renewal = Some(How::Refresh);
                self.out.push(Do::Send(Sent::Renewal, call));
                Ok(())
            }
            None => self.by_api_key(self.encryption != Encryption::Off),
        }
    }

    fn by_api_key(&mut self, master: bool) -> Result<(), PassworkFault> {
        let Some(key) = &self.api_key else {
            return Err(self.end(PassworkFault::TokenExpired));
        };
        let call = sign_in::by_key(&self.server, key, master);
        self.renewal = Some(How::Key { master });
        self.out.push(Do::Send(Sent::Renewal, call));
        Ok(())
    }

    pub(super) fn renewed(&mut self, reply: Reply, now: Timestamp) {
        let Some(how) = self.renewal.take() else { return };
        let result = match open(self.generation, reply) {
            Said::Data(answer) => match self.take_tokens(&answer, how, now) {
                Some(()) => return,
                None => Err(PassworkFault::Unreadable),
            },
            said => match how {
                How::Refresh => self.refresh_refused(&said),
                How::Key { master } => self.key_refused(&said, master),
            },
        };
        if let Err(fault) = result {
            if self.over.is_none() {
                // Nobody was there to end a session.
                self.fruitless = self.fruitless.saturating_sub(1);
            }
            self.pause_for(fault, now);
            self.fail_waiting(fault);
        }
    }

    fn take_tokens(&mut self, answer: &Answer, how: How, now: Timestamp) -> Option<()> {
        let mut tokens = Tokens::read(self.generation, answer.json(), now)?;
        if self.generation == Generation::V7 && tokens.refresh.is_none() {
            // Only one of the two was replaced.
            tokens.refresh = self.tokens.as_mut().and_then(|old| old.refresh.take());
        }
        if is_ending(&tokens, now) {
            // They would be renewed before every call: the server says when they are over.
            tokens.access_until = None;
        }
        if let How::Key { master } = how {
            self.encryption = if master { Encryption::On } else { Encryption::Off };
            self.user = Members::parse(answer.json()).and_then(|members| {
                let user = Members::parse(members.json("user")?)?;
                let text = |name| fields::text_or_empty(&user, name, fields::MAX_NAME_LEN);
                Some((text("name"), text("email")))
            });
        }
        (self.tokens, self.accepted) = (Some(tokens), false);
        self.pair = self.pair.saturating_add(1);
        self.out.push(Do::Keep);
        Some(())
    }

    /// Refused: the pair is dead. Not answered, or refused by somebody in between: it may still live, and is tried again with
    /// the next call.
    fn refresh_refused(&mut self, said: &Said) -> Result<(), PassworkFault> {
        match said {
            Said::No(PassworkFault::NeedsTwoFactor) => Err(PassworkFault::NeedsTwoFactor),
            // Without a key there is nothing else to try, and a page of a proxy is no word of the server's.
            Said::Stranger(status) if self.api_key.is_none() => Err(PassworkFault::NotPasswork(*status)),
            Said::Stranger(_) => self.by_api_key(self.encryption != Encryption::Off),
            Said::Expired
            | Said::Unauthorized
            | Said::EncryptionOff
            | Said::No(PassworkFault::Forbidden | PassworkFault::NotFound | PassworkFault::Refused(_)) => {
                if self.generation == Generation::V4 {
                    self.tokens = None;
                }
                self.by_api_key(self.encryption != Encryption::Off)
            }
            Said::No(fault) => Err(*fault),
            Said::Data(_) => Ok(()),
        }
    }

    fn key_refused(&mut self, said: &Said, master: bool) -> Result<(), PassworkFault> {
        match said {
            Said::EncryptionOff
                if master && self.encryption == Encryption::Unknown && self.hash.is_none() =>
            {
                self.by_api_key(false)
            }
            Said::EncryptionOff => Err(self.end(PassworkFault::EncryptionGone)),
            Said::Expired | Said::Unauthorized => Err(self.end(PassworkFault::KeyRefused)),
            Said::Stranger(status) => Err(PassworkFault::NotPasswork(*status)),
            Said::No(PassworkFault::Forbidden) => Err(self.end(PassworkFault::ApiForbidden)),
            Said::No(fault) => Err(*fault),
            Said::Data(_) => Ok(()),
        }
    }

    /// Nothing is sent any more: this server must not be asked with what it refused.
    fn end(&mut self, fault: PassworkFault) -> PassworkFault {
        self.over = Some(fault);
        fault
    }
}
