//! The words that fields are made of, in the languages that people log in with.
//!
//! Entries are lower case. Short ones (up to four letters) stand for whole words; longer ones and those of scripts
//! without spaces also for parts of words; phrases begin at a word. Signs count as spaces.

/// The account name, other than a mail address.
pub(super) const USER: &[&str] = &[
    "user", "username", "user name", "userid", "uname", "usr", "login", "loginname", "account", "logon", "benutzer",
    "nutzername", "kontonummer", "kundennummer", "anmeldename", "identifiant", "utilisateur", "usuario", "utente",
    "usuário", "utilizador", "gebruiker", "użytkownik", "uživatel", "användar", "bruger", "bruker", "käyttäjä",
    "felhasználó", "utilizator", "kullanıcı", "логин", "пользовател", "користувач", "χρήστη", "ユーザ", "用户名", "用戶名",
    "帐号", "账号", "帳號", "아이디", "اسم المستخدم", "שם משתמש", "tên đăng nhập", "korisni", "pengguna", "ชื่อผู้ใช้",
    "identifier", "login id", "user id", "username or", "benutzerkennung", "kennung", "mitgliedsnummer",
    "zugangsnummer", "account number", "account name", "account id", "member id", "membership", "client id",
    "client number", "client no", "customer number", "access id", "access number", "access code number", "online id",
    "identificador", "identificación de usuario", "numéro client", "numéro de client", "numéro de compte",
    "código de usuario", "nom d usuari", "nom d utilisateur", "nombre de usuario", "número de cliente",
    "codice utente", "codice cliente", "nome utente", "nome de usuário", "gebruikersnaam", "klantnummer",
    "nazwa użytkownika", "identyfikator", "numer klienta", "uživatelské", "přihlašovací jméno", "používateľ",
    "användarnamn", "kundnummer", "personnummer", "brugernavn", "brukernavn", "kundenummer", "käyttäjätunnus",
    "felhasználónév", "nume de utilizator", "kullanıcı adı", "müşteri numarası", "t c kimlik", "имя пользователя",
    "учетная запись", "лицевой счет", "ім я користувача", "όνομα χρήστη", "ユーザー名", "ログインid", "会員番号", "会員id", "お客様番号",
    "用户", "账户", "帳戶", "使用者", "學號", "学号", "工号", "رقم العضوية", "משתמש", "תעודת זהות", "उपयोगकर्ता", "यूज़र",
    "tài khoản", "nama pengguna", "ชื่อผู้ใช้งาน", "netid", "net id", "screen name", "loyalty", "nickname",
    "memberid", "memberno", "member no", "member number", "customerid", "customer id", "customer no", "نام کاربری",
    "usrid", "login name", "loginid", "accountname",
];

/// The mail address as an account name.
pub(super) const MAIL: &[&str] = &[
    "email", "e mail", "mail", "courriel", "correo", "posta", "почта", "пошта", "メール", "邮箱", "郵箱", "이메일", "البريد",
    "e mailadres", "sähköposti", "epost", "e post", "邮件", "電子郵件", "メルアド", "ईमेल", "อีเมล", "דוא ל", "דואר אלקטרוני",
    "אימייל", "الإلكتروني", "ηλεκτρονικ", "имейл", "el pašt", "poczt", "adresse électronique", "ایمیل",
    "email address", "mailadresse", "e posta", "eposta",
];

/// The phone number as an account name.
pub(super) const PHONE: &[&str] = &[
    "phone", "mobile", "telefon", "téléphone", "teléfono", "telefono", "телефон", "手机", "電話", "휴대폰", "handynummer",
    "puhelin", "mobil", "celular", "cellulare", "telemóvel", "numer telefonu", "手机号", "手機", "携帯", "전화", "الجوال",
    "الهاتف", "הטלפון", "मोबाइल", "số điện thoại", "nomor telepon", "เบอร์โทร", "τηλέφωνο", "gsm",
];

