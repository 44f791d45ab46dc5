//! Alerts by webhook, to a receiver that is there, silent, broken, gone and back.

use std::{
    fs,
    time::{Duration, Instant},
};

use bedside_e2e::{
    Outcome, Received, Site, WebhookServer, in_browser, in_browser_at, project, scratch,
    screen::{PEOPLE, action},
    seconds,
};
use serde_json::json;

use crate::people::{
    DESATURATION, add_nurse, add_webhook, desaturate, open_people, recover, turn_on, wait_for_delivery,
};

const SECRET: &str = "correct horse";

/// The high alarm; the limit that is passed before may be told too.
fn is_alert(message: &Received) -> bool {
    let body = message.json();
    body["kind"] == "alert" && body["condition"] == "desaturation"
}

#[test]
fn webhook_alert_is_signed_accepted_acknowledged_and_over() -> Outcome {
    let server = WebhookServer::start()?;
    in_browser("webhook-up", async |page| {
        open_people(page, true).await?;
        add_webhook(page, "Phone", &server.url("ward-7/secret-path"), SECRET, false).await?;
        add_nurse(page, "Ann", "webhook-1").await?;
        desaturate(page).await?;

        let alert = server.wait_for(seconds(20), is_alert).await?;
        assert!(alert.is_signed_with(SECRET), "{alert:?}");
        assert!(!alert.is_signed_with("another"), "the signature depends on the secret");
        assert_eq!(
            (alert.path.as_str(), alert.header("content-type")),
            ("/ward-7/secret-path", Some("application/json"))
        );
        assert_eq!((alert.header("cookie"), alert.header("referer")), (None, None));
        let body = alert.json();
        assert_eq!((&body["bed"], &body["to"]), (&json!("Bed 1"), &json!("Ann")));
        assert_eq!((&body["priority"], &body["condition"]), (&json!("high"), &json!("desaturation")));
        assert_eq!(body["source"], "simulated", "nobody may run for a simulated patient");
        assert!(body["text"].as_str().is_some_and(|text| text.contains("SpO")), "{body}");
        assert!(body.get("patient").is_none(), "no name without leave");

        wait_for_delivery(
            page,
            "[data-progress='accepted']",
            "/accepted, 204 in \\d+ ms/.test(element.textContent)",
        )
        .await?;
        page.screenshot("people-1280").await?;
        page.resize(390, 844).await?;
        page.screenshot("people-390").await?;
        page.resize(1280, 800).await?;
        page.click(&action("acknowledge")).await?;
        wait_for_delivery(page, "[data-kind='alert']", "element.textContent.includes('acknowledged by')")
            .await?;
        recover(page).await?;
        let over = server
            .wait_for(seconds(20), |message| {
                let body = message.json();
                body["kind"] == "over" && body["condition"] == "desaturation"
            })
            .await?;
        assert!(over.is_signed_with(SECRET));
        assert_eq!(over.json()["alarm"], body["alarm"]);
        let alerts =
            server.received().iter().filter(|message| message.json()["alarm"] == body["alarm"]).count();
        assert_eq!(alerts, 2, "told once, and once that it is over");

        // What is secret is in none of what this device keeps but its own place, and nowhere on the page.
        let kept = "return [document.body.innerHTML, ...Object.keys(localStorage)
            .filter((key) => key !== 'bedside.secrets').map((key) => localStorage[key])].join()";
        let kept = page.eval(kept, vec![]).await?;
        let kept = kept.as_str().unwrap_or_default();
        assert!(kept.contains("Ann") && !kept.contains(SECRET) && !kept.contains("secret-path"));
        Ok(())
    })
}

#[test]
fn webhook_nothing_is_sent_while_delivery_is_off() -> Outcome {
    let server = WebhookServer::start()?;
    in_browser("webhook-off", async |page| {
        open_people(page, false).await?;
        add_webhook(page, "Phone", &server.url("x"), "", false).await?;
        add_nurse(page, "Ann", "webhook-1").await?;
        page.click("[data-test='webhook-1']").await?;
        page.wait_for(
            "[data-tried='webhook-1']",
            "element.textContent.includes('turn delivery on')",
            seconds(5),
        )
        .await?;
        desaturate(page).await?;
        // Long enough for a ladder that begins at once.
        tokio::time::sleep(Duration::from_secs(3)).await;
        assert!(server.received().is_empty(), "{:?}", server.received());
        turn_on(page).await?;
        let alert = server.wait_for(seconds(20), is_alert).await?;
        assert!(alert.header("x-bedside-signature").is_none(), "no secret, no signature");
        Ok(())
    })
}

