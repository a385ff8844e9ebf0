//! Randomness that repeats from run to run and outlives the worker.

#[path = "../dice/mod.rs"]
mod numbers;

use std::{cell::RefCell, convert::Infallible, rc::Rc};

use numbers::Dice as Numbers;
use rand_core::{TryCryptoRng, TryRng};

/// How many draws are remembered.
const REMEMBERED: usize = 12;

#[derive(Default)]
struct State {
    numbers: Numbers,
    drawn: Vec<[u8; 32]>,
}

/// Splitmix64, shared by all clones. It remembers the last keys of 32 bytes that were drawn, so that the light phone
/// opens requests without RSA.
#[derive(Clone, Default)]
pub struct Dice(Rc<RefCell<State>>);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(Rc::new(RefCell::new(State { numbers: Numbers(seed), drawn: Vec::new() })))
    }

    /// A number below `end`.
    pub fn below(&self, end: u64) -> u64 {
        self.next() % end.max(1)
    }

    /// True once in `n`.
    pub fn one_in(&self, n: u64) -> bool {
        self.below(n) == 0
    }

    pub fn pick<T: Copy>(&self, of: &[T]) -> T {
        of[usize::try_from(self.below(of.len() as u64)).unwrap()]
    }

    /// The last keys that were drawn, newest first.
    pub fn keys(&self) -> Vec<[u8; 32]> {
        self.0.borrow().drawn.iter().rev().copied().collect()
    }

    fn next(&self) -> u64 {
        self.0.borrow_mut().numbers.next()
    }
}

impl TryRng for Dice {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(u32::try_from(self.next() >> 32).unwrap())
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(self.next())
    }

    fn try_fill_bytes(&mut self, target: &mut [u8]) -> Result<(), Infallible> {
        for chunk in target.chunks_mut(8) {
            chunk.copy_from_slice(&self.next().to_le_bytes()[..chunk.len()]);
        }
        if let Ok(key) = <[u8; 32]>::try_from(&*target) {
            let drawn = &mut self.0.borrow_mut().drawn;
            drawn.push(key);
            let over = drawn.len().saturating_sub(REMEMBERED);
            drawn.drain(..over);
        }
        Ok(())
    }
}

impl TryCryptoRng for Dice {}
