//! `cargo xtask soak`: many requests of the real wire code through chaos, and what became of each answer.

use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use nearkey_soak::{Manner, Plan, SoakError, Tally, compare, soak};

const USAGE: &str = "\
soak: requests of the real wire code against built-in phones in chaos mode

  --requests N   how many requests (default 1000)
  --seed S       seed of requests and chaos (default 1)
  --lanes L      phones side by side, each with one client (default 128)
  --minutes M    begin no request after so many minutes (default: no limit)
  --compare N    requests of a client that polls every 2 s, for comparison (default: a tenth, 60 at least)
";

/// How often progress is told.
const TELL: Duration = Duration::from_secs(20);

struct Options {
    requests: usize,
    seed: u64,
    lanes: usize,
    compare: Option<usize>,
    limit: Option<Duration>,
}

/// Reads the command line; the error is the text to show.
fn options(mut args: impl Iterator<Item = String>) -> Result<Options, String> {
    let mut options = Options { requests: 1_000, seed: 1, lanes: 128, compare: None, limit: None };
    while let Some(name) = args.next() {
        let value = args.next().ok_or_else(|| format!("{name} needs a value"))?;
        let number = || value.parse::<usize>().map_err(|_| format!("{name}: not a whole number"));
        match name.as_str() {
            "--requests" => options.requests = number()?,
            "--seed" => options.seed = value.parse().map_err(|_| format!("{name}: not a whole number"))?,
            "--lanes" => options.lanes = number()?.max(1),
            "--minutes" => {
                let minutes = u64::try_from(number()?).unwrap_or(u64::MAX);
                options.limit = Some(Duration::from_secs(minutes.saturating_mul(60)));
            }
            "--compare" => options.compare = Some(number()?),
            _ => return Err(format!("unknown option {name}")),
        }
    }
    Ok(options)
}

#[tokio::main]
async fn main() -> ExitCode {
    if std::env::args().any(|arg| arg == "--help" || arg == "-h") {
        print!("{USAGE}");
        return ExitCode::SUCCESS;
    }
    let options = match options(std::env::args().skip(1)) {
        Ok(options) => options,
        Err(why) => {
            eprintln!("{why}\n\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    match run(&options).await {
        Ok(ours) if ours.is_clean() => ExitCode::SUCCESS,
        Ok(_) => {
            println!("something was lost, duplicated, misfiled or lived too long");
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(options: &Options) -> Result<Tally, SoakError> {
    let Options { requests, seed, lanes, compare: other, limit } = *options;
    let ours = Plan { requests, seed, lanes, manner: Manner::Ours, limit, trouble: None };
    let requests = other.unwrap_or_else(|| (requests / 10).max(60));
    let other = Plan { requests, lanes: lanes.div_ceil(4), manner: Manner::EveryTwoSeconds, ..ours.clone() };
    let total = ours.requests;
    println!("{total} requests, seed {seed}, {lanes} phones in chaos mode; all times are real");
    println!("beside it {requests} requests of a client that polls every 2 s, {} phones", other.lanes);
    let start = Instant::now();
    let (done, done_other) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let both =
        async { tokio::try_join!(soak(ours, Arc::clone(&done)), soak(other, Arc::clone(&done_other))) };
    let tell = async {
        loop {
            tokio::time::sleep(TELL).await;
            let (one, two) = (done.load(Ordering::Relaxed), done_other.load(Ordering::Relaxed));
            println!("{:>5} s: {one} of {} and {two} of {requests}", start.elapsed().as_secs(), total);
        }
    };
    let (ours, other) = tokio::select! {
        both = both => both?,
        () = tell => return Err(SoakError::Lane("the clock stopped".to_owned())),
    };
    println!("\n{}", compare(&ours, &other));
    println!("{} s", start.elapsed().as_secs());
    Ok(ours)
}
