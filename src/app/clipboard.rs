//! What was copied leaves the clipboard again: after a time, and when the cache locks (T-97).

use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::app::{AlarmName, App, Effect, Ticket};
use crate::message::Notice;
use crate::time::Timestamp;

/// What is in the clipboard because of us. Tells a text from others without being it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Copied {
    /// Random, so that equal texts do not look equal.
    pub salt: [u8; 16],
    /// SHA-256 over the salt and the text in UTF-8.
    pub digest: [u8; 32],
    until: Timestamp,
}

/// What became of emptying the clipboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cleared {
    /// It is empty. Where the browser does not let us look, whatever was in it is gone.
    Done,
    /// It held something else by then, which was left alone.
    Changed,
    /// The browser did not let us.
    Failed,
}

impl<R: CryptoRng> App<R> {
    pub(super) fn remember_copy(&mut self, text: &str) {
        let Some(after) = self.stored.settings.clipboard_ms() else {
            self.copied = None;
            return;
        };
        let mut salt = [0; 16];
        self.rng.fill_bytes(&mut salt);
        let salted = Zeroizing::new([&salt, text.as_bytes()].concat());
        let digest = Sha256::digest(&*salted).into();
        self.copied = Some(Copied { salt, digest, until: self.clock.cautious().after(after) });
        self.schedule_clipboard();
    }

    /// Timer and alarm: the first is exact, the second comes even if the worker was stopped.
    pub(super) fn schedule_clipboard(&mut self) {
        let now = self.clock.cautious();
        if let Some(copied) = &self.copied {
            let wait = u32::try_from(copied.until.since(now)).unwrap_or(u32::MAX);
            self.out.push(Effect::Alarm(AlarmName::Clipboard, wait));
        }
    }

    pub(super) fn pump_clipboard(&mut self) {
        let now = self.clock.cautious();
        match &self.copied {
            Some(copied) if now >= copied.until => self.clear_clipboard_now(),
            Some(copied) => {
                let wait = u32::try_from(copied.until.since(now)).unwrap_or(u32::MAX);
                self.out.push(Effect::Timer(wait));
            }
            None => {}
        }
    }

    pub(super) fn clear_clipboard_now(&mut self) {
        if let Some(copied) = self.copied.take() {
            self.out.push(Effect::ClearClipboard(Ticket::Clipboard, copied));
            self.out.push(Effect::ClearAlarm(AlarmName::Clipboard));
        }
    }

    pub(super) fn clipboard_cleared(&mut self, outcome: Cleared) {
        // Why it locked stays; anything else is older news.
        if !matches!(self.notice, Some(Notice::Locked { .. })) {
            self.notice = Some(match outcome {
                Cleared::Done => Notice::ClipboardCleared,
                Cleared::Changed => Notice::ClipboardChanged,
                Cleared::Failed => Notice::ClipboardNotCleared,
            });
        }
    }
}
