//! `nearkey-phone`: the built-in phone and the sample sites, to try things by hand.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use nearkey_servers::{KeyOrigin, Phone, PhoneConfig, Site, SiteConfig};

const USAGE: &str = "\
nearkey-phone: a phone with ANOTHERpass on this machine, and sample sites to log in to

  --port N           port of the phone's protocol (default 8787)
  --control-port N   port of the phone's screen and of the control interface (default 8788)
  --site-port N      port of the sample sites (default 8789)
  --state FILE       keep vault and links in FILE (readable by everyone who can read the file)
  --fresh-key        make a real key pair for each link instead of taking a published test key
  --short-base-key   base keys of 16 bytes instead of 32
  --chaos SEED       chaos mode: user and network misbehave as planned from this number
  --slow MS          compute for MS milliseconds per request, as an older phone does
";

struct Options {
    phone: PhoneConfig,
    site: SiteConfig,
}

/// Reads the command line; the error is the text to show.
fn options(mut args: impl Iterator<Item = String>) -> Result<Options, String> {
    let mut phone = PhoneConfig { port: 8787, control_port: 8788, ..PhoneConfig::default() };
    let mut site = SiteConfig { port: 8789 };
    while let Some(name) = args.next() {
        let mut value = || args.next().ok_or_else(|| format!("{name} needs a value"));
        let number =
            |text: String| text.parse::<u16>().map_err(|_| format!("{name}: not a number up to 65535"));
        match name.as_str() {
            "--port" => phone.port = number(value()?)?,
            "--control-port" => phone.control_port = number(value()?)?,
            "--site-port" => site.port = number(value()?)?,
            "--slow" => phone.work_time = Duration::from_millis(number(value()?)?.into()),
            "--chaos" => {
                let seed = value()?;
                phone.chaos = Some(seed.parse().map_err(|_| format!("{name}: not a whole number"))?);
            }
            "--state" => phone.state_file = Some(PathBuf::from(value()?)),
            "--fresh-key" => phone.keys = KeyOrigin::Fresh,
            "--short-base-key" => phone.base_key_len = 16,
            _ => return Err(format!("unknown option {name}")),
        }
    }
    Ok(Options { phone, site })
}

#[tokio::main]
async fn main() -> ExitCode {
    if std::env::args().any(|arg| arg == "--help" || arg == "-h") {
        print!("{USAGE}");
        return ExitCode::SUCCESS;
    }
    let Options { phone, site } = match options(std::env::args().skip(1)) {
        Ok(options) => options,
        Err(why) => {
            eprintln!("{why}\n\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    match run(phone, site).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("cannot start: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(phone: PhoneConfig, site: SiteConfig) -> std::io::Result<()> {
    let chaos = phone.chaos;
    let site = Site::start(site).await?;
    let phone = Phone::start(phone).await?;
    phone.put_credential(site.credential());
    println!("Phone's screen   {}", phone.control_url());
    println!("Phone's address  {}", phone.address());
    println!("Sample sites     {}", site.url(""));
    println!();
    println!("1. Open the phone's screen in a browser.");
    println!("2. Start linking in the extension and paste the text of its code into \"Scan\".");
    println!("3. Type the phone's address into the extension; compare the letters; accept on both sides.");
    println!("4. Open {} and ask the phone.", site.url("classic"));
    println!("Ctrl+C ends.");
    if let Some(seed) = chaos {
        println!();
        println!("Chaos mode, seed {seed}: the user answers by itself, and what goes wrong is told here.");
    }
    tokio::select! {
        ended = tokio::signal::ctrl_c() => ended,
        () = tell(&phone) => Ok(()),
    }
}

/// Tells what happens in chaos mode, as it happens.
async fn tell(phone: &Phone) {
    let mut told = 0;
    loop {
        for happening in phone.happenings(told) {
            println!("chaos: {}", happening.what);
            told += 1;
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}
