//! Devices: each kind delivers its numbers, and what one sends badly changes nothing.

use bedside_e2e::{
    Outcome, Page,
    bluez::{
        Device, Peripheral, in_browser_with_bluetooth,
        payloads::{self, DateTime, OXIMETER_INVALID, OXIMETER_NOT_ON_USER, OXIMETER_QUALIFIED},
        uuids,
    },
    screen::{condition, device_part, number_from, value},
    seconds,
};

use crate::bedside::ink;
use crate::devices_pairing::{open_pairing, origin_mark, pair_live, wait_for_device_number};

/// The wall clock of the browser, which devices that know the time agree with.
async fn now(page: &Page) -> Outcome<DateTime> {
    let body = "const now = new Date(); return [now.getFullYear(), now.getMonth() + 1, now.getDate(), now.getHours(), \
                now.getMinutes(), now.getSeconds()]";
    let parts = page.eval(body, vec![]).await?;
    let part = |index: usize| u8::try_from(parts[index].as_u64().unwrap_or(0)).unwrap_or(0);
    let year = u16::try_from(parts[0].as_u64().unwrap_or(0))?;
    Ok((year, part(1), part(2), part(3), part(4), part(5)))
}

async fn wait_last(page: &Page, device: &Device, text: &str) -> Outcome {
    let told = format!("element.textContent.includes({text:?})");
    page.wait_for(&device_part(device.name(), "last"), &told, seconds(10)).await
}

#[test]
fn an_h10_shows_the_heart_rate_of_its_own_ecg() -> Outcome {
    in_browser_with_bluetooth("devices-h10", async |page, bluez| {
        let (h10, firmware) = Peripheral::polar_h10("Polar H10 12345678", "C0:00:00:00:00:01", 84);
        let h10 = bluez.add(h10)?;
        open_pairing(page).await?;
        pair_live(page, &h10).await?;
        h10.wait_for("ECG to begin", seconds(20), |calls| calls.sent(uuids::PMD_DATA) >= 3).await?;
        // The strap's own count is the same number; the one that is shown must go on without it.
        h10.wait_for("twenty frames", seconds(30), |calls| calls.sent(uuids::PMD_DATA) >= 20).await?;
        wait_for_device_number(page, "HR", 84.0, 2.0).await?;
        assert_eq!(origin_mark(page, "HR").await?, "Polar H10 12345678");
        let frames = device_part(h10.name(), "frames");
        page.wait_for(&frames, "parseInt(element.textContent) >= 5", seconds(20)).await?;
        assert_eq!(page.text(&device_part(h10.name(), "lost")).await?, "0");
        assert_eq!(page.text(&device_part(h10.name(), "refused")).await?, "0");
        page.screenshot("devices-h10").await?;

        // Three frames are lost on the way: counted, and the time goes on.
        firmware.lose(3);
        let lost = device_part(h10.name(), "lost");
        page.wait_for(&lost, "element.textContent === '3'", seconds(20)).await?;
        wait_for_device_number(page, "HR", 84.0, 2.0).await?;

        // Without the simulation beside it, what moves on the screen is the strap's own wave.
        page.click("[data-setting='devices-alone']").await?;
        page.show("#/").await?;
        let alone = "return [...document.querySelectorAll('[data-strip]')].map((s) => s.dataset.strip).join() === 'Ecg'";
        page.wait_until("the ECG alone", alone, seconds(10)).await?;
        page.wait_for(&value("SpO2"), "element.textContent === '---'", seconds(5)).await?;
        tokio::time::sleep(seconds(6)).await;
        page.screenshot("devices-h10-wave").await?;
        let mut seen = ink(page).await?;
        for look in 1..=3 {
            tokio::time::sleep(seconds(1)).await;
            let now = ink(page).await?;
            assert_ne!(now, seen, "look {look}: the same picture as a second before");
            seen = now;
        }
        Ok(())
    })
}

#[test]
fn a_cuff_fills_its_three_numbers() -> Outcome {
    in_browser_with_bluetooth("devices-cuff", async |page, bluez| {
        let cuff = bluez.add(Peripheral::cuff("Arm cuff", "C0:00:00:00:00:01"))?;
        open_pairing(page).await?;
        pair_live(page, &cuff).await?;
        for pressure in [40, 120, 160, 130] {
            cuff.notify(uuids::CUFF_PRESSURE, &payloads::cuff_pressure(pressure)).await?;
            wait_last(page, &cuff, &pressure.to_string()).await?;
        }
        let result = payloads::blood_pressure([124, 81, 95], now(page).await?, 68, 0);
        cuff.notify(uuids::BLOOD_PRESSURE_MEASUREMENT, &result).await?;
        for (vital, expected) in [("NIBP_SYS", 124.0), ("NIBP_DIA", 81.0), ("NIBP_MEAN", 95.0)] {
            wait_for_device_number(page, vital, expected, 0.0).await?;
        }
        assert_eq!(origin_mark(page, "NIBP_SYS").await?, "Arm cuff");
        wait_last(page, &cuff, "124/81").await?;
        page.screenshot("devices-cuff").await?;
        // A pressure by cuff stays true when the cuff switches itself off, as it does.
        cuff.set_reachable(false).await?;
        tokio::time::sleep(seconds(8)).await;
        assert_eq!(page.text(&value("NIBP_SYS")).await?, "124");
        assert!(!page.is_visible(&condition("link-lost-cuff")).await?, "no alarm for that");
        Ok(())
    })
}

