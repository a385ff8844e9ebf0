//! Emptying the clipboard. Only a document can do that, so JavaScript does (`extension/background/clipboard.ts`); the
//! text that is in the clipboard never comes here.

use crate::app::{Cleared, Copied};
use crate::browser::api;

pub async fn clear(copied: &Copied) -> Cleared {
    let outcome = api::clear_clipboard(&copied.salt, &copied.digest).await.ok();
    match outcome.and_then(|outcome| outcome.as_string()).as_deref() {
        Some("done") => Cleared::Done,
        Some("changed") => Cleared::Changed,
        _ => Cleared::Failed,
    }
}
