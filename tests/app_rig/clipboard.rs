//! The computer's clipboard.

use nearkey::app::{Cleared, Copied};
use sha2::{Digest, Sha256};

/// What it holds.
#[derive(Default)]
pub struct Clipboard {
    pub text: String,
    /// The browser lets the extension look into it.
    pub readable: bool,
    /// The browser does not let the extension write.
    pub stuck: bool,
}

impl Clipboard {
    pub fn clear(&mut self, copied: &Copied) -> Cleared {
        if self.stuck {
            return Cleared::Failed;
        }
        let digest: [u8; 32] = Sha256::digest([&copied.salt, self.text.as_bytes()].concat()).into();
        if self.readable && digest != copied.digest {
            return Cleared::Changed;
        }
        self.text.clear();
        Cleared::Done
    }
}
