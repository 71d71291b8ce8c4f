//! The two functions by which SQL seals and opens: `sealed(key, id, bytes)` and `unsealed(key, id, bytes)`. Bytes that lie in
//! clear (a key of 0 or -1) pass as they are.

use std::sync::Arc;

use rusqlite::Connection;
use rusqlite::functions::{Context, FunctionFlags};

use super::Keys;
use crate::error::RelayError;

pub(in crate::store) fn lend(connection: &Connection, keys: &Arc<Keys>) -> Result<(), RelayError> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DIRECTONLY;
    let seals = keys.clone();
    connection.create_scalar_function("sealed", 3, flags, move |context| {
        pass(context, |no, bound_to, bytes| seals.seal(no, bound_to, bytes))
    })?;
    let opens = keys.clone();
    connection.create_scalar_function("unsealed", 3, flags, move |context| {
        pass(context, |no, bound_to, bytes| opens.unseal(no, bound_to, bytes))
    })?;
    Ok(())
}

fn pass(
    context: &Context<'_>,
    work: impl FnOnce(i64, &[u8], &[u8]) -> Result<Vec<u8>, RelayError>,
) -> rusqlite::Result<Vec<u8>> {
    let no = context.get::<i64>(0)?;
    let told = |error| rusqlite::Error::UserFunctionError(error);
    let bytes = context.get_raw(2).as_blob().map_err(|error| told(error.into()))?;
    if no <= 0 {
        return Ok(bytes.to_vec());
    }
    let bound_to = context.get_raw(1).as_blob().map_err(|error| told(error.into()))?;
    work(no, bound_to, bytes).map_err(|error| told(error.into()))
}
