//! Local factors for the tests, and where their parts are stored.

use nearkey::{
    secret::SecretText,
    vault::{Cost, LocalFactors, LocalKey, PasskeyFactor, PassphraseFactor, PassphraseFault},
};

use super::Dice;

/// Where the parts of a blob with a passphrase lie.
pub const COST_AT: usize = 2;
pub const SALT_AT: usize = COST_AT + 12;
pub const SEALED_AT: usize = SALT_AT + 16;
pub const PASSPHRASE_END: usize = SEALED_AT + 60;

pub fn text(text: &str) -> SecretText {
    SecretText::new(text.to_owned())
}

/// A passphrase that costs as little as is allowed.
pub fn set(local: &LocalKey, passphrase: &str, dice: &mut Dice) -> PassphraseFactor {
    let factor = PassphraseFactor::set(local, &text(passphrase), Cost::FLOOR, dice);
    factor.unwrap_or_else(|_| unreachable!("a passphrase that may be set"))
}

pub fn open(factor: &PassphraseFactor, passphrase: &str) -> Result<[u8; 32], PassphraseFault> {
    factor.open(&text(passphrase)).map(|key| *key.expose())
}

/// A passkey that answers `[5; 32]`.
pub fn passkey(local: &LocalKey, dice: &mut Dice) -> PasskeyFactor {
    let salt = PasskeyFactor::make_salt(dice);
    let factor = PasskeyFactor::set(local, vec![1, 2, 3, 4], salt, &[5; 32], dice);
    factor.unwrap_or_else(|_| unreachable!("an id that may be"))
}

/// The passphrase `correct horse` and a passkey, stored.
pub fn both(local: &LocalKey, dice: &mut Dice) -> Vec<u8> {
    let passphrase = Some(set(local, "correct horse", dice));
    LocalFactors { passphrase, passkey: Some(passkey(local, dice)) }.to_bytes()
}

/// The same bytes but for those from `at` on.
pub fn with(bytes: &[u8], at: usize, new: &[u8]) -> Vec<u8> {
    let (head, tail) = bytes.split_at(at);
    head.iter().chain(new).chain(tail.iter().skip(new.len())).copied().collect()
}
