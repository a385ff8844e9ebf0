//! Login forms in frames: of the same origin, of another one, and of none.

use anyhow::Result;
use nearkey_e2e::{Engine, Tab, View, World, page, skipped_in, until};
use serde_json::{Value, json};

/// The cache is open, and a page that frames another origin's login form is in front of the popup.
async fn framed(host: &str) -> Result<(World, Tab, View<Tab>)> {
    let (world, tab, popup) = World::with_open_cache().await?;
    tab.goto(&world.site.url_at(host, "framed")).await?;
    popup.wait("the form in the frame", |screen| screen["page"]["form"] == "framed").await?;
    Ok((world, tab, popup))
}

async fn inside(tab: &Tab) -> Result<Value> {
    let body = "return [...document.querySelectorAll('input')].map((field) => field.value)";
    tab.run_in_frame("#inner", body).await
}

async fn question(popup: &View<Tab>, kind: &str) -> Result<Value> {
    let screen = popup.wait(kind, |screen| screen["question"]["type"] == kind).await?;
    Ok(screen["question"].clone())
}

/// T-36: the page matches the login, the frame does not.
#[tokio::test(flavor = "multi_thread")]
async fn t36_a_frame_of_another_site_is_filled_only_after_questions_that_name_both() -> Result<()> {
    let (world, tab, popup) = framed("127.0.0.1").await?;
    let name = world.site.credential().name;
    popup.press(&format!("Fill in {name}")).await?;
    let asked = question(&popup, "otherFrame").await?;
    assert_eq!((&asked["frameHost"], &asked["pageHost"]), (&json!("localhost"), &json!("127.0.0.1")));
    let text = popup.text().await?;
    assert!(text.contains("localhost") && text.contains("127.0.0.1"), "{text}");
    popup.press("Do not fill in").await?;
    popup.wait("no question", |screen| screen["question"].is_null()).await?;
    assert_eq!(inside(&tab).await?, json!(["", ""]));

    popup.press(&format!("Fill in {name}")).await?;
    question(&popup, "otherFrame").await?;
    popup.press("Fill in").await?;
    let asked = question(&popup, "otherSite").await?;
    assert_eq!((&asked["itemHost"], &asked["pageHost"]), (&json!("127.0.0.1"), &json!("localhost")));
    assert_eq!(inside(&tab).await?, json!(["", ""]));
    Ok(())
}

/// T-37: the frame matches the login, the page around it is somebody else's. Only our own view offers it, and it names
/// the page.
#[tokio::test(flavor = "multi_thread")]
async fn t37_a_frame_that_the_login_is_for_is_filled_after_a_question_that_names_the_page() -> Result<()> {
    let (world, tab, popup) = framed("localhost").await?;
    let login = world.site.credential();
    popup.press(&format!("Fill in {}", login.name)).await?;
    let asked = question(&popup, "otherFrame").await?;
    assert_eq!((&asked["frameHost"], &asked["pageHost"]), (&json!("127.0.0.1"), &json!("localhost")));
    popup.press("Fill in").await?;
    until("the form in the frame to be filled", async || {
        Ok((inside(&tab).await? == json!([login.user, login.password])).then_some(()))
    })
    .await?;
    assert_eq!(world.site.submissions(), []);
    Ok(())
}

/// T-37, T-30: the page around it hides or covers the frame, which the frame itself cannot see.
#[tokio::test(flavor = "multi_thread")]
async fn t37_a_frame_that_the_page_hides_is_not_filled() -> Result<()> {
    if skipped_in(
        Engine::Firefox,
        "it does not tell a frame of another site that it is covered or see-through",
    ) {
        return Ok(());
    }
    let (world, tab, popup) = framed("localhost").await?;
    let name = world.site.credential().name;
    let hide = [
        "frame.style.opacity = '0.01'",
        "frame.style.filter = 'opacity(0.05)'",
        "frame.style.position = 'fixed'; frame.style.left = '-3000px'",
        "const cover = document.body.appendChild(document.createElement('div'));
         cover.style.cssText = 'position: fixed; inset: 0; background: white; z-index: 9'",
    ];
    for hidden in hide {
        world.bring(&tab, &popup, "localhost", "framed").await?;
        popup.wait("the form in the frame", |screen| screen["page"]["form"] == "framed").await?;
        let body = format!("const frame = document.querySelector('#inner'); {hidden}");
        tab.run(&body, Vec::new()).await?;
        popup.press(&format!("Fill in {name}")).await?;
        question(&popup, "otherFrame").await?;
        popup.press("Fill in").await?;
        popup.wait_for_notice("noForm").await?;
        assert_eq!(inside(&tab).await?, json!(["", ""]), "{hidden}");
    }
    Ok(())
}

/// A login form as text, for frames without an address.
const FORM: &str = "<form><input name=user autocomplete=username>\
    <input name=pass type=password autocomplete=current-password><button>Sign in</button></form>";

/// T-38
#[tokio::test(flavor = "multi_thread")]
async fn t38_a_frame_without_an_address_has_the_origin_of_its_page_and_a_sandboxed_one_has_none() -> Result<()>
{
    let (world, tab, popup) = World::with_open_cache().await?;
    let login = world.site.credential();
    let make = "const frame = document.createElement('iframe');
        frame.id = 'inner';
        frame.style.cssText = 'width: 500px; height: 200px';
        const [form, kind] = given;
        if (kind === 'sandbox') frame.sandbox = 'allow-forms allow-scripts';
        if (kind !== 'blank') frame.srcdoc = form;
        const loaded = new Promise((done) => frame.addEventListener('load', done));
        document.querySelector('main').append(frame);
        // Older ones put another document in the place of the first one.
        await loaded;
        if (kind === 'blank') frame.contentDocument.body.innerHTML = form";
    for (kind, is_filled) in [("srcdoc", true), ("blank", true), ("sandbox", false)] {
        world.bring(&tab, &popup, "127.0.0.1", "plain").await?;
        tab.run(make, vec![json!(FORM), json!(kind)]).await?;
        popup.press(&format!("Fill in {}", login.name)).await?;
        let notice = popup.wait_for_notice(if is_filled { "filled" } else { "noForm" }).await;
        notice.map_err(|error| error.context(kind))?;
        let expected = if is_filled { json!([login.user, login.password]) } else { json!(["", ""]) };
        assert_eq!(inside(&tab).await?, expected, "{kind}");
    }
    // And the page itself got nothing.
    assert_eq!(page::filled(&tab).await?, []);
    Ok(())
}
