//! One-time links: a copy of the item for everybody who has the link. With encryption on it is sealed with a code that
//! stands behind the `#` of the link, and that no server sees.
//!
//! Source: docs/passwork.md §1.8, §2.3.

use rand_core::CryptoRng;
use zeroize::Zeroizing;

use super::{
    item::{FullItem, Names},
    key::Key,
    master::sha256_hex,
    new_item::{SealFault, SealedCustom, SealedFileKey, custom_json, seal_custom, seal_file_keys},
    random::{LONG_KEY_LEN, PLAIN_SIGNS, random_text},
};
use crate::secret::SecretText;
use crate::server::members::{Members, object, quote};

/// How a server wants to be told of a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkEra {
    /// 4.x: hours as a number.
    Hours,
    /// 5.x and 6.x: words.
    Words,
    /// 7.x: other words, in a call of its own.
    Seven,
}

/// How long a link lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkLife {
    /// One hour.
    Hour,
    /// One day; not in 7.x.
    Day,
    /// One week.
    Week,
    /// One month of 30 days; not in 5.x and 6.x.
    Month,
    /// Until somebody deletes it; not in 4.x.
    Unlimited,
}

impl LinkEra {
    /// The lives that links have there.
    pub fn lives(self) -> &'static [LinkLife] {
        use LinkLife::{Day, Hour, Month, Unlimited, Week};
        match self {
            Self::Hours => &[Hour, Day, Week, Month],
            Self::Words => &[Hour, Day, Week, Unlimited],
            Self::Seven => &[Hour, Week, Month, Unlimited],
        }
    }

    /// As JSON.
    fn life(self, life: LinkLife) -> Option<&'static str> {
        use LinkLife::{Day, Hour, Month, Unlimited, Week};
        Some(match (self, life) {
            (Self::Hours, Hour) => "1",
            (Self::Hours, Day) => "24",
            (Self::Hours, Week) => "168",
            (Self::Hours, Month) => "720",
            (Self::Words, Hour) => "\"hour\"",
            (Self::Words, Day) => "\"day\"",
            (Self::Words, Week) => "\"week\"",
            (Self::Words, Unlimited) => "\"forever\"",
            (Self::Seven, Hour) => "\"1 hour\"",
            (Self::Seven, Week) => "\"1 week\"",
            (Self::Seven, Month) => "\"1 month\"",
            (Self::Seven, Unlimited) => "\"unlimited\"",
            _ => return None,
        })
    }
}

/// A link that is to be made.
pub struct NewLink {
    /// The body of the call, JSON. With encryption off the whole item is in it in clear.
    pub body: SecretText,
    /// What is put behind the link that the server gives; nothing with encryption off.
    pub code: Option<SecretText>,
}

impl NewLink {
    /// The link for people, of the one that the server gave. That may have a `#` already.
    pub fn finish(&self, url: &str) -> SecretText {
        match &self.code {
            None => SecretText::new(url.to_owned()),
            Some(code) => {
                let mut link = String::with_capacity(url.len() + 6 + code.expose().len());
                link.push_str(url);
                link.push_str("#code=");
                link.push_str(code.expose());
                SecretText::new(link)
            }
        }
    }
}

/// Makes the body that asks for a link. `once` makes one that dies when it is opened.
pub fn new_link(
    item: &FullItem<'_>,
    key: &Key,
    era: LinkEra,
    life: LinkLife,
    once: bool,
    rng: &mut impl CryptoRng,
) -> Result<NewLink, SealFault> {
    let life = era.life(life).ok_or(SealFault::OtherLife)?;
    let code = match key {
        Key::Off(_) => None,
        Key::On(_) => Some(random_text(PLAIN_SIGNS, LONG_KEY_LEN, rng)),
    };
    let copy = Copy::of(item, key, code.as_ref(), rng)?;
    let none = || "null".to_owned();
    let hash = code.as_ref().map_or_else(none, |code| quote(sha256_hex(code.expose().as_bytes()).expose()));
    let for_owner = match &code {
        None => none(),
        Some(code) => quote(&key.seal(code, rng)?),
    };
    let yes = |yes| if yes { "true" } else { "false" };
    let body = match era {
        LinkEra::Hours => object(
            [
                ("password", &**copy.whole_item(item)),
                ("reusable", yes(!once)),
                ("time", life),
                ("secretHash", &hash),
            ]
            .into_iter(),
        ),
        LinkEra::Words => object(
            [
                ("password", &**copy.whole_item(item)),
                ("ttl", life),
                ("type", if once { "\"onetime\"" } else { "\"reusable\"" }),
                ("passwordHash", &hash),
                ("oneTimePasswordCrypted", &for_owner),
            ]
            .into_iter(),
        ),
        LinkEra::Seven => {
            let id = item.members.json("id").unwrap_or("null");
            let kind = if once { "\"single_use\"" } else { "\"reusable\"" };
            let shortcut = item.members.json("shortcut").and_then(Members::parse);
            let shortcut = shortcut.as_ref().and_then(|shortcut| shortcut.json("id"));
            let data = copy.item_data(item);
            let all = [
                ("itemId", id),
                ("itemData", data.as_str()),
                ("keyHash", &hash),
                ("keyEncrypted", &for_owner),
                ("type", kind),
                ("expirationTime", life),
            ];
            object(all.into_iter().chain(shortcut.map(|id| ("shortcutId", id))))
        }
    };
    Ok(NewLink { body: SecretText::new(body), code })
}

