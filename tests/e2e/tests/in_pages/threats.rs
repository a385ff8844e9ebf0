//! Pages that attack what is shown in them (threats, group C). Nothing that a page does may fill a field.

use anyhow::Result;
use nearkey_e2e::in_page::{a_while, spot};
use nearkey_e2e::{Engine, InPage, Spot, page, skipped_in, until};
use serde_json::{Value, json};
use thirtyfour::Key;

const NO_MENU: &str = "the mark only opens the popup there: it does not tell what lies over a menu";

/// The place of a login in the open menu.
fn login(rows: &[Value]) -> &Value {
    rows.iter()
        .find(|row| row["text"].as_str().unwrap_or_default().starts_with("Harbour Mail"))
        .unwrap_or(&Value::Null)
}

async fn nothing_filled(pages: &InPage) -> Result<()> {
    a_while().await;
    assert_eq!(page::filled(&pages.tab).await?, []);
    Ok(())
}

/// Every element that a page can reach of ours.
const OURS: &str = "const ours = [...document.querySelectorAll('div[popover=manual]')];";

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

    // Faint under the pointer: the click counts, and leads to where it can be seen what is chosen.
    pages
        .page("document.documentElement.style.opacity = '0.01'; document.body.style.filter = 'opacity(0)'")
        .await?;
    pages.tab.click_at(mark).await?;
    until("the popup", async || Ok(pages.popup_is_open().await?.then_some(()))).await?;
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

#[tokio::test(flavor = "multi_thread")]
async fn t45_a_page_with_our_names_is_not_taken_for_ours() -> Result<()> {
    let pages = InPage::start().await?;
    let twins = "for (const [name, id] of [['mark', ''], ['menu', 'row-0'], ['row', 'row-1'], ['row', 'row-2']]) {
          const twin = Object.assign(document.createElement('div'), { className: name, id, textContent: 'Harbour Mail' });
          twin.setAttribute('role', 'option');
          twin.addEventListener('click', () => { window.twin = (window.twin ?? 0) + 1; });
          document.body.append(twin);
        }
        window.__nearkey = window.__nearkeyShow = window.__nearkeyWatch = () => { window.called = true; };";
    pages.page(twins).await?;
    match Engine::chosen() {
        Engine::Chromium => {
            let rows = pages.menu().await?;
            pages.choose(&rows, "Harbour Mail").await?;
            pages.wait_filled().await?;
        }
        // The mark is found among its twins, and opens the popup.
        Engine::Firefox => {
            let mark = pages.mark().await?;
            pages.tab.click_at(mark).await?;
            until("the popup", async || Ok(pages.popup_is_open().await?.then_some(()))).await?;
        }
    }
    assert_eq!(pages.page("return [window.twin ?? 0, window.called ?? false]").await?, json!([0, false]));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn t46_what_a_page_can_measure_of_us_tells_nothing_about_logins() -> Result<()> {
    let pages = InPage::start().await?;
    pages.wait_for("marks", 2).await?;
    let measure = "const ours = [...document.querySelectorAll('html > div, dialog > div')].filter((one) => one.popover === 'manual');
        const { x, y, width, height } = ours[0].getBoundingClientRect();
        return {
          count: ours.length, attributes: ours[0].getAttributeNames(), size: [x, y, width, height],
          scroll: [ours[0].scrollWidth, ours[0].scrollHeight, ours[0].offsetWidth, ours[0].offsetHeight],
          text: ours[0].textContent + ours[0].innerText + ours[0].outerHTML, root: ours[0].shadowRoot, children: ours[0].childNodes.length,
          names: Object.keys(ours[0]), resources: performance.getEntriesByType('resource').map(({ name }) => name).filter((name) => name.includes('extension')),
          globals: Object.keys(window).filter((name) => /nearkey/i.test(name)),
        }";
    let before = pages.page(measure).await?;
    assert_eq!(before["attributes"], json!(["popover"]));
    assert_eq!(before["children"], 0);
    assert_eq!(before["globals"], json!([]));
    assert_eq!(before["resources"], json!([]));
    assert!(before["root"].is_null());
    if Engine::chosen() == Engine::Chromium {
        pages.menu().await?;
        assert_eq!(pages.page(measure).await?, before, "the same with an open menu");
    }
    Ok(())
}

