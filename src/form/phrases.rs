//! The words that forms and their buttons are made of, in the languages that people log in with.
//!
//! Entries are lower case. Short ones (up to four letters) stand for whole words; longer ones and those of scripts
//! without spaces also for parts of words; phrases begin at a word. Signs count as spaces.

/// "Log in".
pub(super) const LOG_IN: &[&str] = &[
    "login", "log in", "logon", "log on", "signin", "sign in", "authenticate", "anmelden", "anmeldung", "einloggen",
    "connexion", "connecter", "connectez", "identifier", "identifiez", "iniciar ses", "inicia ses", "acceder",
    "accede", "ingresar", "accedi", "accesso", "iniciar sess", "inloggen", "aanmelden", "zaloguj", "logowanie",
    "přihlásit", "přihlášení", "prihlásiť", "logga in", "inloggning", "log ind", "logg inn", "logg på", "kirjaudu",
    "bejelentkez", "belépés", "autentific", "conectare", "giriş", "oturum aç", "войти", "вход", "авториз", "увійти",
    "вхід", "σύνδεση", "είσοδος", "ログイン", "サインイン", "登录", "登入", "登陆", "로그인", "تسجيل الدخول", "دخول", "התחבר", "כניסה",
    "लॉग इन", "đăng nhập", "เข้าสู่ระบบ", "prijava", "prijavi", "log me in", "sign me in", "log into", "signon",
    "sign on", "accedir", "inicia la sessió", "inicio de sesión", "ingrese", "ingresa", "anmelde", "se connecter",
    "me connecter", "ouvrir une session", "entre na sua", "fazer login", "acesse", "acessar", "acceder a",
    "effettua il login", "inlog", "meld je aan", "meld aan", "zalogować", "logowania", "vstoupit", "prihlasit",
    "prihlaseni", "logg deg på", "kirjautu", "oturum", "giriş yap", "войдите", "авторизация", "авторизуйтесь",
    "увійдіть", "sisselogimine", "logi sisse", "prisijung", "pieslēg", "ログオン", "登錄", "로그온", "登录到", "الدخول", "כניסת",
    "להתחבר", "התחברות", "साइन इन", "लॉगिन", "प्रवेश करें", "login ke", "log masuk", "เข้าใช้", "belépek", "vpisi",
    "пријава", "συνδεθείτε", "вписване", "влез", "entrar", "entra", "masuk", "unlock", "entsperren", "ورود",
    "sing in", "log on to", "enter site", "authentification", "authentication", "autenticación", "autenticazione",
    "autentica", "zugang", "shop login", "member login", "client login", "secure login", "進入", "ล็อกอิน",
    "लॉग इन करें",
];

/// "Sign up".
pub(super) const SIGN_UP: &[&str] = &[
    "register", "registration", "signup", "sign up", "create account", "create an account", "create your account",
    "create my account", "new account", "open an account", "enroll", "registrier", "konto erstellen", "konto anlegen",
    "konto eröffnen", "neues konto", "inscription", "inscrire", "inscrivez", "créer un compte", "créer mon compte",
    "créez", "registrarse", "regístrate", "registrate", "crear cuenta", "crear una cuenta", "registrati",
    "registrazione", "iscriviti", "crea account", "crea un account", "cadastr", "criar conta", "registar",
    "registreren", "account aanmaken", "zarejestruj", "rejestracja", "załóż konto", "utwórz konto", "registrovat",
    "registrace", "vytvořit účet", "registrera", "skapa konto", "tilmeld", "opprett", "registrer", "rekisteröidy",
    "luo tili", "regisztr", "înregistr", "creează cont", "kayıt ol", "kaydol", "üye ol", "hesap oluştur", "регистрац",
    "зарегистр", "создать аккаунт", "реєстрац", "зареєстр", "εγγραφή", "新規登録", "会員登録", "アカウント作成", "注册", "註冊", "회원가입",
    "가입하기", "إنشاء حساب", "اشتراك", "הרשמה", "הירשם", "đăng ký", "daftar", "สมัคร", "registracija", "registra t",
    "create your", "create my", "create profile", "create an", "create a free", "make an account", "apply now",
    "become a member", "start free", "free trial", "start trial", "start your", "try it free", "try free", "join now",
    "join us", "sign me up", "registering", "registrieren", "jetzt registrieren", "mitglied werden",
    "kostenlos testen", "s inscrire", "devenir membre", "crear mi cuenta", "crea tu cuenta", "date de alta",
    "abrir cuenta", "crie sua conta", "criar uma conta", "crea il tuo", "registra ora", "maak een account",
    "nieuw account", "word lid", "dołącz", "zaregistruj", "zaregistrovat", "założenie konta", "nové konto",
    "bli medlem", "registrera dig", "opret konto", "bliv medlem", "bli med", "ny konto", "luo käyttäj", "luo uusi",
    "fiók létrehozás", "creează", "yeni hesap", "kayıt", "üyelik oluştur", "регистрация", "создайте", "создать",
    "зарегистрироваться", "реєстрація", "створити", "登録する", "アカウントを作成", "無料登録", "会員になる", "立即注册", "免费注册", "創建帳", "创建账",
    "创建帐", "建立帳戶", "계정 만들기", "가입", "حساب جديد", "سجل الآن", "تسجيل جديد", "צור חשבון", "יצירת חשבון", "पंजीकरण",
    "साइन अप", "खाता बनाएं", "रजिस्टर", "tạo tài khoản", "buat akun", "pendaftaran", "daftar akun", "สมัครสมาชิก",
    "δημιουργία λογαριασμού", "регистрирай", "join", "opret", "get started", "registro", "registrar", "ثبت نام",
    "عضویت",
];

