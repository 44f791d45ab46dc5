//! Devices: what is left of them after the page was loaded again.

use bedside_e2e::{
    Outcome,
    bluez::{Peripheral, WithBluetooth, in_browser_with_bluetooth},
    screen::{device, device_action, device_in},
    seconds,
};

use crate::devices_pairing::{open_pairing, pair_live, wait_for_device_number, wait_live};

const READY: &str = "return document.documentElement.hasAttribute('data-ready')";

#[test]
fn where_the_browser_remembers_devices_they_come_back_by_themselves() -> Outcome {
    WithBluetooth::new("devices-remembered").that_remembers_devices().run(async |page, bluez| {
        let strap = bluez.add(Peripheral::strap("Chest strap", "C0:00:00:00:00:01", 77))?;
        open_pairing(page).await?;
        pair_live(page, &strap).await?;
        wait_for_device_number(page, "HR", 77.0, 0.0).await?;
        page.reload().await?;
        page.wait_until("the first ink", READY, seconds(20)).await?;
        wait_live(page, "Chest strap").await?;
        wait_for_device_number(page, "HR", 77.0, 0.0).await?;
        assert_eq!(strap.calls().connects, 2);

        // One that a person forgot stays away.
        page.click(&device_action("Chest strap", "disconnect")).await?;
        page.wait_for(&device_action("Chest strap", "forget"), "true", seconds(10)).await?;
        page.click(&device_action("Chest strap", "forget")).await?;
        page.wait_gone(&device("Chest strap"), seconds(10)).await?;
        // Time for the page to give the permission back.
        tokio::time::sleep(seconds(3)).await;
        page.reload().await?;
        page.wait_until("the first ink", READY, seconds(20)).await?;
        tokio::time::sleep(seconds(4)).await;
        assert!(!page.is_visible(&device("Chest strap")).await?);
        assert_eq!(strap.calls().connects, 2);
        Ok(())
    })
}

#[test]
fn where_it_does_not_one_tap_and_a_choice_bring_them_back() -> Outcome {
    in_browser_with_bluetooth("devices-forgotten", async |page, bluez| {
        let strap = bluez.add(Peripheral::strap("Chest strap", "C0:00:00:00:00:01", 77))?;
        bluez.add(Peripheral::strap("Other strap", "C0:00:00:00:00:02", 99))?;
        open_pairing(page).await?;
        pair_live(page, &strap).await?;
        page.reload().await?;
        page.wait_until("the first ink", READY, seconds(20)).await?;
        strap.wait_for_link(false, seconds(10)).await?;
        let connect = device_action("Chest strap", "connect");
        page.wait_for(&connect, "!element.disabled", seconds(20)).await?;
        let mut chooser = page.chooser().await?;
        chooser.open(page, &connect).await?;
        chooser.choose("Chest strap", seconds(15)).await?;
        assert_eq!(chooser.offered(), ["Chest strap"], "only the one that was asked for");
        wait_live(page, "Chest strap").await?;
        wait_for_device_number(page, "HR", 77.0, 0.0).await?;
        assert!(page.is_visible(&device_in("Chest strap", "live")).await?);
        Ok(())
    })
}
