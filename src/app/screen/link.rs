//! The linking page: its code, where it stands, and the address that is typed.

use rand_core::CryptoRng;

use super::{milliseconds, phone_view};
use crate::app::link::Step;
use crate::app::{App, Fault};
use crate::message::{AddressView, LinkCode, LinkScreen, LinkStep};
use crate::phone::{Address, LinkStage};
use crate::time::Timestamp;

impl<R: CryptoRng> App<R> {
    pub(super) fn linking(&self) -> LinkScreen {
        let now = self.clock.running();
        let step = match &self.link.step {
            Step::Start => LinkStep::Start,
            Step::MakingKeys => LinkStep::MakingKeys,
            Step::Code { expires } => match self.code(*expires, now) {
                Some(code) => LinkStep::Code { code },
                None => LinkStep::Start,
            },
            Step::Connecting { linking, expires, since, needs_permission } => {
                match self.code(*expires, now) {
                    Some(code) => LinkStep::Connecting {
                        code,
                        stage: link_stage(linking.stage(), self.link.is_checking()),
                        needs_permission: needs_permission
                            .then(|| format!("http://{}/*", linking.address().host())),
                        waiting_ms: milliseconds(now.since(*since)),
                    },
                    None => LinkStep::Start,
                }
            }
            Step::Compare { address, fingerprint } | Step::Storing { address, fingerprint } => {
                LinkStep::Compare { fingerprint: fingerprint.clone(), address: address.to_string() }
            }
            Step::Done { link, fingerprint } => match self.stored.link(link) {
                Some(link) => {
                    LinkStep::Done { phone: self.phone_detail(link), fingerprint: fingerprint.clone() }
                }
                None => LinkStep::Start,
            },
            Step::Failed(fault) => {
                let typed = &self.link.typed.text;
                LinkStep::Failed { fault: fault.view((!typed.is_empty()).then(|| typed.clone())) }
            }
        };
        let again = self.link.again.as_deref().and_then(|id| self.stored.link(id));
        LinkScreen {
            step,
            address: self.address(),
            phones: self.stored.links.iter().map(phone_view).collect(),
            again: again.map(phone_view),
        }
    }

    fn code(&self, expires: Timestamp, now: Timestamp) -> Option<LinkCode> {
        let offer = self.link.offer.as_ref()?;
        let text = offer.qr_text();
        let code = qrcodegen::QrCode::encode_text(&text, qrcodegen::QrCodeEcc::Medium).ok()?;
        Some(LinkCode {
            web_client_id: offer.web_client_id.to_string(),
            text,
            size: u32::try_from(code.size()).ok()?,
            path: dark_modules(&code),
            expires_in_ms: milliseconds(expires.since(now)),
        })
    }

    fn address(&self) -> AddressView {
        let typed = &self.link.typed;
        let mut view = AddressView {
            text: typed.text.clone(),
            port: typed.port.clone(),
            url: None,
            handle: None,
            fault: None,
        };
        match Address::parse(&typed.text, &typed.port, self.place.reach) {
            Ok(address) if !self.stored.policy.allows(&address) => {
                view.fault = Some(Fault::PolicyAddress.view(Some(address.to_string())));
            }
            Ok(address) => {
                view.handle = address.handle();
                view.url = Some(address.url().trim_end_matches('/').to_owned());
            }
            Err(fault) if typed.touched => {
                view.fault = Some(Fault::from(fault).view(Some(typed.text.trim().to_owned())));
            }
            Err(_) => {}
        }
        view
    }
}

fn link_stage(stage: LinkStage, checking: bool) -> crate::message::LinkStage {
    use crate::message::LinkStage as Shown;
    if checking {
        return Shown::Checking;
    }
    match stage {
        LinkStage::Reaching => Shown::Reaching,
        LinkStage::NotScanned => Shown::NotScanned,
        LinkStage::PhoneLocked => Shown::PhoneLocked,
        LinkStage::NotWaiting => Shown::NotWaiting,
        LinkStage::Unreachable => Shown::Unreachable,
        LinkStage::SomeoneElse => Shown::SomeoneElse,
    }
}

/// One run of dark modules a subpath, so that the path stays short.
fn dark_modules(code: &qrcodegen::QrCode) -> String {
    use std::fmt::Write as _;
    let mut path = String::new();
    for y in 0..code.size() {
        let mut x = 0;
        while x < code.size() {
            let start = x;
            while x < code.size() && code.get_module(x, y) {
                x += 1;
            }
            if x > start {
                let width = x - start;
                let _ = write!(path, "M{start} {y}h{width}v1h-{width}z");
            } else {
                x += 1;
            }
        }
    }
    path
}
