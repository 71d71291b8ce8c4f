//! TEST ONLY, started by `bad_input`: a phone on a disk that is nearly full. Saves until the disk is full, shows what a
//! person reads then, and checks that all it had said was saved is there, before and after space was made.

#[cfg(feature = "sim")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(phone())
}

#[cfg(not(feature = "sim"))]
fn main() {}

#[cfg(feature = "sim")]
async fn phone() -> Result<(), Box<dyn std::error::Error>> {
    use etong_core::AppError;
    use etong_core::capture::ResidentRequest;
    use etong_tests::Field;

    let disk = std::path::PathBuf::from(std::env::args_os().nth(1).ok_or("the disk's folder")?);
    let ballast = disk.join("ballast");
    // Folding a write-ahead log into its database takes the space twice.
    std::fs::write(&ballast, vec![0; 3 * 1024 * 1024])?;
    let field = Field::new(1);
    let phone = field.phone_on("wang", &disk.join("wang")).await;
    let request =
        ResidentRequest { name: "陈小明".into(), note: Some("满".repeat(500)), ..ResidentRequest::default() };
    let mut saved = 0;
    let error = loop {
        match phone.try_capture(|app| app.capture_resident(&request)) {
            Ok(_) => saved += 1,
            Err(error) => break error,
        }
    };
    println!("{error}");
    if error != AppError::StorageFull || saved == 0 {
        return Err(format!("after {saved}: {error:?}").into());
    }
    let counted = |when: &str| -> Result<(), Box<dyn std::error::Error>> {
        let status = phone.app().status().map_err(|error| format!("{when}: {error:?}"))?;
        if (status.residents, status.unsent) == (saved, saved) {
            return Ok(());
        }
        Err(format!("{when}: {saved} saved, {status:?}").into())
    };
    counted("on the full disk")?;
    phone.app().set_pin("290417")?;
    counted("with a PIN on the full disk, whose database could not go under a fresh key")?;
    std::fs::remove_file(&ballast)?;
    let app = phone.app();
    app.lock()?;
    app.unlock("290417")?;
    counted("with space again")?;
    app.remove_pin("290417")?;
    drop(app);
    phone.restarts();
    counted("after a restart with space")?;
    phone.try_capture(|app| app.capture_resident(&request))?;
    field.try_settle().await?;
    println!("everything saved is there");
    Ok(())
}
