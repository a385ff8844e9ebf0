//! The vendor's own clients, unmodified from `PyPI`, against the built-in Passwork over TLS (docs/passwork.md §6).
//! Skipped with a line that says so where Python or `PyPI` is out of reach.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

use nearkey_servers::Passwork;
use nearkey_servers::passwork::{
    COMPANY_VAULT, Era, INBOX_ENTRY, MAIL_ITEM, PRIVATE_VAULT, ROUTER_ITEM, SAMPLE_DEEP, SetupError,
};
use passwork_client::start_full;
use serde_json::{Value, json};

mod passwork_client;

const REQUIREMENTS: &str = include_str!("clients/requirements.txt");

/// The interpreter of a virtual environment with the clients, made once; or why there is none.
fn python() -> Result<&'static Path, &'static str> {
    static PYTHON: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    PYTHON.get_or_init(make_python).as_ref().map(PathBuf::as_path).map_err(String::as_str)
}

fn make_python() -> Result<PathBuf, String> {
    let root = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("passwork-clients");
    let (python, note) = (root.join("bin/python"), root.join("requirements.txt"));
    if python.exists() && std::fs::read_to_string(&note).is_ok_and(|known| known == REQUIREMENTS) {
        return Ok(python);
    }
    let _ = std::fs::remove_dir_all(&root);
    let run = |program: &Path, args: &[&str]| {
        let output = Command::new(program).args(args).output().map_err(|error| error.to_string())?;
        let said = String::from_utf8_lossy(&output.stderr);
        let last = said.lines().rfind(|line| !line.trim().is_empty()).unwrap_or_default().to_owned();
        if output.status.success() { Ok(()) } else { Err(last) }
    };
    let folder = root.to_str().unwrap().to_owned();
    run(Path::new("python3"), &["-m", "venv", "--clear", &folder])
        .map_err(|why| format!("python3 cannot make a virtual environment ({why})"))?;
    let list = root.join("wanted.txt");
    std::fs::write(&list, REQUIREMENTS).unwrap();
    let install = [
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--retries",
        "1",
        "--timeout",
        "10",
    ];
    let install = [&install[..], &["--require-hashes", "-r", list.to_str().unwrap()]].concat();
    run(&python, &install).map_err(|why| format!("PyPI is out of reach or has not all of it ({why})"))?;
    std::fs::rename(list, note).unwrap();
    Ok(python)
}

/// The interpreter, or a line for the one who counts what was skipped.
fn python_for(test: &str) -> Option<&'static Path> {
    match python() {
        Ok(python) => Some(python),
        Err(why) => {
            let _ = writeln!(std::io::stdout().lock(), "skipped {test}: {why}");
            None
        }
    }
}

/// A folder for one run, with the authority's certificate in it.
struct Place {
    folder: PathBuf,
}

impl Place {
    fn new(name: &str, passwork: &Passwork) -> Self {
        let unique = format!("{name}-{}", passwork.address().port());
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(unique);
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(folder.join("files")).unwrap();
        std::fs::write(folder.join("ca.pem"), passwork.ca_pem()).unwrap();
        Self { folder }
    }

    fn ca(&self) -> String {
        self.folder.join("ca.pem").to_str().unwrap().to_owned()
    }

