//! One connection to the protocol port: request, decision, trouble, answer.

use std::io;
use std::sync::Arc;

use tokio::net::TcpStream;
use tokio::time::sleep;

use super::fault::{self, Fault, FaultOrder, On};
use super::http::{self, Parcel, Received};
use super::log::LogEntry;
use super::shared::{Shared, Wanted};
use super::state::{Answer, Outcome, Post};

/// What `GET /` says, word for word as the app does.
const GREETING: &str = "Use the ANOTHERpass browser extension to use the app as a credential server.";

/// What a request led to.
struct Decided {
    parcel: Parcel,
    /// The app stops its server.
    shut_down: bool,
    /// Number of what was handed out.
    handed: Option<usize>,
}

impl From<Parcel> for Decided {
    fn from(parcel: Parcel) -> Self {
        Self { parcel, shut_down: false, handed: None }
    }
}

/// Serves one connection. The phone serves one request at a time; what goes wrong on the way is not its time.
pub(super) async fn serve(shared: &Arc<Shared>, mut stream: TcpStream) -> io::Result<()> {
    let Some(received) = http::read(&mut stream).await? else { return Ok(()) };
    let turn = shared.turn.lock().await;
    let mut entry = LogEntry::of(&received, shared.now());
    let on = On::of(&received.method);
    let client = received.header("x-webclientid").map(ToOwned::to_owned);
    let is_post = on == Some(On::Post);

    let elsewhere = shared.other_device().map(|device| ("other_device", device.answer()));
    let elsewhere = elsewhere.or_else(|| Some(("other_poll", shared.take_kept().filter(|_| is_post)?)));
    if let Some((name, parcel)) = elsewhere {
        drop(turn);
        entry.fault = Some(name.to_owned());
        entry.status = parcel.status;
        shared.note(entry);
        return finish(&mut stream, &parcel, None).await;
    }

    let planned = if is_post { shared.next_planned() } else { None };
    if is_post {
        sleep(shared.config.work_time).await;
    }
    let mut trouble = strike(shared, on, None, planned.as_ref());
    let mut decided = Decided::from(Parcel::from(Answer { status: 0, body: String::new() }));
    if trouble.is_none() {
        decided = decide(shared, on, received, &mut entry).await?;
        entry.meant = decided.parcel.status;
        trouble = strike(shared, on, Some(decided.parcel.status), planned.as_ref());
    }
    let mut parcel = decided.parcel;
    if let Some(fault) = &trouble {
        entry.fault = Some(fault.name());
        if planned.is_some() {
            shared.happened(format!("a message meets {}", fault.name()));
        }
        if let Some(number) = decided.handed {
            shared.with(|state| state.met(number, fault.name(), fault.swallows()));
        }
        if *fault == Fault::OtherPoll {
            shared.keep(parcel);
            parcel = Answer::error(202, "Waiting for the user").into();
        } else if let Some(forged) = forge(shared, fault, client.as_deref()) {
            parcel = forged.into();
        }
    }
    // In the log before the answer is out: a test that has the answer finds the entry.
    entry.status = trouble.as_ref().map_or(parcel.status, |fault| fault.status(parcel.status));
    shared.note(entry);
    if decided.shut_down {
        shared.set_listening(Wanted::Down).await;
    }
    let turn = Some(turn).filter(|_| trouble.is_none());
    finish(&mut stream, &parcel, trouble.as_ref()).await?;
    drop(turn);
    Ok(())
}

/// The fault that strikes now: an ordered one, or else the planned one.
fn strike(
    shared: &Shared,
    on: Option<On>,
    answer: Option<u16>,
    planned: Option<&FaultOrder>,
) -> Option<Fault> {
    let on = on?;
    let ordered = shared.take_fault(on, answer);
    ordered.or_else(|| planned.filter(|order| order.strikes(on, answer)).map(|order| order.fault.clone()))
}

async fn finish(stream: &mut TcpStream, parcel: &Parcel, trouble: Option<&Fault>) -> io::Result<()> {
    fault::send(stream, parcel, trouble).await?;
    if !matches!(trouble, Some(Fault::DropBefore | Fault::DropAfter)) {
        http::close(stream).await;
    }
    Ok(())
}

/// What the phone itself answers.
async fn decide(
    shared: &Arc<Shared>,
    on: Option<On>,
    received: Received,
    entry: &mut LogEntry,
) -> io::Result<Decided> {
    match on {
        Some(On::Post) if received.target == "/" => {
            let Outcome { answer, seen, shut_down, handed } = ask_app(shared, received).await?;
            entry.read(seen);
            Ok(Decided { parcel: answer.into(), shut_down, handed })
        }
        Some(On::Options) => {
            let allowed = ("Access-Control-Allow-Headers", "X-WebClientId,Content-Type");
            Ok(Parcel { extra: Some(allowed), ..Parcel::new(200, "text/plain", "") }.into())
        }
        Some(On::Get) => Ok(page(shared, received.target.trim_start_matches('/')).into()),
        _ => Ok(Parcel::from(Answer::error(404, "Not found")).into()),
    }
}

/// The greeting, or a backup: once.
fn page(shared: &Shared, key: &str) -> Parcel {
    if key.is_empty() {
        return Parcel::new(200, "text/html", GREETING);
    }
    match shared.with(|state| state.download(key)) {
        Some(backup) => Parcel::new(200, "application/json", backup),
        None => Parcel::new(404, "text/plain", ""),
    }
}

/// Lets the app decide, away from the threads that serve sockets: RSA takes its time.
async fn ask_app(shared: &Arc<Shared>, received: Received) -> io::Result<Outcome> {
    let client = received.header("x-webclientid").unwrap_or_default();
    if shared.look(|state| state.needs_key_for(client)) {
        sleep(shared.config.link_time).await;
    }
    let shared = Arc::clone(shared);
    let decided = tokio::task::spawn_blocking(move || {
        let client = received.header("x-webclientid");
        shared.prepare_key_for(client.unwrap_or_default());
        shared.with(|state| state.post(&Post { client, body: &received.body }, shared.now()))
    });
    decided.await.map_err(io::Error::other)
}

/// The answer that takes the place of the genuine one.
fn forge(shared: &Shared, fault: &Fault, client: Option<&str>) -> Option<Answer> {
    match fault {
        Fault::Status { status, body } => Some(Answer { status: *status, body: body.clone() }),
        Fault::Garbage => Some(fault::garbage()),
        Fault::WrongKey => {
            shared.look(|state| state.wrong_key_answer(client?)).or_else(|| Some(fault::garbage()))
        }
        Fault::Replay { which } => {
            let body = shared.look(|state| state.recorded_answer(*which));
            Some(body.map_or_else(fault::garbage, |body| Answer { status: 200, body }))
        }
        _ => None,
    }
}
