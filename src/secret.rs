//! Bytes and texts that must not be seen: wiped when dropped, never printed, copied or stored in clear.

use std::hint::black_box;

use zeroize::{Zeroize, ZeroizeOnDrop};

/// Bytes of the stack below its present end that may hold what a call left there.
const STACK: usize = 64 * 1024;

/// Wipes the part of the stack that calls have used and given back. Ciphers and hashes work on blocks there, and what they
/// leave stays until something else happens to take its place (T-93).
#[inline(never)]
#[expect(clippy::large_stack_arrays, reason = "that is what it is for")]
pub fn wipe_stack() {
    let mut used = [0_u8; STACK];
    // As far as the compiler knows, somebody looks at it: so it is really written.
    black_box(&mut used);
}

/// Secret bytes of any length.
#[derive(Default, Zeroize, ZeroizeOnDrop, PartialEq, Eq)]
pub struct SecretBytes(Vec<u8>);

impl SecretBytes {
    /// Takes ownership, so that the bytes are wiped with this value.
    pub fn new(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// Hands out the bytes; the caller must not copy them anywhere that outlives the use.
    pub fn expose(&self) -> &[u8] {
        &self.0
    }
}

/// A secret text: a password, a one-time-code URI.
#[derive(Default, Zeroize, ZeroizeOnDrop, PartialEq, Eq)]
pub struct SecretText(String);

impl SecretText {
    /// Takes ownership, so that the text is wiped with this value.
    pub fn new(text: String) -> Self {
        Self(text)
    }

    /// Hands out the text; the caller must not copy it anywhere that outlives the use.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// An own copy, for the one place that needs to keep it; both are wiped.
    #[must_use]
    pub fn duplicate(&self) -> Self {
        Self(self.0.clone())
    }
}
