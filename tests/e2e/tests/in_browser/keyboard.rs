//! Everything by keyboard.

use std::time::Duration;

use bedside_e2e::{
    Outcome, in_browser,
    screen::{action, condition_in, fault, no_data},
    seconds,
};
use serde_json::json;

#[test]
fn letters_acknowledge_pause_sound_and_start_the_cuff() -> Outcome {
    in_browser("keyboard", async |page| {
        page.open("#/patient").await?;
        page.set(&fault("Ecg"), "sensor-off").await?;
        let active = "return !!document.querySelector(\"[data-alarm-bar] [data-state='active']\")";
        page.wait_until("an alarm", active, seconds(60)).await?;
        page.show("#/").await?;
        page.press("a").await?;
        let acknowledged =
            "return !!document.querySelector(\"[data-alarm-bar] [data-state='acknowledged']\")";
        page.wait_until("the acknowledgement", acknowledged, seconds(3)).await?;
        assert!(!page.is_visible(&condition_in(&no_data("Ecg"), "active")).await?);

        let paused = format!("{}[aria-pressed='true']", action("audio-pause"));
        page.press("p").await?;
        page.wait_for(&paused, "true", seconds(3)).await?;
        page.press("p").await?;
        page.wait_gone(&paused, seconds(3)).await?;

        page.press("n").await?;
        page.show("#/cuff").await?;
        page.wait_for(&action("cuff-stop"), "!element.disabled", seconds(5)).await?;
        Ok(())
    })
}

#[test]
fn a_panel_closes_with_escape_and_focus_is_always_visible() -> Outcome {
    in_browser("escape", async |page| {
        page.open("#/").await?;
        page.show("#/settings").await?;
        tokio::time::sleep(Duration::from_millis(300)).await;
        page.press("\u{e00c}").await?;
        page.wait_until("the bedside view", "return ['', '#/'].includes(location.hash)", seconds(3)).await?;

        for step in 0..12 {
            page.press("\u{e004}").await?;
            let seen = "const e = document.activeElement; if (e === document.body) return 'body'; \
                        const s = getComputedStyle(e); \
                        return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0 || s.boxShadow !== 'none' \
                            ? 'visible' : e.outerHTML.slice(0, 200)";
            let focus = page.eval(seen, vec![]).await?;
            assert!(
                focus == json!("visible") || focus == json!("body"),
                "Tab {step}: no visible focus on {focus}"
            );
        }
        Ok(())
    })
}