/// The sealed parts of the copy, as JSON; in clear for 4.x to 6.x with encryption off.
struct Copy {
    clear: bool,
    password: Zeroizing<String>,
    custom: Zeroizing<String>,
    files: String,
}

impl Copy {
    fn of(
        item: &FullItem<'_>,
        key: &Key,
        code: Option<&SecretText>,
        rng: &mut impl CryptoRng,
    ) -> Result<Self, SealFault> {
        let (password, custom, files) = (item.password(key)?, item.custom(key)?, item.attachments()?);
        let with = code.map_or_else(|| key.duplicate(), |code| Key::On(code.duplicate()));
        if code.is_none() && item.names == Names::Old {
            return Ok(Self {
                clear: true,
                password: Zeroizing::new(quote(password.expose())),
                custom: Zeroizing::new(custom_json(&custom)),
                files: item.members.json("attachments").unwrap_or("null").to_owned(),
            });
        }
        let custom = seal_custom(&custom, &with, item.names, rng)?;
        let files = match code {
            None => item.members.json("attachments").unwrap_or("[]").to_owned(),
            Some(_) => files_json(item, &seal_file_keys(&files, key, &with, rng)?)?,
        };
        Ok(Self {
            clear: false,
            password: Zeroizing::new(quote(&with.seal(&password, rng)?)),
            custom: Zeroizing::new(sealed_custom_json(&custom)),
            files,
        })
    }

    /// The whole item of 4.x to 6.x with these parts.
    fn whole_item(&self, item: &FullItem<'_>) -> Zeroizing<String> {
        let there = |name| item.members.json(name).is_some();
        let mut changes = Vec::new();
        if there("custom") {
            changes.push(("custom", (*self.custom).clone()));
        }
        if there("attachments") {
            changes.push(("attachments", self.files.clone()));
        }
        let name = if self.clear { "password" } else { item.names.password() };
        changes.push((name, (*self.password).clone()));
        let whole = Zeroizing::new(item.members.with(&changes));
        let _wiped = Zeroizing::new(changes.into_iter().map(|(_, json)| json).collect::<Vec<_>>());
        match Members::parse(&whole) {
            Some(members) if self.clear => Zeroizing::new(members.without(item.names.password())),
            _ => whole.clone(),
        }
    }

    /// `itemData` of 7.x.
    fn item_data(&self, item: &FullItem<'_>) -> Zeroizing<String> {
        let raw = |name| (name, item.members.json(name).unwrap_or("null"));
        let sealed = [
            ("passwordEncrypted", self.password.as_str()),
            ("customs", &self.custom),
            ("attachments", &self.files),
        ];
        let all = ["name", "login", "url", "description"].into_iter().map(raw).chain(sealed);
        Zeroizing::new(object(all))
    }
}

fn sealed_custom_json(fields: &[SealedCustom]) -> String {
    let fields = fields.iter().map(|field| {
        let [name, value, kind] = [&field.name, &field.value, &field.kind].map(|text| quote(text));
        object([("name", name.as_str()), ("value", &value), ("type", &kind)].into_iter())
    });
    format!("[{}]", fields.collect::<Vec<_>>().join(","))
}

/// The files as they came, with other keys.
fn files_json(item: &FullItem<'_>, keys: &[SealedFileKey]) -> Result<String, SealFault> {
    let files = item.list("attachments")?.into_iter().zip(keys).map(|(json, file)| {
        let members = Members::parse(json)?;
        Some(members.with(&[("encryptedKey", quote(&file.key))]))
    });
    let files: Option<Vec<_>> = files.collect();
    Ok(format!("[{}]", files.ok_or(super::seal::NotOpened)?.join(",")))
}
