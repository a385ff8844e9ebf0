//! Who may in, throttling, and Login Flow v2.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

mod passman_client;

use nearkey_servers::passman::{SetupError, Switches};
use nearkey_servers::{Passman, PassmanConfig};
use passman_client::{Client, Reply, start, start_with};
use serde_json::{Value, json};

const OCS: &str = "/ocs/v2.php/core/apppassword";
const FORM: (&str, &str) = ("Content-Type", "application/x-www-form-urlencoded");

async fn status_of(passman: &Passman, user: &str, password: &str) -> u16 {
    Client::of(passman, user, password).get("/version").await.status
}

#[tokio::test]
async fn account_and_app_passwords_open_and_nothing_else_does() {
    let passman = start().await;
    let app_password = passman.new_app_password("mira").unwrap();
    assert_eq!(status_of(&passman, "mira", passman.password()).await, 200);
    assert!(!passman.log().pop().unwrap().by_app_password);
    assert_eq!(status_of(&passman, "mira", &app_password).await, 200);
    assert!(passman.log().pop().unwrap().by_app_password);
    assert_eq!(status_of(&passman, "mira", "wrong").await, 401);
    assert_eq!(status_of(&passman, "nobody", passman.password()).await, 401);
    let reply = Client::nobody(&passman).get("/vaults").await;
    assert_eq!((reply.status, reply.json()), (401, json!({ "message": "Current user is not logged in" })));
    assert_eq!(passman.new_app_password("nobody"), Err(SetupError::NoUser));
}

#[tokio::test]
async fn names_and_passwords_are_utf8_and_may_have_colons() {
    let passman = start().await;
    passman.put_user("Jürgen", "pä:ss:wort 🔑");
    assert_eq!(status_of(&passman, "Jürgen", "pä:ss:wort 🔑").await, 200);
}

#[tokio::test]
async fn with_two_factor_only_app_passwords_open() {
    let switches = Switches { two_factor: true, ..Switches::default() };
    let passman = start_with(PassmanConfig { switches, ..PassmanConfig::default() }).await;
    let app_password = passman.new_app_password("mira").unwrap();
    assert_eq!(status_of(&passman, "mira", passman.password()).await, 401);
    assert_eq!(status_of(&passman, "mira", &app_password).await, 200);
}

#[tokio::test]
async fn after_too_many_wrong_logins_right_ones_are_refused_too() {
    let passman = start().await;
    passman.switch(|switches| switches.throttle_after = 3);
    for _ in 0..3 {
        assert_eq!(status_of(&passman, "mira", "wrong").await, 401);
    }
    assert_eq!(status_of(&passman, "mira", passman.password()).await, 429);
    passman.forgive();
    assert_eq!(status_of(&passman, "mira", passman.password()).await, 200);
}

#[tokio::test]
async fn a_right_login_forgives_wrong_ones() {
    let passman = start().await;
    passman.switch(|switches| switches.throttle_after = 2);
    for _ in 0..3 {
        assert_eq!(status_of(&passman, "mira", "wrong").await, 401);
        assert_eq!(status_of(&passman, "mira", passman.password()).await, 200);
    }
}

/// Begins a login as a client with this name.
async fn begin(client: &Client<'_>, base: &str, name: &str) -> Value {
    let reply = client.raw("POST", &format!("{base}/index.php/login/v2"), &[("User-Agent", name)], "").await;
    reply.unwrap().json()
}

/// Path of an address of this server.
fn path(passman: &Passman, address: &Value) -> String {
    let address = address.as_str().unwrap();
    let origin = format!("http://localhost:{}", passman.http_address().port());
    address.strip_prefix(&origin).unwrap_or_else(|| panic!("{address}")).to_owned()
}

async fn poll(client: &Client<'_>, login: &Value) -> Reply {
    let body = format!("token={}", login["poll"]["token"].as_str().unwrap());
    let target = path(client.passman, &login["poll"]["endpoint"]);
    client.raw("POST", &target, &[FORM], &body).await.unwrap()
}

