//! `cargo xtask forms`: real pages with labels, filled by the real extension, and how that came out.
//!
//! `--pages DIR --truth FILE`, and `--dump FILE` to write down what the content script saw (to be kept out of the
//! repository), `--only TEXT` for pages whose file name has it, `--check yes` to fail below what was reached.

// A member that a JSON value does not have reads as null.
#![allow(clippy::indexing_slicing)]

use std::env;
use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use nearkey_e2e::forms::{Browsing, score};
use serde_json::Value;

#[derive(Default)]
struct Options {
    pages: PathBuf,
    truth: PathBuf,
    dump: Option<PathBuf>,
    only: String,
    check: bool,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn options() -> Result<Options> {
    let mut options = Options::default();
    let mut given = env::args().skip(1);
    while let Some(name) = given.next() {
        let value = given.next().with_context(|| format!("{name} wants a value"))?;
        match name.as_str() {
            "--pages" => options.pages = value.into(),
            "--truth" => options.truth = value.into(),
            "--dump" => options.dump = Some(value.into()),
            "--only" => options.only = value,
            "--check" => options.check = value == "yes",
            _ => bail!("`{name}` is not known here"),
        }
    }
    Ok(options)
}

async fn run() -> Result<()> {
    let options = options()?;
    if !options.pages.is_dir() || !options.truth.is_file() {
        println!("skipped: there are no labelled pages at {}", options.pages.display());
        return Ok(());
    }
    let truth: Vec<score::Page> = serde_json::from_slice(&fs::read(&options.truth)?)?;
    let browsing = Browsing::start(options.pages).await?;
    let (mut verdicts, mut dumps, mut looks, mut fills) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for page in truth.into_iter().filter(|page| page.file.contains(&options.only)) {
        let outcome = browsing.page(&page.file, page.controls).await;
        let mut outcome = outcome.with_context(|| page.file.clone())?;
        verdicts.push((page.clone(), score::judge(&page, &outcome.filled)));
        looks.push(outcome.look_ms);
        fills.push(outcome.fill_ms);
        outcome.dump["truth"] = serde_json::to_value(page)?;
        dumps.push(outcome.dump);
    }
    browsing.quit().await?;
    if let Some(path) = options.dump {
        fs::write(path, serde_json::to_vec(&Value::Array(dumps))?)?;
    }
    print!("{}", score::summary(&verdicts));
    tell("milliseconds until a page is looked at", looks);
    tell("milliseconds from the click to the filled form", fills);
    print!("{}", score::failures(&verdicts));
    if options.check {
        score::check(&verdicts).map_err(anyhow::Error::msg)?;
    }
    Ok(())
}

fn tell(what: &str, mut times: Vec<f64>) {
    times.sort_by(f64::total_cmp);
    let at = |percent: usize| {
        times.get(times.len().saturating_sub(1) * percent / 100).copied().unwrap_or(f64::NAN)
    };
    println!("{what:<46} median {:.0}, p95 {:.0}", at(50), at(95));
}
