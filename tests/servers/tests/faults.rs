//! One test per fault, over a real socket, and the control interface.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

mod common;

use std::time::{Duration, Instant};

use common::{Client, exchange, for_site, linked};
use nearkey_servers::{
    Choice, Fault, FaultOrder, On, OtherDevice, Phone, PhoneConfig, Refusal, Site, SiteConfig,
};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

const BANK: &str = "https://bank.example";

/// A request that the next poll fulfils.
async fn accepted(phone: &Phone, client: &Client) -> Value {
    let request = for_site(BANK);
    assert_eq!(client.status(&request).await, 202);
    phone.accept(Choice::FirstMatch).unwrap();
    request
}

fn last_fault(phone: &Phone) -> Option<String> {
    phone.log().pop().unwrap().fault
}

#[tokio::test]
async fn a_delayed_answer_is_genuine() {
    let (phone, client) = linked().await;
    let request = accepted(&phone, &client).await;
    phone.fault(FaultOrder::once(Fault::Delay { ms: 150 }));
    let started = Instant::now();
    client.fetch(&request).await;
    assert!(started.elapsed() >= Duration::from_millis(150));
    assert_eq!(last_fault(&phone).as_deref(), Some("delay"));
}

#[tokio::test]
async fn a_connection_dropped_before_leaves_the_state_alone() {
    let (phone, client) = linked().await;
    let request = accepted(&phone, &client).await;
    phone.fault(FaultOrder::once(Fault::DropBefore));
    assert!(client.try_poll(&request).await.is_err());
    client.fetch(&request).await;
}

#[tokio::test]
async fn a_connection_dropped_after_loses_the_only_answer() {
    let (phone, client) = linked().await;
    phone.fault(FaultOrder::once(Fault::DropAfter).when(200));
    let request = accepted(&phone, &client).await;
    assert!(client.try_poll(&request).await.is_err());
    let lost = phone.log().pop().unwrap();
    assert_eq!((lost.status, lost.meant), (0, 200));
    assert_eq!(client.status(&request).await, 204);
}

#[tokio::test]
async fn a_truncated_body_is_shorter_than_promised() {
    let (phone, client) = linked().await;
    let request = accepted(&phone, &client).await;
    phone.fault(FaultOrder::once(Fault::Truncate { keep: 40 }));
    let poll = client.poll(&request).await;
    assert_eq!(poll.reply.body.len(), 40);
    assert!(!poll.reply.head.contains("Content-Length: 40\r\n"));
    assert!(client.read(&poll).is_none());
}

#[tokio::test]
async fn a_body_in_single_bytes_is_whole() {
    let (phone, client) = linked().await;
    let request = accepted(&phone, &client).await;
    phone.fault(FaultOrder::once(Fault::Drip { pause_ms: 0 }));
    client.fetch(&request).await;
    assert_eq!(last_fault(&phone).as_deref(), Some("drip"));
}

#[tokio::test]
async fn a_forged_status_never_reaches_the_phone() {
    let (phone, client) = linked().await;
    let request = accepted(&phone, &client).await;
    phone.fault(FaultOrder { times: Some(2), ..FaultOrder::once(forged_403()) });
    for _ in 0..2 {
        let forged = client.poll(&request).await.reply;
        assert_eq!((forged.status, forged.body.as_slice()), (403, b"<h1>no</h1>".as_slice()));
    }
    assert_eq!(phone.log().pop().unwrap().command, None);
    client.fetch(&request).await;
}

fn forged_403() -> Fault {
    Fault::Status { status: 403, body: "<h1>no</h1>".into() }
}

#[tokio::test]
async fn forged_answers_have_the_right_shape_and_do_not_open() {
    let (phone, client) = linked().await;
    let request = accepted(&phone, &client).await;
    for fault in [Fault::Garbage, Fault::WrongKey] {
        phone.fault(FaultOrder::once(fault));
        let poll = client.poll(&request).await;
        assert_eq!(poll.reply.status, 200);
        assert!(poll.reply.json()["envelope"].as_str().unwrap().starts_with("EWM:"));
        assert!(client.read(&poll).is_none());
    }
    client.fetch(&request).await;
}

