//! The words that forms are made of, in the languages that people log in with.
//!
//! Entries are lower case. Short ones (up to four letters) stand for whole words; longer ones and those of scripts
//! without spaces also for parts of words; phrases begin at a word.

/// "Log in".
pub(super) const LOG_IN: &[&str] = &[
    "login", "log in", "logon", "log on", "signin", "sign in", "authenticate", "anmelden", "anmeldung",
    "einloggen", "connexion", "connecter", "connectez", "identifier", "identifiez", "iniciar ses",
    "inicia ses", "acceder", "accede", "ingresar", "entrar", "accedi", "accesso", "iniciar sess",
    "inloggen", "aanmelden", "zaloguj", "logowanie", "přihlásit", "přihlášení", "prihlásiť", "logga in",
    "inloggning", "log ind", "logg inn", "logg på", "kirjaudu", "bejelentkez", "belépés", "autentific",
    "conectare", "giriş", "oturum aç", "войти", "вход", "авториз", "увійти", "вхід", "σύνδεση", "είσοδος",
    "ログイン", "サインイン", "登录", "登入", "登陆", "로그인", "تسجيل الدخول", "دخول", "התחבר", "כניסה", "लॉग इन",
    "đăng nhập", "masuk", "เข้าสู่ระบบ", "prijava", "prijavi", "unlock", "entsperren",
];

/// "Sign up".
pub(super) const SIGN_UP: &[&str] = &[
    "register", "registration", "signup", "sign up", "create account", "create an account",
    "create your account", "create my account", "new account", "open an account", "join", "get started",
    "enroll", "registrier", "konto erstellen", "konto anlegen", "konto eröffnen", "neues konto",
    "inscription", "inscrire", "inscrivez", "créer un compte", "créer mon compte", "créez", "registrarse",
    "regístrate", "registrate", "registro", "crear cuenta", "crear una cuenta", "registrati",
    "registrazione", "iscriviti", "crea account", "crea un account", "cadastr", "criar conta", "registar",
    "registrar", "registreren", "account aanmaken", "zarejestruj", "rejestracja", "załóż konto",
    "utwórz konto", "registrovat", "registrace", "vytvořit účet", "registrera", "skapa konto", "opret",
    "tilmeld", "opprett", "registrer", "rekisteröidy", "luo tili", "regisztr", "înregistr", "creează cont",
    "kayıt ol", "kaydol", "üye ol", "hesap oluştur", "регистрац", "зарегистр", "создать аккаунт",
    "реєстрац", "зареєстр", "εγγραφή", "新規登録", "会員登録", "アカウント作成", "注册", "註冊", "회원가입", "가입하기", "إنشاء حساب",
    "اشتراك", "הרשמה", "הירשם", "đăng ký", "daftar", "สมัคร", "registracija",
];

/// "Next": the button of a first step.
pub(super) const NEXT: &[&str] = &[
    "next", "continue", "proceed", "weiter", "fortfahren", "suivant", "continuer", "siguiente", "continuar",
    "avanti", "continua", "próximo", "seguinte", "volgende", "doorgaan", "dalej", "kontynuuj", "další",
    "pokračovat", "nästa", "fortsätt", "næste", "fortsæt", "neste", "fortsett", "seuraava", "jatka",
    "tovább", "continuă", "devam", "ileri", "далее", "продолжить", "далі", "συνέχεια", "次へ", "続ける", "下一步",
    "继续", "다음", "계속", "التالي", "הבא", "tiếp", "lanjut", "ถัดไป",
];

/// The account name, other than a mail address.
pub(super) const USER: &[&str] = &[
    "user", "username", "user name", "userid", "uname", "usr", "login", "loginname", "account", "logon",
    "benutzer", "nutzername", "kontonummer", "kundennummer", "anmeldename", "identifiant", "utilisateur",
    "usuario", "utente", "usuário", "utilizador", "gebruiker", "użytkownik", "uživatel", "användar",
    "bruger", "bruker", "käyttäjä", "felhasználó", "utilizator", "kullanıcı", "логин", "пользовател",
    "користувач", "χρήστη", "ユーザ", "用户名", "用戶名", "帐号", "账号", "帳號", "아이디", "اسم المستخدم", "שם משתמש",
    "tên đăng nhập", "member", "customer", "korisni", "pengguna", "ชื่อผู้ใช้", "identifier", "nickname",
    "passkey",
];

/// The mail address or phone number as an account name.
pub(super) const MAIL_OR_PHONE: &[&str] = &[
    "email", "e mail", "mail", "courriel", "correo", "posta", "почта", "пошта", "メール", "邮箱", "郵箱", "이메일",
    "البريد", "phone", "mobile", "telefon", "téléphone", "teléfono", "telefono", "телефон", "手机", "電話",
    "휴대폰",
];

