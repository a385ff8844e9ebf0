//! Which fields are a login (threats T-30, T-31, T-47, T-52).

mod form_builder;

use form_builder::{Field, email, other, page, password, text};
use nearkey::form::{FormKind, GroupKind};

const BOTH: Option<(Option<u32>, Option<u32>)> = Some((Some(1), Some(2)));

#[test]
fn a_user_name_and_a_password_are_a_login() {
    let found = page().form("Log in", vec![text("user"), password("pass")]).understand();
    assert_eq!((found.form, found.kind()), (FormKind::Login, GroupKind::LogIn));
}

#[test]
fn a_mail_address_can_be_the_account_name() {
    assert_eq!(page().form("Log in", vec![email("mail"), password("pw")]).login(), BOTH);
}

#[test]
fn a_phone_number_can_be_the_account_name() {
    assert_eq!(page().form("Log in", vec![other("tel", "phone"), password("pw")]).login(), BOTH);
}

#[test]
fn a_number_can_be_the_account_name() {
    assert_eq!(page().form("Anmelden", vec![other("number", "kundennummer"), password("pin")]).login(), BOTH);
}

#[test]
fn fields_without_any_words_are_a_login_by_their_types() {
    assert_eq!(page().form("", vec![text(""), password("")]).login(), BOTH);
}

#[test]
fn fields_outside_forms_are_a_login_too() {
    assert_eq!(page().loose(vec![text("user"), password("pass")]).login(), BOTH);
}

#[test]
fn the_field_before_the_password_is_the_account_name() {
    let fields = vec![text("a"), text("b"), password("pw"), text("c")];
    assert_eq!(page().form("Log in", fields).login(), Some((Some(2), Some(3))));
}

#[test]
fn a_field_that_says_user_wins_over_a_nearer_one() {
    let fields = vec![text("username"), text("x1"), password("pw")];
    assert_eq!(page().form("Log in", fields).login(), Some((Some(1), Some(3))));
}

#[test]
fn autocomplete_wins_over_words() {
    let fields = vec![text("x").auto("username"), text("user"), password("pw").auto("current-password")];
    assert_eq!(page().form("Log in", fields).login(), Some((Some(1), Some(3))));
}

#[test]
fn autocomplete_is_read_with_its_section_and_its_case() {
    let fields = vec![
        text("a").auto("section-x UserName webauthn"),
        password("b").auto("section-x Current-Password webauthn"),
    ];
    assert_eq!(page().form("Sign up", fields).login(), BOTH);
}

#[test]
fn the_company_field_is_not_the_account_name() {
    let fields = vec![text("company"), text("login"), password("pw")];
    assert_eq!(page().form("Log in", fields).login(), Some((Some(2), Some(3))));
}

#[test]
fn a_captcha_between_is_passed_over() {
    let fields = vec![text("user"), text("captcha"), password("pw")];
    assert_eq!(page().form("Log in", fields).login(), Some((Some(1), Some(3))));
}

#[test]
fn a_one_time_code_is_not_the_password() {
    let fields = vec![text("user"), password("pw"), password("otp").label("One-time code")];
    assert_eq!(page().form("Log in", fields).login(), BOTH);
}

#[test]
fn the_number_of_a_card_is_not_a_password() {
    let fields = vec![text("name on card").auto("cc-name"), password("cvv").auto("cc-csc")];
    assert_eq!(page().form("Pay", fields).login(), None);
}

#[test]
fn a_search_box_before_the_login_is_passed_over() {
    let fields = vec![other("search", "q"), text("search"), password("pw")];
    assert_eq!(page().loose(fields).login(), Some((None, Some(3))));
}

#[test]
fn a_log_in_form_with_a_register_button_is_a_login() {
    assert_eq!(page().form("Log in  Register now", vec![email("mail"), password("pw")]).login(), BOTH);
}

#[test]
fn t30_fields_that_nobody_sees_are_left_alone() {
    let fields = vec![text("user").unseen(), password("trap").unseen(), text("login"), password("pw")];
    assert_eq!(page().form("Log in", fields).login(), Some((Some(3), Some(4))));
}

#[test]
fn t30_a_page_with_unseen_fields_only_has_no_login() {
    let found = page().form("Log in", vec![text("user").unseen(), password("pw").unseen()]).understand();
    assert_eq!((found.form, found.login()), (FormKind::None, None));
}

#[test]
fn t30_fields_that_cannot_be_typed_into_are_left_alone() {
    let fields = vec![text("user").read_only(), password("pw")];
    assert_eq!(page().form("Log in", fields).login(), Some((None, Some(2))));
}

#[test]
fn t31_the_form_with_the_focus_counts() {
    let two = |first: bool| {
        let (one, other) = (text("user"), text("user"));
        let (one, other) = if first { (one.focused(), other) } else { (one, other.focused()) };
        page().form("Log in", vec![one, password("pw")]).form("Log in", vec![other, password("pw")]).login()
    };
    assert_eq!(two(true), BOTH);
    assert_eq!(two(false), Some((Some(3), Some(4))));
}

#[test]
fn t31_a_sign_up_with_the_focus_hides_the_login_beside_it() {
    let found = page()
        .form("Log in", vec![email("mail"), password("pw")])
        .form("Register", vec![email("mail").focused(), password("pw")])
        .understand();
    assert_eq!((found.form, found.login()), (FormKind::NewPassword, None));
}

#[test]
fn t31_a_search_box_with_the_focus_does_not_hide_the_login() {
    let page = page()
        .form("Search", vec![text("q").label("Search").focused()])
        .form("Log in", vec![email("mail"), password("pw")]);
    assert_eq!(page.login(), Some((Some(2), Some(3))));
}

