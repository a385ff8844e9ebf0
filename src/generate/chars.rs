//! Sets of the signs that a password may have: printable ASCII, space to tilde.

/// A set of printable ASCII signs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CharSet(u128);

const FIRST: u8 = b' ';
const LAST: u8 = b'~';

impl CharSet {
    /// `a` to `z`.
    pub const LOWER: Self = Self::range(b'a', b'z');
    /// `A` to `Z`.
    pub const UPPER: Self = Self::range(b'A', b'Z');
    /// `0` to `9`.
    pub const DIGIT: Self = Self::range(b'0', b'9');
    /// All of printable ASCII.
    pub const ALL: Self = Self::range(FIRST, LAST);
    /// All that is neither letter nor digit, the space too.
    pub const SPECIAL: Self = Self(Self::ALL.0 & !(Self::LOWER.0 | Self::UPPER.0 | Self::DIGIT.0));
    /// Special signs that hardly any page refuses and that are easily found on keyboards.
    pub const USUAL_SPECIAL: Self = Self::of(b"!#$%&*+-./:;=?@_~");
    /// Signs that are taken for each other when they are read or typed.
    pub const LOOK_ALIKES: Self = Self::of(b"0Oo1lI|5S2Z8B`'\"");

    /// From one sign to another, both within.
    pub const fn range(from: u8, to: u8) -> Self {
        let mut set = 0;
        let mut at = from;
        while at <= to {
            set |= Self::bit(at);
            at += 1;
        }
        Self(set)
    }

    const fn of(signs: &[u8]) -> Self {
        let mut set = 0;
        let mut rest = signs;
        while let [first, others @ ..] = rest {
            set |= Self::bit(*first);
            rest = others;
        }
        Self(set)
    }

    const fn bit(sign: u8) -> u128 {
        if sign >= FIRST && sign <= LAST { 1 << (sign - FIRST) } else { 0 }
    }

    /// The printable ASCII signs of a text; others are left out.
    pub fn from_text(text: &str) -> Self {
        Self(text.bytes().fold(0, |set, sign| set | Self::bit(sign)))
    }

    /// Whether a sign is in it.
    pub fn contains(self, sign: char) -> bool {
        u8::try_from(sign).is_ok_and(|sign| self.0 & Self::bit(sign) != 0)
    }

    /// How many signs.
    pub fn len(self) -> u32 {
        self.0.count_ones()
    }

    /// Whether it has none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// What is in either.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// What is in both.
    #[must_use]
    pub fn within(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// What is in this one and not in the other.
    #[must_use]
    pub fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// What is not in it.
    #[must_use]
    pub fn rest(self) -> Self {
        Self::ALL.without(self)
    }

    /// Whether all of it is in the other.
    pub fn is_within(self, other: Self) -> bool {
        self.without(other).is_empty()
    }

    /// The signs, in the order of ASCII.
    pub fn iter(self) -> impl Iterator<Item = char> {
        (FIRST..=LAST).filter(move |sign| self.0 & Self::bit(*sign) != 0).map(char::from)
    }

    /// The sign with this number.
    pub fn nth(self, number: u32) -> Option<char> {
        self.iter().nth(usize::try_from(number).ok()?)
    }
}
