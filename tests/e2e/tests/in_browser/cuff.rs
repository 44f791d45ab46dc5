//! A blood pressure by cuff.

use bedside_e2e::{
    Outcome, in_browser,
    screen::{CUFF_VITALS, action},
    seconds,
};

#[test]
fn a_cuff_measurement_shows_its_pressure_and_then_its_result() -> Outcome {
    in_browser("cuff", async |page| {
        page.open("#/cuff").await?;
        page.wait_for(&action("cuff-start"), "!element.disabled", seconds(10)).await?;
        page.click(&action("cuff-start")).await?;
        page.wait_for(&action("cuff-stop"), "!element.disabled", seconds(5)).await?;
        let [sys, dia, mean] = CUFF_VITALS;
        // Inflation and stepwise deflation take about half a minute.
        page.wait_for(&action("cuff-start"), "!element.disabled", seconds(75)).await?;
        page.show("#/").await?;
        let systolic = page.wait_for_number(sys, seconds(5)).await?;
        let diastolic = page.wait_for_number(dia, seconds(5)).await?;
        let mean = page.wait_for_number(mean, seconds(5)).await?;
        assert!((80.0..=170.0).contains(&systolic), "systolic {systolic}");
        assert!((40.0..=110.0).contains(&diastolic), "diastolic {diastolic}");
        assert!(diastolic < mean && mean < systolic, "{systolic}/{diastolic} ({mean})");
        Ok(())
    })
}

#[test]
fn a_cuff_measurement_can_be_stopped() -> Outcome {
    in_browser("cuff-stop", async |page| {
        page.open("#/cuff").await?;
        page.click(&action("cuff-start")).await?;
        page.wait_for(&action("cuff-stop"), "!element.disabled", seconds(5)).await?;
        page.click(&action("cuff-stop")).await?;
        page.wait_for(&action("cuff-start"), "!element.disabled", seconds(10)).await?;
        let shown = page.text(&bedside_e2e::screen::value("NIBP_SYS")).await?;
        assert_eq!(shown, "---", "a measurement that was stopped has no result");
        Ok(())
    })
}