#[tokio::test]
async fn an_earlier_answer_can_be_replayed_and_does_not_open() {
    let (phone, client) = linked().await;
    let first = accepted(&phone, &client).await;
    let genuine = client.poll(&first).await;
    let request = accepted(&phone, &client).await;
    phone.fault(FaultOrder::once(Fault::Replay { which: None }));
    let replayed = client.poll(&request).await;
    assert_eq!(replayed.reply.body, genuine.reply.body);
    assert!(client.read(&replayed).is_none() && client.read(&genuine).is_some());
    phone.fault(FaultOrder::once(Fault::Replay { which: Some(0) }));
    let link_answer = client.poll(&request).await;
    assert!(client.open(&link_answer.reply.body, &client.session_key, &[]).is_some());
    client.fetch(&request).await;
}

#[tokio::test]
async fn an_oversized_body_has_the_ordered_size() {
    let (phone, client) = linked().await;
    phone.fault(FaultOrder::once(Fault::Oversized { bytes: 3_000_000 }));
    assert_eq!(client.poll(&for_site(BANK)).await.reply.body.len(), 3_000_000);
}

#[tokio::test]
async fn an_endless_body_lasts_until_the_client_leaves() {
    let (phone, client) = linked().await;
    phone.fault(FaultOrder::once(Fault::Endless));
    let (body, _) = client.seal(&for_site(BANK));
    let body = body.to_string();
    let mut stream = tokio::net::TcpStream::connect(phone.address()).await.unwrap();
    let head = format!("POST / HTTP/1.1\r\nX-WebClientId: ABC-DEF\r\nContent-Length: {}\r\n\r\n", body.len());
    stream.write_all(format!("{head}{body}").as_bytes()).await.unwrap();
    let mut taken = vec![0; 400_000];
    stream.read_exact(&mut taken).await.unwrap();
    drop(stream);
    assert_eq!(client.status(&for_site(BANK)).await, 202);
}

#[tokio::test]
async fn a_gzip_bomb_is_small_on_the_wire_and_huge_unpacked() {
    let (phone, client) = linked().await;
    phone.fault(FaultOrder::once(Fault::GzipBomb { bytes: 110_000_000 }));
    let bomb = client.poll(&for_site(BANK)).await.reply;
    assert!(bomb.status == 200 && bomb.head.contains("Content-Encoding: gzip"));
    assert!(bomb.body.len() < 200_000, "{} bytes on the wire", bomb.body.len());
    let mut unpacked = flate2::read::GzDecoder::new(bomb.body.as_slice());
    let size = std::io::copy(&mut unpacked, &mut std::io::sink()).unwrap();
    assert!(size > 100_000_000, "{size} bytes unpacked");
}

#[tokio::test]
async fn an_answer_can_go_to_another_poll_and_does_not_open_there() {
    let (phone, client) = linked().await;
    let request = accepted(&phone, &client).await;
    phone.fault(FaultOrder::once(Fault::OtherPoll).when(200));
    let mut first = client.poll(&request).await;
    assert_eq!(first.reply.status, 202);
    let second = client.poll(&request).await;
    assert_eq!(second.reply.status, 200);
    assert!(client.read(&second).is_none());
    first.reply = second.reply;
    assert!(client.read(&first).is_some(), "it was made for the first poll");
    assert_eq!(phone.handed().len(), 1);
    assert!(phone.handed()[0].swallowed);
    assert_eq!(client.status(&request).await, 204);
}

#[tokio::test]
async fn preflights_and_gets_can_fail_while_posts_pass() {
    let (phone, client) = linked().await;
    let ask = async |method: &str| exchange(phone.address(), method, "/", &[], b"").await;
    phone.fault(FaultOrder::once(forged_403()).on(On::Options));
    phone.fault(FaultOrder::once(Fault::DropBefore).on(On::Get));
    phone.fault(FaultOrder::once(Fault::Truncate { keep: 5 }).on(On::Get).when(200));
    assert_eq!(client.status(&for_site(BANK)).await, 202);
    assert_eq!(ask("OPTIONS").await.unwrap().status, 403);
    assert_eq!(ask("OPTIONS").await.unwrap().status, 200);
    assert!(ask("GET").await.is_err());
    assert_eq!(ask("GET").await.unwrap().body, b"Use t");
    assert_eq!(ask("GET").await.unwrap().status, 200);
}

#[tokio::test]
async fn another_device_at_the_address_answers_everything_and_the_phone_hears_nothing() {
    let (phone, client) = linked().await;
    let request = accepted(&phone, &client).await;
    for (device, status, words) in [
        (OtherDevice::NotFound, 404, "Not Found"),
        (OtherDevice::Accepts, 202, "{}"),
        (OtherDevice::Page, 200, "Printer"),
        (OtherDevice::Portal, 302, ""),
    ] {
        phone.other_device(Some(device));
        for _ in 0..2 {
            let reply = client.poll(&request).await.reply;
            assert_eq!(reply.status, status);
            assert!(String::from_utf8(reply.body).unwrap().contains(words));
        }
        assert_eq!(exchange(phone.address(), "GET", "/", &[], b"").await.unwrap().status, status);
    }
    assert!(phone.log().pop().unwrap().command.is_none());
    phone.other_device(None);
    client.fetch(&request).await;
}

