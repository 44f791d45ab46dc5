//! "Monitoring stopped": the block of plain HTML that is left when the app breaks.

use bedside_e2e::{
    Outcome, Page, Site, in_browser, in_browser_at, project, scratch,
    screen::{RESTART, STOPPED},
    seconds,
};

use crate::{
    accessibility::{bring_axe, violations},
    installed::copy_folder,
};

async fn assert_stopped(page: &Page, reason: &str) -> Outcome {
    page.wait_for(STOPPED, "element.innerText.includes('Monitoring stopped')", seconds(10)).await?;
    let shown = page.text(STOPPED).await?;
    assert!(shown.contains(reason), "the reason is told: {shown}");
    assert!(!page.is_visible("#app").await?, "no frozen number is left on the screen");
    assert_eq!(page.attribute(STOPPED, "role").await?.as_deref(), Some("alertdialog"));
    page.wait_until(
        "the button to have the focus",
        "return document.activeElement.id === 'stopped-restart'",
        seconds(2),
    )
    .await
}

#[test]
fn a_panic_of_the_app_stops_monitoring_and_restart_brings_it_back() -> Outcome {
    in_browser("panic", async |page| {
        page.open("#/").await?;
        page.expect_in_console("panic");
        page.expect_in_console("unreachable");
        page.show("#/panic").await?;
        assert_stopped(page, "panic").await?;
        page.screenshot("monitoring-stopped").await?;
        bring_axe(page).await?;
        assert_eq!(violations(page, "stopped").await?, Vec::<String>::new());
        page.click(RESTART).await?;
        page.wait_until(
            "the first ink",
            "return document.documentElement.hasAttribute('data-ready')",
            seconds(20),
        )
        .await?;
        assert!(!page.is_visible(STOPPED).await?);
        Ok(())
    })
}

#[test]
fn it_sounds_once_the_user_has_touched_the_page() -> Outcome {
    in_browser("stopped-sounds", async |page| {
        page.go("#/").await?;
        page.wait_gone("#loading", seconds(20)).await?;
        // Counts the tones that are started.
        let count = "window.tones = 0; const start = OscillatorNode.prototype.start; \
                     OscillatorNode.prototype.start = function (...a) { window.tones += 1; return start.apply(this, a); }";
        page.eval(count, vec![]).await?;
        page.click("body").await?;
        let tell = "dispatchEvent(new CustomEvent('bedside-panic', { detail: { message: 'on purpose' } }))";
        page.eval(tell, vec![]).await?;
        assert_stopped(page, "on purpose").await?;
        page.wait_until("the tones to repeat", "return window.tones >= 6", seconds(6)).await
    })
}

#[test]
fn only_errors_of_the_app_itself_stop_monitoring() -> Outcome {
    in_browser("foreign-errors", async |page| {
        page.go("#/").await?;
        page.wait_gone("#loading", seconds(20)).await?;
        for foreign in [
            "dispatchEvent(new ErrorEvent('error', { message: 'ResizeObserver loop completed with undelivered notifications.' }))",
            "dispatchEvent(new ErrorEvent('error', { message: 'Script error.' }))",
            "const e = new Error('extension'); e.stack = 'chrome-extension://abc/x.js:1:1'; \
             dispatchEvent(new ErrorEvent('error', { error: e, filename: 'chrome-extension://abc/x.js' }))",
            "const reason = new DOMException('play() was refused', 'NotAllowedError'); \
             dispatchEvent(new PromiseRejectionEvent('unhandledrejection', { promise: Promise.resolve(), reason }))",
        ] {
            page.eval(foreign, vec![]).await?;
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
            assert!(!page.is_visible(STOPPED).await?, "{foreign}");
        }
        let trap = "const reason = new WebAssembly.RuntimeError('memory access out of bounds'); \
            dispatchEvent(new PromiseRejectionEvent('unhandledrejection', { promise: Promise.resolve(), reason }))";
        page.eval(trap, vec![]).await?;
        assert_stopped(page, "memory access out of bounds").await
    })
}

#[test]
fn a_damaged_webassembly_file_is_told_before_the_app_starts() -> Outcome {
    let folder = scratch("damaged")?;
    copy_folder(&project().join("dist"), &folder)?;
    let wasm = std::fs::read_dir(&folder)?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .find(|path| path.extension().is_some_and(|kind| kind == "wasm"))
        .expect("a build has a wasm file");
    std::fs::write(wasm, b"not what was built")?;
    let site = Site::serve(&folder)?;
    in_browser_at("damaged", &site.url(), async |page| {
        for expected in ["integrity", "Failed to fetch", "preload", "addAll", "offline"] {
            page.expect_in_console(expected);
        }
        page.go("#/").await?;
        assert_stopped(page, "The app did not start").await
    })
}

#[test]
fn without_scripts_the_page_says_what_it_needs() -> Outcome {
    in_browser("noscript", async |page| {
        page.devtools("Emulation.setScriptExecutionDisabled", serde_json::json!({ "value": true })).await?;
        page.go("").await?;
        let shown = page.text("body").await?;
        assert!(shown.contains("needs JavaScript and WebAssembly"), "{shown}");
        Ok(())
    })
}
