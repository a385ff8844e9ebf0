//! What stands around the fields decides what they are for: buttons, headings, names, links (threats T-32, T-33).

mod form_builder;

use form_builder::{Field, Page, email, page, password, text};
use nearkey::form::{FormKind, GroupKind};

const BOTH: Option<(Option<u32>, Option<u32>)> = Some((Some(1), Some(2)));

fn login(buttons: &str) -> Page {
    page().form(buttons, vec![email("mail"), password("pw")])
}

fn kind(page: Page) -> GroupKind {
    page.understand().kind()
}

#[test]
fn without_a_word_a_name_and_a_password_are_a_login() {
    assert_eq!(kind(login("")), GroupKind::LogIn);
    assert_eq!(kind(login("OK")), GroupKind::LogIn);
}

#[test]
fn t33_a_heading_of_a_sign_up_is_enough() {
    for heading in ["Create your account", "Konto erstellen", "Créer un compte", "新規登録", "Регистрация"]
    {
        assert_eq!(kind(login("OK").heading(heading)), GroupKind::SignUp, "{heading}");
    }
}

#[test]
fn t33_the_name_of_the_form_and_a_line_too_many_make_a_sign_up() {
    let fields = vec![text("name").label("Name"), email("mail"), text("phone"), password("pw")];
    assert_eq!(kind(page().form("OK", fields).names("registerForm")), GroupKind::SignUp);
}

#[test]
fn help_for_those_who_forgot_stands_beside_a_login() {
    for link in [
        "Forgot your password?",
        "Passwort vergessen?",
        "Mot de passe oublié ?",
        "パスワードを忘れた方",
        "Забыли пароль?",
    ] {
        let page = page()
            .form("OK", vec![email("mail"), text("phone"), text("b"), text("c"), password("pw")])
            .names("signup-or-login")
            .links(link);
        assert_eq!(kind(page), GroupKind::LogIn, "{link}");
    }
}

#[test]
fn the_title_of_the_page_says_a_little() {
    let titled = |title: &str| {
        let fields = vec![text("a"), text("b"), text("c"), text("d"), password("pw")];
        let mut snapshot = page().form("OK", fields).snapshot();
        title.clone_into(&mut snapshot.title);
        nearkey::form::understand(&snapshot).kind()
    };
    assert_eq!((titled("Sign in"), titled("Sign up")), (GroupKind::LogIn, GroupKind::SignUp));
}

#[test]
fn a_log_in_and_a_sign_up_button_side_by_side_say_nothing() {
    assert_eq!(kind(login("Sign in  Create account")), GroupKind::LogIn);
    let person = vec![text("first name"), text("last name"), email("mail"), password("pw")];
    assert_eq!(kind(page().form("Sign in  Create account", person)), GroupKind::SignUp);
}

#[test]
fn t33_who_already_has_an_account_is_sent_away_from_a_sign_up() {
    let fields = vec![email("mail"), text("phone"), text("zip code").label("City"), password("pw")];
    assert_eq!(
        kind(page().form("Continue", fields).links("Already have an account? Log in")),
        GroupKind::SignUp
    );
}

#[test]
fn a_login_that_misuses_new_password_is_one_with_two_signs_or_a_button_and_nothing_else() {
    let fields = || vec![email("mail"), password("pw").auto("new-password")];
    let misused = || page().form("Log in", fields());
    assert_eq!(misused().login(), BOTH);
    assert_eq!(page().form("Continue", fields()).login(), None);
    assert_eq!(page().form("Log in, or sign up", fields()).login(), None);
    assert_eq!(page().form("Log in", [vec![text("company")], fields()].concat()).login(), None);
    assert_eq!(misused().links("Forgot your password?").login(), BOTH);
    assert_eq!(page().form("", fields()).heading("Sign in").login(), BOTH);
    assert_eq!(misused().heading("Sign up").links("Forgot your password?").login(), None);
}

#[test]
fn t32_a_reset_that_logs_in_afterwards_asks_for_a_new_password() {
    let fields = || vec![password("pw").label("Password").auto("new-password")];
    let reset = page().form("Reset password and log in", fields()).heading("Reset your password");
    assert_eq!(reset.login(), None);
    assert_eq!(page().form("Passwort setzen und anmelden", fields()).login(), None);
}

