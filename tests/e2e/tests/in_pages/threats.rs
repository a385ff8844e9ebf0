//! Pages that attack what is shown in them (threats, group C): clicks, gestures, covers, and our elements themselves. Nothing
//! that a page does may fill a field. What else a page can try is in `around`.

use anyhow::Result;
use nearkey_e2e::in_page::{a_while, spot};
use nearkey_e2e::{Engine, InPage, Spot, page, skipped_in, until};
use serde_json::{Value, json};
use thirtyfour::Key;

pub const NO_MENU: &str = "the mark only opens the popup there: it does not tell what lies over a menu";

/// The place of a login in the open menu.
pub fn login(rows: &[Value]) -> &Value {
    rows.iter()
        .find(|row| row["text"].as_str().unwrap_or_default().starts_with("Harbour Mail"))
        .unwrap_or(&Value::Null)
}

pub async fn nothing_filled(pages: &InPage) -> Result<()> {
    a_while().await;
    assert_eq!(page::filled(&pages.tab).await?, []);
    Ok(())
}

/// Every element that a page can reach of ours.
pub const OURS: &str = "const ours = [...document.querySelectorAll('div[popover=manual]')];";

/// A field that follows the pointer brings its mark along, under a click that was meant for something else.
const CHASE: &str =
    "const form = document.querySelector('form'), field = document.querySelector('[name=email]');
    form.style.position = 'fixed'; form.style.margin = '0';
    addEventListener('pointermove', ({ clientX, clientY }) => {
      const { right, top, height, x } = field.getBoundingClientRect(), at = form.getBoundingClientRect();
      form.style.left = `${at.x + clientX - (right - 16)}px`;
      form.style.top = `${at.y + clientY - (top + height / 2)}px`;
      dispatchEvent(new Event('scroll'));
      window.chased = (window.chased ?? 0) + 1;
    })";

#[tokio::test(flavor = "multi_thread")]
async fn t39_clicks_and_keys_that_a_page_makes_up_do_nothing() -> Result<()> {
    if skipped_in(Engine::Firefox, NO_MENU) {
        return Ok(());
    }
    let pages = InPage::start().await?;
    let mark = pages.mark().await?;
    let made_up = format!(
        "{OURS}
        const at = {{ bubbles: true, composed: true, cancelable: true, clientX: {}, clientY: {}, detail: 1, button: 0 }};
        for (const target of [...ours, document.elementFromPoint(at.clientX, at.clientY), document.querySelector('[name=email]')]) {{
          for (const kind of ['pointerdown', 'mousedown', 'pointerup', 'mouseup', 'click', 'dblclick']) target.dispatchEvent(new PointerEvent(kind, at));
          target.click();
          target.focus();
          for (const key of ['ArrowDown', 'Enter', ' ']) {{
            for (const kind of ['keydown', 'keypress', 'keyup']) target.dispatchEvent(new KeyboardEvent(kind, {{ key, altKey: key === 'ArrowDown', bubbles: true, composed: true }}));
          }}
        }}",
        mark.x, mark.y
    );
    pages.page(&made_up).await?;
    a_while().await;
    assert_eq!(pages.look().await?["menu"], json!([]), "no menu");

    // The same over an open menu.
    pages.tab.click_at(mark).await?;
    let rows = pages.wait_some("rows").await?;
    a_while().await;
    let row = spot(login(&rows))?;
    pages
        .page(&made_up.replace(
            &format!("clientX: {}, clientY: {}", mark.x, mark.y),
            &format!("clientX: {}, clientY: {}", row.x, row.y),
        ))
        .await?;
    nothing_filled(&pages).await
}

#[tokio::test(flavor = "multi_thread")]
async fn t39_a_script_of_another_extension_in_our_tree_makes_up_clicks_for_nothing() -> Result<()> {
    if skipped_in(Engine::Firefox, NO_MENU) {
        return Ok(());
    }
    let pages = InPage::start().await?;
    pages.mark().await?;
    let click = "const inside = (host) => globalThis.chrome?.dom?.openOrClosedShadowRoot?.(host) ?? host.openOrClosedShadowRoot;
        const found = (css) => [...document.querySelectorAll('div[popover=manual]')].flatMap((host) => [...inside(host).querySelectorAll(css)]);
        for (const element of found('.mark, .row')) element.click();
        return found('.mark, .row').length";
    assert_eq!(pages.in_content_world(click).await?, 2);
    a_while().await;
    assert_eq!(pages.look().await?["menu"], json!([]));
    pages.menu().await?;
    pages.in_content_world(click).await?;
    nothing_filled(&pages).await
}

