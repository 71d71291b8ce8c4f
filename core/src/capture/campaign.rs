//! Announcing a joint operation.
