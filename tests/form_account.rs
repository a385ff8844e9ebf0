//! Which field is the account name, and what is told of every field.

mod form_builder;

use form_builder::{email, other, page, password, text};
use nearkey::form::{Because, Meaning};

fn user(fields: Vec<form_builder::Field>) -> Option<u32> {
    page().form("Log in", fields).login().and_then(|(user, _)| user)
}

#[test]
fn words_that_all_names_share_say_nothing_about_one_field() {
    let fields = vec![
        text("form-member-number").label("Membership number"),
        text("form-member-surname").label("Last name"),
        password("form-member-pin"),
    ];
    assert_eq!(user(fields), Some(1));
    let new = vec![text("NewLoginUser"), password("NewLoginPass")];
    assert_eq!(page().form("Log in", new).login(), Some((Some(1), Some(2))));
}

#[test]
fn the_only_line_before_the_password_is_the_account_name_whatever_it_says() {
    for label in ["Name", "Jméno", "Student number", "ID, mail address or given name and surname", "xyz"] {
        assert_eq!(user(vec![text("x").label(label), password("pw")]), Some(1), "{label}");
    }
}

#[test]
fn but_a_captcha_or_a_search_is_not() {
    for label in ["Captcha", "Search", "Type the characters you see"] {
        assert_eq!(user(vec![text("x").label(label), password("pw")]), None, "{label}");
    }
}

#[test]
fn a_bank_takes_the_number_of_a_card() {
    assert_eq!(user(vec![text("cardNumber").label("Card number").at_most(16), password("pw")]), Some(1));
    assert_eq!(user(vec![text("user id"), text("cardNumber"), password("pw")]), Some(1));
}

#[test]
fn boxes_for_single_characters_are_no_account_name() {
    assert_eq!(user(vec![text("a").at_most(1), text("b").at_most(1), password("pw")]), None);
}

#[test]
fn a_search_field_is_the_account_name_only_by_its_own_word() {
    assert_eq!(user(vec![other("search", "id").auto("username"), password("pw")]), Some(1));
    assert_eq!(user(vec![other("search", "user"), password("pw")]), None);
}

#[test]
fn a_clear_account_name_may_stand_after_the_password() {
    assert_eq!(user(vec![password("pw"), text("x").auto("username")]), Some(2));
    assert_eq!(user(vec![password("pw"), text("user")]), None);
}

#[test]
fn beside_a_password_only_clear_words_make_a_code() {
    let codes = |field: form_builder::Field| {
        let found = page().form("Log in", vec![text("user"), password("pw"), field]).understand();
        assert_eq!(found.login().map(|login| (login.user, login.password)), Some((Some(1), Some(2))));
        found.groups[0].codes.clone()
    };
    for label in ["Verification code", "验证码", "Code", "Type the letters in the picture"] {
        assert_eq!(codes(text("c").label(label)), [0; 0], "{label}");
    }
    for label in
        ["One-time code", "OTP", "2FA code", "Einmalcode", "Одноразовый пароль", "ワンタイムパスワード"]
    {
        assert_eq!(codes(text("c").label(label)), [3], "{label}");
    }
    assert_eq!(codes(text("c").auto("one-time-code")), [3]);
}

#[test]
fn a_customer_number_of_ten_digits_is_an_account_name() {
    let number = text("UserName").label("Customer number (10 digits, top right of your bill)").at_most(10);
    assert_eq!(user(vec![number, password("Password")]), Some(1));
}

#[test]
fn the_code_on_the_back_of_a_card_is_none_that_is_good_once() {
    let fields = vec![text("n").label("Card number"), text("c").label("Security code")];
    assert_eq!(page().form("Continue", fields).understand().groups[0].codes, [0; 0]);
}

#[test]
fn account_names_are_told_in_many_languages() {
    for label in [
        "User name",
        "Benutzername",
        "Nom d'utilisateur",
        "Nombre de usuario",
        "Nome utente",
        "Nome de usuário",
        "Nazwa użytkownika",
        "Uživatelské jméno",
        "Användarnamn",
        "Brugernavn",
        "Brukernavn",
        "Käyttäjätunnus",
        "Имя пользователя",
        "Ім'я користувача",
        "Kullanıcı adı",
        "اسم المستخدم",
        "שם משתמש",
        "उपयोगकर्ता नाम",
        "用户名",
        "ユーザー名",
        "아이디",
        "Tên đăng nhập",
        "Nama pengguna",
        "Gebruikersnaam",
    ] {
        let fields = vec![text("a").label(label), text("b"), password("c")];
        assert_eq!(user(fields), Some(1), "{label}");
    }
}

#[test]
fn passwords_that_are_to_become_ones_are_told_in_many_languages() {
    for label in [
        "Confirm password",
        "Passwort wiederholen",
        "Confirmez le mot de passe",
        "Repite la contraseña",
        "Ripeti password",
        "Confirme a senha",
        "Herhaal wachtwoord",
        "Powtórz hasło",
        "Heslo znovu",
        "Upprepa lösenord",
        "Gentag adgangskode",
        "Gjenta passord",
        "Vahvista salasana",
        "Повторите пароль",
        "Повторіть пароль",
        "Şifre tekrar",
        "تأكيد كلمة المرور",
        "אימות סיסמה",
        "पासवर्ड की पुष्टि",
        "确认密码",
        "パスワード確認",
        "비밀번호 확인",
        "Nhập lại mật khẩu",
        "Ulangi kata sandi",
    ] {
        let fields = vec![text("u"), password("p").label(label)];
        assert_eq!(page().form("", fields).login(), None, "{label}");
    }
}

#[test]
fn every_field_gets_its_meaning_and_its_reason() {
    let fields = vec![
        text("x"),
        password("pw").auto("current-password"),
        text("otp").label("One-time code"),
        text("q").label("Search"),
        text("trap").unseen(),
        text("fixed").read_only(),
    ];
    let found = page().form("Log in", fields).understand();
    let told: Vec<_> = found.fields.iter().map(|field| (field.key, field.meaning, field.because)).collect();
    let expected = [
        (1, Meaning::AccountName, Because::Place),
        (2, Meaning::CurrentPassword, Because::Autocomplete),
        (3, Meaning::OneTimeCode, Because::Words),
        (4, Meaning::Other, Because::Words),
        (5, Meaning::Other, Because::Unseen),
        (6, Meaning::Other, Because::Locked),
    ];
    assert_eq!(told, expected);
}

#[test]
fn the_reasons_of_a_sign_up_are_its_words_the_repetition_and_the_form() {
    let reasons = |fields| {
        let found = page().form("Sign up", fields).understand();
        found.fields.iter().map(|field| (field.meaning, field.because)).collect::<Vec<_>>()
    };
    let name = (Meaning::AccountName, Because::Words);
    let new = |because| (Meaning::NewPassword, because);
    assert_eq!(reasons(vec![email("mail"), password("pw")]), [name, new(Because::Form)]);
    let twice = vec![email("mail"), password("pw"), password("pw_repeat")];
    assert_eq!(reasons(twice), [name, new(Because::Repetition), new(Because::Words)]);
}

#[test]
fn the_surer_a_form_is_the_more_signs_it_has() {
    let sure = |buttons: &str, heading: &str| {
        let page = page().form(buttons, vec![email("mail"), password("pw")]).heading(heading);
        page.understand().groups[0].sure
    };
    assert!(sure("", "") < sure("Log in", ""));
    assert!(sure("Log in", "") < sure("Log in", "Welcome back, sign in"));
}
