//! `nearkey-passwork`: the built-in Passwork and the sample sites, to try things by hand.

use std::path::PathBuf;
use std::process::ExitCode;

use nearkey_servers::passwork::{Certificate, Era};
use nearkey_servers::{Passwork, PassworkConfig, Site, SiteConfig};

const USAGE: &str = "\
nearkey-passwork: a Passwork on this machine, and sample sites to log in to

  --era NAME             off-old, off-new (default), raw-master, md5, pbkdf2, item-keys, v7-off or v7-on
  --port N               port of HTTPS (default 8793)
  --control-port N       port of the page that switches things (default 8794)
  --site-port N          port of the sample sites (default 8789)
  --path /FOLDER         Passwork is in a folder of its server
  --ca-file FILE         write the certificate of the test authority into FILE
  --qr-file FILE         write the code for phones into FILE, as a PNG
  --certificate KIND     good (default), wrong-host, self-signed or expired
  --says VERSION         the version that it says
  --token-seconds N      how long a token lives (default 600)
  --items N              fill the first vault up to N items
  --empty                no sample items
";

struct Options {
    passwork: PassworkConfig,
    site: SiteConfig,
    ca_file: Option<PathBuf>,
    qr_file: Option<PathBuf>,
    items: usize,
}

/// Reads the command line; the error is the text to show.
fn options(mut args: impl Iterator<Item = String>) -> Result<Options, String> {
    let passwork = PassworkConfig { port: 8793, control_port: 8794, ..PassworkConfig::default() };
    let site = SiteConfig { port: 8789 };
    let mut options = Options { passwork, site, ca_file: None, qr_file: None, items: 0 };
    while let Some(name) = args.next() {
        let mut value = || args.next().ok_or_else(|| format!("{name} needs a value"));
        let port =
            |text: String| text.parse::<u16>().map_err(|_| format!("{name}: not a number up to 65535"));
        let whole = |_| format!("{name}: not a whole number");
        let passwork = &mut options.passwork;
        match name.as_str() {
            "--era" => {
                let era = value()?;
                passwork.era = Era::of(&era).ok_or_else(|| format!("{name}: there is no era `{era}`"))?;
            }
            "--port" => passwork.port = port(value()?)?,
            "--control-port" => passwork.control_port = port(value()?)?,
            "--site-port" => options.site.port = port(value()?)?,
            "--path" => {
                let path = value()?;
                if !path.starts_with('/') || path.ends_with('/') {
                    return Err(format!("{name}: begins with a slash and does not end with one"));
                }
                passwork.base_path = path;
            }
            "--ca-file" => options.ca_file = Some(PathBuf::from(value()?)),
            "--qr-file" => options.qr_file = Some(PathBuf::from(value()?)),
            "--certificate" => {
                passwork.certificate = match value()?.as_str() {
                    "good" => Certificate::Good,
                    "wrong-host" => Certificate::WrongHost,
                    "self-signed" => Certificate::SelfSigned,
                    "expired" => Certificate::Expired,
                    other => return Err(format!("{name}: there is no kind `{other}`")),
                };
            }
            "--says" => passwork.version = Some(value()?),
            "--token-seconds" => passwork.switches.token_seconds = value()?.parse().map_err(whole)?,
            "--items" => options.items = value()?.parse().map_err(whole)?,
            "--empty" => passwork.sample = false,
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
    match run(options).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("cannot start: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(options: Options) -> std::io::Result<()> {
    let (era, with_sample) = (options.passwork.era, options.passwork.sample);
    let site = Site::start(options.site).await?;
    let passwork = Passwork::start(options.passwork).await?;
    if with_sample {
        passwork.set_site(&site.url_at("localhost", "")).map_err(std::io::Error::other)?;
    }
    if let (true, Some((vault, _))) = (options.items > 0, passwork.vaults().first()) {
        passwork.fill_vault(vault, options.items).map_err(std::io::Error::other)?;
    }
    if let Some(file) = &options.ca_file {
        std::fs::write(file, passwork.ca_pem())?;
    }
    if let Some(file) = &options.qr_file {
        std::fs::write(file, passwork.qr_png()?)?;
    }
    println!("Server            {}   ({})", passwork.url(), era.name());
    println!("Its switches      {}", passwork.control_url());
    println!("Sample sites      {}", site.url(""));
    match passwork.tokens() {
        Ok(tokens) => {
            println!("Access token      {}", tokens.access);
            println!("Refresh token     {}", tokens.refresh);
        }
        Err(_) => println!("API key           {}", passwork.api_key()),
    }
    if let Some(password) = passwork.master_password() {
        println!("Master password   {password}");
    }
    println!("Code for phones   {}", passwork.qr_url());
    println!("Public key        {}", passwork.spki_sha256_base64());
    println!();
    println!(
        "The browser must trust the certificate, which is new with each start. Either start a Chromium of its"
    );
    println!("own for it:");
    println!(
        "  chromium --user-data-dir=$(mktemp -d) --ignore-certificate-errors-spki-list={}",
        passwork.spki_sha256_base64()
    );
    println!("or write the authority into a file with --ca-file and import it.");
    println!("Ctrl+C ends; nothing is kept.");
    tokio::signal::ctrl_c().await
}
