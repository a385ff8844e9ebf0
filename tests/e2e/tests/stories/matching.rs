//! Which login is offered on which page, in the browser (threats, group B): real names of hosts, real address bars.
//!
//! The pages are plain HTTP, so outside of this machine even the right login is filled only after a question (T-18).

use anyhow::{Result, ensure};
use nearkey_e2e::variant::{self, Variant};
use nearkey_e2e::{PhoneConfig, Site, SiteConfig, Tab, View, World, page, until};
use nearkey_servers::Credential;
use serde_json::{Value, json};

const USER: &str = "mira";
const PASSWORD: &str = "Lighthouse-42-ebb";

/// An open cache with some logins, in a browser for which every host is the sample site.
struct Hosts {
    world: World,
    tab: Tab,
    popup: View<Tab>,
    _variant: Variant,
}

impl Hosts {
    /// Logins by name and website; `PORT` is that of the sample site.
    async fn with(logins: &[(&str, &str)]) -> Result<Self> {
        let mut variant = variant::in_pages()?;
        variant.settings.every_host = true;
        let world = World::start_at(PhoneConfig::default(), SiteConfig::default(), &variant.settings).await?;
        let port = world.site.address().port().to_string();
        let credentials = logins.iter().zip(1..).map(|((name, website), number)| Credential {
            uid: Some(format!("00000000-0000-4000-9000-{number:012}")),
            name: (*name).into(),
            user: USER.into(),
            password: PASSWORD.into(),
            website: website.replace("PORT", &port),
            ..Credential::default()
        });
        world.phone.set_credentials(credentials.collect());
        world.link().await?;
        let popup = world.keep_all().await?;
        let tab = world.browser.tab();
        Ok(Self { world, tab, popup, _variant: variant })
    }

    /// Shows the classic login under a host, as it is typed, and waits until the popup is about it under the name that it
    /// shows. Over another host, so that it is a new document.
    async fn visit(&self, typed: &str, shown: &str) -> Result<()> {
        self.visit_at(typed, self.world.site.address().port(), shown).await
    }

    async fn visit_at(&self, typed: &str, port: u16, shown: &str) -> Result<()> {
        self.tab.goto(&self.world.site.url("plain")).await?;
        let between =
            |screen: &Value| screen["page"]["host"] == "127.0.0.1" && screen["page"]["form"] == "none";
        self.popup.wait("the page between", between).await?;
        self.tab.goto(&format!("http://{typed}:{port}/classic")).await?;
        let here = |screen: &Value| screen["page"]["host"] == shown && screen["page"]["form"] == "login";
        self.popup.wait(&format!("the login of {typed}"), here).await?;
        Ok(())
    }

    /// Names of the logins that the popup shows for this very site, and for others of its owner.
    async fn shown(&self) -> Result<(Vec<String>, Vec<String>)> {
        let body = "return ['For this site', 'Same company, other site'].map((name) =>
            [...document.querySelectorAll(`[role=rowgroup][aria-label='${name}'] .name`)].map((one) => one.textContent.trim()))";
        Ok(serde_json::from_value(self.popup.on.run(body, Vec::new()).await?)?)
    }

    /// On this host exactly these are offered, and these are listed as those of the owner's other sites.
    async fn offers(&self, typed: &str, shown: &str, matches: &[&str], company: &[&str]) -> Result<()> {
        self.visit(typed, shown).await?;
        let found = self.shown().await?;
        ensure!(found.0 == matches && found.1 == company, "on {typed} are offered {found:?}");
        Ok(())
    }

    /// Clicks a login in the list.
    async fn choose(&self, login: &str) -> Result<()> {
        let body = "const rows = [...document.querySelectorAll('[role=row]')];
            return rows.find((row) => row.querySelector('.name').textContent.trim() === given[0])?.ariaRowIndex ?? null";
        let row = until(&format!("{login} in the list"), async || {
            let row = self.popup.on.run(body, vec![json!(login)]).await?;
            Ok(row.as_str().map(ToOwned::to_owned))
        })
        .await?;
        self.popup.on.click(&format!("[role=row][aria-rowindex='{row}']")).await
    }

    async fn question(&self, kind: &str) -> Result<Value> {
        let screen = self.popup.wait(kind, |screen| screen["question"]["type"] == kind).await?;
        Ok(screen["question"].clone())
    }

    async fn no(&self) -> Result<()> {
        self.popup.press("Do not fill in").await?;
        self.popup.wait("no question", |screen| screen["question"].is_null()).await?;
        self.nothing_filled().await
    }

    async fn nothing_filled(&self) -> Result<()> {
        assert_eq!(page::filled(&self.tab).await?, []);
        Ok(())
    }

    /// Chosen by hand on this page, a login of another host is asked about, with both hosts to be read; it is refused.
    async fn is_asked_about(&self, login: &str, item: &str, page: &str) -> Result<()> {
        self.choose(login).await?;
        let asked = self.question("otherSite").await?;
        assert_eq!((&asked["itemHost"], &asked["pageHost"]), (&json!(item), &json!(page)));
        let said = self.popup.text_of(".question dl").await?;
        assert!(said.contains(item) && said.contains(page), "{said}");
        self.no().await
    }

    /// The keys fill the login of exactly this host, after the question that plain HTTP takes.
    async fn keys_fill(&self, host: &str) -> Result<()> {
        self.world.browser.command("fill").await?;
        assert_eq!(self.question("insecurePage").await?["host"], host);
        self.nothing_filled().await?;
        self.popup.press("Fill in").await?;
        page::wait_filled(&self.tab, &[("email", USER), ("password", PASSWORD)]).await
    }

    /// The keys have nothing to fill here: the popup is there to choose. Once in a test: the popup goes on saying so.
    async fn keys_fill_nothing(&self) -> Result<()> {
        self.world.browser.command("fill").await?;
        self.popup.wait("the choice", |screen| screen["openedFor"] == "choosing").await?;
        assert_eq!(self.popup.screen().await?["question"], json!(null));
        self.nothing_filled().await
    }
}