/// A password, also in a field of another type.
pub(super) const PASSWORD: &[&str] = &[
    "password", "passwort", "kennwort", "passwd", "passphrase", "pwd", "pass", "mot de passe", "contraseña",
    "clave", "senha", "wachtwoord", "hasło", "heslo", "lösenord", "adgangskode", "passord", "salasana",
    "jelszó", "parol", "şifre", "пароль", "κωδικ", "パスワード", "密码", "密碼", "비밀번호", "كلمة المرور", "סיסמה",
    "mật khẩu", "sandi", "รหัสผ่าน", "lozinka",
];

/// A password that is to become one.
pub(super) const NEW: &[&str] = &[
    "new", "newpass", "newpwd", "confirm", "repeat", "retype", "reenter", "re enter", "again", "verify",
    "choose", "create", "neu", "neues", "wiederhol", "bestätig", "wählen", "nouveau", "confirmer",
    "confirmez", "répét", "nuevo", "nueva", "repet", "repita", "nuova", "nuovo", "ripeti", "conferma",
    "nova", "novo", "confirma", "nieuw", "herhaal", "bevestig", "nowe", "powtórz", "potwierdź", "nové",
    "znovu", "potvr", "nytt", "upprepa", "bekräfta", "gentag", "bekræft", "gjenta", "bekreft", "uusi",
    "vahvista", "ismét", "megerős", "yeni", "tekrar", "новый", "повтор", "подтверд", "новий", "підтверд",
    "νέο", "επιβεβα", "新しい", "確認", "新密码", "确认", "確認", "새", "확인", "جديد", "تأكيد", "חדש", "אימות", "mới",
    "xác nhận", "baru", "konfirmasi", "ใหม่", "ยืนยัน",
];

/// The password that is in force.
pub(super) const CURRENT: &[&str] = &[
    "current", "old", "oldpass", "oldpwd", "existing", "aktuell", "bisherig", "altes", "actuel", "ancien",
    "actual", "attuale", "vecchia", "atual", "huidig", "obecne", "aktualne", "stare", "současné",
    "stávající", "nuvarande", "gammalt", "nuværende", "nåværende", "nykyinen", "jelenlegi", "actuală",
    "mevcut", "текущий", "старый", "поточний", "τρέχων", "現在", "当前", "旧密码", "目前", "현재", "الحالية", "נוכחית",
    "hiện tại", "saat ini", "ปัจจุบัน",
];

/// One-time codes.
pub(super) const ONE_TIME: &[&str] = &[
    "otp", "totp", "mfa", "2fa", "tfa", "one time", "onetime", "verification code", "security code",
    "authenticator", "einmal", "tan", "验证码", "驗證碼", "認証コード", "인증번호", "код подтверждения", "passcode sent",
    "sms code",
];

/// Other things that look like passwords.
pub(super) const CODE: &[&str] =
    &["captcha", "cvv", "cvc", "csc", "card number", "cardnumber", "kartennummer", "iban", "token"];

/// What a lone field for a mail address is mostly for, and other fields that are no account names.
pub(super) const OTHER_PURPOSE: &[&str] = &[
    "search", "suche", "recherche", "buscar", "cerca", "zoeken", "szukaj", "hledat", "поиск", "пошук", "検索",
    "搜索", "검색", "newsletter", "subscribe", "subscription", "abonnier", "abonner", "suscrib", "mailing",
    "рассылк", "подписат", "メルマガ", "订阅", "구독", "contact", "kontakt", "message", "nachricht", "feedback",
    "comment", "kommentar", "coupon", "voucher", "gutschein", "promo", "donat", "spende", "tracking",
    "invite", "notify", "waitlist", "quantity", "postcode", "zipcode", "zip", "share", "unsubscribe",
    "quote", "forgot", "reset",
];

/// Fields about a person that only sign-ups and profiles ask for.
pub(super) const PERSON: &[&str] = &[
    "first name", "firstname", "last name", "lastname", "surname", "given name", "family name", "full name",
    "fullname", "vorname", "nachname", "prénom", "nombre", "apellido", "cognome", "sobrenome", "voornaam",
    "achternaam", "imię", "nazwisko", "jméno", "příjmení", "förnamn", "efternamn", "fornavn", "etternavn",
    "birth", "geburt", "naissance", "nacimiento", "фамилия", "имя", "氏名", "姓名", "이름", "street", "straße",
    "city", "country", "company",
];
