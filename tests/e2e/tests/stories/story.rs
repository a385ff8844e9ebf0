//! The whole story, once from the first start to a filled form.

use anyhow::Result;
use nearkey_e2e::{World, page};

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_is_linked_and_fills_a_login_form() -> Result<()> {
    let world = World::start().await?;
    world.link().await?;
    let tab = world.fill_classic().await?;
    assert_eq!(page::value(&tab, "#email").await?, "mira@harbour.example");
    Ok(())
}
