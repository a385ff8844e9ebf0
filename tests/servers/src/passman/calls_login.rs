//! Nextcloud's sign-in: Login Flow v2 with its page, and the end of an app password.

use serde_json::{Value, json};

use super::answer::Answer;
use super::route::Call;
use super::shared::{Shared, State};
use crate::web::escape;

/// Answers if the path belongs to the login.
pub(super) fn login(shared: &Shared, state: &mut State, call: &Call<'_>) -> Option<Answer> {
    let rest = call.path.strip_prefix("/login/v2")?;
    Some(match (call.method, rest) {
        ("POST", "") => begin(state, call),
        ("POST", "/poll") => poll(state, call),
        ("POST", "/grant") => grant(shared, state, call),
        ("GET", flow) => match flow.strip_prefix("/flow/") {
            Some(token) => page(shared, state, call, token),
            None => Answer::no_page(),
        },
        _ => Answer::no_page(),
    })
}

fn begin(state: &mut State, call: &Call<'_>) -> Answer {
    let now = state.now();
    let flow = state.flows.begin(call.received.header("user-agent").unwrap_or_default(), now);
    let base = &call.base;
    Answer::ok(&json!({
        "poll": { "token": flow.poll_token, "endpoint": format!("{base}/index.php/login/v2/poll") },
        "login": format!("{base}/index.php/login/v2/flow/{}", flow.login_token),
    }))
}

fn poll(state: &mut State, call: &Call<'_>) -> Answer {
    let now = state.now();
    let sent = call.parameters();
    let token = sent.get("token").and_then(Value::as_str).unwrap_or_default();
    match state.flows.poll(token, now) {
        Some(granted) => Answer::ok(&json!({
            "server": call.base,
            "loginName": granted.user,
            "appPassword": granted.app_password,
        })),
        None => Answer::not_found(),
    }
}

/// The page where the user presses one button. The browser counts as signed in.
fn page(shared: &Shared, state: &mut State, call: &Call<'_>, token: &str) -> Answer {
    let now = state.now();
    let Some(flow) = state.flows.waiting(token, now) else {
        return Answer::page(403, "Access forbidden", "<p>Your login token is invalid or has expired</p>");
    };
    let client = if flow.client.is_empty() { "An app without a name" } else { &flow.client };
    let body = format!(
        "<p>You are signed in as <b id=\"user\">{user}</b>. <b id=\"client\">{client}</b> will get access to this \
         account.</p><form method=\"post\" action=\"{base}/index.php/login/v2/grant\">\
         <input type=\"hidden\" name=\"loginToken\" value=\"{login}\">\
         <input type=\"hidden\" name=\"stateToken\" value=\"{state}\">\
         <button type=\"submit\" id=\"grant\">Grant access</button></form>",
        user = escape(&shared.config.user),
        client = escape(client),
        base = escape(&call.base),
        login = flow.login_token,
        state = flow.state_token,
    );
    Answer::page(200, "Account access", &body)
}

/// The button. Only the page itself knows the token, and only the server's own origin may send it.
fn grant(shared: &Shared, state: &mut State, call: &Call<'_>) -> Answer {
    let sent = call.parameters();
    let text = |name: &str| sent.get(name).and_then(Value::as_str).unwrap_or_default();
    let now = state.now();
    let flow = state.flows.waiting(text("loginToken"), now);
    // Without a referrer, browsers say `null`.
    let foreign = call.received.header("origin").is_some_and(|origin| {
        origin != "null"
            && call
                .base
                .strip_prefix(origin)
                .is_none_or(|rest| !matches!(rest.chars().next(), None | Some('/')))
    });
    if foreign || flow.is_none_or(|flow| flow.state_token != text("stateToken")) {
        return Answer::page(403, "Access forbidden", "<p>State token does not match</p>");
    }
    state.grant(text("loginToken"), &shared.config.user);
    Answer::page(
        200,
        "Account connected",
        "<p id=\"done\">Your client should now be connected! You can close this window.</p>",
    )
}

/// `DELETE /ocs/v2.php/core/apppassword`: the app password that it comes with ends.
pub(super) fn revoke(state: &mut State, call: &Call<'_>) -> Answer {
    let says = |status: u16, code: u16, message: &str| {
        let word = if status == 200 { "ok" } else { "failure" };
        let meta = json!({ "status": word, "statuscode": code, "message": message });
        let json = json!({ "ocs": { "meta": meta, "data": [] } });
        let wants_json = call.received.header("accept").is_some_and(|kinds| kinds.contains("json"))
            || call.received.target.contains("format=json");
        if wants_json {
            return Answer::json(status, &json);
        }
        let text = format!(
            "<?xml version=\"1.0\"?>\n<ocs>\n <meta>\n  <status>{word}</status>\n  <statuscode>{code}</statuscode>\n  \
             <message>{message}</message>\n </meta>\n <data/>\n</ocs>\n"
        );
        Answer::new(status, "application/xml; charset=utf-8", text)
    };
    if call.received.header("ocs-apirequest").is_none_or(|value| value != "true") {
        return says(412, 412, "CSRF check failed");
    }
    if call.method != "DELETE" {
        return says(405, 405, "Invalid method");
    }
    match &call.app_password {
        Some(app_password) if state.accounts.revoke(&call.user, app_password) => says(200, 200, "OK"),
        _ => says(403, 403, "no app password in use"),
    }
}