    fn files(&self) -> String {
        self.folder.join("files").to_str().unwrap().to_owned()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// Runs a program with this text on its standard input, off the threads that serve.
async fn run(mut command: Command, input: String) -> Output {
    let work = move || {
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        child.wait_with_output().unwrap()
    };
    tokio::task::spawn_blocking(work).await.unwrap()
}

async fn script(python: &Path, name: &str, place: &Place, order: &Value) -> Value {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/clients").join(name);
    let mut command = Command::new(python);
    command.arg(file).env("REQUESTS_CA_BUNDLE", place.ca()).env("PYTHONDONTWRITEBYTECODE", "1");
    let output = run(command, order.to_string()).await;
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{name}: {said}");
    serde_json::from_slice(&output.stdout).unwrap()
}

fn order(passwork: &Passwork, place: &Place) -> Value {
    json!({
        "host": passwork.url(), "key": passwork.api_key(), "master": passwork.master_password(),
        "folder": place.files(), "read": [MAIL_ITEM, ROUTER_ITEM, SAMPLE_DEEP],
        "search": ["Mail", "wonde", "wonder", "wonderful"], "inbox": null, "delete": ROUTER_ITEM,
        "create": {
            "vaultId": PRIVATE_VAULT, "name": "By Python", "login": "py", "url": "https://py.example",
            "description": "", "folderId": null, "password": "pässword-1", "shortcutId": null, "tags": ["py"],
            "snapshot": null, "color": "3",
            "custom": [{ "name": "Code", "value": "JBSWY3DPEHPK3PXP", "type": "totp" }],
        },
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn the_vendors_client_of_v4_reads_finds_and_makes_items() {
    let Some(python) = python_for("the_vendors_client_of_v4_reads_finds_and_makes_items") else { return };
    for era in [Era::OffNew, Era::Pbkdf2, Era::ItemKeys] {
        let passwork = start_full(era).await;
        let place = Place::new("four", &passwork);
        let mut order = order(&passwork, &place);
        if era == Era::ItemKeys {
            order["inbox"] = INBOX_ENTRY.into();
        }
        let told = script(python, "four.py", &place, &order).await;
        assert_eq!(told["items"][0]["password"], "S3cret-Пароль!", "{era:?}");
        assert_eq!(told["items"][0]["custom"][2], json!(["TOTP 1", "JBSWY3DPEHPK3PXP", "totp"]));
        assert_eq!(told["items"][1]["password"], "R0uter");
        assert_eq!(told["items"][2]["password"], "пароль-😀-\"tide\"", "what the server's own crypto sealed");
        assert_eq!(told["items"][2]["custom"][1], json!(["Second password", "low tide", "password"]));
        assert_eq!(told["files"]["key.bin"], "000102ff80fe7f");
        let found = json!({
            "Mail": ["Mail"], "wonde": ["Orders database"], "wonder": [], "wonderful": ["Orders database"],
        });
        assert_eq!(told["found"], found, "{era:?}");
        if era == Era::ItemKeys {
            assert_eq!(told["inbox"], "S3cret-Пароль!");
        }
        let made = told["created"].as_str().unwrap();
        let read = passwork.read_item(made);
        if era == Era::Pbkdf2 {
            // That client seals under a key which it never sends to a vault without keys of items.
            assert_eq!(read, Err(SetupError::NotOpened));
        } else {
            let read = read.unwrap();
            assert_eq!(read.password, "pässword-1", "{era:?}");
            assert_eq!(read.custom[0].1, "JBSWY3DPEHPK3PXP");
            assert_eq!(passwork.item(made).unwrap()["attachments"][0]["name"], "new.txt");
        }
        assert_eq!(passwork.bin(), [ROUTER_ITEM]);
        let said = serde_json::to_string(&passwork.log()).unwrap();
        assert!(passwork.master_password().is_none_or(|password| !said.contains(&password)), "{era:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_vendors_client_refuses_a_certificate_that_it_does_not_trust() {
    let Some(python) = python_for("the_vendors_client_refuses_a_certificate_that_it_does_not_trust") else {
        return;
    };
    let (passwork, other) = (start_full(Era::OffNew).await, start_full(Era::OffNew).await);
    let place = Place::new("trust", &other);
    let mut command = Command::new(python);
    command.arg(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/clients/four.py"));
    command.env("REQUESTS_CA_BUNDLE", place.ca()).env("PYTHONDONTWRITEBYTECODE", "1");
    let output = run(command, order(&passwork, &place).to_string()).await;
    assert!(!output.status.success() && passwork.log().is_empty());
    assert!(passwork.refused_connections() > 0);
    assert_eq!(passwork.items(COMPANY_VAULT).len(), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_vendors_client_of_7_reads_makes_changes_and_refreshes() {
    let Some(python) = python_for("the_vendors_client_of_7_reads_makes_changes_and_refreshes") else {
        return;
    };
    for era in [Era::V7Off, Era::V7On] {
        let passwork = start_full(era).await;
        let place = Place::new("seven", &passwork);
        let tokens = passwork.tokens().unwrap();
        let order = json!({
            "host": passwork.url(), "ca": place.ca(), "access": tokens.access, "refresh": tokens.refresh,
            "master_password": passwork.master_password(), "item": SAMPLE_DEEP, "folder": place.files(),
        });
        let told = script(python, "seven.py", &place, &order).await;
        assert_eq!(told["encrypted"], era.seals());
        assert_eq!(told["item"]["password"], "пароль-😀-\"tide\"", "{era:?}");
        let file = std::fs::read(place.folder.join("files/key.bin")).unwrap();
        assert_eq!(file, [0, 1, 2, 255, 128, 254, 127]);
        assert_eq!(told["folders"], json!(["Outer", "Innermost"]));
        assert_eq!(told["path"], json!(["Made by Python", "Outer", "Innermost"]));
        assert_eq!(told["after"]["password"], "pässword-2");
        assert_eq!(told["after"]["custom"], json!([["Code", "JBSWY3DPEHPK3PXP", "totp"]]));
        assert_eq!(told["listed"], json!(["Fresher"]));
        assert_eq!(told["searched"][0]["password"], "pässword-2");
        assert_eq!(told["after_refresh"], "Orders database");
        assert_ne!(told["tokens"][0], tokens.access);
        assert_eq!(passwork.bin(), [told["created"].as_str().unwrap()]);
        let link = passwork.open_link(told["link"].as_str().unwrap()).unwrap();
        assert_eq!(link.password, "пароль-😀-\"tide\"", "{era:?}");
        assert_eq!(link.custom[0], ("Port".to_owned(), "5432".to_owned(), "text".to_owned()));
        assert_eq!(told["shortcut"], "пароль-😀-\"tide\"");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_vendors_command_line_gets_changes_and_lists() {
    let Some(python) = python_for("the_vendors_command_line_gets_changes_and_lists") else { return };
    for era in [Era::V7Off, Era::V7On] {
        let passwork = start_full(era).await;
        let place = Place::new("cli", &passwork);
        let cli = python.with_file_name("passwork-cli");
        let tokens = passwork.tokens().unwrap();
        let call = async |args: &[&str]| {
            let mut command = Command::new(&cli);
            command.args(args).args(["--host", &passwork.url(), "--ssl-verify", &place.ca()]);
            command.env("PASSWORK_TOKEN", &tokens.access).env("PASSWORK_REFRESH_TOKEN", &tokens.refresh);
            if let Some(key) = passwork.master_key() {
                command.env("PASSWORK_MASTER_KEY", key);
            }
            let output = run(command, String::new()).await;
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(output.status.success(), "{args:?}: {said}");
            String::from_utf8(output.stdout).unwrap().trim_end().to_owned()
        };
        assert_eq!(call(&["get", "--password-id", SAMPLE_DEEP]).await, "пароль-😀-\"tide\"", "{era:?}");
        assert_eq!(call(&["get", "--password-id", SAMPLE_DEEP, "--field", "Port"]).await, "5432");
        call(&["update", "--password-id", SAMPLE_DEEP, "--password", "by the command line"]).await;
        assert_eq!(passwork.read_item(SAMPLE_DEEP).unwrap().password, "by the command line");
        let listed = call(&["api", "--method", "GET", "--endpoint", "v1/vaults"]).await;
        let listed: Value = serde_json::from_str(&listed).unwrap();
        assert_eq!(listed["items"][0]["id"], passwork.vaults()[0].0.as_str());
    }
}
