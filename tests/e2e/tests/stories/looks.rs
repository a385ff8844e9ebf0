//! What looking at a page does to it: the page goes on meanwhile, however large it is.

use anyhow::Result;
use nearkey_e2e::forms::cost::{Size, build, measure};
use nearkey_e2e::{Engine, World, skipped_in};

/// Far more than one slice of a look takes, also on a machine with other things to do.
const ONE_TASK_MS: f64 = 100.0;

/// T-47
#[tokio::test(flavor = "multi_thread")]
async fn t47_a_page_of_five_thousand_fields_has_its_turn_while_it_is_looked_at() -> Result<()> {
    if skipped_in(Engine::Firefox, "a page of ours has no right to another page there") {
        return Ok(());
    }
    let world = World::start().await?;
    let tab = world.visit("plain").await?;
    let popup = world.popup().await?;
    build(&tab, Size(20_000, 5_000, 0)).await?;
    let cost = measure(&world, &tab, &popup, true).await?;
    assert_eq!(cost.fields, 500);
    // In one piece there would be none at all while it looks.
    let slices = cost.look_ms / 20.0;
    assert!(f64::from(cost.turns) > slices.max(3.0), "{cost:?}");
    assert!(cost.worst < ONE_TASK_MS, "{cost:?}");
    Ok(())
}

/// T-47
#[tokio::test(flavor = "multi_thread")]
async fn t47_deep_shadow_trees_are_looked_into_without_holding_up_the_page() -> Result<()> {
    if skipped_in(Engine::Firefox, "a page of ours has no right to another page there") {
        return Ok(());
    }
    let world = World::start().await?;
    let tab = world.visit("plain").await?;
    let popup = world.popup().await?;
    build(&tab, Size(5_000, 10, 150)).await?;
    let cost = measure(&world, &tab, &popup, true).await?;
    assert_eq!(cost.fields, 11);
    assert!(cost.worst < ONE_TASK_MS, "{cost:?}");
    Ok(())
}

/// A form answers to the names of its fields, also where a script asks it for its parent or its children.
#[tokio::test(flavor = "multi_thread")]
async fn t47_a_form_that_answers_with_its_fields_does_not_lead_the_look_in_a_circle() -> Result<()> {
    let world = World::linked().await?;
    let tab = world.visit("classic").await?;
    let baits = "const form = document.querySelector('form');
        for (const name of ['parentElement', 'previousSibling', 'querySelector', 'querySelectorAll', 'matches', 'isConnected',
            'getRootNode', 'getBoundingClientRect', 'hasAttribute', 'getAttribute', 'assignedSlot', 'shadowRoot', 'elements',
            'action', 'children', 'ownerDocument', 'checkVisibility']) {
          const bait = document.createElement('input');
          bait.type = 'hidden';
          bait.name = name;
          form.append(bait);
        }";
    tab.run(baits, Vec::new()).await?;
    let popup = world.popup().await?;
    world.ask(&popup).await?;
    world.phone.accept(nearkey_e2e::Choice::FirstMatch)?;
    world.wait_filled(&tab, "email", "password").await
}