#[test]
fn a_thermometer_and_a_scale_tell_what_they_measured() -> Outcome {
    in_browser_with_bluetooth("devices-spot", async |page, bluez| {
        let thermometer = bluez.add(Peripheral::thermometer("Thermometer", "C0:00:00:00:00:01"))?;
        let scale = bluez.add(Peripheral::scale("Scale", "C0:00:00:00:00:02"))?;
        open_pairing(page).await?;
        pair_live(page, &thermometer).await?;
        pair_live(page, &scale).await?;
        thermometer.notify(uuids::TEMPERATURE_MEASUREMENT, &payloads::temperature(3842, 2)).await?;
        wait_for_device_number(page, "Temp", 38.4, 0.05).await?;
        assert_eq!(origin_mark(page, "Temp").await?, "Thermometer");
        wait_last(page, &thermometer, "38.4").await?;
        scale.notify(uuids::WEIGHT_MEASUREMENT, &payloads::weight(14_460, now(page).await?)).await?;
        wait_last(page, &scale, "72.3 kg").await?;
        page.screenshot("devices-spot").await?;
        Ok(())
    })
}

#[test]
fn an_oximeter_shows_only_what_its_quality_allows() -> Outcome {
    in_browser_with_bluetooth("devices-oximeter", async |page, bluez| {
        let oximeter = bluez.add(Peripheral::oximeter("Finger clip", "C0:00:00:00:00:01"))?;
        open_pairing(page).await?;
        pair_live(page, &oximeter).await?;
        wait_for_device_number(page, "SpO2", 97.0, 0.0).await?;
        wait_for_device_number(page, "PR", 72.0, 0.0).await?;
        assert_eq!(origin_mark(page, "SpO2").await?, "Finger clip");
        page.screenshot("devices-oximeter").await?;
        Ok(())
    })?;
    in_browser_with_bluetooth("devices-oximeter-off", async |page, bluez| {
        let oximeter = bluez.add(Peripheral::oximeter("Finger clip", "C0:00:00:00:00:01").quiet())?;
        open_pairing(page).await?;
        pair_live(page, &oximeter).await?;
        let tell = async |spo2, measurement, device| {
            let told = payloads::oximeter(spo2, 66, 25, measurement, device);
            oximeter.notify(uuids::CONTINUOUS_SPO2, &told).await
        };
        for _ in 0..3 {
            tell(95, OXIMETER_QUALIFIED, 0).await?;
            tokio::time::sleep(seconds(1)).await;
        }
        wait_for_device_number(page, "SpO2", 95.0, 0.0).await?;
        // Off the finger, or invalid by its own word: no number, however plausible the bytes are.
        for (measurement, device) in [(OXIMETER_QUALIFIED, OXIMETER_NOT_ON_USER), (OXIMETER_INVALID, 0)] {
            for _ in 0..4 {
                tell(71, measurement, device).await?;
                tokio::time::sleep(seconds(1)).await;
            }
            page.wait_for(&value("SpO2"), "element.textContent.trim() === '---'", seconds(20)).await?;
            assert!(!page.is_visible(&condition("spo2-low")).await?, "and no alarm for it");
            for _ in 0..3 {
                tell(96, OXIMETER_QUALIFIED, 0).await?;
                tokio::time::sleep(seconds(1)).await;
            }
            wait_for_device_number(page, "SpO2", 96.0, 0.0).await?;
        }
        Ok(())
    })
}

