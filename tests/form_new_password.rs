//! New passwords are never filled (threats T-32, T-33).

mod form_builder;

use form_builder::{Field, email, page, password, text};
use nearkey::form::{FormKind, GroupKind};

fn is_new(words: &str, fields: Vec<Field>) -> bool {
    let found = page().form(words, fields).understand();
    assert_eq!(found.login().is_none(), found.form == FormKind::NewPassword);
    found.form == FormKind::NewPassword && found.kind() == GroupKind::SignUp
}

#[test]
fn t33_a_password_that_calls_itself_new_is_new() {
    assert!(is_new("Save", vec![email("mail"), password("pw").auto("new-password")]));
    assert!(is_new("Log in", vec![text("name"), email("mail"), password("pw").auto("new-password")]));
    assert!(is_new("", vec![email("mail"), password("newPassword")]));
    assert!(is_new("", vec![email("mail"), password("pw").label("Choose a password")]));
    assert!(is_new("", vec![password("pw").auto("current-password new-password")]));
}

#[test]
fn t33_one_password_in_a_sign_up_is_new() {
    for words in [
        "Sign up",
        "Register",
        "Create your account",
        "Registrieren",
        "Konto erstellen",
        "S'inscrire",
        "Créer un compte",
        "Regístrate",
        "Crear cuenta",
        "Registrati",
        "Cadastre-se",
        "Criar conta",
        "Registreren",
        "Zarejestruj się",
        "Registrovat",
        "Skapa konto",
        "Opret konto",
        "Rekisteröidy",
        "Regisztráció",
        "Înregistrare",
        "Kayıt ol",
        "Зарегистрироваться",
        "Зареєструватися",
        "Εγγραφή",
        "新規登録",
        "注册",
        "회원가입",
        "إنشاء حساب",
        "הרשמה",
        "Đăng ký",
        "Daftar",
        "สมัครสมาชิก",
    ] {
        assert!(is_new(words, vec![email("mail"), password("pw")]), "{words}");
    }
}

#[test]
fn one_password_in_a_log_in_is_current() {
    for words in [
        "Log in",
        "Sign-in",
        "Login",
        "Anmelden",
        "Einloggen",
        "Connexion",
        "Iniciar sesión",
        "Accedi",
        "Entrar",
        "Inloggen",
        "Zaloguj się",
        "Přihlásit se",
        "Logga in",
        "Log ind",
        "Logg inn",
        "Kirjaudu sisään",
        "Bejelentkezés",
        "Autentificare",
        "Giriş yap",
        "Войти",
        "Увійти",
        "Σύνδεση",
        "ログイン",
        "登录",
        "로그인",
        "تسجيل الدخول",
        "התחברות",
        "Đăng nhập",
        "Masuk",
        "เข้าสู่ระบบ",
    ] {
        assert!(!is_new(words, vec![email("mail"), password("pw")]), "{words}");
    }
}

#[test]
fn t33_a_sign_up_word_in_the_labels_is_enough() {
    assert!(is_new("Go", vec![email("register_email"), password("register_pw")]));
}

#[test]
fn t33_asking_for_a_name_makes_it_a_sign_up_in_spite_of_a_log_in_button() {
    let fields = vec![text("firstName"), text("lastName"), email("mail"), password("pw")];
    assert!(is_new("Register  Log in instead", fields));
}

#[test]
fn t33_two_passwords_without_names_are_new() {
    assert!(is_new("", vec![email("mail"), password("a"), password("b")]));
    assert!(is_new("Log in", vec![email("mail"), password("a"), password("b")]));
}

#[test]
fn t33_a_password_and_its_repetition_are_new() {
    assert!(is_new("Save", vec![email("mail"), password("pw"), password("pw_confirm")]));
    assert!(is_new("Save", vec![password("pw").auto("new-password"), password("pw2").auto("new-password")]));
}

#[test]
fn t32_of_a_change_only_the_current_password_is_filled() {
    let by_autocomplete = vec![
        password("a").auto("current-password"),
        password("b").auto("new-password"),
        password("c").auto("new-password"),
    ];
    let by_words = vec![password("old_password"), password("new_password"), password("repeat_password")];
    let by_labels = vec![
        password("p1").label("Aktuelles Passwort"),
        password("p2").label("Neues Passwort"),
        password("p3").label("Neues Passwort wiederholen"),
    ];
    let without_repetition = vec![password("current"), password("next")];
    for fields in [by_autocomplete, by_words, by_labels, without_repetition] {
        let found = page().form("Change password", fields).understand();
        assert_eq!((found.form, found.kind()), (FormKind::Login, GroupKind::ChangePassword));
        let login = found.login().unwrap();
        assert_eq!((login.user, login.password), (None, Some(1)));
    }
}

#[test]
fn t32_of_a_change_without_a_clear_current_password_nothing_is_filled() {
    assert!(is_new("Change", vec![password("a"), password("b"), password("c")]));
    assert!(is_new("Change", vec![password("new"), password("repeat"), password("current")]));
    assert!(is_new("Change", vec![password("current"), password("old"), password("new")]));
}

#[test]
fn t32_the_nickname_in_a_change_form_is_left_alone() {
    let fields = vec![text("user"), password("current"), password("new"), password("repeat")];
    assert_eq!(page().form("Save profile", fields).login(), Some((None, Some(2))));
}

#[test]
fn t32_new_passwords_out_of_sight_do_not_matter() {
    let fields = vec![text("user"), password("pw"), password("pw_repeat").unseen()];
    assert_eq!(page().form("Log in", fields).login(), Some((Some(1), Some(2))));
}

#[test]
fn t33_a_sign_up_and_a_login_outside_forms_are_not_told_apart() {
    let fields = vec![email("mail"), password("pw"), email("mail2"), password("a"), password("b")];
    let found = page().loose(fields).understand();
    assert_eq!((found.form, found.login()), (FormKind::NewPassword, None));
}
