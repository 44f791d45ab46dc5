//! What the ECG is shown through, and what heart and vessels say together.

use bedside_e2e::{Outcome, in_browser, seconds};

/// The key of one choice of a setting, by its text.
fn choose(name: &str, text: &str) -> String {
    format!(
        "const keys = document.querySelectorAll(\"[data-setting='{name}'] label\"); \
         for (const key of keys) if (key.textContent.trim() === '{text}') {{ key.click(); return true; }} \
         return false"
    )
}

/// Whether the label of the ECG's strip tells this filter.
fn worn(text: &str) -> String {
    format!("return !!document.querySelector(\"[data-strip='Ecg'] .scale\")?.textContent.includes('{text}')")
}

#[test]
fn the_ecg_is_shown_through_a_filter_that_is_told_and_remembered() -> Outcome {
    in_browser("ecg-filter", async |page| {
        page.open("#/").await?;
        page.wait_until("the first filter", &worn("Monitor 0.5"), seconds(20)).await?;
        page.show("#/settings").await?;
        page.wait_until("the keys", &choose("ecg-band", "Diagnostic 0.05–150 Hz"), seconds(5)).await?;
        page.wait_until("the mains", &choose("ecg-notch", "50 Hz"), seconds(5)).await?;
        page.wait_until("the other filter", &worn("Diagnostic 0.05"), seconds(5)).await?;
        let delay = page.text("[data-ecg-delay]").await?;
        assert!(delay.contains("ms for the filter"), "{delay}");
        page.eval("document.querySelector('[data-ecg-delay]').scrollIntoView({block:'center'})", vec![])
            .await?;
        page.screenshot("settings").await?;
        page.reload().await?;
        page.wait_until("the filter after a reload", &worn("Diagnostic 0.05"), seconds(20)).await?;
        page.show("#/").await?;
        page.screenshot("filter-worn").await?;
        Ok(())
    })
}

#[test]
fn shock_index_and_transit_time_are_told_with_their_parts() -> Outcome {
    in_browser("circulation", async |page| {
        page.open("#/patient").await?;
        let index = "return /^0\\.\\d/.test(document.querySelector('[data-shock-index] b')?.textContent.trim() ?? '')";
        page.wait_until("a shock index", index, seconds(40)).await?;
        let transit =
            "return /^\\d+ ms$/.test(document.querySelector('[data-pulse-transit] b').textContent.trim())";
        page.wait_until("a transit time", transit, seconds(40)).await?;
        page.resize(390, 844).await?;
        page.eval("document.querySelector('[data-pulse-transit]').scrollIntoView({block:'end'})", vec![])
            .await?;
        page.screenshot("circulation").await?;
        Ok(())
    })
}