/// T-15, T-25: neighbours under a public suffix; T-17: hosts of one owner.
#[tokio::test(flavor = "multi_thread")]
async fn t15_t17_neighbours_are_strangers_and_sister_hosts_are_asked_about() -> Result<()> {
    let hosts = Hosts::with(&[
        ("Bank", "http://bank.co.uk:PORT"),
        ("Alice", "http://alice.github.io:PORT"),
        ("Bucket", "http://one.s3.amazonaws.com:PORT"),
        ("Kyoto", "http://one.kita.kyoto.jp:PORT"),
    ])
    .await?;
    for stranger in ["evil.co.uk", "mallory.github.io", "two.s3.amazonaws.com", "two.kita.kyoto.jp"] {
        hosts.offers(stranger, stranger, &[], &[]).await?;
    }
    hosts.keys_fill_nothing().await?;
    hosts.is_asked_about("Bank", "bank.co.uk", "two.kita.kyoto.jp").await?;

    hosts.offers("login.bank.co.uk", "login.bank.co.uk", &[], &["Bank"]).await?;
    hosts.is_asked_about("Bank", "bank.co.uk", "login.bank.co.uk").await?;
    hosts.offers("a.alice.github.io", "a.alice.github.io", &[], &["Alice"]).await?;
    hosts.offers("www.bank.co.uk", "www.bank.co.uk", &["Bank"], &[]).await?;
    hosts.offers("bank.co.uk", "bank.co.uk", &["Bank"], &[]).await?;
    hosts.keys_fill("bank.co.uk").await
}

/// T-16: addresses that only read like the right one.
#[tokio::test(flavor = "multi_thread")]
async fn t16_look_alike_addresses_are_strangers() -> Result<()> {
    let hosts = Hosts::with(&[("Example", "http://example.com:PORT")]).await?;
    let strangers = [
        ("example.com.evil.test", "example.com.evil.test"),
        ("evil-example.com", "evil-example.com"),
        ("examplexcom", "examplexcom"),
        ("example.com@evil.test", "evil.test"),
        ("example.com:pass@evil.test", "evil.test"),
        ("example.co", "example.co"),
        ("examp1e.com", "examp1e.com"),
    ];
    for (typed, shown) in strangers {
        hosts.offers(typed, shown, &[], &[]).await?;
    }
    hosts.keys_fill_nothing().await?;
    hosts.is_asked_about("Example", "example.com", "examp1e.com").await?;
    // Who is named before the @ does not matter on the right host either.
    hosts.offers("evil.test@example.com", "example.com", &["Example"], &[]).await?;
    hosts.keys_fill("example.com").await
}

/// T-18: a login for https on a page without encryption is asked about, each time anew.
#[tokio::test(flavor = "multi_thread")]
async fn t18_a_page_without_encryption_is_asked_about_each_time() -> Result<()> {
    let hosts = Hosts::with(&[("Bank", "https://bank.example:PORT")]).await?;
    for _ in 0..2 {
        hosts.offers("bank.example", "bank.example", &["Bank"], &[]).await?;
        hosts.keys_fill("bank.example").await?;
    }
    hosts.offers("bank.example", "bank.example", &["Bank"], &[]).await?;
    hosts.choose("Bank").await?;
    assert_eq!(hosts.question("insecurePage").await?["host"], "bank.example");
    hosts.popup.wait_for_text("not encrypted").await?;
    hosts.no().await
}

/// T-19: an address without a name is itself and its port, in every spelling.
#[tokio::test(flavor = "multi_thread")]
async fn t19_an_ip_address_is_only_itself_and_its_port() -> Result<()> {
    let hosts = Hosts::with(&[("Router", "http://192.168.0.5:PORT")]).await?;
    let other = Site::start(SiteConfig::default()).await?;
    for stranger in ["10.0.0.5", "192.168.0.50", "[::1]", "192.168.0.5.test"] {
        hosts.offers(stranger, stranger, &[], &[]).await?;
    }
    hosts.visit_at("192.168.0.5", other.address().port(), "192.168.0.5").await?;
    assert_eq!(hosts.shown().await?, (vec![], vec![]), "another port");
    hosts.keys_fill_nothing().await?;
    for spelling in ["0300.0250.0.5", "0xc0a80005", "3232235525", "192.168.5", "192.168.0.5"] {
        hosts.offers(spelling, "192.168.0.5", &["Router"], &[]).await?;
    }
    hosts.keys_fill("192.168.0.5").await
}

