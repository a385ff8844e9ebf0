//! What the user chose, within limits.

use crate::message::{GeneratorKind, GeneratorOptions, WordLanguage};

/// Signs of a password.
const LENGTHS: (u32, u32) = (4, 128);
/// Words of a passphrase.
const WORD_COUNTS: (u32, u32) = (3, 12);
/// What may stand between words.
pub(super) const SEPARATORS: [&str; 6] = ["-", " ", ".", "_", ",", ""];

/// What holds until the user chooses: 20 signs of all classes, about 125 bits; six words, 77 bits.
pub fn usual() -> GeneratorOptions {
    GeneratorOptions {
        kind: GeneratorKind::Password,
        length: 20,
        lower: true,
        upper: true,
        digits: true,
        special: true,
        avoid_look_alikes: false,
        words: 6,
        separator: "-".into(),
        capitals: false,
        number: false,
        language: WordLanguage::English,
    }
}

/// The same within limits; without any class, letters.
pub fn within_limits(mut options: GeneratorOptions) -> GeneratorOptions {
    options.length = options.length.clamp(LENGTHS.0, LENGTHS.1);
    options.words = options.words.clamp(WORD_COUNTS.0, WORD_COUNTS.1);
    if !SEPARATORS.contains(&options.separator.as_str()) {
        options.separator = "-".into();
    }
    options.lower |= !(options.upper || options.digits || options.special);
    options
}
