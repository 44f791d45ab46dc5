//! A session with a strap: zones and variability while it runs, a summary and files when it has ended.

use bedside_e2e::{
    Outcome, Page,
    bluez::{Peripheral, in_browser_with_bluetooth},
    screen::action,
    seconds,
};
use serde_json::json;

use crate::devices_pairing::{open_pairing, pair_live, wait_for_device_number};

/// What the key with that `data-save` would save, instead of saving it: names and contents.
async fn saved(page: &Page, key: &str) -> Outcome<Vec<(String, String)>> {
    let body = "
        const [key, done] = arguments;
        const [make, click] = [URL.createObjectURL, HTMLAnchorElement.prototype.click];
        const [blobs, names] = [[], []];
        URL.createObjectURL = (blob) => { blobs.push(blob.text()); return make.call(URL, blob); };
        HTMLAnchorElement.prototype.click = function () { names.push(this.download); };
        document.querySelector(`[data-save=\"${key}\"]`).click();
        [URL.createObjectURL, HTMLAnchorElement.prototype.click] = [make, click];
        Promise.all(blobs).then((texts) => done(names.map((name, at) => [name, texts[at]])));";
    let files = page.eval_async(body, vec![json!(key)]).await?;
    Ok(serde_json::from_value(files)?)
}

#[test]
fn a_session_with_an_h10_from_start_to_its_files() -> Outcome {
    in_browser_with_bluetooth("devices-session", async |page, bluez| {
        let (h10, _firmware) = Peripheral::polar_h10("Polar H10", "C0:00:00:00:00:01", 120);
        let h10 = bluez.add(h10)?;
        open_pairing(page).await?;
        pair_live(page, &h10).await?;
        wait_for_device_number(page, "HR", 120.0, 2.0).await?;

        page.show("#/devices/session").await?;
        page.set("[data-session-field='highest']", "20").await?;
        page.click(&action("start-session")).await?;
        page.wait_for("[data-session-error]", "element.textContent.includes('100')", seconds(5)).await?;
        page.set("[data-session-field='highest']", "200").await?;
        page.click(&action("start-session")).await?;
        page.wait_for("[data-session='running']", "true", seconds(5)).await?;
        // 120 is 60 % of 200.
        page.wait_for("[data-zone='2']", "element.textContent.includes('Light')", seconds(15)).await?;
        let measured = "!Number.isNaN(parseFloat(element.textContent))";
        page.wait_for("[data-measure='rmssd']", measured, seconds(70)).await?;
        page.click(&action("pacer")).await?;
        page.wait_for("[data-pacer] .word", "element.textContent.startsWith('Breathe')", seconds(5)).await?;
        page.screenshot("devices-session").await?;

        page.click(&action("end-session")).await?;
        page.wait_for("[data-session='ended']", "true", seconds(5)).await?;
        page.wait_for("[data-summary='Heart rate']", "element.textContent.includes('120')", seconds(5))
            .await?;
        page.screenshot("devices-session-ended").await?;
        let intervals = saved(page, "rr").await?;
        let (name, text) = &intervals[0];
        assert_eq!(name, "rr-intervals.txt");
        let lengths: Vec<f64> =
            text.lines().filter(|line| !line.is_empty()).map(str::parse).collect::<Result<_, _>>()?;
        assert!(lengths.len() > 40, "{} intervals", lengths.len());
        let even = lengths.iter().filter(|length| (**length - 500.0).abs() < 60.0).count();
        assert!(even * 10 >= lengths.len() * 9, "{lengths:?}");
        let record = saved(page, "ecg-record").await?;
        let names: Vec<&str> = record.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["session.hea", "session.dat", "session.atr"]);
        assert!(record[0].1.starts_with("session 1 130."), "the true rate: {}", record[0].1);

        page.click(&action("close-session")).await?;
        page.wait_for("[data-session='none']", "true", seconds(5)).await
    })
}