#[test]
fn t31_fields_of_two_forms_are_never_mixed() {
    let page = page().form("Log in", vec![text("user")]).form("Log in", vec![password("pw")]);
    assert_eq!(page.login(), Some((None, Some(2))));
}

#[test]
fn without_focus_the_complete_login_wins_over_a_part() {
    let page =
        page().form("Unlock", vec![password("pin")]).form("Log in", vec![text("user"), password("pw")]);
    assert_eq!(page.login(), Some((Some(2), Some(3))));
}

#[test]
fn of_two_equal_logins_the_first_counts() {
    let page = page()
        .form("Log in", vec![text("user"), password("pw")])
        .form("Log in", vec![text("user"), password("pw")]);
    assert_eq!(page.login(), BOTH);
}

#[test]
fn a_login_wins_over_a_sign_up_beside_it_that_asks_for_the_same() {
    let page = page()
        .form("Create account", vec![text("user"), password("pw")])
        .form("Log in", vec![text("user"), password("pw")]);
    assert_eq!(page.login(), Some((Some(3), Some(4))));
}

#[test]
fn t33_a_sign_up_that_asks_for_more_wins_over_a_login_in_the_head_of_the_page() {
    let head = |user: Field| page().form("Log in", vec![user, password("pw")]).names("header-login");
    let sign_up = || vec![text("user"), email("mail"), password("pw"), password("repeat_pw")];
    let without_focus = head(text("user")).form("Create account", sign_up()).understand();
    assert_eq!((without_focus.form, without_focus.login()), (FormKind::NewPassword, None));
    assert_eq!(head(text("user").focused()).form("Create account", sign_up()).login(), BOTH);
}

/// Shops show both beside each other, and who has a login wants that.
#[test]
fn a_login_that_stands_in_its_own_right_wins_over_a_sign_up_of_a_few_lines() {
    let login = |heading: &str| page().form("Log in", vec![text("user"), password("pw")]).heading(heading);
    let few = || vec![text("first name"), email("mail"), password("pw"), password("repeat_pw")];
    let many = || [vec![text("phone"), text("street"), text("city")], few()].concat();
    assert_eq!(login("").form("Create account", few()).login(), BOTH);
    assert_eq!(login("").form("Create account", many()).login(), None, "that is what the page is for");
    assert_eq!(login("I have been here before").form("Create account", many()).login(), BOTH);
}

#[test]
fn the_number_of_a_card_and_its_pin_are_no_login_where_nothing_speaks_of_one() {
    let fields = || vec![text("cardNumber").label("Card number"), password("pin")];
    assert_eq!(page().form("Check balance", fields()).login(), None);
    assert_eq!(page().form("Log in", fields()).login(), BOTH, "some banks");
    let gift = || vec![text("number"), password("pin")];
    assert_eq!(page().form("Verifica saldo", gift()).heading("La tua carta regalo").login(), None);
}

#[test]
fn of_two_passwords_one_that_reads_as_a_code_is_one() {
    let fields = vec![text("username"), password("password"), password("password#2").label("Token code")];
    let understood = page().form("Sign In", fields).understand();
    assert_eq!(
        understood.counts().map(|group| (group.user, group.password, group.codes.clone())),
        Some((Some(1), Some(2), vec![3]))
    );
    let alone = vec![text("username"), password("password").label("Token code")];
    assert_eq!(page().form("Sign In", alone).login(), BOTH, "alone it is what there is");
}

#[test]
fn an_account_name_that_is_hidden_like_a_password_is_one() {
    let fields = || vec![password("USERID").label("User ID"), password("PASSWD").label("Password")];
    assert_eq!(page().form("Log On", fields()).login(), BOTH);
    assert_eq!(page().form("Create account", fields()).login(), None);
}

#[test]
fn t52_a_password_field_that_shows_its_text_gets_nothing() {
    let fields = vec![text("user"), text("password").auto("current-password")];
    assert_eq!(page().form("Log in", fields).login(), Some((Some(1), None)));
}

#[test]
fn t52_a_text_field_named_password_gets_nothing() {
    assert_eq!(page().form("Log in", vec![text("password")]).login(), None);
    assert_eq!(page().form("Anmelden", vec![text("kennwort")]).login(), None);
}

#[test]
fn t47_only_the_first_500_fields_are_looked_at() {
    let mut fields = vec![other("checkbox", "c"); 500];
    fields.extend([text("user"), password("pw")]);
    assert_eq!(page().loose(fields).login(), None);
}

#[test]
fn t47_only_the_first_50_forms_are_looked_at() {
    let mut crowded = page();
    for _ in 0..50 {
        crowded = crowded.form("Vote", vec![other("radio", "r")]);
    }
    assert_eq!(crowded.form("Log in", vec![text("user"), password("pw")]).login(), None);
}

#[test]
fn t47_a_page_of_500_wordy_fields_is_understood() {
    let fields = vec![text(&"lorem ipsum ".repeat(1_000)).label(&"dolor sit ".repeat(1_000)); 5_000];
    let crowded = page().loose(fields).snapshot();
    nearkey::form::understand(&crowded);
}

#[test]
fn a_field_of_a_form_that_is_not_there_is_left_alone() {
    let mut snapshot = page().form("Log in", vec![text("user"), password("pw")]).snapshot();
    snapshot.forms.clear();
    assert_eq!(nearkey::form::understand(&snapshot).login(), None);
}

#[test]
fn t24_a_page_without_an_origin_has_no_login() {
    for origin in ["null", "", "file://", "chrome-extension://abc"] {
        let found = page().at(origin).form("Log in", vec![text("user"), password("pw")]).understand();
        assert_eq!((found.form, found.login(), found.kind()), (FormKind::NotAPage, None, GroupKind::Nothing));
    }
}
