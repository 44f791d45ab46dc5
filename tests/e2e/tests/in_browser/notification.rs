//! Alerts as notifications of the system.

use bedside_e2e::{Outcome, Page, in_browser, screen::action, seconds};
use serde_json::json;

use crate::people::{add_nurse, desaturate, open_people, wait_for_delivery};

/// The titles of the notifications that the page's worker shows.
async fn titles(page: &Page) -> Outcome<Vec<String>> {
    let ask = "const done = arguments[0]; navigator.serviceWorker.getRegistration()
        .then((worker) => worker.getNotifications())
        .then((shown) => done(shown.map((one) => one.title)), (error) => done([String(error)]))";
    let titles = page.eval_async(ask, vec![]).await?;
    Ok(titles
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|title| title.as_str().map(str::to_owned))
        .collect())
}

#[test]
fn notification_is_shown_not_seen_and_goes_with_the_acknowledgement() -> Outcome {
    in_browser("notification", async |page| {
        open_people(page, true).await?;
        page.click("[data-test='notification']").await?;
        page.wait_for("[data-tried='notification']", "element.textContent.includes('✗')", seconds(10))
            .await?;

        let origin = page.eval("return location.origin", vec![]).await?;
        let leave = json!({ "permissions": ["notifications"], "origin": origin });
        page.devtools("Browser.grantPermissions", leave).await?;
        let kept = "const done = arguments[0]; navigator.serviceWorker.ready.then(() => done(true))";
        page.eval_async(kept, vec![]).await?;
        page.click("[data-test='notification']").await?;
        page.wait_for("[data-tried='notification']", "element.textContent.includes('✓ shown')", seconds(10))
            .await?;
        assert!(
            titles(page).await?.iter().any(|title| title.contains("no alarm")),
            "{:?}",
            titles(page).await?
        );

        add_nurse(page, "Ann", "notification").await?;
        desaturate(page).await?;
        wait_for_delivery(page, "[data-way='notification'][data-progress='shown']", "true").await?;
        let shown = titles(page).await?;
        assert!(shown.iter().any(|title| title.contains("Bed 1") && title.contains("SpO")), "{shown:?}");
        page.click(&action("acknowledge")).await?;
        wait_for_delivery(page, "[data-progress='shown']", "element.textContent.includes('acknowledged by')")
            .await?;
        let gone = "const done = arguments[0]; const look = async () => {
            const shown = await (await navigator.serviceWorker.getRegistration()).getNotifications();
            shown.some((one) => one.title.includes('SpO')) ? setTimeout(look, 100) : done(true) }; look()";
        assert_eq!(page.eval_async(gone, vec![]).await?, true);
        Ok(())
    })
}