/// "Next": the button of a first step.
pub(super) const NEXT: &[&str] = &[
    "next", "continue", "proceed", "weiter", "fortfahren", "suivant", "continuer", "siguiente", "continuar", "avanti",
    "continua", "próximo", "seguinte", "volgende", "doorgaan", "dalej", "kontynuuj", "další", "pokračovat", "nästa",
    "fortsätt", "næste", "fortsæt", "neste", "fortsett", "seuraava", "jatka", "tovább", "continuă", "devam", "ileri",
    "далее", "продолжить", "далі", "συνέχεια", "次へ", "続ける", "下一步", "继续", "다음", "계속", "التالي", "הבא", "tiếp",
    "lanjut", "ถัดไป", "proceed to", "ادامه", "pokračuj", "další krok", "następny", "подтвердить",
];

/// What stands beside a login: "forgot your password?", "remember me".
pub(super) const FORGOT: &[&str] = &[
    "forgot", "forgotten", "lost password", "lost your password", "lost login", "password lost", "reset", "recover",
    "trouble signing", "trouble logging", "can t log in", "can t sign in", "cannot log in", "vergessen",
    "zurücksetzen", "oublié", "oubliée", "perdu", "récupérer", "olvid", "recuperar", "restablecer", "esquec",
    "dimenticat", "recupera", "vergeten", "zapomnia", "nie pamiętam", "przypomnij", "odzyskaj", "zapomen", "zapomněl",
    "glömt", "glemt", "unohd", "elfelejt", "am uitat", "resetare", "unuttum", "şifremi", "забыли", "забыл",
    "напомнить", "восстанов", "забули", "відновити", "ξεχάσατε", "忘れ", "忘记", "忘記", "找回密码", "찾기", "분실", "잊", "نسيت",
    "שכחת", "भूल", "quên", "lupa", "ลืม", "pozabljen", "zaboravljen", "remember me", "keep me", "stay signed",
    "angemeldet bleiben", "eingeloggt bleiben", "se souvenir", "rester connecté", "recordarme", "recuérdame",
    "lembrar", "ricordami", "onthoud", "ingelogd blijven", "zapamiętaj", "zůstat", "håll mig", "husk mig", "husk meg",
    "muista minut", "beni hatırla", "запомнить", "запам", "次回から", "记住我", "자동 로그인", "تذكرني", "זכור", "ghi nhớ",
    "ingat saya", "فراموش", "não lembro", "esqueci", "не помню", "no recuerdo", "help signing in", "need help",
    "reset password", "remember my",
];

/// Ways to log in by another site or device, which stand beside a login.
pub(super) const LOG_IN_WITH: &[&str] = &[
    "log in with", "login with", "sign in with", "signin with", "log in using", "sign in using", "log in via",
    "sign in via", "anmelden mit", "einloggen mit", "connecter avec", "connexion avec", "iniciar sesión con",
    "inicia sesión con", "acceder con", "entrar com", "iniciar sessão com", "accedi con", "inloggen met", "zaloguj przez",
    "zaloguj się przez", "logga in med", "log ind med", "logg inn med", "kirjaudu käyttäen", "přihlásit přes", "ile giriş yap",
    "войти через", "войти с помощью", "увійти через", "でログイン", "扫码登录", "掃碼登入", "으로 로그인", "로 로그인",
];

/// What stands beside a sign-up: "already have an account?".
pub(super) const HAVE_ACCOUNT: &[&str] = &[
    "already have", "already a", "already registered", "have an account", "existing customer", "existing user",
    "bereits registriert", "bereits ein", "schon registriert", "schon ein", "déjà", "ya tienes", "ya tengo", "já tem",
    "já tenho", "hai già", "heb je al", "al een account", "masz już", "máte už", "již máte", "redan", "allerede",
    "onko sinulla jo", "van már", "ai deja", "zaten", "уже есть", "уже зарегистр", "вже є", "έχετε ήδη", "すでに", "既に",
    "已有", "이미", "لديك حساب", "כבר יש", "पहले से", "đã có", "sudah", "มีบัญชี",
];