#[test]
fn t32_a_repetition_is_no_code() {
    let again = password("password2").label("Noch einmal eingeben");
    let fields = vec![email("mail"), password("password").label("Kennwort"), again];
    let understood = page().form("Registrieren", fields).understand();
    let group = understood.counts().map(|group| (group.new_passwords.clone(), group.codes.clone()));
    assert_eq!(group, Some((vec![2, 3], vec![])));
}

#[test]
fn t33_a_new_password_that_says_so_in_words_too_is_left_alone() {
    let fields = vec![email("mail"), password("pw").auto("new-password").label("Choose a new password")];
    let page = page().form("Log in", fields).heading("Sign in").links("Forgot your password?");
    assert_eq!((page.login()), None);
}

#[test]
fn t33_rules_for_a_password_speak_of_a_new_one() {
    let fields =
        vec![text("name").label("Name"), email("mail"), password("pw").hint("At least 8 characters")];
    assert_eq!(kind(page().form("Continue", fields)), GroupKind::SignUp);
}

#[test]
fn t32_two_new_passwords_under_a_heading_are_a_change() {
    let found = page()
        .form("Save", vec![password("pw"), password("pw2")])
        .heading("Reset your password")
        .understand();
    assert_eq!((found.form, found.kind()), (FormKind::NewPassword, GroupKind::ChangePassword));
    assert_eq!(found.groups[0].new_passwords, [1, 2]);
}

#[test]
fn t32_a_lone_password_under_such_a_heading_is_new() {
    assert_eq!(page().form("Save", vec![password("pw")]).heading("Set a new password").login(), None);
}

#[test]
fn a_second_password_without_a_name_does_not_make_a_login_a_sign_up() {
    let twin = |name: &str| vec![text("user"), password("pw"), password(name)];
    assert_eq!(page().form("Log in", twin("")).login(), BOTH);
    assert_eq!(page().form("Log in", twin("pw2")).login(), None);
    assert_eq!(page().form("Sign up", twin("")).login(), None);
}

#[test]
fn of_two_logins_the_one_with_a_password_counts_not_the_one_with_a_code() {
    let by_code = vec![text("user"), password("pass").label("Passcode")];
    let page = page()
        .form("Log in with one-time code", by_code)
        .form("Log in with password", vec![text("user"), password("pass")]);
    assert_eq!(page.login(), Some((Some(3), Some(4))));
}

#[test]
fn the_first_step_of_a_login_needs_more_than_a_mail_address() {
    let first = |buttons: &str| page().form(buttons, vec![email("mail")]);
    assert_eq!(first("OK").login(), None);
    assert_eq!(first("OK").heading("Sign in").login(), Some((Some(1), None)));
    assert_eq!(first("OK").names("login-form").login(), None);
    assert_eq!(first("OK").names("login-form").links("Forgot your password?").login(), Some((Some(1), None)));
    let with_another = |links: &str| page().form("Continue", vec![email("mail").auto("email")]).links(links);
    assert_eq!(with_another("Continue as a guest, log in").login(), None, "that is another page");
    assert_eq!(with_another("Log in with QR code").login(), Some((Some(1), None)));
    assert_eq!(first("Send").heading("Forgot your password?").login(), None);
    assert_eq!(first("Log in").heading("Join our newsletter").login(), None);
}

#[test]
fn a_first_step_with_a_waiting_password_may_have_a_captcha() {
    let fields = vec![
        email("identifier").auto("username"),
        password("pw").unseen(),
        text("ca").label("Type the text you see"),
    ];
    assert_eq!(page().form("Next", fields).heading("Sign in").login(), Some((Some(1), None)));
}

#[test]
fn t31_two_logins_in_one_form_are_two_groups() {
    let new = |name: &str| password(name).label("Repeat password");
    let parts = |user: Field| {
        page()
            .form("", vec![])
            .part("Log in", vec![user, password("pw")])
            .part("Create account", vec![text("user2"), email("mail"), password("pw2"), new("pw3")])
    };
    let found = parts(text("user").focused()).understand();
    assert_eq!(
        found.login().map(|login| (login.form, login.user, login.password)),
        Some((Some(0), Some(1), Some(2)))
    );
    assert_eq!(found.groups[1].kind, GroupKind::SignUp);
    assert_eq!(found.groups[1].new_passwords, [5, 6]);
}

#[test]
fn a_part_that_is_not_there_takes_its_fields_out() {
    let mut snapshot = page().part("Log in", vec![text("user"), password("pw")]).snapshot();
    snapshot.parts.clear();
    let found = nearkey::form::understand(&snapshot);
    assert_eq!((found.groups.len(), found.fields.len()), (0, 0));
}