#[test]
fn webhook_queue_outlives_failures_and_a_reload() -> Outcome {
    let mut server = WebhookServer::start()?;
    in_browser("webhook-down", async |page| {
        page.expect_in_console("500");
        page.expect_in_console("ERR_CONNECTION_REFUSED");
        page.expect_in_console("ERR_CONNECTION_RESET");
        open_people(page, true).await?;
        add_webhook(page, "Phone", &server.url("x"), SECRET, false).await?;
        add_nurse(page, "Ann", "webhook-1").await?;
        server.answer(500, Duration::ZERO);
        desaturate(page).await?;
        wait_for_delivery(page, "[data-progress='queued']", "element.textContent.includes('answered 500')")
            .await?;
        server.go_down();
        wait_for_delivery(
            page,
            "[data-progress='queued']",
            "/cannot be reached.*tries.*next try in \\d+ s/.test(element.textContent)",
        )
        .await?;
        page.wait_for(
            "[data-delivery-failing]",
            "element.textContent.includes('Ann not told by Phone')",
            seconds(20),
        )
        .await?;
        page.wait_until(
            "the technical alarm",
            "return !!document.querySelector(\"[data-alarm-bar] [data-condition='delivery-failed']\")",
            seconds(20),
        )
        .await?;
        let before: Vec<_> =
            server.received().iter().map(|message| message.json()["delivery"].clone()).collect();
        page.reload().await?;
        let back = Instant::now();
        server.answer(204, Duration::ZERO);
        server.come_back()?;
        let alert = server.wait_for(seconds(60), |message| is_alert(message) && message.at > back).await?;
        assert!(alert.json()["attempt"].as_u64() > Some(2), "{alert:?}");
        assert!(alert.is_signed_with(SECRET));
        wait_for_delivery(page, "[data-progress='accepted']", "element.textContent.includes('Ann')").await?;
        // The new patient is well: nothing was sent but what waited, under the number that it had.
        let after = server.received();
        assert!(
            after.iter().all(|message| before.contains(&message.json()["delivery"])),
            "{before:?} {after:?}"
        );
        Ok(())
    })
}

#[test]
fn webhook_test_key_shows_what_happened() -> Outcome {
    let mut server = WebhookServer::start()?;
    in_browser("webhook-test-key", async |page| {
        page.expect_in_console("404");
        page.expect_in_console("ERR_CONNECTION_REFUSED");
        open_people(page, true).await?;

        // What is no safe address is refused, and nothing is kept of it.
        page.click(&action("add-webhook")).await?;
        page.set("[data-webhook='name']", "Phone").await?;
        page.set("[data-webhook='address']", "http://example.org/x").await?;
        page.click(&action("save-webhook")).await?;
        page.wait_for(
            "[data-webhook-form] [data-error]",
            "element.textContent.includes('https://')",
            seconds(5),
        )
        .await?;
        page.set("[data-webhook='address']", &server.url("x")).await?;
        page.set("[data-webhook='secret']", SECRET).await?;
        page.click("[data-webhook='simple']").await?;
        page.click(&action("save-webhook")).await?;
        page.wait_for(
            "[data-webhook-form] [data-error]",
            "element.textContent.includes('signature')",
            seconds(5),
        )
        .await?;
        page.click("[data-webhook='simple']").await?;
        page.click(&action("save-webhook")).await?;
        page.wait_gone("[data-webhook-form]", seconds(5)).await?;

        let tried = async |way: &str, words: &str| {
            page.click(&format!("[data-test='{way}']")).await?;
            let condition = format!("element.textContent.includes({})", json!(words));
            page.wait_for(&format!("[data-tried='{way}']"), &condition, seconds(20)).await
        };
        tried("webhook-1", "✓ accepted, 204 in").await?;
        let test = server.wait_for(seconds(1), |message| message.json()["kind"] == "test").await?;
        assert!(test.is_signed_with(SECRET));
        server.answer(404, Duration::ZERO);
        tried("webhook-1", "✗ the receiver answered 404").await?;
        // Beyond the ten seconds that a receiver has.
        server.answer(204, Duration::from_secs(13));
        tried("webhook-1", "✗ no answer within 10 s").await?;
        server.answer(204, Duration::ZERO);

        add_webhook(page, "Chat", &server.url("simple"), "", true).await?;
        tried("webhook-2", "✓ sent in").await?;
        let simple = server.wait_for(seconds(1), |message| message.path == "/simple").await?;
        assert!(simple.header("content-type").is_some_and(|kind| kind.starts_with("text/plain")));
        assert!(simple.header("x-bedside-timestamp").is_none() && simple.json()["kind"] == "test");
        server.answer(404, Duration::ZERO);
        tried("webhook-2", "no answer is heard").await?;
        let shown = page.text("[data-tried='webhook-2']").await?;
        assert!(!shown.contains("accepted"), "what is not heard is not claimed: {shown}");
        server.go_down();
        tried("webhook-1", "✗ no answer: the receiver cannot be reached").await?;
        assert!(!page.is_visible(DESATURATION).await?);
        Ok(())
    })
}

#[test]
fn webhook_delivery_stays_off_inside_a_page_of_another_origin() -> Outcome {
    let app = Site::serve(&project().join("dist"))?;
    let folder = scratch("framing")?;
    fs::write(
        folder.join("index.html"),
        format!(
            "<!doctype html><html lang=en><title>Framing</title><link rel=icon href='data:,'>\
             <iframe width=1200 height=700 src='{}{PEOPLE}'></iframe>",
            app.url()
        ),
    )?;
    let outside = Site::serve(&folder)?;
    in_browser_at("webhook-framed", &outside.url(), async |page| {
        // A frame may not keep the screen alight.
        page.expect_in_console("screen-wake-lock");
        page.go("").await?;
        page.enter_frame().await?;
        page.wait_for(&action("delivery-on"), "element.disabled && !element.checked", seconds(30)).await?;
        page.wait_for(".people", "element.textContent.includes('inside another site')", seconds(5)).await
    })
}
