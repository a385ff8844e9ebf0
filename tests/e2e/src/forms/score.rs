//! What was filled on a page, beside what its labels say.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// One page of the truth.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Page {
    /// Name of its file.
    pub file: String,
    /// `login`, `login_signup`, `signup`, `change`, `forgot` or `other`.
    pub kind: String,
    /// Number of controls (`input, select, textarea`).
    pub controls: usize,
    /// The labelled ones.
    pub inputs: Vec<Input>,
}

/// A label.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Input {
    /// Place among the controls of the document.
    pub index: usize,
    /// What it is.
    pub label: String,
}

impl Page {
    /// Whether a login can be right or wrong here.
    pub fn is_login(&self) -> bool {
        matches!(self.kind.as_str(), "login" | "login_signup")
    }

    fn label(&self, index: usize) -> &str {
        self.inputs.iter().find(|input| input.index == index).map_or("unlabelled", |input| &input.label)
    }
}

/// What stands in a control now that was not there before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Put {
    /// The account name of the login.
    User,
    /// Its password.
    Password,
    /// Something else.
    Other,
}

/// What happened to one page.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct Filled {
    /// By the place of the control: what it got, and the number of its form; -1 for none.
    pub controls: BTreeMap<usize, (Put, i64)>,
    /// Places of the controls that a person cannot see or type into, as far as was looked.
    pub closed: Vec<usize>,
    /// Why nothing was filled, as the popup has it.
    pub why: String,
}

/// How a page came out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// One form has its account name and password, and nothing else was touched. Only for pages to log in.
    pub right: Option<bool>,
    /// All account names, or all passwords, of the page are out of sight or locked.
    pub out_of_reach: bool,
    /// A stored password in a wrong place.
    pub password_astray: bool,
    /// An account name in a wrong place.
    pub user_astray: bool,
    /// What is wrong, in words.
    pub faults: Vec<String>,
}

fn is_user(label: &str) -> bool {
    matches!(label, "username" | "email" | "username_or_email")
}

fn is_password(label: &str) -> bool {
    matches!(label, "current-password" | "password")
}

/// Compares.
pub fn judge(page: &Page, filled: &Filled) -> Verdict {
    let mut verdict = Verdict::default();
    for (index, (put, _)) in &filled.controls {
        let label = page.label(*index);
        let astray = match put {
            Put::User => !is_user(label),
            Put::Password => !is_password(label),
            Put::Other => true,
        };
        if astray {
            verdict.user_astray |= *put == Put::User;
            verdict.password_astray |= *put == Put::Password;
            verdict.faults.push(format!("{put:?} in control {index} ({label})"));
        }
    }
    if !page.is_login() {
        return verdict;
    }
    let wanted = |is: fn(&str) -> bool| page.inputs.iter().any(|input| is(&input.label));
    let closed = |is: fn(&str) -> bool| {
        wanted(is)
            && page
                .inputs
                .iter()
                .filter(|input| is(&input.label))
                .all(|input| filled.closed.contains(&input.index))
    };
    verdict.out_of_reach = closed(is_user) || closed(is_password);
    let forms = |wanted: Put| -> Vec<i64> {
        let controls = filled.controls.values().filter(|(put, _)| *put == wanted);
        controls.map(|(_, form)| *form).collect()
    };
    let (users, passwords) = (forms(Put::User), forms(Put::Password));
    if wanted(is_user) && users.is_empty() {
        verdict.faults.push(format!("no account name ({})", filled.why));
    }
    if wanted(is_password) && passwords.is_empty() {
        verdict.faults.push(format!("no password ({})", filled.why));
    }
    if users.iter().any(|user| passwords.iter().any(|password| user != password)) {
        verdict.faults.push("two forms".to_owned());
    }
    verdict.right = Some(verdict.faults.is_empty());
    verdict
}

/// All pages together, as lines of text.
pub fn summary(verdicts: &[(Page, Verdict)]) -> String {
    let logins = verdicts.iter().filter(|(_, verdict)| verdict.right.is_some()).count();
    let right = verdicts.iter().filter(|(_, verdict)| verdict.right == Some(true)).count();
    let closed =
        verdicts.iter().filter(|(_, verdict)| verdict.out_of_reach && verdict.right != Some(true)).count();
    let passwords = verdicts.iter().filter(|(_, verdict)| verdict.password_astray).count();
    let users = verdicts.iter().filter(|(_, verdict)| verdict.user_astray).count();
    let line = |what: &str, part: usize, of: usize| {
        #[allow(clippy::cast_precision_loss)]
        let percent = if of == 0 { 0.0 } else { 100.0 * part as f64 / of as f64 };
        format!("{what:<44} {part:>4} of {of:<4} {percent:>6.1} %\n")
    };
    let mut text = line("login pages exactly right", right, logins);
    text += &line("  without those that nobody can fill", right, logins - closed);
    text += &line("pages with a stored password in a wrong place", passwords, verdicts.len());
    text += &line("pages with an account name in a wrong place", users, verdicts.len());
    text
}

/// Fails below 95 % of the login pages that somebody could fill, or above 0.5 % passwords in wrong places.
pub fn check(verdicts: &[(Page, Verdict)]) -> Result<(), String> {
    let possible =
        |verdict: &Verdict| verdict.right.is_some() && (verdict.right == Some(true) || !verdict.out_of_reach);
    let logins = verdicts.iter().filter(|(_, verdict)| possible(verdict)).count();
    let right = verdicts.iter().filter(|(_, verdict)| verdict.right == Some(true)).count();
    let astray = verdicts.iter().filter(|(_, verdict)| verdict.password_astray).count();
    if right * 100 < logins * 95 {
        return Err(format!("only {right} of {logins} login pages are right"));
    }
    if astray * 200 > verdicts.len() {
        return Err(format!("{astray} passwords in wrong places"));
    }
    Ok(())
}

/// The pages that came out wrong, as lines of text.
pub fn failures(verdicts: &[(Page, Verdict)]) -> String {
    let wrong = verdicts.iter().filter(|(_, verdict)| !verdict.faults.is_empty());
    let lines = wrong.map(|(page, verdict)| {
        format!("  {:<13}{:<44} {}\n", page.kind, page.file, verdict.faults.join("; "))
    });
    lines.collect()
}
