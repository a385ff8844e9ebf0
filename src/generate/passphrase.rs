//! Passphrases.

use rand_core::CryptoRng;
use zeroize::Zeroizing;

use crate::message::GeneratorOptions;
use crate::secret::SecretText;

use super::chars::CharSet;
use super::draw::below;
use super::options::{SEPARATORS, within_limits};
use super::password::longest_run;
use super::words::words;
use super::{Generated, Impossible, Rules};

/// Below this share of fitting ones there is no point in words.
const RARE: f64 = 0.002;
/// Draws until something is given up that the share says is likely.
const TRIES: u32 = 20_000;

/// A passphrase as it will be, but for the words.
struct Shape {
    words: Vec<String>,
    count: u32,
    separator: String,
    capitals: bool,
    /// The digits to choose one from, which is put behind one of the words.
    digits: Option<CharSet>,
    /// Letters of all words together: at least, at most.
    letters: (usize, usize),
}

/// Makes a passphrase. Where the form wants a capital letter, a digit or another sign, it gets one even if the user did
/// not choose that, and words that the form would refuse are not chosen. Each passphrase that could come out is as
/// likely as the others.
pub fn passphrase(
    rules: &Rules,
    options: &GeneratorOptions,
    rng: &mut impl CryptoRng,
) -> Result<Generated, Impossible> {
    let shape = Shape::of(rules, &within_limits(options.clone()))?;
    let (fitting, all) = shape.counts();
    if fitting / all < RARE || all < 1.0 {
        return Err(Impossible);
    }
    for _ in 0..TRIES {
        if let Some(text) = shape.draw(rng) {
            // By construction; a fault in it must not reach a form.
            return if rules.allow(text.expose()) {
                Ok(Generated { text, bits: shape.bits(fitting) })
            } else {
                Err(Impossible)
            };
        }
    }
    Err(Impossible)
}

impl Shape {
    fn of(rules: &Rules, options: &GeneratorOptions) -> Result<Self, Impossible> {
        let allowed = rules.allowed;
        let wants = |class: CharSet| {
            let unmet = |need: &&CharSet| need.within(CharSet::LOWER) != CharSet::LOWER;
            rules.required.iter().filter(unmet).any(|need| !need.within(class).is_empty())
        };
        let capitals = (options.capitals || wants(CharSet::UPPER)) && CharSet::UPPER.is_within(allowed);
        let of_digits = CharSet::DIGIT.within(allowed);
        let digits =
            (options.number || wants(CharSet::DIGIT)).then_some(of_digits).filter(|set| !set.is_empty());
        let is_there = |set: &CharSet, text: &str| text.chars().all(|sign| set.contains(sign));
        let between = rules.required.iter().find(|need| need.is_within(CharSet::SPECIAL)).copied();
        let usable = |text: &&str| {
            is_there(&allowed, text) && between.is_none_or(|need| !text.is_empty() && is_there(&need, text))
        };
        let chosen = Some(options.separator.as_str()).filter(usable);
        let separator = chosen.or_else(|| SEPARATORS.into_iter().find(usable)).ok_or(Impossible)?.to_owned();
        // Without anything between them, two words could make a run that neither has.
        if separator.is_empty() && rules.max_consecutive.is_some() {
            return Err(Impossible);
        }
        let met = |need: &CharSet| {
            CharSet::LOWER.is_within(*need)
                || capitals && CharSet::UPPER.is_within(*need)
                || digits.is_some_and(|digits| digits.is_within(*need))
                || !separator.is_empty() && is_there(need, &separator)
        };
        if !rules.required.iter().all(met) {
            return Err(Impossible);
        }
        let fits = |word: &String| {
            is_there(&allowed, word)
                && rules.max_consecutive.is_none_or(|most| longest_run(word) <= most as usize)
        };
        let words: Vec<String> = words(options.language).into_iter().filter(fits).collect();
        let others = (options.words as usize - 1) * separator.len() + usize::from(digits.is_some());
        let bound = |bound: Option<u32>| bound.map(|bound| bound as usize);
        let least = bound(rules.min).unwrap_or(0).saturating_sub(others);
        let most = match bound(rules.max) {
            Some(max) => max.checked_sub(others).ok_or(Impossible)?,
            None => usize::MAX,
        };
        Ok(Self { words, count: options.words, separator, capitals, digits, letters: (least, most) })
    }

    /// How many choices of words have a length that fits, and how many there are: how often each number of letters
    /// comes, word by word.
    fn counts(&self) -> (f64, f64) {
        let longest = self.words.iter().map(String::len).max().unwrap_or(0);
        let mut of_one = vec![0.0; longest + 1];
        for word in &self.words {
            if let Some(count) = of_one.get_mut(word.len()) {
                *count += 1.0;
            }
        }
        let mut of_all = vec![1.0];
        for _ in 0..self.count {
            let mut next = vec![0.0; of_all.len() + longest];
            for (letters, count) in of_all.iter().enumerate() {
                for (more, of_word) in of_one.iter().enumerate() {
                    if let Some(place) = next.get_mut(letters + more) {
                        *place += count * of_word;
                    }
                }
            }
            of_all = next;
        }
        let (least, most) = self.letters;
        let fits = |(letters, _): &(usize, &f64)| (least..=most).contains(letters);
        let fitting = of_all.iter().enumerate().filter(fits).map(|(_, count)| count).sum();
        (fitting, of_all.iter().sum())
    }

    fn bits(&self, fitting: f64) -> f64 {
        // Which digit, and behind which word.
        let number = self.digits.map_or(0.0, |digits| f64::from(digits.len() * self.count).log2());
        fitting.log2() + number
    }

    /// Nothing if the length does not fit.
    fn draw(&self, rng: &mut impl CryptoRng) -> Option<SecretText> {
        let end = u32::try_from(self.words.len()).unwrap_or(u32::MAX);
        let words: Vec<&String> =
            (0..self.count).filter_map(|_| self.words.get(below(end, rng) as usize)).collect();
        let letters = words.iter().map(|word| word.len()).sum::<usize>();
        let (least, most) = self.letters;
        if !(least..=most).contains(&letters) {
            return None;
        }
        let digit = self.digits.map(|digits| (below(self.count, rng), digits.nth(below(digits.len(), rng))));
        let mut text = Zeroizing::new(String::with_capacity(letters + 2 * words.len()));
        for (at, word) in (0..).zip(words) {
            if at > 0 {
                text.push_str(&self.separator);
            }
            let mut rest = word.chars();
            if let Some(first) = rest.next() {
                text.push(if self.capitals { first.to_ascii_uppercase() } else { first });
            }
            text.push_str(rest.as_str());
            if let Some((_, Some(digit))) = digit.filter(|(behind, _)| *behind == at) {
                text.push(digit);
            }
        }
        Some(SecretText::new(std::mem::take(&mut *text)))
    }
}
