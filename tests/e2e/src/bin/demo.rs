//! `cargo xtask demo`: the extension in a browser, with a phone and sample sites on this machine.
//!
//! With a screen it stays open for a person; without one it plays the whole story and leaves pictures of it.

// A member that a JSON value does not have reads as null.
#![allow(clippy::indexing_slicing)]

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};
use nearkey_e2e::toolbar::Toolbar;
use nearkey_e2e::view::View;
use nearkey_e2e::{Choice, Engine, PhoneConfig, Settings, SiteConfig, World, root, until, world};
use tokio::io::{AsyncBufReadExt, BufReader};

const USAGE: &str = "\
demo: the extension in a browser, with a built-in phone and sample sites

  --headed     with a window, for a person; ends with Enter or Ctrl+C
  --headless   without a window: plays the story, leaves pictures in dist/demo (this is the default)

NEARKEY_BROWSER=firefox takes Firefox.
";

#[tokio::main]
async fn main() -> ExitCode {
    let mut headed = false;
    for arg in std::env::args().skip(1) {
        match arg.as_str() {
            "--headed" => headed = true,
            "--headless" => headed = false,
            _ => {
                print!("{USAGE}");
                return if arg == "--help" || arg == "-h" { ExitCode::SUCCESS } else { ExitCode::from(2) };
            }
        }
    }
    let played = if headed { for_a_person().await } else { by_itself().await };
    match played {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// At the ports that people know from the real app, or at free ones if these are taken.
async fn start(settings: &Settings) -> Result<World> {
    let known = PhoneConfig { port: 8787, control_port: 8788, ..PhoneConfig::default() };
    let free = |port| std::net::TcpListener::bind(("127.0.0.1", port)).is_ok();
    let (phone, site) = if [8787, 8788, 8789].into_iter().all(free) {
        (known, SiteConfig { port: 8789 })
    } else {
        (PhoneConfig::default(), SiteConfig::default())
    };
    World::start_at(phone, site, settings).await
}

async fn for_a_person() -> Result<()> {
    let settings = Settings { headed: true, keep_welcome: true, ..Settings::default() };
    let world = start(&settings).await?;
    world.visit("classic").await?;
    world.browser.open_window(&world.phone.control_url(), 900, 860).await?;
    let (address, port) = (world.phone.address().ip(), world.phone.address().port());
    println!("{} runs with Nearkey; three pages are open:", Engine::chosen());
    println!("  the linking page   (options > Link again opens it once more)");
    println!("  the phone          {}", world.phone.control_url());
    println!("  a page to log in   {}   (more: {})", world.site.url("classic"), world.site.url(""));
    println!();
    println!("1. Linking page: Show the code, open \"Cannot scan?\", copy the text.");
    println!("2. Phone: Scan code, paste the text.");
    println!(
        "3. Linking page: type {address} and port {port}, Connect. Compare the letters; accept on both sides."
    );
    println!("4. Login page: click Nearkey in the toolbar (behind the puzzle piece), ask the phone.");
    println!("5. Phone: compare the letters again, accept.");
    println!();
    println!("Enter or Ctrl+C ends.");
    let mut keyboard = BufReader::new(tokio::io::stdin()).lines();
    tokio::select! {
        // Without a keyboard there is no Enter to wait for.
        line = keyboard.next_line() => if !matches!(line, Ok(Some(_))) { tokio::signal::ctrl_c().await? },
        pressed = tokio::signal::ctrl_c() => pressed?,
    }
    world.browser.quit().await.map(|_| ())
}

/// What happened, for people who were not there.
struct Transcript {
    folder: PathBuf,
    text: String,
    pictures: u32,
}

impl Transcript {
    fn new() -> Result<Self> {
        let folder = root().join("dist").join("demo");
        fs::create_dir_all(&folder)?;
        for entry in fs::read_dir(&folder)? {
            fs::remove_file(entry?.path())?;
        }
        Ok(Self { folder, text: String::new(), pictures: 0 })
    }

    fn say(&mut self, line: &str) -> Result<()> {
        println!("{line}");
        writeln!(self.text, "{line}")?;
        fs::write(self.folder.join("transcript.txt"), &self.text).context("dist/demo cannot be written")
    }

    fn show(&mut self, name: &str, png: &[u8]) -> Result<()> {
        self.pictures += 1;
        let name = format!("{}-{name}.png", self.pictures);
        fs::write(self.folder.join(&name), png)?;
        self.say(&format!("           picture: dist/demo/{name}"))
    }
}

async fn by_itself() -> Result<()> {
    let mut told = Transcript::new()?;
    let world = start(&Settings { sharp: true, ..Settings::default() }).await?;
    let browser = Engine::chosen();
    told.say(&format!(
        "Nearkey, played by itself: the extension in {browser}, a built-in phone, a sample site."
    ))?;
    told.say(&format!("Phone      listens at {}", world.phone.address()))?;

    let link = world.show_code().await?;
    let code = world::code(&link).await?;
    told.say("Browser    made its keys and shows a code")?;
    told.show("link-code", &link.on.picture().await?)?;
    world.phone.scan(&code)?;
    told.say("Phone      scanned the code")?;
    world.connect(&link).await?;
    let letters = world.compare(&link).await?;
    told.say(&format!("Both       show the letters {letters}"))?;
    told.show("link-compare", &link.on.picture().await?)?;
    link.press("Same").await?;
    link.wait("the link", |screen| screen["step"]["type"] == "done").await?;
    world.phone.accept_link()?;
    told.say("Person     said \"Same\" here, and accepted on the phone: linked")?;
    told.show("link-done", &link.on.picture().await?)?;
    link.on.close().await?;

    let tab = world.visit("classic").await?;
    told.say(&format!("Browser    shows {}", world.site.url("classic")))?;
    let popup = open_popup(&world).await?;
    told.show("popup-ready", &popup.on.picture().await?)?;
    let prompt = world.ask(&popup).await?;
    told.say(&format!("Person     clicked the toolbar button and asked; both show {}", prompt.fingerprint))?;
    told.show("popup-asking", &popup.on.picture().await?)?;
    // A new window closes the popup; the request goes on without it.
    drop(popup);
    let phone_page = world.browser.open_window(&world.phone.control_url(), 1000, 900).await?;
    until("the phone's page to show the question", async || {
        let text = phone_page.run("return document.body.innerText", Vec::new()).await?;
        Ok(text.as_str().is_some_and(|text| text.contains(&prompt.fingerprint)).then_some(()))
    })
    .await?;
    told.show("phone-asked", &phone_page.picture().await?)?;
    phone_page.close().await?;
    world.phone.accept(Choice::FirstMatch)?;
    world.wait_filled(&tab, "email", "password").await?;
    told.say("Phone      accepted: user name and password are in the form, nothing was sent")?;
    told.show("page-filled", &tab.picture().await?)?;

    cache(&world, &mut told).await?;
    told.say("Everything happened on this machine; nothing went to the internet.")?;
    world.browser.quit().await.map(|_| ())
}

/// The second half: all logins at once, locked, unlocked, filled without asking for the login again.
async fn cache(world: &World, told: &mut Transcript) -> Result<()> {
    let popup = open_popup(world).await?;
    popup.press("More").await?;
    told.show("popup-more", &popup.on.picture().await?)?;
    world.get_all(&popup).await?;
    let all = popup.screen().await?["total"].as_u64().unwrap_or_default();
    told.say(&format!("Person     got all {all} logins into the cache"))?;
    told.show("popup-open", &popup.on.picture().await?)?;
    popup.press("Lock now").await?;
    popup.wait("the lock", |screen| screen["state"] == "locked").await?;
    told.say("Person     locked the cache")?;
    told.show("popup-locked", &popup.on.picture().await?)?;
    popup.press("Unlock with phone").await?;
    let prompt = world.prompt(&popup).await?;
    told.say(&format!("Person     asked to unlock; both show {}", prompt.fingerprint))?;
    world.phone.accept(Choice::Accept)?;
    popup.wait("the open cache", |screen| screen["state"] == "open" && screen["request"].is_null()).await?;
    drop(popup);

    let tab = world.visit("classic").await?;
    let asked = world.phone.log().len();
    let popup = open_popup(world).await?;
    popup.press("Fill in Harbour Mail").await?;
    world.wait_filled(&tab, "email", "password").await?;
    let again = world.phone.log().len() - asked;
    told.say(&format!("Browser    filled the form from the cache; requests to the phone meanwhile: {again}"))
}

/// The popup over the web page, as soon as it knows the page.
async fn open_popup(world: &World) -> Result<View<Toolbar<'_>>> {
    let popup = world.browser.open_popup().await?;
    popup.wait("the login form", |screen| screen["page"]["form"] == "login").await?;
    Ok(popup)
}
