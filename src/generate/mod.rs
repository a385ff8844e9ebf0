//! Passwords and passphrases, as strong as it says beside them, and as the form in front wants them.
//!
//! | file | what |
//! |---|---|
//! | `rules` | what a form wants of a password: [`Rules`] |
//! | `apple`, `pattern` | reading `passwordrules` and `pattern` |
//! | `chars` | sets of signs |
//! | `password`, `passphrase` | making one: [`password`], [`passphrase`] |
//! | `count`, `draw` | how many there are, and taking one of them without a favourite |
//! | `words` | the lists of words |
//! | `options` | what the user chose, within limits |
//!
//! Randomness comes from the caller. The number of bits is that of the choice that was really made: the logarithm of how
//! many passwords could have come out.

mod apple;
mod chars;
mod count;
mod draw;
mod options;
mod passphrase;
mod password;
mod pattern;
mod rules;
mod words;

use rand_core::CryptoRng;

use crate::message::{GeneratorKind, GeneratorOptions, Strength};
use crate::secret::SecretText;

pub use chars::CharSet;
pub use options::{usual, within_limits};
pub use passphrase::passphrase;
pub use password::password;
pub use rules::{FieldRules, Rules};
pub use words::{WORDS, words};

/// Something that was made.
pub struct Generated {
    /// The password or passphrase.
    pub text: SecretText,
    /// The logarithm to the base of two of how many could have come out.
    pub bits: f64,
}

/// No password can be as the rules want it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("nothing can be as the rules want it")]
pub struct Impossible;

/// Makes what the options say.
pub fn generate(
    rules: &Rules,
    options: &GeneratorOptions,
    rng: &mut impl CryptoRng,
) -> Result<Generated, Impossible> {
    match options.kind {
        GeneratorKind::Password => password(rules, options, rng),
        GeneratorKind::Passphrase => passphrase(rules, options, rng),
    }
}

/// What so many bits are worth, in words.
///
/// 45 bits withstand guessing at a door that counts (10^13 tries); 60 cost somebody with a stolen list of fast hashes
/// months; 80 are out of reach.
pub fn strength(bits: f64) -> Strength {
    match bits {
        bits if bits < 45.0 => Strength::Weak,
        bits if bits < 60.0 => Strength::Fair,
        bits if bits < 80.0 => Strength::Good,
        _ => Strength::Strong,
    }
}