/// T-20: one host in many spellings, and other hosts that look like it.
#[tokio::test(flavor = "multi_thread")]
async fn t20_spellings_are_the_same_host_and_look_alike_letters_are_not() -> Result<()> {
    let hosts = Hosts::with(&[
        ("Books", "http://bücher.example:PORT"),
        ("Apple", "http://apple.com:PORT"),
        ("Pay", "http://paypal.com:PORT"),
    ])
    .await?;
    let strangers = [
        // Cyrillic а; all of Cyrillic; a dotless ı.
        ("аpple.com", "xn--pple-43d.com"),
        ("аррӏе.com", "xn--80ak6aa92e.com"),
        ("paypaı.com", "xn--paypa-r4a.com"),
        ("bucher.example", "bucher.example"),
    ];
    for (typed, shown) in strangers {
        hosts.offers(typed, shown, &[], &[]).await?;
        assert!(hosts.popup.text().await?.contains(shown), "the popup names {shown}");
    }
    hosts.keys_fill_nothing().await?;
    for typed in ["BÜCHER.example", "xn--bcher-kva.example", "b%C3%BCcher.example", "bücher。example."] {
        hosts.offers(typed, "bücher.example", &["Books"], &[]).await?;
    }
    for typed in ["APPLE.com", "ap%70le.com", "apple.com."] {
        hosts.offers(typed, "apple.com", &["Apple"], &[]).await?;
    }
    hosts.keys_fill("apple.com").await
}

/// T-21, T-22, T-23: logins whose site is empty, everybody's, broken, or one of several.
#[tokio::test(flavor = "multi_thread")]
async fn t21_t22_t23_sites_that_name_nobody_match_nothing() -> Result<()> {
    let hosts = Hosts::with(&[
        ("example.com", ""),
        ("com", "com"),
        ("co.uk", "http://co.uk:PORT"),
        ("localhost", "http://localhost"),
        ("mail", "http://mira@example.com:PORT"),
        ("star", "http://*.example.com:PORT"),
        ("Several", "http://exa mple:PORT, http://[::bad, http://co.uk:PORT;http://two.example:PORT"),
    ])
    .await?;
    for stranger in ["example.com", "example.co.uk", "co.uk", "localhost", "com", "exa"] {
        hosts.offers(stranger, stranger, &[], &[]).await?;
    }
    hosts.keys_fill_nothing().await?;
    hosts.choose("example.com").await?;
    assert_eq!(hosts.question("noSite").await?["pageHost"], "exa");
    hosts.no().await?;
    hosts.offers("two.example", "two.example", &["Several"], &[]).await?;
    hosts.keys_fill("two.example").await
}

/// T-26: what was agreed to and pointed at on one host is not known on its sister.
#[tokio::test(flavor = "multi_thread")]
async fn t26_a_choice_for_one_host_is_not_known_on_its_sister() -> Result<()> {
    let hosts = Hosts::with(&[("Ours", "http://a.harbour.localhost:PORT")]).await?;
    let odd = "document.querySelector('main').innerHTML = `<form>
        <input name=first autocomplete=username> <input name=second type=password autocomplete=current-password>
        <button>Sign in</button></form> <p><input name=q1> <input name=q2 type=password></p>`";
    hosts.offers("a.harbour.localhost", "a.harbour.localhost", &["Ours"], &[]).await?;
    hosts.tab.run(odd, Vec::new()).await?;
    hosts.popup.press("More").await?;
    hosts.popup.press("Choose the fields").await?;
    super::point::overlay(&hosts.tab, true).await?;
    super::point::click_on(&hosts.tab, "[name=q1]").await?;
    super::point::click_on(&hosts.tab, "[name=q2]").await?;
    hosts.popup.wait_for_notice("pointed").await?;
    hosts.choose("Ours").await?;
    page::wait_filled(&hosts.tab, &[("q1", USER), ("q2", PASSWORD)]).await?;

    // On the sister nothing of it is known, and a yes there is good for that one time.
    for _ in 0..2 {
        hosts.offers("b.harbour.localhost", "b.harbour.localhost", &[], &["Ours"]).await?;
        assert_eq!(hosts.popup.screen().await?["page"]["pointed"], false);
        hosts.tab.run(odd, Vec::new()).await?;
        hosts.choose("Ours").await?;
        hosts.question("otherSite").await?;
        hosts.nothing_filled().await?;
        hosts.popup.press("Fill in").await?;
        page::wait_filled(&hosts.tab, &[("first", USER), ("second", PASSWORD)]).await?;
    }
    Ok(())
}
