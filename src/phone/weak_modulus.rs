//! Quick looks for moduli that fall apart easily: a small factor, two close primes, a smooth p−1.
//!
//! Whoever answers in the phone's place can search for a key that has its fingerprint letters, and is quicker with a
//! modulus glued together than with real key pairs. This screen takes the cheapest ways from him, and no more: a pool
//! of large primes passes it. The full comparison ([`FullCompare`](super::FullCompare)) is what settles it.

use crypto_bigint::{
    BoxedUint, ConcatenatingMul, ConcatenatingSquare, Gcd, Odd,
    modular::{BoxedMontyForm, BoxedMontyParams},
};

/// No prime factor of a real key is this small; a modulus glued together from small primes, to hit given fingerprint
/// letters cheaply, has some.
const SMALLEST_FACTOR: usize = 1 << 20;

/// Bound of Pollard's p−1 method: it finds a factor p if all prime powers in p−1 are below.
///
/// For a random prime of 2048 bits that never happens, so no true key is refused. The power takes 11 796 squarings
/// modulo 4096 bits: 0.12 s measured natively, estimated at 0.5 to 0.7 s in WASM, once for each link. 2^16 would take
/// eight times as long and stop the worker for seconds.
const SMOOTH_BOUND: usize = 1 << 13;

/// How many steps Fermat's method goes: it finds factors that differ by less than about 2^1031 in a modulus of 4096
/// bits. True keys have primes that differ by more than 2^1948 (FIPS 186-5, A.1.3).
const FERMAT_STEPS: u32 = 4_096;

/// Moduli whose quadratic residues sort out most numbers that are no squares; their product fits 32 bits.
const SIEVE: [u64; 5] = [64, 63, 65, 11, 17];
const SIEVE_PRODUCT: u64 = 64 * 63 * 65 * 11 * 17;

/// Whether an odd number of 4096 bits, big-endian, has a prime factor below 2^20.
///
/// Takes it modulo products of primes below 2^40, 24 bits at a time, so that each step fits 64 bits.
pub(super) fn has_small_factor(number: &[u8]) -> bool {
    // From the end, so that every part but the first has exactly three bytes.
    let mut words: Vec<u64> = number
        .rchunks(3)
        .map(|part| part.iter().fold(0, |word, byte| word << 8 | u64::from(*byte)))
        .collect();
    words.reverse();
    let shares_factor = |product| {
        let mut rest = 0;
        for word in &words {
            rest = (rest << 24 | word) % product;
        }
        greatest_common_divisor(rest, product) != 1
    };
    let mut product = 1_u64;
    for prime in primes_below(SMALLEST_FACTOR) {
        if product * prime >= 1 << 40 {
            if shares_factor(product) {
                return true;
            }
            product = 1;
        }
        product *= prime;
    }
    shares_factor(product)
}

/// Whether an odd number, big-endian, falls to a few steps of Fermat's method or to Pollard's p−1.
pub(super) fn falls_apart(number: &[u8]) -> bool {
    let number = BoxedUint::from_be_slice_vartime(number);
    has_close_factors(&number) || has_smooth_factor(&number)
}

/// Fermat: for a number a from the root of n upwards, is a² − n a square? Then n is the product of two others.
fn has_close_factors(number: &BoxedUint) -> bool {
    if number.checked_sqrt_vartime().is_some() {
        return true;
    }
    let start = number.floor_sqrt_vartime().wrapping_add(BoxedUint::one());
    // The root has half the bits of the number, so that its square has room.
    let rest = start.concatenating_square().wrapping_sub(number);
    let (start_rest, rest_rest) = (remainder(&start), remainder(&rest));
    (0..FERMAT_STEPS).any(|step| {
        // (a + k)² − n is a² − n + k (2 a + k).
        let k = u64::from(step);
        let sieved = (rest_rest + k * ((2 * start_rest + k) % SIEVE_PRODUCT)) % SIEVE_PRODUCT;
        may_be_square(sieved) && {
            let twice = start.concatenating_add(&start).wrapping_add(BoxedUint::from(k));
            rest.concatenating_add(twice.concatenating_mul(BoxedUint::from(k)))
                .checked_sqrt_vartime()
                .is_some()
        }
    })
}

/// What is left of a number modulo the sieve.
fn remainder(number: &BoxedUint) -> u64 {
    number.to_be_bytes().iter().fold(0, |rest, byte| (rest << 8 | u64::from(*byte)) % SIEVE_PRODUCT)
}

/// Whether a number with this remainder can be a square: it is one modulo each part of the sieve.
fn may_be_square(rest: u64) -> bool {
    SIEVE.iter().all(|modulus| (0..*modulus).any(|root| root * root % modulus == rest % modulus))
}

/// Pollard's p−1: 2 to a power that all smooth p−1 divide is 1 modulo p.
fn has_smooth_factor(number: &BoxedUint) -> bool {
    let Some(odd) = Odd::new(number.clone()).into_option() else { return true };
    let params = BoxedMontyParams::new_vartime(odd);
    let exponent = smooth_exponent();
    let one = BoxedMontyForm::one(&params);
    let mut power = one.clone();
    for bit in (0..exponent.bits_vartime()).rev() {
        power = power.square();
        if exponent.bit_vartime(bit) {
            power = power.double();
        }
    }
    let common = power.sub(&one).retrieve().gcd_vartime(number);
    common != BoxedUint::one()
}

/// The product of the greatest powers below [`SMOOTH_BOUND`] of all primes.
fn smooth_exponent() -> BoxedUint {
    let mut exponent = BoxedUint::one();
    let mut product = 1_u64;
    for prime in primes_below(SMOOTH_BOUND) {
        let mut power = prime;
        while power * prime < SMOOTH_BOUND as u64 {
            power *= prime;
        }
        // As many as fit one word, so that the large number grows by full words.
        if let Some(more) = product.checked_mul(power) {
            product = more;
        } else {
            exponent = exponent.concatenating_mul(BoxedUint::from(product));
            product = power;
        }
    }
    exponent.concatenating_mul(BoxedUint::from(product))
}

/// Euclid's algorithm; of 0 and `b` it is `b`.
fn greatest_common_divisor(mut a: u64, mut b: u64) -> u64 {
    while a != 0 {
        (a, b) = (b % a, a);
    }
    b
}

/// The primes below a limit (sieve of Eratosthenes).
fn primes_below(limit: usize) -> impl Iterator<Item = u64> {
    let mut composite = vec![false; limit];
    for candidate in 2..=limit.isqrt() {
        if composite.get(candidate) == Some(&false) {
            composite.iter_mut().skip(candidate * candidate).step_by(candidate).for_each(|mark| *mark = true);
        }
    }
    (0_u64..).zip(composite).skip(2).filter(|(_, composite)| !composite).map(|(number, _)| number)
}
