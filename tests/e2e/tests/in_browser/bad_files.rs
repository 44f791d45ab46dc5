//! Every kind of bad file: told by name and reason, and the bed goes on.

use std::{fs, path::Path};

use bedside_e2e::{
    GeneratedRecord, Outcome, in_browser, scratch,
    screen::{FILE_ERROR, FILES, tile},
    seconds,
};

#[test]
fn bad_files_are_told_by_name_and_reason_and_the_bed_goes_on() -> Outcome {
    let folder = scratch("bad-files")?;
    let good = GeneratedRecord::write(&folder, 70.0, 20.0)?;
    let header = fs::read_to_string(&good.files[0])?;
    let write = |name: &str, content: &[u8]| fs::write(folder.join(name), content);
    write("broken.hea", b"broken one 250\n\xff\xfe nothing\n")?;
    write("unsupported.hea", header.replace("generated", "unsupported").replace(" 16 ", " 999 ").as_bytes())?;
    write("unsupported.dat", &[0; 100])?;
    write("missing.hea", header.replace("generated", "missing").as_bytes())?;
    write("short.hea", header.replace("generated", "short").as_bytes())?;
    write("short.dat", &[0; 100])?;
    write("picture.png", b"\x89PNG\r\n\x1a\n and so on")?;
    write("empty.hea", b"")?;
    write("lonely.dat", &[0; 100])?;

    in_browser("bad-files", async |page| {
        page.open("#/recordings").await?;
        page.wait_for_number("HR", seconds(40)).await?;
        for (files, named) in [
            (&["broken.hea"][..], "broken.hea"),
            (&["unsupported.hea", "unsupported.dat"], "unsupported"),
            (&["missing.hea"], "missing.dat"),
            (&["short.hea", "short.dat"], "short.dat"),
            (&["picture.png"], "picture.png"),
            (&["empty.hea"], "empty.hea"),
            (&["lonely.dat"], "lonely.dat"),
        ] {
            let paths: Vec<_> = files.iter().map(|file| folder.join(file)).collect();
            let paths: Vec<&Path> = paths.iter().map(AsRef::as_ref).collect();
            page.choose_files(FILES, &paths).await?;
            page.wait_for(FILE_ERROR, &format!("element.textContent.includes('{named}')"), seconds(5))
                .await?;
            let message = page.text(FILE_ERROR).await?;
            assert!(message.len() > named.len() + 10, "the reason is told as well: {message}");
            println!("{files:?}: {message}");
            assert_eq!(
                page.attribute(&tile("HR"), "data-origin").await?.as_deref(),
                Some("simulated"),
                "the bed goes on after {files:?}"
            );
            page.wait_for_number("HR", seconds(1)).await?;
        }
        Ok(())
    })
}