/// The value of a hidden field of the page.
fn hidden(page: &str, name: &str) -> String {
    let (_, rest) = page.split_once(&format!("name=\"{name}\" value=\"")).unwrap();
    rest.split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn the_user_grants_on_the_page_and_the_client_gets_an_app_password_once() {
    let passman = start_with(PassmanConfig { base_path: "/cloud".into(), ..PassmanConfig::default() }).await;
    let client = Client::nobody(&passman);
    let login = begin(&client, "/cloud", "Nearkey <b>on</b> desk").await;
    assert_eq!(poll(&client, &login).await.status, 404);
    let page = client.raw("GET", &path(&passman, &login["login"]), &[], "").await.unwrap();
    let text = page.text();
    assert!(
        page.status == 200 && text.contains("Nearkey &lt;b&gt;on&lt;/b&gt; desk") && text.contains("mira")
    );
    let body =
        format!("loginToken={}&stateToken={}", hidden(&text, "loginToken"), hidden(&text, "stateToken"));
    let pressed = client.raw("POST", "/cloud/index.php/login/v2/grant", &[FORM], &body).await.unwrap();
    assert!(pressed.status == 200 && pressed.text().contains("connected"));
    let got = poll(&client, &login).await.json();
    assert_eq!(got["server"], format!("http://localhost:{}/cloud", passman.http_address().port()));
    assert_eq!(got["loginName"], "mira");
    assert_eq!(poll(&client, &login).await.status, 404, "only once");
    let mut client = Client::of(&passman, "mira", got["appPassword"].as_str().unwrap());
    client.api = "/cloud/index.php/apps/passman/api/v2".into();
    assert_eq!(client.get("/vaults").await.status, 200);
}

#[tokio::test]
async fn no_other_page_can_press_the_button() {
    let passman = start().await;
    let client = Client::nobody(&passman);
    let login = begin(&client, "", "Nearkey").await;
    let page = client.raw("GET", &path(&passman, &login["login"]), &[], "").await.unwrap().text();
    let (token, state) = (hidden(&page, "loginToken"), hidden(&page, "stateToken"));
    let own = format!("http://localhost:{}", passman.http_address().port());
    let press = async |state: &str, origin: &str| {
        let body = format!("loginToken={token}&stateToken={state}");
        let headers = [FORM, ("Origin", origin)];
        client.raw("POST", "/index.php/login/v2/grant", &headers, &body).await.unwrap().status
    };
    assert_eq!(press("guessed", &own).await, 403);
    assert_eq!(press(&state, "http://evil.example").await, 403);
    assert_eq!(press(&state, "http://localhost").await, 403);
    assert_eq!(poll(&client, &login).await.status, 404);
    assert_eq!(press(&state, &own).await, 200);
    assert_eq!(poll(&client, &login).await.status, 200);
}

#[tokio::test]
async fn a_login_is_granted_without_a_browser_too() {
    let passman = start().await;
    assert_eq!(passman.grant_login(), Err(SetupError::NoLogin));
    let client = Client::nobody(&passman);
    let login = begin(&client, "", "Nearkey").await;
    assert_eq!(passman.waiting_login().as_deref(), Some("Nearkey"));
    passman.grant_login().unwrap();
    assert_eq!(passman.waiting_login(), None);
    let got = poll(&client, &login).await.json();
    assert_eq!(passman.app_passwords("mira"), [got["appPassword"].as_str().unwrap()]);
}

#[tokio::test]
async fn a_login_waits_for_twenty_minutes() {
    let passman = start().await;
    let client = Client::nobody(&passman);
    let login = begin(&client, "", "Nearkey").await;
    passman.jump_clock(19 * 60);
    assert!(passman.waiting_login().is_some());
    passman.jump_clock(2 * 60);
    assert_eq!(passman.grant_login(), Err(SetupError::NoLogin));
    let page = client.raw("GET", &path(&passman, &login["login"]), &[], "").await.unwrap();
    assert_eq!(page.status, 403);
    assert_eq!(poll(&client, &login).await.status, 404);
}

#[tokio::test]
async fn signing_out_ends_the_app_password_it_comes_with() {
    let passman = start().await;
    let app_password = passman.new_app_password("mira").unwrap();
    let client = Client::of(&passman, "mira", &app_password);
    let ocs = ("OCS-APIRequest", "true");
    assert_eq!(client.raw("DELETE", OCS, &[], "").await.unwrap().status, 412);
    let by_account = Client::new(&passman).raw("DELETE", OCS, &[ocs], "").await.unwrap();
    assert_eq!(by_account.status, 403);
    let done = client.raw("DELETE", OCS, &[ocs, ("Accept", "application/json")], "").await.unwrap();
    assert_eq!(done.json()["ocs"]["meta"]["statuscode"], 200);
    assert_eq!(client.get("/version").await.status, 401);
    assert!(passman.app_passwords("mira").is_empty());
    let again = passman.new_app_password("mira").unwrap();
    assert!(passman.revoke("mira", &again) && !passman.revoke("mira", &again));
}