#[tokio::test]
async fn another_client_keeps_the_phone_busy_until_it_has_its_answer() {
    let (phone, client) = linked().await;
    phone.occupy().unwrap();
    assert_eq!(phone.screen().prompt.unwrap().client, "RIV-ALS");
    let request = for_site(BANK);
    assert_eq!(client.status(&request).await, 409);
    assert_eq!(client.status(&request).await, 409);
    phone.release();
    assert_eq!(client.status(&request).await, 202);
    assert_eq!(phone.occupy(), Err(Refusal::Busy));
}

#[tokio::test]
async fn a_jump_of_the_clock_takes_the_question_away() {
    let (phone, client) = linked().await;
    let request = for_site(BANK);
    assert_eq!(client.status(&request).await, 202);
    phone.jump_clock(-600_000);
    assert!(phone.screen().prompt.is_some());
    phone.jump_clock(600_000 + 299_000);
    assert!(phone.screen().prompt.is_some());
    phone.jump_clock(1_100);
    assert!(phone.screen().prompt.is_none());
    assert_eq!(client.status(&request).await, 202, "the same request asks again");
}

#[tokio::test]
async fn a_slow_network_does_not_keep_the_phone_from_others() {
    let (phone, client) = linked().await;
    phone.fault(FaultOrder::once(Fault::Delay { ms: 60_000 }));
    let request = for_site(BANK);
    let slow = client.status(&request);
    let fast = async {
        while phone.log().iter().all(|entry| entry.fault.is_none()) {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        client.status(&request).await
    };
    tokio::select! {
        _ = slow => panic!("the slow answer came first"),
        status = fast => assert_eq!(status, 202),
    }
}

#[tokio::test]
async fn redirects_and_many_headers_can_be_ordered() {
    let (phone, client) = linked().await;
    phone.fault(FaultOrder::once(Fault::Redirect { status: 307, to: "http://127.0.0.1:9/".into() }));
    let redirect = client.poll(&for_site(BANK)).await.reply;
    assert_eq!(redirect.status, 307);
    assert!(redirect.head.contains("Location: http://127.0.0.1:9/"));
    phone.fault(FaultOrder::once(Fault::Headers { count: 500 }));
    assert!(client.poll(&for_site(BANK)).await.reply.head.lines().count() > 500);
}

#[tokio::test]
async fn a_fault_without_a_number_lasts_until_cleared() {
    let (phone, client) = linked().await;
    phone.fault(FaultOrder::always(forged_403()));
    for _ in 0..3 {
        assert_eq!(client.status(&for_site(BANK)).await, 403);
    }
    phone.clear_faults();
    assert_eq!(client.status(&for_site(BANK)).await, 202);
}

#[tokio::test]
async fn a_fault_for_one_status_does_not_hold_up_the_others() {
    let (phone, client) = linked().await;
    phone.fault(FaultOrder::once(Fault::DropAfter).when(200));
    phone.fault(FaultOrder::once(Fault::Delay { ms: 1 }));
    phone.fault(FaultOrder::once(forged_403()));
    let request = for_site(BANK);
    assert_eq!(client.status(&request).await, 202);
    assert_eq!(last_fault(&phone).as_deref(), Some("delay"));
    assert_eq!(client.status(&request).await, 403);
    phone.accept(Choice::FirstMatch).unwrap();
    assert!(client.try_poll(&request).await.is_err());
}

#[tokio::test]
async fn a_stopped_phone_is_gone_and_comes_back_at_its_address() {
    let (phone, client) = linked().await;
    phone.stop().await;
    assert!(client.try_poll(&for_site(BANK)).await.is_err());
    phone.start_listening().await;
    assert_eq!(client.status(&for_site(BANK)).await, 202);
    let address = phone.address();
    drop(phone);
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert!(tokio::net::TcpStream::connect(address).await.is_err());
}

#[tokio::test]
async fn the_control_interface_does_all_that_and_keeps_other_pages_out() {
    let phone = Phone::start(PhoneConfig::default()).await.unwrap();
    let control = phone.control_url();
    let address = control.trim_start_matches("http://").parse().unwrap();
    let post = async |route: &str, body: Value| {
        let headers =
            [("Content-Type", "application/json"), ("Connection", "close"), ("Origin", control.as_str())];
        let target = format!("/control/{route}");
        exchange(address, "POST", &target, &headers, body.to_string().as_bytes()).await.unwrap()
    };
    let get = async |target: &str, origin: &str| {
        let headers = [("Connection", "close"), ("Origin", origin)];
        exchange(address, "GET", target, &headers, b"").await.unwrap()
    };
    let mut client = Client::new("ABC-DEF", phone.address());
    assert_eq!(post("scan", json!({ "qr": "nonsense" })).await.status, 409);
    assert_eq!(post("scan", json!({ "qr": client.qr() })).await.status, 200);
    client.link_up_to_compare(&phone).await;
    assert_eq!(post("accept-link", json!({})).await.status, 200);
    assert_eq!(post("fault", json!({ "kind": "status", "status": 409, "times": 1 })).await.status, 200);
    assert_eq!(post("fault", json!({ "kind": "drop_after", "when": 200, "times": 1 })).await.status, 200);
    let added = json!({ "add": [{ "name": "Added", "website": BANK, "password": "p" }] });
    assert_eq!(post("credentials", added).await.status, 200);
    assert_eq!(post("auto", json!({ "accept": true, "delay_ms": 0 })).await.status, 200);
    let request = for_site(BANK);
    assert_eq!(client.status(&request).await, 409);
    assert_eq!(client.status(&request).await, 202);
    assert!(client.try_poll(&request).await.is_err());
    assert_eq!(post("other-device", json!({ "device": "not_found" })).await.status, 200);
    assert_eq!(get("/control/state", &control).await.json()["otherDevice"], "not_found");
    assert_eq!(post("other-device", json!({ "device": null })).await.status, 200);
    assert_eq!(post("occupy", json!({})).await.status, 200);
    assert_eq!(post("occupy", json!({})).await.status, 409);
    assert_eq!(post("release", json!({})).await.status, 200);
    assert_eq!(post("clock", json!({ "by_ms": 1000 })).await.status, 200);
    let log = get("/control/log", &control).await.json();
    assert_eq!(log.as_array().unwrap().len(), 4);
    assert!(log[3]["approvedAt"].is_u64() && log[3]["meant"] == 200);
    let state = get("/control/state", &control).await.json();
    assert_eq!((&state["links"][0]["client"], &state["listening"]), (&json!("ABC-DEF"), &json!(true)));

    assert_eq!(post("chaos", json!({ "seed": 5 })).await.status, 200);
    assert_eq!(get("/control/state", &control).await.json()["chaos"], 5);
    assert_eq!(post("chaos", json!({ "seed": null })).await.status, 200);
    assert!(get("/control/happenings", &control).await.json().is_array());

    assert_eq!(get("/control/log", "https://evil.example").await.status, 403);
    assert_eq!(get("/", "null").await.status, 403);
    let page = get("/", &control).await;
    assert!(page.status == 200 && page.head.contains("content-security-policy: default-src 'self'"));
}

#[tokio::test]
async fn sample_sites_show_and_list_what_was_submitted() {
    let site = Site::start(SiteConfig::default()).await.unwrap();
    let send = async |method: &str, page: &str, body: &str| {
        let headers = [("Connection", "close"), ("Content-Type", "application/x-www-form-urlencoded")];
        exchange(site.address(), method, page, &headers, body.as_bytes()).await.unwrap()
    };
    let index = String::from_utf8(send("GET", "/", "").await.body).unwrap();
    for page in ["classic", "two-step", "sign-up", "change-password", "controlled", "decoys", "two-forms"] {
        assert!(index.contains(&format!("href=\"/{page}\"")));
        assert_eq!(send("GET", &format!("/{page}"), "").await.status, 200);
    }
    let second = send("POST", "/two-step", "username=%3Cb%3Emira").await;
    assert!(String::from_utf8(second.body).unwrap().contains("&lt;b&gt;mira"));
    send("POST", "/classic", "email=a%40b&password=p+q").await;
    let submissions = site.submissions();
    assert_eq!((submissions.len(), submissions[1].page.as_str()), (2, "classic"));
    assert_eq!(submissions[1].field("password"), Some("p q"));
    assert_eq!(send("GET", "/submissions", "").await.json()[0]["fields"][0][1], "<b>mira");
    assert_eq!(site.credential().website, format!("http://{}", site.address()));
}