/// A password, also in a field of another type.
pub(super) const PASSWORD: &[&str] = &[
    "password", "passwort", "kennwort", "passwd", "passphrase", "pwd", "mot de passe", "contraseña", "senha",
    "wachtwoord", "hasło", "heslo", "lösenord", "adgangskode", "passord", "salasana", "jelszó", "parol", "şifre",
    "пароль", "κωδικ", "パスワード", "密码", "密碼", "비밀번호", "كلمة المرور", "סיסמה", "mật khẩu", "sandi", "รหัสผ่าน",
    "lozinka", "contrasenya", "palavra passe", "parola", "slaptažod", "lösen", "kodeord", "ססמה", "סיסמא", "पासवर्ड",
    "kata sandi", "mot de pass", "passcode", "clave de acceso", "pin", "geslo", "zaporka", "parool", "パスコード", "暗証番号",
    "clave", "pass", "пин", "رمز عبور", "کلمه عبور", "گذرواژه", "secret", "geheimzahl",
];

/// A password that is to become one.
pub(super) const NEW: &[&str] = &[
    "new", "newpass", "newpwd", "confirm", "repeat", "retype", "reenter", "re enter", "again", "neues", "wiederhol",
    "bestätig", "wählen", "nouveau", "confirmer", "confirmez", "répét", "nuevo", "nueva", "repet", "repita", "nuova",
    "nuovo", "ripeti", "conferma", "confirma", "nieuw", "herhaal", "bevestig", "nowe", "powtórz", "potwierdź", "nové",
    "znovu", "potvr", "nytt", "upprepa", "bekräfta", "gentag", "bekræft", "gjenta", "bekreft", "uusi", "vahvista",
    "ismét", "megerős", "yeni", "tekrar", "новый", "повтор", "подтверд", "новий", "підтверд", "νέο", "επιβεβα", "新しい",
    "確認", "新密码", "确认", "확인", "جديد", "تأكيد", "חדש", "אימות", "mới", "xác nhận", "baru", "konfirmasi", "ใหม่",
    "ยืนยัน", "verify", "choose", "create", "nova", "novo", "새", "neu", "confirmation", "confirmpassword",
    "passwordconfirm", "passconf", "password2", "pass2", "pwd2", "passwd2", "passwort2", "repeatpassword",
    "re password", "repassword", "rewrite", "twice", "second time", "set a password", "set password",
    "make a password", "pick a", "desired", "nochmal", "erneut", "festlegen", "vergeben", "choisis", "choisir",
    "nouvelle", "ressaisi", "confirmación", "vuelve a", "otra vez", "elige", "crea una", "crea tu", "crie uma",
    "crie sua", "escolha", "digite novamente", "scegli", "ridigita", "opnieuw", "kies", "wybierz", "utwórz",
    "zopakuj", "zopakovať", "zvolte", "välj", "igen", "vælg", "velg", "ny adgangskode", "nytt passord", "toista",
    "valitse", "uudelleen", "újra", "válassz", "din nou", "alege", "придумайте", "ещё раз", "еще раз", "повтори",
    "придумай", "ще раз", "повторіть", "ξανά", "もう一度", "再入力", "確認用", "再次", "重复", "重複", "重新输入", "设置密码", "設定密碼", "다시",
    "재입력", "إعادة", "أعد", "חזור", "אישור", "दोबारा", "पुष्टि", "नया", "nhập lại", "mật khẩu mới", "ulangi",
    "buat kata", "ยืนยันรหัส", "อีกครั้ง", "جدید", "تکرار", "repite", "repetir", "zweimal", "noch einmal",
    "erneut eingeben", "répéter", "saisissez à nouveau", "repetição", "ripetere", "nog een keer", "jeszcze raz",
    "ještě jednou", "ännu en gång", "en gang til", "uudestaan", "2회",
];

/// The password that is in force.
pub(super) const CURRENT: &[&str] = &[
    "current", "old", "oldpass", "oldpwd", "existing", "aktuell", "bisherig", "altes", "actuel", "ancien", "attuale",
    "vecchia", "atual", "huidig", "obecne", "aktualne", "stare", "současné", "stávající", "nuvarande", "gammalt",
    "nuværende", "nåværende", "nykyinen", "jelenlegi", "actuală", "mevcut", "текущий", "старый", "поточний", "τρέχων",
    "現在", "当前", "旧密码", "目前", "현재", "الحالية", "נוכחית", "hiện tại", "saat ini", "ปัจจุบัน", "present password",
    "existing password", "oud wachtwoord", "huidige", "gammel", "vanha", "régi", "veche", "eski", "старый пароль",
    "нынешний", "старий", "παλιός", "舊密碼", "原密码", "기존", "القديمة", "הישנה", "वर्तमान", "पुराना", "mật khẩu cũ",
    "เดิม", "actual", "旧パスワード", "kata sandi lama",
];

