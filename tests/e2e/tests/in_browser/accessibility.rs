//! axe-core finds nothing, on every view and in both palettes.

use std::{fs, time::Duration};

use bedside_e2e::{
    Outcome, Page, in_browser, project,
    screen::{ROUTES, SWEEP},
    seconds,
};
use serde_json::{Value, json};

const RUN: &str = "
    const done = arguments[arguments.length - 1];
    axe.run(document, { resultTypes: ['violations'] }).then(
        ({ violations }) => done(violations.map(({ id, help, nodes }) =>
            `${id}: ${help}: ${nodes.slice(0, 3).map((node) => node.target.join(' ') + ' ' + (node.any[0]?.message ?? '')).join('; ')}`)),
        (error) => done([`axe failed: ${error}`]))";

/// Brings axe-core into the page that is open.
pub async fn bring_axe(page: &Page) -> Outcome {
    let file = project().join("node_modules/axe-core/axe.min.js");
    let axe =
        fs::read_to_string(&file).map_err(|error| format!("{}: {error}; run npm ci", file.display()))?;
    page.eval(&axe, vec![]).await?;
    Ok(())
}

/// What axe-core finds wrong now, one text each.
pub async fn violations(page: &Page, place: &str) -> Outcome<Vec<String>> {
    let found = page.eval_async(RUN, vec![]).await?;
    Ok(found.as_array().into_iter().flatten().map(|violation| format!("{place}: {violation}")).collect())
}

#[test]
fn axe_finds_no_violation_on_any_view_in_either_palette() -> Outcome {
    in_browser("axe", async |page| {
        let mut faults = Vec::new();
        page.open("#/").await?;
        page.wait_for_number("HR", seconds(40)).await?;
        bring_axe(page).await?;
        for palette in ["dark", "light"] {
            let feature = json!({ "features": [{ "name": "prefers-color-scheme", "value": palette }] });
            page.devtools("Emulation.setEmulatedMedia", feature).await?;
            page.eval("document.documentElement.dataset.palette = arguments[0]", vec![night_or_day(palette)])
                .await?;
            for route in ROUTES {
                page.show(route).await?;
                tokio::time::sleep(Duration::from_millis(400)).await;
                faults.extend(violations(page, &format!("{route} {palette}")).await?);
                page.screenshot(&format!(
                    "axe-{palette}-{}",
                    route.trim_start_matches("#/").replace('/', "-")
                ))
                .await?;
            }
        }
        // A canvas tells a screen reader nothing by itself.
        let named = page.attribute(SWEEP, "aria-label").await?.is_some()
            || page.attribute(SWEEP, "aria-hidden").await?.as_deref() == Some("true");
        assert!(named, "the sweep canvas is neither named nor hidden from assistive technology");
        assert!(faults.is_empty(), "{}", faults.join("\n"));
        Ok(())
    })
}

/// The palettes by the page's own names.
fn night_or_day(palette: &str) -> Value {
    json!(if palette == "dark" { "night" } else { "day" })
}
