//! Logins in two steps, and lone fields that are none.

mod form_builder;

use form_builder::{email, other, page, password, text};
use nearkey::form::{FormKind, GroupKind};

const USER: Option<(Option<u32>, Option<u32>)> = Some((Some(1), None));

#[test]
fn a_lone_account_name_by_autocomplete_is_a_first_step() {
    let found = page().form("Next", vec![text("identifier").auto("username")]).understand();
    assert_eq!((found.form, found.kind()), (FormKind::Login, GroupKind::FirstStep));
    assert_eq!(page().form("", vec![email("id").auto("username webauthn")]).login(), USER);
}

#[test]
fn a_lone_mail_address_in_a_log_in_form_is_a_first_step() {
    for words in
        ["Log in", "signinForm", "Anmelden", "Se connecter", "Iniciar sesión", "ログイン", "登录", "Войти"]
    {
        assert_eq!(page().form(words, vec![email("email")]).login(), USER, "{words}");
    }
}

#[test]
fn a_lone_user_name_with_a_next_button_is_a_first_step() {
    for words in ["Next", "Continue", "Weiter", "Suivant", "次へ", "下一步"] {
        assert_eq!(page().form(words, vec![text("username")]).login(), USER, "{words}");
    }
}

#[test]
fn a_lone_mail_address_by_autocomplete_with_a_next_button_is_a_first_step() {
    assert_eq!(page().form("Continue", vec![email("x").auto("email")]).login(), USER);
}

#[test]
fn a_password_out_of_sight_makes_a_lone_mail_address_a_first_step() {
    assert_eq!(page().form("Go", vec![email("email"), password("pw").unseen()]).login(), USER);
}

#[test]
fn a_lone_mail_address_without_a_sign_of_a_login_is_nothing() {
    for words in ["", "Go", "Next", "OK", "Send"] {
        assert_eq!(page().form(words, vec![email("email")]).login(), None, "{words}");
    }
    assert_eq!(page().loose(vec![email("email").auto("email")]).login(), None);
}

#[test]
fn a_newsletter_is_nothing() {
    for words in
        ["Subscribe", "Newsletter abonnieren", "Newsletter anmelden", "S'abonner", "Подписаться", "订阅"]
    {
        assert_eq!(page().form(words, vec![email("email").auto("email")]).login(), None, "{words}");
    }
}

#[test]
fn a_newsletter_that_lends_the_username_word_is_nothing() {
    assert_eq!(page().form("newsletter-form Continue", vec![email("e").auto("username")]).login(), None);
}

#[test]
fn a_search_is_nothing() {
    assert_eq!(page().form("Search", vec![other("search", "q")]).login(), None);
    assert_eq!(page().form("Search users", vec![text("user")]).login(), None);
    assert_eq!(page().form("Log in", vec![text("q").label("Search users")]).login(), None);
}

#[test]
fn a_contact_form_is_nothing() {
    let fields = vec![text("name"), email("email"), other("textarea", "message")];
    assert_eq!(page().form("Contact us", fields.clone()).login(), None);
    assert_eq!(page().form("Continue login", fields).login(), None);
}

#[test]
fn an_address_form_is_nothing() {
    let fields = vec![text("first name"), text("last name"), email("email").auto("email"), text("street")];
    assert_eq!(page().form("Continue", fields).login(), None);
}

#[test]
fn the_first_step_of_a_sign_up_is_nothing() {
    for words in ["Create account", "Sign up", "Registrieren", "S'inscrire", "注册"] {
        assert_eq!(page().form(words, vec![email("email").auto("username")]).login(), None, "{words}");
    }
}

#[test]
fn a_form_for_a_forgotten_password_is_nothing() {
    assert_eq!(page().form("Reset password", vec![email("email").auto("email")]).login(), None);
}

#[test]
fn a_code_page_is_nothing() {
    assert_eq!(page().form("Log in", vec![text("code").auto("one-time-code")]).login(), None);
    assert_eq!(page().form("Log in", vec![text("otp")]).login(), None);
    assert_eq!(page().form("Log in", vec![password("totp")]).login(), None);
}

#[test]
fn a_code_is_told_by_its_word_and_a_few_digits() {
    let codes = |field: form_builder::Field| {
        let found = page().form("Continue", vec![field]).understand();
        (found.kind(), found.groups[0].codes.clone())
    };
    assert_eq!(codes(text("c").label("Enter the code").at_most(6)), (GroupKind::Code, vec![1]));
    assert_eq!(codes(other("tel", "code")), (GroupKind::Code, vec![1]));
    assert_eq!(codes(text("x").auto("one-time-code")), (GroupKind::Code, vec![1]));
    assert_eq!(codes(text("c").label("Code")), (GroupKind::Nothing, vec![]));
    for label in ["Promo code", "ZIP code", "Card security code (CVV)", "Postcode"] {
        assert_eq!(codes(text("c").label(label).at_most(6)).0, GroupKind::Nothing, "{label}");
    }
}

#[test]
fn boxes_for_one_character_each_are_a_code_together() {
    let boxes = |count: usize, kind: &str| vec![other(kind, "d").at_most(1); count];
    for kind in ["text", "tel", "number", "password"] {
        let found = page().form("Continue", boxes(6, kind)).understand();
        assert_eq!(
            (found.kind(), &found.groups[0].codes[..]),
            (GroupKind::Code, &[1, 2, 3, 4, 5, 6][..]),
            "{kind}"
        );
        assert_eq!(found.login(), None);
    }
    assert_eq!(page().form("Continue", boxes(2, "text")).understand().kind(), GroupKind::Nothing);
    assert_eq!(page().form("Continue", boxes(30, "text")).understand().kind(), GroupKind::Nothing);
}

#[test]
fn boxes_for_a_code_beside_a_login_are_not_its_password() {
    let mut fields = vec![text("user"), password("pw")];
    fields.extend(vec![other("password", "d").at_most(1); 6]);
    let found = page().form("Log in", fields).understand();
    assert_eq!(found.login().map(|login| (login.user, login.password)), Some((Some(1), Some(2))));
    assert_eq!(found.groups[0].codes, [3, 4, 5, 6, 7, 8]);
}

#[test]
fn a_check_box_does_not_disturb_a_first_step() {
    assert_eq!(page().form("Log in", vec![email("email"), other("checkbox", "remember")]).login(), USER);
}

#[test]
fn a_lone_password_is_a_second_step() {
    let found = page().form("Log in", vec![password("password")]).understand();
    assert_eq!((found.form, found.kind()), (FormKind::Login, GroupKind::SecondStep));
    assert_eq!(page().loose(vec![password("")]).login(), Some((None, Some(1))));
}

#[test]
fn a_second_step_with_the_fixed_account_name_gets_the_password_only() {
    let fields = vec![email("email").auto("username").read_only(), password("password")];
    assert_eq!(page().form("Log in", fields).login(), Some((None, Some(2))));
}

#[test]
fn a_page_without_fields_is_nothing() {
    let found = page().understand();
    assert_eq!((found.form, found.login(), found.kind()), (FormKind::None, None, GroupKind::Nothing));
}
