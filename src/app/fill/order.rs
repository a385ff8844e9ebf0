//! Which value goes into which field.

use rand_core::CryptoRng;

use crate::app::fill::{Armed, GrantItem};
use crate::app::{App, Effect, Ticket};
use crate::form::{Plan, Slot};
use crate::message::{FillOrder, FillValue, WhyNot};
use crate::otp;
use crate::secret::SecretText;
use crate::vault::Secrets;

/// A code with less time left than this is not filled: it would be late when it is sent (T-53).
const SHORTEST_MS: u64 = 2_000;
/// After the change of the code, so that clocks that differ a little do not matter.
const AFTER_MS: u64 = 100;

/// The values of one fill.
struct Values<'a> {
    user: &'a str,
    password: &'a str,
    new_password: &'a str,
    code: Option<SecretText>,
}

/// A code for now, or how long to wait for the next one.
enum Code {
    Digits(SecretText),
    SoonIn(u64),
}

impl<R: CryptoRng> App<R> {
    /// The order goes out, and the grant is spent whatever comes back.
    pub(super) fn fill_now(&mut self, number: u32, cached: Option<&Secrets>) {
        let Some(grant) = self.grant_in(number, Armed::Loading) else { return };
        let Some(plan) = &grant.plan else { return };
        let mut values = Values { user: "", password: "", new_password: "", code: None };
        let otp = match (&grant.item, cached) {
            (GrantItem::Held, _) => {
                let Some(held) = &self.held else { return self.not_filled(WhyNot::Expired) };
                values.user = &held.credential.user;
                values.password = held.credential.password.expose();
                Some(&held.credential.otp)
            }
            (GrantItem::Cached(item), Some(secrets)) => {
                let Some((_, entry)) = self.open.as_ref().and_then(|open| open.find(item)) else {
                    return self.not_filled(WhyNot::Expired);
                };
                // User and password are of one state.
                values.user = grant.said.as_ref().map_or(&entry.user, |said| &said.user);
                values.password = secrets.password.expose();
                Some(&secrets.otp)
            }
            (GrantItem::Cached(_), None) => return self.not_filled(WhyNot::Expired),
            (GrantItem::New(password), _) => {
                values.new_password = password.expose();
                None
            }
        };
        let of = match &grant.item {
            GrantItem::Cached(item) => Some((item.link.clone(), Some(item.uid.clone()))),
            GrantItem::Held => {
                self.held.as_ref().map(|held| (held.link.clone(), held.credential.uid.clone()))
            }
            GrantItem::New(_) => None,
        };
        let mut counter = None;
        if let Some((link, uid)) = of.as_ref().filter(|_| plan.code_boxes() > 0) {
            let Some(Ok(code)) = otp.map(|otp| self.code_now((link, uid.as_deref()), otp)) else {
                return self.not_filled(WhyNot::NoCode);
            };
            counter = code.counter;
            match digits(code) {
                Code::SoonIn(ms) => return self.wait_for_code(ms),
                Code::Digits(digits) => values.code = Some(digits),
            }
        }
        let Some(values) = values_of(plan, &values) else { return self.not_filled(WhyNot::DidNotFit) };
        let (document, origin) = (grant.pin.document.clone(), grant.pin.origin.website());
        let new = matches!(grant.item, GrantItem::New(_));
        let order = FillOrder { document, origin, new, values };
        self.out.push(Effect::Fill(Ticket::Fill(number), grant.pin.target(), order));
        if let (Some((link, uid)), Some(counter)) = (of, counter) {
            self.code_used((&link, uid.as_deref()), counter);
        }
    }

    fn wait_for_code(&mut self, ms: u64) {
        let until = self.clock.cautious().after(ms);
        if let Some(grant) = &mut self.grant {
            grant.armed = Armed::WaitsForCode(until);
        }
        self.out.push(Effect::Timer(u32::try_from(ms).unwrap_or(u32::MAX)));
    }

    /// The next code is there: the page is looked at once more, and filled.
    pub(in crate::app) fn code_if_due(&mut self) {
        let now = self.clock.cautious();
        match self.grant.as_ref().map(|grant| grant.armed) {
            Some(Armed::WaitsForCode(until)) if now >= until => self.look_again(),
            Some(Armed::WaitsForCode(until)) => {
                self.out.push(Effect::Timer(u32::try_from(until.since(now)).unwrap_or(u32::MAX)));
            }
            _ => {}
        }
    }
}

/// The page gets digits and nothing else of it (T-53).
fn digits(code: otp::Code) -> Code {
    let ends = code.period_ms > 0;
    if ends && code.left_ms < SHORTEST_MS {
        Code::SoonIn(code.left_ms + AFTER_MS)
    } else {
        Code::Digits(code.digits)
    }
}

/// Nothing if a code has not as many digits as there are boxes.
fn values_of(plan: &Plan, values: &Values<'_>) -> Option<Vec<FillValue>> {
    let boxes = plan.code_boxes();
    let digits = values.code.as_ref().map_or("", SecretText::expose);
    if boxes > 1 && digits.chars().count() != boxes {
        return None;
    }
    let value = |slot: Slot| match slot {
        Slot::User => values.user.to_owned(),
        Slot::Password => values.password.to_owned(),
        Slot::NewPassword => values.new_password.to_owned(),
        Slot::Code(_) if boxes == 1 => digits.to_owned(),
        Slot::Code(number) => digits.chars().skip(usize::from(number)).take(1).collect(),
    };
    let fields = plan.fields.iter().map(|field| FillValue {
        key: field.key,
        kind: field.kind.clone(),
        form: field.form,
        exact: matches!(field.slot, Slot::Password | Slot::NewPassword),
        value: value(field.slot),
    });
    Some(fields.collect())
}
