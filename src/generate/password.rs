//! Passwords.

use rand_core::CryptoRng;

use crate::message::GeneratorOptions;
use crate::secret::SecretText;

use super::chars::CharSet;
use super::count::Space;
use super::draw::{below, shuffle};
use super::options::within_limits;
use super::{Generated, Impossible, Rules};

/// Longest password, in signs.
const LONGEST: u32 = 128;
/// Below this share of fitting ones, drawing until one fits takes too long.
const RARE: f64 = 0.002;
/// Draws until something is given up that the share says is likely.
const TRIES: u32 = 20_000;
/// Draws where obeying ones are rare and repetition is limited. What is found in so few was not rarer than that, so it
/// costs no more bits than that.
const LIMITED_TRIES: u32 = 64;

/// Makes a password that obeys the rules and, where they leave room, has what the user chose: the length, the classes
/// (one sign of each at least), no signs that look alike.
///
/// Each password that could come out is as likely as the others: they are drawn sign by sign and thrown away whole until
/// one obeys. Only where obeying ones are rarer than one in 500 a sign of each need is set first, and the bits then
/// count only what was left to chance.
pub fn password(
    rules: &Rules,
    options: &GeneratorOptions,
    rng: &mut impl CryptoRng,
) -> Result<Generated, Impossible> {
    let space = space(rules, &within_limits(options.clone()))?;
    let count = space.count();
    if count < 1.0 {
        return Err(Impossible);
    }
    if space.share() < RARE {
        return built(&space, rng);
    }
    for _ in 0..TRIES {
        let text = draw(space.alphabet, space.length, rng);
        if space.has(text.expose()) {
            return Ok(Generated { text, bits: count.log2() });
        }
    }
    Err(Impossible)
}

/// The passwords to choose from.
fn space(rules: &Rules, options: &GeneratorOptions) -> Result<Space, Impossible> {
    let chosen = [
        (options.lower, CharSet::LOWER),
        (options.upper, CharSet::UPPER),
        (options.digits, CharSet::DIGIT),
        (options.special, CharSet::USUAL_SPECIAL),
    ];
    let classes: Vec<CharSet> = chosen.into_iter().filter(|(on, _)| *on).map(|(_, class)| class).collect();
    let avoided = if options.avoid_look_alikes { CharSet::LOOK_ALIKES } else { CharSet::default() };
    let allowed = rules.allowed;
    // The form has the last word: without anything in common, what it allows is taken whole.
    let wished = classes.iter().fold(CharSet::default(), |all, class| all.and(*class)).within(allowed);
    let mut alphabet =
        first_that_is_some([wished.without(avoided), wished, allowed.without(avoided), allowed]);
    let mut needs = Vec::new();
    for required in &rules.required {
        let required = required.within(allowed);
        if required.within(alphabet).is_empty() {
            alphabet = alphabet.and(first_that_is_some([required.without(avoided), required]));
        }
        needs.push(required);
    }
    let length = rules.max.map_or(options.length, |max| options.length.min(max)).max(rules.min.unwrap_or(0));
    let length = rules.max.map_or(length, |max| length.min(max));
    if length == 0 || length > LONGEST || alphabet.is_empty() {
        return Err(Impossible);
    }
    // What the user chose counts after what the form wants, as long as there is room for it.
    for class in classes {
        let class = class.within(alphabet);
        if !class.is_empty() && needs.len() < length as usize {
            needs.push(class);
        }
    }
    let mut needs: Vec<CharSet> = needs.into_iter().map(|need| need.within(alphabet)).collect();
    needs.retain(|need| *need != alphabet);
    needs.sort_by_key(|need| need.len());
    needs.dedup();
    Ok(Space { alphabet, needs, length, max_run: rules.max_consecutive })
}

fn first_that_is_some<const N: usize>(sets: [CharSet; N]) -> CharSet {
    sets.into_iter().find(|set| !set.is_empty()).unwrap_or_default()
}

fn draw(signs: CharSet, length: u32, rng: &mut impl CryptoRng) -> SecretText {
    SecretText::new((0..length).filter_map(|_| signs.nth(below(signs.len(), rng))).collect())
}

impl Space {
    fn has(&self, text: &str) -> bool {
        self.needs.iter().all(|need| text.chars().any(|sign| need.contains(sign)))
            && self.max_run.is_none_or(|most| longest_run(text) <= most as usize)
    }
}

/// How often one sign stands in a row at most.
pub(super) fn longest_run(text: &str) -> usize {
    let (mut longest, mut run, mut before) = (0, 0, None);
    for sign in text.chars() {
        run = if before == Some(sign) { run + 1 } else { 1 };
        longest = longest.max(run);
        before = Some(sign);
    }
    longest
}

/// One sign of each need, the rest from all, in random order. Its bits are those of the signs without the order: a lower
/// bound, because knowing the order can only make guessing easier.
fn built(space: &Space, rng: &mut impl CryptoRng) -> Result<Generated, Impossible> {
    let rest =
        space.length.checked_sub(u32::try_from(space.needs.len()).unwrap_or(u32::MAX)).ok_or(Impossible)?;
    let tries = if space.max_run.is_some() { LIMITED_TRIES } else { 1 };
    for _ in 0..tries {
        let mut drawn: Vec<SecretText> = space.needs.iter().map(|need| draw(*need, 1, rng)).collect();
        drawn.push(draw(space.alphabet, rest, rng));
        let mut signs: Vec<char> = drawn.iter().flat_map(|part| part.expose().chars()).collect();
        shuffle(&mut signs, rng);
        let text = SecretText::new(signs.iter().collect());
        zeroize::Zeroize::zeroize(&mut signs);
        if space.has(text.expose()) {
            let of_needs = space.needs.iter().map(|need| f64::from(need.len()).log2()).sum::<f64>();
            let of_rest = f64::from(space.length) - f64::from(u32::try_from(space.needs.len()).unwrap_or(0));
            let bits = of_needs + of_rest * f64::from(space.alphabet.len()).log2() - f64::from(tries).log2();
            return Ok(Generated { text, bits: bits.max(0.0) });
        }
    }
    Err(Impossible)
}
