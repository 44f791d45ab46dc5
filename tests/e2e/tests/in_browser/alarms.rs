//! Alarms: seen, acknowledged, cleared, latched, reset, paused, switched off.

use bedside_e2e::{
    Outcome, in_browser,
    screen::{action, condition, condition_in, target},
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
        page.show("#/alarms/log").await?;
        page.wait_for(
            "body",
            "/SpO.?2?/.test(element.innerText) && /acknowledged/i.test(element.innerText)",
            seconds(5),
        )
        .await
    })
}

#[test]
fn a_latched_alarm_stays_until_it_is_reset() -> Outcome {
    in_browser("latched", async |page| {
        page.open("#/patient").await?;
        page.wait_for_number("HR", seconds(40)).await?;
        page.click("[data-scenario='Asystole']").await?;
        page.wait_for(&condition_in("asystole", "active"), "true", seconds(30)).await?;
        page.click("[data-scenario='Stable adult']").await?;
        page.wait_for(&condition_in("asystole", "latched"), "true", seconds(60)).await?;
        page.click(&action("acknowledge")).await?;
        page.wait_for(&condition_in("asystole", "latched-acknowledged"), "true", seconds(3)).await?;
        page.screenshot("alarm-latched").await?;
        page.show("#/alarms").await?;
        page.click(&action("reset-latched")).await?;
        page.wait_gone(&condition("asystole"), seconds(3)).await
    })
}

#[test]
fn what_is_paused_or_off_is_said_and_what_kills_is_told_all_the_same() -> Outcome {
    in_browser("inactive", async |page| {
        page.open("#/alarms").await?;
        page.wait_for_number("HR", seconds(40)).await?;
        page.click(&action("alarm-pause")).await?;
        page.wait_for("[data-inactive='Alarm paused']", "/1:5/.test(element.innerText)", seconds(5)).await?;
        page.click(&action("alarm-pause")).await?;
        page.wait_gone("[data-inactive='Alarm paused']", seconds(3)).await?;

        page.click(&action("alarm-off")).await?;
        page.wait_for("[data-inactive='Alarm off']", "true", seconds(3)).await?;
        page.screenshot("alarm-off").await?;
        page.show("#/patient").await?;
        page.click("[data-scenario='Asystole']").await?;
        page.wait_for(&condition_in("asystole", "active"), "true", seconds(30)).await?;
        assert!(!page.is_visible(&condition("abp-mean-low")).await?, "alarms about the patient are off");
        page.show("#/alarms").await?;
        page.click(&action("alarm-off")).await?;
        page.wait_for(&condition("abp-mean-low"), "true", seconds(20)).await
    })
}