#[tokio::test(flavor = "multi_thread")]
async fn t40_a_gesture_that_the_page_kept_back_is_too_old() -> Result<()> {
    if skipped_in(Engine::Firefox, NO_MENU) {
        return Ok(());
    }
    let pages = InPage::start().await?;
    pages.menu().await?;
    let cdp = pages.world.browser.chromium()?.cdp();
    let page = cdp.attach(&pages.tab.target()).await?;
    let enter = json!({ "type": "keyDown", "key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13, "text": "\r" });
    // The page is busy when the key is pressed, and for long enough afterwards. The driver would wait for it.
    cdp.eval(
        &page,
        "addEventListener('keydown', (event) => { window.age = performance.now() - event.timeStamp; }, true);
         setTimeout(() => { const until = performance.now() + 2500; while (performance.now() < until); }, 50)",
    )
    .await?;
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    cdp.call_in(&page, "Input.dispatchKeyEvent", enter.clone()).await?;
    nothing_filled(&pages).await?;
    let age = pages.page("return window.age").await?.as_f64().unwrap_or_default();
    assert!(age > 1_000.0, "the key was {age} ms old");
    cdp.call_in(&page, "Input.dispatchKeyEvent", enter).await?;
    pages.wait_filled().await
}

#[tokio::test(flavor = "multi_thread")]
async fn t41_a_menu_that_a_page_makes_invisible_takes_no_choice() -> Result<()> {
    if skipped_in(Engine::Firefox, NO_MENU) {
        return Ok(());
    }
    let pages = InPage::start().await?;
    let everywhere = "opacity: 0 !important; filter: opacity(0) !important; visibility: hidden !important; clip-path: inset(50%) !important;
        transform: scale(0.01) !important; mix-blend-mode: lighten !important; mask: linear-gradient(transparent, transparent) !important";
    // The element itself, by rules, attributes and animations: it stays as it is, or goes.
    let on_it = [
        format!(
            "const sheet = new CSSStyleSheet(); sheet.replaceSync(`div[popover], html > div {{ {everywhere} }}`); document.adoptedStyleSheets.push(sheet)"
        ),
        format!("{OURS} ours[0].style.cssText = `{everywhere}`"),
        format!(
            "{OURS} ours[0].animate({{ opacity: [0, 0], transform: ['scale(0.01)', 'scale(0.01)'] }}, {{ duration: 1e6, fill: 'both' }})"
        ),
        format!("{OURS} ours[0].inert = true; ours[0].hidden = true"),
        "document.documentElement.style.cssText = 'opacity: 0.01'".to_owned(),
        "document.documentElement.style.cssText = 'filter: opacity(0)'".to_owned(),
        "document.body.style.cssText = 'opacity: 0.01'".to_owned(),
    ];
    for attack in on_it {
        pages.tab.reload().await?;
        let rows = pages.menu().await?;
        pages.page(&attack).await?;
        a_while().await;
        let seen = pages.look().await?;
        if seen["menu"].as_array().is_some_and(|menu| !menu.is_empty()) {
            // What is still there is seen as before.
            let style = "const inside = (host) => globalThis.chrome?.dom?.openOrClosedShadowRoot?.(host);
                const menu = [...document.querySelectorAll('div[popover=manual]')].map((host) => [host, inside(host)?.querySelector('.menu')]).find(([, menu]) => menu);
                const of = getComputedStyle(menu[0]);
                return [of.opacity, of.visibility, of.transform, of.clipPath, of.filter, of.display, of.maskImage]";
            let style = pages.in_content_world(style).await?;
            assert_eq!(style, json!(["1", "visible", "none", "none", "none", "block", "none"]), "{attack}");
        } else {
            pages.tab.click_at(spot(login(&rows))?).await?;
            nothing_filled(&pages).await?;
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn t42_nothing_can_be_chosen_under_something_of_the_page() -> Result<()> {
    if skipped_in(Engine::Firefox, NO_MENU) {
        return Ok(());
    }
    let pages = InPage::start().await?;
    let cover = "style = 'position: fixed; inset: 0; width: 100vw; height: 100vh; margin: 0; padding: 0; border: 0; background: #fff; max-width: none; max-height: none'";
    let attacks = [
        format!("const cover = document.createElement('div'); cover.popover = 'manual'; cover.{cover}; cover.style.pointerEvents = 'none';
            document.body.append(cover); cover.showPopover()"),
        format!("const cover = document.createElement('dialog'); cover.{cover}; cover.style.pointerEvents = 'none'; document.body.append(cover); cover.showModal()"),
        "const style = document.createElement('style'); style.textContent = 'p { position: fixed; inset: 0; margin: 0; background: #fff; pointer-events: none }';
            const cover = document.createElement('p'); cover.popover = 'manual'; document.body.append(style, cover); cover.showPopover();
            cover.style.opacity = '0.99'".to_owned(),
    ];
    for attack in attacks {
        pages.tab.reload().await?;
        let rows = pages.menu().await?;
        pages.page(&attack).await?;
        pages.wait_for("rows", 0).await?;
        pages.tab.click_at(spot(login(&rows))?).await?;
        nothing_filled(&pages).await?;
    }
    // And a mark under it opens nothing.
    pages.tab.reload().await?;
    let mark = pages.mark().await?;
    pages.page("const cover = document.createElement('div'); cover.popover = 'manual';
        cover.style = 'position: fixed; inset: 0; width: 100vw; height: 100vh; background: #fff; pointer-events: none; border: 0; margin: 0';
        document.body.append(cover); cover.showPopover()").await?;
    tokio::time::sleep(std::time::Duration::from_millis(600)).await;
    pages.tab.click_at(mark).await?;
    a_while().await;
    assert_eq!(pages.look().await?["menu"], json!([]));
    Ok(())
}

/// T-39 to T-43 in Firefox, which does not tell what lies over an element: made-up clicks open nothing, and whatever a page
/// does to the mark, a click by hand opens the popup, where no page reaches, and no menu in the page.
#[tokio::test(flavor = "multi_thread")]
async fn t39_t41_t43_in_firefox_a_mark_opens_the_popup_and_nothing_else() -> Result<()> {
    if skipped_in(Engine::Chromium, "it has the menu") {
        return Ok(());
    }
    let pages = InPage::start().await?;
    let mark = pages.mark().await?;
    let made_up = format!(
        "{OURS} for (const one of [...ours, document.elementFromPoint({x}, {y}), document.querySelector('[name=email]')]) {{
          for (const kind of ['pointerdown', 'mousedown', 'pointerup', 'mouseup', 'click']) {{
            one.dispatchEvent(new PointerEvent(kind, {{ bubbles: true, composed: true, clientX: {x}, clientY: {y} }}));
          }}
          one.click();
          one.dispatchEvent(new KeyboardEvent('keydown', {{ key: 'ArrowDown', altKey: true, bubbles: true, composed: true }}));
        }}",
        x = mark.x,
        y = mark.y,
    );
    pages.page(&made_up).await?;
    // The same from inside, as a script of another extension could.
    let click = "for (const host of document.querySelectorAll('div[popover=manual]')) {
          for (const mark of host.openOrClosedShadowRoot.querySelectorAll('.mark')) mark.click();
        }";
    pages.in_content_world(click).await?;
    nothing_filled(&pages).await?;
    assert!(!pages.popup_is_open().await?, "made-up clicks opened the popup");

    pages.page(CHASE).await?;
    pages.tab.move_and_click(Spot { x: 440, y: 300 }, 12).await?;
    nothing_filled(&pages).await?;
    assert!(!pages.popup_is_open().await?, "the mark came under a click, and the popup opened");
    let chased = pages.page("return window.chased").await?.as_u64().unwrap_or_default();
    assert!(chased > 5, "{chased}");
    pages.tab.reload().await?;
    let mark = pages.mark().await?;

    // Faint, but not so faint that the mark goes: the click counts, and leads to where it can be seen what is chosen.
    pages.page("document.documentElement.style.opacity = '0.75'").await?;
    // A mark that was just put elsewhere takes no click yet (T-43), and people click again.
    until("the popup", async || {
        if pages.popup_is_open().await? {
            return Ok(Some(()));
        }
        pages.tab.click_at(mark).await?;
        a_while().await;
        Ok(None)
    })
    .await?;
    nothing_filled(&pages).await?;
    assert_eq!(pages.look().await?["menu"], json!([]));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn t43_a_click_right_after_the_menu_came_or_the_mark_moved_is_not_meant() -> Result<()> {
    if skipped_in(Engine::Firefox, NO_MENU) {
        return Ok(());
    }
    let pages = InPage::start().await?;
    // Where the row will be is known from the first time; the second time it is clicked at once.
    let mark = pages.mark().await?;
    pages.tab.click_at(mark).await?;
    let rows = pages.wait_some("rows").await?;
    let row = spot(login(&rows))?;
    pages.tab.press_keys(None, &char::from(Key::Escape).to_string()).await?;
    pages.wait_for("rows", 0).await?;
    a_while().await;
    pages.tab.click_at(mark).await?;
    until("the menu", async || {
        let ours = format!("{OURS} return document.elementFromPoint({}, {}) === ours[0]", row.x, row.y);
        Ok((pages.page(&ours).await? == true).then_some(()))
    })
    .await?;
    pages.tab.click_at(row).await?;
    nothing_filled(&pages).await?;

    // The mark comes along with its field.
    pages.tab.reload().await?;
    pages.mark().await?;
    pages.page(CHASE).await?;
    pages.tab.move_and_click(Spot { x: 440, y: 300 }, 12).await?;
    a_while().await;
    assert_eq!(pages.look().await?["menu"], json!([]));
    let chased = pages.page("return window.chased").await?.as_u64().unwrap_or_default();
    assert!(chased > 5, "{chased}");
    // So that the check is known to see what does open it: the same place, and a second of patience.
    let mark = spot(&pages.wait_for("marks", 2).await?[0])?;
    assert!((mark.x - 440).abs() < 20 && (mark.y - 300).abs() < 20, "the mark came along: {mark:?}");
    pages.tab.click_at(mark).await?;
    pages.wait_some("rows").await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn t44_what_a_page_patches_or_takes_away_gives_it_nothing() -> Result<()> {
    if skipped_in(Engine::Firefox, NO_MENU) {
        return Ok(());
    }
    let pages = InPage::start().await?;
    let patch = "window.seen = [];
        const spy = (owner, name) => {
          const real = owner[name];
          owner[name] = function (...given) { window.seen.push(name); return real.apply(this, given); };
        };
        spy(Element.prototype, 'attachShadow'); spy(Node.prototype, 'appendChild'); spy(Element.prototype, 'append');
        spy(EventTarget.prototype, 'addEventListener'); spy(HTMLElement.prototype, 'showPopover'); spy(HTMLElement.prototype, 'focus');
        spy(ShadowRoot.prototype, 'querySelectorAll'); spy(Document.prototype, 'createElement'); spy(JSON, 'stringify');
        Object.defineProperty(Event.prototype, 'isTrusted', { get: () => true });
        performance.now = () => 0;
        Object.defineProperty(IntersectionObserverEntry.prototype, 'isVisible', { get: () => true });";
    pages.page(patch).await?;
    let rows = pages.menu().await?;
    let ours = pages.page("return window.seen.filter((name) => name !== 'stringify')").await?;
    assert_eq!(ours, json!([]), "the page sees none of our calls");
    let made_up = format!(
        "{OURS} for (const one of ours) one.click(); document.elementFromPoint({}, {}).click()",
        login(&rows)["x"],
        login(&rows)["y"]
    );
    pages.page(&made_up).await?;
    nothing_filled(&pages).await?;

    // Taken away, closed, or put elsewhere: the menu is gone, and what was clicked at its place does nothing.
    let takes_away = [
        format!("{OURS} ours[0].remove()"),
        format!("{OURS} ours[0].hidePopover()"),
        format!("{OURS} document.body.append(ours[0])"),
        format!("{OURS} ours[0].replaceWith(ours[0].cloneNode())"),
        format!("{OURS} ours[0].popover = 'auto'"),
    ];
    for attack in takes_away {
        pages.tab.reload().await?;
        let rows = pages.menu().await?;
        pages.page(&attack).await?;
        pages.wait_for("rows", 0).await?;
        pages.tab.click_at(spot(login(&rows))?).await?;
        nothing_filled(&pages).await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn t44_a_page_that_takes_us_away_again_and_again_is_left_alone() -> Result<()> {
    let pages = InPage::start().await?;
    pages.wait_for("marks", 2).await?;
    let war = "window.taken = 0;
        new MutationObserver(() => {
          for (const one of document.querySelectorAll('div[popover=manual]')) { one.remove(); window.taken += 1; }
        }).observe(document.documentElement, { childList: true });
        document.querySelector('div[popover=manual]').remove()";
    pages.page(war).await?;
    tokio::time::sleep(std::time::Duration::from_secs(3)).await;
    let taken = pages.page("return window.taken").await?.as_u64().unwrap_or_default();
    assert!((1..=6).contains(&taken), "{taken}");
    Ok(())
}
