//! A limit is passed: seen, acknowledged, cleared.

use bedside_e2e::{
    Outcome, in_browser,
    screen::{action, target},
    seconds,
};

/// The alarm of a low saturation, by either of its names: the limit, or the deep fall.
const LOW: &str = ":is([data-condition='spo2-low'], [data-condition='desaturation'])";

#[test]
fn low_saturation_alarms_is_acknowledged_and_clears() -> Outcome {
    in_browser("spo2-alarm", async |page| {
        page.open("#/patient").await?;
        page.wait_for_number("SpO2", seconds(40)).await?;
        assert!(
            !page.is_visible(&format!("[data-alarm-bar] {LOW}")).await?,
            "a healthy patient does not alarm"
        );

        page.set(&target("spo2"), "82").await?;
        let active = format!("[data-alarm-bar] {LOW}[data-state='active']");
        page.wait_for(&active, "element.textContent.includes('SpO')", seconds(90)).await?;
        let priority = page.attribute(&active, "data-priority").await?.unwrap_or_default();
        assert!(["high", "medium"].contains(&priority.as_str()), "{priority}");
        page.show("#/").await?;
        let shown = page.wait_for_number("SpO2", seconds(5)).await?;
        assert!(shown < 90.0, "the number shows why: {shown}");
        page.screenshot("alarm-active").await?;

        page.click(&action("acknowledge")).await?;
        page.wait_for(&format!("[data-alarm-bar] {LOW}[data-state='acknowledged']"), "true", seconds(3))
            .await?;
        page.wait_gone(&active, seconds(3)).await?;
        page.screenshot("alarm-acknowledged").await?;

        page.show("#/patient").await?;
        page.set(&target("spo2"), "98").await?;
        // A condition that ends while it is acknowledged leaves nothing behind.
        page.wait_gone(&format!("[data-alarm-bar] {LOW}"), seconds(90)).await?;

        // And the log knows all of it.
        page.show("#/alarms").await?;
        page.wait_for(
            "body",
            "/SpO.?2?/.test(element.innerText) && /acknowledged/i.test(element.innerText)",
            seconds(5),
        )
        .await
    })
}
