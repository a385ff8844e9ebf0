//! Whatever a form says about passwords: it is read, and what is made obeys what was read.
#![no_main]

use std::convert::Infallible;

use libfuzzer_sys::fuzz_target;
use nearkey::generate::{FieldRules, Rules, password, usual};
use rand_core::{TryCryptoRng, TryRng};

/// Numbers that repeat.
struct Dice(u64);

impl TryRng for Dice {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        self.try_next_u64().map(|number| (number >> 32) as u32)
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        self.0 = self.0.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f);
        Ok(self.0 ^ (self.0 >> 29))
    }

    fn try_fill_bytes(&mut self, target: &mut [u8]) -> Result<(), Infallible> {
        for chunk in target.chunks_mut(4) {
            let number = self.try_next_u32()?.to_le_bytes();
            chunk.copy_from_slice(&number[..chunk.len()]);
        }
        Ok(())
    }
}

impl TryCryptoRng for Dice {}

fuzz_target!(|text: &str| {
    let (password_rules, pattern) = text.split_once('\n').unwrap_or((text, text));
    let number = text.bytes().next().map(u32::from);
    let field = FieldRules { password_rules, pattern, min_length: None, max_length: number };
    let rules = Rules::of([field]);
    if let Ok(made) = password(&rules, &usual(), &mut Dice(text.len() as u64)) {
        assert!(rules.allow(made.text.expose()));
    }
});