/// What stands beside a login: "no account yet?".
pub(super) const NO_ACCOUNT: &[&str] = &[
    "don t have", "do not have", "dont have", "no account", "not a member", "not registered", "not yet", "new to", "new here",
    "new user", "noch kein", "noch nicht", "kein konto", "pas encore", "pas de compte", "no tienes", "no tengo", "aún no",
    "não tem", "ainda não", "non hai", "non sei", "geen account", "nog geen", "nie masz", "nemáte", "ještě nem", "har du inte",
    "inget konto", "har du ikke", "ingen konto", "har ikke", "eikö sinulla", "ei tiliä", "nincs még", "nu ai", "hesabın yok",
    "hesabınız yok", "нет аккаунта", "ещё нет", "еще нет", "немає", "ще не", "δεν έχετε", "お持ちでない", "初めて", "没有账", "没有帐",
    "沒有帳", "계정이 없", "ليس لديك", "אין לך", "खाता नहीं", "chưa có", "belum punya", "ยังไม่มี",
];

/// Headings and buttons of forms for a new password.
pub(super) const CHANGE: &[&str] = &[
    "change password", "change your password", "change my password", "update password", "update your password",
    "new password", "reset password", "reset your password", "set password", "set new", "passwort ändern",
    "kennwort ändern", "neues passwort", "passwort setzen", "passwort festlegen", "kennwort festlegen", "changer", "modifier", "nouveau mot de passe", "cambiar", "nueva contraseña",
    "restablecer", "alterar", "redefinir", "nova senha", "cambia password", "modifica password", "nuova password",
    "wijzig", "nieuw wachtwoord", "zmień hasło", "nowe hasło", "změnit heslo", "nové heslo", "ändra lösen",
    "nytt lösen", "skift", "ny adgangskode", "endre passord", "nytt passord", "vaihda", "uusi salasana", "jelszó mód",
    "új jelszó", "schimbă", "şifre değiş", "yeni şifre", "сменить", "изменить пароль", "новый пароль", "змінити",
    "новий пароль", "αλλαγή κωδικού", "パスワード変更", "新しいパスワード", "修改密码", "重置密码", "更改密碼", "비밀번호 변경", "تغيير كلمة",
    "שינוי סיסמה", "đổi mật khẩu", "ubah kata", "เปลี่ยนรหัส", "تغییر رمز",
];

/// Names of containers in the head of a page, or over it.
pub(super) const ASIDE: &[&str] =
    &["header", "head", "nav", "navbar", "topbar", "overlay", "dropdown", "popover", "flyout", "offcanvas", "toolbar"];

/// Gift cards and vouchers.
pub(super) const GIFT: &[&str] = &[
    "gift card", "giftcard", "gift voucher", "geschenkkarte", "geschenkgutschein", "gutscheinkarte", "carte cadeau",
    "chèque cadeau", "tarjeta regalo", "tarjeta de regalo", "cartão presente", "vale presente", "carta regalo",
    "buono regalo", "cadeaukaart", "cadeaubon", "karta podarunkowa", "karty podarunkowej", "dárkov", "darčekov",
    "presentkort", "gavekort", "lahjakort", "ajándékkárty", "card cadou", "hediye kart", "подарочн", "подарунк",
    "δωροκάρτα", "ギフトカード", "礼品卡", "禮品卡", "기프트카드", "بطاقة هدية", "כרטיס מתנה", "thẻ quà", "kartu hadiah",
];

/// Forms for something else: newsletters, searches, contact, payment.
pub(super) const AWAY: &[&str] = &[
    "newsletter", "subscribe", "subscription", "unsubscribe", "abonnier", "suscrib", "mailing list", "mailinglist",
    "рассылк", "подписат", "підписат", "メルマガ", "订阅", "訂閱", "구독", "contact us", "contact", "kontaktformular",
    "get in touch", "send message", "message", "nachricht", "feedback", "comment", "kommentar", "leave a reply",
    "donat", "spende", "search", "suche", "recherche", "buscar", "cerca", "zoeken", "szukaj", "hledat", "поиск",
    "пошук", "検索", "搜索", "검색", "track", "waitlist", "notify", "quote", "request a demo", "download", "send me",
    "get updates", "stay updated", "alerts", "share", "invite", "checkout", "place order", "pay now", "payment",
    "zahlung", "guest", "coupon", "promo", "apply", "rsvp", "get the", "free report", "inbox", "deals", "offers",
];
