//! A bed that is alive: numbers, and waves that move.

use std::time::Duration;

use bedside_e2e::{
    Outcome, Page, in_browser,
    screen::{CONTINUOUS_VITALS, STRIPS, SWEEP, tile},
    seconds,
};
use serde_json::Value;

/// Per 8 px high band of the sweep canvas: how many pixels are ink, and a checksum of them.
const INK: &str = "
    const canvas = document.querySelector(arguments[0]);
    const copy = Object.assign(document.createElement('canvas'), { width: canvas.width, height: canvas.height });
    const context = copy.getContext('2d');
    context.drawImage(canvas, 0, 0);
    const { data } = context.getImageData(0, 0, copy.width, copy.height);
    const [r, g, b] = data;
    let lit = 0, sum = 0;
    for (let i = 0; i < data.length; i += 4) {
        const far = Math.abs(data[i] - r) + Math.abs(data[i + 1] - g) + Math.abs(data[i + 2] - b);
        if (far > 60) { lit += 1; sum = (sum * 31 + i + far) % 1000000007; }
    }
    return [lit, sum]";

pub async fn ink(page: &Page) -> Outcome<(u64, u64)> {
    let ink = page.eval(INK, vec![SWEEP.into()]).await?;
    let count = |index: usize| ink[index].as_u64().ok_or(format!("no ink: {ink}"));
    Ok((count(0)?, count(1)?))
}

#[test]
fn every_numeric_shows_a_plausible_number_of_the_simulated_patient() -> Outcome {
    in_browser("numerics", async |page| {
        page.open("#/").await?;
        for (vital, low, high) in [
            ("HR", 40.0, 120.0),
            ("SpO2", 90.0, 100.0),
            ("PR", 40.0, 120.0),
            ("PI", 0.1, 20.0),
            ("ABP_SYS", 80.0, 180.0),
            ("ABP_DIA", 40.0, 110.0),
            ("ABP_MEAN", 50.0, 130.0),
            ("RR", 6.0, 30.0),
            ("Temp", 35.0, 39.0),
        ] {
            let number = page.wait_for_number(vital, seconds(40)).await?;
            assert!((low..=high).contains(&number), "{vital} {number}");
            assert_eq!(
                page.attribute(&tile(vital), "data-origin").await?.as_deref(),
                Some("simulated"),
                "{vital}"
            );
            assert!(
                page.attribute(&tile(vital), "data-quality")
                    .await?
                    .is_some_and(|quality| !quality.is_empty())
            );
        }
        // Two ways of counting the same beats, each from its own waveform.
        let heart = page.wait_for_number("HR", seconds(5)).await?;
        let pulse = page.wait_for_number("PR", seconds(5)).await?;
        assert!((heart - pulse).abs() <= 6.0, "HR {heart}, PR {pulse}");
        page.screenshot("bedside-1280x800").await?;
        Ok(())
    })
}

#[test]
fn waves_move() -> Outcome {
    in_browser("waves", async |page| {
        page.open("#/").await?;
        for strip in STRIPS {
            page.wait_for(&format!("[data-strip='{strip}']"), "true", seconds(5)).await?;
        }
        page.wait_until(
            "something to move over the ink",
            "return document.getAnimations().some((a) => a.playState === 'running')",
            seconds(5),
        )
        .await?;
        let mut seen = ink(page).await?;
        assert!(seen.0 > 100, "ink: {seen:?}");
        for look in 1..=4 {
            tokio::time::sleep(Duration::from_millis(700)).await;
            let now = ink(page).await?;
            assert_ne!(now, seen, "look {look}: the same picture as 0.7 s before");
            seen = now;
        }
        Ok(())
    })
}

#[test]
fn nothing_is_cut_off_or_overlaps_on_any_size() -> Outcome {
    in_browser("sizes", async |page| {
        page.open("#/").await?;
        for vital in CONTINUOUS_VITALS {
            page.wait_for_number(vital, seconds(40)).await?;
        }
        for (width, height) in [(1280, 800), (1920, 1080), (820, 1180), (390, 844)] {
            page.resize(width, height).await?;
            tokio::time::sleep(Duration::from_millis(600)).await;
            page.screenshot(&format!("size-{width}x{height}")).await?;
            let wide = page.eval("return document.documentElement.scrollWidth - innerWidth", vec![]).await?;
            assert!(
                wide.as_i64().is_some_and(|wide| wide <= 0),
                "{width}x{height} scrolls sideways by {wide} px"
            );
            // Text that does not fit its own box, and numbers that are outside the window's width.
            let cut = page
                .eval(
                    "return [...document.querySelectorAll('[data-vital] .value, [data-action], [data-alarm-bar]')] \
                     .filter((e) => e.checkVisibility()) \
                     .filter((e) => { const r = e.getBoundingClientRect(); \
                        return r.left < -1 || r.right > innerWidth + 1 || e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 0; }) \
                     .map((e) => e.closest('[data-vital]')?.dataset.vital ?? e.dataset.action ?? 'alarm bar')",
                    vec![],
                )
                .await?;
            assert_eq!(cut, Value::Array(vec![]), "cut off at {width}x{height}");
        }
        Ok(())
    })
}
