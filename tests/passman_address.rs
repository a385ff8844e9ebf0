//! Where a Nextcloud is, as people type and paste it.
#![allow(clippy::unwrap_used, reason = "a test may stop at what is not there")]

use nearkey::passman::read_address;
use nearkey::server::{Server, ServerFault};
use proptest::prelude::*;

fn base(text: &str) -> Result<String, ServerFault> {
    read_address(text).map(|server| server.base().to_owned())
}

#[test]
fn what_people_type_is_taken_and_https_assumed() {
    for (text, good) in [
        ("cloud.example.org", "https://cloud.example.org"),
        (" cloud.example.org/ \n", "https://cloud.example.org"),
        ("HTTPS://Cloud.Example.ORG", "https://cloud.example.org"),
        ("https://cloud.example.org:443/", "https://cloud.example.org"),
        ("cloud.example.org:8443", "https://cloud.example.org:8443"),
        ("https://host:8443/nextcloud/", "https://host:8443/nextcloud"),
        ("example.org/a/b", "https://example.org/a/b"),
        ("example.org/a//b/../c/", "https://example.org/a/c"),
        ("http://192.168.0.7", "http://192.168.0.7"),
        ("[fd00::1]:8443/nc", "https://[fd00::1]:8443/nc"),
        ("bücher.example", "https://xn--bcher-kva.example"),
        ("nas", "https://nas"),
    ] {
        assert_eq!(base(text).as_deref(), Ok(good), "{text}");
    }
}

#[test]
fn links_of_pages_are_cut_back_to_the_base() {
    for (text, good) in [
        ("https://c.example/index.php/apps/passman/#/vault/AB-12", "https://c.example"),
        ("https://c.example/nc/index.php/apps/passman/", "https://c.example/nc"),
        ("https://c.example/apps/files/?dir=/&fileid=7", "https://c.example"),
        ("https://c.example/nc/apps/passman/#/", "https://c.example/nc"),
        ("https://c.example/apps/nc/index.php/login?redirect_url=/x", "https://c.example/apps/nc"),
        ("https://c.example/login?redirect_url=/apps/passman/", "https://c.example"),
        ("https://c.example/login", "https://c.example"),
        ("https://c.example/nc/index.php", "https://c.example/nc"),
        ("https://c.example/remote.php/dav", "https://c.example"),
        ("https://c.example/nc/status.php", "https://c.example/nc"),
        ("https://c.example/settings/user/security", "https://c.example"),
        ("https://c.example/nc/#/anything", "https://c.example/nc"),
        // A folder may have such a name.
        ("https://c.example/apps", "https://c.example/apps"),
        ("https://c.example/s", "https://c.example/s"),
    ] {
        assert_eq!(base(text).as_deref(), Ok(good), "{text}");
    }
}

#[test]
fn t100_addresses_with_a_login_or_of_another_kind_are_refused() {
    use ServerFault::{Empty, HasLogin, HasQuery, NotAnAddress, OtherScheme};
    for (text, fault) in [
        ("", Empty),
        (" \t ", Empty),
        ("https://mara:word@cloud.example.org", HasLogin),
        ("mara@cloud.example.org", HasLogin),
        ("https://@cloud.example.org", HasLogin),
        ("https://:@cloud.example.org", HasLogin),
        ("https://cloud.example.org\\@elsewhere.example", NotAnAddress),
        ("https:///mara@cloud.example.org", NotAnAddress),
        ("ftp://cloud.example.org", OtherScheme),
        ("javascript://cloud.example.org", OtherScheme),
        ("file:///etc/passwd", OtherScheme),
        ("cloud.example.org?x=1", HasQuery),
        ("https://cloud.example.org/nc?token=1", HasQuery),
        ("https://", NotAnAddress),
        ("https://:8443", NotAnAddress),
        ("cloud.example.org:99999", NotAnAddress),
        ("cloud.exa mple.org", NotAnAddress),
        ("cloud.exa\tmple.org", NotAnAddress),
        ("clo%75d.example.org", NotAnAddress),
        ("cloud.example.org:port", NotAnAddress),
        (&"x".repeat(2_001), NotAnAddress),
    ] {
        assert_eq!(base(text), Err(fault), "{text}");
    }
}

#[test]
fn what_is_plain_is_told() {
    assert!(read_address("http://nas:8080/nc").unwrap().is_plain());
    assert!(!read_address("nas").unwrap().is_plain());
}

#[test]
fn people_read_host_and_port_and_the_browser_is_asked_for_the_host() {
    let server = read_address("https://host.example:8443/nc").unwrap();
    assert_eq!((server.host(), server.pattern().as_str()), ("host.example:8443", "https://host.example/*"));
    let server = read_address("http://[::1]:9000").unwrap();
    assert_eq!((server.host(), server.pattern().as_str()), ("[::1]:9000", "http://[::1]/*"));
}

#[test]
fn t100_a_server_covers_its_own_addresses_only() {
    let server = read_address("https://cloud.example.org/nextcloud").unwrap();
    for own in [
        "https://cloud.example.org/login/v2/flow/abc",
        "https://cloud.example.org:443/nextcloud/login/v2/poll",
        "https://CLOUD.example.org/",
    ] {
        assert!(server.covers(own), "{own}");
    }
    for other in [
        "http://cloud.example.org/login/v2/poll",
        "https://cloud.example.org:8443/login/v2/poll",
        "https://cloud.example.org.evil.example/",
        "https://evil.example/cloud.example.org",
        "https://mara@cloud.example.org/",
        "https://mara:word@cloud.example.org/",
        "//cloud.example.org/",
        "/login/v2/poll",
        "javascript:alert(1)",
        "",
    ] {
        assert!(!server.covers(other), "{other}");
    }
}

#[test]
fn an_address_is_stored_as_its_text_and_checked_again() {
    let server = read_address("host:8443/nc").unwrap();
    let text = serde_json::to_string(&server).unwrap();
    assert_eq!(text, "\"https://host:8443/nc\"");
    assert_eq!(serde_json::from_str::<Server>(&text).unwrap(), server);
    assert!(serde_json::from_str::<Server>("\"https://a:b@host\"").is_err());
    let folder = read_address("https://host/apps/nc/index.php/login").unwrap();
    let text = serde_json::to_string(&folder).unwrap();
    assert_eq!(serde_json::from_str::<Server>(&text).unwrap(), folder);
}

proptest! {
    #[test]
    fn whatever_is_taken_is_a_base_that_reads_as_itself(text in "(https?://)?[a-z@:%/.?#é\\\\ 0-9-]{0,40}") {
        if let Ok(server) = read_address(&text) {
            let base = server.base();
            prop_assert!(!base.ends_with('/') && !base.contains('?') && !base.contains('#'), "{}", base);
            let stored = serde_json::to_string(&server).unwrap();
            prop_assert_eq!(&serde_json::from_str::<Server>(&stored).unwrap(), &server);
            let below = format!("{base}/status.php");
            prop_assert!(server.covers(&below));
        }
    }
}