/// T-09: there is no message of a page that we listen to.
#[tokio::test(flavor = "multi_thread")]
async fn t09_messages_that_look_like_ours_are_heard_by_nobody() -> Result<()> {
    let pages = InPage::start().await?;
    pages.wait_for("marks", 2).await?;
    let before = pages.look().await?;
    let post = "const messages = [
          { type: 'open', document: 'x', key: 1 }, { type: 'choose', document: 'x', menu: 1, choice: { type: 'askPhone' } },
          { message: { type: 'stop' }, theme: 'system', texts: null }, { message: { type: 'menu', document: 'x', key: 1, menu: { number: 1, host: 'h', locked: false, items: [{ id: 'a/b', name: 'n', user: 'u' }], phone: true, create: true, generate: true } }, theme: 'system', texts: null },
          { message: { type: 'offer', document: 'x', offer: { number: 1, host: 'h', registrable: 'h', user: 'u', kind: 'new', item: null } }, theme: 'dark', texts: null },
          { name: 'page' }, { seq: 1, intent: { type: 'askAll' } },
        ];
        for (const message of messages) {
          window.postMessage(message, '*');
          window.dispatchEvent(new MessageEvent('message', { data: message, origin: location.origin, source: window }));
          for (const target of [window, document, ...document.querySelectorAll('div[popover]')]) target.dispatchEvent(new CustomEvent('nearkey', { detail: message }));
          new BroadcastChannel('nearkey').postMessage(message);
          new BroadcastChannel('page').postMessage(message);
        }";
    let asked = pages.world.phone.log().len();
    pages.page(post).await?;
    a_while().await;
    assert_eq!(pages.look().await?, before);
    assert_eq!(pages.world.phone.log().len(), asked);
    nothing_filled(&pages).await
}

/// T-50: a page that is trusted, with a script in it that is not. Nobody does anything; the script plays with the focus,
/// with clicks and with the keys that open the menu.
#[tokio::test(flavor = "multi_thread")]
async fn t50_a_script_that_plays_with_the_focus_opens_and_fills_nothing() -> Result<()> {
    let pages = InPage::start().await?;
    pages.wait_for("marks", 2).await?;
    let play = format!(
        "{OURS}
        const fields = [...document.querySelectorAll('[name=email], [name=password]')];
        for (let round = 0; round < 20; round += 1) {{
          for (const one of [...fields, ...ours]) {{
            one.focus(); one.blur(); one.focus();
            one.click();
            one.dispatchEvent(new MouseEvent('contextmenu', {{ bubbles: true, composed: true }}));
            for (const key of ['ArrowDown', 'j', 'J', 'Enter']) {{
              one.dispatchEvent(new KeyboardEvent('keydown', {{ key, altKey: true, shiftKey: key === 'J', bubbles: true, composed: true }}));
            }}
          }}
          await new Promise((done) => setTimeout(done, 20));
        }}"
    );
    pages.page(&play).await?;
    nothing_filled(&pages).await?;
    let seen = pages.look().await?;
    assert_eq!((&seen["menu"], &seen["focused"]), (&json!([]), &json!(false)));
    assert!(!pages.popup_is_open().await?, "a popup opened by itself");
    Ok(())
}

