//! Alerts on another window of the same browser.

use bedside_e2e::{Outcome, in_browser, screen::action, seconds};

use crate::people::{DESATURATION, add_nurse, desaturate, open_people, wait_for_delivery};

const ALARM: &str = "[data-other-beds] .alarm[data-priority='high']";

#[test]
fn other_page_shows_the_alarm_acknowledges_it_and_tells_when_the_monitor_falls_silent() -> Outcome {
    in_browser("other-page", async |page| {
        open_people(page, true).await?;
        add_nurse(page, "Ann", "other-pages").await?;
        desaturate(page).await?;
        // Nobody is there to be shown anything: not claimed, and tried again.
        wait_for_delivery(
            page,
            "[data-way='other-pages'][data-progress='queued']",
            "element.textContent.includes('no other page')",
        )
        .await?;

        let monitor = page.window().await?;
        let other = page.open_window().await?;
        page.open("#/").await?;
        page.wait_for(
            ALARM,
            "element.textContent.includes('Bed 1') && element.textContent.includes('SpO')",
            seconds(60),
        )
        .await?;
        page.screenshot("other-page").await?;
        page.switch_to(&monitor).await?;
        wait_for_delivery(page, "[data-way='other-pages'][data-progress='shown']", "true").await?;

        page.switch_to(&other).await?;
        page.set("[data-who]", "Bob").await?;
        page.click(&action("acknowledge-there")).await?;
        page.wait_for(ALARM, "element.dataset.state === 'acknowledged'", seconds(10)).await?;
        page.switch_to(&monitor).await?;
        page.wait_until(
            "the acknowledgement at the monitor",
            &format!("return !!document.querySelector(\"{DESATURATION}[data-state='acknowledged']\")"),
            seconds(10),
        )
        .await?;
        wait_for_delivery(
            page,
            "[data-way='other-pages']",
            "element.textContent.includes('acknowledged by Bob')",
        )
        .await?;

        // The monitor hangs: nothing of it moves, and it cannot say so itself.
        let hang = "setTimeout(() => { const end = Date.now() + 25000; while (Date.now() < end); }, 500)";
        page.eval(hang, vec![]).await?;
        page.switch_to(&other).await?;
        page.wait_for("[data-lost-bed]", "element.textContent.includes('no longer answers')", seconds(120))
            .await?;
        page.wait_gone("[data-lost-bed]", seconds(60)).await
    })
}
