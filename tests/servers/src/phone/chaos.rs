//! Chaos mode: everything that goes wrong in a home, planned from one number.
//!
//! The plan is pure: what happens to the POST number `k`, how the user treats the question number `k`, and what mishap
//! number `k` is, each follow from the seed and `k` alone. Only when they happen depends on the clock.

use super::fault::{Fault, FaultOrder};
use super::other_device::OtherDevice;

/// A plan of troubles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chaos {
    seed: u64,
}

/// How the user treats one question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Treatment {
    /// Milliseconds from the question to the decision.
    pub after_ms: u64,
    /// What it is.
    pub decision: Decision,
    /// Which of the entries that can be chosen.
    pub pick: u64,
    /// Milliseconds between accepting and choosing; both at once if absent.
    pub choose_after_ms: Option<u64>,
}

/// What the user thinks of a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Accepts.
    Yes,
    /// Denies.
    No,
    /// Does not look at the phone.
    Never,
}

/// Something that happens to the phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mishap {
    /// Milliseconds since the end of the one before.
    pub after_ms: u64,
    /// What it is.
    pub kind: MishapKind,
    /// How long it lasts, in milliseconds.
    pub for_ms: u64,
}

/// The kinds of mishaps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MishapKind {
    /// The session ends; after the next 401 the server is down until the user opens the app.
    Locked,
    /// Another app is in front.
    Background,
    /// Another device has the address.
    OtherDevice(OtherDevice),
    /// Another linked client's request occupies the phone.
    Rival,
    /// Nothing listens.
    Gone,
    /// The phone's clock jumps by so many milliseconds.
    ClockJump(i64),
}

/// What a plan is asked about; each kind has dice of its own.
#[derive(Clone, Copy)]
enum Matter {
    Post = 1,
    Question = 2,
    Mishap = 3,
}

/// Makes one kind of trouble.
type Trouble = fn(&mut Dice) -> FaultOrder;

/// What can happen to a POST: how often in ten thousand, and what it is.
const TROUBLES: [(u64, Trouble); 24] = [
    (600, |dice| once(Fault::Delay { ms: dice.between(50, 1_500) })),
    (60, |dice| once(Fault::Delay { ms: dice.between(2_000, 24_000) })),
    (200, |_| once(Fault::Drip { pause_ms: 0 })),
    (50, |_| once(Fault::Drip { pause_ms: 1 })),
    (300, |_| once(Fault::DropBefore)),
    (60, |_| once(Fault::DropAfter)),
    (150, |_| once(Fault::DropAfter).when(200)),
    (60, |dice| once(Fault::Truncate { keep: dice.size(40) })),
    (100, |dice| once(Fault::Truncate { keep: dice.size(1_200) }).when(200)),
    (20, |_| once(Fault::Oversized { bytes: 10 << 20 })),
    (15, |_| once(Fault::Endless)),
    (15, |_| once(Fault::GzipBomb { bytes: 128 << 20 })),
    (60, |dice| {
        let status = dice.one_of(&[301, 302, 307, 308]);
        once(Fault::Redirect { status, to: "http://127.0.0.1:9/".to_owned() })
    }),
    (200, |dice| forged(dice.one_of(&[202, 401, 409, 418, 429, 503]))),
    (100, |dice| forged(dice.one_of(&[400, 500]))),
    (30, |dice| forged(dice.one_of(&[204, 403, 404]))),
    (60, |_| forged(200)),
    (60, |_| once(Fault::Garbage)),
    (60, |_| once(Fault::WrongKey)),
    (100, |_| once(Fault::Replay { which: None })),
    (50, |dice| once(Fault::Replay { which: Some(dice.size(4)) })),
    (40, |_| once(Fault::OtherPoll)),
    (80, |_| once(Fault::OtherPoll).when(200)),
    (50, |dice| once(Fault::Headers { count: dice.size(80) })),
];

fn once(fault: Fault) -> FaultOrder {
    FaultOrder::once(fault)
}

/// A status that nobody vouches for.
fn forged(status: u16) -> FaultOrder {
    once(Fault::Status { status, body: "<html><body>Please log in</body></html>".to_owned() })
}

impl Chaos {
    /// The plan of this seed.
    pub fn new(seed: u64) -> Self {
        Self { seed }
    }

    /// Its seed.
    pub fn seed(self) -> u64 {
        self.seed
    }

    /// What happens to the POST with this number; nothing for three of four.
    pub fn post(self, number: u64) -> Option<FaultOrder> {
        let dice = &mut self.dice(Matter::Post, number);
        let mut left = dice.below(10_000);
        for (share, order) in TROUBLES {
            if left < share {
                return Some(order(dice));
            }
            left -= share;
        }
        None
    }

    /// How the user treats the question with this number.
    pub fn question(self, number: u64) -> Treatment {
        let dice = &mut self.dice(Matter::Question, number);
        let decision = match dice.below(100) {
            0..4 => Decision::No,
            4 => Decision::Never,
            _ => Decision::Yes,
        };
        // People are quick more often than slow.
        let after_ms = dice.below(8_000).min(dice.below(8_000));
        let chooses_later = dice.below(100) < 15;
        let choose_after_ms = chooses_later.then(|| dice.between(300, 3_000));
        Treatment { after_ms, decision, pick: dice.roll(), choose_after_ms }
    }

    /// The mishap with this number.
    pub fn mishap(self, number: u64) -> Mishap {
        let dice = &mut self.dice(Matter::Mishap, number);
        let kind = match dice.below(100) {
            0..20 => MishapKind::Locked,
            20..40 => MishapKind::Background,
            40..55 => MishapKind::OtherDevice(dice.one_of(&OtherDevice::ALL)),
            55..70 => MishapKind::Rival,
            70..85 => MishapKind::Gone,
            _ => {
                // Far enough to take a question away, or just noticeable.
                let minutes = i64::try_from(dice.between(1, 10)).unwrap_or(1);
                MishapKind::ClockJump(dice.one_of(&[1, -1, -1]) * minutes * 60_000)
            }
        };
        Mishap { after_ms: dice.between(4_000, 30_000), kind, for_ms: dice.between(500, 6_000) }
    }

    /// Dice for one matter and number, independent of all others.
    fn dice(self, matter: Matter, number: u64) -> Dice {
        let mut start = Dice(self.seed);
        let seed = start.roll() ^ (matter as u64).wrapping_mul(0xd6e8_feb8_6659_fd93);
        let mut mixed = Dice(seed.wrapping_add(number.wrapping_mul(0xa076_1d64_78bd_642f)));
        Dice(mixed.roll())
    }
}

/// Random numbers that repeat from run to run (splitmix64).
#[derive(Debug)]
pub struct Dice(u64);

impl Dice {
    /// Dice that start at a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number.
    pub fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From 0 to `end`, without it.
    pub fn below(&mut self, end: u64) -> u64 {
        self.roll() % end.max(1)
    }

    /// From `first` to `last`, with both.
    pub fn between(&mut self, first: u64, last: u64) -> u64 {
        first + self.below(last.saturating_sub(first) + 1)
    }

    /// From 0 to `end`, without it, as a size.
    pub fn size(&mut self, end: usize) -> usize {
        let end = u64::try_from(end).unwrap_or(u64::MAX);
        usize::try_from(self.below(end)).unwrap_or_default()
    }

    /// One of several; the default if there are none.
    pub fn one_of<T: Copy + Default>(&mut self, all: &[T]) -> T {
        all.get(self.size(all.len())).copied().unwrap_or_default()
    }
}
