//! A recording plays as if live: its heart rate is the annotated one.

use std::path::{Path, PathBuf};

use bedside_e2e::{
    GeneratedRecord, Outcome, Page, beat_times_s, in_browser, project, scratch,
    screen::{FILES, POSITION, SPEED, action, tile, value},
    seconds,
};
use serde_json::json;

/// Twenty times a second: where the replay is, and what the screen says there.
const WATCH: &str = "
    window.watched = [];
    setInterval(() => {
        const at = Number(document.querySelector(arguments[0])?.value);
        const rate = Number(document.querySelector(arguments[1])?.textContent);
        if (Number.isFinite(at) && Number.isFinite(rate) && rate > 0) window.watched.push([at, rate]);
    }, 50)";

/// Plays a record at `speed` until `end_s` and compares the rate of each whole minute with its annotated beats.
///
/// The screen changes four times a second, so a minute at 60x shows four numbers: enough for an even rhythm, too few
/// for the mean of an uneven one.
async fn compare(page: &Page, files: &[PathBuf], beats: &[f64], speed: &str, end_s: f64) -> Outcome {
    let files: Vec<&Path> = files.iter().map(PathBuf::as_path).collect();
    page.open("#/recordings").await?;
    page.choose_files(FILES, &files).await?;
    page.wait_for(&action("pause"), "true", seconds(20)).await?;
    page.eval(WATCH, vec![json!(POSITION), json!(value("HR"))]).await?;
    page.set(SPEED, speed).await?;
    // The first number of a recording comes some beats after its start.
    page.wait_for(&tile("HR"), "element.dataset.origin === 'replay'", seconds(10)).await?;
    let reached = format!("return Number(document.querySelector(\"{POSITION}\")?.value) >= {end_s}");
    page.wait_until(&format!("second {end_s} of the recording"), &reached, seconds(90)).await?;

    let watched = page.eval("return window.watched", vec![]).await?;
    let watched: Vec<(f64, f64)> = watched
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|pair| Some((pair[0].as_f64()?, pair[1].as_f64()?)))
        .collect();
    let mut compared = 0;
    for minute in 1..(end_s / 60.0) as u32 {
        let (from, to) = (f64::from(minute) * 60.0, f64::from(minute + 1) * 60.0);
        let shown: Vec<f64> =
            watched.iter().filter(|(at, _)| (from..to).contains(at)).map(|(_, rate)| *rate).collect();
        let Some(annotated) = rate_per_min(beats, from, to) else { continue };
        assert!(shown.len() >= 5, "minute {minute}: the screen was seen only {} times", shown.len());
        let mean = shown.iter().sum::<f64>() / shown.len() as f64;
        println!("minute {minute}: shown {mean:.1}, annotated {annotated:.1}");
        assert!(
            (mean - annotated).abs() <= 5.0,
            "minute {minute}: shown {mean:.1}, annotated {annotated:.1}"
        );
        compared += 1;
    }
    assert!(compared >= 3, "only {compared} minutes were compared");
    Ok(())
}

fn rate_per_min(beats: &[f64], from: f64, to: f64) -> Option<f64> {
    let inside: Vec<f64> = beats.iter().copied().filter(|beat| (from..to).contains(beat)).collect();
    let (first, last) = (inside.first()?, inside.last()?);
    (inside.len() > 10).then(|| 60.0 * (inside.len() - 1) as f64 / (last - first))
}

#[test]
fn a_generated_record_shows_its_rate_and_closes_to_the_simulated_patient() -> Outcome {
    in_browser("replay-generated", async |page| {
        let record = GeneratedRecord::write(&scratch("replay-generated")?, 84.0, 900.0)?;
        let beats = beat_times_s(&record.files[2], 250.0)?;
        compare(page, &record.files, &beats, "60", 360.0).await?;
        page.show("#/").await?;
        page.screenshot("replay").await?;

        page.click(&action("pause")).await?;
        page.wait_for(&action("play"), "true", seconds(3)).await?;
        page.click(&action("close-recording")).await?;
        page.wait_for(&tile("HR"), "element.dataset.origin === 'simulated'", seconds(10)).await?;
        page.wait_for_number("HR", seconds(40)).await?;
        Ok(())
    })
}

fn from_the_arrhythmia_database(record: &str) -> Outcome {
    let folder = project().join("../shared/recordings/mitdb");
    if !folder.is_dir() {
        println!("skipped: {} is absent", folder.display());
        return Ok(());
    }
    let files = ["hea", "dat", "atr"].map(|kind| folder.join(format!("{record}.{kind}")));
    let beats = beat_times_s(&files[2], 360.0)?;
    in_browser(&format!("replay-{record}"), async |page| compare(page, &files, &beats, "10", 360.0).await)
}

#[test]
fn record_101_shows_the_annotated_rate() -> Outcome {
    from_the_arrhythmia_database("101")
}

#[test]
fn record_122_shows_the_annotated_rate() -> Outcome {
    from_the_arrhythmia_database("122")
}

#[test]
fn record_208_with_many_ventricular_beats_shows_the_annotated_rate() -> Outcome {
    from_the_arrhythmia_database("208")
}
