//! How many passwords there are of one kind, so that the strength of a made one is known and not guessed.

use super::chars::CharSet;

/// The passwords to choose from: so many signs out of an alphabet, one of each need at least, and no sign more often
/// than `max_run` times in a row.
#[derive(Clone, Debug)]
pub(super) struct Space {
    pub(super) alphabet: CharSet,
    pub(super) needs: Vec<CharSet>,
    pub(super) length: u32,
    pub(super) max_run: Option<u32>,
}

impl Space {
    /// All of them, by inclusion and exclusion over the needs. With 128 signs of 95 it is a number of 254 digits, which
    /// a float holds.
    pub(super) fn count(&self) -> f64 {
        self.part(self.alphabet, &self.needs)
    }

    /// Those over `signs` that have one of each need: those without a look at the first need, but for those that lack it.
    fn part(&self, signs: CharSet, needs: &[CharSet]) -> f64 {
        match needs.split_first() {
            None => strings(signs.len(), self.length, self.max_run),
            Some((first, others)) => self.part(signs, others) - self.part(signs.without(*first), others),
        }
    }

    /// What part of all strings over the alphabet they are: how often drawing at random gives one.
    pub(super) fn share(&self) -> f64 {
        self.count() / strings(self.alphabet.len(), self.length, None)
    }
}

/// Strings of `length` over `signs` signs in which none stands more than `max_run` times in a row.
fn strings(signs: u32, length: u32, max_run: Option<u32>) -> f64 {
    let all = |length: u32| f64::from(signs).powi(i32::try_from(length).unwrap_or(i32::MAX));
    let Some(run) = max_run.filter(|run| *run < length) else { return all(length) };
    if run == 0 || signs == 0 {
        return 0.0;
    }
    // The last run has one to `run` signs, and another sign before it.
    let mut counts: Vec<f64> = (0..=run).map(all).collect();
    for _ in run..length {
        let last = counts.iter().rev().take(run as usize);
        counts.push(f64::from(signs - 1) * last.sum::<f64>());
    }
    counts.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every string over `abc1` of this length that is in the space, found by looking at all.
    fn found(space: &Space) -> u32 {
        let signs: Vec<char> = space.alphabet.iter().collect();
        let count = u32::try_from(signs.len()).unwrap();
        let fits = |text: &[char]| {
            let runs = text.chunk_by(|a, b| a == b).map(<[char]>::len).max().unwrap_or(0);
            space.max_run.is_none_or(|most| runs <= most as usize)
                && space.needs.iter().all(|need| text.iter().any(|sign| need.contains(*sign)))
        };
        let text = |number: u32| -> Vec<char> {
            (0..space.length).map(|at| signs[(number / count.pow(at) % count) as usize]).collect()
        };
        u32::try_from((0..count.pow(space.length)).filter(|number| fits(&text(*number))).count()).unwrap()
    }

    #[test]
    fn counting_agrees_with_looking_at_every_one() {
        let alphabet = CharSet::from_text("abc1-");
        let needs = ["a", "1-", "bc"].map(CharSet::from_text);
        for length in 1..=6 {
            for max_run in [None, Some(1), Some(2), Some(3)] {
                for many in 0..=3 {
                    let needs = needs[..many].to_vec();
                    let space = Space { alphabet, needs, length, max_run };
                    let counted = space.count();
                    assert!((counted - f64::from(found(&space))).abs() < 0.5, "{space:?}: {counted}");
                }
            }
        }
    }
}