#[test]
fn two_devices_at_once_each_fill_their_place() -> Outcome {
    in_browser_with_bluetooth("devices-two", async |page, bluez| {
        let strap = bluez.add(Peripheral::strap("Chest strap", "C0:00:00:00:00:01", 63))?;
        let oximeter = bluez.add(Peripheral::oximeter("Finger clip", "C0:00:00:00:00:02"))?;
        let other = bluez.add(Peripheral::strap("Second strap", "C0:00:00:00:00:03", 120))?;
        open_pairing(page).await?;
        for device in [&strap, &oximeter, &other] {
            pair_live(page, device).await?;
        }
        wait_for_device_number(page, "HR", 63.0, 0.0).await?;
        wait_for_device_number(page, "SpO2", 97.0, 0.0).await?;
        assert_eq!(origin_mark(page, "HR").await?, "Chest strap");
        assert_eq!(origin_mark(page, "SpO2").await?, "Finger clip");
        // One goes; the others are not disturbed, and the one that waited takes its place.
        page.click("[data-device='Chest strap'] [data-action='disconnect']").await?;
        wait_for_device_number(page, "HR", 120.0, 0.0).await?;
        assert_eq!(origin_mark(page, "HR").await?, "Second strap");
        wait_for_device_number(page, "SpO2", 97.0, 0.0).await?;
        page.screenshot("devices-two").await?;
        assert!(oximeter.is_connected() && other.is_connected());
        Ok(())
    })
}

#[test]
fn payloads_that_are_wrong_are_counted_shown_and_change_nothing() -> Outcome {
    in_browser_with_bluetooth("devices-refused", async |page, bluez| {
        let strap = bluez.add(Peripheral::strap("Chest strap", "C0:00:00:00:00:01", 77).quiet())?;
        open_pairing(page).await?;
        pair_live(page, &strap).await?;
        let good = payloads::heart_rate(77, &[798]);
        strap.notify(uuids::HEART_RATE_MEASUREMENT, &good).await?;
        wait_for_device_number(page, "HR", 77.0, 0.0).await?;
        // Empty, cut short, with an odd tail, with a beat rate no heart has, and longer than it says.
        let bad: [&[u8]; 5] =
            [&[], &[0x01, 0x50], &[0x10, 0x50, 0x20], &[0x01, 0xff, 0x7f], &[0x00, 0x50, 1, 2]];
        for bytes in bad {
            strap.notify(uuids::HEART_RATE_MEASUREMENT, bytes).await?;
            strap.notify(uuids::HEART_RATE_MEASUREMENT, &good).await?;
        }
        page.wait_for(&device_part("Chest strap", "refused"), "element.textContent === '5'", seconds(10))
            .await?;
        assert_eq!(page.text(&value("HR")).await?, "77");
        page.wait_for(&number_from("HR", "device"), "true", seconds(1)).await?;
        page.show("#/devices/packets").await?;
        page.wait_until(
            "five refused packets among the others",
            "return document.querySelectorAll('[data-packet][data-refused]').length === 5 && \
             document.querySelectorAll('[data-packet]:not([data-refused])').length >= 6",
            seconds(10),
        )
        .await?;
        page.wait_for("[data-packet][data-refused]", "element.textContent.length > 20", seconds(1)).await?;
        page.screenshot("devices-packets").await?;
        Ok(())
    })
}

#[test]
fn a_strap_without_contact_shows_no_number_and_a_weak_battery_is_told() -> Outcome {
    in_browser_with_bluetooth("devices-contact", async |page, bluez| {
        let strap = bluez.add(Peripheral::strap("Chest strap", "C0:00:00:00:00:01", 77).quiet())?;
        strap.set_value(uuids::BATTERY_LEVEL, &[4])?;
        open_pairing(page).await?;
        pair_live(page, &strap).await?;
        for _ in 0..3 {
            strap.notify(uuids::HEART_RATE_MEASUREMENT, &payloads::heart_rate(77, &[])).await?;
            tokio::time::sleep(seconds(1)).await;
        }
        wait_for_device_number(page, "HR", 77.0, 0.0).await?;
        let battery = format!("return !!document.querySelector(\"{}\")", condition("low-battery-ecg"));
        page.wait_until("the alarm of its battery", &battery, seconds(30)).await?;
        for _ in 0..4 {
            strap.notify(uuids::HEART_RATE_MEASUREMENT, &payloads::heart_rate_without_contact()).await?;
            tokio::time::sleep(seconds(1)).await;
        }
        page.wait_for(&value("HR"), "element.textContent.trim() === '---'", seconds(20)).await?;
        let off = format!("return !!document.querySelector(\"{}\")", condition("sensor-off-ecg"));
        page.wait_until("the alarm of the sensor that is off", &off, seconds(30)).await?;
        assert!(!page.is_visible(&condition("asystole")).await?, "no heart has stopped");
        page.screenshot("devices-no-contact").await?;
        for _ in 0..3 {
            strap.notify(uuids::HEART_RATE_MEASUREMENT, &payloads::heart_rate(77, &[])).await?;
            tokio::time::sleep(seconds(1)).await;
        }
        wait_for_device_number(page, "HR", 77.0, 0.0).await
    })
}
