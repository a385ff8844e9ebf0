//! A browser beside a built-in Passwork that has no ports: connecting it, and what a person sees and gets then.

use std::rc::Rc;

use nearkey::{app::*, message::*};
use nearkey_servers::passwork::{Era, Passwork, PassworkConfig};

use super::Rig;
use super::account::PASSPHRASE;

pub const SITE: &str = "https://bank.example/login";
pub const PASSWORD: &str = "Harbour-7-Lanterns";

/// A browser, and a server that it can reach.
pub fn with_server(era: Era) -> (Rig, Rc<Passwork>) {
    let mut rig = Rig::fresh();
    rig.phone.up = false;
    let passwork = beside(&mut rig, era);
    (rig, passwork)
}

/// A server that a browser can reach.
pub fn beside(rig: &mut Rig, era: Era) -> Rc<Passwork> {
    let config = PassworkConfig { port: 9443, base_path: "/team".into(), ..PassworkConfig::of(era) };
    let passwork = Rc::new(Passwork::silent(config).unwrap());
    passwork.set_site(SITE).unwrap();
    rig.watch.plant_typed(PASSPHRASE);
    rig.watch.plant_login(PASSWORD);
    if let Some(master) = passwork.master_password() {
        rig.watch.plant_typed(&master);
    }
    let server = Rc::clone(&passwork);
    rig.server = Some(Box::new(move |call: &ServerCall| {
        let url = call.url.expose();
        let target = url.strip_prefix("https://localhost:9443")?;
        let headers: Vec<(&str, &str)> =
            call.headers.iter().map(|(name, value)| (*name, value.expose())).collect();
        let body = call.body.as_ref().map_or("", |body| body.expose());
        let Some(said) = server.ask(call.method, target, &headers, body.as_bytes()) else {
            return Some(Got::Unreachable { elapsed_ms: 1 });
        };
        if (300..400).contains(&said.status) {
            return Some(Got::Redirected { elapsed_ms: 1 });
        }
        let (status, content_type, retry_after, body) =
            (said.status, said.content_type, said.retry_after, said.body);
        Some(Got::Answer { status, content_type, retry_after, body, elapsed_ms: 1 })
    }));
    passwork
}

pub fn step(rig: &Rig, view: ViewId) -> ConnectStep {
    rig.connecting(view).step
}

/// Types host and key, and goes.
pub fn go(rig: &mut Rig, passwork: &Passwork) -> ViewId {
    let view = rig.attach(ViewKind::Connect);
    rig.say(view, Intent::ChooseServerKind { kind: SourceKind::Passwork });
    rig.say(view, Intent::TypeHost { host: passwork.url() });
    let (key, refresh) = match passwork.tokens() {
        Ok(pair) => (pair.access, Some(pair.refresh)),
        Err(_) => (passwork.api_key(), None),
    };
    rig.say(view, Intent::TypeKey { key, refresh });
    rig.say(view, Intent::ConnectServer { plain: false });
    rig.wait(1_000);
    view
}

/// From nothing to an account with an open popup; its id.
pub fn connected(era: Era) -> (Rig, Rc<Passwork>, ViewId, String) {
    let (mut rig, passwork) = with_server(era);
    let view = go(&mut rig, &passwork);
    if let Some(password) = passwork.master_password() {
        assert!(matches!(step(&rig, view), ConnectStep::Master { .. }), "{era:?}: {:?}", step(&rig, view));
        rig.say(view, Intent::TypeMaster { password });
        rig.wait(1_000);
    }
    let ConnectStep::Found { encrypted, .. } = step(&rig, view) else {
        panic!("{era:?}: {:?}", step(&rig, view))
    };
    assert_eq!(encrypted, era.seals());
    rig.say(view, Intent::FinishConnect { passphrase: Some(PASSPHRASE.to_owned()) });
    rig.wait(3_000);
    let ConnectStep::Done { source } = step(&rig, view) else { panic!("{era:?}: {:?}", step(&rig, view)) };
    rig.tell(Event::ViewClosed { view });
    let popup = rig.popup();
    rig.wait(1_000);
    (rig, passwork, popup, source.id)
}

pub fn all(rig: &Rig, popup: ViewId) -> Vec<ItemView> {
    let screen = rig.seen(popup);
    screen.matches.into_iter().chain(screen.company).chain(screen.others).collect()
}

pub fn item(rig: &Rig, popup: ViewId, id: &str) -> ItemView {
    all(rig, popup).into_iter().find(|item| item.id.ends_with(id)).expect("the item")
}

pub fn copied(rig: &mut Rig, popup: ViewId, id: &str, field: CopyField) -> Result<String, String> {
    let item = item(rig, popup, id).id;
    let seq = rig.say(popup, Intent::Copy { item, field });
    rig.wait(1_000);
    match rig.value(seq) {
        Some(text) => Ok(text.to_owned()),
        None => Err(rig.refusal(seq).unwrap_or("nothing").to_owned()),
    }
}

pub fn detail(rig: &mut Rig, popup: ViewId, id: &str) -> DetailView {
    let item = item(rig, popup, id).id;
    let seq = rig.say(popup, Intent::ShowItem { item });
    rig.wait(1_000);
    let found = rig.posts.iter().rev().find_map(|(_, post)| match post {
        ToView::Item { seq: of, detail } if *of == seq => Some(detail.clone()),
        _ => None,
    });
    found.unwrap_or_else(|| panic!("{:?}", rig.refusal(seq)))
}