/// What a password that is to become one must be like.
pub(super) const RULES: &[&str] = &[
    "at least", "minimum", "min", "characters", "characters long", "mindestens", "zeichen", "au moins", "caractères",
    "al menos", "caracteres", "mínimo", "almeno", "caratteri", "minstens", "tekens", "co najmniej", "znaków", "minst",
    "mindst", "vähintään", "не менее", "символов", "символів", "en az", "karakter", "legalább", "文字以上", "至少", "位以上",
    "字符", "자 이상", "최소", "על الأقل", "לפחות", "ít nhất", "ký tự", "minimal", "strength",
];

/// One-time codes, and nothing else.
pub(super) const SURELY_ONE_TIME: &[&str] = &[
    "otp", "totp", "mfa", "2fa", "tfa", "one time", "onetime", "authenticator", "authentication code", "two factor",
    "twofactor", "two step", "mfacode", "otpcode", "einmal code", "einmal passwort", "einmal kennwort", "einmalpasswort", "einmalkennwort", "einmalcode", "einmalig", "zwei faktor", "usage unique", "un solo uso", "uso único",
    "eenmalig", "jednorazow", "jednorázov", "engangs", "engångs", "kertakäyttö", "одноразов", "одноразовый", "tek kullanımlık",
    "ワンタイム", "动态码", "動態密碼", "一次性", "일회용", "ओटीपी", "mã otp", "kode otp",
];

/// One-time codes; beside a password or the number of a card also letters to copy from a picture and the like.
pub(super) const ONE_TIME: &[&str] = &[
    "otp", "totp", "mfa", "2fa", "tfa", "one time", "onetime", "verification code", "authenticator", "einmal code", "einmal passwort", "验证码",
    "驗證碼", "認証コード", "인증번호", "код подтверждения", "passcode sent", "sms code", "tan", "security code", "one time code",
    "login code", "access code", "authentication code", "auth code", "six digit", "6 digit", "einmalcode",
    "bestätigungscode", "sicherheitscode", "code de vérification", "code de sécurité", "código de verificación",
    "código de segurança", "código de verificação", "codice di verifica", "verificatiecode", "kod weryfikacyjny",
    "ověřovací kód", "verifieringskod", "engangskode", "vahvistuskoodi", "ellenőrző kód", "doğrulama kodu",
    "onay kodu", "код из", "проверочный код", "код підтвердження", "ワンタイム", "確認コード", "动态码", "短信验证码", "校验码", "動態密碼",
    "인증 번호", "رمز التحقق", "קוד אימות", "सत्यापन कोड", "ओटीपी", "mã xác minh", "mã xác nhận", "mã otp",
    "kode verifikasi", "kode otp", "รหัสยืนยัน", "verification number", "verificationcode", "verifycode", "smscode",
    "authcode", "mfacode", "securid", "token code",
];

/// "Code" alone, which says enough only of a field for a few digits.
pub(super) const CODE_WORD: &[&str] = &[
    "code", "passcode", "digits", "código", "codice", "kod", "kode", "kód", "koodi", "koden", "код", "κωδικός", "コード", "番号",
    "代码", "验证", "驗證", "코드", "رمز", "קוד", "कोड", "mã", "รหัส",
];

/// Other things that look like passwords or names, but come from the page.
pub(super) const CODE: &[&str] = &[
    "captcha", "cvv", "cvc", "csc", "iban", "verification image", "characters you see", "text you see",
    "text in the image", "символы", "код с картинки", "код с изображения", "проверочное слово", "画像認証", "图形验证码",
    "csrf", "honeypot", "honey", "leave this blank", "leave blank", "security question", "secret question",
    "sicherheitsfrage", "correct answer", "antwort", "visual", "picture", "bildcode", "check code", "checkcode",
    "letters shown",
];

