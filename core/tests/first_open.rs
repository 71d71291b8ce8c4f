//! The first databases of a process, opened by many threads at once. A process of its own: the race is over after the
//! first open, so it is this file's only test.

#[cfg(test)]
#[expect(dead_code, reason = "shared with tests that lose keys")]
mod device;

use std::sync::{Arc, Barrier};

use device::TestDevice;
use etong_core::App;

const THREADS: usize = 16;

#[test]
fn many_threads_may_open_the_first_stores_of_a_process_together() {
    let folder = tempfile::tempdir().unwrap();
    let start = Barrier::new(THREADS);
    std::thread::scope(|scope| {
        for thread in 0..THREADS {
            let (start, home) = (&start, folder.path().join(thread.to_string()));
            scope.spawn(move || {
                start.wait();
                App::open(&home, Arc::new(TestDevice::new())).unwrap();
            });
        }
    });
}
