//! `cargo xtask test`: every check in a row, with one line at the end that says how it went.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::sh;
use crate::steps;

/// What a step found out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Checks that were good.
    pub passed: usize,
    /// Checks that were not.
    pub failed: usize,
    /// Checks that were not made.
    pub skipped: usize,
    /// Why something was not made.
    pub note: Option<String>,
    /// Tests that said so themselves, in a program that has not ended yet.
    pub unmade: usize,
    /// The tests that failed, by name.
    pub names: Vec<String>,
}

impl Count {
    /// One good check.
    pub fn good() -> Self {
        Self { passed: 1, ..Self::default() }
    }

    /// Not made, because of this.
    pub fn skip(why: &str) -> Self {
        Self { skipped: 1, note: Some(why.to_owned()), ..Self::default() }
    }

    /// Adds the numbers of a line that closes a test program of Rust. A test that says "skipped" before its program
    /// ends was not made, although Rust counts it as passed.
    pub fn read(&mut self, line: &str) {
        if line.starts_with("skipped ") {
            self.unmade += 1;
        }
        let failed = line.strip_prefix("test ").and_then(|rest| rest.strip_suffix(" ... FAILED"));
        self.names.extend(failed.map(str::to_owned));
        let Some(rest) = line.trim().strip_prefix("test result:") else { return };
        let number = |what: &str| {
            let mut parts = rest.split([';', '.']).map(str::trim);
            parts.find_map(|part| part.strip_suffix(what)?.trim().parse::<usize>().ok()).unwrap_or(0)
        };
        let unmade = std::mem::take(&mut self.unmade);
        self.passed += number("passed").saturating_sub(unmade);
        self.failed += number("failed");
        self.skipped += number("ignored") + unmade;
    }

    /// Takes over what a second try of the failed tests gave. One that passed only then is named: it is not sound, or
    /// the machine was too slow for it.
    pub fn second_try(&mut self, second: &Self) {
        if second.passed + second.failed < self.failed {
            return;
        }
        self.names.retain(|name| !second.names.contains(name));
        self.passed += self.failed - second.failed;
        self.failed = second.failed;
        if !self.names.is_empty() {
            self.note = Some(format!("only at the second try: {}", self.names.join(", ")));
        }
    }

    fn add(&mut self, other: &Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

/// A check, or many of a kind.
pub struct Step {
    /// For `--only` and `--skip`.
    pub name: &'static str,
    /// What is true when it passes.
    pub title: &'static str,
    /// Makes it. An error is a failed check.
    pub run: fn() -> Result<Count>,
}

/// Runs the chosen steps, also after a failure. False when anything failed.
pub fn run(only: &[String], skip: &[String], list: bool) -> Result<bool> {
    for name in only.iter().chain(skip) {
        if !steps::ALL.iter().any(|step| step.name == name) {
            let names = steps::ALL.iter().map(|step| step.name).collect::<Vec<_>>().join(", ");
            bail!("there is no step `{name}`; the steps are {names}");
        }
    }
    let mut total = Count::default();
    let mut report = Vec::new();
    for step in &steps::ALL {
        let wanted = only.is_empty() || only.iter().any(|name| name == step.name);
        if list {
            println!("{:<12} {}", step.name, step.title);
        } else if wanted {
            let (count, duration) = if skip.iter().any(|name| name == step.name) {
                (Count::skip("left out with --skip"), Duration::ZERO)
            } else {
                timed(step)
            };
            total.add(&count);
            report.push(line(step, &count, duration));
        }
    }
    if list {
        return Ok(true);
    }
    println!("\n━━ summary");
    for line in report {
        println!("{line}");
    }
    println!("{} passed, {} failed, {} skipped", total.passed, total.failed, total.skipped);
    Ok(total.failed == 0)
}

fn timed(step: &Step) -> (Count, Duration) {
    println!("\n━━ {}: {}", step.name, step.title);
    let start = Instant::now();
    let mut count = (step.run)().unwrap_or_else(|error| {
        println!("✗ {error:#}");
        Count { failed: 1, ..Count::default() }
    });
    let duration = start.elapsed();
    if let Some(note) = &mut count.note
        && count.passed == 0
    {
        sh::note(&format!("skipped: {note}"));
    }
    println!("{}", line(step, &count, duration));
    (count, duration)
}

fn line(step: &Step, count: &Count, duration: Duration) -> String {
    let mark = match count {
        Count { failed: 1.., .. } => '✗',
        Count { passed: 0, skipped: 1.., .. } => '–',
        _ => '✓',
    };
    let mut numbers = vec![format!("{} passed", count.passed)];
    if count.failed > 0 {
        numbers.push(format!("{} failed", count.failed));
    }
    if count.skipped > 0 {
        numbers.push(format!("{} skipped", count.skipped));
    }
    let note = count.note.as_ref().map(|note| format!(" ({note})")).unwrap_or_default();
    format!("{mark} {:<12} {:>6.1} s  {}{note}", step.name, duration.as_secs_f64(), numbers.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closing_lines_of_test_programs_are_summed() {
        let mut count = Count::default();
        count.read(
            "test result: ok. 12 passed; 0 failed; 3 ignored; 0 measured; 1 filtered out; finished in 0.5s",
        );
        count.read(
            "test result: FAILED. 1 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0s",
        );
        count.read("running 3 tests");
        assert_eq!(count, Count { passed: 13, failed: 2, skipped: 3, ..Count::default() });
    }

    #[test]
    fn what_passes_only_at_the_second_try_is_named_and_what_fails_twice_failed() {
        let mut first = Count::default();
        first.read("test story::one ... FAILED");
        first.read("test story::two ... ok");
        first.read("test story::three ... FAILED");
        first.read(
            "test result: FAILED. 1 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0s",
        );
        let mut second = Count::default();
        second.read("test story::three ... FAILED");
        second.read(
            "test result: FAILED. 1 passed; 1 failed; 0 ignored; 0 measured; 7 filtered out; finished in 0s",
        );
        let mut nothing_ran = first.clone();
        first.second_try(&second);
        assert_eq!((first.passed, first.failed), (2, 1));
        assert_eq!(first.note.as_deref(), Some("only at the second try: story::one"));
        nothing_ran.second_try(&Count::default());
        assert_eq!((nothing_ran.passed, nothing_ran.failed), (1, 2), "no second try is no success");
    }

    #[test]
    fn a_test_that_says_it_was_skipped_did_not_pass() {
        let mut count = Count::default();
        count.read("skipped a_test in Firefox: it has no such thing");
        count.read(
            "test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.5s",
        );
        count.read(
            "test result: ok. 1 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.5s",
        );
        assert_eq!(count, Count { passed: 3, skipped: 1, ..Count::default() });
    }
}
