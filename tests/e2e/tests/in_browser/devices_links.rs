//! Devices: links that drop, hang, are refused or are busy.

use bedside_e2e::{
    Outcome,
    bluez::{OnConnect, Peripheral, Refusal, in_browser_with_bluetooth},
    screen::{condition, device_action, device_in, value},
    seconds,
};

use crate::devices_pairing::{open_pairing, pair, pair_live, wait_for_device_number, wait_live};

#[test]
fn a_link_that_drops_blanks_its_number_alarms_and_recovers_by_itself() -> Outcome {
    in_browser_with_bluetooth("devices-drop", async |page, bluez| {
        let strap = bluez.add(Peripheral::strap("Chest strap", "C0:00:00:00:00:01", 77))?;
        open_pairing(page).await?;
        pair_live(page, &strap).await?;
        wait_for_device_number(page, "HR", 77.0, 0.0).await?;

        // A short drop: back within seconds, without a person.
        strap.drop_link().await?;
        page.wait_gone(&device_in("Chest strap", "live"), seconds(10)).await?;
        wait_live(page, "Chest strap").await?;
        wait_for_device_number(page, "HR", 77.0, 0.0).await?;
        assert_eq!(strap.calls().connects, 2);

        // A long one: the number goes, and an alarm says why.
        strap.set_reachable(false).await?;
        page.wait_for(&value("HR"), "element.textContent.trim() === '---'", seconds(40)).await?;
        let alarm = condition("link-lost-ecg");
        let there = format!("return !!document.querySelector(\"{alarm}\")");
        page.wait_until("the alarm of the lost link", &there, seconds(30)).await?;
        assert!(!page.is_visible(&condition("asystole")).await?, "a lost link is no stopped heart");
        page.wait_for(
            "[data-device='Chest strap']",
            "/lost|reconnecting/.test(element.dataset.connection)",
            seconds(5),
        )
        .await?;
        page.screenshot("devices-link-lost").await?;
        strap.set_reachable(true).await?;
        wait_live(page, "Chest strap").await?;
        wait_for_device_number(page, "HR", 77.0, 0.0).await?;
        let over = format!("return !document.querySelector(\"{alarm}[data-state='active']\")");
        page.wait_until("the alarm to end", &over, seconds(30)).await?;
        assert_eq!(strap.calls().overlapping_connects, 0);
        Ok(())
    })
}

#[test]
fn a_connect_that_hangs_is_given_up_and_tried_again() -> Outcome {
    in_browser_with_bluetooth("devices-hang", async |page, bluez| {
        let strap = bluez.add(Peripheral::strap("Chest strap", "C0:00:00:00:00:01", 77))?;
        strap.set_on_connect(OnConnect::Hang);
        open_pairing(page).await?;
        let begun = std::time::Instant::now();
        pair(page, "Chest strap").await?;
        page.wait_for(&device_in("Chest strap", "connecting"), "true", seconds(10)).await?;
        strap.wait_for("the attempt to be given up", seconds(40), |calls| calls.disconnects >= 1).await?;
        let waited = begun.elapsed();
        assert!(waited >= seconds(14), "given up after {waited:?} already");
        strap.set_on_connect(OnConnect::Accept);
        wait_live(page, "Chest strap").await?;
        wait_for_device_number(page, "HR", 77.0, 0.0).await?;
        let calls = strap.calls();
        assert_eq!((calls.connects, calls.overlapping_connects), (2, 0), "one attempt at a time");
        Ok(())
    })
}

#[test]
fn a_hanging_connect_can_be_ended_by_hand() -> Outcome {
    in_browser_with_bluetooth("devices-hang-ended", async |page, bluez| {
        let strap = bluez.add(Peripheral::strap("Chest strap", "C0:00:00:00:00:01", 77))?;
        strap.set_on_connect(OnConnect::Hang);
        open_pairing(page).await?;
        pair(page, "Chest strap").await?;
        strap.wait_for("an attempt", seconds(10), |calls| calls.connects == 1).await?;
        page.click(&device_action("Chest strap", "disconnect")).await?;
        page.wait_for(&device_in("Chest strap", "ended"), "true", seconds(10)).await?;
        strap.wait_for("the attempt to be given up", seconds(10), |calls| calls.disconnects == 1).await?;
        strap.set_on_connect(OnConnect::Accept);
        tokio::time::sleep(seconds(5)).await;
        assert_eq!(strap.calls().connects, 1, "ended is ended");
        page.click(&device_action("Chest strap", "connect")).await?;
        wait_live(page, "Chest strap").await
    })
}

#[test]
fn refused_connects_are_tried_again_with_growing_pauses() -> Outcome {
    in_browser_with_bluetooth("devices-refusing", async |page, bluez| {
        let strap = bluez.add(Peripheral::strap("Chest strap", "C0:00:00:00:00:01", 77))?;
        strap.set_on_connect(OnConnect::Refuse(Refusal::bluez("Failed", "Host is down")));
        open_pairing(page).await?;
        pair(page, "Chest strap").await?;
        strap.wait_for("four attempts", seconds(60), |calls| calls.connects >= 4).await?;
        // 1, 2 and 4 s, each up to a fifth shorter by chance.
        let came = strap.calls().connects_at;
        let pauses: Vec<f64> = came.windows(2).map(|two| (two[1] - two[0]).as_secs_f64()).collect();
        assert!(pauses[0] >= 0.8 && pauses[1] >= 1.6 && pauses[2] >= 3.2, "{pauses:?}");
        let why = "element.textContent.includes('Connection attempt failed')";
        page.wait_for("[data-device='Chest strap']", why, seconds(10)).await?;
        page.screenshot("devices-refusing").await?;
        strap.set_on_connect(OnConnect::Accept);
        wait_live(page, "Chest strap").await?;
        assert_eq!(strap.calls().overlapping_connects, 0);
        Ok(())
    })
}

#[test]
fn operations_that_are_refused_as_busy_are_tried_again() -> Outcome {
    in_browser_with_bluetooth("devices-busy", async |page, bluez| {
        let (h10, firmware) = Peripheral::polar_h10("Polar H10 12345678", "C0:00:00:00:00:01", 70);
        let h10 = bluez.add(h10)?;
        h10.set_busy(3);
        open_pairing(page).await?;
        pair_live(page, &h10).await?;
        wait_for_device_number(page, "HR", 70.0, 2.0).await?;
        let calls = h10.calls();
        assert_eq!((calls.refused_as_busy, calls.connects), (3, 1), "tried again within one connection");
        h10.wait_for("ECG", seconds(20), |_| firmware.ecg_frames() >= 3).await
    })
}
