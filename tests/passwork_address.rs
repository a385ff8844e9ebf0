//! Where a Passwork is: what people type and paste, and what is refused.

use nearkey::passwork::read_address;
use nearkey::server::ServerFault;
use proptest::prelude::*;

fn base(text: &str) -> Result<String, ServerFault> {
    read_address(text).map(|server| server.base().to_owned())
}

#[test]
fn an_address_is_taken_as_people_type_it() {
    for (text, good) in [
        ("pass.example.org", "https://pass.example.org"),
        ("  https://Pass.Example.ORG/  ", "https://pass.example.org"),
        ("pass.example.org:8443/team/", "https://pass.example.org:8443/team"),
        ("https://[::1]:9000", "https://[::1]:9000"),
        ("https://10.0.0.4", "https://10.0.0.4"),
        ("https://pass.example.org:443", "https://pass.example.org"),
    ] {
        assert_eq!(base(text).as_deref(), Ok(good), "{text}");
    }
}

#[test]
fn links_of_pages_and_of_the_api_are_cut_back_to_the_base() {
    for (text, good) in [
        ("https://pass.example.org/#!/p/5ee2529f448e196cbd268b93", "https://pass.example.org"),
        ("https://pass.example.org/team/#!/api/", "https://pass.example.org/team"),
        ("https://pass.example.org/api/v4", "https://pass.example.org"),
        ("https://pass.example.org/team/api/v4/info/version", "https://pass.example.org/team"),
        ("https://pass.example.org/api/v1/items?vaultId=1", "https://pass.example.org"),
        ("https://pass.example.org/api/v4/auth/login/AbCdEfGhIjKlMnOp", "https://pass.example.org"),
        ("https://pass.example.org/p/5ee2529f448e196cbd268b93", "https://pass.example.org"),
        ("https://pass.example.org/g/p/5ee2529f#code=abc", "https://pass.example.org"),
        ("https://pass.example.org/team/login?next=%2F", "https://pass.example.org/team"),
        // A folder may have such a name.
        ("https://pass.example.org/p", "https://pass.example.org/p"),
        ("https://pass.example.org/api/passwork", "https://pass.example.org/api/passwork"),
        ("https://host/p/api/v4/vaults", "https://host/p"),
    ] {
        assert_eq!(base(text).as_deref(), Ok(good), "{text}");
    }
}

#[test]
fn t100_what_is_no_address_of_a_server_is_refused_and_http_has_a_fault_of_its_own() {
    for (text, fault) in [
        ("http://pass.example.org", ServerFault::Plain),
        ("HTTP://pass.example.org/api/v4", ServerFault::Plain),
        ("https://mara:pw@pass.example.org", ServerFault::HasLogin),
        ("https://@pass.example.org", ServerFault::HasLogin),
        ("https://pass.example.org@evil.example", ServerFault::HasLogin),
        ("ftp://pass.example.org", ServerFault::OtherScheme),
        ("javascript://pass.example.org/%0aalert(1)", ServerFault::OtherScheme),
        ("", ServerFault::Empty),
        ("https://", ServerFault::NotAnAddress),
        ("https://pass example", ServerFault::NotAnAddress),
        ("https:\\\\pass.example.org", ServerFault::NotAnAddress),
        ("https://%65vil.example", ServerFault::NotAnAddress),
        ("https://pass.example.org/?host=evil.example", ServerFault::HasQuery),
    ] {
        assert_eq!(base(text), Err(fault), "{text}");
    }
    assert_eq!(base(&format!("pass.example.org/{}", "a".repeat(2_000))), Err(ServerFault::NotAnAddress));
}

proptest! {
    #[test]
    fn t100_what_is_taken_is_https_and_stays_as_it_is(text in "(https?://)?[a-z.:@/#?!0-9-]{0,40}") {
        if let Ok(server) = read_address(&text) {
            prop_assert!(server.base().starts_with("https://") && !server.is_plain());
            prop_assert!(!server.base().contains(['?', '#']) && !server.host().contains('@'));
            prop_assert!(server.covers(server.base()));
            let stored = serde_json::to_string(&server).map_err(|fault| TestCaseError::fail(fault.to_string()))?;
            prop_assert_eq!(&serde_json::from_str::<nearkey::server::Server>(&stored).ok(), &Some(server));
        }
    }
}
