//! The harness itself, on a page of its own.

use std::fs;

use bedside_e2e::{Outcome, Site, in_browser_at, scratch, seconds};

const PAGE: &str = "<!doctype html><html lang=en><title>Self-test</title><link rel=icon href='data:,'>
<input id=number type=range min=0 max=100><output id=shown>---</output>
<input id=files type=file multiple data-files>
<button id=later>Later</button><p id=key></p>
<script>
document.documentElement.dataset.ready = '1';
const by = (id) => document.getElementById(id);
by('number').oninput = () => { by('shown').textContent = by('number').value; };
by('files').onchange = () => { by('shown').textContent = [...by('files').files].map(f => f.name).join(' '); };
by('later').onclick = () => setTimeout(() => { by('later').remove(); }, 300);
onkeydown = (event) => { by('key').textContent = event.key; };
</script>";

#[test]
fn the_harness_sees_sets_clicks_types_and_waits() -> Outcome {
    let folder = scratch("harness")?;
    fs::write(folder.join("index.html"), PAGE)?;
    fs::write(folder.join("a.txt"), "a")?;
    let mut site = Site::serve(&folder)?;
    let url = site.url();
    in_browser_at("harness", &url, async |page| {
        page.resize(390, 844).await?;
        page.open("#/").await?;
        assert_eq!(
            page.eval("return [innerWidth, innerHeight]", vec![]).await?,
            serde_json::json!([390, 844])
        );

        page.set("#number", "42").await?;
        page.wait_for("#shown", "element.textContent === '42'", seconds(1)).await?;
        page.choose_files("#files", &[&folder.join("a.txt"), &folder.join("index.html")]).await?;
        page.wait_for("#shown", "element.textContent === 'a.txt index.html'", seconds(1)).await?;
        page.press("a").await?;
        assert_eq!(page.text("#key").await?, "a");
        page.click("#later").await?;
        page.wait_gone("#later", seconds(2)).await?;

        let error = page.wait_for("#shown", "element.textContent === 'never'", seconds(1)).await.unwrap_err();
        assert!(error.to_string().contains("a.txt index.html"), "what was seen instead is told: {error}");

        page.expect_in_console("on purpose");
        page.eval("console.error('on purpose')", vec![]).await?;
        assert!(page.console().await?.iter().any(|line| line.contains("on purpose")));

        assert!(page.screenshot("harness").await?.is_file());
        site.cut();
        page.expect_in_console("ERR_CONNECTION_REFUSED");
        let again = "const done = arguments[0]; fetch('index.html').then(() => done('answered'), () => done('refused'))";
        assert_eq!(page.eval_async(again, vec![]).await?, "refused");
        Ok(())
    })
}

#[test]
fn an_error_in_the_console_fails_a_test() -> Outcome {
    let folder = scratch("console")?;
    fs::write(
        folder.join("index.html"),
        PAGE.replace("<script>", "<script src=missing.js></script><script>"),
    )?;
    let site = Site::serve(&folder)?;
    let error = in_browser_at("console", &site.url(), async |page| page.open("#/").await).unwrap_err();
    assert!(error.to_string().contains("missing.js"), "{error}");
    Ok(())
}