/// T-47, the part of the watcher: a page that never stops changing is looked at less and less.
#[tokio::test(flavor = "multi_thread")]
async fn t47_a_storm_of_changes_is_waited_out() -> Result<()> {
    let pages = InPage::start().await?;
    pages.wait_for("marks", 2).await?;
    let count = "const real = globalThis.__nearkey;
        globalThis.looks = 0;
        globalThis.__nearkey = Object.freeze({ ...real, look: () => { globalThis.looks += 1; return real.look(); } })";
    pages.in_content_world(count).await?;
    let storm = "const box = document.createElement('div');
        document.body.append(box);
        window.changes = 0;
        const step = () => {
          for (let at = 0; at < 200; at += 1) { box.replaceChildren(document.createElement('i')); window.changes += 1; }
          window.storm = setTimeout(step, 5);
        };
        step()";
    pages.page(storm).await?;
    tokio::time::sleep(std::time::Duration::from_secs(8)).await;
    let looks = pages.in_content_world("return globalThis.looks").await?.as_u64().unwrap_or_default();
    let changes =
        pages.page("clearTimeout(window.storm); return window.changes").await?.as_u64().unwrap_or_default();
    assert!(changes > 20_000, "{changes} changes");
    assert!((1..=8).contains(&looks), "{looks} looks at {changes} changes");
    Ok(())
}

/// T-15 to T-17: the menu lists what is for exactly this host. Another name of the same server is a stranger, and the keys
/// and the menu of the stranger are there all the same.
#[tokio::test(flavor = "multi_thread")]
async fn t17_the_menu_of_another_host_offers_no_login() -> Result<()> {
    if skipped_in(Engine::Firefox, NO_MENU) {
        return Ok(());
    }
    let pages = InPage::start().await?;
    pages.tab.goto(&pages.world.site.url_at("localhost", "classic")).await?;
    let rows = pages.menu().await?;
    assert_eq!(login(&rows), &Value::Null, "{rows:?}");
    pages.tab.goto(&pages.world.site.url("classic")).await?;
    let rows = pages.menu().await?;
    assert_ne!(login(&rows), &Value::Null, "{rows:?}");
    Ok(())
}

/// T-37 in the browser: a frame of another origin shows nothing of ours. Both frames are in sight, side by side.
#[tokio::test(flavor = "multi_thread")]
async fn t37_a_frame_of_another_origin_gets_nothing() -> Result<()> {
    let pages = InPage::start_empty("plain").await?;
    let frames = format!(
        "for (const [id, side, src] of [['other', 'left', '{}'], ['own', 'right', '{}']]) {{
           const frame = Object.assign(document.createElement('iframe'), {{ id, src }});
           frame.style = `position: fixed; top: 0; ${{side}}: 0; width: 50vw; height: 100vh; border: 0`;
           document.body.append(frame);
           await new Promise((done) => frame.addEventListener('load', done));
         }}",
        pages.world.site.url_at("localhost", "classic"),
        pages.world.site.url("classic"),
    );
    pages.page(&frames).await?;
    let there = "return document.querySelectorAll('div[popover]').length";
    until("the mark in the own frame", async || {
        let own = pages.tab.run_in_frame("#own", there).await?;
        Ok((own == 1).then_some(()))
    })
    .await?;
    a_while().await;
    assert_eq!(pages.tab.run_in_frame("#other", there).await?, 0);
    Ok(())
}

/// T-111: a page whose policy allows nothing of what we need, if it had a say.
#[tokio::test(flavor = "multi_thread")]
async fn t111_a_strict_policy_of_the_page_neither_stops_us_nor_hears_of_us() -> Result<()> {
    let pages = InPage::start().await?;
    pages.wait_for("marks", 2).await?;
    let strict = "const meta = document.createElement('meta');
        meta.httpEquiv = 'Content-Security-Policy';
        meta.content = \"default-src 'none'; style-src 'none'; script-src 'none'; img-src 'none'; require-trusted-types-for 'script'; trusted-types 'none'\";
        window.violations = [];
        document.addEventListener('securitypolicyviolation', (event) => window.violations.push(event.violatedDirective));
        document.head.append(meta);
        document.querySelector('div[popover=manual]').remove()";
    pages.page(strict).await?;
    pages.wait_for("marks", 2).await?;
    if Engine::chosen() == Engine::Chromium {
        let rows = pages.menu().await?;
        pages.choose(&rows, "Harbour Mail").await?;
        pages.wait_filled().await?;
    }
    assert_eq!(pages.page("return window.violations").await?, json!([]));
    Ok(())
}
