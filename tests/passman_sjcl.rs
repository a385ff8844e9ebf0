//! The real SJCL opens what we seal, and we open what it seals, on values that nobody chose.
//!
//! `cargo xtask test` gets the library with npm; without it these tests say so and skip.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may stop at what is not there"
)]

mod dice;
mod passman_rig;

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use dice::Dice;
use nearkey::encoding::{decode_base64, encode_base64};
use nearkey::passman::{Container, ContainerError, seal};
use passman_rig::{changed, secret};
use serde_json::{Value, json};

/// Answers of SJCL, one for each line; nothing where it is not installed.
fn sjcl(asks: &[Value]) -> Option<Vec<Value>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sjcl");
    if !folder.join("node_modules/sjcl/sjcl.js").is_file() {
        eprintln!("skipped: the npm package is not in tests/sjcl; `npm ci` there gets it");
        return None;
    }
    let mut command = Command::new("node");
    command.arg("sjcl.mjs").current_dir(folder).stdin(Stdio::piped()).stdout(Stdio::piped());
    let Ok(mut node) = command.spawn() else {
        eprintln!("skipped: there is no node");
        return None;
    };
    let mut stdin = node.stdin.take().unwrap();
    let mut lines = asks.iter().map(Value::to_string).collect::<Vec<_>>().join("\n");
    lines.push('\n');
    // Long lines fill both pipes: one thread writes while this one reads.
    let writer = std::thread::spawn(move || stdin.write_all(lines.as_bytes()));
    let output = node.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    assert!(output.status.success());
    let text = String::from_utf8(output.stdout).unwrap();
    let answers: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(answers.len(), asks.len());
    Some(answers)
}

/// Dice that fall otherwise in every run; the seed is printed with a failure.
fn fresh() -> Dice {
    let mut seed = [0; 8];
    getrandom::fill(&mut seed).unwrap();
    let seed = u64::from_le_bytes(seed);
    println!("seed {seed}");
    Dice(seed)
}

/// A text of so many signs, from all planes of Unicode.
fn text(dice: &mut Dice, len: u64) -> String {
    let planes = [0x20_u64..0x7f, 0..0x80, 0xa0..0x17f, 0x4e00..0x9fff, 0x1_f300..0x1_f6ff, 0..0x11_0000];
    let sign = |dice: &mut Dice| {
        let plane = &planes[usize::try_from(dice.next() % 6).unwrap()];
        let code = plane.start + dice.next() % (plane.end - plane.start);
        char::from_u32(u32::try_from(code).unwrap()).unwrap_or('?')
    };
    (0..len).map(|_| sign(dice)).collect()
}

/// Passwords and texts: short ones, and the lengths around which the nonce changes.
fn pairs(dice: &mut Dice) -> Vec<(String, String)> {
    let mut pairs: Vec<_> = (0..40)
        .map(|_| {
            let (one, other) = (1 + dice.next() % 30, dice.next() % 200);
            (text(dice, one), text(dice, other))
        })
        .collect();
    pairs.extend([65_535, 65_536, 70_001].map(|len| (text(dice, 8), "x".repeat(len))));
    pairs
}

#[test]
fn sjcl_opens_what_we_seal() {
    let mut dice = fresh();
    let pairs = pairs(&mut dice);
    let seal = |(password, plain): &(String, String), dice: &mut Dice| {
        seal(&secret(password), &secret(plain), dice).unwrap()
    };
    let asks: Vec<_> =
        pairs.iter().map(|pair| json!({ "open": seal(pair, &mut dice), "password": pair.0 })).collect();
    let Some(answers) = sjcl(&asks) else { return };
    for ((_, plain), answer) in pairs.iter().zip(answers) {
        assert_eq!(answer, json!({ "opened": plain }));
    }
}

#[test]
fn we_open_what_sjcl_seals_in_all_its_forms() {
    let mut dice = fresh();
    let pairs = pairs(&mut dice);
    let asks: Vec<_> = pairs
        .iter()
        .enumerate()
        .map(|(at, (password, plain))| {
            let (ks, iter) = [(256, 1_000), (192, 1_001), (128, 2_500)][at % 3];
            let ts = [64, 96, 128][at / 3 % 3];
            let form = json!({ "ks": ks, "ts": ts, "iter": iter });
            json!({ "seal": plain, "password": password, "with": form })
        })
        .collect();
    let Some(answers) = sjcl(&asks) else { return };
    for ((password, plain), answer) in pairs.iter().zip(answers) {
        let sealed = answer["sealed"].as_str().unwrap();
        let open = |password: &str| Container::parse(sealed).unwrap().open(&secret(password));
        assert_eq!(open(password).ok().unwrap().expose(), plain);
        assert_eq!(open(&format!("{password}.")).err(), Some(ContainerError::OtherPassword));
    }
}

#[test]
fn t102_both_refuse_a_bit_that_was_turned() {
    let mut dice = fresh();
    let (password, plain) = (text(&mut dice, 9), text(&mut dice, 40));
    let good = seal(&secret(&password), &secret(&plain), &mut dice).unwrap();
    let turned: Vec<_> = ["ct", "iv", "salt"]
        .into_iter()
        .map(|member| {
            changed(&good, |wire| {
                let mut bytes = decode_base64(wire[member].as_str().unwrap()).unwrap();
                bytes[0] ^= 1 << (dice.next() % 8);
                wire[member] = json!(encode_base64(&bytes));
            })
        })
        .collect();
    for container in &turned {
        let opened = Container::parse(container).unwrap().open(&secret(&password));
        assert_eq!(opened.err(), Some(ContainerError::OtherPassword));
    }
    let asks: Vec<_> =
        turned.iter().map(|container| json!({ "open": container, "password": password })).collect();
    let Some(answers) = sjcl(&asks) else { return };
    for answer in answers {
        assert!(answer["fault"].as_str().unwrap().contains("CORRUPT"), "{answer}");
    }
}
