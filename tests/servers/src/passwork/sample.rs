//! Folders and items to try things with, sealed by this server's own crypto, and a vault of very many.

use serde_json::json;

use super::outside::NewItem;
use super::server::Passwork;
use super::setup::SetupError;

/// Id of the sample's login for the sample sites.
pub const SAMPLE_SITE: &str = "5ee2529f448e196cbd26c001";
/// Id of an item three folders deep.
pub const SAMPLE_DEEP: &str = "5ee2529f448e196cbd26c002";
/// Id of an item that nobody can open.
pub const SAMPLE_LOCKED: &str = "5ee2529f448e196cbd26c003";

/// Puts the sample into the first vault.
pub(super) fn put(passwork: &Passwork) -> Result<(), SetupError> {
    let (vault, _) = passwork.vaults().into_iter().next().ok_or(SetupError::NoVault)?;
    let infrastructure = passwork.put_folder(&vault, None, "Infrastructure")?;
    let databases = passwork.put_folder(&vault, Some(&infrastructure), "Databases")?;
    let production = passwork.put_folder(&vault, Some(&databases), "Production")?;
    let office = passwork.put_folder(&vault, None, "Office")?;
    passwork.put_folder(&vault, None, "Empty for now")?;
    passwork.put_item(
        &vault,
        &NewItem {
            id: Some(SAMPLE_SITE.to_owned()),
            name: "Sample sites".into(),
            login: "mira@example.com".into(),
            url: "http://localhost:8789/".into(),
            password: "Harbour-7-Lanterns".into(),
            description: "Login of the sample sites".into(),
            folder: Some(office.clone()),
            tags: vec!["sample".into()],
            color: Some(3),
            custom: vec![("Code".into(), "JBSWY3DPEHPK3PXP".into(), "totp".into())],
            ..NewItem::default()
        },
    )?;
    passwork.put_item(
        &vault,
        &NewItem {
            id: Some(SAMPLE_DEEP.to_owned()),
            name: "Orders database".into(),
            login: "orders".into(),
            url: "https://db.example.com:5432/orders".into(),
            password: "пароль-😀-\"tide\"".into(),
            description: "Wonderful notes\nover two lines".into(),
            folder: Some(production),
            tags: vec!["sample".into(), "database".into()],
            custom: vec![
                ("Port".into(), "5432".into(), "text".into()),
                ("Second password".into(), "low tide".into(), "password".into()),
            ],
            attachments: vec![("key.bin".into(), vec![0, 1, 2, 255, 128, 254, 127])],
            ..NewItem::default()
        },
    )?;
    passwork.put_item(
        &vault,
        &NewItem {
            id: Some(SAMPLE_LOCKED.to_owned()),
            name: "Lost in the move".into(),
            login: "nobody".into(),
            url: "https://locked.example.com".into(),
            password: "nobody sees this".into(),
            folder: Some(office),
            ..NewItem::default()
        },
    )?;
    passwork.damage_item(SAMPLE_LOCKED)
}

impl Passwork {
    /// Says at which address the sample sites are: the sample itself knows no port.
    pub fn set_site(&self, url: &str) -> Result<(), SetupError> {
        self.change_item(SAMPLE_SITE, &json!({ "url": url }))
    }

    /// Fills a vault up to `count` items, each sealed on its own, in folders of 250.
    pub fn fill_vault(&self, vault: &str, count: usize) -> Result<(), SetupError> {
        let (mut folder, mut new) = (None, Vec::new());
        for number in self.items(vault).len()..count {
            if folder.is_none() || number % 250 == 0 {
                folder = Some(self.put_folder(vault, None, &format!("Folder {}", number / 250))?);
            }
            new.push(NewItem {
                name: format!("Service {number}"),
                login: format!("user{number}@example.com"),
                url: format!("https://service{number}.example.com/login"),
                password: format!("tide-{number}-harbour"),
                tags: vec![format!("tag{}", number % 7)],
                color: i64::try_from(number % 9).ok(),
                folder: folder.clone(),
                ..NewItem::default()
            });
        }
        self.put_items(vault, &new).map(|_| ())
    }
}