/// Numbers of cards, which some banks take as account names.
pub(super) const CARD: &[&str] = &[
    "card number", "cardnumber", "kartennummer", "cc number", "ccnumber", "ccnum", "credit card", "creditcard",
    "debit card", "expiry", "expiration", "numéro de carte", "número de tarjeta", "número do cartão",
    "numero di carta", "numer karty", "kaartnummer", "номер карты", "カード番号", "卡号",
];

/// What a line of text is mostly for when it is no account name.
pub(super) const OTHER_PURPOSE: &[&str] = &[
    "search", "suche", "recherche", "buscar", "cerca", "zoeken", "szukaj", "hledat", "поиск", "пошук", "検索", "搜索",
    "검색", "newsletter", "subscribe", "subscription", "abonnier", "suscrib", "mailing", "рассылк", "подписат", "メルマガ",
    "订阅", "구독", "kontakt", "message", "nachricht", "feedback", "comment", "kommentar", "coupon", "voucher",
    "gutschein", "promo", "donat", "spende", "tracking", "invite", "notify", "waitlist", "quantity", "postcode",
    "zipcode", "unsubscribe", "quote", "searchbox", "search for", "query", "keyword", "stichwort", "subject",
    "betreff", "discount", "promocode", "promo code", "gift card", "giftcard", "friend", "recipient", "empfänger",
    "website", "homepage", "captcha", "suchbegriff", "wyszuk", "arama", "بحث", "חיפוש", "खोज", "tìm kiếm", "ค้นหา",
    "αναζήτηση", "keresés", "caut", "pesquis", "busca", "chercher", "trova", "ricerca", "zip", "sök", "søk",
];

/// Words that no field for an account name has.
pub(super) const NOT_A_NAME: &[&str] = &[
    "hint", "question", "answer", "referral", "referrer", "invitation", "amount", "betrag", "budget", "comments",
    "quantity", "reason", "describe", "description", "tell us", "message",
];

/// A second mail address or its repetition.
pub(super) const SECOND: &[&str] = &[
    "recovery", "alternate", "alternative", "backup", "secondary", "confirm", "repeat", "retype", "re enter", "again",
    "wiederhol", "confirmer", "confirmar", "confirmation", "verify email", "email2",
];

/// Fields about a person that sign-ups and profiles ask for.
pub(super) const PERSON: &[&str] = &[
    "first name", "firstname", "last name", "lastname", "surname", "given name", "family name", "full name",
    "fullname", "vorname", "nachname", "prénom", "apellido", "cognome", "sobrenome", "voornaam", "achternaam", "imię",
    "nazwisko", "jméno", "příjmení", "förnamn", "efternamn", "fornavn", "etternavn", "birth", "geburt", "naissance",
    "nacimiento", "фамилия", "姓名", "street", "straße", "your name", "legal name", "middle name", "middlename",
    "birthday", "birthdate", "date of birth", "geburtsdatum", "gender", "geschlecht", "anschrift", "dirección",
    "endereço", "indirizzo", "postcode", "postleitzahl", "plz", "zip code", "zipcode", "zip", "province", "apt",
    "suite", "apartment", "county", "job title", "university", "occupation", "ssn", "social security", "passport",
    "nationality", "nom de famille", "votre nom", "nombre completo", "nome completo", "nome e cognome", "ваше имя",
    "отчество", "фио", "прізвище", "город", "お名前", "フリガナ", "生年月日", "住所", "郵便", "真实姓名", "地址", "生日", "우편", "주소", "생년월일",
    "العنوان", "שם פרטי", "שם משפחה", "כתובת", "पता", "họ tên", "họ và tên", "địa chỉ", "nama lengkap", "alamat",
    "นามสกุล", "ที่อยู่", "vezetéknév", "keresztnév", "prenume", "ad soyad", "soyadı", "επώνυμο", "etunimi",
    "sukunimi", "氏名", "city", "country", "company", "street address", "address line", "address1", "address2",
    "billing address", "shipping address", "fname", "lname", "school", "organization", "state province",
    "nombre y apellido",
];
