//! Each sensor killed in every way: a technical alarm, no number instead of an old one, recovery, nobody else disturbed.

use bedside_e2e::{
    Outcome, Page, in_browser,
    screen::{action, condition, fault, no_data, value},
    seconds,
};

/// Sensors, and the vitals that must then show no number. A cuff is only noticed when it measures, and a blood pressure
/// that was measured stays true, so it has a test of its own.
const SENSORS: [(&str, &[&str]); 5] = [
    ("Ecg", &["HR"]),
    ("Oximeter", &["SpO2", "PR", "PI"]),
    ("Arterial", &["ABP_SYS", "ABP_DIA", "ABP_MEAN"]),
    ("Resp", &["RR"]),
    ("Thermometer", &["Temp"]),
];

/// Kills every second sensor, looks at all, brings them back, and then the others.
async fn kill(page: &Page, kind: &str) -> Outcome {
    page.open("#/patient").await?;
    for vital in SENSORS.iter().flat_map(|(_, vitals)| vitals.iter()) {
        page.wait_for_number(vital, seconds(40)).await?;
    }
    for parity in [0, 1] {
        let (dead, alive): (Vec<_>, Vec<_>) =
            SENSORS.iter().enumerate().partition(|(index, _)| index % 2 == parity);
        for (_, (sensor, _)) in &dead {
            page.set(&fault(sensor), kind).await?;
        }
        for (_, (sensor, vitals)) in &dead {
            for vital in *vitals {
                page.wait_for(&value(vital), "element.textContent.trim() === '---'", seconds(40)).await?;
            }
            // Only the most urgent condition need be in the bar itself; the others may be behind it.
            page.wait_until(
                &format!("the technical alarm of {sensor}"),
                &format!("return !!document.querySelector(\"{}\")", condition(&no_data(sensor))),
                seconds(40),
            )
            .await?;
        }
        for (_, (_, vitals)) in &alive {
            for vital in *vitals {
                page.wait_for_number(vital, seconds(1))
                    .await
                    .map_err(|error| format!("disturbed by others: {error}"))?;
            }
        }
        for (_, (sensor, _)) in &dead {
            page.set(&fault(sensor), "none").await?;
        }
        for (_, (sensor, vitals)) in &dead {
            for vital in *vitals {
                page.wait_for_number(vital, seconds(75))
                    .await
                    .map_err(|error| format!("no recovery: {error}"))?;
            }
            page.wait_until(
                &format!("the technical alarm of {sensor} to end"),
                &format!(
                    "return !document.querySelector(\"{}[data-state='active']\")",
                    condition(&no_data(sensor))
                ),
                seconds(20),
            )
            .await?;
        }
    }
    Ok(())
}

#[test]
fn sensors_that_fail() -> Outcome {
    in_browser("sensors-fail", async |page| kill(page, "fails").await)
}

#[test]
fn sensors_that_hang() -> Outcome {
    in_browser("sensors-hang", async |page| kill(page, "hangs").await)
}

#[test]
fn sensors_that_fall_silent() -> Outcome {
    in_browser("sensors-silent", async |page| kill(page, "silent").await)
}

#[test]
fn a_cuff_that_fails_alarms_and_measures_again_once_it_is_well() -> Outcome {
    in_browser("cuff-fails", async |page| {
        page.open("#/patient").await?;
        page.wait_for_number("HR", seconds(30)).await?;
        page.set(&fault("Cuff"), "fails").await?;
        page.wait_until(
            "the technical alarm of the cuff",
            "return !!document.querySelector(\"[data-alarm-bar] [data-condition='no-data-cuff']\")",
            seconds(60),
        )
        .await?;
        page.show("#/cuff").await?;
        // A cuff that is lost would forget the wish.
        page.wait_for(&action("cuff-start"), "element.disabled", seconds(10)).await?;
        assert_eq!(page.text(&value("NIBP_SYS")).await?, "---");
        page.wait_for_number("HR", seconds(5)).await?;
        page.show("#/patient").await?;
        page.set(&fault("Cuff"), "none").await?;
        page.show("#/cuff").await?;
        page.wait_for(&action("cuff-start"), "!element.disabled", seconds(60)).await?;
        page.click(&action("cuff-start")).await?;
        page.wait_for("[data-cuff-pressure]", "parseFloat(element.textContent) > 30", seconds(20)).await?;
        page.wait_for_number("NIBP_SYS", seconds(75)).await?;
        Ok(())
    })
}
