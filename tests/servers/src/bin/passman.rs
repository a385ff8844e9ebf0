//! `nearkey-passman`: the built-in Passman and the sample sites, to try things by hand.

use std::path::PathBuf;
use std::process::ExitCode;

use nearkey_servers::passman::{Certificate, SAMPLE_PASSWORD, Surroundings};
use nearkey_servers::{Passman, PassmanConfig, Site, SiteConfig};

const USAGE: &str = "\
nearkey-passman: a Nextcloud with Passman on this machine, and sample sites to log in to

  --https-port N         port of HTTPS (default 8790)
  --http-port N          port of plain HTTP (default 8791)
  --control-port N       port of the page that switches things (default 8792)
  --site-port N          port of the sample sites (default 8789)
  --path /FOLDER         the Nextcloud is in a folder of its server
  --user NAME            login name (default mira)
  --password TEXT        account password
  --ca-file FILE         write the certificate of the test authority into FILE
  --certificate KIND     good (default), wrong-host, self-signed or expired
  --two-factor           the account password is refused; an app password is needed
  --no-pretty-urls       only addresses with index.php work
  --text-ids             ids are texts of digits
  --throttle N           after N wrong logins all are refused (default 10)
  --items N              fill the sample vault up to N items
  --empty                no sample vault
  --no-passman           a Nextcloud without Passman
  --no-nextcloud         some other web server
";

struct Options {
    passman: PassmanConfig,
    site: SiteConfig,
    ca_file: Option<PathBuf>,
    items: usize,
}

/// Reads the command line; the error is the text to show.
fn options(mut args: impl Iterator<Item = String>) -> Result<Options, String> {
    let mut passman =
        PassmanConfig { https_port: 8790, http_port: 8791, control_port: 8792, ..PassmanConfig::default() };
    let (mut site, mut ca_file, mut items) = (SiteConfig { port: 8789 }, None, 0);
    while let Some(name) = args.next() {
        let mut value = || args.next().ok_or_else(|| format!("{name} needs a value"));
        let port =
            |text: String| text.parse::<u16>().map_err(|_| format!("{name}: not a number up to 65535"));
        let whole = |_| format!("{name}: not a whole number");
        match name.as_str() {
            "--https-port" => passman.https_port = port(value()?)?,
            "--http-port" => passman.http_port = port(value()?)?,
            "--control-port" => passman.control_port = port(value()?)?,
            "--site-port" => site.port = port(value()?)?,
            "--path" => {
                let path = value()?;
                if !path.starts_with('/') || path.ends_with('/') {
                    return Err(format!("{name}: begins with a slash and does not end with one"));
                }
                passman.base_path = path;
            }
            "--user" => passman.user = value()?,
            "--password" => passman.password = value()?,
            "--ca-file" => ca_file = Some(PathBuf::from(value()?)),
            "--certificate" => {
                passman.certificate = match value()?.as_str() {
                    "good" => Certificate::Good,
                    "wrong-host" => Certificate::WrongHost,
                    "self-signed" => Certificate::SelfSigned,
                    "expired" => Certificate::Expired,
                    other => return Err(format!("{name}: there is no kind `{other}`")),
                };
            }
            "--two-factor" => passman.switches.two_factor = true,
            "--no-pretty-urls" => passman.switches.pretty_urls = false,
            "--text-ids" => passman.switches.text_ids = true,
            "--throttle" => passman.switches.throttle_after = value()?.parse().map_err(whole)?,
            "--items" => items = value()?.parse().map_err(whole)?,
            "--empty" => passman.sample = false,
            "--no-passman" => passman.switches.surroundings = Surroundings::NoPassman,
            "--no-nextcloud" => passman.switches.surroundings = Surroundings::NoNextcloud,
            _ => return Err(format!("unknown option {name}")),
        }
    }
    Ok(Options { passman, site, ca_file, items })
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
    let with_sample = options.passman.sample;
    let site = Site::start(options.site).await?;
    let passman = Passman::start(options.passman).await?;
    if with_sample {
        passman.set_site(&site.url_at("localhost", "")).map_err(std::io::Error::other)?;
    }
    if let (true, Some(vault)) = (options.items > 0, passman.vaults(passman.user()).first()) {
        passman.fill_vault(vault, options.items).map_err(std::io::Error::other)?;
    }
    if let Some(file) = &options.ca_file {
        std::fs::write(file, passman.ca_pem())?;
    }
    println!("Server            {}", passman.url());
    println!("  in clear        {}", passman.plain_url());
    println!("Its switches      {}", passman.control_url());
    println!("Sample sites      {}", site.url(""));
    println!("User, password    {}   {}", passman.user(), passman.password());
    if with_sample {
        println!("Vault password    {SAMPLE_PASSWORD}");
    }
    println!("Public key        {}", passman.spki_sha256_base64());
    println!();
    println!(
        "The browser must trust the certificate, which is new with each start. Either start a Chromium of its"
    );
    println!("own for it:");
    println!(
        "  chromium --user-data-dir=$(mktemp -d) --ignore-certificate-errors-spki-list={}",
        passman.spki_sha256_base64()
    );
    println!("or write the authority into a file with --ca-file and import it; or use the address in clear.");
    println!();
    println!("1. In the extension, connect a Passman account with the server's address.");
    println!("2. Grant access on the page that opens, or type user name and password.");
    println!("3. Choose the vault and type its password.");
    println!("4. Open {} and fill it in.", site.url_at("localhost", "classic"));
    println!("Ctrl+C ends; nothing is kept.");
    tokio::signal::ctrl_c().await
}
