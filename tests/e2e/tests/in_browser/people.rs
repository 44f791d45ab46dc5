//! What the tests of deliveries share: a person, a channel, an alarm.

use bedside_e2e::{
    Outcome, Page,
    screen::{PEOPLE, action, target},
    seconds,
};
use serde_json::json;

/// Opens the tab of people, and turns alerts on or leaves them off.
pub async fn open_people(page: &Page, on: bool) -> Outcome {
    page.open(PEOPLE).await?;
    page.wait_for(&action("delivery-on"), "true", seconds(10)).await?;
    if on {
        turn_on(page).await?;
    }
    Ok(())
}

/// Turns alerts on.
pub async fn turn_on(page: &Page) -> Outcome {
    page.show(PEOPLE).await?;
    page.wait_for(&action("delivery-on"), "!element.checked", seconds(10)).await?;
    page.click(&action("delivery-on")).await?;
    page.wait_for("[data-delivery-hint]", "element.textContent.includes('Alerts on')", seconds(5)).await
}

/// Adds a webhook with the template JSON; the first one is `webhook-1`.
pub async fn add_webhook(page: &Page, name: &str, address: &str, secret: &str, simple: bool) -> Outcome {
    page.click(&action("add-webhook")).await?;
    page.set("[data-webhook='name']", name).await?;
    page.set("[data-webhook='address']", address).await?;
    page.set("[data-webhook='secret']", secret).await?;
    if simple {
        page.click("[data-webhook='simple']").await?;
    }
    page.click(&action("save-webhook")).await?;
    page.wait_gone("[data-webhook-form]", seconds(5)).await?;
    page.wait_for("[data-channels]", &format!("element.textContent.includes({})", json!(name)), seconds(5))
        .await
}

/// Adds a nurse who is always on duty, reached by the channel of that name (`webhook-1`, `notification`).
pub async fn add_nurse(page: &Page, name: &str, way: &str) -> Outcome {
    page.click(&action("add-person")).await?;
    page.set("[data-person='name']", name).await?;
    page.click(&format!("[data-reached-by='{way}']")).await?;
    page.click(&action("save-person")).await?;
    page.wait_gone("[data-person-form]", seconds(5)).await?;
    page.wait_for("[data-people]", &format!("element.textContent.includes({})", json!(name)), seconds(5))
        .await
}

/// The alarm that [`desaturate`] brings, in the alarm bar.
pub const DESATURATION: &str = "[data-alarm-bar] [data-condition='desaturation']";

/// Lets the simulated patient desaturate, until that is a high alarm.
pub async fn desaturate(page: &Page) -> Outcome {
    page.show("#/patient").await?;
    page.wait_for_number("SpO2", seconds(40)).await?;
    page.set(&target("spo2"), "70").await?;
    page.wait_until(
        "the high alarm",
        &format!("return !!document.querySelector(\"{DESATURATION}[data-state='active']\")"),
        seconds(90),
    )
    .await
}

/// Lets the simulated patient recover, until no alarm of saturation is left.
pub async fn recover(page: &Page) -> Outcome {
    page.show("#/patient").await?;
    page.set(&target("spo2"), "98").await?;
    page.wait_until(
        "the alarm to end",
        &format!("return !document.querySelector(\"{DESATURATION}\")"),
        seconds(90),
    )
    .await
}

/// Waits for a line in the list of deliveries that fits a JavaScript expression on `element`.
pub async fn wait_for_delivery(page: &Page, selector: &str, condition: &str) -> Outcome {
    page.show(PEOPLE).await?;
    let body = format!(
        "return [...document.querySelectorAll({})].some((element) => {condition})",
        json!(format!("[data-deliveries] li{selector}"))
    );
    let seen = page.wait_until(&format!("a delivery {selector} with {condition}"), &body, seconds(40)).await;
    match seen {
        Ok(()) => Ok(()),
        Err(error) => Err(format!("{error}; last: {:?}", page.text("[data-deliveries]").await?).into()),
    }
}
