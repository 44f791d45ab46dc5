//! The app kept by the browser: offline, updated, installable.

use std::{fs, path::Path};

use bedside_e2e::{Outcome, Page, Site, in_browser_at, project, scratch, seconds};
use serde_json::Value;

/// A first visit, until the service worker has everything.
async fn visit(page: &Page) -> Outcome {
    page.go("#/").await?;
    page.wait_gone("#loading", seconds(20)).await?;
    let kept = "const done = arguments[0]; navigator.serviceWorker.ready.then((r) => done(r.active.state))";
    page.eval_async(kept, vec![]).await?;
    page.wait_until(
        "the page to be in the worker's hands",
        "return !!navigator.serviceWorker.controller && navigator.serviceWorker.controller.state === 'activated'",
        seconds(10),
    )
    .await
}

#[test]
fn after_one_visit_it_opens_without_a_network() -> Outcome {
    let mut site = Site::serve(&project().join("dist"))?;
    let url = site.url();
    in_browser_at("offline", &url, async |page| {
        visit(page).await?;
        site.cut();
        page.reload().await?;
        page.wait_for("#app", "element.childElementCount > 0", seconds(20)).await?;
        page.wait_gone("#loading", seconds(5)).await?;
        // Not only the page: everything that the page names.
        let all = "const done = arguments[0]; \
            Promise.all([...document.querySelectorAll('link[href], script[src]')].map(async (e) => { \
                const url = e.href || e.src; const r = await fetch(url).catch(() => null); return r?.ok ? null : url; \
            })).then((missing) => done(missing.filter(Boolean)))";
        assert_eq!(page.eval_async(all, vec![]).await?, serde_json::json!([]), "files that are not kept");
        Ok(())
    })
}

#[test]
fn a_new_release_takes_over_on_the_next_load_and_the_old_one_is_removed() -> Outcome {
    let next = scratch("next-release")?;
    copy_folder(&project().join("dist"), &next)?;
    let page = fs::read_to_string(next.join("index.html"))?;
    assert!(page.contains("<title>Bedside</title>"));
    fs::write(next.join("index.html"), page.replace("<title>Bedside</title>", "<title>Next</title>"))?;
    // The name of the cache is a hash of the content, so another content brings another name.
    let worker = fs::read_to_string(next.join("sw.js"))?;
    let at =
        worker.find("VERSION = \"").or_else(|| worker.find("VERSION=\"")).expect("the worker has a version");
    let hash = worker[at..].split('"').nth(1).expect("the version is quoted").to_owned();
    fs::write(next.join("sw.js"), worker.replace(&hash, "0000000000000000"))?;

    let site = Site::serve(&project().join("dist"))?;
    in_browser_at("update", &site.url(), async |page| {
        visit(page).await?;
        site.release(&next);
        // This load is still answered by the old release, and finds the new one.
        page.reload().await?;
        page.wait_gone("#loading", seconds(20)).await?;
        let found = "const done = arguments[0]; navigator.serviceWorker.getRegistration().then(async (r) => { \
            await r.update(); const wait = () => r.waiting ? done(true) : setTimeout(wait, 50); wait(); })";
        page.eval_async(found, vec![]).await?;
        assert_eq!(page.eval("return document.title", vec![]).await?, "Bedside");
        // The next one is the new release.
        page.reload().await?;
        page.wait_until("the new release", "return document.title === 'Next'", seconds(10)).await?;
        let names = "const done = arguments[0]; caches.keys().then(done)";
        let Value::Array(names) = page.eval_async(names, vec![]).await? else { panic!("caches have names") };
        assert_eq!(names, ["bedside /ward/3/ 0000000000000000"]);
        Ok(())
    })
}

#[test]
fn pages_of_others_in_folders_below_are_left_alone() -> Outcome {
    let folder = scratch("folders-below")?;
    copy_folder(&project().join("dist"), &folder)?;
    fs::create_dir_all(folder.join("other"))?;
    fs::write(
        folder.join("other/page.html"),
        "<!doctype html><html lang=en><title>Another app</title><link rel=icon href='data:,'>",
    )?;
    let site = Site::serve(&folder)?;
    in_browser_at("folders-below", &site.url(), async |page| {
        visit(page).await?;
        page.go("other/page.html").await?;
        assert_eq!(page.eval("return document.title", vec![]).await?, "Another app");
        Ok(())
    })
}

#[test]
fn it_can_be_installed() -> Outcome {
    let site = Site::serve(&project().join("dist"))?;
    in_browser_at("install", &site.url(), async |page| {
        visit(page).await?;
        let manifest = page.devtools("Page.getAppManifest", serde_json::json!({})).await?;
        assert_eq!(
            manifest["errors"],
            serde_json::json!([]),
            "the browser reads the manifest without a complaint"
        );
        assert!(manifest["url"].as_str().is_some_and(|url| url.ends_with("/ward/3/manifest.webmanifest")));
        let errors = page.devtools("Page.getInstallabilityErrors", serde_json::json!({})).await?;
        let errors = errors["installabilityErrors"].as_array().cloned().unwrap_or_default();
        // A private window is the one reason left: a test's browser has no lasting profile.
        let errors: Vec<_> = errors.iter().filter(|error| error["errorId"] != "in-incognito").collect();
        assert!(errors.is_empty(), "{errors:?}");
        Ok(())
    })
}

pub fn copy_folder(from: &Path, to: &Path) -> Outcome {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
