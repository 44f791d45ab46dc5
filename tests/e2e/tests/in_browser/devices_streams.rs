//! Devices: raw waveforms for minutes, in a hidden tab, and the order to stop.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU8, Ordering},
    },
    time::Duration,
};

use bedside_e2e::{
    Outcome, Page,
    bluez::{Peripheral, Regular, Stream, in_browser_with_bluetooth, payloads, uuids},
    screen::{condition, device_action, device_in, device_part, value},
    seconds,
};

use crate::devices_pairing::{open_pairing, pair_live, wait_for_device_number};

async fn count(page: &Page, device: &str, part: &str) -> Outcome<usize> {
    let text = page.text(&device_part(device, part)).await?;
    text.parse().map_err(|_| format!("{part} shows {text:?}").into())
}

#[test]
fn two_minutes_of_an_h10_arrive_whole_and_it_is_told_to_stop() -> Outcome {
    in_browser_with_bluetooth("devices-two-minutes", async |page, bluez| {
        let (h10, firmware) = Peripheral::polar_h10("Polar H10 12345678", "C0:00:00:00:00:01", 60);
        let h10 = bluez.add(h10)?;
        open_pairing(page).await?;
        pair_live(page, &h10).await?;
        // 130.17 samples a second for two minutes, in frames of 73.
        let frames = (130.17 * 120.0 / 73.0) as usize;
        h10.wait_for("two minutes of ECG", seconds(180), |_| firmware.ecg_frames() >= frames).await?;
        wait_for_device_number(page, "HR", 60.0, 2.0).await?;
        assert!(page.is_visible(&device_in(h10.name(), "live")).await?);

        page.click(&device_action(h10.name(), "disconnect")).await?;
        page.wait_for(&device_in(h10.name(), "ended"), "true", seconds(10)).await?;
        h10.wait_for_link(false, seconds(10)).await?;
        let told = h10.calls();
        let stop: &[u8] = &[3, 0];
        assert!(
            told.written(uuids::PMD_CONTROL).contains(&stop),
            "it must be told to stop: {:?}",
            told.writes
        );
        assert!(!firmware.is_streaming(Stream::Ecg) && !firmware.is_streaming(Stream::Acc));
        let sent = firmware.ecg_frames();
        let shown = format!("element.textContent === '{sent}'");
        page.wait_for(&device_part(h10.name(), "frames"), &shown, seconds(5)).await?;
        assert_eq!(count(page, h10.name(), "lost").await?, 0);
        assert_eq!(count(page, h10.name(), "refused").await?, 0);
        Ok(())
    })
}

#[test]
fn after_a_drop_the_streams_are_started_anew() -> Outcome {
    in_browser_with_bluetooth("devices-stream-drop", async |page, bluez| {
        let (h10, firmware) = Peripheral::polar_h10("Polar H10 12345678", "C0:00:00:00:00:01", 60);
        let h10 = bluez.add(h10)?;
        open_pairing(page).await?;
        pair_live(page, &h10).await?;
        h10.wait_for("ECG", seconds(20), |_| firmware.ecg_frames() >= 10).await?;
        wait_for_device_number(page, "HR", 60.0, 2.0).await?;
        h10.drop_link().await?;
        assert!(!firmware.is_streaming(Stream::Ecg), "a lost link ends the streams");
        h10.wait_for("a second start", seconds(40), |calls| {
            calls.written(uuids::PMD_CONTROL).iter().filter(|bytes| bytes.starts_with(&[2, 0])).count() == 2
        })
        .await?;
        let before = firmware.ecg_frames();
        h10.wait_for("ECG again", seconds(20), |_| firmware.ecg_frames() >= before + 15).await?;
        wait_for_device_number(page, "HR", 60.0, 2.0).await?;
        assert_eq!(count(page, h10.name(), "refused").await?, 0);
        Ok(())
    })
}

#[test]
fn a_page_that_goes_away_tells_the_device_to_stop() -> Outcome {
    in_browser_with_bluetooth("devices-leaving", async |page, bluez| {
        let (h10, firmware) = Peripheral::polar_h10("Polar H10 12345678", "C0:00:00:00:00:01", 60);
        let h10 = bluez.add(h10)?;
        open_pairing(page).await?;
        pair_live(page, &h10).await?;
        h10.wait_for("ECG", seconds(20), |_| firmware.ecg_frames() >= 3).await?;
        page.reload().await?;
        h10.wait_for_link(false, seconds(10)).await?;
        let stop: &[u8] = &[3, 0];
        // The browser drops the link as the page goes, but hands on what was written before.
        let told = h10.calls();
        assert!(told.written(uuids::PMD_CONTROL).contains(&stop), "{:?}", told.writes);
        Ok(())
    })
}

#[test]
fn numbers_and_alarms_go_on_while_the_tab_is_hidden() -> Outcome {
    in_browser_with_bluetooth("devices-hidden", async |page, bluez| {
        let rate = Arc::new(AtomicU8::new(72));
        let shared = Arc::clone(&rate);
        let beats = Regular::new(uuids::HEART_RATE_MEASUREMENT, Duration::from_secs(1), move |_| {
            Some(payloads::heart_rate(shared.load(Ordering::SeqCst), &[]))
        });
        let strap = bluez.add(Peripheral::strap("Chest strap", "C0:00:00:00:00:01", 72).sending(beats))?;
        open_pairing(page).await?;
        pair_live(page, &strap).await?;
        wait_for_device_number(page, "HR", 72.0, 0.0).await?;

        page.cover().await?;
        // Long enough that the browser holds back the timers of a hidden page.
        tokio::time::sleep(seconds(15)).await;
        let sent = strap.calls().sent(uuids::HEART_RATE_MEASUREMENT);
        rate.store(171, Ordering::SeqCst);
        wait_for_device_number(page, "HR", 171.0, 0.0).await?;
        // Whatever name it has: by the limit, or as a deep rise.
        let alarm = ":is([data-condition='hr-high'], [data-condition='extreme-tachycardia'])";
        let there = format!("return !!document.querySelector(\"[data-alarm-bar] {alarm}\")");
        page.wait_until("the alarm of the rate", &there, seconds(40)).await?;
        assert_eq!(page.eval("return document.visibilityState", vec![]).await?, "hidden");
        strap
            .wait_for("it to go on", seconds(20), |calls| {
                calls.sent(uuids::HEART_RATE_MEASUREMENT) > sent + 5
            })
            .await?;

        // And the link's own clock runs as well: a drop is noticed and mended.
        strap.drop_link().await?;
        strap.wait_for("a second connection", seconds(30), |calls| calls.connects == 2).await?;
        strap.wait_for_listener(uuids::HEART_RATE_MEASUREMENT, seconds(20)).await?;
        rate.store(80, Ordering::SeqCst);
        wait_for_device_number(page, "HR", 80.0, 0.0).await?;
        strap.set_reachable(false).await?;
        page.wait_for(&value("HR"), "element.textContent.trim() === '---'", seconds(40)).await?;
        let lost = format!("return !!document.querySelector(\"{}\")", condition("link-lost-ecg"));
        page.wait_until("the alarm of the lost link", &lost, seconds(40)).await?;
        assert_eq!(page.eval("return document.visibilityState", vec![]).await?, "hidden");
        Ok(())
    })
}
