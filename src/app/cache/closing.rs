//! What reaches the disk although everything was locked: a new pair of tokens. The pair before it is worth nothing any more,
//! so that without it the user would have to make a new one at the server.
//!
//! The cache that the pair belongs to stays open for that one write, and for as long as a call that renews it is on its way;
//! nothing of it is shown meanwhile.

use rand_core::CryptoRng;

use crate::app::App;
use crate::app::cache::keep::with_change;
use crate::app::cache::{Cache, Work};
use crate::app::sources::{Live, NoteChange};
use crate::secret::SecretText;
use crate::vault::Changes;

/// A cache that is locked after one more write. Secret.
pub struct Closing {
    pub link: String,
    pub cache: Cache,
    /// The pair that is to be written, once it is there.
    pub tokens: Option<SecretText>,
    /// The session that renews its pair.
    pub live: Option<Live>,
}

impl<R: CryptoRng> App<R> {
    /// Before a lock: what has to be written nevertheless.
    pub(super) fn begin_closing(&mut self) {
        let waiting = std::mem::take(&mut self.to_save);
        let tokens: Vec<_> = waiting.into_iter().filter_map(tokens_of).collect();
        let lives = self.take_renewing();
        if tokens.is_empty() && lives.is_empty() && self.closing.is_empty() {
            return;
        }
        // What is in force is on its way to the disk, or the index would name what is not there.
        self.seal_rest();
        // Those that were opened in between are the newer ones.
        for closing in &mut self.closing {
            if let Some(cache) = self.open.as_mut().and_then(|open| open.caches.remove(&closing.link)) {
                closing.cache = cache;
            }
        }
        for (link, tokens) in tokens {
            if let Some(closing) = self.closing(link) {
                closing.tokens = Some(tokens);
            }
        }
        for (link, live) in lives {
            if let Some(closing) = self.closing(link) {
                closing.live = Some(live);
            }
        }
    }

    fn closing(&mut self, link: String) -> Option<&mut Closing> {
        if let Some(at) = self.closing.iter().position(|closing| closing.link == link) {
            return self.closing.get_mut(at);
        }
        let cache = self.open.as_mut()?.caches.remove(&link)?;
        self.closing.push(Closing { link, cache, tokens: None, live: None });
        self.closing.last_mut()
    }

    /// A new pair of a source that is not written yet.
    pub(in crate::app) fn tokens_on_way(&self, source: &str) -> Option<SecretText> {
        let waiting = self.to_save.iter().rev().filter(|(of, _)| of == source);
        let waits = waiting.map(|(_, work)| work).find_map(Work::tokens);
        let closing = || self.closing.iter().find(|closing| closing.link == source)?.tokens.as_ref();
        let saving = || self.saving.as_ref().filter(|saving| saving.link == source)?.tokens.as_ref();
        waits.or_else(closing).or_else(saving).map(SecretText::duplicate)
    }

    /// Something of a source was stored: its cache here, if it is still to be written, has the same state as the disk.
    pub(super) fn commit_closing(&mut self, link: &str, changes: Changes) {
        if let Some(closing) = self.closing.iter_mut().find(|closing| closing.link == link) {
            closing.cache.commit(changes);
        }
    }

    /// Writes what waits for its turn; what was opened anew meanwhile is written there.
    pub(in crate::app) fn save_closing(&mut self) {
        while !self.is_storing()
            && let Some(at) = self.closing.iter().position(|closing| closing.live.is_none())
        {
            let Closing { link, cache, tokens, .. } = self.closing.remove(at);
            let Some(tokens) = tokens.filter(|_| self.stored.knows(&link)) else { continue };
            let written = tokens.duplicate();
            let change = NoteChange::Tokens(tokens);
            if self.open.as_ref().is_some_and(|open| open.caches.contains_key(&link)) {
                self.to_save.push_front((link, Work::Noted(change)));
                continue;
            }
            if let Some(Ok(changes)) = with_change(&cache.vault, change, &mut self.rng) {
                self.save(link, changes, None);
                self.saves_tokens(Some(written));
            }
        }
    }
}

fn tokens_of((link, work): (String, Work)) -> Option<(String, SecretText)> {
    match work {
        Work::Noted(NoteChange::Tokens(tokens)) => Some((link, tokens)),
        _ => None,
    }
}
