//! What the website text of a login stands for (threats T-21 to T-23).

use nearkey::site::{ItemSites, Match, Origin, matches};

fn fit(item: &str, page: &str) -> Match {
    let page = Origin::parse(page).unwrap_or_else(|| unreachable!("{page} is a web page"));
    matches(&page, &ItemSites::parse(item))
}

/// Checks a table of (website text of the login, address of the page).
fn all_are(expected: Match, table: &[(&str, &str)]) {
    for (item, page) in table {
        assert_eq!(fit(item, page), expected, "login for {item:?} on {page:?}");
    }
}

#[test]
fn t21_a_login_without_a_site_belongs_nowhere() {
    for page in
        ["https://example.com", "http://localhost", "http://a", "https://ing.com", "http://192.168.0.5"]
    {
        for item in ["", " ", "\n", ",", "ing", "a", "ab", "example", "My Example Bank"] {
            assert_eq!(fit(item, page), Match::None, "login for {item:?} on {page:?}");
        }
    }
}

#[test]
fn t22_a_public_suffix_alone_never_matches() {
    all_are(
        Match::None,
        &[
            ("com", "https://example.com"),
            ("https://com", "https://com"),
            ("co.uk", "https://example.co.uk"),
            ("co.uk", "https://co.uk"),
            ("https://co.uk", "https://www.co.uk"),
            ("github.io", "https://alice.github.io"),
        ],
    );
}

#[test]
fn t22_the_owner_of_a_private_suffix_has_a_login_page_of_its_own() {
    assert_eq!(fit("https://github.io", "https://github.io/login"), Match::Exact);
}

#[test]
fn t22_localhost_is_only_itself_and_its_port() {
    assert_eq!(fit("localhost", "http://localhost"), Match::Exact);
    assert_eq!(fit("localhost:3000", "http://localhost:3000"), Match::Exact);
    all_are(
        Match::None,
        &[
            ("localhost", "http://localhost:3000"),
            ("localhost:3000", "http://localhost:3001"),
            ("localhost", "http://127.0.0.1"),
            ("localhost", "http://a.localhost"),
            ("localhost", "https://localhost.evil.test"),
        ],
    );
}

#[test]
fn t22_garbage_matches_nothing() {
    let texts = [
        "http://",
        "https://:80",
        "::",
        "???",
        "a b c",
        "user@example.com",
        "https://user@example.com",
        "https://@example.com",
        "androidapp://com.example",
        "javascript:alert(1)",
        "ftp://example.com",
        "exa mple",
        "https://example.com:99999",
        "*.example.com",
        ".example.com",
        "example..com",
        "\0",
        "https:/example.com",
    ];
    for text in texts {
        assert_eq!(fit(text, "https://example.com"), Match::None, "{text:?}");
    }
}

#[test]
fn t23_broken_entries_are_ignored_and_the_others_work() {
    let item = "https://exa mple, https://bank.example/a,b;other.example\nhttp://[::bad, co.uk\tlast.example";
    let hosts: Vec<String> = ItemSites::parse(item).iter().map(|site| site.host().to_owned()).collect();
    assert_eq!(hosts, ["exa", "bank.example", "last.example"]);
    assert_eq!(fit("co.uk, bank.example", "https://bank.example"), Match::Exact);
    assert_eq!(fit("one.example,two.example;three.example", "https://two.example"), Match::Exact);
    assert_eq!(fit("one.example/,two.example", "https://two.example"), Match::Exact);
}

#[test]
fn t23_a_site_inside_the_path_of_another_is_not_a_site() {
    assert_eq!(fit("https://bank.example/?next=a,evil.test", "https://evil.test"), Match::None);
    assert_eq!(fit("https://bank.example/a,https://two.example", "https://two.example"), Match::Exact);
}

#[test]
fn t23_the_number_and_the_length_of_entries_are_bounded() {
    let many = "a.example ".repeat(100);
    assert_eq!(ItemSites::parse(&many).iter().count(), 20);
    assert!(ItemSites::parse(&"a.example ".repeat(10_000)).is_empty());
}
